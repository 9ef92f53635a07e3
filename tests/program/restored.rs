//! A store that is lost and restored from a dump, by the two commands that docs/backup.md names,
//! while its machines go on: what came between the two is known to them. The test is the PBX of
//! each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{JobId, JobLease, JobState, LeaseLimits, NewDocument, NewJob, PageRef};
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::{OutboxKind, Spool, Store, Tables};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_cluster::Clustered;

use super::bench::{Bench, Serving};
use super::programs::skip;
use ferrofax_kit::cluster::{PATIENCE, Server, end_well, hang_up};
use ferrofax_kit::pages::write_document;
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::received;
use ferrofax_kit::spools;

const STEP: Duration = Duration::from_millis(50);
/// After so many seconds without a word a node is dead, for the store.
const LEASE_S: u64 = 5;
const PAGES: &str = include_str!("../../docs/backup.md");

/// The remote terminals.
#[derive(Default)]
struct World {
    /// Up to which page each takes, by the job's tag; none: it is busy.
    takes: BTreeMap<&'static str, u32>,
    /// How often the end of a page was said, by the job's tag and the page.
    said: BTreeMap<(String, u32), u32>,
    /// Nobody is called.
    is_closed: bool,
    going: u32,
}

/// A machine: its spool, its settings, its PBX, `ferrofax serve`.
struct Machine {
    bench: Bench,
    world: Arc<Mutex<World>>,
    is_over: Arc<AtomicBool>,
    pbx: Option<thread::JoinHandle<()>>,
    program: Option<Serving>,
}

impl Machine {
    fn new(name: &str, store: &str, world: &Arc<Mutex<World>>) -> Self {
        let bench = Bench::new();
        let settings = format!(
            "[drop]\nenabled = false\n[node]\nstore = \"{store}\"\nname = \"{name}\"\n\
             share_jobs = true\njob_lease = {LEASE_S}\n"
        );
        bench.file("gateway.toml", settings);
        bench.spool.devices().publish_sending(&SendingSettings::default(), 3).unwrap();
        let is_over = Arc::<AtomicBool>::default();
        let pbx = thread::spawn({
            let (spool, world, is_over) =
                (bench.spool.clone(), Arc::clone(world), Arc::clone(&is_over));
            move || dial(&spool, &world, &is_over)
        });
        let world = Arc::clone(world);
        let mut machine = Self { bench, world, is_over, pbx: Some(pbx), program: None };
        machine.serve();
        machine
    }

    fn command(&self) -> Command {
        let mut command = self.bench.command();
        command.arg("--config").arg(self.bench.path("gateway.toml"));
        command
    }

    /// Begins it, or begins it anew.
    fn serve(&mut self) {
        drop(self.program.take());
        self.program = Some(Serving(self.command().arg("serve").spawn().unwrap()));
    }

    fn submit(&self, tag: &'static str, pages: u32) -> (&'static str, JobId) {
        let path = self.bench.path(&format!("{tag}.tif"));
        let sheets = vec![Bitmap::white(1728, 50); pages as usize];
        write_document(&path, &sheets, Resolution::Fine);
        let new = NewJob {
            number: format!("+49991{}", self.world.lock().unwrap().takes.len() + 1),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "letter".into() }],
            notify: vec!["alice@example.com".into()],
            tag: tag.into(),
            max_tries: 1000,
            max_dials: 1000,
            ..NewJob::default()
        };
        self.world.lock().unwrap().takes.entry(tag).or_default();
        (tag, self.bench.spool.submission().submit(&new, UnixMs::now()).unwrap())
    }

    /// A fax comes in, of two pages that no other has.
    fn receive(&self, number: u32) {
        let spool = &self.bench.spool;
        let new = spools::call("2101", &format!("+49988{number}"), UnixMs::now());
        let fax = spool.receiving().begin_fax(&new).unwrap();
        for page in [1, 2] {
            let mut bitmap = Bitmap::white(1728, 40);
            (0..=10 * number + page).for_each(|x| bitmap.set(x, 20, true));
            let page = received::page(page, bitmap, UnixMs::now());
            spool.receiving().append_page(fax, &page).unwrap();
            spool.receiving().confirm_pages(fax, &[page.number]).unwrap();
        }
        end_well(spool, fax);
    }

    fn has_shipped_all(&self) -> bool {
        self.bench.spool.cluster().shipping().unwrap().waiting == 0
    }

    fn state(&self, job: JobId) -> JobState {
        self.bench.spool.jobs().job(job).unwrap().state
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.is_over.store(true, SeqCst);
        let _ = self.pbx.take().map(thread::JoinHandle::join);
    }
}

/// What the module's dialler does, a call after the other.
fn dial(spool: &Spool, world: &Mutex<World>, is_over: &AtomicBool) {
    while !is_over.load(SeqCst) {
        sleep(STEP);
        {
            let mut world = world.lock().unwrap();
            if world.is_closed {
                continue;
            }
            world.going += 1;
        }
        let lease = spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
        if let Some(lease) = lease {
            let failure = converse(spool, world, &lease).err();
            hang_up(spool, &lease, failure);
        }
        world.lock().unwrap().going -= 1;
    }
}

/// The call itself; why it was not as it should be.
fn converse(spool: &Spool, world: &Mutex<World>, lease: &JobLease) -> Result<(), Failure> {
    let storage = |_| Failure::Internal;
    spool.queue().session_begun(lease, UnixMs::now()).map_err(storage)?;
    let pages: Vec<PageRef> = lease.job.pages_to_send().map(|page| page.at).collect();
    for page in pages {
        let takes = world.lock().unwrap().takes.get(lease.job.tag.as_str()).copied();
        if takes.unwrap_or(0) < page.page {
            return Err(Failure::Dropped);
        }
        spool.queue().page_begun(lease, page).map_err(storage)?;
        // The store is told of it meanwhile.
        let began = Instant::now();
        while let Err(why) = spool.queue().page_said(lease, page) {
            spool.queue().renew_lease(lease, 120_000).map_err(storage)?;
            assert!(began.elapsed() < PATIENCE, "{}: {why}", lease.job.tag);
            sleep(STEP);
        }
        let key = (lease.job.tag.clone(), page.page);
        *world.lock().unwrap().said.entry(key).or_default() += 1;
        spool.queue().page_confirmed(lease, page, UnixMs::now()).map_err(storage)?;
    }
    Ok(())
}

/// A command as docs/backup.md has it, for this store and this file.
fn told(begins: &str, store: &str, file: &str) -> String {
    let line = PAGES.lines().map(str::trim).find(|line| line.starts_with(begins));
    let words = line.unwrap_or_else(|| panic!("docs/backup.md has no line '{begins}…'"));
    let told: Vec<String> = words
        .split_whitespace()
        .map(|word| match word {
            word if word.starts_with("postgres://") => format!("'{store}'"),
            word if word.starts_with("/var/backups/") => format!("'{file}'"),
            word => word.to_owned(),
        })
        .collect();
    assert!(told.iter().any(|word| word.contains(store)), "{words}");
    assert!(told.iter().any(|word| word.contains(file)), "{words}");
    told.join(" ")
}

/// Whether a command ended well; what it said is shown else.
fn run(command: &str, programs: &Path) -> bool {
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let done = Command::new("sh").args(["-c", command]).env("PATH", path).output().unwrap();
    if !done.status.success() {
        eprintln!("{command}: {done:?}");
    }
    done.status.success()
}

#[test]
fn a_store_restored_from_a_dump_has_what_came_since_and_nothing_goes_twice() {
    let Some(server) = Server::start(LEASE_S) else { return };
    if !["pg_dump", "pg_restore"]
        .iter()
        .all(|one| server.programs().join(one).is_file())
    {
        skip("pg_dump is not installed");
        return;
    }
    let address = server.address(server.port);
    let world = Arc::<Mutex<World>>::default();
    let take = |tag: &'static str, upto: u32| {
        world.lock().unwrap().takes.insert(tag, upto);
    };
    let said = |tag: &str, page: u32| {
        let said = &world.lock().unwrap().said;
        said.get(&(tag.to_owned(), page)).copied().unwrap_or(0)
    };
    let mut machines = ["berlin", "hamburg"].map(|name| Machine::new(name, &address, &world));
    let place: Store = address.parse().unwrap();
    let kept = tempfile::tempdir().unwrap();
    wait_until("the store has tables", || {
        Spool::open_as(kept.path(), &place, Tables::MayBeMade).is_ok()
    });
    let store = || Spool::open_as(kept.path(), &place, Tables::MayBeMade).unwrap();
    let jobs_there = || -> BTreeMap<String, (JobState, u32)> {
        let shared = store().shared_queue().shared_jobs(100).unwrap();
        let stands = |one: ferrofax_cluster::SharedJob| {
            let confirmed = one.job.pages.iter().filter(|page| page.confirmed_at.is_some());
            (one.job.tag.clone(), (one.job.state, confirmed.count() as u32))
        };
        shared.into_iter().map(stands).collect()
    };
    let has =
        |tag: &str, confirmed: u32| jobs_there().get(tag).is_some_and(|one| one.1 == confirmed);

    // Before the dump.
    let [berlin, hamburg] = &machines;
    [1, 2].into_iter().for_each(|fax| berlin.receive(fax));
    hamburg.receive(3);
    let mut jobs = vec![
        (0, berlin.submit("whole", 2)),
        (0, berlin.submit("half", 3)),
        (0, berlin.submit("waits", 1)),
        (1, hamburg.submit("ends later", 2)),
    ];
    take("whole", 2);
    take("half", 1);
    let is_done = |at: usize, job: JobId| machines[at].state(job) == JobState::Done;
    wait_until("a job is sent whole and one in part", || is_done(0, jobs[0].1.1) && has("half", 1));
    wait_until("the others are there", || has("waits", 0) && has("ends later", 0));
    wait_until("all is shipped", || machines.iter().all(Machine::has_shipped_all));

    let dump: PathBuf = kept.path().join("store.dump");
    let dump = dump.to_str().unwrap();
    assert!(run(&told("pg_dump ", &address, dump), server.programs()));

    // The world goes on.
    berlin.receive(4);
    hamburg.receive(5);
    jobs.push((1, hamburg.submit("came later", 2)));
    jobs.push((0, berlin.submit("came and went", 1)));
    take("half", 2);
    take("ends later", 2);
    take("came and went", 1);
    wait_until("a page more is confirmed", || has("half", 2));
    wait_until("jobs end", || is_done(1, jobs[3].1.1) && is_done(0, jobs[5].1.1));
    wait_until("a job is given to the store", || has("came later", 0));
    wait_until("all is shipped", || machines.iter().all(Machine::has_shipped_all));
    world.lock().unwrap().is_closed = true;
    wait_until("nobody is called", || world.lock().unwrap().going == 0);

    // It is lost, and back as it was.
    server.lose_database();
    // A machine that makes its tables at that moment may be in the way, as the page says.
    let restore = told("pg_restore ", &address, dump);
    assert!((0..5).any(|_| run(&restore, server.programs())), "it is not restored");
    let there = jobs_there();
    assert_eq!(there.get("half").map(|one| one.1), Some(1), "{there:?}");
    assert!(!there.contains_key("came later") && there["ends later"].0 != JobState::Done);
    assert_eq!(store().cluster().shared_faxes(100).unwrap().len(), 3);

    world.lock().unwrap().is_closed = false;
    for (tag, pages) in [("half", 3), ("waits", 1), ("came later", 2)] {
        take(tag, pages);
    }
    wait_until("all jobs have ended", || jobs.iter().all(|(at, (_, job))| is_done(*at, *job)));
    // What was shipped each asks for hourly, and as it begins.
    machines.iter_mut().for_each(Machine::serve);
    wait_until("the faxes since then are there again", || {
        store().cluster().shared_faxes(100).unwrap().len() == 5
    });

    judge_jobs(&machines, &jobs, &said);
    assert_eq!(jobs_there().get("came later"), Some(&(JobState::Done, 2)));
    assert!(!jobs_there().contains_key("came and went"), "it has ended, and is told");
    assert!(jobs_there().values().all(|one| one.0 == JobState::Done), "{:?}", jobs_there());
    judge_faxes(&machines, &store());
}

/// Each page has arrived once, and each job is reported once.
fn judge_jobs(
    machines: &[Machine; 2],
    jobs: &[(usize, (&'static str, JobId))],
    said: &dyn Fn(&str, u32) -> u32,
) {
    for (at, (tag, job)) in jobs {
        let spool = &machines[*at].bench.spool;
        for page in &spool.jobs().job(*job).unwrap().pages {
            assert_eq!(said(tag, page.at.page), 1, "{tag}, {}", page.at);
        }
        let is_of_end = |kind: &OutboxKind| match kind {
            OutboxKind::JobReport { why, .. } => *why != NotifyReason::Requeued,
            _ => false,
        };
        let reports = spool.outbox().reports_of(*job).unwrap();
        assert_eq!(reports.iter().filter(|one| is_of_end(&one.kind)).count(), 1, "{tag}");
    }
}

/// Each fax that a machine has is in the store, octet by octet; the machine's own comparison, by
/// SHA-256, finds it so, too.
fn judge_faxes(machines: &[Machine; 2], store: &Spool) {
    let there = store.cluster().shared_faxes(100).unwrap();
    for (machine, name) in machines.iter().zip(["berlin", "hamburg"]) {
        for shared in there.iter().filter(|one| one.node == name) {
            let here = machine.bench.spool.faxes().document_path(shared.node_fax).unwrap();
            let here = ferrofax::spool::read_document(&here).unwrap();
            assert_eq!(
                store.cluster().shared_document(shared.fax).unwrap(),
                Some(here),
                "{shared:?}"
            );
        }
        let compared = machine.command().args(["node", "compare", "--octets"]).output().unwrap();
        assert!(compared.status.success(), "{compared:?}");
    }
}
