//! An IPP client over HTTP that builds its requests byte by byte.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::patience::PATIENCE;

pub const PRINT_JOB: u16 = 0x0002;
pub const VALIDATE_JOB: u16 = 0x0004;
pub const CREATE_JOB: u16 = 0x0005;
pub const SEND_DOCUMENT: u16 = 0x0006;
pub const CANCEL_JOB: u16 = 0x0008;
pub const GET_JOB_ATTRIBUTES: u16 = 0x0009;
pub const GET_JOBS: u16 = 0x000A;
pub const GET_PRINTER_ATTRIBUTES: u16 = 0x000B;
pub const HOLD_JOB: u16 = 0x000C;
pub const RELEASE_JOB: u16 = 0x000D;
pub const CANCEL_MY_JOBS: u16 = 0x0039;
pub const CLOSE_JOB: u16 = 0x003B;
pub const IDENTIFY_PRINTER: u16 = 0x003C;

pub const OK: u16 = 0x0000;
pub const IGNORED: u16 = 0x0001;
pub const BAD_REQUEST: u16 = 0x0400;
pub const NOT_AUTHORIZED: u16 = 0x0403;
pub const NOT_POSSIBLE: u16 = 0x0404;
pub const NOT_FOUND: u16 = 0x0406;
pub const TOO_LARGE: u16 = 0x0408;
pub const VALUE_TOO_LONG: u16 = 0x0409;
pub const FORMAT: u16 = 0x040A;
pub const VALUES: u16 = 0x040B;
pub const COMPRESSION: u16 = 0x0410;
pub const BUSY: u16 = 0x0507;

/// A request that is being built.
#[derive(Clone)]
pub struct Ask {
    bytes: Vec<u8>,
}

/// An answer: HTTP status, header and body.
#[derive(Debug)]
pub struct Answer {
    pub http: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// A client: the printer's address, and the login of the user.
#[derive(Clone, Copy)]
pub struct Client {
    pub to: SocketAddr,
    pub login: Option<(&'static str, &'static str)>,
    /// The last byte of the client's own address, 127.0.0.n.
    pub from: u8,
}

impl Ask {
    /// Begins a request to `/printers/sendfax`.
    pub fn new(operation: u16) -> Self {
        Self::at(operation, "ipp://localhost/printers/sendfax")
    }

    pub fn at(operation: u16, uri: &str) -> Self {
        let mut ask = Self { bytes: vec![2, 0] };
        ask.bytes.extend(operation.to_be_bytes());
        ask.bytes.extend([0, 0, 0, 1, 1]);
        ask.value(0x47, "attributes-charset", b"utf-8")
            .value(0x48, "attributes-natural-language", b"en")
            .value(0x45, "printer-uri", uri.as_bytes())
    }

    pub fn value(mut self, tag: u8, name: &str, value: &[u8]) -> Self {
        self.bytes.push(tag);
        self.bytes.extend((name.len() as u16).to_be_bytes());
        self.bytes.extend(name.as_bytes());
        self.bytes.extend((value.len() as u16).to_be_bytes());
        self.bytes.extend(value);
        self
    }

    pub fn keyword(self, name: &str, word: &str) -> Self {
        self.value(0x44, name, word.as_bytes())
    }

    pub fn name(self, name: &str, text: &str) -> Self {
        self.value(0x42, name, text.as_bytes())
    }

    pub fn mime(self, name: &str, text: &str) -> Self {
        self.value(0x49, name, text.as_bytes())
    }

    pub fn number(self, name: &str, number: i32) -> Self {
        self.value(0x21, name, &number.to_be_bytes())
    }

    pub fn flag(self, name: &str, is_so: bool) -> Self {
        self.value(0x22, name, &[u8::from(is_so)])
    }

    /// Begins the attributes of the job.
    pub fn job(self) -> Self {
        self.group(2)
    }

    /// Begins the attributes of this group.
    pub fn group(mut self, delimiter: u8) -> Self {
        self.bytes.push(delimiter);
        self
    }

    /// Begins the attributes of the job with its recipients.
    pub fn to(self, uris: &[&str]) -> Self {
        uris.iter().enumerate().fold(self.job(), |ask, (at, uri)| {
            let name = if at == 0 { "destination-uris" } else { "" };
            ask.value(0x34, name, b"")
                .value(0x4A, "", b"destination-uri")
                .value(0x45, "", uri.as_bytes())
                .value(0x37, "", b"")
        })
    }

    /// Returns the bytes of the request, followed by a document.
    pub fn with(mut self, document: &[u8]) -> Vec<u8> {
        self.bytes.push(3);
        self.bytes.extend(document);
        self.bytes
    }

    /// Returns the bytes so far, without an end.
    pub fn cut(self) -> Vec<u8> {
        self.bytes
    }
}

impl Client {
    /// Returns a client with Alice's login, on this machine.
    pub fn alice(to: SocketAddr) -> Self {
        Self { to, login: Some(("alice", "secret")), from: 1 }
    }

    /// Returns a client without a login, at this address.
    pub fn at(to: SocketAddr, from: u8) -> Self {
        Self { to, login: None, from }
    }

    pub fn connect(&self) -> TcpStream {
        use socket2::{Domain, Socket, Type};
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from(([127, 0, 0, self.from], 0)).into()).unwrap();
        socket.connect(&self.to.into()).unwrap();
        let socket = TcpStream::from(socket);
        socket.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        socket
    }

    /// Returns the header of a POST request, with these additional lines.
    pub fn head(&self, lines: &str) -> String {
        let login = self.login.map_or_else(String::new, |(user, password)| {
            let both = BASE64_STANDARD.encode(format!("{user}:{password}"));
            format!("Authorization: Basic {both}\r\n")
        });
        format!(
            "POST /printers/sendfax HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ipp\r\n{login}{lines}\r\n"
        )
    }

    /// Sends a POST request, and reads the answer.
    pub fn post(&self, body: &[u8]) -> Answer {
        self.post_as(&format!("Content-Length: {}\r\n", body.len()), body)
    }

    /// Sends a POST request with these header lines and these bytes after them, and reads the
    /// answer.
    pub fn post_as(&self, lines: &str, body: &[u8]) -> Answer {
        let mut socket = self.connect();
        socket.write_all(self.head(lines).as_bytes()).unwrap();
        // If the service rejects a request, it may close the connection before it has read the
        // body.
        let _ = socket.write_all(body);
        Answer::read(&mut socket)
    }
}

impl Client {
    /// Prints a document with a service that may be killed at any moment. Returns whether the
    /// service accepted the job.
    pub fn try_print(&self, document: &[u8]) -> std::io::Result<bool> {
        let body = Ask::new(PRINT_JOB).with(document);
        // The service may have been killed already.
        let mut socket = TcpStream::connect(self.to)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        socket.write_all(self.head(&format!("Content-Length: {}\r\n", body.len())).as_bytes())?;
        socket.write_all(&body)?;
        let mut answer = Vec::new();
        let mut some = [0; 4096];
        // The IPP status follows the HTTP header and the version.
        loop {
            let count = socket.read(&mut some)?;
            answer.extend_from_slice(&some[..count]);
            let body = answer.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
            if let Some(status) = body.and_then(|at| answer.get(at + 2..at + 4)) {
                return Ok(answer.starts_with(b"HTTP/1.1 200") && status == [0, 0]);
            }
            if count == 0 {
                return Ok(false);
            }
        }
    }
}

impl Answer {
    pub fn read(socket: &mut impl Read) -> Self {
        let mut all = Vec::new();
        let (end, head) = loop {
            let mut some = [0; 4096];
            let count = socket.read(&mut some).unwrap();
            assert!(count > 0, "the answer is incomplete: {}", String::from_utf8_lossy(&all));
            all.extend_from_slice(&some[..count]);
            if let Some(at) = all.windows(4).position(|four| four == b"\r\n\r\n") {
                break (at + 4, String::from_utf8(all[..at].to_vec()).unwrap());
            }
        };
        let length = head.to_lowercase();
        let length = length
            .split("content-length:")
            .nth(1)
            .map_or(0, |rest| rest.lines().next().unwrap_or_default().trim().parse().unwrap());
        let mut body = all.split_off(end);
        while body.len() < length {
            let mut some = [0; 4096];
            let count = socket.read(&mut some).unwrap();
            assert!(count > 0, "the answer is incomplete");
            body.extend_from_slice(&some[..count]);
        }
        let http = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { http, head, body }
    }

    /// Returns the IPP status.
    pub fn status(&self) -> u16 {
        assert_eq!(self.http, 200, "{}", String::from_utf8_lossy(&self.body));
        u16::from_be_bytes([self.body[2], self.body[3]])
    }

    /// Returns all values of the attributes with this name, in their order.
    pub fn all(&self, wanted: &str) -> Vec<Vec<u8>> {
        let (mut at, mut name, mut found) = (8, String::new(), Vec::new());
        while self.body[at] != 3 {
            if self.body[at] < 0x10 {
                at += 1;
                continue;
            }
            let length =
                |at: usize| usize::from(u16::from_be_bytes([self.body[at], self.body[at + 1]]));
            let named = &self.body[at + 3..at + 3 + length(at + 1)];
            let value_at = at + 3 + named.len();
            if !named.is_empty() {
                name = String::from_utf8(named.to_vec()).unwrap();
            }
            let value = &self.body[value_at + 2..value_at + 2 + length(value_at)];
            if name == wanted {
                found.push(value.to_vec());
            }
            at = value_at + 2 + value.len();
        }
        found
    }

    /// Returns the value of this attribute as a number.
    pub fn number(&self, name: &str) -> i32 {
        i32::from_be_bytes(self.all(name)[0].as_slice().try_into().unwrap())
    }

    /// Returns the values of this attribute as texts.
    pub fn texts(&self, name: &str) -> Vec<String> {
        self.all(name)
            .into_iter()
            .map(|value| String::from_utf8(value).unwrap())
            .collect()
    }

    /// Returns the status message.
    pub fn message(&self) -> String {
        self.texts("status-message").pop().unwrap_or_default()
    }
}
