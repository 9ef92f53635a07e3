//! Two modems on a line, for the tests of phase 2: both directions at once, with echoes, at
//! any delay, sample by sample and seeded.

use std::collections::VecDeque;
use std::f64::consts::{PI, TAU};

use super::{Outcome, Phase2};
use crate::dsp::level;
use crate::modem::qam::test_line::{Random, companded};
use crate::modem::v34::Side;

/// What G.711 does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::modem::v34) enum Law {
    None,
    A,
    Mu,
}

/// Both directions of a line alike. The default does nothing but 20 dB of loss.
#[derive(Clone, Debug)]
pub(in crate::modem::v34) struct Wire {
    pub(in crate::modem::v34) gain_db: f64,
    /// Gain in dB by frequency.
    pub(in crate::modem::v34) shape: Option<fn(f64) -> f64>,
    pub(in crate::modem::v34) offset_hz: f64,
    pub(in crate::modem::v34) skew_ppm: f64,
    pub(in crate::modem::v34) noise_dbm0: Option<f32>,
    pub(in crate::modem::v34) law: Law,
    /// One way, ms.
    pub(in crate::modem::v34) delay_ms: u64,
    /// What comes back of what one says oneself, 5 ms later.
    pub(in crate::modem::v34) echo_db: Option<f64>,
    /// Peaks above this are cut off.
    pub(in crate::modem::v34) clip: f64,
    /// Silence in what a side hears, in ms.
    pub(in crate::modem::v34) holes: Vec<(Side, u64, u64)>,
    /// The part of all frames of 20 ms that are lost, and come as silence.
    pub(in crate::modem::v34) loss: f32,
    pub(in crate::modem::v34) seed: u64,
}

impl Default for Wire {
    fn default() -> Self {
        Self {
            gain_db: -20.0,
            shape: None,
            offset_hz: 0.0,
            skew_ppm: 0.0,
            noise_dbm0: None,
            law: Law::None,
            delay_ms: 10,
            echo_db: None,
            clip: 32_767.0,
            holes: Vec::new(),
            loss: 0.0,
            seed: 1,
        }
    }
}

/// One direction as it goes on.
pub(in crate::modem::v34) struct Direction {
    wire: Wire,
    heard_by: Side,
    filter: Option<Filter>,
    shift: Option<(Filter, VecDeque<f64>, f64)>,
    skew: Option<(Vec<f64>, f64)>,
    underway: VecDeque<f64>,
    random: Random,
    is_lost: bool,
    samples: u64,
}

/// A filter of so many taps.
struct Filter {
    taps: Vec<f64>,
    past: VecDeque<f64>,
}

impl Filter {
    fn new(taps: Vec<f64>) -> Self {
        let past = vec![0.0; taps.len()].into();
        Self { taps, past }
    }

    /// Of linear phase, with this gain in dB.
    fn shaped(gain_db: fn(f64) -> f64) -> Self {
        let half = 48i32;
        let tap = |n: i32| {
            let t = f64::from(n - half);
            let sum: f64 = (0..400)
                .map(|k| {
                    let hz = 10.0 * (f64::from(k) + 0.5);
                    10f64.powf(gain_db(hz) / 20.0) * (TAU * hz * t / 8000.0).cos()
                })
                .sum();
            sum / 400.0 * (0.5 + 0.5 * (PI * t / f64::from(half + 1)).cos())
        };
        Self::new((0..=2 * half).map(tap).collect())
    }

    /// Hilbert's, which turns everything by 90°.
    fn hilbert() -> Self {
        let half = 63i32;
        let tap = |n: i32| {
            let t = n - half;
            let window = 0.54 + 0.46 * (PI * f64::from(t) / f64::from(half)).cos();
            if t % 2 == 0 { 0.0 } else { 2.0 / (PI * f64::from(t)) * window }
        };
        Self::new((0..=2 * half).map(tap).collect())
    }

    fn push(&mut self, sample: f64) -> f64 {
        self.past.pop_back();
        self.past.push_front(sample);
        self.past.iter().zip(&self.taps).map(|(sample, tap)| sample * tap).sum()
    }
}

impl Direction {
    pub(in crate::modem::v34) fn new(wire: &Wire, heard_by: Side) -> Self {
        let seed = wire.seed ^ if heard_by == Side::Call { 0 } else { 0x5EED };
        Self {
            heard_by,
            filter: wire.shape.map(Filter::shaped),
            shift: (wire.offset_hz != 0.0).then(|| (Filter::hilbert(), vec![0.0; 63].into(), 0.0)),
            skew: (wire.skew_ppm != 0.0).then(|| (vec![0.0; 64], 32.0)),
            underway: vec![0.0; (8 * wire.delay_ms) as usize].into(),
            random: Random(seed),
            is_lost: false,
            samples: 0,
            wire: wire.clone(),
        }
    }

    /// Carries a block; `own` is what the one who hears says itself.
    pub(in crate::modem::v34) fn carry(&mut self, said: &[i16], own: &[i16]) -> Vec<i16> {
        let gain = 10f64.powf(self.wire.gain_db / 20.0);
        let noise = self.wire.noise_dbm0.map_or(0.0, level::rms);
        let echo = self.wire.echo_db.map_or(0.0, |db| 10f64.powf(db / 20.0));
        let mut line = Vec::with_capacity(said.len());
        for (&said, &own) in said.iter().zip(own) {
            let sample = f64::from(said).clamp(-self.wire.clip, self.wire.clip) * gain;
            let sample = self.distort(sample);
            self.underway.push_back(sample);
            let arrived = self.underway.pop_front().unwrap_or_default();
            let ms = self.samples / 8;
            let is_hole =
                self.wire.holes.iter().any(|&(side, from, until)| {
                    side == self.heard_by && (from..until).contains(&ms)
                });
            if self.samples.is_multiple_of(160) {
                self.is_lost = self.random.uniform() < self.wire.loss;
            }
            self.samples += 1;
            let arrived = if is_hole || self.is_lost { 0.0 } else { arrived };
            let noise = if noise > 0.0 { self.random.gaussian() * noise } else { 0.0 };
            line.push((arrived + f64::from(own) * echo) as f32 + noise);
        }
        match self.wire.law {
            Law::None => line.iter().map(|sample| sample.round() as i16).collect(),
            Law::Mu => companded(&line),
            Law::A => line.iter().map(|&sample| through_a_law(sample)).collect(),
        }
    }

    fn distort(&mut self, sample: f64) -> f64 {
        let mut sample = sample;
        if let Some(filter) = &mut self.filter {
            sample = filter.push(sample);
        }
        if let Some((hilbert, delayed, turned)) = &mut self.shift {
            delayed.push_back(sample);
            let straight = delayed.pop_front().unwrap_or_default();
            let (sin, cos) = (TAU * *turned).sin_cos();
            *turned = (*turned + self.wire.offset_hz / 8000.0).fract();
            sample = straight * cos - hilbert.push(sample) * sin;
        }
        if let Some((past, at)) = &mut self.skew {
            past.push(sample);
            *at += 1.0 + self.wire.skew_ppm * 1e-6;
            let middle = at.floor();
            let sum = (-15..=16).map(|n| {
                let index = middle + f64::from(n);
                let t = *at - index;
                let sinc = if t.abs() < 1e-9 { 1.0 } else { (PI * t).sin() / (PI * t) };
                past.get(index as usize).unwrap_or(&0.0)
                    * sinc
                    * (0.5 + 0.5 * (PI * t / 17.0).cos())
            });
            sample = sum.sum();
            if past.len() > 4000 {
                past.drain(..2000);
                *at -= 2000.0;
            }
        }
        sample
    }
}

/// Through A-law and back (ITU-T G.711).
fn through_a_law(sample: f32) -> i16 {
    let magnitude = (sample.abs() as i32).min(32_767) >> 4;
    let decoded = if magnitude < 32 {
        (magnitude & !1) * 16 + 16
    } else {
        let exponent = 31 - magnitude.leading_zeros() - 5;
        let step = 1 << (exponent + 1);
        (magnitude / step * step + step / 2) * 16
    };
    if sample < 0.0 { -decoded as i16 } else { decoded as i16 }
}

/// A modem on the line.
pub(in crate::modem::v34) trait Peer {
    fn step(&mut self, heard: &[i16], said: &mut [i16]);
}

impl Peer for Phase2 {
    fn step(&mut self, heard: &[i16], said: &mut [i16]) {
        self.push(heard);
        self.pull(said);
    }
}

/// How a call went on.
pub(in crate::modem::v34) struct Ended {
    pub(in crate::modem::v34) call: Option<Outcome>,
    pub(in crate::modem::v34) answer: Option<Outcome>,
    pub(in crate::modem::v34) ms: u64,
}

/// Lets two modems talk until both have come to an end or 25 s are over. The answer modem
/// begins when the call modem's CJ has come to it. A recipient whose INFOh did not arrive says
/// it again after 2 s, as phase 3 would have it.
pub(in crate::modem::v34) fn talk(
    mut call: Phase2,
    mut answer: Phase2,
    wire: &Wire,
    mut again: impl FnMut(Side, &Outcome) -> Option<Phase2>,
) -> Ended {
    const BLOCK: usize = 80;
    let (mut to_call, mut to_answer) =
        (Direction::new(wire, Side::Call), Direction::new(wire, Side::Answer));
    let (mut call_said, mut answer_said) = ([0; BLOCK], [0; BLOCK]);
    let mut done_since = [None; 2];
    for block in 0..2500u64 {
        let ms = block * 10;
        let at_call = to_call.carry(&answer_said, &call_said);
        let at_answer = to_answer.carry(&call_said, &answer_said);
        call.step(&at_call, &mut call_said);
        if ms >= wire.delay_ms {
            answer.step(&at_answer, &mut answer_said);
        }
        if call.outcome().is_some() && answer.outcome().is_some() {
            break;
        }
        for (modem, side, done) in [(&mut call, Side::Call, 0), (&mut answer, Side::Answer, 1)] {
            if let Some(outcome) = modem.outcome()
                && ms >= *done_since[done].get_or_insert(ms) + 2000
                && let Some(next) = again(side, outcome)
            {
                *modem = next;
                done_since[done] = None;
            }
        }
        if block == 2499 {
            return Ended { call: None, answer: None, ms };
        }
    }
    Ended {
        call: call.outcome().cloned(),
        answer: answer.outcome().cloned(),
        ms: to_call.samples / 8,
    }
}
