//! What someone wants sent becomes a job: the words are checked, then the right to it,
//! the documents made into pages, and all of it taken into the spool, whole or not at
//! all. Every way in of this program goes through here.
//!
//! A draft that may wait for its number ([`Draft::may_wait_for_number`]) becomes a job that
//! nobody dials before [`give_number`] has given it one, by the right of whoever gives it.

mod on_job;

pub use on_job::change;
pub(crate) use on_job::undo_hold;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::asker::Client;
use super::convert::{ConvertError, Converter, Pages, Wanted, convert};
use super::rights::{By, Denied, Grant, Rights, Submission};
use ferrofax_basics::UnixMs;
use ferrofax_basics::value::distance;
use ferrofax_delivery::report::option::LEFT_OUT;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{GivenNumber, Job, JobId, JobState, JobVerb, NewDocument, NewJob};
use ferrofax_spool::sending::{JobDefaults, option};
use ferrofax_spool::submission::{Draft, DraftError, find_device, number_for, prepare};
use ferrofax_spool::wish::finest;
use ferrofax_spool::{DeviceName, DeviceRecord, Spool, SpoolError};

/// A fax that someone wants sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The words.
    pub draft: Draft,
    /// The documents, in order: files of any kind that can be faxed, and what people call each.
    pub documents: Vec<(PathBuf, String)>,
    /// Kept with the job, so that whoever ordered it finds it again ([`find`]).
    pub mark: Option<String>,
    /// Options of the job ([`option`]) in the place of its device's.
    pub options: BTreeMap<&'static str, String>,
}

/// A job that is in the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The job.
    pub job: JobId,
    /// Its pages.
    pub pages: u32,
    /// What is not seen on them of the documents, as
    /// `letter.txt (3 letters that no font has are missing)`.
    pub notes: Vec<String>,
}

/// Why an order was not taken. Nothing of it is in the spool then.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// Caller: a word is wrong.
    #[error(transparent)]
    Draft(DraftError),
    /// Caller: no such device; these have extensions like it.
    #[error("{error}; near it: {}", near.join(", "))]
    UnknownDevice {
        /// The error.
        error: DraftError,
        /// Devices that were perhaps meant.
        near: Vec<String>,
    },
    /// Caller has no right to it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Caller, or a limit: a document cannot be faxed.
    #[error(transparent)]
    Document(#[from] ConvertError),
    /// Caller or disk: the spool did not take it.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// How many devices are named to someone who named one that there is not.
const NEAR: usize = 5;

/// Whose order it is, and who knows what that one may.
#[derive(Clone, Copy)]
pub struct Hands<'a> {
    /// Decides.
    pub rights: &'a Rights,
    /// Who hands it over.
    pub by: By<'a>,
}

/// Takes an order in, its documents made into pages by this converter; it is durable when
/// this returns.
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
    // First what is quickly told, then the documents, which may take their time.
    let options = order.options.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let accepted = accepted(spool, hands, (&draft, options), now)?;
    let mut made: Vec<Pages> = Vec::new();
    for (path, name) in &order.documents {
        let pages = convert(path, name, &accepted.wanted, converter);
        made.push(pages.inspect_err(|error| {
            // It was granted, and comes to nothing all the same.
            hands.rights.unfit(hands.by, &draft.device, &draft.number, &error.to_string());
        })?);
    }
    let names = order.documents.iter().map(|(_, name)| name.clone());
    let made: Vec<Made<'_>> =
        made.iter().zip(names).map(|(pages, name)| Made { pages, name }).collect();
    accepted.take(spool, hands.rights, &made, order.mark.as_deref(), now)
}

/// A fax whose words are in order and that its sender may send: nothing but its pages is
/// missing.
pub(crate) struct Accepted {
    /// The job that it becomes.
    pub(crate) job: NewJob,
    /// What its pages are to be.
    pub(crate) wanted: Wanted,
    grant: Grant,
}

/// Checks the words of a fax with these options, and the right to it.
pub(crate) fn accepted(
    spool: &Spool,
    Hands { rights, by }: Hands<'_>,
    (draft, options): (&Draft, impl IntoIterator<Item = (String, String)>),
    now: UnixMs,
) -> Result<Accepted, OrderError> {
    let mut job = prepare(spool, draft, now).map_err(|error| {
        rights.unfit(by, &draft.device, &draft.number, &error.to_string());
        with_near_ones(spool, error)
    })?;
    job.options.extend(options);
    let usual = usual_of(spool, &job.device)?;
    let grant = rights.submission(by, asked_of(&job, &usual))?;
    in_turn(&mut job, &usual, &grant);
    job.who = grant.who;
    let resolution = finest(&draft.wishes).map_err(|error| OrderError::Draft(error.into()))?;
    let colours = job.wishes_colours();
    let wanted = Wanted { resolution, max_pages: grant.most_pages(job.max_pages), colours };
    Ok(Accepted { job, wanted, grant })
}

impl Accepted {
    /// Takes it in with these pages; it is durable when this returns.
    pub(crate) fn take(
        self,
        spool: &Spool,
        rights: &Rights,
        made: &[Made<'_>],
        mark: Option<&str>,
        now: UnixMs,
    ) -> Result<Taken, OrderError> {
        let Self { mut job, wanted, grant } = self;
        let pages = made.iter().map(|one| one.pages.count).sum();
        if pages > wanted.max_pages {
            let name = made.first().map(|one| one.name.clone()).unwrap_or_default();
            return Err(ConvertError::too_many_pages(name, pages, &wanted).into());
        }
        // What waits for its number is counted when it gets one.
        if !job.number.is_empty() {
            // Counted once under the mark, however often a crash has it come again.
            let counted = mark.map_or_else(fresh_mark, str::to_owned);
            rights.fax(&grant, pages, counts_as(spool, &job)?, &counted)?;
            job.account.clone_from(&grant.user);
            job.account_calls = grant.calls;
        }
        let notes: Vec<String> =
            made.iter().flat_map(|one| one.pages.notes.iter().cloned()).collect();
        if !notes.is_empty() {
            job.options.insert(LEFT_OUT.to_owned(), notes.join(", "));
        }
        submit_made(spool, job, made, mark, now)
    }
}

/// Gives a job the number that it waits for, by the right of whoever gives it; that is
/// durable when this returns. Says where the job stands then.
///
/// # Errors
/// [`OrderError`]: the job waits as before.
pub fn give_number(
    spool: &Spool,
    hands: Hands<'_>,
    job: JobId,
    number: &str,
    now: UnixMs,
) -> Result<JobState, OrderError> {
    let Hands { rights, by } = hands;
    let job = spool.job(job)?;
    let given = number_for(spool, &job, number, now).map_err(|error| {
        rights.unfit(by, &job.device.to_string(), number, &error.to_string());
        OrderError::Draft(error)
    })?;
    let post_dial = job.options.get(option::POST_DIAL).map_or("", String::as_str);
    let fax = Submission { device: &job.device, number, post_dial, ahead: None };
    let grant = rights.submission(by, fax)?;
    give_granted(spool, rights, &job, given, &grant, by.name(), now)
}

/// The same by a mail that answers our question for the number. What stands in it is
/// checked as any other number, by the right of who wrote it.
///
/// # Errors
/// [`OrderError`]: the job waits as before.
pub(crate) fn give_number_by_mail(
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

/// The same where the right to it is granted. The fax is counted now; `by` is for the
/// job's history.
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
    Ok(spool.do_to_job(job.id, JobVerb::Number(given), by, now)?)
}

/// As how many faxes a job counts: one that asks for more calls than its device's jobs do
/// without a wish counts for each so many.
///
/// # Errors
/// The spool could not be asked.
pub fn counts_as(spool: &Spool, job: &NewJob) -> Result<u32, SpoolError> {
    counted_as(spool, &job.device, job.max_dials)
}

fn counted_as(spool: &Spool, device: &DeviceName, dials: u32) -> Result<u32, SpoolError> {
    Ok(dials.div_ceil(usual_of(spool, device)?.dials.max(1)).max(1))
}

/// What holds for the jobs of a device that say nothing else.
fn usual_of(spool: &Spool, device: &DeviceName) -> Result<JobDefaults, SpoolError> {
    let (settings, devices) = (spool.sending()?, spool.devices()?);
    let device = devices.iter().find(|known| known.name() == *device);
    Ok(device.map_or_else(|| settings.defaults.clone(), |device| settings.defaults_of(device)))
}

/// What of a job needs a right.
fn asked_of<'a>(job: &'a NewJob, usual: &JobDefaults) -> Submission<'a> {
    Submission {
        device: &job.device,
        number: &job.number,
        post_dial: job.options.get(option::POST_DIAL).map_or("", String::as_str),
        ahead: (job.priority < usual.priority).then_some(job.priority),
    }
}

/// A priority before the usual one is a right: without it the job has the usual one.
fn in_turn(job: &mut NewJob, usual: &JobDefaults, grant: &Grant) {
    if !grant.ahead {
        job.priority = job.priority.max(usual.priority);
    }
}

/// Checks the words of an order that was granted when it came and whose pages are made later;
/// [`submit_made`] takes it in.
///
/// # Errors
/// [`OrderError`]: what is wrong with the words.
pub(crate) fn prepared_as_granted(
    spool: &Spool,
    (rights, grant): (&Rights, &Grant),
    draft: &Draft,
    now: UnixMs,
) -> Result<NewJob, OrderError> {
    let mut job = prepared(spool, draft, now)?;
    let (wanted, usual) = (job.priority, usual_of(spool, &job.device)?);
    in_turn(&mut job, &usual, grant);
    if job.priority != wanted {
        rights.usual_priority(grant, wanted);
    }
    Ok(job)
}

/// A mark that nothing else has.
fn fresh_mark() -> String {
    static ORDERS: AtomicU32 = AtomicU32::new(0);
    let count = ORDERS.fetch_add(1, Ordering::Relaxed);
    format!("order:{}:{}:{count}", UnixMs::now().0, std::process::id())
}

/// Pages that were made already, of documents that several jobs share.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The pages.
    pub pages: &'a Pages,
    /// What people call them.
    pub name: String,
}

/// Checks the words of an order whose pages are made later; [`submit_made`] takes it in.
///
/// # Errors
/// [`OrderError`]: what is wrong with the words.
pub fn prepared(spool: &Spool, draft: &Draft, now: UnixMs) -> Result<NewJob, OrderError> {
    let draft = Draft { documents: vec![later()], ..draft.clone() };
    prepare(spool, &draft, now).map_err(|error| with_near_ones(spool, error))
}

/// The document of a draft whose pages are made later.
pub(crate) fn later() -> NewDocument {
    NewDocument { path: PathBuf::new(), name: String::new() }
}

/// Takes an order in whose pages are made; it is durable when this returns. There is one
/// job to a mark: a second one is the first one.
pub fn submit_made(
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
    let id = spool.submit(&job, now)?;
    let notes = made.iter().flat_map(|one| one.pages.notes.iter().cloned()).collect();
    Ok(Taken { job: id, pages: made.iter().map(|one| one.pages.count).sum(), notes })
}

/// The job that was taken in with this mark.
///
/// # Errors
/// The spool could not be asked.
pub fn find(spool: &Spool, mark: &str) -> Result<Option<Taken>, SpoolError> {
    spool.job_marked(mark)?.map(|id| taken(spool, id)).transpose()
}

/// A job that was taken in before.
///
/// # Errors
/// The spool could not be asked.
pub(crate) fn taken(spool: &Spool, id: JobId) -> Result<Taken, SpoolError> {
    let job = spool.job(id)?;
    let notes = job.options.get(LEFT_OUT).into_iter().cloned().collect();
    Ok(Taken { job: id, pages: job.pages.len() as u32, notes })
}

impl OrderError {
    /// The failure that this is, for codes and notices.
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

    /// True if nothing is wrong with the order, so that it may be taken at another time.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Draft(DraftError::Spool(error)) | Self::Spool(error) => error.may_pass(),
            Self::Document(ConvertError::NoChild { .. }) => true,
            Self::Denied(denied) => denied.may_pass(),
            _ => false,
        }
    }
}

/// The device that somebody means by what he wrote.
///
/// # Errors
/// [`OrderError`]: there is none, or the spool can't be asked.
pub fn device_of(spool: &Spool, written: &str) -> Result<DeviceRecord, OrderError> {
    find_device(&spool.devices()?, written).map_err(|error| with_near_ones(spool, error))
}

fn with_near_ones(spool: &Spool, error: DraftError) -> OrderError {
    let DraftError::UnknownDevice(written) = &error else { return OrderError::Draft(error) };
    let exten = DeviceName::of_row(written).number;
    let devices = spool.devices().unwrap_or_default();
    let mut near: Vec<(usize, String)> = devices
        .iter()
        .map(|device| (distance(&exten, &device.extension), device.name().to_string()))
        .collect();
    near.sort();
    near.truncate(NEAR);
    OrderError::UnknownDevice { error, near: near.into_iter().map(|(_, name)| name).collect() }
}
