//! Text → fax pages: letters all as wide as each other, as a terminal shows them, since columns are what plain text has.
//!
//! UTF-8 is taken where it is, also UTF-16 with its mark; all else is read as Windows-1252, which is Latin-1 with more signs.

use super::Wanted;
use super::child::{Out, Unfit};
use crate::document::type_setting::{Face, Style, TextPages, TypeSetter};

/// Makes the pages of a text.
pub(super) fn convert(bytes: &[u8], wanted: &Wanted, out: &mut Out<'_>) -> Result<(), Unfit> {
    let text = decode(bytes);
    if text.trim().is_empty() {
        return Err(Unfit::empty("it has no text"));
    }
    out.begin_page(1);
    let most = wanted.max_pages as usize;
    // What is behind the last form feed or blank line is no page of its own.
    let pages = TypeSetter::new().pages(text.trim_end(), &looks(), wanted.drawn(), most);
    let pages = pages.ok_or_else(|| Unfit::too_many_pages(None, wanted))?;
    for (number, page) in (1..).zip(&pages) {
        out.begin_page(number);
        out.push(page, wanted.drawn())?;
    }
    Ok(())
}

/// As a terminal: 80 columns between the margins.
fn looks() -> TextPages {
    TextPages { style: Style { face: Face::Mono, size_pt: 10.0 }, ..TextPages::default() }
}

/// The text in Unicode, its lines ending at `\n`.
fn decode(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned(),
            Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        },
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// The signs that Windows-1252 has where Latin-1 has control characters, from 0x80 on.
const SIGNS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => SIGNS[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_come_of_each_coding() {
        let wanted = "Grüße – 5 €\nEnde";
        assert_eq!(decode(wanted.as_bytes()), wanted);
        assert_eq!(decode("\u{FEFF}Grüße – 5 €\r\nEnde".as_bytes()), wanted);
        assert_eq!(decode(b"Gr\xFC\xDFe \x96 5 \x80\rEnde"), wanted);
        let units: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&[b"\xFE\xFF", &units[..]].concat()), wanted);
        let units: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[b"\xFF\xFE", &units[..]].concat()), wanted);
    }
}
