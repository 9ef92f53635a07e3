//! The connection to an SMTP client, with or without TLS.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ferrofax_network::listening::{close_slowly, is_wait};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The connection to an SMTP client. A read that waits longer than [`STEP`] returns
/// [`ErrorKind::WouldBlock`].
pub(super) enum Wire {
    Clear(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, Stepped>>),
}

/// A socket whose reads fail after a time, even if bytes still arrive. rustls reads until a
/// handshake or a record is complete. Without this limit, a client that sends single bytes would
/// keep rustls reading, and no time limit would be checked.
pub(super) struct Stepped {
    socket: TcpStream,
    until: Instant,
}

/// The longest time for which a read waits for bytes of the SMTP client, before the thread checks
/// the time limits.
pub(super) const STEP: Duration = Duration::from_millis(200);

/// The time after which an SMTP client that does not read the server's answers is disconnected.
const SEND: Duration = Duration::from_secs(60);

/// The time limit of the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(60);

impl Wire {
    pub(super) fn new(socket: TcpStream) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(STEP))?;
        socket.set_write_timeout(Some(SEND))?;
        Ok(Self::Clear(socket))
    }

    /// Runs the TLS handshake with the SMTP client on this connection, and returns the encrypted
    /// connection. It is an error if the handshake fails or takes too long, or if `stopped` returns
    /// true meanwhile.
    pub(super) fn secured(
        self,
        config: Arc<ServerConfig>,
        stopped: &dyn Fn() -> bool,
    ) -> io::Result<Self> {
        self.secured_within(HANDSHAKE, config, stopped)
    }

    /// Does the same as [`Self::secured`], with this time limit of the handshake.
    pub(super) fn secured_within(
        self,
        limit: Duration,
        config: Arc<ServerConfig>,
        stopped: &dyn Fn() -> bool,
    ) -> io::Result<Self> {
        let Self::Clear(socket) = self else { return Ok(self) };
        let mut tls = ServerConnection::new(config).map_err(io::Error::other)?;
        let begun = Instant::now();
        let mut socket = Stepped { socket, until: begun };
        while tls.is_handshaking() {
            if begun.elapsed() >= limit || stopped() {
                return Err(ErrorKind::TimedOut.into());
            }
            socket.begin_step();
            match tls.complete_io(&mut socket) {
                Ok(_) => {}
                Err(error) if is_wait(&error) => {}
                Err(error) => {
                    // If the handshake fails, the SMTP client gets the reason, provided that it
                    // still reads.
                    let _ = tls.write_tls(&mut socket);
                    return Err(error);
                }
            }
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(tls, socket))))
    }

    pub(super) fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(socket) => socket.read(bytes),
            Self::Tls(stream) => {
                stream.sock.begin_step();
                stream.read(bytes)
            }
        }
    }

    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Clear(socket) => socket.write_all(bytes),
            Self::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
        }
    }

    /// Closes the connection after the SMTP client could read everything that was sent.
    pub(super) fn close(mut self) {
        match &mut self {
            Self::Clear(socket) => close_slowly(socket),
            Self::Tls(stream) => {
                stream.conn.send_close_notify();
                let _ = stream.flush();
                close_slowly(&stream.sock.socket);
            }
        }
    }
}

impl Stepped {
    /// Permits reads for the time [`STEP`] from now on.
    fn begin_step(&mut self) {
        self.until = Instant::now() + STEP;
    }
}

impl Read for Stepped {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if Instant::now() >= self.until {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.socket.read(bytes)
    }
}

impl Write for Stepped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.socket.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}
