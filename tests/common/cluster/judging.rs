//! Whether all came to what it should.

use std::collections::{BTreeMap, BTreeSet};

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{JobChange, JobId, JobQuery, JobState};
use ferrofax::spool::{OutboxKind, Spool};

use super::Cluster;
use super::machine::{About, Machine};
use super::paper::Paper;
use super::world::{Call, Seen};

/// A job, and the machine that it was handed to.
pub(crate) struct Given {
    pub(crate) at: usize,
    pub(crate) job: JobId,
}

/// What there was, by the way.
pub(crate) fn judge(cluster: &Cluster, given: &[Given]) -> Vec<(&'static str, u64)> {
    let store = cluster.server.store(&cluster.objects);
    cluster.machines.iter().for_each(|machine| machine.pbx.tell(&cluster.world));
    let seen = cluster.world.seen().clone();
    assert_eq!(seen.wrong, [""; 0]);
    judge_calls(seen.calls.clone());
    let mut sums = vec![("calls", seen.calls.len() as u64)];
    sums.extend(judge_jobs(cluster, &seen, given));
    sums.extend(wandering(cluster, &seen, given));
    sums.push(("dials that were the first by priority and age", judge_order(&store)));
    sums.extend(judge_faxes(cluster, &seen, &store));
    sums.extend(judge_mails(cluster, &seen, given));
    sums
}

/// One call at a time goes to a number.
fn judge_calls(mut calls: Vec<Call>) {
    calls.sort_by(|one, other| (&one.number, one.begun).cmp(&(&other.number, other.begun)));
    for pair in calls.windows(2) {
        let [first, then] = pair else { continue };
        let is_over = first.ended.is_some_and(|end| end <= then.begun);
        assert!(
            first.number != then.number || is_over,
            "{} called {} at {:?} beside {}, whose call was from {:?} to {:?}",
            then.machine,
            then.number,
            then.begun,
            first.machine,
            first.begun,
            first.ended
        );
    }
}

/// Each page is confirmed once, or it is told that it may be there twice; each job is reported once.
fn judge_jobs(cluster: &Cluster, seen: &Seen, given: &[Given]) -> Vec<(&'static str, u64)> {
    let mut said_of = BTreeMap::<(&str, u32), u32>::new();
    for one in &seen.heard {
        *said_of.entry((&one.tag, one.page)).or_default() += 1;
    }
    let (mut done, mut unconfirmed, mut pages, mut in_doubt) = (0, 0, 0, 0);
    for one in given {
        let spool = &cluster.machines[one.at].spool;
        let job = spool.job(one.job).unwrap();
        let about = format!("{}: {} {}", job.tag, job.state, job.text);
        match job.state {
            JobState::Done => done += 1,
            _ => {
                if job.failure != Some(Failure::Unconfirmed) {
                    tell_story(cluster, seen, &job.tag);
                }
                assert_eq!(job.failure, Some(Failure::Unconfirmed), "{about}");
                unconfirmed += 1;
            }
        }
        for page in &job.pages {
            let said = said_of.get(&(job.tag.as_str(), page.at.page)).copied().unwrap_or(0);
            // Once, and once more for each time that nobody knew whether it had arrived.
            let is_lost = said == 0 && job.state == JobState::Done;
            if said > 1 + page.unknown || is_lost {
                tell_story(cluster, seen, &job.tag);
                panic!("{about}: {} was said {said} times", page.at);
            }
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
        ("jobs done", done),
        ("jobs that ended as unconfirmed", unconfirmed),
        ("pages whose end was said", pages),
        ("pages of which it was told that they may be there twice", in_doubt),
    ]
}

/// How jobs went from machine to machine.
fn wandering(cluster: &Cluster, seen: &Seen, given: &[Given]) -> Vec<(&'static str, u64)> {
    let is_real = |name: &str| {
        let machine = cluster.machines.iter().find(|one| one.name == name);
        machine.is_some_and(Machine::is_real)
    };
    let mut by = BTreeMap::<&str, BTreeSet<&str>>::new();
    for one in &seen.heard {
        by.entry(&one.tag).or_default().insert(&one.machine);
    }
    let homes = given.iter().map(|one| cluster.machines[one.at].name).enumerate();
    let (mut elsewhere, mut by_several, mut by_both) = (0, 0, 0);
    for (number, home) in homes {
        let Some(names) = by.get(format!("tag-{number}").as_str()) else { continue };
        elsewhere += u64::from(names.iter().any(|name| *name != home));
        by_several += u64::from(names.len() > 1);
        by_both += u64::from(
            names.iter().any(|name| is_real(name)) && names.iter().any(|name| !is_real(name)),
        );
    }
    let mut sums = vec![
        ("jobs that another machine sent than had them handed to it", elsewhere),
        ("jobs whose pages several machines sent", by_several),
    ];
    if cluster.machines.iter().any(Machine::is_real) {
        let by_real = seen.heard.iter().filter(|one| is_real(&one.machine)).count();
        let calls = seen.calls.iter().filter(|one| is_real(&one.machine)).count();
        sums.extend([
            ("  by real Asterisks and by others", by_both),
            ("calls that real Asterisks made", calls as u64),
            ("  pages that arrived in them, bit by bit", by_real as u64),
        ]);
    }
    sums
}

/// All that is known of a job, in the order in which it happened.
fn tell_story(cluster: &Cluster, seen: &Seen, tag: &str) {
    let heard = seen.heard.iter().filter(|one| one.tag == tag).map(|one| {
        let what = format!("heard of {}: page {}, {}", one.machine, one.page, one.answer);
        (one.at, what)
    });
    let mut story: Vec<(UnixMs, String)> = heard.collect();
    let store = cluster.server.store(&cluster.objects);
    let machines = cluster.machines.iter().map(|one| (one.name, &one.spool));
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

/// Each fax of which a page was confirmed is in the store once, with its pages as they were sent.
fn judge_faxes(cluster: &Cluster, seen: &Seen, store: &Spool) -> Vec<(&'static str, u64)> {
    let mut there = BTreeMap::<String, Vec<_>>::new();
    for shared in store.shared_faxes(u32::MAX).unwrap() {
        there.entry(shared.calling.clone()).or_default().push(shared);
    }
    let (mut faxes, mut pages, mut real) = (0, 0, 0);
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
        let document = tiff::read(&path).unwrap();
        assert_eq!(document.len(), fax.pages as usize, "{calling}");
        for (page, number) in document.iter().zip(1..=*confirmed) {
            let is_same = page.bitmap().unwrap() == Paper::of_caller(calling).page(number);
            assert!(is_same, "{calling}: page {number} is another");
        }
        (faxes, pages) = (faxes + 1, pages + u64::from(*confirmed));
        let machine = cluster.machines.iter().find(|one| one.name == name);
        real += u64::from(machine.is_some_and(Machine::is_real));
    }
    let mut sums = vec![
        ("faxes of which a page was confirmed, each in the store once", faxes),
        ("  their confirmed pages", pages),
    ];
    if cluster.machines.iter().any(Machine::is_real) {
        sums.push(("  faxes that came to real Asterisks", real));
    }
    sums
}

/// Of each fax of which a page was confirmed, and of each job's end, there is one mail, where
/// mails are sent. One that comes a second time, since nobody knew that it had been taken, has the
/// same Message-ID.
fn judge_mails(cluster: &Cluster, seen: &Seen, given: &[Given]) -> Vec<(&'static str, u64)> {
    let (mut mails, mut again) = (0, 0);
    let real = || cluster.machines.iter().enumerate().filter(|(_, machine)| machine.is_real());
    for (at, machine) in real() {
        let came = machine.pbx.mails();
        let mut about = BTreeMap::<&About, BTreeMap<&str, u64>>::new();
        for mail in &came {
            *about.entry(&mail.about).or_default().entry(&mail.message_id).or_default() += 1;
        }
        let jobs = given.iter().filter(|one| one.at == at).map(|one| About::Job(one.job));
        let faxes = seen.came.iter().filter(|(_, (name, _))| name == machine.name);
        for wanted in jobs.chain(faxes.map(|(calling, _)| About::Fax(calling.clone()))) {
            let there = about.get(&wanted).map_or(0, BTreeMap::len);
            assert_eq!(there, 1, "{}: mails about {wanted:?}", machine.name);
            let times: u64 = about[&wanted].values().sum();
            (mails, again) = (mails + 1, again + times - 1);
        }
    }
    let sums = [
        ("mails of jobs and faxes, one each", mails),
        ("  that came again, with the same Message-ID", again),
    ];
    if real().count() > 0 { sums.to_vec() } else { Vec::new() }
}
