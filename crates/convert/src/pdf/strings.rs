//! Decodes strings in PDF files: texts that people read, and the string that names the font of a
//! form field.

/// The characters of PDFDocEncoding from 0x18 on that differ from Latin-1 (ISO 32000-1 annex D.2).
/// `SIGNS` has those from 0x80 on.
const ACCENTS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
const SIGNS: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];

/// Decodes a PDF text string (ISO 32000-1 §7.9.2.2). The lines of the result end with `\n`.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], unit: fn([u8; 2]) -> u16| -> Vec<u16> {
        bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect()
    };
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => String::from_utf16_lossy(&units(rest, u16::from_be_bytes)),
        [0xFF, 0xFE, rest @ ..] => String::from_utf16_lossy(&units(rest, u16::from_le_bytes)),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| letter(*byte)).collect(),
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn letter(byte: u8) -> char {
    match byte {
        0x18..=0x1F => ACCENTS[usize::from(byte - 0x18)],
        0x80..=0xA0 => SIGNS[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Finds the last font, and its size, that the entry DA of a form field sets. If the size is 0, the
/// viewer chooses it.
pub(super) fn font_of(defaults: &[u8]) -> (String, f32) {
    let text = String::from_utf8_lossy(defaults);
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let Some(at) = words.iter().rposition(|word| *word == "Tf").filter(|at| *at >= 2) else {
        return (String::new(), 0.0);
    };
    let size = words[at - 1].parse().ok().filter(|size: &f32| size.is_finite()).unwrap_or(0.0);
    (words[at - 2].trim_start_matches('/').to_owned(), size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_in_each_coding() {
        assert_eq!(decoded(b"Gr\xFC\xDFe \x85 5 \xA0\rEnde"), "Grüße – 5 €\nEnde");
        assert_eq!(decoded(b"\xFE\xFF\x6F\x22\x5B\x57"), "漢字");
        assert_eq!(decoded("\u{FEFF}Grüße".as_bytes()), "Grüße");
    }

    #[test]
    fn the_font_of_a_field_is_found() {
        assert_eq!(font_of(b"0 0 1 rg /HeBo 9.5 Tf"), ("HeBo".to_owned(), 9.5));
        assert_eq!(font_of(b"/Helv 0 Tf 0 g"), ("Helv".to_owned(), 0.0));
        assert_eq!(font_of(b"Tf"), (String::new(), 0.0));
    }
}
