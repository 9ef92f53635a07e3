//! One T.38 terminal on a pipe, the like of `pcm_terminal` with packets in the place of samples.
//!
//! Lockstep in ticks of 20 ms, reading first. Both ways a stream of frames: a big-endian
//! 16-bit length of what follows, one type octet, the payload. `I`: a big-endian 16-bit
//! sequence number, then one IFP packet. `T`: the end of the tick, without payload. The
//! tick count is the only clock. The result is one line of JSON on stderr.
//!
//!     cargo run --release --example ifp_terminal -- --receive FILE.tif [options]
//!     cargo run --release --example ifp_terminal -- --send FILE.tif [options]
//!
//! The options are those of `pcm_terminal`, and `--t38-version 0|1|2|3`,
//! `--max-ifp OCTETS`, `--local-check`.
//!
//! Exit status: 0 the fax went completely, 1 it did not, 2 the command line or the file is wrong.

use ferrofax_kit::terminal;

use ferrofax::call::{Call, T38Terms};
use std::io::{self, Read, Write};
use terminal::BLOCK;
use terminal::pipe::Pipe;

/// Packets on stdin and stdout.
struct Packets {
    terms: T38Terms,
    /// Those of a tick, with their numbers.
    heard: Vec<(u16, Vec<u8>)>,
    said: Vec<Vec<u8>>,
    /// The number of the next one that we say.
    number: u16,
}

impl Pipe for Packets {
    fn begin(&mut self, call: &mut Call) {
        call.switch_to_t38(self.terms);
    }

    fn read(&mut self) -> io::Result<()> {
        let mut stdin = io::stdin().lock();
        loop {
            let mut length = [0; 2];
            stdin.read_exact(&mut length)?;
            let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
            stdin.read_exact(&mut frame)?;
            match frame.as_slice() {
                [b'I', high, low, packet @ ..] => {
                    self.heard.push((u16::from_be_bytes([*high, *low]), packet.to_vec()));
                }
                [b'T', ..] => return Ok(()),
                _ => {}
            }
        }
    }

    fn hear(&mut self, call: &mut Call) {
        for (number, packet) in self.heard.drain(..) {
            call.hear_packet(Some(number), &packet);
        }
        call.pass_time(BLOCK);
    }

    fn say(&mut self, call: &mut Call) {
        self.said.extend(std::iter::from_fn(|| call.poll_packet()));
    }

    fn write(&mut self) -> io::Result<()> {
        let mut frames = Vec::new();
        for packet in self.said.drain(..) {
            frames.extend((packet.len() as u16 + 3).to_be_bytes());
            frames.push(b'I');
            frames.extend(self.number.to_be_bytes());
            frames.extend(packet);
            self.number = self.number.wrapping_add(1);
        }
        frames.extend([0, 1, b'T']);
        io::stdout().write_all(&frames)?;
        io::stdout().flush()
    }
}

fn main() {
    terminal::main(|options| {
        Ok(Packets { terms: options.terms, heard: Vec::new(), said: Vec::new(), number: 0 })
    });
}
