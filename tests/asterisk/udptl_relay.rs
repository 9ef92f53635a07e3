//! A relay between two PBXs for their UDPTL datagrams, which does to them what networks do: the same for the same seed.
//!
//! The laboratory's trunks `relay-…` send their packets to addresses where this listens, at each port that may be used; it hands
//! them on to where the PBX really is. Each stream has a sequence of random numbers of its own, by the order in which they begin.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::laboratory::Laboratory;
use crate::random::Random;

/// What happens on the way, in percent of the datagrams.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trouble {
    pub lost: f64,
    /// So many are lost in a row; 0 and 1: each for itself.
    pub burst: u32,
    pub repeated: f64,
    /// Held back by 30 to 90 ms, so that others overtake them.
    pub held: f64,
    /// The most by which any is late, ms.
    pub jitter_ms: u32,
}

/// One that runs until it is dropped.
pub struct UdptlRelay {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
    passed: Arc<AtomicU64>,
}

/// A pause after which datagrams at a port are of another call.
const PAUSE: Duration = Duration::from_secs(5);

/// The UDPTL ports of each PBX, from the base of the laboratory's.
const OURS: std::ops::Range<u16> = 20..60;
const WORLDS: std::ops::Range<u16> = 60..100;

/// One port that is listened at.
struct Stream {
    socket: UdpSocket,
    to: SocketAddr,
    random: Random,
    last: Option<Instant>,
    left_of_burst: u32,
    waiting: Vec<(Instant, Vec<u8>)>,
}

impl UdptlRelay {
    /// Between the PBXs of a laboratory, on the trunk of this error correction: `redundancy` or `none`.
    pub fn start(lab: &Laboratory, correction: &str, trouble: Trouble, seed: u64) -> Self {
        let base = lab.port("port_base");
        let last = if correction == "redundancy" { 5 } else { 6 };
        let stream = |address: u8, port: u16| {
            let socket = UdpSocket::bind(SocketAddr::from(([127, 0, 0, address], port)))
                .expect("the port is free at this address");
            socket.set_nonblocking(true).expect("it can");
            let to = SocketAddr::from(([127, 0, 0, last], port));
            Stream { socket, to, random: Random::new(0), last: None, left_of_burst: 0, waiting: Vec::new() }
        };
        let mut ours: Vec<Stream> = OURS.map(|port| stream(last + 10, base + port)).collect();
        let mut worlds: Vec<Stream> = WORLDS.map(|port| stream(last + 20, base + port)).collect();
        let ends = Arc::new(AtomicBool::new(false));
        let passed = Arc::new(AtomicU64::new(0));
        let (told, counted) = (Arc::clone(&ends), Arc::clone(&passed));
        let thread = thread::spawn(move || {
            let (mut to_ours, mut to_world) = (2 * seed, 2 * seed + 1_000_001);
            while !told.load(Ordering::Relaxed) {
                ours.iter_mut().for_each(|stream| stream.step(trouble, &mut to_ours, &counted));
                worlds.iter_mut().for_each(|stream| stream.step(trouble, &mut to_world, &counted));
                thread::sleep(Duration::from_millis(2));
            }
        });
        Self { ends, thread: Some(thread), passed }
    }

    /// Datagrams that came.
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }
}

impl Drop for UdptlRelay {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Stream {
    fn step(&mut self, trouble: Trouble, seed: &mut u64, passed: &AtomicU64) {
        let mut datagram = [0; 2000];
        while let Ok(length) = self.socket.recv(&mut datagram) {
            passed.fetch_add(1, Ordering::Relaxed);
            let now = Instant::now();
            if self.last.is_none_or(|last| now > last + PAUSE) {
                self.random = Random::new(*seed);
                self.left_of_burst = 0;
                *seed += 2;
            }
            self.last = Some(now);
            self.take(trouble, now, &datagram[..length]);
        }
        let now = Instant::now();
        let due = self.waiting.extract_if(.., |(at, _)| *at <= now);
        for (_, datagram) in due {
            let _ = self.socket.send_to(&datagram, self.to);
        }
    }

    /// Draws as many numbers for each datagram, whatever becomes of it.
    fn take(&mut self, trouble: Trouble, now: Instant, datagram: &[u8]) {
        let [lost, repeated, held, late] = [0; 4].map(|_| self.random.part());
        if lost * 100.0 < trouble.lost / f64::from(trouble.burst.max(1)) {
            self.left_of_burst = trouble.burst.max(1);
        }
        if self.left_of_burst > 0 {
            self.left_of_burst -= 1;
            return;
        }
        let mut after_ms = late * f64::from(trouble.jitter_ms);
        if held * 100.0 < trouble.held {
            after_ms += 30.0 + 60.0 * late;
        }
        let at = now + Duration::from_micros((after_ms * 1000.0) as u64);
        self.waiting.push((at, datagram.to_vec()));
        if repeated * 100.0 < trouble.repeated {
            self.waiting.push((at + Duration::from_millis(5), datagram.to_vec()));
        }
    }
}
