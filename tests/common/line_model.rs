//! A telephone line in one direction, seeded: level, frequency offset, another clock, noise, G.711, delay, lost packets.
//!
//! The stages stand in the order in which a call passes them: the analogue line first, then the codec, then the packets.

use std::collections::VecDeque;
use std::f64::consts::{PI, TAU};

use ferrofax::dsp::level;

use super::random::Random;
use super::wire::{BLOCK, Block};

/// What a line does to a signal. The default is a perfect one.
#[derive(Clone, Debug, Default)]
pub struct LineSettings {
    pub gain_db: f64,
    pub offset_hz: f64,
    /// How much faster than the sender's the receiver's clock runs, parts per million.
    pub skew_ppm: f64,
    pub noise_dbm0: Option<f64>,
    pub law: Option<Law>,
    /// In whole blocks of 20 ms, beside the one that any wire has.
    pub delay_blocks: usize,
    /// The part of all blocks that are lost.
    pub loss: f64,
    /// Blocks (counted from 0) that are lost for certain.
    pub lost_blocks: Vec<u64>,
    /// A clock difference somewhere in a digital network, taken up by leaving out or doubling samples.
    pub slip: Option<Slip>,
    pub seed: u64,
}

/// Every so many blocks, this many samples are doubled, or left out if negative.
#[derive(Clone, Copy, Debug)]
pub struct Slip {
    pub every_blocks: u64,
    pub samples: i32,
}

/// The two forms of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    A,
    Mu,
}

impl LineSettings {
    /// A usual digital line: G.711 A-law, nothing else.
    pub fn a_law() -> Self {
        Self { law: Some(Law::A), ..Self::default() }
    }

    /// A usual digital line: G.711 µ-law, nothing else.
    pub fn mu_law() -> Self {
        Self { law: Some(Law::Mu), ..Self::default() }
    }
}

/// One direction of a line.
pub struct Line {
    settings: LineSettings,
    shift: Option<FrequencyShift>,
    clock: Option<Resampler>,
    codec: Option<Codec>,
    random: Random,
    /// Samples that slips have moved into the future.
    slipped: VecDeque<i16>,
    underway: VecDeque<Option<Block>>,
    blocks: u64,
}

impl Line {
    pub fn new(settings: LineSettings) -> Self {
        Self {
            shift: (settings.offset_hz != 0.0).then(|| FrequencyShift::new(settings.offset_hz)),
            clock: (settings.skew_ppm != 0.0).then(|| Resampler::new(settings.skew_ppm)),
            codec: settings.law.map(Codec::new),
            random: Random::new(settings.seed),
            // Something to leave out for an hour of it.
            slipped: vec![0; if settings.slip.is_some_and(|slip| slip.samples < 0) { 8000 } else { 0 }].into(),
            underway: vec![Some([0; BLOCK]); settings.delay_blocks].into(),
            blocks: 0,
            settings,
        }
    }

    /// Takes a block from one end and gives one to the other: `None` for a lost one.
    pub fn carry(&mut self, said: &Block) -> Option<Block> {
        let gain = 10f64.powf(self.settings.gain_db / 20.0);
        let mut signal: Vec<f64> = said.iter().map(|&sample| f64::from(sample) * gain).collect();
        if let Some(shift) = &mut self.shift {
            signal.iter_mut().for_each(|sample| *sample = shift.push(*sample));
        }
        if let Some(clock) = &mut self.clock {
            signal = clock.push(&signal);
        }
        if let Some(noise_dbm0) = self.settings.noise_dbm0 {
            let rms = f64::from(level::rms(noise_dbm0 as f32));
            signal.iter_mut().for_each(|sample| *sample += self.random.gauss() * rms);
        }
        let mut block = [0; BLOCK];
        for (out, sample) in block.iter_mut().zip(signal) {
            *out = sample.round() as i16;
            if let Some(codec) = &self.codec {
                *out = codec.pass(*out);
            }
        }
        if let Some(slip) = self.settings.slip {
            self.slip(slip, &mut block);
        }
        let lost = self.random.part() < self.settings.loss || self.settings.lost_blocks.contains(&self.blocks);
        self.blocks += 1;
        self.underway.push_back((!lost).then_some(block));
        self.underway.pop_front().flatten()
    }
}

impl Line {
    fn slip(&mut self, slip: Slip, block: &mut Block) {
        self.slipped.extend(*block);
        if self.blocks % slip.every_blocks == slip.every_blocks - 1 {
            let at = self.slipped.len() - BLOCK;
            for n in 0..slip.samples.unsigned_abs() as usize {
                if slip.samples > 0 {
                    let doubled = self.slipped[at + n];
                    self.slipped.insert(at, doubled);
                } else {
                    self.slipped.remove(at);
                }
            }
        }
        for sample in block.iter_mut() {
            *sample = self.slipped.pop_front().unwrap_or_default();
        }
    }
}

/// Moves all frequencies by the same amount, as carrier telephony does.
struct FrequencyShift {
    taps: Vec<f64>,
    past: VecDeque<f64>,
    turn: f64,
    step: f64,
}

impl FrequencyShift {
    /// Half the length of the Hilbert transformer: good from 150 Hz upwards.
    const HALF: usize = 63;

    fn new(offset_hz: f64) -> Self {
        let taps = (0..=2 * Self::HALF)
            .map(|n| {
                let k = n as f64 - Self::HALF as f64;
                let window = 0.54 + 0.46 * (PI * k / (Self::HALF + 1) as f64).cos();
                if (n + Self::HALF) % 2 == 0 { 0.0 } else { 2.0 / (PI * k) * window }
            })
            .collect();
        Self { taps, past: vec![0.0; 2 * Self::HALF + 1].into(), turn: 0.0, step: offset_hz / 8000.0 }
    }

    fn push(&mut self, sample: f64) -> f64 {
        self.past.pop_front();
        self.past.push_back(sample);
        // `past` runs from old to new and the taps the other way, which for an odd function is a change of sign.
        let quadrature: f64 = -self.taps.iter().zip(&self.past).map(|(tap, sample)| tap * sample).sum::<f64>();
        let (sin, cos) = (TAU * self.turn).sin_cos();
        self.turn = (self.turn + self.step).fract();
        self.past[Self::HALF] * cos - quadrature * sin
    }
}

/// Reads a signal by another clock.
struct Resampler {
    table: Vec<[f64; Self::TAPS]>,
    waiting: VecDeque<f64>,
    at: f64,
    step: f64,
}

impl Resampler {
    const TAPS: usize = 32;
    const PHASES: usize = 512;
    /// What a faster clock may gain on the sender before the line runs dry: 100 ppm for 1000 s.
    const MARGIN: usize = 800;

    fn new(skew_ppm: f64) -> Self {
        let table = (0..=Self::PHASES)
            .map(|phase| {
                std::array::from_fn(|tap| {
                    let x = tap as f64 - (Self::TAPS / 2 - 1) as f64 - phase as f64 / Self::PHASES as f64;
                    let sinc = if x.abs() < 1e-9 { 1.0 } else { (PI * x).sin() / (PI * x) };
                    sinc * (0.5 + 0.5 * (TAU * x / (Self::TAPS + 2) as f64).cos())
                })
            })
            .collect();
        let margin = if skew_ppm < 0.0 { Self::MARGIN } else { 0 };
        Self { table, waiting: vec![0.0; margin + Self::TAPS].into(), at: 0.0, step: 1.0 / (1.0 + skew_ppm * 1e-6) }
    }

    fn push(&mut self, signal: &[f64]) -> Vec<f64> {
        self.waiting.extend(signal);
        let out = (0..BLOCK)
            .map(|_| {
                let (first, part) = (self.at as usize, self.at.fract() * Self::PHASES as f64);
                let (phase, between) = (part as usize, part.fract());
                self.at += self.step;
                let (low, high) = (&self.table[phase], &self.table[phase + 1]);
                (0..Self::TAPS)
                    .map(|tap| {
                        let sample = self.waiting.get(first + tap).copied().unwrap_or_default();
                        sample * (low[tap] * (1.0 - between) + high[tap] * between)
                    })
                    .sum()
            })
            .collect();
        let used = (self.at as usize).min(self.waiting.len());
        self.waiting.drain(..used);
        self.at -= used as f64;
        out
    }
}

/// G.711 there and back: every sample becomes the nearest of the 256 that the code has.
struct Codec {
    /// The nearest value for every sample, from −32768.
    nearest: Vec<i16>,
}

impl Codec {
    fn new(law: Law) -> Self {
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
        let nearest = (-32_768..=32_767)
            .map(|sample| {
                let above = values.partition_point(|&value| value < sample);
                let candidates = &values[above.saturating_sub(1)..(above + 1).min(values.len())];
                candidates.iter().min_by_key(|&&value| (value - sample).abs()).map_or(0, |&value| value as i16)
            })
            .collect();
        Self { nearest }
    }

    fn pass(&self, sample: i16) -> i16 {
        self.nearest[(i32::from(sample) + 32_768) as usize]
    }
}
