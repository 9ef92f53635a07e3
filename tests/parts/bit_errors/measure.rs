//! Counting the bit errors of a receiver on a noisy line, and the SNR at which they are
//! one in 100 000.

use ferrofax::modem::image::ImageReceiver;
use ferrofax::modem::{BitSource, Rate, RxEvent};

use crate::bit_errors::distortion::{Distortion, LINES};
use ferrofax_kit::line_model::{LineSettings, heard_over};
use ferrofax_kit::sp_modem::{SharedBits, spandsp_hears, spandsp_says};
use ferrofax_kit::wire::BLOCK;

/// The SNR is that at which one bit in so many is wrong.
pub(crate) const WANTED: f64 = 1e-5;

/// Bits of one signal: a long page.
const SIGNAL_BITS: usize = 300_000;

/// Signals that are received at the same time, each on its own, before it is asked
/// whether they are enough.
const AT_ONCE: u64 = 8;

/// From one point to the next.
const STEP_DB: f64 = 0.5;

const SEED: u64 = 4711;

/// The line that the signal passes, beside the noise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    /// The signal as it is received.
    pub(crate) level_dbm0: f64,
    pub(crate) offset_hz: f64,
    pub(crate) skew_ppm: f64,
    pub(crate) distortion: Distortion,
    /// With so many signals, unless fewer have errors enough: for our receiver, and for spandsp's.
    pub(crate) signals: [u64; 2],
    /// Wrong bits after which a point is known well enough; they come in bursts, of a
    /// dozen in V.17.
    pub(crate) enough_errors: usize,
    pub(crate) spandsps_cutoff: Cutoff,
}

/// What spandsp's receiver takes for silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cutoff {
    /// What lies half way down to the noise, as nobody can set it in a call: it would
    /// train on the noise before the signal and hear nothing at all.
    HalfWay,
    /// As its fax engine has it.
    Engines,
}

impl Cutoff {
    fn dbm0(self, level_dbm0: f64, snr_db: f64) -> f32 {
        match self {
            Self::HalfWay => (level_dbm0 - snr_db / 2.0) as f32,
            Self::Engines => -45.5,
        }
    }
}

/// A fair level, and nothing but noise.
pub(crate) const USUAL: Condition = Condition {
    level_dbm0: -26.0,
    offset_hz: 0.0,
    skew_ppm: 0.0,
    distortion: LINES[0],
    signals: [30, 30],
    enough_errors: 600,
    spandsps_cutoff: Cutoff::HalfWay,
};

/// The SNR (noise of 0 to 4 kHz) at which theory allows [`WANTED`], dB, by the distance between
/// the points of the modem or, for V.17, between the paths of its code. [`ideal_db`] has what a
/// decoder can reach.
pub(crate) const fn theory_db(rate: Rate) -> f64 {
    match rate {
        Rate::V27ter2400 => 7.2,
        Rate::V27ter4800 => 13.8,
        Rate::V29At7200 => 14.4,
        Rate::V29At9600 => 18.4,
        Rate::V17At7200 => 10.0,
        Rate::V17At9600 => 13.6,
        Rate::V17At12000 => 16.6,
        Rate::V17At14400 => 19.8,
    }
}

/// The same for an ideal receiver, which is given the symbols themselves with white noise, and knows
/// phase, timing, level and line (`ideal_receivers` in `crates/signal/src/modem/qam/ideal_tests.rs`
/// measures it). A wrong point of V.29 and V.27ter is two wrong changes of phase, and each wrong bit
/// is three behind the descrambler. In V.17 many paths lie near the right one, too, and one wrong
/// path is many wrong bits.
pub(crate) const fn ideal_db(rate: Rate) -> f64 {
    match rate {
        Rate::V27ter2400 => 8.2,
        Rate::V27ter4800 => 14.6,
        Rate::V29At7200 => 15.4,
        Rate::V29At9600 => 18.9,
        Rate::V17At7200 => 11.7,
        Rate::V17At9600 => 15.0,
        Rate::V17At12000 => 18.1,
        Rate::V17At14400 => 21.1,
    }
}

/// What one receiver made of all signals of a point.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counted {
    pub(crate) signals: usize,
    pub(crate) trained: usize,
    bits: usize,
    pub(crate) errors: usize,
}

impl Counted {
    fn add(&mut self, trained: bool, bits: &[bool]) {
        self.signals += 1;
        if trained {
            self.trained += 1;
            self.bits += SIGNAL_BITS;
            let mut sent = SharedBits::new(SEED, SIGNAL_BITS);
            self.errors +=
                (0..SIGNAL_BITS).filter(|&i| sent.next_bit() != bits.get(i).copied()).count();
        }
    }

    /// The share of wrong bits where it trained; a receiver that mostly does not train
    /// has only wrong ones.
    fn rate(&self) -> f64 {
        if 2 * self.trained < self.signals { 0.5 } else { self.errors as f64 / self.bits as f64 }
    }

    fn is_known(&self, enough_errors: usize) -> bool {
        self.errors >= enough_errors || (self.signals >= 3 && self.trained == 0)
    }
}

impl std::fmt::Display for Counted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.trained, self.rate()) {
            (0, _) => f.pad(if self.signals == 0 { "-" } else { "deaf" }),
            (trained, _) if 2 * trained < self.signals => f.pad("mostly deaf"),
            (_, 0.0) => f.pad("none"),
            (_, rate) => f.pad(&format!("{rate:.1e}")),
        }
    }
}

/// The bit errors of both receivers by SNR.
#[derive(Clone, Debug)]
pub(crate) struct Curves {
    /// By SNR, dB.
    pub(crate) points: Vec<(f64, [Counted; 2])>,
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Ours,
    Spandsps,
}

impl Whose {
    pub(crate) const BOTH: [Self; 2] = [Self::Ours, Self::Spandsps];
}

impl Curves {
    /// Goes up from theory's SNR until both receivers have fewer errors than wanted; who
    /// has is not asked again.
    pub(crate) fn measure(rate: Rate, condition: Condition) -> Self {
        let mut curves = Self { points: Vec::new() };
        let mut snr_db = theory_db(rate);
        while snr_db < theory_db(rate) + 12.0 {
            let left: Vec<Whose> =
                Whose::BOTH.into_iter().filter(|&whose| curves.below(whose).is_none()).collect();
            if left.is_empty() {
                break;
            }
            curves.points.push((snr_db, point(rate, condition, &left, snr_db)));
            snr_db += STEP_DB;
        }
        curves
    }

    /// The first point at which `whose` receiver has fewer errors than wanted.
    fn below(&self, whose: Whose) -> Option<usize> {
        let is_below = |(_, counted): &(f64, [Counted; 2])| {
            let counted = counted[whose as usize];
            counted.signals > 0 && counted.rate() < WANTED
        };
        self.points.iter().position(is_below)
    }

    /// The SNR at which `whose` receiver has [`WANTED`] wrong bits, between the points by
    /// the logarithm. `None` if it never does.
    pub(crate) fn wanted_at_db(&self, whose: Whose) -> Option<f64> {
        let rate = |at: usize| self.points[at].1[whose as usize].rate().max(1e-7);
        let below = self.below(whose)?;
        let snr_db = self.points[below].0;
        if below == 0 {
            return Some(snr_db);
        }
        let (high, low) = (rate(below - 1).log10(), rate(below).log10());
        Some(snr_db - STEP_DB * (WANTED.log10() - low) / (high - low))
    }
}

/// What the transmitter says; the line brings it to the level wanted.
const SAID_DBM0: f32 = -14.0;

/// Counts at one SNR.
pub(crate) fn point(
    rate: Rate,
    condition: Condition,
    whose: &[Whose],
    snr_db: f64,
) -> [Counted; 2] {
    let said = condition
        .distortion
        .of(&spandsp_says(rate, SEED, SIGNAL_BITS, false, SAID_DBM0));
    let mut counted = [Counted::default(); 2];
    let most = whose
        .iter()
        .map(|&whose| condition.signals[whose as usize])
        .max()
        .unwrap_or_default();
    for first in (0..most).step_by(AT_ONCE as usize) {
        let is_needed = |whose: &Whose| {
            let (counted, signals) =
                (&counted[*whose as usize], condition.signals[*whose as usize]);
            first < signals && !counted.is_known(condition.enough_errors)
        };
        let needed: Vec<Whose> = whose.iter().copied().filter(is_needed).collect();
        if needed.is_empty() {
            break;
        }
        let seeds: Vec<u64> = (first..most.min(first + AT_ONCE)).collect();
        let heard = at_once(&seeds, |seed| {
            let samples = heard_over(condition.line(snr_db, seed), &said);
            let wanted = needed.iter().filter(|&&whose| seed < condition.signals[whose as usize]);
            wanted
                .map(|&whose| (whose, whose.hears(rate, &samples, condition, snr_db)))
                .collect::<Vec<_>>()
        });
        for (whose, (trained, bits)) in heard.into_iter().flatten() {
            counted[whose as usize].add(trained, &bits);
        }
    }
    counted
}

/// What `work` makes of each of `seeds`, in their order, by all processors.
pub(crate) fn at_once<R: Send>(seeds: &[u64], work: impl Fn(u64) -> R + Sync) -> Vec<R> {
    let share = seeds
        .len()
        .div_ceil(std::thread::available_parallelism().map_or(1, usize::from))
        .max(1);
    std::thread::scope(|scope| {
        let work = &work;
        let start = |seeds: &'_ [u64]| {
            let seeds = seeds.to_vec();
            scope.spawn(move || seeds.into_iter().map(work).collect::<Vec<R>>())
        };
        let parts: Vec<_> = seeds.chunks(share).map(start).collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().expect("no receiver panics"))
            .collect()
    })
}

impl Condition {
    fn line(&self, snr_db: f64, seed: u64) -> LineSettings {
        LineSettings {
            gain_db: self.level_dbm0 - f64::from(SAID_DBM0),
            noise_dbm0: Some(self.level_dbm0 - snr_db),
            offset_hz: self.offset_hz,
            skew_ppm: self.skew_ppm,
            seed,
            ..LineSettings::mu_law()
        }
    }
}

impl Whose {
    /// Whether that receiver trained on `samples`, and the bits that it heard.
    fn hears(
        self,
        rate: Rate,
        samples: &[i16],
        condition: Condition,
        snr_db: f64,
    ) -> (bool, Vec<bool>) {
        match self {
            Self::Ours => we_hear(rate, samples),
            Self::Spandsps => {
                let cutoff_dbm0 = condition.spandsps_cutoff.dbm0(condition.level_dbm0, snr_db);
                let heard = spandsp_hears(rate, samples, cutoff_dbm0);
                (heard.trained, heard.bits)
            }
        }
    }
}

fn we_hear(rate: Rate, samples: &[i16]) -> (bool, Vec<bool>) {
    let (mut trained, mut heard) = (false, Vec::new());
    let mut receiver = ImageReceiver::new(rate);
    for block in samples.chunks(BLOCK) {
        receiver.receiver().push(block, &mut |event| match event {
            RxEvent::Bits(bits) => heard.extend(bits.iter()),
            RxEvent::Trained(_) => trained = true,
            _ => (),
        });
    }
    (trained, heard)
}
