//! A node that is being drained: it gets no more jobs, finishes its calls, and hands its waiting
//! jobs over.

use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;

use super::tests::Bench;
use crate::{Clustered, Member, NodeReport};
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::JobState;

fn member(store: &Spool, name: &str) -> Member {
    let mut members = store.cluster().members().unwrap();
    members.retain(|member| member.name == name);
    members.pop().unwrap()
}

/// Hamburg reports to the shared database what it has, as the Ferrofax service does.
fn report(bench: &Bench) {
    let Bench { store, hamburg, .. } = bench;
    let waiting = hamburg.spool.cluster().shipping().unwrap().waiting;
    let to_give = hamburg.spool.shared_queue().how_many_to_move().unwrap();
    let report = NodeReport { version: "1".into(), waiting, to_give };
    hamburg.spool.cluster().report_to(store, &hamburg.node, &report).unwrap();
}

/// Waits until the clock of the shared database has advanced by at least one millisecond.
fn let_time_pass(store: &Spool) {
    let before = store.shared_queue().now_of_store().unwrap();
    while store.shared_queue().now_of_store().unwrap() <= before {
        std::thread::yield_now();
    }
}

#[test]
fn a_drained_node_ends_what_it_sends_and_takes_nothing_until_it_is_undrained() {
    let mut bench = Bench::new();
    assert!(!bench.store.cluster().drain_node("hamburg", "alice").unwrap(), "it was never there");
    report(&bench);
    bench.given(&bench.new_job("1", 1));
    let (second, _) = bench.given(&bench.new_job("2", 1));
    let Bench { store, hamburg, .. } = &bench;
    let of = hamburg.take(store).unwrap().unwrap();
    let lease = hamburg.dial().unwrap();

    assert!(store.cluster().drain_node("hamburg", "alice").unwrap());
    let at = member(store, "hamburg").drained.unwrap().at;
    let_time_pass(store);
    assert!(store.cluster().drain_node("hamburg", "bob").unwrap(), "and it is no other drain");
    assert_eq!(hamburg.take(store).unwrap(), None);
    // The active call of the node continues to its end.
    assert_eq!(member(store, "hamburg").calls, 1);
    hamburg.send(store, &lease, 1);
    hamburg.end_and_tell(store, &lease, None);
    assert_eq!(store.jobs().job(of.job).unwrap().state, JobState::Done);
    assert_eq!(member(store, "hamburg").calls, 0);
    // The node remains drained after each report and even after a restart.
    report(&bench);
    let is_other = bench.hamburg.greet(&bench.store);
    assert!(!is_other);
    let Bench { store, hamburg, .. } = &bench;
    let drained = member(store, "hamburg").drained.unwrap();
    assert_eq!((drained.at, drained.by.as_str(), drained.is_told_since), (at, "alice", true));
    assert_eq!(hamburg.take(store).unwrap(), None);

    // Jobs that people hand to the drained node are sent by other nodes.
    let own = hamburg.submit(&bench.new_job("3", 1));
    assert_eq!(hamburg.spool.shared_queue().how_many_to_move(), Ok(1));
    report(&bench);
    assert_eq!(member(store, "hamburg").to_give, Some(1));
    let there = hamburg.move_to(store, own).unwrap();
    assert_eq!(hamburg.spool.shared_queue().how_many_to_move(), Ok(0));
    let taken = [(); 2].map(|()| bench.berlin.take(&bench.store).unwrap().map(|of| of.job));
    assert_eq!(taken, [Some(second), there]);

    assert_eq!(store.cluster().undrain_node("hamburg"), Ok(Some(true)));
    assert_eq!(store.cluster().undrain_node("hamburg"), Ok(Some(false)));
    assert_eq!(store.cluster().undrain_node("munich"), Ok(None));
    let (fourth, _) = bench.given(&bench.new_job("4", 1));
    assert_eq!(bench.hamburg.take(&bench.store).unwrap().map(|of| of.job), Some(fourth));
}

#[test]
fn what_a_node_has_left_is_known_once_it_has_told_since_and_never_of_one_of_before() {
    let bench = Bench::new();
    let store = &bench.store;
    report(&bench);
    let_time_pass(store);
    store.cluster().drain_node("hamburg", "alice").unwrap();
    assert!(!member(store, "hamburg").drained.unwrap().is_told_since);
    let_time_pass(store);
    report(&bench);
    assert!(member(store, "hamburg").drained.unwrap().is_told_since);
    // An older version of Ferrofax reports only that it is running.
    let seen =
        "UPDATE nodes SET seen_at = seen_at + 120000, version = '0.2' WHERE name = 'hamburg'";
    store.write(|one| one.execute(seen, [])).unwrap();
    let older = member(store, "hamburg");
    assert_eq!((older.to_give, older.drained.unwrap().is_told_since), (None, false));
    // A node that was removed from the list comes back as one that is not drained.
    store.cluster().forget_member("hamburg").unwrap();
    report(&bench);
    assert_eq!(member(store, "hamburg").drained, None);
}

#[test]
fn a_node_that_shares_no_jobs_has_none_to_give() {
    let bench = Bench::new();
    let spool = &bench.hamburg.spool;
    spool.submission().submit(&bench.new_job("3", 1), UnixMs::now()).unwrap();
    spool.shared_queue().share_jobs(false).unwrap();
    assert_eq!(spool.shared_queue().how_many_to_move(), Ok(0));
}
