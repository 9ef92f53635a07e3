//! Decodes a page in JBIG into rows, as its octets arrive.
//!
//! Pixels are decoded as soon as the octets that they need have arrived. The last pixels of a
//! stripe may depend on zeros that were left out at its end (clause 6.8.2.10). They are decoded
//! when the marker after the stripe arrives. If the length of the page may still be corrected, they
//! wait for the data after that marker, because T.85 (amendment 1) lets a sender correct the length
//! after the last stripe.

use super::coder::{self, Contexts};
use super::header::{Fault, HEADER_LEN, Header};
use super::rows::{Row, Rows};
use super::template::{self, Coder, Progress, Template};
use super::{ABORT, ATMOVE, COMMENT, ESC, NEWLEN, SDNORM, SDRST, STUFF};
use crate::t4::page::PageSoFar;
use crate::t4::{Bitmap, Limits, PageQuality};

/// The most moves of the template's movable pixel in a stripe. Encoders use one.
const MOST_MOVES: usize = 64;

/// If an encoder would have left out more than this number of zero bits for a row, the row was
/// probably never coded. The chance that a number ends with as many zeros is one in sixteen
/// million.
const MOST_ZEROS: u64 = 24;

/// A decoder for the octets of one page. The result does not depend on the sizes of the pieces in
/// which the octets arrive.
#[derive(Clone, Debug)]
pub(in crate::t4) struct Decoder {
    state: State,
    page: PageSoFar,
    max_rows: u32,
    /// Working space for a row.
    pixels: Vec<u8>,
}

/// The part of the page that the decoder expects next.
#[derive(Clone, Debug)]
enum State {
    /// The header; its octets so far.
    Header(Vec<u8>),
    /// Stripes and the markers between them.
    Stripes(Box<Stripes>),
    /// Nothing: the page's end was found, or a limit was reached.
    Ended,
    /// Nothing: the page cannot be decoded further.
    Broken(Fault),
}

impl Decoder {
    /// A decoder for a page of `width` pixels a row.
    pub(in crate::t4) fn new(width: u32, limits: Limits) -> Self {
        let page = PageSoFar::new(width, limits.max_rows);
        let state = if limits.max_rows == 0 { State::Ended } else { State::Header(Vec::new()) };
        Self { state, page, max_rows: limits.max_rows, pixels: Vec::new() }
    }

    /// Decodes octets. Octets after the page's end are ignored.
    pub(in crate::t4) fn push(&mut self, mut octets: &[u8]) {
        if let State::Header(header) = &mut self.state {
            let (rest, behind) = octets.split_at(octets.len().min(HEADER_LEN - header.len()));
            header.extend_from_slice(rest);
            octets = behind;
            if let Ok(header) = <&[u8; HEADER_LEN]>::try_from(header.as_slice()) {
                self.state = match Header::parse(header, self.page.bitmap.width()) {
                    Ok(header) => State::Stripes(Box::new(Stripes::new(header))),
                    Err(fault) => State::Broken(fault),
                };
                // A page may have no rows, and then ends here.
                self.settle(Ok(()));
            }
        }
        while !octets.is_empty()
            && let State::Stripes(stripes) = &mut self.state
        {
            let mut out =
                OnPage { page: &mut self.page, max_rows: self.max_rows, pixels: &mut self.pixels };
            let taken = stripes.take(octets, &mut out);
            octets = taken.as_ref().map_or(&[], |taken| &octets[*taken..]);
            self.settle(taken.map(|_| ()));
        }
    }

    /// Whether the page's end was found, or a limit was reached.
    pub(in crate::t4) const fn ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// The reason why the page cannot be decoded further.
    pub(in crate::t4) const fn fault(&self) -> Option<Fault> {
        if let State::Broken(fault) = self.state { Some(fault) } else { None }
    }

    /// The rows decoded so far.
    pub(in crate::t4) const fn page(&self) -> &Bitmap {
        &self.page.bitmap
    }

    /// Ends the decoding after the last octet. Returns the page and its quality.
    pub(in crate::t4) fn finish(mut self) -> (Bitmap, PageQuality) {
        if let State::Stripes(stripes) = &mut self.state {
            let mut out =
                OnPage { page: &mut self.page, max_rows: self.max_rows, pixels: &mut self.pixels };
            let finished = stripes.finish(&mut out);
            self.settle(finished);
        }
        if matches!(self.state, State::Broken(_)) {
            self.page.push_bad();
        }
        let quality = self.page.quality(!self.ended());
        (self.page.bitmap, quality)
    }

    fn settle(&mut self, done: Result<(), Fault>) {
        let has_ended = match &self.state {
            State::Stripes(stripes) => stripes.have_ended(self.page.rows, self.max_rows),
            _ => return,
        };
        // Data after the end is ignored, even if it is invalid.
        if has_ended {
            self.state = State::Ended;
        } else if let Err(fault) = done {
            self.state = State::Broken(fault);
        }
    }
}

/// The destination of decoded rows.
pub(super) trait Out {
    /// The number of rows so far.
    fn rows(&self) -> u32;

    /// The greatest number of rows allowed.
    fn most_rows(&self) -> u32;

    /// Adds the next row.
    fn put(&mut self, row: &Row);

    /// Removes all rows after the first `rows` ones.
    fn truncate(&mut self, rows: u32);
}

/// Adds decoded rows to the page.
struct OnPage<'a> {
    page: &'a mut PageSoFar,
    max_rows: u32,
    pixels: &'a mut Vec<u8>,
}

impl Out for OnPage<'_> {
    fn rows(&self) -> u32 {
        self.page.rows
    }

    fn most_rows(&self) -> u32 {
        self.max_rows
    }

    fn put(&mut self, row: &Row) {
        row.pack(self.pixels);
        self.page.push_pixels(self.pixels);
    }

    fn truncate(&mut self, rows: u32) {
        self.page.truncate(rows);
    }
}

/// The decoder of the page after its header (BID, clause 6.2.3).
#[derive(Clone, Debug)]
pub(super) struct Stripes {
    header: Header,
    template: Template,
    /// YD: the number of rows that was announced last.
    rows_announced: u32,
    /// Whether the marker NEWLEN, which corrects the number of rows, may still arrive.
    length_may_change: bool,
    contexts: Contexts,
    rows: Rows,
    /// Whether the last row was equal to the row above it.
    was_typical: bool,
    /// The place of the movable pixel: its distance to the left, or 0 for the original place.
    moved_by: u8,
    marker: Marker,
    stripe: Stripe,
    /// The number of stripes that have ended.
    ended: u32,
    /// The number of rows of the page before the uncoded rows of the last stripe, if that stripe
    /// has rows that were not coded.
    uncoded_from: Option<u32>,
    /// The number of zero octets that arrived after the stripe with uncoded rows.
    held_zeros: usize,
}

/// The state of the current stripe.
#[derive(Clone, Debug, Default)]
struct Stripe {
    coder: coder::Decoder,
    /// The number of rows of the stripe that are decoded.
    rows: u32,
    /// Whether the next octets are those of the pixels of a row. The decision whether that row is
    /// equal to the row above was already decoded, and it is not equal.
    in_row: bool,
    progress: Progress,
    /// The kind of the stripe's end marker, if it has arrived. The data after the marker has not
    /// arrived yet.
    ended: Option<u8>,
    /// The moves of the template's movable pixel: for each, the first row to which it applies, and
    /// the new place.
    moves: Vec<(u32, u8)>,
    /// The number of rows of the page up to the first row after which the octets may have ended,
    /// and the result of [`coder::Decoder::beyond_end`] there.
    coded: Option<(u32, u64)>,
}

/// The state of reading a marker.
#[derive(Clone, Debug)]
enum Marker {
    None,
    /// ESC has arrived.
    Escape,
    /// A marker of this kind, with the data that has arrived so far. The data has `len` octets in
    /// all.
    Segment {
        kind: u8,
        octets: Vec<u8>,
        len: usize,
    },
    /// The number of octets of a comment that are left.
    Comment(u32),
}

impl Stripes {
    pub(super) fn new(header: Header) -> Self {
        Self {
            header,
            template: Template::new(header.two_rows),
            rows_announced: header.rows,
            length_may_change: header.length_may_change,
            contexts: Contexts::new(),
            rows: Rows::new(header.width),
            was_typical: false,
            moved_by: 0,
            marker: Marker::None,
            stripe: Stripe::default(),
            ended: 0,
            uncoded_from: None,
            held_zeros: 0,
        }
    }

    /// The number of stripes that have ended.
    pub(super) const fn ended(&self) -> u32 {
        self.ended
    }

    /// Whether no further data of the page follows.
    const fn have_ended(&self, rows: u32, max_rows: u32) -> bool {
        // After the last row of a stripe, its end marker is still to come, and perhaps a corrected
        // length. The octets of the stripe that are left then are not needed.
        rows >= max_rows || rows >= self.rows_announced && !self.stripe.is_open()
    }

    /// Decodes some of the octets, at least one. Returns their number.
    pub(super) fn take(&mut self, octets: &[u8], out: &mut impl Out) -> Result<usize, Fault> {
        let first = octets[0];
        match &mut self.marker {
            Marker::None if first == ESC => self.marker = Marker::Escape,
            Marker::None => {
                let data = octets.iter().position(|octet| *octet == ESC).unwrap_or(octets.len());
                self.take_data(&octets[..data], out);
                return Ok(data);
            }
            Marker::Escape => {
                self.marker = Marker::None;
                self.take_marker(first, out)?;
            }
            Marker::Segment { kind, octets: held, len } => {
                held.push(first);
                if held.len() == *len {
                    let (kind, held) = (*kind, std::mem::take(held));
                    self.marker = Marker::None;
                    self.take_segment(kind, &held, out)?;
                }
            }
            Marker::Comment(left) => {
                let some = octets.len().min(*left as usize);
                *left -= some as u32;
                if *left == 0 {
                    self.marker = Marker::None;
                }
                return Ok(some);
            }
        }
        Ok(1)
    }

    /// Decodes octets of a stripe.
    fn take_data(&mut self, octets: &[u8], out: &mut impl Out) {
        self.end_stripe(out);
        let octets = self.hold_fill(octets);
        if octets.is_empty() {
            return;
        }
        // Octets after the last row of a stripe have no use. After the last row of the page they
        // fill the last frame (T.4 §A.3.6.2).
        if self.has_rows_to_come(out) {
            self.stripe.coder.push(octets);
            self.decode(out);
        }
    }

    /// Holds back zeros after a stripe that may be the last one, because they may only fill the
    /// last ECM frame. If other data shows that another stripe has begun, these zeros are decoded.
    /// Returns the octets that belong to a stripe.
    fn hold_fill<'a>(&mut self, octets: &'a [u8]) -> &'a [u8] {
        if self.uncoded_from.is_none() {
            return octets;
        }
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        self.held_zeros += zeros;
        let behind = octets.get(zeros..).unwrap_or_default();
        if !behind.is_empty() {
            self.uncoded_from = None;
            self.stripe.coder.push(&vec![0; std::mem::take(&mut self.held_zeros)]);
        }
        behind
    }

    /// Handles the octet after ESC (table 2).
    fn take_marker(&mut self, kind: u8, out: &mut impl Out) -> Result<(), Fault> {
        if !matches!(kind, NEWLEN | COMMENT) {
            self.end_stripe(out);
        }
        let len = match kind {
            STUFF => {
                self.take_data(&[ESC], out);
                return Ok(());
            }
            SDNORM | SDRST => {
                self.stripe.ended = Some(kind);
                if !self.length_may_change {
                    self.end_stripe(out);
                }
                return Ok(());
            }
            ABORT => return Err(Fault::Aborted),
            NEWLEN | COMMENT => 4,
            ATMOVE => 6,
            _ => return Err(Fault::Marker),
        };
        self.marker = Marker::Segment { kind, octets: Vec::with_capacity(len), len };
        Ok(())
    }

    /// Handles a marker whose data is complete.
    fn take_segment(&mut self, kind: u8, octets: &[u8], out: &mut impl Out) -> Result<(), Fault> {
        let number = octets.first_chunk().map_or(0, |octets| u32::from_be_bytes(*octets));
        match kind {
            NEWLEN => {
                // §6.2.6.2: the number of rows may not increase.
                if number > self.rows_announced {
                    return Err(Fault::Longer);
                }
                self.rows_announced = number;
                self.length_may_change = false;
                out.truncate(number);
                self.end_stripe(out);
            }
            ATMOVE => {
                let (distance, down) = (octets[4], octets[5]);
                let is_there = distance == 0 || (self.template.nearest..=127).contains(&distance);
                if down != 0 || !is_there || self.stripe.moves.len() == MOST_MOVES {
                    return Err(Fault::Move);
                }
                self.stripe.moves.push((number, distance));
            }
            _ => self.marker = if number > 0 { Marker::Comment(number) } else { Marker::None },
        }
        Ok(())
    }

    /// Ends the page: no more octets arrive.
    fn finish(&mut self, out: &mut impl Out) -> Result<(), Fault> {
        // A sender that announces stripes of unlimited length must correct the length later.
        // Without the correction, it is unknown how many of the rows that the decoder makes of
        // zeros belong to the page.
        if !self.length_may_change || self.header.stripe.min(self.rows_announced) <= out.most_rows()
        {
            self.end_stripe(out);
        }
        // No stripe followed the one with uncoded rows.
        if let Some(rows) = self.uncoded_from.take() {
            self.rows_announced = rows;
            out.truncate(rows);
        }
        Ok(())
    }

    /// Completes the stripe if its end marker has arrived: decodes its remaining rows, and prepares
    /// for the next stripe (clauses 6.2.4 and 6.2.5).
    fn end_stripe(&mut self, out: &mut impl Out) {
        let Some(kind) = self.stripe.ended.take() else { return };
        self.stripe.coder.complete();
        self.decode(out);
        self.judge_length(out);
        if kind == SDRST {
            self.contexts.reset();
            self.rows.clear();
            self.was_typical = false;
            self.moved_by = 0;
        }
        self.stripe = Stripe::default();
        self.ended += 1;
    }

    /// Decodes as many rows of the stripe as its octets contain.
    fn decode(&mut self, out: &mut impl Out) {
        while self.has_rows_to_come(out) && self.decode_row() {
            out.put(&self.rows.this);
            self.rows.go_down();
            self.stripe.rows += 1;
            self.stripe.note_row(out.rows());
        }
    }

    /// Corrects a number of rows (YD) that is too great and that no NEWLEN corrects. The last
    /// stripe then has fewer rows than announced. After its last octet, the coder would decode rows
    /// from zeros that were never coded. The page ends before these rows.
    fn judge_length(&mut self, out: &mut impl Out) {
        let beyond = self.stripe.coder.beyond_end().unwrap_or(0);
        let Some((rows, _)) = self.stripe.coded.filter(|_| beyond > MOST_ZEROS) else { return };
        let is_last = out.rows() >= self.rows_announced.min(out.most_rows());
        if is_last {
            self.rows_announced = rows;
            out.truncate(rows);
        } else {
            self.uncoded_from = Some(rows);
        }
    }

    /// Whether the stripe has rows that are not decoded yet.
    fn has_rows_to_come(&self, out: &impl Out) -> bool {
        self.stripe.rows < self.header.stripe
            && out.rows() < self.rows_announced.min(out.most_rows())
    }

    /// Decodes the next row. Returns whether it could be decoded to its end.
    fn decode_row(&mut self) -> bool {
        let stripe = &mut self.stripe;
        let mut unknown = Unknown { coder: &mut stripe.coder, contexts: &mut self.contexts };
        if !stripe.in_row {
            for (row, distance) in &stripe.moves {
                if *row == stripe.rows {
                    self.moved_by = *distance;
                }
            }
            if self.header.typical {
                // SLNTP (§6.5.1): whether this row and the last one are both typical (equal to the
                // row above) or both not.
                let Some(same) = unknown.pixel(self.template.typical, false) else { return false };
                self.was_typical = self.was_typical == same;
                if self.was_typical {
                    self.rows.repeat_above();
                    return true;
                }
            }
            stripe.in_row = true;
            stripe.progress = Progress::default();
        }
        let has_ended = template::along(
            &mut unknown,
            &mut self.rows,
            self.template,
            self.moved_by,
            &mut stripe.progress,
        );
        stripe.in_row = !has_ended;
        has_ended
    }
}

impl Stripe {
    /// Records that a row is done; the page now has `rows` rows. If the coder's number is at the
    /// bottom of its interval, all further pixels are as predicted, for example in a white margin.
    /// An encoder writes nothing for such pixels, so the announced number of rows is used.
    fn note_row(&mut self, rows: u32) {
        let Some(beyond) = self.coder.beyond_end() else { return };
        match &mut self.coded {
            None if !self.coder.is_at_bottom() => self.coded = Some((rows, beyond)),
            Some((last, first_beyond)) if *first_beyond == beyond => *last = rows,
            _ => {}
        }
    }

    /// Whether a part of the stripe has arrived, but not its end.
    const fn is_open(&self) -> bool {
        self.coder.has_begun()
    }
}

/// A coder that decodes pixels.
struct Unknown<'a> {
    coder: &'a mut coder::Decoder,
    contexts: &'a mut Contexts,
}

impl Coder for Unknown<'_> {
    #[inline(always)]
    fn pixel(&mut self, context: usize, _: bool) -> Option<bool> {
        self.coder.next(self.contexts, context)
    }

    #[inline(always)]
    fn whites(&mut self, most: u32) -> u32 {
        self.coder.next_white(self.contexts, 0, most)
    }
}
