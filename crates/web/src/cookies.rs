//! The cookies of the web interface.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, SET_COOKIE};

/// A cookie that the browser sends only to pages of the web interface.
pub(super) struct Cookie {
    /// The name of the cookie on connections with TLS. Because of its prefix `__Host-`, browsers
    /// accept the cookie only with the attributes `Secure` and `Path=/` and without `Domain` (RFC
    /// 6265bis §4.1.3.2).
    secured: &'static str,
    plain: &'static str,
    /// The time in seconds for which the browser keeps the cookie. 0: until the browser is closed.
    kept: u32,
}

/// The cookie with the login session.
pub(super) const SESSION: Cookie = Cookie { secured: "__Host-session", plain: "session", kept: 0 };

/// The cookie with a random value. The login form must contain the same value when it is submitted.
pub(super) const KNOCK: Cookie = Cookie { secured: "__Host-knock", plain: "knock", kept: 0 };

/// The cookie that identifies the browser while its user logs in at an OpenID provider.
pub(super) const BEGUN: Cookie = Cookie { secured: "__Host-begun", plain: "begun", kept: 900 };

/// The cookie that identifies a browser that has opened a fax by a link. For a short time, the
/// browser can load the file again.
pub(super) const TICKET: Cookie = Cookie { secured: "__Host-link", plain: "link", kept: 900 };

/// The cookie with the language that was chosen in this browser.
pub(super) const LANGUAGE: Cookie =
    Cookie { secured: "__Host-language", plain: "language", kept: 365 * 86_400 };

/// The cookie that says that this browser shows the lists of faxes in short rows.
pub(super) const LISTS: Cookie =
    Cookie { secured: "__Host-lists", plain: "lists", kept: 365 * 86_400 };

/// The cookie with the look (light or dark) that was chosen in this browser, for the pages before a
/// login.
pub(super) const LOOK: Cookie =
    Cookie { secured: "__Host-look", plain: "look", kept: 365 * 86_400 };

impl Cookie {
    fn name(&self, is_secure: bool) -> &'static str {
        if is_secure { self.secured } else { self.plain }
    }

    /// Reads the value of this cookie from the HTTP headers of a request; `None` if the browser
    /// sends no such cookie.
    pub(super) fn read<'a>(&self, headers: &'a HeaderMap, is_secure: bool) -> Option<&'a str> {
        let name = self.name(is_secure);
        let lines = headers.get_all(COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';'));
        pairs.find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// The value of the HTTP header `Set-Cookie` that sets the cookie to this value. The value must
    /// consist of characters that need no escape.
    pub(super) fn set(&self, value: &str, is_secure: bool) -> String {
        let name = self.name(is_secure);
        let secure = if is_secure { "; Secure" } else { "" };
        let kept = if self.kept > 0 { format!("; Max-Age={}", self.kept) } else { String::new() };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{kept}")
    }

    /// Whether an answer with these HTTP headers sets or deletes this cookie.
    pub(super) fn is_set(&self, headers: &HeaderMap, is_secure: bool) -> bool {
        let name = self.name(is_secure);
        let lines = headers.get_all(SET_COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        lines
            .filter_map(|line| line.strip_prefix(name))
            .any(|rest| rest.starts_with('='))
    }

    /// The value of the HTTP header `Set-Cookie` that deletes the cookie.
    pub(super) fn forget(&self, is_secure: bool) -> String {
        self.set("", is_secure) + "; Max-Age=0"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "xsession=1; session=2 ; __Host-session=3".parse().unwrap());
        headers.append(COOKIE, "language=de".parse().unwrap());
        assert_eq!(SESSION.read(&headers, false), Some("2"));
        assert_eq!(SESSION.read(&headers, true), Some("3"));
        assert_eq!(LANGUAGE.read(&headers, false), Some("de"));
        assert_eq!(LANGUAGE.read(&headers, true), None);
        assert_eq!(KNOCK.read(&headers, false), None);
    }

    #[test]
    fn a_cookie_is_for_us_alone() {
        let line = "__Host-session=t; Path=/; HttpOnly; SameSite=Lax; Secure";
        assert_eq!(SESSION.set("t", true), line);
        assert_eq!(SESSION.set("t", false), "session=t; Path=/; HttpOnly; SameSite=Lax");
        assert!(LANGUAGE.set("de", true).ends_with("; Max-Age=31536000"));
        assert!(SESSION.forget(false).ends_with("; Max-Age=0"));
    }
}
