//! Two terminals that exchange RTP packets of 20 ms in virtual time, each with a playout buffer.
//! The [`Manner`] of a stream says which other packets it has, and how its sender sets sequence
//! numbers and time stamps.

use std::collections::VecDeque;

use ferrofax::call::playout::{self, HeardFrame, Playout, PlayoutStats};

use super::random::Random;

/// Samples in a packet, and its length in ms.
const PACKET: usize = 160;
const PACKET_MS: u64 = 20;

/// The samples of a terminal's output that are buffered before sending, as in the module.
const RESERVE: usize = 640;

/// The input of a terminal for a short time.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    Samples(&'a [i16]),
    /// This number of samples was lost.
    Lost(usize),
}

/// A terminal that writes as many samples as it reads.
pub trait OnPackets {
    /// Reads `heard` and writes `said`. Returns `false` if the terminal has hung up.
    fn hear(&mut self, heard: Heard<'_>, said: &mut [i16]) -> bool;
}

/// How a stream differs from plain audio. The first value of a pair is the number of frames after
/// which the event repeats.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Manner {
    /// Packets without audio, which have sequence numbers but take no time: how many.
    pub without_audio: Option<(u64, u16)>,
    /// Jumps of the sequence number: by how much.
    pub number_jumps: Option<(u64, u16)>,
    /// Jumps of the time stamp: by how much, in ms.
    pub stamp_jumps: Option<(u64, u32)>,
    /// Pauses of the sender, in ms. With pauses, time stamps follow the clock.
    pub stalls: Option<(u64, u64)>,
    /// Whether the sender sends all waiting packets at once after a pause.
    pub catches_up: bool,
    /// How many of a thousand audio packets are lost.
    pub lost: u32,
}

/// A packet in transit.
struct Packet {
    at_ms: u64,
    number: u16,
    stamp_ms: u32,
    samples: [i16; PACKET],
}

/// A terminal with its playout buffer, and the stream that it sends.
pub struct End<T> {
    pub terminal: T,
    playout: Playout,
    is_on: bool,
    said: VecDeque<i16>,
    manner: Manner,
    random: Random,
    /// The number of sent frames, and the offsets of sequence numbers and time stamps (ms).
    frames: u64,
    numbers: u16,
    stamps_ms: u32,
    /// The end of the present pause of the sender.
    stalls_until_ms: u64,
    coming: VecDeque<Packet>,
}

impl<T: OnPackets> End<T> {
    /// Creates an end whose stream is sent in this manner.
    pub fn new(terminal: T, manner: Manner, seed: u64) -> Self {
        Self {
            terminal,
            playout: Playout::new(),
            is_on: true,
            said: VecDeque::from(vec![0; RESERVE]),
            manner,
            random: Random::new(seed),
            frames: 0,
            numbers: 65_000,
            stamps_ms: 1_000_000,
            stalls_until_ms: 0,
            coming: VecDeque::new(),
        }
    }

    /// Returns the statistics of the received packets.
    pub fn losses(&self) -> PlayoutStats {
        self.playout.stats()
    }

    /// Passes the arrived packets to the terminal, which writes as many samples.
    fn hear(&mut self, now_ms: u64) {
        while self.coming.front().is_some_and(|packet| packet.at_ms <= now_ms) {
            let Some(packet) = self.coming.pop_front() else { break };
            let frame = HeardFrame {
                samples: &packet.samples,
                sequence: Some(packet.number),
                timestamp_ms: Some(packet.stamp_ms),
            };
            self.playout.frame(now_ms, frame);
        }
        self.playout.tick(now_ms);
        while let Some(block) = self.playout.pop() {
            let (heard, count) = match &block {
                playout::Block::Heard(samples) => (Heard::Samples(samples), samples.len()),
                playout::Block::Lost(count) => (Heard::Lost(*count), *count),
            };
            let mut said = vec![0; count];
            self.is_on = self.is_on && self.terminal.hear(heard, &mut said);
            self.said.extend(said);
        }
    }

    /// Sends the packets that are due to the other end.
    fn send<U: OnPackets>(&mut self, now_ms: u64, to: &mut End<U>) {
        if let Some((every, stall_ms)) = self.manner.stalls
            && self.frames % every == every - 1
            && self.stalls_until_ms + PACKET_MS < now_ms
        {
            self.stalls_until_ms = now_ms + stall_ms;
        }
        if now_ms < self.stalls_until_ms {
            return;
        }
        let waits = self.said.len() / PACKET;
        let goes =
            if self.manner.catches_up { waits.saturating_sub(RESERVE / PACKET - 1) } else { 1 };
        for _ in 0..goes.clamp(1, 10).min(waits) {
            self.send_one(now_ms, to);
        }
    }

    fn send_one<U: OnPackets>(&mut self, now_ms: u64, to: &mut End<U>) {
        let is_due = |every: u64| self.frames % every == every - 1;
        if let Some((_, jump)) = self.manner.number_jumps.filter(|(every, _)| is_due(*every)) {
            self.numbers = self.numbers.wrapping_add(jump);
        }
        if let Some((_, jump)) = self.manner.stamp_jumps.filter(|(every, _)| is_due(*every)) {
            self.stamps_ms = self.stamps_ms.wrapping_add(jump);
        }
        let is_lost = self.random.below(1000) < self.manner.lost;
        let by_clock = self.manner.stalls.is_some();
        let time_ms = if by_clock { now_ms } else { self.frames * PACKET_MS };
        let mut samples = [0; PACKET];
        samples
            .iter_mut()
            .zip(self.said.drain(..PACKET))
            .for_each(|(sample, said)| *sample = said);
        let packet = Packet {
            at_ms: now_ms + PACKET_MS,
            number: self.numbers,
            stamp_ms: self.stamps_ms.wrapping_add(time_ms as u32),
            samples,
        };
        if !is_lost {
            to.coming.push_back(packet);
        }
        self.numbers = self.numbers.wrapping_add(1);
        if let Some((_, packets)) = self.manner.without_audio.filter(|(every, _)| is_due(*every)) {
            self.numbers = self.numbers.wrapping_add(packets);
        }
        self.frames += 1;
    }
}

/// Runs a call until both ends have hung up, for at most `max_s`. Returns its line time in seconds.
pub fn run<T: OnPackets, U: OnPackets>(one: &mut End<T>, other: &mut End<U>, max_s: u64) -> f64 {
    let mut now_ms = 0;
    while (one.is_on || other.is_on) && now_ms < max_s * 1000 {
        one.hear(now_ms);
        other.hear(now_ms);
        one.send(now_ms, other);
        other.send(now_ms, one);
        now_ms += PACKET_MS;
    }
    now_ms as f64 / 1000.0
}
