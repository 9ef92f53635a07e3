//! Documents of jobs in the shared database: in its tables or elsewhere, while leases are renewed or
//! lost, and together with nodes of version 0.3.0.

use std::sync::Arc;

use crate::node::sealed_tests::keys;
use crate::{Clustered, as_front};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{OptionalExtension, params};

use super::tests::{Bench, HOUR_MS, LEASE_MS};
use super::{StoreTry, TryHold};
use ferrofax_spool::jobs::{JobId, JobState, NewDocument, NewJob};
use ferrofax_spool::sending::option;
use ferrofax_spool::{FolderOfObjects, Objects, Spool, SpoolError};

/// The length of a document of three pieces.
const OCTETS: usize = 700_000;

fn noise() -> Vec<u8> {
    (0..OCTETS as u32)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
}

/// A job of Berlin with a large document. Only these nodes may send it.
fn large(bench: &Bench, nodes: Option<&str>) -> JobId {
    let mut new = bench.new_job("1", 1);
    let nodes = nodes.map(|nodes| (option::NODES.to_owned(), nodes.to_owned()));
    new.options.extend(nodes);
    let here = bench.berlin.submit(&new);
    std::fs::write(&bench.berlin.spool.jobs().job(here).unwrap().documents[0].path, noise())
        .unwrap();
    here
}

fn lease(bench: &Bench, store: &Spool) -> StoreTry {
    store.shared_queue().take_try(&bench.hamburg.node, LEASE_MS).unwrap().unwrap()
}

/// The document that Hamburg's PBX would send for this attempt.
fn fetched(bench: &Bench, store: &Spool, of: StoreTry) -> Result<Vec<u8>, SpoolError> {
    let (spool, hold) = (&bench.hamburg.spool, TryHold::of_now(HOUR_MS));
    let job = spool
        .shared_queue()
        .bring_try(store, of, (&hold, &mut || Ok(())), UnixMs::now())?;
    Ok(std::fs::read(&spool.jobs().job(job.unwrap()).unwrap().documents[0].path).unwrap())
}

/// The shared database takes the first of two jobs with the same tag.
#[test]
fn a_job_that_the_store_refuses_is_not_lost() {
    let bench = Bench::new();
    let (store, queue) = (&bench.store, bench.berlin.spool.shared_queue());
    let unique = "CREATE UNIQUE INDEX one_such ON jobs (tag) WHERE tag <> ''";
    store.write(|one| one.execute(unique, []).map(drop)).unwrap();
    let new = NewJob { tag: "twice".into(), ..bench.new_job("1", 1) };
    bench.given(&new);
    let now = UnixMs::now();
    let here = bench.berlin.spool.submission().submit(&new, now).unwrap();
    let refused = bench.give_to(store, here);
    assert!(matches!(refused, Err(SpoolError::Unfit { .. })), "{refused:?}");
    assert!(queue.jobs_half_moved(9).unwrap().is_empty());
    queue.fail_unmovable(here, now).unwrap();
    assert_eq!(bench.berlin.spool.jobs().job(here).unwrap().state, JobState::Failed);
}

fn count(store: &Spool, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    store.read(|one| one.query_row(&sql, [], |row| row.get(0))).unwrap()
}

fn sql(store: &Spool, sql: &str) {
    store.write(|one| one.execute(sql, [])).unwrap();
}

fn files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

/// Puts a node of version 0.3.0 on the list of nodes.
fn older_node_comes(store: &Spool) {
    sql(
        store,
        "INSERT INTO nodes (name, token, host, folder, version, seen_at, waiting)
         VALUES ('essen', 'token', 'host', '/', '0.3.0', 1, 0)",
    );
}

/// Whether a node of version 0.3.0 would take the job, by the query of that version.
fn is_taken_by_older(store: &Spool, job: JobId, node: &str) -> bool {
    let next = "
        SELECT 1 FROM jobs WHERE jobs.id = ?1 AND jobs.state = 'ready'
          AND NOT EXISTS (SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'nodes'
                          AND instr(',' || replace(o.value, ' ', '') || ',', ?2) = 0)";
    let keys = params![job.0, format!(",{node},")];
    let found = store.read(|one| one.query_row(next, keys, |row| row.get::<_, i64>(0)).optional());
    found.unwrap().is_some()
}

#[test]
fn documents_of_jobs_are_where_the_settings_say_and_go_with_their_jobs() {
    for is_sealed in [false, true] {
        let (bench, folder) = (Bench::new(), tempfile::tempdir().unwrap());
        let objects: Arc<dyn Objects> = Arc::new(FolderOfObjects::of(folder.path()).unwrap());
        let tables =
            if is_sealed { bench.store.with_keys(keys(&[1])) } else { bench.store.clone() };
        let store = tables.with_objects(objects);
        let job = bench.give_to(&store, large(&bench, None)).unwrap();
        assert_eq!((files(folder.path()), count(&store, "store_pieces")), (3, 0));
        let of = lease(&bench, &store);
        // A machine whose settings do not name the folder leaves the job to other machines.
        let why = fetched(&bench, &tables, of).unwrap_err();
        assert!(matches!(why, SpoolError::Away { .. }), "{why}");
        assert!(why.to_string().contains("[node] documents"), "{why}");
        assert!(fetched(&bench, &store, of).unwrap() == noise());
        store.shared_queue().return_try(&bench.hamburg.node, of, "tried").unwrap();
        store.jobs().cancel_job(job, "a test", UnixMs::now()).unwrap();
        store.jobs().delete_job(job, "old", UnixMs::now()).unwrap();
        assert_eq!(count(&store, "store_documents"), 0);
        assert_eq!(store.cluster().sweep_objects(9), Ok(3));
        assert_eq!(files(folder.path()), 0);
    }
}

#[test]
fn a_document_that_is_too_large_for_the_shared_database_stays_on_its_node() {
    let bench = Bench::new();
    let here = large(&bench, None);
    let path = &bench.berlin.spool.jobs().job(here).unwrap().documents[0].path;
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_len(200_000_001).unwrap();
    let why = bench.give_to(&bench.store, here).unwrap_err();
    assert!(matches!(why, SpoolError::Document { .. }), "{why}");
    assert!(why.to_string().contains("takes 200000000 at most"), "{why}");
    assert_eq!(count(&bench.store, "jobs"), 0);
    assert!(!bench.berlin.spool.jobs().job(here).unwrap().state.is_final());
}

#[test]
fn the_lease_is_renewed_between_the_parts_of_a_document() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    bench.give_to(store, large(&bench, None)).unwrap();
    let of = lease(&bench, store);
    let mut renewed = Vec::new();
    let mut beat = || {
        renewed.push(store.shared_queue().renew_tries(&hamburg.node, HOUR_MS)?.len());
        Ok(())
    };
    let hold = TryHold::of_now(HOUR_MS);
    let brought =
        hamburg
            .spool
            .shared_queue()
            .bring_try(store, of, (&hold, &mut beat), UnixMs::now());
    assert!(brought.unwrap().is_some());
    assert!(renewed.len() > 5 && renewed.iter().all(|ours| *ours == 1), "{renewed:?}");
    assert_eq!(store.shared_queue().end_dead_tries().unwrap(), []);
}

#[test]
fn an_attempt_whose_lease_was_lost_during_the_transfer_is_not_dialled() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let job = bench.give_to(store, large(&bench, None)).unwrap();
    let of = lease(&bench, store);
    let mut beats = 0;
    let mut beat = || {
        beats += 1;
        if beats == 3 {
            bench.let_leases_end();
            assert_eq!(store.shared_queue().end_dead_tries()?.len(), 1);
        }
        Ok(())
    };
    let hold = TryHold::of_now(HOUR_MS);
    hamburg
        .spool
        .shared_queue()
        .bring_try(store, of, (&hold, &mut beat), UnixMs::now())
        .unwrap();
    hamburg.tell(store).unwrap();
    assert_eq!((hamburg.dial(), hamburg.tries().len()), (None, 0));
    assert_eq!(store.jobs().job(job).unwrap().state, JobState::Sleeping);
}

/// The origin node of a job also makes attempts of it.
#[test]
fn a_document_that_can_t_be_fetched_costs_the_origin_node_none_of_its_files() {
    let bench = Bench::new();
    let Bench { store, berlin, .. } = &bench;
    let mut new = bench.new_job("1", 1);
    let path = new.documents[0].path.clone();
    new.documents.push(NewDocument { path, name: "another letter".into() });
    let (_, here) = bench.given(&new);
    sql(
        store,
        "DELETE FROM store_documents WHERE file IN (SELECT file FROM job_documents WHERE number = 2)",
    );
    let of = store.shared_queue().take_try(&berlin.node, LEASE_MS).unwrap().unwrap();
    let hold = TryHold::of_now(HOUR_MS);
    let brought =
        berlin
            .spool
            .shared_queue()
            .bring_try(store, of, (&hold, &mut || Ok(())), UnixMs::now());
    assert!(matches!(brought, Err(SpoolError::Document { .. })), "{brought:?}");
    let documents = berlin.spool.jobs().job(here).unwrap().documents;
    assert!(documents.len() == 2 && documents.iter().all(|one| one.path.exists()));
    // The fetched document of the attempt is deleted.
    let folder = documents[0].path.parent().unwrap();
    assert_eq!(files(folder), 2);
}

#[test]
fn while_an_older_node_is_on_the_list_it_can_send_each_job() {
    let (bench, folder) = (Bench::new(), tempfile::tempdir().unwrap());
    let objects: Arc<dyn Objects> = Arc::new(FolderOfObjects::of(folder.path()).unwrap());
    let store = bench.store.with_objects(objects);
    older_node_comes(&store);
    let job = bench.give_to(&store, large(&bench, Some("essen, hamburg"))).unwrap();
    let octets = "SELECT octets FROM job_octets";
    let octets: Vec<u8> = store.read(|one| one.query_row(octets, [], |row| row.get(0))).unwrap();
    assert!(octets == noise());
    assert_eq!((count(&store, "store_documents"), files(folder.path())), (0, 0));
    assert!(is_taken_by_older(&store, job, "essen"));
    let of = lease(&bench, &store);
    assert!(fetched(&bench, &store, of).unwrap() == noise());
    // The same holds for a job that is handed to a stateless node.
    let front = as_front(bench.store.clone());
    let job = front.submission().submit(&bench.new_job("2", 1), UnixMs::now()).unwrap();
    assert_eq!((count(&store, "job_octets"), count(&store, "store_documents")), (2, 0));
    assert!(is_taken_by_older(&store, job, "essen"));
    let shown = front.jobs().job(job).unwrap();
    std::fs::remove_file(&shown.documents[0].path).unwrap();
    let there = &front.jobs().job(job).unwrap().documents[0].path;
    let handed_in = ferrofax_spool::read_document(&bench.new_job("2", 1).documents[0].path);
    assert!(ferrofax_spool::read_document(there).unwrap() == handed_in.unwrap());
}

/// An older node was not on the list, and comes later.
#[test]
fn an_older_node_takes_no_job_that_it_can_t_read_and_deletes_none_of_its_documents() {
    for nodes in [None, Some("essen"), Some("essen, hamburg")] {
        let bench = Bench::new();
        let store = &bench.store;
        let job = bench.give_to(store, large(&bench, nodes)).unwrap();
        older_node_comes(store);
        assert!(!is_taken_by_older(store, job, "essen"), "{nodes:?}");
        assert!(!is_taken_by_older(store, job, "hamburg"), "{nodes:?}");
        // Version 0.3.0 deletes unfinished transfers by this statement.
        let day = store.shared_queue().now_of_store().unwrap() + 24 * HOUR_MS;
        let forget = "DELETE FROM store_documents WHERE fax IS NULL AND begun_at < ?1";
        store.write(|one| one.execute(forget, [day])).unwrap();
        // People see the nodes of the job as they wrote them.
        let shown = store.jobs().job(job).unwrap();
        assert_eq!(shown.options.get(option::NODES).map(String::as_str), nodes);
        let taken = store.shared_queue().take_try(&bench.hamburg.node, LEASE_MS).unwrap();
        assert_eq!(taken.is_some(), nodes != Some("essen"), "{nodes:?}");
        if let Some(of) = taken {
            assert!(fetched(&bench, store, of).unwrap() == noise());
        }
    }
}

/// The pieces of the document are in a folder already, where an older node does not look.
#[test]
fn an_older_node_that_comes_during_the_transfer_leaves_the_job_to_others() {
    let (bench, folder) = (Bench::new(), tempfile::tempdir().unwrap());
    let objects: Arc<dyn Objects> = Arc::new(FolderOfObjects::of(folder.path()).unwrap());
    let store = bench.store.with_objects(objects);
    let here = large(&bench, None);
    let mut beats = 0;
    let mut beat = || {
        beats += 1;
        if beats == 2 {
            older_node_comes(&store);
        }
        Ok(())
    };
    let job = bench.berlin.move_with(&store, here, &mut beat).unwrap().unwrap();
    assert_eq!((count(&store, "job_octets"), files(folder.path())), (0, 3));
    assert!(!is_taken_by_older(&store, job, "essen"));
    let of = lease(&bench, &store);
    assert!(fetched(&bench, &store, of).unwrap() == noise());
}

/// A job is in the shared database already when its node hands it over once more.
#[test]
fn a_job_that_is_handed_over_twice_keeps_its_document() {
    let bench = Bench::new();
    let (store, here) = (&bench.store, large(&bench, None));
    let job = bench.give_to(store, here).unwrap();
    sql(&bench.berlin.spool, "UPDATE moved_jobs SET store_job = NULL");
    assert_eq!(bench.give_to(store, here), Ok(job));
    sql(store, "DELETE FROM store_documents WHERE file IS NULL");
    let of = lease(&bench, store);
    assert!(fetched(&bench, store, of).unwrap() == noise());
}

#[test]
fn documents_of_older_nodes_can_be_encrypted() {
    let bench = Bench::new();
    let store = &bench.store;
    older_node_comes(store);
    let job = bench.give_to(store, large(&bench, None)).unwrap();
    assert_eq!(count(store, "job_octets"), 1);
    sql(store, "DELETE FROM nodes");
    let sealed = store.with_keys(keys(&[1]));
    let done = sealed.cluster().rekey(&bench.berlin.node, &|_| {}).unwrap();
    assert_eq!((done.sealed, done.troubles.len()), (1, 0), "{done:?}");
    assert_eq!((count(store, "job_octets"), count(store, "store_documents")), (0, 1));
    assert!(!is_taken_by_older(store, job, "essen"));
    let of = lease(&bench, &sealed);
    assert!(fetched(&bench, &sealed, of).unwrap() == noise());
}
