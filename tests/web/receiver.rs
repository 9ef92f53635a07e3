//! A program that is told by webhooks: it keeps what it hears.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self};

use crate::rig::PATIENCE;
use ferrofax_kit::patience::watch;

/// It hears until the test ends.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    status: Arc<AtomicU16>,
    /// Where it sends whoever it sends on.
    elsewhere: Arc<Mutex<String>>,
    heard: Arc<Mutex<Vec<Told>>>,
}

/// A message as it came.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Told {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(found, _)| found == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    pub(crate) fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// A value of the data, or `type`.
    pub(crate) fn value(&self, path: &str) -> serde_json::Value {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        body.pointer(path).cloned().unwrap_or_default()
    }
}

impl Receiver {
    /// It answers with 200 until it is told otherwise.
    pub(crate) fn start() -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let (status, heard) = (Arc::new(AtomicU16::new(200)), Arc::<Mutex<Vec<Told>>>::default());
        let elsewhere = Arc::new(Mutex::new("/elsewhere".to_owned()));
        let (says, sends) = (Arc::clone(&status), Arc::clone(&elsewhere));
        let keeps = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                // Who breaks off in the middle has told nothing.
                let elsewhere = sends.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(told) = answered(stream, says.load(Ordering::SeqCst), &elsewhere) {
                    keeps.lock().unwrap_or_else(PoisonError::into_inner).push(told);
                }
            }
        });
        Self { address, status, elsewhere, heard }
    }

    pub(crate) fn answer(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    /// Sends whoever comes on to another server.
    pub(crate) fn send_on(&self, status: u16, to: &str) {
        to.clone_into(&mut self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner));
        self.answer(status);
    }

    pub(crate) fn heard(&self) -> Vec<Told> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until this is so of what was heard.
    pub(crate) fn wait(&self, what: &str, is_so: impl Fn(&[Told]) -> bool) -> Vec<Told> {
        watch(what, || self.heard(), |heard| is_so(heard))
    }
}

fn answered(stream: TcpStream, status: u16, elsewhere: &str) -> Option<Told> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut lines = BufReader::new(stream);
    let mut first = String::new();
    lines.read_line(&mut first).ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().ok()?;
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    let location = match status {
        300..400 => format!("Location: {elsewhere}\r\n"),
        _ => String::new(),
    };
    let answer =
        format!("HTTP/1.1 {status} X\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n");
    let told = Told { path, headers, body: String::from_utf8(body).ok()? };
    // It counts as heard whether the other one still hears the answer or not.
    _ = lines.get_mut().write_all(answer.as_bytes());
    Some(told)
}
