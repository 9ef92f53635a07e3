//! Reads the bytes of a print client that uses LPD or raw printing (port 9100), with time limits.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ferrofax_network::listening::Pace;

/// The interval at which a thread that waits for bytes checks whether the Ferrofax service is to
/// stop.
pub(super) const STEP: Duration = Duration::from_secs(1);

/// The connection to a print client that uses LPD or raw printing (port 9100).
pub(super) struct Wire {
    reader: BufReader<Timed>,
}

struct Timed {
    stream: TcpStream,
    pace: Pace,
    has_ended: Arc<AtomicBool>,
    begun: Instant,
    read: u64,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, pace: Pace, has_ended: Arc<AtomicBool>) -> Self {
        let timed = Timed { stream, pace, has_ended, begun: Instant::now(), read: 0 };
        Self { reader: BufReader::with_capacity(64 << 10, timed) }
    }

    /// Reads a line of text from the print client, of at most `most` bytes, without its line end.
    /// `None`: the client has disconnected.
    pub(super) fn line(&mut self, most: usize) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        (&mut self.reader).take(most).read_until(b'\n', &mut line)?;
        match line.pop() {
            None => Ok(None),
            Some(b'\n') => Ok(Some(line)),
            Some(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end")),
        }
    }

    /// Receives exactly this many bytes from the print client, and passes them in pieces to the
    /// function `to`.
    ///
    /// # Errors
    /// The bytes do not arrive in time, or `to` returns an error.
    pub(super) fn exactly(
        &mut self,
        mut left: u64,
        mut to: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        while left > 0 {
            let some = self.reader.fill_buf()?;
            if some.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let count = some.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            to(some.get(..count).unwrap_or_default())?;
            self.reader.consume(count);
            left -= count as u64;
        }
        Ok(())
    }

    /// Receives all bytes from the print client until it closes the connection, and passes them to
    /// `to` in pieces.
    ///
    /// # Errors
    /// The connection broke, or `to` refuses the bytes.
    pub(super) fn all(&mut self, mut to: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        loop {
            let some = self.reader.fill_buf()?;
            if some.is_empty() {
                return Ok(());
            }
            to(some)?;
            let count = some.len();
            self.reader.consume(count);
        }
    }

    pub(super) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Timed { stream, pace, .. } = self.reader.get_mut();
        stream.set_write_timeout(Some(pace.idle))?;
        stream.write_all(bytes)
    }
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let silent = Instant::now();
        self.stream.set_read_timeout(Some(STEP.min(self.pace.idle)))?;
        loop {
            match self.stream.read(bytes) {
                Ok(count) => {
                    self.read += count as u64;
                    return self.in_time().map(|()| count);
                }
                Err(error) if is_nothing_yet(&error) => {
                    if silent.elapsed() >= self.pace.idle {
                        return Err(late("it stopped coming"));
                    }
                    self.in_time()?;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Timed {
    fn in_time(&self) -> io::Result<()> {
        if self.has_ended.load(Ordering::Relaxed) {
            return Err(late("the program ends"));
        }
        if self.pace.is_too_slow(self.read, self.begun.elapsed()) {
            Err(late("it comes too slowly"))
        } else {
            Ok(())
        }
    }
}

fn is_nothing_yet(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

fn late(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, why)
}
