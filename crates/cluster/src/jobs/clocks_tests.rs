//! Nodes whose clocks differ by minutes, clocks that jump during a call, and a shared database
//! whose clock is set. Leases depend on the shared database's clock and on the uptime of machines,
//! so that no step is done twice or never.

use super::tests::{Bench, HOUR_MS, LEASE_MS, Machine, page};
use super::*;
use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_spool::Spool;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::jobs::{AttemptEnd, CallWish, JobId, JobLease, JobState, LeaseLimits, NewJob};

const MINUTES_MS: i64 = 60_000;

/// The milliseconds by which the clock of a machine is ahead; negative: it is behind.
#[derive(Clone, Copy)]
struct Ahead(i64);

impl Ahead {
    fn now(self) -> UnixMs {
        UnixMs::now() + self.0
    }
}

fn give(bench: &Bench, number: &str, clock: Ahead) -> (JobId, JobId) {
    let Machine { spool, node, .. } = &bench.berlin;
    let here = spool.submission().submit(&bench.new_job(number, 2), clock.now()).unwrap();
    let there =
        spool
            .shared_queue()
            .move_job(&bench.store, node, here, clock.now(), &mut || Ok(()));
    (there.unwrap().unwrap(), here)
}

fn take(store: &Spool, machine: &Machine, clock: Ahead) -> Option<StoreTry> {
    let hold = TryHold::of_now(HOUR_MS);
    let of = store.shared_queue().take_try(&machine.node, LEASE_MS).unwrap()?;
    machine
        .spool
        .shared_queue()
        .bring_try(store, of, (&hold, &mut || Ok(())), clock.now())
        .unwrap();
    Some(of)
}

fn dial(machine: &Machine, clock: Ahead) -> Option<JobLease> {
    machine.spool.queue().lease_job(clock.now(), &LeaseLimits::default()).unwrap()
}

fn tell(store: &Spool, machine: &Machine, clock: Ahead) {
    for one in machine.spool.shared_queue().open_tries().unwrap() {
        let news = machine.spool.shared_queue().try_news(&one).unwrap();
        assert!(
            store.shared_queue().tell_try(&machine.node, one.of, &news).unwrap(),
            "it is its own"
        );
        if news.has_ended() {
            machine.spool.shared_queue().close_try(one.job, clock.now()).unwrap()
        } else {
            machine.spool.shared_queue().note_told(one.job, &news).unwrap()
        }
    }
}

fn follow(bench: &Bench, clock: Ahead) {
    let Machine { spool, node, .. } = &bench.berlin;
    while spool
        .shared_queue()
        .follow_store(&bench.store, node, clock.now(), &mut || Ok(()))
        .unwrap()
    {}
}

#[test]
fn by_clocks_that_differ_and_jump_each_page_goes_once_and_nobody_else_calls() {
    let (ahead, behind) = (Ahead(10 * MINUTES_MS), Ahead(-10 * MINUTES_MS));
    for [of_home, of_caller] in [[ahead, behind], [behind, ahead]] {
        for jump_ms in [-7 * HOUR_MS, 7 * HOUR_MS] {
            let bench = Bench::new();
            let Bench { store, berlin, hamburg, .. } = &bench;
            let (there, here) = give(&bench, "1", of_home);
            give(&bench, "1", of_home);
            let of = take(store, hamburg, of_caller).expect("it goes at once");
            assert_eq!(of.job, there);
            // Only one node calls the number.
            assert_eq!(take(store, berlin, of_home), None);
            let lease = dial(hamburg, of_caller).expect("it is dialled at once");
            hamburg.spool.queue().session_begun(&lease, of_caller.now()).unwrap();
            let mut clock = of_caller;
            for number in [1, 2] {
                hamburg.spool.queue().page_begun(&lease, page(number)).unwrap();
                tell(store, hamburg, clock);
                hamburg.spool.queue().page_said(&lease, page(number)).unwrap();
                // The clock jumps while the page is being sent.
                clock.0 += jump_ms;
                let wish = hamburg.spool.queue().renew_lease(&lease, LEASE_MS).unwrap();
                assert_eq!(wish, CallWish::GoOn);
                hamburg.spool.queue().wake_jobs(clock.now()).unwrap();
                hamburg.spool.queue().page_confirmed(&lease, page(number), clock.now()).unwrap();
                tell(store, hamburg, clock);
                assert_eq!(store.shared_queue().end_dead_tries().unwrap(), [], "it is there");
                assert_eq!(take(store, berlin, of_home), None);
            }
            hamburg
                .spool
                .queue()
                .attempt_ended(&lease, &AttemptEnd::default(), clock.now())
                .unwrap();
            tell(store, hamburg, clock);
            let job = store.jobs().job(there).unwrap();
            assert_eq!((job.state, job.pages_confirmed(), job.dials), (JobState::Done, 2, 1));
            follow(&bench, of_home);
            assert_eq!(berlin.spool.jobs().job(here).unwrap().state, JobState::Done);
            assert_eq!(berlin.spool.outbox().reports_of(here).unwrap().len(), 1);
            // The number is free for the other job, also for a node whose clock is hours off.
            assert!(take(store, hamburg, clock).is_some() && dial(hamburg, clock).is_some());
        }
    }
}

/// The shared database counts the time until the next attempt. The clock of the calling node has no
/// influence.
#[test]
fn a_try_that_failed_is_repeated_after_its_time_by_the_stores_clock() {
    for clock in [Ahead(10 * MINUTES_MS), Ahead(-10 * MINUTES_MS), Ahead(9 * HOUR_MS)] {
        let bench = Bench::new();
        let Bench { store, hamburg, .. } = &bench;
        let (there, _) = give(&bench, "1", Ahead(0));
        take(store, hamburg, clock).unwrap();
        let lease = dial(hamburg, clock).unwrap();
        let failure = Some(Failure::Busy);
        let end = AttemptEnd { failure, ..AttemptEnd::default() };
        hamburg.spool.queue().attempt_ended(&lease, &end, clock.now()).unwrap();
        tell(store, hamburg, clock);
        let job = store.jobs().job(there).unwrap();
        let ferrofax_spool::failure::Retry::After { seconds, .. } = Failure::Busy.retry() else {
            panic!()
        };
        let waits_ms = job.due_at.unwrap().ms_since(store.shared_queue().now_of_store().unwrap());
        let whole = i64::from(seconds) * 1000;
        assert_eq!(job.state, JobState::Sleeping);
        assert!((whole - MINUTES_MS / 2..=whole).contains(&waits_ms), "{waits_ms} of {whole}");
    }
}

/// Whether a node is dead does not depend on the clock of the node that checks it.
#[test]
fn who_is_dead_is_by_the_stores_clock_alone() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let (there, _) = give(&bench, "1", Ahead(0));
    take(store, hamburg, Ahead(-10 * MINUTES_MS)).unwrap();
    assert_eq!(store.shared_queue().end_dead_tries().unwrap(), []);
    bench.let_leases_end();
    assert_eq!(store.shared_queue().end_dead_tries().unwrap().len(), 1);
    bench.retry(there);
    assert_eq!(take(store, berlin, Ahead(10 * MINUTES_MS)).unwrap().job, there);
}

/// A shared database's clock that a test can set. On a PostgreSQL server, a function of ours
/// replaces the clock, since its schema is searched first. None on SQLite, where the clock can't be
/// set.
struct Put<'b>(&'b Spool);

impl<'b> Put<'b> {
    fn of(store: &'b Spool) -> Option<Self> {
        if store.folder().join("spool.db").exists() {
            return None;
        }
        let clock = "
            CREATE TABLE put_clock (ms BIGINT NOT NULL);
            INSERT INTO put_clock VALUES (0);
            CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
                $$ SELECT pg_catalog.clock_timestamp() + (SELECT ms FROM put_clock) * interval '1 ms' $$";
        store.write(|one| one.execute_batch(clock)).unwrap();
        Some(Self(store))
    }

    fn ahead(&self, ms: i64) {
        let put = "UPDATE put_clock SET ms = ms + ?1";
        self.0.write(|one| one.execute(put, [ms])).unwrap();
    }
}

/// A reading of a node's clocks, whose wall clock is trusted.
fn settled(steady_ms: u64) -> Look {
    Look { steady_ms, is_settled: true, ..Look::default() }
}

/// As long as a clock is not trusted, nobody knows whether the job has expired.
#[test]
fn a_job_that_seems_to_have_expired_is_neither_sent_nor_ended_while_jobs_do_not_expire() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let (there, _) = give(&bench, "1", Ahead(0));
    let expired = "UPDATE jobs SET expires_at = 1 WHERE id = ?1";
    store.write(|one| one.execute(expired, [there.0])).unwrap();
    for (expire, state) in [(false, JobState::Ready), (true, JobState::Failed)] {
        store.queue().let_jobs_expire(expire);
        assert_eq!(take(store, hamburg, Ahead(0)), None);
        assert_eq!(store.jobs().job(there).unwrap().state, state);
    }
}

#[test]
fn a_clock_of_the_store_that_leaps_ahead_lets_no_job_expire_for_an_hour() {
    for is_put_right in [true, false] {
        let bench = Bench::new();
        let Bench { store, hamburg, .. } = &bench;
        let Some(clock) = Put::of(store) else { return };
        let expires_at = Some(UnixMs::now() + HOUR_MS);
        let (there, _) = bench.given(&NewJob { expires_at, ..bench.new_job("1", 1) });
        let mut known = StoreClock::default();
        let mut state_at = |look: Look| {
            let ended = store.shared_queue().end_dead_tries_by(&mut known, LEASE_MS, &|| look);
            assert_eq!(ended, Ok(vec![]));
            take(store, hamburg, Ahead(0));
            store.jobs().job(there).unwrap().state
        };
        clock.ahead(5 * HOUR_MS);
        // The node has just started, and its own clock is possibly the same wrong clock.
        let unsettled = Look { is_settled: false, ..settled(0) };
        assert_eq!(state_at(unsettled), JobState::Ready);
        clock.ahead(5 * HOUR_MS);
        assert_eq!(state_at(settled(1_000)), JobState::Ready);
        if is_put_right {
            clock.ahead(-10 * HOUR_MS);
        }
        let after = if is_put_right { JobState::Active } else { JobState::Failed };
        assert_eq!(state_at(settled(3_700_000)), after);
    }
}

#[test]
fn a_clock_of_the_store_that_leaps_ahead_ends_no_call_of_who_is_there() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let Some(clock) = Put::of(store) else { return };
    give(&bench, "1", Ahead(0));
    let steady = std::cell::Cell::new(0);
    let mut known = StoreClock::default();
    let mut dead = || {
        store
            .shared_queue()
            .end_dead_tries_by(&mut known, LEASE_MS, &|| settled(steady.get()))
            .unwrap()
    };
    let pass = |ms: i64| {
        steady.set(steady.get() + ms.unsigned_abs());
        clock.ahead(ms);
    };
    assert_eq!(dead(), []);
    pass(20_000);
    let of = take(store, hamburg, Ahead(0)).unwrap();
    assert_eq!(dead(), []);
    // By this clock alone, the node has been silent for hours.
    clock.ahead(5 * HOUR_MS);
    assert_eq!(dead(), []);
    assert_eq!(store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap()[0].of, of);
    for _ in 0..6 {
        pass(LEASE_MS / 4);
        assert_eq!(dead(), []);
        store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap();
    }
    // When the node is really silent, it is declared dead.
    pass(LEASE_MS + 1);
    assert_eq!(dead(), [(of, "hamburg".to_owned())]);
    // A clock that was put back keeps no lease for ever.
    bench.retry(of.job);
    let of = take(store, hamburg, Ahead(0)).unwrap();
    clock.ahead(-30 * HOUR_MS);
    assert_eq!(dead(), []);
    let mut berlin = bench
        .berlin
        .spool
        .clone()
        .shared_queue()
        .greet(store, LEASE_MS, UnixMs::now())
        .unwrap()
        .0;
    berlin.name = "berlin".to_owned();
    pass(HOUR_MS + 1);
    assert_eq!(dead(), [(of, "hamburg".to_owned())]);
}
