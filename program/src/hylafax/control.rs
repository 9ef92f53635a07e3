//! The control connection: lines in, answers out.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, Shutdown, TcpStream};
use std::time::{Duration, Instant};

use socket2::{SockRef, TcpKeepalive};

use super::reply::Reply;
use super::words;
use crate::listening::{Line, LineReader};

/// How soon a waiting thread sees that something else is to be done.
pub(super) const STEP: Duration = Duration::from_millis(200);

/// A client that does not take what we send is given up.
pub(super) const SEND: Duration = Duration::from_secs(60);

/// Octets of a line: as HylaFAX's server takes them.
const LONGEST: usize = 2048;

/// So many octets without the end of a line are none of this protocol.
const ENDLESS: usize = 64 << 10;

/// Lines that a client says ahead while something is carried.
const AHEAD: usize = 32;

/// What a client may still have sent when we close: read and thrown away, else it would
/// not see our last word.
const LINGER: Duration = Duration::from_secs(2);

/// How soon, and how often, the system asks whether a silent client is still there.
const ALIVE: Duration = Duration::from_secs(60);

/// The connection that commands come by.
pub(super) struct Control {
    socket: TcpStream,
    reader: LineReader,
    /// Read, and not looked at.
    bytes: VecDeque<u8>,
    /// Lines that came while something was carried.
    ahead: VecDeque<Line>,
    /// Octets since the last line's end.
    unended: usize,
}

/// What came while something was carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meanwhile {
    /// Nothing that would end it.
    Nothing,
    /// ABOR.
    Abort,
    /// The client is no more, or talks without end.
    Gone,
}

impl Control {
    pub(super) fn new(socket: TcpStream) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        let alive = TcpKeepalive::new().with_time(ALIVE).with_interval(ALIVE);
        SockRef::from(&socket).set_tcp_keepalive(&alive)?;
        socket.set_read_timeout(Some(STEP))?;
        socket.set_write_timeout(Some(SEND))?;
        let (bytes, ahead) = (VecDeque::new(), VecDeque::new());
        Ok(Self { socket, reader: LineReader::default(), bytes, ahead, unended: 0 })
    }

    /// Where the client has come in.
    pub(super) fn here(&self) -> io::Result<IpAddr> {
        Ok(self.socket.local_addr()?.ip())
    }

    pub(super) fn send(&mut self, reply: &Reply) -> io::Result<()> {
        self.socket.write_all(&reply.bytes())
    }

    /// A line, if one comes within [`STEP`].
    ///
    /// # Errors
    /// The connection has ended or broken, or the line does not end.
    pub(super) fn line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front().or_else(|| self.cut()) {
            return Ok(Some(line));
        }
        self.read()?;
        Ok(self.cut())
    }

    /// Looks whether the client wants what is carried to end, without waiting.
    pub(super) fn meanwhile(&mut self) -> Meanwhile {
        let is_there = self.socket.set_nonblocking(true).is_ok();
        let read = match self.ahead.len() < AHEAD {
            true => self.read(),
            // What it says further stays where it is.
            false => self.look(),
        };
        if !is_there || self.socket.set_nonblocking(false).is_err() || read.is_err() {
            return Meanwhile::Gone;
        }
        while let Some(line) = self.cut() {
            match &line {
                Line::Whole(bytes) if words::text(bytes).trim().eq_ignore_ascii_case("ABOR") => {
                    return Meanwhile::Abort;
                }
                _ => self.ahead.push_back(line),
            }
        }
        Meanwhile::Nothing
    }

    /// Takes what has come.
    fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; 4096];
        match self.socket.read(&mut bytes) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                self.unended += count;
                self.bytes.extend(&bytes[..count]);
                Ok(())
            }
            Err(error) if is_wait(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether the connection still stands.
    fn look(&self) -> io::Result<()> {
        match self.socket.peek(&mut [0]) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => Ok(()),
            Err(error) if is_wait(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn cut(&mut self) -> Option<Line> {
        let all = self.bytes.len();
        let mut rest: &[u8] = self.bytes.make_contiguous();
        let line = self.reader.take(&mut rest, LONGEST);
        let taken = all - rest.len();
        self.bytes.drain(..taken);
        if line.is_some() {
            self.unended = self.bytes.len();
        }
        line
    }

    /// Whether a line goes on and on.
    pub(super) fn is_endless(&self) -> bool {
        self.unended > ENDLESS
    }

    /// Closes, so that the client sees all that we have sent.
    pub(super) fn close(mut self) {
        if self.socket.shutdown(Shutdown::Write).is_err() {
            return;
        }
        let (begun, mut bytes) = (Instant::now(), [0; 4096]);
        while begun.elapsed() < LINGER {
            match self.socket.read(&mut bytes) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if is_wait(&error) => {}
                Err(_) => return,
            }
        }
    }
}

/// Whether nothing has happened yet.
pub(super) fn is_wait(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    #[test]
    fn a_client_that_is_gone_is_seen_also_behind_all_that_it_said() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let mut control = Control::new(listener.accept().unwrap().0).unwrap();
        let begun = Instant::now();
        client.write_all(&b"NOOP\r\n".repeat(AHEAD)).unwrap();
        while control.ahead.len() < AHEAD && begun.elapsed() < SEND {
            assert_eq!(control.meanwhile(), Meanwhile::Nothing);
        }
        assert_eq!(control.meanwhile(), Meanwhile::Nothing);
        drop(client);
        while control.meanwhile() == Meanwhile::Nothing && begun.elapsed() < SEND {
            std::thread::sleep(STEP / 10);
        }
        assert_eq!(control.meanwhile(), Meanwhile::Gone);
    }
}
