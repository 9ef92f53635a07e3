//! A connection to the server of a mailbox: TCP or TLS. Each read and write has a deadline, and
//! ends soon after the service begins to stop.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::fault::Fault;
use super::settings::{MailboxSettings, MailboxTls};
use ferrofax_delivery::tls::{TlsError, authorities, supported};

/// The interval at which a waiting read or write checks whether the service is stopping.
const LOOK: Duration = Duration::from_millis(100);

/// The longest line that the IMAP server may send before TLS begins, in bytes.
const LONGEST_LINE: usize = 8 * 1024;

/// The maximum number of lines that the IMAP server may send before it answers STARTTLS.
const MOST_LINES: usize = 100;

/// A function that says whether the service is stopping.
pub(super) type Stop<'a> = &'a dyn Fn() -> bool;

/// The connection to the IMAP server of the mailbox whose mails are faxed.
pub(super) struct Link<'a> {
    stream: Stream<'a>,
}

enum Stream<'a> {
    Plain(Timed<'a>),
    Tls(Box<StreamOwned<ClientConnection, Timed<'a>>>),
}

/// A socket whose reads and writes end at a deadline, or when the service stops.
struct Timed<'a> {
    socket: TcpStream,
    deadline: Instant,
    stop: Stop<'a>,
}

impl<'a> Link<'a> {
    /// Connects to the IMAP server of the mailbox, with TLS if the settings say so.
    pub(super) fn open(settings: &MailboxSettings, stop: Stop<'a>) -> Result<Self, Fault> {
        let deadline = Instant::now() + Duration::from_secs(settings.timeout_seconds);
        let socket = connected(settings, deadline, stop)?;
        let mut timed = Timed { socket, deadline, stop };
        match settings.tls {
            MailboxTls::None => return Ok(Self { stream: Stream::Plain(timed) }),
            MailboxTls::StartTls => timed.start_tls(settings)?,
            MailboxTls::Implicit => {}
        }
        let failed = |why: String| Fault::Tls { server: settings.server.clone(), why };
        let config = config(settings.ca.as_deref()).map_err(|error| failed(error.to_string()))?;
        let name = ServerName::try_from(settings.server.clone())
            .map_err(|_| failed("no certificate can have this name".to_owned()))?;
        let mut tls =
            ClientConnection::new(config, name).map_err(|error| failed(error.to_string()))?;
        while tls.is_handshaking() {
            tls.complete_io(&mut timed).map_err(|error| timed.blame(&error, &failed))?;
        }
        Ok(Self { stream: Stream::Tls(Box::new(StreamOwned::new(tls, timed))) })
    }

    /// Whether the connection to the IMAP server is encrypted.
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// Reads bytes that the IMAP server has sent, or waits for them until the deadline. Returns
    /// their number; `None` if the deadline has passed.
    pub(super) fn read(
        &mut self,
        into: &mut [u8],
        deadline: Instant,
    ) -> Result<Option<usize>, Fault> {
        self.timed().deadline = deadline;
        let read = match &mut self.stream {
            Stream::Plain(timed) => timed.read(into),
            Stream::Tls(tls) => tls.read(into),
        };
        match read {
            Ok(0) => Err(Fault::Broken("the server has closed it".to_owned())),
            Ok(count) => Ok(Some(count)),
            Err(error) if error.kind() == ErrorKind::TimedOut => Ok(None),
            Err(_) if (self.timed().stop)() => Err(Fault::Stopped),
            Err(error) => Err(Fault::of_io(&error)),
        }
    }

    /// Sends these bytes to the IMAP server, before the deadline.
    pub(super) fn send(&mut self, bytes: &[u8], deadline: Instant) -> Result<(), Fault> {
        self.timed().deadline = deadline;
        let sent = match &mut self.stream {
            Stream::Plain(timed) => timed.write_all(bytes),
            Stream::Tls(tls) => tls.write_all(bytes).and_then(|()| tls.flush()),
        };
        sent.map_err(
            |error| {
                if (self.timed().stop)() { Fault::Stopped } else { Fault::of_io(&error) }
            },
        )
    }

    fn timed(&mut self) -> &mut Timed<'a> {
        match &mut self.stream {
            Stream::Plain(timed) => timed,
            Stream::Tls(tls) => &mut tls.sock,
        }
    }
}

/// Connects to the IMAP server. Tries its IP addresses one after the other, until one answers.
fn connected(
    settings: &MailboxSettings,
    deadline: Instant,
    stop: Stop<'_>,
) -> Result<TcpStream, Fault> {
    let (server, port) = (&settings.server, settings.port());
    let failed = |why: String| Fault::Unreachable { server: format!("{server}:{port}"), why };
    let found = (server.as_str(), port).to_socket_addrs();
    let mut last = "the name has no address".to_owned();
    for address in found.map_err(|error| failed(error.to_string()))? {
        if stop() {
            return Err(Fault::Stopped);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        match TcpStream::connect_timeout(&address, left.min(Duration::from_secs(20))) {
            Ok(socket) => {
                let looks = socket
                    .set_read_timeout(Some(LOOK))
                    .and_then(|()| socket.set_write_timeout(Some(LOOK)))
                    .and_then(|()| socket.set_nodelay(true));
                looks.map_err(|error| failed(error.to_string()))?;
                return Ok(socket);
            }
            Err(error) => last = format!("{address}: {error}"),
        }
    }
    Err(failed(last))
}

/// Makes the TLS configuration. The file `ca` is read for each connection, so that a changed file
/// takes effect at once.
fn config(ca: Option<&Path>) -> Result<Arc<ClientConfig>, TlsError> {
    supported()?;
    let config = ClientConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?
        .with_root_certificates(authorities("ca", ca)?)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

impl Timed<'_> {
    /// Sends STARTTLS, and reads the server's answer (RFC 3501 §6.2.1). It is an error if
    /// unencrypted bytes follow the answer: they would later be taken for encrypted answers.
    fn start_tls(&mut self, settings: &MailboxSettings) -> Result<(), Fault> {
        let refused =
            |why: &str| Fault::Tls { server: settings.server.clone(), why: why.to_owned() };
        let mut kept = Vec::new();
        let greeting = self.line(&mut kept, &refused)?;
        if !greeting.to_ascii_uppercase().starts_with("* OK") {
            return Err(refused("the server's greeting is not OK"));
        }
        self.write_all(b"S0 STARTTLS\r\n").map_err(|error| Fault::of_io(&error))?;
        for _ in 0..MOST_LINES {
            let line = self.line(&mut kept, &refused)?.to_ascii_uppercase();
            match line.strip_prefix("S0 ") {
                Some(answer) if answer.starts_with("OK") && kept.is_empty() => return Ok(()),
                Some(answer) if answer.starts_with("OK") => {
                    return Err(refused("the server sent an answer before the handshake"));
                }
                Some(_) => return Err(refused("the server refuses STARTTLS")),
                None => {}
            }
        }
        Err(refused("the server does not answer STARTTLS"))
    }

    fn line(
        &mut self,
        kept: &mut Vec<u8>,
        refused: &dyn Fn(&str) -> Fault,
    ) -> Result<String, Fault> {
        loop {
            if let Some(end) = kept.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = kept.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if kept.len() > LONGEST_LINE {
                return Err(refused("the server sends a line without end"));
            }
            let mut piece = [0; 1024];
            match self.read(&mut piece) {
                Ok(0) => return Err(refused("the server has closed the connection")),
                Ok(count) => kept.extend_from_slice(&piece[..count]),
                Err(_) if (self.stop)() => return Err(Fault::Stopped),
                Err(error) => return Err(refused(&error.to_string())),
            }
        }
    }

    /// The fault for a TLS handshake that failed with this error.
    fn blame(&self, error: &io::Error, failed: &dyn Fn(String) -> Fault) -> Fault {
        if (self.stop)() { Fault::Stopped } else { failed(error.to_string()) }
    }

    /// Returns `Ok` if a read or write must be repeated after this error of the socket. Otherwise
    /// returns the error with which it ends.
    fn again(&self, error: io::Error) -> io::Result<()> {
        match error.kind() {
            ErrorKind::Interrupted => Ok(()),
            ErrorKind::WouldBlock | ErrorKind::TimedOut if (self.stop)() => {
                Err(io::Error::other("the service is stopping"))
            }
            ErrorKind::WouldBlock | ErrorKind::TimedOut if Instant::now() >= self.deadline => {
                Err(ErrorKind::TimedOut.into())
            }
            ErrorKind::WouldBlock | ErrorKind::TimedOut => Ok(()),
            _ => Err(error),
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        // The deadline is checked before each read, so that a server cannot prolong the wait by
        // sending one byte now and then.
        if Instant::now() >= self.deadline {
            return Err(ErrorKind::TimedOut.into());
        }
        loop {
            match self.socket.read(into) {
                Err(error) => self.again(error)?,
                read => return read,
            }
        }
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.socket.write(bytes) {
                Err(error) => self.again(error)?,
                written => return written,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}
