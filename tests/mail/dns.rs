//! A DNS server on this machine that knows a few names, says of all others that there are
//! none, or says nothing.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub(crate) struct Dns {
    pub(crate) address: SocketAddr,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// TXT in class IN.
const TXT: [u8; 4] = [0, 16, 0, 1];

impl Dns {
    /// A server with these texts.
    pub(crate) fn with(texts: &[(&str, &str)]) -> Self {
        let texts: Vec<(String, String)> = texts
            .iter()
            .map(|(name, text)| (name.to_lowercase(), (*text).to_owned()))
            .collect();
        Self::start(move |question| Some(answer(question, &texts)))
    }

    /// One that never answers.
    pub(crate) fn silent() -> Self {
        Self::start(|_| None)
    }

    fn start(answer: impl Fn(&[u8]) -> Option<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
        let address = socket.local_addr().unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut bytes = [0; 2048];
            while !stopped.load(Ordering::Relaxed) {
                let Ok((length, from)) = socket.recv_from(&mut bytes) else { continue };
                if let Some(found) = answer(&bytes[..length]) {
                    socket.send_to(&found, from).unwrap();
                }
            }
        });
        Self { address, stop, thread: Some(thread) }
    }
}

impl Drop for Dns {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// RFC 1035 §4.1: the header, the question as it was, and a text, or the word that there
/// is no such name.
fn answer(question: &[u8], texts: &[(String, String)]) -> Vec<u8> {
    let (name, end) = name_of(question);
    let asked = &question[12..end + 4];
    let is_text = asked.ends_with(&TXT);
    let known = texts.iter().any(|(known, _)| *known == name);
    let found: Vec<&str> = texts
        .iter()
        .filter(|(known, _)| *known == name && is_text)
        .map(|(_, text)| text.as_str())
        .collect();
    let code = if known { 0 } else { 3 };
    let mut answer = Vec::from(&question[..2]);
    answer.extend([0x84, code, 0, 1, 0, found.len() as u8, 0, 0, 0, 0]);
    answer.extend(asked);
    for text in found {
        // The name at octet 12, for a minute.
        answer.extend([0xC0, 12]);
        answer.extend(TXT);
        answer.extend([0, 0, 0, 60]);
        let pieces: Vec<u8> = text
            .as_bytes()
            .chunks(255)
            .flat_map(|piece| [&[piece.len() as u8], piece].concat())
            .collect();
        answer.extend((pieces.len() as u16).to_be_bytes());
        answer.extend(pieces);
    }
    answer
}

/// The name that is asked for, in small letters, and where it ends.
fn name_of(question: &[u8]) -> (String, usize) {
    let (mut labels, mut at) = (Vec::new(), 12);
    while question[at] != 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    (labels.join("."), at + 1)
}
