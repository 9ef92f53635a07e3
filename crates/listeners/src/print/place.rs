//! Parses the URL of a printer, such as `ipp://printer.example.com:631/ipp/print`.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use hyper::Uri;

/// The URI of a printer (RFC 3510, RFC 7472).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whether the scheme of the printer's URI is `ipps`, so that only TLS is used.
    pub(super) is_tls: bool,
    /// The host in the printer's URI: a name, or an IP address without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// The path in the printer's URI, which begins with a slash.
    pub(super) path: String,
    /// The printer's URI as it is written in the settings.
    uri: String,
}

/// The reason why a text is not the URI of a printer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// The text does not have the form of a printer's URI.
    #[error("'{0}' is no printer's URI; example: ipp://printer.example.com/ipp/print")]
    Uri(String),
    /// The printer's URI contains a user name before the host, which is not allowed.
    #[error("a name and a password do not stand in it: user and password_file are theirs")]
    Login,
}

/// The default port of printers whose URI begins with `ipp:` or `ipps:`.
const PORT: u16 = 631;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let none = || NoPlace::Uri(text.to_owned());
        let uri: Uri = text.parse().map_err(|_| none())?;
        let is_tls = match uri.scheme_str() {
            Some("ipp") => false,
            Some("ipps") => true,
            _ => return Err(none()),
        };
        let authority = uri.authority().ok_or_else(none)?;
        if authority.as_str().contains('@') {
            return Err(NoPlace::Login);
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        if host.is_empty() {
            return Err(none());
        }
        let port = authority.port_u16().unwrap_or(PORT);
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { is_tls, host, port, path, uri: text.to_owned() })
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.uri)
    }
}

impl Place {
    /// The value of the HTTP header `Host` in requests to the printer, with the port.
    pub(super) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printers_uri_is_read_and_nothing_else() {
        let place: Place = "ipp://printer.example.com/ipp/print".parse().unwrap();
        assert_eq!(
            (place.host.as_str(), place.port, place.is_tls),
            ("printer.example.com", 631, false)
        );
        assert_eq!(
            (place.path.as_str(), place.to_string().as_str()),
            ("/ipp/print", "ipp://printer.example.com/ipp/print")
        );
        let place: Place = "ipps://[2001:db8::1]:8631".parse().unwrap();
        assert_eq!((place.host.as_str(), place.port, place.is_tls), ("2001:db8::1", 8631, true));
        assert_eq!((place.path.as_str(), place.authority().as_str()), ("/", "[2001:db8::1]:8631"));
        for wrong in
            ["", "office", "http://printer/", "socket://printer", "ipp:///ipp/print", "ipp://a b/"]
        {
            assert!(matches!(wrong.parse::<Place>(), Err(NoPlace::Uri(_))), "{wrong}");
        }
        assert_eq!("ipp://a:b@printer/".parse::<Place>(), Err(NoPlace::Login));
    }
}
