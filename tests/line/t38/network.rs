//! A packet network between two T.38 terminals: UDPTL with or without redundancy, and
//! what becomes of its datagrams on the way.
//!
//! The receiving end does what Asterisk's UDPTL does: a lost packet is taken from the
//! datagrams behind it, a datagram that comes later than its successor is dropped.

use ferrofax_kit::random::Random;

/// A terminal that hears and says IFP packets.
pub(crate) trait PacketTerminal {
    /// 20 ms: hears packets with their numbers, says some. `false`: it has hung up.
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool;
}

/// What a network does to datagrams.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Network {
    /// The share of datagrams at which a loss begins, and how many are lost then.
    pub loss: f64,
    pub burst: u32,
    /// The share that comes twice.
    pub repeats: f64,
    /// The share that comes late, and by how many ticks at most.
    pub late: f64,
    pub late_ticks: u32,
    /// Delay of all, in ticks.
    pub delay_ticks: u64,
    /// Each comes up to so many ticks later than that, in the order in which they were sent.
    pub jitter_ticks: u32,
    /// Packets before it in each datagram.
    pub redundancy: usize,
    /// These numbers never come: of the caller (0) or the answerer (1), from which on,
    /// and how many.
    pub hole: Option<(u64, u16, u16)>,
    /// A router before the answerer lets datagrams in for so many ticks behind one of the answerer's own.
    pub forgets_after: Option<u64>,
    /// From this tick on nothing reaches the answerer.
    pub breaks_at: Option<u64>,
    /// Nothing that is sent in these ticks arrives: from which on, and how many.
    pub gaps: [(u64, u64); 2],
    pub seed: u64,
}

/// One direction.
struct Way {
    network: Network,
    /// The numbers that never come.
    hole: std::ops::Range<u16>,
    random: Random,
    next: u16,
    /// The packets before, the latest first.
    before: Vec<Vec<u8>>,
    burst_left: u32,
    /// When each datagram arrives.
    flying: Vec<(u64, Datagram)>,
    /// When the last one does that was not held back.
    last_at: u64,
    expected: u32,
}

#[derive(Clone)]
struct Datagram {
    number: u16,
    /// The packet and those before it.
    packets: Vec<Vec<u8>>,
}

impl Way {
    fn new(network: Network, direction: u64) -> Self {
        let random = Random::new(network.seed * 2 + direction);
        let hole = network
            .hole
            .filter(|(of, ..)| *of == direction)
            .map_or(0..0, |(_, from, count)| from..from + count);
        Self {
            network,
            hole,
            random,
            next: 0,
            before: Vec::new(),
            burst_left: 0,
            flying: Vec::new(),
            last_at: 0,
            expected: 0,
        }
    }

    fn send(&mut self, now: u64, packet: Vec<u8>) {
        self.before.insert(0, packet);
        self.before.truncate(self.network.redundancy + 1);
        let datagram = Datagram { number: self.next, packets: self.before.clone() };
        self.next = self.next.wrapping_add(1);
        if self.burst_left == 0 && self.random.part() < self.network.loss {
            self.burst_left = self.network.burst.max(1);
        }
        if self.burst_left > 0 {
            self.burst_left -= 1;
            return;
        }
        let is_gone = |(from, ticks): &(u64, u64)| (*from..from + ticks).contains(&now);
        if self.hole.contains(&datagram.number) || self.network.gaps.iter().any(is_gone) {
            return;
        }
        let jitter = if self.network.jitter_ticks > 0 {
            self.random.below(self.network.jitter_ticks + 1)
        } else {
            0
        };
        let at = (now + 1 + self.network.delay_ticks + u64::from(jitter)).max(self.last_at);
        self.last_at = at;
        let late = self.random.part() < self.network.late;
        let at =
            if late { at + 1 + u64::from(self.random.below(self.network.late_ticks)) } else { at };
        if self.random.part() < self.network.repeats {
            self.flying.push((at, datagram.clone()));
        }
        self.flying.push((at, datagram));
    }

    fn arrive(&mut self, now: u64) -> Vec<(u16, Vec<u8>)> {
        let here: Vec<Datagram> = self
            .flying
            .extract_if(.., |(at, _)| *at <= now)
            .map(|(_, datagram)| datagram)
            .collect();
        let mut packets = Vec::new();
        for Datagram { number, packets: carried } in here {
            let number = u32::from(number);
            for (back, packet) in carried.iter().enumerate().rev() {
                // Asterisk hands on a packet of the past if its place has not been passed.
                if back as u32 <= number && number - back as u32 >= self.expected {
                    packets.push(((number - back as u32) as u16, packet.clone()));
                }
            }
            self.expected = number + 1;
        }
        packets
    }
}

/// Lets two terminals talk until both have hung up, or for so many seconds. Gives the seconds.
pub(crate) fn run(
    caller: &mut dyn PacketTerminal,
    answerer: &mut dyn PacketTerminal,
    network: Network,
    max_s: u64,
) -> f64 {
    let (mut there, mut back) = (Way::new(network, 0), Way::new(network, 1));
    let (mut caller_on, mut answerer_on) = (true, true);
    let mut said = Vec::new();
    let mut alone = 0;
    let mut now = 0;
    let mut answerer_said_at = 0;
    while (caller_on || answerer_on) && now < max_s * 50 && alone < 60 * 50 {
        now += 1;
        if caller_on {
            caller_on = caller.tick(&back.arrive(now), &mut said);
            let is_open = network.forgets_after.is_none_or(|ticks| now - answerer_said_at <= ticks)
                && network.breaks_at.is_none_or(|tick| now < tick);
            said.drain(..).filter(|_| is_open).for_each(|packet| there.send(now, packet));
        }
        if answerer_on {
            answerer_on = answerer.tick(&there.arrive(now), &mut said);
            answerer_said_at = if said.is_empty() { answerer_said_at } else { now };
            said.drain(..).for_each(|packet| back.send(now, packet));
        }
        alone = if caller_on && answerer_on { 0 } else { alone + 1 };
    }
    now as f64 / 50.0
}
