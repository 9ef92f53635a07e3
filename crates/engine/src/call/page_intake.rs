//! The page that is coming in: its bits, whichever line brings them, on their way to rows; or its
//! octets, if it is in colours.
//!
//! Each kind of line owns one. When the call changes over, the new line takes the page
//! from the old one: with ECM, a page that began as audio goes on as packets.

use super::page_limit;
use crate::t30::{Input, Negotiated};
use ferrofax_ground::ladder::Step;
use ferrofax_ground::t4::{
    Bitmap, Coding, Decoder, Fault, Limits, Loss, PageQuality, Undecoded, colour,
};
use ferrofax_signal::modem::Bits;

/// The page, from its first bit to its last; nothing between two pages.
#[derive(Debug)]
pub(super) struct PageIntake {
    /// Rows of standard resolution after which a page is cut off.
    max_rows: u32,
    /// Bits that do not fill an octet yet.
    loose: Loose,
    octets: Octets,
    coming: Option<Coming>,
    /// Rows that were reported, and samples since.
    reported_rows: u32,
    since_report: u64,
}

/// What becomes of the octets.
#[derive(Debug)]
enum Coming {
    Rows(Box<Rows>),
    Colours(Colours),
}

/// A page of rows.
#[derive(Debug)]
struct Rows {
    decoder: Decoder,
    /// How many there may be. The decoder takes one more, which shows that more came.
    most: u32,
    /// With error correction: the octets as they came, which the remote terminal will not send
    /// again if they can't be decoded.
    octets: Option<Kept>,
}

/// Octets that are kept as they come, up to [`MOST_OCTETS`].
#[derive(Debug, Default)]
struct Kept {
    octets: Vec<u8>,
    /// More came than are kept.
    is_too_long: bool,
}

/// A page in colours, whose octets are kept as they come.
#[derive(Debug)]
struct Colours {
    kept: Kept,
    /// Pixels of a row, as was commanded.
    width: u32,
}

/// A page that has ended.
#[derive(Debug)]
pub(super) struct EndedPage {
    pub(super) image: Image,
    pub(super) quality: PageQuality,
    /// Rows of it are missing although its octets came.
    pub(super) undecoded: Option<Undecoded>,
}

impl EndedPage {
    /// The memory of the page, in octets.
    pub(super) fn memory(&self) -> usize {
        let image = match &self.image {
            Image::Rows(page) => page.stride() * page.rows() as usize,
            Image::Colours(octets, _) => octets.len(),
        };
        image + self.undecoded.as_ref().map_or(0, |undecoded| undecoded.octets.len())
    }
}

/// What came of a page.
#[derive(Debug)]
pub(super) enum Image {
    /// Rows of black and white.
    Rows(Bitmap),
    /// The octets of one in colours, and how wide it was to be.
    Colours(Vec<u8>, u32),
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
            coming: None,
            reported_rows: 0,
            since_report: 0,
        }
    }

    /// A page begins.
    pub(super) fn begin(&mut self, negotiated: Negotiated) {
        let Negotiated { coding, resolution, width, ecm, .. } = negotiated;
        let width = width.pixels(resolution);
        let coming = if coding.is_colour() {
            Coming::Colours(Colours { kept: Kept::default(), width })
        } else {
            let most = page_limit::limits(self.max_rows, &negotiated).max_rows;
            let limits = Limits { max_rows: most.saturating_add(1) };
            let decoder = Decoder::new(coding, width, limits);
            Coming::Rows(Box::new(Rows { decoder, most, octets: ecm.then(Kept::default) }))
        };
        *self = Self { coming: Some(coming), ..Self::new(self.max_rows) };
    }

    /// Octets of the page came, the first bit of each lowest. True if they hold the
    /// page's end (RTC), or the first row beyond the limit.
    pub(super) fn push(&mut self, octets: &[u8]) -> bool {
        self.octets.came += octets.len() as u64;
        match &mut self.coming {
            None => false,
            Some(Coming::Rows(rows)) => rows.push(octets),
            Some(Coming::Colours(colours)) => {
                colours.kept.push(octets);
                false
            }
        }
    }

    /// The end that [`Self::push`] has found: the page's own, or the limit.
    pub(super) fn ended(&self) -> Input {
        if self.is_too_long() { Input::PageTooLong } else { Input::PageEndSeen }
    }

    /// What the page takes of memory so far, in octets.
    pub(super) fn memory(&self) -> usize {
        match &self.coming {
            None => 0,
            Some(Coming::Rows(rows)) => rows.memory(),
            Some(Coming::Colours(colours)) => colours.kept.octets.len(),
        }
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
        // A page in colours comes in whole octets, those of frames.
        if let Some(Coming::Rows(rows)) = &mut self.coming {
            (0..count).for_each(|bit| rows.decoder.push_bit(bits >> bit & 1 == 1));
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

    /// What is wrong with the page, where that is known, as the ladder is to have it.
    pub(super) fn fault(&self) -> Option<Step> {
        match self.coming.as_ref()? {
            Coming::Rows(rows) => rows.fault(),
            Coming::Colours(colours) => colours.fault(),
        }
    }

    /// Whether the page has more rows than it may have.
    pub(super) fn is_too_long(&self) -> bool {
        matches!(&self.coming, Some(Coming::Rows(rows)) if rows.are_too_many())
    }

    /// The page ends.
    pub(super) fn finish(&mut self) -> Option<EndedPage> {
        self.flush();
        Some(match self.coming.take()? {
            Coming::Rows(rows) => {
                let mut page = rows.finish();
                self.octets.count_lost_rows(&mut page.quality);
                page
            }
            Coming::Colours(colours) => colours.finish(),
        })
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
        let rows = match &self.coming {
            Some(Coming::Rows(rows)) => rows.decoder.page().rows(),
            // It comes with error correction, where nobody asks.
            Some(Coming::Colours(_)) | None => 0,
        };
        let has_grown = rows > self.reported_rows;
        self.reported_rows = self.reported_rows.max(rows);
        has_grown
    }
}

impl Kept {
    fn push(&mut self, octets: &[u8]) {
        let room = MOST_OCTETS.saturating_sub(self.octets.len());
        self.is_too_long |= octets.len() > room;
        self.octets.extend_from_slice(&octets[..octets.len().min(room)]);
    }
}

impl Rows {
    /// True if these octets bring the page's end, or the first row beyond the limit.
    fn push(&mut self, octets: &[u8]) -> bool {
        if let Some(kept) = &mut self.octets {
            kept.push(octets);
        }
        let had_ended = self.decoder.ended();
        self.decoder.push(octets);
        !had_ended && self.decoder.ended()
    }

    /// Octets of the rows, and of what is kept beside them.
    fn memory(&self) -> usize {
        let page = self.decoder.page();
        let kept = self.octets.as_ref().map_or(0, |kept| kept.octets.len());
        page.stride() * page.rows() as usize + kept
    }

    fn are_too_many(&self) -> bool {
        self.decoder.page().rows() > self.most
    }

    fn fault(&self) -> Option<Step> {
        let rows = self.decoder.page().rows();
        match self.decoder.fault() {
            _ if self.are_too_many() => Some(Step::PageLong { rows: self.most.into() }),
            // A row that could not be decoded has one in its place in MMR, not in JBIG.
            Some(fault @ Fault::Runs) => Some(broken(rows.saturating_sub(1), fault)),
            Some(fault @ Fault::Jbig(_)) => Some(broken(rows, fault)),
            None => None,
        }
    }

    fn finish(self) -> EndedPage {
        let Self { decoder, most, octets } = self;
        let is_broken = decoder.fault().is_some();
        let (mut bitmap, mut quality) = decoder.finish();
        let is_too_long = quality.rows > most;
        if is_too_long {
            bitmap.truncate(most);
            quality.rows = most;
            quality.bad_rows = quality.bad_rows.min(most);
            quality.cut_off = true;
        }
        let loss = if is_too_long {
            Some(Loss::LongerThan(most))
        } else if is_broken && octets.is_some() {
            Some(Loss::BrokenAfter(quality.rows - quality.bad_rows.min(quality.rows)))
        } else if quality.bad_rows > 0 && octets.is_some() {
            Some(Loss::BadRows(quality.bad_rows, quality.rows))
        } else {
            None
        };
        let Kept { octets, is_too_long } = octets.unwrap_or_default();
        let undecoded = loss.map(|loss| Undecoded { loss, octets, are_all: !is_too_long });
        EndedPage { image: Image::Rows(bitmap), quality, undecoded }
    }
}

fn broken(row: u32, fault: Fault) -> Step {
    Step::PageBroken { row: row.into(), why: fault.to_string() }
}

impl Colours {
    fn fault(&self) -> Option<Step> {
        if self.kept.is_too_long {
            return Some(Step::PageCut { count: MOST_OCTETS as u64 });
        }
        match colour::read(&self.kept.octets) {
            Err(fault) => Some(Step::ColoursUnshown { why: fault.to_string() }),
            Ok(facts) if !facts.has_end && facts.coding == Coding::T43 => {
                Some(Step::ColoursNoPlanes)
            }
            Ok(facts) if !facts.has_end => Some(Step::ColoursNoEnd),
            Ok(facts) if facts.width != self.width => {
                Some(Step::ColoursWidth { found: facts.width.into(), wanted: self.width.into() })
            }
            Ok(_) => None,
        }
    }

    /// Of rows that are damaged nobody knows before the pixels are decoded. What cannot be shown
    /// has one: it is kept for who can, with a page that says nothing in its place.
    fn finish(self) -> EndedPage {
        let Kept { mut octets, is_too_long } = self.kept;
        // The last frame is filled up with zeros (T.30 annex A).
        if let Some(end) = colour::end(&octets) {
            octets.truncate(end);
        }
        let facts = colour::read(&octets);
        let quality = PageQuality {
            rows: match facts {
                Ok(facts) => facts.rows,
                Err(_) => u32::from(!octets.is_empty()),
            },
            cut_off: is_too_long || !facts.is_ok_and(|facts| facts.has_end),
            ..PageQuality::default()
        };
        EndedPage { image: Image::Colours(octets, self.width), quality, undecoded: None }
    }
}

impl Octets {
    /// Rows that are gone whole, by what a row took on the average: for the verdict they
    /// are as bad as damaged ones.
    fn count_lost_rows(&self, quality: &mut PageQuality) {
        let rows = u64::from(quality.rows);
        let rows_of = |octets: u64| {
            octets.saturating_mul(rows).checked_div(self.came).unwrap_or(0).min(rows) as u32
        };
        let (lost, longest) = (rows_of(self.lost), rows_of(self.longest_lost));
        quality.bad_rows = (quality.bad_rows + lost).min(quality.rows);
        quality.longest_bad_run = quality.longest_bad_run.max(longest).min(quality.rows);
    }
}

/// The most octets of a page that are kept as they came: what the fastest line brings in two hours.
const MOST_OCTETS: usize = 32 << 20;

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
        let came = packets.finish();
        assert!(
            matches!(came, Some(EndedPage { image: Image::Rows(bitmap), .. }) if bitmap == page)
        );
    }

    /// A JPEG of these many rows as far as its markers say; with its end or without.
    fn jpeg(width: u16, rows: u16, ends: bool) -> Vec<u8> {
        let [y, x] = [rows, width].map(u16::to_be_bytes);
        let frame = [0xFF, 0xC0, 0, 11, 8, y[0], y[1], x[0], x[1], 1, 1, 0x11, 0];
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3];
        let end: &[u8] = if ends { &[0xFF, 0xD9] } else { &[] };
        [&[0xFF, 0xD8][..], &ferrofax_ground::t4::jpeg::fax_marker(200), &frame, &scan, end]
            .concat()
    }

    #[test]
    fn a_page_in_colours_is_kept_octet_by_octet_and_what_is_wrong_with_it_is_named() {
        let colours = Negotiated {
            ecm: true,
            coding: Coding::Jpeg,
            resolution: Resolution::R200,
            ..NEGOTIATED
        };
        for (octets, rows, cut_off, fault) in [
            (jpeg(1728, 2200, true), 2200, false, None),
            (jpeg(1728, 2200, false), 2200, true, Some("its end (EOI) is missing")),
            (jpeg(800, 2200, true), 2200, false, Some("800 pixels, not of 1728")),
            (vec![1, 2, 3], 1, true, Some("it is neither JPEG nor T.43")),
            (Vec::new(), 0, true, Some("it is neither JPEG nor T.43")),
        ] {
            let mut intake = begun();
            intake.begin(colours);
            octets.chunks(3).for_each(|some| assert!(!intake.push(some)));
            let named = intake.fault();
            assert_eq!(named.is_some(), fault.is_some(), "{named:?}");
            assert!(
                named
                    .map_or_else(String::new, |step| step.to_string())
                    .contains(fault.unwrap_or_default())
            );
            let Some(EndedPage { image: Image::Colours(came, 1728), quality, .. }) =
                intake.finish()
            else {
                panic!("it came in colours");
            };
            assert_eq!((came, quality.rows, quality.cut_off), (octets, rows, cut_off));
        }
    }

    #[test]
    fn a_page_in_colours_takes_no_more_memory_than_it_may() {
        let mut intake = begun();
        intake.begin(Negotiated { coding: Coding::Jpeg, ..NEGOTIATED });
        let some = vec![0; MOST_OCTETS / 4 + 1];
        (0..5).for_each(|_| assert!(!intake.push(&some)));
        assert!(intake.fault().is_some_and(|fault| matches!(fault, Step::PageCut { .. })));
        let came = intake.finish();
        assert!(
            matches!(came, Some(EndedPage { image: Image::Colours(octets, _), .. }) if octets.len() == MOST_OCTETS)
        );
    }

    /// A page with error correction in this coding.
    fn with_ecm(coding: Coding, max_rows: u32) -> PageIntake {
        let mut intake = PageIntake::new(max_rows);
        intake.begin(Negotiated { ecm: true, coding, ..NEGOTIATED });
        intake
    }

    #[test]
    fn a_page_that_breaks_keeps_its_octets_and_names_its_last_good_row() {
        let (page, _) = page();
        for (coding, at) in [(Coding::Mmr, 40), (Coding::Jbig, 0)] {
            let mut octets = encode(&page, coding, EncodeOptions::default());
            // A code that T.6 does not have; JBIG of a resolution below another one.
            octets[at] = if coding == Coding::Mmr { 0 } else { 1 };
            octets[at + 1] = if coding == Coding::Mmr { 0 } else { octets[at + 1] };
            let mut intake = with_ecm(coding, 1000);
            octets.chunks(7).for_each(|some| _ = intake.push(some));
            let fault = intake.fault().map_or_else(String::new, |step| step.to_string());
            let EndedPage { quality, undecoded, .. } = intake.finish().expect("it came");
            let undecoded = undecoded.expect("it is broken");
            let good = quality.rows - 1;
            assert!(fault.contains(&format!("after row {good}: ")), "{fault}");
            assert_eq!(undecoded.loss, Loss::BrokenAfter(good), "{coding}");
            assert!(undecoded.octets == octets && undecoded.are_all, "{coding}");
            assert!(quality.cut_off && (good > 0) == (coding == Coding::Mmr), "{quality:?}");
        }
    }

    #[test]
    fn a_broken_page_takes_no_more_memory_than_it_may() {
        let mut intake = with_ecm(Coding::Mmr, 1000);
        // No code of MMR.
        intake.push(&[0x40; 16]);
        let some = vec![0x40; MOST_OCTETS / 4 + 1];
        (0..5).for_each(|_| assert!(!intake.push(&some)));
        let undecoded = intake.finish().expect("it came").undecoded.expect("it is broken");
        assert_eq!((undecoded.octets.len(), undecoded.are_all), (MOST_OCTETS, false));
    }

    #[test]
    fn a_page_of_bad_rows_with_error_correction_keeps_its_octets() {
        let (_, mut octets) = page();
        octets[200] ^= 0xFF;
        let mut intake = with_ecm(Coding::Mh, 1000);
        intake.push(&octets);
        let page = intake.finish().expect("it came");
        let Some(Undecoded { loss: Loss::BadRows(bad, _), octets: kept, are_all: true }) =
            page.undecoded
        else {
            panic!("{:?}", page.undecoded);
        };
        assert!(bad > 0 && bad == page.quality.bad_rows && kept == octets);
    }

    #[test]
    fn a_page_may_have_as_many_rows_as_the_limit_and_one_more_is_said_to_be_too_long() {
        let (page, _) = page();
        for coding in Coding::ALL {
            let octets = encode(&page, coding, EncodeOptions::default());
            for (most, is_too_long) in [(100, false), (99, true), (40, true)] {
                let mut intake = with_ecm(coding, most);
                octets.iter().for_each(|octet| _ = intake.push(&[*octet]));
                assert_eq!(intake.is_too_long(), is_too_long, "{coding}, {most}");
                assert_eq!(intake.fault().is_some(), is_too_long, "{coding}, {most}");
                let EndedPage { image: Image::Rows(bitmap), quality, undecoded } =
                    intake.finish().expect("it came")
                else {
                    panic!("it is in black and white");
                };
                assert_eq!((bitmap.rows(), quality.rows), (most, most), "{coding}");
                assert_eq!(quality.cut_off, is_too_long, "{coding}, {most}");
                let loss = undecoded.as_ref().map(|undecoded| undecoded.loss);
                assert_eq!(loss, is_too_long.then_some(Loss::LongerThan(most)), "{coding}");
                assert!(undecoded.is_none_or(|undecoded| undecoded.octets == octets));
            }
        }
    }

    #[test]
    fn a_page_ends_by_itself_or_is_too_long() {
        let (_, octets) = page();
        for (most, ended) in [(1000, Input::PageEndSeen), (40, Input::PageTooLong)] {
            let mut intake = PageIntake::new(most);
            intake.begin(NEGOTIATED);
            assert!(octets.iter().any(|octet| intake.push(&[*octet])), "{most}");
            assert_eq!(intake.ended(), ended);
        }
    }

    #[test]
    fn rows_that_packets_lost_count_whichever_line_the_page_ends_on() {
        let (_, octets) = page();
        let mut packets = begun();
        packets.push(&octets);
        packets.lose(octets.len().div_ceil(10));
        let EndedPage { quality, undecoded, .. } =
            packets.hand_over().finish().expect("the page came");
        assert_eq!(undecoded, None, "without error correction damage is no fault of the coding");
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
