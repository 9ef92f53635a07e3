//! By which trunk calls came and went, and how they ended there.

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobLease, JobSession};
use ferrofax::spool::{FaxEnd, History, NewFax, Share};
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};

use super::bench::Bench;

const PROVIDER: &str = "PJSIP/provider";
const SPAN: &str = "DAHDI/i1";

fn goes_by(bench: &Bench, lease: &JobLease, trunk: &str) {
    let session = JobSession { trunk: Some(trunk.into()), ..JobSession::default() };
    bench.spool.queue().note_job_session(lease, &session).unwrap();
}

fn comes_by(bench: &Bench, trunk: Option<&str>, status: Status, at: UnixMs) {
    let trunk = trunk.map(str::to_owned);
    let new = NewFax { trunk: trunk.clone(), started_at: at, ..NewFax::default() };
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    let outcome = Outcome { status, phase: Phase::B, cause: Cause::T1Expired, pages: 0 };
    bench.spool.receiving().finish_fax(fax, &FaxEnd::of(&outcome, at + 1)).unwrap();
    assert_eq!(bench.spool.faxes().fax(fax).unwrap().trunk, trunk);
}

fn trunks(bench: &Bench, since: UnixMs) -> Vec<(String, u32, u32)> {
    let History { trunks, .. } = bench.spool.monitoring().history(&[since]).unwrap();
    trunks.into_iter().map(|Share { of, well, badly }| (of, well, badly)).collect()
}

#[test]
fn calls_are_told_apart_by_the_trunks_that_they_go_by() {
    let bench = Bench::new();
    let job = bench.submit("0991123", 1, UnixMs(0));
    // Nobody answers there; and once it can't be told by which way it was tried.
    let busy = bench.lease(UnixMs(10)).unwrap();
    goes_by(&bench, &busy, SPAN);
    bench.end(&busy, Some(Failure::Busy), UnixMs(20));
    let nowhere = bench.lease(UnixMs(1_000_000)).unwrap();
    bench.end(&nowhere, Some(Failure::NoRoute), UnixMs(1_000_010));
    // Another job goes in the call that is answered, and makes it no second one.
    let second = bench.submit("0991123", 2, UnixMs(2_000_000));
    let answered = bench.lease(UnixMs(3_000_000)).unwrap();
    goes_by(&bench, &answered, PROVIDER);
    let joined = bench
        .spool
        .queue()
        .join_call(&answered, UnixMs(3_000_000), i64::MAX / 2)
        .unwrap()
        .unwrap();
    goes_by(&bench, &joined, PROVIDER);
    bench.send(&answered, UnixMs(3_000_100));
    bench.send(&joined, UnixMs(3_000_200));
    assert_eq!((answered.job.id, joined.job.id), (job, second));

    assert_eq!(
        trunks(&bench, UnixMs(0)),
        [(SPAN.into(), 0, 1), (PROVIDER.into(), 1, 0)],
        "of a job that still waited, too"
    );
    assert_eq!(trunks(&bench, UnixMs(21)), [(PROVIDER.into(), 1, 0)]);
    let told = |job| -> Vec<Option<String>> {
        let history = bench.spool.jobs().job_history(job).unwrap();
        history
            .into_iter()
            .filter(|one| one.failure.is_some())
            .map(|one| one.trunk)
            .collect()
    };
    assert_eq!(told(job), [Some(SPAN.to_owned()), None]);
    let last = bench.spool.jobs().job_history(second).unwrap().pop().unwrap();
    assert_eq!(last.trunk.as_deref(), Some(PROVIDER));
}

#[test]
fn faxes_that_come_count_with_their_trunks_as_far_as_these_are_known() {
    let bench = Bench::new();
    comes_by(&bench, Some(PROVIDER), Status::Received, UnixMs(5));
    comes_by(&bench, Some(PROVIDER), Status::Failed, UnixMs(6));
    comes_by(&bench, Some(SPAN), Status::Failed, UnixMs(7));
    comes_by(&bench, None, Status::Failed, UnixMs(8));
    bench.submit("0991123", 1, UnixMs(10));
    let lease = bench.lease(UnixMs(10)).unwrap();
    goes_by(&bench, &lease, SPAN);
    assert_eq!(trunks(&bench, UnixMs(6)), [(SPAN.into(), 0, 1), (PROVIDER.into(), 0, 1)]);
    bench.send(&lease, UnixMs(11));
    assert_eq!(trunks(&bench, UnixMs(0)), [(SPAN.into(), 1, 1), (PROVIDER.into(), 1, 1)]);
}
