//! Encodes rows as a page in JBIG, of one plane or of several.

use super::adapt::Likeness;
use super::coder::{self, Contexts};
use super::header::Header;
use super::rows::Rows;
use super::template::{self, Coder, Progress, Template};
use super::{ATMOVE, ESC, SDNORM};
use crate::t4::Bitmap;
use std::iter;

/// The parameters that T.85 (table 1) leaves to the sender. The default is accepted by every
/// receiver and usually gives the shortest result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// L0: the rows of a stripe, at least 1. All receivers accept 128; another number is only for
    /// receivers that announce support (T.30 table 2, bit 79).
    pub stripe: u32,
    /// MX: how many pixels to the left the template's movable pixel may be moved, at most 127. 0:
    /// it is never moved.
    pub reach: u8,
    /// LRLTWO: pixels are predicted from two rows instead of three.
    pub two_rows: bool,
    /// TPBON: each row begins with a decision whether the row is equal to the row above.
    pub typical: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { stripe: 128, reach: 127, two_rows: false, typical: true }
    }
}

/// Encodes the page as octets; the least significant bit of each octet is sent first (T.85 clause
/// 3).
///
/// A page without rows, which T.82 does not allow, becomes a header alone.
pub fn encode(page: &Bitmap, options: Options) -> Vec<u8> {
    encode_planes(page, &[], options, usize::MAX).unwrap_or_default()
}

/// Encodes several planes, all as large as the first. The order is: the first stripe of each plane,
/// then the second stripe of each plane, and so on. `None` if the result would have more than
/// `most` octets.
pub(in crate::t4) fn encode_planes(
    first: &Bitmap,
    others: &[Bitmap],
    options: Options,
    most: usize,
) -> Option<Vec<u8>> {
    let stripe = options.stripe.max(1);
    let header = Header {
        width: first.width(),
        rows: first.rows(),
        stripe,
        reach: options.reach.min(127),
        two_rows: options.two_rows,
        length_may_change: false,
        typical: options.typical,
    };
    let planes = iter::once(first).chain(others);
    let mut planes: Vec<_> = planes.map(|plane| (plane, Encoder::new(&header))).collect();
    let mut out = header.emit(planes.len() as u8).to_vec();
    for first in (0..header.rows).step_by(stripe as usize) {
        let last = first.saturating_add(stripe).min(header.rows);
        for (plane, encoder) in &mut planes {
            encoder.begin_stripe(&mut out);
            (first..last).for_each(|row| encoder.put_row(plane.row(row)));
            encoder.end_stripe(&mut out);
        }
        if out.len() > most {
            return None;
        }
    }
    Some(out)
}

/// The encoder of one plane of a page.
struct Encoder {
    template: Template,
    typical: bool,
    reach: u8,
    contexts: Contexts,
    coder: coder::Encoder,
    rows: Rows,
    /// Whether the last row was equal to the row above it.
    was_typical: bool,
    /// The place of the movable pixel: its distance to the left, or 0 for the original place.
    moved_by: u8,
    /// The place of the movable pixel from the next stripe on.
    moves_to: u8,
    /// Statistics of the stripe, until the best place of the movable pixel is known.
    likeness: Option<Likeness>,
}

impl Encoder {
    fn new(header: &Header) -> Self {
        Self {
            template: Template::new(header.two_rows),
            typical: header.typical,
            reach: header.reach,
            contexts: Contexts::new(),
            coder: coder::Encoder::new(),
            rows: Rows::new(header.width),
            was_typical: false,
            moved_by: 0,
            moves_to: 0,
            likeness: None,
        }
    }

    /// Begins a stripe and writes the markers before its rows (clause 6.2.6.1).
    fn begin_stripe(&mut self, out: &mut Vec<u8>) {
        if self.moves_to != self.moved_by {
            self.moved_by = self.moves_to;
            // The move applies from the first row of the stripe on, and along the row.
            out.extend([ESC, ATMOVE, 0, 0, 0, 0, self.moved_by, 0]);
        }
        self.likeness = (self.reach > 0).then(|| Likeness::new(self.template, self.reach));
    }

    fn end_stripe(&mut self, out: &mut Vec<u8>) {
        std::mem::replace(&mut self.coder, coder::Encoder::new()).finish(out);
        out.extend([ESC, SDNORM]);
    }

    fn put_row(&mut self, pixels: &[u8]) {
        self.rows.this.take(pixels);
        let is_typical = self.typical && self.rows.this == self.rows.above;
        if self.typical {
            // SLNTP (§6.5.1): whether this row and the last one are both typical (equal to the row
            // above) or both not.
            let same = is_typical == self.was_typical;
            self.coder.put(&mut self.contexts, self.template.typical, same);
            self.was_typical = is_typical;
        }
        if !is_typical {
            let mut known = Known { coder: &mut self.coder, contexts: &mut self.contexts };
            let mut progress = Progress::default();
            template::along(
                &mut known,
                &mut self.rows,
                self.template,
                self.moved_by,
                &mut progress,
            );
            self.look_at_row();
        }
        self.rows.go_down();
    }

    /// Adds the row to the statistics, until the best place of the movable pixel is known.
    fn look_at_row(&mut self) {
        if let Some(likeness) = &mut self.likeness {
            likeness.look(&self.rows);
            if let Some(place) = likeness.decide(self.moved_by) {
                self.moves_to = place;
                self.likeness = None;
            }
        }
    }
}

/// A coder that encodes known pixels.
struct Known<'a> {
    coder: &'a mut coder::Encoder,
    contexts: &'a mut Contexts,
}

impl Coder for Known<'_> {
    #[inline(always)]
    fn pixel(&mut self, context: usize, known: bool) -> Option<bool> {
        self.coder.put(self.contexts, context, known);
        Some(known)
    }

    #[inline(always)]
    fn whites(&mut self, most: u32) -> u32 {
        self.coder.put_white(self.contexts, 0, most)
    }
}
