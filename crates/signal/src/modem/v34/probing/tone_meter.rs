//! Tones A and B and the reversals of their phase (ITU-T V.34 clauses 10.1.2.1 and 10.1.2.2).
//!
//! # Theory
//!
//! **The tone** is heard in windows of 20 ms. In these all that is on the line at the same
//! time lies on other bins of 50 Hz: the other side's tone, the guard tone, and L1 and L2,
//! whose own echo a source has to hear the tone through. A tone fills one bin, and a sequence
//! of bits, noise, or a tone that begins, fills those beside it as well:
//!
//! ```text
//! |X(f)|² > 10 · ¼ Σ |X(f ± 50 Hz)|² + |X(f ± 100 Hz)|²
//! ```
//!
//! (7 Hz off, a tone leaves 18 dB less beside it; of noise 0.7 % of the windows seem tones.)
//!
//! **A reversal** is looked for at each millisecond t, by the sums of the carrier over 10 ms
//! before and after it, which are blind to the guard tone 600 Hz away:
//!
//! ```text
//! r(t) = −Re{ B(t) · conj(A(t)) } / |B₀|²       B: t − 10 ms … t,   A: t … t + 10 ms
//! ```
//!
//! B₀ being the tone of the 20 ms before that, which must be steady, and be the tone. r has the form of a roof:
//! 1 at the reversal, and 0.2 less for each millisecond to either side, so that three of its
//! values give the instant to a fraction of a millisecond. 10 ms is as long as a tone lasts
//! after its reversal (12.2).

use super::voice::tone_hz;
use crate::dsp::complex::Complex;
use crate::dsp::level;
use crate::modem::v34::Side;

/// Samples in a millisecond, which is the meter's step.
pub(in crate::modem::v34) const STEP: usize = 8;

/// Hears the tone of one side.
#[derive(Clone, Debug)]
pub(in crate::modem::v34) struct ToneMeter {
    /// Sums of a millisecond each, the latest last: of the tone's bin, and of those beside it.
    tone: [Complex; SUMS],
    beside: [[Complex; 4]; WINDOW],
    /// The tone's bin, in 50 Hz.
    bin: usize,
    /// Milliseconds heard.
    now: u64,
    held: u32,
    /// Whether the tone was there in each of the last milliseconds, the latest lowest.
    heard: u64,
    /// The highest of r(t) of late: its time, itself and those before and after it.
    roof: Option<Roof>,
    last_score: f32,
}

#[derive(Clone, Copy, Debug)]
struct Roof {
    at: u64,
    before: f32,
    top: f32,
    after: f32,
}

impl ToneMeter {
    /// Hears the tone of `side`.
    pub(in crate::modem::v34) fn new(side: Side) -> Self {
        Self {
            tone: [Complex::ZERO; SUMS],
            beside: [[Complex::ZERO; 4]; WINDOW],
            bin: usize::from(tone_hz(side)) / BIN_HZ,
            now: 0,
            held: 0,
            heard: 0,
            roof: None,
            last_score: 0.0,
        }
    }

    /// Hears the next millisecond. Returns where the tone has reversed its phase, in samples
    /// since the beginning: some 13 ms after it was.
    pub(in crate::modem::v34) fn hear(&mut self, samples: &[f32; STEP]) -> Option<u64> {
        let from = self.now as usize * STEP;
        let sum = |bin: usize| {
            let mut sum = Complex::ZERO;
            for (at, &sample) in samples.iter().enumerate() {
                sum += turn(bin, from + at) * sample;
            }
            sum
        };
        self.tone.rotate_left(1);
        self.tone[SUMS - 1] = sum(self.bin);
        self.beside.rotate_left(1);
        let bins = [self.bin - 2, self.bin - 1, self.bin + 1, self.bin + 2];
        self.beside[WINDOW - 1] = bins.map(sum);
        self.now += 1;
        let is_tone = self.is_tone();
        self.held = if is_tone { self.held.saturating_add(1) } else { 0 };
        self.heard = self.heard << 1 | u64::from(is_tone);
        self.reversal()
    }

    /// For how many milliseconds the tone has been there, at least. 0 is not at all.
    pub(in crate::modem::v34) const fn held_ms(&self) -> u32 {
        self.held
    }

    fn is_tone(&self) -> bool {
        let mut sum = Complex::ZERO;
        self.tone[SUMS - WINDOW..].iter().for_each(|&part| sum += part);
        let beside = |index: usize| {
            let mut sum = Complex::ZERO;
            self.beside.iter().for_each(|part| sum += part[index]);
            sum.norm_sqr()
        };
        let mean = (beside(0) + beside(1) + beside(2) + beside(3)) / 4.0;
        sum.norm_sqr() > mean * ABOVE_BESIDE && sum.norm_sqr() > quietest()
    }

    fn reversal(&mut self) -> Option<u64> {
        let score = self.score();
        let at = self.now.saturating_sub(HALF as u64);
        let mut done = None;
        match &mut self.roof {
            Some(roof) if score > roof.top => {
                *roof = Roof { at, before: self.last_score, top: score, after: 0.0 };
            }
            Some(roof) => {
                if at == roof.at + 1 {
                    roof.after = score;
                }
                if at >= roof.at + PAST_ROOF {
                    done = self.roof.take();
                }
            }
            None if score > REVERSED => {
                self.roof = Some(Roof { at, before: self.last_score, top: score, after: 0.0 });
            }
            None => {}
        }
        self.last_score = score;
        done.map(Roof::instant)
    }

    /// r at 10 ms ago, or 0 if there was no steady tone before.
    fn score(&self) -> f32 {
        let sum = |from: usize| {
            let mut sum = Complex::ZERO;
            self.tone[from..from + HALF].iter().for_each(|&part| sum += part);
            sum
        };
        let (first, second, before, after) = (sum(0), sum(HALF), sum(2 * HALF), sum(3 * HALF));
        let power = second.norm_sqr();
        let likeness = (first * second.conj()).re;
        let was_tone = self.heard >> HEARD_AGO & HEARD_FOR == HEARD_FOR;
        if !was_tone || likeness < STEADY * power.max(first.norm_sqr()) {
            return 0.0;
        }
        -(before * after.conj()).re / power
    }
}

impl Roof {
    /// Where the roof's ridge is, in samples, by the slopes of both its sides.
    fn instant(self) -> u64 {
        let low = self.before.min(self.after);
        let aside = 0.5 * (self.after - self.before) / (self.top - low).max(1e-6);
        ((self.at as f32 + aside.clamp(-0.5, 0.5)) * STEP as f32).round() as u64
    }
}

/// e^(−j2πfn/8000) of a bin's frequency: 160 samples are whole turns of all of them.
fn turn(bin: usize, sample: usize) -> Complex {
    static CIRCLE: std::sync::LazyLock<[Complex; PERIOD]> = std::sync::LazyLock::new(|| {
        std::array::from_fn(|n| {
            Complex::from_angle(-std::f32::consts::TAU * n as f32 / PERIOD as f32)
        })
    });
    CIRCLE[bin * (sample % PERIOD) % PERIOD]
}

/// The power of a window's sum of the faintest tone.
fn quietest() -> f32 {
    // A tone with mean square s has the amplitude √2s, and gives half of it per sample.
    level::mean_square(QUIETEST_DBM0) / 2.0 * ((WINDOW * STEP) as f32).powi(2)
}

const PERIOD: usize = 160;
const BIN_HZ: usize = 50;
/// Milliseconds of a window.
const WINDOW: usize = 20;
/// Milliseconds before and after a reversal.
const HALF: usize = 10;
const SUMS: usize = 4 * HALF;
/// How much more the tone's bin must hold than those beside it.
const ABOVE_BESIDE: f32 = 10.0;
/// Receivers reach down to −43 dBm0, and tone A is 1 dB less.
const QUIETEST_DBM0: f32 = -48.0;
/// From 10 ms to the next a tone stays the same in amplitude and, 7 Hz off, turns by 25°.
const STEADY: f32 = 0.75;
/// Before a reversal there must have been the tone for 10 ms of windows; the latest of these
/// that the reversal can't reach into, even 3 ms beside the time that is looked at.
const HEARD_AGO: usize = HALF + 3;
const HEARD_FOR: u64 = 0x3FF;
/// r of a reversal, at least; that of a jump by 90° is 0.
const REVERSED: f32 = 0.5;
/// The highest r stands when so many milliseconds have not brought a higher one.
const PAST_ROOF: u64 = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::{Random, add_noise};
    use crate::modem::v34::probing::info::Info0;
    use crate::modem::v34::probing::voice::{GuardLevel, Utterance, Voice};

    /// Reversals found, and whether the tone was there, each millisecond.
    fn heard(side: Side, line: &[f32]) -> (Vec<u64>, Vec<u32>) {
        let mut meter = ToneMeter::new(side);
        let (mut reversals, mut held) = (Vec::new(), Vec::new());
        for block in line.as_chunks::<STEP>().0 {
            reversals.extend(meter.hear(block));
            held.push(meter.held_ms());
        }
        (reversals, held)
    }

    fn said(side: Side, dbm0: f32, script: &[(u64, Utterance)], count: usize) -> Vec<f32> {
        let mut voice = Voice::new(side, dbm0, GuardLevel::Nominal);
        script.iter().for_each(|&(at, utterance)| voice.say(at, utterance));
        let mut out = vec![0; count];
        voice.pull(&mut out);
        out.into_iter().map(f32::from).collect()
    }

    #[test]
    fn reversals_are_found_within_a_millisecond_in_noise_and_beside_the_other_tone() {
        for (index, side) in [Side::Call, Side::Answer].into_iter().cycle().take(16).enumerate() {
            let at = 2001 + 3 * index as u64;
            // As in phase 2: INFO0, the tone, 10 ms after its reversal L1 or silence.
            let then = if index < 8 { Utterance::Probe } else { Utterance::Silence };
            let script = [
                (100, Utterance::Info(Info0::OURS.emit())),
                (at, Utterance::Reversal),
                (at + 80, then),
            ];
            let mut line = said(side, -25.0, &script, 4000);
            let other = said(side.far(), -20.0, &[(0, Utterance::Tone)], 4000);
            line.iter_mut().zip(other).for_each(|(line, other)| *line += other);
            add_noise(&mut line, -40.0, index as u64);
            let (reversals, _) = heard(side, &line);
            let [found] = reversals[..] else { panic!("{side:?} {index}: {reversals:?}") };
            assert!(found.abs_diff(at) <= 8, "{side:?} {index}: {found} for {at}");
        }
    }

    #[test]
    fn the_tone_is_heard_through_the_echo_of_ones_own_probing_signal() {
        for side in [Side::Call, Side::Answer] {
            let mut line = said(side.far(), -20.0, &[(0, Utterance::Probe)], 8000);
            let (reversals, held) = heard(side, &line);
            assert!(reversals.is_empty() && held.iter().all(|&ms| ms == 0), "its echo alone");
            let tone = said(side, -38.0, &[(4000, Utterance::Tone)], 8000);
            line.iter_mut().zip(tone).for_each(|(line, tone)| *line += tone);
            add_noise(&mut line, -48.0, 3);
            let (_, held) = heard(side, &line);
            let since = held.iter().position(|&ms| ms == 10).unwrap_or(usize::MAX);
            assert!((510..540).contains(&since), "{side:?}: 10 ms of it at {since} ms");
        }
    }

    #[test]
    fn sequences_noise_and_other_tones_are_not_the_tone() {
        for side in [Side::Call, Side::Answer] {
            let repeated: Vec<_> =
                (0..8).map(|n| (700 * n, Utterance::Info(Info0::OURS.emit()))).collect();
            let (reversals, held) = heard(side, &said(side, -20.0, &repeated, 5600));
            assert_eq!(reversals, []);
            assert!(held.iter().all(|&ms| ms < 20), "INFO0 again and again");
            let (reversals, held) =
                heard(side, &said(side.far(), -20.0, &[(0, Utterance::Tone)], 4000));
            assert!(reversals.is_empty() && held.iter().all(|&ms| ms == 0), "the other tone");
            let mut noise = vec![0.0; 80_000];
            add_noise(&mut noise, -15.0, 4);
            let (reversals, held) = heard(side, &noise);
            assert!(held.iter().all(|&ms| ms < 30), "noise");
            assert!(reversals.is_empty(), "noise: {reversals:?}");
            let mut random = Random(3);
            let loud: Vec<f32> = (0..16_000).map(|_| f32::from(random.next() as i16)).collect();
            assert!(heard(side, &loud).0.is_empty());
            assert_eq!(heard(side, &vec![0.0; 8000]), (Vec::new(), vec![0; 1000]));
        }
    }
}
