//! The parts of SIP and SDP that a scripted peer needs (RFC 3261, RFC 3264, T.38 annex D). Converts
//! messages from and to text.

use std::fmt::Write;

/// A request or a response.
#[derive(Clone, Debug, Default)]
pub struct SipText {
    /// `INVITE sip:… SIP/2.0` or `SIP/2.0 200 OK`.
    pub first: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// The media of a session description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// A-law audio at this port.
    Audio(u16),
    /// T.38 by UDPTL at this port; 0 declines it.
    Image(u16),
}

impl SipText {
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let first = lines.next()?.to_owned();
        let header = |line: &str| {
            line.split_once(':')
                .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        };
        Some(Self { first, headers: lines.filter_map(header).collect(), body: body.to_owned() })
    }

    /// Returns the first header with this name; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the method of a request; empty for a response.
    pub fn method(&self) -> &str {
        if self.status().is_some() { "" } else { self.first.split(' ').next().unwrap_or_default() }
    }

    /// Returns the status code of a response.
    pub fn status(&self) -> Option<u16> {
        self.first.strip_prefix("SIP/2.0 ")?.split(' ').next()?.parse().ok()
    }

    /// Returns number and method of CSeq.
    pub fn sequence(&self) -> (u32, &str) {
        let (number, method) = self.header("CSeq").split_once(' ').unwrap_or_default();
        (number.parse().unwrap_or_default(), method.trim())
    }

    /// Returns the address between the brackets of a header.
    pub fn address(&self, name: &str) -> &str {
        let value = self.header(name);
        value
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'))
            .map_or(value, |(address, _)| address)
    }

    /// Returns the media of the session description, and their port.
    pub fn media(&self) -> Option<Media> {
        let line = self.body.lines().find_map(|line| line.strip_prefix("m="))?;
        let mut words = line.split(' ');
        let kind = words.next()?;
        let port = words.next()?.parse().ok()?;
        match kind {
            "audio" => Some(Media::Audio(port)),
            "image" => Some(Media::Image(port)),
            _ => None,
        }
    }

    /// Returns the IP address of the session description.
    pub fn media_address(&self) -> &str {
        self.body
            .lines()
            .find_map(|line| line.strip_prefix("c=IN IP4 "))
            .unwrap_or_default()
            .trim()
    }

    pub fn text(&self) -> String {
        let mut text = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if !self.body.is_empty() {
            text += "Content-Type: application/sdp\r\n";
        }
        let _ = write!(text, "Content-Length: {}\r\n\r\n{}", self.body.len(), self.body);
        text
    }

    /// Returns the response to a request.
    pub fn response(&self, status: &str, tag: &str, contact: &str, body: String) -> Self {
        let mut headers: Vec<_> =
            self.all("Via").map(|via| ("Via".to_owned(), via.to_owned())).collect();
        let to = self.header("To");
        let to = if to.contains("tag=") { to.to_owned() } else { format!("{to};tag={tag}") };
        for (name, value) in [
            ("From", self.header("From")),
            ("To", &to),
            ("Call-ID", self.header("Call-ID")),
            ("CSeq", self.header("CSeq")),
            ("Contact", contact),
        ] {
            headers.push((name.to_owned(), value.to_owned()));
        }
        Self { first: format!("SIP/2.0 {status}"), headers, body }
    }
}

impl Media {
    /// Returns a session description of these media. `version` increases with each change.
    pub fn description(self, address: &str, version: u32) -> String {
        let head = format!(
            "v=0\r\no=- 7 {version} IN IP4 {address}\r\ns=fax\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
        );
        match self {
            Self::Audio(port) => {
                format!(
                    "{head}m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n"
                )
            }
            Self::Image(port) => format!(
                "{head}m=image {port} udptl t38\r\na=T38FaxVersion:0\r\na=T38MaxBitRate:14400\r\n\
                 a=T38FaxRateManagement:transferredTCF\r\na=T38FaxMaxDatagram:400\r\na=T38FaxUdpEC:t38UDPRedundancy\r\n"
            ),
        }
    }
}
