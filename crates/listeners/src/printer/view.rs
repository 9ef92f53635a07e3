//! The state of a print job as IPP describes it, from the states of all its faxes.

use std::collections::BTreeMap;

use super::Printer;
use super::holding::is_held;
use super::operations::faxes;
use super::record::{Destination, Fate, Record};
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{Job, JobId, JobState};

/// The state of a print job (RFC 8011 §5.3.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Pending = 3,
    PendingHeld = 4,
    Processing = 5,
    Canceled = 7,
    Aborted = 8,
    Completed = 9,
}

/// The state of one fax (PWG 5100.15 transmission-status).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transmission {
    Pending = 3,
    PendingRetry = 4,
    Processing = 5,
    Canceled = 7,
    Aborted = 8,
    Completed = 9,
}

/// The state of a print job, with the facts that IPP clients see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct View {
    pub(super) state: State,
    pub(super) reasons: Vec<&'static str>,
    /// The print job's state, as a sentence for people.
    pub(super) message: String,
    /// The number of pages of all faxes of the print job together. `None`: the number is not known
    /// yet.
    pub(super) impressions: Option<u32>,
    /// The number of pages in all faxes of the print job that are confirmed. A page is confirmed by
    /// the recipient's fax machine.
    pub(super) confirmed: u32,
    /// The time when the print job's first fax was made.
    pub(super) begun_at: Option<UnixMs>,
    /// The time when the print job's last fax ended.
    pub(super) ended_at: Option<UnixMs>,
    /// The print job's faxes, in the order of its destinations.
    pub(super) faxes: Vec<FaxView>,
}

/// The state of one fax of a print job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FaxView {
    pub(super) uri: String,
    pub(super) transmission: Transmission,
    pub(super) pages: Option<u32>,
    pub(super) confirmed: u32,
    is_held: bool,
    waits_for_number: bool,
    waits_for_time: bool,
    failure: Option<Failure>,
    text: String,
    ended_at: Option<UnixMs>,
}

/// The greatest number of print jobs, and of faxes, that are looked up together.
pub(super) const AT_ONCE: usize = 50;

impl State {
    /// Whether a print job in this state has ended.
    pub(super) fn is_end(self) -> bool {
        matches!(self, Self::Canceled | Self::Aborted | Self::Completed)
    }
}

impl View {
    /// Whether the print job is in a state of IPP that means that it has ended.
    pub(super) fn is_ended(&self) -> bool {
        self.state.is_end()
    }
}

impl Printer {
    /// The present state of a print job, by its faxes in the spool.
    pub(super) fn view(&self, record: &Record) -> View {
        // A fax that is no longer in the spool has ended long ago, and a clean-up has deleted it.
        view(record, |job| self.spool.jobs().job(job).ok())
    }

    /// The present states of several print jobs. Their faxes are read from the spool together, at
    /// most [`AT_ONCE`] in one transaction, so that others do not wait long for the database.
    pub(super) fn views(&self, records: Vec<Record>) -> Result<Vec<(Record, View)>, SpoolError> {
        let ids: Vec<JobId> = records.iter().flat_map(faxes).collect();
        let mut jobs = BTreeMap::new();
        for some in ids.chunks(AT_ONCE) {
            jobs.extend(self.spool.jobs().those(some)?.into_iter().map(|job| (job.id, job)));
        }
        let with_view = |record: Record| {
            let view = view(&record, |job| jobs.get(&job).cloned());
            (record, view)
        };
        Ok(records.into_iter().map(with_view).collect())
    }
}

/// Determines the state of the print job in `record`. `fax` finds the job that sends one of its
/// faxes in the spool.
fn view(record: &Record, fax: impl Fn(JobId) -> Option<Job>) -> View {
    let faxes: Vec<FaxView> =
        record.destinations.iter().map(|to| fax_view(record, to, &fax)).collect();
    let (state, reasons) = state(record, &faxes);
    let counted: Vec<u32> = faxes.iter().filter_map(|fax| fax.pages).collect();
    let said = faxes.iter().find(|fax| !fax.text.is_empty() && fax.failure.is_some());
    let said = said.or_else(|| faxes.iter().find(|fax| !fax.text.is_empty()));
    let ends = faxes.iter().map(|fax| fax.ended_at);
    let all_ended: Option<Vec<UnixMs>> = ends.collect();
    View {
        state,
        reasons,
        message: said.map(|fax| fax.text.clone()).unwrap_or_default(),
        impressions: (!counted.is_empty()).then(|| counted.iter().sum()),
        confirmed: faxes.iter().map(|fax| fax.confirmed).sum(),
        begun_at: begun_at(record),
        ended_at: all_ended.filter(|_| record.is_cut()).and_then(|ends| ends.into_iter().max()),
        faxes,
    }
}

fn begun_at(record: &Record) -> Option<UnixMs> {
    let cut = record.cut.as_ref().and_then(|cut| cut.begun_at);
    cut.or_else(|| record.destinations.iter().filter_map(|to| to.begun_at).min())
}

fn fax_view(
    record: &Record,
    destination: &Destination,
    fax: &impl Fn(JobId) -> Option<Job>,
) -> FaxView {
    let mut view = FaxView {
        uri: destination.uri.clone(),
        transmission: Transmission::Pending,
        pages: None,
        confirmed: 0,
        is_held: is_held(record),
        waits_for_number: false,
        waits_for_time: false,
        failure: None,
        text: String::new(),
        ended_at: None,
    };
    match &destination.fate {
        None if destination.begun_at.is_some() => view.transmission = Transmission::Processing,
        None => {}
        Some(Fate::Refused { failure, text, at }) => {
            view.transmission = ended_by(*failure);
            (view.failure, view.text, view.ended_at) = (Some(*failure), text.clone(), Some(*at));
        }
        Some(Fate::Fax(job)) => match fax(*job) {
            Some(job) => of_job(&mut view, &job),
            None => {
                view.transmission = Transmission::Completed;
                view.ended_at = Some(record.created_at);
            }
        },
    }
    view
}

fn of_job(view: &mut FaxView, job: &Job) {
    view.transmission = match job.state {
        JobState::Active => Transmission::Processing,
        JobState::Sleeping => Transmission::PendingRetry,
        JobState::Done => Transmission::Completed,
        JobState::Failed => job.failure.map_or(Transmission::Aborted, ended_by),
        JobState::Suspended | JobState::Pending | JobState::Blocked | JobState::Ready => {
            Transmission::Pending
        }
    };
    view.pages = u32::try_from(job.pages.len()).ok();
    view.confirmed = job.pages_confirmed();
    view.is_held = job.state == JobState::Suspended;
    view.waits_for_number = job.number.is_empty();
    view.waits_for_time = job.state == JobState::Pending;
    view.failure = job.failure;
    view.text.clone_from(&job.text);
    view.ended_at = job.ended_at;
}

fn ended_by(failure: Failure) -> Transmission {
    match failure {
        Failure::Cancelled => Transmission::Canceled,
        _ => Transmission::Aborted,
    }
}

/// The state of the whole print job, and the keywords for its reason (RFC 8011 §5.3.8).
fn state(record: &Record, faxes: &[FaxView]) -> (State, Vec<&'static str>) {
    let any = |of: Transmission| faxes.iter().any(|fax| fax.transmission == of);
    let is_over = |fax: &FaxView| {
        use Transmission::{Aborted, Canceled, Completed};
        matches!(fax.transmission, Aborted | Canceled | Completed)
    };
    if !record.is_closed() {
        return (State::PendingHeld, vec!["job-incoming", "job-data-insufficient"]);
    }
    if !record.is_cut() {
        return match begun_at(record) {
            Some(_) => (State::Processing, vec!["job-interpreting"]),
            None => (State::Pending, vec!["none"]),
        };
    }
    if !faxes.iter().all(is_over) {
        if any(Transmission::Processing) {
            let is_made = faxes.iter().any(|fax| fax.pages.is_some());
            return (
                State::Processing,
                vec![if is_made { "job-outgoing" } else { "job-transforming" }],
            );
        }
        let mut waiting = faxes.iter().filter(|fax| !is_over(fax));
        if waiting.clone().all(|fax| fax.is_held || fax.waits_for_time) {
            // This keyword is not in the standard, so it is only sent in addition to a standard
            // one.
            let number = waiting.any(|fax| fax.waits_for_number).then_some("fax-number-needed");
            let held = std::iter::once("job-hold-until-specified");
            return (State::PendingHeld, held.chain(number).collect());
        }
        let is_made = waiting.any(|fax| fax.pages.is_some());
        return (State::Pending, vec![if is_made { "job-queued" } else { "none" }]);
    }
    if any(Transmission::Completed) {
        let all = !any(Transmission::Aborted) && !any(Transmission::Canceled);
        let word = if all { "job-completed-successfully" } else { "job-completed-with-errors" };
        return (State::Completed, vec![word]);
    }
    if any(Transmission::Canceled) && !any(Transmission::Aborted) {
        return (State::Canceled, vec!["job-canceled-by-user"]);
    }
    let mut reasons = vec!["aborted-by-system"];
    let failure = |of: Failure| faxes.iter().any(|fax| fax.failure == Some(of));
    if failure(Failure::ConversionFailed) {
        reasons.push("document-format-error");
    }
    if failure(Failure::NoConverter) {
        reasons.push("unsupported-document-format");
    }
    (State::Aborted, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::printer::making::tests::{printer, spool_with_device};
    use crate::printer::record::tests::record;
    use ferrofax_spool::jobs::{NewFetch, NewJob};

    fn looked_at(fates: &[Option<Fate>]) -> View {
        let mut record = record(1);
        let one = record.destinations.remove(0);
        record.destinations = fates
            .iter()
            .map(|fate| Destination { fate: fate.clone(), ..one.clone() })
            .collect();
        view(&record, |_| None)
    }

    #[test]
    fn the_faxes_of_a_print_job_say_together_where_it_stands() {
        let refused = |failure| Some(Fate::Refused { failure, text: "Why.".into(), at: UnixMs(7) });
        let sent = Some(Fate::Fax(JobId(1)));
        for (fates, state, reason) in [
            (vec![None], State::Pending, "none"),
            (vec![sent.clone()], State::Completed, "job-completed-successfully"),
            (vec![sent.clone(), None], State::Pending, "none"),
            (
                vec![sent, refused(Failure::Forbidden)],
                State::Completed,
                "job-completed-with-errors",
            ),
            (vec![refused(Failure::Cancelled)], State::Canceled, "job-canceled-by-user"),
            (vec![refused(Failure::BadNumber)], State::Aborted, "aborted-by-system"),
        ] {
            let view = looked_at(&fates);
            assert_eq!((view.state, view.reasons[0]), (state, reason), "{fates:?}");
        }
        let view = looked_at(&[refused(Failure::ConversionFailed)]);
        assert_eq!(view.reasons, ["aborted-by-system", "document-format-error"]);
        assert_eq!((view.message.as_str(), view.ended_at), ("Why.", Some(UnixMs(7))));
    }

    #[test]
    fn the_faxes_of_many_print_jobs_are_looked_up_together() {
        let folder = tempfile::tempdir().unwrap();
        let spool = spool_with_device(folder.path());
        let printer = printer(&spool);
        let submit = || {
            let new = NewJob {
                number: "0991 123".into(),
                device: "2101@fax-devices".parse().unwrap(),
                owner: "alice".into(),
                fetch: Some(NewFetch::default()),
                ..NewJob::default()
            };
            spool.submission().submit(&new, UnixMs::now()).unwrap()
        };
        let mut jobs: Vec<JobId> = (0..2 * AT_ONCE + 1).map(|_| submit()).collect();
        spool.jobs().cancel_job(jobs[0], "alice", UnixMs::now()).unwrap();
        // A clean-up has deleted the last fax.
        jobs.push(JobId(1_000_000));
        let of = |(id, job): (i32, &JobId)| {
            let mut record = record(id);
            record.destinations[0].fate = Some(Fate::Fax(*job));
            record
        };
        let records: Vec<Record> = (1..).zip(&jobs).map(of).collect();
        let views = printer.views(records.clone()).unwrap();
        let found: Vec<State> = views.iter().map(|(_, view)| view.state).collect();
        let alone: Vec<State> = records.iter().map(|one| printer.view(one).state).collect();
        assert_eq!(found, alone);
        let waiting = vec![State::Pending; 2 * AT_ONCE];
        assert_eq!(found, [vec![State::Canceled], waiting, vec![State::Completed]].concat());
        let ids: Vec<i32> = views.iter().map(|(record, _)| record.id).collect();
        assert_eq!(ids, records.iter().map(|record| record.id).collect::<Vec<_>>());
    }
}
