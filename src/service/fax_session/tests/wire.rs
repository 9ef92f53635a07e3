//! A line between two sessions, with the PBX's thread at each end, as `c-shim/fax_line.c`
//! implements it. The PBX's thread hands over the frames that have come, and gathers packets if the
//! session allows it. Audio that may wait is sent with the next frame that comes.

use super::super::line::{FaxLine, FromLine, SessionResult, When};
use ferrofax_basics::lock::lock;
use ferrofax_engine::call::playout::HeardFrame;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

pub(super) enum Item {
    /// A block of audio and its number.
    Voice(u16, Vec<i16>),
    Packet(Vec<u8>),
    HangUp,
}

/// The items on their way in one direction, each with the time at which it arrives.
pub(super) type Way = Arc<Mutex<Vec<(u64, Item)>>>;

/// The end of the simulated telephone line at which the PBX's thread works.
#[derive(Default)]
pub(super) struct Channel {
    pub(super) from: Way,
    to: Way,
    /// One of this many voice frames is delayed by 60 ms; 0 means that none is delayed.
    pub(super) holds_back: u16,
    coming: VecDeque<(u64, Item)>,
    waiting: Vec<Vec<i16>>,
    said: u16,
    gather_ms: u64,
    asleep_until: u64,
}

impl Channel {
    fn new(from: &Way, to: &Way) -> Self {
        Self { from: Arc::clone(from), to: Arc::clone(to), ..Self::default() }
    }

    /// Runs the PBX's thread once, at the time `now_ms`.
    pub(super) fn step(&mut self, now_ms: u64) {
        if now_ms < self.asleep_until {
            return;
        }
        let mut due: Vec<_> =
            lock(&self.from).extract_if(.., |(at_ms, _)| *at_ms <= now_ms).collect();
        due.sort_by_key(|(at_ms, _)| *at_ms);
        if due.iter().any(|(_, item)| matches!(item, Item::Voice(..))) {
            for block in std::mem::take(&mut self.waiting) {
                self.send(now_ms, block);
            }
        }
        if !due.is_empty() {
            self.asleep_until = now_ms + self.gather_ms;
        }
        self.coming.extend(due.into_iter().map(|(_, item)| (now_ms, item)));
    }

    fn send(&mut self, now_ms: u64, block: Vec<i16>) {
        let number = self.said;
        self.said = number.wrapping_add(1);
        let is_held = self.holds_back > 0 && number % self.holds_back == self.holds_back - 1;
        lock(&self.to)
            .push((if is_held { now_ms + 60 } else { now_ms }, Item::Voice(number, block)));
    }
}

/// The end of the simulated telephone line that a session uses.
pub(super) struct WireLine {
    clock: Arc<AtomicU64>,
    pub(super) channel: Arc<Mutex<Channel>>,
    taken: Vec<i16>,
    packet: Vec<u8>,
    count: u16,
    pub(super) gathers: Arc<Mutex<Vec<u32>>>,
    /// The time by the clock at which each packet was sent.
    pub(super) said_at: Arc<Mutex<Vec<u64>>>,
    pub(super) result: Arc<Mutex<Option<SessionResult>>>,
}

impl WireLine {
    pub(super) fn new(from: &Way, to: &Way, clock: &Arc<AtomicU64>) -> Self {
        Self {
            clock: Arc::clone(clock),
            channel: Arc::new(Mutex::new(Channel::new(from, to))),
            taken: Vec::new(),
            packet: Vec::new(),
            count: 0,
            gathers: Arc::default(),
            said_at: Arc::default(),
            result: Arc::default(),
        }
    }
}

impl FaxLine for WireLine {
    fn now_ms(&self) -> u64 {
        self.clock.load(Ordering::SeqCst)
    }

    fn take(&mut self) -> Option<FromLine<'_>> {
        let (at_ms, item) = lock(&self.channel).coming.pop_front()?;
        Some(match item {
            Item::Voice(number, samples) => {
                self.taken = samples;
                let frame = HeardFrame {
                    samples: &self.taken,
                    sequence: Some(number),
                    timestamp_ms: Some(u32::from(number) * 20),
                };
                FromLine::Voice(at_ms, frame)
            }
            Item::Packet(ifp) => {
                self.packet = ifp;
                self.count += 1;
                FromLine::Packet(at_ms, self.count - 1, &self.packet)
            }
            Item::HangUp => FromLine::HangUp,
        })
    }

    fn put_voice(&mut self, block: &[i16; 160], when: When) {
        let mut channel = lock(&self.channel);
        match when {
            When::Now => channel.send(self.now_ms(), block.to_vec()),
            When::WithNext => channel.waiting.push(block.to_vec()),
        }
    }

    fn put_packet(&mut self, ifp: &[u8]) {
        lock(&self.said_at).push(self.now_ms());
        lock(&lock(&self.channel).to).push((self.now_ms(), Item::Packet(ifp.to_vec())));
    }

    fn gather(&mut self, ms: u32) {
        lock(&self.gathers).push(ms);
        lock(&self.channel).gather_ms = ms.into();
    }

    fn keep_alive(&mut self) {}

    fn heard_v21(&mut self) {}

    fn over(&mut self, result: &SessionResult) {
        assert_eq!(lock(&self.result).replace(result.clone()), None, "told twice");
    }

    fn note(&mut self, _: &SessionResult) {}

    fn log(&mut self, _: &str) {}
}
