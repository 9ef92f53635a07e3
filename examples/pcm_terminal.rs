//! One fax terminal on a PCM pipe: signed 16-bit little-endian samples at 8000 Hz from
//! stdin, the same to stdout, in lockstep blocks of 160 samples, reading first. The
//! sample count is the only clock. The result is one line of JSON on stderr.
//!
//!     cargo run --release --example pcm_terminal -- --receive FILE.tif [options]
//!     cargo run --release --example pcm_terminal -- --send FILE.tif [options]
//!
//! A receiver answers and a sender calls, unless `--caller` or `--answer` says otherwise: a
//! receiver that calls polls, a sender that answers holds its file for who polls. `--help` lists
//! the options; what only the other half does has no effect.
//!
//! Exit status: 0 the fax went completely, 1 it did not, 2 the command line or the file is wrong.

use ferrofax_kit::terminal;

use ferrofax::call::Call;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use terminal::BLOCK;
use terminal::options::Options;
use terminal::pipe::Pipe;

/// Samples on stdin and stdout.
struct Samples {
    block: [i16; BLOCK],
    /// With `--record`.
    heard: Option<BufWriter<File>>,
    said: Option<BufWriter<File>>,
}

impl Samples {
    fn new(options: &Options) -> io::Result<Self> {
        let recording = |name: &str| {
            let path = options.record.as_deref().map(|folder| folder.join(name));
            path.map(|path| File::create(path).map(BufWriter::new)).transpose()
        };
        Ok(Self { block: [0; BLOCK], heard: recording("heard.s16")?, said: recording("said.s16")? })
    }
}

impl Pipe for Samples {
    fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; 2 * BLOCK];
        io::stdin().read_exact(&mut bytes)?;
        for (sample, bytes) in self.block.iter_mut().zip(bytes.chunks_exact(2)) {
            *sample = i16::from_le_bytes([bytes[0], bytes[1]]);
        }
        self.heard.as_mut().map_or(Ok(()), |file| file.write_all(&bytes))
    }

    fn hear(&mut self, call: &mut Call) {
        call.hear(&self.block);
    }

    fn say(&mut self, call: &mut Call) {
        call.say(&mut self.block);
    }

    fn write(&mut self) -> io::Result<()> {
        let bytes: Vec<u8> = self.block.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        if let Some(file) = &mut self.said {
            file.write_all(&bytes)?;
        }
        io::stdout().write_all(&bytes)?;
        io::stdout().flush()
    }
}

fn main() {
    terminal::main(Samples::new);
}
