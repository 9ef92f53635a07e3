//! Makes the received sound anonymous: a new sound is generated from the frames that the engine
//! decoded. Only training checks are kept as they were.
//!
//! - Noise is added everywhere, with the level that the line had while it was quiet.
//! - For each received burst of V.21, a new burst of the same level is generated, with flags and
//!   the same frames, made anonymous. Its last frame ends at the time of the original one. A
//!   damaged frame is replaced by another damaged one.
//! - The sound after DCS is kept sample for sample until the check is answered, or for as long as a
//!   training and its check last. Both contain no data (T.30 §5.3.6.1.3).
//! - The recording ends where the data of the first received page begin, or where V.8 has agreed on
//!   V.34, whose signals are not generated here.
//!
//! Nothing else is kept: no voice, no tone, no echo, nothing that the engine did not understand.

use super::packets::{blank, is_dcs};
use ferrofax_engine::call::replay::Ran;
use ferrofax_engine::hdlc::Framer;
use ferrofax_engine::t30::v8::is_v34;
use ferrofax_engine::t30::{Input, Listen, Output};
use ferrofax_signal::dsp::level;
use ferrofax_signal::modem::v21::V21Transmitter;
use ferrofax_signal::modem::{BitSource, Transmitter};

/// The number of samples in a piece whose level is measured: 20 ms.
const PIECE: u64 = 160;

/// The greatest number of pieces that are measured: those of a day.
const MOST_PIECES: usize = 24 * 3600 * 50;

/// The number of samples of a flag at 300 bit/s.
const FLAG: u64 = 8 * 8000 / 300;

/// The number of flags that are assumed before a frame if the beginning of its burst was not
/// detected. Every sender sends at least this many (1 s, less 15 %; T.30 §5.3.1), so the number
/// discloses nothing about the sender.
const FEWEST_FLAGS: u64 = 32;

/// The longest burst, in samples: 30 s.
const LONGEST_BURST: u64 = 30 * 8000;

/// The longest time that is kept as a training with its check, in samples: V.17's training of 1.4
/// s, a check of 1.5 s, and the silence before.
const LONGEST_CHECK: u64 = 3300 * 8;

/// The greatest delay with which the engine detects that page data have begun, in samples: 30 ms.
const EARLY: u64 = 240;

/// The range of levels of the generated bursts and noise, in dBm0.
const LOUDEST: f32 = -3.0;
const QUIETEST: f32 = -75.0;

/// A burst of V.21.
#[derive(Debug)]
struct Burst {
    from: u64,
    to: u64,
    /// The frames of the burst; `None` for a damaged one.
    frames: Vec<Option<Vec<u8>>>,
    /// The time when the last frame had been received, in samples.
    last_at: Option<u64>,
}

/// The sounds that were received, with their times in samples.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// The mean square of each piece of 20 ms; not a number if nothing was received in the piece.
    pieces: Vec<f32>,
    bursts: Vec<Burst>,
    burst: Option<Burst>,
    /// Whether the call uses T.38 at this time.
    is_packets: bool,
    /// The stretches of sound that are kept, each with its beginning and its end.
    kept: Vec<(u64, u64)>,
    listens: Option<Listen>,
    /// The end of the last command (DCS) after which a training check is due.
    check_from: Option<u64>,
    /// The end of the recording: the beginning of the first received page's data, or of V.34.
    ends_at: Option<u64>,
}

impl Heard {
    /// Takes an event of the replayed call.
    pub(super) fn see(&mut self, at: u64, ran: &Ran<'_>) {
        match ran {
            Ran::Heard(samples) => self.measure(at, samples),
            Ran::Switched(terms) => {
                self.end_burst(at);
                self.is_packets = terms.is_some();
            }
            // Data that were received in packets of T.38 are not in the sound.
            _ if self.is_packets => {}
            Ran::Took(input) if self.ends_at.is_none() => self.take(at, input),
            Ran::Wanted(Output::Listen(listen)) => self.listens = Some(*listen),
            Ran::Wanted(Output::Say(_)) => self.keep_check(at),
            _ => {}
        }
    }

    fn measure(&mut self, at: u64, samples: &[i16]) {
        let piece = (at / PIECE) as usize;
        let is_next = self.pieces.len() <= piece && piece < MOST_PIECES;
        if samples.len() as u64 >= PIECE / 2 && is_next {
            let squares: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
            self.pieces.resize(piece, f32::NAN);
            self.pieces.push((squares / samples.len() as f64) as f32);
        }
    }

    fn take(&mut self, at: u64, input: &Input) {
        match input {
            Input::V21Carrier(true) => {
                self.end_burst(at);
                let (frames, last_at) = (Vec::new(), None);
                self.burst = Some(Burst { from: at, to: at, frames, last_at });
            }
            Input::V21Carrier(false) => self.end_burst(at),
            Input::Frame(bytes) => self.frame(at, Some(blank(bytes))),
            Input::DamagedFrame => self.frame(at, None),
            Input::Tcf(_) => self.keep_check(at),
            Input::V8(outcome) if is_v34(outcome) => self.ends_at = Some(at),
            Input::ImageTrained(_)
                if matches!(self.listens, Some(Listen::Page(_) | Listen::Blocks(_))) =>
            {
                self.ends_at = Some(at.saturating_sub(EARLY));
            }
            _ => {}
        }
    }

    fn frame(&mut self, at: u64, frame: Option<Vec<u8>>) {
        // After DCS neither side sends V.21 until the check is answered (T.30 §5.3.6.1.3), even if
        // a receiver that listens for V.21 mistakes a training for V.21.
        let is_command = frame.as_ref().is_some_and(|frame| is_dcs(frame));
        self.check_from = is_command.then_some(at + FLAG);
        let from = at.saturating_sub(FLAG * FEWEST_FLAGS);
        let begun = || Burst { from, to: at, frames: Vec::new(), last_at: None };
        let burst = self.burst.get_or_insert_with(begun);
        burst.frames.push(frame);
        burst.last_at = Some(at);
    }

    fn end_burst(&mut self, at: u64) {
        if let Some(mut burst) = self.burst.take() {
            // The sound after the flag of the last frame has no further use.
            burst.to = burst.last_at.map_or(at, |last| at.min(last + FLAG));
            self.bursts.push(burst);
        }
    }

    /// Keeps the sound of a training check that has ended, if a command announced a check.
    fn keep_check(&mut self, at: u64) {
        if let Some(from) = self.check_from.take() {
            self.kept.push((from, at.min(from + LONGEST_CHECK)));
        }
    }

    /// The level of the pieces between two times, in dBm0. `place` (0 to 1) is the position in
    /// their order of loudness: 0 is the quietest piece, 0.5 the median.
    fn level(&self, from: u64, to: u64, place: f32) -> f32 {
        let last = self.pieces.len();
        let [from, to] = [from, to].map(|at| ((at / PIECE) as usize).min(last));
        let mut pieces: Vec<f32> = self.pieces[from..to]
            .iter()
            .copied()
            .filter(|piece| piece.is_finite())
            .collect();
        pieces.sort_by(f32::total_cmp);
        let at = (pieces.len() as f32 * place) as usize;
        let found = pieces.get(at.min(pieces.len().saturating_sub(1)));
        let found = found.map_or(QUIETEST, |square| level::dbm0_of_mean_square(*square));
        if found.is_finite() { found.clamp(QUIETEST, LOUDEST) } else { QUIETEST }
    }

    /// Generates the sound that replaces the original.
    pub(super) fn finish(mut self) -> Sound {
        self.end_burst(u64::MAX);
        let noise = level::rms(self.level(0, u64::MAX, 0.05));
        let said = self.bursts.iter().map(|burst| {
            let loud = self.level(burst.from, burst.to, 0.5);
            (burst.from, say(burst, loud))
        });
        Sound { said: said.collect(), kept: self.kept, ends_at: self.ends_at, noise, seed: 1 }
    }
}

/// Generates a burst again, with the level `loud`.
fn say(burst: &Burst, loud: f32) -> Vec<i16> {
    let mut bits = Bits(Framer::new(0));
    let mut frames = Framer::new(0);
    for framer in [&mut frames, &mut bits.0] {
        push(framer, burst);
    }
    let length = std::iter::from_fn(|| frames.next_bit()).take(1 << 20).count() as u64;
    // The burst begins with as many flags as let the last frame end at its original time.
    let end = burst.last_at.unwrap_or(burst.to).min(burst.from + LONGEST_BURST);
    let room = (end.saturating_sub(burst.from) * 300 / 8000).saturating_sub(length) / 8;
    bits.0 = Framer::new(room.max(1) as u32);
    push(&mut bits.0, burst);
    let mut modem = V21Transmitter::new(loud);
    let mut said = vec![0; LONGEST_BURST as usize];
    let count = modem.pull(&mut bits, &mut said);
    said.truncate(count);
    said
}

fn push(framer: &mut Framer, burst: &Burst) {
    for frame in &burst.frames {
        match frame {
            Some(frame) => framer.push_frame(frame),
            None => framer.push_damaged_frame(&[0xFF, 0x13, 0, 0, 0, 0, 0, 0]),
        }
    }
}

struct Bits(Framer);

impl BitSource for Bits {
    fn next_bit(&mut self) -> Option<bool> {
        self.0.next_bit()
    }
}

/// The sound that replaces the original.
#[derive(Debug)]
pub(super) struct Sound {
    said: Vec<(u64, Vec<i16>)>,
    kept: Vec<(u64, u64)>,
    ends_at: Option<u64>,
    /// The root mean square of the noise.
    noise: f32,
    seed: u32,
}

impl Sound {
    /// The sample at which the recording ends; `None` if it is complete.
    pub(super) const fn ends_at(&self) -> Option<u64> {
        self.ends_at
    }

    /// Replaces the received sound, which begins at sample `at` of the call.
    pub(super) fn replace(&mut self, at: u64, heard: &mut [i16]) {
        let range = at..at + heard.len() as u64;
        let is_kept = |at: u64| self.kept.iter().any(|(from, to)| (*from..*to).contains(&at));
        let touches = |from: u64, to: u64| from < range.end && to > range.start;
        let any_kept = self.kept.iter().any(|(from, to)| touches(*from, *to));
        let said: Vec<_> = self
            .said
            .iter()
            .filter(|(from, said)| touches(*from, from + said.len() as u64))
            .collect();
        for (at, sample) in range.clone().zip(heard.iter_mut()) {
            if any_kept && is_kept(at) {
                continue;
            }
            self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // The noise is evenly distributed: its mean square is a third of the square of its
            // peak.
            let noise = (self.seed.cast_signed() >> 8) as f32 / 8_388_608.0 * 1.732 * self.noise;
            let voice = said.iter().filter_map(|(from, said)| {
                said.get(usize::try_from(at.checked_sub(*from)?).ok()?).copied()
            });
            let sum = voice.map(f32::from).sum::<f32>() + noise;
            *sample = sum.clamp(-32_000.0, 32_000.0) as i16;
        }
    }
}
