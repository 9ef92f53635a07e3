//! Reports of jobs whose origin node is silent: it is dead, or it was only disconnected and comes
//! back.

use super::tests::{Bench, Machine};
use crate::{Clustered, TakingOver};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::faults;
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::{OutboxEntry, Spool};

const AFTER_MS: i64 = 900_000;

/// Berlin and Hamburg, which know that another machine takes over outstanding reports.
fn bench() -> (Bench, TakingOver) {
    let bench = Bench::new();
    let mut taking = TakingOver::new("mailhost", AFTER_MS);
    taking.turn(&bench.store, 0).unwrap();
    for _ in 0..2 {
        there(&bench, &bench.berlin);
        there(&bench, &bench.hamburg);
    }
    (bench, taking)
}

fn there(bench: &Bench, machine: &Machine) {
    machine
        .spool
        .cluster()
        .hear_of_mails(&bench.store, &machine.node, UnixMs::now())
        .unwrap();
}

/// Makes Berlin silent for long, and lets another machine take over its outstanding reports.
/// Returns their number.
fn silence(bench: &Bench, taking: &mut TakingOver, steady_ms: &mut u64) -> usize {
    let gone = "UPDATE mail_nodes SET seen_at = seen_at - ?1 WHERE name = 'berlin'";
    bench.store.write(|one| one.execute(gone, [AFTER_MS])).unwrap();
    taking.turn(&bench.store, *steady_ms).unwrap();
    *steady_ms += AFTER_MS.unsigned_abs();
    let taken = taking.turn(&bench.store, *steady_ms).unwrap();
    taken.iter().map(|(_, count)| count).sum()
}

/// Hamburg sends the waiting job.
fn send(bench: &Bench) {
    let lease = bench.hamburg.call(&bench.store);
    bench.hamburg.send(&bench.store, &lease, 1);
    bench.hamburg.end_and_tell(&bench.store, &lease, None);
}

fn reports(spool: &Spool, job: JobId) -> Vec<OutboxEntry> {
    spool.outbox().reports_of(job).unwrap()
}

#[test]
fn a_job_of_a_dead_node_is_reported_from_the_store_and_by_nobody_else() {
    let (bench, mut taking) = bench();
    let mut steady_ms = 0;
    let (there_1, here_1) = bench.given(&bench.new_job("1", 1));
    let (there_2, here_2) = bench.given(&bench.new_job("2", 1));
    send(&bench);
    // Berlin knows of the end of the first job, and reports it.
    assert_eq!(bench.followed(here_1).state, JobState::Done);
    send(&bench);
    assert_eq!(silence(&bench, &mut taking, &mut steady_ms), 1);
    assert_eq!(reports(&bench.store, there_1), []);
    let told = reports(&bench.store, there_2);
    assert_eq!(told.iter().map(|one| &*one.mailbox).collect::<Vec<_>>(), ["alice@example.com"]);
    // Reports that become due while Berlin is still silent are taken over as well.
    let (there_3, here_3) = bench.given(&bench.new_job("3", 1));
    send(&bench);
    assert_eq!(silence(&bench, &mut taking, &mut steady_ms), 1);
    assert_eq!(
        (reports(&bench.store, there_2).len(), reports(&bench.store, there_3).len()),
        (1, 1)
    );
    // Berlin is back.
    let done = bench.followed(here_2);
    assert_eq!(done.state, JobState::Done);
    assert!(
        done.text
            .ends_with("Reported by mailhost, because this machine could not be reached.")
    );
    assert_eq!(bench.followed(here_3).state, JobState::Done);
    let spool = &bench.berlin.spool;
    assert_eq!((reports(spool, here_2), reports(spool, here_3)), (vec![], vec![]));
    assert_eq!(reports(spool, here_1).len(), 1);
    there(&bench, &bench.berlin);
    assert_eq!(silence(&bench, &mut taking, &mut steady_ms), 0);
}

#[test]
fn a_node_that_is_back_in_time_reports_itself() {
    let (bench, mut taking) = bench();
    let mut steady_ms = 0;
    let (there_1, here_1) = bench.given(&bench.new_job("1", 1));
    send(&bench);
    taking.turn(&bench.store, steady_ms).unwrap();
    steady_ms += AFTER_MS.unsigned_abs();
    there(&bench, &bench.berlin);
    taking.turn(&bench.store, steady_ms).unwrap();
    assert_eq!(bench.followed(here_1).state, JobState::Done);
    assert_eq!(silence(&bench, &mut taking, &mut steady_ms), 0);
    assert_eq!(reports(&bench.berlin.spool, here_1).len(), 1);
    assert_eq!(reports(&bench.store, there_1), []);
}

/// Berlin follows the changes, dies at any step, and is silent, and another machine takes over.
/// There is exactly one report of each job.
#[test]
fn whatever_dies_at_any_step_there_is_one_report_of_each_end() {
    let (bench, mut taking) = bench();
    let (mut steady_ms, mut jobs) = (0, Vec::new());
    let deaths = (0_u32..)
        .take_while(|steps| {
            let (store_job, here) = bench.given(&bench.new_job(&format!("{steps}"), 1));
            jobs.push((store_job, here));
            send(&bench);
            let follow = || bench.berlin.follow(&bench.store);
            faults::die_after(*steps);
            let went = follow();
            let has_died = faults::live_again();
            assert_eq!(went.is_err(), has_died);
            silence(&bench, &mut taking, &mut steady_ms);
            there(&bench, &bench.berlin);
            follow().unwrap();
            has_died
        })
        .count();
    assert!(deaths > 10, "there are more steps than {deaths}");
    let mut from_store = 0;
    for (store_job, here) in jobs {
        let there = reports(&bench.store, store_job).len();
        let here = reports(&bench.berlin.spool, here).len();
        assert_eq!(there + here, 1, "{store_job}: {there} from the store, {here} from its home");
        from_store += there;
    }
    assert!(from_store > 3, "{from_store}");
}
