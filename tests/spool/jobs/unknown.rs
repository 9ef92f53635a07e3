//! A page whose end was said and never answered: sent once more and marked, or never
//! again, by the device's policy; and in either case told.

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{
    JobId, JobLease, JobSession, JobState, NewJob, NotifyWhen, PageState, UnknownPolicy,
};

use super::bench::{Bench, MINUTE_MS};

/// Page 1 is confirmed, page 2 is said and not answered.
fn silence_after_page_two(bench: &Bench, lease: &JobLease, now: UnixMs) -> JobState {
    bench.spool.queue().session_begun(lease, now).unwrap();
    for page in lease.job.pages_to_send().take_while(|page| page.number <= 2) {
        match page.number {
            1 => bench.send_page(lease, page.at, now),
            _ => {
                bench.spool.queue().page_begun(lease, page.at).unwrap();
                bench.spool.queue().page_said(lease, page.at).unwrap();
            }
        }
    }
    bench.end(lease, Some(Failure::Dropped), now)
}

fn submit(bench: &Bench, pages: u32, unknown: UnknownPolicy) -> JobId {
    bench
        .spool
        .submission()
        .submit(&NewJob { unknown, ..bench.job("1", pages) }, UnixMs(0))
        .unwrap()
}

#[test]
fn by_default_it_goes_once_more_marked_and_is_told_to_have_come_twice_perhaps() {
    let bench = Bench::new();
    let job = submit(&bench, 3, UnknownPolicy::default());
    assert_eq!(
        silence_after_page_two(&bench, &bench.lease(UnixMs(0)).unwrap(), UnixMs(0)),
        JobState::Sleeping
    );
    let told = bench.spool.jobs().job(job).unwrap();
    assert!(
        told.text.contains("1 page was sent but not confirmed, and may arrive twice"),
        "{}",
        told.text
    );
    assert_eq!(told.pages_in_doubt().map(|page| page.number).collect::<Vec<_>>(), [2]);

    let lease = bench.lease(UnixMs(MINUTE_MS)).unwrap();
    let left: Vec<_> =
        lease.job.pages_to_send().map(|page| (page.number, page.is_again())).collect();
    assert_eq!(left, [(2, true), (3, false)]);
    assert_eq!(bench.send(&lease, UnixMs(MINUTE_MS)), JobState::Done);
    let done = bench.spool.jobs().job(job).unwrap();
    assert_eq!(done.text, "Sent: 3 pages. 1 page may have arrived twice.");
    assert_eq!(done.pages_perhaps_twice().map(|page| page.number).collect::<Vec<_>>(), [2]);
    assert_eq!((done.pages_confirmed(), done.pages_in_doubt().count()), (3, 0));
}

#[test]
fn a_second_silence_ends_the_job_before_a_third_copy_and_a_person_may_ask_for_one() {
    let bench = Bench::new();
    let job = submit(&bench, 3, UnknownPolicy::Resend);
    silence_after_page_two(&bench, &bench.lease(UnixMs(0)).unwrap(), UnixMs(0));
    assert_eq!(
        silence_after_page_two(&bench, &bench.lease(UnixMs(MINUTE_MS)).unwrap(), UnixMs(MINUTE_MS)),
        JobState::Failed
    );
    let failed = bench.spool.jobs().job(job).unwrap();
    assert_eq!((failed.failure, failed.tries), (Some(Failure::Unconfirmed), 2));
    assert_eq!(failed.pages_in_doubt().map(|page| page.number).collect::<Vec<_>>(), [2]);
    assert_eq!(failed.pages_perhaps_twice().map(|page| page.number).collect::<Vec<_>>(), [2]);

    assert_eq!(
        bench.spool.jobs().retry_job(job, "alice", UnixMs(2 * MINUTE_MS)).unwrap(),
        JobState::Ready
    );
    let lease = bench.lease(UnixMs(2 * MINUTE_MS)).unwrap();
    assert_eq!(lease.job.pages_to_send().map(|page| page.number).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(bench.send(&lease, UnixMs(2 * MINUTE_MS)), JobState::Done);
}

#[test]
fn with_skip_it_never_goes_again_and_the_job_goes_on_behind_it() {
    let bench = Bench::new();
    let job = submit(&bench, 3, UnknownPolicy::Skip);
    assert_eq!(
        silence_after_page_two(&bench, &bench.lease(UnixMs(0)).unwrap(), UnixMs(0)),
        JobState::Sleeping
    );
    let lease = bench.lease(UnixMs(MINUTE_MS)).unwrap();
    assert_eq!(lease.job.pages_to_send().map(|page| page.number).collect::<Vec<_>>(), [3]);
    assert_eq!(bench.send(&lease, UnixMs(MINUTE_MS)), JobState::Done);
    let done = bench.spool.jobs().job(job).unwrap();
    assert_eq!(done.text, "Sent: 3 pages. The remote fax machine never confirmed 1 page of these.");
    assert_eq!((done.pages_confirmed(), done.pages[1].state), (2, PageState::Doubtful));
    assert_eq!(done.pages_in_doubt().map(|page| page.number).collect::<Vec<_>>(), [2]);
}

#[test]
fn with_skip_a_job_whose_last_page_is_unknown_is_done_with_a_doubt() {
    let bench = Bench::new();
    let job = submit(&bench, 2, UnknownPolicy::Skip);
    assert_eq!(
        silence_after_page_two(&bench, &bench.lease(UnixMs(0)).unwrap(), UnixMs(0)),
        JobState::Done
    );
    let done = bench.spool.jobs().job(job).unwrap();
    assert_eq!((done.failure, done.pages_in_doubt().count()), (None, 1));
}

#[test]
fn a_crash_while_the_answer_is_awaited_is_a_silence_and_one_before_is_not() {
    for (said, again) in [(false, false), (true, true)] {
        let mut bench = Bench::new();
        let job = submit(&bench, 1, UnknownPolicy::Resend);
        let lease = bench.lease(UnixMs(0)).unwrap();
        bench.spool.queue().session_begun(&lease, UnixMs(0)).unwrap();
        bench.spool.queue().page_begun(&lease, lease.job.pages[0].at).unwrap();
        if said {
            bench.spool.queue().page_said(&lease, lease.job.pages[0].at).unwrap();
        }
        bench.crash();
        assert_eq!(bench.leased(UnixMs(10 * MINUTE_MS)), None);
        assert_eq!(
            bench.spool.queue().recover_jobs(UnixMs(0)).unwrap(),
            [(job, JobState::Sleeping)]
        );
        assert_eq!(bench.spool.queue().recover_jobs(UnixMs(0)).unwrap(), []);
        let lease = bench.lease(UnixMs(MINUTE_MS)).unwrap();
        assert_eq!(
            (lease.job.pages[0].is_again(), lease.job.tries, lease.job.dials),
            (again, 1, 2)
        );
    }
}

#[test]
fn a_job_that_brings_the_process_down_each_time_is_given_up() {
    let mut bench = Bench::new();
    let job = submit(&bench, 1, UnknownPolicy::Resend);
    let mut now = UnixMs(0);
    let mut crashes = 0;
    while bench.state(job) != JobState::Failed {
        let lease = bench.lease(now).unwrap();
        bench.spool.queue().session_begun(&lease, now).unwrap();
        bench.crash();
        bench.spool.queue().recover_jobs(now).unwrap();
        crashes += 1;
        now += MINUTE_MS;
    }
    assert_eq!(crashes, 3);
}

#[test]
fn a_report_keeps_the_doubts_and_the_machine_of_its_own_moment() {
    let bench = Bench::new();
    let job = submit(&bench, 3, UnknownPolicy::Resend);
    let lease = bench.lease(UnixMs(0)).unwrap();
    let session = JobSession { far_ident: Some("+49 89 1".into()), ..JobSession::default() };
    bench.spool.queue().note_job_session(&lease, &session).unwrap();
    silence_after_page_two(&bench, &lease, UnixMs(0));
    bench.send(&bench.lease(UnixMs(MINUTE_MS)).unwrap(), UnixMs(MINUTE_MS));
    let reported: Vec<_> = bench
        .spool
        .jobs()
        .job_history(job)
        .unwrap()
        .into_iter()
        .filter(|change| change.notice.is_some())
        .map(|change| {
            (
                change.pages_confirmed,
                change.pages_in_doubt,
                change.pages_perhaps_twice,
                change.far_ident,
            )
        })
        .collect();
    let machine = || Some("+49 89 1".to_owned());
    assert_eq!(reported, [(1, vec![2], vec![], machine()), (3, vec![], vec![2], machine())]);
}

#[test]
fn who_wants_to_hear_of_failures_only_hears_of_a_fax_that_is_done_with_a_doubt() {
    let bench = Bench::new();
    let new = NewJob {
        notify_when: NotifyWhen::OnFailure,
        unknown: UnknownPolicy::Skip,
        ..bench.job("1", 3)
    };
    let job = bench.spool.submission().submit(&new, UnixMs(0)).unwrap();
    silence_after_page_two(&bench, &bench.lease(UnixMs(0)).unwrap(), UnixMs(0));
    assert_eq!(bench.spool.outbox().reports_of(job).unwrap().len(), 0);
    assert_eq!(
        bench.send(&bench.lease(UnixMs(MINUTE_MS)).unwrap(), UnixMs(MINUTE_MS)),
        JobState::Done
    );
    assert_eq!(bench.spool.outbox().reports_of(job).unwrap().len(), 1);
}
