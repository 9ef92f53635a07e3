//! The facts for a report: the job, the change that it reports, and the known facts of the mail
//! that was faxed.

use crate::headers::is_message_id;
use crate::html::Tone;
use crate::template::one_line;
use ferrofax_spool::failure::NotifyReason;
use ferrofax_spool::jobs::{Job, JobChange};
use ferrofax_spool::{CallVerdict, OutboxEntry, OutboxKind};

/// Options of a job that its submission method may set, for its reports.
pub mod option {
    pub use ferrofax_spool::sending::option::RECIPIENT;
    /// The Message-ID of the mail that is faxed: its reports answer that.
    pub const MAIL_ID: &str = "mail_message_id";
    /// The mail's envelope id (RFC 3461 §4.4, ENVID).
    pub const MAIL_ENVELOPE_ID: &str = "mail_envelope_id";
    /// The recipient of the mail, as `type;address` (RFC 3461 §4.2, ORCPT).
    pub const MAIL_RECIPIENT: &str = "mail_recipient";
    /// The mail's subject.
    pub const MAIL_SUBJECT: &str = "mail_subject";
    /// The parts of the mail that are not in the fax, and why, as `invite.ics (an invitation),
    /// tool.exe (no converter for it)`.
    pub const LEFT_OUT: &str = "mail_left_out";
}

/// The facts for a report.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The job.
    pub job: &'a Job,
    /// The change that is reported.
    pub change: &'a JobChange,
    /// The reason for the report.
    pub why: NotifyReason,
    /// The report's way to its mailbox.
    pub entry: &'a OutboxEntry,
    /// If it is sent to the faxmaster because it could not be delivered: why, and the mailbox.
    pub undelivered: Option<(&'a str, &'a str)>,
    /// The job's reports, oldest first.
    pub thread: &'a [OutboxEntry],
    /// The fault that the recording of the call shows, if it is known.
    pub verdict: Option<&'a CallVerdict>,
}

impl<'a> Report<'a> {
    /// The report of this entry, without what a record of a call shows; none if it is not a job's.
    pub fn new(
        entry: &'a OutboxEntry,
        job: &'a Job,
        change: &'a JobChange,
        thread: &'a [OutboxEntry],
    ) -> Option<Self> {
        let OutboxKind::JobReport { why, undelivered, .. } = &entry.kind else { return None };
        let undelivered = undelivered
            .as_ref()
            .map(|(reason, mailbox)| (reason.as_str(), mailbox.as_str()));
        Some(Self { job, change, why: *why, entry, undelivered, thread, verdict: None })
    }

    /// Pages whose arrival is not sure, one way or the other.
    fn is_doubtful(&self) -> bool {
        !self.change.pages_in_doubt.is_empty() || !self.change.pages_perhaps_twice.is_empty()
    }

    pub(super) fn tone(&self) -> Tone {
        match self.why {
            _ if self.undelivered.is_some() => Tone::Bad,
            NotifyReason::Done if self.is_doubtful() => Tone::Doubtful,
            NotifyReason::Done => Tone::Good,
            NotifyReason::Requeued | NotifyReason::NumberWanted => Tone::Neutral,
            _ => Tone::Bad,
        }
    }

    pub(super) fn option(&self, name: &str) -> Option<String> {
        self.job
            .options
            .get(name)
            .map(|value| one_line(value))
            .filter(|value| !value.is_empty())
    }

    /// The Message-ID of the mail that was faxed, if it is one.
    pub(super) fn original_mail(&self) -> Option<String> {
        let id = self.option(option::MAIL_ID)?;
        let id = id.trim_start_matches('<').trim_end_matches('>');
        is_message_id(id).then(|| id.to_owned())
    }

    /// The Message-ID of the job's first report to the same mailbox, unless this is it.
    pub(super) fn first_report(&self) -> Option<&'a str> {
        let first = self.thread.iter().find(|other| other.mailbox == self.entry.mailbox)?;
        (first.id < self.entry.id).then_some(first.message_id.as_str())
    }
}
