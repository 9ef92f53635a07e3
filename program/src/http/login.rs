//! A login by HTTP Basic (RFC 7617).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::asker::Login;

/// The longest line of a login, bytes.
const LONGEST: usize = 4 << 10;

/// What an `Authorization` says. None: it is no Basic, or a broken one.
pub(super) fn basic(authorization: &[u8]) -> Option<Login> {
    let text = str::from_utf8(authorization.get(..LONGEST).unwrap_or(authorization)).ok()?;
    let (scheme, credentials) = text.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = BASE64_STANDARD.decode(credentials.trim()).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    // A name has no colon, a password may have some.
    let (user, password) = decoded.split_once(':')?;
    Some(Login::Plain { user: user.to_owned(), password: password.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(String, String)> {
        match basic(line.as_bytes())? {
            Login::Plain { user, password } => Some((user, password)),
            Login::CramMd5 { .. } => None,
        }
    }

    #[test]
    fn a_login_is_read_and_what_is_none_is_nobodys() {
        // RFC 7617 §2 and §2.1.
        let aladdin = ("Aladdin".to_owned(), "open sesame".to_owned());
        assert_eq!(read("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), Some(aladdin.clone()));
        assert_eq!(read("basic  QWxhZGRpbjpvcGVuIHNlc2FtZQ== "), Some(aladdin));
        let pound = ("test".to_owned(), "123\u{A3}".to_owned());
        assert_eq!(read("Basic dGVzdDoxMjPCow=="), Some(pound));
        assert_eq!(read("Basic YTpiOmM="), Some(("a".to_owned(), "b:c".to_owned())));
        for line in ["", "Basic", "Basic ", "Basic !", "Basic YQ==", "Bearer YTpi", "Basic /w=="] {
            assert_eq!(read(line), None, "{line}");
        }
        assert_eq!(read(&format!("Basic {}", "A".repeat(LONGEST))), None);
    }
}
