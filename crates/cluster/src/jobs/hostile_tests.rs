//! Damaged rows in the shared database. Everybody who can write to the database can put any value
//! into its rows: another program, an administrator, a person who has the password of one machine.
//! A damaged row affects only itself. All other rows are still processed, and no machine that reads
//! the row is blocked.

use super::tests::{Bench, LEASE_MS, Machine};
use super::*;
use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::{Inside, testing};
use ferrofax_spool::jobs::{JobId, JobLease, JobQuery, JobState};
use ferrofax_spool::{Spool, SpoolError};

/// Changes with senseless numbers to the row of the first job (`{bad}`) or to related rows.
const NUMBERS: &[&str] = &[
    "UPDATE jobs SET priority = -9223372036854775808 WHERE id = {bad}",
    "UPDATE jobs SET priority = 256 WHERE id = {bad}",
    "UPDATE jobs SET tries = 9223372036854775807, dials = 9223372036854775807 WHERE id = {bad}",
    "UPDATE jobs SET tries = -9223372036854775808, dials = -1 WHERE id = {bad}",
    "UPDATE jobs SET max_tries = -1, max_dials = -9223372036854775808 WHERE id = {bad}",
    "UPDATE jobs SET max_tries = 9223372036854775807 WHERE id = {bad}",
    "UPDATE jobs SET account = 'a', account_calls = -1 WHERE id = {bad}",
    "UPDATE jobs SET created_at = -9223372036854775808 WHERE id = {bad}",
    "UPDATE jobs SET created_at = 9223372036854775807, send_at = 9223372036854775807 WHERE id = {bad}",
    "UPDATE jobs SET state = 'sleeping', due_at = -9223372036854775808 WHERE id = {bad}",
    "UPDATE jobs SET state = 'pending', due_at = 9223372036854775807 WHERE id = {bad}",
    "UPDATE jobs SET state = 'pending', due_at = NULL WHERE id = {bad}",
    "UPDATE jobs SET expires_at = -9223372036854775808, notify_when = 'evil' WHERE id = {bad}",
    "UPDATE jobs SET fresh_after = 9223372036854775807, who = -1, held = 7 WHERE id = {bad}",
    "UPDATE job_pages SET unknown = 9223372036854775807, refused = -1, rows_confirmed = -1 WHERE job = {bad}",
    "UPDATE job_pages SET unknown = -9223372036854775808 WHERE job = {bad}",
    "UPDATE job_pages SET page = -1 WHERE job = {bad}",
    "UPDATE job_pages SET document = 9223372036854775807 WHERE job = {bad}",
    "UPDATE job_documents SET pages = -1 WHERE job = {bad}",
    "UPDATE job_documents SET number = 4294967296 WHERE job = {bad}",
];

/// Changes with unknown words instead of numbers.
const WORDS: &[&str] = &[
    "UPDATE jobs SET state = 'evil' WHERE id = {bad}",
    "UPDATE jobs SET wish = 'evil' WHERE id = {bad}",
    "UPDATE jobs SET unknown = '' WHERE id = {bad}",
    "UPDATE jobs SET created_by = 'evil' WHERE id = {bad}",
    "UPDATE jobs SET notify_when = 'evil', notify_format = 'evil' WHERE id = {bad}",
    "UPDATE jobs SET failure = 'evil' WHERE id = {bad}",
    "UPDATE jobs SET windows = 'evil', zone = '../../etc/passwd' WHERE id = {bad}",
    "UPDATE job_pages SET state = 'evil' WHERE job = {bad}",
    "UPDATE job_changes SET state = 'evil', failure = 'evil', notice = 'evil', tries = -1, hangup_cause = 70000 WHERE job = {bad}",
    "INSERT INTO job_options (job, name, value) VALUES ({bad}, 'retry_seconds', 'evil'), ({bad}, 'ring_seconds', '-1')",
    "INSERT INTO known_pages (mark, document, page, state, unknown, told_at) VALUES ('evil', -1, -1, 'evil', -1, 9223372036854775807)",
];

/// Changes with senseless texts, some of which lead to other files, and deleted rows.
const TEXTS: &[&str] = &[
    "UPDATE jobs SET number = '', canonical = '' WHERE id = {bad}",
    "UPDATE jobs SET number = '1' || char13 || char10 || 'Channel: Local/0900', far_ident = char10 WHERE id = {bad}",
    "UPDATE jobs SET text = 1mb, tag = 1mb, far_ident = 1mb WHERE id = {bad}",
    "UPDATE jobs SET device = '', sub = 1mb, pwd = char10 WHERE id = {bad}",
    "INSERT INTO job_documents (job, number, name, file, pages) VALUES ({bad}, 2, '../../../evil', '/etc/passwd', 1);
     UPDATE store_documents SET file = '/etc/passwd' WHERE file IN (SELECT file FROM job_documents WHERE job = {bad} AND number = 1);
     DELETE FROM job_documents WHERE job = {bad} AND number = 1; UPDATE job_documents SET number = 1 WHERE job = {bad}",
    "INSERT INTO job_documents (job, number, name, file, pages) VALUES ({bad}, 2, char10, '../../../../evil.tif', 1);
     UPDATE store_documents SET file = '../../../../evil.tif' WHERE file IN (SELECT file FROM job_documents WHERE job = {bad} AND number = 1);
     DELETE FROM job_documents WHERE job = {bad} AND number = 1; UPDATE job_documents SET number = 1 WHERE job = {bad}",
    "INSERT INTO job_documents (job, number, name, file, pages) VALUES ({bad}, 2, '', '', 1);
     UPDATE store_documents SET file = '' WHERE file IN (SELECT file FROM job_documents WHERE job = {bad} AND number = 1);
     DELETE FROM job_documents WHERE job = {bad} AND number = 1; UPDATE job_documents SET number = 1 WHERE job = {bad}",
    "DELETE FROM store_documents WHERE file IN (SELECT file FROM job_documents WHERE job = {bad})",
    "DELETE FROM job_documents WHERE job = {bad}",
    "DELETE FROM job_pages WHERE job = {bad}",
    "UPDATE store_documents SET sha256 = '' WHERE file IN (SELECT file FROM job_documents WHERE job = {bad})",
    "UPDATE store_documents SET seal_key = 'evil' WHERE file IN (SELECT file FROM job_documents WHERE job = {bad})",
    "UPDATE job_options SET value = '' WHERE job = {bad}",
    "DELETE FROM job_options WHERE job = {bad}",
];

/// Leases that no node has, and senseless reports of nodes.
const NODES: &[&str] = &[
    "INSERT INTO job_calls (id, job, leased_at) VALUES (70000, {bad}, 9223372036854775807);
     INSERT INTO job_leases (call, job, node, token, until) VALUES (70000, -1, 'evil', 'evil', 0)",
    "INSERT INTO job_calls (id, job, leased_at) VALUES (70000, {bad}, 0);
     INSERT INTO job_leases (call, job, node, token, until) VALUES (70000, {bad}, '', '', -9223372036854775808)",
    "INSERT INTO job_calls (id, job, leased_at) VALUES (70000, {bad}, 0);
     INSERT INTO lost_tries (call, job, node, at) VALUES (70000, {bad}, '', 0);
     INSERT INTO job_leases (call, job, node, token, until) VALUES (70000, {bad}, '', '', 0);
     UPDATE jobs SET state = 'active', call = 70000, wish = 'evil', unknown = 'evil', tries = -1 WHERE id = {bad}",
    "UPDATE jobs SET state = 'active', call = 70001 WHERE id = {bad}",
    "INSERT INTO node_lines (node, in_all, trunk, on_trunk) VALUES ('evil', -1, '', -9223372036854775808)",
    "INSERT INTO unheard_ends (home, mark, state) SELECT value, 'evil', 'evil' FROM job_options WHERE name = 'home' AND job = {bad}",
    "INSERT INTO nodes (name, token, host, folder, version, seen_at, waiting, knows, told_at, to_give)
     VALUES (char10, '', 1mb, '../..', char13, 9223372036854775807, -1, -1, -9223372036854775808, -1)",
];

/// Damages the database, after its check constraints are disabled.
fn spoil(store: &Spool, harm: &str, bad: JobId) {
    let (mb, is_file) = (1 << 20, store.folder().join("spool.db").exists());
    let big =
        if is_file { format!("hex(zeroblob({}))", mb / 2) } else { format!("repeat('x', {mb})") };
    let sign = |code: u8| if is_file { format!("char({code})") } else { format!("chr({code})") };
    let harm = harm
        .replace("{bad}", &bad.0.to_string())
        .replace("char10", &sign(10))
        .replace("char13", &sign(13))
        .replace("1mb", &big);
    store
        .write(|transaction| {
            transaction.execute_batch(transaction.either(
                "PRAGMA ignore_check_constraints = 1",
                "DO $$ DECLARE one RECORD; BEGIN
                     FOR one IN SELECT conrelid, conname FROM pg_constraint
                                WHERE contype = 'c' AND connamespace = CAST(current_schema() AS regnamespace)
                     LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', CAST(one.conrelid AS regclass), one.conname);
                     END LOOP; END $$",
            ))?;
            transaction.execute_batch(&harm)
        })
        .unwrap_or_else(|why| panic!("{harm}: {why}"));
}

/// Takes all jobs that may be sent, as the Ferrofax service does.
fn take_all(store: &Spool, machine: &Machine) -> Result<(), SpoolError> {
    for _ in 0..9 {
        let hold = TryHold::of_now(LEASE_MS);
        let Some(of) = store.shared_queue().take_try(&machine.node, LEASE_MS)? else {
            return Ok(());
        };
        let brought = machine.spool.shared_queue().bring_try(
            store,
            of,
            (&hold, &mut || Ok(())),
            UnixMs::now(),
        );
        match brought {
            Err(why) if why.blames_a_row() => {
                store.shared_queue().fail_try(&machine.node, of, &why)?;
            }
            brought => drop(brought?),
        }
    }
    panic!("it takes the same again and again");
}

fn send(store: &Spool, machine: &Machine, lease: &JobLease) {
    machine.spool.queue().session_begun(lease, UnixMs::now()).unwrap();
    machine.send(store, lease, 1);
    machine.end_and_tell(store, lease, None);
}

fn keep_nothing_up(harms: &[&str]) {
    let harms = harms.iter().filter(|harm| std::panic::catch_unwind(|| meet(harm)).is_err());
    let harms: Vec<_> = harms.collect();
    assert!(harms.is_empty(), "{harms:#?}");
}

#[test]
fn numbers_that_make_no_sense_keep_no_other_job_up_and_no_machine() {
    keep_nothing_up(NUMBERS);
}

#[test]
fn words_that_make_no_sense_keep_no_other_job_up_and_no_machine() {
    keep_nothing_up(WORDS);
}

#[test]
fn texts_that_lead_elsewhere_keep_no_other_job_up_and_no_machine() {
    keep_nothing_up(TEXTS);
}

#[test]
fn leases_and_words_of_nobody_keep_no_job_up_and_no_machine() {
    keep_nothing_up(NODES);
}

/// Runs all steps of jobs with one damaged row in the shared database.
fn meet(harm: &str) {
    let mut bench = Bench::new();
    let (bad, _) = bench.given(&bench.new_job("1", 1));
    let (good, here) = bench.given(&bench.new_job("2", 1));
    let store = bench.store.clone();
    bench.hamburg.greet(&store);
    bench.berlin.greet(&store);
    spoil(&store, harm, bad);
    let (berlin, hamburg) = (&bench.berlin, &bench.hamburg);
    let named = |what: &str, done: Result<(), SpoolError>| {
        done.unwrap_or_else(|why| panic!("{harm}: {what}: {why}"));
    };
    named("the dead", store.shared_queue().end_dead_tries().map(drop));
    named("taking", take_all(&store, hamburg));
    // The PBX can lease each job.
    let mut leases = Vec::new();
    let limits = ferrofax_spool::jobs::LeaseLimits::default();
    loop {
        let lease = hamburg.spool.queue().lease_job(UnixMs::now(), &limits);
        let lease = lease.unwrap_or_else(|why| panic!("{harm}: dialling: {why}"));
        let Some(lease) = lease else { break };
        leases.push(lease);
    }
    let to_good = leases.iter().find(|lease| lease.job.number == "2");
    send(&store, hamburg, to_good.unwrap_or_else(|| panic!("{harm}: it is not dialled")));
    for lease in leases.iter().filter(|lease| lease.job.number != "2") {
        let folder = hamburg.spool.folder();
        assert!(lease.job.documents.iter().all(|one| one.path.starts_with(folder)), "{harm}");
        hamburg.spool.queue().session_begun(lease, UnixMs::now()).unwrap();
        hamburg.end(lease, Some(Failure::Busy));
    }
    named("telling", hamburg.tell(&store));
    named("renewing", store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).map(drop));
    bench.let_leases_end();
    named("the dead", store.shared_queue().end_dead_tries().map(drop));
    // The origin node follows the good job, and follows the damaged job as far as it can be read.
    named("following", berlin.follow(&store));
    assert_eq!(berlin.spool.jobs().job(here).unwrap().state, JobState::Done, "{harm}");
    assert_eq!(store.jobs().job(good).unwrap().state, JobState::Done, "{harm}");
    // A list shows the jobs that can be read.
    let is_good = |job: &ferrofax_spool::jobs::Job| job.id == good;
    assert!(
        store.shared_queue().shared_jobs(9).unwrap().iter().any(|one| is_good(&one.job)),
        "{harm}"
    );
    assert!(store.jobs().list(&JobQuery::default()).unwrap().iter().any(is_good), "{harm}");
    named("its members", store.cluster().members().map(drop));
    // The other machines start as always.
    let greeted = berlin.spool.shared_queue().greet(&store, LEASE_MS, UnixMs::now());
    named("greeting", greeted.map(drop));
}

/// Such times also remain after the clock of the server was hours ahead for a while.
#[test]
fn what_holds_for_ever_holds_for_as_long_as_a_node_says_at_most() {
    for harm in [
        "UPDATE store_identity SET quiet_until = 9223372036854775807",
        "UPDATE job_nodes SET until = 9223372036854775807",
        "UPDATE job_leases SET until = 9223372036854775807",
    ] {
        let mut bench = Bench::new();
        let (job, _) = bench.given(&bench.new_job("1", 1));
        let store = bench.store.clone();
        bench.hamburg.greet(&store);
        bench.hamburg.take(&store).unwrap().unwrap();
        spoil(&store, harm, job);
        bench.berlin.greet(&store);
        let beyond = store.shared_queue().now_of_store().unwrap() + 3_600_000;
        let sql = "SELECT (SELECT max(until) FROM job_nodes), (SELECT max(until) FROM job_leases),
                          (SELECT max(quiet_until) FROM store_identity)";
        let until: [i64; 3] = store
            .read(|one| one.query_row(sql, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])))
            .unwrap();
        assert!(until.iter().all(|until| *until <= beyond.0), "{harm}: {until:?}");
    }
}

/// This holds also for a single spool: an unreadable job is held, and the jobs behind it are sent.
#[test]
fn a_job_that_cannot_be_read_is_held_and_keeps_no_other_from_being_dialled() {
    for harm in [
        "UPDATE jobs SET unknown = 'evil' WHERE id = {bad}",
        "UPDATE jobs SET max_dials = -1, notify_when = 'evil' WHERE id = {bad}",
        "UPDATE jobs SET dials = 9223372036854775807, tries = 9223372036854775807 WHERE id = {bad}",
        "UPDATE job_pages SET page = -1 WHERE job = {bad}",
    ] {
        let bench = Bench::new();
        let folder = tempfile::tempdir().unwrap();
        let spool = testing::open(folder.path()).unwrap();
        let submit = |number: &str| {
            spool.submission().submit(&bench.new_job(number, 1), UnixMs::now()).unwrap()
        };
        let (bad, good) = (submit("1"), submit("2"));
        spoil(&spool, harm, bad);
        let limits = ferrofax_spool::jobs::LeaseLimits::default();
        let lease = spool.queue().lease_job(UnixMs::now(), &limits).unwrap().unwrap();
        assert_eq!(lease.job.id, good, "{harm}");
        let held =
            "SELECT state = 'suspended' AND text LIKE 'Held, because its row in the database cannot be used%'
                    FROM jobs WHERE id = ?1";
        let is_held: bool =
            spool.read(|one| one.query_row(held, [bad.0], |row| row.get(0))).unwrap();
        assert!(is_held, "{harm}");
        assert_eq!(spool.queue().lease_job(UnixMs::now(), &limits).unwrap(), None, "{harm}");
    }
}

/// An error that affects all jobs is not attributed to one job. No job is held, and all are sent
/// once the error is gone.
#[test]
fn a_trigger_that_refuses_all_holds_no_job() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    if store.folder().join("spool.db").exists() {
        // SQLite does not run this trigger.
        return;
    }
    let jobs = ["1", "2"].map(|number| bench.given(&bench.new_job(number, 1)).0);
    let plant = "
        CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        CREATE TRIGGER evil BEFORE INSERT ON job_calls FOR EACH ROW EXECUTE FUNCTION evil()";
    store.write(|one| one.execute_batch(plant)).unwrap();
    let refused = take_all(store, hamburg).unwrap_err();
    assert!(refused.to_string().contains("no (P0001)"), "{refused}");
    assert!(jobs.iter().all(|job| store.jobs().job(*job).unwrap().state == JobState::Ready));
    store.write(|one| one.execute_batch("DROP TRIGGER evil ON job_calls")).unwrap();
    take_all(store, hamburg).unwrap();
    assert_eq!(hamburg.tries().len(), 2);
}
