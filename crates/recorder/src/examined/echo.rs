//! Finds the echo of our own signal in the received sound: its delay and its attenuation.
//!
//! While we send, the remote fax machine is silent, so a copy of our signal that is received then
//! is an echo. For each delay, the received samples (`heard`) are compared with the samples that we
//! sent (`said`) earlier by that delay:
//!
//! ```text
//!         Σ said(n) · heard(n + delay)
//! gain =  ────────────────────────────
//!               Σ said(n)²
//! ```
//!
//! The delay that explains the received samples best is the echo's. The products for all delays at
//! once are computed by multiplying two spectra. A pure tone would fit at every delay, so stretches
//! with tones are left out.

use std::sync::LazyLock;

use ferrofax_signal::dsp::complex::Complex;

/// An echo of our own signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Echo {
    /// The delay of the echo in milliseconds, by the samples of the recording.
    pub delay_ms: u64,
    /// The attenuation of the echo, in dB.
    pub loss_db: f32,
    /// The part of the received power, while we send, that the echo explains: 0 to 1.
    pub share: f32,
}

/// The greatest number of samples that are compared at once: of the sent samples …
const SAID: usize = 12_000;
/// … and of the received samples.
const HEARD: usize = 24_000;
/// The length of the spectrum in samples: a power of two, at least [`HEARD`]. For delays above
/// `SPECTRUM - SAID` (2.6 s) some products wrap around, and the sum is slightly wrong.
const SPECTRUM: usize = 32_768;
/// The shortest stretch that is compared, in samples.
const SHORTEST: usize = 4_800;
/// The smallest number of samples that are compared for a delay.
const OVERLAP: usize = 2_400;
/// The greatest number of stretches of a call that are compared.
const MOST: usize = 16;
/// The power below which we count as silent: −45 dBm0, as a mean square.
const SOFT: f64 = 8_000.0;
/// The smallest part of the received power that an echo must explain ([`Echo::share`]).
const SHARE: f64 = 0.12;
/// The attenuation beyond which an echo does no harm, in dB.
const WEAKEST_DB: f32 = 34.0;

/// Finds the strongest echo of `said` in `heard`. Both begin at the same moment of the call.
pub(super) fn find(said: &[i16], heard: &[i16]) -> Option<Echo> {
    let mut sums = vec![Sum::default(); HEARD - OVERLAP];
    let all: Vec<_> = stretches(said);
    // At most [`MOST`] stretches are compared, taken evenly from the whole call.
    let every = all.len().div_ceil(MOST).max(1);
    for (from, to) in all.into_iter().step_by(every) {
        compare(
            &said[from..to],
            heard.get(from..to.min(heard.len())).unwrap_or_default(),
            &mut sums,
        );
    }
    let (delay, best) = sums
        .iter()
        .enumerate()
        .filter(|(_, sum)| sum.said > 0.0)
        .max_by(|(_, a), (_, b)| a.share().total_cmp(&b.share()))?;
    let gain = best.product.abs() / best.said;
    let loss_db = -20.0 * gain.max(1e-9).log10() as f32;
    (best.share() > SHARE && loss_db < WEAKEST_DB).then(|| Echo {
        delay_ms: delay as u64 / 8,
        loss_db,
        share: best.share() as f32,
    })
}

/// The sums over all stretches for one delay.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    /// The sum of sent times received samples. Each stretch is added as an absolute value, so that
    /// the sign of the echo may differ between stretches.
    product: f64,
    /// The sum of the squares of those sent samples whose echo with this delay is still in the
    /// stretch.
    said: f64,
    /// The received power that the echo explains; `heard` is the whole received power.
    explained: f64,
    heard: f64,
}

impl Sum {
    fn share(&self) -> f64 {
        if self.heard > 0.0 { self.explained / self.heard } else { 0.0 }
    }
}

/// Finds the stretches in which we send without a pause, each as its first sample and its end.
/// Stretches are cut at [`HEARD`] samples. Tones and stretches below [`SHORTEST`] are left out.
fn stretches(said: &[i16]) -> Vec<(usize, usize)> {
    let is_loud: Vec<bool> = said.chunks(160).map(|piece| power(piece) > SOFT).collect();
    let mut found = Vec::new();
    let mut from = 0;
    for at in 0..=is_loud.len() {
        let is_on = is_loud.get(at).copied().unwrap_or_default();
        let long = (at - from) * 160;
        if !is_on || long >= HEARD {
            let stretch = (from * 160, (at * 160).min(said.len()));
            if long >= SHORTEST && !is_tone(&said[stretch.0..stretch.1]) {
                found.push(stretch);
            }
            from = if is_on { at } else { at + 1 };
        }
    }
    found
}

/// The mean square of these samples.
fn power(samples: &[i16]) -> f64 {
    samples.iter().map(|&sample| f64::from(sample).powi(2)).sum::<f64>()
        / samples.len().max(1) as f64
}

/// Whether the samples are CED or CNG, which repeat after 80 samples, as 2100 and 1100 Hz do.
fn is_tone(samples: &[i16]) -> bool {
    let (mut same, mut all) = (0.0, 0.0);
    for at in 80..samples.len() {
        same += f64::from(samples[at]) * f64::from(samples[at - 80]);
        all += f64::from(samples[at]).powi(2);
    }
    same > 0.95 * all
}

fn compare(said: &[i16], heard: &[i16], sums: &mut [Sum]) {
    let length = said.len().min(heard.len());
    if length < SHORTEST {
        return;
    }
    let spoken = said.len().min(SAID);
    let products = correlate(&said[..spoken], &heard[..length]);
    let said_until = running(&said[..spoken]);
    let heard_until = running(&heard[..length]);
    for (delay, sum) in sums.iter_mut().enumerate().take(length.saturating_sub(OVERLAP)) {
        // Only those sent samples count whose echo with this delay is in the received ones.
        let overlap = spoken.min(length - delay);
        let (said, product) = (said_until[overlap], products[delay]);
        let heard = heard_until[delay + overlap] - heard_until[delay];
        sum.product += product.abs();
        sum.said += said;
        sum.explained += product * product / said.max(1.0);
        sum.heard += heard;
    }
}

/// For each index from 0 to the length, the sum of the squares of the samples before this index.
fn running(samples: &[i16]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut sums = vec![0.0];
    sums.extend(samples.iter().map(|&sample| {
        sum += f64::from(sample).powi(2);
        sum
    }));
    sums
}

/// Calculates the sum `Σ said(n) · heard(n + delay)` for each delay, with spectra.
fn correlate(said: &[i16], heard: &[i16]) -> Vec<f64> {
    let spectrum = |samples: &[i16]| {
        let mut values = vec![Complex::ZERO; SPECTRUM];
        for (value, &sample) in values.iter_mut().zip(samples) {
            *value = Complex::new(f32::from(sample), 0.0);
        }
        transform(&mut values);
        values
    };
    let (said, heard) = (spectrum(said), spectrum(heard));
    // With the conjugate of the product, a second forward transform acts as the inverse one.
    let mut product: Vec<Complex> = said
        .iter()
        .zip(&heard)
        .map(|(said, heard)| (said.conj() * *heard).conj())
        .collect();
    transform(&mut product);
    product
        .iter()
        .take(HEARD)
        .map(|value| f64::from(value.re) / SPECTRUM as f64)
        .collect()
}

/// The rotation factors for the longest pairs of [`transform`]. Shorter pairs use every second
/// factor, every fourth, and so on.
static TURNS: LazyLock<Vec<Complex>> = LazyLock::new(|| {
    let half = SPECTRUM / 2;
    let angle = |n| -std::f32::consts::PI * n as f32 / half as f32;
    (0..half).map(|n| Complex::from_angle(angle(n))).collect()
});

/// Calculates the fast Fourier transform in place (J. W. Cooley and J. W. Tukey, 1965). The number
/// of values is a power of two, at most [`SPECTRUM`].
fn transform(values: &mut [Complex]) {
    let bits = values.len().trailing_zeros();
    for at in 0..values.len() {
        let other = at.reverse_bits() >> (usize::BITS - bits);
        if other > at {
            values.swap(at, other);
        }
    }
    let mut half = 1;
    while half < values.len() {
        let turns = TURNS.iter().step_by(TURNS.len() / half);
        for pair in values.chunks_exact_mut(2 * half) {
            let (low, high) = pair.split_at_mut(half);
            for ((low, high), turn) in low.iter_mut().zip(high).zip(turns.clone()) {
                let turned = *high * *turn;
                (*low, *high) = (*low + turned, *low - turned);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise in bursts of a second and a half, with pauses.
    fn speech(seed: u32) -> Vec<i16> {
        let mut noise = seed;
        (0..80_000)
            .map(|at| {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if at % 16_000 < 12_000 { ((noise >> 16) as i16) / 8 } else { 0 }
            })
            .collect()
    }

    #[test]
    fn an_echo_is_found_with_its_delay_and_loss() {
        for (delay, loss_db) in [(400, 12.0), (3_200, 20.0), (6_000, 26.0)] {
            let (said, other) = (speech(1), speech(2));
            let gain = 10f32.powf(-loss_db / 20.0);
            let heard: Vec<i16> = (0..said.len())
                .map(|at| {
                    let echo = if at >= delay { f32::from(said[at - delay]) * gain } else { 0.0 };
                    (echo + f32::from(other[at]) * 0.02) as i16
                })
                .collect();
            let echo = find(&said, &heard).unwrap();
            assert_eq!(echo.delay_ms, delay as u64 / 8);
            assert!((echo.loss_db - loss_db).abs() < 1.0, "{echo:?}");
        }
    }

    #[test]
    fn another_voice_is_no_echo() {
        assert_eq!(find(&speech(1), &speech(2)), None);
        assert_eq!(find(&speech(1), &vec![0; 80_000]), None);
        assert_eq!(find(&[], &[]), None);
        let tone: Vec<i16> = (0..80_000)
            .map(|at| (f64::from(at) * std::f64::consts::TAU * 2100.0 / 8000.0).sin())
            .map(|sample| (sample * 9_000.0) as i16)
            .collect();
        assert_eq!(find(&tone, &tone), None);
    }
}
