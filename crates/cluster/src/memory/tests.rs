//! Tests of the number memory that the nodes of a shared database share. The database is of the
//! kind that the environment names.

use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_spool::inside::Inside;

use crate::jobs::tests::{Bench, Machine};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::database::{faults, params};
use ferrofax_spool::inside::testing::troubles;
use ferrofax_spool::jobs::{AttemptEnd, JobLease};
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{Advice, CallMemory, Destination, MemorySettings, Spool, T38Fate};

const NUMBER: &str = "+4999112345";
const OTHER: &str = "+4999199999";
const TRUNK: &str = "PJSIP/provider";

/// The result of a call.
#[derive(Clone, Copy)]
struct Went {
    first_bps: u32,
    slowest_bps: u32,
    t38: T38Fate,
    failure: Option<Failure>,
}

const WELL: Went =
    Went { first_bps: 14_400, slowest_bps: 14_400, t38: T38Fate::Unknown, failure: None };
const SLOWED: Went = Went { slowest_bps: 9600, ..WELL };
const BROKE: Went = Went { t38: T38Fate::Broke, failure: Some(Failure::Dropped), ..WELL };

/// Leases a job to the number from the shared database for this machine, and dials it.
fn dials(bench: &Bench, machine: &Machine, number: &str) -> JobLease {
    bench.given(&bench.new_job(number, 1));
    machine.call(&bench.store)
}

/// Ends the call of this machine with this result.
fn ends(bench: &Bench, machine: &Machine, lease: &JobLease, went: Went) {
    let Went { first_bps, slowest_bps, t38, failure } = went;
    machine.spool.queue().session_begun(lease, UnixMs::now()).unwrap();
    if failure.is_none() {
        machine.send(&bench.store, lease, 1);
    }
    let line = SentLine { first_bps, slowest_bps, ..SentLine::default() }.emit();
    let sql = "UPDATE job_calls SET line = ?2, ecm = 1, trunk = ?3 WHERE id = ?1";
    let row = |one: &ferrofax_spool::inside::database::Transaction<'_>| {
        one.execute(sql, params![lease.call.0, line, TRUNK])
    };
    machine.spool.write(row).unwrap();
    let memory = Some(CallMemory { t38, days: 30 });
    let end = AttemptEnd { failure, memory, ..AttemptEnd::default() };
    machine.spool.queue().attempt_ended(lease, &end, UnixMs::now()).unwrap();
}

/// Makes a call with this result, and reports it to the shared database.
fn calls(bench: &Bench, machine: &Machine, number: &str, went: Went) {
    let lease = dials(bench, machine, number);
    ends(bench, machine, &lease, went);
    machine.spool.cluster().tell_learned(&bench.store, &machine.node.token).unwrap();
    machine.tell(&bench.store).unwrap();
    // A failed job is ended, so that it waits no longer than this test.
    let gone =
        "UPDATE jobs SET state = 'failed', ended_at = 1, due_at = NULL WHERE state = 'sleeping'";
    bench.store.write(|one| one.execute(gone, [])).unwrap();
}

fn exchange(bench: &Bench, machine: &Machine) {
    machine
        .spool
        .cluster()
        .exchange_memory(&bench.store, (&machine.node.token, &machine.node.name))
        .unwrap();
}

fn advice(spool: &Spool) -> Vec<Advice> {
    spool
        .numbers()
        .advice_for(NUMBER, UnixMs::now(), &MemorySettings::default())
        .unwrap()
}

fn most_bps(spool: &Spool) -> Option<u32> {
    advice(spool).into_iter().find_map(|advice| match advice {
        Advice::MaxRate { bps, .. } => Some(bps),
        _ => None,
    })
}

fn of_store(bench: &Bench) -> Destination {
    bench.store.numbers().destination(NUMBER).unwrap().unwrap()
}

#[test]
fn what_one_node_learned_the_next_call_of_another_observes() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    // Hamburg's trunk reaches a speed that this number does not.
    calls(&bench, hamburg, OTHER, WELL);
    calls(&bench, hamburg, NUMBER, SLOWED);
    let known = of_store(&bench);
    assert_eq!((known.calls, known.sent, known.failure), (1, 1, None));
    assert_eq!(most_bps(&berlin.spool), None, "it has not called it");
    let lease = dials(&bench, berlin, NUMBER);
    assert_eq!(most_bps(&berlin.spool), Some(12_000));
    assert_eq!(berlin.spool.numbers().destination(NUMBER), Ok(None));
    assert_eq!(berlin.spool.numbers().known_elsewhere(NUMBER).unwrap(), Some(known));
    // Both nodes know the result of the second call.
    ends(&bench, berlin, &lease, Went { first_bps: 12_000, slowest_bps: 12_000, ..WELL });
    exchange(&bench, berlin);
    let known = of_store(&bench);
    assert_eq!((known.calls, known.held.map(|held| held.bps)), (2, Some(12_000)));
    assert_eq!(hamburg.spool.numbers().destination(NUMBER).unwrap().unwrap().calls, 1);
}

#[test]
fn the_trouble_of_one_s_own_trunk_is_not_put_down_to_the_number() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    // No call shows that the trunk could do better.
    for went in [SLOWED, BROKE, BROKE, Went { failure: Some(Failure::LineTooBad), ..WELL }] {
        calls(&bench, hamburg, NUMBER, went);
    }
    assert_eq!(advice(&hamburg.spool).len(), 2, "it knows what it knows");
    let known = of_store(&bench);
    assert_eq!((known.calls, known.sent, known.failure), (4, 1, Some(Failure::LineTooBad)));
    assert_eq!(troubles(&known), (None, 0, 0));
    // A fax over the trunk proves nothing about faster speeds, and neither does a call to the
    // number itself.
    calls(&bench, hamburg, OTHER, Went { first_bps: 9600, slowest_bps: 9600, ..WELL });
    calls(&bench, hamburg, NUMBER, WELL);
    calls(&bench, hamburg, NUMBER, SLOWED);
    assert_eq!(troubles(&of_store(&bench)).0, None);
    // To another number, the trunk carried a fax by T.38, and one by audio at the highest speed.
    calls(&bench, hamburg, OTHER, Went { t38: T38Fate::Used, ..WELL });
    calls(&bench, hamburg, OTHER, WELL);
    for went in [BROKE, BROKE, SLOWED] {
        calls(&bench, hamburg, NUMBER, went);
    }
    let dialled = dials(&bench, berlin, NUMBER);
    assert_eq!(advice(&berlin.spool).len(), 2, "{:?}", dialled.job.id);
}

#[test]
fn what_is_told_of_a_number_counts_once_wherever_the_machine_dies() {
    for steps in 0.. {
        let bench = Bench::new();
        let hamburg = &bench.hamburg;
        calls(&bench, hamburg, OTHER, WELL);
        let lease = dials(&bench, hamburg, NUMBER);
        ends(&bench, hamburg, &lease, SLOWED);
        faults::die_after(steps);
        let told = hamburg.spool.cluster().tell_learned(&bench.store, &hamburg.node.token);
        let has_died = faults::live_again();
        assert_eq!(told.is_err(), has_died, "{steps}");
        exchange(&bench, hamburg);
        exchange(&bench, hamburg);
        let known = of_store(&bench);
        assert_eq!((known.calls, troubles(&known).0), (1, Some(12_000)));
        if !has_died {
            assert!(steps > 3, "{steps}");
            return;
        }
    }
}

#[test]
fn who_was_away_for_hours_tells_what_it_learned_and_undoes_nothing_that_is_newer() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    calls(&bench, hamburg, OTHER, WELL);
    // The call was three hours ago, when the node could no longer reach the shared database.
    let lease = dials(&bench, hamburg, NUMBER);
    ends(&bench, hamburg, &lease, Went { failure: Some(Failure::LineTooBad), ..SLOWED });
    let ago = "UPDATE learned SET at = at - 10800000";
    hamburg.spool.write(|one| one.execute(ago, [])).unwrap();
    // Berlin takes over the job, and its fax is sent.
    bench.let_leases_end();
    bench.store.shared_queue().end_dead_tries().unwrap();
    bench
        .store
        .write(|one| one.execute("UPDATE jobs SET due_at = 1 WHERE state = 'sleeping'", []))
        .unwrap();
    let lease = berlin.call(&bench.store);
    ends(&bench, berlin, &lease, WELL);
    exchange(&bench, berlin);
    let newer = of_store(&bench);
    exchange(&bench, hamburg);
    let known = of_store(&bench);
    assert_eq!((known.calls, known.sent, known.at), (2, 1, newer.at));
    assert_eq!((known.failure, troubles(&known).0, known.sent_at), (None, None, newer.sent_at));
    assert!(known.since < newer.since);
}

#[test]
fn what_is_forgotten_on_one_machine_all_forget() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    for machine in [hamburg, berlin] {
        calls(&bench, machine, NUMBER, WELL);
    }
    let is_known = |spool: &Spool| spool.numbers().destination(NUMBER).unwrap().is_some();
    // Berlin is not informed for a while. It reports the results from before only after that.
    let lease = dials(&bench, berlin, NUMBER);
    ends(&bench, berlin, &lease, WELL);
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert_eq!(hamburg.spool.numbers().forget_destination(NUMBER), Ok(true));
    exchange(&bench, hamburg);
    assert!(!is_known(&hamburg.spool) && !is_known(&bench.store) && is_known(&berlin.spool));
    exchange(&bench, berlin);
    assert!(!is_known(&bench.store) && !is_known(&berlin.spool));
    assert_eq!(berlin.spool.numbers().known_elsewhere(NUMBER), Ok(None));
    // Results from after the deletion are kept.
    berlin.tell(&bench.store).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(5));
    calls(&bench, berlin, NUMBER, WELL);
    for machine in [hamburg, berlin, hamburg] {
        exchange(&bench, machine);
    }
    assert!(is_known(&bench.store) && is_known(&berlin.spool));
    // The shared database also deletes old entries by their age, by its own clock.
    let (memory, month_ms) = (MemorySettings::default(), 31 * 24 * 3_600_000);
    let forget = |ahead_ms: i64| {
        hamburg
            .spool
            .numbers()
            .forget_destinations(UnixMs::now() + ahead_ms, &memory)
            .unwrap();
        hamburg
            .spool
            .cluster()
            .tell_learned_by(&bench.store, &hamburg.node.token, -ahead_ms)
            .unwrap();
        is_known(&bench.store)
    };
    assert!(forget(month_ms), "the node's clock is ahead");
    let ago = "UPDATE destinations SET at = at - 2700000000";
    bench.store.write(|one| one.execute(ago, [])).unwrap();
    assert!(!forget(0));
}

#[test]
fn what_one_machine_leaves_out_none_remembers() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    for machine in [hamburg, berlin] {
        calls(&bench, machine, NUMBER, WELL);
    }
    calls(&bench, berlin, "5", WELL);
    let leave_out = |without: &[&str]| {
        let mut settings = SendingSettings::default();
        settings.memory.without = without.iter().map(|one| (*one).to_owned()).collect();
        hamburg.spool.devices().publish_sending(&settings, 2).unwrap();
        [hamburg, berlin].into_iter().for_each(|machine| exchange(&bench, machine));
    };
    leave_out(&["+49991"]);
    for spool in [&bench.store, &hamburg.spool, &berlin.spool] {
        assert_eq!(spool.numbers().destination(NUMBER), Ok(None));
    }
    assert!(berlin.spool.numbers().destination("5").unwrap().is_some());
    // A call to the number is not remembered either.
    calls(&bench, berlin, NUMBER, WELL);
    for spool in [&bench.store, &berlin.spool] {
        assert_eq!(spool.numbers().destination(NUMBER), Ok(None));
    }
    leave_out(&[]);
    calls(&bench, berlin, NUMBER, WELL);
    assert!(berlin.spool.numbers().destination(NUMBER).unwrap().is_some());
    // A node that no longer exists leaves no number out.
    leave_out(&["+49991"]);
    bench.store.cluster().forget_member("hamburg").unwrap();
    exchange(&bench, berlin);
    calls(&bench, berlin, NUMBER, WELL);
    assert!(of_store(&bench).calls == 1);
}

#[test]
fn a_store_in_which_somebody_wrote_nonsense_keeps_no_call_from_being_made() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    calls(&bench, hamburg, NUMBER, SLOWED);
    let long = "x".repeat(3_000_000);
    let set = "UPDATE destinations SET failure = ?1, t38 = ?1, calls = -7, patience = 9000000000, slowed_bps = 1, slowed_at = 1,
               held_bps = -1, held_at = 1, at = 9223372036854775807";
    bench.store.write(|one| one.execute(set, [&long])).unwrap();
    // The longest text that an index accepts.
    let long = "x".repeat(50_000);
    let mut nonsense = vec![("", "munich"), (" ", "essen"), ("0 OR 1", "essen")];
    nonsense.push((&long, "essen"));
    for (beginning, node) in nonsense {
        let put = "INSERT INTO left_out_numbers (node, beginning) VALUES (?1, ?2)";
        bench.store.write(|one| one.execute(put, [node, beginning])).unwrap();
    }
    let put = "INSERT INTO forgotten_numbers (number, at) VALUES (?1, ?2)";
    bench.store.write(|one| one.execute(put, params![long, i64::MAX])).unwrap();
    let lease = dials(&bench, berlin, NUMBER);
    assert_eq!(advice(&berlin.spool), []);
    ends(&bench, berlin, &lease, WELL);
    [hamburg, berlin].into_iter().for_each(|machine| exchange(&bench, machine));
    assert!(
        hamburg.spool.numbers().destination(NUMBER).unwrap().is_some(),
        "an empty beginning is none"
    );
    berlin.tell(&bench.store).unwrap();
    calls(&bench, berlin, NUMBER, WELL);
    assert_eq!(berlin.spool.numbers().destination(NUMBER).unwrap().unwrap().calls, 2);
    assert_eq!(of_store(&bench).calls, 2, "and it is learned anew");
}

#[test]
fn a_table_of_others_keeps_no_call_from_being_made() {
    let bench = Bench::new();
    let (hamburg, berlin) = (&bench.hamburg, &bench.berlin);
    calls(&bench, hamburg, NUMBER, WELL);
    let spoilt = ["DROP TABLE destinations", "CREATE TABLE destinations (number TEXT, since TEXT)"];
    bench
        .store
        .write(|one| spoilt.iter().try_for_each(|sql| one.execute_batch(sql)))
        .unwrap();
    calls(&bench, berlin, NUMBER, WELL);
    exchange(&bench, berlin);
    assert_eq!(berlin.spool.numbers().destination(NUMBER).unwrap().unwrap().calls, 1);
}

#[test]
fn a_machine_without_a_store_has_nothing_to_tell() {
    let bench = Bench::new();
    let hamburg = &bench.hamburg;
    let queued = || {
        hamburg
            .spool
            .read(|one| ferrofax_spool::inside::destinations::queue::next(one, 9))
            .unwrap()
            .len()
    };
    let lease = dials(&bench, hamburg, NUMBER);
    ends(&bench, hamburg, &lease, WELL);
    assert_eq!(queued(), 1);
    hamburg.spool.shared_queue().leave_store().unwrap();
    assert_eq!(queued(), 0);
    assert!(hamburg.spool.numbers().destination(NUMBER).unwrap().is_some());
    assert_eq!(hamburg.spool.numbers().forget_destination("1"), Ok(false));
    assert_eq!((hamburg.spool.numbers().forget_destination(NUMBER), queued()), (Ok(true), 0));
}
