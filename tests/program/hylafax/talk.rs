//! A client that speaks HylaFAX's protocol, a line at a time.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};

use crate::rig::PATIENCE;

/// A session.
pub(crate) struct Talk {
    stream: BufReader<TcpStream>,
    client: IpAddr,
}

impl Talk {
    /// Connects, and hears the greeting.
    pub(crate) fn to(server: SocketAddr) -> Self {
        Self::from(Ipv4Addr::LOCALHOST.into(), server)
    }

    /// The same from this address.
    pub(crate) fn from(client: IpAddr, server: SocketAddr) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::new(client, 0).into()).unwrap();
        socket.connect(&server.into()).unwrap();
        let stream = TcpStream::from(socket);
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut talk = Self { stream: BufReader::new(stream), client };
        let greeting = talk.hear();
        assert!(greeting.starts_with("220 "), "{greeting}");
        talk
    }

    /// Logs in.
    pub(crate) fn login(server: SocketAddr, user: &str, password: &str) -> Self {
        let mut talk = Self::to(server);
        assert!(talk.say(&format!("USER {user}")).starts_with("331 "));
        let answer = talk.say(&format!("PASS {password}"));
        assert!(answer.starts_with("230 "), "{answer}");
        talk
    }

    /// Says a line and hears the answer, all its lines.
    pub(crate) fn say(&mut self, line: &str) -> String {
        self.tell(line.as_bytes());
        self.tell(b"\r\n");
        self.hear()
    }

    /// The code of the answer to a line.
    pub(crate) fn code(&mut self, line: &str) -> String {
        let answer = self.say(line);
        answer.lines().last().unwrap_or_default().chars().take(3).collect()
    }

    pub(crate) fn tell(&mut self, bytes: &[u8]) {
        // Who was sent away cannot be told more.
        let _ = self.stream.get_mut().write_all(bytes);
    }

    /// An answer; empty once the connection has ended.
    pub(crate) fn hear(&mut self) -> String {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).unwrap_or(0) == 0 {
                return answer;
            }
            let is_last = line.as_bytes().get(3) == Some(&b' ')
                && line.bytes().take(3).all(|sign| sign.is_ascii_digit());
            answer.push_str(&line);
            if is_last {
                return answer;
            }
        }
    }

    /// A port for a data connection, and the word that says where.
    pub(crate) fn port(&self) -> (TcpListener, String) {
        let listener = TcpListener::bind(SocketAddr::new(self.client, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let word = format!("EPRT |1|{}|{port}|", self.client);
        (listener, word)
    }

    /// Stores a document: what the server calls it, or the answer that is a no.
    pub(crate) fn store(&mut self, document: &[u8]) -> Result<String, String> {
        let (listener, word) = self.port();
        assert_eq!(self.code(&word), "200");
        let begun = self.say("STOT");
        let name = begun.strip_prefix("150 FILE: ").ok_or_else(|| begun.clone())?;
        let name = name.split(' ').next().unwrap().to_owned();
        let (mut data, _) = listener.accept().unwrap();
        let _ = data.write_all(document);
        drop(data);
        let answer = self.hear();
        if answer.starts_with("226 ") { Ok(name) } else { Err(answer) }
    }

    /// What a command sends over a data connection, or the answer that is a no.
    pub(crate) fn fetch(&mut self, command: &str) -> Result<Vec<u8>, String> {
        let (listener, word) = self.port();
        assert_eq!(self.code(&word), "200");
        let begun = self.say(command);
        if !begun.starts_with("150 ") {
            return Err(begun);
        }
        let mut bytes = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut bytes).unwrap();
        let answer = self.hear();
        if answer.starts_with("226 ") { Ok(bytes) } else { Err(answer) }
    }

    /// The same as text.
    pub(crate) fn list(&mut self, folder: &str) -> String {
        String::from_utf8(self.fetch(&format!("LIST {folder}")).unwrap()).unwrap()
    }

    /// A job that was handed over with this document.
    pub(crate) fn send(&mut self, number: &str, document: &[u8]) -> String {
        let stored = self.store(document).unwrap();
        let answer = self.say("JNEW");
        let (_, job) = answer.split_once("jobid: ").unwrap();
        let job = job.split(' ').next().unwrap().to_owned();
        assert_eq!(self.code(&format!("JPARM DIALSTRING \"{number}\"")), "213");
        assert_eq!(self.code(&format!("JPARM DOCUMENT {stored}")), "200");
        let answer = self.say("JSUBM");
        assert!(answer.starts_with(&format!("200 Job {job} submitted.")), "{answer}");
        job
    }
}
