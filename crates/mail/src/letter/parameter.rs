//! Reads file names in header lines that the library `mail_parser` reads incompletely or not at
//! all: names on the line after their key, in encoded words, and in several pieces (RFC 2231 §3,
//! §4.1) such as `filename*0*=UTF-8''%D0%94; filename*1*=%D0%BE; filename*2=".pdf"`. The pieces are
//! joined before their charset is decoded, since a program may cut between the bytes of one
//! character. The library would decode each piece by itself.

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use percent_encoding::percent_decode;

use super::decode;

/// The maximum number of pieces (RFC 2231 §3) of one file name that are read.
const MOST_PIECES: usize = 100;

/// Joins the pieces of a header parameter that is written in several numbered pieces (RFC 2231 §3).
/// `line` is the undecoded header line. `None` if the parameter is not written in pieces.
pub(super) fn continued(line: &[u8], name: &str) -> Option<String> {
    let mut pieces: Vec<(usize, bool, Vec<u8>)> =
        parameters(line).filter_map(|(key, value)| piece(&key, value, name)).collect();
    pieces.sort_by_key(|(number, ..)| *number);
    pieces.truncate(MOST_PIECES);
    let (_, first_is_coded, first) = pieces.first()?;
    // The first piece begins with the charset and the language, each followed by a single quote.
    let mut marks = first.splitn(3, |byte| *byte == b'\'');
    let charset = match (first_is_coded, marks.next(), marks.next(), marks.next()) {
        (true, Some(charset), Some(_), Some(rest)) => {
            let charset = String::from_utf8_lossy(charset).into_owned();
            pieces[0].2 = rest.to_vec();
            Some(charset)
        }
        _ => None,
    };
    let whole: Vec<u8> = pieces
        .into_iter()
        .flat_map(
            |(_, is_coded, value)| if is_coded { percent_decode(&value).collect() } else { value },
        )
        .collect();
    Some(decode::text(&whole, charset.as_deref()))
}

/// Decodes a header parameter that is written in encoded words (RFC 2047). A long value has several
/// encoded words, each on a line of its own. RFC 2047 §5 (3) forbids them in parameters, but many
/// programs write them. `None` if there are no encoded words.
pub(super) fn in_encoded_words(line: &[u8], name: &str) -> Option<String> {
    let (_, mut value) = parameters(line).find(|(key, _)| key.eq_ignore_ascii_case(name))?;
    if !value.windows(2).any(|mark| mark == b"=?") {
        return None;
    }
    value.push(b'\n');
    let read = MessageStream::new(&value).parse_unstructured().into_text()?;
    Some(read.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Reads the value of the parameter `name` of a header line, such as a file name, if the value is
/// not split into numbered pieces. A charset and percent encoding (RFC 2231 §4) are decoded. `None`
/// if there is no such parameter or it is empty.
pub(super) fn in_one_piece(line: &[u8], name: &str) -> Option<String> {
    let is_named = |key: &str| key.strip_suffix('*').unwrap_or(key).eq_ignore_ascii_case(name);
    let (key, value) = parameters(line).find(|(key, _)| is_named(key))?;
    let mut marks = value.splitn(3, |byte| *byte == b'\'');
    let value = match (key.ends_with('*'), marks.next(), marks.next(), marks.next()) {
        (true, Some(charset), Some(_), Some(rest)) => {
            let charset = String::from_utf8_lossy(charset);
            decode::text(&Cow::from(percent_decode(rest)), Some(&charset))
        }
        _ => decode::text(&value, None),
    };
    Some(value).filter(|value| !value.is_empty())
}

/// Reads one piece of the parameter `name` from the key `NAME*NUMBER` or `NAME*NUMBER*`. Returns
/// the piece's number, whether the value is percent-encoded (a second star), and the value. `None`
/// if the key has another form or another name.
fn piece(key: &str, value: Vec<u8>, name: &str) -> Option<(usize, bool, Vec<u8>)> {
    let (_, rest) = key
        .split_at_checked(name.len())
        .filter(|(head, _)| head.eq_ignore_ascii_case(name))?;
    let number = rest.strip_prefix('*')?;
    let (number, is_coded) =
        number.strip_suffix('*').map_or((number, false), |number| (number, true));
    Some((number.parse().ok()?, is_coded, value))
}

/// The parameters of a header line, each with its key and value. In the header line, they follow
/// after semicolons.
fn parameters(line: &[u8]) -> impl Iterator<Item = (String, Vec<u8>)> {
    split_outside_quotes(line).into_iter().skip(1).filter_map(|field| {
        let at = field.iter().position(|byte| *byte == b'=')?;
        let key = String::from_utf8_lossy(field[..at].trim_ascii()).into_owned();
        Some((key, unquoted(field[at + 1..].trim_ascii())))
    })
}

fn split_outside_quotes(line: &[u8]) -> Vec<&[u8]> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    line.split(|byte| {
        let is_plain = !is_escaped;
        is_escaped = is_quoted && is_plain && *byte == b'\\';
        is_quoted ^= is_plain && *byte == b'"';
        *byte == b';' && !is_quoted
    })
    .collect()
}

/// Removes quotation marks, backslashes and the line ends of folding from a parameter's value.
fn unquoted(value: &[u8]) -> Vec<u8> {
    let inner = value.strip_prefix(b"\"").map(|rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    let Some(inner) = inner else { return value.to_vec() };
    let mut is_escaped = false;
    let keeps = |byte: &&u8| {
        is_escaped = **byte == b'\\' && !is_escaped;
        !is_escaped && !matches!(**byte, b'\r' | b'\n')
    };
    inner.iter().filter(keeps).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_encoded_words_is_read_whole() {
        for (line, name) in [
            (
                "attachment;\r\n filename=\"=?UTF-8?B?QW5nZWJvdCBmw7xyIGRpZSBTYW5pZXJ1bmcgZGVz?=\r\n =?UTF-8?B?IERhY2hlcy5wZGY=?=\"\r\n",
                Some("Angebot für die Sanierung des Daches.pdf"),
            ),
            (
                "attachment; filename=\r\n =?utf-8?Q?Angebot_f=C3=BCr_die_?=\r\n\t=?utf-8?Q?Sanierung.pdf?=",
                Some("Angebot für die Sanierung.pdf"),
            ),
            ("attachment; FileName=\"=?iso-8859-1?Q?Gr=FC=DFe.pdf?=\"", Some("Grüße.pdf")),
            ("attachment; filename=\"a=?.pdf\"", Some("a=?.pdf")),
            ("attachment; filename=a.pdf", None),
            ("attachment; name=\"=?utf-8?Q?x?=\"", None),
        ] {
            let found = in_encoded_words(line.as_bytes(), "filename");
            assert_eq!(found.as_deref(), name, "{line}");
        }
    }

    #[test]
    fn a_name_on_the_line_behind_its_key_is_read() {
        for (line, name) in [
            ("attachment;\r\n filename=\r\n \"a long name.pdf\"\r\n", Some("a long name.pdf")),
            ("attachment; FILENAME=\r\n\tlong.pdf; size=7", Some("long.pdf")),
            ("attachment; filename*=\r\n UTF-8''Angebot%20f%C3%BCr.pdf", Some("Angebot für.pdf")),
            ("attachment; filename*=\"iso-8859-1'de'Gr%FC%DFe.pdf\"", Some("Grüße.pdf")),
            ("attachment; filename=\"it's 5' long.pdf\"", Some("it's 5' long.pdf")),
            ("attachment; filename=", None),
            ("attachment; filename*0=a.pdf", None),
            ("attachment", None),
        ] {
            assert_eq!(in_one_piece(line.as_bytes(), "filename").as_deref(), name, "{line}");
        }
    }

    #[test]
    fn pieces_are_put_together_before_they_are_decoded() {
        for (line, name) in [
            (
                "attachment; filename*0*=UTF-8''Gr%C3; filename*1*=%BC; filename*2=\"sse; 1.pdf\"",
                Some("Grüsse; 1.pdf"),
            ),
            (
                "attachment;\r\n filename*1=b.tif;\r\n filename*0=\"a \\\"x\\\" \"",
                Some("a \"x\" b.tif"),
            ),
            ("attachment; filename*0*=windows-1251'ru'%CF; filename*1*=%F0%E8", Some("При")),
            ("attachment; filename*=UTF-8''a", None),
            ("attachment; filename=a.pdf", None),
            ("attachment; filename*x=a.pdf; FILENAME*0=A", Some("A")),
        ] {
            assert_eq!(continued(line.as_bytes(), "filename").as_deref(), name, "{line}");
        }
    }
}
