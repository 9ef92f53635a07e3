//! Between which rates pages may go by V.34.

use ferrofax_signal::modem::v34::symbol_rate::DataRate;

/// Between which rates pages may go by V.34, by our own wish. MPh says so, and holds the other end to
/// it at each start of the control channel (V.34 §10.2.4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::call) struct V34Bounds {
    /// Where we send: below it V.34 is left for V.17.
    pub(in crate::call) least: DataRate,
    pub(in crate::call) most: DataRate,
}

impl V34Bounds {
    /// From so many bit/s to so many; 0 for no bound. A least rate that V.17 has not got is left to the
    /// session ([`crate::t30::calling::CallTerms::min_rate_bps`]), which ends the call below it.
    pub(in crate::call) fn of(least_bps: u32, most_bps: u32) -> Self {
        let step = DataRate::MIN.bps();
        let of_steps = |steps: u32| u8::try_from(steps).ok().and_then(DataRate::of_steps);
        let least = Some(least_bps).filter(|bps| *bps <= OF_V17);
        Self {
            least: least.and_then(|bps| of_steps(bps.div_ceil(step))).unwrap_or(DataRate::MIN),
            most: match most_bps {
                0 => DataRate::MAX,
                bps => of_steps((bps / step).max(1)).unwrap_or(DataRate::MAX),
            },
        }
    }
}

impl Default for V34Bounds {
    fn default() -> Self {
        Self::of(0, 0)
    }
}

/// The highest rate of V.17, bit/s.
const OF_V17: u32 = 14_400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_whole_steps_inside_what_is_wished() {
        let of = |least, most| {
            let V34Bounds { least, most } = V34Bounds::of(least, most);
            (least.bps(), most.bps())
        };
        assert_eq!(of(0, 0), (2_400, 33_600));
        assert_eq!(of(9_000, 30_000), (9_600, 28_800));
        assert_eq!(of(14_400, 99_999), (14_400, 33_600));
        // Below it there is nothing to go over to.
        assert_eq!(of(16_800, 100), (2_400, 2_400));
    }
}
