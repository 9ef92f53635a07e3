//! Four machines with one store, over `kill -9` of machines, of `ferrofax serve`, of PostgreSQL and
//! of the object store, and over cuts of the network, at moments by chance: no fax is lost, no page
//! that was confirmed goes twice, jobs go by priority, each is reported once, and what nobody knows
//! is said to be unknown. Each PBX is a process of its own, and what came to the remote terminals
//! is known outside of all of them.

mod judging;
mod machine;
mod outside;
mod pbx;
mod world;

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{Seeable, Spool};

use self::judging::Given;
use self::machine::Machine;
use self::outside::{ObjectServer, Server};
use self::world::World;
use super::sharing::{Chance, PATIENCE};

/// After so many seconds without a word a node is dead, for the store.
const LEASE_S: u64 = 5;

/// How much is done.
#[derive(Clone, Copy)]
struct Size {
    jobs: u64,
    faxes: u64,
    moments: u64,
}

impl Size {
    /// As `FERROFAX_CLUSTER` says it: jobs, faxes and moments, apart by commas.
    fn wished() -> Self {
        let said = std::env::var("FERROFAX_CLUSTER").unwrap_or_else(|_| "2000,1000,200".into());
        let numbers: Vec<u64> =
            said.split(',').map(|number| number.trim().parse().expect("a number")).collect();
        let [jobs, faxes, moments] = numbers[..] else { panic!("{said}: three numbers are") };
        Self { jobs, faxes, moments }
    }
}

/// What happens at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    /// A machine, with its PBX.
    Machine(usize),
    /// The program of one.
    Program(usize),
    /// The network between one and the store.
    Cut(usize),
    PostgreSql,
    Objects,
}

impl Blow {
    fn by(chance: &mut Chance) -> Self {
        let at = chance.below(4) as usize;
        match chance.below(10) {
            0..3 => Self::Machine(at),
            3..6 => Self::Program(at),
            6..8 => Self::Cut(at),
            8 => Self::PostgreSql,
            _ => Self::Objects,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Machine(_) => "a machine killed",
            Self::Program(_) => "ferrofax serve killed",
            Self::Cut(_) => "the network cut",
            Self::PostgreSql => "PostgreSQL killed",
            Self::Objects => "the object store killed",
        }
    }
}

/// All that is there.
struct Cluster {
    world: World,
    server: Server,
    objects: ObjectServer,
    machines: Vec<Machine>,
    /// What is to be mended, and when.
    broken: Vec<(Instant, Blow)>,
    blows: BTreeMap<&'static str, u32>,
    /// From a return of PostgreSQL until the store has heard all machines that are there.
    normal: Vec<Duration>,
}

impl Cluster {
    fn new() -> Option<Self> {
        let server = Server::start()?;
        let (world, objects) = (World::new(), ObjectServer::start());
        let machines = ["berlin", "bremen", "essen", "hamburg"]
            .map(|name| Machine::new(name, (&server, &objects), &world))
            .into();
        let (broken, blows, normal) = (Vec::new(), BTreeMap::new(), Vec::new());
        Some(Self { world, server, objects, machines, broken, blows, normal })
    }

    /// Something breaks, and is mended so much later. What is broken already is left alone.
    fn strike(&mut self, blow: Blow, away: Duration) {
        let is_down = |one: &(Instant, Blow)| match (one.1, blow) {
            (Blow::Machine(one) | Blow::Program(one), Blow::Machine(at) | Blow::Program(at)) => {
                one == at
            }
            (one, blow) => one == blow,
        };
        if self.broken.iter().any(is_down) {
            return;
        }
        *self.blows.entry(blow.name()).or_default() += 1;
        match blow {
            Blow::Machine(at) => {
                self.world.note_death(self.machines[at].name);
                self.machines[at].kill();
            }
            Blow::Program(at) => self.machines[at].kill_program(),
            Blow::Cut(at) => self.machines[at].relay.cut(true),
            Blow::PostgreSql => self.server.kill(),
            Blow::Objects => self.objects.kill(),
        }
        self.broken.push((Instant::now() + away, blow));
    }

    /// Mends what is due.
    fn mend(&mut self) {
        let now = Instant::now();
        let (mut due, later): (Vec<_>, _) =
            self.broken.drain(..).partition(|(when, _)| *when <= now);
        self.broken = later;
        // It is looked last how soon all speak to it again.
        due.sort_by_key(|(_, blow)| *blow == Blow::PostgreSql);
        for (_, blow) in due {
            match blow {
                Blow::Machine(at) => self.machines[at].start(&self.world),
                Blow::Program(at) => self.machines[at].start_program(),
                Blow::Cut(at) => self.machines[at].relay.cut(false),
                Blow::PostgreSql => {
                    self.server.begin();
                    self.note_normal();
                }
                Blow::Objects => self.objects.begin(),
            }
        }
    }

    /// Waits until the store has heard all machines that can speak to it.
    fn note_normal(&mut self) {
        let began = Instant::now();
        let is_down = |at: usize| {
            self.broken.iter().any(|(_, blow)| {
                [Blow::Machine(at), Blow::Program(at), Blow::Cut(at)].contains(blow)
            })
        };
        let there = (0..self.machines.len()).filter(|at| !is_down(*at)).count();
        while self.server.heard_since(began) < there {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL is back, and not all are");
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
                let job = self.machines[one.at].bench.spool.job(one.job).unwrap();
                if !job.state.is_final() {
                    open.push(format!("{} {}: {}", job.tag, job.state, job.text));
                }
            }
            let shipped = self.machines.iter().all(|one| one.has_shipped_all());
            if open.is_empty() && shipped && self.world.received() == faxes {
                return;
            }
            if open.len() < had.0 {
                had = (open.len(), Instant::now());
            }
            let about = open.join("\n");
            assert!(had.1.elapsed() < PATIENCE, "after {:?}: {about}", began.elapsed());
            try_at_once(&store);
            sleep(Duration::from_millis(500));
        }
    }
}

/// What waits for its next try is tried at once. What has failed meanwhile stays so: who has that
/// tried again wants pages once more that may be there twice.
fn try_at_once(store: &Spool) {
    for shared in store.shared_jobs(u32::MAX).unwrap() {
        let id = shared.job.id;
        let seen = store.look_at(Seeable::Job(id)).unwrap();
        if store.job(id).unwrap().state == JobState::Sleeping {
            let now = store.now_of_store().unwrap();
            let _changed = store.resting_on(seen).retry_job(id, "a test", now);
        }
    }
}

/// So much, with a seed; what came of it.
fn run(seed: u64, size: Size) {
    let Some(mut cluster) = Cluster::new() else { return };
    let (mut chance, mut given, mut faxes) = (Chance(seed), Vec::new(), 0);
    let began = Instant::now();
    for moment in 0..size.moments {
        while (given.len() as u64) < (moment + 1) * size.jobs / size.moments {
            let at = chance.below(4) as usize;
            let (tag, number) =
                (format!("tag-{}", given.len()), format!("+49991{}", chance.below(40)));
            let (pages, priority) = (1 + chance.below(3) as u32, 10 * chance.below(20) as u8);
            let job = cluster.machines[at].submit((&tag, &number), pages, priority);
            given.push(Given { at, job });
        }
        while faxes < (moment + 1) * size.faxes / size.moments {
            faxes += 1;
            let name = cluster.machines[chance.below(4) as usize].name;
            cluster.world.send(name, &format!("+4988{faxes}"), 1 + chance.below(3) as u32);
        }
        cluster.wait(Duration::from_millis(200 + chance.below(1_300)));
        let away = match chance.below(3) {
            0 => LEASE_S * 1_000 + chance.below(1_500),
            _ => chance.below(1_500),
        };
        cluster.strike(Blow::by(&mut chance), Duration::from_millis(away));
    }
    let struck = began.elapsed();
    cluster.finish(&given, size.faxes);
    let all = began.elapsed();
    let sums = judging::judge(&cluster, &given);
    cluster.print((seed, size), (struck, all), &sums);
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
        for (what, count) in &self.blows {
            line(&format!("  {what}"), count.to_string());
        }
        for (what, count) in sums {
            line(what, count.to_string());
        }
        let deaths = self.world.deaths();
        line("calls that died with a machine and were made again", deaths.len().to_string());
        line("  from the death to the next call: median", seconds(median(&deaths)));
        line("  worst", seconds(deaths.iter().max().copied().unwrap_or_default()));
        line("returns of PostgreSQL", self.normal.len().to_string());
        line("  until all machines were heard: median", seconds(median(&self.normal)));
        line("  worst", seconds(self.normal.iter().max().copied().unwrap_or_default()));
        line("blows took", seconds(struck));
        line("all took", seconds(all));
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

#[test]
fn four_machines_with_one_store_lose_nothing_over_a_few_blows() {
    run(0x5eed_0004, Size { jobs: 16, faxes: 8, moments: 8 });
}

/// `FERROFAX_CLUSTER=JOBS,FAXES,MOMENTS` says how much.
#[test]
#[ignore = "a quarter of an hour"]
fn four_machines_with_one_store_lose_nothing_over_many_blows() {
    run(0x5eed_2000, Size::wished());
}

/// The PBX of a machine of the others.
#[test]
#[ignore = "the process that others kill"]
fn a_pbx_that_is_killed() {
    pbx::work();
}

/// The object store of the others.
#[test]
#[ignore = "the process that others kill"]
fn an_object_store_that_is_killed() {
    outside::keep_objects();
}
