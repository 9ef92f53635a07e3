//! A connection to the relay (the mail server): it sends bytes and reads replies. Each step has a
//! deadline of its own.
//!
//! We use the SMTP commands of the library lettre, but not its connection, for three reasons. The
//! timeouts of lettre apply to each single read, so a relay that sends one byte a minute can keep a
//! connection open for days. After a TLS handshake, lettre accepts bytes that came unencrypted
//! before the handshake as encrypted answers. And lettre cannot present a chain of client
//! certificates.
//!
//! A [`StopFlag`] ends any wait within a quarter of a second. If the relay has the whole mail and
//! has not answered yet, the wait ends within 25 seconds. So the service can end while a relay
//! does not answer.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr};
use std::path::Path;
use std::time::{Duration, Instant};

use rustls::{ClientConnection, StreamOwned};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};

use super::resolving::StopFlag;
use super::resolving::{Unresolved, resolve};
use super::settings::RelaySettings;
use super::template::one_line;
use super::tls;
use ferrofax_spool::undelivered::{RelayFault, TlsFault};

/// One reply of the relay (the mail server) to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// The SMTP reply code: the three digits with which the reply begins.
    pub code: u16,
    /// The text of the reply without its code, line by line.
    pub lines: Vec<String>,
}

impl Reply {
    /// The code and the text of the reply, in one line, for people.
    pub(super) fn text(&self) -> String {
        let text = one_line(&self.lines.join(" "));
        let cut = text.char_indices().nth(LONGEST_TEXT).map_or(text.len(), |(cut, _)| cut);
        format!("{} {}", self.code, &text[..cut]).trim_end().to_owned()
    }
}

/// Converts the reason why the host name of the mail relay was not resolved into the error that is
/// reported for the relay.
fn of_name(unresolved: Unresolved) -> RelayFault {
    match unresolved {
        Unresolved::Error(error) => RelayFault::NameUnresolved { why: error.to_string() },
        Unresolved::Silent => RelayFault::NamesSilent,
        Unresolved::StillSilent => RelayFault::NamesStillSilent,
        Unresolved::Stopped => RelayFault::Stopped,
    }
}

/// Converts the error of an attempt to connect into the error that is reported for the mail relay.
fn of_connect(address: String, error: &io::Error) -> RelayFault {
    let why = error.to_string();
    match error.kind() {
        io::ErrorKind::ConnectionRefused => RelayFault::ConnectionRefused { address, why },
        // An error without a code of the operating system is our own timeout.
        io::ErrorKind::TimedOut if error.raw_os_error().is_none() => {
            RelayFault::NoAnswer { address }
        }
        _ => RelayFault::Unreachable { address, why },
    }
}

/// Converts a TLS error into the error that is reported for the mail relay.
fn of_tls(fault: impl Into<TlsFault>) -> RelayFault {
    RelayFault::Tls { fault: fault.into() }
}

/// Converts an error of the TLS library rustls into the error that is reported for the mail relay.
fn of_rustls(error: &rustls::Error) -> RelayFault {
    of_tls(TlsFault::Failed { why: error.to_string() })
}

/// A connection to the mail relay, by which commands are sent and replies are read.
pub(super) struct Connection {
    stream: Stream,
    /// Bytes that were received from the mail relay but not yet read as a reply.
    received: Vec<u8>,
}

enum Stream {
    Plain(Timed),
    Tls(Box<StreamOwned<ClientConnection, Timed>>),
}

/// The socket of a connection to the mail relay. Its reads and writes end at a deadline, or when
/// the stop flag is raised.
struct Timed {
    socket: Socket,
    allowed: Duration,
    deadline: Instant,
    stop: StopFlag,
    /// The time for which a read or write may continue after the stop flag was raised.
    grace: Duration,
}

/// The greatest number of bytes in one reply. RFC 5321 4.5.3.1.5 allows 512 bytes in each line of a
/// reply.
const LONGEST_REPLY: usize = 64 * 1024;
/// The most characters of the mail relay's reply that an error message quotes.
const LONGEST_TEXT: usize = 500;
/// The interval at which a waiting read or write checks the stop flag.
const LOOK: Duration = Duration::from_millis(250);
/// The interval at which [`connect`] checks whether the connection to the mail relay has been made.
const CONNECT_LOOK: Duration = Duration::from_millis(5);
/// The number of bytes of a mail that are sent under one deadline.
pub(super) const CHUNK: usize = 64 * 1024;

impl Connection {
    /// Connects to the relay: to its Unix socket, or to one of its IP addresses, which are tried one
    /// after the other.
    pub(super) fn open(relay: &RelaySettings, stop: &StopFlag) -> Result<Self, RelayFault> {
        if let Some(path) = relay.unix_socket() {
            let socket = connect_here(path);
            let socket = socket.map_err(|error| of_connect(path.display().to_string(), &error))?;
            return Ok(Self::over(socket, relay, stop));
        }
        let addresses =
            resolve(&relay.host, relay.port(), relay.timeouts.connect, stop).map_err(of_name)?;
        let mut failure = RelayFault::NoAddress;
        for address in addresses {
            if relay.source_address.is_some_and(|source| source.is_ipv4() != address.is_ipv4()) {
                continue;
            }
            match connect(address, relay, stop) {
                Ok(socket) => return Ok(Self::over(socket, relay, stop)),
                Err(_) if stop.is_raised() => return Err(RelayFault::Stopped),
                Err(error) => failure = of_connect(address.to_string(), &error),
            }
        }
        Err(failure)
    }

    fn over(socket: Socket, relay: &RelaySettings, stop: &StopFlag) -> Self {
        let allowed = relay.timeouts.command;
        let deadline = Instant::now() + allowed;
        let timed = Timed { socket, allowed, deadline, stop: stop.clone(), grace: Duration::ZERO };
        Self { stream: Stream::Plain(timed), received: Vec::new() }
    }

    /// Starts TLS. Fails if the mail relay sent bytes before the handshake: such unencrypted bytes
    /// would count as an encrypted answer after the handshake.
    pub(super) fn start_tls(self, relay: &RelaySettings) -> Result<Self, RelayFault> {
        let Stream::Plain(mut timed) = self.stream else { return Ok(self) };
        if !self.received.is_empty() {
            return Err(of_tls(TlsFault::EarlyAnswer));
        }
        let name = tls::server_name(relay).map_err(|error| of_tls(tls::fault(error)))?;
        let config = tls::client_config(relay).map_err(|error| of_tls(tls::fault(error)))?;
        let mut session = ClientConnection::new(config, name).map_err(|error| of_rustls(&error))?;
        timed.allow(relay.timeouts.command);
        while session.is_handshaking() {
            session.complete_io(&mut timed).map_err(|error| timed.blame(error))?;
        }
        let stream = Stream::Tls(Box::new(StreamOwned::new(session, timed)));
        Ok(Self { stream, received: Vec::new() })
    }

    /// Whether the connection to the mail relay is encrypted by TLS.
    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }

    /// The IP address of this machine's end of the connection, if the connection still exists.
    pub(super) fn local_address(&self) -> Option<IpAddr> {
        let timed = match &self.stream {
            Stream::Plain(timed) => timed,
            Stream::Tls(tls) => &tls.sock,
        };
        timed.socket.local_addr().ok()?.as_socket().map(|address| address.ip())
    }

    /// Sends bytes to the mail relay in chunks of [`CHUNK`] bytes. `within` is the time allowed for
    /// each chunk.
    pub(super) fn send(&mut self, bytes: &[u8], within: Duration) -> Result<(), RelayFault> {
        for chunk in bytes.chunks(CHUNK) {
            self.timed().allow(within);
            let written = match &mut self.stream {
                Stream::Plain(timed) => timed.write_all(chunk),
                Stream::Tls(tls) => tls.write_all(chunk).and_then(|()| tls.flush()),
            };
            written.map_err(|error| self.timed().blame(error))?;
        }
        Ok(())
    }

    /// Reads one whole reply within the time `within`. If the stop flag is raised during the wait,
    /// the wait for the reply ends after the time `grace`.
    pub(super) fn reply(&mut self, within: Duration, grace: Duration) -> Result<Reply, RelayFault> {
        self.timed().allow(within);
        self.timed().grace = grace;
        let reply = self.read_reply();
        self.timed().grace = Duration::ZERO;
        reply
    }

    fn read_reply(&mut self) -> Result<Reply, RelayFault> {
        let mut lines = Vec::new();
        let mut length = 0;
        loop {
            let line = self.read_line()?;
            length += line.len();
            let Some((code, more, text)) = reply_line(&line).filter(|_| length <= LONGEST_REPLY)
            else {
                let line = one_line(&line).chars().take(80).collect();
                return Err(RelayFault::NotSmtp { line });
            };
            lines.push(text.to_owned());
            if !more {
                return Ok(Reply { code, lines });
            }
        }
    }

    fn read_line(&mut self) -> Result<String, RelayFault> {
        loop {
            if let Some(end) = self.received.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.received.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line)
                    .trim_end_matches(['\r', '\n'])
                    .to_owned());
            }
            if self.received.len() > LONGEST_REPLY {
                return Err(RelayFault::EndlessLine);
            }
            let mut bytes = [0; 4096];
            let read = match &mut self.stream {
                Stream::Plain(timed) => timed.read(&mut bytes),
                Stream::Tls(tls) => tls.read(&mut bytes),
            };
            match read {
                Ok(0) => return Err(RelayFault::Closed),
                Ok(count) => self.received.extend_from_slice(&bytes[..count]),
                Err(error) => return Err(self.timed().blame(error)),
            }
        }
    }

    fn timed(&mut self) -> &mut Timed {
        match &mut self.stream {
            Stream::Plain(timed) => timed,
            Stream::Tls(tls) => &mut tls.sock,
        }
    }
}

/// Splits a line of a reply (RFC 5321 4.2) into three values: the code, whether more lines follow,
/// and the text. A line has three digits, then `-` if more lines follow, else a space or nothing,
/// and then the text.
fn reply_line(line: &str) -> Option<(u16, bool, &str)> {
    let (digits, rest) = line.split_at_checked(3)?;
    let code = digits.parse().ok().filter(|code| (200..600).contains(code))?;
    match rest.chars().next() {
        None => Some((code, false, "")),
        Some(separator @ (' ' | '-')) => Some((code, separator == '-', &rest[1..])),
        Some(_) => None,
    }
}

/// Opens a TCP connection to one IP address of the mail relay. While it waits, it checks the stop
/// flag every few milliseconds.
fn connect(address: SocketAddr, relay: &RelaySettings, stop: &StopFlag) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if let Some(source) = relay.source_address {
        socket.bind(&SocketAddr::new(source, 0).into())?;
    }
    socket.set_nonblocking(true)?;
    let deadline = Instant::now() + relay.timeouts.connect;
    match socket.connect(&address.into()) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS) => loop {
            if let Some(error) = socket.take_error()? {
                return Err(error);
            }
            if socket.peer_addr().is_ok() {
                break;
            }
            if stop.is_raised() || Instant::now() >= deadline {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "no answer"));
            }
            std::thread::sleep(CONNECT_LOOK);
        },
        Err(error) => return Err(error),
    }
    socket.set_nonblocking(false)?;
    // Commands are short and answered one by one: waiting to fill packets only costs time.
    socket.set_tcp_nodelay(true)?;
    Ok(socket)
}

/// Opens a connection to a Unix socket of a program on this machine. It never waits: the system
/// answers at once, also if the program is busy.
fn connect_here(path: &Path) -> io::Result<Socket> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    socket.connect(&SockAddr::unix(path)?)?;
    socket.set_nonblocking(false)?;
    Ok(socket)
}

impl Timed {
    /// Begins a step of the SMTP conversation with the mail relay: sets the deadline of the step to
    /// `within` from now.
    fn allow(&mut self, within: Duration) {
        self.allowed = within;
        self.deadline = Instant::now() + within;
    }

    /// Returns the time that the socket may wait before the stop flag must be checked again. Fails
    /// if the time for the present step of the SMTP conversation is over.
    fn look(&mut self) -> io::Result<Duration> {
        let now = Instant::now();
        if self.stop.is_raised() {
            self.deadline = self.deadline.min(now + self.grace);
            self.grace = self.deadline.saturating_duration_since(now);
        }
        if now >= self.deadline {
            return Err(io::ErrorKind::TimedOut.into());
        }
        Ok((self.deadline - now).min(LOOK))
    }

    /// Calls `step`, which reads or writes, until `step` has read or written something or returns
    /// an error. A step that only has to wait for data is called again. Returns an error if the
    /// time for the present step of the SMTP conversation is over.
    fn wait<T>(
        &mut self,
        mut step: impl FnMut(&mut Socket, Duration) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            let look = self.look()?;
            match step(&mut self.socket, look) {
                Err(error) if is_nothing_yet(&error) => {}
                result => return result,
            }
        }
    }

    /// Converts the error of a read or write into the error that is reported for the mail relay.
    fn blame(&self, error: io::Error) -> RelayFault {
        use io::ErrorKind::{
            BrokenPipe, ConnectionAborted, ConnectionReset, TimedOut, UnexpectedEof,
        };
        if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return of_rustls(tls);
        }
        match error.kind() {
            TimedOut if self.stop.is_raised() => RelayFault::Stopped,
            TimedOut => RelayFault::Silent { seconds: self.allowed.as_secs() },
            UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe => RelayFault::Closed,
            _ => RelayFault::Broken { why: error.to_string() },
        }
    }
}

fn is_nothing_yet(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.wait(|socket, look| {
            socket.set_read_timeout(Some(look))?;
            socket.read(bytes)
        })
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.wait(|socket, look| {
            socket.set_write_timeout(Some(look))?;
            socket.write(bytes)
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        // This fails if the relay has closed the connection already, which does no harm.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::TcpListener;

    #[test]
    fn replies_are_read_however_they_are_cut() {
        let reply = b"250-mail.example.com\r\n250-SIZE 1000\r\n250\r\n550 5.1.1 No\n";
        for cut in 1..reply.len() {
            let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback");
            let address = listener.local_addr().expect("bound");
            let settings = RelaySettings {
                host: "127.0.0.1".to_owned(),
                port: Some(address.port()),
                ..RelaySettings::default()
            };
            let mut connection =
                Connection::open(&settings, &StopFlag::default()).expect("someone listens");
            let (mut server, _) = listener.accept().expect("connected");
            let sender = std::thread::spawn(move || {
                server.set_nodelay(true).expect("a socket");
                reply.chunks(cut).for_each(|chunk| server.write_all(chunk).expect("still read"));
            });
            let wait = Duration::from_secs(20);
            let first = connection.reply(wait, Duration::ZERO).expect("a reply");
            assert_eq!(first.text(), "250 mail.example.com SIZE 1000");
            assert_eq!(
                connection.reply(wait, Duration::ZERO).expect("a reply").text(),
                "550 5.1.1 No"
            );
            assert!(matches!(connection.reply(wait, Duration::ZERO), Err(RelayFault::Closed)));
            sender.join().expect("all sent");
        }
    }

    #[test]
    fn lines_of_a_reply() {
        assert_eq!(reply_line("250"), Some((250, false, "")));
        assert_eq!(reply_line("250-a b"), Some((250, true, "a b")));
        assert_eq!(reply_line("354 "), Some((354, false, "")));
        for wrong in
            ["", "25", "2500", "250x", "+25 a", "199 a", "600 a", "äöü", "25ä", "HTTP/1.1 400"]
        {
            assert_eq!(reply_line(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_strange(line in "\\PC{0,12}") {
            if let Some((code, _, text)) = reply_line(&line) {
                prop_assert!((200..600).contains(&code) && line.ends_with(text));
            }
        }
    }
}
