//! The training check: 1.5 s of zeros at the rate of the page (T.30 §5.3.6.1.3), and
//! whether they came well enough.
//!
//! The rule. Errors closer together than 40 bits are one event, since the descrambler
//! makes three of one. An event of 12 and more wrong bits is a burst: something was lost
//! on the way, which no lower rate would mend. What the last 50 ms held is left out:
//! there the carrier goes. The check is passed if
//!
//! - there are zeros without any error for 1 s (two thirds of the check), or
//! - at least 1 s came that no burst covers, with at most four bursts and at most one
//!   other event, or two where ECM will repair the page.
//!
//! On a line that is too noisy errors stand so close together that all of the check is
//! one burst: that is no check at all.
//!
//! A check is cut short if some of its zeros came without any error, and a single piece is missing
//! or wrong, at its end or within it. A gap in the signal does that at every rate.
//!
//! A fall-back costs a third of the speed; a page at the error rate of two events in 1.5
//! s repeats less than that with ECM.

use ferrofax_signal::modem::Rate;

/// Errors closer together than this are one event.
const EVENT_BITS: u32 = 40;
/// Wrong bits that make an event a burst.
const BURST: u32 = 12;
/// Bursts that are forgiven.
const MAX_BURSTS: usize = 4;

/// How a training check came, and whether the rate is good for a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcfReport {
    /// Bits that were judged.
    pub bits: u32,
    /// Error events among them, the bursts not counted.
    pub events: u32,
    /// Bursts of errors.
    pub bursts: u32,
    /// Bits that the bursts cover.
    pub covered: u32,
    /// The longest run of zeros.
    pub longest_run: u32,
    /// The rule's verdict for a page without ECM.
    pub good: bool,
    /// The rule's verdict for a page with ECM.
    pub good_for_ecm: bool,
}

impl TcfReport {
    /// Whether the check at `rate` is not good, but nothing speaks against the rate.
    pub(crate) const fn is_cut_short(&self, rate: Rate) -> bool {
        !self.good && self.events == 0 && self.bursts <= 1 && self.longest_run >= rate.bps() / 5
    }
}

/// Hears the bits of a training check.
#[derive(Clone, Debug)]
pub struct TcfJudge {
    rate: Rate,
    bits: u32,
    run: u32,
    longest_run: u32,
    /// As many events as matter.
    events: Vec<Event>,
}

/// Errors close together.
#[derive(Clone, Copy, Debug)]
struct Event {
    /// Its first and its last wrong bit.
    first: u32,
    last: u32,
    /// Its wrong bits.
    wrong: u32,
}

impl Event {
    const fn is_burst(&self) -> bool {
        self.wrong >= BURST
    }
}

impl TcfJudge {
    /// For a check at `rate`.
    pub const fn new(rate: Rate) -> Self {
        Self { rate, bits: 0, run: 0, longest_run: 0, events: Vec::new() }
    }

    /// Hears `count` bits, the first one lowest.
    pub fn push_bits(&mut self, bits: u32, count: u32) {
        if bits == 0 {
            self.run += count;
            self.longest_run = self.longest_run.max(self.run);
            self.bits = self.bits.saturating_add(count);
        } else {
            (0..count).for_each(|at| self.push_bit(bits >> at & 1 == 1));
        }
    }

    fn push_bit(&mut self, bit: bool) {
        if bit {
            let at = self.bits;
            let room = self.events.len() < 1000;
            match self.events.last_mut() {
                Some(event) if at - event.last < EVENT_BITS => {
                    (event.last, event.wrong) = (at, event.wrong + 1)
                }
                _ if room => self.events.push(Event { first: at, last: at, wrong: 1 }),
                _ => {}
            }
            self.run = 0;
        } else {
            self.run += 1;
            self.longest_run = self.longest_run.max(self.run);
        }
        self.bits = self.bits.saturating_add(1);
    }

    /// Whether as much came as a check has: 1.5 s.
    pub const fn is_complete(&self) -> bool {
        self.bits >= self.rate.bps() * 3 / 2
    }

    /// Whether any bit of the check came so far.
    pub const fn has_begun(&self) -> bool {
        self.bits > 0
    }

    /// The verdict on what came.
    pub fn report(&self) -> TcfReport {
        let second = self.rate.bps();
        let judged = self.bits.saturating_sub(second / 20);
        let (bursts, others): (Vec<Event>, Vec<Event>) = self
            .events
            .iter()
            .filter(|event| event.first < judged)
            .partition(|event| event.is_burst());
        let covered = bursts.iter().map(|burst| burst.last + 1 - burst.first).sum();
        let clean = self.longest_run >= second;
        let enough = self.bits.saturating_sub(covered) >= second && bursts.len() <= MAX_BURSTS;
        TcfReport {
            bits: self.bits,
            events: others.len() as u32,
            bursts: bursts.len() as u32,
            covered,
            longest_run: self.longest_run,
            good: clean || (enough && others.len() <= 1),
            good_for_ecm: clean || (enough && others.len() <= 2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(errors: &[u32], bits: u32) -> TcfReport {
        let mut judge = TcfJudge::new(Rate::V29At9600);
        (0..bits).for_each(|at| judge.push_bit(errors.contains(&at)));
        judge.report()
    }

    #[test]
    fn clean_zeros_pass() {
        assert!(judge(&[], 14_400).good);
        assert!(judge(&[], 9_600).good);
    }

    #[test]
    fn too_short_fails() {
        assert!(!judge(&[], 9_000).good_for_ecm);
        assert!(!judge(&[], 0).good_for_ecm);
    }

    #[test]
    fn zeros_with_one_piece_missing_are_cut_short() {
        let is_cut_short = |report: TcfReport| report.is_cut_short(Rate::V29At9600);
        assert!(is_cut_short(judge(&[], 9_000)), "the end is missing");
        let gap: Vec<u32> = (4_000..9_000).step_by(3).collect();
        assert!(is_cut_short(judge(&gap, 14_400)), "a gap within it");
        assert!(!is_cut_short(judge(&[], 14_400)), "a good check");
        assert!(!is_cut_short(judge(&[], 1_000)), "too little to say anything");
        let scattered: Vec<u32> = (0..14_400).step_by(3_000).collect();
        assert!(!is_cut_short(judge(&scattered, 14_400)), "noise");
    }

    #[test]
    fn a_burst_at_an_edge_does_no_harm() {
        let errors: Vec<u32> = (0..2_000).step_by(50).collect();
        assert!(judge(&errors, 14_400).good);
        let garbage_at_the_end: Vec<u32> = (14_350..14_400).collect();
        assert_eq!(judge(&garbage_at_the_end, 14_400).events, 0);
    }

    #[test]
    fn lost_frames_are_forgiven() {
        let lost = |at: u32| (at..at + 192).step_by(5);
        let errors: Vec<u32> = lost(2_000).chain(lost(7_000)).chain(lost(11_000)).collect();
        let report = judge(&errors, 14_400);
        assert_eq!((report.bursts, report.events), (3, 0));
        assert!(report.good);
        let errors: Vec<u32> = (0..7).flat_map(|n| lost(n * 2_000)).collect();
        assert!(!judge(&errors, 14_400).good_for_ecm);
    }

    /// A check that is anything but zeros has no second without errors, however the
    /// errors stand together.
    #[test]
    fn what_is_not_zeros_is_no_check() {
        let mut random = 4711_u32;
        let mut noise = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            random >> 31 == 1
        };
        let is_bad = |wrong: &mut dyn FnMut(u32) -> bool| {
            let errors: Vec<u32> = (0..14_400).filter(|at| wrong(*at)).collect();
            let report = judge(&errors, 14_400);
            assert!(!report.good && !report.good_for_ecm, "{report:?}");
        };
        is_bad(&mut |at| at % 2 == 1);
        is_bad(&mut |_| true);
        is_bad(&mut |_| noise());
        // Zeros for 0.9 s, then anything; and the same in four parts.
        is_bad(&mut |at| at > 8_640 && noise());
        is_bad(&mut |at| at % 3_600 > 2_160 && noise());
        // A check whose errors stand 39 bits apart, and so are one event.
        is_bad(&mut |at| at % 39 == 0);
    }

    #[test]
    fn scattered_errors_fail_and_ecm_stands_one_more() {
        let report = judge(&[5_000, 5_018, 5_023, 9_500], 14_400);
        assert_eq!(report.events, 2);
        assert!(!report.good && report.good_for_ecm);
        assert!(!judge(&[4_000, 7_000, 11_000], 14_400).good_for_ecm);
    }

    /// Where errors become one event, an event becomes a burst, and the last 50 ms begin.
    #[test]
    fn errors_are_counted_as_the_rule_has_it() {
        let counts = |errors: &[u32]| {
            let report = judge(errors, 14_400);
            (report.events, report.bursts, report.covered)
        };
        assert_eq!(counts(&[5_000, 5_039]), (1, 0, 0));
        assert_eq!(counts(&[5_000, 5_040]), (2, 0, 0));
        let row: Vec<u32> = (5_000..5_012).collect();
        assert_eq!(counts(&row[1..]), (1, 0, 0));
        assert_eq!(counts(&row), (0, 1, 12));
        assert_eq!(counts(&[13_919]), (1, 0, 0));
        assert_eq!(counts(&[13_920]), (0, 0, 0));
    }

    #[test]
    fn a_check_is_heard_in_pieces_until_it_has_its_length() {
        let mut judge = TcfJudge::new(Rate::V29At9600);
        assert!(!judge.has_begun());
        judge.push_bits(0, 4_000);
        assert!(judge.has_begun());
        // The fourth bit on the line is wrong.
        judge.push_bits(0b1000, 8);
        judge.push_bits(0, 5_000);
        let report = judge.report();
        assert_eq!((report.bits, report.events, report.longest_run), (9_008, 1, 5_004));
        judge.push_bits(0, 14_399 - 9_008);
        assert!(!judge.is_complete());
        judge.push_bits(0, 1);
        assert!(judge.is_complete());
    }
}
