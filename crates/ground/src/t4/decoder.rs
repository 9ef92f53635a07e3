//! The way to the decoders of all codings.

use super::{Bitmap, Coding, Limits, PageQuality, decode, jbig};

/// Bits in, rows out, for one page. The result does not depend on how the bits were cut.
///
/// ```
/// use ferrofax_ground::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, encode};
///
/// // Three rows of eight pixels, one of them black.
/// let mut page = Bitmap::white(8, 3);
/// page.set(5, 1, true);
/// for coding in Coding::ALL {
///     let octets = encode(&page, coding, EncodeOptions::default());
///
///     let mut decoder = Decoder::new(coding, 8, Limits::default());
///     octets.iter().for_each(|octet| decoder.push(&[*octet]));
///     let (came, quality) = decoder.finish();
///     assert_eq!((&came, quality.rows, quality.bad_rows), (&page, 3, 0));
///     assert!(!quality.cut_off, "the end of the page was seen");
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Decoder(By);

#[derive(Clone, Debug)]
enum By {
    Runs(decode::Decoder),
    Jbig(jbig::Decoder, LooseBits),
}

/// Bits that do not fill an octet yet, the first one lowest.
#[derive(Clone, Copy, Debug, Default)]
struct LooseBits {
    bits: u8,
    count: u32,
}

impl Decoder {
    /// A decoder for a page of `width` pixels a row. A page in colours has no rows of black and
    /// white, and none come of its octets.
    pub fn new(coding: Coding, width: u32, limits: Limits) -> Self {
        Self(match coding.by_runs() {
            Some(coding) => By::Runs(decode::Decoder::new(coding, width, limits)),
            None => By::Jbig(jbig::Decoder::new(width, limits), LooseBits::default()),
        })
    }

    /// Each row is filled up to a whole byte, as in TIFF's compression 2 and PDF's
    /// EncodedByteAlign. Only for bits that come by [`Self::push`]; JBIG has no such rows.
    #[must_use]
    pub fn with_rows_ending_at_bytes(self) -> Self {
        Self(match self.0 {
            By::Runs(decoder) => By::Runs(decoder.with_rows_ending_at_bytes()),
            jbig => jbig,
        })
    }

    /// Each row is filled up to a whole word of 16 bits, counted from the first byte, as in TIFF's
    /// compression 32771. Only for bits that come by [`Self::push`]; JBIG has no such rows.
    #[must_use]
    pub fn with_rows_ending_at_words(self) -> Self {
        Self(match self.0 {
            By::Runs(decoder) => By::Runs(decoder.with_rows_ending_at_words()),
            jbig => jbig,
        })
    }

    /// Takes bytes whose first bit on the line is the least significant one. What follows
    /// the page's end is ignored.
    pub fn push(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            By::Runs(decoder) => decoder.push(bytes),
            By::Jbig(decoder, LooseBits { count: 0, .. }) => decoder.push(bytes),
            By::Jbig(decoder, loose) => {
                bytes.iter().for_each(|byte| {
                    (0..8).for_each(|at| loose.push(byte >> at & 1 == 1, decoder));
                });
            }
        }
    }

    /// Takes one bit.
    pub fn push_bit(&mut self, bit: bool) {
        match &mut self.0 {
            By::Runs(decoder) => decoder.push_bit(bit),
            By::Jbig(decoder, loose) => loose.push(bit, decoder),
        }
    }

    /// Whether the page's end (RTC, EOFB, the last stripe) was seen, or a limit reached.
    pub fn ended(&self) -> bool {
        match &self.0 {
            By::Runs(decoder) => decoder.ended(),
            By::Jbig(decoder, _) => decoder.ended(),
        }
    }

    /// The rows decoded so far.
    pub const fn page(&self) -> &Bitmap {
        match &self.0 {
            By::Runs(decoder) => decoder.page(),
            By::Jbig(decoder, _) => decoder.page(),
        }
    }

    /// Why the page could not be decoded further. MH and MR go on behind each fault.
    pub const fn fault(&self) -> Option<Fault> {
        match &self.0 {
            By::Runs(decoder) if decoder.is_broken() => Some(Fault::Runs),
            By::Runs(_) => None,
            By::Jbig(decoder, _) => match decoder.fault() {
                Some(fault) => Some(Fault::Jbig(fault)),
                None => None,
            },
        }
    }

    /// Takes it that no more bits come: the page and how well it came through.
    pub fn finish(self) -> (Bitmap, PageQuality) {
        match self.0 {
            By::Runs(decoder) => decoder.finish(),
            By::Jbig(decoder, _) => decoder.finish(),
        }
    }
}

/// Why a page could not be decoded further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its bits are no code of MMR, or say more pixels than a row has.
    Runs,
    /// It is not JBIG as faxes have it.
    Jbig(jbig::Fault),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Runs => f.write_str("the next row has a code that does not fit"),
            Self::Jbig(fault) => fault.fmt(f),
        }
    }
}

impl LooseBits {
    fn push(&mut self, bit: bool, decoder: &mut jbig::Decoder) {
        self.bits |= u8::from(bit) << self.count;
        self.count += 1;
        if self.count == 8 {
            decoder.push(&[std::mem::take(self).bits]);
        }
    }
}
