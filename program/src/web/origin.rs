//! From where a request comes: the browser's own address, and whether nobody can listen on
//! its way.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::{HOST, HeaderName, ORIGIN};

use super::settings::WebSettings;
use crate::asker::Client;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// From where a request comes.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    /// The browser, as rights and the audit log know it.
    pub(super) client: Client,
    /// Whether it came in TLS, to us or to a proxy of ours.
    pub(super) is_secure: bool,
}

impl Origin {
    /// From where a request comes that this connection has brought.
    pub(super) fn of(connected: &Client, headers: &HeaderMap, settings: &WebSettings) -> Self {
        let mut client = connected.clone();
        if !settings.is_proxy(client.address) {
            let is_secure = client.tls;
            return Self { client, is_secure };
        }
        // The last one that is no proxy of ours: what stands before it anybody may have written.
        let lines = headers.get_all(FORWARDED_FOR).into_iter();
        let said: Vec<IpAddr> = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map_while(|address| address.trim().parse::<IpAddr>().ok())
            .collect();
        let browser = said.into_iter().rev().find(|address| !settings.is_proxy(*address));
        if let Some(browser) = browser {
            client.address = browser.to_canonical();
        }
        let proto = headers.get(FORWARDED_PROTO).and_then(|proto| proto.to_str().ok());
        client.tls |= proto.is_some_and(|proto| proto.trim().eq_ignore_ascii_case("https"));
        let is_secure = client.tls;
        Self { client, is_secure }
    }

    /// Whether passwords and faxes may go this way.
    pub(super) fn is_safe(&self, connected: &Client) -> bool {
        self.is_secure || (connected.address.is_loopback() && self.client.address.is_loopback())
    }
}

/// Whether a request that changes something comes from a page of ours: browsers say so by
/// themselves, and no page of others can have them say otherwise.
pub(super) fn is_from_us(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok();
    match (text(FETCH_SITE), text(ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST)
        }
        // Old browsers, and programs: the secret of the form alone guards these.
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter();
        lines
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    fn origin(from: &str, tls: bool, lines: &[(&'static str, &str)]) -> (String, bool) {
        let proxies = ["192.0.2.7", "127.0.0.1"].map(|proxy| proxy.parse().unwrap());
        let settings = WebSettings { proxies: proxies.to_vec(), ..WebSettings::default() };
        let connected = Client::at(from.parse().unwrap(), "https".to_owned(), tls);
        let origin = Origin::of(&connected, &headers(lines), &settings);
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
        let broken = [("x-forwarded-for", "unknown, 198.51.100.2")];
        assert_eq!(origin("192.0.2.7", true, &broken), ("192.0.2.7".to_owned(), true));
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
