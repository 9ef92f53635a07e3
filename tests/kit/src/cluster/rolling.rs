//! Upgrades machines with a shared database one by one, as docs/nodes-operation.md describes, from
//! another version to this one, while jobs are submitted and faxes arrive. The PBX of a machine and
//! its program always have the same version, and the new version migrates the spool.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::spool::Spool;
use ferrofax::spool::jobs::JobId;

use crate::patience::{PATIENCE, wait_until};
use crate::programs::{Running, ferrofax};

use super::chance::Chance;
use super::judging::{Given, judge};
use super::machine::{Machine, Pbx, command, end, serve, write_settings};
use super::outside::{ObjectServer, Relay, Server};
use super::paper::Paper;
use super::pbx;
use super::world::World;
use super::{Cluster, Manner};

/// The variable with the folder in which `tests/rolling` has built the program of the other version
/// and its simulated PBX.
const BEFORE: &str = "FERROFAX_ROLLING_BEFORE";
/// The time between two jobs or faxes.
const APART: Duration = Duration::from_millis(150);
/// Between two upgrades, the machines of each version make this number of calls and ship this
/// number of faxes.
const CALLS: usize = 8;
const FAXES: u64 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Before,
    Now,
}

impl Version {
    const ALL: [Self; 2] = [Self::Before, Self::Now];

    fn program(self) -> PathBuf {
        match self {
            Self::Before => of_before("ferrofax"),
            Self::Now => ferrofax(),
        }
    }

    fn pbx(self) -> Command {
        match self {
            Self::Before => Command::new(of_before("pbx")),
            Self::Now => pbx::of_ours(),
        }
    }
}

fn of_before(name: &str) -> PathBuf {
    Path::new(&std::env::var_os(BEFORE).expect("run this test with make rolling")).join(name)
}

/// A machine that is upgraded.
struct Site {
    pbx: Option<Running>,
    program: Option<Running>,
    name: &'static str,
    version: Version,
    folder: tempfile::TempDir,
    world: PathBuf,
    relays: Option<(Relay, Relay)>,
    /// Whether the machine gets new jobs and faxes.
    is_open: bool,
    /// The callers of the machine, and the pages that they send.
    callers: Vec<(String, u32)>,
}

impl Site {
    fn new(name: &'static str, world: &World, (server, objects): (&Server, &ObjectServer)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relays = (Relay::to(server.port), Relay::to(objects.port));
        write_settings((name, ""), folder.path(), server, (&relays.0, &relays.1));
        let (world, relays) = (world.socket(), Some(relays));
        let (version, callers) = (Version::Before, Vec::new());
        Self {
            name,
            version,
            folder,
            world,
            relays,
            pbx: None,
            program: None,
            is_open: false,
            callers,
        }
    }

    fn spool_folder(&self) -> PathBuf {
        self.folder.path().join("spool")
    }

    fn ferrofax(&self) -> Command {
        command(&self.version.program(), self.folder.path(), &self.spool_folder())
    }

    fn begin(&mut self) {
        let spool = self.spool_folder();
        self.start();
        // The PBX must create the spool before the program starts.
        wait_until(&format!("{}: its PBX starts", self.name), || {
            self.ferrofax().arg("jobs").output().unwrap().status.success()
        });
        self.program = Some(serve(&self.version.program(), self.folder.path(), &spool));
        self.is_open = true;
    }

    /// Returns whether the program of this machine has `ferrofax node drain`.
    fn can_drain(&self) -> bool {
        let help = self.ferrofax().args(["node", "drain", "--help"]).output().unwrap();
        help.status.success()
    }

    /// Stops the program as systemd does. Then kills the PBX, so its calls end as in a crash.
    fn stop(&mut self) {
        let mut program = self.program.take().unwrap();
        let pid = rustix::process::Pid::from_child(&program.0);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        let ended = program.0.wait().unwrap();
        assert!(ended.success(), "{}: {ended}\n{}", self.name, self.log("log-of-program"));
        self.kill();
    }

    fn log(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }
}

impl Pbx for Site {
    fn spool(&self) -> Spool {
        Spool::open(&self.spool_folder()).unwrap()
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn start(&mut self) {
        let spool = self.spool_folder();
        self.pbx = Some(pbx::begin(self.version.pbx(), (self.name, &spool, &self.world)));
    }

    fn kill(&mut self) {
        end(&mut self.pbx);
    }
}

/// The calls and shipped faxes between two steps of the upgrade, for each version.
struct Step {
    what: String,
    took: Duration,
    calls: [usize; 2],
    shipped: [u64; 2],
}

struct Rolling {
    manner: Manner,
    world: World,
    server: Server,
    objects: ObjectServer,
    sites: Vec<Site>,
    chance: Chance,
    given: Vec<Given>,
    faxes: u64,
    next: Instant,
    steps: Vec<Step>,
}

/// Upgrades machines with these names. If PostgreSQL is not installed, the test is noted as
/// skipped.
pub fn upgrade_one_by_one(manner: Manner, names: &[&'static str]) {
    let Some(mut rolling) = Rolling::new(manner, names) else { return };
    rolling.note("before the first upgrade");
    for at in 0..names.len() {
        rolling.upgrade(at);
        let what = format!("{} upgraded", names[..=at].join(", "));
        rolling.note(&what);
    }
    rolling.end();
}

impl Rolling {
    fn new(manner: Manner, names: &[&'static str]) -> Option<Self> {
        let server = Server::start(manner.lease_s)?;
        let (world, objects) = (World::new(manner.steps, manner.silence), ObjectServer::start());
        let site = |name: &&'static str| Site::new(name, &world, (&server, &objects));
        let mut sites: Vec<Site> = names.iter().map(site).collect();
        sites.iter_mut().for_each(Site::begin);
        let (chance, next) = (Chance(0x5eed_0055), Instant::now());
        let (given, faxes, steps) = (Vec::new(), 0, Vec::new());
        Some(Self { manner, world, server, objects, sites, chance, given, faxes, next, steps })
    }

    /// Submits jobs and sends faxes until `is_so` returns true.
    fn work_until(&mut self, what: &str, is_so: &mut dyn FnMut(&mut Self) -> bool) {
        let began = Instant::now();
        while !is_so(self) {
            assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
            self.hand_in();
            sleep(Duration::from_millis(20));
        }
    }

    /// Submits a job or sends a fax to a random open machine, if the time has come.
    fn hand_in(&mut self) {
        if Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + APART;
        let open: Vec<usize> = (0..self.sites.len()).filter(|at| self.sites[*at].is_open).collect();
        let at = open[self.chance.below(open.len() as u64) as usize];
        let pages = 1 + self.chance.below(3) as u32;
        if self.chance.below(3) == 0 {
            let calling = Paper::caller(self.faxes);
            self.world.send(self.sites[at].name, &calling, pages);
            self.sites[at].callers.push((calling, pages));
            self.faxes += 1;
            return;
        }
        let number = (self.manner.number)(self.chance.below(self.manner.numbers));
        let priority = (10 * self.chance.below(20)).to_string();
        let (tag, site) = (format!("tag-{}", self.given.len()), &self.sites[at]);
        let file = format!("{tag}.tif");
        Paper::of_tag(&tag).write(pages, &site.folder.path().join(&file));
        let words = ["send", "--json", "--from", "2101", "--notify", "alice@example.com"];
        let mut send = site.ferrofax();
        send.args(words)
            .args(["--tag", &tag, "--priority", &priority])
            .args([&number, &file]);
        let done = send.output().unwrap();
        assert!(done.status.success(), "{}: {done:?}", site.name);
        let said: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        let job = JobId(said["job"].as_i64().expect("the answer has the number of the job"));
        self.given.push(Given { at, job });
    }

    /// Runs a command of a machine's program, and waits for its success while jobs and faxes
    /// continue.
    fn run(&mut self, at: usize, words: &[&str]) {
        let site = &self.sites[at];
        let path = site.folder.path().join("log-of-commands");
        let log = OpenOptions::new().append(true).create(true).open(path).unwrap();
        let mut command = site.ferrofax();
        command.args(words).stdin(Stdio::null());
        let mut child = command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let about = format!("ferrofax {} at {}", words.join(" "), site.name);
        let mut ended = None;
        self.work_until(&about, &mut |_| {
            ended = child.try_wait().unwrap();
            ended.is_some()
        });
        let log = self.sites[at].log("log-of-commands");
        assert!(ended.is_some_and(|ended| ended.success()), "{about}: {ended:?}\n{log}");
    }

    /// Upgrades a machine as docs/nodes-operation.md describes. Version 0.3.0 has no `drain`: its
    /// calls end with its PBX, and other machines continue their jobs.
    fn upgrade(&mut self, at: usize) {
        if self.sites[at].can_drain() {
            self.run(at, &["node", "drain", "--wait"]);
        }
        self.sites[at].is_open = false;
        self.work_until("all incoming faxes have ended", &mut |all| all.is_silent(at));
        self.sites[at].stop();
        self.sites[at].version = Version::Now;
        self.sites[at].begin();
        if at == 0 {
            self.wait_for_tables(at);
            self.run(at, &["node", "migrate"]);
        }
        self.run(at, &["node", "undrain"]);
    }

    /// Returns whether all faxes to a machine have been received completely.
    fn is_silent(&self, at: usize) -> bool {
        let seen = self.world.seen();
        let is_whole = |(calling, pages): &(String, u32)| {
            seen.came.get(calling).is_some_and(|(_, confirmed)| confirmed == pages)
        };
        self.sites[at].callers.iter().all(is_whole)
    }

    /// Checks that a new version whose tables are missing in the shared database receives faxes,
    /// ships none, and says so.
    fn wait_for_tables(&mut self, at: usize) {
        let name = self.sites[at].name;
        let had = self.shipped_by(name);
        let callers = self.sites[at].callers.len();
        self.work_until("it receives faxes, and says that it waits for the tables", &mut |all| {
            let said = all.sites[at].ferrofax().arg("node").output().unwrap();
            let text = [said.stdout, said.stderr].concat();
            String::from_utf8_lossy(&text).contains("ferrofax node migrate")
                && all.sites[at].callers.len() > callers + 1
                && all.is_silent(at)
        });
        assert_eq!(self.shipped_by(name), had, "{name} has shipped faxes into older tables");
    }

    fn shipped_by(&self, name: &str) -> u64 {
        let sql = format!(
            "SELECT count(*) FROM ferrofax.node_faxes WHERE fax IS NOT NULL AND node = '{name}'"
        );
        // The tables may not exist yet.
        self.server.ask(&sql).trim().parse().unwrap_or(0)
    }

    /// Returns the numbers of calls and of shipped faxes of the machines of each version.
    fn done(&self) -> ([usize; 2], [u64; 2]) {
        let calls = self.world.seen().calls.clone();
        let sites_of = |version| self.sites.iter().filter(move |site| site.version == version);
        let has_called = |version| {
            let by = |name: &str| sites_of(version).any(|site| site.name == name);
            calls.iter().filter(|call| by(&call.machine)).count()
        };
        let has_shipped = |version| sites_of(version).map(|one| self.shipped_by(one.name)).sum();
        (Version::ALL.map(has_called), Version::ALL.map(has_shipped))
    }

    /// Continues until the machines of each present version have made enough calls and shipped
    /// enough faxes.
    fn note(&mut self, what: &str) {
        let began = Instant::now();
        let ((calls, shipped), mut looked) = (self.done(), Instant::now());
        let is_there = Version::ALL.map(|one| self.sites.iter().any(|site| site.version == one));
        let mut step = None;
        self.work_until(what, &mut |all| {
            if looked.elapsed() < Duration::from_millis(300) {
                return false;
            }
            looked = Instant::now();
            let now = all.done();
            let calls = [0, 1].map(|of| now.0[of] - calls[of]);
            let shipped = [0, 1].map(|of| now.1[of] - shipped[of]);
            let is_enough =
                [0, 1].map(|of| !is_there[of] || calls[of] >= CALLS && shipped[of] >= FAXES);
            step = Some((calls, shipped));
            is_enough == [true, true]
        });
        let (calls, shipped) = step.expect("there was at least one look");
        let (what, took) = (what.to_owned(), began.elapsed());
        self.steps.push(Step { what, took, calls, shipped });
    }

    /// Waits for the end of all jobs and faxes, checks and prints the results.
    fn end(self) {
        let Self { manner, world, server, objects, sites, given, faxes, steps, .. } = self;
        let machines = sites.into_iter().map(machine).collect();
        let (broken, blows, normal) = Default::default();
        let mut cluster =
            Cluster { manner, world, server, objects, machines, broken, blows, normal };
        cluster.finish(&given, faxes);
        let sums = judge(&cluster, &given);
        let whole = cluster.world.seen().came.len() as u64;
        assert_eq!(whole, faxes, "each incoming fax has a confirmed page");
        eprintln!("{:<34} {:>7} {:>16} {:>16}", "", "", "calls", "faxes shipped");
        eprintln!("{:<34} {:>7} {:>8}{:>8} {:>8}{:>8}", "", "s", "before", "now", "before", "now");
        for Step { what, took, calls, shipped } in steps {
            let ([of_before, of_now], [by_before, by_now]) = (calls, shipped);
            let took = took.as_secs_f64();
            eprintln!("{what:<34} {took:>7.1} {of_before:>8}{of_now:>8} {by_before:>8}{by_now:>8}");
        }
        eprintln!("{:<58} {:>8}", "jobs", given.len());
        eprintln!("{:<58} {:>8}", "incoming faxes", faxes);
        sums.iter().for_each(|(what, count)| eprintln!("{what:<58} {count:>8}"));
    }
}

/// Converts an upgraded machine to a usual one.
fn machine(mut site: Site) -> Machine {
    let (name, spool, folder) = (site.name, Pbx::spool(&site), site.folder.path().to_owned());
    let (to_server, to_objects) = site.relays.take().expect("the relays are still there");
    let program = site.program.take();
    Machine { name, spool, to_server, to_objects, pbx: Box::new(site), folder, program }
}
