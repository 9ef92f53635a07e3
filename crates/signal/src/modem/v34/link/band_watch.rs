//! Whether the signal fills the band of the primary channel.
//!
//! A page does: it is scrambled, so that a point says nothing of the next one. The signals of the
//! control channel, at 600 symbols a second, take a fifth of that band, and neighbouring points of
//! them are nearly the same but for a turn. The superframe's inversions cannot tell the two apart:
//! the equaliser settles on what repeats, and the frames are "found" in it.

use crate::dsp::complex::Complex;

/// Share by which the means take in what is new, a symbol: some 200 ms at 2400 symbols a second.
const SHARE: f32 = 0.002;

/// How much of a point the next one repeats. Of a page it is nearly nothing; of the control
/// channel, nine tenths.
const MOST: f32 = 0.6;

/// Symbols before there is a result: by then the means have three quarters of their final value.
const FIRST: u32 = 700;

/// Watches the points of a page.
#[derive(Debug, Default)]
pub(super) struct BandWatch {
    last: Complex,
    correlation: Complex,
    power: f32,
    symbols: u32,
}

impl BandWatch {
    /// The next point, as it was heard.
    #[inline(always)]
    pub(super) fn push(&mut self, point: Complex) {
        let product = point * self.last.conj();
        self.correlation += (product - self.correlation) * SHARE;
        self.power += (point.norm_sqr() - self.power) * SHARE;
        self.last = point;
        self.symbols = self.symbols.saturating_add(1);
    }

    /// Whether what is heard is no page.
    pub(super) fn is_narrow(&self) -> bool {
        self.symbols >= FIRST && self.correlation.norm_sqr() > (MOST * self.power).powi(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::RandomBits;
    use crate::modem::v34::coding::{Encoder, Parameters, TrellisCode};
    use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

    #[test]
    fn pages_fill_their_band_at_all_rates() {
        let mut pairs = 0;
        for symbol_rate in SymbolRate::ALL {
            for data_rate in (1..=14).filter_map(DataRate::of_steps) {
                let parameters = Parameters::plain(symbol_rate, data_rate, TrellisCode::States16);
                let Ok(mut encoder) = Encoder::new(&parameters) else { continue };
                let mut bits = RandomBits::new(9, usize::MAX);
                let mut watch = BandWatch::default();
                for at in 0..20_000 {
                    watch.push(encoder.next_symbol(&mut bits));
                    assert!(!watch.is_narrow(), "{symbol_rate:?}, {data_rate:?}, symbol {at}");
                }
                pairs += 1;
            }
        }
        assert_eq!(pairs, 65);
    }

    #[test]
    fn the_control_channel_is_narrow_soon() {
        // AC: two tones 600 Hz apart, as a receiver of 2400 symbols a second around 1680 Hz takes them.
        let tone = |hz: f32, at: usize| {
            Complex::from_angle(std::f32::consts::TAU * (hz - 1680.0) / 2400.0 * at as f32)
        };
        let mut watch = BandWatch::default();
        let narrow = (0..5000).find(|&at| {
            watch.push(tone(900.0, at) + tone(1500.0, at));
            watch.is_narrow()
        });
        assert_eq!(narrow, Some(FIRST as usize - 1));
    }
}
