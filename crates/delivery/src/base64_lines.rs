//! Writes a file in base64, in the lines of a mail (RFC 2045 §6.8).

use std::io::{self, Write};

use base64::prelude::{BASE64_STANDARD, Engine};

/// The number of bytes whose base64 fills one line of a mail (76 characters).
pub(super) const LINE: usize = 57;

/// The length in bytes of a file of `octets` bytes after its encoding for a mail: base64, with CRLF
/// between the lines.
pub(super) const fn base64_length(octets: u64) -> u64 {
    let letters = octets.div_ceil(3) * 4;
    letters + 2 * octets.div_ceil(LINE as u64).saturating_sub(1)
}

/// A writer that encodes bytes in base64 as they arrive, and breaks the result into lines of a
/// mail.
pub(super) struct Base64Lines<'s> {
    sink: &'s mut dyn Write,
    line: Vec<u8>,
    is_first: bool,
}

impl<'s> Base64Lines<'s> {
    pub(super) fn new(sink: &'s mut dyn Write) -> Self {
        Self { sink, line: Vec::with_capacity(LINE), is_first: true }
    }

    /// Encodes and writes the last line of the base64 text, which may be shorter than the other
    /// lines.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.line.is_empty() { Ok(()) } else { self.put() }
    }

    fn put(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.is_first, false) {
            self.sink.write_all(b"\r\n")?;
        }
        let line = BASE64_STANDARD.encode(&self.line);
        self.line.clear();
        self.sink.write_all(line.as_bytes())
    }
}

impl Write for Base64Lines<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let taken = octets.len().min(LINE - self.line.len());
        self.line.extend_from_slice(&octets[..taken]);
        if self.line.len() == LINE {
            self.put()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mail library encodes all other parts of a mail, so `Base64Lines` must encode a file in the
    /// same way as that library.
    #[test]
    fn a_file_in_pieces_is_written_as_the_library_writes_it_whole() {
        use lettre::message::{Body, header::ContentTransferEncoding};
        for octets in (0..400).chain([5_699, 5_700, 5_701]) {
            let file: Vec<u8> = (0..octets).map(|at| (at * 7 + at / 256) as u8).collect();
            let (mut ours, mut rest) = (Vec::new(), file.as_slice());
            let mut lines = Base64Lines::new(&mut ours);
            for piece in (1..).map_while(|piece| {
                let (piece, after) = rest.split_at((piece % 100).min(rest.len()));
                rest = after;
                (!piece.is_empty() || !rest.is_empty()).then_some(piece)
            }) {
                lines.write_all(piece).unwrap();
            }
            lines.finish().unwrap();
            let theirs = Body::new_with_encoding(file, ContentTransferEncoding::Base64).unwrap();
            assert_eq!(ours, theirs.as_ref(), "{octets} octets");
            assert_eq!(ours.len() as u64, base64_length(octets));
        }
    }
}
