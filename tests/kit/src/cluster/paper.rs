//! What is on the pages: each is known wherever it arrives, and short, so that a call is.

use std::path::Path;

use ferrofax::document::tiff::{Appender, NewPage};
use ferrofax::t4::{Bitmap, PageQuality, Resolution};

/// What a page is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// A job, by the number in its tag.
    Job(u64),
    /// A fax that comes in, by the number in its caller's.
    Fax(u64),
}

/// Black or white, so wide each: 27 of them fill a row.
const BAR: u32 = 64;
const ROWS: u32 = 50;
pub const RESOLUTION: Resolution = Resolution::Fine;

impl Paper {
    /// The paper of a job of this tag.
    pub fn of_tag(tag: &str) -> Self {
        Self::Job(tag.trim_start_matches("tag-").parse().unwrap())
    }

    /// Who sends such a fax.
    pub fn caller(fax: u64) -> String {
        format!("4988{fax:05}")
    }

    /// The paper of a fax by who sends it. What stands behind the number is of a further try.
    pub fn of_caller(calling: &str) -> Self {
        Self::Fax(calling[4..9].parse().unwrap())
    }

    /// Its page of this number. No other page is alike.
    pub fn page(self, page: u32) -> Bitmap {
        let (kind, number) = match self {
            Self::Job(number) => (1, number),
            Self::Fax(number) => (0, number),
        };
        let bits = (kind << 26) | (number << 6) | u64::from(page);
        let mut bitmap = Bitmap::white(27 * BAR, ROWS);
        // The first rows and the last are white, as on most sheets.
        for y in 4..ROWS - 4 {
            for bar in (0..27).filter(|bar| bits >> bar & 1 == 1) {
                (0..BAR).for_each(|x| bitmap.set(bar * BAR + x, y, true));
            }
        }
        bitmap
    }

    /// What a page is that arrived; none where it is none of ours, bit by bit.
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

    /// So many pages, as a document.
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
