//! The number of simultaneous calls for a shared database: it never exceeds the smallest number
//! that a node has specified, even if processes die in between.

use std::sync::Barrier;
use std::thread;

use super::tests::{Bench, LEASE_MS, Machine};
use super::{LineLimit, StoreLines, StoreTry};
use crate::Clustered;
use ferrofax_spool::Spool;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::{Inside, testing};
use ferrofax_spool::jobs::JobId;

fn in_all(in_all: u32) -> StoreLines {
    StoreLines { in_all, ..StoreLines::default() }
}

fn on_trunk(trunk: &str, on_trunk: u32) -> StoreLines {
    StoreLines { trunk: trunk.to_owned(), on_trunk, ..StoreLines::default() }
}

fn going(store: &Spool) -> i64 {
    let count = "SELECT count(*) FROM job_leases";
    store.read(|one| one.query_row(count, [], |row| row.get(0))).unwrap()
}

fn take(bench: &Bench, machine: &Machine, lines: &StoreLines) -> Option<StoreTry> {
    let hold = super::TryHold::of_now(LEASE_MS);
    let of = bench
        .store
        .shared_queue()
        .take_try_within(&machine.node, LEASE_MS, lines)
        .unwrap()?;
    let now = ferrofax_basics::UnixMs::now();
    machine
        .spool
        .shared_queue()
        .bring_try(&bench.store, of, (&hold, &mut || Ok(())), now)
        .unwrap();
    Some(of)
}

/// The leases of the node expire, so that other nodes declare it dead.
fn die(bench: &Bench, machine: &Machine) {
    let end = "UPDATE job_leases SET until = 0 WHERE token = ?1";
    bench.store.write(|one| one.execute(end, [&machine.node.token])).unwrap();
}

#[test]
fn never_more_calls_go_on_than_the_smallest_number_whatever_dies_in_between() {
    let bench = Bench::new();
    let machines = [(&bench.berlin, in_all(5)), (&bench.hamburg, in_all(3))];
    for (machine, lines) in &machines {
        bench.store.shared_queue().say_lines(&machine.node, lines).unwrap();
    }
    let jobs: Vec<JobId> = (0..24)
        .map(|number| bench.given(&bench.new_job(&number.to_string(), 1)).0)
        .collect();
    let mut seed: u32 = 7;
    let mut next = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) % below
    };
    let (mut most, mut deaths, mut turns) = (0, 0, 0);
    let is_done = |job: &JobId| bench.store.jobs().job(*job).unwrap().state.is_final();
    while !jobs.iter().all(is_done) {
        let (machine, lines) = &machines[usize::from(next(2) > 0)];
        match next(8) {
            0..=4 => drop(take(&bench, machine, lines)),
            5..=6 => {
                // One call ends, with or without success.
                if let Some(lease) = machine.dial() {
                    machine.send(&bench.store, &lease, 1);
                    let failure = (next(4) == 0).then_some(Failure::Dropped);
                    machine.end_and_tell(&bench.store, &lease, failure);
                }
            }
            _ => {
                deaths += 1;
                die(&bench, machine);
                assert!(going(&bench.store) <= 3, "who is not known to be dead counts");
                bench.store.shared_queue().end_dead_tries().unwrap();
                machine.tell(&bench.store).unwrap();
            }
        }
        most = most.max(going(&bench.store));
        assert!(most <= 3, "{most} calls go on");
        let due = "UPDATE jobs SET due_at = 1 WHERE state = 'sleeping'";
        bench.store.write(|one| one.execute(due, [])).unwrap();
        turns += 1;
        assert!(turns < 3000, "it does not come to an end");
    }
    assert!(most == 3 && deaths > 5, "{most} calls, {deaths} deaths");
    assert_eq!(going(&bench.store), 0);
}

#[test]
fn a_job_goes_by_a_trunk_that_may_send_it_and_by_no_other() {
    let bench = Bench::new();
    let (berlin, hamburg) = (&bench.berlin, &bench.hamburg);
    let mut of_trunks = bench.new_job("1", 1);
    let trunks = "IAX2/other,PJSIP/provider".to_owned();
    of_trunks
        .options
        .insert(ferrofax_spool::sending::option::TRUNKS.to_owned(), trunks);
    let (job, _) = bench.given(&of_trunks);
    let taken = |machine, lines: &StoreLines| take(&bench, machine, lines).map(|of| of.job);
    // The job is not sent if the node names no trunk, another trunk, or only the beginning of the
    // name.
    for lines in [StoreLines::default(), on_trunk("provider", 0), on_trunk("PJSIP/prov", 0)] {
        assert_eq!(taken(berlin, &lines), None, "{lines:?}");
    }
    let (second, _) = bench.given(&bench.new_job("2", 1));
    assert_eq!(taken(berlin, &StoreLines::default()), Some(second), "it keeps up no other");
    assert_eq!(taken(hamburg, &on_trunk("PJSIP/provider", 0)), Some(job));
}

#[test]
fn a_trunk_s_lines_are_counted_over_all_machines_that_dial_by_it() {
    let bench = Bench::new();
    let (berlin, hamburg) = (&bench.berlin, &bench.hamburg);
    for number in 0..9 {
        bench.given(&bench.new_job(&number.to_string(), 1));
    }
    let taken = |machine, lines: &StoreLines| take(&bench, machine, lines).is_some();
    assert!(taken(berlin, &on_trunk("provider", 2)));
    assert!(taken(hamburg, &on_trunk("provider", 4)));
    assert!(!taken(hamburg, &on_trunk("provider", 4)) && !taken(berlin, &on_trunk("provider", 2)));
    // Calls by another trunk, or by none that is named, are allowed.
    assert!(taken(hamburg, &on_trunk("other", 1)));
    assert!(!taken(hamburg, &on_trunk("other", 1)));
    assert!(taken(hamburg, &StoreLines::default()));
    // A limit of all calls applies to all trunks.
    assert!(!taken(berlin, &StoreLines { in_all: 4, ..on_trunk("provider", 9) }));
    assert!(taken(berlin, &StoreLines { in_all: 5, ..on_trunk("provider", 9) }));
    let limits = bench.store.shared_queue().line_limits().unwrap();
    let said = |most| vec![("berlin".to_owned(), most)];
    let all = LineLimit { trunk: None, most: 5, going: 5, said: said(5) };
    let trunk = LineLimit { trunk: Some("provider".into()), most: 9, going: 3, said: said(9) };
    assert_eq!(limits, [all, trunk]);
}

#[test]
fn the_word_of_a_node_counts_until_it_says_another_or_is_off_the_list() {
    let bench = Bench::new();
    let (berlin, hamburg) = (&bench.berlin, &bench.hamburg);
    for number in 0..9 {
        bench.given(&bench.new_job(&number.to_string(), 1));
    }
    let taken = |machine, lines: &StoreLines| take(&bench, machine, lines).is_some();
    assert!(taken(hamburg, &in_all(1)));
    assert!(!taken(berlin, &in_all(2)) && !taken(berlin, &StoreLines::default()));
    let limits = bench.store.shared_queue().line_limits().unwrap();
    assert_eq!((limits.len(), limits[0].most, limits[0].said.len()), (1, 1, 1));
    bench.store.shared_queue().say_lines(&hamburg.node, &in_all(3)).unwrap();
    assert!(taken(berlin, &in_all(2)) && !taken(hamburg, &in_all(3)));
    assert_eq!(bench.store.shared_queue().line_limits().unwrap()[0].said.len(), 2);
    bench.store.cluster().forget_member("berlin").unwrap();
    assert!(taken(hamburg, &in_all(3)) && !taken(hamburg, &in_all(3)));
    bench
        .store
        .shared_queue()
        .say_lines(&hamburg.node, &StoreLines::default())
        .unwrap();
    assert_eq!(bench.store.shared_queue().line_limits(), Ok(vec![]));
    assert!(taken(hamburg, &StoreLines::default()));
    // A senseless number that another program wrote is no limit.
    let odd = "INSERT INTO node_lines (node, in_all, trunk, on_trunk) VALUES ('x', -1, '', 1), ('y', 0, 'provider', -5)";
    bench.store.write(|one| one.execute(odd, [])).unwrap();
    assert!(taken(hamburg, &on_trunk("provider", 0)));
    assert_eq!(bench.store.shared_queue().line_limits(), Ok(vec![]));
}

#[test]
fn two_machines_that_ask_at_once_get_no_more_than_there_are_lines() {
    let bench = Bench::new();
    for number in 0..12 {
        bench.given(&bench.new_job(&number.to_string(), 1));
    }
    let nodes = [&bench.berlin.node, &bench.hamburg.node];
    let barrier = Barrier::new(nodes.len());
    let folder = bench.store.folder();
    let taken: usize = thread::scope(|scope| {
        let ask = |node| {
            let barrier = &barrier;
            scope.spawn(move || {
                let store = testing::open(folder).unwrap();
                barrier.wait();
                let take = |_: &u32| {
                    store
                        .shared_queue()
                        .take_try_within(node, LEASE_MS, &in_all(3))
                        .unwrap()
                        .is_some()
                };
                (0..6).filter(take).count()
            })
        };
        let asking = nodes.map(ask);
        asking.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((taken, going(&bench.store)), (3, 3));
}
