//! The transfer of documents of jobs over a slow line that breaks. The node reports in between that
//! it is running, and later continues where the transfer ended.

use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;

use super::TryHold;
use super::tests::{Bench, HOUR_MS, LEASE_MS};
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::{Spool, SpoolError, Store, Tables};

/// The length of a document that needs more than three pieces of the greatest length.
const OCTETS: usize = 900_001;

fn noise() -> Vec<u8> {
    let mut state = 0x5eed_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..OCTETS).map(|_| next()).collect()
}

/// A job of Berlin with a large document.
fn large(bench: &Bench) -> JobId {
    let here = bench.berlin.submit(&bench.new_job("1", 1));
    let path = &bench.berlin.spool.jobs().job(here).unwrap().documents[0].path;
    std::fs::write(path, noise()).unwrap();
    here
}

#[test]
fn a_large_document_goes_in_pieces_and_goes_on_where_it_broke_off() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let here = large(&bench);
    let mut before = 0;
    let broken = SpoolError::Internal;
    let mut breaks = || {
        before += 1;
        if before > 4 { Err(broken.clone()) } else { Ok(()) }
    };
    let given = berlin.move_with(store, here, &mut breaks);
    assert_eq!(given, Err(broken.clone()));
    // The job is not visible before all of it has been transferred.
    assert!(store.shared_queue().shared_jobs(9).unwrap().is_empty());
    let come = || -> i64 {
        let sum = "SELECT coalesce(sum(length(octets)), 0) FROM store_pieces";
        store.read(|one| one.query_row(sum, [], |row| row.get(0))).unwrap()
    };
    let (first, mut least) = (come(), i64::MAX);
    assert!(first > 0);
    let mut watch = || {
        least = least.min(come());
        Ok(())
    };
    let given = berlin.move_with(store, here, &mut watch);
    let there = given.unwrap().unwrap();
    assert_eq!((least, come()), (first, OCTETS as i64));

    let of = store.shared_queue().take_try(&hamburg.node, LEASE_MS).unwrap().unwrap();
    let (hold, mut beats) = (TryHold::of_now(HOUR_MS), 0);
    let mut counts = || {
        beats += 1;
        Ok(())
    };
    hamburg
        .spool
        .shared_queue()
        .bring_try(store, of, (&hold, &mut counts), UnixMs::now())
        .unwrap()
        .unwrap();
    assert!(beats > 5, "{beats}");
    let lease = hamburg.dial().unwrap();
    let octets = std::fs::read(&lease.job.documents[0].path).unwrap();
    assert!(octets == noise());
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Active);
}

/// Between the pieces, the other calls of the machine are reported over the same line.
#[cfg(feature = "postgresql")]
#[test]
fn a_piece_takes_no_longer_than_a_moment_on_a_slow_line() {
    use ferrofax_resources::relay::{Line, Relay};
    use ferrofax_spool::inside::testing::schema_of_tests;
    use std::time::Duration;

    let Ok(server) = std::env::var("FERROFAX_TEST_STORE") else { return };
    let bench = Bench::new();
    let here = large(&bench);
    let schema = schema_of_tests(bench.store.folder());
    // The line carries 160 kB per second.
    let line = Line { pause: Duration::from_millis(50), ..Line::default() };
    let (relay, address) = Relay::between(&format!("{server}?schema={schema}"), line);
    let place: Store = address.parse().unwrap();
    let slow = Spool::open_as(bench.store.folder(), &place, Tables::MayBeMade).unwrap();
    let (mut carried, mut most) = (relay.carried(), 0);
    let mut beat = || {
        most = most.max(relay.carried() - carried);
        carried = relay.carried();
        Ok(())
    };
    let given = bench.berlin.move_with(&slow, here, &mut beat);
    assert!(given.unwrap().is_some());
    assert!(relay.carried() - carried < 50_000);
    assert!(most < 200_000, "{most} octets went between two beats");
}
