//! A relay for the RTP packets between two PBXs, which simulates network faults only in the
//! direction to our PBX. The same seed gives the same faults.
//!
//! With the laboratory's trunk `rtp-relay`, each PBX announces an address at which the relay
//! listens, at each possible RTP port. The relay forwards a datagram to the real address of the
//! PBX, with the source address that its sender has announced. The PBXs do not notice the relay, so
//! `strictrtp` stays enabled.
//!
//! Each stream (SSRC) has its own sequence of random numbers, in the order in which the streams
//! begin. The relay always draws the same number of random numbers for a packet, so the n-th packet
//! has the same fate with each receiver. RTCP is forwarded without faults.
//!
//! The relay can also insert packets without audio ([`Between`]), as senders do that signal silence
//! or digits. The packets after them get other sequence numbers, but the same time stamps.

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

/// The faults of packets to our PBX, in percent of the packets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Harm {
    /// Packets that arrive a second time, 5 ms after the first.
    pub doubled: f64,
    /// Packets that arrive 30 ms late, after the next one or two packets.
    pub held: f64,
    /// The longest random delay of all packets, ms.
    pub jitter_ms: f64,
    /// Packets that are lost.
    pub lost: f64,
}

/// Packets without audio that are inserted into a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Between {
    /// After this number of packets, `packets` packets are inserted; 0: none.
    pub every: u32,
    pub packets: u16,
    /// Their payload type: 13 is comfort noise (RFC 3389).
    pub payload_type: u8,
}

/// A relay, which runs until it is dropped.
pub struct RtpRelay {
    _thread: RelayThread,
    counts: Arc<Counts>,
}

/// The numbers of packets so far.
#[derive(Debug, Default)]
struct Counts {
    passed: AtomicU64,
    harmed: AtomicU64,
    belated: AtomicU64,
    put: AtomicU64,
}

/// The RTP ports of each PBX, counted from the first port of the laboratory.
const OURS: Range<u16> = 100..300;
const WORLDS: Range<u16> = 300..500;

/// The last bytes of the addresses: that of both PBXs, and those that `ours` and `world` announce.
const PBXS: u8 = 8;
const FOR_OURS: u8 = 18;
const FOR_WORLD: u8 = 28;

/// Asterisk's payload type for telephone events.
const TELEPHONE_EVENT: u8 = 101;

const HELD: Duration = Duration::from_millis(30);
const DOUBLE_AFTER: Duration = Duration::from_millis(5);

const BELATED: Duration = Duration::from_millis(10);

/// The longest sleep of the relay, ms.
const NAP_MS: i64 = 100;

struct Worker {
    base: u16,
    /// The sockets for `ours`, then those for `world`, in the order of their ports.
    sockets: Vec<UdpSocket>,
    harm: Harm,
    between: Between,
    seed: u64,
    streams: HashMap<u32, Random>,
    /// For each stream: the number of its packets, and of the inserted packets.
    passed: HashMap<u32, (u32, u16)>,
    waiting: BinaryHeap<Reverse<Waiting>>,
    counts: Arc<Counts>,
}

/// Ordered by the time of sending, then by the order of arrival.
type Waiting = (Instant, u64, Onward);

/// A datagram, the number of the socket that sends it, and its destination port.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Onward {
    out_of: usize,
    port: u16,
    datagram: Vec<u8>,
}

impl RtpRelay {
    /// Starts a relay between the PBXs of a laboratory.
    pub fn start(lab: &Laboratory, harm: Harm, seed: u64) -> Self {
        Self::start_with(lab, harm, Between::default(), seed)
    }

    /// Starts a relay that also inserts packets without audio.
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

    /// Returns the number of packets to our PBX, and how many of them had a fault.
    pub fn counts(&self) -> (u64, u64) {
        (self.counts.passed.load(Ordering::Relaxed), self.counts.harmed.load(Ordering::Relaxed))
    }

    /// Returns the number of inserted packets.
    pub fn put(&self) -> u64 {
        self.counts.put.load(Ordering::Relaxed)
    }

    /// Returns the numbers as text. On an overloaded machine, packets are forwarded more than 10 ms
    /// too late; these are counted separately.
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
    /// Sleeps until a packet arrives or is due, and forwards the packets that are due.
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
            // The sender has announced the relay's other address, with its own port.
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

    /// Corrects the sequence number of a packet for the inserted packets, and inserts further ones
    /// after it if they are due.
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
                // Comfort noise at its lowest level (RFC 3389).
                _ => one.push(127),
            }
            packets.push(one);
        }
        *put = put.wrapping_add(self.between.packets);
        self.counts.put.fetch_add(self.between.packets.into(), Ordering::Relaxed);
    }

    /// Returns when a packet is forwarded, and when it is forwarded a second time.
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
