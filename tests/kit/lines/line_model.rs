//! One direction of a telephone line, with a seed for its randomness: level, filters, frequency
//! offset, clock difference, noise, impulses, G.711, lost packets, slips of a jitter buffer, delay.
//! (Echo concerns both directions, and is in `wire::Wire`.)
//!
//! The stages (`line_stages`) are in the order in which the signal passes them: first the analogue
//! line, then the codec, then the packets.

use std::collections::VecDeque;

use ferrofax_signal::dsp::level;

use crate::line_stages::{Codec, FrequencyShift, Impulses, LineFilter, Resampler};
use crate::random::Random;
use crate::wire::{BLOCK, Block};

/// The effect of a line on a signal. The default is a perfect line.
#[derive(Clone, Debug, Default)]
pub struct LineSettings {
    pub gain_db: f64,
    pub filter: Option<Filter>,
    pub offset_hz: f64,
    /// How much faster the receiver's clock is than the sender's, in parts per million.
    pub skew_ppm: f64,
    /// The level of white noise, independent of the signal.
    pub noise_dbm0: Option<f64>,
    /// The block at which that noise ends.
    pub noise_ends_at: Option<u64>,
    /// The level of white noise that follows the signal, like a codec's: in dB below the signal.
    pub noise_below_db: Option<f64>,
    /// The number of clicks per second.
    pub impulses: f64,
    pub law: Option<Law>,
    /// The delay in whole blocks of 20 ms, in addition to the one block of any wire.
    pub delay_blocks: usize,
    /// The part of all blocks that are lost.
    pub loss: f64,
    /// How many blocks are lost at a time; 0 means 1.
    pub burst: u32,
    /// Whether lost blocks arrive as silence, without a notice of the loss.
    pub silent_loss: bool,
    /// The part of all blocks at which a jitter buffer slips: it repeats a block or leaves one out,
    /// without a notice.
    pub jitter: f64,
    /// Blocks (counted from 0) that are always lost.
    pub lost_blocks: Vec<u64>,
    /// Blocks (counted from 0) in which the line is silent.
    pub silent_blocks: Vec<u64>,
    /// A clock difference in a digital network, which leaves out or repeats samples.
    pub slip: Option<Slip>,
    pub seed: u64,
}

/// After each `every` blocks, this number of samples is repeated, or left out if it is negative.
#[derive(Clone, Copy, Debug)]
pub struct Slip {
    pub every_blocks: u64,
    pub samples: i32,
}

/// The effect of a line on the frequency band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Filter {
    /// A band-pass filter with its delay.
    BandPass { low_hz: f64, high_hz: f64 },
    /// The loss of a long subscriber line, which grows with the frequency.
    Loop,
    /// Group delay that grows towards both ends of the band, about as much as ITU-T M.1020 permits.
    GroupDelay,
}

/// The two forms of G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    A,
    Mu,
}

impl LineSettings {
    /// A usual digital line: only G.711 A-law.
    pub fn a_law() -> Self {
        Self { law: Some(Law::A), ..Self::default() }
    }

    /// A usual digital line: only G.711 µ-law.
    pub fn mu_law() -> Self {
        Self { law: Some(Law::Mu), ..Self::default() }
    }
}

/// One direction of a line.
pub struct Line {
    settings: LineSettings,
    filter: Option<LineFilter>,
    shift: Option<FrequencyShift>,
    clock: Option<Resampler>,
    impulses: Option<Impulses>,
    codec: Option<Codec>,
    random: Random,
    /// Samples that slips have delayed.
    slipped: VecDeque<i16>,
    underway: VecDeque<Option<Block>>,
    /// The target depth of the jitter buffer, in blocks.
    depth: usize,
    /// How many more blocks of the present burst will be lost.
    to_lose: u32,
    blocks: u64,
}

impl Line {
    pub fn new(settings: LineSettings) -> Self {
        let depth = settings.delay_blocks + if settings.jitter > 0.0 { JITTER_DEPTH } else { 0 };
        Self {
            filter: settings.filter.map(LineFilter::new),
            shift: (settings.offset_hz != 0.0).then(|| FrequencyShift::new(settings.offset_hz)),
            clock: (settings.skew_ppm != 0.0).then(|| {
                Resampler::new(settings.skew_ppm, Random::new(settings.seed ^ 0xC10C).part())
            }),
            impulses: (settings.impulses > 0.0).then(|| Impulses::new(settings.impulses)),
            codec: settings.law.map(Codec::new),
            random: Random::new(settings.seed),
            // Enough samples to leave out during an hour.
            slipped: vec![
                0;
                if settings.slip.is_some_and(|slip| slip.samples < 0) { 8000 } else { 0 }
            ]
            .into(),
            underway: vec![Some([0; BLOCK]); depth].into(),
            depth,
            to_lose: 0,
            blocks: 0,
            settings,
        }
    }

    /// Takes a block from one end, and returns a block for the other end; `None` if it is lost.
    pub fn carry(&mut self, said: &Block) -> Option<Block> {
        let gain = 10f64.powf(self.settings.gain_db / 20.0);
        let mut signal: Vec<f64> = said.iter().map(|&sample| f64::from(sample) * gain).collect();
        if let Some(filter) = &mut self.filter {
            signal.iter_mut().for_each(|sample| *sample = filter.push(*sample));
        }
        if let Some(shift) = &mut self.shift {
            signal.iter_mut().for_each(|sample| *sample = shift.push(*sample));
        }
        if let Some(clock) = &mut self.clock {
            signal = clock.push(&signal);
        }
        if self.settings.silent_blocks.contains(&self.blocks) {
            signal.fill(0.0);
        }
        let is_noisy = self.settings.noise_ends_at.is_none_or(|end| self.blocks < end);
        if let Some(noise_dbm0) = self.settings.noise_dbm0.filter(|_| is_noisy) {
            let rms = f64::from(level::rms(noise_dbm0 as f32));
            signal.iter_mut().for_each(|sample| *sample += self.random.gauss() * rms);
        }
        if let Some(below_db) = self.settings.noise_below_db {
            let power = signal.iter().map(|sample| sample * sample).sum::<f64>() / BLOCK as f64;
            let rms = (power * 10f64.powf(-below_db / 10.0)).sqrt();
            signal.iter_mut().for_each(|sample| *sample += self.random.gauss() * rms);
        }
        if let Some(impulses) = &mut self.impulses {
            signal.iter_mut().for_each(|sample| *sample += impulses.next(&mut self.random));
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
        let lost = self.is_lost() || self.settings.lost_blocks.contains(&self.blocks);
        self.blocks += 1;
        let silence = || {
            let silent = self.codec.as_ref().map_or(0, |codec| codec.pass(0));
            self.settings.silent_loss.then_some([silent; BLOCK])
        };
        let arrived = if lost { silence() } else { Some(block) };
        self.arrive(arrived);
        self.underway.pop_front().flatten()
    }

    fn is_lost(&mut self) -> bool {
        let burst = self.settings.burst.max(1);
        let begins = self.random.part() < self.settings.loss / f64::from(burst);
        if begins && self.to_lose == 0 {
            self.to_lose = burst;
        }
        let is_lost = self.to_lose > 0;
        self.to_lose = self.to_lose.saturating_sub(1);
        is_lost
    }

    /// Adds a block to the jitter buffer, which sometimes slips: towards its target depth if it has
    /// another depth.
    fn arrive(&mut self, block: Option<Block>) {
        let slips = self.settings.jitter > 0.0 && self.random.part() < self.settings.jitter;
        let doubles = slips
            && (self.underway.len() < self.depth
                || (self.underway.len() == self.depth && self.random.part() < 0.5));
        if slips && !doubles {
            return;
        }
        self.underway.push_back(block);
        if doubles {
            self.underway.push_back(block);
        }
    }

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

/// The depth of a jitter buffer that slips, in blocks of 20 ms.
const JITTER_DEPTH: usize = 3;

/// Returns the signal at the end of a line.
pub fn heard_over(settings: LineSettings, said: &[i16]) -> Vec<i16> {
    let mut line = Line::new(settings);
    let mut heard = Vec::with_capacity(said.len());
    for samples in said.chunks(BLOCK) {
        let mut block: Block = [0; BLOCK];
        block[..samples.len()].copy_from_slice(samples);
        heard.extend(line.carry(&block).unwrap_or([0; BLOCK]));
    }
    heard
}
