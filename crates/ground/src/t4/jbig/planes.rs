//! Decodes a picture of several planes (clause 6.2): one header, and stripes of each plane.
//!
//! Each plane is coded by itself, like a page of one plane. The last octet but one of the header
//! specifies the order of the stripes. Either all stripes of a plane come before those of the next
//! plane, or the first stripes of all planes come before the second ones. The first plane has the
//! highest bits of the pixels.
//!
//! All octets are available here at once. So stripes of planes that are not needed can be skipped,
//! and the number of rows is known before the first row is decoded, even if it is specified later.

use super::decode::{Out, Stripes};
use super::header::{Fault, HEADER_LEN, Header, ILEAVE, SEQ, SMID};
use super::rows::Row;
use super::{ABORT, ATMOVE, COMMENT, ESC, NEWLEN, SDNORM, SDRST, STUFF};
use crate::t4::Bitmap;
use std::ops::Range;

/// A picture (BIE) whose pixels are not decoded yet.
#[derive(Clone, Debug)]
pub(in crate::t4) struct Entity {
    header: Header,
    planes: u8,
    /// Whether the first stripes of all planes come before the second stripes, and so on.
    by_stripe: bool,
    /// The position after the end of the picture, if the end arrived.
    end: Option<usize>,
}

impl Entity {
    /// Reads the header and the markers of the picture with which the octets begin. `Ok(None)` if
    /// the header is incomplete.
    ///
    /// # Errors
    /// The reason why none of its pixels can be decoded.
    pub(in crate::t4) fn of(octets: &[u8]) -> Result<Option<Self>, Fault> {
        let Some(header) = octets.first_chunk::<HEADER_LEN>() else { return Ok(None) };
        let (mut header, planes) = Header::of_planes(header)?;
        if planes == 0 {
            return Err(Fault::Planes);
        }
        if header.width > Bitmap::MAX_WIDTH {
            return Err(Fault::Width);
        }
        let by_stripe = is_by_stripe(octets[HEADER_LEN - 2], planes)?;
        let (mut at, mut ended) = (HEADER_LEN, 0);
        let is_whole = |ended, header: &Header| ended >= stripes(header) * u64::from(planes);
        while let Some((mark, place)) = mark(octets, at)? {
            match mark {
                // The number of rows may be specified after the last stripe (T.85, amendment 1).
                Mark::Rows(rows) if rows > header.rows => return Err(Fault::Longer),
                Mark::Rows(rows) => header.rows = rows,
                _ if is_whole(ended, &header) => break,
                Mark::EndOfStripe => ended += 1,
                Mark::Other => {}
            }
            at = place.end;
            if is_whole(ended, &header) && !next_is_rows(octets, at) {
                break;
            }
        }
        header.length_may_change = false;
        let end = is_whole(ended, &header).then_some(at);
        Ok(Some(Self { header, planes, by_stripe, end }))
    }

    pub(in crate::t4) const fn width(&self) -> u32 {
        self.header.width
    }

    pub(in crate::t4) const fn rows(&self) -> u32 {
        self.header.rows
    }

    pub(in crate::t4) const fn planes(&self) -> u8 {
        self.planes
    }

    /// Whether both pictures have the same width and the same number of rows.
    pub(in crate::t4) const fn is_as_large_as(&self, other: &Self) -> bool {
        self.header.width == other.header.width && self.header.rows == other.header.rows
    }

    /// The position after the end of the picture in its octets, if the whole picture arrived.
    pub(in crate::t4) const fn end(&self) -> Option<usize> {
        self.end
    }

    /// Decodes the wanted planes, row by row. `put` gets the number of the plane, the number of the
    /// row, and the row's pixels in words, with the leftmost pixel in the highest bit.
    ///
    /// Returns the number of rows that all planes have in complete stripes, including planes that
    /// are not wanted. Also returns the reason why decoding stopped, unless the octets ended.
    pub(in crate::t4) fn decode(
        &self,
        octets: &[u8],
        wanted: impl Fn(u8) -> bool,
        mut put: impl FnMut(u8, u32, &[u64]),
    ) -> (u32, Option<Fault>) {
        let mut planes: Vec<Plane> =
            (0..self.planes).map(|plane| Plane::new(self.header, wanted(plane))).collect();
        let fault = self.decode_into(octets, &mut planes, &mut put).err();
        let fewest = planes.iter().map(|plane| plane.whole).min().unwrap_or(0);
        (fewest, fault)
    }

    fn decode_into(
        &self,
        octets: &[u8],
        planes: &mut [Plane],
        put: &mut impl FnMut(u8, u32, &[u64]),
    ) -> Result<(), Fault> {
        let of_each = stripes(&self.header);
        let mut at = HEADER_LEN;
        for index in 0..of_each * u64::from(self.planes) {
            let number =
                if self.by_stripe { index % u64::from(self.planes) } else { index / of_each };
            let Some(plane) = planes.get_mut(number as usize) else { return Ok(()) };
            let most = self.header.rows;
            let Some(stripes) = &mut plane.stripes else {
                let Some(end) = end_of_stripe(octets, at)? else { return Ok(()) };
                at = end;
                plane.end_stripe(&self.header);
                continue;
            };
            let ended = stripes.ended();
            while stripes.ended() == ended {
                let rest = octets.get(at..).filter(|rest| !rest.is_empty());
                let Some(rest) = rest else { return Ok(()) };
                let put = |row, words: &[u64]| put(number as u8, row, words);
                let mut out = OfPlane { rows: &mut plane.rows, most, put };
                at += stripes.take(rest, &mut out)?;
            }
            plane.end_stripe(&self.header);
        }
        Ok(())
    }

    /// Copies the header and the markers from `octets` to `into`. No pixel is copied: `into` keeps
    /// zeros in their places.
    pub(in crate::t4) fn blank(octets: &[u8], into: &mut [u8]) {
        let mut keep = |place: Range<usize>| {
            if let (Some(to), Some(from)) = (into.get_mut(place.clone()), octets.get(place)) {
                to.copy_from_slice(from);
            }
        };
        keep(0..HEADER_LEN.min(octets.len()));
        let mut at = HEADER_LEN;
        while let Ok(Some((_, place))) = mark(octets, at) {
            at = place.end;
            // The text of a comment is not needed; only its marker and its length are kept.
            let len = place.len().min(8);
            keep(place.start..place.start + len);
        }
    }
}

/// A plane during decoding.
struct Plane {
    /// The decoder. `None` if the plane is not wanted.
    stripes: Option<Box<Stripes>>,
    /// The number of rows that are decoded.
    rows: u32,
    /// The number of rows of complete stripes.
    whole: u32,
}

impl Plane {
    fn new(header: Header, is_wanted: bool) -> Self {
        Self { stripes: is_wanted.then(|| Box::new(Stripes::new(header))), rows: 0, whole: 0 }
    }

    fn end_stripe(&mut self, header: &Header) {
        self.whole = self.whole.saturating_add(header.stripe).min(header.rows);
    }
}

/// The destination of the rows of a plane.
struct OfPlane<'a, F> {
    rows: &'a mut u32,
    most: u32,
    put: F,
}

impl<F: FnMut(u32, &[u64])> Out for OfPlane<'_, F> {
    fn rows(&self) -> u32 {
        *self.rows
    }

    fn most_rows(&self) -> u32 {
        self.most
    }

    fn put(&mut self, row: &Row) {
        (self.put)(*self.rows, row.words());
        *self.rows += 1;
    }

    fn truncate(&mut self, rows: u32) {
        *self.rows = (*self.rows).min(rows);
    }
}

/// A marker between the octets of stripes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    EndOfStripe,
    /// NEWLEN: the number of rows.
    Rows(u32),
    /// A move of the template's movable pixel, or a comment.
    Other,
}

/// The next marker and its range. `None` if the octets end before the marker does.
fn mark(octets: &[u8], from: usize) -> Result<Option<(Mark, Range<usize>)>, Fault> {
    let mut at = from;
    loop {
        let rest = octets.get(at..).unwrap_or_default();
        let Some(start) = rest.iter().position(|octet| *octet == ESC).map(|found| at + found)
        else {
            return Ok(None);
        };
        let Some(kind) = octets.get(start + 1) else { return Ok(None) };
        let number = octets.get(start + 2..).and_then(<[u8]>::first_chunk);
        let number = number.map(|number| u32::from_be_bytes(*number));
        let (mark, len) = match (*kind, number) {
            (STUFF, _) => {
                at = start + 2;
                continue;
            }
            (SDNORM | SDRST, _) => (Mark::EndOfStripe, 2),
            (ABORT, _) => return Err(Fault::Aborted),
            (NEWLEN | ATMOVE | COMMENT, None) => return Ok(None),
            (NEWLEN, Some(rows)) => (Mark::Rows(rows), 6),
            (ATMOVE, _) => (Mark::Other, 8),
            (COMMENT, Some(len)) => (Mark::Other, 6 + len as usize),
            _ => return Err(Fault::Marker),
        };
        let end = start.saturating_add(len);
        return Ok((end <= octets.len()).then_some((mark, start..end)));
    }
}

/// The position after the end of the stripe that begins at `at`.
fn end_of_stripe(octets: &[u8], mut at: usize) -> Result<Option<usize>, Fault> {
    while let Some((mark, place)) = mark(octets, at)? {
        if mark == Mark::EndOfStripe {
            return Ok(Some(place.end));
        }
        at = place.end;
    }
    Ok(None)
}

fn next_is_rows(octets: &[u8], at: usize) -> bool {
    octets.get(at..).is_some_and(|rest| rest.starts_with(&[ESC, NEWLEN]))
}

/// The number of stripes of each plane.
fn stripes(header: &Header) -> u64 {
    // Headers with stripes of no rows are rejected before.
    u64::from(header.rows.div_ceil(header.stripe.max(1)))
}

/// Whether the first stripes of all planes come before the second ones (§6.2.4, table 11, for one
/// layer: SMID with ILEAVE, or SEQ without SMID).
fn is_by_stripe(order: u8, planes: u8) -> Result<bool, Fault> {
    const ALL: u8 = SEQ | ILEAVE | SMID;
    match order & ALL {
        _ if planes == 1 => Ok(false),
        SMID | ALL => Err(Fault::Order),
        order => Ok(matches!(order & (SEQ | SMID), SEQ | SMID)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_planes_and_stripes_is_that_of_jbigkit() {
        // As the manual page of pbmtojbg lists them for its option -o, for one layer.
        let by_stripe = [(0, false), (2, false), (3, true), (4, true), (5, false), (6, true)];
        for (order, expected) in by_stripe {
            assert_eq!(is_by_stripe(order, 4), Ok(expected), "{order}");
            assert_eq!(is_by_stripe(order | 8, 4), Ok(expected), "{order}");
        }
        assert_eq!([1, 7].map(|order| is_by_stripe(order, 2)), [Err(Fault::Order); 2]);
        assert!(is_by_stripe(1, 1).is_ok(), "one plane has no order");
    }

    #[test]
    fn markers_are_found_wherever_octets_of_ones_stand() {
        let octets = [1, 0xFF, 0, 0xFF, 7, 0, 0, 0, 2, 0xFF, 2, 5, 0xFF, 2, 9];
        assert_eq!(mark(&octets, 0), Ok(Some((Mark::Other, 3..11))));
        assert_eq!(end_of_stripe(&octets, 0), Ok(Some(14)));
        assert_eq!(end_of_stripe(&octets[..13], 0), Ok(None));
        assert_eq!(mark(&[0xFF, 9], 0), Err(Fault::Marker));
    }
}
