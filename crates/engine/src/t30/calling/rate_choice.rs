//! The rate of a page, and what makes it slower. `phase_d` counts the frames of a block that are
//! missing, and asks here.
//!
//! The call begins at the fastest rate that both sides have. T.30 leaves it to the sender what it
//! does about a refused training (§5.3.6.1.4), and asks for a slower rate in no other case. A
//! slower rate helps against noise alone. It does not help against a gap: the sender repeats what
//! the gap took, and the rest of the fax is sent as fast as before. So one event is taken for
//! chance, and the rate falls when the same happens again, or where the line is known to be noisy:
//!
//! | what happened | chance, if | else |
//! | --- | --- | --- |
//! | FTT | it is the first since something was heard at this rate; or the first of the call, on a line of little noise, or of packets | down |
//! | the receiver begins again with DIS, and does not have the page | it is the first time with this page, or the second if something was heard at this rate, or if the line has little noise and the rate is not of V.17 | down; without V.17 if nothing was ever heard by V.17 |
//! | the same, nothing was heard by V.17 at this rate, and the line has noise that V.29 passes | never | the same |
//! | no answer to DCS | always but for the last time | down |
//! | PPR for half of the block, in many parts | never | down at once, by CTC (§A.4.3) |
//! | the fourth PPR (§A.4.3) | less than an eighth of the block is missing | down, by CTC |
//! | RTN, PIN, RTP (§5.3.6.1.7) | never: the receiver says that the page was poor | down |
//!
//! Where packets get lost, failures are put down to them first (`losses`).
//!
//! Up again it goes where that pays. Only a DCS names a faster rate, and only EOM leads back to
//! where it is sent (§5.3.6.1.6). So after [`CLEAN_PAGES`] pages without a fault the page ends with
//! EOM in place of MPS, if the next page gains more than EOM costs, and if the answers are far
//! enough above the noise. A rate that was climbed to and left is not tried again.
//!
//! Down is one step where nothing is known of the noise. Where the answers show how much there
//! is, it is the fastest slower rate that this noise lets pass: each step that fails costs six
//! seconds, and each exchange of signals may fail itself.

use super::context::Context;
use super::partial_page::OutgoingBlocks;
use crate::t30::Party;
use crate::t30::rate::is_v17;
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;

/// The rate that is used, and what is known for and against it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RateChoice {
    /// Which of the offer's rates is used, the fastest being 0.
    pub(super) rung: usize,
    /// Pages and blocks that were heard at this rate.
    heard: u32,
    /// Something was heard at this rate since a training was refused.
    heard_since_refusal: bool,
    /// A page or block was heard by V.17 in this call.
    is_v17_heard: bool,
    /// A refused training was taken for chance.
    has_forgiven: bool,
    /// How far the answers are above the noise of the line.
    snr_db: Option<i32>,
    /// Pages in a row that came at this rate, and of which nothing was asked for again.
    clean_pages: u32,
    /// Something of the present page was asked for again.
    is_page_damaged: bool,
    /// The present rate was climbed to.
    has_climbed: bool,
    /// The slowest rate that was climbed to and left.
    ceiling: Option<Rate>,
}

impl RateChoice {
    /// The remote terminal's last answer was so far above the noise.
    pub(super) const fn note_snr(&mut self, snr_db: i32) {
        self.snr_db = Some(snr_db);
    }

    /// A page, or something of a block, was heard.
    pub(super) const fn heard(&mut self, is_v17: bool) {
        self.heard += 1;
        self.heard_since_refusal = true;
        self.is_v17_heard |= is_v17;
    }

    /// Something of a page was asked for again.
    pub(super) const fn page_was_damaged(&mut self) {
        self.is_page_damaged = true;
    }

    /// A page came.
    pub(super) const fn page_came(&mut self, is_good: bool) {
        let is_damaged = std::mem::replace(&mut self.is_page_damaged, false);
        self.clean_pages = if is_good && !is_damaged { self.clean_pages + 1 } else { 0 };
    }

    /// The fastest of these rates that the line carries as far as is known, if it is faster than the
    /// present one.
    fn above(&self, rates: &[Rate]) -> Option<usize> {
        let snr_db = self
            .snr_db
            .filter(|_| self.clean_pages >= CLEAN_PAGES && !self.is_page_damaged)?;
        let passes = |rate: &Rate| {
            snr_db >= needs_db(*rate) + SPARE_DB
                && self.ceiling.is_none_or(|ceiling| rate.bps() < ceiling.bps())
        };
        rates.get(..self.rung)?.iter().position(passes)
    }

    /// Whether anything was heard at this rate.
    pub(super) const fn has_heard(&self) -> bool {
        self.heard > 0
    }

    /// Whether a training that was refused is tried again at the same rate.
    fn forgives_refusal(&mut self, by_packets: bool) -> bool {
        let is_quiet = by_packets || self.snr_db.is_some_and(|snr_db| snr_db >= QUIET_DB);
        let is_first = is_quiet && !std::mem::replace(&mut self.has_forgiven, true);
        std::mem::take(&mut self.heard_since_refusal) || is_first
    }

    /// How often in a row the same page may be lost whole at this rate. On a line of little noise a
    /// slower rate helps only against what V.17's short training does (`leave_v17`). Where noise is
    /// the likely reason, V.29 takes the place of V.17 at once, unless the noise is too much for it.
    fn forgiven_losses(&self, by_v17: bool) -> u32 {
        match (self.heard, self.snr_db) {
            (1.., Some(snr_db)) if snr_db < QUIET_DB => 1,
            (0, Some(snr_db)) if snr_db >= QUIET_DB && !by_v17 => 2,
            (0, Some(snr_db)) if by_v17 && V29_IS_BETTER_DB.contains(&snr_db) => 0,
            (1.., _) => 2,
            (0, _) => 1,
        }
    }

    /// The rung below the present one of these rates, if there is one.
    fn below(&self, rates: &[Rate]) -> Option<usize> {
        let next = self.rung + 1;
        (next < rates.len()).then(|| self.suitable_from(next, rates))
    }

    /// The fastest of these rates, from `first` on, that the line carries as far as is known, or the
    /// slowest.
    fn suitable_from(&self, first: usize, rates: &[Rate]) -> usize {
        let passes = |rate: &Rate| self.snr_db.is_none_or(|snr_db| snr_db >= needs_db(*rate));
        let suitable = rates.iter().skip(first).position(passes);
        suitable.map_or(rates.len().saturating_sub(1), |at| first + at)
    }

    /// Stays at the rate `before` where these rates have it, or else at the next slower one.
    pub(super) fn keep(&mut self, before: Rate, rates: &[Rate]) {
        let rung = rates.iter().position(|rate| *rate == before);
        self.rung = rung
            .or_else(|| rates.iter().position(|rate| rate.bps() <= before.bps()))
            .unwrap_or_else(|| rates.len().saturating_sub(1));
    }

    /// Goes to another rung.
    pub(super) const fn go_to(&mut self, rung: usize) {
        self.rung = rung;
        (self.heard, self.heard_since_refusal) = (0, false);
        (self.clean_pages, self.is_page_damaged, self.has_climbed) = (0, false, false);
    }
}

impl Context {
    /// Falls back; false if there is no slower rate.
    pub(super) fn fall_back(&mut self) -> bool {
        let left = self.own.next_rate();
        let below = self.own.choice.below(self.own.rates());
        if let Some(rung) = below {
            if self.own.choice.has_climbed {
                self.own.choice.ceiling = left;
            }
            self.own.choice.go_to(rung);
            self.own.losses.blame_nothing();
        }
        below.is_some()
    }

    /// The rung of the faster rate that pages may go at from now on.
    fn rung_above(&self) -> Option<usize> {
        let is_chosen_here = self.party == Party::Caller && !self.v34.is_used();
        if is_chosen_here { self.own.choice.above(self.own.rates()) } else { None }
    }

    /// Whether the next page gains more by a faster rate than it costs to get there, if it is as
    /// long as the present one.
    pub(super) fn pays_to_climb(&self) -> bool {
        let faster = self.rung_above().and_then(|rung| self.own.rates().get(rung).copied());
        let Some((faster, slower)) = faster.zip(self.own.next_rate()) else { return false };
        let page_ms = |rate: Rate| self.own.pages.octets as u64 * 8_000 / u64::from(rate.bps());
        page_ms(slower) >= page_ms(faster) + u64::from(CLIMBING.0)
    }

    /// EOM was answered, and DIS and DCS follow anyway: the next page goes at a faster rate, if the
    /// line carries that.
    pub(super) fn climb(&mut self) {
        if let Some(rung) = self.rung_above() {
            self.own.choice.go_to(rung);
            self.own.choice.has_climbed = true;
        }
    }

    /// FTT. False if the rate is the slowest already.
    pub(super) fn training_was_refused(&mut self) -> bool {
        let is_chance =
            self.own.choice.forgives_refusal(self.by_packets) || self.own.losses.are_blamed();
        is_chance || self.fall_back()
    }

    /// DCS was not answered, and is sent for the last time: a machine that could not train may be
    /// silent instead of saying FTT.
    pub(super) fn training_was_ignored(&mut self) {
        if !self.own.losses.are_blamed() {
            self.fall_back();
        }
    }

    /// The receiver has not seen the page, and begins again with DIS.
    pub(super) fn page_was_unseen(&mut self) {
        let rate_now = self.negotiated.and_then(|negotiated| negotiated.rate.image());
        let forgiven = self.own.choice.forgiven_losses(rate_now.is_some_and(is_v17));
        if self.own.pages.unseen <= forgiven || self.is_slower_now() || self.own.losses.are_blamed()
        {
            return;
        }
        if !self.leave_v17() {
            self.fall_back();
        }
    }

    /// PPR, after a block: whether the rate is too fast for the noise of the line. A gap takes frames
    /// that stand together; noise takes them everywhere.
    pub(super) fn is_too_noisy(&self, blocks: &OutgoingBlocks) -> bool {
        let is_of_packets = self.by_packets || self.own.losses.are_of_packets();
        !is_of_packets
            && !self.v34.is_used()
            && blocks.missing * 2 >= blocks.frames_in_block()
            && blocks.holes() >= NOISE_HOLES
    }

    /// V.17's training is long before the check and short before the page. A receiver that hears
    /// the one and never the other would do so at every rate of V.17: none of them is used any
    /// more, if there is another.
    fn leave_v17(&mut self) -> bool {
        let rate_now = self.negotiated.and_then(|negotiated| negotiated.rate.image());
        let is_deaf = rate_now.is_some_and(is_v17) && !self.own.choice.is_v17_heard;
        let offer = self.own.offer.as_mut().filter(|_| is_deaf);
        let Some(offer) = offer.filter(|offer| offer.can.rates.iter().any(|rate| !is_v17(*rate)))
        else {
            return false;
        };
        offer.can.rates.retain(|rate| !is_v17(*rate));
        let rung = self.own.choice.suitable_from(0, &offer.can.rates);
        self.own.choice.go_to(rung);
        true
    }

    /// The line became another one: the rates that it does not carry are not used any more.
    pub(super) fn leave_out_rates(&mut self) {
        let before = self.own.next_rate();
        let usable = &self.own.terms.rates;
        let Some((offer, before)) = self.own.offer.as_mut().zip(before) else { return };
        offer.can.rates.retain(|rate| usable.contains(rate));
        self.own.choice.keep(before, &offer.can.rates);
    }

    /// Whether the line became another one, which does not carry the rate that was agreed on.
    pub(super) fn has_rate_of_other_line(&self) -> bool {
        let rate = self.negotiated.and_then(|negotiated| negotiated.rate.image());
        rate.is_some_and(|rate| !self.own.terms.rates.contains(&rate))
    }

    /// Whether the next DCS is slower anyway than the last one, since the remote
    /// terminal offers less now.
    fn is_slower_now(&self) -> bool {
        self.next_rate()
            .zip(self.negotiated)
            .is_some_and(|(next, said)| next.bps() < said.rate.bps())
    }
}

/// On a line with less noise than this every rate gets through: a refused training was chance.
const QUIET_DB: i32 = 28;

/// Pages that have to come without a fault before a faster rate is tried, …
const CLEAN_PAGES: u32 = 2;

/// … how far the answers have to be above what that rate needs, in dB, …
const SPARE_DB: i32 = 3;

/// … and how much time it has to save: after EOM the receiver is silent for T2 (6 ± 1 s) before it
/// says DIS, and DCS, the training check and CFR follow.
const CLIMBING: Millis = Millis(15_000);

/// In so many parts of a block frames are missing where noise took them: two gaps, and the end of
/// a signal, make three.
const NOISE_HOLES: usize = 4;

/// The ratio of signal to noise, in dB, below which `rate` is not tried. The first two, and that of
/// V.17 at 7200 bit/s, are where spandsp began to refuse the training check
/// (tests/line/lines/low_snr.rs). The others are taken to need some 3 dB less than the rate above.
/// V.27ter at 4800 bit/s has no trellis code, and was refused no later than V.17 at 7200.
const fn needs_db(rate: Rate) -> i32 {
    match rate {
        Rate::V17At14400 => 24,
        Rate::V17At12000 => 21,
        Rate::V17At9600 | Rate::V29At9600 => 18,
        Rate::V29At7200 => 15,
        Rate::V17At7200 => 13,
        Rate::V27ter4800 => 12,
        Rate::V27ter2400 => 0,
    }
}

/// Noise that V.29 stands, and that may take a whole page by V.17: spandsp does not find the short
/// training then.
const V29_IS_BETTER_DB: std::ops::Range<i32> = needs_db(Rate::V29At9600)..QUIET_DB;

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: [Rate; 4] =
        [Rate::V17At14400, Rate::V17At12000, Rate::V17At9600, Rate::V27ter2400];

    #[test]
    fn down_is_one_step_or_as_far_as_the_noise_asks() {
        let below =
            |snr_db, rung| RateChoice { snr_db, rung, ..RateChoice::default() }.below(&RATES);
        assert_eq!([0, 1, 2, 3].map(|rung| below(None, rung)), [Some(1), Some(2), Some(3), None]);
        let noisy = [30, 22, 19, 10].map(|snr_db| below(Some(snr_db), 0));
        assert_eq!(noisy, [Some(1), Some(1), Some(2), Some(3)]);
        assert_eq!(RateChoice::default().below(&[]), None);
    }

    #[test]
    fn another_offer_has_the_same_rate_or_the_next_slower_one() {
        use Rate::{V17At7200, V17At14400, V27ter2400, V27ter4800, V29At7200, V29At9600};
        let kept = |rates: &[Rate]| {
            let mut choice = RateChoice { rung: 1, ..RateChoice::default() };
            choice.keep(V29At7200, rates);
            rates[choice.rung]
        };
        assert_eq!(kept(&[V17At14400, V29At9600, V29At7200, V27ter2400]), V29At7200);
        assert_eq!(kept(&[V29At9600, V27ter4800, V27ter2400]), V27ter4800);
        assert_eq!(kept(&[V17At14400, V17At7200, V27ter4800]), V17At7200, "another modem");
        assert_eq!(kept(&[V17At14400, V29At9600]), V29At9600, "nothing is as slow");
    }

    #[test]
    fn one_refused_training_is_chance_where_nothing_speaks_of_noise() {
        let forgives = |snr_db, by_packets| {
            let mut choice = RateChoice { snr_db, ..RateChoice::default() };
            let first = [choice.forgives_refusal(by_packets), choice.forgives_refusal(by_packets)];
            choice.heard(true);
            (first, [choice.forgives_refusal(by_packets), choice.forgives_refusal(by_packets)])
        };
        let after_pages = [true, false];
        assert_eq!(forgives(None, false), ([false, false], after_pages));
        assert_eq!(forgives(Some(20), false), ([false, false], after_pages));
        assert_eq!(forgives(Some(40), false), ([true, false], after_pages));
        assert_eq!(forgives(None, true), ([true, false], after_pages));
    }

    #[test]
    fn a_page_lost_whole_is_chance_where_nothing_speaks_of_noise() {
        let forgives = |heard, snr_db, by_v17| {
            RateChoice { heard, snr_db, ..RateChoice::default() }.forgiven_losses(by_v17)
        };
        for snr_db in [None, Some(QUIET_DB)] {
            assert_eq!([0, 1].map(|heard| forgives(heard, snr_db, true)), [1, 2], "{snr_db:?}");
        }
        assert_eq!(forgives(0, Some(QUIET_DB), false), 2, "a slower rate does not help");
        assert_eq!([0, 1].map(|heard| forgives(heard, Some(22), true)), [0, 1], "noise");
        assert_eq!(forgives(0, Some(22), false), 1, "V.29 already");
        assert_eq!(forgives(0, Some(16), true), 1, "V.29 is no remedy");
    }
}
