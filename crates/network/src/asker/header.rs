//! Reads the few header fields of a mail that Ferrofax needs while it accepts the mail. Other
//! modules read the mail's content.

use sha2::{Digest, Sha256};

/// A header field: its name, and its unfolded value.
type Field = (Vec<u8>, Vec<u8>);

/// The header fields of a mail, in order. Lines end in CR LF, or in LF alone.
fn fields(mail: &[u8]) -> impl Iterator<Item = Field> {
    let mut rest = mail;
    std::iter::from_fn(move || {
        loop {
            let mut name = take_line(&mut rest)?.to_vec();
            if name.is_empty() {
                // The end of the header.
                rest = &[];
                return None;
            }
            while rest.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
                name.extend_from_slice(take_line(&mut rest).unwrap_or_default());
            }
            // A line without a colon is not a field, for example the `From ` line of a mailbox.
            let Some(colon) = name.iter().position(|byte| *byte == b':') else { continue };
            let value = name.split_off(colon + 1);
            name.truncate(colon);
            return Some((name, value));
        }
    })
}

/// Strips the bytes before a mail's header: exports of mail programs and some scanners write empty
/// lines or a byte order mark there. If no header follows, the mail is returned unchanged.
pub fn begun(mail: &[u8]) -> &[u8] {
    let mut rest = mail.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(mail);
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        if !rest[..end].trim_ascii().is_empty() {
            break;
        }
        rest = &rest[end + 1..];
    }
    if begins_field(rest) { rest } else { mail }
}

/// Whether a line of a mail begins with the name of a header field and a colon.
fn begins_field(line: &[u8]) -> bool {
    let name = line.iter().take_while(|byte| byte.is_ascii_graphic() && **byte != b':').count();
    name > 0 && line[name..].trim_ascii_start().first() == Some(&b':')
}

/// The value of the mail's first header field that has this name; `None` if there is none.
pub fn value(mail: &[u8], name: &str) -> Option<Vec<u8>> {
    fields(mail).find(|(found, _)| is(found, name)).map(|(_, value)| value)
}

/// Whether a header field of the mail has this name and exactly this value. Upper and lower case
/// are equal.
pub fn says(mail: &[u8], name: &str, word: &str) -> bool {
    fields(mail).any(|(found, value)| is(&found, name) && is(&value, word))
}

/// The mail's Message-ID, with its angle brackets. `None` if it is missing or empty.
pub fn message_id(mail: &[u8]) -> Option<String> {
    let (_, value) = fields(mail).find(|(name, _)| is(name, "message-id"))?;
    let id = String::from_utf8_lossy(&value).trim().to_owned();
    (!id.is_empty()).then_some(id)
}

/// The mail's subject on one line; empty if there is none.
pub fn subject(mail: &[u8]) -> String {
    let found = fields(mail).find(|(name, _)| is(name, "subject"));
    let value = found
        .map(|(_, value)| String::from_utf8_lossy(&value).into_owned())
        .unwrap_or_default();
    value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a mail after its header.
pub fn body(mail: &[u8]) -> &[u8] {
    let mut rest = mail;
    while take_line(&mut rest).is_some_and(|line| !line.is_empty()) {}
    rest
}

/// Whether Ferrofax wrote the mail, for example a mail with a received fax, or a report mail.
pub fn is_ours(mail: &[u8]) -> bool {
    fields(mail).any(|(name, _)| name.to_ascii_lowercase().starts_with(b"x-ferrofax-"))
}

/// The digest (SHA-256) of those header fields of the mail whose names are in `names`, in the order
/// of the mail.
pub fn digest(mail: &[u8], names: &[&str]) -> [u8; 32] {
    let mut digest = Sha256::new();
    for (name, value) in fields(mail) {
        if names.iter().any(|wanted| is(&name, wanted)) {
            let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
            // Lines may be folded in another way, so spaces do not matter.
            let value = words.collect::<Vec<_>>().join(&b' ');
            for part in [name.to_ascii_lowercase().trim_ascii(), value.as_slice()] {
                digest.update((part.len() as u64).to_be_bytes());
                digest.update(part);
            }
        }
    }
    digest.finalize().into()
}

/// A mail that has passed this number of mail servers, or more, counts as a mail in a loop. RFC
/// 5321 §6.3 recommends a limit of at least a hundred.
pub const MOST_HOPS: usize = 100;

/// The number of mail servers that the mail has passed.
pub fn hops(mail: &[u8]) -> usize {
    fields(mail).filter(|(name, _)| is(name, "received")).count()
}

fn is(name: &[u8], wanted: &str) -> bool {
    name.trim_ascii().eq_ignore_ascii_case(wanted.as_bytes())
}

/// Takes the next line of a mail, without its line end; `None` at the end of the mail.
fn take_line<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let line = &rest[..end];
    *rest = rest.get(end + 1..).unwrap_or_default();
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_id_is_found_however_it_is_written() {
        for mail in [
            "From: a\r\nMessage-ID: <1@x>\r\n\r\nbody",
            "message-id:<1@x>\r\n",
            "MESSAGE-ID:\r\n <1@x>\r\nTo: b\r\n\r\n",
            "From someone at some time\nX: y\nMessage-Id : <1@x>\n\nbody",
            "Message-ID: <1@x>",
        ] {
            assert_eq!(message_id(mail.as_bytes()).as_deref(), Some("<1@x>"), "{mail}");
        }
    }

    #[test]
    fn the_digest_is_of_the_named_fields_alone() {
        let names = ["received", "subject"];
        let of = |mail: &str| digest(mail.as_bytes(), &names);
        let mail = "Received: by a\r\nContent-Type: x; boundary=1\r\nSubject: one\r\n\r\n--1";
        assert_eq!(of(mail), of("received:by\n\t a\nSUBJECT: one \nX: y\n\n--2"));
        for other in [
            "Received: by b\r\nSubject: one\r\n\r\n",
            "Received: by a\r\nReceived: by a\r\nSubject: one\r\n\r\n",
            "Subject: one\r\nReceived: by a\r\n\r\n",
            "Received: by asubject\r\n: one\r\n\r\n",
        ] {
            assert_ne!(of(mail), of(other), "{other}");
        }
    }

    #[test]
    fn a_mail_begins_with_its_header() {
        for before in ["", "\r\n", "\n \t\r\n\n", "\u{FEFF}\n"] {
            assert_eq!(
                begun(format!("{before}To: a\n\nx").as_bytes()),
                b"To: a\n\nx",
                "{before:?}"
            );
        }
        for none in ["", "\r\n", "\r\nbody", "\r\nDear Sir:\r\n", "\n: x\n", "body"] {
            assert_eq!(begun(none.as_bytes()), none.as_bytes(), "{none:?}");
        }
    }

    #[test]
    fn what_stands_in_the_body_is_not_the_header() {
        for mail in [
            "",
            "\r\nMessage-ID: <1@x>\r\n",
            "A: b\r\n\r\nMessage-ID: <1@x>\r\n",
            "A: b\r\n Message-ID: <1@x>\r\n\r\n",
        ] {
            assert_eq!(message_id(mail.as_bytes()), None, "{mail}");
        }
        assert_eq!(message_id(b"Message-ID: \r\n\r\n"), None);
    }

    #[test]
    fn subject_and_body_are_apart() {
        let mail = b"Subject: one\r\n  two\r\nTo: a\r\n\r\nSubject: no\r\n\r\nend";
        assert_eq!(
            (subject(mail).as_str(), body(mail)),
            ("one two", &b"Subject: no\r\n\r\nend"[..])
        );
        assert_eq!((subject(b"To: a\n\nx").as_str(), body(b"To: a\n\nx")), ("", &b"x"[..]));
        assert_eq!(body(b"To: a"), b"");
        assert!(
            is_ours(b"X-Ferrofax-Letter: 4\r\n\r\n")
                && !is_ours(b"To: a\r\n\r\nX-Ferrofax-Letter: 4\r\n")
        );
    }

    #[test]
    fn each_server_on_the_way_is_counted() {
        let mail = "Received: from a\r\n by b\r\nReceived: from c\r\nX-Received: no\r\n\r\nReceived: no\r\n";
        assert_eq!(hops(mail.as_bytes()), 2);
    }
}
