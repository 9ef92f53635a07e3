//! What a line does to L1 and L2, tone by tone.
//!
//! # Theory
//!
//! L2 is looked at in pieces of 100 ms, so that a frame that was lost on the way, or a click,
//! spoils one of them and not all.
//!
//! 1. **Frequencies.** From 20 ms to the next each tone turns by the line's offset a and the
//!    clocks' difference b alone, since all nominal frequencies make whole turns in 20 ms.
//!    A straight line Δf = a + b·f through all tones, weighted by their power, gives both.
//! 2. **Tones.** With these frequencies each tone's amplitude and phase is its correlation
//!    with the piece. In 100 ms tones 150 Hz apart are orthogonal whatever the offset; only
//!    their mirror images at −f are not quite, so all is done twice: what the first turn has
//!    left is correlated again. The four frequencies that were left out are taken as well.
//! 3. **Noise** is what remains. Its spectrum (Hann windows of 20 ms) is read 50 Hz beside
//!    each tone, where the tones' removal took nothing away. That holds too for the noise of
//!    G.711, which is periodic as L2 is and has lines at multiples of 50 Hz.
//! 4. **Distortion** is what stands on the frequencies that were left out beyond the noise:
//!    products of the tones lie on multiples of 150 Hz. The middle two of the four count for
//!    the whole band.
//! 5. **Delay.** The difference in phase of two neighbouring tones is the group delay between
//!    them, relative to that between 1350 and 1500 Hz.

use super::line_signal::{self, LEFT_OUT_HZ, PROBING_TONES, SPACING_HZ};
use super::tone_fit::{Drift, Fit, PIECE};
use crate::dsp::level;

/// A tone of the probing signal as it came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ToneReading {
    /// Its frequency when it was sent.
    pub hz: u16,
    /// Its level in L2.
    pub level_dbm0: f32,
    /// Noise in the 150 Hz around it.
    pub noise_dbm0: f32,
    /// The tone over noise and distortion in the 150 Hz around it, dB.
    pub snr_db: f32,
}

/// Group delay between two neighbouring tones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DelayReading {
    /// The middle between the tones.
    pub hz: u16,
    /// By how much it is later there than at 1425 Hz, ms.
    pub ms: f32,
}

/// What was read of a probing signal.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The 21 tones, from 150 Hz to 3750.
    pub tones: Vec<ToneReading>,
    /// Level of what stands on 900, 1200, 1800 and 2400 Hz, which are not sent.
    pub left_out_dbm0: [f32; 4],
    /// Distortion for each 150 Hz, by the frequencies that were left out; −∞ is none.
    pub distortion_dbm0: f32,
    /// Group delay through the band.
    pub delays: Vec<DelayReading>,
    /// Level of L2, all tones together.
    pub level_dbm0: f32,
    /// Offset of all frequencies, Hz.
    pub offset_hz: f32,
    /// How much faster the source's clock is, parts per million.
    pub skew_ppm: f32,
    /// How much less louder than L2 the line let L1 be, dB: 0 where nothing limits it.
    pub compression_db: f32,
    /// Pieces of 100 ms that count, and those that there were.
    pub pieces: (usize, usize),
}

impl Reading {
    /// Reads a stretch of L1 and one of L2, both without their beginnings. Nothing if there is
    /// no probing signal in the second, or less than 100 ms of it.
    pub fn of(l1: &[f32], l2: &[f32]) -> Option<Self> {
        let pieces: Vec<&[f32; PIECE]> = l2.as_chunks::<PIECE>().0.iter().collect();
        let drift = Drift::of(&pieces)?;
        let fits: Vec<Fit> = pieces.iter().map(|piece| Fit::of(piece, &drift)).collect();
        let sound = sound(&fits)?;
        let mean = |of: &dyn Fn(&Fit) -> f64| {
            sound.iter().map(|fit| of(fit)).sum::<f64>() / sound.len() as f64
        };
        let noise = |index: usize| mean(&|fit| fit.noise_near(index));
        let left_out = LEFT_OUT_HZ.map(|hz| {
            let index = usize::from(hz / SPACING_HZ) - 1;
            (mean(&|fit| fit.power(index)), Fit::noise_in_power(noise(index)))
        });
        let mut beyond = left_out.map(|(power, noise)| (power - noise).max(0.0));
        beyond.sort_by(f64::total_cmp);
        let distortion = f64::midpoint(beyond[1], beyond[2]);
        let tones: Vec<ToneReading> = line_signal::tones()
            .map(|(hz, _)| {
                let index = usize::from(hz / SPACING_HZ) - 1;
                let noise = noise(index);
                let power = mean(&|fit| fit.power(index)) - Fit::noise_in_power(noise);
                let power = power.max(1e-3 * noise).max(1e-9);
                let snr = power / (noise + distortion).max(power * LEAST_NOISE);
                ToneReading {
                    hz,
                    level_dbm0: dbm0(power),
                    noise_dbm0: dbm0(noise),
                    snr_db: 10.0 * snr.log10() as f32,
                }
            })
            .collect();
        let level: f64 = line_signal::tones()
            .map(|(hz, _)| mean(&|fit| fit.power(usize::from(hz / SPACING_HZ) - 1)))
            .sum();
        Some(Self {
            compression_db: compression_db(l1, &drift, level),
            delays: delays(&sound),
            tones,
            left_out_dbm0: left_out.map(|(power, _)| dbm0(power)),
            distortion_dbm0: dbm0(distortion),
            level_dbm0: dbm0(level),
            offset_hz: drift.offset_hz as f32,
            skew_ppm: (drift.skew * 1e6) as f32,
            pieces: (sound.len(), fits.len()),
        })
        .filter(|reading| reading.level_dbm0 > QUIETEST_DBM0)
    }

    /// The tone over noise and distortion at `hz`, dB: on a straight line between the tones
    /// on both sides.
    pub fn snr_db_at(&self, hz: f64) -> f64 {
        let of = |tone: &ToneReading| f64::from(tone.snr_db);
        let above = self.tones.iter().position(|tone| f64::from(tone.hz) >= hz);
        match above {
            None => self.tones.last().map_or(0.0, of),
            Some(0) => of(&self.tones[0]),
            Some(above) => {
                let (low, high) = (&self.tones[above - 1], &self.tones[above]);
                let part = (hz - f64::from(low.hz)) / f64::from(high.hz - low.hz);
                of(low) * (1.0 - part) + of(high) * part
            }
        }
    }
}

/// The pieces that a fault of the line has not spoiled: those that have the signal, and not
/// much more noise than the quietest of them.
fn sound(fits: &[Fit]) -> Option<Vec<&Fit>> {
    let loudest = fits.iter().map(Fit::signal).fold(0.0, f64::max);
    let there: Vec<&Fit> = fits.iter().filter(|fit| fit.signal() >= loudest / 2.0).collect();
    let quietest = there.iter().map(|fit| fit.noise()).fold(f64::INFINITY, f64::min);
    let sound: Vec<&Fit> =
        there.into_iter().filter(|fit| fit.noise() <= quietest * MOST_NOISE).collect();
    (!sound.is_empty()).then_some(sound)
}

fn compression_db(l1: &[f32], drift: &Drift, l2_level: f64) -> f32 {
    let pieces = l1.as_chunks::<PIECE>().0;
    let Some(piece) = pieces.first() else { return 0.0 };
    let ratio = Fit::of(piece, drift).signal() / l2_level.max(1e-9);
    // L1 is sent 6 dB louder.
    6.0 - 10.0 * ratio.max(1e-9).log10() as f32
}

fn delays(fits: &[&Fit]) -> Vec<DelayReading> {
    // The turn from one tone to another, in which all pieces agree.
    let turn = |low: usize, high: usize| {
        fits.iter()
            .map(|fit| fit.turn(low, high))
            .fold((0.0, 0.0), |sum, turn| (sum.0 + turn.0, sum.1 + turn.1))
    };
    let angle = |(re, im): (f64, f64)| im.atan2(re);
    let index_of = |hz: u16| usize::from(hz / SPACING_HZ) - 1;
    let reference = angle(turn(index_of(1350), index_of(1500)));
    let tones: Vec<(u16, bool)> = line_signal::tones().collect();
    let between = |pair: &[(u16, bool)]| {
        let [(low, low_turned), (high, high_turned)] = *pair else { return None };
        let apart = f64::from(high - low);
        let sent = if low_turned == high_turned { 0.0 } else { std::f64::consts::PI };
        let steps = apart / f64::from(SPACING_HZ);
        let late = sent + steps * reference - angle(turn(index_of(low), index_of(high)));
        let turns = late / std::f64::consts::TAU;
        let ms = (turns - turns.round()) / apart * 1000.0;
        Some(DelayReading { hz: u16::midpoint(low, high), ms: ms as f32 })
    };
    tones.windows(2).filter_map(between).collect()
}

fn dbm0(power: f64) -> f32 {
    level::dbm0_of_mean_square(power as f32)
}

/// A piece with more noise than this times the quietest one's has been spoiled (6 dB).
const MOST_NOISE: f64 = 4.0;
/// Better than 60 dB no line is believed to be: the samples themselves are not.
const LEAST_NOISE: f64 = 1e-6;
/// A probing signal that is weaker than this in all is none.
const QUIETEST_DBM0: f32 = -48.0;
const _: () = assert!(PROBING_TONES == 21);
