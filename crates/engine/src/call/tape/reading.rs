//! A recording is read.

use super::bytes::Reader;
use super::samples::{Law, expand, linear};
use super::settings::read_terms;
use super::{CallSettings, MAGIC, PAGES, TAPE_VERSION, TapeError, letter};
use crate::call::{NextPage, PageToSend, PollRefusal, T38Terms};
use ferrofax_ground::t4::{Bitmap, Decoder, Limits, PageWidth, Resolution};
use std::sync::Arc;

/// What a call is given at once, at most: a minute of line. More is no call's frame.
const MOST_SAMPLES: u64 = 8 * 60_000;

/// Pixels across a page, at most, and its rows.
const WIDEST: u64 = 10_000;
const LONGEST: u64 = 1_000_000;

/// Pixels of a page, at most: ten times A3 at 400 dpi.
const MOST_PIXELS: u64 = 1 << 29;

/// One thing that a call was given.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::call) enum Given {
    Heard(Vec<i16>),
    Gap(usize),
    Said(usize),
    Passed(usize),
    Packet(Option<u16>, Vec<u8>),
    ToT38(T38Terms),
    ToAudio,
    T38Refused,
    Stored(u32, bool),
    BeyondLimit(u32),
    PageTooLarge,
    Page(PageToSend),
    PollRefused(PollRefusal),
    HoldsPageEnds,
    PageEndAllowed(u32),
    HungUp,
    Cancelled,
    Sum([u8; 8]),
    End([u8; 8]),
}

/// What stands at the head of a recording.
#[derive(Clone, Debug)]
pub(in crate::call) struct Head {
    /// The version of the Ferrofax that wrote it.
    pub(in crate::call) made_by: String,
    pub(in crate::call) settings: CallSettings,
}

/// A recording that is being read.
#[derive(Clone, Debug)]
pub(in crate::call) struct Reading<'a>(Reader<'a>);

impl<'a> Reading<'a> {
    /// Begins with what stands at its head.
    pub(in crate::call) fn open(tape: &'a [u8]) -> Result<(Head, Self), TapeError> {
        let mut from = Reader::new(tape);
        if from.raw(MAGIC.len()) != Ok(MAGIC) {
            return Err(TapeError::Foreign);
        }
        match from.byte()? {
            TAPE_VERSION => {}
            other => return Err(TapeError::Version(other)),
        }
        let made_by = from.text()?;
        let settings = CallSettings::read(&mut from)?;
        Ok((Head { made_by, settings }, Self(from)))
    }

    /// What came next; none at the end.
    ///
    /// # Errors
    /// [`TapeError::Cut`]: it ends in the middle of that.
    pub(in crate::call) fn next(&mut self) -> Result<Option<Given>, TapeError> {
        if self.0.is_at_end() {
            return Ok(None);
        }
        let from = &mut self.0;
        Ok(Some(match from.byte()? {
            letter::SILENCE => Given::Heard(vec![0; samples(from)?]),
            letter::A_LAW => Given::Heard(expand(octets(from, 1)?, Law::A)),
            letter::MU_LAW => Given::Heard(expand(octets(from, 1)?, Law::Mu)),
            letter::LINEAR => Given::Heard(linear(octets(from, 2)?)),
            letter::GAP => Given::Gap(samples(from)?),
            letter::SAID => Given::Said(samples(from)?),
            letter::PASSED => Given::Passed(samples(from)?),
            letter::PACKET => {
                let sequence = from.up_to(u16::MAX.into())? as u16;
                Given::Packet(Some(sequence), from.octets()?.to_vec())
            }
            letter::LOOSE_PACKET => Given::Packet(None, from.octets()?.to_vec()),
            letter::TO_T38 => Given::ToT38(read_terms(from)?),
            letter::TO_AUDIO => Given::ToAudio,
            letter::T38_REFUSED => Given::T38Refused,
            letter::STORED => Given::Stored(from.small()?, true),
            letter::NOT_STORED => Given::Stored(from.small()?, false),
            letter::BEYOND_LIMIT => Given::BeyondLimit(from.small()?),
            letter::PAGE_TOO_LARGE => Given::PageTooLarge,
            letter::PAGE => Given::Page(page(from)?),
            letter::PAGE_IN_COLOURS => {
                let page = page(from)?;
                let octets = from.octets()?.to_vec();
                Given::Page(PageToSend { colour: Some(Arc::new(octets)), ..page })
            }
            letter::POLL_REFUSED => Given::PollRefused(from.place(&PollRefusal::ALL)?),
            letter::HOLDS_PAGE_ENDS => Given::HoldsPageEnds,
            letter::PAGE_END_ALLOWED => Given::PageEndAllowed(from.small()?),
            letter::HUNG_UP => Given::HungUp,
            letter::CANCELLED => Given::Cancelled,
            letter::SUM => Given::Sum(sum(from)?),
            letter::END => {
                let sum = sum(from)?;
                if !from.is_at_end() {
                    return Err(from.damaged("more behind its end"));
                }
                Given::End(sum)
            }
            _ => return Err(from.damaged("a letter that is not known")),
        }))
    }
}

fn sum(from: &mut Reader<'_>) -> Result<[u8; 8], TapeError> {
    from.raw(8)?.try_into().map_err(|_| TapeError::Cut)
}

fn samples(from: &mut Reader<'_>) -> Result<usize, TapeError> {
    from.up_to(MOST_SAMPLES).map(|count| count as usize)
}

/// Octets of samples of so many octets each.
fn octets<'a>(from: &mut Reader<'a>, each: u64) -> Result<&'a [u8], TapeError> {
    let count = from.up_to(MOST_SAMPLES * each)?;
    from.raw(count as usize)
}

fn page(from: &mut Reader<'_>) -> Result<PageToSend, TapeError> {
    let resolution = from.place(&Resolution::ALL)?;
    let width = from.place(&PageWidth::ALL)?;
    let next = from.place(&NextPage::ALL)?;
    let (pixels, rows) = (from.up_to(WIDEST)? as u32, from.up_to(LONGEST)? as u32);
    if u64::from(pixels) * u64::from(rows) > MOST_PIXELS {
        return Err(from.damaged("a page that is too large"));
    }
    let octets = from.octets()?;
    let bitmap = bitmap(octets, pixels, rows).ok_or_else(|| from.damaged("a page that is none"))?;
    Ok(PageToSend { bitmap: Arc::new(bitmap), resolution, width, colour: None, next })
}

fn bitmap(octets: &[u8], width: u32, rows: u32) -> Option<Bitmap> {
    if width == 0 || rows == 0 {
        return (octets.len() < 64).then(|| Bitmap::white(width, rows));
    }
    let mut decoder = Decoder::new(PAGES.0, width, Limits { max_rows: rows });
    decoder.push(octets);
    let (bitmap, quality) = decoder.finish();
    (quality.rows == rows && quality.bad_rows == 0).then_some(bitmap)
}
