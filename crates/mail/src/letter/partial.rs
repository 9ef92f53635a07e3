//! Recognises and joins the parts of split mails (`message/partial`, RFC 2046 §5.2.2). Some
//! machines split a mail into several because a mail server accepts only small ones.

use std::borrow::Cow;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::decode;
use super::entity::split;
use ferrofax_network::asker::header;

/// One part of a split mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partial {
    /// The id that all parts of one split mail share.
    pub id: String,
    /// The number of the part within the split mail, from 1.
    pub number: u32,
    /// The total number of parts of the split mail. The last part must state it, others may.
    pub total: Option<u32>,
}

/// The reason why the parts of a split mail cannot be joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartialError {
    /// The part of the split mail has no id, no number, or a number greater than the total. This is
    /// an error of the sender.
    #[error("it is a part of a mail (message/partial) and does not say which one")]
    Unnumbered,
    /// The split mail has more parts than [`MOST_PARTS`], so it is rejected.
    #[error("it is a part of a mail with more than {MOST_PARTS} parts")]
    TooMany,
    /// A part of a split mail is itself a split mail, which RFC 2046 §5.2.2 does not allow (an
    /// error of the sender).
    #[error("its parts make another part of a mail")]
    Nested,
    /// A mail server between the sender and Ferrofax has encoded this part of a split mail in an
    /// unknown way; RFC 2046 §5.2.2 allows no encoding.
    #[error(
        "it is a part of a mail (message/partial) that was coded in an unknown way on its way here"
    )]
    UnknownCoding,
    /// A mail server between the sender and Ferrofax has encoded this part of a split mail in
    /// base64, and the base64 is incomplete.
    #[error(
        "it is a part of a mail (message/partial) that was coded in base64 on its way here and damaged"
    )]
    DamagedCoding,
}

/// The maximum number of parts of one split mail.
pub const MOST_PARTS: u32 = 500;

/// The longest id of a split mail, in bytes.
const MOST_ID: usize = 500;

/// The form of base64 that is accepted in a part of a split mail: padding may be missing, and bits
/// after the last whole byte are ignored.
const CODES: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The names of header lines that a joined mail takes from the header inside its first part, in
/// addition to all lines `Content-…`. That header belongs to the mail that was split (RFC 2046
/// §5.2.2.1). All other header lines come from the outer header of the first part.
const INNER: [&str; 4] = ["subject", "message-id", "encrypted", "mime-version"];

impl Partial {
    /// Reads which part of a split mail this mail is, and checks that the part's content can be
    /// decoded; `None` if the mail is not split. Only the header is read, without the confined
    /// child process, since this is needed for every mail.
    pub fn read(message: &[u8]) -> Option<Result<Self, PartialError>> {
        let value = header::value(header::begun(message), "content-type")?;
        let mut words = words(&String::from_utf8_lossy(&value)).into_iter();
        let is_part = words.next().is_some_and(|word| word.eq_ignore_ascii_case("message/partial"));
        is_part.then(|| {
            let partial = Self::of(&words.collect::<Vec<_>>())?;
            Self::content(message).map(|_| partial)
        })
    }

    fn of(parameters: &[String]) -> Result<Self, PartialError> {
        let said = |name: &str| {
            let mut pairs = parameters.iter().filter_map(|word| word.split_once('='));
            pairs
                .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim())
        };
        let number = |name| said(name).map(str::parse::<u32>);
        let id = said("id").filter(|id| !id.is_empty() && id.len() <= MOST_ID);
        let (Some(id), Some(Ok(part)), Ok(total)) =
            (id, number("number"), number("total").transpose())
        else {
            return Err(PartialError::Unnumbered);
        };
        match part {
            _ if part > MOST_PARTS || total > Some(MOST_PARTS) => Err(PartialError::TooMany),
            0 => Err(PartialError::Unnumbered),
            _ if total.is_some_and(|total| part > total) => Err(PartialError::Unnumbered),
            _ => Ok(Self { id: id.to_owned(), number: part, total }),
        }
    }

    /// Returns the content of a part of a split mail. RFC 2046 §5.2.2 does not allow an encoding;
    /// if a server on the way has encoded the part nevertheless, it is decoded.
    pub fn content(message: &[u8]) -> Result<Cow<'_, [u8]>, PartialError> {
        let message = header::begun(message);
        let body = header::body(message);
        let coding = header::value(message, "content-transfer-encoding").unwrap_or_default();
        match decode::encoding(&coding).as_str() {
            "" | "7bit" | "8bit" | "binary" => Ok(Cow::Borrowed(body)),
            "quoted-printable" => Ok(Cow::Owned(decode::transfer(body, b"quoted-printable"))),
            "base64" => uncoded(body).map(Cow::Owned).ok_or(PartialError::DamagedCoding),
            _ => Err(PartialError::UnknownCoding),
        }
    }

    /// Joins the parts of a split mail, given in order, to the whole mail.
    ///
    /// # Errors
    /// [`PartialError::Nested`], and the errors of [`Self::content`].
    pub fn joined(parts: &[Vec<u8>]) -> Result<Vec<u8>, PartialError> {
        let first = parts.first().map(Vec::as_slice).unwrap_or_default();
        let contents =
            parts.iter().map(|part| Self::content(part)).collect::<Result<Vec<_>, _>>()?;
        let inside = contents.concat();
        let (outer, (inner, body)) = (split(header::begun(first)).0, split(&inside));
        let mut mail = Vec::with_capacity(inside.len() + outer.len());
        for (head, is_inner) in [(outer, false), (inner, true)] {
            for line in lines(head).filter(|line| says_inner(line) == is_inner) {
                mail.extend_from_slice(line.trim_ascii_end());
                mail.extend_from_slice(b"\r\n");
            }
        }
        mail.extend_from_slice(b"\r\n");
        mail.extend_from_slice(body);
        match Self::read(&mail) {
            None => Ok(mail),
            Some(_) => Err(PartialError::Nested),
        }
    }
}

/// Decodes the base64 of one part of a split mail; `None` if it is not valid. Decoding past an
/// error would leave a gap in the middle of the joined mail.
fn uncoded(body: &[u8]) -> Option<Vec<u8>> {
    let signs: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    CODES.decode(signs).ok()
}

/// Splits a header value at its semicolons into words without quotation marks.
fn words(value: &str) -> Vec<String> {
    let (mut words, mut is_quoted, mut is_escaped) = (vec![String::new()], false, false);
    for sign in value.chars() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => {
                is_escaped = true;
                continue;
            }
            '"' => {
                is_quoted = !is_quoted;
                continue;
            }
            ';' if !is_quoted => {
                words.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(word) = words.last_mut() {
            word.push(sign);
        }
    }
    words.into_iter().map(|word| word.trim().to_owned()).collect()
}

/// The lines of a mail's header, each together with its continuation lines.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = head;
    std::iter::from_fn(move || {
        let mut end = 0;
        while let Some(length) = rest[end..].iter().position(|byte| *byte == b'\n') {
            end += length + 1;
            if !matches!(rest.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let (line, behind) = rest.split_at(if end == 0 { rest.len() } else { end });
        rest = behind;
        (!line.is_empty()).then_some(line)
    })
}

/// Whether the joined mail takes this header line from the header inside its first part. That
/// header belongs to the mail that was split. All other header lines come from the outer header of
/// the first part.
fn says_inner(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
    name.starts_with("content-") || INNER.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content_type: &str) -> Option<Result<Partial, PartialError>> {
        Partial::read(format!("From: a@b\r\nContent-Type: {content_type}\r\n\r\nx").as_bytes())
    }

    #[test]
    fn a_part_says_which_one_it_is() {
        let part = |total| Some(Ok(Partial { id: "ABC@host.com".into(), number: 2, total }));
        assert_eq!(read("Message/Partial; number=2; total=3; id=\"ABC@host.com\""), part(Some(3)));
        assert_eq!(read("message/partial;\r\n id=\"ABC@host.com\";\r\n number=2"), part(None));
        assert_eq!(read("text/plain; id=a; number=1"), None);
        for wrong in [
            "",
            "; id=a",
            "; number=1",
            "; id=a; number=0",
            "; id=a; number=3; total=2",
            "; id=a; number=x",
        ] {
            let read = read(&format!("message/partial{wrong}"));
            assert_eq!(read, Some(Err(PartialError::Unnumbered)), "{wrong}");
        }
        assert_eq!(read("message/partial; id=a; number=501"), Some(Err(PartialError::TooMany)));
        assert_eq!(
            read("message/partial; id=a; number=1; total=501"),
            Some(Err(PartialError::TooMany))
        );
    }

    /// The example of RFC 2046 §5.2.2.2, in two parts and with a folded line.
    #[test]
    fn a_mail_is_put_together_by_the_rules_for_its_header() {
        let first = b"X-Weird-Header-1: Foo\r\n bar\r\nFrom: Bill@host.com\r\nTo: joe@otherhost.com\r\n\
            Date: Fri, 26 Mar 1993 12:59:38 -0500 (EST)\r\nSubject: Audio mail (part 1 of 2)\r\nMessage-ID: <id1@host.com>\r\n\
            MIME-Version: 1.0\r\nContent-type: message/partial; id=\"ABC@host.com\"; number=1; total=2\r\n\r\n\
            X-Weird-Header-1: Bar\r\nX-Weird-Header-2: Hello\r\nMessage-ID: <anotherid@foo.com>\r\nSubject: Audio mail\r\n\
            MIME-Version: 1.0\r\nContent-type: audio/basic;\r\n\tname=a\r\nContent-transfer-encoding: base64\r\n\r\n\
            first half\r\n";
        let second = b"From: Bill@host.com\r\nSubject: Audio mail (part 2 of 2)\r\nMessage-ID: <id2@host.com>\r\n\
            Content-type: message/partial;\r\n id=\"ABC@host.com\"; number=2; total=2\r\n\r\nsecond half\r\n";
        let whole = "X-Weird-Header-1: Foo\r\n bar\r\nFrom: Bill@host.com\r\nTo: joe@otherhost.com\r\n\
            Date: Fri, 26 Mar 1993 12:59:38 -0500 (EST)\r\nMessage-ID: <anotherid@foo.com>\r\nSubject: Audio mail\r\n\
            MIME-Version: 1.0\r\nContent-type: audio/basic;\r\n\tname=a\r\nContent-transfer-encoding: base64\r\n\r\n\
            first half\r\nsecond half\r\n";
        let joined = Partial::joined(&[first.to_vec(), second.to_vec()]).unwrap();
        assert_eq!(String::from_utf8(joined).unwrap(), whole);
        let bare = |part: &[u8]| String::from_utf8_lossy(part).replace("\r\n", "\n").into_bytes();
        let joined = Partial::joined(&[bare(first), bare(second)]).unwrap();
        assert!(joined.ends_with(b"\r\n\r\nfirst half\nsecond half\n"));
    }

    #[test]
    fn parts_that_a_server_has_coded_anew_are_uncoded() {
        let inner = "Subject: Gr\u{fc}\u{df}e = 5 \u{20ac}\r\n\r\nA line.\r\n";
        let part = |coding: &str, body: &str| {
            format!(
                "From: a@b\r\nContent-Type: message/partial; id=a; number=1; total=1\r\n\
                 Content-Transfer-Encoding: {coding}\r\n\r\n{body}"
            )
            .into_bytes()
        };
        let base64 = base64::engine::general_purpose::STANDARD.encode(inner);
        let in_lines: String = base64
            .as_bytes()
            .chunks(20)
            .map(|line| String::from_utf8_lossy(line) + "\r\n")
            .collect();
        let printable = "Subject: Gr=C3=BC=C3=9Fe =3D 5=\r\n =E2=82=AC\r\n\r\nA line.\r\n";
        for (coding, body) in [
            ("8bit", inner),
            ("Base64", in_lines.as_str()),
            ("base64 (by a relay)", base64.trim_end_matches('=')),
            ("quoted-printable", printable),
        ] {
            let joined = Partial::joined(&[part(coding, body)]).unwrap();
            let joined = String::from_utf8(joined).unwrap();
            assert!(
                joined.ends_with("Subject: Gr\u{fc}\u{df}e = 5 \u{20ac}\r\n\r\nA line.\r\n"),
                "{coding}: {joined}"
            );
            assert!(
                !joined.contains("Transfer"),
                "{coding}: the outer mail's coding is not the inner one's"
            );
        }
        assert_eq!(Partial::read(&part("x-uuencode", "x")), Some(Err(PartialError::UnknownCoding)));
        assert_eq!(
            Partial::read(&part("base64", "QUJD!!RA")),
            Some(Err(PartialError::DamagedCoding))
        );
        assert!(Partial::read(&part("base64", &in_lines)).unwrap().is_ok());
    }

    #[test]
    fn parts_of_parts_are_none() {
        let outer = b"Content-Type: message/partial; id=a; number=1; total=1\r\n\r\n\
            Content-Type: message/partial; id=b; number=1; total=1\r\n\r\nx";
        assert_eq!(Partial::joined(&[outer.to_vec()]), Err(PartialError::Nested));
        assert_eq!(Partial::joined(&[]), Ok(b"\r\n".to_vec()));
    }
}
