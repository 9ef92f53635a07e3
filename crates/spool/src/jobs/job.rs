//! A job: its contents when it is submitted, and its row in the queue.

use super::super::event::Event;
use crate::ids::{CallId, FaxId, JobId, PageRef};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::failure::Failure;
use super::super::window::Windows;
use super::shown::ShownState;
use crate::job_options::{COLOUR, METADATA};
use crate::job_words::{
    CallWish, JobState, NotifyWhen, Origin, PageState, ReportFormat, UnknownPolicy,
};

/// A document of a job that is submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewDocument {
    /// A black-and-white TIFF file. It is copied into the spool and may be deleted when
    /// [`super::super::Submission::submit`] returns.
    pub path: PathBuf,
    /// The name of the document, as users see it in lists and reports.
    pub name: String,
}

/// The name of the cover page that Ferrofax makes as the first document of a job.
pub const COVER_PAGE: &str = "cover page";

/// A document that the job fetches from the called fax machine (polling).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFetch {
    /// The selective polling address (SEP), if the remote fax machine holds several documents.
    /// None: the document that it holds for all callers.
    pub sep: Option<String>,
}

/// A job that is submitted. The values from the device's settings are stored with the job, so that
/// each attempt uses the same values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// The number that was reserved for the job ([`crate::Submission::reserve_job`]); none: the
    /// next number.
    pub id: Option<JobId>,
    /// The fax number as the user wrote it. Empty: the job waits for a number.
    pub number: String,
    /// The time until which the job waits for a number, if it has none. It fails then.
    pub number_by: Option<UnixMs>,
    /// The fax number in the canonical form (`+…`), which is equal for two jobs to the same
    /// receiver; empty: as `number`.
    pub canonical: String,
    /// The device of the sender.
    pub device: DeviceName,
    /// The name of the user who submitted the job.
    pub owner: String,
    /// The number of the user's identity, if an external login source vouches for the user
    /// ([`crate::Logins::who_is_vouched`]).
    pub who: Option<i64>,
    /// The user whose quota the job counts for; empty: no user.
    pub account: String,
    /// The greatest number of simultaneous calls for `account`. 0: no limit.
    pub account_calls: u32,
    /// The documents that are sent, in order. Empty: the job only polls a document.
    pub documents: Vec<NewDocument>,
    /// The document that the job polls in the same call, after it has sent its own documents.
    pub fetch: Option<NewFetch>,
    /// The priority; jobs with lower values are sent first.
    pub priority: u8,
    /// The greatest number of sessions in which a fax machine answered.
    pub max_tries: u32,
    /// The greatest number of calls.
    pub max_dials: u32,
    /// The greatest number of pages.
    pub max_pages: u32,
    /// The earliest time of sending.
    pub send_at: Option<UnixMs>,
    /// The hours in which the job may be sent; none: at any time.
    pub windows: Option<Windows>,
    /// The latest time of sending: a job that is not sent by then fails. A call that is active then
    /// is not broken off.
    pub expires_at: Option<UnixMs>,
    /// Whether the job is held until somebody releases it.
    pub held: bool,
    /// The user's words for the job.
    pub tag: String,
    /// The mailboxes that get the reports; none: the faxmaster's.
    pub notify: Vec<String>,
    /// The events for which reports are sent.
    pub notify_when: NotifyWhen,
    /// The format of the reports.
    pub notify_format: ReportFormat,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The password (PWD).
    pub pwd: Option<String>,
    /// How the job continues after a page whose confirmation did not arrive.
    pub unknown: UnknownPolicy,
    /// Further settings of the device at the time of submission (header line, identification, …).
    /// The spool does not interpret them.
    pub options: BTreeMap<String, String>,
    /// The submission method.
    pub created_by: Origin,
}

/// A page of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobPage {
    /// The document of the job and the page in the document.
    pub at: PageRef,
    /// The number of the page in the whole job, from 1.
    pub number: u32,
    /// The state of the page.
    pub state: PageState,
    /// How often the page was sent whole without an answer. If the page is sent again, it may
    /// arrive twice.
    pub unknown: u32,
    /// How often the receiver refused the page (RTN).
    pub refused: u32,
    /// The rows of the page that the receiver has confirmed, if it receives a long page in parts.
    pub rows_confirmed: u32,
    /// The time at which the page was confirmed.
    pub confirmed_at: Option<UnixMs>,
}

/// A document of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobDocument {
    /// The number of the document in the job, from 1.
    pub number: u32,
    /// The name of the document, as users see it.
    pub name: String,
    /// The file, a black-and-white TIFF.
    pub path: PathBuf,
    /// The number of pages of the document.
    pub pages: u32,
}

/// The document that a job polls, and the part of it that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobFetch {
    /// The selective polling address (SEP) of the document at the remote fax machine.
    pub sep: Option<String>,
    /// The fax that has the received pages, if there are any.
    pub fax: Option<FaxId>,
    /// The number of pages that were received.
    pub pages: u32,
    /// Whether the pages are the whole document.
    pub is_whole: bool,
}

/// A job as it is stored in the spool.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The number of the job.
    pub id: JobId,
    /// The state of the job.
    pub state: JobState,
    /// The fax number as the user wrote it. Empty: the job waits for a number.
    pub number: String,
    /// The time until which the job waits for a number.
    pub number_by: Option<UnixMs>,
    /// The fax number in the canonical form, which is equal for two jobs to the same receiver.
    pub canonical: String,
    /// The device of the sender.
    pub device: DeviceName,
    /// The name of the user who submitted the job.
    pub owner: String,
    /// The number of the user's identity, if an external login source vouches for the user
    /// ([`crate::Logins::who_is_vouched`]).
    pub who: Option<i64>,
    /// The priority; jobs with lower values are sent first.
    pub priority: u8,
    /// The greatest number of sessions in which a fax machine answered.
    pub max_tries: u32,
    /// The greatest number of calls.
    pub max_dials: u32,
    /// The number of sessions so far in which a fax machine answered.
    pub tries: u32,
    /// The number of calls so far.
    pub dials: u32,
    /// The time at which the job was submitted.
    pub created_at: UnixMs,
    /// The earliest time of sending.
    pub send_at: Option<UnixMs>,
    /// The time at which the job is due: the time to send, the next opening of its hours or the
    /// next attempt. None if the job need not wait for a time.
    pub due_at: Option<UnixMs>,
    /// The hours in which the job may be sent; none: at any time.
    pub windows: Option<Windows>,
    /// The latest time of sending.
    pub expires_at: Option<UnixMs>,
    /// The time at which the job was done or failed.
    pub ended_at: Option<UnixMs>,
    /// The user's words for the job.
    pub tag: String,
    /// The mailboxes that get the reports; none: the faxmaster's.
    pub notify: Vec<String>,
    /// The events for which reports are sent.
    pub notify_when: NotifyWhen,
    /// The format of the reports.
    pub notify_format: ReportFormat,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The password (PWD).
    pub pwd: Option<String>,
    /// How the job continues after a page whose confirmation did not arrive.
    pub unknown: UnknownPolicy,
    /// Further settings of the device at the time of submission. The spool does not interpret them.
    pub options: BTreeMap<String, String>,
    /// The submission method.
    pub created_by: Origin,
    /// The reason why the last attempt failed, or why the job ended unsent. None if the job was not
    /// attempted yet or is sent.
    pub failure: Option<Failure>,
    /// The cause of the last session's end by T.30's phases (see `outcome::Cause`), for the
    /// technician.
    pub cause: Option<String>,
    /// The last change as a sentence.
    pub text: String,
    /// The event of the last change.
    pub event: Event,
    /// The identification (CSI) of the remote fax machine in the last session.
    pub far_ident: Option<String>,
    /// The request to the active call of the job: to continue, to hold the job or to end it.
    pub wish: CallWish,
    /// The active call of the job.
    pub call: Option<CallId>,
    /// The document that the job polls, if any.
    pub fetch: Option<JobFetch>,
    /// The documents of the job, in order.
    pub documents: Vec<JobDocument>,
    /// All pages of the job, in order.
    pub pages: Vec<JobPage>,
}

impl Job {
    /// The values that a program has stored with the job, by their names.
    pub fn metadata(&self) -> BTreeMap<String, String> {
        let own = |(name, value): (&String, &String)| {
            Some((name.strip_prefix(METADATA)?.to_owned(), value.clone()))
        };
        self.options.iter().filter_map(own).collect()
    }
}

/// The filter of a list of jobs; the default is the newest hundred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobQuery {
    /// Only jobs in one of these states; none: jobs in all states.
    pub states: Vec<JobState>,
    /// Of the failed jobs, only those that were cancelled.
    pub only_cancelled: bool,
    /// Only jobs of this device. Without a context: of the extension in any context.
    pub device: Option<DeviceName>,
    /// Only jobs of this owner.
    pub owner: Option<String>,
    /// Only jobs that were submitted at or after this time.
    pub since: Option<UnixMs>,
    /// Only jobs whose fax number contains this text, as it was written or in the canonical form.
    pub number: Option<String>,
    /// Only jobs with these words in the tag, the recipient, the company, the subject, the owner, the
    /// number or the names of the documents.
    pub words: Option<String>,
    /// The greatest number of jobs in the list.
    pub limit: u32,
    /// Whether the list has the order of sending (active jobs first, then by priority and age). If
    /// not, the newest jobs are first.
    pub in_order: bool,
}

/// The numbers of jobs by their state, for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Held jobs.
    pub suspended: u32,
    /// Jobs that wait for a time or for their hours.
    pub pending: u32,
    /// Jobs that wait for the next attempt.
    pub sleeping: u32,
    /// Jobs that wait for another job to the same number.
    pub blocked: u32,
    /// Jobs that wait for a line.
    pub ready: u32,
    /// Jobs in a call.
    pub active: u32,
    /// Jobs that were sent.
    pub done: u32,
    /// Jobs that were not sent.
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
    /// Whether the pages are to be sent in colours, if they have some and the receiver accepts
    /// them.
    pub fn wishes_colours(&self) -> bool {
        are_colours_wished(&self.options)
    }

    /// The priority of a job that specifies none.
    pub const PRIORITY: u8 = 200;
    /// The greatest number of sessions of a job that specifies none.
    pub const MAX_TRIES: u32 = 3;
    /// The greatest number of calls of a job that specifies none.
    pub const MAX_DIALS: u32 = 12;
    /// The greatest number of pages of a job that specifies none.
    pub const MAX_PAGES: u32 = 1000;
}

impl Default for JobQuery {
    fn default() -> Self {
        Self {
            states: Vec::new(),
            only_cancelled: false,
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
    /// The beginning of the names of the devices with the wanted extension, if any context will do.
    pub(super) fn device_begins(&self) -> Option<String> {
        let device = self.device.as_ref().filter(|device| device.context.is_empty())?;
        Some(format!("{}@", device.number))
    }

    /// The pattern of SQL's LIKE for the fax number as it was written.
    pub(super) fn number_pattern(&self) -> Option<String> {
        self.number.as_deref().map(|number| holding(number.trim()))
    }

    /// The pattern of SQL's LIKE for the fax number in the canonical form. The canonical form has a
    /// country's code where people write zeros, so leading zeros are removed.
    pub(super) fn canonical_pattern(&self) -> Option<String> {
        let number = self.number.as_deref()?;
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        // An empty pattern would match the jobs that wait for a number.
        let digits = digits.trim_start_matches('0');
        (!digits.is_empty()).then(|| holding(digits))
    }

    /// The pattern of SQL's LIKE for the words, in lower case.
    pub(super) fn words_pattern(&self) -> Option<String> {
        self.words.as_deref().map(|words| holding(&words.trim().to_lowercase()))
    }
}

/// The pattern of SQL's LIKE for texts that contain this text.
fn holding(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

/// Changes of a job that has not ended. None: the value does not change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Altered {
    /// The earliest time of sending; `Some(None)`: as soon as possible.
    pub send_at: Option<Option<UnixMs>>,
    /// The latest time of sending.
    pub expires_at: Option<UnixMs>,
    /// The greatest number of sessions in which a fax machine answered.
    pub max_tries: Option<u32>,
    /// The greatest number of calls.
    pub max_dials: Option<u32>,
    /// The user's words for the job.
    pub tag: Option<String>,
    /// The events for which reports are sent.
    pub notify_when: Option<NotifyWhen>,
}

/// The user whose quota a job counts for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The user's name.
    pub user: String,
    /// The greatest number of simultaneous calls of this user. 0: no limit.
    pub calls: u32,
}

/// Whether a retry may start a failed job again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restart {
    /// Yes. The job counts for the same user as before.
    AsBefore,
    /// Yes. The job counts for this user from now on.
    For(Account),
    /// No. The retry was permitted for a job that waits, which has possibly failed since.
    No,
}

/// The fax number that somebody gives to a job that waited for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenNumber {
    /// The fax number as it was written.
    pub number: String,
    /// The fax number in the canonical form.
    pub canonical: String,
    /// The user whose quota the job counts for from now on; empty: no user.
    pub account: String,
    /// The greatest number of simultaneous calls for `account`. 0: no limit.
    pub account_calls: u32,
    /// The latest time of sending, if the job itself has none.
    pub expires_at: Option<UnixMs>,
}

impl Job {
    /// The documents of the job for another recipient: without the cover page, which names the
    /// recipient of this job.
    pub fn documents_for_others(&self) -> &[JobDocument] {
        match &self.documents[..] {
            [first, rest @ ..] if first.name == COVER_PAGE && !rest.is_empty() => rest,
            all => all,
        }
    }

    /// Whether the pages are to be sent in colours, if they have some and the receiver accepts
    /// them.
    pub fn wishes_colours(&self) -> bool {
        are_colours_wished(&self.options)
    }

    /// Whether the job was submitted without a fax number, and nobody has given one yet.
    pub fn waits_for_number(&self) -> bool {
        self.number.is_empty() && !self.state.is_final()
    }

    /// The pages that are still to be sent, in order. The next call begins with the first of them.
    pub fn pages_to_send(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| !page.state.is_settled())
    }

    /// The document that is still to be polled, if any.
    pub fn to_fetch(&self) -> Option<&JobFetch> {
        self.fetch.as_ref().filter(|fetch| !fetch.is_whole)
    }

    /// Whether a call is still needed for the job.
    pub fn has_work(&self) -> bool {
        self.pages_to_send().next().is_some() || self.to_fetch().is_some()
    }

    /// The state of the job as people and programs name it.
    pub fn shown_state(&self) -> ShownState {
        ShownState::of(self.state, self.failure)
    }

    /// Whether the job polls a document and sends none.
    pub fn only_fetches(&self) -> bool {
        self.fetch.is_some() && self.documents.is_empty()
    }

    /// The number of pages that the receiver confirmed.
    pub fn pages_confirmed(&self) -> u32 {
        self.pages
            .iter()
            .fold(0, |sum, page| sum + u32::from(page.state == PageState::Confirmed))
    }

    /// The pages whose arrival is in doubt: they were sent whole without an answer, and were not
    /// confirmed later.
    pub fn pages_in_doubt(&self) -> impl Iterator<Item = &JobPage> {
        self.pages
            .iter()
            .filter(|page| page.state != PageState::Confirmed && page.unknown > 0)
    }

    /// The pages that may have arrived more than once: they were sent whole without an answer, and
    /// were sent again later.
    pub fn pages_perhaps_twice(&self) -> impl Iterator<Item = &JobPage> {
        self.pages.iter().filter(|page| {
            page.unknown > 1
                || (page.unknown > 0
                    && matches!(page.state, PageState::Confirmed | PageState::Said))
        })
    }
}

impl JobPage {
    /// Whether the page was sent whole before without an answer and is sent again. Its header line
    /// may show this.
    #[doc(hidden)]
    pub fn is_again(&self) -> bool {
        self.unknown > 0
    }
}
