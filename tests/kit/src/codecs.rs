//! The codecs of libtiff and spandsp: `tests/peer/codecs.c`, which is compiled when a test first
//! needs it.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use ferrofax::t4::{Bitmap, Coding, reverse_bits};

use super::peer::compiled;
use crate::programs::Running;

/// A library with encoders and decoders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    Tiff,
    Spandsp,
}

impl Maker {
    pub const ALL: [Self; 2] = [Self::Tiff, Self::Spandsp];

    const fn word(self) -> &'static str {
        match self {
            Self::Tiff => "tiff",
            Self::Spandsp => "spandsp",
        }
    }
}

/// The running program. In coded bytes, the first bit of the line is the lowest bit, both here and
/// in the program.
pub struct Codecs {
    _process: Running,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Codecs {
    pub fn start() -> Self {
        let mut child = Command::new(compiled("codecs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the compiled program starts");
        let to = child.stdin.take().expect("the pipe was requested");
        let from = BufReader::new(child.stdout.take().expect("the pipe was requested"));
        Self { _process: Running(child), to, from }
    }

    /// Sets the page for all further commands.
    pub fn take(&mut self, page: &Bitmap) {
        self.command(&format!("page {} {}", page.width(), page.rows()), page.data());
    }

    /// Encodes the page several times. Returns the CPU time of the fastest round, and the coded
    /// bytes.
    pub fn encode(&mut self, maker: Maker, coding: Coding, rounds: u32) -> (Duration, Vec<u8>) {
        self.command(&format!("encode {} {} {rounds}", maker.word(), word_of(coding)), &[]);
        let (time, length) = self.answer();
        let mut bytes = vec![0; length];
        self.from.read_exact(&mut bytes).expect("the coded page can be read");
        if maker == Maker::Tiff {
            reverse_bits(&mut bytes);
        }
        (time, bytes)
    }

    /// Decodes the bytes several times. Returns the CPU time of the fastest round, and whether the
    /// result is the page.
    pub fn decode(
        &mut self,
        maker: Maker,
        coding: Coding,
        bytes: &[u8],
        rounds: u32,
    ) -> (Duration, bool) {
        let mut bytes = bytes.to_vec();
        if maker == Maker::Tiff {
            reverse_bits(&mut bytes);
        }
        self.command(
            &format!("decode {} {} {} {rounds}", maker.word(), word_of(coding), bytes.len()),
            &bytes,
        );
        let (time, same) = self.answer();
        (time, same == 1)
    }

    fn command(&mut self, line: &str, bytes: &[u8]) {
        let written = writeln!(self.to, "{line}")
            .and_then(|()| self.to.write_all(bytes))
            .and_then(|()| self.to.flush());
        written.unwrap_or_else(|error| panic!("codecs does not accept '{line}': {error}"));
    }

    fn answer(&mut self) -> (Duration, usize) {
        let mut line = String::new();
        self.from.read_line(&mut line).expect("codecs answers");
        let (time, number) = line
            .trim()
            .split_once(' ')
            .unwrap_or_else(|| panic!("unexpected answer of codecs: '{line}'"));
        (
            Duration::from_nanos(time.parse().expect("nanoseconds")),
            number.parse().expect("a number"),
        )
    }
}

const fn word_of(coding: Coding) -> &'static str {
    match coding {
        Coding::Mh => "mh",
        Coding::Mr => "mr",
        Coding::Mmr => "mmr",
        Coding::Jbig | Coding::Jpeg | Coding::T43 => {
            panic!("neither library has a separate codec for this coding")
        }
    }
}
