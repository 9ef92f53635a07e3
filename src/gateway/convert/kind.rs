//! What kind of document a file is, by its content.

/// What can be faxed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Tiff,
    Pdf,
    Text,
}

/// Kinds that people try, and that cannot be faxed: the bytes at the beginning, and the name.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"RIFF", "a WebP picture or a recording"),
    (b"PK\x03\x04", "an office document or a ZIP archive"),
    (b"\xD0\xCF\x11\xE0", "an old office document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x1B%-12345X", "a printer's data (PJL)"),
    (b"\x7FELF", "a program"),
    (b"%!", "PostScript"),
    (b"{\\rtf", "an RTF document"),
];

/// How far into a PDF its head may stand; readers agree on this much (ISO 32000-1 annex H, note 13).
const PDF_HEAD: usize = 1024;

/// The kind of a document, or what it is instead.
pub(super) fn of(bytes: &[u8]) -> Result<Kind, String> {
    if is_tiff(bytes) {
        return Ok(Kind::Tiff);
    }
    if bytes[..bytes.len().min(PDF_HEAD)].windows(5).any(|word| word == b"%PDF-") {
        return Ok(Kind::Pdf);
    }
    let is_text = is_text(bytes);
    // "BM" and the like also begin a letter.
    let may_be_word = |magic: &[u8]| is_text && magic.iter().all(u8::is_ascii_alphanumeric);
    match OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic) && !may_be_word(magic)) {
        Some((_, what)) => Err(format!("it is {what}; PDF, TIFF and text can be faxed")),
        None if is_text => Ok(Kind::Text),
        None => Err("it is neither PDF nor TIFF nor text".to_owned()),
    }
}

/// Both orders of bytes, and BigTIFF.
fn is_tiff(bytes: &[u8]) -> bool {
    [b"II\x2A\0", b"MM\0\x2A", b"II\x2B\0", b"MM\0\x2B"].iter().any(|magic| bytes.starts_with(*magic))
}

/// Text has no control characters but those that move the pen. UTF-16 is known by its mark.
fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return bytes.len().is_multiple_of(2);
    }
    !bytes.iter().any(|byte| matches!(byte, 0..=7 | 0x0E..=0x19 | 0x1B..=0x1F | 0x7F))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_its_content() {
        assert_eq!(of(b"II\x2A\0\x08\0\0\0"), Ok(Kind::Tiff));
        assert_eq!(of(b"MM\0\x2A\0\0\0\x08"), Ok(Kind::Tiff));
        assert_eq!(of(b"%PDF-1.4\n"), Ok(Kind::Pdf));
        assert_eq!(of(b"\xEF\xBB\xBF\r\n%PDF-1.4\n"), Ok(Kind::Pdf));
        assert_eq!(of("Grüße,\r\n\tAnna\x0C".as_bytes()), Ok(Kind::Text));
        assert_eq!(of(b"Gr\xFC\xDFe\n"), Ok(Kind::Text), "Latin-1");
        assert_eq!(of(b"\xFF\xFEA\0n\0"), Ok(Kind::Text), "UTF-16");
        assert_eq!(of(b"BMW has written\n"), Ok(Kind::Text));
    }

    #[test]
    fn what_cannot_be_faxed_is_called_by_its_name() {
        for (bytes, words) in [
            (&b"\x89PNG\r\n\x1A\n"[..], "a PNG picture"),
            (b"BM\x36\0\0\0", "a BMP picture"),
            (b"%!PS-Adobe-3.0\n", "PostScript"),
            (b"PK\x03\x04\x14\0", "office document"),
            (b"\x1B%-12345X@PJL", "PJL"),
            (b"\x01\x02\x03", "neither PDF nor TIFF nor text"),
        ] {
            let what = of(bytes).unwrap_err();
            assert!(what.contains(words), "{what}");
        }
    }
}
