//! The pages of the faxes: each page can be recognised when it arrives. Pages are short, so that
//! calls are short.

use std::path::Path;

use ferrofax::document::tiff::{Appender, NewPage};
use ferrofax::t4::{Bitmap, PageQuality, Resolution};

/// The job or fax that a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// A job, by the number in its tag.
    Job(u64),
    /// An incoming fax, by the number in its caller's number.
    Fax(u64),
}

/// The width of a black or white bar in pixels: 27 bars fill a row.
const BAR: u32 = 64;
const ROWS: u32 = 50;
pub const RESOLUTION: Resolution = Resolution::Fine;

impl Paper {
    /// Returns the paper of the job with this tag.
    pub fn of_tag(tag: &str) -> Self {
        Self::Job(tag.trim_start_matches("tag-").parse().unwrap())
    }

    /// Returns the caller's number of an incoming fax.
    pub fn caller(fax: u64) -> String {
        format!("4988{fax:05}")
    }

    /// Returns the paper of the fax from this caller. Additional digits after the number mark a
    /// repeated attempt.
    pub fn of_caller(calling: &str) -> Self {
        Self::Fax(calling[4..9].parse().unwrap())
    }

    /// Returns the page with this number. All pages differ.
    pub fn page(self, page: u32) -> Bitmap {
        let (kind, number) = match self {
            Self::Job(number) => (1, number),
            Self::Fax(number) => (0, number),
        };
        let bits = (kind << 26) | (number << 6) | u64::from(page);
        let mut bitmap = Bitmap::white(27 * BAR, ROWS);
        // The first and the last rows are white, as on most pages.
        for y in 4..ROWS - 4 {
            for bar in (0..27).filter(|bar| bits >> bar & 1 == 1) {
                (0..BAR).for_each(|x| bitmap.set(bar * BAR + x, y, true));
            }
        }
        bitmap
    }

    /// Recognises an arrived page. Returns None unless it equals one of these pages in every pixel.
    pub fn read(bitmap: &Bitmap) -> Option<(Self, u32)> {
        let is_black = |bar: u32| {
            let row = bitmap.row(ROWS / 2);
            row.get((bar * BAR / 8) as usize).is_some_and(|octet| octet & 0x80 != 0)
        };
        let bits: u64 = (bitmap.rows() == ROWS)
            .then(|| (0..27).filter(|bar| is_black(*bar)).map(|bar| 1 << bar).sum())?;
        let (number, page) = ((bits & 0x3ff_ffff) >> 6, (bits & 0x3f) as u32);
        let paper = if bits >> 26 == 1 { Self::Job(number) } else { Self::Fax(number) };
        (paper.page(page) == *bitmap).then_some((paper, page))
    }

    /// Writes a document with this number of pages.
    pub fn write(self, pages: u32, path: &Path) {
        let mut file = Appender::open(path).unwrap();
        for number in 1..=pages {
            let (bitmap, quality) = (self.page(number), PageQuality::default());
            let date_time = "2026:11:20 09:00:00";
            let page = NewPage { bitmap: &bitmap, resolution: RESOLUTION, quality, date_time };
            file.append(&page).unwrap();
        }
    }
}
