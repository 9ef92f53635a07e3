//! Receives the mail itself: after DATA up to a line with a single dot, or in chunks of known sizes
//! (BDAT).
//!
//! By RFC 5321 §4.1.1.4 a mail ends with CRLF `.` CRLF. Only CRLF ends a line; a single CR or LF is
//! a byte like any other.

use super::memory::Share;

/// A mail that is being received, with the bytes that have arrived so far.
#[derive(Debug)]
pub(super) struct Body<'a> {
    bytes: Vec<u8>,
    share: Share<'a>,
    limit: u64,
    /// The length in bytes of the header lines that this server puts before the mail.
    ours: usize,
    lost: Option<Lost>,
}

/// The reason why a mail is discarded and not stored. The mail is still received to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The mail is larger than allowed.
    TooLarge,
    /// There is not enough memory for the mail now.
    NoMemory,
}

impl<'a> Body<'a> {
    /// Makes an empty mail, to which received bytes are added. They are counted in `share`. The
    /// mail begins with the header lines of this server, `ours`; after them it may have up to
    /// `limit` bytes.
    pub(super) fn new(share: Share<'a>, limit: u64, ours: String) -> Self {
        Self { ours: ours.len(), bytes: ours.into_bytes(), share, limit, lost: None }
    }

    /// Returns the received mail twice: with the header line that this server adds at the top, and
    /// without it. The error is the reason why the mail was discarded.
    pub(super) fn whole(&self) -> Result<(&[u8], &[u8]), Lost> {
        match self.lost {
            Some(lost) => Err(lost),
            None => Ok((&self.bytes, &self.bytes[self.ours..])),
        }
    }

    /// The maximum number of bytes that the SMTP client may send in this mail.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    fn push(&mut self, more: &[u8]) {
        if self.lost.is_some() {
            return;
        }
        let size = self.bytes.len() + more.len();
        if (size - self.ours) as u64 > self.limit {
            self.lose(Lost::TooLarge);
        } else if size > self.bytes.capacity() && !self.reserve(size) {
            self.lose(Lost::NoMemory);
        } else {
            self.bytes.extend_from_slice(more);
        }
    }

    /// Reserves memory for `size` bytes in total. Half as much is reserved in addition, at most 8
    /// MiB, so that the memory does not have to grow often.
    fn reserve(&mut self, size: usize) -> bool {
        let wanted = size + (size / 2).min(8 << 20);
        let granted = self.share.grow(wanted as u64);
        if granted {
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        granted
    }

    fn lose(&mut self, why: Lost) {
        self.bytes = Vec::new();
        self.ours = 0;
        self.lost = Some(why);
    }
}

/// The position of the next byte within its line of the mail, for finding the end of the mail (CRLF
/// `.` CRLF).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The next byte is the first one of a line of the mail.
    Begin,
    /// The part of the line that has arrived so far is a dot.
    Dot,
    /// The part of the line that has arrived so far is a dot and a CR.
    DotCr,
    /// The line has at least one byte, and the last byte is neither a CR nor a dot at the beginning
    /// of the line.
    Middle,
    /// The last byte of the line is a CR, and the line so far is not just a dot and this CR.
    Cr,
}

/// The content of a mail that the SMTP client sends after DATA.
#[derive(Debug)]
pub(super) struct Text<'a> {
    pub(super) body: Body<'a>,
    place: Place,
}

impl<'a> Text<'a> {
    pub(super) fn new(body: Body<'a>) -> Self {
        // The line DATA itself ended with CRLF, so a mail that begins with `.` CRLF is empty.
        Self { body, place: Place::Begin }
    }

    /// Takes bytes of the mail from `bytes` up to the end of the mail, and leaves the rest there.
    /// Returns whether the end of the mail was reached.
    pub(super) fn take(&mut self, bytes: &mut &[u8]) -> bool {
        while let Some((&byte, rest)) = bytes.split_first() {
            match (self.place, byte) {
                (Place::Begin, b'.') => self.place = Place::Dot,
                (Place::Dot, b'\r') => self.place = Place::DotCr,
                (Place::DotCr, b'\n') => {
                    *bytes = rest;
                    return true;
                }
                (Place::DotCr, _) => {
                    // The dot was doubled by the SMTP client (RFC 5321 §4.5.2), and the CR belongs
                    // to the mail.
                    self.body.push(b"\r");
                    self.place = Place::Cr;
                    continue;
                }
                (Place::Cr, b'\n') => {
                    self.body.push(b"\n");
                    self.place = Place::Begin;
                }
                (_, b'\r') => {
                    self.body.push(b"\r");
                    self.place = Place::Cr;
                }
                _ => {
                    let end = bytes.iter().position(|byte| *byte == b'\r').unwrap_or(bytes.len());
                    let (run, rest) = bytes.split_at(end);
                    self.body.push(run);
                    self.place = Place::Middle;
                    *bytes = rest;
                    continue;
                }
            }
            *bytes = rest;
        }
        false
    }
}

/// A chunk of a mail, which follows BDAT (RFC 3030).
#[derive(Debug)]
pub(super) struct Chunk {
    left: usize,
    pub(super) size: usize,
    pub(super) is_last: bool,
}

impl Chunk {
    pub(super) fn new(size: usize, is_last: bool) -> Self {
        Self { left: size, size, is_last }
    }

    /// Moves bytes of the chunk from `bytes` into the mail `body`. If `body` is `None`, the bytes
    /// are discarded. Returns whether the chunk is complete.
    pub(super) fn take(&mut self, bytes: &mut &[u8], body: Option<&mut Body<'_>>) -> bool {
        let (part, rest) = bytes.split_at(self.left.min(bytes.len()));
        if let Some(body) = body {
            body.push(part);
        }
        self.left -= part.len();
        *bytes = rest;
        self.is_whole()
    }

    pub(super) fn is_whole(&self) -> bool {
        self.left == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Memory;
    use proptest::prelude::*;

    /// Receives a mail in pieces of `cut` bytes. Returns the mail and the bytes after it; `None` if
    /// its end was not reached.
    fn read(input: &[u8], cut: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let memory = Memory::new(1 << 20);
        let mut text = Text::new(Body::new(memory.share(true), 1 << 16, "ours".to_owned()));
        let mut at = 0;
        for part in input.chunks(cut.max(1)) {
            let mut bytes = part;
            if text.take(&mut bytes) {
                let behind = input[at + part.len() - bytes.len()..].to_vec();
                return Some((text.body.whole().unwrap().1.to_vec(), behind));
            }
            at += part.len();
        }
        None
    }

    #[test]
    fn dots_are_undone_and_the_end_is_found() {
        for (input, mail, behind) in [
            (".\r\n", "", ""),
            (".\r\nQUIT\r\n", "", "QUIT\r\n"),
            ("\r\n.\r\n", "\r\n", ""),
            ("a\r\n..\r\n.b\r\n...\r\n.\r\n", "a\r\n.\r\nb\r\n..\r\n", ""),
            ("..a\r\n.\r\n", ".a\r\n", ""),
            ("a\r\r\n.\r\n", "a\r\r\n", ""),
            ("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", ""),
            ("a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n", ""),
        ] {
            assert_eq!(
                read(input.as_bytes(), 1024),
                Some((mail.into(), behind.into())),
                "{input:?}"
            );
        }
    }

    /// Each of these texts once ended a mail on some server, so that the rest was read as commands.
    #[test]
    fn nothing_but_a_dot_between_whole_line_ends_ends_a_mail() {
        for end in [
            "\n.\n",
            "\n.\r\n",
            "\r.\r",
            "\r.\r\n",
            "\r\n.\n",
            "\r\n.\r",
            "\r\n\0.\r\n",
            "\r\n. \r\n",
            "\r\n.\r\r\n",
        ] {
            let input = format!("a{end}MAIL FROM:<x@y>\r\nDATA\r\n.\r\n");
            let (mail, behind) = read(input.as_bytes(), 1024).unwrap();
            assert!(mail.ends_with(b"MAIL FROM:<x@y>\r\nDATA\r\n"), "{end:?}");
            assert_eq!(behind, b"", "{end:?}");
        }
    }

    proptest! {
        #[test]
        fn a_mail_comes_as_it_was_sent_however_it_was_cut(
            mail in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'.'), Just(b'a')], 0..60),
            cut in 1usize..70,
        ) {
            let mail = [&mail[..], b"\r\n"].concat();
            // Double the dots, as an SMTP client does by RFC 5321 §4.5.2.
            let mut sent = Vec::new();
            for (index, byte) in mail.iter().enumerate() {
                if *byte == b'.' && (index == 0 || mail[..index].ends_with(b"\r\n")) {
                    sent.push(b'.');
                }
                sent.push(*byte);
            }
            sent.extend_from_slice(b".\r\nNEXT");
            prop_assert_eq!(read(&sent, cut), Some((mail, b"NEXT".to_vec())));
        }
    }

    #[test]
    fn a_mail_that_is_too_large_is_read_to_its_end_and_takes_no_memory() {
        let memory = Memory::new(1 << 20);
        let mut text = Text::new(Body::new(memory.share(true), 10, String::new()));
        assert!(!text.take(&mut b"0123456789".as_slice()));
        assert_eq!(text.body.whole().map(|(_, mail)| mail.len()), Ok(10));
        assert!(text.take(&mut b"\r\n.\r\n".as_slice()));
        assert_eq!(text.body.whole(), Err(Lost::TooLarge));
        assert_eq!(text.body.bytes.capacity(), 0);
    }

    #[test]
    fn a_mail_for_which_there_is_no_memory_is_read_to_its_end() {
        let memory = Memory::new(1000);
        let mut text = Text::new(Body::new(memory.share(true), 10_000, String::new()));
        assert!(text.take(&mut [b"x".repeat(1001), b"\r\n.\r\n".to_vec()].concat().as_slice()));
        assert_eq!(text.body.whole(), Err(Lost::NoMemory));
    }
}
