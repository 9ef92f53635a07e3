//! The checks at the end of a run: calls, jobs, faxes and mails.

use std::collections::{BTreeMap, BTreeSet};

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::failure::{Failure, NotifyReason};
use ferrofax::spool::jobs::{JobChange, JobId, JobQuery, JobState};
use ferrofax::spool::{OutboxKind, Spool};
use ferrofax_cluster::Clustered;

use super::machine::{About, Machine};
use super::paper::Paper;
use super::world::{Call, Seen};
use super::{Blow, Cluster};

/// A job, and the machine to which it was submitted.
pub(super) struct Given {
    pub at: usize,
    pub job: JobId,
}

/// Checks everything. Returns numbers for the table of results.
pub(super) fn judge(cluster: &Cluster, given: &[Given]) -> Vec<(&'static str, u64)> {
    let store = cluster.server.store(&cluster.objects);
    cluster.machines.iter().for_each(|machine| machine.pbx.tell(&cluster.world));
    let seen = cluster.world.seen().clone();
    assert_eq!(seen.wrong, [""; 0]);
    judge_calls(cluster, &seen);
    let mut sums = vec![("calls", seen.calls.len() as u64)];
    sums.extend(judge_jobs(cluster, &store, &seen, given));
    sums.extend(wandering(cluster, &seen, given));
    sums.push(("dials that were the first by priority and age", judge_order(&store)));
    sums.extend(judge_faxes(cluster, &seen, &store));
    sums.extend(judge_mails(cluster, &seen, given));
    sums
}

/// Checks that there was never more than one call to a number at the same time.
fn judge_calls(cluster: &Cluster, seen: &Seen) {
    let mut calls: Vec<Call> = seen.calls.clone();
    calls.sort_by(|one, other| (&one.number, one.begun).cmp(&(&other.number, other.begun)));
    for pair in calls.windows(2) {
        let [first, then] = pair else { continue };
        let is_over = first.ended.is_some_and(|end| end <= then.begun);
        if first.number != then.number || is_over {
            continue;
        }
        tell_of_number(cluster, seen, &first.number);
        panic!(
            "{} called {} at {:?} during the call of {}, from {:?} to {:?}",
            then.machine, then.number, then.begun, first.machine, first.begun, first.ended
        );
    }
}

/// Checks that each page arrived once, or is reported as possibly sent twice, and that each job is
/// reported once.
fn judge_jobs(
    cluster: &Cluster,
    store: &Spool,
    seen: &Seen,
    given: &[Given],
) -> Vec<(&'static str, u64)> {
    let shared = store.shared_queue().shared_jobs(u32::MAX).unwrap().into_iter();
    let there: BTreeMap<String, JobId> = shared.map(|one| (one.job.tag, one.job.id)).collect();
    let (mut told_by_others, mut said_of) = (0, BTreeMap::<(&str, u32), u32>::new());
    for one in &seen.heard {
        *said_of.entry((&one.tag, one.page)).or_default() += 1;
    }
    let (mut done, mut unconfirmed, mut pages, mut in_doubt) = (0, 0, 0, 0);
    for one in given {
        let spool = &cluster.machines[one.at].spool;
        let job = spool.jobs().job(one.job).unwrap();
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
            // A page is sent once, and once more for each time that its arrival was unknown.
            let is_lost = said == 0 && job.state == JobState::Done;
            if said > 1 + page.unknown || is_lost {
                tell_story(cluster, seen, &job.tag);
                panic!("{about}: {} was sent {said} times", page.at);
            }
            pages += u64::from(said);
            in_doubt += u64::from(page.unknown > 0);
        }
        // The machine itself has reported the job. Or it did not answer for too long, and another
        // machine has reported the job from the shared database.
        let elsewhere = there.get(&job.tag).map(|job| (store, *job));
        let reports = [Some((spool, one.job)), elsewhere].map(|place| {
            place.map_or(0, |(spool, job)| {
                let all = spool.outbox().reports_of(job).unwrap();
                all.iter().filter(|one| is_of_end(&one.kind)).count()
            })
        });
        let (teller, its) = match reports {
            [1, 0] => (spool, one.job),
            [0, 1] => elsewhere.unwrap(),
            _ => {
                tell_story(cluster, seen, &job.tag);
                panic!(
                    "{about}: reports in the machine's spool and in the shared database: {reports:?}"
                );
            }
        };
        told_by_others += reports[1] as u64;
        // The report must list the pages whose arrival is unknown.
        let history = teller.jobs().job_history(its).unwrap();
        let last = history.iter().rfind(|change| change.notice.is_some()).unwrap();
        let told: BTreeSet<u32> =
            last.pages_in_doubt.iter().chain(&last.pages_perhaps_twice).copied().collect();
        for page in job.pages.iter().filter(|page| page.unknown > 0) {
            assert!(
                told.contains(&page.at.page),
                "{about}: {} is missing in the reported pages {told:?}",
                page.at
            );
        }
    }
    vec![
        ("jobs done", done),
        ("jobs that ended as unconfirmed", unconfirmed),
        ("pages sent to their end", pages),
        ("pages reported as possibly sent twice", in_doubt),
        ("jobs that another machine has reported", told_by_others),
    ]
}

/// Returns whether a report says how a job ended.
fn is_of_end(kind: &OutboxKind) -> bool {
    match kind {
        OutboxKind::JobReport { why, .. } => *why != NotifyReason::Requeued,
        _ => false,
    }
}

/// Counts the jobs that moved from machine to machine.
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
        ("jobs that another machine sent than the one they came from", elsewhere),
        ("jobs whose pages several machines sent", by_several),
    ];
    if cluster.machines.iter().any(Machine::is_real) {
        let by_real = seen.heard.iter().filter(|one| is_real(&one.machine)).count();
        let calls = seen.calls.iter().filter(|one| is_real(&one.machine)).count();
        sums.extend([
            ("  by real Asterisks and by others", by_both),
            ("calls that real Asterisks made", calls as u64),
            ("  pages that arrived in them without a changed pixel", by_real as u64),
        ]);
    }
    sums
}

/// Prints all kills and network cuts, and all that is known about the jobs to a number.
fn tell_of_number(cluster: &Cluster, seen: &Seen, number: &str) {
    for (at, blow, away) in &cluster.blows {
        let how = match *blow {
            Blow::Machine(at)
            | Blow::Pbx(at)
            | Blow::Program(at)
            | Blow::Cut(at)
            | Blow::CutObjects(at)
            | Blow::CutMail(at) => cluster.machines[at].name,
            Blow::PostgreSql | Blow::Objects => "",
        };
        eprintln!("{at:?} {} {how}, for {away:?}", blow.name());
    }
    let store = cluster.server.store(&cluster.objects);
    for shared in store.shared_queue().shared_jobs(u32::MAX).unwrap() {
        if shared.job.number == number {
            tell_story(cluster, seen, &shared.job.tag);
        }
    }
}

/// Prints all that is known about a job, in the order of time.
fn tell_story(cluster: &Cluster, seen: &Seen, tag: &str) {
    let heard = seen.heard.iter().filter(|one| one.tag == tag).map(|one| {
        let what =
            format!("received from {}: page {}, answer {}", one.machine, one.page, one.answer);
        (one.at, what)
    });
    let mut story: Vec<(UnixMs, String)> = heard.collect();
    let store = cluster.server.store(&cluster.objects);
    let machines = cluster.machines.iter().map(|one| (one.name, &one.spool));
    for (name, spool) in machines.chain([("shared database", &store)]) {
        let all = JobQuery { limit: u32::MAX, ..JobQuery::default() };
        for job in spool.jobs().list(&all).unwrap().iter().filter(|job| job.tag == tag) {
            let at = |change: &JobChange| {
                let call = change.call.map_or(String::new(), |call| format!(", call {call}"));
                let text =
                    format!("{name}, job {}{call}: {} {}", job.id, change.state, change.text);
                (change.at, text)
            };
            story.extend(spool.jobs().job_history(job.id).unwrap().iter().map(at));
            let pages = job.pages.iter().map(|page| format!("{page:?}")).collect::<Vec<_>>();
            eprintln!("{name}, job {}: {}", job.id, pages.join("; "));
        }
    }
    story.sort_by_key(|(at, _)| *at);
    story.iter().for_each(|(at, what)| eprintln!("{at:?} {what}"));
}

/// Checks in the history of the shared database that each dialled job was the first of the ready
/// jobs. Returns the number of dials.
fn judge_order(store: &Spool) -> u64 {
    let (mut changes, mut priorities) = (Vec::new(), BTreeMap::new());
    for shared in store.shared_queue().shared_jobs(u32::MAX).unwrap() {
        priorities.insert(shared.job.id, shared.job.priority);
        changes.extend(store.jobs().job_history(shared.job.id).unwrap());
    }
    changes.sort_unstable_by_key(|change| change.id);
    let (mut ready, mut active, mut dials) = (BTreeSet::new(), BTreeSet::new(), 0);
    for change in &changes {
        let key = (priorities[&change.job], change.job.0);
        if change.state == JobState::Active && active.insert(change.job) {
            dials += 1;
            let first = ready.first().copied();
            assert_eq!(
                first,
                Some(key),
                "job {} was dialled before the first ready job",
                change.job
            );
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

/// Checks that each fax with a confirmed page is in the shared database once, with its pages as
/// they were sent.
fn judge_faxes(cluster: &Cluster, seen: &Seen, store: &Spool) -> Vec<(&'static str, u64)> {
    let mut there = BTreeMap::<String, Vec<_>>::new();
    for shared in store.cluster().shared_faxes(u32::MAX).unwrap() {
        there.entry(shared.calling.clone()).or_default().push(shared);
    }
    let (mut faxes, mut pages, mut real) = (0, 0, 0);
    let folder = tempfile::tempdir().unwrap();
    for (calling, (name, confirmed)) in &seen.came {
        let found = there.get(calling).map_or(&[][..], Vec::as_slice);
        let [fax] = found else { panic!("there are {} faxes from {calling}", found.len()) };
        assert_eq!(fax.node, *name);
        assert!(fax.pages >= *confirmed, "{calling}: {} of {confirmed} pages", fax.pages);
        // Reading the document checks its hash.
        let octets = store.cluster().shared_document(fax.fax).unwrap().unwrap();
        let path = folder.path().join("fax.tif");
        std::fs::write(&path, octets).unwrap();
        let document = tiff::read(&path).unwrap();
        assert_eq!(document.len(), fax.pages as usize, "{calling}");
        for (page, number) in document.iter().zip(1..=*confirmed) {
            let is_same = page.bitmap().unwrap() == Paper::of_caller(calling).page(number);
            assert!(is_same, "{calling}: page {number} differs");
        }
        (faxes, pages) = (faxes + 1, pages + u64::from(*confirmed));
        let machine = cluster.machines.iter().find(|one| one.name == name);
        real += u64::from(machine.is_some_and(Machine::is_real));
    }
    let mut sums = vec![
        ("faxes with a confirmed page, each in the database once", faxes),
        ("  their confirmed pages", pages),
    ];
    if cluster.machines.iter().any(Machine::is_real) {
        sums.push(("  faxes that real Asterisks received", real));
    }
    sums
}

/// Checks that there is one mail about each fax with a confirmed page, and about the end of each
/// job, if its machine sends mails. Any machine may send the mail. A mail that was sent again,
/// because it was unknown whether the first one was accepted, has the same Message-ID.
fn judge_mails(cluster: &Cluster, seen: &Seen, given: &[Given]) -> Vec<(&'static str, u64)> {
    let mut about = BTreeMap::<About, Vec<(&str, String)>>::new();
    for machine in &cluster.machines {
        for mail in machine.pbx.mails() {
            about.entry(mail.about).or_default().push((machine.name, mail.message_id));
        }
    }
    let (mut mails, mut by_others, mut again) = (0, 0, 0);
    for machine in cluster.machines.iter().filter(|machine| machine.is_real()) {
        let is_its = |one: &&Given| cluster.machines[one.at].name == machine.name;
        let tag = |one: &Given| About::Job(machine.spool.jobs().job(one.job).unwrap().tag);
        let jobs = given.iter().filter(is_its).map(tag);
        let faxes = seen.came.iter().filter(|(_, (name, _))| name == machine.name);
        for wanted in jobs.chain(faxes.map(|(calling, _)| About::Fax(calling.clone()))) {
            let there = about.get(&wanted).map_or(&[][..], Vec::as_slice);
            let ids: BTreeSet<&str> = there.iter().map(|(_, id)| &**id).collect();
            assert_eq!(ids.len(), 1, "{}: mails about {wanted:?}: {there:?}", machine.name);
            mails += 1;
            by_others += u64::from(there.iter().any(|(name, _)| *name != machine.name));
            again += there.len() as u64 - 1;
        }
    }
    if mails == 0 {
        return Vec::new();
    }
    vec![
        ("mails about jobs and faxes, one for each", mails),
        ("  that another machine sent", by_others),
        ("  that were sent again, with the same Message-ID", again),
    ]
}
