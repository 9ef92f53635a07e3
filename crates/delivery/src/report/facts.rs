//! The facts from which a report mail about a job is made: the job, the change in the job's state
//! that is reported and, if a mail was faxed, the facts about that mail.

use crate::headers::is_message_id;
use crate::html::Tone;
use crate::template::one_line;
use ferrofax_spool::failure::NotifyReason;
use ferrofax_spool::jobs::{Job, JobChange};
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{CallVerdict, OutboxEntry, OutboxKind};

/// The keys of job options (named values that are stored with a fax job) that are only needed for
/// reports on the job. A submission method sets them; for example, fax by mail stores the mail's
/// subject here.
pub mod option {
    pub use ferrofax_spool::sending::option::{LEFT_OUT, RECIPIENT};
    /// The job option with the Message-ID of the mail that is faxed. Reports are sent as answers to
    /// that mail.
    pub const MAIL_ID: &str = "mail_message_id";
    /// The job option with the envelope id of the mail that is faxed (RFC 3461 §4.4, ENVID).
    pub const MAIL_ENVELOPE_ID: &str = "mail_envelope_id";
    /// The job option with the original recipient of the mail that is faxed, as `type;address` (RFC
    /// 3461 §4.2, ORCPT).
    pub const MAIL_RECIPIENT: &str = "mail_recipient";
    /// The job option with the subject of the mail that is faxed.
    pub const MAIL_SUBJECT: &str = "mail_subject";
}

/// The facts from which a report mail about a job is made.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The fax job whose result or progress is reported.
    pub job: &'a Job,
    /// The change in the fax job's state that this report mail is about.
    pub change: &'a JobChange,
    /// The kind of report on the fax job, such as "done" or "requeued".
    pub why: NotifyReason,
    /// The outbox entry that sends the report on the job to one mailbox.
    pub entry: &'a OutboxEntry,
    /// The reason why the report on the job could not be delivered to its mailbox, and that
    /// mailbox. It is set if the report is sent to the faxmaster instead.
    pub undelivered: Option<(&'a Undelivered, &'a str)>,
    /// The outbox entries of all report mails on the fax job, oldest first.
    pub thread: &'a [OutboxEntry],
    /// The explanation of the call's failure, from the call recording, if there is one.
    pub verdict: Option<&'a CallVerdict>,
    /// The refusal of the relay, if it has refused the report because of its size. The report then
    /// has no PDF with pages of the fax, and gives the refusal as the reason.
    pub refusal: Option<&'a Undelivered>,
}

impl<'a> Report<'a> {
    /// Makes the report for this outbox entry, without an explanation from a call recording.
    /// Returns `None` if the entry is not a report on a job.
    pub fn new(
        entry: &'a OutboxEntry,
        job: &'a Job,
        change: &'a JobChange,
        thread: &'a [OutboxEntry],
    ) -> Option<Self> {
        let OutboxKind::JobReport { why, undelivered, .. } = &entry.kind else { return None };
        let undelivered = undelivered.as_ref().map(|(reason, mailbox)| (reason, mailbox.as_str()));
        let (why, verdict, refusal) = (*why, None, None);
        Some(Self { job, change, why, entry, undelivered, thread, verdict, refusal })
    }

    /// Whether it is uncertain that all pages have arrived at the receiver.
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

    /// The Message-ID of the mail that was faxed; `None` if the fax did not come by mail.
    pub(super) fn original_mail(&self) -> Option<String> {
        let id = self.option(option::MAIL_ID)?;
        let id = id.trim_start_matches('<').trim_end_matches('>');
        is_message_id(id).then(|| id.to_owned())
    }

    /// The Message-ID of the job's first report to the same mailbox; `None` if this report is the
    /// first.
    pub(super) fn first_report(&self) -> Option<&'a str> {
        let first = self.thread.iter().find(|other| other.mailbox == self.entry.mailbox)?;
        (first.id < self.entry.id).then_some(first.message_id.as_str())
    }
}
