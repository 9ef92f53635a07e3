//! When a recipient wishes for another rate (T.30 F.3.4.2).
//!
//! Down at once, by what came damaged of a signal. Up by one step, when some signals came whole and the
//! last of them had so much to spare that the next rate would have its margin, too, and something
//! beyond. A rate that was climbed to and left again is not climbed to once more, so that a call does
//! not swing, whatever the line does and however seldom.

use ferrofax_signal::modem::v34::symbol_rate::DataRate;

/// What is known of the rates of a call.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Signals in a row that came whole.
    whole: u32,
    /// The rate was reached by a step up.
    has_climbed: bool,
    /// The lowest rate that was climbed to and left again.
    ceiling: Option<DataRate>,
}

impl Pace {
    /// A signal came at `rate` so badly that the next is to go slower by so many steps: at which rate
    /// then. None: there is none below.
    pub(super) fn came_badly(&mut self, rate: DataRate, steps: u8) -> Option<DataRate> {
        self.whole = 0;
        if std::mem::take(&mut self.has_climbed) {
            self.ceiling = Some(self.ceiling.map_or(rate, |ceiling| ceiling.min(rate)));
        }
        let slower = rate.steps().saturating_sub(steps).max(DataRate::MIN.steps());
        DataRate::of_steps(slower).filter(|slower| *slower < rate)
    }

    /// Nothing of a signal could be read. Behind one that came whole at the same rate, its beginning was
    /// missed by chance; noise that made all of it unreadable would have damaged the one before it.
    pub(super) fn came_unread(&mut self, rate: DataRate) -> Option<DataRate> {
        if std::mem::take(&mut self.whole) > 0 { None } else { self.came_badly(rate, UNREAD_STEPS) }
    }

    /// A signal came damaged, and not so badly that a slower one would do better.
    pub(super) fn came_nearly_whole(&mut self) {
        self.whole = 0;
    }

    /// A signal came whole, and would have had `to_spare` dB at the rate `next`: whether the next one is
    /// to go at that.
    pub(super) fn came_whole(&mut self, next: Option<DataRate>, to_spare: f64) -> Option<DataRate> {
        self.whole += 1;
        if self.whole < PATIENCE {
            return None;
        }
        let is_free = |rate: &DataRate| self.ceiling.is_none_or(|ceiling| *rate < ceiling);
        let next = next.filter(is_free).filter(|_| to_spare >= SPARE_DB)?;
        (self.whole, self.has_climbed) = (0, true);
        Some(next)
    }
}

/// Steps down where nothing could be read.
const UNREAD_STEPS: u8 = 2;
/// Signals that have to come whole before a step up.
const PATIENCE: u32 = 2;
/// What a rate has to have to spare before it is climbed to: the 2 dB with which rates are chosen, and
/// one more.
const SPARE_DB: f64 = 3.0;

#[cfg(test)]
mod tests {
    use super::*;

    /// The rates of a call over a line that bears so many bit/s at its n-th signal, and of which the
    /// signal's quality promises as much.
    fn rates(bears: impl Fn(usize) -> u32, promises: impl Fn(usize) -> u32) -> Vec<u32> {
        rates_of(40, bears, promises)
    }

    fn rates_of(
        signals: usize,
        bears: impl Fn(usize) -> u32,
        promises: impl Fn(usize) -> u32,
    ) -> Vec<u32> {
        let (mut pace, mut rate) = (Pace::default(), DataRate::MAX);
        let mut rates = Vec::new();
        for signal in 0..signals {
            rates.push(rate.bps());
            let wish = if rate.bps() > bears(signal) {
                pace.came_badly(rate, 1)
            } else {
                let next = DataRate::of_steps(rate.steps() + 1);
                let is_promised = next.is_some_and(|next| next.bps() <= promises(signal));
                pace.came_whole(next, if is_promised { 3.0 } else { 2.9 })
            };
            rate = wish.unwrap_or(rate);
        }
        rates
    }

    fn turns(rates: &[u32]) -> usize {
        let steps: Vec<bool> = rates
            .windows(2)
            .filter(|two| two[0] != two[1])
            .map(|two| two[0] < two[1])
            .collect();
        steps.windows(2).filter(|two| two[0] != two[1]).count()
    }

    #[test]
    fn a_line_that_becomes_good_again_is_fast_again() {
        let bears = |signal| if signal < 4 { 24_000 } else { 33_600 };
        let all = rates(bears, bears);
        assert_eq!(all[..5], [33_600, 31_200, 28_800, 26_400, 24_000]);
        assert_eq!(all[12..], [33_600; 28]);
        assert_eq!(turns(&all), 1);
    }

    #[test]
    fn what_does_not_hold_is_tried_once() {
        // The quality promises what the line does not bear.
        let all = rates(|_| 24_000, |_| 33_600);
        assert_eq!(all[4..9], [24_000, 24_000, 26_400, 24_000, 24_000]);
        assert_eq!(all[9..], [24_000; 31]);
        // A line without anything to spare is left as it is.
        assert_eq!(rates(|_| 24_000, |_| 24_000)[4..], [24_000; 36]);
    }

    #[test]
    fn no_line_makes_it_swing() {
        for period in 1..12 {
            let bears =
                |signal: usize| if (signal / period).is_multiple_of(2) { 33_600 } else { 19_200 };
            let all = rates_of(400, bears, bears);
            assert!(turns(&all) <= 14, "{period}: {all:?}");
        }
        // A burst now and then, on a line that promises everything.
        for period in 3..20 {
            let bears = |signal: usize| if signal.is_multiple_of(period) { 31_200 } else { 33_600 };
            let all = rates_of(400, bears, |_| 33_600);
            assert!(turns(&all) <= 3, "{period}: {all:?}");
        }
    }

    #[test]
    fn a_page_that_was_missed_once_is_no_reason_for_a_slower_rate() {
        let mut pace = Pace::default();
        assert_eq!(pace.came_unread(DataRate::MAX), DataRate::of_bps(28_800));
        pace.came_whole(None, 0.0);
        assert_eq!(pace.came_unread(DataRate::MAX), None);
        assert_eq!(pace.came_unread(DataRate::MAX), DataRate::of_bps(28_800));
        // A rate that was just climbed to has shown nothing yet.
        pace.came_whole(None, 0.0);
        assert_eq!(pace.came_whole(Some(DataRate::MAX), 9.0), Some(DataRate::MAX));
        assert_eq!(pace.came_unread(DataRate::MAX), DataRate::of_bps(28_800));
    }

    #[test]
    fn the_lowest_rate_has_none_below() {
        assert_eq!(Pace::default().came_badly(DataRate::MIN, 2), None);
        let low = DataRate::of_bps(4_800).unwrap();
        assert_eq!(Pace::default().came_badly(low, 2), Some(DataRate::MIN));
    }
}
