//! Writes a mail in the form that SMTP needs (RFC 5321 §4.5.2): dots at line starts are doubled,
//! and a line with a single dot ends the mail. The mail is sent in pieces of the size that the
//! connection sends at once.

use std::io::{self, Write};

use super::connection::CHUNK;
use ferrofax_spool::undelivered::RelayFault;

/// A writer that sends a mail to the mail server (relay) over SMTP, in pieces.
pub(super) struct Wire<S> {
    send: S,
    piece: Vec<u8>,
    at_line_start: bool,
    /// The last two bytes of the mail that were written so far.
    last: [u8; 2],
    /// The reason why the connection accepts no more data; `None` while it accepts data.
    pub(super) broken: Option<RelayFault>,
}

impl<S: FnMut(&[u8]) -> Result<(), RelayFault>> Wire<S> {
    /// Creates a writer that splits a mail into pieces and calls `send` with each piece.
    pub(super) fn new(send: S) -> Self {
        let piece = Vec::with_capacity(CHUNK + 3);
        Self { send, piece, at_line_start: true, last: [0; 2], broken: None }
    }

    /// Ends the mail and sends the last piece of the mail to the mail server (relay).
    pub(super) fn finish(mut self) -> Result<(), RelayFault> {
        if self.last != *b"\r\n" {
            self.piece.extend_from_slice(b"\r\n");
        }
        self.piece.extend_from_slice(b".\r\n");
        (self.send)(&self.piece)
    }
}

impl<S: FnMut(&[u8]) -> Result<(), RelayFault>> Write for Wire<S> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        for &octet in octets {
            if self.at_line_start && octet == b'.' {
                self.piece.push(b'.');
            }
            self.at_line_start = octet == b'\n';
            self.last = [self.last[1], octet];
            self.piece.push(octet);
            // Two bytes must fit, since a dot is doubled.
            if self.piece.len() + 2 > CHUNK {
                let sent = (self.send)(&self.piece);
                self.piece.clear();
                if let Err(error) = sent {
                    self.broken = Some(error);
                    return Err(io::Error::other("the connection is broken"));
                }
            }
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stuffed(mail: &[u8]) -> Vec<u8> {
        let mut sent = Vec::new();
        let mut wire = Wire::new(|piece: &[u8]| {
            assert!(piece.len() <= CHUNK + 3);
            sent.extend_from_slice(piece);
            Ok(())
        });
        mail.chunks(7).for_each(|piece| wire.write_all(piece).unwrap());
        wire.finish().unwrap();
        sent
    }

    #[test]
    fn a_dot_alone_does_not_end_the_mail_early() {
        assert_eq!(stuffed(b".\r\n..a\r\n.\r\nb."), b"..\r\n...a\r\n..\r\nb.\r\n.\r\n");
        assert_eq!(stuffed(b"a\r\n"), b"a\r\n.\r\n");
        let dots = b".\r\n".repeat(CHUNK);
        assert_eq!(stuffed(&dots).len(), dots.len() + CHUNK + 3);
    }

    #[test]
    fn nothing_is_sent_over_a_connection_that_broke() {
        let mut pieces = 0;
        let mut wire = Wire::new(|_: &[u8]| {
            pieces += 1;
            Err(RelayFault::Stopped)
        });
        assert!(wire.write_all(&vec![b'a'; 3 * CHUNK]).is_err());
        assert!(wire.broken.is_some());
        drop(wire);
        assert_eq!(pieces, 1);
    }
}
