//! Encrypted documents of jobs in a shared database that is not trusted. A node that has the keys
//! sends the documents as they were handed in, or reports what is wrong with them.

use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;

use super::TryHold;
use super::tests::{Bench, HOUR_MS, LEASE_MS};
use crate::node::sealed_tests::{Moody, keys};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{Spool, SpoolError};

/// The lengths of a document of two pieces, and of one that is transferred with its job.
const LENGTHS: [usize; 2] = [400_000, 5_000];

fn document(octets: usize) -> Vec<u8> {
    (0..octets).map(|at| (at % 251) as u8).collect()
}

fn hand_in(bench: &Bench, octets: usize) -> JobId {
    let here = bench.berlin.submit(&bench.new_job("1", 1));
    let path = &bench.berlin.spool.jobs().job(here).unwrap().documents[0].path;
    std::fs::write(path, document(octets)).unwrap();
    here
}

/// The document that Hamburg's PBX would send for the next job.
fn fetched(bench: &Bench, store: &Spool) -> Result<Vec<u8>, SpoolError> {
    let hamburg = &bench.hamburg;
    let of = store.shared_queue().take_try(&hamburg.node, LEASE_MS).unwrap().unwrap();
    let hold = TryHold::of_now(HOUR_MS);
    let brought =
        hamburg
            .spool
            .shared_queue()
            .bring_try(store, of, (&hold, &mut || Ok(())), UnixMs::now());
    match brought {
        Ok(job) => {
            let job = hamburg.spool.jobs().job(job.unwrap()).unwrap();
            let octets = std::fs::read(&job.documents[0].path).unwrap();
            hamburg.spool.shared_queue().close_try(job.id, UnixMs::now()).unwrap();
            store.shared_queue().return_try(&hamburg.node, of, "tried").unwrap();
            Ok(octets)
        }
        Err(why) => {
            store.shared_queue().return_try(&hamburg.node, of, "tried").unwrap();
            Err(why)
        }
    }
}

/// The pieces of the only document in the shared database.
fn pieces(store: &Spool) -> Vec<Vec<u8>> {
    let pieces = "SELECT octets FROM store_pieces ORDER BY number";
    store.read(|one| one.all(pieces, [], |row| row.get(0))).unwrap()
}

fn sql(store: &Spool, sql: &str) {
    store.write(|one| one.execute(sql, [])).unwrap();
}

#[test]
fn another_node_sends_what_was_handed_in_and_the_store_has_it_sealed() {
    for octets in LENGTHS {
        let bench = Bench::new();
        let sealed = bench.store.with_keys(keys(&[1]));
        bench.give_to(&sealed, hand_in(&bench, octets)).unwrap();
        let there = pieces(&bench.store).concat();
        assert_eq!(there.len(), octets + 16 * octets.div_ceil(262_144));
        assert!(there[..32] != document(octets)[..32]);
        assert!(fetched(&bench, &sealed).unwrap() == document(octets));
        // After the data key was wrapped again, the new key alone is enough.
        let both = bench.store.with_keys(keys(&[2, 1]));
        let done = both.cluster().rekey(&bench.berlin.node, &|_| {}).unwrap();
        assert_eq!((done.rewrapped, done.sealed, done.troubles.len()), (1, 0, 0));
        assert_eq!(
            both.encryption().store_keys().unwrap(),
            [both.encryption().newest_key().unwrap()]
        );
        assert!(fetched(&bench, &bench.store.with_keys(keys(&[2]))).unwrap() == document(octets));
        let Err(SpoolError::Document { text, .. }) = fetched(&bench, &sealed) else {
            panic!("{octets}")
        };
        assert!(text.contains("this machine does not have this key"), "{text}");
    }
}

#[test]
fn a_document_that_broke_off_goes_on_sealed_as_it_began() {
    let bench = Bench::new();
    let sealed = bench.store.with_keys(keys(&[1]));
    let (job, mut left) = (hand_in(&bench, 400_000), 4);
    let mut breaks = || {
        left -= 1;
        if left == 0 { Err(SpoolError::Internal) } else { Ok(()) }
    };
    let begun = bench.berlin.move_with(&sealed, job, &mut breaks);
    assert_eq!(begun, Err(SpoolError::Internal));
    let come = || -> i64 {
        let sum = "SELECT coalesce(sum(length(octets)), 0) FROM store_pieces";
        bench.store.read(|one| one.query_row(sum, [], |row| row.get(0))).unwrap()
    };
    let (first, mut least) = (come(), i64::MAX);
    assert!(first > 0);
    let mut watch = || {
        least = least.min(come());
        Ok(())
    };
    let begun = bench.berlin.move_with(&sealed, job, &mut watch);
    begun.unwrap().unwrap();
    assert_eq!((least, come()), (first, 400_032));
    assert!(fetched(&bench, &sealed).unwrap() == document(400_000));
}

/// The transfer is not continued unencrypted, or with another key, if it began differently.
#[test]
fn a_document_that_began_otherwise_begins_anew() {
    for (before, after) in [(None, 1), (Some(1), 2)] {
        let bench = Bench::new();
        let by = |key: u8| bench.store.with_keys(keys(&[key]));
        let (job, mut left) = (hand_in(&bench, 400_000), 4);
        let mut breaks = || {
            left -= 1;
            if left == 0 { Err(SpoolError::Internal) } else { Ok(()) }
        };
        let first = before.map_or_else(|| bench.store.clone(), by);
        let begun = bench.berlin.move_with(&first, job, &mut breaks);
        assert!(begun.is_err());
        bench.give_to(&by(after), job).unwrap();
        assert!(fetched(&bench, &by(after)).unwrap() == document(400_000));
    }
}

#[test]
fn what_a_hostile_store_does_to_a_job_s_document_is_named() {
    let bench = Bench::new();
    let sealed = bench.store.with_keys(keys(&[1]));
    let job = bench.give_to(&sealed, hand_in(&bench, 400_000)).unwrap();
    let there = pieces(&bench.store);
    let swapped = [there[1].clone(), there[0].clone()];
    let mut bent = there.clone();
    bent[1][30_000] ^= 1;
    let mut short = there.clone();
    short[1].pop();
    let put = |pieces: &[Vec<u8>]| {
        sql(&bench.store, "DELETE FROM store_pieces");
        for (number, octets) in (0_i64..).zip(pieces) {
            let put = "INSERT INTO store_pieces (document, number, octets) SELECT id, ?1, ?2 FROM store_documents";
            let row = ferrofax_spool::inside::database::params![number, octets];
            bench.store.write(|one| one.execute(put, row)).unwrap();
        }
    };
    let why = || match fetched(&bench, &sealed) {
        Err(SpoolError::Document { text, .. }) => text,
        other => panic!("{:?}", other.map(|octets| octets.len())),
    };
    let as_another = "it was encrypted as another document than the one that its row names";
    for (octets, said) in [
        (&bent[..], "piece 2 of 2 is not the one that was encrypted"),
        (&swapped, "piece 1 of 2 is not the one that was encrypted"),
        (&short, "piece 2 of 2 is not the one that was encrypted"),
        (&there[..1], "piece 2 of 2 is not there"),
        (&[], "piece 1 of 2 is not there"),
    ] {
        put(octets);
        let told = why();
        assert!(told.contains(said), "{told}");
    }
    put(&there);
    for (change, said) in [
        ("UPDATE store_documents SET sha256 = 'aa'", as_another),
        ("UPDATE store_documents SET octets = octets - 1", as_another),
        ("UPDATE job_options SET value = 'other:1:1' WHERE name = 'mark'", as_another),
        (
            "UPDATE store_documents SET seal_key = 'nonsense'",
            "the key nonsense, but this machine does not have this key",
        ),
        ("UPDATE store_documents SET seal = CAST('x' AS BLOB)", "its wrapped key is malformed"),
        ("UPDATE store_documents SET seal_key = NULL", "are not those that the node sent"),
    ] {
        let rows = "SELECT o.sha256, m.value, o.seal_key, o.seal FROM store_documents AS o, job_options AS m WHERE m.name = 'mark'";
        let before: (String, String, String, Vec<u8>) = bench
            .store
            .read(|one| {
                one.query_row(rows, [], |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
                })
            })
            .unwrap();
        sql(&bench.store, change);
        let told = why();
        assert!(told.contains(said), "{change}: {told}");
        let (hash, mark, key, seal) = before;
        let back =
            "UPDATE store_documents SET sha256 = ?1, octets = 400000, seal_key = ?2, seal = ?3";
        let row = ferrofax_spool::inside::database::params![hash, key, seal];
        bench.store.write(|one| one.execute(back, row)).unwrap();
        let back = "UPDATE job_options SET value = ?1 WHERE name = 'mark'";
        bench.store.write(|one| one.execute(back, [mark])).unwrap();
        assert!(fetched(&bench, &sealed).unwrap() == document(400_000), "{change}");
    }
    // The job is not lost.
    assert_eq!(bench.store.jobs().job(job).unwrap().state, ferrofax_spool::jobs::JobState::Ready);
}

#[test]
fn documents_in_clear_are_sent_until_that_is_forbidden_and_can_be_sealed() {
    for octets in LENGTHS {
        let bench = Bench::new();
        bench.give_to(&bench.store, hand_in(&bench, octets)).unwrap();
        let strict = bench.store.with_keys(Moody::of(&[1], true));
        assert!(fetched(&bench, &bench.store.with_keys(keys(&[1]))).unwrap() == document(octets));
        let Err(SpoolError::Document { text, .. }) = fetched(&bench, &strict) else {
            panic!("{octets}")
        };
        assert!(text.contains("plain_documents = false"), "{text}");
        let by = &bench.berlin.node;
        let done = strict.cluster().rekey(by, &|_| {}).unwrap();
        assert!(done.sealed == 0 && done.troubles[0].contains("plain_documents"), "{done:?}");
        let done = bench.store.with_keys(keys(&[1])).cluster().rekey(by, &|_| {}).unwrap();
        assert_eq!((done.rewrapped, done.sealed, done.troubles.len()), (0, 1, 0), "{done:?}");
        assert!(pieces(&bench.store)[0][..32] != document(octets)[..32]);
        assert!(fetched(&bench, &strict).unwrap() == document(octets));
        // From then on no document is stored unencrypted.
        let why = bench.give_to(&bench.store, hand_in(&bench, octets)).unwrap_err().to_string();
        assert!(why.contains("this machine has no keys"), "{why}");
    }
}
