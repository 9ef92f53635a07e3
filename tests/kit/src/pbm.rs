//! Reads the portable bitmaps that poppler's tools write.

use std::path::Path;

use ferrofax::t4::Bitmap;

/// Reads a page from a PBM file (P4, 1 = black).
pub fn read(path: &Path) -> Bitmap {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let header_len = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(1)
        .expect("a header")
        .0
        + 1;
    let header = String::from_utf8_lossy(&bytes[..header_len]).into_owned();
    let mut words = header.split_whitespace();
    assert_eq!(words.next(), Some("P4"));
    let mut page = Bitmap::new(words.next().and_then(|word| word.parse().ok()).expect("a width"));
    for row in bytes[header_len..].chunks_exact(page.stride()) {
        page.push_row(row);
    }
    page
}
