//! A server that answers as Microsoft Graph does, by its public description (version 1.0): messages
//! of one mailbox, attachments, and upload sessions. It can fail at any request. It is the provider
//! of the access tokens, too.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

pub(super) const TOKEN: &str = "t0k3n";
pub(super) const MAILBOX: &str = "fax@example.com";

/// The largest request in bytes.
const LARGEST: usize = 4 << 20;

/// How a request fails.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// The connection ends before the server does anything.
    LostBefore,
    /// The server does its work, and the connection ends before it answers.
    LostAfter,
    /// The server does its work, and half of its answer arrives.
    Half,
    /// The server does nothing and refuses, with a status and a code.
    Refusal(u16, &'static str),
    /// The server does nothing, and a proxy answers with a page.
    Html,
}

/// A message of the mailbox.
#[derive(Clone, Debug, Default)]
pub(super) struct Stored {
    pub(super) message_id: String,
    pub(super) mime: Vec<u8>,
    pub(super) attachments: BTreeMap<String, Vec<u8>>,
    pub(super) is_draft: bool,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) messages: BTreeMap<u32, Stored>,
    uploads: Vec<Upload>,
    /// The number of requests so far.
    pub(super) count: usize,
    /// The request that fails, from 0, and how. Without a number, each request fails.
    pub(super) fault: Option<(Option<usize>, Fault)>,
    /// The error and its description in the answer to each request for an access token; otherwise a
    /// token is issued.
    pub(super) no_token: Option<(&'static str, &'static str)>,
    /// The times that each Message-ID was sent.
    pub(super) sent: BTreeMap<String, u32>,
    next: u32,
}

struct Upload {
    message: u32,
    name: String,
    size: usize,
    bytes: Vec<u8>,
}

struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

type Answer = (u16, Option<Value>);

pub(super) struct GraphServer {
    pub(super) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl GraphServer {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, address, &shared));
            }
        });
        Self { address, state }
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has failed")
    }
}

fn serve(mut stream: TcpStream, address: SocketAddr, shared: &Mutex<State>) -> Option<()> {
    let request = read(&stream)?;
    let (fault, answer) = {
        let mut state = shared.lock().ok()?;
        let this = state.count;
        state.count += 1;
        let fault = state.fault.filter(|(at, _)| at.is_none_or(|at| at == this));
        match fault.map(|(_, fault)| fault) {
            Some(Fault::LostBefore) => return None,
            Some(Fault::Refusal(status, code)) => (None, refusal(status, code)),
            Some(Fault::Html) => (Some(Fault::Html), (200, None)),
            fault => (fault, state.answer(&request, address)),
        }
    };
    let (status, body) = answer;
    let mut text = body.map(|body| body.to_string()).unwrap_or_default();
    if matches!(fault, Some(Fault::Html)) {
        text = "<html>Log in</html>".to_owned();
    }
    let wait = if status == 429 { "retry-after: 2\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 {status} X\r\n{wait}content-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    let bytes = [head.into_bytes(), text.into_bytes()].concat();
    match fault {
        Some(Fault::LostAfter) => None,
        Some(Fault::Half) => stream.write_all(&bytes[..bytes.len() / 2]).ok(),
        _ => stream.write_all(&bytes).ok(),
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body })
}

fn refusal(status: u16, code: &str) -> Answer {
    (status, Some(json!({ "error": { "code": code, "message": "because" } })))
}

impl State {
    fn answer(&mut self, request: &Request, address: SocketAddr) -> Answer {
        if request.body.len() > LARGEST {
            return refusal(413, "RequestEntityTooLarge");
        }
        let Request { method, path, headers, body } = request;
        if let Some(upload) = path.strip_prefix("/upload/") {
            assert!(!headers.contains_key("authorization"), "the URL alone is the proof");
            return self.piece(upload, &headers["content-range"], body);
        }
        if path == "/.well-known/openid-configuration" {
            let url = format!("http://{address}");
            return (200, Some(json!({ "issuer": url, "token_endpoint": format!("{url}/token") })));
        }
        if path == "/token" {
            return self.token();
        }
        if headers.get("authorization") != Some(&format!("Bearer {TOKEN}")) {
            return refusal(401, "InvalidAuthenticationToken");
        }
        let begin = format!("/v1.0/users/{MAILBOX}");
        let Some(rest) = path.strip_prefix(&begin) else {
            return refusal(404, "ErrorInvalidUser");
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (&**method, &parts[..]) {
            ("GET", ["mailFolders", "drafts"]) => (200, Some(json!({ "id": "drafts" }))),
            ("GET", ["messages"]) => self.search(query),
            ("POST", ["messages"]) => self.create(headers, body),
            ("DELETE", ["messages", id]) => match self.messages.remove(&number(id)) {
                Some(_) => (204, None),
                None => refusal(404, "ErrorItemNotFound"),
            },
            ("POST", ["messages", id, "send"]) => self.send(number(id)),
            ("POST", ["messages", id, "attachments"]) => {
                let file: Value = serde_json::from_slice(body).expect("JSON");
                assert_eq!(file["@odata.type"], "#microsoft.graph.fileAttachment");
                let bytes = BASE64_STANDARD.decode(text(&file["contentBytes"])).expect("base64");
                assert!(bytes.len() < 3 << 20, "larger ones need an upload session");
                self.attach(number(id), &text(&file["name"]), bytes)
            }
            ("POST", ["messages", id, "attachments", "createUploadSession"]) => {
                let file: Value = serde_json::from_slice(body).expect("JSON");
                let item = &file["AttachmentItem"];
                let size = item["size"].as_u64().expect("a size") as usize;
                let (message, name) = (number(id), text(&item["name"]));
                self.uploads.push(Upload { message, name, size, bytes: Vec::new() });
                let url = format!("http://{address}/upload/{}", self.uploads.len() - 1);
                (201, Some(json!({ "uploadUrl": url })))
            }
            _ => panic!("no such request: {method} {path}"),
        }
    }

    fn token(&self) -> Answer {
        match self.no_token {
            Some((error, description)) => {
                (400, Some(json!({ "error": error, "error_description": description })))
            }
            None => (200, Some(json!({ "access_token": TOKEN, "expires_in": 3600 }))),
        }
    }

    fn search(&self, query: &str) -> Answer {
        let query = unescaped(query);
        let wanted = query.strip_prefix("$filter=internetMessageId eq '");
        let (wanted, rest) = wanted.and_then(|rest| rest.split_once('\'')).expect("a Message-ID");
        assert_eq!(rest, "&$select=id,isDraft&$top=10");
        let rows = self.messages.iter().filter(|(_, message)| message.message_id == wanted);
        let rows =
            rows.map(|(id, message)| json!({ "id": id_text(*id), "isDraft": message.is_draft }));
        (200, Some(json!({ "value": rows.collect::<Vec<_>>() })))
    }

    fn create(&mut self, headers: &BTreeMap<String, String>, body: &[u8]) -> Answer {
        assert_eq!(headers["content-type"], "text/plain");
        let mime = BASE64_STANDARD.decode(body).expect("base64");
        let parsed = mail_parser::MessageParser::default().parse(&mime).expect("MIME");
        let message_id = format!("<{}>", parsed.message_id().expect("a Message-ID"));
        self.next += 1;
        let stored = Stored { message_id, mime, is_draft: true, ..Stored::default() };
        self.messages.insert(self.next, stored);
        (201, Some(json!({ "id": id_text(self.next), "isDraft": true })))
    }

    fn attach(&mut self, id: u32, name: &str, bytes: Vec<u8>) -> Answer {
        match self.messages.get_mut(&id) {
            Some(message) if message.is_draft => {
                message.attachments.insert(name.to_owned(), bytes);
                (201, Some(json!({ "id": "attachment" })))
            }
            _ => refusal(404, "ErrorItemNotFound"),
        }
    }

    fn piece(&mut self, upload: &str, range: &str, bytes: &[u8]) -> Answer {
        let upload = &mut self.uploads[number(upload) as usize];
        let (begin, end) = (upload.bytes.len(), upload.bytes.len() + bytes.len());
        assert_eq!(range, format!("bytes {begin}-{}/{}", end - 1, upload.size));
        upload.bytes.extend_from_slice(bytes);
        if end < upload.size {
            assert_eq!(bytes.len() % (320 * 1024), 0);
            return (200, Some(json!({ "nextExpectedRanges": [format!("{end}-")] })));
        }
        let (id, name, bytes) = (upload.message, upload.name.clone(), upload.bytes.clone());
        self.attach(id, &name, bytes)
    }

    fn send(&mut self, id: u32) -> Answer {
        match self.messages.get_mut(&id).filter(|message| message.is_draft) {
            Some(message) => {
                message.is_draft = false;
                *self.sent.entry(message.message_id.clone()).or_default() += 1;
                (202, None)
            }
            None => refusal(404, "ErrorItemNotFound"),
        }
    }
}

fn id_text(id: u32) -> String {
    format!("AAMk/{id}=")
}

/// The number of an id in a path, which is escaped there.
fn number(id: &str) -> u32 {
    let digits: String = id.replace("AAMk%2F", "").replace("%3D", "");
    digits.parse().expect("an id of ours")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// A query without escapes (RFC 3986 §2.1).
fn unescaped(query: &str) -> String {
    let mut parts = query.split('%');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        text.push(char::from(u8::from_str_radix(digits, 16).expect("two digits")));
        text += rest;
    }
    text
}
