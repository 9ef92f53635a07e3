//! Splits a mail into the headers that stay unencrypted and the part that is encrypted. Makes a
//! mail again from these headers and the encrypted part.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use ferrofax_network::encoding::hex;

/// The headers that are not encrypted, because mail servers need them. All other headers are
/// encrypted, since they may contain numbers, names or the number of pages.
const OUTSIDE: [&str; 13] = [
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "auto-submitted",
    "x-auto-response-suppress",
    "mime-version",
    "subject",
];

/// The name of the header by which the Asterisk module tells the service how to protect a mail.
pub(super) const PROTECT: &str = "x-ferrofax-protect";

/// A header of a mail exactly as the mail has it, with its line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) raw: String,
}

impl Header {
    pub(super) fn new(name: &str, value: &str) -> Self {
        Self { raw: format!("{name}: {value}\r\n") }
    }

    fn name(&self) -> &str {
        self.raw.split(':').next().unwrap_or_default().trim()
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.name().eq_ignore_ascii_case(name)
    }

    /// The value of the header, unfolded into one line.
    pub(super) fn value(&self) -> String {
        let (_, value) = self.raw.split_once(':').unwrap_or_default();
        value
            .split("\r\n")
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A mail, split into its headers and its body.
#[derive(Debug)]
pub(crate) struct Mail<'a> {
    pub(crate) headers: Vec<Header>,
    pub(crate) body: &'a [u8],
}

impl<'a> Mail<'a> {
    /// Splits a mail, whose lines must end with CRLF, into headers and body. `None` if the headers
    /// are not UTF-8, or do not end with an empty line.
    pub(crate) fn of(bytes: &'a [u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = (bytes.get(..end + 2)?, bytes.get(end + 4..)?);
        let head = std::str::from_utf8(head).ok()?;
        let mut headers: Vec<Header> = Vec::new();
        for line in head.split_inclusive("\r\n") {
            match headers.last_mut() {
                Some(last) if line.starts_with([' ', '\t']) => last.raw.push_str(line),
                _ if line.contains(':') => headers.push(Header { raw: line.to_owned() }),
                _ => return None,
            }
        }
        Some(Self { headers, body })
    }

    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|header| header.is(name)).map(Header::value)
    }

    /// Returns the headers that are not encrypted. If `subject` is given, it replaces the subject
    /// of the mail.
    pub(super) fn outside(&self, subject: Option<&Header>) -> Vec<Header> {
        let stays = |header: &&Header| OUTSIDE.iter().any(|name| header.is(name));
        let shown = |header: &Header| match subject {
            Some(subject) if header.is("subject") => subject.clone(),
            _ => header.clone(),
        };
        self.headers
            .iter()
            .filter(stays)
            .filter(|header| !header.is("mime-version"))
            .map(shown)
            .collect()
    }

    /// Makes the part that is encrypted: the body with all headers of the mail (RFC 9788). Mail
    /// programs show these headers instead of the unencrypted ones (`outside`).
    pub(super) fn inside(&self, outside: &[Header]) -> Vec<u8> {
        let mut part = String::new();
        for header in &self.headers {
            if header.is("content-type") {
                let value = header.raw.trim_end();
                part.push_str(value);
                part.push_str(";\r\n hp=\"cipher\"; protected-headers=\"v1\"\r\n");
            } else if !header.is("mime-version") && !header.is(PROTECT) {
                part.push_str(&header.raw);
            }
        }
        if !self.headers.iter().any(|header| header.is("content-type")) {
            part.push_str("Content-Type: text/plain; charset=us-ascii;\r\n");
            part.push_str(" hp=\"cipher\"; protected-headers=\"v1\"\r\n");
        }
        for header in outside {
            part.push_str("HP-Outer: ");
            part.push_str(&header.raw);
        }
        part.push_str("\r\n");
        let mut part = part.into_bytes();
        part.extend_from_slice(self.body);
        if !part.ends_with(b"\r\n") {
            part.extend_from_slice(b"\r\n");
        }
        part
    }

    /// The mail without the header [`PROTECT`], which is only for this service.
    pub(super) fn as_it_was(&self) -> Vec<u8> {
        let kept = self.headers.iter().filter(|header| !header.is(PROTECT));
        let mut mail: Vec<u8> = kept.flat_map(|header| header.raw.bytes()).collect();
        mail.extend_from_slice(b"\r\n");
        mail.extend_from_slice(self.body);
        mail
    }
}

/// Makes a mail from the headers `outside` and from `part`, such as an encrypted part or a notice,
/// which begins with headers of its own.
pub(super) fn mail(outside: &[Header], part: &[u8]) -> Vec<u8> {
    let mut mail: Vec<u8> = outside.iter().flat_map(|header| header.raw.bytes()).collect();
    mail.extend_from_slice(b"MIME-Version: 1.0\r\n");
    mail.extend_from_slice(part);
    mail
}

/// Encodes bytes as base64, in lines of 76 characters (RFC 2045 §6.8).
pub(crate) fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::with_capacity(bytes.len() / 57 * 78 + 80);
    for line in bytes.chunks(57) {
        lines.extend_from_slice(STANDARD.encode(line).as_bytes());
        lines.extend_from_slice(b"\r\n");
    }
    lines
}

/// Makes a boundary of 128 random bits, so that no part contains it.
pub(crate) fn boundary() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(format!("=-{}", hex(&bytes)))
}
