//! The stages of one direction of a line. Each processes samples as they arrive, and stores the
//! past samples that it needs.

use std::collections::VecDeque;
use std::f64::consts::{PI, TAU};
use std::sync::OnceLock;

use crate::line_model::{Filter, Law};
use crate::random::Random;
use crate::wire::BLOCK;

/// Samples per second.
const RATE_HZ: f64 = 8000.0;

/// Returns the sum of the products, in their order. This is a loop because iterators are slow in a
/// build without optimisation.
fn product(taps: &[f64], past: &VecDeque<f64>) -> f64 {
    let (first, second) = past.as_slices();
    let (mut sum, mut taps) = (0.0, taps);
    for part in [first, second] {
        let length = part.len().min(taps.len());
        let (now, later) = taps.split_at(length);
        sum = add_products(sum, now, &part[..length]);
        taps = later;
    }
    sum
}

/// Adds the products of two slices of equal length to `sum`.
pub fn add_products(mut sum: f64, a: &[f64], b: &[f64]) -> f64 {
    let mut at = 0;
    while at < a.len() {
        sum += a[at] * b[at];
        at += 1;
    }
    sum
}

/// A filter of the frequency band.
pub struct LineFilter {
    sections: Vec<Section>,
    taps: Vec<f64>,
    past: VecDeque<f64>,
}

impl LineFilter {
    pub fn new(filter: Filter) -> Self {
        let (sections, taps) = match filter {
            Filter::BandPass { low_hz, high_hz } => (band_pass(low_hz, high_hz), Vec::new()),
            Filter::Loop => (Vec::new(), shaped(&LOOP_LOSS, &[(0.0, 0.0)])),
            Filter::GroupDelay => (Vec::new(), shaped(&[(0.0, 0.0)], &M1020_DELAY)),
        };
        let past = vec![0.0; taps.len()].into();
        Self { sections, taps, past }
    }

    pub fn push(&mut self, sample: f64) -> f64 {
        let sample = self.sections.iter_mut().fold(sample, |sample, section| section.push(sample));
        if self.taps.is_empty() {
            return sample;
        }
        self.past.pop_back();
        self.past.push_front(sample);
        product(&self.taps, &self.past)
    }
}

/// The loss (Hz, dB) of a few kilometres of cable without loading coils. It grows with the
/// frequency.
const LOOP_LOSS: [(f64, f64); 6] =
    [(200.0, 0.0), (1000.0, 1.5), (1800.0, 3.0), (2600.0, 5.5), (3000.0, 7.0), (3400.0, 9.0)];

/// Group delay (Hz, ms) relative to the middle of the band, about as much as ITU-T M.1020 permits
/// for a leased line.
const M1020_DELAY: [(f64, f64); 7] = [
    (300.0, 4.0),
    (500.0, 3.0),
    (800.0, 1.2),
    (1000.0, 0.5),
    (2600.0, 0.5),
    (2800.0, 2.0),
    (3200.0, 4.0),
];

/// Returns a band-pass with Butterworth flanks like that of a codec or a channel bank: of order 4
/// at the low end, of order 6 at the high end.
fn band_pass(low_hz: f64, high_hz: f64) -> Vec<Section> {
    let of_order = |order: usize, hz: f64, is_high_pass: bool| {
        (0..order / 2).map(move |pair| {
            let angle = PI * (2 * pair + 1) as f64 / (2 * order) as f64;
            Section::new(hz, 0.5 / angle.sin(), is_high_pass)
        })
    };
    of_order(4, low_hz, true).chain(of_order(6, high_hz, false)).collect()
}

/// A filter section with two poles and two zeros.
struct Section {
    feed: [f64; 3],
    back: [f64; 2],
    past: [f64; 2],
}

impl Section {
    /// Creates a section by the bilinear transform.
    fn new(hz: f64, q: f64, is_high_pass: bool) -> Self {
        let k = (PI * hz / RATE_HZ).tan();
        let scale = 1.0 / (1.0 + k / q + k * k);
        let feed = if is_high_pass {
            [scale, -2.0 * scale, scale]
        } else {
            [1.0, 2.0, 1.0].map(|b| b * k * k * scale)
        };
        Self {
            feed,
            back: [2.0 * (k * k - 1.0) * scale, (1.0 - k / q + k * k) * scale],
            past: [0.0; 2],
        }
    }

    fn push(&mut self, sample: f64) -> f64 {
        let out = self.feed[0] * sample + self.past[0];
        self.past[0] = self.feed[1] * sample - self.back[0] * out + self.past[1];
        self.past[1] = self.feed[2] * sample - self.back[1] * out;
        out
    }
}

/// Returns the impulse response of a line with this loss (Hz, dB) and delay (Hz, ms). Values
/// between the points are interpolated linearly.
fn shaped(loss: &[(f64, f64)], delay: &[(f64, f64)]) -> Vec<f64> {
    const TAPS: usize = 192;
    const POINTS: usize = 1024;
    /// The delay of the middle of the band.
    const MIDDLE_MS: f64 = 6.0;
    let at = |table: &[(f64, f64)], hz: f64| {
        let above = table.partition_point(|point| point.0 < hz);
        match (above.checked_sub(1).map(|below| table[below]), table.get(above)) {
            (Some(below), Some(above)) => {
                below.1 + (above.1 - below.1) * (hz - below.0) / (above.0 - below.0)
            }
            (Some(only), None) => only.1,
            (None, only) => only.map_or(0.0, |only| only.1),
        }
    };
    let step_hz = RATE_HZ / POINTS as f64;
    let mut phase = 0.0;
    let mut taps = vec![0.0; TAPS];
    for point in 0..=POINTS / 2 {
        let hz = point as f64 * step_hz;
        let gain = 10f64.powf(-at(loss, hz) / 20.0);
        let weight = if point == 0 || point == POINTS / 2 { 1.0 } else { 2.0 };
        for (n, tap) in taps.iter_mut().enumerate() {
            *tap += weight * gain * (TAU * hz * n as f64 / RATE_HZ + phase).cos() / POINTS as f64;
        }
        phase -= TAU * step_hz * (MIDDLE_MS + at(delay, hz + step_hz / 2.0)) / 1000.0;
    }
    // The ends are faded out.
    for (n, tap) in taps.iter_mut().enumerate() {
        let from_end = n.min(TAPS - 1 - n) as f64;
        *tap *= (from_end / 16.0).min(1.0);
    }
    taps
}

/// Clicks: short ringing at random times, each about as loud as the loudest fax signal.
pub struct Impulses {
    per_second: f64,
    /// The samples since the beginning of the present click.
    since: Option<u32>,
    sign: f64,
}

impl Impulses {
    const PEAK: f64 = 12_000.0;
    const SAMPLES: u32 = 24;

    pub const fn new(per_second: f64) -> Self {
        Self { per_second, since: None, sign: 1.0 }
    }

    pub fn next(&mut self, random: &mut Random) -> f64 {
        if self.since.is_none() && random.part() < self.per_second / RATE_HZ {
            self.since = Some(0);
            self.sign = if random.part() < 0.5 { -1.0 } else { 1.0 };
        }
        let Some(n) = self.since else { return 0.0 };
        self.since = Some(n + 1).filter(|n| *n < Self::SAMPLES);
        let n = f64::from(n);
        self.sign * Self::PEAK * (-n / 5.0).exp() * (TAU * 1200.0 * n / RATE_HZ).cos()
    }
}

/// Moves all frequencies by the same amount, as carrier telephony does.
pub struct FrequencyShift {
    taps: Vec<f64>,
    past: VecDeque<f64>,
    turn: f64,
    step: f64,
}

impl FrequencyShift {
    /// Half the length of the Hilbert transformer, which is accurate from 150 Hz upwards.
    const HALF: usize = 63;

    pub fn new(offset_hz: f64) -> Self {
        let taps = (0..=2 * Self::HALF)
            .map(|n| {
                let k = n as f64 - Self::HALF as f64;
                let window = 0.54 + 0.46 * (PI * k / (Self::HALF + 1) as f64).cos();
                if (n + Self::HALF) % 2 == 0 { 0.0 } else { 2.0 / (PI * k) * window }
            })
            .collect();
        Self {
            taps,
            past: vec![0.0; 2 * Self::HALF + 1].into(),
            turn: 0.0,
            step: offset_hz / 8000.0,
        }
    }

    pub fn push(&mut self, sample: f64) -> f64 {
        self.past.pop_front();
        self.past.push_back(sample);
        // `past` is ordered from old to new, and the taps in the opposite order. For an odd
        // function, that changes the sign.
        let quadrature = -product(&self.taps, &self.past);
        let (sin, cos) = (TAU * self.turn).sin_cos();
        self.turn = (self.turn + self.step).fract();
        self.past[Self::HALF] * cos - quadrature * sin
    }
}

/// Samples a signal with another clock.
pub struct Resampler {
    table: Vec<[f64; Self::TAPS]>,
    waiting: VecDeque<f64>,
    at: f64,
    step: f64,
}

impl Resampler {
    const TAPS: usize = 32;
    const PHASES: usize = 512;
    /// How many samples a faster clock may gain before none are left: 200 ppm for 1000 s.
    const MARGIN: usize = 1600;

    /// Creates a resampler. `phase` is the position of its start between two samples, 0 to 1.
    pub fn new(skew_ppm: f64, phase: f64) -> Self {
        let table = (0..=Self::PHASES)
            .map(|phase| {
                std::array::from_fn(|tap| {
                    let x = tap as f64
                        - (Self::TAPS / 2 - 1) as f64
                        - phase as f64 / Self::PHASES as f64;
                    let sinc = if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) };
                    sinc * (0.5 + 0.5 * (TAU * x / (Self::TAPS + 2) as f64).cos())
                })
            })
            .collect();
        let margin = if skew_ppm < 0.0 { Self::MARGIN } else { 0 };
        Self {
            table,
            waiting: vec![0.0; margin + Self::TAPS].into(),
            at: phase,
            step: 1.0 / (1.0 + skew_ppm * 1e-6),
        }
    }

    pub fn push(&mut self, signal: &[f64]) -> Vec<f64> {
        self.waiting.extend(signal);
        let waiting = self.waiting.make_contiguous();
        let out = (0..BLOCK)
            .map(|_| {
                let (first, part) = (self.at as usize, self.at.fract() * Self::PHASES as f64);
                let (phase, between) = (part as usize, part.fract());
                self.at += self.step;
                let (low, high) = (&self.table[phase], &self.table[phase + 1]);
                // If no samples are left, the output is silence.
                let there = waiting.len().saturating_sub(first).min(Self::TAPS);
                let (mut sum, mut tap) = (0.0, 0);
                while tap < there {
                    let weight = low[tap] * (1.0 - between) + high[tap] * between;
                    sum += waiting[first + tap] * weight;
                    tap += 1;
                }
                sum
            })
            .collect();
        let used = (self.at as usize).min(self.waiting.len());
        self.waiting.drain(..used);
        self.at -= used as f64;
        out
    }
}

/// G.711 encoding and decoding: each sample becomes the nearest of the 256 values of the code.
pub struct Codec {
    /// The nearest value for each sample, from −32768 on.
    nearest: &'static [i16],
}

impl Codec {
    pub fn new(law: Law) -> Self {
        // Calculated once, because some tests have hundreds of lines.
        static NEAREST: [OnceLock<Vec<i16>>; 2] = [const { OnceLock::new() }; 2];
        let nearest = NEAREST[usize::from(law == Law::Mu)].get_or_init(|| nearest(law));
        Self { nearest }
    }

    pub fn pass(&self, sample: i16) -> i16 {
        self.nearest[(i32::from(sample) + 32_768) as usize]
    }
}

fn nearest(law: Law) -> Vec<i16> {
    let mut values: Vec<i32> = (0..128)
        .map(|code| {
            let (segment, step) = (code >> 4, code & 15);
            match law {
                // In units of the 16-bit range: 13 bits for A, 14 for µ.
                Law::A if segment == 0 => (2 * step + 1) * 8,
                Law::A => ((2 * step + 33) << (segment - 1)) * 8,
                Law::Mu => (((2 * step + 33) << segment) - 33) * 4,
            }
        })
        .flat_map(|value| [value, -value])
        .collect();
    values.sort_unstable();
    (-32_768..=32_767)
        .map(|sample| {
            let above = values.partition_point(|&value| value < sample);
            let candidates = &values[above.saturating_sub(1)..(above + 1).min(values.len())];
            candidates
                .iter()
                .min_by_key(|&&value| (value - sample).abs())
                .map_or(0, |&value| value as i16)
        })
        .collect()
}
