//! Whether all came to what it should.

use std::collections::{BTreeMap, BTreeSet};

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{JobChange, JobId, JobQuery, JobState};
use ferrofax::spool::{OutboxKind, Spool};

use super::Cluster;
use super::world::Seen;

/// A job, and the machine that it was handed to.
pub(super) struct Given {
    pub(super) at: usize,
    pub(super) job: JobId,
}

/// What there was, by the way.
pub(super) fn judge(cluster: &Cluster, given: &[Given]) -> Vec<(&'static str, u64)> {
    let store = cluster.server.store(&cluster.objects);
    let order = judge_order(&store);
    let mut sums = judge_jobs(cluster, given);
    sums.push(("dials that were the first by priority and age", order));
    sums.extend(judge_faxes(cluster, &store));
    sums
}

/// Each page is confirmed once, or it is told that it may be there twice; each job is reported once.
fn judge_jobs(cluster: &Cluster, given: &[Given]) -> Vec<(&'static str, u64)> {
    let seen = cluster.world.seen().clone();
    assert_eq!(seen.wrong, [""; 0]);
    let (mut done, mut unconfirmed, mut pages, mut in_doubt) = (0, 0, 0, 0);
    for one in given {
        let spool = &cluster.machines[one.at].bench.spool;
        let job = spool.job(one.job).unwrap();
        let about = format!("{}: {} {}", job.tag, job.state, job.text);
        match job.state {
            JobState::Done => done += 1,
            _ => {
                assert_eq!(job.failure, Some(Failure::Unconfirmed), "{about}");
                unconfirmed += 1;
            }
        }
        for page in &job.pages {
            let said = seen.said.get(&(job.tag.clone(), page.at.page)).copied().unwrap_or(0);
            // Once, and once more for each time that nobody knew whether it had arrived.
            if said > 1 + page.unknown {
                tell_story(cluster, &seen, &job.tag);
                panic!("{about}: {} was said {said} times", page.at);
            }
            assert!(said >= 1 || job.state != JobState::Done, "{about}: {} was not sent", page.at);
            pages += u64::from(said);
            in_doubt += u64::from(page.unknown > 0);
        }
        let reports = spool.reports_of(one.job).unwrap();
        let is_of_end = |kind: &OutboxKind| match kind {
            OutboxKind::JobReport { why, .. } => *why != NotifyReason::Requeued,
            _ => false,
        };
        assert_eq!(reports.iter().filter(|one| is_of_end(&one.kind)).count(), 1, "{about}");
        // What the report says of pages of which nobody knows.
        let history = spool.job_history(one.job).unwrap();
        let last = history.iter().rfind(|change| change.notice.is_some()).unwrap();
        let told: BTreeSet<u32> =
            last.pages_in_doubt.iter().chain(&last.pages_perhaps_twice).copied().collect();
        for page in job.pages.iter().filter(|page| page.unknown > 0) {
            assert!(told.contains(&page.at.page), "{about}: {} in {told:?}", page.at);
        }
    }
    vec![
        ("calls", seen.calls),
        ("jobs done", done),
        ("jobs that ended as unconfirmed", unconfirmed),
        ("pages whose end was said", pages),
        ("pages of which it was told that they may be there twice", in_doubt),
    ]
}

/// All that is known of a job, in the order in which it happened.
fn tell_story(cluster: &Cluster, seen: &Seen, tag: &str) {
    let heard = seen.heard.iter().filter(|(_, of, _)| of == tag);
    let mut story: Vec<(UnixMs, String)> =
        heard.map(|(at, _, what)| (*at, format!("heard of {what}"))).collect();
    let store = cluster.server.store(&cluster.objects);
    let machines = cluster.machines.iter().map(|one| (one.name, &one.bench.spool));
    for (name, spool) in machines.chain([("the store", &store)]) {
        let all = JobQuery { limit: u32::MAX, ..JobQuery::default() };
        for job in spool.jobs(&all).unwrap().iter().filter(|job| job.tag == tag) {
            let at = |change: &JobChange| {
                let call = change.call.map_or(String::new(), |call| format!(", call {call}"));
                let text =
                    format!("{name}, job {}{call}: {} {}", job.id, change.state, change.text);
                (change.at, text)
            };
            story.extend(spool.job_history(job.id).unwrap().iter().map(at));
            let pages = job.pages.iter().map(|page| format!("{page:?}")).collect::<Vec<_>>();
            eprintln!("{name}, job {}: {}", job.id, pages.join("; "));
        }
    }
    story.sort_by_key(|(at, _)| *at);
    story.iter().for_each(|(at, what)| eprintln!("{at:?} {what}"));
}

/// By the store's own history: whatever was dialled was the first of what was ready. How many dials
/// there were.
fn judge_order(store: &Spool) -> u64 {
    let (mut changes, mut priorities) = (Vec::new(), BTreeMap::new());
    for shared in store.shared_jobs(u32::MAX).unwrap() {
        priorities.insert(shared.job.id, shared.job.priority);
        changes.extend(store.job_history(shared.job.id).unwrap());
    }
    changes.sort_unstable_by_key(|change| change.id);
    let (mut ready, mut active, mut dials) = (BTreeSet::new(), BTreeSet::new(), 0);
    for change in &changes {
        let key = (priorities[&change.job], change.job.0);
        if change.state == JobState::Active && active.insert(change.job) {
            dials += 1;
            let first = ready.first().copied();
            assert_eq!(first, Some(key), "job {} was dialled before it", change.job);
        }
        if change.state != JobState::Active {
            active.remove(&change.job);
        }
        match change.state {
            JobState::Ready => ready.insert(key),
            _ => ready.remove(&key),
        };
    }
    dials
}

/// Each fax of which a page was confirmed is in the store once, with its pages.
fn judge_faxes(cluster: &Cluster, store: &Spool) -> Vec<(&'static str, u64)> {
    let mut there = BTreeMap::<String, Vec<_>>::new();
    for shared in store.shared_faxes(u32::MAX).unwrap() {
        there.entry(shared.calling.clone()).or_default().push(shared);
    }
    let seen = cluster.world.seen().clone();
    let (mut faxes, mut pages) = (0, 0);
    let folder = tempfile::tempdir().unwrap();
    for (calling, (name, confirmed)) in &seen.came {
        let found = there.get(calling).map_or(&[][..], Vec::as_slice);
        let [fax] = found else { panic!("of {calling} there are {} faxes", found.len()) };
        assert_eq!(fax.node, *name);
        assert!(fax.pages >= *confirmed, "{calling}: {} of {confirmed} pages", fax.pages);
        // It is checked by its hash as it is read.
        let octets = store.shared_document(fax.fax).unwrap().unwrap();
        let path = folder.path().join("fax.tif");
        std::fs::write(&path, octets).unwrap();
        assert_eq!(tiff::read(&path).unwrap().len(), fax.pages as usize, "{calling}");
        (faxes, pages) = (faxes + 1, pages + u64::from(*confirmed));
    }
    vec![
        ("faxes of which a page was confirmed, each in the store once", faxes),
        ("  their confirmed pages", pages),
    ]
}
