//! One job from its submission to its end, try by try, and the clean-up after it.

use ferrofax::UnixMs;
use ferrofax::spool::failure::{Failure, NotifyReason, Retry};
use ferrofax::spool::jobs::{
    AttemptEnd, CallWish, JobState, NewJob, NotifyWhen, PageState, RetryRules,
};
use ferrofax::spool::{OutboxKind, SpoolError, window::Windows};

use super::bench::{Bench, MINUTE_MS, document};

const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[test]
fn a_job_is_sent_page_by_page_and_is_done() {
    let bench = Bench::new();
    let new = NewJob {
        tag: "Bestellung 12345 für Müller".into(),
        sub: Some("77".into()),
        options: [("header".to_owned(), "Carol's shop".to_owned())].into(),
        ..bench.job("09911 2345", 3)
    };
    let job = bench.spool.submission().submit(&new, UnixMs(1000)).unwrap();
    let lease = bench.lease(UnixMs(2000)).unwrap();
    assert_eq!(
        (lease.job.id, lease.job.state, lease.job.dials, lease.job.tries),
        (job, JobState::Active, 1, 0)
    );
    assert_eq!(
        (&lease.job.tag, &lease.job.options, &lease.job.sub),
        (&new.tag, &new.options, &new.sub)
    );
    assert_eq!(
        (lease.job.documents.len(), lease.job.documents[0].name.as_str()),
        (1, "3 pages.pdf")
    );
    let sent = std::fs::read(&lease.job.documents[0].path).unwrap();
    assert!(sent == std::fs::read(document(&bench.folder, 3)).unwrap());
    assert_eq!(bench.send(&lease, UnixMs(5000)), JobState::Done);

    let done = bench.spool.jobs().job(job).unwrap();
    assert_eq!(
        (done.tries, done.dials, done.ended_at, done.failure),
        (1, 1, Some(UnixMs(5000)), None)
    );
    assert_eq!((done.pages_confirmed(), done.text.as_str()), (3, "Sent: 3 pages."));
    assert_eq!((done.pages_perhaps_twice().count(), done.pages_in_doubt().count()), (0, 0));
    let states: Vec<JobState> = bench
        .spool
        .jobs()
        .job_history(job)
        .unwrap()
        .iter()
        .map(|change| change.state)
        .collect();
    assert_eq!(states, [JobState::Ready, JobState::Active, JobState::Active, JobState::Done]);
    assert_eq!(bench.leased(UnixMs(DAY_MS)), None);
}

#[test]
fn a_busy_number_is_tried_again_after_three_minutes_and_given_up_after_the_last_dial() {
    let bench = Bench::new();
    let job = bench
        .spool
        .submission()
        .submit(&NewJob { max_dials: 3, ..bench.job("1", 1) }, UnixMs(0))
        .unwrap();
    let mut now = UnixMs(0);
    for dial in 1..=3 {
        assert!(dial == 1 || bench.leased(now - 1).is_none());
        let lease = bench.lease(now).unwrap();
        let end = AttemptEnd {
            failure: Some(Failure::Busy),
            hangup_cause: Some(17),
            ..AttemptEnd::default()
        };
        let state = bench.spool.queue().attempt_ended(&lease, &end, now + 1000).unwrap();
        assert_eq!(state, if dial < 3 { JobState::Sleeping } else { JobState::Failed });
        now += 181_000;
    }
    let failed = bench.spool.jobs().job(job).unwrap();
    assert_eq!((failed.tries, failed.dials, failed.failure), (0, 3, Some(Failure::Busy)));
    assert_eq!(failed.text, "The number was busy. Given up after 3 calls.");
    // By default each try that failed is reported, and the end.
    let reports = bench.spool.outbox().reports_of(job).unwrap();
    let why = |kind: &OutboxKind| match kind {
        OutboxKind::JobReport { why, change, .. } => {
            let change = bench.spool.jobs().job_change(*change).unwrap();
            assert_eq!((change.notice, change.hangup_cause), (Some(*why), Some(17)));
            (*why, change.dials)
        }
        other => panic!("{other:?}"),
    };
    let whys: Vec<_> = reports.iter().map(|report| why(&report.kind)).collect();
    assert_eq!(
        whys,
        [(NotifyReason::Requeued, 1), (NotifyReason::Requeued, 2), (NotifyReason::Failed, 3)]
    );
    // Nobody was named: the faxmaster.
    assert!(reports.iter().all(|report| report.mailbox.is_empty()));
}

#[test]
fn tries_are_counted_apart_from_dials() {
    let bench = Bench::new();
    let job = bench.submit("1", 2, UnixMs(0));
    let mut now = UnixMs(0);
    for (answered, failure) in [
        (false, Failure::Busy),
        (true, Failure::Dropped),
        (false, Failure::NoAnswer),
        (true, Failure::LineTooBad),
    ] {
        let lease = bench.lease(now).unwrap();
        if answered {
            bench.spool.queue().session_begun(&lease, now).unwrap();
            bench.spool.queue().session_begun(&lease, now).unwrap();
        }
        assert_eq!(bench.end(&lease, Some(failure), now), JobState::Sleeping);
        now += 300_000;
    }
    let lease = bench.lease(now).unwrap();
    bench.spool.queue().session_begun(&lease, now).unwrap();
    assert_eq!(bench.end(&lease, Some(Failure::Dropped), now), JobState::Failed);
    let failed = bench.spool.jobs().job(job).unwrap();
    assert_eq!((failed.tries, failed.dials), (3, 5));
    assert!(failed.text.ends_with("Given up after 3 attempts."), "{}", failed.text);
}

#[test]
fn what_is_for_good_fails_at_once_and_a_voice_is_rung_up_twice_at_most() {
    let bench = Bench::new();
    let unknown = bench.submit("1", 1, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(bench.end(&lease, Some(Failure::UnknownNumber), UnixMs(1)), JobState::Failed);
    assert_eq!(bench.spool.jobs().job(unknown).unwrap().text, "There is no such number.");
    let voice = bench.submit("2", 1, UnixMs(0));
    assert_eq!(
        bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::NoFax), UnixMs(1)),
        JobState::Sleeping
    );
    assert_eq!(
        bench.end(&bench.lease(UnixMs(DAY_MS)).unwrap(), Some(Failure::NoFax), UnixMs(DAY_MS)),
        JobState::Failed
    );
    assert_eq!(bench.spool.jobs().job(voice).unwrap().dials, 2);
}

#[test]
fn the_configuration_may_retry_otherwise() {
    let bench = Bench::new();
    bench.submit("1", 1, UnixMs(0));
    let mut retry = RetryRules::default();
    retry.set(Failure::UnknownNumber, Retry::After { seconds: 7, times: None });
    let end = AttemptEnd { failure: Some(Failure::UnknownNumber), retry, ..AttemptEnd::default() };
    assert_eq!(
        bench
            .spool
            .queue()
            .attempt_ended(&bench.lease(UnixMs(0)).unwrap(), &end, UnixMs(0))
            .unwrap(),
        JobState::Sleeping
    );
    assert_eq!((bench.leased(UnixMs(6999)), bench.leased(UnixMs(7000)).is_some()), (None, true));
}

#[test]
fn a_broken_call_goes_on_from_the_first_page_that_is_not_confirmed() {
    let bench = Bench::new();
    let job = bench.submit("1", 5, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    let pages: Vec<_> = lease.job.pages_to_send().map(|page| page.at).collect();
    bench.send_page(&lease, pages[0], UnixMs(10));
    bench.send_page(&lease, pages[1], UnixMs(20));
    bench.spool.queue().page_begun(&lease, pages[2]).unwrap();
    assert_eq!(bench.end(&lease, Some(Failure::Dropped), UnixMs(30)), JobState::Sleeping);
    let lease = bench.lease(UnixMs(60_030)).unwrap();
    let left: Vec<_> =
        lease.job.pages_to_send().map(|page| (page.number, page.is_again())).collect();
    assert_eq!(left, [(3, false), (4, false), (5, false)]);
    assert_eq!(bench.send(&lease, UnixMs(70_000)), JobState::Done);
    assert_eq!(bench.spool.jobs().job(job).unwrap().text, "Sent: 5 pages.");
}

#[test]
fn a_page_that_was_refused_is_sent_again_and_not_taken_for_unknown() {
    let bench = Bench::new();
    bench.submit("1", 1, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    let page = lease.job.pages[0].at;
    bench.spool.queue().page_begun(&lease, page).unwrap();
    bench.spool.queue().page_said(&lease, page).unwrap();
    bench.spool.queue().page_refused(&lease, page).unwrap();
    assert_eq!(bench.end(&lease, Some(Failure::LineTooBad), UnixMs(0)), JobState::Sleeping);
    let lease = bench.lease(UnixMs(MINUTE_MS)).unwrap();
    let page = &lease.job.pages[0];
    assert_eq!((page.state, page.refused, page.unknown), (PageState::Waiting, 1, 0));
}

#[test]
fn rows_of_a_long_page_that_were_confirmed_are_kept() {
    let bench = Bench::new();
    bench.submit("1", 1, UnixMs(0));
    let lease = bench.lease(UnixMs(0)).unwrap();
    let page = lease.job.pages[0].at;
    bench.spool.queue().page_begun(&lease, page).unwrap();
    bench.spool.queue().page_part_confirmed(&lease, page, 12).unwrap();
    bench.end(&lease, Some(Failure::Dropped), UnixMs(0));
    let page = bench.lease(UnixMs(MINUTE_MS)).unwrap().job.pages[0].clone();
    assert_eq!((page.state, page.rows_confirmed, page.unknown), (PageState::Waiting, 12, 0));
}

#[test]
fn a_job_waits_for_its_time_and_for_its_hours() {
    let at = |text: &str| UnixMs::from(text.parse::<jiff::Timestamp>().unwrap());
    let bench = Bench::new();
    let now = at("2026-11-20T10:00:00Z");
    let later = bench
        .spool
        .submission()
        .submit(&NewJob { send_at: Some(now + 5000), ..bench.job("1", 1) }, now)
        .unwrap();
    let windows = Windows::parse("22:00-06:00", "Europe/Berlin").unwrap();
    let night = bench
        .spool
        .submission()
        .submit(&NewJob { windows, ..bench.job("2", 1) }, now)
        .unwrap();
    assert_eq!((bench.state(later), bench.state(night)), (JobState::Pending, JobState::Pending));
    assert_eq!(bench.spool.queue().next_job_due().unwrap(), Some(now + 5000));
    assert_eq!((bench.leased(now + 4999), bench.leased(now + 5000)), (None, Some(later)));
    let opens = at("2026-11-20T21:00:00Z");
    assert_eq!(bench.spool.queue().next_job_due().unwrap(), Some(opens));
    // It is busy until the hours are over: it waits for the next evening, not for three minutes.
    let lease = bench.lease(opens).unwrap();
    assert_eq!(lease.job.id, night);
    assert_eq!(
        bench.end(&lease, Some(Failure::Busy), at("2026-11-21T04:59:00Z")),
        JobState::Sleeping
    );
    assert_eq!(bench.leased(at("2026-11-21T05:02:00Z")), None);
    let waiting = bench.spool.jobs().job(night).unwrap();
    assert_eq!(
        (waiting.state, waiting.due_at),
        (JobState::Pending, Some(at("2026-11-21T21:00:00Z")))
    );
    assert_eq!(bench.leased(at("2026-11-21T21:00:00Z")), Some(night));
}

#[test]
fn hours_that_end_while_a_job_waits_for_a_line_take_it_out_of_the_queue() {
    let at = |text: &str| UnixMs::from(text.parse::<jiff::Timestamp>().unwrap());
    let bench = Bench::new();
    let windows = Windows::parse("10:00-11:00", "UTC").unwrap();
    let job = bench
        .spool
        .submission()
        .submit(&NewJob { windows, ..bench.job("1", 1) }, at("2026-11-20T10:00:00Z"))
        .unwrap();
    assert_eq!(bench.state(job), JobState::Ready);
    assert_eq!(bench.leased(at("2026-11-20T11:00:00Z")), None);
    assert_eq!(bench.state(job), JobState::Pending);
}

#[test]
fn a_job_whose_time_is_over_fails_but_not_in_the_middle_of_a_call() {
    let bench = Bench::new();
    let submit = |number: &str, held| {
        bench
            .spool
            .submission()
            .submit(
                &NewJob { expires_at: Some(UnixMs(10_000)), held, ..bench.job(number, 1) },
                UnixMs(0),
            )
            .unwrap()
    };
    let (sent, busy, held) = (submit("1", false), submit("2", false), submit("3", true));
    let first = bench.lease(UnixMs(0)).unwrap();
    let second = bench.lease(UnixMs(0)).unwrap();
    assert_eq!(bench.spool.queue().next_job_due().unwrap(), Some(UnixMs(10_000)));
    bench.spool.queue().wake_jobs(UnixMs(10_000)).unwrap();
    let ended = bench.spool.jobs().job(held).unwrap();
    assert_eq!((ended.state, ended.failure), (JobState::Failed, Some(Failure::Expired)));
    assert_eq!(bench.send(&first, UnixMs(20_000)), JobState::Done);
    assert_eq!(bench.end(&second, Some(Failure::Busy), UnixMs(20_000)), JobState::Failed);
    let ended = bench.spool.jobs().job(busy).unwrap();
    assert_eq!(ended.failure, Some(Failure::Expired));
    assert!(ended.text.ends_with("The last attempt: The number was busy."), "{}", ended.text);
    assert_eq!(bench.state(sent), JobState::Done);
    let notices = |job| bench.spool.jobs().job_history(job).unwrap().last().unwrap().notice;
    assert_eq!(notices(held), Some(NotifyReason::TimedOut));
}

#[test]
fn reports_go_to_whom_and_when_the_job_says() {
    let bench = Bench::new();
    for (when, busy, sent) in [
        (NotifyWhen::EachChange, 1, 2),
        (NotifyWhen::AtEnd, 0, 1),
        (NotifyWhen::OnFailure, 0, 0),
        (NotifyWhen::OnSuccess, 0, 1),
        (NotifyWhen::OnTrouble, 1, 1),
        (NotifyWhen::Never, 0, 0),
    ] {
        let notify = ["a@example.com", "b@example.com", "a@example.com"].map(String::from).to_vec();
        let job = bench
            .spool
            .submission()
            .submit(&NewJob { notify, notify_when: when, ..bench.job("1", 1) }, UnixMs(0))
            .unwrap();
        bench.end(&bench.lease(UnixMs(0)).unwrap(), Some(Failure::Busy), UnixMs(0));
        let count = || bench.spool.outbox().reports_of(job).unwrap().len();
        assert_eq!(count(), 2 * busy, "{when:?}");
        bench.send(&bench.lease(UnixMs(DAY_MS)).unwrap(), UnixMs(DAY_MS));
        assert_eq!(count(), 2 * sent, "{when:?}");
    }
}

#[test]
fn a_report_that_its_address_refuses_goes_to_the_faxmaster_and_then_stays_visible() {
    let bench = Bench::new();
    let job = bench
        .spool
        .submission()
        .submit(&NewJob { notify: vec!["a@example.com".into()], ..bench.job("1", 1) }, UnixMs(0))
        .unwrap();
    bench.send(&bench.lease(UnixMs(0)).unwrap(), UnixMs(0));
    let report = bench.spool.outbox().reports_of(job).unwrap().remove(0);
    assert!(bench.spool.outbox().reject(report.id, UnixMs(1), "550 no such user").unwrap());
    let notice = bench.spool.outbox().reports_of(job).unwrap().remove(1);
    let OutboxKind::JobReport { undelivered, why, .. } = &notice.kind else { panic!("{notice:?}") };
    assert_eq!((why, notice.mailbox.as_str()), (&NotifyReason::Done, ""));
    assert_eq!(undelivered, &Some(("550 no such user".into(), "a@example.com".into())));
    assert!(
        bench
            .spool
            .outbox()
            .reject(notice.id, UnixMs(2), "550 nor such faxmaster")
            .unwrap()
    );
    let failed = bench
        .spool
        .outbox()
        .outbox_in(ferrofax::spool::OutboxState::Failed, 10)
        .unwrap();
    assert_eq!((failed.len(), failed[0].id), (1, notice.id));
}

#[test]
fn old_jobs_go_when_they_are_reported_and_their_documents_with_them() {
    let bench = Bench::new();
    let quiet = |number: &str| NewJob { notify_when: NotifyWhen::Never, ..bench.job(number, 1) };
    let done = bench.spool.submission().submit(&quiet("1"), UnixMs(0)).unwrap();
    bench.send(&bench.lease(UnixMs(0)).unwrap(), UnixMs(0));
    let unreported = bench.submit("2", 1, UnixMs(0));
    bench.send(&bench.lease(UnixMs(0)).unwrap(), UnixMs(0));
    let waiting = bench
        .spool
        .submission()
        .submit(&NewJob { held: true, ..quiet("3") }, UnixMs(0))
        .unwrap();
    let files = || std::fs::read_dir(bench.spool.folder().join("jobs")).unwrap().count();
    assert_eq!(files(), 3);
    let report = bench.spool.retention().cleanup(UnixMs(31 * DAY_MS), 30).unwrap();
    assert_eq!((report.deleted_jobs, report.kept_unreported), (vec![done], vec![unreported]));
    assert_eq!((files(), report.problems.len()), (2, 0));
    assert!(report.freed_bytes > 0);
    assert_eq!(bench.spool.jobs().job(done), Err(SpoolError::NoSuchJob(done)));
    let deletion = bench.spool.jobs().job_deletions(10).unwrap().remove(0);
    assert_eq!((deletion.job, deletion.pages, deletion.state), (done, 1, JobState::Done));
    assert_eq!(bench.state(waiting), JobState::Suspended);
    let entry = bench.spool.outbox().reports_of(unreported).unwrap().remove(0);
    bench.spool.outbox().delivered(entry.id, UnixMs(1), "250 Ok").unwrap();
    assert_eq!(
        bench.spool.retention().cleanup(UnixMs(31 * DAY_MS), 30).unwrap().deleted_jobs,
        [unreported]
    );
}

#[test]
fn a_lease_that_runs_out_is_no_longer_the_calls() {
    let mut bench = Bench::new();
    let job = bench.submit("1", 2, UnixMs(0));
    let limits = ferrofax::spool::jobs::LeaseLimits { lease_ms: 10_000, ..Default::default() };
    let lease = bench.spool.queue().lease_job(UnixMs(0), &limits).unwrap().unwrap();
    bench.pass(9_999);
    assert_eq!(bench.spool.queue().renew_lease(&lease, 20_000).unwrap(), CallWish::GoOn);
    bench.pass(19_999);
    assert_eq!(bench.spool.queue().recover_jobs(UnixMs(29_998)).unwrap(), []);
    bench.pass(1);
    assert_eq!(
        bench.spool.queue().recover_jobs(UnixMs(29_999)).unwrap(),
        [(job, JobState::Sleeping)]
    );
    assert_eq!(bench.spool.queue().renew_lease(&lease, 60_000).unwrap(), CallWish::Gone);
    let page = lease.job.pages[0].at;
    assert_eq!(bench.spool.queue().page_said(&lease, page), Err(SpoolError::LeaseLost(job)));
    // What the receiver confirmed is true all the same, and does not go again.
    bench.spool.queue().page_confirmed(&lease, page, UnixMs(31_000)).unwrap();
    assert_eq!(
        bench
            .spool
            .queue()
            .attempt_ended(&lease, &AttemptEnd::default(), UnixMs(31_000))
            .unwrap(),
        JobState::Sleeping
    );
    bench.crash();
    let lease = bench.lease(UnixMs(DAY_MS)).unwrap();
    assert_eq!(lease.job.pages_to_send().map(|page| page.number).collect::<Vec<_>>(), [2]);
}
