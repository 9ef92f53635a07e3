//! One fax terminal on a PCM pipe: signed 16-bit little-endian samples at 8000 Hz from stdin, the same to stdout, in lockstep
//! blocks of 160 samples, reading first. The sample count is the only clock. The result is one line of JSON on stderr.
//!
//!     cargo run --release --example pcm_terminal -- --receive FILE.tif [options]
//!     cargo run --release --example pcm_terminal -- --send FILE.tif [options]
//!
//! A receiver answers and a sender calls; polling is not there. `--header` and `--sep` are accepted and have no meaning,
//! nor has what only the other half does.
//!
//! Exit status: 0 the fax went completely, 1 it did not, 2 the command line or the file is wrong.

mod options;
mod pipe;
mod receive;
mod report;
mod send;

use options::{Options, Task};
use std::process::exit;

fn main() {
    let options = Options::read(std::env::args().skip(1)).unwrap_or_else(|wrong| refuse(&wrong));
    let status = match options.task {
        Task::Receive => receive::Receiver::new(&options).map(|mut receiver| receiver.run()),
        Task::Send => send::Sender::new(&options).map(|mut sender| sender.run()),
    };
    exit(status.unwrap_or_else(|wrong| refuse(&wrong)));
}

fn refuse(wrong: &str) -> ! {
    eprintln!("pcm_terminal: {wrong}");
    exit(2);
}
