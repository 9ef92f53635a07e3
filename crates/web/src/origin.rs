//! Determines the origin of a request: the browser's own IP address, and whether the connection
//! from there is encrypted.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};

use super::settings::WebSettings;
use ferrofax_network::asker::Client;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin of an HTTP request: the HTTP client, and whether its connection is encrypted.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The HTTP client that sent the request, as the checks of permissions and the audit log need
    /// it.
    pub(super) client: Client,
    /// Whether the request came in TLS, either to this server or to one of our reverse proxies.
    pub(super) is_secure: bool,
    /// Whether the request comes from one of our reverse proxies, and the proxy does not name the
    /// browser's IP address.
    is_hidden: bool,
}

impl Origin {
    /// Determines the origin of a request from its connection and its headers.
    pub(super) fn of(connected: &Client, headers: &HeaderMap, settings: &WebSettings) -> Self {
        let mut client = connected.clone();
        if !settings.is_proxy(client.address) {
            let is_secure = client.tls;
            return Self { client, is_secure, is_hidden: false };
        }
        let browser = browser(headers, settings);
        if let Browser::At(address) = browser {
            client.address = address;
        }
        let proto = headers.get(FORWARDED_PROTO).and_then(|proto| proto.to_str().ok());
        client.tls |= proto.is_some_and(|proto| proto.trim().eq_ignore_ascii_case("https"));
        let is_secure = client.tls;
        Self { client, is_secure, is_hidden: browser == Browser::Hidden }
    }

    /// Whether passwords and faxes may be sent over the connection: it is encrypted, or does not
    /// leave this machine.
    pub(super) fn is_safe(&self, connected: &Client) -> bool {
        let is_here = connected.address.is_loopback() && self.client.address.is_loopback();
        self.is_secure || (is_here && !self.is_hidden)
    }

    /// The browser's IP address, for the metrics, which only clients in certain networks may read.
    /// `None` if one of our proxies did not name a valid address. The proxy's own address must not
    /// give anybody access.
    pub(super) fn known_address(&self) -> Option<IpAddr> {
        (!self.is_hidden).then_some(self.client.address)
    }
}

/// The browser's IP address, as far as our reverse proxies pass it on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Browser {
    At(IpAddr),
    /// A reverse proxy made the request itself, so there is no IP address of a browser.
    Proxy,
    /// The reverse proxy has passed on a text that is not an IP address, so the browser's address
    /// is unknown.
    Hidden,
}

/// Finds the browser's IP address in the header that the proxies extend. Each proxy appends the
/// address from which it received the request. Read from the end, the first address that does not
/// belong to one of our proxies is the browser's. Anybody may have written the addresses before it.
fn browser(headers: &HeaderMap, settings: &WebSettings) -> Browser {
    let lines = headers.get_all(FORWARDED_FOR).into_iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    for said in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        match said.trim().parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(address) if settings.is_proxy(address) => {}
            Ok(address) => return Browser::At(address),
            Err(_) => return Browser::Hidden,
        }
    }
    Browser::Proxy
}

/// Whether a request that changes something comes from a page of the web interface. Browsers state
/// this in headers that pages of other sites cannot forge.
pub(super) fn is_from_us(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    match (text(FETCH_SITE), text(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST)
        }
        // Old browsers and programs send neither header. Then the secret in the form is the only
        // protection.
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter();
        lines
            .map(|(name, value)| (HeaderName::from_static(name), bytes(value.as_bytes())))
            .collect()
    }

    fn bytes(value: &[u8]) -> HeaderValue {
        HeaderValue::from_bytes(value).unwrap()
    }

    fn settings() -> WebSettings {
        let proxies = ["192.0.2.7", "127.0.0.1"].map(|proxy| proxy.parse().unwrap());
        WebSettings { proxies: proxies.to_vec(), ..WebSettings::default() }
    }

    fn origin(from: &str, tls: bool, lines: &[(&'static str, &str)]) -> (String, bool) {
        let connected = Client::at(from.parse().unwrap(), "https".to_owned(), tls);
        let origin = Origin::of(&connected, &headers(lines), &settings());
        (origin.client.address.to_string(), origin.is_secure)
    }

    #[test]
    fn a_proxy_of_ours_is_believed_and_nobody_else() {
        let said = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-proto", "https")];
        assert_eq!(origin("203.0.113.9", false, &said), ("203.0.113.9".to_owned(), false));
        assert_eq!(origin("192.0.2.7", false, &said), ("198.51.100.1".to_owned(), true));
        assert_eq!(origin("192.0.2.7", false, &said[..1]), ("198.51.100.1".to_owned(), false));
        assert_eq!(origin("192.0.2.7", false, &[]), ("192.0.2.7".to_owned(), false));
        let forged = [("x-forwarded-for", "127.0.0.1, 198.51.100.2, 192.0.2.7")];
        assert_eq!(origin("192.0.2.7", true, &forged), ("198.51.100.2".to_owned(), true));
        let mapped = [("x-forwarded-for", "198.51.100.3, ::ffff:192.0.2.7")];
        assert_eq!(origin("192.0.2.7", true, &mapped), ("198.51.100.3".to_owned(), true));
    }

    #[test]
    fn nobody_chooses_his_own_address_by_what_is_none() {
        let real = "198.51.100.2";
        for said in ["1.2.3.4, x, REAL", "x, REAL", ", REAL", "\u{ff}, REAL", "x, REAL, 192.0.2.7"]
        {
            let said = said.replace("REAL", real);
            let lines = [("x-forwarded-for", said.as_str())];
            assert_eq!(origin("127.0.0.1", true, &lines), (real.to_owned(), true), "{said}");
        }
        let connected = Client::at("127.0.0.1".parse().unwrap(), "https".to_owned(), true);
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED_FOR, bytes(b"1.2.3.4, \xff"));
        headers.append(FORWARDED_FOR, bytes(real.as_bytes()));
        let origin = Origin::of(&connected, &headers, &settings());
        assert_eq!(origin.client.address.to_string(), real);
        assert_eq!(origin.known_address(), Some(origin.client.address));
    }

    #[test]
    fn a_proxy_that_does_not_say_who_asks_opens_nothing() {
        let connected = Client::at("127.0.0.1".parse().unwrap(), "https".to_owned(), false);
        for said in ["", "x", "127.0.0.1, unknown"] {
            let headers = headers(&[("x-forwarded-for", said)]);
            let origin = Origin::of(&connected, &headers, &settings());
            assert_eq!(origin.client.address, connected.address, "{said}");
            assert!(!origin.is_safe(&connected), "{said}");
            assert_eq!(origin.known_address(), None, "{said}");
        }
        let itself = Origin::of(&connected, &headers(&[]), &settings());
        assert!(itself.is_safe(&connected) && itself.known_address().is_some());
    }

    #[test]
    fn pages_of_others_are_told_from_ours() {
        let is_ours = |lines: &[(&'static str, &str)]| is_from_us(&headers(lines));
        assert!(is_ours(&[("sec-fetch-site", "same-origin")]));
        for other in ["same-site", "cross-site", "none"] {
            assert!(!is_ours(&[("sec-fetch-site", other)]), "{other}");
        }
        assert!(is_ours(&[("origin", "https://fax.example.com"), ("host", "fax.example.com")]));
        assert!(!is_ours(&[("origin", "https://evil.example"), ("host", "fax.example.com")]));
        assert!(!is_ours(&[("origin", "null"), ("host", "fax.example.com")]));
        assert!(is_ours(&[]));
    }
}
