//! Determines the sizes of pictures, and which pictures an HTML text refers to.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;

/// The size of a picture: width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The longest side of a tiny picture, in pixels: icons, bullets, tracking pixels.
const TINY: u32 = 48;

/// The greatest length, in pixels, of the shorter side of a thin picture: a line, the edge of a
/// frame.
const THIN: u32 = 8;

/// A picture with a side shorter than this number of pixels counts as small: a logo, a banner or a
/// portrait.
const SMALL_SIDE: u32 = 200;

/// The largest area, in pixels, at which a picture with longer sides still counts as small: 400 ×
/// 300.
const SMALL_AREA: u64 = 120_000;

impl Size {
    /// Whether the picture is too small to be a document, even if it is attached.
    pub(super) fn is_tiny(self) -> bool {
        self.width.max(self.height) <= TINY || self.is_thin()
    }

    /// Whether the picture is a line, the edge of a frame, or a tracking pixel.
    pub(super) fn is_thin(self) -> bool {
        self.width.min(self.height) <= THIN
    }

    /// Whether the picture is as small as those in mail signatures: a logo, a banner or a portrait.
    pub(super) fn is_small(self) -> bool {
        let area = u64::from(self.width) * u64::from(self.height);
        self.width < SMALL_SIDE || self.height < SMALL_SIDE || area <= SMALL_AREA
    }
}

/// Reads the size of a picture from the picture file's header. `None` if the format is unknown.
pub(super) fn size(bytes: &[u8]) -> Option<Size> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(Size {
            width: u32::from_be_bytes(at(bytes, 16)?),
            height: u32::from_be_bytes(at(bytes, 20)?),
        }),
        [b'G', b'I', b'F', b'8', ..] => {
            let side = |place| Some(u32::from(u16::from_le_bytes(at(bytes, place)?)));
            Some(Size { width: side(6)?, height: side(8)? })
        }
        // A BMP with a header of 40 bytes or more (BITMAPINFOHEADER), whose height may be
        // negative.
        [b'B', b'M', ..] if u32::from_le_bytes(at(bytes, 14)?) >= 40 => {
            let side = |place| Some(i32::from_le_bytes(at(bytes, place)?).unsigned_abs());
            Some(Size { width: side(18)?, height: side(22)? })
        }
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes),
        _ => None,
    }
}

/// Whether this file is a TIFF or a BigTIFF.
pub(super) fn is_tiff(bytes: &[u8]) -> bool {
    matches!(bytes, [b'I', b'I', 0x2A | 0x2B, 0, ..] | [b'M', b'M', 0, 0x2A | 0x2B, ..])
}

/// Whether this file is no picture that can be faxed: a drawing (SVG, EMF), or a damaged file.
pub(super) fn is_drawing(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    !(is_webp || bytes.starts_with(b"BM") || size(bytes).is_some())
}

/// Reads the size from the first frame header of a JPEG (ITU-T T.81 §B.2.2).
fn jpeg(bytes: &[u8]) -> Option<Size> {
    let mut place = 2;
    loop {
        let [mark, kind] = at(bytes, place)?;
        if mark != 0xFF {
            return None;
        }
        match kind {
            0xFF => place += 1,
            0x01 | 0xD0..=0xD8 => place += 2,
            // SOF0 to SOF15, without DHT, JPG and DAC, whose numbers are among them.
            0xC0..=0xCF if !matches!(kind, 0xC4 | 0xC8 | 0xCC) => {
                let side = |place| Some(u32::from(u16::from_be_bytes(at(bytes, place)?)));
                return Some(Size { height: side(place + 5)?, width: side(place + 7)? });
            }
            _ => place += 2 + usize::from(u16::from_be_bytes(at(bytes, place + 2)?)),
        }
    }
}

fn at<const N: usize>(bytes: &[u8], place: usize) -> Option<[u8; N]> {
    bytes.get(place..place.checked_add(N)?)?.try_into().ok()
}

/// The Content-IDs and Content-Locations of the pictures that an HTML text refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The Content-IDs to which the HTML refers by URLs of the form `cid:CONTENT-ID`, in lower
    /// case.
    ids: HashSet<String>,
    /// The values of all `src` attributes in the HTML, in lower case. Each is possibly the
    /// Content-Location of a picture.
    places: HashSet<String>,
}

/// The longest `src` in bytes that is read; a longer one contains the picture itself (`data:`).
const MOST_PLACE: usize = 512;

/// The maximum number of references to pictures that are read from one HTML text, for each kind of
/// reference (`cid:` and `src`). More are not needed, because by default a mail with more than 1000
/// parts is rejected.
const MOST_NAMES: usize = 1000;

impl Named {
    pub(super) fn of(html: &str) -> Self {
        let lower = html.to_ascii_lowercase();
        let mut named = Self::default();
        for (begin, _) in lower.match_indices("cid:").take(MOST_NAMES) {
            named.ids.insert(unescaped(value(&lower[begin + 4..])));
        }
        for (begin, _) in lower.match_indices("src=").take(MOST_NAMES) {
            let rest = lower[begin + 4..].trim_start_matches(['"', '\'', ' ']);
            named.places.insert(unescaped(value(rest)));
        }
        named
    }

    /// Whether the HTML text refers to a picture with this Content-ID or Content-Location.
    pub(super) fn has(&self, id: Option<&str>, place: Option<&str>) -> bool {
        id.is_some_and(|id| self.ids.contains(&id.to_ascii_lowercase()))
            || place.is_some_and(|place| self.places.contains(&place.to_ascii_lowercase()))
    }
}

/// Returns the beginning of `text` that is the value of an HTML attribute: the part before the
/// first quotation mark, angle bracket, closing parenthesis or blank, at most [`MOST_PLACE`]
/// characters.
fn value(text: &str) -> &str {
    let end = text
        .char_indices()
        .take(MOST_PLACE)
        .find(|(_, c)| matches!(c, '"' | '\'' | '>' | '<' | ')' | ' ' | '\n' | '\r' | '\t'));
    let all = text.char_indices().nth(MOST_PLACE).map_or(text.len(), |(at, _)| at);
    &text[..end.map_or(all, |(at, _)| at)]
}

/// Decodes a Content-ID from a URL, where special characters are `%` and two digits (RFC 2392).
fn unescaped(text: &str) -> String {
    let text = text.replace("&amp;", "&");
    percent_decode_str(&text).decode_utf8_lossy().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_stands_in_a_pictures_head() {
        let png = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x06\xC0\0\0\x09\x24";
        assert_eq!(size(png), Some(Size { width: 1728, height: 2340 }));
        assert_eq!(size(b"GIF89a\x10\0\x20\0"), Some(Size { width: 16, height: 32 }));
        let jpeg = b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC4\0\x03a\xFF\xFF\xC2\0\x0B\x08\0\x30\0\x40\x01";
        assert_eq!(size(jpeg), Some(Size { width: 64, height: 48 }));
        let mut bmp = b"BM".to_vec();
        bmp.resize(14, 0);
        bmp.extend_from_slice(&[40, 0, 0, 0, 100, 0, 0, 0, 0x9C, 0xFF, 0xFF, 0xFF]);
        assert_eq!(size(&bmp), Some(Size { width: 100, height: 100 }));
        for none in [
            &b""[..],
            b"\x89PNG",
            b"GIF89a\x10",
            b"BM",
            b"\xFF\xD8\xFF",
            b"\xFF\xD8\xFF\xE0\xFF\xFF",
            b"%PDF-1.4",
        ] {
            assert_eq!(size(none), None);
        }
    }

    #[test]
    fn logos_are_small_and_pages_are_not() {
        for (width, height, is_small) in [
            (250, 80, true),
            (600, 150, true),
            (400, 300, true),
            (1024, 768, false),
            (1728, 1145, false),
            (640, 480, false),
        ] {
            assert_eq!(Size { width, height }.is_small(), is_small, "{width} {height}");
        }
        for (width, height, is_tiny) in [
            (1, 1, true),
            (48, 48, true),
            (2000, 5, true),
            (400, 40, false),
            (40, 400, false),
            (100, 60, false),
        ] {
            assert_eq!(Size { width, height }.is_tiny(), is_tiny, "{width} {height}");
        }
    }

    #[test]
    fn html_names_its_pictures() {
        let html = "<img src=\"cid:Logo%40x\"><td background='CID:image001.png@01D' width=1><img src=pic.jpg><img src=\"a&amp;b.png\">";
        let named = Named::of(html);
        assert!(named.has(Some("logo@x"), None) && named.has(Some("image001.png@01d"), None));
        assert!(named.has(None, Some("pic.jpg")) && named.has(None, Some("A&b.png")));
        assert!(!named.has(Some("other"), Some("other.png")) && !named.has(None, None));
    }
}
