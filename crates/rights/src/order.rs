//! Turns an order (a request to send a fax) into a job. It checks the options and the permission,
//! converts the documents into pages, and stores all of it in the spool, as a whole or not at all.
//! All submission methods of this program use this module.
//!
//! A request without a telephone number may wait for the number ([`Draft::may_wait_for_number`]).
//! Its job is not dialled before [`give_number`] has set the number, with the permissions of the
//! person who sets it.

pub mod cover;
mod on_job;

pub use on_job::{change, change_all, undo_hold};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::{By, Denied, Grant, Rights, Submission};
use ferrofax_basics::UnixMs;
use ferrofax_basics::value::distance;
use ferrofax_convert::{ConvertError, Converter, Pages, Wanted, convert};
use ferrofax_network::asker::Client;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{
    COVER_PAGE, GivenNumber, Job, JobId, JobState, JobVerb, NewDocument, NewJob,
};
use ferrofax_spool::not_shown::{self, Note};
use ferrofax_spool::sending::{JobDefaults, option};
use ferrofax_spool::submission::{Draft, DraftError, find_device, number_for, prepare};
use ferrofax_spool::value::yes_no;
use ferrofax_spool::wish::{Wish, finest};
use ferrofax_spool::{DeviceName, DeviceRecord, Spool, SpoolError};

/// A request to send a fax: its options and documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The options of the fax: sending device, number, subject and others.
    pub draft: Draft,
    /// The documents of the fax, in order: files of any supported kind, each with its name.
    pub documents: Vec<(PathBuf, String)>,
    /// A unique text that is stored with the job. By this text the submitter can find the job again
    /// ([`find`]).
    pub mark: Option<String>,
    /// Options of the job ([`option`]) that replace those of its device.
    pub options: BTreeMap<&'static str, String>,
}

/// A fax that was accepted: a job that is stored in the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The id of the job that was stored for the fax.
    pub job: JobId,
    /// The number of fax pages that the job has.
    pub pages: u32,
    /// Notes on content of the documents that the pages do not show.
    pub notes: Vec<Note>,
}

/// The reason why a request to send a fax was not accepted. In this case nothing of it is stored in
/// the spool.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// An option of the fax, such as its number or its device, is not valid.
    #[error(transparent)]
    Draft(DraftError),
    /// The sending device that the submitter named does not exist.
    #[error("{error}; near it: {}", near.join(", "))]
    UnknownDevice {
        /// The error that the device does not exist. It contains the device's name as the submitter
        /// wrote it.
        error: DraftError,
        /// Existing devices with similar names, one of which was perhaps meant.
        near: Vec<String>,
    },
    /// The submitter has no permission to send this fax.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// A document cannot be faxed, or exceeds a limit.
    #[error(transparent)]
    Document(#[from] ConvertError),
    /// The spool did not accept the job, or could not be written.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// The maximum number of existing devices that are suggested if the requested device does not
/// exist.
const NEAR: usize = 5;

/// The submitter of a fax, with the permissions that decide whether the submitter is allowed to
/// send the fax.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    /// The permissions that decide whether the submitter is allowed to send the fax.
    pub rights: &'a Rights,
    /// The person or program that submits the fax.
    pub by: By<'a>,
}

/// Checks a request to send a fax, converts its documents into pages, and stores it as a job. The
/// job is durable when this returns.
pub fn submit(
    spool: &Spool,
    hands: Hands<'_>,
    order: &Order,
    converter: &Converter,
    now: UnixMs,
) -> Result<Taken, OrderError> {
    let as_given = order
        .documents
        .iter()
        .map(|(path, name)| NewDocument { path: path.clone(), name: name.clone() });
    let draft = Draft { documents: as_given.collect(), ..order.draft.clone() };
    // The quick checks come before the conversion of the documents, which may take time.
    let options = order.options.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let has_cover = draft.wishes.read(Wish::Cover, yes_no);
    let has_cover = has_cover.map_err(|error| OrderError::Draft(error.into()))?.unwrap_or(false);
    let accepted = accepted(spool, hands, (&draft, options), now)?;
    let mut made: Vec<Pages> = Vec::new();
    for (path, name) in &order.documents {
        let pages = convert(path, name, &accepted.wanted, converter);
        made.push(pages.inspect_err(|error| {
            // The order was permitted, but its document is not valid, so it is not sent. The audit
            // log records this.
            hands.rights.unfit(hands.by, &draft.device, &draft.number, &error.to_string());
        })?);
    }
    let mut names: Vec<String> = order.documents.iter().map(|(_, name)| name.clone()).collect();
    if has_cover && !made.is_empty() {
        let pages = made.iter().map(|one| one.count).sum::<u32>() + 1;
        made.insert(0, cover::page(spool, &accepted, hands.by.name(), pages, converter, now)?);
        names.insert(0, COVER_PAGE.to_owned());
    }
    let made: Vec<Made<'_>> =
        made.iter().zip(names).map(|(pages, name)| Made { pages, name }).collect();
    accepted.take(spool, hands.rights, &made, order.mark.as_deref(), now)
}

/// A fax whose options are valid and whose sender has permission. Only its pages are missing.
pub struct Accepted {
    /// The job in the form in which it will be stored in the spool.
    pub job: NewJob,
    /// The limits and the format for converting the documents: resolution, maximum number of pages,
    /// and colour.
    pub wanted: Wanted,
    grant: Grant,
    /// The usual priority of the device's jobs.
    usual_priority: u8,
}

/// Checks the options of a fax, and whether its submitter has the permission to send it.
pub fn accepted(
    spool: &Spool,
    hands: Hands<'_>,
    (draft, options): (&Draft, impl IntoIterator<Item = (String, String)>),
    now: UnixMs,
) -> Result<Accepted, OrderError> {
    let (job, usual) = checked(spool, hands, (draft, options), now)?;
    let grant = hands.rights.submission(hands.by, asked_of(&job, &usual))?;
    let resolution = finest(&draft.wishes).map_err(|error| OrderError::Draft(error.into()))?;
    let wanted = Wanted { resolution, max_pages: u32::MAX, colours: false };
    Ok(Accepted::of(job, &usual, grant, wanted))
}

/// Checks the options of faxes whose numbers are in their document, and whether their submitter may
/// send from the device. The numbers and the limits are checked for each fax, when its number has
/// been read.
pub fn may_submit(
    spool: &Spool,
    hands: Hands<'_>,
    (draft, options): (&Draft, impl IntoIterator<Item = (String, String)>),
    now: UnixMs,
) -> Result<(), OrderError> {
    let (job, usual) = checked(spool, hands, (draft, options), now)?;
    hands.rights.sending(hands.by, asked_of(&job, &usual))?;
    finest(&draft.wishes).map_err(|error| OrderError::Draft(error.into()))?;
    Ok(())
}

/// Checks the options of a fax. Returns its job, and the default settings for jobs of its device.
fn checked(
    spool: &Spool,
    Hands { rights, by }: Hands<'_>,
    (draft, options): (&Draft, impl IntoIterator<Item = (String, String)>),
    now: UnixMs,
) -> Result<(NewJob, JobDefaults), OrderError> {
    let mut job = prepare(spool, draft, now).map_err(|error| {
        rights.unfit(by, &draft.device, &draft.number, &error.to_string());
        with_near_ones(spool, error)
    })?;
    job.options.extend(options);
    let usual = usual_of(spool, &job.device)?;
    Ok((job, usual))
}

impl Accepted {
    /// Makes an accepted fax of `job`: limits the job's priority to the priority that `grant`
    /// permits, and the number of pages in `wanted` to the number that `grant` permits.
    fn of(mut job: NewJob, usual: &JobDefaults, grant: Grant, wanted: Wanted) -> Self {
        let usual_priority = usual.priority;
        job.priority = in_turn(job.priority, usual_priority, &grant);
        job.who = grant.who;
        let max_pages = grant.most_pages(job.max_pages.min(wanted.max_pages));
        let wanted = Wanted { max_pages, colours: job.wishes_colours(), ..wanted };
        Self { job, wanted, grant, usual_priority }
    }

    /// Sets the priority that the document itself asks for. Without the right to a higher priority
    /// than usual, the job gets the usual priority, and the audit log notes this.
    pub fn set_priority(&mut self, priority: u8, rights: &Rights) {
        self.job.priority = in_turn(priority, self.usual_priority, &self.grant);
        if self.job.priority != priority {
            rights.usual_priority(&self.grant, priority);
        }
    }

    /// Stores the job with its pages. The job is durable when this returns.
    pub fn take(
        self,
        spool: &Spool,
        rights: &Rights,
        made: &[Made<'_>],
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Taken, OrderError> {
        let Self { mut job, wanted, grant, .. } = self;
        let pages = made.iter().map(|one| one.pages.count).sum();
        if pages > wanted.max_pages {
            let names: Vec<&str> = made.iter().map(|one| one.name.as_str()).collect();
            return Err(ConvertError::too_many_pages(names.join(", "), pages, &wanted).into());
        }
        // A fax without a number is counted when it gets its number.
        if !job.number.is_empty() {
            // A fax with a mark (a unique text) is counted once, even if it is submitted again
            // after a crash.
            let counted = mark.map_or_else(fresh_mark, str::to_owned);
            rights.fax(&grant, pages, counts_as(spool, &job)?, &counted)?;
            job.account.clone_from(&grant.user);
            job.account_calls = grant.calls;
        }
        let of_pages = made.iter().flat_map(|one| one.pages.notes.iter().cloned());
        let notes: Vec<Note> =
            not_shown::of_job(&job.options).into_iter().chain(of_pages).collect();
        not_shown::store(&notes, &mut job.options);
        submit_made(spool, job, made, mark, now)
    }
}

/// Sets the telephone number of a job that waits for one, with the permissions of the user who
/// gives the number. The number is stored durably when this returns. Returns the state of the job.
///
/// # Errors
/// [`OrderError`]: the job still waits for its telephone number.
pub fn give_number(
    spool: &Spool,
    hands: Hands<'_>,
    job: JobId,
    number: &str,
    now: UnixMs,
) -> Result<JobState, OrderError> {
    let Hands { rights, by } = hands;
    let job = spool.jobs().job(job)?;
    let given = number_for(spool, &job, number, now).map_err(|error| {
        rights.unfit(by, &job.device.to_string(), number, &error.to_string());
        OrderError::Draft(error)
    })?;
    let post_dial = job.options.get(option::POST_DIAL).map_or("", String::as_str);
    let fax = Submission { device: &job.device, number, post_dial, ahead: None };
    let grant = rights.submission(by, fax)?;
    give_granted(spool, rights, &job, given, &grant, by.name(), now)
}

/// Sets the telephone number of a job from a mail that answers our question for the number. The
/// mail's sender needs the same permissions for the number as for a new fax.
///
/// # Errors
/// [`OrderError`]: the job still waits for its number.
pub fn give_number_by_mail(
    spool: &Spool,
    rights: &Rights,
    (client, sender): (&Client, &str),
    job: &Job,
    number: &str,
    now: UnixMs,
) -> Result<JobState, OrderError> {
    let grant = rights.answered(client, sender, &job.device, number)?;
    let given = number_for(spool, job, number, now).map_err(OrderError::Draft)?;
    give_granted(spool, rights, job, given, &grant, sender, now)
}

/// Sets the telephone number of a job after the permission was granted. The fax is counted now;
/// `by` is stored in the job's history.
fn give_granted(
    spool: &Spool,
    rights: &Rights,
    job: &Job,
    given: GivenNumber,
    grant: &Grant,
    by: &str,
    now: UnixMs,
) -> Result<JobState, OrderError> {
    let mark = format!("number:{}:{}", job.id, job.created_at.0);
    let counts = counted_as(spool, &job.device, job.max_dials)?;
    rights.fax(grant, job.pages.len() as u32, counts, &mark)?;
    let (account, account_calls) = (grant.user.clone(), grant.calls);
    let given = GivenNumber { account, account_calls, ..given };
    Ok(spool.jobs().do_to_job(job.id, JobVerb::Number(given), by, now)?)
}

/// The number of faxes that this job adds to the sender's count of faxes. Usually the number is 1.
/// It is greater if the job allows more fax calls than usual for its device: with twice the usual
/// number of fax calls, the job counts as two faxes.
///
/// # Errors
/// The spool could not be read.
fn counts_as(spool: &Spool, job: &NewJob) -> Result<u32, SpoolError> {
    counted_as(spool, &job.device, job.max_dials)
}

fn counted_as(spool: &Spool, device: &DeviceName, dials: u32) -> Result<u32, SpoolError> {
    Ok(as_faxes(&usual_of(spool, device)?, dials))
}

fn as_faxes(usual: &JobDefaults, dials: u32) -> u32 {
    dials.div_ceil(usual.dials.max(1)).max(1)
}

/// The default settings for jobs of this device.
fn usual_of(spool: &Spool, device: &DeviceName) -> Result<JobDefaults, SpoolError> {
    let (settings, devices) = (spool.devices().sending()?, spool.devices().list()?);
    let device = devices.iter().find(|known| known.name() == *device);
    Ok(device.map_or_else(|| settings.defaults.clone(), |device| settings.defaults_of(device)))
}

/// The properties of a job for which the submitter needs a permission: device, number, the tones
/// that are sent after the call is answered, and a priority higher than usual.
fn asked_of<'a>(job: &'a NewJob, usual: &JobDefaults) -> Submission<'a> {
    Submission {
        device: &job.device,
        number: &job.number,
        post_dial: job.options.get(option::POST_DIAL).map_or("", String::as_str),
        ahead: (job.priority < usual.priority).then_some(job.priority),
    }
}

/// The priority that a job gets. If the sender has no permission for a higher priority than usual,
/// it is the usual priority of the device.
fn in_turn(wanted: u8, usual: u8, grant: &Grant) -> u8 {
    if grant.ahead { wanted } else { wanted.max(usual) }
}

/// Checks the options of a fax whose permission was granted before (by `grant`). The fax gets the
/// resolution in `wanted`. Both `wanted` and `grant` limit its number of pages.
pub fn accepted_as_granted(
    spool: &Spool,
    (rights, grant): (&Rights, &Grant),
    draft: &Draft,
    wanted: Wanted,
    now: UnixMs,
) -> Result<Accepted, OrderError> {
    let job = prepared(spool, draft, now)?;
    let (priority, usual) = (job.priority, usual_of(spool, &job.device)?);
    let accepted = Accepted::of(job, &usual, grant.clone(), wanted);
    if accepted.job.priority != priority {
        rights.usual_priority(grant, priority);
    }
    Ok(accepted)
}

/// Creates a unique text that is stored with a job, by which the job can be found again.
fn fresh_mark() -> String {
    static ORDERS: AtomicU32 = AtomicU32::new(0);
    let count = ORDERS.fetch_add(1, Ordering::Relaxed);
    format!("order:{}:{}:{count}", UnixMs::now().0, std::process::id())
}

/// The finished fax pages of a document, with its name. Several jobs can share these pages.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The finished fax pages of the document.
    pub pages: &'a Pages,
    /// The document's name, as it is shown to people.
    pub name: String,
}

/// Checks the options of a fax, and returns its job with an empty document. The pages of the fax
/// are made later.
pub fn prepared(spool: &Spool, draft: &Draft, now: UnixMs) -> Result<NewJob, OrderError> {
    let draft = Draft { documents: vec![later()], ..draft.clone() };
    prepare(spool, &draft, now).map_err(|error| with_near_ones(spool, error))
}

/// An empty document. A job contains it until the pages of the job are made.
pub fn later() -> NewDocument {
    NewDocument { path: PathBuf::new(), name: String::new() }
}

/// Stores a fax with finished pages as a job, which is durable when this returns. No two jobs have
/// the same mark (a unique text): if a job with this mark exists, that job is returned.
fn submit_made(
    spool: &Spool,
    prepared: NewJob,
    made: &[Made<'_>],
    mark: Option<&str>,
    now: UnixMs,
) -> Result<Taken, OrderError> {
    let documents = made
        .iter()
        .map(|one| NewDocument { path: one.pages.path(), name: one.name.clone() });
    let mut job = NewJob { documents: documents.collect(), ..prepared };
    if let Some(mark) = mark {
        job.options.insert(option::MARK.to_owned(), mark.to_owned());
    }
    if let Some(code) = made.iter().find_map(|one| one.pages.answer_code.as_ref()) {
        job.options.insert(option::ANSWER_CODE.to_owned(), code.to_string());
    }
    let id = spool.submission().submit(&job, now)?;
    let notes = made.iter().flat_map(|one| one.pages.notes.iter().cloned()).collect();
    Ok(Taken { job: id, pages: made.iter().map(|one| one.pages.count).sum(), notes })
}

/// The job that was stored with this mark (unique text); `None` if there is none.
///
/// # Errors
/// The spool could not be read.
pub fn find(spool: &Spool, mark: &str) -> Result<Option<Taken>, SpoolError> {
    spool.jobs().job_marked(mark)?.map(|id| taken(spool, id)).transpose()
}

/// The time, in milliseconds, for which the spool surely has the job of a submitted fax. It is
/// shorter than a day, because a job that ended a day ago is possibly already deleted.
const JOB_KNOWN_MS: i64 = 20 * 3_600_000;

/// The earlier submission of a fax, as far as the spool shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// The fax was not submitted before.
    Nothing,
    /// The fax was submitted before, and has this job.
    Job(JobId),
    /// The fax was possibly submitted before, so long ago that its job is possibly deleted.
    Unknown,
}

/// Finds out whether the fax with this mark (unique text) was submitted before.
///
/// # Errors
/// The spool could not be read.
pub fn before(
    spool: &Spool,
    rights: &Rights,
    mark: &str,
    now: UnixMs,
) -> Result<Before, SpoolError> {
    if let Some(job) = spool.jobs().job_marked(mark)? {
        return Ok(Before::Job(job));
    }
    // A fax is counted immediately before each attempt to submit it. If an earlier attempt had
    // succeeded, the last attempt would have found its job.
    let counted = rights.inner.counted.submission().last_tried_at(mark)?;
    let is_old = counted.is_some_and(|at| at + JOB_KNOWN_MS <= now);
    Ok(if is_old { Before::Unknown } else { Before::Nothing })
}

/// Whether the submission of the fax with this mark (unique text) was ever begun, so that the fax
/// was possibly sent.
///
/// # Errors
/// The spool could not be read.
pub fn was_begun(spool: &Spool, rights: &Rights, mark: &str) -> Result<bool, SpoolError> {
    let counted = rights.inner.counted.submission();
    Ok(spool.jobs().job_marked(mark)?.is_some() || counted.last_tried_at(mark)?.is_some())
}

/// A job that was submitted earlier, with the number of its pages.
///
/// # Errors
/// The spool could not be read.
pub fn taken(spool: &Spool, id: JobId) -> Result<Taken, SpoolError> {
    let job = spool.jobs().job(id)?;
    let notes = not_shown::of_job(&job.options);
    Ok(Taken { job: id, pages: job.pages.len() as u32, notes })
}

impl OrderError {
    /// The kind of failure that this error means for a fax, for error codes and for notices to the
    /// submitter.
    pub fn failure(&self) -> Failure {
        match self {
            Self::Draft(error) | Self::UnknownDevice { error, .. } => error.failure(),
            Self::Denied(denied) if denied.rule == "number" => Failure::BadNumber,
            Self::Denied(_) => Failure::Forbidden,
            Self::Document(error) => error.failure(),
            Self::Spool(SpoolError::Refused { failure, .. }) => *failure,
            Self::Spool(_) => Failure::Internal,
        }
    }

    /// Whether a later submission of the same fax can succeed, because the error is temporary.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Draft(DraftError::Spool(error)) | Self::Spool(error) => error.may_pass(),
            Self::Document(error) => error.may_pass(),
            Self::Denied(denied) => denied.may_pass(),
            _ => false,
        }
    }
}

/// The device with the name `written`, which a user typed.
///
/// # Errors
/// [`OrderError`]: there is no such device, or the spool cannot be read.
pub fn device_of(spool: &Spool, written: &str) -> Result<DeviceRecord, OrderError> {
    find_device(&spool.devices().list()?, written).map_err(|error| with_near_ones(spool, error))
}

fn with_near_ones(spool: &Spool, error: DraftError) -> OrderError {
    let DraftError::UnknownDevice(written) = &error else { return OrderError::Draft(error) };
    let exten = DeviceName::of_row(written).number;
    let devices = spool.devices().list().unwrap_or_default();
    let mut near: Vec<(usize, String)> = devices
        .iter()
        .map(|device| (distance(&exten, &device.extension), device.name().to_string()))
        .collect();
    near.sort();
    near.truncate(NEAR);
    OrderError::UnknownDevice { error, near: near.into_iter().map(|(_, name)| name).collect() }
}
