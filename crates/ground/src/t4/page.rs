//! A page during decoding: the rows decoded so far, and the number of bad rows.

use super::rows::Changes;
use super::{Bitmap, PageQuality};

/// The number of rows for which memory is reserved at the start: those of a fine A4 page.
const USUAL_ROWS: u32 = 2400;

/// The rows decoded so far, and how many of them are bad.
#[derive(Clone, Debug)]
pub(super) struct PageSoFar {
    pub(super) bitmap: Bitmap,
    stride: usize,
    pub(super) rows: u32,
    bad_rows: u32,
    /// The number of bad rows at the end of the page.
    bad_run: u32,
    /// The length of the longest run of bad rows, without the bad rows at the end.
    longest_bad_run: u32,
    /// Working space for packing a row.
    words: Vec<u64>,
}

impl PageSoFar {
    /// An empty page of this width. Memory is reserved for the rows of a usual page, or for
    /// `max_rows` if that is less.
    pub(super) fn new(width: u32, max_rows: u32) -> Self {
        let mut bitmap = Bitmap::new(width);
        let stride = bitmap.stride();
        bitmap.data_mut().reserve(stride * max_rows.min(USUAL_ROWS) as usize);
        let words = vec![0; bitmap.width() as usize / 64 + 1];
        Self { bitmap, stride, rows: 0, bad_rows: 0, bad_run: 0, longest_bad_run: 0, words }
    }

    /// Adds a good row. `None` means that the row is equal to the row above it.
    #[inline]
    pub(super) fn push(&mut self, row: Option<&Changes>) {
        match row {
            Some(row) => row.pack(&mut self.words, self.bitmap.data_mut()),
            None => self.bitmap.repeat_row(),
        }
        self.rows += 1;
        self.longest_bad_run = self.longest_bad_run();
        self.bad_run = 0;
    }

    /// Adds white rows, which count as good.
    pub(super) fn push_white(&mut self, rows: u32) {
        if rows > 0 {
            let data = self.bitmap.data_mut();
            data.resize(data.len() + self.stride * rows as usize, 0);
            self.rows += rows;
            self.longest_bad_run = self.longest_bad_run();
            self.bad_run = 0;
        }
    }

    /// Adds a good row of packed pixels. A row that is too short is padded with white.
    pub(super) fn push_pixels(&mut self, row: &[u8]) {
        self.bitmap.push_row(row);
        self.rows += 1;
        self.longest_bad_run = self.longest_bad_run();
        self.bad_run = 0;
    }

    /// Keeps only the first `rows` rows.
    pub(super) fn truncate(&mut self, rows: u32) {
        if rows < self.rows {
            self.rows = rows;
            self.bitmap.truncate(rows);
        }
    }

    /// Adds a bad row, which could not be decoded: a copy of the row above.
    pub(super) fn push_bad(&mut self) {
        self.bitmap.repeat_row();
        self.rows += 1;
        self.bad_rows += 1;
        self.bad_run += 1;
    }

    /// Whether all rows from `row` on are bad.
    pub(super) const fn all_bad_since(&self, row: u32) -> bool {
        self.rows - row <= self.bad_run
    }

    pub(super) fn take_back_bad(&mut self, rows: u32) {
        self.rows -= rows;
        self.bad_rows -= rows;
        self.bad_run -= rows;
        self.bitmap.truncate(self.rows);
    }

    /// The quality of the page so far.
    pub(super) fn quality(&self, cut_off: bool) -> PageQuality {
        PageQuality {
            rows: self.rows,
            bad_rows: self.bad_rows,
            longest_bad_run: self.longest_bad_run(),
            cut_off,
        }
    }

    fn longest_bad_run(&self) -> u32 {
        self.longest_bad_run.max(self.bad_run)
    }
}
