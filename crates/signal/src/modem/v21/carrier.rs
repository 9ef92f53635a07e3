//! Whether V.21 is on the line.
//!
//! Level alone does not tell: a line may be noisier than a faint signal, and the image
//! modems send into the same band. Most of the energy, whatever its level, must stand at
//! mark or at space; a white noise has a tenth of it there, an image signal at times as
//! much as a half. So one of two proofs is also asked for. The quick one: three flags,
//! with which T.30 begins all that it sends by V.21. The slow one, for a signal that is
//! joined in its middle: for some hundred bits the changes between the frequencies keep
//! to the bit clock, which those of a foreign modulation do not.
//!
//! The carrier has gone when enough of the last bits were weak against the signal so far
//! or against the noise, or when changes stop coming or keep to no clock. A gap as long
//! as a lost packet (20 ms) is borne.

use super::correlator::Energies;
use crate::dsp::level;
use crate::modem::LineQuality;

/// Judges the bits one by one.
#[derive(Clone, Debug)]
pub(super) struct CarrierDetector {
    up: bool,
    /// Bits looked at, up to a full history.
    seen: usize,
    history: [Look; HISTORY],
    at: usize,
    /// The last bits, the latest lowest.
    bits: u32,
    /// Whether the last bit was weak.
    weak: bool,
    /// Mean distance of the changes from the clock, in bits; one quarter is what chance gives.
    jitter: f32,
    bits_since_change: u32,
    /// Mean square of the signal while the carrier was up.
    signal: f32,
    weak_bits: u32,
    total: Total,
}

/// One bit, looked at in its middle.
#[derive(Clone, Copy, Debug, Default)]
struct Look {
    tone: f32,
    all: f32,
}

/// Of a whole signal, for its quality.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    tone: f64,
    bits: u32,
    /// Of the bits between two that are like them: the window has nothing of another tone then.
    steady: Look,
}

/// What a bit changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Verdict {
    Same,
    Up,
    Down(LineQuality),
}

impl CarrierDetector {
    pub(super) fn new() -> Self {
        Self {
            up: false,
            seen: 0,
            history: [Look::default(); HISTORY],
            at: 0,
            bits: 0,
            weak: true,
            jitter: CHANCE_JITTER,
            bits_since_change: 0,
            signal: 0.0,
            weak_bits: 0,
            total: Total::default(),
        }
    }

    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    /// Whether there was something in the last bit that a clock could follow.
    pub(super) fn is_strong(&self) -> bool {
        !self.weak
    }

    /// A change came, this far from the clock (in bits).
    pub(super) fn change(&mut self, error: f32) {
        self.bits_since_change = 0;
        // What silence or a lost packet holds are no changes of the signal.
        if !self.weak {
            self.jitter += (error.abs() - self.jitter) * JITTER_GAIN;
        }
    }

    /// The middle of a bit.
    pub(super) fn bit(&mut self, energies: &Energies) -> Verdict {
        let tone = energies.mark.max(energies.space);
        let look = Look { tone, all: energies.all };
        self.history[self.at] = look;
        self.at = (self.at + 1) % HISTORY;
        self.seen = (self.seen + 1).min(HISTORY);
        self.bits = self.bits << 1 | u32::from(energies.mark > energies.space);
        self.bits_since_change += 1;
        self.weak = tone < self.signal * WEAK_AGAINST_SIGNAL || tone < energies.all * WEAK_SHARE;
        if self.up { self.stay(look) } else { self.rise() }
    }

    fn rise(&mut self) -> Verdict {
        let (tone, all) = self
            .history
            .iter()
            .fold((0.0, 0.0), |(tone, all), look| (tone + look.tone, all + look.all));
        let flags = self.bits & 0x00FF_FFFF == 0x007E_7E7E;
        let here = self.seen == HISTORY
            && tone >= RISE_SHARE * all
            && tone >= HISTORY as f32 * level::mean_square(LOWEST_DBM0)
            && self.bits_since_change <= LONGEST_MARK
            && (flags || self.jitter <= RISE_JITTER);
        if !here {
            return Verdict::Same;
        }
        self.up = true;
        self.weak_bits = 0;
        self.signal = tone / HISTORY as f32;
        self.jitter = self.jitter.min(RISE_JITTER);
        self.total = Total::default();
        Verdict::Up
    }

    fn stay(&mut self, look: Look) -> Verdict {
        if self.weak {
            self.weak_bits += 1;
        } else {
            self.weak_bits = self.weak_bits.saturating_sub(2);
            self.signal += (look.tone - self.signal) * SIGNAL_GAIN;
            self.total.tone += f64::from(look.tone);
            self.total.bits += 1;
            let before = self.history[(self.at + HISTORY - 2) % HISTORY];
            if matches!(self.bits & 0b111, 0 | 0b111) && before.tone >= before.all * WEAK_SHARE {
                self.total.steady.tone += before.tone;
                self.total.steady.all += before.all;
            }
        }
        let longest_run = if self.bits & 1 == 1 { LONGEST_MARK } else { LONGEST_SPACE };
        let gone = self.weak_bits >= WEAK_BITS_TO_FALL
            || self.bits_since_change > longest_run
            || self.jitter > FALL_JITTER;
        if !gone {
            return Verdict::Same;
        }
        let quality = self.total.quality();
        *self = Self::new();
        Verdict::Down(quality)
    }
}

impl Total {
    fn quality(&self) -> LineQuality {
        let mean_tone = self.tone.max(f64::MIN_POSITIVE) / f64::from(self.bits.max(1));
        let Look { tone, all } = self.steady;
        let tone = tone.max(f32::MIN_POSITIVE);
        let rest = ((all - tone) * UNSEEN_REST).max(tone * LEAST_REST);
        LineQuality {
            snr_db: 10.0 * (tone / rest).log10(),
            level_dbm0: level::dbm0_of_mean_square(mean_tone as f32),
            ..LineQuality::default()
        }
    }
}

/// Bits whose energy is looked at together before the carrier is said to be up: three flags.
const HISTORY: usize = 24;
/// Weaker than this nothing is a signal (T.30's receivers need −43 dBm0).
const LOWEST_DBM0: f32 = -49.0;
/// Share of the energy at mark or space that begins a carrier; 0 dB of signal to noise
/// has a little more.
const RISE_SHARE: f32 = 0.5;
/// Mean distance of the changes from the clock that proves a carrier, in bits …
const RISE_JITTER: f32 = 0.10;
/// … that ends one …
const FALL_JITTER: f32 = 0.21;
/// … and that comes by chance.
const CHANCE_JITTER: f32 = 0.25;
/// A change's weight in that mean: some twenty changes count.
const JITTER_GAIN: f32 = 0.05;
/// More ones in a row than any frame or flag has (stuffing allows six), with some room
/// for wrong ones.
const LONGEST_MARK: u32 = 20;
/// More zeros in a row than any frame has: a PPR that asks for one block of 256 has some 250.
const LONGEST_SPACE: u32 = 300;
/// A bit is weak below a sixth of the signal so far …
const WEAK_AGAINST_SIGNAL: f32 = 0.16;
/// … or below this share of the energy.
const WEAK_SHARE: f32 = 0.3;
/// Weak bits, not made good by strong ones, that end a carrier: 20 ms are six bits and
/// the two they touch.
const WEAK_BITS_TO_FALL: u32 = 10;
/// White noise beside what is seen of it: the high-pass filter keeps the lowest 600 Hz of 4 kHz back,
/// and two of the window's 27 samples are the tone's.
const UNSEEN_REST: f32 = 1.27;
/// What is seen of noise, at least: a tone that is some hertz off leaves as much outside of its
/// frequency (30 dB).
const LEAST_REST: f32 = 0.001;
/// A strong bit's weight in the level of the signal.
const SIGNAL_GAIN: f32 = 0.05;
