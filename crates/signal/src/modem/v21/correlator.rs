//! Samples → how much of mark and space the last bit's length holds.
//!
//! # Theory
//!
//! A bit is a piece of one of two tones, of unknown phase. The best receiver for that
//! compares the energies of both, each the squared correlation over the length of a bit
//! (J. G. Proakis, Digital Communications, on noncoherent detection of FSK), k going over
//! its 27 samples:
//!
//! ```text
//! E_f = |Σₖ x[n − k] · e^(−j2πf(n − k)/8000)|²                  f mark or space
//! ```
//!
//! A one is sent where E_mark > E_space. The sums slide by a sample at a time: one product
//! goes in and one comes out, in integers, so that what goes in comes out again exactly
//! and nothing drifts however long the call lasts. Mains hum and a constant, which can be
//! stronger than a faint signal, are held back before.

use std::f64::consts::TAU;

use super::{BIT_RATE, Channel};
use crate::dsp::biquad::Biquad;
use crate::time::SAMPLE_RATE_HZ;

/// What the last bit's length of samples holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Energies {
    /// Mean square of the mark frequency, squared sample units.
    pub(super) mark: f32,
    /// Mean square of the space frequency.
    pub(super) space: f32,
    /// Mean square of all there is.
    pub(super) all: f32,
}

/// The two correlations.
#[derive(Clone, Debug)]
pub(super) struct Correlator {
    high_pass: Biquad,
    carriers: &'static Carriers,
    products: [Products; WINDOW],
    at: usize,
    /// Where in the common period of both frequencies the next sample stands.
    phase: usize,
    sums: [i32; 4],
    energy: i64,
}

/// A sample times cosine and sine of mark and of space, and its square.
#[derive(Clone, Copy, Debug, Default)]
struct Products {
    tones: [i32; 4],
    square: i32,
}

impl Correlator {
    pub(super) fn new(channel: Channel) -> Self {
        let high_pass = Biquad::high_pass(LOWEST_HZ, f64::from(SAMPLE_RATE_HZ));
        let products = [Products::default(); WINDOW];
        let carriers: &'static _ = match channel {
            Channel::One => &CHANNEL_1,
            Channel::Two => &CHANNEL_2,
        };
        Self { high_pass, carriers, products, at: 0, phase: 0, sums: [0; 4], energy: 0 }
    }

    /// To be called now and then; see [`Biquad::settle`].
    pub(super) fn settle(&mut self) {
        self.high_pass.settle();
    }

    /// Takes a sample.
    #[inline(always)]
    pub(super) fn push(&mut self, sample: i16) {
        // Rounded without a call, and held to 16 bits, for which the sums have room; only
        // squares of full height overshoot.
        let sample = (self.high_pass.push(f32::from(sample)) + 131_072.5) as i32 - 131_072;
        let sample = sample.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        let new = Products {
            tones: self.carriers[self.phase].map(|carrier| i32::from(sample) * i32::from(carrier)),
            square: i32::from(sample) * i32::from(sample),
        };
        let old = std::mem::replace(&mut self.products[self.at], new);
        self.at = if self.at + 1 == WINDOW { 0 } else { self.at + 1 };
        self.phase = if self.phase + 1 == PERIOD { 0 } else { self.phase + 1 };
        for lane in 0..4 {
            self.sums[lane] =
                self.sums[lane].wrapping_add(new.tones[lane]).wrapping_sub(old.tones[lane]);
        }
        self.energy += i64::from(new.square) - i64::from(old.square);
    }

    /// How much stronger mark is than space in the window that ends with the last sample.
    #[inline(always)]
    pub(super) fn lean(&self) -> f32 {
        let [mark_re, mark_im, space_re, space_im] = self.sums.map(|sum| sum as f32);
        (mark_re * mark_re + mark_im * mark_im) * TONE_SCALE
            - (space_re * space_re + space_im * space_im) * TONE_SCALE
    }

    /// Looks at that window.
    pub(super) fn energies(&self) -> Energies {
        let [mark_re, mark_im, space_re, space_im] = self.sums.map(|sum| sum as f32);
        Energies {
            mark: (mark_re * mark_re + mark_im * mark_im) * TONE_SCALE,
            space: (space_re * space_re + space_im * space_im) * TONE_SCALE,
            all: self.energy as f32 / WINDOW as f32,
        }
    }
}

/// Far above the mains and its first harmonics, far below mark.
const LOWEST_HZ: f64 = 600.0;

/// Samples in a bit, rounded.
pub(super) const WINDOW: usize = ((SAMPLE_RATE_HZ + BIT_RATE / 2) / BIT_RATE) as usize;

/// All frequencies are multiples of 10 Hz, so together they repeat every 100 ms.
const PERIOD: usize = (SAMPLE_RATE_HZ / 10) as usize;

/// Amplitude of the carriers: small enough that the sums of a full-scale window fit into 32 bits.
const CARRIER_PEAK: f64 = 2048.0;

/// Squared sums to the mean square of the sine that made them.
const TONE_SCALE: f32 =
    (2.0 / (WINDOW as f64 * WINDOW as f64 * CARRIER_PEAK * CARRIER_PEAK)) as f32;

/// Cosine and sine of mark and of space.
type Carriers = [[i16; 4]; PERIOD];

static CHANNEL_1: std::sync::LazyLock<Carriers> =
    std::sync::LazyLock::new(|| carriers(Channel::One));

static CHANNEL_2: std::sync::LazyLock<Carriers> =
    std::sync::LazyLock::new(|| carriers(Channel::Two));

fn carriers(channel: Channel) -> Carriers {
    std::array::from_fn(|n| {
        let carrier = |hz: u32| {
            let (sin, cos) = (TAU * f64::from(hz) * n as f64 / f64::from(SAMPLE_RATE_HZ)).sin_cos();
            [(CARRIER_PEAK * cos).round() as i16, (CARRIER_PEAK * sin).round() as i16]
        };
        let [mark_re, mark_im] = carrier(channel.mark_hz());
        let [space_re, space_im] = carrier(channel.space_hz());
        [mark_re, mark_im, space_re, space_im]
    })
}
