//! A server that answers as Microsoft Graph does, by its public description (version 1.0): messages
//! of one mailbox, attachments, upload sessions, and folders with received mails. It can fail at
//! any request. It is the provider of the access tokens, too.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

pub(crate) const TOKEN: &str = "t0k3n";
pub(crate) const MAILBOX: &str = "fax@example.com";

/// The largest request in bytes.
const LARGEST: usize = 4 << 20;

/// How a request fails.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
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
    /// The server does nothing, and asks for a wait by this Retry-After.
    Wait(&'static str),
    /// The server does nothing, and falls silent.
    Silence,
    /// The server sends one byte now and then.
    Slow,
    /// The server sends a body without end.
    Endless,
    /// The server announces more bytes than it sends.
    Short,
}

/// A list of mails that is not as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lists {
    /// The next page is the same again.
    Circle,
    /// There is always one more page.
    Endless,
    /// The next page is at another server.
    Away,
    /// The mails have no times.
    Timeless,
}

/// The ID of the inbox.
pub(crate) const INBOX: u32 = 0;

/// A folder of the mailbox.
#[derive(Clone, Debug)]
struct Folder {
    name: String,
    of: Option<u32>,
}

/// A mail that has come into the mailbox.
#[derive(Clone, Debug)]
struct Received {
    mime: String,
    came: jiff::Timestamp,
    folder: u32,
}

/// A message of the mailbox.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    pub(crate) message_id: String,
    pub(crate) mime: Vec<u8>,
    pub(crate) attachments: BTreeMap<String, Vec<u8>>,
    pub(crate) is_draft: bool,
}

#[derive(Default)]
pub(crate) struct State {
    pub(crate) messages: BTreeMap<u32, Stored>,
    uploads: Vec<Upload>,
    /// The number of requests so far.
    pub(crate) count: usize,
    /// The request that fails, from 0, and how. Without a number, each request fails.
    pub(crate) fault: Option<(Option<usize>, Fault)>,
    /// The error and its description in the answer to each request for an access token; otherwise a
    /// token is issued.
    pub(crate) no_token: Option<(&'static str, &'static str)>,
    /// The times that each Message-ID was sent.
    pub(crate) sent: BTreeMap<String, u32>,
    next: u32,
    folders: BTreeMap<u32, Folder>,
    received: BTreeMap<u32, Received>,
    /// The requests so far: method and path.
    pub(crate) requests: Vec<String>,
    /// The requests that fail: a part of method and path, how, and how many times.
    pub(crate) trouble: Vec<(&'static str, Fault, usize)>,
    pub(crate) lists: Option<Lists>,
    /// Another access token than [`TOKEN`].
    pub(crate) token: Option<String>,
    /// The most mails on a page of a list; 0: as many as were asked for.
    pub(crate) page: usize,
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

pub(crate) struct GraphServer {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl GraphServer {
    pub(crate) fn start() -> Self {
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

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test has failed")
    }
}

fn serve(mut stream: TcpStream, address: SocketAddr, shared: &Mutex<State>) -> Option<()> {
    let request = read(&stream)?;
    let (fault, answer) = {
        let mut state = shared.lock().ok()?;
        let this = state.count;
        state.count += 1;
        let line = format!("{} {}", request.method, request.path);
        let fault = state.fault.filter(|(at, _)| at.is_none_or(|at| at == this));
        let fault = fault.map(|(_, fault)| fault).or_else(|| state.trouble_at(&line));
        state.requests.push(line);
        match fault {
            Some(Fault::LostBefore) => return None,
            Some(Fault::Refusal(status, code)) => (None, refusal(status, code)),
            Some(fault @ (Fault::Html | Fault::Silence | Fault::Endless)) => {
                (Some(fault), (200, None))
            }
            Some(fault @ Fault::Wait(_)) => (Some(fault), refusal(429, "ApplicationThrottled")),
            fault => (fault, state.answer(&request, address)),
        }
    };
    let (status, body) = answer;
    let kind =
        if matches!(body, Some(Value::String(_))) { "text/plain" } else { "application/json" };
    // A mail is a text here.
    let mut text = match body {
        Some(Value::String(mail)) => mail,
        body => body.map(|body| body.to_string()).unwrap_or_default(),
    };
    if matches!(fault, Some(Fault::Html)) {
        text = "<html>Log in</html>".to_owned();
    }
    let wait = match fault {
        Some(Fault::Wait(after)) => format!("retry-after: {after}\r\n"),
        _ if status == 429 => "retry-after: 2\r\n".to_owned(),
        _ => String::new(),
    };
    let length = match fault {
        Some(Fault::Short) => text.len() + 100,
        Some(Fault::Endless) => 10 << 30,
        _ => text.len(),
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\n{wait}content-type: {kind}\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n"
    );
    let bytes = [head.into_bytes(), text.into_bytes()].concat();
    match fault {
        Some(Fault::LostAfter) => None,
        Some(Fault::Half) => stream.write_all(&bytes[..bytes.len() / 2]).ok(),
        Some(Fault::Silence) => stream.read(&mut [0]).ok().map(drop),
        Some(Fault::Slow) => bytes.iter().try_for_each(|byte| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            stream.write_all(&[*byte]).ok()
        }),
        Some(Fault::Endless) => {
            stream.write_all(&bytes).ok()?;
            while stream.write_all(&[b'<'; 65_536]).is_ok() {}
            None
        }
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
        let token = self.token.as_deref().unwrap_or(TOKEN);
        if headers.get("authorization") != Some(&format!("Bearer {token}")) {
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
            ("GET", ["mailFolders"]) => self.find_folder(None, query),
            ("GET", ["mailFolders", "inbox"]) => {
                assert_eq!(query, "$select=id,totalItemCount");
                (200, Some(self.folder_row(INBOX)))
            }
            ("GET", ["mailFolders", id, "childFolders"]) => {
                self.find_folder(Some(folder_number(id)), query)
            }
            ("POST", ["mailFolders"]) => self.create_folder(None, body),
            ("POST", ["mailFolders", id, "childFolders"]) => {
                self.create_folder(Some(folder_number(id)), body)
            }
            ("GET", ["mailFolders", id, "messages"]) => {
                self.list(folder_number(id), query, &format!("http://{address}{}", request.path))
            }
            ("GET", ["messages", id, "$value"]) => match self.received.get(&number(id)) {
                // Each request composes the mail again, so its bytes differ.
                Some(mail) => {
                    let end = format!("\r\nX-Composed: {}\r\n\r\n", self.requests.len());
                    (200, Some(Value::String(mail.mime.replacen("\r\n\r\n", &end, 1))))
                }
                None => refusal(404, "ErrorItemNotFound"),
            },
            ("GET", ["messages", id]) => match self.received.contains_key(&number(id)) {
                true => (200, Some(json!({ "id": id_text(number(id)) }))),
                false => refusal(404, "ErrorItemNotFound"),
            },
            ("POST", ["messages", id, "move"]) => self.move_mail(number(id), body),
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

    /// Puts a mail into the inbox that came so many hours ago.
    pub(crate) fn deliver(&mut self, mime: &str, hours: i64) {
        self.next += 1;
        let came = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(hours);
        let received = Received { mime: mime.to_owned(), came, folder: INBOX };
        self.received.insert(self.next, received);
    }

    /// The mails in the folder with this name; "inbox" for the inbox.
    pub(crate) fn mails_in(&self, name: &str) -> Vec<String> {
        let is_it = |id: u32| match self.folders.get(&id) {
            None => name == "inbox",
            Some(folder) => folder.name == name,
        };
        let found = self.received.values().filter(|mail| is_it(mail.folder));
        found.map(|mail| mail.mime.clone()).collect()
    }

    /// Removes the folder with this name and its mails, as a person does.
    pub(crate) fn remove_folder(&mut self, name: &str) {
        self.folders.retain(|_, folder| folder.name != name);
        let left: Vec<u32> = self.folders.keys().copied().chain([INBOX]).collect();
        self.received.retain(|_, mail| left.contains(&mail.folder));
    }

    /// The name of the folder around the one with this name.
    pub(crate) fn around(&self, name: &str) -> Option<&str> {
        let folder = self.folders.values().find(|folder| folder.name == name)?;
        match folder.of? {
            INBOX => Some("inbox"),
            id => self.folders.get(&id).map(|of| of.name.as_str()),
        }
    }

    /// Empties the inbox.
    pub(crate) fn clear(&mut self) {
        self.received.clear();
    }

    fn trouble_at(&mut self, line: &str) -> Option<Fault> {
        let mut left = self.trouble.iter_mut().filter(|(_, _, times)| *times > 0);
        let (_, fault, times) = left.find(|(part, _, _)| line.contains(*part))?;
        *times -= 1;
        Some(*fault)
    }

    fn folder_row(&self, id: u32) -> Value {
        let mails = self.received.values().filter(|mail| mail.folder == id).count();
        let name = self.folders.get(&id).map_or("Posteingang", |folder| &folder.name);
        json!({ "id": folder_text(id), "displayName": name, "totalItemCount": mails })
    }

    fn find_folder(&self, of: Option<u32>, query: &str) -> Answer {
        let query = unescaped(query);
        let wanted = query.strip_prefix("$filter=displayName eq '");
        let (wanted, rest) = wanted.and_then(|rest| rest.rsplit_once('\'')).expect("a name");
        assert_eq!(rest, "&$select=id,displayName,totalItemCount&$top=10");
        let wanted = wanted.replace("''", "'");
        let is_it = |folder: &Folder| folder.of == of && folder.name.eq_ignore_ascii_case(&wanted);
        let found = self.folders.iter().filter(|(_, folder)| is_it(folder));
        let rows: Vec<Value> = found.map(|(id, _)| self.folder_row(*id)).collect();
        (200, Some(json!({ "value": rows })))
    }

    fn create_folder(&mut self, of: Option<u32>, body: &[u8]) -> Answer {
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let name = text(&body["displayName"]);
        if self
            .folders
            .values()
            .any(|it| it.of == of && it.name.eq_ignore_ascii_case(&name))
        {
            return refusal(409, "ErrorFolderExists");
        }
        self.next += 1;
        self.folders.insert(self.next, Folder { name, of });
        (201, Some(self.folder_row(self.next)))
    }

    fn list(&self, folder: u32, query: &str, url: &str) -> Answer {
        let query = unescaped(query);
        let rest = query.strip_prefix("$filter=receivedDateTime ge ").expect("a time");
        let (since, rest) = rest.split_once('&').expect("more");
        let since: jiff::Timestamp = since.parse().expect("a time");
        let rest = rest.strip_prefix("$orderby=receivedDateTime&$select=id,receivedDateTime&$top=");
        let (top, skip) = match rest.expect("an order and a selection").split_once("&$skip=") {
            Some((top, skip)) => (top, skip.parse().expect("a number")),
            None => (rest.expect("it is there"), 0),
        };
        let top = if self.page == 0 { top.parse().expect("a number") } else { self.page };
        let is_it = |mail: &Received| mail.folder == folder && mail.came >= since;
        let mut found: Vec<_> = self.received.iter().filter(|(_, mail)| is_it(mail)).collect();
        found.sort_by_key(|(_, mail)| mail.came);
        let more = found.len() > skip + top;
        let mut rows: Vec<Value> = Vec::new();
        for (id, mail) in found.into_iter().skip(skip).take(top) {
            let came = mail.came.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
            rows.push(json!({ "id": id_text(*id), "receivedDateTime": came }));
        }
        let begin = url.split("&$skip=").next().unwrap_or_default();
        let mut next = more.then(|| format!("{begin}&$skip={}", skip + top));
        match self.lists {
            None => {}
            Some(Lists::Circle) => (rows, next) = (Vec::new(), Some(format!("{begin}&$skip=1"))),
            Some(Lists::Endless) => {
                (rows, next) = (Vec::new(), Some(format!("{begin}&$skip={}", skip + 1)));
            }
            Some(Lists::Away) => {
                (rows, next) = (Vec::new(), Some("https://attacker.example/v1.0/".to_owned()));
            }
            Some(Lists::Timeless) => rows = vec![json!({ "id": "AAMk/1=" })],
        }
        let mut answer = json!({ "value": rows });
        if let Some(next) = next {
            answer["@odata.nextLink"] = json!(next);
        }
        (200, Some(answer))
    }

    /// Moves a mail, which gets another ID.
    fn move_mail(&mut self, id: u32, body: &[u8]) -> Answer {
        let body: Value = serde_json::from_slice(body).expect("JSON");
        let to = folder_number(&text(&body["destinationId"]));
        if !self.received.contains_key(&id) || !self.folders.contains_key(&to) {
            return refusal(404, "ErrorItemNotFound");
        }
        let mail = self.received.remove(&id).expect("it is there");
        self.next += 1;
        self.received.insert(self.next, Received { folder: to, ..mail });
        (201, Some(json!({ "id": id_text(self.next) })))
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

fn folder_text(id: u32) -> String {
    format!("F/{id}=")
}

/// The number of a folder's ID, which may be escaped.
fn folder_number(id: &str) -> u32 {
    let digits = unescaped(id).replace("F/", "").replace('=', "");
    digits.parse().expect("an id of ours")
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
