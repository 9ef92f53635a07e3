//! The page that is coming in: its bits, whichever line brings them, on their way to rows.
//!
//! Each kind of line owns one. When the call changes over, the new line takes the page
//! from the old one: with ECM, a page that began as audio goes on as packets.

use super::page_limit;
use crate::t30::Negotiated;
use ferrofax_ground::t4::{Bitmap, Decoder, PageQuality, jbig};
use ferrofax_signal::modem::Bits;

/// The page, from its first bit to its last; nothing between two pages.
#[derive(Debug)]
pub(super) struct PageIntake {
    /// Rows of standard resolution after which a page is cut off.
    max_rows: u32,
    /// Bits that do not fill an octet yet.
    loose: Loose,
    octets: Octets,
    decoder: Option<Decoder>,
    /// Rows that were reported, and samples since.
    reported_rows: u32,
    since_report: u64,
}

/// Bits on the way to a decoder that takes octets.
#[derive(Clone, Copy, Debug, Default)]
struct Loose {
    /// The first one lowest.
    bits: u64,
    count: u32,
}

/// How much of a page without ECM came, where it comes in packets.
#[derive(Clone, Copy, Debug, Default)]
struct Octets {
    came: u64,
    lost: u64,
    longest_lost: u64,
}

impl PageIntake {
    pub(super) const fn new(max_rows: u32) -> Self {
        Self {
            max_rows,
            loose: Loose { bits: 0, count: 0 },
            octets: Octets { came: 0, lost: 0, longest_lost: 0 },
            decoder: None,
            reported_rows: 0,
            since_report: 0,
        }
    }

    /// A page begins.
    pub(super) fn begin(&mut self, negotiated: Negotiated) {
        let Negotiated { coding, resolution, width, .. } = negotiated;
        let limits = page_limit::limits(self.max_rows, &negotiated);
        let decoder = Decoder::new(coding, width.pixels(resolution), limits);
        *self = Self { decoder: Some(decoder), ..Self::new(self.max_rows) };
    }

    /// Octets of the page came, the first bit of each lowest. True if they hold the
    /// page's end (RTC).
    pub(super) fn push(&mut self, octets: &[u8]) -> bool {
        let Some(decoder) = &mut self.decoder else { return false };
        self.octets.came += octets.len() as u64;
        let had_ended = decoder.ended();
        decoder.push(octets);
        !had_ended && decoder.ended()
    }

    /// Bits of the page came, as a modem gives them. True if they hold the page's end.
    pub(super) fn push_bits(&mut self, some: Bits) -> bool {
        let Loose { bits, count } = &mut self.loose;
        *bits |= u64::from(some.bits) << *count;
        *count += some.count;
        if *count < 8 {
            return false;
        }
        let (octets, whole) = (bits.to_le_bytes(), *count / 8);
        *bits >>= 8 * whole;
        *count %= 8;
        self.push(&octets[..whole as usize])
    }

    /// The signal is over: its last bits need not fill an octet.
    pub(super) fn flush(&mut self) {
        let Loose { bits, count } = std::mem::take(&mut self.loose);
        if let Some(decoder) = &mut self.decoder {
            (0..count).for_each(|bit| decoder.push_bit(bits >> bit & 1 == 1));
        }
    }

    /// Another signal is listened for: the last bits of the one before are no octet's.
    pub(super) fn drop_loose_bits(&mut self) {
        self.loose = Loose::default();
    }

    /// As many octets were lost on the way.
    pub(super) fn lose(&mut self, octets: usize) {
        self.octets.lost += octets as u64;
        self.octets.longest_lost = self.octets.longest_lost.max(octets as u64);
    }

    /// Why the page can't be decoded further, where that is known.
    pub(super) fn fault(&self) -> Option<jbig::Fault> {
        self.decoder.as_ref()?.fault()
    }

    /// The page ends.
    pub(super) fn finish(&mut self) -> Option<(Bitmap, PageQuality)> {
        self.flush();
        let (bitmap, mut quality) = self.decoder.take()?.finish();
        self.octets.count_lost_rows(&mut quality);
        Some((bitmap, quality))
    }

    /// The page, for the line that takes over.
    pub(super) fn hand_over(&mut self) -> Self {
        self.flush();
        std::mem::replace(self, Self::new(self.max_rows))
    }

    /// Time goes on.
    pub(super) const fn pass_time(&mut self, samples: u64) {
        self.since_report += samples;
    }

    /// Whether the page has grown; true at most once a second.
    pub(super) fn reports_growth(&mut self) -> bool {
        if self.since_report < REPORT_EVERY {
            return false;
        }
        self.since_report = 0;
        let rows = self.decoder.as_ref().map_or(0, |decoder| decoder.page().rows());
        let has_grown = rows > self.reported_rows;
        self.reported_rows = self.reported_rows.max(rows);
        has_grown
    }
}

impl Octets {
    /// Rows that are gone whole, by what a row took on the average: for the verdict they
    /// are as bad as damaged ones.
    fn count_lost_rows(&self, quality: &mut PageQuality) {
        let rows_of = |octets: u64| {
            (octets * u64::from(quality.rows)).checked_div(self.came).unwrap_or(0) as u32
        };
        let (lost, longest) = (rows_of(self.lost), rows_of(self.longest_lost));
        quality.bad_rows = (quality.bad_rows + lost).min(quality.rows);
        quality.longest_bad_run = quality.longest_bad_run.max(longest).min(quality.rows);
    }
}

/// How often the growth of a page is reported, in samples.
const REPORT_EVERY: u64 = 8000;

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_ground::t4::{Coding, EncodeOptions, PageWidth, Resolution, encode};
    use ferrofax_signal::modem::{PageRate, Rate};

    const NEGOTIATED: Negotiated = Negotiated {
        rate: PageRate::Image(Rate::V29At9600),
        ecm: false,
        coding: Coding::Mh,
        resolution: Resolution::Standard,
        width: PageWidth::A4,
    };

    /// A page of 100 rows, and its octets on the line.
    fn page() -> (Bitmap, Vec<u8>) {
        let mut page = Bitmap::white(PageWidth::A4.pixels(Resolution::Standard), 100);
        (0..100).for_each(|row| page.set(10 * row, row, true));
        let octets = encode(&page, Coding::Mh, EncodeOptions::default());
        (page, octets)
    }

    fn begun() -> PageIntake {
        let mut intake = PageIntake::new(1000);
        intake.begin(NEGOTIATED);
        intake
    }

    #[test]
    fn a_page_goes_on_where_another_line_takes_it_over() {
        let (page, octets) = page();
        let (before, after) = octets.split_at(octets.len() / 2);
        let mut audio = begun();
        for octet in before.iter().map(|octet| u32::from(*octet)) {
            assert!(!audio.push_bits(Bits { bits: octet & 7, count: 3 }));
            assert!(!audio.push_bits(Bits { bits: octet >> 3, count: 5 }));
        }
        let mut packets = audio.hand_over();
        assert!(audio.finish().is_none(), "it has no page any more");
        assert!(packets.push(after), "the end is seen");
        assert_eq!(packets.finish().map(|(bitmap, _)| bitmap), Some(page));
    }

    #[test]
    fn rows_that_packets_lost_count_whichever_line_the_page_ends_on() {
        let (_, octets) = page();
        let mut packets = begun();
        packets.push(&octets);
        packets.lose(octets.len().div_ceil(10));
        let (_, quality) = packets.hand_over().finish().expect("the page came");
        assert_eq!((quality.rows, quality.bad_rows, quality.longest_bad_run), (100, 10, 10));
    }

    #[test]
    fn growth_is_reported_once_a_second() {
        let (_, octets) = page();
        let mut intake = begun();
        intake.push(&octets[..octets.len() / 2]);
        intake.pass_time(REPORT_EVERY - 1);
        assert!(!intake.reports_growth(), "too early");
        intake.pass_time(1);
        assert!(intake.reports_growth());
        intake.push(&octets[octets.len() / 2..]);
        assert!(!intake.reports_growth(), "again too early");
        intake.pass_time(REPORT_EVERY);
        assert!(intake.reports_growth());
        intake.pass_time(REPORT_EVERY);
        assert!(!intake.reports_growth(), "it has not grown");
    }
}
