//! The common code of `pcm_terminal` and `ifp_terminal`: all except the data on their pipes.

pub mod options;
pub mod pipe;
pub mod receive;
pub mod report;
pub mod send;

use options::{Options, Task};
use pipe::Pipe;
use std::process::exit;

/// The number of samples in a block of 20 ms.
pub const BLOCK: usize = 160;

/// Runs the call of the command line on the pipe that `open` creates.
pub fn main<P: Pipe>(open: impl FnOnce(&Options) -> std::io::Result<P>) {
    if std::env::args().any(|word| word == "--help") {
        print!("{}", options::HELP);
        return;
    }
    let status = Options::read(std::env::args().skip(1)).and_then(|options| {
        let mut pipe = open(&options).map_err(|error| format!("--record: {error}"))?;
        match options.task {
            Task::Receive => Ok(receive::Receiver::new(&options)?.run(&mut pipe)),
            Task::Send => Ok(send::Sender::new(&options)?.run(&mut pipe)),
        }
    });
    exit(status.unwrap_or_else(|wrong| {
        eprintln!("{wrong}");
        2
    }));
}
