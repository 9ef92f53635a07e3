//! Splits the bytes of a connection, which may arrive in pieces of any length, into lines with a
//! length limit.
//!
//! A command line may end with LF alone, as old machines and people at a terminal write it;
//! this is harmless. Lines of a mail have stricter rules (`mail/session/data.rs`).

/// A line of text that a client has sent, without its line end; or the fact that the line was too
/// long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line that is not longer than allowed, without its line end.
    Whole(Vec<u8>),
    /// The line was longer than allowed. It was read to its end and discarded.
    TooLong,
}

/// Splits bytes into lines. It stores the beginning of a line until the line's end arrives.
#[derive(Debug, Default)]
pub struct LineReader {
    begun: Vec<u8>,
    too_long: bool,
}

impl LineReader {
    /// Removes the next line of text from `bytes` and returns it, if the line's end has arrived.
    pub fn take(&mut self, bytes: &mut &[u8], limit: usize) -> Option<Line> {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let (part, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
        *bytes = rest;
        if self.too_long || self.begun.len() + part.len() > limit {
            self.too_long = true;
            self.begun = Vec::new();
        } else {
            self.begun.extend_from_slice(part);
        }
        end?;
        let mut line = std::mem::take(&mut self.begun);
        if std::mem::take(&mut self.too_long) {
            return Some(Line::TooLong);
        }
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Some(Line::Whole(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &[u8], cut: usize) -> Vec<Line> {
        let (mut reader, mut lines) = (LineReader::default(), Vec::new());
        for mut part in input.chunks(cut) {
            while let Some(line) = reader.take(&mut part, 8) {
                lines.push(line);
            }
        }
        lines
    }

    #[test]
    fn lines_are_the_same_however_they_were_cut() {
        let input = b"NOOP\r\n\r\n123456\r\n1234567\r\nx\ny\rz\nrest";
        let whole = |text: &[u8]| Line::Whole(text.to_vec());
        let wanted = [
            whole(b"NOOP"),
            whole(b""),
            whole(b"123456"),
            Line::TooLong,
            whole(b"x"),
            whole(b"y\rz"),
        ];
        for cut in 1..=input.len() {
            assert_eq!(lines(input, cut), wanted, "in pieces of {cut}");
        }
    }
}
