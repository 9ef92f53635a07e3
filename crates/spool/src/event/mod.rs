//! Events of jobs and received faxes, as data: a name and its values.
//!
//! [`Event`] is a row of a job's history, or the end of a received fax. The spool stores the name
//! of an event, and its values as JSON. A further column has the English sentence, which older
//! versions of Ferrofax read. [`Event::text`] renders an event in a language, with the texts in
//! `languages`. Rows that an older version wrote have only the sentence; the module `old` reads
//! them.

mod actor;
mod detail;
mod old;
pub(crate) mod stored;
#[cfg(test)]
mod tests;
mod words;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::ids::{FaxId, JobId};
use super::job_words::Origin;
use ferrofax_ground::outcome::Cause;
use ferrofax_ground::sent_line::SentLine;
use ferrofax_ground::t4::{Loss, Undecoded};

pub use actor::{Actor, StopReason};
pub use detail::Detail;
pub(crate) use stored::{of_fax_row, of_row, parts, stored};

use words::Words;

pub use ferrofax_languages::Language;

/// The quality of the line of a sent fax as text in a language, after the label for "line".
pub fn line(line: &SentLine, language: Language) -> String {
    Words::of(language).labelled_line(line)
}

/// The quality of the line of a sent fax as text in a language, without a label.
pub fn line_alone(line: &SentLine, language: Language) -> String {
    Words::of(language).line(line)
}

/// An event of a job or a received fax: something that happened to it.
///
/// Names and fields never change their meaning once they are released, since they are stored and
/// the API shows them. A field that is added later needs a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Event {
    /// The job was submitted.
    TakenIn {
        /// The submission method.
        by: Origin,
        /// Whether the job still waits for its number.
        #[serde(default)]
        waits_for_number: bool,
    },
    /// The job may be sent and waits for a line.
    WaitsForLine,
    /// The job waits for its time to send, or for its next attempt.
    WaitsForTime,
    /// The job waits for the hours in which it may be sent.
    WaitsForHours,
    /// The job waits until another call to its number ends.
    WaitsForNumber,
    /// The machine's clock was ahead and was set back, so the job waits again.
    ClockPutBack,

    /// The job's number is being called.
    Dialled {
        /// The node of a shared database that makes the call.
        #[serde(default)]
        node: Option<String>,
    },
    /// The job is sent in a call that was made for another job.
    JoinedCall,
    /// The job is sent in a call that a person connected for it.
    PutInCall,
    /// A fax machine answered.
    FaxMachineAnswered,
    /// The call takes precautions that were necessary in earlier calls to the number.
    Remembered {
        /// The precautions.
        precautions: Vec<Precaution>,
    },
    /// The job was not dialled and waits again.
    NotDialled {
        /// The node of a shared database that returned the job.
        #[serde(default)]
        node: Option<String>,
        /// The reason.
        obstacle: Obstacle,
    },
    /// An attempt failed, and another attempt will follow.
    AttemptFailed {
        /// The reason of the failure.
        reason: Reason,
        /// The number of pages that were sent completely but never answered, and are sent again.
        #[serde(default)]
        pages_unanswered: u32,
    },
    /// The job has failed.
    Failed {
        /// The reason of the failure.
        reason: Reason,
        /// The limit that was reached; none if no attempt would have followed anyway.
        #[serde(default)]
        given_up: Option<GivenUp>,
        /// The pages that were polled before the failure.
        #[serde(default)]
        fetched: Option<Fetched>,
    },
    /// The job was not sent within its time limit.
    Expired {
        /// The reason why the last attempt failed.
        #[serde(default)]
        last: Option<Failure>,
    },
    /// The job was sent, or has polled its document.
    Done {
        /// The number of pages sent.
        pages: u32,
        /// The number of these pages that the receiver never confirmed.
        #[serde(default)]
        pages_unconfirmed: u32,
        /// The number of these pages that may have arrived twice.
        #[serde(default)]
        pages_perhaps_twice: u32,
        /// The pages that were polled.
        #[serde(default)]
        fetched: Option<Fetched>,
    },

    /// A user or a part of Ferrofax cancelled the job.
    Cancelled {
        /// The user or the part of Ferrofax that cancelled it.
        by: Actor,
    },
    /// A user or a part of Ferrofax held the job.
    Held {
        /// The user or the part of Ferrofax that held it.
        by: Actor,
    },
    /// A user or a part of Ferrofax released the job.
    Released {
        /// The user or the part of Ferrofax that released it.
        by: Actor,
    },
    /// A user or a part of Ferrofax made the job due at once.
    Retried {
        /// The user or the part of Ferrofax that did this.
        by: Actor,
    },
    /// A user or a part of Ferrofax changed times or limits of the job.
    Changed {
        /// The user or the part of Ferrofax that changed them.
        by: Actor,
    },
    /// A user or a part of Ferrofax changed the job's priority.
    PriorityChanged {
        /// The priority before.
        from: u8,
        /// The priority from now on.
        to: u8,
        /// The user or the part of Ferrofax that changed it.
        by: Actor,
    },
    /// A user or a part of Ferrofax entered the number for which the job waited.
    NumberGiven {
        /// The number.
        number: String,
        /// The user or the part of Ferrofax that entered it.
        by: Actor,
    },
    /// The job is held because its user may not send.
    HeldByStop {
        /// The name of the user.
        user: String,
        /// The reason why the user may not send.
        why: StopReason,
    },
    /// The job is released because its user may send again.
    ReleasedByStop {
        /// The name of the user.
        user: String,
    },
    /// The job is held because its row in the database cannot be used.
    HeldUnfit {
        /// The fault of the row.
        #[serde(with = "detail")]
        why: Detail,
    },

    /// The job came from a node to the shared database.
    TakenFromNode {
        /// The node that was handed the job.
        node: String,
    },
    /// The job is stored in the shared database now.
    Shared {
        /// The job's number in the shared database.
        job: JobId,
    },
    /// This job is an attempt for a job of the shared database.
    SharedAttempt {
        /// The number of that job in the shared database.
        job: JobId,
    },
    /// The attempt is over, and the shared database has its job again.
    SharedAttemptOver,
    /// A user or a part of Ferrofax asked the shared database to change the job.
    SharedAsked {
        /// The command: `cancel`, `hold`, `release`, `retry`, or `priority:` followed by the
        /// number.
        deed: String,
        /// The user or the part of Ferrofax that asked.
        by: Actor,
    },
    /// The job is made of the same e-mail as another node's job, so only the other one is sent.
    SameMail {
        /// The node that was handed the other job; none if it is not known.
        #[serde(default)]
        node: Option<String>,
        /// The number of the other job; none if it is not known.
        #[serde(default)]
        job: Option<String>,
    },
    /// The job ended while this node was away, and the shared database has deleted the job since.
    EndedWhileAway {
        /// Whether the job was sent; otherwise, it failed.
        is_sent: bool,
        /// The node that reported the end of the job.
        #[serde(default)]
        told_by: Option<String>,
    },
    /// Another node reported an event of the job, because the job's own node could not be reached.
    ReportedElsewhere {
        /// The event.
        event: Box<Self>,
        /// The node that reported it.
        by: String,
    },
    /// The job had already ended, according to a node.
    EndedBefore {
        /// The node that knows this.
        node: String,
    },

    /// The call of a received fax ended.
    FaxEnded {
        /// The outcome of the call, or the reason of its failure.
        reason: Reason,
        /// The first pages that have damaged or missing rows.
        #[serde(default)]
        damaged: Vec<DamagedPage>,
        /// The number of further such pages.
        #[serde(default)]
        damaged_more: u32,
        /// The fault of the fax's document, if any.
        #[serde(default, with = "detail::optional")]
        trouble: Option<Detail>,
    },

    /// Any other event, as a sentence that an older version of Ferrofax or HylaFAX wrote.
    Text {
        /// The sentence.
        text: String,
    },
}

/// Why an attempt failed, or how the call of a received fax ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Reason {
    /// A failure of the failure table.
    Failure {
        /// The failure.
        failure: Failure,
    },
    /// The end of a T.30 session.
    Session {
        /// Its cause.
        #[serde(with = "stored::cause")]
        cause: Cause,
    },
    /// The number was not dialled.
    NotDialled {
        /// The reason.
        obstacle: Obstacle,
    },
    /// The PBX never reported how the call ended.
    CallLost,
    /// A bug in the fax software; the fault was caught.
    Bug,
    /// The call was ended because of another job in it.
    EndedForOtherJob,
    /// The spool could not be written during the call.
    SpoolNotWritten,
    /// A page could not be prepared for sending.
    PageNotMade {
        /// The reason.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// A page could not be passed to the line.
    PageNotSent {
        /// The reason.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// A node of a shared database made the call and then stopped reporting.
    NodeSilent {
        /// The node.
        node: String,
    },
    /// A node of a shared database cannot send the job.
    NodeFailed {
        /// The node.
        node: String,
        /// The reason.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// The node could not reach the shared database and ended the call.
    SharedUnreachable,
    /// The shared database did not store the last page of a received fax in time, so the page was
    /// not confirmed.
    PageNotShared,
    /// The caller polled a document and sent no fax.
    CallerFetched,
    /// The spool took too long to store the call, so the call was rejected.
    SpoolTooSlow,
    /// Any other reason.
    Text {
        /// The sentence.
        text: String,
    },
}

/// Why a job was not dialled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Obstacle {
    /// A user removed the job from a call before the job was begun.
    TakenOut,
    /// The call ended before the job was begun.
    CallEnded,
    /// The documents of the job are encrypted; the Ferrofax service must decrypt them first.
    Encrypted,
    /// The PBX makes no calls now.
    PbxRefuses {
        /// The reason that the PBX gives.
        why: String,
    },
    /// The dial string is not valid.
    DialString {
        /// The dial string.
        dial: String,
    },
    /// The device to which a test page should be sent does not exist.
    NoDevice {
        /// The name of the device.
        device: String,
    },
    /// Faxes to such numbers are blocked.
    Forbidden {
        /// The first digits of the blocked numbers.
        beginning: String,
    },
    /// The PBX of the node did not start the call.
    NotBegun,
    /// The node was restarted before it dialled.
    Restarted,
    /// The node cannot use its keys now.
    NoKeys,
    /// A fault in the spool prevents the call.
    Stopped {
        /// The fault.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// Any other reason.
    Text {
        /// The text, as part of a sentence.
        text: String,
    },
}

/// A precaution that a call takes, because earlier calls to the number failed without it. Dates are
/// written as `2026-03-01`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Precaution {
    /// The call begins at this rate at most.
    MaxRate {
        /// The rate in bit/s.
        bps: u32,
        /// The date on which faster rates failed.
        since: String,
    },
    /// The call does not request T.38.
    WithoutT38 {
        /// The last date on which T.38 broke a call.
        since: String,
    },
    /// The call does not use error correction (ECM).
    WithoutEcm {
        /// The highest rate of the call, in bit/s.
        bps: u32,
        /// The date on which a call without error correction succeeded.
        since: String,
    },
}

/// The limit that ended a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// The unit that the limit counts.
    pub limit: Limit,
    /// The number of attempts, calls or other units (`limit`) when the job was given up.
    pub count: u32,
}

/// The unit that a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Calls that a fax machine answered.
    Attempts,
    /// All calls.
    Calls,
    /// Calls that failed in the same way.
    CallsAlike,
}

/// The pages that a job polled from a remote fax machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The number of pages.
    pub pages: u32,
    /// The received fax that has these pages.
    pub fax: FaxId,
}

/// A received page with damaged or missing rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamagedPage {
    /// The number of the page in the fax.
    pub page: u32,
    /// The kind of damage.
    pub damage: Damage,
    /// The part of the page that is kept.
    pub kept: Kept,
}

/// The damage of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Damage {
    /// The page could not be decoded after this row.
    BrokenAfter {
        /// The last good row.
        row: u32,
    },
    /// The page has more rows than the limit.
    LongerThan {
        /// The limit of rows.
        rows: u32,
    },
    /// Some rows could not be decoded.
    BadRows {
        /// The number of damaged rows.
        bad: u32,
        /// The number of all rows.
        rows: u32,
    },
}

/// The part of a damaged page that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// Only the rows before the damage or the limit.
    RowsBefore,
    /// All data that arrived.
    All,
    /// The beginning of the data that arrived.
    Beginning,
}

impl Event {
    /// The text of the event in a language: one or more sentences.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).event(self)
    }

    /// The event of a job that has failed for this reason.
    pub const fn failed(reason: Reason) -> Self {
        Self::Failed { reason, given_up: None, fetched: None }
    }

    /// The event of a received fax whose call ended for this reason.
    pub const fn fax_ended(reason: Reason) -> Self {
        Self::FaxEnded { reason, damaged: Vec::new(), damaged_more: 0, trouble: None }
    }

    /// Adds a fault of the document to the end of a received fax.
    pub(crate) fn with_trouble(mut self, why: Detail) -> Self {
        match &mut self {
            Self::FaxEnded { trouble, .. } => *trouble = Some(why),
            Self::Text { text } => *text += &format!(" {why}."),
            _ => {}
        }
        self
    }
}

/// An empty text, which means that nothing is known.
impl Default for Event {
    fn default() -> Self {
        Self::Text { text: String::new() }
    }
}

/// An event that is only a sentence.
impl From<&str> for Event {
    fn from(text: &str) -> Self {
        Self::Text { text: text.to_owned() }
    }
}

/// The event of a received fax whose call ended for this cause.
impl From<Cause> for Event {
    fn from(cause: Cause) -> Self {
        Self::fax_ended(cause.into())
    }
}

impl Reason {
    /// The sentence that describes the reason, in this language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).reason(self)
    }
}

impl From<Failure> for Reason {
    fn from(failure: Failure) -> Self {
        Self::Failure { failure }
    }
}

impl From<Cause> for Reason {
    fn from(cause: Cause) -> Self {
        Self::Session { cause }
    }
}

impl Obstacle {
    /// The reason why the job was not dialled, as a part of a sentence in this language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).obstacle(self)
    }
}

impl Precaution {
    /// The sentence that describes the precaution, in this language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).precaution(self)
    }
}

impl StopReason {
    /// The reason why the user may not send, as a part of a sentence in this language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).stop_reason(self)
    }
}

impl From<&str> for Obstacle {
    fn from(text: &str) -> Self {
        Self::Text { text: text.to_owned() }
    }
}

impl DamagedPage {
    /// The sentence that describes the damage of the page, in this language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).damaged_page(self)
    }

    /// The damaged page of this number, with the facts that the decoder reports.
    pub fn of(page: u32, undecoded: &Undecoded) -> Self {
        let damage = match undecoded.loss {
            Loss::BrokenAfter(row) => Damage::BrokenAfter { row },
            Loss::LongerThan(rows) => Damage::LongerThan { rows },
            Loss::BadRows(bad, rows) => Damage::BadRows { bad, rows },
        };
        let kept = match (undecoded.octets.is_empty(), undecoded.are_all) {
            (true, _) => Kept::RowsBefore,
            (false, true) => Kept::All,
            (false, false) => Kept::Beginning,
        };
        Self { page, damage, kept }
    }
}
