//! Jobs whose calls fail over real SIP: busy (486), no answer, a hangup during a page (BYE), no
//! such number (404), no free line (503). Each job ends in the right state with the right attempts
//! and class, the other jobs continue, never more than four calls run, the order is kept, and each
//! page arrives once.

use std::collections::BTreeMap;
use std::time::Duration;

use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{Job, JobChange, JobId, JobState};
use ferrofax::spool::submission::Draft;
use ferrofax::spool::wish::Wish;
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, on_each_asterisk, takes_its_time};
use crate::pages::{self, Content};
use crate::sending_desk::{Arrival, SendingDesk};

on_each_asterisk!(on_16_by_wish: each_job_ends_as_its_calls_did);

const LINES: usize = 4;

/// What happens at a called number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Good,
    Busy,
    NoAnswer,
    Dropped,
    Unknown,
    Congested,
}

/// The results of twenty jobs: a fifth busy, a tenth unanswered, a tenth cut off, one unknown
/// number.
const FATES: [Fate; 20] = {
    use Fate::{Busy, Congested, Dropped, Good, NoAnswer, Unknown};
    [
        Good, Busy, Dropped, Good, NoAnswer, Good, Busy, Good, Unknown, Good, Good, Busy, Good,
        Dropped, Good, NoAnswer, Good, Busy, Good, Congested,
    ]
};

/// The number of calls for a job whose number does not answer.
const DIALS: u32 = 3;

struct Sent {
    id: JobId,
    fate: Fate,
    number: String,
    priority: u8,
}

fn each_job_ends_as_its_calls_did(asterisk: Asterisk) {
    let count = if takes_its_time() { 200 } else { 20 };
    let lines = format!("max_lines = {LINES}");
    let settings = [
        &lines,
        "dialtimeout = 5",
        "retry_busy = 3",
        "retry_no_answer = 3",
        "retry_dropped = 3",
        "retry_lines_full = 3",
    ];
    let devices = ["exten => 8001,1,FaxDevice(sender@example.com)".to_owned()];
    let desk = SendingDesk::start("send-trouble", asterisk, &devices, &settings);
    // All jobs are submitted before the first is dialled, so that their order can be checked.
    desk.lab.kill9("ours");
    let page = |seed| pages::page(Content::Text, 1728, 700, seed);
    let short = vec![page(1)];
    let long: Vec<Bitmap> = (2..6).map(page).collect();
    let files = [&short, &long]
        .map(|pages| desk.document(&pages.len().to_string(), pages, Resolution::Standard));
    let jobs: Vec<Sent> = (0..count)
        .map(|serial| {
            let fate = FATES[serial % FATES.len()];
            let (number, priority) = (fate.number(serial), [200, 100, 250, 200][serial % 4]);
            let file = &files[usize::from(fate == Fate::Dropped)];
            let wanted = |draft: &mut Draft| {
                draft.set(Wish::Priority, &priority.to_string());
                let dials = if fate == Fate::Dropped { 10 } else { DIALS };
                draft.set(Wish::Dials, &dials.to_string());
                draft.set(Wish::Tries, "10");
            };
            Sent { id: desk.submit(&number, "8001", file, wanted), fate, number, priority }
        })
        .collect();
    desk.lab.restart("ours");
    let mut faults = Vec::new();
    for sent in &jobs {
        let job = desk.await_end(sent.id, Duration::from_secs(60 + 20 * count as u64));
        let document = if sent.fate == Fate::Dropped { &long } else { &short };
        let wrong = sent.fate.wrong_in(&job, &desk.arrivals(&sent.number), document);
        let wrong = wrong.or_else(|| wrong_in_the_trunks(&desk, sent.id));
        faults.extend(
            wrong.map(|fault| format!("{:?} to {}: {fault}; {job:?}", sent.fate, sent.number)),
        );
    }
    faults.extend(wrong_in_the_order(&desk, &jobs));
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

impl Fate {
    /// Returns a different number for each job, because jobs to the same number wait for each
    /// other.
    fn number(self, serial: usize) -> String {
        let begins = match self {
            Self::Good => "301",
            Self::Unknown => "4",
            Self::Busy => "5",
            Self::Congested => "6",
            Self::NoAnswer => "7",
            // The line is cut 24 seconds after the answer: during a page, but not during the first.
            Self::Dropped => "924",
        };
        format!("{begins}{serial:03}")
    }

    /// Returns the difference from the expected result.
    fn wrong_in(self, job: &Job, arrivals: &[Arrival], document: &[Bitmap]) -> Option<String> {
        let is = (job.state, job.failure, job.dials, job.tries);
        let should_be = match self {
            Self::Good => (JobState::Done, None, 1, 1),
            // The number of calls may vary. The pages show that each call continued where the last
            // one ended.
            Self::Dropped => (JobState::Done, job.failure, job.dials.max(2), job.dials.max(2)),
            Self::Busy => (JobState::Failed, Some(Failure::Busy), DIALS, 0),
            Self::NoAnswer => (JobState::Failed, Some(Failure::NoAnswer), DIALS, 0),
            Self::Unknown => (JobState::Failed, Some(Failure::UnknownNumber), 1, 0),
            Self::Congested => (JobState::Failed, Some(Failure::LinesFull), DIALS, 0),
        };
        if is != should_be {
            return Some(format!("it is {is:?} and should be {should_be:?}"));
        }
        match self {
            Self::Good | Self::Dropped => wrong_in_the_pages(arrivals, document),
            _ => (!arrivals.is_empty()).then(|| "a fax machine answered".to_owned()),
        }
    }
}

/// Checks that the trunk is recorded for each attempt, answered or not.
fn wrong_in_the_trunks(desk: &SendingDesk, job: JobId) -> Option<String> {
    let history = desk.spool.jobs().job_history(job).expect("it was submitted");
    let mut ends = history.iter().filter(|change| change.state != JobState::Active);
    ends.find(|change| change.call.is_some() && change.trunk.as_deref() != Some("PJSIP/any"))
        .map(|change| format!("{:?} is the trunk of {change:?}", change.trunk))
}

/// Checks that the receiver has confirmed each page once and in order, in any of the calls.
fn wrong_in_the_pages(arrivals: &[Arrival], document: &[Bitmap]) -> Option<String> {
    let confirmed: Vec<&Bitmap> = arrivals
        .iter()
        .flat_map(|arrival| arrival.pages.iter().take(arrival.confirmed()))
        .collect();
    let counts: Vec<usize> = arrivals.iter().map(Arrival::confirmed).collect();
    if confirmed.len() != document.len() {
        return Some(format!("{counts:?} pages arrived of {}", document.len()));
    }
    let differs = |(number, (sent, came)): (usize, (&Bitmap, &&Bitmap))| {
        pages::difference(sent, came)
            .map(|difference| format!("page {} of {counts:?}: {difference}", number + 1))
    };
    document.iter().zip(&confirmed).enumerate().find_map(differs)
}

/// Checks that first calls were made by priority and age, and that there were never more calls than
/// lines.
fn wrong_in_the_order(desk: &SendingDesk, jobs: &[Sent]) -> Vec<String> {
    let histories: BTreeMap<i64, Vec<JobChange>> = jobs
        .iter()
        .map(|sent| (sent.id.0, desk.spool.jobs().job_history(sent.id).expect("it was submitted")))
        .collect();
    let mut changes: Vec<&JobChange> = histories.values().flatten().collect();
    changes.sort_by_key(|change| change.id);
    let (mut active, mut first, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        active.retain(|job| *job != change.job);
        if change.state == JobState::Active {
            active.push(change.job);
            if !first.contains(&change.job) {
                first.push(change.job);
            }
        }
        if active.len() > LINES {
            faults.push(format!("{} calls at once", active.len()));
        }
    }
    let mut wanted: Vec<&Sent> = jobs.iter().collect();
    wanted.sort_by_key(|sent| (sent.priority, sent.id.0));
    let wanted: Vec<JobId> = wanted.iter().map(|sent| sent.id).collect();
    if first != wanted {
        faults
            .push(format!("the first calls went to {first:?} and should have gone to {wanted:?}"));
    }
    faults
}
