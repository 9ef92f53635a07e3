//! The codes on a page: QR codes, DataMatrix, PDF417, Code 39 and Code 128.

use std::collections::HashSet;

use ferrofax_document::grey::Grey;
use rxing::helpers::detect_multiple_in_luma_with_hints;
use rxing::{BarcodeFormat, DecodeHints, Point};
use serde::{Deserialize, Serialize};

/// The maximum number of codes of a page. Further codes are left out.
pub const MOST_CODES: usize = 64;

/// The maximum number of bytes of a code's text. A code with more is left out.
pub const LONGEST: usize = 4096;

/// The kind of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Symbology {
    /// QR code (ISO/IEC 18004).
    Qr,
    /// Data Matrix (ISO/IEC 16022).
    DataMatrix,
    /// PDF417 (ISO/IEC 15438).
    Pdf417,
    /// Code 39 (ISO/IEC 16388).
    Code39,
    /// Code 128 (ISO/IEC 15417).
    Code128,
}

impl Symbology {
    /// The name of the kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Qr => "QR code",
            Self::DataMatrix => "Data Matrix",
            Self::Pdf417 => "PDF417",
            Self::Code39 => "Code 39",
            Self::Code128 => "Code 128",
        }
    }
}

const SYMBOLOGIES: [(Symbology, BarcodeFormat); 5] = [
    (Symbology::Qr, BarcodeFormat::QR_CODE),
    (Symbology::DataMatrix, BarcodeFormat::DATA_MATRIX),
    (Symbology::Pdf417, BarcodeFormat::PDF_417),
    (Symbology::Code39, BarcodeFormat::CODE_39),
    (Symbology::Code128, BarcodeFormat::CODE_128),
];

/// A code on the picture of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// The kind.
    pub symbology: Symbology,
    /// The text that the code contains.
    pub text: String,
    /// The middle of the code on the picture, in pixels.
    pub at: (f64, f64),
}

/// The codes on a picture of a page, from the top to the bottom.
pub fn codes(picture: &Grey) -> Vec<Code> {
    let mut hints = DecodeHints {
        PossibleFormats: Some(
            SYMBOLOGIES.iter().map(|(_, format)| *format).collect::<HashSet<_>>(),
        ),
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let (width, rows) = (picture.width(), picture.rows());
    let found =
        detect_multiple_in_luma_with_hints(picture.data().to_vec(), width, rows, &mut hints);
    let mut codes: Vec<Code> = found.unwrap_or_default().iter().filter_map(code).collect();
    codes.sort_by(|a, b| a.at.1.total_cmp(&b.at.1).then(a.at.0.total_cmp(&b.at.0)));
    codes.truncate(MOST_CODES);
    codes
}

fn code(found: &rxing::RXingResult) -> Option<Code> {
    let (symbology, _) =
        SYMBOLOGIES.iter().find(|(_, format)| format == found.getBarcodeFormat())?;
    let text = found.getText().to_owned();
    let is_fit = !text.is_empty() && text.len() <= LONGEST;
    is_fit.then(|| Code { symbology: *symbology, text, at: middle(found.getPoints()) })
}

fn middle(points: &[Point]) -> (f64, f64) {
    let count = points.len().max(1) as f64;
    let sum = |of: fn(&Point) -> f32| points.iter().map(|point| f64::from(of(point))).sum::<f64>();
    (sum(|point| point.x) / count, sum(|point| point.y) / count)
}
