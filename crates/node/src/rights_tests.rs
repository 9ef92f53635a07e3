//! Tests of a node with a real PostgreSQL server that withdraws permissions, is read-only, or has a
//! full disk. The error must be reported in plain words. Receiving must continue, nothing may be
//! lost or done twice, and the node must continue by itself when the cause is gone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::server::Server;
use super::tests::{Machine, noise};
use super::{Place, Sharer};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Clock;
use ferrofax_cluster::Clustered;
use ferrofax_document::tiff::{Appender, NewPage};
use ferrofax_ground::t4::{PageQuality, Resolution};
use ferrofax_spool::jobs::{
    AttemptEnd, JobId, JobLease, JobState, LeaseLimits, NewDocument, NewJob,
};
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{Spool, Store};

/// A time limit that is longer than any step of these tests takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A database user for a node, with only the permissions that are granted here. Another user has
/// created the tables.
const ROLE: &str = "
    CREATE ROLE node LOGIN PASSWORD 'word';
    GRANT USAGE ON SCHEMA ferrofax TO node;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ferrofax TO node;
    GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ferrofax TO node;
    GRANT EXECUTE ON FUNCTION pg_control_system() TO node";

/// A machine that stores its jobs and faxes in a database of this server.
pub(super) struct Office {
    pub(super) machine: Machine,
    place: Place,
    kept: tempfile::TempDir,
}

impl Office {
    pub(super) fn new(place: &Place) -> Self {
        let machine = Machine::with(place.clone());
        machine.spool.devices().publish_sending(&SendingSettings::default(), 4).unwrap();
        machine.spool.queue().recover_jobs(UnixMs::now()).unwrap();
        Self { machine, place: place.clone(), kept: tempfile::tempdir().unwrap() }
    }

    pub(super) fn submit(&self, number: &str) -> JobId {
        let path = self.kept.path().join("a.tif");
        let (bitmap, resolution) = (noise(ROWS), Resolution::Fine);
        let (quality, date_time) = (PageQuality::default(), "2026:11:20 09:00:00");
        let page = NewPage { bitmap: &bitmap, resolution, quality, date_time };
        let _before = fs::remove_file(&path);
        Appender::open(&path).unwrap().append(&page).unwrap();
        let new = NewJob {
            number: number.into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "letter".into() }],
            ..NewJob::default()
        };
        self.machine.spool.submission().submit(&new, UnixMs::now()).unwrap()
    }

    /// Runs the sharing of jobs until `is_so` returns true. Returns the last error that occurred.
    pub(super) fn work_until(
        &self,
        what: &str,
        is_so: &dyn Fn(Option<&str>) -> bool,
    ) -> Option<String> {
        let (began, node) = (Instant::now(), ("berlin", &self.place));
        let lease = Duration::from_secs(60);
        // A `Sharer` that was stopped once does not begin again, so a new one is created.
        let sharer = Sharer::new(&self.machine.spool, node, lease, &Clock::of_machine()).unwrap();
        let mut wrong = None;
        while !is_so(wrong.as_deref()) {
            let in_time = || assert!(began.elapsed() < PATIENCE, "{what}: {wrong:?}");
            let stop = || {
                in_time();
                is_so(wrong.as_deref())
            };
            let turned = sharer.turn(&stop);
            in_time();
            wrong = turned.err().map(|why| why.to_string()).or(wrong);
            thread::sleep(Duration::from_millis(20));
        }
        wrong
    }

    /// Takes the next job that the PBX may call for.
    pub(super) fn dial(&self) -> Option<JobLease> {
        self.machine
            .spool
            .queue()
            .lease_job(UnixMs::now(), &LeaseLimits::default())
            .unwrap()
    }

    pub(super) fn state(&self, job: JobId) -> JobState {
        self.machine.spool.jobs().job(job).unwrap().state
    }
}

pub(super) fn send(spool: &Spool, lease: &JobLease) {
    let page = lease.job.pages[0].at;
    spool.queue().page_confirmed(lease, page, UnixMs::now()).unwrap();
    spool
        .queue()
        .attempt_ended(lease, &AttemptEnd::default(), UnixMs::now())
        .unwrap();
}

/// The rows of a page of noise that does not fit into the last free room of a disk.
pub(super) const ROWS: usize = 500;

pub(super) fn place(server: &Server) -> Place {
    server.address("127.0.0.1", "").parse::<Store>().unwrap().into()
}

/// Receives and sends faxes after `cause`, which makes the server refuse all changes, and again
/// after `cure`, which makes the server accept changes. A call that began before `cause` ends
/// before `cure`.
fn live_through(
    server: &Server,
    office: &Office,
    cause: &dyn Fn(),
    cure: &dyn Fn(),
    said: &[&str],
) {
    let Office { machine, .. } = office;
    let spool = &machine.spool;
    let first = machine.receive_page(noise(ROWS));
    machine.turn(0).unwrap();
    let called = office.submit("1");
    office.work_until("it is to be dialled", &|_| {
        !spool.shared_queue().open_tries().unwrap().is_empty()
    });
    let lease = office.dial().expect("it is dialled");
    let dials = || server.say("SELECT count(*) FROM ferrofax.job_calls");
    assert_eq!(dials(), "1");

    cause();
    let second = machine.receive_page(noise(ROWS));
    let named = |text: &str| said.iter().all(|one| text.contains(one));
    let refused = machine.turn(1_000).unwrap_err().to_string();
    assert!(named(&refused), "{refused}");
    // If the fault lasts, the faxmaster is notified in the same words.
    machine.turn(11 * 60_000).unwrap_err();
    let alarms = spool.monitoring().alarms().unwrap();
    assert!(alarms.len() == 1 && named(&format!("{alarms:?}")), "{alarms:?}");
    assert_eq!(spool.cluster().shipping().unwrap().waiting, 1);
    let waits = office.submit("2");
    send(spool, &lease);
    let wrong = office.work_until("it is refused", &|wrong| wrong.is_some());
    let wrong = wrong.unwrap();
    assert!(named(&wrong), "{wrong}");
    // The waiting job is neither called from this machine nor lost.
    assert_eq!(office.dial(), None);
    assert!(!office.state(waits).is_final());
    // The result of the call is reported, at the latest after the cure.
    let dialled = if spool.shared_queue().open_tries().unwrap().is_empty() {
        JobState::Done
    } else {
        JobState::Active
    };
    if server.say("SELECT pg_is_in_recovery()") == "f" {
        let stands = server.say("SELECT state FROM ferrofax.jobs ORDER BY id LIMIT 1");
        assert_eq!(stands, dialled.name());
    }

    cure();
    machine.turn(1_000).unwrap();
    assert_eq!(machine.shipped(), [first, second]);
    assert!(spool.monitoring().alarms().unwrap().is_empty());
    let is_done = |_: Option<&str>| office.state(called) == JobState::Done;
    office.work_until("it is told", &is_done);
    office.work_until("the other is to be dialled", &|_| {
        !spool.shared_queue().open_tries().unwrap().is_empty()
    });
    let lease = office.dial().expect("it is dialled");
    assert_eq!(lease.job.number, "2");
    send(spool, &lease);
    office.work_until("the other is told", &|_| office.state(waits) == JobState::Done);
    assert_eq!(dials(), "2");
    assert_eq!(machine.shipped(), [first, second]);
}

#[test]
fn rights_that_are_taken_away_are_named_and_all_goes_on_when_they_are_back() {
    let Some(server) = Server::start() else { return };
    // The owner of the database creates the tables, not the user `node`.
    drop(Machine::with(place(&server)).store());
    server.say(ROLE);
    let address = server.address("127.0.0.1", "").replace("ferrofax:hush%20hush", "node:word");
    let office = Office::new(&address.parse::<Store>().unwrap().into());
    let revoke =
        || drop(server.say("REVOKE INSERT, UPDATE ON ALL TABLES IN SCHEMA ferrofax FROM node"));
    let grant =
        || drop(server.say("GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA ferrofax TO node"));
    live_through(&server, &office, &revoke, &grant, &["permission denied for table", "grant"]);
}

#[test]
fn a_server_that_can_only_be_read_is_named_and_all_goes_on_when_it_takes_changes_again() {
    let Some(server) = Server::start() else { return };
    let office = Office::new(&place(&server));
    // This setting alone does not make the server read-only for Ferrofax, which sets the opposite
    // for its own transactions.
    server.say("ALTER DATABASE ferrofax SET default_transaction_read_only = on");
    let (stand_by, lead) = (|| server.be_a_standby(true), || server.be_a_standby(false));
    live_through(&server, &office, &stand_by, &lead, &["can only be read", "standby"]);
}

/// A file system of 48 MB, which is unmounted when this value is dropped.
struct Room(PathBuf);

impl Room {
    /// Mounts a file system here; none if that is not permitted on this machine.
    fn new(at: &Path) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let mount = ["-t", "tmpfs", "-o", "size=48m", "tmpfs"];
        let mounted = Command::new("mount").args(mount).arg(at).output();
        mounted.is_ok_and(|one| one.status.success()).then(|| Self(at.to_owned()))
    }

    fn fill(&self) {
        let filled = fs::write(self.0.join("filler"), vec![0; 64 << 20]);
        assert!(filled.is_err(), "there is room for all of it");
    }

    fn empty(&self) {
        fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _left = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_server_without_room_is_named_and_all_goes_on_when_there_is_some() {
    let Some(server) = Server::start() else { return };
    let kept = tempfile::tempdir().unwrap();
    let Some(room) = Room::new(&kept.path().join("room")) else {
        eprintln!("skipped: nobody may mount a file system here, so none can be filled");
        return;
    };
    // The server's user must be able to enter the folder, too.
    fs::set_permissions(kept.path(), fs::Permissions::from_mode(0o755)).unwrap();
    server.keep_tables_in(&room.0.join("tables"));
    let office = Office::new(&place(&server));
    live_through(&server, &office, &|| room.fill(), &|| room.empty(), &["No space left on device"]);
    drop(room);
}
