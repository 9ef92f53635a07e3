//! A browser without scripts: it keeps cookies, reads forms, and follows no links or redirections.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A user with a browser.
#[derive(Clone)]
pub struct Reader {
    to: SocketAddr,
    cookies: BTreeMap<String, String>,
    /// Headers that are sent with each request.
    pub headers: Vec<(String, String)>,
    /// The hidden fields of the forms in the last page, by their names.
    hidden: BTreeMap<String, String>,
}

/// The answer to a request.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub head: String,
    pub bytes: Vec<u8>,
}

const PATIENCE: Duration = Duration::from_secs(60);

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }
}

impl Reader {
    /// Returns a user who has not logged in.
    pub fn at(to: SocketAddr) -> Self {
        let headers = vec![("Accept-Language".to_owned(), "en".to_owned())];
        Self { to, cookies: BTreeMap::new(), headers, hidden: BTreeMap::new() }
    }

    /// Logs in, and returns the user.
    pub fn logged_in(to: SocketAddr, name: &str, password: &str) -> Self {
        let mut reader = Self::at(to);
        let page = reader.log_in(name, password);
        assert_eq!(page.status, 303, "{}", page.text());
        reader
    }

    pub fn log_in(&mut self, name: &str, password: &str) -> Page {
        self.get("/login");
        self.post("/login", &[("name", name), ("password", password)])
    }

    pub fn get(&mut self, path: &str) -> Page {
        self.ask("GET", path, &[], b"")
    }

    /// Sends a form. Adds the hidden fields of the last page that are not in `fields`.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let mut all: Vec<(&str, &str)> = fields.to_vec();
        for (name, value) in &self.hidden {
            if !fields.iter().any(|(given, _)| given == name) {
                all.push((name, value));
            }
        }
        let body = form(&all);
        self.post_as("application/x-www-form-urlencoded", path, body.as_bytes())
    }

    pub fn post_as(&mut self, media_type: &str, path: &str, body: &[u8]) -> Page {
        self.ask("POST", path, &[("Content-Type", media_type)], body)
    }

    /// Returns the value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Returns the value of a hidden field of the last page.
    pub fn hidden(&self, name: &str) -> Option<&str> {
        self.hidden.get(name).map(String::as_str)
    }

    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Page {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.to);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if !self.cookies.is_empty() {
            let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
            let _ = write!(head, "Cookie: {}\r\n", cookies.collect::<Vec<_>>().join("; "));
        }
        if method == "POST" || !body.is_empty() {
            let _ = write!(head, "Content-Length: {}\r\n", body.len());
        }
        head += "\r\n";
        let mut stream = TcpStream::connect(self.to).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // If the service rejects the request early, it may not read the whole body.
        let _ = stream.write_all(body);
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        let page = page(&heard);
        self.keep(&page);
        page
    }

    fn keep(&mut self, page: &Page) {
        for line in page.head.lines() {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("set-cookie") {
                let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
                let (name, value) = pair.split_once('=').unwrap();
                if rest.contains("Max-Age=0") {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        let text = page.text();
        let inputs = text.split("<input type=\"hidden\" name=\"").skip(1);
        let found = inputs.filter_map(|input| {
            let (name, rest) = input.split_once('"')?;
            let value = rest.split_once("value=\"")?.1.split_once('"')?.0;
            Some((name.to_owned(), unescaped(value)))
        });
        let found: BTreeMap<String, String> = found.collect();
        if !found.is_empty() {
            self.hidden = found;
        }
    }
}

/// Encodes fields as a form does.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut done, byte| {
        if byte.is_ascii_alphanumeric() {
            done.push(char::from(byte));
        } else {
            let _ = write!(done, "%{byte:02X}");
        }
        done
    })
}

fn unescaped(text: &str) -> String {
    let signs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    signs
        .iter()
        .fold(text.to_owned(), |text, (written, sign)| text.replace(written, sign))
}

fn page(heard: &[u8]) -> Page {
    let end = heard.windows(4).position(|four| four == b"\r\n\r\n");
    let Some(end) = end else {
        return Page { status: 0, head: String::new(), bytes: heard.to_vec() };
    };
    let head = String::from_utf8_lossy(&heard[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let body = &heard[end + 4..];
    let is_chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    let bytes = if is_chunked { joined(body) } else { body.to_vec() };
    Page { status, head, bytes }
}

/// Joins the chunks of a body (RFC 9112 §7.1).
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(&String::from_utf8_lossy(&body[..end]), 16).unwrap();
        let chunk = &body[end + 2..];
        if length == 0 || chunk.len() < length {
            break;
        }
        whole.extend_from_slice(&chunk[..length]);
        body = &chunk[length + 2..];
    }
    whole
}
