//! Encodes and decodes bytes in base64 (RFC 4648 §4), on one line or in the lines of a mail (RFC 2045
//! §6.8).

use std::io::{self, Write};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The number of bytes whose base64 fills one line of a mail (76 characters).
pub(super) const LINE: usize = 57;

/// Encodes bytes in base64, on one line.
pub(super) fn encode(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len().div_ceil(3) * 4);
    for group in octets.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, &octet| bits << 8 | u32::from(octet))
            << (8 * (3 - group.len()));
        for place in 0..4 {
            // Six bits select one of 64 letters.
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// Decodes base64 of one line. `None` if the text is not base64.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=').as_bytes();
    if !text.len().is_multiple_of(4) || text.len() - letters.len() > 2 {
        return None;
    }
    let mut octets = Vec::with_capacity(letters.len() / 4 * 3 + 2);
    for group in letters.chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            let value = match group.get(place) {
                Some(letter) => LETTERS.iter().position(|known| known == letter)?,
                None => 0,
            };
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let [_, found @ ..] = bits.to_be_bytes();
        octets.extend(&found[..group.len() - 1]);
    }
    Some(octets)
}

/// The length of a file of `octets` bytes inside a mail: base64, with CRLF between the lines.
pub(super) const fn length(octets: u64) -> u64 {
    let letters = octets.div_ceil(3) * 4;
    letters + 2 * octets.div_ceil(LINE as u64).saturating_sub(1)
}

/// A writer that encodes bytes in base64 as they arrive, and breaks the result into lines of a
/// mail.
pub(super) struct Lines<'s> {
    sink: &'s mut dyn Write,
    line: Vec<u8>,
    is_first: bool,
}

impl<'s> Lines<'s> {
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
        let line = encode(&self.line);
        self.line.clear();
        self.sink.write_all(line.as_bytes())
    }
}

impl Write for Lines<'_> {
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

    #[test]
    fn base64_by_the_examples_of_rfc_4648() {
        for (text, line) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(encode(text.as_bytes()), line);
            assert_eq!(decode(line).as_deref(), Some(text.as_bytes()));
        }
        for wrong in ["Z", "Zg", "Zg=", "Z===", "====", "Zm9v\n", "Z=9v", "Zm9-"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    /// The mail library encodes all other parts of a mail, so `Lines` must encode a file in the
    /// same way as that library.
    #[test]
    fn a_file_in_pieces_is_written_as_the_library_writes_it_whole() {
        use lettre::message::{Body, header::ContentTransferEncoding};
        for octets in (0..400).chain([5_699, 5_700, 5_701]) {
            let file: Vec<u8> = (0..octets).map(|at| (at * 7 + at / 256) as u8).collect();
            let (mut ours, mut rest) = (Vec::new(), file.as_slice());
            let mut lines = Lines::new(&mut ours);
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
            assert_eq!(ours.len() as u64, length(octets));
        }
    }
}
