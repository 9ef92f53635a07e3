//! Reads the results that one of our front mail servers wrote into the mail:
//! Authentication-Results (RFC 8601).
//!
//! Anybody can write such a field. It is trusted only under three conditions. Its server name
//! is one that the settings list (`authserv_ids`). The mail came from a front server. The field
//! is above everything that others can have written: before the first Received, or else it is
//! the topmost field.
//!
//! The result "signature correct" does not say what the signature covers. So the mail's signatures
//! of the domain that the result names are checked too. Each of them is checked, since the server
//! does not say which one it means.

use mail_auth::AuthenticatedMessage;

use super::signature::covers;
use super::{Claimed, Unproved};

/// Checks senders by the results that our own mail servers in front of Ferrofax wrote into the
/// mail.
pub(super) struct FrontVoucher {
    /// The names (authserv-id) under which our own mail servers in front of Ferrofax write
    /// Authentication-Results, in small letters.
    authserv_ids: Vec<String>,
}

/// One result in an Authentication-Results field: `spf=pass smtp.mailfrom=example.com`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct MethodResult {
    method: String,
    result: String,
    /// The properties of the mail to which the result refers, such as `smtp.mailfrom` and
    /// `header.d`, with their values, in small letters.
    properties: Vec<(String, String)>,
}

impl FrontVoucher {
    pub(super) fn new(authserv_ids: &[String]) -> Self {
        Self { authserv_ids: authserv_ids.iter().map(|id| id.to_lowercase()).collect() }
    }

    fn believed(&self, message: &AuthenticatedMessage<'_>) -> Vec<MethodResult> {
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
            if !self.is_ours(&id) {
                // The first field that is not from one of our front servers ends the trusted part
                // of the header.
                break;
            }
            believed.extend(found);
        }
        believed
    }

    /// Checks whether the results that the mail server of a mailbox wrote into the mail confirm the
    /// mail's author (From). Unlike [`Self::vouch`], this needs no signature that covers the
    /// recipients, because the server itself has judged the mail at its delivery.
    pub(super) fn vouch_in_mailbox(&self, mail: &Claimed<'_>) -> Result<String, Unproved> {
        let message = AuthenticatedMessage::parse(mail.bytes)
            .ok_or_else(|| Unproved::No("it has no header".to_owned()))?;
        mail.is_from_sender(&message.from)?;
        if self.is_microsoft() && is_of_organisation(&message) {
            return Ok("a sender of the same organisation, by Microsoft 365".to_owned());
        }
        let found = self.believed(&message);
        let passed = |method: &str, name: &str, is_it: &dyn Fn(&str) -> bool| {
            let mut of_method =
                found.iter().filter(|it| it.result == "pass" && it.method == method);
            of_method.any(|it| it.has(name, is_it))
        };
        let is_domain = |value: &str| {
            value.rsplit_once('@').map_or(value, |(_, domain)| domain) == mail.domain()
        };
        let is_sender = |value: &str| value == mail.sender;
        for (method, name, is_it) in [
            ("dmarc", "header.from", &is_domain as &dyn Fn(&str) -> bool),
            ("dkim", "header.d", &is_domain),
            ("dkim", "header.i", &is_domain),
            ("spf", "smtp.mailfrom", &is_domain),
            ("auth", "smtp.auth", &is_sender),
        ] {
            if passed(method, name, is_it) {
                return Ok(format!("{method}, by the mailbox's server"));
            }
        }
        let why = if found.is_empty() {
            "the mailbox's server says nothing of its sender".to_owned()
        } else {
            format!("the mailbox's server found nothing by which {} vouches", mail.domain())
        };
        Err(Unproved::No(why))
    }

    /// Whether the server is Exchange Online, which writes its results without a name
    /// (authserv-id).
    fn is_microsoft(&self) -> bool {
        self.authserv_ids.iter().any(|id| id == MICROSOFT)
    }

    fn is_ours(&self, id: &str) -> bool {
        if id.is_empty() {
            self.is_microsoft()
        } else {
            self.authserv_ids.iter().any(|of| of == id)
        }
    }

    /// Checks whether the results that a mail server of ours in front of Ferrofax wrote into the
    /// mail confirm its sender. Returns the method of confirmation, for the audit log.
    pub(super) fn vouch(&self, mail: &Claimed<'_>) -> Result<String, Unproved> {
        let message = AuthenticatedMessage::parse(mail.bytes)
            .ok_or_else(|| Unproved::No("it has no header".to_owned()))?;
        mail.is_from_sender(&message.from)?;
        let found = self.believed(&message);
        if found.is_empty() {
            return Err(Unproved::No("the server in front says nothing of its sender".to_owned()));
        }
        let passed: Vec<&MethodResult> = found.iter().filter(|it| it.result == "pass").collect();
        let by = |method: &str, proves: &dyn Fn(&MethodResult) -> bool| {
            passed.iter().any(|it| it.method == method && proves(it))
        };
        let is_sender = |it: &MethodResult, name: &str| it.has(name, |value| value == mail.sender);
        let is_domain = |it: &MethodResult, name: &str| {
            it.has(name, |value| {
                value.rsplit_once('@').map_or(value, |(_, domain)| domain) == mail.domain()
            })
        };
        if by("auth", &|it| is_sender(it, "smtp.auth") || is_sender(it, "smtp.mailfrom")) {
            return Ok("a login at the server in front".to_owned());
        }
        if mail.spf_alone && by("spf", &|it| is_domain(it, "smtp.mailfrom")) {
            return Ok("spf, by the server in front".to_owned());
        }
        // With a DMARC pass, the signature may be of a parent domain or a subdomain of the sender's
        // domain. The server has checked that the two domains are near enough.
        let by_dmarc = by("dmarc", &|it| is_domain(it, "header.from"));
        let signers = passed.iter().filter(|it| it.method == "dkim").filter_map(|it| it.signer());
        let mut aligned = signers.filter(|signer| {
            *signer == mail.domain() || (by_dmarc && are_near(signer, mail.domain()))
        });
        if aligned.any(|signer| is_signed(signer, &message, mail)) {
            return Ok("a signature, by the server in front".to_owned());
        }
        if found.iter().any(|it| it.result == "temperror") {
            return Err(Unproved::NotNow("the server in front could not find out".to_owned()));
        }
        Err(Unproved::No(format!(
            "the server in front found nothing by which {} vouches for it",
            mail.domain()
        )))
    }
}

/// The word of the setting `authserv` for Exchange Online.
const MICROSOFT: &str = "microsoft365";

/// Whether a header field of Exchange Online says that a logged-in user of its organisation wrote
/// the mail. Exchange Online removes this field from mails from outside (its "header firewall").
fn is_of_organisation(message: &AuthenticatedMessage<'_>) -> bool {
    let is_it =
        |name: &[u8]| name.trim_ascii().eq_ignore_ascii_case(b"X-MS-Exchange-Organization-AuthAs");
    let mut values = message.headers.iter().filter(|(name, _)| is_it(name)).map(|(_, value)| value);
    let first = values.next().is_some_and(|value| value.trim_ascii() == b"Internal");
    first && values.next().is_none()
}

/// Whether the mail has a signature of this domain, and each such signature covers all parts that
/// must be signed.
fn is_signed(signer: &str, message: &AuthenticatedMessage<'_>, mail: &Claimed<'_>) -> bool {
    let signatures = message.dkim_headers.iter().map(|field| &field.header);
    let mut of_signer =
        signatures.filter(|signed| signed.d.eq_ignore_ascii_case(signer)).peekable();
    of_signer.peek().is_some() && of_signer.all(|signed| covers(signed, message, mail))
}

/// Whether two domains are equal, or one is a subdomain of the other.
fn are_near(one: &str, other: &str) -> bool {
    let is_below = |lower: &str, upper: &str| {
        lower.strip_suffix(upper).is_some_and(|rest| rest.ends_with('.'))
    };
    is_below(one, other) || is_below(other, one)
}

impl MethodResult {
    /// The domain of the DKIM signature to which this result refers.
    fn signer(&self) -> Option<&str> {
        let value = |name: &str| {
            self.properties
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        value("header.d").or_else(|| {
            value("header.i").map(|i| i.rsplit_once('@').map_or(i, |(_, domain)| domain))
        })
    }

    fn has(&self, name: &str, is_it: impl Fn(&str) -> bool) -> bool {
        self.properties.iter().any(|(property, value)| property == name && is_it(value))
    }
}

/// Reads the value of an Authentication-Results field: the name of the server that wrote it
/// (authserv-id), and the server's results. Parts that cannot be read are skipped.
fn read(value: &str) -> (String, Vec<MethodResult>) {
    let parts = parts(value);
    let mut parts = parts.iter().peekable();
    let is_id = |part: &&Vec<String>| part.first().is_none_or(|word| !word.contains('='));
    // A field of Exchange Online has no name, and begins with a result.
    let id = parts.next_if(is_id).and_then(|part| part.first()).cloned().unwrap_or_default();
    let found = parts.filter_map(|part| {
        let (method, result) = part.first()?.split_once('=')?;
        // A version may follow after a slash.
        let method = method.split('/').next().unwrap_or(method).to_owned();
        let pairs = part.iter().skip(1).filter_map(|word| word.split_once('='));
        let properties = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Some(MethodResult { method, result: result.to_owned(), properties })
    });
    (id, found.collect())
}

/// The parts of the value of an Authentication-Results field, which are separated by semicolons.
/// Each part is a list of words in small letters. Comments are left out, and a quoted text is one
/// word without its quotation marks.
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
    use ferrofax_basics::UnixMs;

    const NOW: i64 = 1_795_176_000;
    const HOUR: i64 = 3_600;

    /// Judges a mail with this header field, with settings by which SPF alone is enough.
    fn vouched(header: &str) -> Result<String, Unproved> {
        judged(&format!("{header}\r\n{LETTER}"), true)
    }

    const LETTER: &str = "From: Alice <Alice@Example.com>\r\nTo: 0991@x.fax\r\nMessage-ID: <1@example.com>\r\n\r\nx\r\n";

    fn judged(mail: &str, spf_alone: bool) -> Result<String, Unproved> {
        let claimed = Claimed {
            address: "192.0.2.25".parse().unwrap(),
            helo: String::new(),
            sender: "alice@example.com".into(),
            recipients: vec!["0991@x.fax".into()],
            bytes: mail.as_bytes(),
            now: UnixMs(NOW * 1_000),
            signature_seconds: 20 * HOUR,
            spf_alone,
        };
        FrontVoucher::new(&["mx.example.net".into()]).vouch(&claimed)
    }

    const RECEIVED: &str =
        "Received: from somewhere by mx.example.net; Fri, 20 Nov 2026 14:00:00 +0000";

    #[test]
    fn what_a_front_server_found_is_believed() {
        for results in [
            "spf=pass smtp.mailfrom=alice@example.com",
            "spf=pass (mx: ok; dkim=fail) smtp.mailfrom=example.com",
            "auth=pass (plain) smtp.auth=alice@example.com",
        ] {
            let field =
                format!("Authentication-Results: MX.example.net 1;\r\n\t{results}\r\n{RECEIVED}");
            assert!(vouched(&field).is_ok(), "{results}: {:?}", vouched(&field));
        }
    }

    /// Judges a mail with these signatures, which a mail server in front of Ferrofax reports as
    /// correct.
    fn signed(results: &str, signatures: &[&str], letter: &str) -> Result<String, Unproved> {
        let fields: String = signatures
            .iter()
            .map(|tags| {
                format!("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; s=s; bh=YQ==; b=YQ==; {tags}\r\n")
            })
            .collect();
        judged(
            &format!(
                "Authentication-Results: mx.example.net; {results}\r\n{RECEIVED}\r\n{fields}{letter}"
            ),
            false,
        )
    }

    const ALL: &str = "h=From:To:Cc:Subject:Message-ID";
    const PASS: &str = "dkim=pass header.d=example.com";

    #[test]
    fn a_signature_counts_if_it_is_of_the_mail_and_its_recipients() {
        let young = format!("d=example.com; t={}; {ALL}", NOW - 19 * HOUR);
        for (results, tags) in [
            (PASS, young.clone()),
            (
                "dkim=fail header.d=example.com; dkim=pass reason=\"a; b\" header.d=example.com",
                young.clone(),
            ),
            ("dkim=pass header.i=@example.com", young.clone()),
            (
                "dkim=pass header.d=mail.example.com; dmarc=pass header.from=example.com",
                young.replace("d=e", "d=mail.e"),
            ),
            (PASS, young.replace("Message-ID", "Message-ID:To:Cc")),
        ] {
            assert!(
                signed(results, &[&tags], LETTER).is_ok(),
                "{results} {tags}: {:?}",
                signed(results, &[&tags], LETTER)
            );
        }
        let dated =
            LETTER.replace("Message-ID", "Date: Fri, 20 Nov 2026 10:00:00 +0000\r\nMessage-ID");
        assert!(
            signed(PASS, &[&format!("d=example.com; {ALL}:Date")], &dated).is_ok(),
            "the date is of today"
        );
    }

    /// Checks that a signature is not accepted if recipients can be added to the signed mail.
    /// Otherwise an attacker with any signed mail could submit that mail with other recipients.
    #[test]
    fn a_signature_that_recipients_can_be_added_to_proves_nothing() {
        let young = format!("d=example.com; t={}; {ALL}", NOW - HOUR);
        let with = |more: &str| format!("{more}\r\n{LETTER}");
        for (what, tags, letter) in [
            ("To is not signed", young.replace(":To", ""), LETTER.to_owned()),
            ("a second To", young.clone(), with("To: 0900@x.fax")),
            ("a Cc that was not there", young.replace(":Cc", ""), with("Cc: friend@example.org")),
            ("a subject that is not signed", young.replace(":Subject", ""), with("Subject: other")),
            ("another Message-ID each time", young.replace(":Message-ID", ""), LETTER.to_owned()),
            ("the body goes on", format!("{young}; l=1"), LETTER.to_owned()),
            ("other recipients", young.clone(), LETTER.replace("0991@x.fax", "friend@example.org")),
            (
                "it is old",
                young.replace(&(NOW - HOUR).to_string(), &(NOW - 21 * HOUR).to_string()),
                LETTER.to_owned(),
            ),
            ("it is not dated", format!("d=example.com; {ALL}"), LETTER.to_owned()),
            (
                "its date is not signed",
                format!("d=example.com; {ALL}"),
                with("Date: Fri, 20 Nov 2026 10:00:00 +0000"),
            ),
            ("another's", young.replace("example.com", "evil.example"), LETTER.to_owned()),
        ] {
            assert!(matches!(signed(PASS, &[&tags], &letter), Err(Unproved::No(_))), "{what}");
        }
        assert!(signed(PASS, &[], LETTER).is_err(), "no signature");
        let loose = young.replace(":To", "");
        assert!(
            signed(PASS, &[&young, &loose], LETTER).is_err(),
            "it may be the other that is right"
        );
    }

    #[test]
    fn what_a_domain_says_of_a_client_is_enough_only_where_it_is_set_so() {
        let young = format!("d=example.com; t={}; {ALL}", NOW - HOUR);
        for results in [
            "spf=pass smtp.mailfrom=alice@example.com",
            "dmarc=pass header.from=example.com",
            "dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=example.com",
            "dmarc=pass header.from=example.com; dkim=pass header.d=evil.example",
        ] {
            assert!(signed(results, &[&young], LETTER).is_err(), "{results}");
        }
        let front = |results: &str| {
            format!("Authentication-Results: mx.example.net; {results}\r\n{RECEIVED}")
        };
        assert!(
            vouched(&front("dmarc=pass header.from=example.com")).is_err(),
            "by what, is not said"
        );
        assert!(
            vouched(&front(
                "dmarc=pass header.from=example.com; spf=pass smtp.mailfrom=example.com"
            ))
            .is_ok()
        );
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
        let field = format!(
            "Authentication-Results: mx.example.net; spf=temperror smtp.mailfrom=example.com\r\n{RECEIVED}"
        );
        assert!(matches!(vouched(&field), Err(Unproved::NotNow(_))));
    }

    /// Judges a mail with this header field in a mailbox of this server.
    fn in_mailbox(authserv: &str, header: &str) -> Result<String, Unproved> {
        let mail = format!("{header}\r\n{LETTER}");
        let claimed = Claimed {
            address: "0.0.0.0".parse().unwrap(),
            helo: String::new(),
            sender: "alice@example.com".into(),
            recipients: Vec::new(),
            bytes: mail.as_bytes(),
            now: UnixMs(NOW * 1_000),
            signature_seconds: 0,
            spf_alone: true,
        };
        FrontVoucher::new(&[authserv.to_owned()]).vouch_in_mailbox(&claimed)
    }

    #[test]
    fn the_server_of_a_mailbox_proves_a_sender_by_results_for_the_domain_of_from() {
        for results in [
            "dmarc=pass (p=NONE) header.from=example.com",
            "dkim=pass header.i=@example.com header.s=s; dmarc=fail header.from=example.com",
            "dkim=pass header.d=example.com",
            "spf=pass (ok) smtp.mailfrom=bounce@example.com",
            "auth=pass smtp.auth=alice@example.com",
        ] {
            let field =
                format!("Authentication-Results: mx.google.com;\r\n {results}\r\n{RECEIVED}");
            assert!(in_mailbox("mx.google.com", &field).is_ok(), "{results}");
            assert!(in_mailbox("mx.example.org", &field).is_err(), "another server: {results}");
            assert!(in_mailbox("microsoft365", &field).is_err(), "no name: {results}");
        }
        for results in [
            "none",
            "dmarc=fail header.from=example.com",
            "dmarc=pass header.from=evil.example",
            "dkim=pass header.d=evil.example",
            "spf=pass smtp.mailfrom=evil.example",
            "spf=softfail smtp.mailfrom=example.com",
            "auth=pass smtp.auth=mallory@example.com",
            "x=y (dmarc=pass header.from=example.com)",
        ] {
            let field = format!("Authentication-Results: mx.google.com; {results}\r\n{RECEIVED}");
            assert!(in_mailbox("mx.google.com", &field).is_err(), "{results}");
        }
        let forged = "Authentication-Results: mx.google.com; dmarc=pass header.from=example.com";
        for header in [
            format!("Authentication-Results: mx.google.com; none\r\n{RECEIVED}\r\n{forged}"),
            format!("Authentication-Results: evil.example; none\r\n{forged}\r\n{RECEIVED}"),
        ] {
            assert!(in_mailbox("mx.google.com", &header).is_err(), "{header}");
        }
        let two = format!("{forged}\r\n{RECEIVED}\r\nFrom: Bob <bob@example.com>");
        assert!(in_mailbox("mx.google.com", &two).is_err(), "two authors");
    }

    /// Exchange Online writes neither its name nor valid properties.
    #[test]
    fn the_results_of_exchange_online_have_no_name() {
        let field = |results: &str| format!("Authentication-Results: {results}\r\n{RECEIVED}");
        let by = |header: &str| in_mailbox("microsoft365", header);
        let passed = "spf=pass (sender IP is 192.0.2.7)\r\n smtp.mailfrom=example.com; dkim=pass \
                      (signature was verified)\r\n header.d=example.com;dmarc=pass action=none\r\n \
                      header.from=example.com;compauth=pass reason=100";
        assert!(by(&field(passed)).is_ok());
        assert!(
            by(&field("spf=pass smtp.mailfrom=example.com")).is_ok(),
            "the first result counts"
        );
        let inside = "dkim=none (message not signed)\r\n header.d=none;dmarc=none action=none\r\n \
                      header.from=example.com;";
        assert!(by(&field(inside)).is_err());
        let says = |value: &str| format!("X-MS-Exchange-Organization-AuthAs: {value}");
        assert!(by(&format!("{}\r\n{}", says("Internal"), field(inside))).is_ok());
        assert!(by(&says("Anonymous")).is_err());
        assert!(by(&format!("{}\r\n{}", says("Anonymous"), says("Internal"))).is_err());
        assert!(by(&format!("{}\r\n{}", says("Internal"), says("Anonymous"))).is_err());
        assert!(in_mailbox("mx.google.com", &says("Internal")).is_err(), "not of Microsoft");
        assert!(by(&format!("Authentication-Results: evil.example; {passed}")).is_err());
    }

    #[test]
    fn what_a_sender_wrote_itself_is_not_believed() {
        let good = "spf=pass smtp.mailfrom=alice@example.com";
        let own = format!("Authentication-Results: mx.example.net; {good}");
        let none = "Authentication-Results: mx.example.net; none";
        for header in [
            // Fields with another server's name: a foreign one, one that contains ours, and our
            // name below a foreign field.
            format!("Authentication-Results: evil.example; {good}\r\n{RECEIVED}"),
            format!("Authentication-Results: mx.example.net.evil.example; {good}\r\n{RECEIVED}"),
            format!("Authentication-Results: evil.example; none\r\n{own}\r\n{RECEIVED}"),
            // Our server's own field comes first and has no result; the sender's forged field
            // claims a pass.
            format!("{none}\r\n{RECEIVED}\r\n{own}"),
            format!("{RECEIVED}\r\n{none}\r\n{own}"),
            RECEIVED.to_owned(),
        ] {
            assert!(vouched(&header).is_err(), "{header}");
        }
        // A front server may write its field below its own Received line. Then the topmost field is
        // trusted.
        assert!(vouched(&format!("{RECEIVED}\r\n{own}")).is_ok());
    }

    #[test]
    fn another_author_than_the_sender_is_not_vouched_for() {
        let field =
            "Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=alice@example.com";
        let found = vouched(&format!("{field}\r\nFrom: Bob <bob@example.com>"));
        assert!(matches!(found, Err(Unproved::No(_))), "{found:?}");
    }
}
