//! The words for a job: what a way in hands over, what the queue knows of it, and the states that it goes through.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::super::failure::Failure;
use super::super::window::Windows;

/// A job's number in the spool; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

/// The number of one try to send a job, from its lease to its end; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub i64);

/// Where a job stands, in HylaFAX's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobState {
    /// Held by a user or the operator until released.
    Suspended,
    /// Waits for its time to send or for its daily window.
    Pending,
    /// Waits for the time of its next try.
    Sleeping,
    /// Waits for another call to the same number to end.
    Blocked,
    /// May go as soon as a line is free.
    Ready,
    /// A call is being made for it.
    Active,
    /// Sent. Final.
    Done,
    /// Given up, refused or cancelled. Final, unless someone has it tried again.
    Failed,
}

/// A page that was sent whole and whose confirmation never came: may it go again?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UnknownPolicy {
    /// It goes once more at the next try, marked; a second silence ends the job. Rather twice than lost.
    #[default]
    Resend,
    /// It never goes again and counts as done with a doubt. Rather lost than twice.
    Skip,
}

/// Which changes of a job are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NotifyWhen {
    /// Each try that failed, and the end.
    #[default]
    EachChange,
    /// The end.
    AtEnd,
    /// The end, if the fax was not sent, or not surely.
    OnFailure,
    /// The end, if the fax was sent.
    OnSuccess,
    /// Each try that failed, and the end, if the fax was not sent, or not surely.
    OnTrouble,
    /// None.
    Never,
}

/// How a report looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ReportFormat {
    /// Plain text.
    #[default]
    Text,
    /// HTML with the first page, and the fax as PDF.
    Html,
}

/// The way in by which a job came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The command line.
    #[default]
    Cli,
    /// An AMI action.
    Ami,
    /// The drop folder.
    Drop,
    /// An e-mail.
    Mail,
    /// The network printer.
    Print,
    /// The web page or the API.
    Web,
}

/// A document as a way in hands it over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDocument {
    /// A black-and-white TIFF file; it is copied into the spool and may go when [`super::super::Spool::submit`] returns.
    pub path: PathBuf,
    /// What people call it, for lists and reports.
    pub name: String,
}

/// What a way in hands over. What comes from the device's settings is kept with the job, so that each try is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// The number as the user gave it.
    pub number: String,
    /// The number in the one form (`+…`) by which two jobs to the same receiver are known; empty: as given.
    pub canonical: String,
    /// The sender's device, as `extension@context`.
    pub device: String,
    /// Who submitted it.
    pub owner: String,
    /// Whom it is counted for; empty: nobody.
    pub account: String,
    /// Calls at one time for whom it is counted, at most. 0: no limit.
    pub account_calls: u32,
    /// What is to be sent, in order.
    pub documents: Vec<NewDocument>,
    /// Lower goes first.
    pub priority: u8,
    /// Sessions in which a fax machine answered, at most.
    pub max_tries: u32,
    /// Calls, at most.
    pub max_dials: u32,
    /// Pages, at most.
    pub max_pages: u32,
    /// Not before this time.
    pub send_at: Option<i64>,
    /// Only in these hours.
    pub windows: Option<Windows>,
    /// Not after this time: a job that is then not sent fails. A call that goes on then is not broken off.
    pub expires_at: Option<i64>,
    /// Held until released.
    pub held: bool,
    /// The user's words for it.
    pub tag: String,
    /// Who gets the reports; nobody named: the faxmaster.
    pub notify: Vec<String>,
    /// Which reports.
    pub notify_when: NotifyWhen,
    /// How they look.
    pub notify_format: ReportFormat,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The password (PWD).
    pub pwd: Option<String>,
    /// What becomes of a page whose confirmation never came.
    pub unknown: UnknownPolicy,
    /// Further settings of the device at the time of submitting (header line, identification, …), opaque to the spool.
    pub options: BTreeMap<String, String>,
    /// The way in.
    pub created_by: Origin,
}

/// A page, counted from 1 in its document, which is counted from 1 in its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageRef {
    /// The document.
    pub document: u32,
    /// The page in it.
    pub page: u32,
}

/// Where a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageState {
    /// Not sent.
    Waiting,
    /// On the line now; its end has not been said.
    Sending,
    /// Its end has been said (EOP, MPS, EOM or their like in ECM) and is not answered yet.
    Said,
    /// The receiver confirmed it.
    Confirmed,
    /// Sent whole, never confirmed, and not to be sent again.
    Doubtful,
}

/// A page of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobPage {
    /// Which.
    pub at: PageRef,
    /// Its number in the whole job, from 1.
    pub number: u32,
    /// Where it stands.
    pub state: PageState,
    /// How often it was sent whole without an answer. If it is sent again, it may arrive twice.
    pub unknown: u32,
    /// How often the receiver refused it (RTN).
    pub refused: u32,
    /// Rows of it that the receiver has confirmed, where it takes a long page in parts.
    pub rows_confirmed: u32,
    /// When it was confirmed.
    pub confirmed_at: Option<i64>,
}

/// A document of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDocument {
    /// Its number in the job, from 1.
    pub number: u32,
    /// What people call it.
    pub name: String,
    /// The file, black-and-white TIFF.
    pub path: PathBuf,
    /// Its pages.
    pub pages: u32,
}

/// A job as the spool knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// Where it stands.
    pub state: JobState,
    /// The number as the user gave it.
    pub number: String,
    /// The number in the one form by which receivers are told apart.
    pub canonical: String,
    /// The sender's device, as `extension@context`.
    pub device: String,
    /// Who submitted it.
    pub owner: String,
    /// Lower goes first.
    pub priority: u8,
    /// Sessions in which a fax machine answered, at most.
    pub max_tries: u32,
    /// Calls, at most.
    pub max_dials: u32,
    /// Sessions in which a fax machine answered, so far.
    pub tries: u32,
    /// Calls so far.
    pub dials: u32,
    /// When it was submitted.
    pub created_at: i64,
    /// Not before this time.
    pub send_at: Option<i64>,
    /// When it is due: the time to send, the next opening or the next try. None if it need not wait for a time.
    pub due_at: Option<i64>,
    /// Only in these hours.
    pub windows: Option<Windows>,
    /// Not after this time.
    pub expires_at: Option<i64>,
    /// When it was done or failed.
    pub ended_at: Option<i64>,
    /// The user's words for it.
    pub tag: String,
    /// Who gets the reports; nobody named: the faxmaster.
    pub notify: Vec<String>,
    /// Which reports.
    pub notify_when: NotifyWhen,
    /// How they look.
    pub notify_format: ReportFormat,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The password (PWD).
    pub pwd: Option<String>,
    /// What becomes of a page whose confirmation never came.
    pub unknown: UnknownPolicy,
    /// Further settings of the device when the job was submitted, opaque to the spool.
    pub options: BTreeMap<String, String>,
    /// The way in.
    pub created_by: Origin,
    /// Why the last try failed, or why the job ended unsent. None for one that was not tried yet or is sent.
    pub failure: Option<Failure>,
    /// The last session's cause by T.30's phases (see `t30::outcome::Cause`), for the technician.
    pub cause: Option<String>,
    /// The last change in words.
    pub text: String,
    /// The far end's identification (CSI) at the last session.
    pub far_ident: Option<String>,
    /// What it was asked to do while its call goes on.
    pub wish: Wish,
    /// The call that is being made for it.
    pub call: Option<CallId>,
    /// Its documents in order.
    pub documents: Vec<JobDocument>,
    /// All its pages in order.
    pub pages: Vec<JobPage>,
}

/// What someone wants of a job whose call goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wish {
    /// That it goes on.
    #[default]
    GoOn,
    /// That it is held if this call does not send it.
    Hold,
    /// That the call ends now and the job with it.
    Cancel,
    /// The lease is lost: the job is no longer this call's; end it.
    Gone,
}

/// Which jobs to list; the default is the newest hundred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobQuery {
    /// Only those in one of these states; none named: all.
    pub states: Vec<JobState>,
    /// Only this device's.
    pub device: Option<String>,
    /// Only this owner's.
    pub owner: Option<String>,
    /// Only those submitted at or after this time.
    pub since: Option<i64>,
    /// At most so many.
    pub limit: u32,
    /// As they would be sent (active ones first, then by priority and age) and not the newest first.
    pub in_order: bool,
}

/// Counts for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Held.
    pub suspended: u32,
    /// Waiting for a time or a window.
    pub pending: u32,
    /// Waiting for the next try.
    pub sleeping: u32,
    /// Waiting for another call to the same number.
    pub blocked: u32,
    /// Waiting for a line.
    pub ready: u32,
    /// In a call.
    pub active: u32,
    /// Sent.
    pub done: u32,
    /// Not sent.
    pub failed: u32,
}

impl Default for NewJob {
    fn default() -> Self {
        Self {
            number: String::new(),
            canonical: String::new(),
            device: String::new(),
            owner: String::new(),
            account: String::new(),
            account_calls: 0,
            documents: Vec::new(),
            priority: Self::PRIORITY,
            max_tries: Self::MAX_TRIES,
            max_dials: Self::MAX_DIALS,
            max_pages: Self::MAX_PAGES,
            send_at: None,
            windows: None,
            expires_at: None,
            held: false,
            tag: String::new(),
            notify: Vec::new(),
            notify_when: NotifyWhen::default(),
            notify_format: ReportFormat::default(),
            sub: None,
            pwd: None,
            unknown: UnknownPolicy::default(),
            options: BTreeMap::new(),
            created_by: Origin::default(),
        }
    }
}

impl NewJob {
    /// The priority of a job that names none.
    pub const PRIORITY: u8 = 200;
    /// Sessions for a job that names no number of them.
    pub const MAX_TRIES: u32 = 3;
    /// Calls for a job that names no number of them.
    pub const MAX_DIALS: u32 = 12;
    /// Pages for a job that names no number of them.
    pub const MAX_PAGES: u32 = 1000;
}

impl Default for JobQuery {
    fn default() -> Self {
        Self { states: Vec::new(), device: None, owner: None, since: None, limit: 100, in_order: false }
    }
}

impl Job {
    /// The pages that are still to be sent, in order; at the next call it goes on with the first of them.
    pub fn pages_to_send(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| !page.state.is_settled())
    }

    /// Pages that the receiver confirmed.
    pub fn pages_confirmed(&self) -> u32 {
        self.pages.iter().fold(0, |sum, page| sum + u32::from(page.state == PageState::Confirmed))
    }

    /// Pages whose arrival is in doubt: sent whole without an answer, and not confirmed since.
    pub fn pages_in_doubt(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| page.state != PageState::Confirmed && page.unknown > 0)
    }

    /// Pages that may have arrived more than once: sent whole without an answer, and sent again since.
    pub fn pages_perhaps_twice(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| {
            page.unknown > 1 || (page.unknown > 0 && matches!(page.state, PageState::Confirmed | PageState::Said))
        })
    }
}

impl JobPage {
    /// It was sent whole once and is sent again: its header line may say so.
    pub fn is_again(&self) -> bool {
        self.unknown > 0
    }
}

impl PageState {
    const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Said, Self::Confirmed, Self::Doubtful];

    /// The word for it: `waiting`, `sending`, `said`, `confirmed`, `doubtful`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Said => "said",
            Self::Confirmed => "confirmed",
            Self::Doubtful => "doubtful",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// It need not be sent any more.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Doubtful)
    }
}

impl JobState {
    /// Every state, in HylaFAX's order.
    pub const ALL: [Self; 8] = [
        Self::Suspended,
        Self::Pending,
        Self::Sleeping,
        Self::Blocked,
        Self::Ready,
        Self::Active,
        Self::Done,
        Self::Failed,
    ];

    /// The word for it: `suspended`, `pending`, `sleeping`, `blocked`, `ready`, `active`, `done`, `failed`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Pending => "pending",
            Self::Sleeping => "sleeping",
            Self::Blocked => "blocked",
            Self::Ready => "ready",
            Self::Active => "active",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// `faxstat`'s letter for it: `T P S B W R D F`.
    pub const fn letter(self) -> char {
        match self {
            Self::Suspended => 'T',
            Self::Pending => 'P',
            Self::Sleeping => 'S',
            Self::Blocked => 'B',
            Self::Ready => 'W',
            Self::Active => 'R',
            Self::Done => 'D',
            Self::Failed => 'F',
        }
    }

    /// Done or failed.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

impl UnknownPolicy {
    /// The word in the configuration: `resend`, `skip`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resend => "resend",
            Self::Skip => "skip",
        }
    }

    /// The policy of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Resend, Self::Skip].into_iter().find(|policy| policy.name() == name)
    }
}

impl NotifyWhen {
    /// Their words, for people.
    pub(crate) const WORDS: &str = "each, end, failure, success, trouble and never";

    /// The word in the configuration: `each`, `end`, `failure`, `success`, `trouble`, `never`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EachChange => "each",
            Self::AtEnd => "end",
            Self::OnFailure => "failure",
            Self::OnSuccess => "success",
            Self::OnTrouble => "trouble",
            Self::Never => "never",
        }
    }

    /// The wish of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::EachChange, Self::AtEnd, Self::OnFailure, Self::OnSuccess, Self::OnTrouble, Self::Never]
            .into_iter()
            .find(|when| when.name() == name)
    }
}

impl ReportFormat {
    /// The word in the configuration: `text`, `html`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Text, Self::Html].into_iter().find(|format| format.name() == name)
    }
}

impl Origin {
    const ALL: [Self; 6] = [Self::Cli, Self::Ami, Self::Drop, Self::Mail, Self::Print, Self::Web];

    /// The word for it: `cli`, `ami`, `drop`, `mail`, `print`, `web`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cli => "cli",
            Self::Ami => "ami",
            Self::Drop => "drop",
            Self::Mail => "mail",
            Self::Print => "print",
            Self::Web => "web",
        }
    }

    /// The way in of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
}

impl Wish {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::GoOn => "go-on",
            Self::Hold => "hold",
            Self::Cancel => "cancel",
            Self::Gone => "gone",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::GoOn, Self::Hold, Self::Cancel].into_iter().find(|wish| wish.name() == name)
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for PageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "page {} of document {}", self.page, self.document)
    }
}
