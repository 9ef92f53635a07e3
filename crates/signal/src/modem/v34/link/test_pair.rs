//! Two links on a line, and those who use them.

use super::{Cause, Link, LinkEvent, Rates, Role, Start, Terms};
use crate::modem::qam::test_line::{Random, RandomBits};
use crate::modem::v34::Side;
use crate::modem::v34::probing::test_wire::{Direction, Wire};
use crate::modem::v34::symbol_rate::DataRate;
use crate::modem::{BitSource, LineQuality};

/// Who uses a link: says random bits on the control channel, sends pages of random bits or takes
/// them.
pub(super) struct User {
    pub(super) link: Link,
    role: Role,
    control: Said,
    page: Option<RandomBits>,
    /// Pages to come.
    pages: usize,
    page_bits: usize,
    /// When to send the next one, in ms.
    send_at: Option<u64>,
    /// What is done once the channel is up for the so-manieth time, a little later.
    plans: Vec<(usize, Plan)>,
    plan_at: Option<(u64, Plan)>,
    pub(super) heard: Heard,
}

/// Something that a user does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Plan {
    RetrainControl,
    RetrainLine,
    MaxRate(DataRate),
    Lower,
    TurnOff { says_ones: bool },
}

/// Random bits that are kept.
struct Said {
    random: Random,
    /// Those of each time that the channel was up.
    kept: Vec<Vec<bool>>,
}

impl BitSource for Said {
    fn next_bit(&mut self) -> Option<bool> {
        let bit = self.random.next() >> 20 & 1 == 1;
        self.kept.last_mut()?.push(bit);
        Some(bit)
    }
}

/// What a link has told.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) ups: Vec<(Start, Rates)>,
    pub(super) control: Vec<Vec<bool>>,
    pub(super) pages: Vec<Vec<bool>>,
    pub(super) ends: Vec<Option<LineQuality>>,
    pub(super) downs: usize,
    pub(super) turned_off: bool,
    pub(super) failed: Option<Cause>,
    /// All but bits, and when, in ms.
    pub(super) log: Vec<(u64, String)>,
}

/// The bits of page `number`.
pub(super) fn page(number: usize, count: usize) -> RandomBits {
    RandomBits::new(100 + number as u64, count)
}

impl User {
    pub(super) fn new(terms: &Terms, pages: usize, page_bits: usize) -> Self {
        Self {
            link: Link::new(terms),
            role: terms.role,
            control: Said { random: Random(terms.side as u64 + 7), kept: vec![Vec::new()] },
            page: None,
            pages,
            page_bits,
            send_at: None,
            plans: Vec::new(),
            plan_at: None,
            heard: Heard::default(),
        }
    }

    /// Does this 40 ms after the control channel has come up for the `up`-th time.
    pub(super) fn plan(&mut self, up: usize, plan: Plan) {
        self.plans.push((up, plan));
    }

    fn act(&mut self, plan: Plan) {
        match plan {
            Plan::RetrainControl => self.link.retrain_control(),
            Plan::RetrainLine => self.link.retrain_line(),
            Plan::MaxRate(rate) => self.link.set_max_rate(rate),
            Plan::Lower => self.link.lower_rate(),
            Plan::TurnOff { says_ones } => self.link.turn_off(says_ones),
        }
    }

    fn step(&mut self, heard: Option<&[i16]>, said: &mut [i16], cut: (usize, usize), ms: u64) {
        match heard {
            Some(heard) => heard.chunks(cut.0).for_each(|block| self.link.push(block)),
            None => self.link.gap(said.len()),
        }
        self.poll(ms);
        said.chunks_mut(cut.1).for_each(|block| self.pull(block));
    }

    fn pull(&mut self, out: &mut [i16]) {
        let mut none = RandomBits::new(0, 0);
        let page = self.page.as_mut().unwrap_or(&mut none);
        self.link.pull(&mut self.control, page, out);
    }

    fn poll(&mut self, ms: u64) {
        while let Some(event) = self.link.poll() {
            if !matches!(event, LinkEvent::ControlBits(_) | LinkEvent::PageBits(_)) {
                self.heard.log.push((ms, format!("{event:?}")));
            }
            self.take(event, ms);
        }
        if self.send_at.is_some_and(|at| ms >= at) {
            self.send_at = None;
            self.link.send_page();
        }
        if let Some((at, plan)) = self.plan_at
            && ms >= at
        {
            self.plan_at = None;
            self.act(plan);
        }
    }

    fn take(&mut self, event: LinkEvent, ms: u64) {
        let heard = &mut self.heard;
        match event {
            LinkEvent::Probed | LinkEvent::Trained(_) | LinkEvent::PageMissed => {}
            LinkEvent::ControlUp(start, rates) => {
                heard.ups.push((start, rates));
                heard.control.push(Vec::new());
                let up = heard.ups.len();
                let plan = self.plans.iter().find(|(at, _)| *at == up);
                self.plan_at = plan.map(|&(_, plan)| (ms + 40, plan));
                match self.role {
                    Role::Source if self.pages > heard.ends.len() => self.send_at = Some(ms + 300),
                    Role::Recipient if self.pages > heard.ends.len() => self.link.expect_page(),
                    _ => {}
                }
            }
            LinkEvent::ControlBits(bits) => {
                heard.control.last_mut().expect("it is up").extend(bits.iter());
            }
            LinkEvent::ControlDown => {
                heard.downs += 1;
                self.send_at = None;
                self.control.kept.push(Vec::new());
            }
            LinkEvent::PageBegins => {
                self.page = Some(page(heard.pages.len(), self.page_bits));
                heard.pages.push(Vec::new());
            }
            LinkEvent::PageBits(bits) => {
                heard.pages.last_mut().expect("it has begun").extend(bits.iter());
            }
            LinkEvent::PageEnds(quality) => heard.ends.push(quality),
            LinkEvent::TurnedOff => heard.turned_off = true,
            LinkEvent::Failed(cause) => heard.failed = Some(cause),
        }
    }

    /// Wrong bits of a page that was received.
    pub(super) fn wrong(&self, number: usize) -> usize {
        let Some(heard) = self.heard.pages.get(number) else { return self.page_bits };
        let mut sent = page(number, self.page_bits);
        (0..self.page_bits)
            .filter(|&at| sent.next_bit() != heard.get(at).copied())
            .count()
    }

    /// Holds all that was heard of the control channel against what `far` has said; what it broke
    /// off with is left out, and so are the ones at the end.
    #[track_caller]
    pub(super) fn assert_understood(&self, far: &Self) {
        const BROKEN_OFF: usize = 64;
        let pairs = self.heard.control.iter().zip(&far.control.kept);
        let mut long = 0;
        for (up, (heard, said)) in pairs.enumerate() {
            let count = heard.len().min(said.len().saturating_sub(BROKEN_OFF));
            let wrong = (0..count).find(|&at| heard[at] != said[at]);
            let bits = format!("{up}: {} bits heard, {} sent", heard.len(), said.len());
            assert_eq!(wrong, None, "{bits}");
            long += count;
        }
        assert!(long > 200, "{long} bits");
    }
}

/// Two users and the line between them.
pub(super) struct Pair {
    pub(super) call: User,
    pub(super) answer: User,
    to_call: Direction,
    to_answer: Direction,
    said: [[i16; Self::BLOCK]; 2],
    delay_ms: u64,
    /// Samples that are heard and said at once, less than a block.
    pub(super) cut: (usize, usize),
    /// Who is not there any more, from when on, in ms.
    pub(super) vanishes: Option<(Side, u64)>,
    /// From when until when packets are lost both ways.
    pub(super) gap: (u64, u64),
    pub(super) ms: u64,
    /// What both have said, all of it.
    pub(super) all: [Vec<i16>; 2],
}

impl Pair {
    const BLOCK: usize = 160;

    pub(super) fn new(call: User, answer: User, wire: &Wire) -> Self {
        Self {
            call,
            answer,
            to_call: Direction::new(wire, Side::Call),
            to_answer: Direction::new(wire, Side::Answer),
            said: [[0; Self::BLOCK]; 2],
            delay_ms: wire.delay_ms,
            cut: (Self::BLOCK, Self::BLOCK),
            vanishes: None,
            gap: (0, 0),
            ms: 0,
            all: [Vec::new(), Vec::new()],
        }
    }

    /// A call with pages of so many bits; `source` sends them.
    pub(super) fn with_pages(
        source: Side,
        pages: usize,
        bits: usize,
        wire: &Wire,
        change: impl Fn(&mut Terms),
    ) -> Self {
        let user = |side| {
            let role = if side == source { Role::Source } else { Role::Recipient };
            let mut terms = Terms::new(side, role, -10.0);
            change(&mut terms);
            User::new(&terms, pages, bits)
        };
        Self::new(user(Side::Call), user(Side::Answer), wire)
    }

    pub(super) fn user(&mut self, side: Side) -> &mut User {
        if side == Side::Call { &mut self.call } else { &mut self.answer }
    }

    pub(super) fn source(&self) -> &User {
        if self.call.role == Role::Source { &self.call } else { &self.answer }
    }

    pub(super) fn recipient(&self) -> &User {
        if self.call.role == Role::Source { &self.answer } else { &self.call }
    }

    /// 20 ms more. The answer modem begins when the call modem's CJ has come to it.
    pub(super) fn step(&mut self) {
        let at_call = self.to_call.carry(&self.said[1], &self.said[0]);
        let at_answer = self.to_answer.carry(&self.said[0], &self.said[1]);
        let gone = self.vanishes.filter(|&(_, at)| self.ms >= at).map(|(side, _)| side);
        self.said = [[0; Self::BLOCK]; 2];
        let comes = !(self.gap.0..self.gap.1).contains(&self.ms);
        let (at_call, at_answer) = (comes.then_some(&at_call[..]), comes.then_some(&at_answer[..]));
        if gone != Some(Side::Call) {
            self.call.step(at_call, &mut self.said[0], self.cut, self.ms);
        }
        if self.ms >= self.delay_ms && gone != Some(Side::Answer) {
            self.answer.step(at_answer, &mut self.said[1], self.cut, self.ms);
        }
        self.all.iter_mut().zip(&self.said).for_each(|(all, said)| all.extend(said));
        self.ms += 20;
    }

    /// Until all pages have gone and the control channel is up for a while, somebody has failed
    /// or `most_ms` are over.
    pub(super) fn run(&mut self, most_ms: u64) {
        let mut rest = 400 + 2 * self.delay_ms;
        while self.ms < most_ms && rest > 0 {
            self.step();
            let is_up = |user: &User| user.heard.ups.len() > user.pages + user.plans.len();
            let is_over = |user: &User| user.heard.failed.is_some() || user.heard.turned_off;
            let is_done = |user: &User| is_over(user) || is_up(user);
            if is_done(&self.call) && is_done(&self.answer) {
                rest = rest.saturating_sub(20);
            }
        }
    }

    /// What happened, for who looks into a test.
    pub(super) fn log(&self) -> String {
        let mut all: Vec<(u64, &str, &str)> = Vec::new();
        for (name, user) in [("call", &self.call), ("answer", &self.answer)] {
            all.extend(user.heard.log.iter().map(|(ms, text)| (*ms, name, text.as_str())));
        }
        all.sort_by_key(|(ms, ..)| *ms);
        all.iter().map(|(ms, name, text)| format!("{ms:6} {name:6} {text}\n")).collect()
    }
}
