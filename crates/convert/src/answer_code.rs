//! The answer code: a QR code on a cover page. If the recipient faxes the sheet back with an answer,
//! the code on it names the job that is answered.

use std::fmt;
use std::io::{self, Cursor};

use image::{GrayImage, ImageFormat, Luma};
use qrcode::{Color, EcLevel, QrCode};

/// The beginning of each answer code, by which it is recognised among other codes.
const BEGINNING: &str = "FERROFAX-";

/// The number of random bits of an answer code. Nobody can guess the code of another fax.
const BITS: usize = 100;

/// The letters of an answer code (RFC 4648 base32). Each holds five bits. In a QR code, they need
/// less space than small letters.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The width of a module (a square of the QR code) in pixels of the picture.
const MODULE: u32 = 8;

/// The width of the white margin around the QR code in modules (ISO/IEC 18004, 5.3.8: four).
const MARGIN: u32 = 4;

/// The text in an answer code, such as `FERROFAX-K3SB7XQ2…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerCode(String);

impl AnswerCode {
    /// Makes a random code.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn random() -> io::Result<Self> {
        let mut bytes = [0; BITS / 5];
        getrandom::fill(&mut bytes).map_err(io::Error::other)?;
        Ok(Self::of(bytes))
    }

    /// Makes a code from these bytes, of each of which five bits are used. The same bytes make the
    /// same code.
    pub fn of(bytes: [u8; BITS / 5]) -> Self {
        let letter = |byte| char::from(LETTERS[usize::from(byte & 31)]);
        Self(bytes.into_iter().map(letter).fold(BEGINNING.to_owned(), |mut text, letter| {
            text.push(letter);
            text
        }))
    }

    /// Whether the text of a code on a received page looks like an answer code.
    pub fn is_one(text: &str) -> bool {
        let letters = text.strip_prefix(BEGINNING).unwrap_or_default();
        letters.len() == BITS / 5 && letters.bytes().all(|letter| LETTERS.contains(&letter))
    }

    /// The text of the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A PNG picture of the QR code. A quarter of it may be damaged (error correction level Q).
    pub(super) fn picture(&self) -> Vec<u8> {
        let Ok(code) = QrCode::with_error_correction_level(&self.0, EcLevel::Q) else {
            return Vec::new();
        };
        let modules = code.width() as u32;
        let is_black = |x: u32, y: u32| {
            let inside = |at: u32| (at / MODULE).checked_sub(MARGIN).filter(|at| *at < modules);
            let at = inside(x).zip(inside(y));
            at.is_some_and(|(x, y)| code[(x as usize, y as usize)] == Color::Dark)
        };
        let side = (modules + 2 * MARGIN) * MODULE;
        let picture =
            GrayImage::from_fn(side, side, |x, y| Luma([if is_black(x, y) { 0 } else { 255 }]));
        let mut file = Cursor::new(Vec::new());
        picture
            .write_to(&mut file, ImageFormat::Png)
            .map_or(Vec::new(), |()| file.into_inner())
    }
}

impl From<String> for AnswerCode {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for AnswerCode {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answer_codes_are_recognised_and_differ() {
        let (one, other) = (AnswerCode::random().unwrap(), AnswerCode::random().unwrap());
        assert!(AnswerCode::is_one(one.as_str()) && one != other, "{one}");
        assert_eq!(AnswerCode::of([7; 20]).as_str(), "FERROFAX-HHHHHHHHHHHHHHHHHHHH");
        for text in ["", "FERROFAX-", "FERROFAX-hhhhhhhhhhhhhhhhhhhh", "HHHHHHHHHHHHHHHHHHHH"] {
            assert!(!AnswerCode::is_one(text), "{text}");
        }
    }

    #[test]
    fn the_picture_is_a_square_with_a_margin() {
        let picture = image::load_from_memory(&AnswerCode::of([9; 20]).picture()).unwrap();
        // Version 2 has 25 × 25 modules, and room for 29 letters at this level.
        assert_eq!((picture.width(), picture.height()), (33 * 8, 33 * 8));
    }
}
