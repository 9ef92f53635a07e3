//! What lines do to a signal, for the tests of the image modems: seeded and repeatable.

pub(crate) use super::test_random::{Random, companded};
use crate::dsp::level;
use crate::modem::{BitSource, LineQuality, Receiver, RxEvent, Transmitter};

/// A number of random bits.
#[derive(Clone, Debug)]
pub(crate) struct RandomBits {
    random: Random,
    left: usize,
}

impl RandomBits {
    pub(crate) const fn new(seed: u64, count: usize) -> Self {
        Self { random: Random(seed), left: count }
    }
}

impl BitSource for RandomBits {
    fn next_bit(&mut self) -> Option<bool> {
        self.left = self.left.checked_sub(1)?;
        Some(self.random.next() >> 20 & 1 == 1)
    }
}

/// The whole signal of `transmitter` with `count` random bits, silence before and after.
pub(crate) fn signal(mut transmitter: Box<dyn Transmitter>, seed: u64, count: usize) -> Vec<f32> {
    let mut bits = RandomBits::new(seed, count);
    let mut line = vec![0.0; 1600];
    let mut block = [0i16; 160];
    loop {
        let written = transmitter.pull(&mut bits, &mut block);
        line.extend(block[..written].iter().map(|&s| f32::from(s)));
        if written < block.len() {
            line.extend([0.0; 2400]);
            return line;
        }
    }
}

/// Adds white noise (0–4 kHz) at `dbm0`.
pub(crate) fn add_noise(line: &mut [f32], dbm0: f32, seed: u64) {
    let (mut random, rms) = (Random(seed), level::rms(dbm0));
    line.iter_mut().for_each(|s| *s += random.gaussian() * rms);
}

/// Adds delayed copies: (samples, gain).
pub(crate) fn add_echoes(line: &mut [f32], echoes: &[(usize, f32)]) {
    let direct = line.to_vec();
    for &(delay, gain) in echoes {
        for (sample, echo) in line[delay..].iter_mut().zip(&direct) {
            *sample += echo * gain;
        }
    }
}

/// Resamples as if the far clock were fast by `ppm`.
pub(crate) fn skew(line: &[f32], ppm: f64) -> Vec<f32> {
    let ratio = 1.0 + ppm * 1e-6;
    (0..(line.len() as f64 / ratio) as usize)
        .map(|n| {
            let at = n as f64 * ratio;
            let middle = at.floor() as i64;
            (middle - 23..=middle + 24)
                .map(|m| {
                    let t = at - m as f64;
                    let sinc = if t.abs() < 1e-9 {
                        1.0
                    } else {
                        (std::f64::consts::PI * t).sin() / (std::f64::consts::PI * t)
                    };
                    let window = 0.5 + 0.5 * (std::f64::consts::PI * t / 25.0).cos();
                    usize::try_from(m)
                        .ok()
                        .and_then(|m| line.get(m))
                        .map_or(0.0, |&s| f64::from(s) * sinc * window)
                })
                .sum::<f64>() as f32
        })
        .collect()
}

/// A second of what no modem says: noise at full scale, a sweep, a square wave, or silence.
pub(crate) fn any_audio(second: u32, random: &mut Random) -> Vec<i16> {
    let sample = |n: i32| match second % 4 {
        0 => random.next() as u16 as i16,
        1 => (((n * n % 1000) as f32 * 0.02).sin() * 20_000.0) as i16,
        2 if n % 100 < 50 => i16::MAX,
        2 => i16::MIN,
        _ => 0,
    };
    (0..8000).map(sample).collect()
}

/// To the line's 16-bit samples.
pub(crate) fn samples(line: &[f32]) -> Vec<i16> {
    line.iter().map(|s| s.round() as i16).collect()
}

/// What a receiver told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Heard {
    pub(crate) bits: Vec<bool>,
    pub(crate) carrier_up: usize,
    pub(crate) trained: Vec<LineQuality>,
    pub(crate) failed: usize,
    pub(crate) down: Vec<LineQuality>,
    /// When the last carrier went down, in samples, to the nearest block.
    pub(crate) down_at: usize,
}

impl Heard {
    fn note(&mut self, event: RxEvent, at: usize) {
        match event {
            RxEvent::CarrierUp => self.carrier_up += 1,
            RxEvent::Trained(quality) => self.trained.push(quality),
            RxEvent::TrainingFailed => self.failed += 1,
            RxEvent::Bits(bits) | RxEvent::LostBits(bits) => self.bits.extend(bits.iter()),
            RxEvent::CarrierDown(quality) => {
                self.down.push(quality);
                self.down_at = at;
            }
        }
    }

    /// Whether bit `index` is the one sent with `seed`.
    pub(crate) fn right_at(&self, seed: u64, index: usize) -> bool {
        self.bit_is(seed, index, index)
    }

    /// Whether the bit heard as number `heard` is the one sent as number `sent` with `seed`.
    pub(crate) fn bit_is(&self, seed: u64, sent: usize, heard: usize) -> bool {
        let mut random = RandomBits::new(seed, sent + 1);
        let mut last = None;
        while let Some(bit) = random.next_bit() {
            last = Some(bit);
        }
        last == self.bits.get(heard).copied()
    }

    /// How many of `count` random bits of `seed` are wrong, or missing.
    pub(crate) fn errors(&self, seed: u64, count: usize) -> usize {
        let mut sent = RandomBits::new(seed, count);
        (0..count).filter(|&i| sent.next_bit() != self.bits.get(i).copied()).count()
    }
}

/// Lets `receiver` hear `samples` in blocks of 20 ms.
pub(crate) fn hear(receiver: &mut dyn Receiver, samples: &[i16]) -> Heard {
    hear_cut(receiver, samples, 160)
}

/// The same in blocks of `cut`.
pub(crate) fn hear_cut(receiver: &mut dyn Receiver, samples: &[i16], cut: usize) -> Heard {
    let mut heard = Heard::default();
    for (index, block) in samples.chunks(cut).enumerate() {
        receiver.push(block, &mut |event| heard.note(event, (index + 1) * cut));
    }
    heard
}

/// The same, the blocks of 20 ms with these numbers being lost.
pub(crate) fn hear_with_losses(
    receiver: &mut dyn Receiver,
    samples: &[i16],
    lost: &[usize],
) -> Heard {
    let mut heard = Heard::default();
    for (index, block) in samples.chunks(160).enumerate() {
        let mut note = |event| heard.note(event, (index + 1) * 160);
        if lost.contains(&index) {
            receiver.gap(block.len(), &mut note);
        } else {
            receiver.push(block, &mut note);
        }
    }
    heard
}
