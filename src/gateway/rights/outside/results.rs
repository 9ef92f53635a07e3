//! What a mail server in front of us found out, as it wrote it into the mail: Authentication-Results (RFC 8601).
//!
//! Anybody can write such a field. Believed is only what stands under a name that the settings pin to our front servers, in a
//! mail that came from one of these, and above all that others can have written: the fields before the first Received, or
//! else the topmost field alone.

use mail_auth::AuthenticatedMessage;

use super::header::names_all;
use super::{Claimed, Unproved, Voucher};

/// Vouches by the word of front servers.
pub(in crate::gateway::rights) struct FrontVoucher {
    /// Their names, in small letters.
    authserv_ids: Vec<String>,
}

/// One of the results in a field: `spf=pass smtp.mailfrom=example.com`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    method: String,
    result: String,
    /// `smtp.mailfrom`, `header.d` and the like, in small letters.
    properties: Vec<(String, String)>,
}

impl FrontVoucher {
    pub(in crate::gateway::rights) fn new(authserv_ids: &[String]) -> Self {
        Self { authserv_ids: authserv_ids.iter().map(|id| id.to_lowercase()).collect() }
    }

    fn believed(&self, message: &AuthenticatedMessage<'_>) -> Vec<Found> {
        let mut believed = Vec::new();
        let (mut is_below_received, mut seen) = (false, 0);
        for (name, value) in &message.headers {
            let name = name.trim_ascii();
            is_below_received |= name.eq_ignore_ascii_case(b"Received");
            if !name.eq_ignore_ascii_case(b"Authentication-Results") {
                continue;
            }
            if is_below_received && seen > 0 {
                break;
            }
            seen += 1;
            let (id, found) = read(&String::from_utf8_lossy(value));
            if !self.authserv_ids.contains(&id) {
                // What is not of our front servers ends what can be believed.
                break;
            }
            believed.extend(found);
        }
        believed
    }
}

impl Voucher for FrontVoucher {
    fn vouch(&self, mail: &Claimed<'_>) -> Result<String, Unproved> {
        let message =
            AuthenticatedMessage::parse(mail.bytes).ok_or_else(|| Unproved::No("it has no header".to_owned()))?;
        mail.is_from_sender(&message.from)?;
        let found = self.believed(&message);
        if found.is_empty() {
            return Err(Unproved::No("the server in front says nothing of its sender".to_owned()));
        }
        let passed: Vec<&Found> = found.iter().filter(|it| it.result == "pass").collect();
        let by =
            |method: &str, proves: &dyn Fn(&Found) -> bool| passed.iter().any(|it| it.method == method && proves(it));
        let is_sender = |it: &Found, name: &str| it.has(name, |value| value == mail.sender);
        let is_domain = |it: &Found, name: &str| {
            it.has(name, |value| value.rsplit_once('@').map_or(value, |(_, domain)| domain) == mail.domain())
        };
        if by("auth", &|it| is_sender(it, "smtp.auth") || is_sender(it, "smtp.mailfrom")) {
            return Ok("a login at the server in front".to_owned());
        }
        if by("spf", &|it| is_domain(it, "smtp.mailfrom")) {
            return Ok("spf, by the server in front".to_owned());
        }
        let is_signed = by("dkim", &|it| is_domain(it, "header.d") || is_domain(it, "header.i"))
            || by("dmarc", &|it| is_domain(it, "header.from"));
        if is_signed && names_all(mail.bytes, &mail.recipients) {
            return Ok("a signature, by the server in front".to_owned());
        }
        if found.iter().any(|it| it.result == "temperror") {
            return Err(Unproved::NotNow("the server in front could not find out".to_owned()));
        }
        Err(Unproved::No(format!("the server in front found nothing by which {} vouches for it", mail.domain())))
    }
}

impl Found {
    fn has(&self, name: &str, is_it: impl Fn(&str) -> bool) -> bool {
        self.properties.iter().any(|(property, value)| property == name && is_it(value))
    }
}

/// The server's name and what it found. What cannot be read is nothing.
fn read(value: &str) -> (String, Vec<Found>) {
    let parts = parts(value);
    let mut parts = parts.iter();
    let id = parts.next().and_then(|part| part.first()).cloned().unwrap_or_default();
    let found = parts.filter_map(|part| {
        let (method, result) = part.first()?.split_once('=')?;
        // A version may stand behind a slash.
        let method = method.split('/').next().unwrap_or(method).to_owned();
        let pairs = part.iter().skip(1).filter_map(|word| word.split_once('='));
        let properties = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(Found { method, result: result.to_owned(), properties })
    });
    (id, found.collect())
}

/// The parts between semicolons, in words of small letters, without comments; quoted texts lose their marks and stay whole.
fn parts(value: &str) -> Vec<Vec<String>> {
    let mut parts = vec![Vec::new()];
    let mut word = String::new();
    let (mut comment, mut quoted, mut escaped) = (0_u32, false, false);
    for sign in value.to_lowercase().chars() {
        match sign {
            _ if escaped => {
                escaped = false;
                if comment == 0 {
                    word.push(sign);
                }
            }
            '\\' if quoted || comment > 0 => escaped = true,
            '"' if comment == 0 => quoted = !quoted,
            _ if quoted => word.push(sign),
            '(' => comment += 1,
            ')' => comment = comment.saturating_sub(1),
            _ if comment > 0 => {}
            ';' => {
                end_word(&mut parts, &mut word);
                parts.push(Vec::new());
            }
            _ if sign.is_whitespace() => end_word(&mut parts, &mut word),
            _ => word.push(sign),
        }
    }
    end_word(&mut parts, &mut word);
    parts
}

fn end_word(parts: &mut [Vec<String>], word: &mut String) {
    if let Some(part) = parts.last_mut().filter(|_| !word.is_empty()) {
        part.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::mail::Client;

    fn vouched(header: &str) -> Result<String, Unproved> {
        let client = Client::at("192.0.2.25".parse().unwrap(), "smtp", false);
        let mail = format!("{header}\r\nFrom: Alice <Alice@Example.com>\r\nTo: 0991@x.fax\r\n\r\nx\r\n");
        let claimed = Claimed {
            client: &client,
            sender: "alice@example.com".into(),
            recipients: vec!["0991@x.fax"],
            bytes: mail.as_bytes(),
        };
        FrontVoucher::new(&["mx.example.net".into()]).vouch(&claimed)
    }

    const RECEIVED: &str = "Received: from somewhere by mx.example.net; Fri, 20 Nov 2026 14:00:00 +0000";

    #[test]
    fn what_a_front_server_found_is_believed() {
        for results in [
            "spf=pass smtp.mailfrom=alice@example.com",
            "spf=pass (mx: ok; dkim=fail) smtp.mailfrom=example.com",
            "dkim=fail header.d=example.com; dkim=pass reason=\"a; b\" header.d=example.com",
            "dmarc=pass (p=reject) header.from=example.com",
            "dkim=pass header.i=@example.com",
            "auth=pass (plain) smtp.auth=alice@example.com",
        ] {
            let field = format!("Authentication-Results: MX.example.net 1;\r\n\t{results}\r\n{RECEIVED}");
            assert!(vouched(&field).is_ok(), "{results}: {:?}", vouched(&field));
        }
    }

    #[test]
    fn what_proves_another_sender_or_nothing_does_not_count() {
        for results in [
            "none",
            "spf=fail smtp.mailfrom=alice@example.com",
            "spf=pass smtp.mailfrom=mallory@evil.example",
            "spf=pass smtp.mailfrom=evilexample.com",
            "dkim=pass header.d=com",
            "dmarc=pass header.from=evil.example",
            "auth=pass smtp.auth=mallory",
            "x=y (spf=pass smtp.mailfrom=example.com)",
            "x=y reason=\"; spf=pass smtp.mailfrom=example.com\"",
        ] {
            let field = format!("Authentication-Results: mx.example.net; {results}\r\n{RECEIVED}");
            assert!(matches!(vouched(&field), Err(Unproved::No(_))), "{results}");
        }
        let field =
            format!("Authentication-Results: mx.example.net; spf=temperror smtp.mailfrom=example.com\r\n{RECEIVED}");
        assert!(matches!(vouched(&field), Err(Unproved::NotNow(_))));
    }

    #[test]
    fn what_a_sender_wrote_itself_is_not_believed() {
        let good = "spf=pass smtp.mailfrom=alice@example.com";
        let own = format!("Authentication-Results: mx.example.net; {good}");
        let none = "Authentication-Results: mx.example.net; none";
        for header in [
            // Another server's name, one that is like ours, ours below one of another.
            format!("Authentication-Results: evil.example; {good}\r\n{RECEIVED}"),
            format!("Authentication-Results: mx.example.net.evil.example; {good}\r\n{RECEIVED}"),
            format!("Authentication-Results: evil.example; none\r\n{own}\r\n{RECEIVED}"),
            // Ours on top says nothing, what came with the mail says all.
            format!("{none}\r\n{RECEIVED}\r\n{own}"),
            format!("{RECEIVED}\r\n{none}\r\n{own}"),
            RECEIVED.to_owned(),
        ] {
            assert!(vouched(&header).is_err(), "{header}");
        }
        // A server that writes below its own Received is believed in its topmost field.
        assert!(vouched(&format!("{RECEIVED}\r\n{own}")).is_ok());
    }

    #[test]
    fn another_author_than_the_sender_is_not_vouched_for() {
        let field = "Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=alice@example.com";
        let found = vouched(&format!("{field}\r\nFrom: Bob <bob@example.com>"));
        assert!(matches!(found, Err(Unproved::No(_))), "{found:?}");
    }
}
