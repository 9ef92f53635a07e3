//! One decoder for all codings of black and white pages.

use super::{Bitmap, Coding, Limits, PageQuality, decode, jbig};

/// A decoder for the bits of one page. The result does not depend on the sizes of the pieces in
/// which the bits arrive.
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

/// Bits that do not yet fill an octet. The first bit is the lowest.
#[derive(Clone, Copy, Debug, Default)]
struct LooseBits {
    bits: u8,
    count: u32,
}

impl Decoder {
    /// A decoder for a page of `width` pixels a row. For a coding of colours, it returns no rows,
    /// because such a page has no black-and-white rows.
    pub fn new(coding: Coding, width: u32, limits: Limits) -> Self {
        Self(match coding.by_runs() {
            Some(coding) => By::Runs(decode::Decoder::new(coding, width, limits)),
            None => By::Jbig(jbig::Decoder::new(width, limits), LooseBits::default()),
        })
    }

    /// Expects each row to be padded to a whole byte, as in TIFF's compression 2 and PDF's
    /// EncodedByteAlign. Only for bits that arrive by [`Self::push`]. Has no effect for JBIG, which
    /// has no such rows.
    #[must_use]
    pub fn with_rows_ending_at_bytes(self) -> Self {
        Self(match self.0 {
            By::Runs(decoder) => By::Runs(decoder.with_rows_ending_at_bytes()),
            jbig => jbig,
        })
    }

    /// Expects each row to be padded to a whole word of 16 bits, counted from the first byte, as in
    /// TIFF's compression 32771. Only for bits that arrive by [`Self::push`]. Has no effect for
    /// JBIG.
    #[must_use]
    pub fn with_rows_ending_at_words(self) -> Self {
        Self(match self.0 {
            By::Runs(decoder) => By::Runs(decoder.with_rows_ending_at_words()),
            jbig => jbig,
        })
    }

    /// Decodes bytes whose first bit on the line is the least significant one. Bytes after the
    /// page's end are ignored.
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

    /// Decodes one bit.
    pub fn push_bit(&mut self, bit: bool) {
        match &mut self.0 {
            By::Runs(decoder) => decoder.push_bit(bit),
            By::Jbig(decoder, loose) => loose.push(bit, decoder),
        }
    }

    /// Whether the page's end (RTC, EOFB or the last stripe) was found, or a limit was reached.
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

    /// The reason why the page cannot be decoded further. `None` for MH and MR, which resume after
    /// each fault.
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

    /// Ends the decoding after the last bit. Returns the page and its quality.
    pub fn finish(self) -> (Bitmap, PageQuality) {
        match self.0 {
            By::Runs(decoder) => decoder.finish(),
            By::Jbig(decoder, _) => decoder.finish(),
        }
    }
}

/// The reason why a page cannot be decoded further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bits are no code of MMR, or describe more pixels than a row has.
    Runs,
    /// The data is not JBIG as faxes use it.
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
