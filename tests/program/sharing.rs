//! Machines that share jobs by a store on PostgreSQL, over kills of `ferrofax serve` at any
//! moment: each page is confirmed once, one call at a time goes to a number, each job is
//! reported once, and none is lost. The PBX of each is a dialler that uses the spool as the
//! module does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{
    Job, JobId, JobLease, JobState, LeaseLimits, NewDocument, NewJob, PageRef,
};
use ferrofax::spool::sending::SendingSettings;
use ferrofax::spool::{OutboxKind, Spool, Store, Tables};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_cluster::Clustered;

use super::bench::{Bench, Serving};
use super::postgresql::server;
use ferrofax_kit::cluster::{Chance, PATIENCE, go_on, hang_up};
use ferrofax_kit::pages::write_document;
use ferrofax_kit::patience::wait_until;

/// After so many seconds without a word a node is dead, for the store.
const LEASE_S: u64 = 5;
/// As long as a call is looked at for what is wanted of it.
const STEP: Duration = Duration::from_millis(50);
/// The remote terminals: what came to them, and what was not as it should be.
#[derive(Default)]
struct World {
    /// Numbers that are in a call.
    busy: BTreeSet<String>,
    /// How often the end of a page was said, by the job's tag and the page.
    said: BTreeMap<(String, u32), u32>,
    wrong: Vec<String>,
    calls: u32,
}

/// A machine: its spool, its settings, its PBX.
struct Machine {
    bench: Bench,
    is_over: Arc<AtomicBool>,
    pbx: Option<thread::JoinHandle<()>>,
}

impl Machine {
    fn new(name: &str, store: &str, world: &Arc<Mutex<World>>, seed: u64) -> Self {
        let bench = Bench::new();
        let settings = format!(
            "[drop]\nenabled = false\n[node]\nstore = \"{store}\"\nname = \"{name}\"\n\
             share_jobs = true\njob_lease = {LEASE_S}\n"
        );
        bench.file("gateway.toml", settings);
        bench.spool.devices().publish_sending(&SendingSettings::default(), 3).unwrap();
        // What it dials before it is a node is its own.
        let place: Store = store.parse().unwrap();
        bench.spool.cluster().become_node(name, &place.to_string()).unwrap();
        bench.spool.shared_queue().share_jobs(true).unwrap();
        let is_over = Arc::<AtomicBool>::default();
        let pbx = thread::spawn({
            let (spool, world, is_over) =
                (bench.spool.clone(), Arc::clone(world), Arc::clone(&is_over));
            move || dial(&spool, &world, &is_over, seed)
        });
        Self { bench, is_over, pbx: Some(pbx) }
    }

    fn serve(&self) -> Serving {
        let config = self.bench.path("gateway.toml");
        Serving(self.bench.command().arg("--config").arg(config).arg("serve").spawn().unwrap())
    }

    fn submit(&self, tag: &str, number: &str, pages: u32) -> JobId {
        let path = self.bench.path(&format!("{pages}.tif"));
        if !path.exists() {
            let sheets = vec![Bitmap::white(1728, 50); pages as usize];
            write_document(&path, &sheets, Resolution::Fine);
        }
        let new = NewJob {
            number: number.into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "letter".into() }],
            notify: vec!["alice@example.com".into()],
            tag: tag.into(),
            max_tries: 1000,
            max_dials: 1000,
            ..NewJob::default()
        };
        self.bench.spool.submission().submit(&new, UnixMs::now()).unwrap()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.is_over.store(true, Relaxed);
        let _ = self.pbx.take().map(thread::JoinHandle::join);
    }
}

/// What the module's dialler does: it takes what the spool gives, and makes calls.
fn dial(spool: &Spool, world: &Arc<Mutex<World>>, is_over: &AtomicBool, seed: u64) {
    let (mut calls, mut count) = (Vec::new(), seed);
    while !is_over.load(Relaxed) {
        let limits = LeaseLimits { max_calls: Some(3), ..LeaseLimits::default() };
        if let Some(lease) = spool.queue().lease_job(UnixMs::now(), &limits).unwrap() {
            count += 1;
            let (spool, world) = (spool.clone(), Arc::clone(world));
            calls.push(thread::spawn(move || make_call(&spool, &world, &lease, count)));
        }
        sleep(STEP);
    }
    calls.into_iter().for_each(|call| call.join().unwrap());
}

fn make_call(spool: &Spool, world: &Mutex<World>, lease: &JobLease, seed: u64) {
    let number = lease.job.number.clone();
    {
        let mut world = world.lock().unwrap();
        world.calls += 1;
        if !world.busy.insert(number.clone()) {
            let text = format!("job {} called {number} beside another call", lease.job.tag);
            world.wrong.push(text);
        }
    }
    let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let failure = converse(spool, world, lease, &mut chance).err();
    world.lock().unwrap().busy.remove(&number);
    hang_up(spool, lease, failure);
}

/// The call itself; why it was not as it should be.
fn converse(
    spool: &Spool,
    world: &Mutex<World>,
    lease: &JobLease,
    chance: &mut Chance,
) -> Result<(), Failure> {
    let go_on = |steps| go_on(spool, lease, steps);
    let storage = |_| Failure::Internal;
    go_on(1 + chance.below(4))?;
    spool.queue().session_begun(lease, UnixMs::now()).map_err(storage)?;
    let pages: Vec<PageRef> = lease.job.pages_to_send().map(|page| page.at).collect();
    for page in pages {
        spool.queue().page_begun(lease, page).map_err(storage)?;
        go_on(6 + chance.below(8))?;
        spool.queue().page_said(lease, page).map_err(storage)?;
        let key = (lease.job.tag.clone(), page.page);
        *world.lock().unwrap().said.entry(key).or_default() += 1;
        sleep(Duration::from_millis(chance.below(60)));
        if chance.below(20) == 0 {
            return Err(Failure::Dropped);
        }
        spool.queue().page_confirmed(lease, page, UnixMs::now()).map_err(storage)?;
    }
    Ok(())
}

/// Two machines, so many jobs, and so many kills; how many calls there were.
fn share(store: &str, seed: u64, jobs: u64, kills: u64) -> u32 {
    let world = Arc::<Mutex<World>>::default();
    let machines = ["berlin", "hamburg"].map(|name| Machine::new(name, store, &world, seed));
    let mut serving = machines.each_ref().map(|machine| Some(machine.serve()));
    let mut chance = Chance(seed);
    let mut given = Vec::new();
    // Each is killed at any moment, and is away for a moment or longer than a lease. There is
    // always something to send.
    for kill in 0..kills {
        for _ in 0..jobs.div_ceil(kills) {
            let at = usize::from(chance.below(2) == 1);
            let (tag, number) =
                (format!("tag-{}", given.len()), format!("+49991{}", chance.below(5)));
            let pages = 1 + chance.below(3) as u32;
            given.push((at, machines[at].submit(&tag, &number, pages)));
        }
        sleep(Duration::from_millis(200 + chance.below(1_300)));
        let at = usize::from(chance.below(2) == 1);
        drop(serving[at].take());
        if kill % 3 == 2 {
            sleep(Duration::from_millis(LEASE_S * 1_000 + chance.below(1_500)));
        } else {
            sleep(Duration::from_millis(chance.below(700)));
        }
        serving[at] = Some(machines[at].serve());
    }
    finish(store, &machines, &given);
    drop(serving);
    let world = world.lock().unwrap();
    for (at, id) in &given {
        judge(&machines[*at].bench.spool, *id, &world);
    }
    assert_eq!(world.wrong, [""; 0]);
    world.calls
}

/// Waits until all jobs have ended for the machines that they were handed to; what waits for its
/// next try is tried at once.
fn finish(store: &str, machines: &[Machine; 2], given: &[(usize, JobId)]) {
    let folder = tempfile::tempdir().unwrap();
    let place: Store = store.parse().unwrap();
    let store = Spool::open_as(folder.path(), &place, Tables::MayBeMade).unwrap();
    let began = Instant::now();
    let open = || -> Vec<Job> {
        let jobs = given.iter().map(|(at, id)| machines[*at].bench.spool.jobs().job(*id).unwrap());
        jobs.filter(|job| !job.state.is_final()).collect()
    };
    while !open().is_empty() {
        let stand = || {
            open()
                .iter()
                .map(|job| format!("{} {}: {}\n", job.tag, job.state, job.text))
                .collect::<String>()
        };
        assert!(began.elapsed() < PATIENCE, "{}", stand());
        for shared in store.shared_queue().shared_jobs(1_000).unwrap() {
            if shared.job.state == JobState::Sleeping {
                // It may just have gone.
                let _gone = store.jobs().retry_job(
                    shared.job.id,
                    "a test",
                    store.shared_queue().now_of_store().unwrap(),
                );
            }
        }
        sleep(Duration::from_millis(300));
    }
}

/// Whether a job came to what it should.
fn judge(spool: &Spool, id: JobId, world: &World) {
    let job = spool.jobs().job(id).unwrap();
    let about = format!("{}: {} {}", job.tag, job.state, job.text);
    let is_well = job.state == JobState::Done || job.failure == Some(Failure::Unconfirmed);
    assert!(is_well, "{about}");
    for page in &job.pages {
        let said = world.said.get(&(job.tag.clone(), page.at.page)).copied().unwrap_or(0);
        // Once, and once more for each time that nobody knew whether it had arrived.
        assert!(said <= 1 + page.unknown, "{about}: {} was said {said} times", page.at);
        assert!(said >= 1 || job.state != JobState::Done, "{about}: {} was not sent", page.at);
    }
    let reports = spool.outbox().reports_of(id).unwrap();
    let is_of_end = |kind: &OutboxKind| match kind {
        OutboxKind::JobReport { why, .. } => *why != NotifyReason::Requeued,
        _ => false,
    };
    assert_eq!(reports.iter().filter(|one| is_of_end(&one.kind)).count(), 1, "{about}");
}

#[test]
fn jobs_are_sent_once_over_kills_of_the_program() {
    let test = "sharing::jobs_are_sent_once_over_kills_of_the_program";
    if let Some(store) = server(test, "sharing") {
        let calls = share(&store, 0x5eed_0001, 12, 3);
        assert!(calls >= 12, "{calls}");
    }
}

/// The machine has no jobs in the store that wait or are being sent when the program starts.
#[test]
fn a_job_that_has_failed_is_tried_again_by_the_store_if_its_machine_shares_no_more() {
    let test =
        "sharing::a_job_that_has_failed_is_tried_again_by_the_store_if_its_machine_shares_no_more";
    let Some(address) = server(test, "sharing") else { return };
    let machine = Machine::new("berlin", &address, &Arc::default(), 1);
    let settings =
        format!("[drop]\nenabled = false\n[node]\nstore = \"{address}\"\nname = \"berlin\"\n");
    machine.bench.file("gateway.toml", settings);
    let (folder, place) = (tempfile::tempdir().unwrap(), address.parse::<Store>().unwrap());
    let store = Spool::open_as(folder.path(), &place, Tables::MayBeMade).unwrap();
    let (spool, now) = (&machine.bench.spool, UnixMs::now());
    let node = spool.cluster().node().unwrap().unwrap();
    let here = machine.submit("tag", "+4999112345", 1);
    let moved = spool.shared_queue().move_job(&store, &node, here, now, &mut || Ok(()));
    let there = moved.unwrap().unwrap();
    let at = store.shared_queue().now_of_store().unwrap();
    store.jobs().cancel_job(there, "a test", at).unwrap();
    while spool.shared_queue().follow_store(&store, &node, now, &mut || Ok(())).unwrap() {}
    assert_eq!(spool.jobs().job(here).unwrap().state, JobState::Failed);

    let _serving = machine.serve();
    wait_until("it serves", || !store.cluster().members().unwrap().is_empty());
    sleep(Duration::from_secs(1));
    spool.jobs().retry_job(here, "alice", UnixMs::now()).unwrap();
    wait_until("it is tried again", || store.jobs().job(there).unwrap().state == JobState::Ready);
}

/// The same for as long as it takes: some minutes a seed.
#[test]
#[ignore = "minutes"]
fn jobs_are_sent_once_over_many_kills_of_the_program() {
    let test = "sharing::jobs_are_sent_once_over_many_kills_of_the_program";
    if let Some(store) = server(test, "sharing") {
        for seed in 1..=4 {
            let calls = share(&format!("{store}_{seed}"), 0x5eed_1000 + seed, 120, 30);
            eprintln!("seed {seed}: {calls} calls for 120 jobs over 30 kills");
        }
    }
}
