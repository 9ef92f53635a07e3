//! Logs in to a printer: by Digest (RFC 7616, with MD5), or by Basic (RFC 7617) if nobody else can
//! read the connection.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};

use super::place::Place;
use ferrofax_network::encoding::hex;
use ferrofax_spool::undelivered::PrinterFault;

/// The user name and password with which Ferrofax logs in to a printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

impl Login {
    /// Makes the `Authorization` header that answers one of the printer's `WWW-Authenticate`
    /// headers.
    pub(super) fn answer(
        &self,
        place: &Place,
        challenges: &[String],
    ) -> Result<String, PrinterFault> {
        let of = |scheme: &str| {
            challenges.iter().find_map(|challenge| {
                let challenge = challenge.trim();
                let (name, rest) = challenge.split_once(' ').unwrap_or((challenge, ""));
                name.eq_ignore_ascii_case(scheme).then_some(rest)
            })
        };
        if let Some(digest) = of("digest").and_then(|rest| self.digest(&place.path, rest)) {
            return Ok(digest);
        }
        match of("basic") {
            None => Err(PrinterFault::LoginUnknown),
            Some(_) if !place.is_tls && !is_here(&place.host) => {
                Err(PrinterFault::LoginUnprotected)
            }
            Some(_) => {
                let both = format!("{}:{}", self.user, self.password);
                Ok(format!("Basic {}", BASE64_STANDARD.encode(both)))
            }
        }
    }

    /// Makes the `Authorization` header that logs in to the printer by Digest, from the printer's
    /// challenge. `None` if the challenge asks for an unknown kind of Digest.
    fn digest(&self, path: &str, challenge: &str) -> Option<String> {
        let fields = fields(challenge);
        let field = |name: &str| {
            fields
                .iter()
                .find(|(found, _)| found.eq_ignore_ascii_case(name))
                .map(|(_, value)| value.as_str())
        };
        if !field("algorithm").unwrap_or("MD5").eq_ignore_ascii_case("MD5") {
            return None;
        }
        let (realm, nonce) = (field("realm")?, field("nonce")?);
        let own = hash(&format!("{}:{realm}:{}", self.user, self.password));
        let asked = hash(&format!("POST:{path}"));
        // The proof by RFC 7616 §3.4.1. Without `qop`, it is computed as in RFC 2069.
        let (response, quality) = match field("qop") {
            None => (hash(&format!("{own}:{nonce}:{asked}")), String::new()),
            Some(words) if words.split(',').any(|word| word.trim() == "auth") => {
                let ours = hash(&format!("{nonce}:{:?}", std::time::SystemTime::now()));
                let response = hash(&format!("{own}:{nonce}:00000001:{ours}:auth:{asked}"));
                (response, format!(", qop=auth, nc=00000001, cnonce=\"{ours}\""))
            }
            Some(_) => return None,
        };
        let opaque =
            field("opaque").map_or_else(String::new, |opaque| format!(", opaque=\"{opaque}\""));
        Some(format!(
            "Digest username=\"{}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{path}\", \
             response=\"{response}\"{quality}{opaque}",
            self.user
        ))
    }
}

/// Whether the host is this machine, so that nobody else can read the connection.
fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn hash(text: &str) -> String {
    hex(&Md5::digest(text.as_bytes()))
}

/// Splits the value of a `WWW-Authenticate` header, such as `name=value, name="va,lue"`, into pairs
/// of name and value.
fn fields(challenge: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = challenge;
    while let Some((name, after)) = rest.split_once('=') {
        let (value, next) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        found.push((name.trim_matches([' ', ',']).to_owned(), value.trim().to_owned()));
        rest = next;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(uri: &str, challenges: &[&str]) -> Result<String, PrinterFault> {
        let login = Login { user: "Mufasa".to_owned(), password: "Circle of Life".to_owned() };
        let challenges: Vec<String> = challenges.iter().map(|one| (*one).to_owned()).collect();
        login.answer(&uri.parse().unwrap(), &challenges)
    }

    #[test]
    fn basic_is_said_where_nobody_listens() {
        let basic = Ok("Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl".to_owned());
        assert_eq!(answer("ipps://printer/", &["Basic realm=\"x\""]), basic);
        assert_eq!(answer("ipp://127.0.0.1/", &["Negotiate", "basic"]), basic);
        assert_eq!(
            answer("ipp://printer/", &["Basic realm=\"x\""]),
            Err(PrinterFault::LoginUnprotected)
        );
        assert_eq!(answer("ipps://printer/", &["Negotiate"]), Err(PrinterFault::LoginUnknown));
    }

    #[test]
    fn digest_goes_before_basic_and_never_tells_the_password() {
        // A request in the form of RFC 2069, with the values of RFC 2617 §3.5 except for the
        // method.
        let challenge = "Digest realm=\"a, b\", nonce=\"n1\", opaque=\"o\"";
        let said = answer("ipp://printer/x", &["Basic", challenge]).unwrap();
        let own = hash("Mufasa:a, b:Circle of Life");
        let expected = hash(&format!("{own}:n1:{}", hash("POST:/x")));
        assert!(said.contains(&format!("response=\"{expected}\", opaque=\"o\"")), "{said}");
        let with_quality =
            answer("ipp://printer/x", &["digest realm=a, qop=\"auth,auth-int\", nonce=n"]).unwrap();
        assert!(with_quality.contains("qop=auth, nc=00000001"), "{with_quality}");
        assert_eq!(
            answer("ipps://printer/", &["Digest realm=a, nonce=b, algorithm=SHA-256"]),
            Err(PrinterFault::LoginUnknown)
        );
        assert_eq!(hash(""), "d41d8cd98f00b204e9800998ecf8427e");
    }
}
