//! Events of jobs and faxes, as data: a name and its values.
//!
//! [`Event`] is a row of a job's history, or the end of a received fax. The spool stores its name
//! and its values as JSON; beside them is the English sentence, which older versions of
//! Ferrofax read. [`Event::text`] renders an event in a language, by the texts in `languages`.
//! Rows that an older version wrote have a sentence alone; [`old`] reads them.

mod actor;
mod detail;
mod old;
mod stored;
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

/// The quality of the line of a sent fax, in a language, behind a label.
pub fn line(line: &SentLine, language: Language) -> String {
    Words::of(language).labelled_line(line)
}

/// The quality of the line of a sent fax, in a language.
pub fn line_alone(line: &SentLine, language: Language) -> String {
    Words::of(language).line(line)
}

/// What happened to a job or a fax.
///
/// Names and fields never change their meaning once released, since they are stored and the API
/// shows them. A field that is added later needs a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Event {
    /// The job was submitted.
    TakenIn {
        /// By which submission method.
        by: Origin,
        /// Nobody has given its number yet.
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
    /// The machine's clock was ahead and was put back, so that the job waits again.
    ClockPutBack,

    /// The job's number is dialled.
    Dialled {
        /// By this node of a shared database.
        #[serde(default)]
        node: Option<String>,
    },
    /// The job is sent in a call that was made for another job.
    JoinedCall,
    /// The job is sent in a call that somebody connected for it.
    PutInCall,
    /// A fax machine answered.
    FaxMachineAnswered,
    /// The call takes precautions that earlier calls to the number have shown to be needed.
    Remembered {
        /// Which.
        precautions: Vec<Precaution>,
    },
    /// The job was not dialled, and waits again.
    NotDialled {
        /// The node of a shared database that gave it back.
        #[serde(default)]
        node: Option<String>,
        /// Why.
        obstacle: Obstacle,
    },
    /// An attempt failed; there will be another.
    AttemptFailed {
        /// Why.
        reason: Reason,
        /// Pages that were sent whole without an answer and go again.
        #[serde(default)]
        pages_unanswered: u32,
    },
    /// The job has failed.
    Failed {
        /// Why.
        reason: Reason,
        /// The limit that ended it, if more attempts would have followed otherwise.
        #[serde(default)]
        given_up: Option<GivenUp>,
        /// What had been fetched before.
        #[serde(default)]
        fetched: Option<Fetched>,
    },
    /// The time in which the job was to be sent is over.
    Expired {
        /// Why the last attempt failed.
        #[serde(default)]
        last: Option<Failure>,
    },
    /// The job was sent, or has fetched its document.
    Done {
        /// Pages that were sent.
        pages: u32,
        /// Pages of these that the receiver never confirmed.
        #[serde(default)]
        pages_unconfirmed: u32,
        /// Pages of these that may have arrived twice.
        #[serde(default)]
        pages_perhaps_twice: u32,
        /// What was fetched.
        #[serde(default)]
        fetched: Option<Fetched>,
    },

    /// Somebody cancelled the job.
    Cancelled {
        /// The author.
        by: Actor,
    },
    /// Somebody held the job.
    Held {
        /// The author.
        by: Actor,
    },
    /// Somebody released the job.
    Released {
        /// The author.
        by: Actor,
    },
    /// Somebody has the job tried now.
    Retried {
        /// The author.
        by: Actor,
    },
    /// Somebody changed times or limits of the job.
    Changed {
        /// The author.
        by: Actor,
    },
    /// Somebody changed the job's priority.
    PriorityChanged {
        /// The priority before.
        from: u8,
        /// The priority from now on.
        to: u8,
        /// The author.
        by: Actor,
    },
    /// Somebody gave the number for which the job waited.
    NumberGiven {
        /// The number.
        number: String,
        /// The author.
        by: Actor,
    },
    /// The job is held because its user is stopped.
    HeldByStop {
        /// The user.
        user: String,
        /// Why the user is blocked.
        why: StopReason,
    },
    /// The job is released because its user may send again.
    ReleasedByStop {
        /// The user.
        user: String,
    },
    /// The job is held because its row in the database cannot be used.
    HeldUnfit {
        /// What is wrong with it.
        #[serde(with = "detail")]
        why: Detail,
    },

    /// The job came from a node to the shared database.
    TakenFromNode {
        /// The node.
        node: String,
    },
    /// The job is in the shared database now.
    Shared {
        /// Its number there.
        job: JobId,
    },
    /// A node has a job of the shared database, to attempt it.
    SharedAttempt {
        /// Its number there.
        job: JobId,
    },
    /// The shared database has its job back after an attempt.
    SharedAttemptOver,
    /// Somebody asked the shared database to do something to the job.
    SharedAsked {
        /// `cancel`, `hold`, `release`, `retry`, or `priority:` with the number.
        deed: String,
        /// The author.
        by: Actor,
    },
    /// The job is the same mail as another node's, and is not sent twice.
    SameMail {
        /// The node that was handed the other job.
        #[serde(default)]
        node: Option<String>,
        /// The other job's number.
        #[serde(default)]
        job: Option<String>,
    },
    /// The job ended in the shared database while this node was away.
    EndedWhileAway {
        /// It was sent.
        is_sent: bool,
        /// The node that reported it.
        #[serde(default)]
        told_by: Option<String>,
    },
    /// Another node reported this, since the job's own node was not heard of.
    ReportedElsewhere {
        /// What happened.
        event: Box<Self>,
        /// The node that reported it.
        by: String,
    },
    /// The job had ended before, as a node knows.
    EndedBefore {
        /// The node.
        node: String,
    },

    /// The call of a received fax ended.
    FaxEnded {
        /// Why, or how.
        reason: Reason,
        /// The first pages of which rows are missing.
        #[serde(default)]
        damaged: Vec<DamagedPage>,
        /// More such pages.
        #[serde(default)]
        damaged_more: u32,
        /// What is wrong with its document.
        #[serde(default, with = "detail::optional")]
        trouble: Option<Detail>,
    },

    /// Anything else: a sentence of an older version of Ferrofax, or of HylaFAX.
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
        /// Which.
        failure: Failure,
    },
    /// The end of a T.30 session.
    Session {
        /// Its cause.
        #[serde(with = "stored::cause")]
        cause: Cause,
    },
    /// The number cannot be dialled.
    NotDialled {
        /// Why.
        obstacle: Obstacle,
    },
    /// The telephone system never said how the call ended.
    CallLost,
    /// A bug in the fax software was caught.
    Bug,
    /// The call was ended for another job in it.
    EndedForOtherJob,
    /// The spool could not be written during the call.
    SpoolNotWritten,
    /// A page could not be made.
    PageNotMade {
        /// Why.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// The line did not take a page.
    PageNotSent {
        /// Why.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// A node of a shared database was not heard of any more during the call.
    NodeSilent {
        /// The node.
        node: String,
    },
    /// A node of a shared database cannot send the job.
    NodeFailed {
        /// The node.
        node: String,
        /// Why.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// The node could not reach the shared database and ended the call.
    SharedUnreachable,
    /// The shared database did not get the last page of a received fax in time.
    PageNotShared,
    /// The caller fetched a document and sent no fax.
    CallerFetched,
    /// The spool took too long to file the call.
    SpoolTooSlow,
    /// Anything else.
    Text {
        /// The sentence.
        text: String,
    },
}

/// Why a job was not dialled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Obstacle {
    /// Somebody took it out of the call before it was begun.
    TakenOut,
    /// The call ended before it was begun.
    CallEnded,
    /// Its documents are encrypted, and the Ferrofax service decrypts them first.
    Encrypted,
    /// The telephone system places no call now.
    PbxRefuses {
        /// Its reason.
        why: String,
    },
    /// The dial string names nothing that can be dialled.
    DialString {
        /// The dial string.
        dial: String,
    },
    /// There is no such device to send a test page to.
    NoDevice {
        /// The device.
        device: String,
    },
    /// Faxes to such numbers are blocked.
    Forbidden {
        /// How the numbers begin.
        beginning: String,
    },
    /// The node's telephone system did not begin with it.
    NotBegun,
    /// The node was started again before it dialled.
    Restarted,
    /// The node cannot use its keys now.
    NoKeys,
    /// Something in the spool stopped it.
    Stopped {
        /// What.
        #[serde(with = "detail")]
        why: Detail,
    },
    /// Anything else.
    Text {
        /// As part of a sentence.
        text: String,
    },
}

/// What a call takes care of since earlier calls to the number went wrong without it. Days are
/// written as `2026-03-01`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Precaution {
    /// It begins at this rate at most.
    MaxRate {
        /// bit/s.
        bps: u32,
        /// The day on which what is faster did not hold.
        since: String,
    },
    /// It does not ask for T.38.
    WithoutT38 {
        /// The day on which T.38 broke a call last.
        since: String,
    },
    /// It goes without error correction.
    WithoutEcm {
        /// At most, bit/s.
        bps: u32,
        /// The day on which a fax went well so.
        since: String,
    },
}

/// The limit that ended a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenUp {
    /// What was counted.
    pub limit: Limit,
    /// How many there were.
    pub count: u32,
}

/// What is counted for a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Calls that a fax machine answered.
    Attempts,
    /// Calls.
    Calls,
    /// Calls that failed in the same way.
    CallsAlike,
}

/// What was fetched (polling).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// Pages.
    pub pages: u32,
    /// The received fax that has them.
    pub fax: FaxId,
}

/// A received page of which rows are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DamagedPage {
    /// Its number in the fax.
    pub page: u32,
    /// What is wrong with it.
    pub damage: Damage,
    /// What of it is kept.
    pub kept: Kept,
}

/// What is wrong with a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum Damage {
    /// It could not be decoded after this row.
    BrokenAfter {
        /// The last good row.
        row: u32,
    },
    /// It has more rows than the limit.
    LongerThan {
        /// The limit.
        rows: u32,
    },
    /// Rows of it could not be decoded.
    BadRows {
        /// How many.
        bad: u32,
        /// All rows.
        rows: u32,
    },
}

/// What of a damaged page is kept beside its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// The rows before the limit alone.
    RowsBefore,
    /// All that arrived.
    All,
    /// The beginning of what arrived.
    Beginning,
}

impl Event {
    /// The sentences for it, in a language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).event(self)
    }

    /// The job has failed for this reason.
    pub const fn failed(reason: Reason) -> Self {
        Self::Failed { reason, given_up: None, fetched: None }
    }

    /// The call of a received fax ended so.
    pub const fn fax_ended(reason: Reason) -> Self {
        Self::FaxEnded { reason, damaged: Vec::new(), damaged_more: 0, trouble: None }
    }

    /// The end of a received fax whose document has this fault, too.
    pub(crate) fn with_trouble(mut self, why: Detail) -> Self {
        match &mut self {
            Self::FaxEnded { trouble, .. } => *trouble = Some(why),
            Self::Text { text } => *text += &format!(" {why}."),
            _ => {}
        }
        self
    }
}

/// Nothing is known of it.
impl Default for Event {
    fn default() -> Self {
        Self::Text { text: String::new() }
    }
}

/// A sentence from elsewhere.
impl From<&str> for Event {
    fn from(text: &str) -> Self {
        Self::Text { text: text.to_owned() }
    }
}

/// The call of a received fax ended for this cause.
impl From<Cause> for Event {
    fn from(cause: Cause) -> Self {
        Self::fax_ended(cause.into())
    }
}

impl Reason {
    /// The sentence for it, in a language.
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
    /// The part of a sentence for it, in a language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).obstacle(self)
    }
}

impl Precaution {
    /// The sentence for it, in a language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).precaution(self)
    }
}

impl StopReason {
    /// The part of a sentence for it, in a language.
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
    /// The sentence for it, in a language.
    pub fn text(&self, language: Language) -> String {
        Words::of(language).damaged_page(self)
    }

    /// The page of this number, with what is known of it.
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
