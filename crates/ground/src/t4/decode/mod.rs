//! Decodes page bits into rows, as the bits arrive from the line.
//!
//! A decoder accepts bits in pieces of any size, and keeps bits that it cannot decode yet. In MH
//! and MR it can resume at an end of line (EOL). A row that cannot be decoded, or has the wrong
//! number of pixels, is replaced by the row above and counted as bad. In MR the rows after it
//! depend on it and are also bad, up to the next row that is coded one-dimensionally (T.4 §4.2.2).
//! MMR has no EOLs: damage ends the decoding of the page.
//!
//! The decoder accepts fill of any length, EOLs at byte ends, rows without EOL between them (MH), a
//! page without RTC, and an RTC with one damaged EOL. Read `row.rs` for the codes of one row.

mod bits;
mod row;
mod white;

use super::page::PageSoFar;
use super::tables::{EOL, EOL_ZEROS, MANY_ZEROS, MAX_RUN_BITS};
use super::{Bitmap, RunCoding};
use bits::Reservoir;
use row::{Row, Stop};
use white::WhiteRow;

/// The size limit of a page. At the limit the decoder stops, as at the end of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most rows that a page may have.
    pub max_rows: u32,
}

impl Default for Limits {
    /// 65 535 rows: 8 m of paper at 7.7 lines/mm, 14 MB at A4 width.
    fn default() -> Self {
        Self { max_rows: 65_535 }
    }
}

/// The quality of a decoded page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageQuality {
    /// The number of rows of the page, including the bad ones.
    pub rows: u32,
    /// The number of bad rows: they could not be decoded, and each was replaced by a copy of the
    /// row above.
    pub bad_rows: u32,
    /// The length of the longest run of bad rows.
    pub longest_bad_run: u32,
    /// Whether the bits ended, or could not be decoded further (MMR), before the page's end was
    /// found.
    pub cut_off: bool,
}

/// A decoder for the bits of one page. The result does not depend on the sizes of the pieces in
/// which the bits arrive.
#[derive(Clone, Debug)]
pub(super) struct Decoder {
    coding: RunCoding,
    rows_end_at_bytes: bool,
    /// Whether each row also ends at an even number of bytes (at a word).
    rows_end_at_words: bool,
    /// The number of bytes that earlier calls of [`Self::push`] took. `owes_byte`: whether the next
    /// byte only pads a row.
    pushed: usize,
    owes_byte: bool,
    max_rows: u32,
    bits: Reservoir,
    state: State,
    row: Row,
    /// The coded form of a white row, which is searched for in the input.
    white: WhiteRow,
    page: PageSoFar,
    /// Whether an EOL or a row was found, so that the decoder knows where rows begin.
    in_step: bool,
    /// Whether the data between the last row and the next EOL could not be decoded, so that a row
    /// is lost.
    lost_row: bool,
    /// Whether the row above differs from the row that the sender had there, because a row was
    /// lost.
    above_is_bad: bool,
    /// The number of EOLs since the last row. An EOL that lacks zeros does not count.
    eols: u32,
    /// Whether the EOL that is expected next lacks zeros.
    eol_is_short: bool,
    /// The number of rows of the page when two EOLs followed each other. An RTC may have begun
    /// there.
    rows_before_rtc: Option<u32>,
}

/// The code that the decoder expects next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The next code of a one-dimensional row.
    Run,
    /// The next code of a two-dimensional row.
    Mode,
    /// An EOL. This many of its zeros have arrived.
    Eol(u32),
    /// The bit after an EOL of MR, which shows whether the row is one-dimensional.
    Tag,
    /// The rest of EOFB (MMR). `zeros` counts the zeros since its beginning or since its last
    /// one-bit, and `eols` the one-bits that followed enough zeros for an EOL. If the bits end in
    /// this state, the page is complete.
    Eofb { zeros: u32, eols: u32 },
    /// Nothing, because the page's end was found or a limit was reached.
    Ended,
    /// Nothing, because the MMR data cannot be decoded further.
    Broken,
}

impl Decoder {
    /// A decoder for a page of `width` pixels a row.
    pub(super) fn new(coding: RunCoding, width: u32, limits: Limits) -> Self {
        let page = PageSoFar::new(width, limits.max_rows);
        let mut decoder = Self {
            coding,
            rows_end_at_bytes: false,
            rows_end_at_words: false,
            pushed: 0,
            owes_byte: false,
            max_rows: limits.max_rows,
            bits: Reservoir::default(),
            state: match coding {
                RunCoding::Mh => State::Run,
                RunCoding::Mr => State::Eol(0),
                RunCoding::Mmr => State::Mode,
            },
            row: Row::new(page.bitmap.width()),
            white: WhiteRow::new(coding, page.bitmap.width()),
            page,
            in_step: false,
            lost_row: false,
            above_is_bad: false,
            eols: 0,
            eol_is_short: false,
            rows_before_rtc: None,
        };
        decoder.hold_limit();
        decoder
    }

    /// Expects each row to be padded to a whole byte, as in TIFF's compression 2 and PDF's
    /// EncodedByteAlign. Only for bits that arrive by [`Self::push`].
    #[must_use]
    pub(super) const fn with_rows_ending_at_bytes(mut self) -> Self {
        self.rows_end_at_bytes = true;
        self
    }

    /// Expects each row to be padded to a whole word of 16 bits, counted from the first byte, as in
    /// TIFF's compression 32771. Only for bits that arrive by [`Self::push`].
    #[must_use]
    pub(super) const fn with_rows_ending_at_words(mut self) -> Self {
        self.rows_end_at_words = true;
        self.with_rows_ending_at_bytes()
    }

    /// Decodes bytes whose first bit on the line is the least significant one. Bytes after the
    /// page's end are ignored.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let owed = usize::from(self.owes_byte).min(bytes.len());
        self.owes_byte &= owed == 0;
        self.pushed += owed;
        let bytes = &bytes[owed..];
        self.run(bytes);
        self.pushed += bytes.len();
    }

    /// Decodes one bit.
    pub(super) fn push_bit(&mut self, bit: bool) {
        if !matches!(self.state, State::Ended | State::Broken) {
            self.bits.push(bit);
            self.run(&[]);
        }
    }

    /// Whether the page's end (RTC or EOFB) was found, or a limit was reached.
    pub(super) const fn ended(&self) -> bool {
        matches!(self.state, State::Ended | State::Eofb { .. })
    }

    /// Whether the page cannot be decoded further (MMR).
    pub(super) const fn is_broken(&self) -> bool {
        matches!(self.state, State::Broken)
    }

    /// The rows decoded so far.
    pub(super) const fn page(&self) -> &Bitmap {
        &self.page.bitmap
    }

    /// The quality of the page so far.
    fn quality(&self) -> PageQuality {
        self.page.quality(!self.ended())
    }

    /// Ends the decoding after the last bit. Returns the page and its quality.
    pub(super) fn finish(mut self) -> (Bitmap, PageQuality) {
        self.forget_rows_of_a_damaged_rtc();
        let quality = self.quality();
        (self.page.bitmap, quality)
    }

    fn run(&mut self, whole: &[u8]) {
        let input = &mut { whole };
        loop {
            match self.state {
                State::Run | State::Mode => {
                    self.skip_white_rows(whole, input);
                    self.take_white_rows(input);
                    if self.state == State::Ended {
                        return;
                    }
                    let stop = match self.state {
                        State::Run => self.row.read_runs(&mut self.bits, input),
                        _ => self.row.read_modes(&mut self.bits, input),
                    };
                    if stop == Stop::NoCode {
                        self.bits.want(MAX_RUN_BITS, input);
                    }
                    match stop {
                        Stop::Starved => return,
                        // Too few bits to decide whether a code follows.
                        Stop::NoCode if self.bits.held() < MAX_RUN_BITS => return,
                        Stop::Complete => {
                            self.handle_row();
                            if self.rows_end_at_words {
                                self.skip_to_word(whole, input);
                            }
                            self.take_eol(input);
                        }
                        Stop::NoCode => self.handle_no_code(),
                        Stop::LeadsOut { len } => {
                            let zeros = self.bits.zeros_ending(len);
                            self.bits.take(len);
                            self.handle_damage(zeros);
                        }
                    }
                }
                State::Eol(before) => {
                    self.bits.fill(input);
                    if self.bits.held() == 0 {
                        return;
                    }
                    match self.bits.take_zeros() {
                        Err(zeros) => self.state = State::Eol(before.saturating_add(zeros)),
                        Ok(zeros) if before.saturating_add(zeros) >= EOL_ZEROS => self.handle_eol(),
                        Ok(_) => {
                            self.lost_row = true;
                            self.state = State::Eol(0);
                        }
                    }
                }
                State::Tag => {
                    self.skip_white_rows(whole, input);
                    self.bits.fill(input);
                    if self.state == State::Ended || self.bits.held() == 0 {
                        return;
                    }
                    let one_dimensional = self.bits.peek(1) == 1;
                    self.bits.take(1);
                    self.handle_tag(one_dimensional);
                }
                State::Eofb { zeros, eols } => {
                    self.bits.fill(input);
                    if self.bits.held() == 0 {
                        return;
                    }
                    self.state = match self.bits.take_zeros() {
                        Err(more) => State::Eofb { zeros: zeros.saturating_add(more), eols },
                        Ok(more) => self.handle_one_in_eofb(zeros.saturating_add(more), eols + 1),
                    };
                }
                State::Ended | State::Broken => return,
            }
        }
    }

    /// Handles a one-bit in a possible EOFB, which is two EOLs (T.6 §2.4.1.2). If no bits follow,
    /// half of it is enough, or even only zeros. A damaged row may begin with as many zeros, but
    /// then more rows follow.
    fn handle_one_in_eofb(&mut self, zeros: u32, eols: u32) -> State {
        if zeros < EOL_ZEROS {
            self.page.push_bad();
            return State::Broken;
        }
        if eols == 2 { State::Ended } else { State::Eofb { zeros: 0, eols } }
    }

    fn handle_row(&mut self) {
        self.page.push(self.row.finish());
        self.in_step = true;
        self.above_is_bad = false;
        self.eols = 0;
        if self.rows_end_at_bytes {
            self.bits.align();
        }
        self.state = match self.coding {
            RunCoding::Mh => State::Run,
            RunCoding::Mr => State::Eol(0),
            RunCoding::Mmr => State::Mode,
        };
        self.hold_limit();
    }

    /// Skips the byte that pads a row to a whole word. `input` is the unread rest of `whole`, the
    /// bytes that arrived last.
    fn skip_to_word(&mut self, whole: &[u8], input: &mut &[u8]) {
        let read = self.pushed + whole.len() - input.len() - self.bits.held() as usize / 8;
        if read % 2 == 1 {
            self.bits.want(8, input);
            self.owes_byte = self.bits.held() < 8;
            self.bits.take(self.bits.held().min(8));
        }
    }

    /// Decodes the usual case between lines of text in MMR: the row above is white, and V(0) codes
    /// another white row.
    fn take_white_rows(&mut self, input: &mut &[u8]) {
        let begins = self.coding == RunCoding::Mmr && !self.rows_end_at_bytes;
        while begins && self.row.is_new() && self.row.is_below_white() {
            self.bits.fill(input);
            let rows = self.bits.take_ones(self.max_rows - self.page.rows);
            self.page.push_white(rows);
            self.hold_limit();
            if rows == 0 {
                return;
            }
        }
    }

    /// Skips white rows of MH and MR without decoding them: searches the input for the bits of a
    /// white row and an EOL, which repeat.
    fn skip_white_rows<'a>(&mut self, whole: &'a [u8], input: &mut &'a [u8]) {
        let begins = match self.state {
            State::Run => self.coding == RunCoding::Mh && self.row.is_new(),
            State::Tag => !self.above_is_bad,
            _ => false,
        };
        let begins = begins && !self.rows_end_at_bytes;
        let taken = (whole.len() - input.len()) * 8;
        if !begins || !self.row.is_below_white() || taken < self.bits.held() as usize {
            return;
        }
        let (rows, end) = self.white.count(
            whole,
            taken - self.bits.held() as usize,
            self.max_rows - self.page.rows,
        );
        if rows == 0 {
            return;
        }
        self.page.push_white(rows);
        self.in_step = true;
        self.eols = 1;
        *input = &whole[end / 8..];
        self.bits = Reservoir::default();
        self.bits.fill(input);
        self.bits.take((end % 8) as u32);
        self.hold_limit();
    }

    /// Decodes the usual case after a row: an EOL without fill before it.
    fn take_eol(&mut self, input: &mut &[u8]) {
        if self.coding == RunCoding::Mmr || self.state == State::Ended {
            return;
        }
        self.bits.want(EOL.len, input);
        if self.bits.held() >= EOL.len && self.bits.peek(EOL.len) == EOL.bits as usize {
            self.bits.take(EOL.len);
            self.handle_eol();
        }
    }

    fn handle_no_code(&mut self) {
        if self.coding == RunCoding::Mmr && self.row.is_new() && self.bits.peek(EOL_ZEROS) == 0 {
            // No row begins with these bits.
            self.state = State::Eofb { zeros: 0, eols: 0 };
        } else if self.coding != RunCoding::Mmr && self.bits.peek(MANY_ZEROS) == 0 {
            // This is an EOL or the fill before it: at the start of a row, or too early. Damage may
            // have changed some of its zeros, or the last code was wrong and included some of them.
            // No code begins with as many zeros as are left.
            self.lost_row |= !self.row.is_new();
            self.eol_is_short = self.bits.peek(EOL_ZEROS) != 0;
            self.state = State::Eol(EOL_ZEROS - MANY_ZEROS);
        } else {
            self.handle_damage(0);
        }
    }

    /// Gives up the current row. `zeros` is the number of zeros that were already taken; they may
    /// belong to an EOL.
    fn handle_damage(&mut self, zeros: u32) {
        if self.coding == RunCoding::Mmr {
            self.page.push_bad();
            self.state = State::Broken;
        } else {
            self.lost_row = true;
            self.state = State::Eol(zeros);
        }
    }

    fn handle_eol(&mut self) {
        self.row.restart();
        // Data before the first EOL is not a row of the page.
        if std::mem::take(&mut self.lost_row) && self.in_step {
            self.lose_row();
        }
        if self.state == State::Ended {
            return;
        }
        self.in_step = true;
        // If the decoder is out of step, a code with many zeros looks like a damaged EOL. Such an
        // EOL does not count towards an RTC.
        self.eols += u32::from(!std::mem::take(&mut self.eol_is_short));
        match self.eols {
            0 | 1 => {}
            2 => {
                if !self.rows_before_rtc.is_some_and(|rows| self.page.all_bad_since(rows)) {
                    self.rows_before_rtc = Some(self.page.rows);
                }
            }
            // RTC is six EOLs (T.4 §4.1.4); three EOLs have no other meaning.
            _ => {
                self.forget_rows_of_a_damaged_rtc();
                self.state = State::Ended;
                return;
            }
        }
        self.state = if self.coding == RunCoding::Mr { State::Tag } else { State::Run };
    }

    fn handle_tag(&mut self, one_dimensional: bool) {
        self.state = if one_dimensional {
            State::Run
        } else if self.above_is_bad {
            self.lost_row = true;
            State::Eol(0)
        } else {
            State::Mode
        };
    }

    fn lose_row(&mut self) {
        self.page.push_bad();
        self.above_is_bad = true;
        self.eols = 0;
        self.hold_limit();
    }

    fn hold_limit(&mut self) {
        if self.page.rows >= self.max_rows {
            self.state = State::Ended;
        }
    }

    /// If no good row follows two EOLs, the bad rows after them were the damaged rest of an RTC.
    /// Removes these rows.
    fn forget_rows_of_a_damaged_rtc(&mut self) {
        if let Some(rows) = self.rows_before_rtc.take()
            && self.page.all_bad_since(rows)
        {
            self.page.take_back_bad(self.page.rows - rows);
        }
    }
}

#[cfg(test)]
mod tests;
