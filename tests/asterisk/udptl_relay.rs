//! A relay for the UDPTL datagrams between two PBXs, which simulates network faults. The same seed
//! gives the same faults.
//!
//! The laboratory's lanes (`lab --lanes`) send their packets to addresses at which the relay
//! listens, at each possible port. The relay forwards them to the real address of the PBX. A lane
//! has one call at a time, so each call has its own faults and seed, and a log of its datagrams.

use std::fmt::Write as _;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::t38::ifp::{Encoding, Packet, Reader};

use crate::laboratory::Laboratory;
use crate::random::Random;
use crate::relay_thread::RelayThread;

/// The network faults, in percent of the datagrams.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trouble {
    pub lost: f64,
    /// How many datagrams in a row are lost; 0 and 1: single ones.
    pub burst: u32,
    pub repeated: f64,
    /// Datagrams that are delayed by 30 to 90 ms, so that others overtake them.
    pub held: f64,
    /// The longest random delay of all datagrams, ms.
    pub jitter_ms: u32,
}

/// The error correction of a trunk: each datagram repeats three packets, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    Redundancy,
    None,
}

/// A relay, which runs until it is dropped.
pub struct UdptlRelay {
    _thread: RelayThread,
    calls: Arc<Vec<Mutex<Option<Passage>>>>,
}

/// The call on a lane.
struct Passage {
    correction: Correction,
    trouble: Trouble,
    began: Instant,
    to_ours: Way,
    to_world: Way,
    account: Vec<Entry>,
}

/// One direction of a call.
struct Way {
    random: Random,
    left_of_burst: u32,
    waiting: Vec<(Instant, SocketAddr, Vec<u8>)>,
}

/// The fate of a datagram.
struct Entry {
    at: Duration,
    to_ours: bool,
    fate: Fate,
    datagram: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Passed,
    Lost,
    Held,
    Repeated,
}

/// A port at which the relay listens for a lane.
struct Ear {
    lane: usize,
    correction: Correction,
    to_ours: bool,
    socket: UdpSocket,
    to: SocketAddr,
    heard: Option<Instant>,
}

/// The UDPTL ports of each PBX with lanes, counted from the first port of the laboratory.
const OURS: std::ops::Range<u16> = 20..24;
const WORLDS: std::ops::Range<u16> = 60..64;

/// How often ports with a call are polled, and how much less often the other ports.
const LOOK_EVERY: Duration = Duration::from_millis(2);
const SELDOM: u32 = 10;
/// A port without datagrams for this time is polled less often.
const QUIET: Duration = Duration::from_secs(5);

impl Correction {
    pub const ALL: [Self; 2] = [Self::Redundancy, Self::None];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Redundancy => "redundancy",
            Self::None => "none",
        }
    }

    /// The first of the three networks of the lanes: that of the PBXs. The next two are those of
    /// the relay's addresses for `ours` and `world`.
    const fn network(self) -> u8 {
        match self {
            Self::Redundancy => 11,
            Self::None => 21,
        }
    }
}

impl UdptlRelay {
    /// Starts a relay between the PBXs of a laboratory with this number of lanes.
    pub fn start(lab: &Laboratory, lanes: u8) -> Self {
        let base = lab.port("port_base");
        let mut ears: Vec<Ear> = (0..lanes).flat_map(|lane| Ear::of_lane(base, lane)).collect();
        let calls: Arc<Vec<Mutex<Option<Passage>>>> =
            Arc::new((0..lanes).map(|_| Mutex::new(None)).collect());
        let carried = Arc::clone(&calls);
        let mut round = 0_u32;
        let thread = RelayThread::start(10, move || {
            round = round.wrapping_add(1);
            for ear in &mut ears {
                ear.listen(&carried[ear.lane], round.is_multiple_of(SELDOM));
            }
            carried.iter().for_each(|call| {
                if let Some(call) = lock(call).as_mut() {
                    call.hand_on(&ears);
                }
            });
            thread::sleep(LOOK_EVERY);
        });
        Self { _thread: thread, calls }
    }

    /// Begins a call on a lane.
    pub fn begin(&self, lane: u8, correction: Correction, trouble: Trouble, seed: u64) {
        *lock(&self.calls[usize::from(lane)]) = Some(Passage {
            correction,
            trouble,
            began: Instant::now(),
            to_ours: Way::new(2 * seed),
            to_world: Way::new(2 * seed + 1),
            account: Vec::new(),
        });
    }

    /// Ends the call on a lane. Returns the fate of its datagrams, one line for each.
    pub fn end(&self, lane: u8) -> String {
        let call = lock(&self.calls[usize::from(lane)]).take();
        call.map(|call| call.account()).unwrap_or_default()
    }
}

impl Ear {
    fn of_lane(base: u16, lane: u8) -> Vec<Self> {
        let of = |correction: Correction, to_ours: bool, port: u16| {
            let first = correction.network();
            let here = SocketAddr::from((
                [127, 0, if to_ours { first + 1 } else { first + 2 }, lane + 1],
                base + port,
            ));
            let socket = UdpSocket::bind(here).expect("the port is free at this address");
            socket.set_nonblocking(true).expect("it can");
            let to = SocketAddr::from(([127, 0, first, lane + 1], base + port));
            Self { lane: usize::from(lane), correction, to_ours, socket, to, heard: None }
        };
        Correction::ALL
            .into_iter()
            .flat_map(|correction| {
                let ours = OURS.map(move |port| of(correction, true, port));
                ours.chain(WORLDS.map(move |port| of(correction, false, port)))
            })
            .collect()
    }

    /// Receives the arrived datagrams. Discards them if there is no call.
    fn listen(&mut self, call: &Mutex<Option<Passage>>, also_quiet: bool) {
        let now = Instant::now();
        if !also_quiet && self.heard.is_none_or(|heard| now > heard + QUIET) {
            return;
        }
        let mut datagram = [0; 2000];
        while let Ok(length) = self.socket.recv(&mut datagram) {
            self.heard = Some(now);
            if let Some(call) =
                lock(call).as_mut().filter(|call| call.correction == self.correction)
            {
                call.take(self.to_ours, self.to, &datagram[..length]);
            }
        }
    }
}

impl Passage {
    /// Decides the fate of a datagram. It always draws the same number of random numbers.
    fn take(&mut self, to_ours: bool, to: SocketAddr, datagram: &[u8]) {
        let (now, trouble) = (Instant::now(), self.trouble);
        let way = if to_ours { &mut self.to_ours } else { &mut self.to_world };
        let [lost, repeated, held, late] = [0; 4].map(|_| way.random.part());
        if lost * 100.0 < trouble.lost / f64::from(trouble.burst.max(1)) {
            way.left_of_burst = trouble.burst.max(1);
        }
        let fate = if way.left_of_burst > 0 {
            way.left_of_burst -= 1;
            Fate::Lost
        } else if held * 100.0 < trouble.held {
            Fate::Held
        } else if repeated * 100.0 < trouble.repeated {
            Fate::Repeated
        } else {
            Fate::Passed
        };
        if fate != Fate::Lost {
            let held_ms = if fate == Fate::Held { 30.0 + 60.0 * late } else { 0.0 };
            let after_ms = held_ms + late * f64::from(trouble.jitter_ms);
            let at = now + Duration::from_micros((after_ms * 1000.0) as u64);
            way.waiting.push((at, to, datagram.to_vec()));
            if repeated * 100.0 < trouble.repeated {
                way.waiting.push((at + Duration::from_millis(5), to, datagram.to_vec()));
            }
        }
        self.account.push(Entry {
            at: now - self.began,
            to_ours,
            fate,
            datagram: datagram.to_vec(),
        });
    }

    /// Sends the datagrams that are due. It may use any port, because UDPTL ignores the source
    /// port.
    fn hand_on(&mut self, ears: &[Ear]) {
        let now = Instant::now();
        for way in [&mut self.to_ours, &mut self.to_world] {
            for (_, to, datagram) in way.waiting.extract_if(.., |(at, ..)| *at <= now) {
                if let Some(ear) = ears.iter().find(|ear| ear.to == to) {
                    let _ = ear.socket.send_to(&datagram, to);
                }
            }
        }
    }

    fn account(&self) -> String {
        let mut text = String::new();
        for entry in &self.account {
            let whom = if entry.to_ours { "to ours " } else { "to world" };
            let fate = match entry.fate {
                Fate::Passed => "",
                Fate::Lost => "LOST",
                Fate::Held => "held",
                Fate::Repeated => "twice",
            };
            let _ = writeln!(
                text,
                "{:9.3} {whom} {fate:5} {}",
                entry.at.as_secs_f64(),
                told(&entry.datagram)
            );
        }
        text
    }
}

impl Way {
    fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), left_of_burst: 0, waiting: Vec::new() }
    }
}

/// Returns the number of a datagram, and the contents of its newest packet.
fn told(datagram: &[u8]) -> String {
    let [high, low, length, rest @ ..] = datagram else { return format!("{datagram:02X?}") };
    let number = u16::from_be_bytes([*high, *low]);
    let packet = rest.get(..usize::from(*length)).unwrap_or_default();
    match Reader::new(Encoding::of_version(0)).read(packet) {
        Ok(Packet::Indicator(indicator)) => format!("{number:5} {indicator:?}"),
        Ok(Packet::Data(kind, fields)) => {
            let fields = fields.iter().map(|field| {
                let octets: String = field
                    .octets
                    .iter()
                    .take(8)
                    .map(|octet| format!(" {:02X}", octet.reverse_bits()))
                    .collect();
                format!(" {:?}({}){octets}", field.kind, field.octets.len())
            });
            format!("{number:5} {kind:?}{}", fields.collect::<String>())
        }
        Err(error) => format!("{number:5} {error}: {packet:02X?}"),
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
