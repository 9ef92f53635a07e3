//! Machines with a shared database. At random moments, `kill -9` hits a machine, a PBX, `ferrofax
//! serve`, PostgreSQL or the object store, or the network is cut. The checks: no fax is lost, no
//! confirmed page is sent twice, jobs are sent by priority, each job is reported once, and pages
//! whose arrival is unknown are reported as unknown. A PBX is a process of this kit (`working`), or
//! one that the test supplies. The remote fax machines (`world`) record independently what they
//! receive.

mod chance;
mod judging;
mod machine;
mod outside;
mod paper;
mod pbx;
mod rolling;
mod working;
mod world;

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{Seeable, Seen, Spool};
use ferrofax_cluster::Clustered;

pub use self::chance::Chance;
use self::judging::Given;
use self::machine::Machine;
pub use self::machine::{About, Mail, Named, Pbx};
use self::outside::ObjectServer;
pub use self::outside::{Relay, Server, serve_objects};
pub use self::paper::{Paper, RESOLUTION};
pub use self::pbx::Process;
pub use self::rolling::upgrade_one_by_one;
pub use self::working::{end_well, go_on, hang_up, work};
pub use self::world::{Call, Heard, World};
pub use crate::patience::PATIENCE;

/// The times of a run, and the numbers that are called.
#[derive(Clone, Copy)]
pub struct Manner {
    /// A node counts as dead after this number of seconds without a message.
    pub lease_s: u64,
    /// The time between two faults, in ms: the minimum, and the range of the random time added to
    /// it.
    pub apart_ms: (u64, u64),
    /// The number of steps of a page in a simulated PBX: the minimum, and the range of the random
    /// number added to it.
    pub steps: (u64, u64),
    /// One of this number of pages is not answered.
    pub silence: u64,
    /// How many numbers there are, and how they are written.
    pub numbers: u64,
    pub number: fn(u64) -> String,
    /// The timeout at the end of a run without any progress.
    pub patience: Duration,
}

/// The size of a run.
#[derive(Clone, Copy)]
pub struct Size {
    pub jobs: u64,
    pub faxes: u64,
    pub moments: u64,
}

impl Size {
    /// Reads `FERROFAX_CLUSTER`: jobs, faxes and moments, separated by commas.
    pub fn wished() -> Self {
        let said = std::env::var("FERROFAX_CLUSTER").unwrap_or_else(|_| "2000,1000,200".into());
        let numbers: Vec<u64> =
            said.split(',').map(|number| number.trim().parse().expect("a number")).collect();
        let [jobs, faxes, moments] = numbers[..] else {
            panic!("FERROFAX_CLUSTER must have three numbers, not {said}")
        };
        Self { jobs, faxes, moments }
    }
}

/// A fault at a moment of a run. The numbers are those of machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    /// Kills a machine with its PBX.
    Machine(usize),
    /// Kills the PBX of a machine.
    Pbx(usize),
    /// Kills `ferrofax serve` of a machine.
    Program(usize),
    /// Cuts the network between a machine and PostgreSQL.
    Cut(usize),
    /// Cuts the network between a machine and the object store.
    CutObjects(usize),
    /// Cuts the network between a machine and its mail server.
    CutMail(usize),
    PostgreSql,
    Objects,
}

impl Blow {
    fn by(chance: &mut Chance, machines: u64) -> Self {
        let at = chance.below(machines) as usize;
        match chance.below(14) {
            0..3 => Self::Machine(at),
            3..5 => Self::Pbx(at),
            5..8 => Self::Program(at),
            8..10 => Self::Cut(at),
            10..12 => Self::CutObjects(at),
            12 => Self::PostgreSql,
            _ => Self::Objects,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Machine(_) => "a machine killed",
            Self::Pbx(_) => "a PBX killed, but not the program",
            Self::Program(_) => "ferrofax serve killed",
            Self::Cut(_) => "the network to PostgreSQL cut",
            Self::CutObjects(_) => "the network to the object store cut",
            Self::CutMail(_) => "the network to a mail server cut",
            Self::PostgreSql => "PostgreSQL killed",
            Self::Objects => "the object store killed",
        }
    }
}

/// The machines, their servers and the remote fax machines.
pub struct Cluster {
    manner: Manner,

    world: World,
    server: Server,
    objects: ObjectServer,
    machines: Vec<Machine>,
    /// The present faults, and the times at which they end.
    broken: Vec<(Instant, Blow)>,
    /// All faults: time, kind and duration.
    blows: Vec<(UnixMs, Blow, Duration)>,
    /// For each return of PostgreSQL: the time until all available machines have contacted it.
    normal: Vec<Duration>,
}

impl Cluster {
    /// Creates machines with these names and PBXs. Returns None if PostgreSQL is not installed, and
    /// notes the test as skipped.
    pub fn new(manner: Manner, pbxs: impl FnOnce(&World) -> Vec<Named>) -> Option<Self> {
        let server = Server::start(manner.lease_s)?;
        let (world, objects) = (World::new(manner.steps, manner.silence), ObjectServer::start());
        let machines = pbxs(&world)
            .into_iter()
            .map(|named| Machine::new(named, (&server, &objects)))
            .collect();
        let (broken, blows, normal) = (Vec::new(), Vec::new(), Vec::new());
        Some(Self { manner, world, server, objects, machines, broken, blows, normal })
    }

    /// Causes a fault that ends after `away`. Does nothing if the same thing is broken already.
    fn strike(&mut self, blow: Blow, away: Duration) {
        let is_down = |one: &(Instant, Blow)| match (one.1, blow) {
            (Blow::Machine(one), Blow::Machine(at) | Blow::Program(at) | Blow::Pbx(at))
            | (Blow::Program(one) | Blow::Pbx(one), Blow::Machine(at)) => one == at,
            (one, blow) => one == blow,
        };
        if self.broken.iter().any(is_down) {
            return;
        }
        self.blows.push((UnixMs::now(), blow, away));
        match blow {
            Blow::Machine(at) => {
                self.world.note_death(self.machines[at].name);
                self.machines[at].kill();
            }
            Blow::Pbx(at) => {
                self.world.note_death(self.machines[at].name);
                self.machines[at].pbx.kill();
            }
            Blow::Program(at) => self.machines[at].kill_program(),
            Blow::Cut(at) => self.machines[at].to_server.cut(true),
            Blow::CutObjects(at) => self.machines[at].to_objects.cut(true),
            Blow::CutMail(at) => self.machines[at].pbx.cut_from_mail(true),
            Blow::PostgreSql => self.server.kill(),
            Blow::Objects => self.objects.kill(),
        }
        self.broken.push((Instant::now() + away, blow));
    }

    /// Ends the faults that are due.
    fn mend(&mut self) {
        let now = Instant::now();
        let (mut due, later): (Vec<_>, _) =
            self.broken.drain(..).partition(|(when, _)| *when <= now);
        self.broken = later;
        // PostgreSQL is last, because `note_normal` waits for all available machines.
        due.sort_by_key(|(_, blow)| *blow == Blow::PostgreSql);
        for (_, blow) in due {
            match blow {
                Blow::Machine(at) => self.machines[at].start(),
                Blow::Pbx(at) => self.machines[at].pbx.start(),
                Blow::Program(at) => self.machines[at].start_program(),
                Blow::Cut(at) => self.machines[at].to_server.cut(false),
                Blow::CutObjects(at) => self.machines[at].to_objects.cut(false),
                Blow::CutMail(at) => self.machines[at].pbx.cut_from_mail(false),
                Blow::PostgreSql => {
                    self.server.begin();
                    self.note_normal();
                }
                Blow::Objects => self.objects.begin(),
            }
        }
    }

    /// Waits until all available machines have contacted PostgreSQL.
    fn note_normal(&mut self) {
        let began = Instant::now();
        let is_down = |at: usize| {
            self.broken.iter().any(|(_, blow)| {
                [Blow::Machine(at), Blow::Program(at), Blow::Cut(at)].contains(blow)
            })
        };
        let there = (0..self.machines.len()).filter(|at| !is_down(*at)).count();
        while self.server.heard_since(began) < there {
            assert!(
                began.elapsed() < PATIENCE,
                "PostgreSQL is back, but some machines have not contacted it"
            );
            sleep(Duration::from_millis(50));
        }
        self.normal.push(began.elapsed());
    }

    fn wait(&mut self, how_long: Duration) {
        let until = Instant::now() + how_long;
        while Instant::now() < until {
            self.mend();
            sleep(Duration::from_millis(20));
        }
    }

    fn finish(&mut self, given: &[Given], faxes: u64) {
        while !self.broken.is_empty() {
            self.wait(Duration::from_millis(100));
        }
        let (began, store) = (Instant::now(), self.server.store(&self.objects));
        let mut had = (usize::MAX, Instant::now());
        loop {
            let mut open = Vec::new();
            for one in given {
                let job = self.machines[one.at].spool.jobs().job(one.job).unwrap();
                if !job.state.is_final() {
                    open.push(format!("{} {}: {}", job.tag, job.state, job.text));
                }
            }
            let shipped = self.machines.iter().all(Machine::has_shipped_all);
            let mailed = self.machines.iter().filter(|one| !one.has_mailed_all()).count() == 0
                && machine::has_mailed_all(&store);
            if open.is_empty() && shipped && mailed && self.world.received() == faxes {
                return;
            }
            if open.len() < had.0 {
                had = (open.len(), Instant::now());
            }
            let about = open.join("\n");
            assert!(had.1.elapsed() < self.manner.patience, "after {:?}: {about}", began.elapsed());
            try_at_once(&store);
            sleep(Duration::from_millis(500));
        }
    }
}

/// Retries all jobs at once that wait for their next try. Failed jobs are not retried, because that
/// would be a request to send pages again that may have arrived.
fn try_at_once(store: &Spool) {
    for shared in store.shared_queue().shared_jobs(u32::MAX).unwrap() {
        let id = shared.job.id;
        let seen = Seen::of(&store, Seeable::Job(id)).unwrap();
        if store.jobs().job(id).unwrap().state == JobState::Sleeping {
            let now = store.shared_queue().now_of_store().unwrap();
            let _changed = store.resting_on(seen).jobs().retry_job(id, "a test", now);
        }
    }
}

impl Cluster {
    /// Runs with this seed and size, checks the results, and prints them.
    pub fn run(mut self, seed: u64, size: Size) {
        let (mut chance, mut given) = (Chance(seed), Vec::new());
        let (began, mut faxes) = (Instant::now(), 0);
        for moment in 0..size.moments {
            while (given.len() as u64) < (moment + 1) * size.jobs / size.moments {
                given.push(self.submit(&mut chance, given.len()));
            }
            while faxes < (moment + 1) * size.faxes / size.moments {
                self.send(&mut chance, faxes);
                faxes += 1;
            }
            let (least, more) = self.manner.apart_ms;
            self.wait(Duration::from_millis(least + chance.below(more)));
            let away = match chance.below(3) {
                0 => self.manner.lease_s * 1_000 + chance.below(1_500),
                _ => chance.below(1_500),
            };
            let blow = Blow::by(&mut chance, self.machines.len() as u64);
            self.strike(blow, Duration::from_millis(away));
            self.keep_from_mailing(&mut chance);
        }
        let struck = began.elapsed();
        self.finish(&given, size.faxes);
        let all = began.elapsed();
        let sums = judging::judge(&self, &given);
        self.print((seed, size), (struck, all), &sums);
    }

    /// Sometimes cuts a real Asterisk from its mail server for so long that another machine sends
    /// its mails if the machine itself is also killed.
    fn keep_from_mailing(&mut self, chance: &mut Chance) {
        let real: Vec<usize> =
            (0..self.machines.len()).filter(|at| self.machines[*at].is_real()).collect();
        if !real.is_empty() && chance.below(6) == 0 {
            let at = real[chance.below(real.len() as u64) as usize];
            self.strike(Blow::CutMail(at), Duration::from_secs(3 * self.manner.lease_s));
        }
    }

    fn submit(&self, chance: &mut Chance, count: usize) -> Given {
        let at = chance.below(self.machines.len() as u64) as usize;
        let number = (self.manner.number)(chance.below(self.manner.numbers));
        let (pages, priority) = (1 + chance.below(3) as u32, 10 * chance.below(20) as u8);
        let tag = format!("tag-{count}");
        Given { at, job: self.machines[at].submit((&tag, &number), pages, priority) }
    }

    /// Sends a fax to a random machine for which not too many faxes wait.
    fn send(&self, chance: &mut Chance, fax: u64) {
        let has_room =
            |machine: &&Machine| self.world.waiting(machine.name) < machine.pbx.most_waiting();
        let ready: Vec<_> = self.machines.iter().filter(has_room).collect();
        let machine = ready[chance.below(ready.len() as u64) as usize];
        self.world.send(machine.name, &Paper::caller(fax), 1 + chance.below(3) as u32);
    }
}

impl Cluster {
    fn print(
        &self,
        (seed, size): (u64, Size),
        (struck, all): (Duration, Duration),
        sums: &[(&str, u64)],
    ) {
        let line = |what: &str, how: String| eprintln!("{what:<58} {how:>20}");
        line("seed", format!("{seed:#x}"));
        for (what, count) in
            [("jobs", size.jobs), ("incoming faxes", size.faxes), ("moments", size.moments)]
        {
            line(what, count.to_string());
        }
        let mut blows = BTreeMap::<&str, u32>::new();
        for (_, blow, _) in &self.blows {
            *blows.entry(blow.name()).or_default() += 1;
        }
        for (what, count) in blows {
            line(&format!("  {what}"), count.to_string());
        }
        for (what, count) in sums {
            line(what, count.to_string());
        }
        for (what, count) in self.machines.iter().flat_map(|one| one.pbx.sums()) {
            line(&what, count.to_string());
        }
        let deaths = self.world.deaths();
        line("calls that were repeated after their machine was killed", deaths.len().to_string());
        line("  from the kill to the next call: median", seconds(median(&deaths)));
        line("  worst", seconds(deaths.iter().max().copied().unwrap_or_default()));
        line("returns of PostgreSQL", self.normal.len().to_string());
        line("  until all machines have contacted it: median", seconds(median(&self.normal)));
        line("  worst", seconds(self.normal.iter().max().copied().unwrap_or_default()));
        line("time of the faults", seconds(struck));
        line("time of the whole run", seconds(all));
    }
}

fn median(all: &[Duration]) -> Duration {
    let mut all = all.to_vec();
    all.sort_unstable();
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
