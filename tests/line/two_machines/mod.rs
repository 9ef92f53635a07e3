//! Two machines on a line that loses, doubles, delays and damages what they say, and whose owner may be
//! slow or have no room: every call in which this happens at most so many times, one after the other.
//!
//! A call is followed up to each thing that is said. There it branches: once for each way in which the
//! line may damage it, and once for none. So every place in a call meets every fault, and (with two
//! faults) every pair of them. At most one fault meets each thing said. At the end of each call the
//! laws of `laws` must hold, and it must end in bounded time.
//!
//! More: `FERROFAX_FAULTS=2 cargo test --release --features program --test line two_machines`.

mod laws;
mod machine;
mod wire;

use crate::terms::{answers, receiver};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, Resolution};
use ferrofax::t30::answering::AnswerTerms;
use ferrofax::t30::calling::{CallTerms, NextPage};
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::session::Session;
use ferrofax::t30::{Input, Signal};
use ferrofax::time::{Millis, SampleTime};
use machine::{Machine, Planted, document};
use std::collections::BTreeMap;
use wire::{Fault, carry, faults_of};

/// How long a call may last in these tests at most, whatever happens.
const LONGEST: Millis = Millis(20 * 60_000);
/// The longest time between two looks at the timers.
const STEP: Millis = Millis(50);

/// What the line does to one of the signals that are said at once, and which of them, from 0.
type Damage = (usize, Fault);

/// A call under way: the caller, who sends, and the called machine.
#[derive(Clone)]
struct World {
    machines: [Machine; 2],
    now: SampleTime,
    /// Whose turn it is at this time.
    turn: usize,
    /// A page that is stored later, at the machine that was called.
    storing: Option<(SampleTime, u32)>,
    /// The PBX tells the other machine when one has ended.
    hangs_up: bool,
    log: Vec<String>,
}

/// What is asked of one kind of call.
struct Kind {
    name: &'static str,
    ecm: bool,
    packets: bool,
    hangs_up: bool,
    /// Whether the sender asks its owner before it says the end of a page.
    holds_ends: bool,
    octets: usize,
    pages: &'static [(Resolution, NextPage)],
}

const ONE: &[(Resolution, NextPage)] = &[(Resolution::Standard, NextPage::End)];
const TWO: &[(Resolution, NextPage)] =
    &[(Resolution::Standard, NextPage::More), (Resolution::Standard, NextPage::End)];
const MIXED: &[(Resolution, NextPage)] =
    &[(Resolution::Standard, NextPage::More), (Resolution::Fine, NextPage::End)];

const PLAIN: Kind = Kind {
    name: "",
    ecm: true,
    packets: false,
    hangs_up: true,
    holds_ends: false,
    octets: 600,
    pages: TWO,
};

const KINDS: [Kind; 11] = [
    Kind { name: "ECM, one page", pages: ONE, ..PLAIN },
    Kind { name: "ECM, two pages", ..PLAIN },
    Kind { name: "ECM, two pages, nobody hangs up", hangs_up: false, ..PLAIN },
    Kind { name: "ECM, two pages by packets", packets: true, ..PLAIN },
    Kind { name: "ECM, two sizes", pages: MIXED, ..PLAIN },
    Kind { name: "ECM, a page of two blocks", octets: 17_000, pages: ONE, ..PLAIN },
    Kind { name: "ECM, the owner allows page ends", holds_ends: true, ..PLAIN },
    Kind { name: "no ECM, two pages", ecm: false, ..PLAIN },
    Kind { name: "no ECM, two pages, nobody hangs up", ecm: false, hangs_up: false, ..PLAIN },
    Kind { name: "no ECM, two pages by packets", ecm: false, packets: true, ..PLAIN },
    Kind { name: "no ECM, two sizes", ecm: false, pages: MIXED, ..PLAIN },
];

impl World {
    fn new(kind: &Kind) -> Self {
        let terms = CallTerms {
            ident: "+49 2".into(),
            ecm: kind.ecm,
            frame_octets: 64,
            rates: RATES.to_vec(),
            ..CallTerms::default()
        };
        let mut caller =
            Machine::new(Session::call(terms, None), document(kind.pages), kind.octets);
        let mut called =
            Machine::new(Session::answer(receives(kind.ecm), None), Vec::new(), kind.octets);
        if kind.packets {
            caller.use_packets();
            called.use_packets();
        }
        if kind.holds_ends {
            caller.handle(SampleTime(0), Input::HoldPageEnds);
        }
        Self {
            machines: [caller, called],
            now: SampleTime(0),
            turn: 0,
            storing: None,
            hangs_up: kind.hangs_up,
            log: Vec::new(),
        }
    }

    fn is_over(&self) -> bool {
        self.machines.iter().all(|machine| machine.ended.is_some())
    }

    /// One machine does what is due at this time. What it says.
    fn step(&mut self) -> Vec<Signal> {
        let mut says = self.machines[self.turn].pass(self.now);
        if self.turn == 1
            && let Some((at, number)) = self.storing
            && at <= self.now
        {
            self.storing = None;
            says.extend(self.machines[1].store(self.now, number, true));
        }
        says
    }

    /// The other machine's turn, or the next moment.
    fn go_on(&mut self) {
        let [from, to] = [self.turn, 1 - self.turn];
        if std::mem::take(&mut self.machines[from].hushed) {
            let now = self.now;
            self.machines[to].expect_no_more(now);
        }
        if self.hangs_up
            && let Some((at, _)) = self.machines[from].ended
            && self.now >= at + Millis(1_000)
            && self.machines[to].ended.is_none()
        {
            self.machines[to].handle(self.now, Input::HangUp);
        }
        self.turn = to;
        if self.turn == 0 {
            let next = self.machines.iter().filter_map(Machine::next).min();
            let latest = self.now + STEP;
            let soonest = self.now + Millis(1);
            self.now = next.map_or(latest, |next| next.max(soonest).min(latest));
        }
    }

    /// What this machine says goes out, damaged so.
    fn say(&mut self, signals: &[Signal], damage: Option<Damage>) {
        let [from, to] = [self.turn, 1 - self.turn];
        if std::mem::take(&mut self.machines[from].hushed) {
            let now = self.now;
            self.machines[to].expect_no_more(now);
        }
        let mut at = self.now;
        for (number, signal) in signals.iter().enumerate() {
            let fault = damage.filter(|(damaged, _)| *damaged == number).map(|(_, fault)| fault);
            let (arrivals, end) = carry(signal, at, fault);
            self.machines[to].expect(arrivals);
            at = end;
        }
        self.machines[from].said_at = Some(at);
        if self.machines[from].ended.is_some() {
            self.machines[from].said_at = None;
        }
        let who = ["caller", "called"][from];
        let words = crate::script::spell(signals);
        let damage = damage.map_or(String::new(), |damage| format!(" {damage:?}"));
        self.note(&format!("{who}: {words}{damage}"));
    }

    fn note(&mut self, what: &str) {
        self.log.push(format!("{:>7} ms {what}", self.now.0 / 8));
    }

    fn break_down(&mut self) {
        self.note("the line breaks down");
        for machine in &mut self.machines {
            machine.handle(self.now, Input::HangUp);
        }
    }
}

const RATES: [Rate; 4] = [Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400];

fn receives(ecm: bool) -> AnswerTerms {
    let capabilities = Capabilities {
        rates: RATES.to_vec(),
        codings: vec![Coding::Mh, Coding::Mr],
        resolutions: vec![Resolution::Standard, Resolution::Fine],
        addresses: true,
        ..receiver(ecm)
    };
    let (ident, max_call) = ("+49 1".into(), Millis(3_600_000));
    AnswerTerms { ident, max_pages: 100, max_call, ..answers(capabilities) }
}

/// What came of all calls of one kind.
#[derive(Default)]
struct Walk {
    calls: u64,
    longest: u64,
    whole: u64,
    broken: BTreeMap<String, (u64, Vec<String>)>,
}

impl Walk {
    /// Follows the call to its end, and each branch with at most so many troubles more.
    fn follow(&mut self, mut world: World, troubles: u32) {
        while !world.is_over() {
            if world.now > SampleTime(0) + LONGEST {
                let states = world.machines.each_ref().map(|machine| machine.session.awaiting());
                return self.finding(format!("no end in {states:?}"), &world);
            }
            let says = world.step();
            let to_store = (world.turn == 1).then(|| world.machines[1].to_store.take()).flatten();
            if let Some(number) = to_store {
                self.branch_store(&world, number, troubles);
                let more = world.machines[1].store(world.now, number, true);
                if !more.is_empty() {
                    self.speak(&mut world, more, troubles);
                }
            }
            if !says.is_empty() {
                self.speak(&mut world, says, troubles);
            }
            world.go_on();
        }
        self.end(&world);
    }

    fn speak(&mut self, world: &mut World, says: Vec<Signal>, troubles: u32) {
        if troubles > 0 {
            let each = says.iter().enumerate().flat_map(|(number, signal)| {
                faults_of(signal).into_iter().map(move |fault| (number, fault))
            });
            for damage in each {
                let mut branch = world.clone();
                branch.say(&says, Some(damage));
                branch.go_on();
                self.follow(branch, troubles - 1);
            }
            let mut branch = world.clone();
            branch.say(&says, None);
            branch.break_down();
            self.follow(branch, 0);
        }
        world.say(&says, None);
    }

    fn branch_store(&mut self, world: &World, number: u32, troubles: u32) {
        if troubles == 0 {
            return;
        }
        for late in [Millis(3_000), Millis(20_000)] {
            let mut branch = world.clone();
            branch.note(&format!("the page is stored {} ms later", late.0));
            branch.storing = Some((branch.now + late, number));
            branch.go_on();
            self.follow(branch, troubles - 1);
        }
        let mut branch = world.clone();
        branch.note("the page cannot be stored");
        let says = branch.machines[1].store(branch.now, number, false);
        if !says.is_empty() {
            branch.say(&says, None);
        }
        branch.go_on();
        self.follow(branch, troubles - 1);
    }

    fn end(&mut self, world: &World) {
        self.calls += 1;
        self.longest = self.longest.max(world.now.0 / 8_000);
        if world.machines[0].fates.iter().all(|fate| *fate == machine::Fate::Confirmed) {
            self.whole += 1;
        }
        if let Some(law) = laws::broken(world) {
            self.finding(law, world);
        }
    }

    fn finding(&mut self, law: String, world: &World) {
        let example = || {
            let mut log = world.log.clone();
            for machine in &world.machines {
                log.push(format!("{:?} {:?} {:?}", machine.ended, machine.fates, machine.kept));
            }
            log
        };
        let entry = self.broken.entry(law).or_insert_with(|| (0, example()));
        entry.0 += 1;
        if world.log.len() + 2 < entry.1.len() {
            entry.1 = example();
        }
    }
}

#[test]
fn whatever_the_line_does_no_page_is_lost_or_doubled_and_each_call_ends() {
    let troubles = std::env::var("FERROFAX_FAULTS").map_or(1, |faults| faults.parse().unwrap());
    let mut findings = Vec::new();
    println!("{:<40} {:>9} {:>9} {:>9}", "kind", "calls", "whole", "longest s");
    for kind in &KINDS {
        let mut walk = Walk::default();
        walk.follow(World::new(kind), troubles);
        println!("{:<40} {:>9} {:>9} {:>9}", kind.name, walk.calls, walk.whole, walk.longest);
        for (law, (times, example)) in walk.broken {
            findings.push(format!("{}: {law} ({times} times)\n{}", kind.name, example.join("\n")));
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n\n"));
}

/// The laws find a fault of an owner that is planted, so they are not kept for want of a look.
#[test]
fn a_planted_fault_is_found() {
    for (who, planted, law) in [
        (1, Planted::StoresNothing, "page 0 is confirmed and was not stored"),
        (1, Planted::StoresTwice, "page 0 is stored 2 times"),
        (0, Planted::TrustsWhatWasSaid, "page 0 is confirmed and was not stored"),
        (0, Planted::ForgetsWhatWasSaid, "page 0 is stored, and its sender will send it again"),
    ] {
        let mut world = World::new(&KINDS[0]);
        world.machines[who].planted = Some(planted);
        let mut walk = Walk::default();
        walk.follow(world, 1);
        assert!(walk.broken.contains_key(law), "{planted:?}: {:?}", walk.broken.keys());
    }
}
