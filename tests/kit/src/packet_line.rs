//! Two terminals of ours that talk by RTP packets of 20 ms, each behind a play-out of its own, on
//! virtual time. What a stream has beside its audio, and what its sender does to numbers and
//! time stamps, is the stream's [`Manner`].

use std::collections::VecDeque;

use ferrofax::call::playout::{self, HeardFrame, Playout, PlayoutStats};

use super::random::Random;

/// Samples in a packet, and its length in ms.
const PACKET: usize = 160;
const PACKET_MS: u64 = 20;

/// What is kept of what a terminal says, in samples: as the module does it.
const RESERVE: usize = 640;

/// A stretch of the line's time.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    Samples(&'a [i16]),
    /// So many samples did not come.
    Lost(usize),
}

/// A terminal that says as much as it hears.
pub trait OnPackets {
    /// `false`: it has hung up.
    fn hear(&mut self, heard: Heard<'_>, said: &mut [i16]) -> bool;
}

/// What a stream is like, beside plain audio.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Manner {
    /// Behind each so many frames come so many packets without audio: numbers and no time.
    pub without_audio: Option<(u64, u16)>,
    /// Before each so many frames the number jumps by so much …
    pub number_jumps: Option<(u64, u16)>,
    /// … and the time stamp by so much, in ms.
    pub stamp_jumps: Option<(u64, u32)>,
    /// Before each so many frames the sender stalls so long, in ms, and stamps by its clock.
    pub stalls: Option<(u64, u64)>,
    /// After a stall what waits is sent at once: the stall is made good.
    pub catches_up: bool,
    /// Of a thousand audio packets so many are lost.
    pub lost: u32,
}

/// A packet on its way.
struct Packet {
    at_ms: u64,
    number: u16,
    stamp_ms: u32,
    samples: [i16; PACKET],
}

/// A terminal with its play-out, and the stream that it sends.
pub struct End<T> {
    pub terminal: T,
    playout: Playout,
    is_on: bool,
    said: VecDeque<i16>,
    manner: Manner,
    random: Random,
    /// Frames sent, and the numbers and the time (ms) that go beside them.
    frames: u64,
    numbers: u16,
    stamps_ms: u32,
    /// The sender stands still until then.
    stalls_until_ms: u64,
    coming: VecDeque<Packet>,
}

impl<T: OnPackets> End<T> {
    /// One whose stream is sent in this manner.
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

    /// What the network did to what it heard.
    pub fn losses(&self) -> PlayoutStats {
        self.playout.stats()
    }

    /// Hears what has come, and says as much.
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

    /// Sends what is due to the other end.
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

/// Lets the two talk until both have hung up, or for `max_s`. Gives the seconds of line time.
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
