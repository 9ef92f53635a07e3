//! What `pcm_terminal` and `ifp_terminal` have in common: all but what goes through their pipes.

pub mod options;
pub mod pipe;
pub mod receive;
pub mod report;
pub mod send;

use options::{Options, Task};
use pipe::Pipe;
use std::process::exit;

/// Samples of the call's clock in a block, 20 ms.
pub const BLOCK: usize = 160;

/// Does what the command line says through the pipe that `open` makes.
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
