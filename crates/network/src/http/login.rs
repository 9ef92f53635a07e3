//! Reads logins in the header of a request: HTTP Basic (RFC 7617) and Digest (RFC 7616).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::asker::digest::{Algorithm, REALM};
use crate::asker::{Digest, Login};

/// The maximum number of bytes of the login in an `Authorization` header.
const LONGEST: usize = 4 << 10;

/// Reads the login in an `Authorization` header of a request with this method and target. `None` if
/// the login is of an unknown kind, is damaged, or belongs to another request.
pub(super) fn login(authorization: &[u8], method: &str, target: &str) -> Option<Login> {
    let text = str::from_utf8(authorization.get(..LONGEST).unwrap_or(authorization)).ok()?;
    let (scheme, credentials) = text.trim().split_once(' ')?;
    match scheme {
        _ if scheme.eq_ignore_ascii_case("basic") => basic(credentials.trim()),
        _ if scheme.eq_ignore_ascii_case("digest") => {
            digest(credentials, method, target).map(Login::Digest)
        }
        _ => None,
    }
}

fn basic(credentials: &str) -> Option<Login> {
    let decoded = BASE64_STANDARD.decode(credentials).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    // A user name has no colon, but a password may have some.
    let (user, password) = decoded.split_once(':')?;
    Some(Login::Plain { user: user.to_owned(), password: password.to_owned() })
}

/// Parses a login by HTTP Digest (RFC 7616 §3.4). We ask for `qop=auth`, so that each request
/// contains a request count (`nc`).
fn digest(credentials: &str, method: &str, target: &str) -> Option<Digest> {
    let said = parameters(credentials)?;
    let of = |name: &str| {
        let mut found = said.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        // A parameter that occurs twice is ignored.
        found.next().filter(|_| found.next().is_none()).map(|(_, value)| value.clone())
    };
    let algorithm = of("algorithm").unwrap_or_else(|| Algorithm::Md5.name().to_owned());
    let algorithm = Algorithm::ALL
        .into_iter()
        .find(|it| it.name().eq_ignore_ascii_case(&algorithm))?;
    let is_ours = of("realm")? == REALM && of("qop")?.eq_ignore_ascii_case("auth");
    let digest = Digest {
        user: of("username")?,
        algorithm,
        nonce: of("nonce")?,
        nc: of("nc").filter(|nc| nc.len() == 8)?,
        cnonce: of("cnonce")?,
        method: method.to_owned(),
        uri: of("uri").filter(|uri| uri == target)?,
        response: of("response")?,
    };
    is_ours.then_some(digest)
}

/// Parses the names and values in an `Authorization` header. The values may be quoted (RFC 7235
/// §2.1).
fn parameters(mut text: &str) -> Option<Vec<(&str, String)>> {
    let mut found = Vec::new();
    loop {
        text = text.trim_start_matches([' ', '\t', ',']);
        if text.is_empty() {
            return Some(found);
        }
        let (name, behind) = text.split_once('=')?;
        let behind = behind.trim_start();
        let (value, rest) = match behind.strip_prefix('"') {
            Some(quoted) => unquoted(quoted)?,
            None => {
                let (value, rest) = behind.split_at(behind.find(',').unwrap_or(behind.len()));
                (value.trim_end().to_owned(), rest)
            }
        };
        found.push((name.trim_end(), value));
        text = rest;
    }
}

/// Returns the text up to the next quotation mark, with its backslash escapes resolved, and the
/// rest of the text after the mark.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let (mut value, mut signs) = (String::new(), text.char_indices());
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Some((value, text.get(at + 1..)?)),
            '\\' => value.push(signs.next()?.1),
            sign => value.push(sign),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &str = "/printers/sendfax";

    fn read(line: &str) -> Option<(String, String)> {
        match login(line.as_bytes(), "POST", TARGET)? {
            Login::Plain { user, password } => Some((user, password)),
            _ => None,
        }
    }

    #[test]
    fn a_login_is_read_and_what_is_none_is_nobodys() {
        // The examples of RFC 7617 §2 and §2.1.
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

    #[test]
    fn a_digest_is_read_if_it_is_whole_and_of_this_request() {
        let line = r#"Digest username="a\"b, c", realm="Ferrofax",nonce="1-2", uri="/printers/sendfax", algorithm=sha-256, response="ab", qop=auth , nc=0000000f, cnonce="x=y""#;
        let read = |line: &str| match login(line.as_bytes(), "POST", TARGET) {
            Some(Login::Digest(digest)) => Some(digest),
            _ => None,
        };
        let digest = read(line).unwrap();
        assert_eq!((digest.user.as_str(), digest.algorithm), ("a\"b, c", Algorithm::Sha256));
        assert_eq!((digest.nc.as_str(), digest.cnonce.as_str()), ("0000000f", "x=y"));
        assert_eq!((digest.method.as_str(), digest.uri.as_str()), ("POST", TARGET));
        let md5 = read(&line.replace("algorithm=sha-256, ", "")).unwrap();
        assert_eq!(md5.algorithm, Algorithm::Md5);
        for (there, instead) in [
            ("sendfax\"", "2101\""),
            ("Ferrofax", "Other"),
            ("qop=auth ", "qop=auth-int "),
            ("qop=auth ,", ""),
            ("sha-256", "SHA-256-sess"),
            ("nc=0000000f", "nc=1"),
            ("nonce=\"1-2\"", "nonce=\"1-2"),
            ("cnonce=", "username="),
        ] {
            assert_eq!(read(&line.replacen(there, instead, 1)), None, "{instead}");
        }
    }
}
