//! The pictures that came with an HTML document, for example in the same mail. No others are shown,
//! since nothing is loaded from the network.

use percent_encoding::percent_decode_str;

use super::super::picture::{self, Photo};
use ferrofax_ground::t4::{Bitmap, Resolution};

const POINTS: f64 = 72.0;
const MM_PER_INCH: f64 = 25.4;

/// The minimum width and height of a picture in points. A smaller picture counts as a tracking
/// pixel and is not shown.
const SMALLEST_PT: f64 = 2.0;

/// The maximum number of pictures of one HTML document that are shown.
const MOST: usize = 500;

/// The pictures of a document. The keys are the names by which the document refers to them. Only
/// pictures to which it refers are decoded.
pub(super) struct Pictures {
    named: Vec<(String, Option<Vec<u8>>)>,
    read: Vec<(String, Option<Photo>)>,
    /// The available space for a picture on the page, in points: width and height.
    room: (f64, f64),
}

impl Pictures {
    pub(super) fn new(named: &[(String, Vec<u8>)], room: (f64, f64)) -> Self {
        let named = named.iter().map(|(name, bytes)| (name.clone(), Some(bytes.clone()))).collect();
        Self { named, read: Vec::new(), room }
    }

    /// Finds the picture that an `img` element names as its source. Returns the picture's number,
    /// and its size on the page in columns and rows of pixels.
    pub(super) fn placed(
        &mut self,
        source: &str,
        width: Option<f64>,
        height: Option<f64>,
        resolution: Resolution,
    ) -> Option<(u64, f64, f64)> {
        let id = self.find(source)?;
        let photo = self.read[id].1.as_ref()?;
        let (across, down) = photo.size_mm();
        let (own_width, own_height) = (across / MM_PER_INCH * POINTS, down / MM_PER_INCH * POINTS);
        let (mut width, mut height) = match (width, height) {
            (Some(width), Some(height)) => (width, height),
            (Some(width), None) => (width, own_height * width / own_width),
            (None, Some(height)) => (own_width * height / own_height, height),
            (None, None) => (own_width, own_height),
        };
        if width.min(height) < SMALLEST_PT {
            return None;
        }
        let scale = (self.room.0 / width).min(self.room.1 / height).min(1.0);
        (width, height) = (width * scale, height * scale);
        let pixels = (width / POINTS * resolution.x_dpi(), height / POINTS * resolution.y_dpi());
        Some((id as u64, pixels.0.round().max(1.0), pixels.1.round().max(1.0)))
    }

    /// Whether a picture came with the document, but cannot be decoded.
    pub(super) fn is_lost(&mut self, source: &str) -> bool {
        self.find(source).is_some_and(|id| self.read[id].1.is_none())
    }

    /// Draws a picture, scaled to this number of pixels across and rows down.
    pub(super) fn drawn(
        &self,
        id: u64,
        width: f64,
        rows: f64,
        resolution: Resolution,
    ) -> Option<Bitmap> {
        let photo = usize::try_from(id).ok().and_then(|id| self.read.get(id))?.1.as_ref()?;
        Some(photo.drawn(width.round().max(1.0) as u32, rows.round().max(1.0) as u32, resolution))
    }

    fn find(&mut self, source: &str) -> Option<usize> {
        let source = source.trim();
        let name = match source.split_at_checked(4) {
            Some((scheme, id)) if scheme.eq_ignore_ascii_case("cid:") => {
                percent_decode_str(id).decode_utf8_lossy().into_owned()
            }
            _ => source.to_owned(),
        };
        if let Some(known) = self.read.iter().position(|(known, _)| *known == name) {
            return Some(known);
        }
        if self.read.len() >= MOST {
            return None;
        }
        let bytes = match source.strip_prefix("data:image/") {
            Some(data) => base64(data.split_once(";base64,")?.1)?,
            None => self.named.iter_mut().find(|(named, _)| *named == name)?.1.take()?,
        };
        self.read.push((name, picture::read(&bytes).ok()));
        Some(self.read.len() - 1)
    }
}

/// Decodes base64 (RFC 4648) up to the first error.
fn base64(text: &str) -> Option<Vec<u8>> {
    mail_parser::decoders::base64::base64_decode(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bitmap of 4 × 2 black pixels.
    fn bitmap() -> Vec<u8> {
        let mut bytes =
            b"BM\x4E\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x04\0\0\0\x02\0\0\0\x01\0\x18\0".to_vec();
        bytes.resize(54, 0);
        bytes.resize(54 + 24, 0);
        bytes
    }

    #[test]
    fn only_what_came_with_the_document_is_found() {
        let mut pictures = Pictures::new(&[("a@b".into(), bitmap())], (300.0, 300.0));
        let mut size = |source, width| {
            pictures.placed(source, width, None, Resolution::Fine).map(|(id, ..)| id)
        };
        assert_eq!(size("CID:a%40b", Some(100.0)), Some(0));
        assert_eq!(size("cid:a@b", Some(200.0)), Some(0));
        for source in [
            "https://example.com/a.png",
            "file:///etc/passwd",
            "/etc/passwd",
            "cid:c",
            "",
            "data:image/png;base64,AAAA",
        ] {
            assert_eq!(size(source, None), None, "{source}");
        }
    }

    #[test]
    fn a_picture_keeps_its_shape_and_the_margins() {
        let mut pictures = Pictures::new(&[("a".into(), bitmap())], (300.0, 100.0));
        let (_, width, rows) =
            pictures.placed("cid:a", Some(600.0), None, Resolution::Fine).unwrap();
        let shape = (width / Resolution::Fine.x_dpi()) / (rows / Resolution::Fine.y_dpi());
        assert!((shape - 2.0).abs() < 0.02, "{shape}");
        assert!(rows / Resolution::Fine.y_dpi() * 72.0 < 101.0);
    }
}
