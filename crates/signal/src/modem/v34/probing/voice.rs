//! What a modem says in phase 2: silence, its tone, INFO sequences on the same carrier, and
//! L1 and L2 (ITU-T V.34 clauses 10.1.2.1 to 10.1.2.4).
//!
//! # Theory
//!
//! A 1 of an INFO sequence turns the carrier by 180°, a 0 leaves it; so a tone is a long row
//! of zeros, and a sequence goes over into it without a seam:
//!
//! ```text
//! s(t) = Σₖ aₖ · g(t − kT) · cos(2πft)      aₖ = ±1, T = 1/600 s
//! ```
//!
//! with the root raised cosine g of excess bandwidth 0.75, which keeps inside V.34's figure
//! 13. Its spectrum ends below 1/T, so that equal symbols give a tone of constant amplitude,
//! and it is that of a sequence: Σ g(t − kT) = 1.
//!
//! A tone's reversal is not shaped: it turns the signal on the very sample (V.34 10.1.2.1,
//! note: no band limit that would make it hard to find in time).
//!
//! What is to be said comes with the sample at which it begins, so that the signal does not
//! depend on how time was cut into blocks.

use std::collections::VecDeque;

use super::info::Sequence;
use super::line_signal;
use crate::dsp::level;
use crate::dsp::oscillator::Oscillator;
use crate::dsp::pulse::{root_raised_cosine, taper};
use crate::modem::v34::Side;
use crate::time::{Millis, SAMPLE_RATE_HZ};

/// The carrier of a side's tone and sequences, Hz: tone B is 1200, tone A is 2400.
pub const fn tone_hz(side: Side) -> u16 {
    match side {
        Side::Call => 1200,
        Side::Answer => 2400,
    }
}

/// How loud the guard tone of 1800 Hz is while the answer modem sends tone A.
///
/// V.34 10.1.2.1 says nominal power, 1 dB more than tone A has; so do two digests of it and
/// spandsp's notes. For INFO it says 7 dB less (10.1.2.3.1), and one implementation that
/// real modems have understood keeps that for the tone too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GuardLevel {
    /// At nominal power, as 10.1.2.1 says.
    #[default]
    Nominal,
    /// 7 dB below, as with INFO.
    AsWithInfo,
}

/// Something to be said, from a sample on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Utterance {
    /// The tone, if it is not there already.
    Tone,
    /// A sequence, after what is left of the one before, and then the tone.
    Info(Sequence),
    /// A sequence on the tone that is there, and then silence.
    LastInfo(Sequence),
    /// The tone reverses its phase.
    Reversal,
    /// Nothing, at once.
    Silence,
    /// L1, and after 160 ms L2.
    Probe,
}

/// The transmitter.
#[derive(Clone, Debug)]
pub(super) struct Voice {
    script: VecDeque<(u64, Utterance)>,
    /// Samples that were said.
    now: u64,
    says: Says,
    /// Root mean square of the nominal power.
    rms: f32,
    side: Side,
    guard_level: GuardLevel,
    carrier: Oscillator,
    guard: Oscillator,
    symbols: Symbols,
}

/// What is being said.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    Silence,
    /// The carrier, with symbols.
    Carrier,
    /// L1 and L2, from a sample on.
    Probe(u64),
}

impl Voice {
    /// Silent, at a nominal power of `level_dbm0`.
    pub(super) fn new(side: Side, level_dbm0: f32, guard_level: GuardLevel) -> Self {
        let oscillator = |hz: u16| Oscillator::new(f64::from(hz), f64::from(SAMPLE_RATE_HZ));
        Self {
            script: VecDeque::new(),
            now: 0,
            says: Says::Silence,
            rms: level::rms(level_dbm0),
            side,
            guard_level,
            carrier: oscillator(tone_hz(side)),
            guard: oscillator(GUARD_HZ),
            symbols: Symbols::default(),
        }
    }

    /// Lets `utterance` begin at sample `at`, or at once if that is over. What was to begin
    /// later than that is forgotten.
    pub(super) fn say(&mut self, at: u64, utterance: Utterance) {
        self.script.retain(|&(other, _)| other <= at);
        self.script.push_back((at, utterance));
    }

    /// The next samples.
    pub(super) fn pull(&mut self, out: &mut [i16]) {
        for sample in out {
            while self.script.front().is_some_and(|&(at, _)| at <= self.now) {
                if let Some((_, utterance)) = self.script.pop_front() {
                    self.begin(utterance);
                }
            }
            // `as` saturates, which is what a level beyond full scale must do.
            *sample = (self.next() * self.rms).round() as i16;
            self.now += 1;
        }
    }

    fn begin(&mut self, utterance: Utterance) {
        match utterance {
            Utterance::Tone => {
                if self.says != Says::Carrier {
                    self.symbols = Symbols::tone(self.now);
                }
                self.says = Says::Carrier;
            }
            Utterance::Info(sequence) | Utterance::LastInfo(sequence) => {
                if self.says != Says::Carrier {
                    // V.34 10.1.2.3.1: a point at an arbitrary phase goes before.
                    self.symbols = Symbols::from_silence(self.now);
                }
                self.says = Says::Carrier;
                self.symbols.add(self.now, sequence);
                self.symbols.is_last = matches!(utterance, Utterance::LastInfo(_));
            }
            Utterance::Reversal => self.symbols.sign = -self.symbols.sign,
            Utterance::Silence => self.says = Says::Silence,
            Utterance::Probe => self.says = Says::Probe(self.now),
        }
    }

    /// The next sample, with a mean square of 1 at nominal power.
    fn next(&mut self) -> f32 {
        let (carrier, guard) = (self.carrier.tick().re, self.guard.tick().re);
        match self.says {
            Says::Silence => 0.0,
            Says::Probe(since) => {
                let at = self.now - since;
                let gain = if at < L1.samples() { L1_GAIN } else { 1.0 };
                line_signal::sample(at) * gain
            }
            Says::Carrier => {
                let is_info = self.symbols.is_info(self.now);
                let Some(envelope) = self.symbols.envelope(self.now) else {
                    self.says = Says::Silence;
                    return 0.0;
                };
                let root = std::f32::consts::SQRT_2;
                let said = envelope * carrier * root;
                match self.side {
                    Side::Call => said,
                    Side::Answer => {
                        let is_soft = is_info || self.guard_level == GuardLevel::AsWithInfo;
                        let loud = if is_soft { GUARD_WITH_INFO } else { 1.0 };
                        said * ANSWER_GAIN + guard * root * loud
                    }
                }
            }
        }
    }
}

/// The symbols on the carrier. Before the first there was silence or the tone; after the
/// last follows the tone, or silence if it is the last of all.
///
/// Time is counted in thirds of a sample here, of which a symbol has forty.
#[derive(Clone, Debug)]
struct Symbols {
    /// When the first begins.
    start: u64,
    /// +1 and −1.
    row: Vec<f32>,
    before: f32,
    is_last: bool,
    /// −1 after a reversal.
    sign: f32,
}

impl Default for Symbols {
    fn default() -> Self {
        Self { start: 0, row: Vec::new(), before: 0.0, is_last: false, sign: 1.0 }
    }
}

impl Symbols {
    /// The tone as if it had been there for long, from sample `now` on.
    fn tone(now: u64) -> Self {
        Self { start: 3 * now, before: 1.0, ..Self::default() }
    }

    /// Silence, and then one point.
    fn from_silence(now: u64) -> Self {
        Self { start: 3 * now, row: vec![1.0], ..Self::default() }
    }

    /// Adds the bits of a sequence, after those that are there and not before sample `now`.
    fn add(&mut self, now: u64, sequence: Sequence) {
        let mut last = self.row.last().copied().unwrap_or(self.before);
        let gone = (3 * now).saturating_sub(self.start).div_ceil(SYMBOL) as usize;
        if gone > self.row.len() + PULSE_SYMBOLS {
            // The tone has been there alone: its phase is what goes on.
            let sign = self.sign;
            *self = Self { before: last, sign, ..Self::tone(now) };
        } else {
            self.row.resize(self.row.len().max(gone), last);
        }
        for at in 0..sequence.count {
            last = if sequence.bits >> at & 1 == 1 { -last } else { last };
            self.row.push(last);
        }
    }

    /// Whether there is more on the line than the tone.
    const fn is_info(&self, now: u64) -> bool {
        let end = self.start + (self.row.len() as u64 + LATENCY_SYMBOLS) * SYMBOL;
        !self.row.is_empty() && 3 * now < end
    }

    /// Amplitude at sample `now`; nothing once all has been said.
    fn envelope(&self, now: u64) -> Option<f32> {
        static PULSE: std::sync::LazyLock<[[f32; PULSE_SYMBOLS]; SYMBOL as usize]> =
            std::sync::LazyLock::new(pulse);
        let since = (3 * now).saturating_sub(self.start);
        let (newest, phase) = ((since / SYMBOL) as usize, (since % SYMBOL) as usize);
        if self.is_last && newest >= self.row.len() + PULSE_SYMBOLS {
            return None;
        }
        let after =
            if self.is_last { 0.0 } else { self.row.last().copied().unwrap_or(self.before) };
        let symbol = |age: usize| match newest.checked_sub(age) {
            None => self.before,
            Some(index) => self.row.get(index).copied().unwrap_or(after),
        };
        let sum = PULSE[phase].iter().enumerate().map(|(age, weight)| symbol(age) * weight);
        Some(sum.sum::<f32>() * self.sign)
    }
}

/// Weights of the symbols under the pulse, the newest first, for each third of a sample of
/// the newest's age; scaled so that they add up to 1.
fn pulse() -> [[f32; PULSE_SYMBOLS]; SYMBOL as usize] {
    std::array::from_fn(|phase| {
        let weights: [f64; PULSE_SYMBOLS] = std::array::from_fn(|age| {
            let time = phase as f64 / SYMBOL as f64 + age as f64 - LATENCY_SYMBOLS as f64;
            root_raised_cosine(time, ROLLOFF) * taper(time, LATENCY_SYMBOLS as f64)
        });
        let sum: f64 = weights.iter().sum();
        weights.map(|weight| (weight / sum) as f32)
    })
}

/// Samples that `count` bits take at most, from where they are to begin until others may.
pub(super) const fn length(count: u32) -> u64 {
    (count as u64 + 2) * SYMBOL / 3 + 1
}

/// Samples by which a sequence comes later on the line than it begins and ends here.
pub(super) const LATENCY: u64 = LATENCY_SYMBOLS * SYMBOL / 3 + 1;

/// Samples from the middle of a sequence's last bit but the fill to its very end.
pub(super) const fn rest_of_sequence() -> u64 {
    (super::info::FILL_BITS as u64 * SYMBOL + SYMBOL / 2) / 3
}

/// Excess bandwidth of the pulse: 0.7 to 0.8 keep inside V.34's figure 13.
pub(super) const ROLLOFF: f64 = 0.75;
/// Thirds of a sample in a symbol of 1/600 s.
const SYMBOL: u64 = 40;
/// Symbols that the pulse lies over, and that it comes later by.
const PULSE_SYMBOLS: usize = 8;
const LATENCY_SYMBOLS: u64 = 4;
/// The answer modem's guard tone.
const GUARD_HZ: u16 = 1800;
/// V.34 10.1.2.1, 10.1.2.3.1: tone A and INFO0a are 1 dB below nominal power …
const ANSWER_GAIN: f32 = 0.891_251;
/// … and the guard tone with INFO0a 7 dB.
const GUARD_WITH_INFO: f32 = 0.446_684;
/// V.34 10.1.2.4: 160 ms, 6 dB above nominal power.
pub(super) const L1: Millis = Millis(160);
const L1_GAIN: f32 = 1.995_262;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::probing::info::Info0;

    fn said(side: Side, script: &[(u64, Utterance)], count: usize, cut: usize) -> Vec<i16> {
        let mut voice = Voice::new(side, -10.0, GuardLevel::Nominal);
        for &(at, utterance) in script {
            voice.say(at, utterance);
        }
        let mut out = vec![0; count];
        out.chunks_mut(cut).for_each(|block| voice.pull(block));
        out
    }

    #[test]
    fn sequences_keep_inside_the_template() {
        // V.34 figure 13: from the carrier, at most and at least so many dB.
        for (hz, most, least) in [
            (0.0, 0.75, -0.75),
            (125.0, 0.75, -0.75),
            (300.0, -2.0, -4.0),
            (400.0, -5.0, -9.0),
            (450.0, -9.0, -16.3),
            (475.0, -11.75, -20.0),
            (550.0, -20.0, f64::NEG_INFINITY),
            (700.0, -30.0, f64::NEG_INFINITY),
        ] {
            let mut sum = 0.0;
            for (third, weights) in pulse().iter().enumerate() {
                for (age, &weight) in weights.iter().enumerate() {
                    let thirds = third as f64 + (age as f64 - LATENCY_SYMBOLS as f64) * 40.0;
                    let angle = std::f64::consts::TAU * hz * thirds / 24_000.0;
                    sum += f64::from(weight) * angle.cos() / 40.0;
                }
            }
            let db = 20.0 * sum.abs().log10();
            assert!((least..=most).contains(&db), "{hz} Hz: {db:.2} dB");
        }
    }

    fn level_of(samples: &[i16]) -> f32 {
        let square: f32 = samples.iter().map(|&sample| f32::from(sample).powi(2)).sum();
        level::dbm0_of_mean_square(square / samples.len() as f32)
    }

    #[test]
    fn levels_are_those_of_the_recommendation() {
        let info = Utterance::Info(Info0::OURS.emit());
        let call = said(Side::Call, &[(0, info)], 4000, 160);
        assert!((level_of(&call[100..600]) + 10.0).abs() < 0.5, "{}", level_of(&call[100..600]));
        assert!((level_of(&call[2000..]) + 10.0).abs() < 0.05, "tone B");
        let answer = said(Side::Answer, &[(0, info)], 4000, 160);
        // −1 dB and −7 dB are −0.03 dB together; −1 dB and 0 dB are +2.54 dB.
        assert!((level_of(&answer[100..600]) + 10.0).abs() < 0.6);
        assert!((level_of(&answer[2000..]) + 7.46).abs() < 0.05, "{}", level_of(&answer[2000..]));
        let probe = said(Side::Call, &[(0, Utterance::Probe)], 4000, 160);
        assert!((level_of(&probe[..1280]) + 4.0).abs() < 0.05, "L1");
        assert!((level_of(&probe[1280..2880]) + 10.0).abs() < 0.05, "L2");
    }

    #[test]
    fn a_reversal_turns_the_tone_on_the_very_sample_and_not_the_guard_tone() {
        let script = [(0, Utterance::Tone), (1001, Utterance::Reversal)];
        let plain = said(Side::Call, &script[..1], 2000, 160);
        let turned = said(Side::Call, &script, 2000, 160);
        assert_eq!(plain[..1001], turned[..1001]);
        assert!(plain[1001..].iter().zip(&turned[1001..]).all(|(a, b)| *a == -*b));
        // In 20 ms, 1800 Hz is orthogonal to 2400: what is left of the sum is the guard tone.
        let plain = said(Side::Answer, &script[..1], 2000, 160);
        let turned = said(Side::Answer, &script, 2000, 160);
        let sum: Vec<i16> = plain.iter().zip(&turned).map(|(a, b)| (a + b) / 2).collect();
        assert!((level_of(&sum[1040..1840]) + 10.0).abs() < 0.1);
    }

    #[test]
    fn how_time_is_cut_makes_no_difference() {
        let script = [
            (7, Utterance::Info(Info0::OURS.emit())),
            (900, Utterance::Info(Info0::OURS.emit())),
            (2500, Utterance::Reversal),
            (2580, Utterance::Probe),
            (4000, Utterance::Tone),
            (4300, Utterance::LastInfo(Info0::OURS.emit())),
        ];
        let whole = said(Side::Answer, &script, 6000, 6000);
        assert_eq!(whole, said(Side::Answer, &script, 6000, 7));
        assert_eq!(whole[..7], [0; 7]);
        let end = (4300 + length(Info0::BITS) + LATENCY) as usize + 60;
        assert!(whole[end..].iter().all(|&sample| sample == 0), "after the last there is silence");
    }
}
