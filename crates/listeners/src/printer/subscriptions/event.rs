//! Events of print jobs and of the printer, to which clients can subscribe.

use ferrofax_basics::UnixMs;

use crate::printer::view::{State, View};

/// The kind of an event of the printer, by its keyword (RFC 3995 §5.3.3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::printer) enum EventKind {
    JobCreated,
    JobCompleted,
    JobProgress,
    JobStateChanged,
    PrinterStateChanged,
}

/// An event of a print job or of the printer, with the state that it reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// The kinds to which the event belongs, the most specific one first.
    pub(super) kinds: &'static [EventKind],
    pub(super) at: UnixMs,
    pub(super) of: Subject,
}

/// The subject of an IPP event: a print job with its state, or the printer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Job { id: i32, state: JobSummary },
    Printer { state: i32 },
}

/// The parts of a print job's state whose changes are events. A summary has the same size for any
/// number of destinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobSummary {
    pub(super) state: State,
    pub(super) reasons: Vec<&'static str>,
    /// The number of confirmed pages of all faxes of the print job.
    pub(super) confirmed: u32,
}

impl From<View> for JobSummary {
    fn from(View { state, reasons, confirmed, .. }: View) -> Self {
        Self { state, reasons, confirmed }
    }
}

impl EventKind {
    pub(in crate::printer) const ALL: [Self; 5] = [
        Self::JobCreated,
        Self::JobCompleted,
        Self::JobProgress,
        Self::JobStateChanged,
        Self::PrinterStateChanged,
    ];

    pub(in crate::printer) const fn keyword(self) -> &'static str {
        match self {
            Self::JobCreated => "job-created",
            Self::JobCompleted => "job-completed",
            Self::JobProgress => "job-progress",
            Self::JobStateChanged => "job-state-changed",
            Self::PrinterStateChanged => "printer-state-changed",
        }
    }

    pub(super) fn of_keyword(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.keyword() == word)
    }
}

impl Event {
    /// Writes the event as a sentence for people (RFC 3995 §5.3.4.11: notify-text).
    pub(super) fn text(&self) -> String {
        match &self.of {
            Subject::Job { id, state: JobSummary { state, confirmed, .. } } => {
                let state = match state {
                    State::Pending => "waits",
                    State::PendingHeld => "is held",
                    State::Processing => "is being sent",
                    State::Canceled => "was cancelled",
                    State::Aborted => "was not sent",
                    State::Completed => "was sent",
                };
                format!("Fax {id} {state}; {confirmed} pages are confirmed.")
            }
            Subject::Printer { state: 3 } => "The printer is idle.".to_owned(),
            Subject::Printer { .. } => "The printer is at work.".to_owned(),
        }
    }
}
