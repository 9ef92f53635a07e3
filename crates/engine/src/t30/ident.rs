//! Identifications and addresses: CSI, TSI, CIG, SUB, SID, SEP, PSA, PWD (T.30 §5.3.6.2.4 and
//! following), and those in the internet.
//!
//! Twenty characters, the last one first on the line, filled up with spaces. The
//! Recommendation allows digits, `+` and space; real machines write letters as well, so
//! every printable ASCII character is let through and all else becomes a space.

/// The length of the field.
const LENGTH: usize = 20;

/// The field for `text`: what does not fit is cut off at the end, what cannot be written
/// becomes a space.
pub fn emit(text: &str) -> Vec<u8> {
    let mut field: Vec<u8> = text
        .chars()
        .take(LENGTH)
        .map(|c| if c.is_ascii() { printable(c as u8) } else { b' ' })
        .collect();
    // The text stands at the right of its twenty places: it is the filling that is sent last.
    field.reverse();
    field.resize(LENGTH, b' ');
    field
}

/// The text of a field, without the spaces around it. `None` if there is none.
pub fn parse(field: &[u8]) -> Option<String> {
    let text: String = field
        .iter()
        .take(2 * LENGTH)
        .rev()
        .map(|byte| char::from(printable(*byte)))
        .collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether a field has the form that the Recommendation gives it, with signs that are written.
pub(super) fn is_plain(field: &[u8]) -> bool {
    field.len() == LENGTH && field.iter().all(|byte| printable(*byte) == *byte)
}

/// The internet address of CIA, TSA, CSA, IRA or ISP: its number in a row, its kind, its
/// length, and itself, the first character first. What kind it is, is left out. `None` if
/// there is none.
pub fn parse_internet(field: &[u8]) -> Option<String> {
    let [_, _, length, address @ ..] = field else { return None };
    let text: String = address
        .iter()
        .take((*length).into())
        .map(|byte| char::from(printable(*byte)))
        .collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

const fn printable(byte: u8) -> u8 {
    if byte >= 0x20 && byte < 0x7F { byte } else { b' ' }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_character_goes_first() {
        let field = emit("+49 991");
        assert_eq!(field.len(), 20);
        assert_eq!(&field[..8], b"199 94+ ");
        assert_eq!(parse(&field).as_deref(), Some("+49 991"));
    }

    #[test]
    fn an_internet_address_is_as_long_as_it_says() {
        let field = |length, text: &str| [&[0, 1, length], text.as_bytes()].concat();
        assert_eq!(parse_internet(&field(7, "a@b.exa")).as_deref(), Some("a@b.exa"));
        assert_eq!(parse_internet(&field(3, "a@b.exa")).as_deref(), Some("a@b"));
        assert_eq!(parse_internet(&field(200, "a@b\u{7}")).as_deref(), Some("a@b"));
        assert_eq!([parse_internet(&field(0, "a@b")), parse_internet(&[1, 2])], [None, None]);
    }

    #[test]
    fn odd_fields_are_survived() {
        assert_eq!(parse(&[]), None);
        assert_eq!(parse(&[b' '; 20]), None);
        assert_eq!(parse(&[0xFF, 0x00, b'1', 0x07]).as_deref(), Some("1"));
        assert_eq!(emit("ä\u{1F600}x").iter().filter(|b| **b == b' ').count(), 19);
        assert_eq!(emit(&"9".repeat(50)).len(), 20);
        assert_eq!(parse(&[b'1', 0x7F, b'~']).as_deref(), Some("~ 1"));
        // Some fields are too long.
        assert_eq!(parse(&[b'7'; 30]), Some("7".repeat(30)));
        assert_eq!(parse(&[b'7'; 50]), Some("7".repeat(40)));
        assert!(is_plain(&emit("+49 991 a")) && !is_plain(b"199") && !is_plain(&[7; 20]));
    }
}
