//! One T.38 terminal on a pipe, the like of `pcm_terminal` with packets in the place of samples.
//!
//! Lockstep in ticks of 20 ms, reading first. Both ways a stream of frames: a big-endian 16-bit length of what follows, one type
//! octet, the payload. `I`: a big-endian 16-bit sequence number, then one IFP packet. `T`: the end of the tick, without payload.
//! The tick count is the only clock. The result is one line of JSON on stderr.
//!
//!     cargo run --release --example ifp_terminal -- --receive FILE.tif [options]
//!     cargo run --release --example ifp_terminal -- --send FILE.tif [options]
//!
//! The options are those of `pcm_terminal`, and `--t38-version 0|1|2|3`, `--max-ifp OCTETS`, `--local-check`.
//!
//! Exit status: 0 the fax went completely, 1 it did not, 2 the command line or the file is wrong.

#[path = "../pcm_terminal/options.rs"]
#[allow(dead_code, reason = "packets are not recorded")]
mod options;
mod pipe;
#[path = "../pcm_terminal/receive.rs"]
mod receive;
#[path = "../pcm_terminal/report.rs"]
mod report;
#[path = "../pcm_terminal/send.rs"]
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
    eprintln!("ifp_terminal: {wrong}");
    exit(2);
}
