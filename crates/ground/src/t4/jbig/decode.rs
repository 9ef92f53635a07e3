//! A page in JBIG → rows, as its octets come.
//!
//! Pixels are decoded as soon as the octets that say them are there. The last ones of a
//! stripe may be said by zeros that were left out at its end (clause 6.8.2.10): they wait for
//! the marker behind it. Where the length of the page may still be changed, they wait for
//! what follows that: T.85 (amendment 1) lets a sender say it behind its last stripe.

use super::coder::{self, Contexts};
use super::header::{Fault, HEADER_LEN, Header};
use super::rows::{Row, Rows};
use super::template::{self, Coder, Progress, Template};
use super::{ABORT, ATMOVE, COMMENT, ESC, NEWLEN, SDNORM, SDRST, STUFF};
use crate::t4::page::PageSoFar;
use crate::t4::{Bitmap, Limits, PageQuality};

/// The most moves of the template's pixel in a stripe. Encoders have one.
const MOST_MOVES: usize = 64;

/// Rows for which an encoder would have left out more zeros than so many bits were not coded: the
/// chance that a number ends with as many is one in sixteen million.
const MOST_ZEROS: u64 = 24;

/// Octets in, rows out, for one page. The result does not depend on how the octets were cut.
#[derive(Clone, Debug)]
pub(in crate::t4) struct Decoder {
    state: State,
    page: PageSoFar,
    max_rows: u32,
    /// Working space for a row.
    pixels: Vec<u8>,
}

/// What is awaited.
#[derive(Clone, Debug)]
enum State {
    /// The header, of which so much is there.
    Header(Vec<u8>),
    /// Stripes and what stands between them.
    Stripes(Box<Stripes>),
    /// Nothing: the page's end was seen, or a limit reached.
    Ended,
    /// Nothing: it can't be decoded further.
    Broken(Fault),
}

impl Decoder {
    /// A decoder for a page of `width` pixels a row.
    pub(in crate::t4) fn new(width: u32, limits: Limits) -> Self {
        let page = PageSoFar::new(width, limits.max_rows);
        let state = if limits.max_rows == 0 { State::Ended } else { State::Header(Vec::new()) };
        Self { state, page, max_rows: limits.max_rows, pixels: Vec::new() }
    }

    /// Takes octets. What follows the page's end is ignored.
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
                // A page may have no rows.
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

    /// Whether the page's end was seen, or a limit reached.
    pub(in crate::t4) const fn ended(&self) -> bool {
        matches!(self.state, State::Ended)
    }

    /// Why the page could not be decoded further.
    pub(in crate::t4) const fn fault(&self) -> Option<Fault> {
        if let State::Broken(fault) = self.state { Some(fault) } else { None }
    }

    /// The rows decoded so far.
    pub(in crate::t4) const fn page(&self) -> &Bitmap {
        &self.page.bitmap
    }

    /// Takes it that no more octets come: the page and how well it came through.
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
        // What follows the end is ignored, though it be wrong.
        if has_ended {
            self.state = State::Ended;
        } else if let Err(fault) = done {
            self.state = State::Broken(fault);
        }
    }
}

/// Where rows go.
pub(super) trait Out {
    /// How many are there.
    fn rows(&self) -> u32;

    /// How many there may be.
    fn most_rows(&self) -> u32;

    /// Takes the next one.
    fn put(&mut self, row: &Row);

    /// There are no more than so many after all.
    fn truncate(&mut self, rows: u32);
}

/// They are the page's.
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

/// The page behind its header (BID, clause 6.2.3).
#[derive(Clone, Debug)]
pub(super) struct Stripes {
    header: Header,
    template: Template,
    /// YD, as it was said last.
    rows_announced: u32,
    /// NEWLEN may still come.
    length_may_change: bool,
    contexts: Contexts,
    rows: Rows,
    /// The last row was like the one above it.
    was_typical: bool,
    /// Where the pixel that can move is: so many places to the left, or 0, where it began.
    moved_by: u8,
    marker: Marker,
    stripe: Stripe,
    /// Stripes that have ended.
    ended: u32,
    /// The last of them has rows that were not coded, behind so many of the page.
    uncoded_from: Option<u32>,
    /// Zeros that came behind it.
    held_zeros: usize,
}

/// The stripe that is coming.
#[derive(Clone, Debug, Default)]
struct Stripe {
    coder: coder::Decoder,
    /// Rows that are done.
    rows: u32,
    /// It was said of the next row whether it is like the one above, if that is said, and it
    /// is not.
    in_row: bool,
    progress: Progress,
    /// Its end was seen, and what kind of end it is, but not what follows.
    ended: Option<u8>,
    /// From which row on the pixel that can move is where.
    moves: Vec<(u32, u8)>,
    /// Rows of the page up to the first with which the octets may have ended, and what
    /// [`coder::Decoder::beyond_end`] said there.
    coded: Option<(u32, u64)>,
}

/// What begins with ESC.
#[derive(Clone, Debug)]
enum Marker {
    None,
    /// ESC was there.
    Escape,
    /// Which it is, and so much of what belongs to it; it takes so many octets.
    Segment {
        kind: u8,
        octets: Vec<u8>,
        len: usize,
    },
    /// So many octets of a comment are left.
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

    /// How many stripes have ended.
    pub(super) const fn ended(&self) -> u32 {
        self.ended
    }

    /// Whether nothing follows that belongs to the page.
    const fn have_ended(&self, rows: u32, max_rows: u32) -> bool {
        // A stripe whose rows are all there has its marker still to come, and with it, it may
        // be, another length; what is left of it then is no loss.
        rows >= max_rows || rows >= self.rows_announced && !self.stripe.is_open()
    }

    /// Takes some of the octets, at least one: how many.
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

    /// Octets of a stripe.
    fn take_data(&mut self, octets: &[u8], out: &mut impl Out) {
        self.end_stripe(out);
        let octets = self.hold_fill(octets);
        if octets.is_empty() {
            return;
        }
        // Behind the last row of a stripe nothing is of use, and behind that of the page there
        // is what fills the last frame (T.4 §A.3.6.2).
        if self.has_rows_to_come(out) {
            self.stripe.coder.push(octets);
            self.decode(out);
        }
    }

    /// Behind a stripe that seems to be the last, zeros may be what fills the last frame: they wait until
    /// something else says that another stripe has begun. The octets that belong to one.
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

    /// What stands behind ESC (table 2).
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

    /// What belongs to a marker is there.
    fn take_segment(&mut self, kind: u8, octets: &[u8], out: &mut impl Out) -> Result<(), Fault> {
        let number = octets.first_chunk().map_or(0, |octets| u32::from_be_bytes(*octets));
        match kind {
            NEWLEN => {
                // §6.2.6.2: never more than before.
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

    /// Nothing more comes.
    fn finish(&mut self, out: &mut impl Out) -> Result<(), Fault> {
        // Who announces stripes without end says later how long they are; without that nobody
        // knows how many of the rows that zeros make belong to the page.
        if !self.length_may_change || self.header.stripe.min(self.rows_announced) <= out.most_rows()
        {
            self.end_stripe(out);
        }
        // No stripe came behind that one.
        if let Some(rows) = self.uncoded_from.take() {
            self.rows_announced = rows;
            out.truncate(rows);
        }
        Ok(())
    }

    /// If the end of the stripe was seen, decodes what is left of it and makes ready for the
    /// next one (clauses 6.2.4 and 6.2.5).
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

    /// Decodes as many rows of the stripe as its octets say.
    fn decode(&mut self, out: &mut impl Out) {
        while self.has_rows_to_come(out) && self.decode_row() {
            out.put(&self.rows.this);
            self.rows.go_down();
            self.stripe.rows += 1;
            self.stripe.note_row(out.rows());
        }
    }

    /// A length (YD) that is too great, and never corrected by NEWLEN: the last stripe ends sooner
    /// than it says, and behind its octets the coder makes rows of zeros that nobody coded. The
    /// page ends before those.
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

    /// Whether the stripe has rows that are not there yet.
    fn has_rows_to_come(&self, out: &impl Out) -> bool {
        self.stripe.rows < self.header.stripe
            && out.rows() < self.rows_announced.min(out.most_rows())
    }

    /// Whether the next row could be decoded to its end.
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
                // SLNTP (§6.5.1): whether this is as it was with the last row.
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
    /// A row is done, with which the page has so many. Where the coder's number is the bottom of its
    /// interval, whatever follows is what is expected, as a white margin: an encoder says nothing of it,
    /// however long it is, and the length that was announced is believed.
    fn note_row(&mut self, rows: u32) {
        let Some(beyond) = self.coder.beyond_end() else { return };
        match &mut self.coded {
            None if !self.coder.is_at_bottom() => self.coded = Some((rows, beyond)),
            Some((last, first_beyond)) if *first_beyond == beyond => *last = rows,
            _ => {}
        }
    }

    /// Whether some of it came, and not its end.
    const fn is_open(&self) -> bool {
        self.coder.has_begun()
    }
}

/// Reads pixels.
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
