//! Digits that an IPP client sends apart from the number of a fax (PWG 5100.15): digits before the
//! number, for an outside line, and digits after it, sent as tones once the call is answered.

use std::borrow::Cow;

use super::tel::is_for_the_eye;

/// The reason why the digits before or after a fax number cannot be dialled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoDigits {
    /// The digits contain this character, which is not allowed.
    #[error("'{0}' cannot be dialled; digits, *, # and commas can")]
    Sign(char),
    /// In Asterisk's form, the digits and pauses are more than [`MOST_DIGITS`] characters.
    #[error("it is longer than {MOST_DIGITS} signs")]
    TooLong,
}

/// The maximum number of characters in the digits before a fax number, and in the digits after it.
/// This is enough for an extension, an access code, and pauses between them.
const MOST_DIGITS: usize = 40;

/// Converts the digits before a number to Asterisk's form. Pauses are dropped, since Ferrofax waits
/// for no dial tone.
pub(super) fn before_number(text: &str) -> Result<String, NoDigits> {
    let digits = digits(text)?;
    Ok(digits.chars().filter(|sign| *sign != 'w').collect())
}

/// Converts the digits after a number to the tones that are sent. In them `w` stands for a pause of
/// half a second.
pub(super) fn behind_number(text: &str) -> Result<String, NoDigits> {
    digits(text)
}

/// The digits after the number in a URI, which are sent as tones (RFC 2806 §2.2: `postd`).
pub(super) fn post_dial_of(uri: &str) -> Option<&str> {
    let mut parameters = uri.split(';').skip(1).filter_map(|part| part.split_once('='));
    let (_, digits) = parameters.find(|(name, _)| name.eq_ignore_ascii_case("postd"))?;
    Some(digits).filter(|digits| !digits.is_empty())
}

/// Splits a URI at a pause in its number, as CUPS writes it (`tel:+49991pp17`). Returns the URI
/// without the part after the number, and that part. The URI's parameters are kept.
pub(super) fn without_pauses(uri: &str) -> (Cow<'_, str>, Option<&str>) {
    let number = uri.split_once(':').map_or(0, |(scheme, _)| scheme.len() + 1);
    let end = uri.find(';').unwrap_or(uri.len());
    let pause = uri.get(number..end).and_then(|text| text.find(['p', 'P', 'w', 'W', ',']));
    match pause.filter(|at| *at > 0).map(|at| number + at) {
        Some(at) => {
            let rest = [uri.get(..at), uri.get(end..)].map(Option::unwrap_or_default);
            (rest.concat().into(), uri.get(at..end))
        }
        None => (uri.into(), None),
    }
}

/// The number to dial: the number of the fax, with the digits before it. A number that begins with
/// `+` gets no digits before it, since the settings add their own prefix for an outside line.
pub(super) fn dialled(before: Option<String>, number: String) -> String {
    match before {
        Some(before) if !number.starts_with('+') => before + &number,
        _ => number,
    }
}

/// Converts digits to Asterisk's form. A comma or `p` becomes a pause of one second. A `w` becomes
/// two seconds: it means "wait for a tone", which a program cannot do well.
fn digits(text: &str) -> Result<String, NoDigits> {
    let mut out = String::new();
    for sign in text.trim().chars() {
        match sign {
            '0'..='9' | '*' | '#' => out.push(sign),
            'A'..='D' | 'a'..='d' => out.push(sign.to_ascii_uppercase()),
            ',' | 'p' | 'P' => out.push_str("ww"),
            'w' | 'W' => out.push_str("wwww"),
            sign if is_for_the_eye(sign) => {}
            other => return Err(NoDigits::Sign(other)),
        }
    }
    if out.len() <= MOST_DIGITS { Ok(out) } else { Err(NoDigits::TooLong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_dialled_before_and_behind() {
        assert_eq!(behind_number(" 1,2p(3)w#a"), Ok("1ww2ww3wwww#A".into()));
        assert_eq!(before_number("9,"), Ok("9".into()));
        assert_eq!(dialled(Some("9".into()), "0991".into()), "90991");
        assert_eq!(dialled(Some("9".into()), "+49991".into()), "+49991");
        assert_eq!(post_dial_of("tel:+49991;ext=1;postd=pp22"), Some("pp22"));
        assert_eq!(post_dial_of("tel:+49991;postd="), None);
        for (uri, rest, behind) in [
            ("tel:+49991pp17", "tel:+49991", Some("pp17")),
            ("tel:+49991;postd=pp2", "tel:+49991;postd=pp2", None),
            ("tel:p1", "tel:p1", None),
            ("tel:8p17;phone-context=+49991", "tel:8;phone-context=+49991", Some("p17")),
        ] {
            assert_eq!(without_pauses(uri), (rest.into(), behind), "{uri}");
        }
        assert_eq!(behind_number("1x"), Err(NoDigits::Sign('x')));
        assert_eq!(behind_number(&"p".repeat(21)), Err(NoDigits::TooLong));
    }
}
