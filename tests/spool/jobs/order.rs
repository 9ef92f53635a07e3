//! What goes first: priority, then age; one call at a time to a number; never more calls
//! than allowed.

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobId, JobQuery, JobState, LeaseLimits, NewJob};
use ferrofax::spool::sending::option;
use ferrofax::spool::window::Windows;

use super::bench::{Bench, MINUTE_MS};

#[test]
fn the_lowest_priority_number_goes_first_and_of_equals_the_oldest() {
    let bench = Bench::new();
    let submit = |priority, number: &str| {
        bench
            .spool
            .submission()
            .submit(&NewJob { priority, ..bench.job(number, 1) }, UnixMs(0))
            .unwrap()
    };
    let batch: Vec<_> = (0..20).map(|n| submit(250, &format!("b{n}"))).collect();
    let by_hand = submit(NewJob::PRIORITY, "m");
    let last = submit(255, "l");
    let (first, urgent) = (submit(0, "f"), submit(100, "u"));
    let mut expected = vec![first, urgent, by_hand];
    expected.extend(&batch);
    expected.push(last);
    let query = JobQuery { in_order: true, ..JobQuery::default() };
    assert_eq!(
        bench
            .spool
            .jobs()
            .list(&query)
            .unwrap()
            .iter()
            .map(|job| job.id)
            .collect::<Vec<_>>(),
        expected
    );
    let leased: Vec<_> = std::iter::from_fn(|| bench.leased(UnixMs(0))).collect();
    assert_eq!(leased, expected);
}

#[test]
fn a_job_that_is_tried_again_keeps_its_age() {
    let bench = Bench::new();
    let old = bench.submit("1", 1, UnixMs(0));
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Dropped), UnixMs(0));
    let young = bench.submit("2", 1, UnixMs(0));
    assert_eq!(
        (bench.leased(UnixMs(MINUTE_MS)), bench.leased(UnixMs(MINUTE_MS))),
        (Some(old), Some(young))
    );
}

#[test]
fn others_to_the_same_number_are_blocked_and_woken() {
    let bench = Bench::new();
    let canonical = |number: &str| NewJob { canonical: "+49991123".into(), ..bench.job(number, 1) };
    let first = bench.spool.submission().submit(&canonical("0991123"), UnixMs(0)).unwrap();
    let second = bench.spool.submission().submit(&canonical("+49 991 123"), UnixMs(0)).unwrap();
    let other = bench.submit("2", 1, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!((lease.job.id, bench.state(second)), (first, JobState::Blocked));
    let third = bench.spool.submission().submit(&canonical("00049991123"), UnixMs(0)).unwrap();
    assert_eq!(bench.state(third), JobState::Blocked);
    assert_eq!((bench.leased(UnixMs(0)), bench.leased(UnixMs(0))), (Some(other), None));
    assert_eq!(
        bench.spool.jobs().job(second).unwrap().failure,
        None,
        "being blocked is no failure"
    );
    // The call breaks off: the first sleeps, and it is the turn of the second.
    bench.end(&lease, Some(Failure::Dropped), UnixMs(0));
    assert_eq!((bench.state(second), bench.state(third)), (JobState::Ready, JobState::Blocked));
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(lease.job.id, second);
    // The first's time comes during that call.
    bench.spool.queue().wake_jobs(UnixMs(10 * MINUTE_MS)).unwrap();
    assert_eq!(bench.state(first), JobState::Blocked);
    bench.send(&lease, UnixMs(10 * MINUTE_MS));
    let lease = bench.lease(UnixMs(10 * MINUTE_MS)).unwrap();
    assert_eq!((lease.job.id, bench.state(third)), (first, JobState::Blocked));
    bench.send(&lease, UnixMs(10 * MINUTE_MS));
    assert_eq!(bench.leased(UnixMs(10 * MINUTE_MS)), Some(third));
}

/// Counts all changes in the histories of these jobs.
fn changes(bench: &Bench, jobs: &[JobId]) -> usize {
    jobs.iter().map(|job| bench.spool.jobs().job_history(*job).unwrap().len()).sum()
}

#[test]
fn a_person_who_answers_is_not_called_by_one_job_after_the_other() {
    let bench = Bench::new();
    let jobs: Vec<_> = (0..30).map(|_| bench.submit("1", 1, UnixMs(0))).collect();
    let before = changes(&bench, &jobs);
    let (mut calls, mut now) = (Vec::new(), UnixMs(0));
    while bench.spool.jobs().job_counts().unwrap().failed < 30 {
        if let Some(lease) = bench.lease(now) {
            calls.push(now);
            bench.end(&lease, Some(Failure::NoFax), now + 20_000);
        }
        now += 30_000;
    }
    // Each job calls twice (`300,1`).
    assert_eq!(calls.len(), 60);
    for two in calls.windows(2) {
        assert!(two[1].ms_since(two[0]) >= 5 * MINUTE_MS, "{two:?}");
    }
    // The number of changes does not grow with the square of the number of jobs.
    let written = changes(&bench, &jobs) - before;
    assert!(written <= jobs.len() + 8 * calls.len(), "{written} changes");
}

#[test]
fn a_number_is_spared_after_a_call_that_reached_no_fax_machine_and_after_no_other() {
    let cases = [
        (Failure::Busy, 180),
        (Failure::NoAnswer, 300),
        (Failure::NoFax, 300),
        (Failure::LinesFull, 0),
        (Failure::NoRoute, 0),
        (Failure::Internal, 0),
        (Failure::Dropped, 0),
    ];
    for (failure, pause_s) in cases {
        // The first job may call only once: the pause applies to the others all the same.
        for max_dials in [1, 12] {
            let bench = Bench::new();
            let new = NewJob { max_dials, ..bench.job("1", 1) };
            bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
            let second = bench.submit("1", 1, UnixMs(0));
            let third = bench.submit("1", 1, UnixMs(0));
            let hour = NewJob { send_at: Some(UnixMs(60 * MINUTE_MS)), ..bench.job("1", 1) };
            let later = bench.spool.submission().submit(&hour, UnixMs(0)).unwrap();
            bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(failure), UnixMs(0));
            // A job that is submitted meanwhile waits, too.
            let young = bench.submit("1", 1, UnixMs(1));
            let free = UnixMs(pause_s * 1000);
            let case = format!("{failure}, {max_dials} calls");
            if pause_s > 0 {
                assert_eq!(bench.leased(free - 1), None, "{case}");
                let due_at = |job| bench.spool.jobs().job(job).unwrap().due_at;
                assert_eq!((due_at(second), due_at(young)), (Some(free), Some(free)), "{case}");
            }
            let is_first_done = max_dials == 1 || pause_s == 0;
            let lease = bench.lease(free).unwrap();
            assert_eq!(lease.job.id == second, is_first_done, "{case}");
            assert_eq!(bench.state(third), JobState::Blocked, "{case}");
            assert_eq!(bench.state(later), JobState::Pending, "{case}");
            assert_eq!(bench.leased(free), None, "{case}");
        }
    }
}

#[test]
fn others_do_not_wait_for_the_interval_that_one_sender_has_chosen() {
    let rare = |bench: &Bench| {
        let mut new = bench.job("1", 1);
        new.options.insert(option::RETRY_SECONDS.to_owned(), "86400".to_owned());
        bench.spool.submission().submit(&new, UnixMs(0)).unwrap()
    };
    let pause = Some(UnixMs(180_000));
    for others_are_rare in [false, true] {
        let bench = Bench::new();
        let first = rare(&bench);
        let other =
            |at| if others_are_rare { rare(&bench) } else { bench.submit("1", 1, UnixMs(at)) };
        let others = [other(0), other(0)];
        bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Busy), UnixMs(0));
        let young = bench.submit("1", 1, UnixMs(1));
        let due_at = |job| bench.spool.jobs().job(job).unwrap().due_at;
        assert_eq!([first, others[0], young].map(due_at), [Some(UnixMs(86_400_000)), pause, pause]);
        bench.spool.queue().recover_jobs(UnixMs(60_000)).unwrap();
        assert_eq!(bench.leased(UnixMs(60_000)), None);
        assert_eq!(bench.leased(UnixMs(180_000)), Some(others[0]));
    }
    // The job alone spares its number, too, and no longer than the pause.
    let bench = Bench::new();
    rare(&bench);
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Busy), UnixMs(0));
    let young = bench.submit("1", 1, UnixMs(1));
    assert_eq!(bench.spool.jobs().job(young).unwrap().due_at, pause);
    let later = bench.submit("1", 1, UnixMs(200_000));
    assert_eq!(bench.state(later), JobState::Ready);
}

/// A process of an earlier version does not pass on the turn.
#[test]
fn a_turn_that_was_not_passed_on_is_given_to_the_next_job() {
    let bench = Bench::new();
    let jobs: Vec<_> = (0..3).map(|_| bench.submit("1", 1, UnixMs(0))).collect();
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Dropped), UnixMs(0));
    let states = || jobs.iter().map(|job| bench.state(*job)).collect::<Vec<_>>();
    assert_eq!(states(), [JobState::Sleeping, JobState::Ready, JobState::Blocked]);
    if bench.spool.folder().join("spool.db").metadata().is_err() {
        return; // The shared database has another connection.
    }
    let database = rusqlite::Connection::open(bench.spool.folder().join("spool.db")).unwrap();
    let end = "UPDATE jobs SET state = 'failed', ended_at = 1 WHERE id = ?1";
    database.execute(end, [jobs[1].0]).unwrap();
    assert_eq!(bench.leased(UnixMs(1)), None);
    bench.spool.queue().recover_jobs(UnixMs(1)).unwrap();
    assert_eq!(bench.state(jobs[2]), JobState::Ready);
    // A pause of the number is nobody's turn.
    let fourth = bench.submit("1", 1, UnixMs(1));
    bench.end(&bench.lease(UnixMs(1)).unwrap(), Some(Failure::Busy), UnixMs(1));
    bench.spool.queue().recover_jobs(UnixMs(2)).unwrap();
    assert_ne!(bench.state(fourth), JobState::Ready);
    assert_eq!(bench.leased(UnixMs(2)), None);
}

/// Also where one of them has the turn.
#[test]
fn jobs_outside_their_hours_and_jobs_that_expire_change_once() {
    let bench = Bench::new();
    let hours = Windows::parse("08:00-09:00", "UTC").unwrap();
    let (open, closed) = (UnixMs(8 * 60 * MINUTE_MS), UnixMs(10 * 60 * MINUTE_MS));
    let new = NewJob {
        windows: hours,
        expires_at: Some(UnixMs(11 * 60 * MINUTE_MS)),
        ..bench.job("1", 1)
    };
    let submit = |_| bench.spool.submission().submit(&new, open).unwrap();
    let jobs: Vec<_> = (0..50).map(submit).collect();
    let always = bench.submit("1", 1, open);
    bench
        .spool
        .queue()
        .return_lease(&bench.lease(open).unwrap(), open, "no line")
        .unwrap();
    let before = changes(&bench, &jobs);
    assert_eq!(bench.leased(closed), Some(always));
    assert_eq!(changes(&bench, &jobs) - before, jobs.len());
    assert!(jobs.iter().all(|job| bench.state(*job) == JobState::Pending));
    bench.spool.queue().wake_jobs(UnixMs(12 * 60 * MINUTE_MS)).unwrap();
    assert_eq!(changes(&bench, &jobs) - before, 2 * jobs.len());
}

#[test]
fn a_user_may_end_the_wait_of_a_job_for_a_spared_number() {
    let bench = Bench::new();
    let once = NewJob { max_dials: 1, ..bench.job("1", 1) };
    bench.spool.submission().submit(&once, UnixMs(0)).unwrap();
    let jobs = [1, 2, 3].map(|pages| bench.submit("1", pages, UnixMs(0)));
    bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::NoFax), UnixMs(0));
    // The job whose turn it is gives its turn and its pause to the next one.
    bench.spool.jobs().cancel_job(jobs[0], "alice", UnixMs(1)).unwrap();
    assert_eq!(bench.leased(UnixMs(2)), None);
    assert_eq!(bench.state(jobs[1]), JobState::Pending);
    bench.spool.jobs().hold_job(jobs[1], "alice", UnixMs(3)).unwrap();
    assert_eq!((bench.leased(UnixMs(4)), bench.state(jobs[2])), (None, JobState::Pending));
    bench.spool.jobs().release_job(jobs[1], "alice", UnixMs(5)).unwrap();
    assert_eq!(bench.leased(UnixMs(6)), None);
    bench.spool.jobs().retry_job(jobs[2], "alice", UnixMs(7)).unwrap();
    let lease = bench.lease(UnixMs(8)).unwrap();
    assert_eq!(lease.job.id, jobs[2]);
    bench.send(&lease, UnixMs(9));
    assert_eq!(bench.leased(UnixMs(5 * MINUTE_MS)), Some(jobs[1]));
}

#[test]
fn a_job_that_cannot_be_dialled_now_does_not_hold_up_others_to_its_number() {
    let bench = Bench::new();
    let of = |account: &str, number: &str| {
        let new = NewJob { account: account.into(), account_calls: 1, ..bench.job(number, 1) };
        bench.spool.submission().submit(&new, UnixMs(0)).unwrap()
    };
    let first = of("bob", "1");
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(lease.job.id, first);
    let (alices, carols) = (of("alice", "1"), of("carol", "1"));
    let elsewhere = of("alice", "2");
    assert_eq!(bench.leased(UnixMs(0)), Some(elsewhere));
    bench.send(&lease, UnixMs(0));
    // Alice has all her calls.
    assert_eq!(bench.leased(UnixMs(0)), Some(carols));
    assert_eq!(bench.state(alices), JobState::Blocked);
}

#[test]
fn no_more_calls_than_allowed_and_none_to_a_number_that_is_taken_otherwise() {
    let bench = Bench::new();
    let jobs: Vec<_> = ["1", "2", "3"].map(|number| bench.submit(number, 1, UnixMs(0))).to_vec();
    let limits =
        LeaseLimits { max_calls: Some(1), busy_numbers: vec!["1".into()], lease_ms: i64::MAX / 2 };
    let lease = || bench.spool.queue().lease_job(UnixMs(0), &limits).unwrap();
    let first = lease().unwrap();
    assert_eq!((first.job.id, lease()), (jobs[1], None));
    bench.send(&first, UnixMs(0));
    assert_eq!(lease().map(|lease| lease.job.id), Some(jobs[2]));
}

#[test]
fn jobs_to_the_same_number_may_go_in_one_call() {
    let bench = Bench::new();
    let jobs = [1, 2, 3].map(|pages| bench.submit("1", pages, UnixMs(0)));
    let foreign = bench
        .spool
        .submission()
        .submit(&NewJob { device: "9@other".parse().unwrap(), ..bench.job("1", 1) }, UnixMs(0))
        .unwrap();
    let lead = bench.lease(UnixMs(0)).unwrap();
    let join = |lead| bench.spool.queue().join_call(lead, UnixMs(0), i64::MAX / 2).unwrap();
    let second = join(&lead).unwrap();
    assert_eq!((second.job.id, second.job.dials, second.job.state), (jobs[1], 0, JobState::Active));
    assert_eq!(bench.send(&lead, UnixMs(0)), JobState::Done);
    // The number is not free yet.
    assert_eq!((bench.leased(UnixMs(0)), bench.state(jobs[2])), (None, JobState::Blocked));
    let third = join(&second).unwrap();
    assert_eq!(third.job.id, jobs[2]);
    assert_eq!(join(&third), None, "another device's job is another sender's");
    assert_eq!(bench.send(&second, UnixMs(0)), JobState::Done);
    // Nothing of the third was begun: it is as it was.
    bench.spool.queue().return_lease(&third, UnixMs(0), "the call broke").unwrap();
    let third = bench.spool.jobs().job(jobs[2]).unwrap();
    assert_eq!((third.state, third.dials, third.tries), (JobState::Ready, 0, 0));
    assert_eq!((bench.leased(UnixMs(0)), bench.state(foreign)), (Some(jobs[2]), JobState::Blocked));
}

#[test]
fn jobs_with_other_digits_behind_their_number_go_in_calls_of_their_own() {
    let bench = Bench::new();
    let submit = |digits: &str| {
        let options = [(option::POST_DIAL.to_owned(), digits.to_owned())].into();
        let job = NewJob { options, ..bench.job("1", 1) };
        bench.spool.submission().submit(&job, UnixMs(0)).unwrap()
    };
    let [_, other, same] = ["17", "18", "17"].map(submit);
    bench.submit("1", 1, UnixMs(0));
    let lead = bench.lease(UnixMs(0)).unwrap();
    let join = |lead| bench.spool.queue().join_call(lead, UnixMs(0), i64::MAX / 2).unwrap();
    let second = join(&lead).unwrap();
    assert_eq!(second.job.id, same);
    assert_eq!((join(&second), bench.state(other)), (None, JobState::Blocked));
}

#[test]
fn a_shared_call_counts_as_one_and_lets_nobody_overtake() {
    let bench = Bench::new();
    let submit = |number: &str, priority| {
        bench
            .spool
            .submission()
            .submit(&NewJob { priority, ..bench.job(number, 1) }, UnixMs(0))
            .unwrap()
    };
    let (lead, bulk, other) = (submit("1", 100), submit("1", 250), submit("2", 200));
    let limits =
        LeaseLimits { max_calls: Some(2), lease_ms: i64::MAX / 2, ..LeaseLimits::default() };
    let lease = || bench.spool.queue().lease_job(UnixMs(0), &limits).unwrap();
    let first = lease().unwrap();
    assert_eq!(first.job.id, lead);
    assert_eq!(
        bench.spool.queue().join_call(&first, UnixMs(0), 1).unwrap(),
        None,
        "the other waits for a line and is more urgent"
    );
    let second = lease().unwrap();
    assert_eq!(second.job.id, other);
    assert_eq!(
        bench
            .spool
            .queue()
            .join_call(&first, UnixMs(0), i64::MAX / 2)
            .unwrap()
            .map(|joined| joined.job.id),
        Some(bulk)
    );
    bench.send(&second, UnixMs(0));
    let next = bench.submit("3", 1, UnixMs(0));
    assert_eq!(lease().map(|lease| lease.job.id), Some(next), "two jobs in one call are one call");
    bench.submit("4", 1, UnixMs(0));
    assert_eq!(lease(), None);
}

#[test]
fn a_lease_given_back_counts_nothing() {
    let bench = Bench::new();
    let (job, other) = (bench.submit("1", 1, UnixMs(0)), bench.submit("1", 1, UnixMs(0)));
    let lease = bench.lease(UnixMs(0)).unwrap();
    bench.spool.queue().return_lease(&lease, UnixMs(0), "no line was free").unwrap();
    let back = bench.spool.jobs().job(job).unwrap();
    assert_eq!((back.state, back.dials, back.call), (JobState::Ready, 0, None));
    assert_eq!(bench.state(other), JobState::Ready);
    assert_eq!(bench.leased(UnixMs(0)), Some(job));
}

/// Run with `cargo test --release --test spool -- --ignored --nocapture jobs::order::`.
#[test]
#[ignore = "a measurement"]
fn queue_rate() {
    let bench = Bench::new();
    let windows = Windows::parse("00:00-24:00", "Europe/Berlin").unwrap();
    let per_second = |count: u32, started: std::time::Instant| {
        f64::from(count) / started.elapsed().as_secs_f64()
    };
    let started = std::time::Instant::now();
    for number in 0..10_000 {
        let windows = windows.clone().filter(|_| number % 10 == 0);
        bench
            .spool
            .submission()
            .submit(&NewJob { windows, ..bench.job(&(number % 3000).to_string(), 2) }, UnixMs(0))
            .unwrap();
    }
    println!("{:.0} jobs taken in a second", per_second(10_000, started));
    let started = std::time::Instant::now();
    for now in (0..500).map(UnixMs) {
        bench.send(&bench.lease(now).unwrap(), now);
    }
    println!(
        "{:.0} jobs of two pages leased and sent a second, 10 000 waiting",
        per_second(500, started)
    );
    let started = std::time::Instant::now();
    for now in (500..600).map(UnixMs) {
        bench.spool.queue().wake_jobs(now).unwrap();
    }
    println!("{:.0} looks at the queue a second with nothing to do", per_second(100, started));
}

#[test]
fn no_more_calls_for_one_account_than_it_may_have_and_others_go_meanwhile() {
    let bench = Bench::new();
    let of = |account: &str, account_calls, number: &str| {
        let new = NewJob { account: account.into(), account_calls, ..bench.job(number, 1) };
        bench.spool.submission().submit(&new, UnixMs(0)).unwrap()
    };
    let alices: Vec<_> = ["1", "2", "3"].iter().map(|number| of("alice", 2, number)).collect();
    let (bobs, nobodys) = (of("bob", 0, "4"), of("", 1, "5"));
    let first = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(first.job.id, alices[0]);
    assert_eq!(bench.leased(UnixMs(0)), Some(alices[1]));
    assert_eq!(
        (bench.leased(UnixMs(0)), bench.leased(UnixMs(0)), bench.leased(UnixMs(0))),
        (Some(bobs), Some(nobodys), None)
    );
    assert_eq!(
        bench.state(alices[2]),
        JobState::Ready,
        "it waits for a call of its own account to end"
    );
    bench.send(&first, UnixMs(0));
    assert_eq!(bench.leased(UnixMs(0)), Some(alices[2]));
}
