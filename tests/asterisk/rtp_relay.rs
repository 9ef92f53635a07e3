//! A relay between two PBXs for their RTP, which harms what goes to our side and nothing
//! else: the same for the same seed.
//!
//! The laboratory's trunk `rtp-relay` has each side announce an address at which this
//! listens, at every port that RTP may use. A datagram is handed on to where the PBX
//! really is, from the address that its sender announced: neither sees that there is
//! anyone between them, so their protection against strangers' RTP (`strictrtp`) is left
//! on.
//!
//! Each stream (SSRC) has a sequence of random numbers of its own, by the order in which
//! they begin, and as many of them for each packet, whatever becomes of it: the n-th
//! packet has the same fate under every receiver. RTCP is left alone.
//!
//! It may also send packets without audio between the others ([`Between`]), as senders do
//! that mark silence or digits: those behind get other sequence numbers then, and no other time.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::net::{SocketAddr, UdpSocket};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::laboratory::Laboratory;
use crate::random::Random;
use crate::relay_thread::RelayThread;

/// What happens to the packets on their way to our side, in percent of them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Harm {
    /// Comes a second time, 5 ms after the first.
    pub doubled: f64,
    /// Comes 30 ms late, behind the one or two that follow it.
    pub held: f64,
    /// Each is late by anything up to this, ms, for itself.
    pub jitter_ms: f64,
    /// Never comes.
    pub lost: f64,
}

/// Packets without audio that come between those of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Between {
    /// So many come behind each so many; 0: none.
    pub every: u32,
    pub packets: u16,
    /// Of this payload type: 13 is comfort noise (RFC 3389).
    pub payload_type: u8,
}

/// One that runs until it is dropped.
pub struct RtpRelay {
    _thread: RelayThread,
    counts: Arc<Counts>,
}

/// What was done so far.
#[derive(Debug, Default)]
struct Counts {
    passed: AtomicU64,
    harmed: AtomicU64,
    belated: AtomicU64,
    put: AtomicU64,
}

/// The RTP ports of each PBX, from the base of the laboratory's.
const OURS: Range<u16> = 100..300;
const WORLDS: Range<u16> = 300..500;

/// Where both really are; what ours and what the world's announces.
const PBXS: u8 = 8;
const FOR_OURS: u8 = 18;
const FOR_WORLD: u8 = 28;

/// The payload type that Asterisk gives telephone events.
const TELEPHONE_EVENT: u8 = 101;

const HELD: Duration = Duration::from_millis(30);
const DOUBLE_AFTER: Duration = Duration::from_millis(5);

const BELATED: Duration = Duration::from_millis(10);

/// How long the relay sleeps at most, ms.
const NAP_MS: i64 = 100;

struct Worker {
    base: u16,
    /// Those for ours, then those for the world's, port by port.
    sockets: Vec<UdpSocket>,
    harm: Harm,
    between: Between,
    seed: u64,
    streams: HashMap<u32, Random>,
    /// Packets of each stream, and of those that were put between them.
    passed: HashMap<u32, (u32, u16)>,
    waiting: BinaryHeap<Reverse<Waiting>>,
    counts: Arc<Counts>,
}

/// By the moment, then in the order in which they came.
type Waiting = (Instant, u64, Onward);

/// A datagram, and the sockets by their number: which it goes out of; the port that it goes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Onward {
    out_of: usize,
    port: u16,
    datagram: Vec<u8>,
}

impl RtpRelay {
    /// Between the PBXs of a laboratory.
    pub fn start(lab: &Laboratory, harm: Harm, seed: u64) -> Self {
        Self::start_with(lab, harm, Between::default(), seed)
    }

    /// The same, with packets without audio.
    pub fn start_with(lab: &Laboratory, harm: Harm, between: Between, seed: u64) -> Self {
        let base = lab.port("port_base");
        let socket = |address: u8, port: u16| {
            let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, address], port)))
                .expect("the port is free at this address");
            socket.set_nonblocking(true).expect("it can");
            socket
        };
        let sockets = OURS.map(|port| socket(FOR_OURS, base + port));
        let sockets = sockets.chain(WORLDS.map(|port| socket(FOR_WORLD, base + port))).collect();
        let counts = Arc::new(Counts::default());
        let mut worker = Worker {
            base,
            sockets,
            harm,
            between,
            seed,
            streams: HashMap::new(),
            passed: HashMap::new(),
            waiting: BinaryHeap::new(),
            counts: Arc::clone(&counts),
        };
        Self { _thread: RelayThread::start(20, move || worker.step()), counts }
    }

    /// Packets for our side that came, and those of them that were harmed.
    pub fn counts(&self) -> (u64, u64) {
        (self.counts.passed.load(Ordering::Relaxed), self.counts.harmed.load(Ordering::Relaxed))
    }

    /// Packets without audio that were sent to our side.
    pub fn put(&self) -> u64 {
        self.counts.put.load(Ordering::Relaxed)
    }

    /// What was done so far, in words. Packets are handed on more than 10 ms after their
    /// moment where the machine has too much to do: then it harms them besides.
    pub fn told(&self) -> String {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let Counts { passed, harmed, belated, .. } = &*self.counts;
        format!(
            "{} of {} packets harmed, {} by a busy machine",
            count(harmed),
            count(passed),
            count(belated)
        )
    }
}

impl Worker {
    /// Sleeps until something comes or is due, and hands on what is.
    fn step(&mut self) {
        let now = Instant::now();
        let longest = Duration::from_millis(NAP_MS as u64);
        let due = self
            .waiting
            .peek()
            .map_or(longest, |Reverse((at, ..))| at.saturating_duration_since(now).min(longest));
        let nap = Timespec { tv_sec: 0, tv_nsec: due.subsec_nanos().into() };
        let mut watched: Vec<PollFd<'_>> =
            self.sockets.iter().map(|socket| PollFd::new(socket, PollFlags::IN)).collect();
        let ready: Vec<usize> = match poll(&mut watched, Some(&nap)) {
            Ok(count) if count > 0 => {
                (0..watched.len()).filter(|&at| !watched[at].revents().is_empty()).collect()
            }
            _ => Vec::new(),
        };
        for socket in ready {
            self.take(socket);
        }
        self.hand_on();
    }

    fn take(&mut self, socket: usize) {
        let mut datagram = [0; 2000];
        while let Ok((length, from)) = self.sockets[socket].recv_from(&mut datagram) {
            let here = OURS.len();
            let ours = socket < here;
            // Who sent it announced the address of the other kind at its own port.
            let sender = from.port().wrapping_sub(self.base);
            let (out_of, port) = if ours && WORLDS.contains(&sender) {
                (here + usize::from(sender - WORLDS.start), self.base + OURS.start + socket as u16)
            } else if !ours && OURS.contains(&sender) {
                (
                    usize::from(sender - OURS.start),
                    self.base + WORLDS.start + (socket - here) as u16,
                )
            } else {
                continue;
            };
            let now = Instant::now();
            let is_rtp = port.is_multiple_of(2) && length >= 12;
            let is_harmed = ours && is_rtp;
            let moments = if is_harmed { self.fate(now, &datagram) } else { [Some(now), None] };
            let mut packets = vec![datagram[..length].to_vec()];
            if is_harmed && self.between.every > 0 {
                self.put_between(&mut packets);
            }
            for at in moments.into_iter().flatten() {
                let count = self.counts.passed.load(Ordering::Relaxed);
                for (place, datagram) in packets.iter().enumerate() {
                    let onward = Onward { out_of, port, datagram: datagram.clone() };
                    self.waiting.push(Reverse((at, count * 100 + place as u64, onward)));
                }
            }
        }
    }

    /// Gives the packet the number that it has behind those without audio, and puts the next
    /// of these behind it, if they are due.
    fn put_between(&mut self, packets: &mut Vec<Vec<u8>>) {
        let packet = &mut packets[0];
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let (count, put) = self.passed.entry(ssrc).or_default();
        let number = u16::from_be_bytes([packet[2], packet[3]]).wrapping_add(*put);
        packet[2..4].copy_from_slice(&number.to_be_bytes());
        *count += 1;
        if !count.is_multiple_of(self.between.every) {
            return;
        }
        let header = packet[..12].to_vec();
        for place in 1..=self.between.packets {
            let mut one = header.clone();
            one[1] = self.between.payload_type;
            one[2..4].copy_from_slice(&number.wrapping_add(place).to_be_bytes());
            match self.between.payload_type {
                // The end of the digit 1, 100 ms long (RFC 4733).
                TELEPHONE_EVENT => one.extend([1, 0x8A, 3, 0x20]),
                // Comfort noise at its least level (RFC 3389).
                _ => one.push(127),
            }
            packets.push(one);
        }
        *put = put.wrapping_add(self.between.packets);
        self.counts.put.fetch_add(self.between.packets.into(), Ordering::Relaxed);
    }

    /// When a packet goes on, and when once more.
    fn fate(&mut self, now: Instant, packet: &[u8]) -> [Option<Instant>; 2] {
        let ssrc = u32::from_be_bytes([packet[8], packet[9], packet[10], packet[11]]);
        let seed = self.seed + self.streams.len() as u64;
        let random = self.streams.entry(ssrc).or_insert_with(|| Random::new(seed));
        let [lost, doubled, held, late] = [0; 4].map(|_| random.part());
        let harm = self.harm;
        let mut at = now + Duration::from_secs_f64(late * harm.jitter_ms / 1000.0);
        let (lost, doubled, held) =
            (lost * 100.0 < harm.lost, doubled * 100.0 < harm.doubled, held * 100.0 < harm.held);
        if held {
            at += HELD;
        }
        self.counts.passed.fetch_add(1, Ordering::Relaxed);
        self.counts.harmed.fetch_add(
            u64::from(lost || doubled || held || harm.jitter_ms > 0.0),
            Ordering::Relaxed,
        );
        [(!lost).then_some(at), (doubled && !lost).then_some(at + DOUBLE_AFTER)]
    }

    fn hand_on(&mut self) {
        let now = Instant::now();
        while self.waiting.peek().is_some_and(|Reverse((at, ..))| *at <= now) {
            let Some(Reverse((at, _, onward))) = self.waiting.pop() else { return };
            self.counts.belated.fetch_add(u64::from(now > at + BELATED), Ordering::Relaxed);
            let to = SocketAddr::from(([127, 0, 0, PBXS], onward.port));
            let _ = self.sockets[onward.out_of].send_to(&onward.datagram, to);
        }
    }
}
