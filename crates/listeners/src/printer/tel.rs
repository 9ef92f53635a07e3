//! Fax numbers in `tel:` URIs (RFC 3966): reads and writes them.

/// The reason why a URI contains no fax number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoTel {
    /// The URI has another scheme than `tel:`.
    #[error("'{0}' is no tel: URI; example: tel:+49-991-2700619")]
    Scheme(String),
    /// The fax number in the URI has no digits, or has characters that a number cannot have.
    #[error("'{0}' is no telephone number; example: tel:+49-991-2700619")]
    Number(String),
}

/// The number in a URI as written, without separators. If the URI has a local number and a context
/// that is a number, the local number is appended to the context (RFC 3966 §5.1.5).
pub(super) fn number_of(uri: &str) -> Result<String, NoTel> {
    let uri = uri.trim();
    let rest = match uri.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => uri.get(4..).unwrap_or_default(),
        _ => return Err(NoTel::Scheme(uri.to_owned())),
    };
    let decoded = decoded(rest).ok_or_else(|| NoTel::Number(uri.to_owned()))?;
    // Some clients write two slashes, as in other URIs: tel://0991.
    let mut parts = decoded.trim_start_matches('/').split(';');
    let number: String = parts
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !is_for_the_eye(*c))
        .collect();
    let digits = number.strip_prefix('+').unwrap_or(&number);
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '#')) {
        return Err(NoTel::Number(uri.to_owned()));
    }
    let context = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, value)| name.eq_ignore_ascii_case("phone-context") && value.starts_with('+'));
    Ok(match context.filter(|_| !number.starts_with('+')) {
        Some((_, context)) => {
            context.chars().filter(|c| !is_for_the_eye(*c)).chain(number.chars()).collect()
        }
        None => number,
    })
}

/// Makes a `tel:` URI of a number in any notation.
pub(super) fn uri_of(number: &str) -> String {
    let signs = |c: &char| c.is_ascii_digit() || matches!(c, '+' | '*' | '#');
    format!("tel:{}", number.chars().filter(signs).collect::<String>())
}

/// Whether a character in a fax number is only a separator between digits (RFC 3966 §3), or a
/// blank.
pub(super) fn is_for_the_eye(c: char) -> bool {
    matches!(c, '-' | '.' | '(' | ')' | ' ')
}

/// Decodes the percent-encoded characters of a URI (RFC 3986 §2.1).
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((&first, behind)) = rest.split_first() {
        rest = behind;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let code = str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        rest = rest.get(2..)?;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_for_people_becomes_a_uri() {
        assert_eq!(uri_of("+49 (991) 270-06/19"), "tel:+499912700619");
        assert_eq!(uri_of("*31#0991"), "tel:*31#0991");
    }

    #[test]
    fn numbers_are_read_as_people_and_programs_write_them() {
        for (uri, number) in [
            ("tel:+49-991-2700619", "+499912700619"),
            ("TEL:+1(202)555.0100", "+12025550100"),
            ("tel:4055551212", "4055551212"),
            ("tel://09912700619", "09912700619"),
            ("tel:%2B49%20991%202700619", "+499912700619"),
            ("tel:2700619;phone-context=+49991", "+499912700619"),
            ("tel:2700619;phone-context=example.com", "2700619"),
            ("tel:+499912700619;ext=17", "+499912700619"),
            ("tel:*31#0991", "*31#0991"),
        ] {
            assert_eq!(number_of(uri).as_deref(), Ok(number), "{uri}");
        }
        for uri in ["tel:", "tel:+", "tel:abc", "tel:12%3", "tel:1\u{663}", "tel:+1,2", "tel:1%FF"]
        {
            assert!(matches!(number_of(uri), Err(NoTel::Number(_))), "{uri}");
        }
        for uri in ["", "te", "sip:1@x", "12", "fax:1"] {
            assert!(matches!(number_of(uri), Err(NoTel::Scheme(_))), "{uri}");
        }
    }
}
