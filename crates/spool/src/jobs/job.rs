//! A job: what a way in hands over, and what the queue knows of it.

use super::super::event::Event;
use crate::ids::{CallId, FaxId, JobId, PageRef};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::failure::Failure;
use super::super::window::Windows;
use crate::job_options::COLOUR;
use crate::job_words::{
    CallWish, JobState, NotifyWhen, Origin, PageState, ReportFormat, UnknownPolicy,
};

/// A document as a way in hands it over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDocument {
    /// A black-and-white TIFF file; it is copied into the spool and may go when
    /// [`super::super::Submission::submit`] returns.
    pub path: PathBuf,
    /// What people call it, for lists and reports.
    pub name: String,
}

/// A document that is to be fetched from where the job calls (polling).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFetch {
    /// Which one of those that are held there (SEP). None: the one that is held for all.
    pub sep: Option<String>,
}

/// What a way in hands over. What comes from the device's settings is kept with the job,
/// so that each try is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// A number that was kept for it ([`crate::Submission::reserve_job`]); none: the next one.
    pub id: Option<JobId>,
    /// The number as the user gave it. Empty: it waits for one.
    pub number: String,
    /// Until when it waits for a number, if it has none: then it fails.
    pub number_by: Option<UnixMs>,
    /// The number in the one form (`+…`) by which two jobs to the same receiver are
    /// known; empty: as given.
    pub canonical: String,
    /// The sender's device.
    pub device: DeviceName,
    /// Who submitted it.
    pub owner: String,
    /// Who that is, where others vouch for him ([`crate::Logins::who_is_vouched`]).
    pub who: Option<i64>,
    /// Whom it is counted for; empty: nobody.
    pub account: String,
    /// Calls at one time for whom it is counted, at most. 0: no limit.
    pub account_calls: u32,
    /// What is to be sent, in order. None: a document is fetched and nothing else.
    pub documents: Vec<NewDocument>,
    /// What is fetched in the same call, behind what is sent.
    pub fetch: Option<NewFetch>,
    /// Lower goes first.
    pub priority: u8,
    /// Sessions in which a fax machine answered, at most.
    pub max_tries: u32,
    /// Calls, at most.
    pub max_dials: u32,
    /// Pages, at most.
    pub max_pages: u32,
    /// Not before this time.
    pub send_at: Option<UnixMs>,
    /// Only in these hours.
    pub windows: Option<Windows>,
    /// Not after this time: a job that is then not sent fails. A call that goes on then
    /// is not broken off.
    pub expires_at: Option<UnixMs>,
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
    /// Further settings of the device at the time of submitting (header line,
    /// identification, …), opaque to the spool.
    pub options: BTreeMap<String, String>,
    /// The way in.
    pub created_by: Origin,
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
    pub confirmed_at: Option<UnixMs>,
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

/// What a job fetches, and what of it is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFetch {
    /// Which document (SEP).
    pub sep: Option<String>,
    /// The fax that its pages came to, if any did.
    pub fax: Option<FaxId>,
    /// How many there are.
    pub pages: u32,
    /// They are all of it.
    pub is_whole: bool,
}

/// A job as the spool knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// Where it stands.
    pub state: JobState,
    /// The number as the user gave it. Empty: it waits for one.
    pub number: String,
    /// Until when it waits for a number.
    pub number_by: Option<UnixMs>,
    /// The number in the one form by which receivers are told apart.
    pub canonical: String,
    /// The sender's device.
    pub device: DeviceName,
    /// Who submitted it.
    pub owner: String,
    /// Who that is, where others vouch for him ([`crate::Logins::who_is_vouched`]).
    pub who: Option<i64>,
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
    pub created_at: UnixMs,
    /// Not before this time.
    pub send_at: Option<UnixMs>,
    /// When it is due: the time to send, the next opening or the next try. None if it
    /// need not wait for a time.
    pub due_at: Option<UnixMs>,
    /// Only in these hours.
    pub windows: Option<Windows>,
    /// Not after this time.
    pub expires_at: Option<UnixMs>,
    /// When it was done or failed.
    pub ended_at: Option<UnixMs>,
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
    /// Why the last try failed, or why the job ended unsent. None for one that was not
    /// tried yet or is sent.
    pub failure: Option<Failure>,
    /// The last session's cause by T.30's phases (see `outcome::Cause`), for the technician.
    pub cause: Option<String>,
    /// The last change in words.
    pub text: String,
    /// The last change.
    pub event: Event,
    /// The remote end's identification (CSI) at the last session.
    pub far_ident: Option<String>,
    /// What it was asked to do while its call goes on.
    pub wish: CallWish,
    /// The call that is being made for it.
    pub call: Option<CallId>,
    /// What it fetches, if it does.
    pub fetch: Option<JobFetch>,
    /// Its documents in order.
    pub documents: Vec<JobDocument>,
    /// All its pages in order.
    pub pages: Vec<JobPage>,
}

/// Which jobs to list; the default is the newest hundred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobQuery {
    /// Only those in one of these states; none named: all.
    pub states: Vec<JobState>,
    /// Only this device's.
    pub device: Option<DeviceName>,
    /// Only this owner's.
    pub owner: Option<String>,
    /// Only those submitted at or after this time.
    pub since: Option<UnixMs>,
    /// Only those to this number: a part of it, as it was written or in the one form.
    pub number: Option<String>,
    /// Only those with these words in the tag, the recipient, the company or the subject.
    pub words: Option<String>,
    /// At most so many.
    pub limit: u32,
    /// As they would be sent (active ones first, then by priority and age) and not the
    /// newest first.
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
            id: None,
            number: String::new(),
            number_by: None,
            canonical: String::new(),
            device: DeviceName::default(),
            owner: String::new(),
            who: None,
            account: String::new(),
            account_calls: 0,
            documents: Vec::new(),
            fetch: None,
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

fn are_colours_wished(options: &BTreeMap<String, String>) -> bool {
    options.get(COLOUR).is_some_and(|word| word == "yes")
}

impl NewJob {
    /// Its pages are to go in colours, where they have some and these are taken.
    pub fn wishes_colours(&self) -> bool {
        are_colours_wished(&self.options)
    }

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
        Self {
            states: Vec::new(),
            device: None,
            owner: None,
            since: None,
            number: None,
            words: None,
            limit: 100,
            in_order: false,
        }
    }
}

impl JobQuery {
    /// What the number as it was written is like.
    pub(super) fn number_pattern(&self) -> Option<String> {
        self.number.as_deref().map(|number| holding(number.trim()))
    }

    /// What the number in its one form is like: that has a country's code where people write
    /// zeros.
    pub(super) fn canonical_pattern(&self) -> Option<String> {
        let number = self.number.as_deref()?;
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        // An empty pattern would match the jobs that wait for a number.
        let digits = digits.trim_start_matches('0');
        (!digits.is_empty()).then(|| holding(digits))
    }

    /// What the words are like, in small letters.
    pub(super) fn words_pattern(&self) -> Option<String> {
        self.words.as_deref().map(|words| holding(&words.trim().to_lowercase()))
    }
}

/// The pattern of SQL's LIKE for texts that hold this one.
fn holding(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

/// What is changed of a job that has not ended. None: that stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Altered {
    /// Not before this time; no time: as soon as may be.
    pub send_at: Option<Option<UnixMs>>,
    /// Not after this time.
    pub expires_at: Option<UnixMs>,
    /// Sessions in which a fax machine answered, at most.
    pub max_tries: Option<u32>,
    /// Calls, at most.
    pub max_dials: Option<u32>,
    /// The user's words for it.
    pub tag: Option<String>,
    /// Which reports.
    pub notify_when: Option<NotifyWhen>,
}

/// The user whom a job is counted for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The user's name.
    pub user: String,
    /// Calls of this user at one time, at most. 0: no limit.
    pub calls: u32,
}

/// The number that a job waited for, as somebody gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenNumber {
    /// As it was written.
    pub number: String,
    /// In the one form.
    pub canonical: String,
    /// Whom the job is counted for from now on; empty: nobody.
    pub account: String,
    /// Calls at one time for whom it is counted, at most. 0: no limit.
    pub account_calls: u32,
    /// Not after this time, if the job itself says no other.
    pub expires_at: Option<UnixMs>,
}

impl Job {
    /// Its pages are to go in colours, where they have some and these are taken.
    pub fn wishes_colours(&self) -> bool {
        are_colours_wished(&self.options)
    }

    /// It was taken in without a number, and nobody has given one yet.
    pub fn waits_for_number(&self) -> bool {
        self.number.is_empty() && !self.state.is_final()
    }

    /// The pages that are still to be sent, in order; at the next call it goes on with
    /// the first of them.
    pub fn pages_to_send(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| !page.state.is_settled())
    }

    /// What is still to be fetched, if anything is.
    pub fn to_fetch(&self) -> Option<&JobFetch> {
        self.fetch.as_ref().filter(|fetch| !fetch.is_whole)
    }

    /// Whether a call has anything to do for it.
    pub fn has_work(&self) -> bool {
        self.pages_to_send().next().is_some() || self.to_fetch().is_some()
    }

    /// It fetches a document, and sends none.
    pub fn only_fetches(&self) -> bool {
        self.fetch.is_some() && self.documents.is_empty()
    }

    /// Pages that the receiver confirmed.
    pub fn pages_confirmed(&self) -> u32 {
        self.pages
            .iter()
            .fold(0, |sum, page| sum + u32::from(page.state == PageState::Confirmed))
    }

    /// Pages whose arrival is in doubt: sent whole without an answer, and not confirmed since.
    pub fn pages_in_doubt(&self) -> impl Iterator<Item = &JobPage> {
        self.pages
            .iter()
            .filter(|page| page.state != PageState::Confirmed && page.unknown > 0)
    }

    /// Pages that may have arrived more than once: sent whole without an answer, and sent
    /// again since.
    pub fn pages_perhaps_twice(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| {
            page.unknown > 1
                || (page.unknown > 0
                    && matches!(page.state, PageState::Confirmed | PageState::Said))
        })
    }
}

impl JobPage {
    /// It was sent whole once and is sent again: its header line may say so.
    #[doc(hidden)]
    pub fn is_again(&self) -> bool {
        self.unknown > 0
    }
}
