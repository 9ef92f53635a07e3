//! Live views: the calls in progress, and the changes of jobs and faxes since a known change. All
//! queries here are about current calls, or about changes after a number. So they cost as little
//! with many stored faxes as with few.

use crate::event::Event;
use crate::jobs::event_of_row;
use std::collections::{BTreeMap, BTreeSet};

use super::events::Deed;
use super::jobs::{JobPlace, place};
use crate::column::word;
use crate::database::{self, Row, Transaction, params};
use crate::fax_metadata::metadata_of;
use crate::job_options::METADATA;
use crate::jobs::{CallId, JobCounts, JobId, JobState, PageState};
use crate::ladders::last_rung;
use crate::sort_wait::waits_until;
use crate::{FaxId, FaxStatus, Monitoring, SpoolError};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_ground::ladder::Rung;

/// A fax that is being received, or the state of a fax after its call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reception {
    /// The fax.
    pub fax: FaxId,
    /// The state of the reception.
    pub status: FaxStatus,
    /// The device.
    pub device: DeviceName,
    /// The calling number; empty if withheld.
    pub calling: String,
    /// The identification of the remote fax machine (TSI).
    pub far_ident: Option<String>,
    /// When the call was answered.
    pub started_at: UnixMs,
    /// The rate in bit/s; none until it is negotiated.
    pub rate_bps: Option<u32>,
    /// The transport: `audio` or `T38`.
    pub mode: Option<String>,
    /// The number of pages received up to now.
    pub pages: u32,
    /// The values that programs have stored with the fax, by their names.
    pub metadata: BTreeMap<String, String>,
    /// Nobody is notified of the fax, because it was filed as junk or was imported from another fax
    /// server.
    pub is_quiet: bool,
    /// Whether the fax is filed as junk, which only administrators see.
    pub is_junk: bool,
    /// The time until which the fax waits for rules that sort it. None if it does not wait.
    pub waits_until: Option<UnixMs>,
    /// The last entry of the call's ladder, which is its log of fax messages.
    pub last: Option<Rung>,
}

impl Reception {
    /// A copy without [`Reception::last`], to compare two states.
    #[must_use]
    pub fn unsaid(&self) -> Self {
        Self { last: None, ..self.clone() }
    }
}

/// The progress of a job in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobProgress {
    /// The job.
    pub job: JobId,
    /// The call.
    pub call: CallId,
    /// The call of another job in which this job is sent, if any.
    pub joined: Option<CallId>,
    /// The owner and the device of the job.
    pub place: JobPlace,
    /// The number as the user gave it.
    pub number: String,
    /// When the call was begun.
    pub dialled_at: UnixMs,
    /// When a fax machine answered.
    pub answered_at: Option<UnixMs>,
    /// The identification of the remote fax machine (CSI).
    pub far_ident: Option<String>,
    /// The rate in bit/s; none until it is negotiated.
    pub rate_bps: Option<u32>,
    /// The transport: `audio` or `T38`.
    pub mode: Option<String>,
    /// The number of the job's pages.
    pub pages: u32,
    /// The number of pages that the receiver confirmed.
    pub confirmed: u32,
    /// The page that is being sent, counted from 1 in the job.
    pub page: Option<u32>,
    /// The values that a program has stored with the job, by their names.
    pub metadata: BTreeMap<String, String>,
    /// The last entry of the call's ladder, which is its log of fax messages.
    pub last: Option<Rung>,
}

impl JobProgress {
    /// A copy without [`JobProgress::last`], to compare two states.
    #[must_use]
    pub fn unsaid(&self) -> Self {
        Self { last: None, ..self.clone() }
    }
}

/// The queue of waiting jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueNow {
    /// The number of jobs in each state; jobs that have ended are not counted.
    pub counts: JobCounts,
    /// When the oldest job that waits for a line was submitted.
    pub oldest_ready_at: Option<UnixMs>,
}

/// All calls in progress, and the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// Faxes that are being received, the oldest call first.
    pub receiving: Vec<Reception>,
    /// Jobs in a call, the oldest call first.
    pub sending: Vec<JobProgress>,
    /// The waiting jobs of all users.
    pub queue: QueueNow,
    /// The limit for simultaneous fax calls, received and sent together; none if the module has
    /// published no limit yet.
    pub lines: Option<u32>,
    /// The number of fax calls in progress, of all users.
    pub lines_in_use: u32,
}

/// A change of a job, for live views and webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobNews {
    /// The number of the change among all changes of jobs.
    pub change: i64,
    /// When the change happened.
    pub at: UnixMs,
    /// The job.
    pub job: JobId,
    /// The owner and the device of the job.
    pub place: JobPlace,
    /// The state of the job after the change.
    pub state: JobState,
    /// The event that changed the job.
    pub event: Event,
    /// The English sentence for the event.
    pub text: String,
    /// The reason as one word, if something failed or delays the job.
    pub failure: Option<String>,
    /// The values that a program has stored with the job, by their names.
    pub metadata: BTreeMap<String, String>,
    /// The job is this node's attempt for a job of the shared database ([`crate::jobs`]). Another
    /// node notifies the users about that job.
    pub is_try: bool,
}

/// An action of a person on a fax, for live views and webhooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxNews {
    /// The number of the action among all actions on faxes.
    pub event: i64,
    /// When the action took place.
    pub at: UnixMs,
    /// The fax.
    pub fax: FaxId,
    /// The device of the fax.
    pub device: DeviceName,
    /// The name of the person.
    pub by: String,
    /// The action.
    pub what: Deed,
    /// The values that programs have stored with the fax, by their names.
    pub metadata: BTreeMap<String, String>,
    /// Nobody is notified of the action, because the fax is filed as junk.
    pub is_quiet: bool,
}

/// The last changes that an observer knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    /// The number of the last change of a job.
    pub change: i64,
    /// The number of the last action on a fax.
    pub event: i64,
    /// The number of the last received fax.
    pub fax: i64,
}

macro_rules! select_receptions {
    ($rest:literal) => {
        concat!(
            "SELECT id, status, device, calling, far_ident, started_at, rate_bps, mode, \
             (junk IS NOT NULL OR EXISTS (SELECT 1 FROM taken_over AS t WHERE t.fax = faxes.id)
              OR EXISTS (SELECT 1 FROM fax_parts AS p WHERE p.whole = faxes.id)) AS is_quiet, \
             junk IS NOT NULL AS is_junk, \
",
            waits_until!(),
            " AS waits_until, \
             EXISTS (SELECT 1 FROM fax_metadata WHERE fax = faxes.id) AS has_metadata, \
             (SELECT count(*) FROM pages WHERE fax = faxes.id) AS pages, \
             (SELECT substr(text, -400) FROM ladders WHERE fax = faxes.id) AS ladder, \
             (SELECT substr(steps, -1000) FROM ladders WHERE fax = faxes.id) AS steps FROM faxes ",
            $rest
        )
    };
}
pub(super) const RECEIVING: &str =
    select_receptions!("INDEXED BY faxes_receiving WHERE status = 'receiving' ORDER BY id");
pub(super) const RECEPTION: &str = select_receptions!("WHERE id = ?1");
pub(super) const BEGUN_AFTER: &str = select_receptions!("WHERE id > ?1 ORDER BY id LIMIT ?2");
/// Reads through the columns of the call that the job is in.
pub(super) const SENDING: &str = "
    SELECT c.id AS call, c.joined, j.id AS job, j.device, j.owner, j.who, j.created_by, j.number, c.leased_at, c.fax_seen_at, c.far_ident,
           c.rate_bps, c.mode, (SELECT substr(text, -400) FROM ladders WHERE call = coalesce(c.joined, c.id)) AS ladder,
           (SELECT substr(steps, -1000) FROM ladders WHERE call = coalesce(c.joined, c.id)) AS steps
    FROM jobs AS j INDEXED BY jobs_by_state JOIN job_calls AS c ON c.id = j.call
    WHERE j.state = 'active' ORDER BY j.id";
pub(super) const PAGES: &str = "SELECT state FROM job_pages WHERE job = ?1 ORDER BY document, page";
pub(super) const COUNT: &str = "
    SELECT count(*) FROM jobs INDEXED BY jobs_by_state WHERE state = ?1";
pub(super) const OLDEST_READY: &str = "
    SELECT created_at FROM jobs INDEXED BY jobs_by_state WHERE state = 'ready' ORDER BY id LIMIT 1";
const VERSION: &str = "PRAGMA data_version";
/// A number that shows which transactions of the whole server are complete; no table is read for
/// it.
const VERSION_OF_POSTGRESQL: &str =
    "SELECT hashtextextended(CAST(pg_current_snapshot() AS text), 0)";
pub(super) const LINES: &str = "SELECT value FROM sending_settings WHERE name = 'max_lines'";
pub(super) const CHANGES: &str = "
    SELECT c.id, c.at, c.job, c.state, c.text, c.event, c.event_values, c.failure, j.device, j.owner, j.who, j.created_by,
           j.role = 'try' AS is_try
    FROM job_changes AS c CROSS JOIN jobs AS j ON j.id = c.job WHERE c.id > ?1 ORDER BY c.id LIMIT ?2";
pub(super) const METADATA_OF: &str =
    "SELECT name, value FROM job_options WHERE job = ?1 AND substr(name, 1, 9) = 'metadata.'";
pub(super) const EVENTS: &str = "
    SELECT e.id, e.at, e.fax, e.by, e.what, f.device, f.junk IS NOT NULL AS is_quiet
    FROM fax_events AS e CROSS JOIN faxes AS f ON f.id = e.fax WHERE e.id > ?1 ORDER BY e.id LIMIT ?2";
const HEADS: &str = "
    SELECT coalesce((SELECT max(id) FROM job_changes), 0), coalesce((SELECT max(id) FROM fax_events), 0),
           coalesce((SELECT max(id) FROM faxes), 0)";

impl Monitoring<'_> {
    /// All calls in progress, and the queue.
    pub fn goes_on(&self) -> Result<Now, SpoolError> {
        self.spool.read(|transaction| {
            let receiving = transaction.all(RECEIVING, [], reception);
            let receiving = with_metadata(transaction, receiving)?;
            let sending = sending(transaction)?;
            let calls: BTreeSet<CallId> =
                sending.iter().map(|one| one.joined.unwrap_or(one.call)).collect();
            Ok(Now {
                lines_in_use: u32::try_from(receiving.len() + calls.len()).unwrap_or(u32::MAX),
                receiving,
                sending,
                queue: queue(transaction)?,
                lines: lines(transaction)?,
            })
        })
    }

    /// The version of the data. It changes when another connection to this spool has changed the
    /// data; other connections of this process count, too.
    pub fn data_version(&self) -> Result<i64, SpoolError> {
        self.spool.read(|transaction| {
            let version = transaction.either(VERSION, VERSION_OF_POSTGRESQL);
            transaction.query_row(version, [], |row| row.get(0))
        })
    }

    /// The numbers of the last changes.
    pub fn heads(&self) -> Result<Heads, SpoolError> {
        self.spool.read(|transaction| {
            transaction.one(HEADS, [], |row| {
                Ok(Heads { change: row.get(0)?, event: row.get(1)?, fax: row.get(2)? })
            })
        })
    }

    /// The changes of jobs after this one, the oldest first.
    pub fn job_news(&self, after: i64, limit: u32) -> Result<Vec<JobNews>, SpoolError> {
        self.spool.read(|transaction| {
            let mut news: Vec<JobNews> =
                transaction.all(CHANGES, params![after, limit], job_news)?;
            for one in &mut news {
                one.metadata = metadata(transaction, one.job)?;
            }
            Ok(news)
        })
    }

    /// The actions of people on faxes after this one, the oldest first.
    pub fn fax_news(&self, after: i64, limit: u32) -> Result<Vec<FaxNews>, SpoolError> {
        self.spool.read(|transaction| {
            let mut news: Vec<FaxNews> =
                transaction.all(EVENTS, params![after, limit], fax_news)?;
            for one in &mut news {
                one.metadata = metadata_of(transaction, one.fax)?;
            }
            Ok(news)
        })
    }

    /// The faxes that began after this one, the oldest first.
    pub fn receptions_after(&self, after: FaxId, limit: u32) -> Result<Vec<Reception>, SpoolError> {
        self.spool.read(|transaction| {
            with_metadata(
                transaction,
                transaction.all(BEGUN_AFTER, params![after.0, limit], reception),
            )
        })
    }

    /// The state of this fax; none if there is no such fax.
    pub fn reception(&self, fax: FaxId) -> Result<Option<Reception>, SpoolError> {
        self.spool.read(|transaction| {
            let found = transaction.all(RECEPTION, [fax.0], reception);
            Ok(with_metadata(transaction, found)?.pop())
        })
    }
}

/// Adds the values of programs to the faxes that have some. Few of the faxes do, and live views ask
/// several times a second.
fn with_metadata(
    transaction: &Transaction<'_>,
    faxes: database::Result<Vec<(Reception, bool)>>,
) -> database::Result<Vec<Reception>> {
    let complete = |(mut one, has_metadata): (Reception, bool)| {
        if has_metadata {
            one.metadata = metadata_of(transaction, one.fax)?;
        }
        Ok(one)
    };
    faxes?.into_iter().map(complete).collect()
}

fn sending(transaction: &Transaction<'_>) -> database::Result<Vec<JobProgress>> {
    let mut all: Vec<JobProgress> = transaction.all(SENDING, [], progress)?;
    let mut pages = transaction.prepare_cached(PAGES)?;
    for one in &mut all {
        let mut rows = pages.query([one.job.0])?;
        while let Some(row) = &rows.next()? {
            one.pages += 1;
            match word(row, "state", PageState::from_name)? {
                PageState::Confirmed => one.confirmed += 1,
                PageState::Sending | PageState::Said => one.page = Some(one.pages),
                PageState::Waiting | PageState::Doubtful => {}
            }
        }
        one.metadata = metadata(transaction, one.job)?;
    }
    Ok(all)
}

fn queue(transaction: &Transaction<'_>) -> database::Result<QueueNow> {
    let count = |state: JobState| -> database::Result<u32> {
        transaction.one(COUNT, [state.name()], |row| row.get(0))
    };
    Ok(QueueNow {
        counts: JobCounts {
            suspended: count(JobState::Suspended)?,
            pending: count(JobState::Pending)?,
            sleeping: count(JobState::Sleeping)?,
            blocked: count(JobState::Blocked)?,
            ready: count(JobState::Ready)?,
            active: count(JobState::Active)?,
            ..JobCounts::default()
        },
        oldest_ready_at: transaction.first(OLDEST_READY, [], |row| row.get(0))?,
    })
}

fn lines(transaction: &Transaction<'_>) -> database::Result<Option<u32>> {
    let found: Option<String> = transaction.first(LINES, [], |row| row.get(0))?;
    Ok(found.and_then(|text| text.parse().ok()))
}

/// The fax of a row, and whether programs have stored values with it.
fn reception(row: &Row<'_>) -> database::Result<(Reception, bool)> {
    let fax = Reception {
        fax: FaxId(row.get("id")?),
        status: word(row, "status", FaxStatus::from_name)?,
        device: row.get("device")?,
        calling: row.get("calling")?,
        far_ident: row.get("far_ident")?,
        started_at: row.get("started_at")?,
        rate_bps: row.get("rate_bps")?,
        mode: row.get("mode")?,
        pages: row.get("pages")?,
        metadata: BTreeMap::new(),
        is_quiet: row.get("is_quiet")?,
        is_junk: row.get("is_junk")?,
        waits_until: row.get("waits_until")?,
        last: last_rung(row.get("ladder")?, row.get("steps")?),
    };
    Ok((fax, row.get("has_metadata")?))
}

fn progress(row: &Row<'_>) -> database::Result<JobProgress> {
    Ok(JobProgress {
        job: JobId(row.get("job")?),
        call: CallId(row.get("call")?),
        joined: row.get::<_, Option<i64>>("joined")?.map(CallId),
        place: place(row)?,
        number: row.get("number")?,
        dialled_at: row.get("leased_at")?,
        answered_at: row.get("fax_seen_at")?,
        far_ident: row.get("far_ident")?,
        rate_bps: row.get("rate_bps")?,
        mode: row.get("mode")?,
        pages: 0,
        confirmed: 0,
        page: None,
        metadata: BTreeMap::new(),
        last: last_rung(row.get("ladder")?, row.get("steps")?),
    })
}

/// The values that a program has stored with a job.
fn metadata(
    transaction: &Transaction<'_>,
    job: JobId,
) -> database::Result<BTreeMap<String, String>> {
    transaction.all(METADATA_OF, [job.0], |row| {
        let name: String = row.get("name")?;
        Ok((name[METADATA.len()..].to_owned(), row.get("value")?))
    })
}

fn job_news(row: &Row<'_>) -> database::Result<JobNews> {
    let state = word(row, "state", JobState::from_name)?;
    let text: String = row.get("text")?;
    Ok(JobNews {
        change: row.get("id")?,
        at: row.get("at")?,
        job: JobId(row.get("job")?),
        place: place(row)?,
        state,
        event: event_of_row(row, &text, state)?,
        text,
        failure: row.get("failure")?,
        metadata: BTreeMap::new(),
        is_try: row.get("is_try")?,
    })
}

fn fax_news(row: &Row<'_>) -> database::Result<FaxNews> {
    Ok(FaxNews {
        event: row.get("id")?,
        at: row.get("at")?,
        fax: FaxId(row.get("fax")?),
        device: row.get("device")?,
        by: row.get("by")?,
        what: word(row, "what", Deed::from_name)?,
        metadata: BTreeMap::new(),
        is_quiet: row.get("is_quiet")?,
    })
}

#[cfg(test)]
mod tests {
    use crate::Spool;
    use crate::sending::SendingSettings;

    #[test]
    fn what_another_connection_changes_is_another_version() {
        let (_folder, spool) = Spool::empty();
        let other = spool.beside().unwrap();
        let version = spool.monitoring().data_version().unwrap();
        other.devices().publish_sending(&SendingSettings::default(), 2).unwrap();
        assert_ne!(spool.monitoring().data_version().unwrap(), version);
    }
}
