//! The URL of a server, as people write it: `https://example.com/hook?a=b`.

use std::fmt;
use std::net::Ipv4Addr;

use hyper::Uri;

/// The URL of an HTTP server, with or without TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    is_tls: bool,
    host: String,
    port: u16,
    /// The path and the query of the URL.
    path: String,
}

/// The reason why the URL of a server is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The text is not a valid URL of an HTTP server.
    #[error("'{0}' is no address of a web server; https://example.com/fax is one")]
    Form(String),
    /// The host is an IPv4 address in an unusual form, such as a single number.
    #[error("'{0}' is a number; write an IP address (192.0.2.1) or a name")]
    Number(String),
    /// The URL contains a user name or password, which would be shown in lists and logs.
    #[error("an address must not have a name and a password in it")]
    Login,
}

/// The maximum number of characters of a URL.
const LONGEST: usize = 2_000;

impl Place {
    /// Parses the URL of an HTTP server.
    pub fn read(text: &str) -> Result<Self, PlaceError> {
        let form = || PlaceError::Form(text.chars().take(100).collect());
        // The part after `#` is only for browsers, not for servers.
        if text.len() > LONGEST || text.contains('#') {
            return Err(form());
        }
        let uri: Uri = text.trim().parse().map_err(|_| form())?;
        let is_tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(form()),
        };
        let authority = uri.authority().ok_or_else(form)?;
        if authority.as_str().contains('@') {
            return Err(PlaceError::Login);
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let port = match authority.port() {
            Some(port) => port.as_str().parse().map_err(|_| form())?,
            // The colon is followed by something that is not a port.
            None if authority.as_str().len() > authority.host().len() => return Err(form()),
            None if is_tls => 443,
            None => 80,
        };
        if host.is_empty() || host.contains('%') || port == 0 {
            return Err(form());
        }
        if is_number(host) {
            return Err(PlaceError::Number(host.to_owned()));
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Self { is_tls, host: host.to_ascii_lowercase(), port, path })
    }

    /// Whether requests to this URL use TLS.
    pub fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// The name or IP address of the server in this URL. An IPv6 address has no brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port of the server in this URL.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The path and the query of the server's URL.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The value of the `Host` header in requests to this server (RFC 9110 §7.2).
    pub fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.is_tls, self.port) {
            (true, 443) | (false, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

/// The URL of a server without a slash at its end; "" remains "". `None`: the text is no URL, or
/// has a query.
pub fn base_url(text: &str) -> Option<String> {
    let is_one = Place::read(text).is_ok() && !text.contains('?');
    (text.is_empty() || is_one).then(|| text.trim_end_matches('/').to_owned())
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_tls { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.path)
    }
}

/// Whether a host is a disguised IPv4 address, which systems recognise and people do not: `127.1`,
/// `0x7f000001`, `2130706433`, `127.0.0.1.` (URL Standard §3.5, "ends in a number").
fn is_number(host: &str) -> bool {
    if host.contains(':') || host.parse::<Ipv4Addr>().is_ok() {
        return false;
    }
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let all = |digits: &str, is_digit: fn(&u8) -> bool| digits.bytes().all(|it| is_digit(&it));
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    !last.is_empty() && all(last, u8::is_ascii_digit)
        || hex.is_some_and(|digits| all(digits, u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_meant_or_not_at_all() {
        for (text, shown) in [
            ("https://Example.com", "https://example.com/"),
            ("https://example.com:443/a?b=c", "https://example.com/a?b=c"),
            ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
            ("https://example.com?b=c", "https://example.com/?b=c"),
        ] {
            assert_eq!(Place::read(text).unwrap().to_string(), shown);
        }
        for wrong in [
            "",
            "example.com",
            "/fax",
            "ftp://example.com/",
            "https:///fax",
            "https://example.com:0/",
            "https://example.com:99999/",
            "https://example.com/a b",
            "https://example.com/#a",
            "https://exa\r\nmple.com/",
            "https://%31%32%37.0.0.1/",
        ] {
            assert!(matches!(Place::read(wrong), Err(PlaceError::Form(_))), "{wrong}");
        }
        for number in ["2130706433", "127.1", "0x7f000001", "0X7F.1", "0177.0.0.01", "127.0.0.1."] {
            let read = Place::read(&format!("https://{number}/"));
            assert_eq!(read, Err(PlaceError::Number(number.to_owned())));
        }
        for host in ["192.0.2.1", "[::ffff:192.0.2.1]", "4.example", "0x.example", "example.0xg"] {
            assert!(Place::read(&format!("https://{host}/")).is_ok(), "{host}");
        }
        assert_eq!(Place::read("https://a:b@example.com/"), Err(PlaceError::Login));
    }
}
