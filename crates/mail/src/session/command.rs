//! Parses a line of an SMTP client into a command. The library smtp-proto parses the words of SMTP.
//! This module reads the mail addresses itself, with their quotation marks, and the parameter
//! ORCPT.

use std::borrow::Cow;

use smtp_proto::{Error, Request};

use crate::reply::Reply;

/// A command that the SMTP client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub(super) request: Request<String>,
    /// The address of MAIL and RCPT as the SMTP client wrote it, with its quotation marks, but
    /// without angle brackets and source route. smtp-proto removes the quotation marks, which would
    /// make `"a@b"@c` and `a@b@c` the same.
    pub(super) path: String,
    /// The original recipient of the mail, which the SMTP client has named by ORCPT in the command
    /// RCPT: `type;address`, decoded.
    pub(super) original: Option<String>,
}

/// Parses a line of the SMTP client into a command.
pub(super) fn parse(line: &[u8]) -> Result<Command, Reply> {
    let syntax = |text: &str| Reply::new(500, (5, 5, 2), text);
    let line = match std::str::from_utf8(line) {
        Ok(line) => Cow::Borrowed(line),
        // Some office machines greet with a name in Latin-1, and must be able to send anyway.
        Err(_) if is_greeting(line) => String::from_utf8_lossy(line),
        Err(_) => return Err(syntax("That line is not UTF-8")),
    };
    if line.chars().any(char::is_control) {
        return Err(syntax("There is a control character in that line"));
    }
    // "RFC 5321 §4.1.1: receivers SHOULD tolerate trailing white space."
    let line = line.trim_end_matches(' ');
    let Some((head, path, parameters)) = split(line) else {
        return Ok(Command { request: read(line)?, path: String::new(), original: None });
    };
    let (parameters, original) = take_original(parameters)?;
    let request = read(&format!("{head}:<{path}>{parameters}"))?;
    let path = without_route(path).to_owned();
    Ok(Command { request, path, original })
}

/// Whether a line is a browser's request to a web server. A web page can make a browser send a
/// request to this mail server, followed by SMTP commands.
pub(super) fn is_of_the_web(line: &[u8]) -> bool {
    let verbs: [&[u8]; 9] = [
        b"GET ",
        b"POST ",
        b"HEAD ",
        b"PUT ",
        b"DELETE ",
        b"OPTIONS ",
        b"CONNECT ",
        b"PATCH ",
        b"PRI * HTTP",
    ];
    verbs.iter().any(|verb| begins_with(line, verb))
}

/// Whether a line is the greeting of an SMTP client.
fn is_greeting(line: &[u8]) -> bool {
    let verbs: [&[u8]; 3] = [b"EHLO ", b"HELO ", b"LHLO "];
    verbs.iter().any(|verb| begins_with(line, verb))
}

fn begins_with(line: &[u8], verb: &[u8]) -> bool {
    line.get(..verb.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(verb))
}

fn read(line: &str) -> Result<Request<String>, Reply> {
    let text = format!("{line}\r\n");
    Request::parse(&mut text.as_bytes().iter())
        .map(Request::into_owned)
        .map_err(|error| reply(&error))
}

fn reply(error: &Error) -> Reply {
    match error {
        Error::InvalidSenderAddress => Reply::new(501, (5, 1, 7), "That is no address of a sender"),
        Error::InvalidRecipientAddress => {
            Reply::new(501, (5, 1, 3), "That is no address of a recipient")
        }
        Error::SyntaxError { syntax } => {
            Reply::new(501, (5, 5, 4), format!("Write it as {syntax}"))
        }
        Error::InvalidParameter { param } => {
            Reply::new(501, (5, 5, 4), format!("The parameter {param} is not right"))
        }
        Error::UnsupportedParameter { param } => {
            Reply::new(555, (5, 5, 4), format!("The parameter {param} is not known here"))
        }
        Error::ResponseTooLong => Reply::new(500, (5, 5, 2), "That line is too long"),
        _ => Reply::new(500, (5, 5, 1), "That command is not known here"),
    }
}

/// Splits the line `MAIL FROM:<address> …` or `RCPT TO:<address> …` into the words before the
/// colon, the address, and the parameters after it. The angle brackets may be missing. `None` for
/// other lines.
fn split(line: &str) -> Option<(&str, &str, &str)> {
    let (head, rest) = line.split_once(':')?;
    let is = |words: &str| head.trim_end().eq_ignore_ascii_case(words);
    if !is("MAIL FROM") && !is("RCPT TO") {
        return None;
    }
    let rest = rest.trim_start_matches(' ');
    match rest.strip_prefix('<') {
        Some(rest) => {
            let end = end_of_path(rest)?;
            Some((head, &rest[..end], &rest[end + 1..]))
        }
        None if rest.is_empty() => None,
        None => {
            let end = rest.find(' ').unwrap_or(rest.len());
            Some((head, &rest[..end], &rest[end..]))
        }
    }
}

/// The position of the angle bracket that ends the mail address. Brackets inside quotation marks do
/// not count.
fn end_of_path(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    text.bytes().position(|byte| {
        let is_end = byte == b'>' && !quoted;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        is_end
    })
}

/// Removes the source route from a mail address, which servers ignore (RFC 5321 §4.1.1.3).
fn without_route(path: &str) -> &str {
    if path.starts_with('@') {
        path.split_once(':').map_or(path, |(_, address)| address)
    } else {
        path
    }
}

/// Takes the parameter ORCPT (the original recipient) out of the parameters of RCPT. Returns the
/// other parameters, and the original recipient. Addresses of any type are accepted (RFC 3461 §4.2,
/// RFC 6533).
fn take_original(parameters: &str) -> Result<(String, Option<String>), Reply> {
    let wrong = || Reply::new(501, (5, 5, 4), "Write it as ORCPT=rfc822;ADDRESS");
    let (mut others, mut original) = (String::new(), None);
    for word in parameters.split(' ') {
        let value = word
            .split_once('=')
            .filter(|(name, _)| name.eq_ignore_ascii_case("ORCPT"))
            .map(|(_, value)| value);
        match value {
            None => {
                others.push_str(word);
                others.push(' ');
            }
            Some(value) => {
                let (kind, address) = value.split_once(';').ok_or_else(wrong)?;
                let is_kind = !kind.is_empty()
                    && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                let address = decode_xtext(address)
                    .filter(|it| is_kind && !it.is_empty())
                    .ok_or_else(wrong)?;
                if original.replace(format!("{kind};{address}")).is_some() {
                    return Err(wrong());
                }
            }
        }
    }
    others.pop();
    Ok((others, original))
}

/// Decodes xtext (RFC 3461 §4), in which `+2B` is a plus sign. `None` if the result has a control
/// character.
fn decode_xtext(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != b'+' {
            bytes.push(byte);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| !digits.contains('+'))?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(line: &str) -> String {
        parse(line.as_bytes()).unwrap_or_else(|reply| panic!("{line}: {reply}")).path
    }

    #[test]
    fn addresses_are_kept_as_they_were_given() {
        for (line, wanted) in [
            ("RCPT TO:<bob@009912700619.fax>", "bob@009912700619.fax"),
            ("rcpt to: <FAX=+49-991/T33S=12@gw>", "FAX=+49-991/T33S=12@gw"),
            (
                "RCPT TO:<123^COMPANY=A^NOCOVER@fax.example.com>",
                "123^COMPANY=A^NOCOVER@fax.example.com",
            ),
            (
                "RCPT TO:<\"[FAX:Anna@+1 (206) 936-7329]\"@x.fax>",
                "\"[FAX:Anna@+1 (206) 936-7329]\"@x.fax",
            ),
            ("RCPT TO:<\"a>\\\">b\"@x.fax> NOTIFY=NEVER", "\"a>\\\">b\"@x.fax"),
            ("RCPT TO:<@a.example,@b.example:1@x.fax>", "1@x.fax"),
            ("RCPT TO:1@x.fax NOTIFY=NEVER", "1@x.fax"),
            ("RCPT TO:<Postmaster>", "Postmaster"),
            ("MAIL FROM:<>", ""),
            ("MAIL FROM: <a@b.example>  SIZE=100  ", "a@b.example"),
            ("MAIL FROM:<jos\u{e9}@b.example> SMTPUTF8", "jos\u{e9}@b.example"),
        ] {
            assert_eq!(path(line), wanted, "{line}");
        }
    }

    #[test]
    fn who_a_mail_was_first_for_is_kept_with_its_type() {
        for (line, wanted) in [
            (
                "RCPT TO:<1@x.fax> ORCPT=rfc822;Bob+2Bx@Example.COM NOTIFY=FAILURE",
                "rfc822;Bob+x@Example.COM",
            ),
            ("RCPT TO:<1@x.fax> NOTIFY=SUCCESS,DELAY orcpt=utf-8;b@c", "utf-8;b@c"),
        ] {
            let command = parse(line.as_bytes()).unwrap();
            assert_eq!(command.original.as_deref(), Some(wanted));
            assert!(matches!(command.request, Request::Rcpt { to } if to.flags != 0));
        }
        for word in [
            "rfc822",
            "rfc822;",
            ";a@b",
            "rfc822;a+2",
            "rfc822;a+zz",
            "rfc822;a+0Ab",
            "r c;a",
            "rfc822;a+-1",
        ] {
            assert!(parse(format!("RCPT TO:<1@x.fax> ORCPT={word}").as_bytes()).is_err(), "{word}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_the_code_for_it() {
        for (line, code, status) in [
            ("HAVE A FAX", 500, (5, 5, 1)),
            ("", 500, (5, 5, 1)),
            ("EHLO", 501, (5, 5, 4)),
            ("MAIL", 501, (5, 5, 4)),
            ("MAIL TO:<a@b>", 501, (5, 5, 4)),
            ("MAIL FROM:", 501, (5, 5, 4)),
            ("MAIL FROM:<a", 501, (5, 1, 7)),
            ("MAIL FROM:<a b@c>", 501, (5, 1, 7)),
            ("MAIL FROM:<a@b@c>", 501, (5, 1, 7)),
            ("RCPT TO:<1@2@x.fax>", 501, (5, 1, 3)),
            ("RCPT TO:<(1)@x.fax>", 501, (5, 1, 3)),
            ("MAIL FROM:<a@b> SIZE=x", 501, (5, 5, 4)),
            ("MAIL FROM:<a@b> XYZZY=1", 555, (5, 5, 4)),
            ("NOOP \u{0}", 500, (5, 5, 2)),
            ("RCPT TO:<1@x.fax\rDATA>", 500, (5, 5, 2)),
        ] {
            let reply = parse(line.as_bytes()).expect_err(line);
            assert_eq!((reply.code, reply.status), (code, status), "{line}: {reply}");
        }
        assert_eq!(parse(b"NOOP \xff").unwrap_err().code, 500);
    }

    #[test]
    fn browsers_are_known() {
        assert!(is_of_the_web(b"POST / HTTP/1.1") && is_of_the_web(b"get /x"));
        assert!(!is_of_the_web(b"EHLO get") && !is_of_the_web(b"GET") && !is_of_the_web(b""));
    }
}
