//! The source of events for IPP clients. While there are subscriptions, the state of each print job
//! is compared every second with its state a second before. Each difference becomes an event.

use std::collections::BTreeMap;

use super::event::{Event, EventKind, JobSummary, Subject};
use crate::printer::Printer;
use ferrofax_basics::UnixMs;
use ferrofax_rights::Guest;

/// The states of the print jobs and of the printer when they were last searched for changes. `jobs`
/// is `None` before the first search.
#[derive(Default)]
pub(super) struct Seen {
    jobs: Option<BTreeMap<i32, JobSummary>>,
    printer: i32,
}

impl Printer {
    /// If there are subscriptions, compares the state of each print job with its state at the
    /// previous comparison, and stores each difference as an event.
    pub(super) fn watch(&self, now: UnixMs) {
        if self.subscriptions.is_empty(now) {
            return self.subscriptions.look_away();
        }
        self.subscriptions.look(now, |seen| self.happened(seen, now));
    }

    /// Searches the print jobs for changes of their states, as [`Self::watch`] does. Does nothing
    /// if the last search was less than half a second ago.
    pub(in crate::printer) fn glance(&self, now: UnixMs) {
        if self.subscriptions.may_look_again() {
            self.watch(now);
        }
    }

    fn happened(&self, seen: &mut Seen, now: UnixMs) -> Vec<(Guest, Event)> {
        let mut happened = Vec::new();
        let mut jobs = BTreeMap::new();
        for record in self.store.all() {
            let before = seen.jobs.as_ref().and_then(|jobs| jobs.get(&record.id));
            // A finished print job does not change any more.
            if let Some(ended) = before.filter(|of| of.state.is_end()) {
                jobs.insert(record.id, ended.clone());
                continue;
            }
            let state = JobSummary::from(self.view(&record));
            if seen.jobs.is_some() {
                for kinds in kinds(before, &state) {
                    let of = Subject::Job { id: record.id, state: state.clone() };
                    happened.push((record.guest.clone(), Event { kinds, at: now, of }));
                }
            }
            jobs.insert(record.id, state);
        }
        let state = self.state_number();
        if seen.jobs.is_some() && seen.printer != state {
            let kinds = &[EventKind::PrinterStateChanged];
            let event = Event { kinds, at: now, of: Subject::Printer { state } };
            // An event of the printer itself is for all subscribers, so the guest in it is ignored.
            happened.push((Guest::Network(String::new()), event));
        }
        (seen.jobs, seen.printer) = (Some(jobs), state);
        happened
    }
}

/// Compares a print job's state `before` with its state `now`. Returns an entry for each event that
/// reports the change, in order. The entry has the kinds (RFC 3995) to which the event belongs. If
/// `before` is `None`, the print job is new.
fn kinds(before: Option<&JobSummary>, now: &JobSummary) -> Vec<&'static [EventKind]> {
    use EventKind::{JobCompleted, JobCreated, JobProgress, JobStateChanged};
    let mut kinds: Vec<&[EventKind]> = Vec::new();
    if before.is_none() {
        kinds.push(&[JobCreated]);
    }
    let is_changed =
        before.is_none_or(|before| (before.state, &before.reasons) != (now.state, &now.reasons));
    if before.is_some_and(|before| before.confirmed != now.confirmed) {
        kinds.push(&[JobProgress]);
    }
    if is_changed && now.state.is_end() {
        kinds.push(&[JobCompleted, JobStateChanged]);
    } else if is_changed && before.is_some() {
        kinds.push(&[JobStateChanged]);
    }
    kinds
}
