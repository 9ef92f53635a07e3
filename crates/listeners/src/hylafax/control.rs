//! The control connection of a HylaFAX client, which works as in FTP: receives command lines and
//! sends answers.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, TcpStream};
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

use super::reply::Reply;
use super::words;
use ferrofax_network::listening::{Line, LineReader, close_slowly, is_wait};

/// The interval at which a thread that waits for a HylaFAX client checks whether the server stops.
pub(super) const STEP: Duration = Duration::from_millis(200);

/// The time limit for sending to a HylaFAX client that does not read.
pub(super) const SEND: Duration = Duration::from_secs(60);

/// The maximum length of a command line in bytes, as in HylaFAX's server.
const LONGEST: usize = 2048;

/// The maximum number of bytes that a HylaFAX client may send without ending the command line.
const ENDLESS: usize = 64 << 10;

/// The maximum number of command lines that a HylaFAX client may send while a document or list is
/// being transferred. They are executed after the transfer.
const AHEAD: usize = 32;

/// The interval at which the operating system checks that a HylaFAX client that sends nothing is
/// still connected.
const ALIVE: Duration = Duration::from_secs(60);

/// The control connection, on which a HylaFAX client sends commands.
pub(super) struct Control {
    socket: TcpStream,
    reader: LineReader,
    /// Bytes that the HylaFAX client has sent on the control connection and that are not a complete
    /// command line yet.
    bytes: VecDeque<u8>,
    /// Command lines that arrived while a document or list was being transferred. They are executed
    /// after the transfer.
    ahead: VecDeque<Line>,
    /// The number of bytes received since the end of the last complete command line.
    unended: usize,
}

/// The action of a HylaFAX client while a document or list is being transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meanwhile {
    /// The HylaFAX client has sent nothing that ends the transfer.
    Nothing,
    /// The HylaFAX client cancels the transfer by ABOR.
    Abort,
    /// The HylaFAX client has disconnected, or sends a line without end.
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

    /// The IP address of this server to which the HylaFAX client has connected.
    pub(super) fn here(&self) -> io::Result<IpAddr> {
        Ok(self.socket.local_addr()?.ip())
    }

    pub(super) fn send(&mut self, reply: &Reply) -> io::Result<()> {
        self.socket.write_all(&reply.bytes())
    }

    /// Reads a command line from the HylaFAX client; `None` if none arrives within [`STEP`].
    ///
    /// # Errors
    /// The connection has ended or is broken, or the line has no end.
    pub(super) fn line(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front().or_else(|| self.cut()) {
            return Ok(Some(line));
        }
        self.read()?;
        Ok(self.cut())
    }

    /// Checks, without waiting, whether the HylaFAX client wants to end a transfer.
    pub(super) fn meanwhile(&mut self) -> Meanwhile {
        let is_there = self.socket.set_nonblocking(true).is_ok();
        // If enough lines wait already, later bytes remain in the system's buffer.
        let read = if self.ahead.len() < AHEAD { self.read() } else { self.look() };
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

    /// Reads the bytes that have arrived from the HylaFAX client.
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

    /// Checks that the HylaFAX client is still connected, without reading from the connection.
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

    /// Whether the command line that the HylaFAX client is sending is longer than [`ENDLESS`]
    /// bytes, so that the session must end.
    pub(super) fn is_endless(&self) -> bool {
        self.unended > ENDLESS
    }

    /// Closes the connection in such a way that the HylaFAX client receives everything that was
    /// sent.
    pub(super) fn close(self) {
        close_slowly(&self.socket);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};
    use std::time::Instant;

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
