//! Print jobs that are complete become faxes: a job of the spool for each destination, each
//! once, whatever happens in between.
//!
//! That a destination's fax was handed over to the spool is noted before it is; the spool
//! keeps it under a mark. After a crash the mark tells whether it is there.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::sync::Mutex;

use super::Printer;
use super::record::{Fate, Record};
use crate::convert::open_path;
use crate::order::{Hands, Order, OrderError, find, submit};
use crate::rights::By;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_spool::SpoolError;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::Origin;
use ferrofax_spool::safe_file::{self, For};
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::Wish;

/// For so long the spool surely knows the mark of a fax that it has taken: no clean-up
/// deletes what is younger than a day.
const MARK_KNOWN_MS: i64 = 20 * 3_600_000;

/// A client that has begun a print job has so long for its next document (RFC 8011 §5.4.31:
/// multiple-operation-time-out).
pub(super) const OPEN_MS: i64 = 300_000;

/// Reasons for which print jobs wait: each is told once, not each second.
#[derive(Default)]
pub(super) struct Told(Mutex<BTreeMap<i32, String>>);

/// Why a print job is left for another turn.
#[derive(Debug, thiserror::Error)]
enum NotNow {
    /// The disk.
    #[error("{0}")]
    Disk(#[from] io::Error),
    /// The spool.
    #[error("{0}")]
    Spool(#[from] SpoolError),
    /// Nothing is wrong with the print job.
    #[error("{0}")]
    Later(String),
}

impl Printer {
    /// Makes faxes of what is complete, ends what clients have left, and forgets what ended
    /// long ago.
    ///
    /// # Errors
    /// None so far keeps the other print jobs up.
    pub(crate) fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let now = UnixMs::now();
        self.end_those_left(now);
        for id in self.store.which(|record| record.is_closed() && !record.documents.is_empty()) {
            if stop() {
                return Ok(());
            }
            let done = self.make_faxes(id, look, stop);
            self.tell(id, done.err().map(|why| why.to_string()));
        }
        self.forget_old_ones(now);
        Ok(())
    }

    fn tell(&self, id: i32, why: Option<String>) {
        let mut told = lock(&self.told.0);
        match why {
            None => drop(told.remove(&id)),
            Some(why) if told.get(&id) == Some(&why) => {}
            Some(why) => {
                log::error!("print job {id} must wait: {why}");
                told.insert(id, why);
            }
        }
    }

    fn make_faxes(&self, id: i32, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), NotNow> {
        let Some(record) = self.store.get(id) else { return Ok(()) };
        for index in 0..record.destinations.len() {
            if stop() {
                return Ok(());
            }
            self.make_fax(id, index, look)?;
        }
        // Its faxes have what they need.
        self.store.delete_documents(id)?;
        self.store.change(id, |record| record.documents.clear())?;
        Ok(())
    }

    fn make_fax(&self, id: i32, index: usize, look: &Look) -> Result<(), NotNow> {
        let Some(record) = self.store.get(id) else { return Ok(()) };
        let Some(destination) = record.destinations.get(index) else { return Ok(()) };
        if destination.fate.is_some() {
            return Ok(());
        }
        let now = UnixMs::now();
        let fate = match destination.begun_at {
            Some(at) if self.store.is_of_before(id) => self.known(&record, index, at, look)?,
            _ => None,
        };
        let fate = match fate {
            Some(fate) => fate,
            None => {
                self.store.change(id, |record| {
                    if let Some(destination) = record.destinations.get_mut(index) {
                        destination.begun_at.get_or_insert(now);
                    }
                })?;
                self.fax(&record, index, now)?
            }
        };
        self.settle(id, index, fate, now)
    }

    /// The fax of an earlier life, if there is one.
    fn known(
        &self,
        record: &Record,
        index: usize,
        begun_at: UnixMs,
        look: &Look,
    ) -> Result<Option<Fate>, NotNow> {
        if let Some(taken) = find(&self.spool, &record.mark(index))? {
            return Ok(Some(Fate::Fax(taken.job)));
        }
        let now = UnixMs::now();
        if begun_at + MARK_KNOWN_MS > now {
            return Ok(None);
        }
        if !look.is_settled {
            let why = "the machine's clock was put forward or back within the last hour";
            return Err(NotNow::Later(why.to_owned()));
        }
        let text = "It was being handed over when the program stopped, and whether that was done cannot be told any more.";
        Ok(Some(Fate::Refused { failure: Failure::Internal, text: text.to_owned(), at: now }))
    }

    fn fax(&self, record: &Record, index: usize, now: UnixMs) -> Result<Fate, NotNow> {
        let mut documents: Vec<(File, String)> = Vec::new();
        for (number, document) in (1..).zip(&record.documents) {
            let file = safe_file::open(&self.store.path(record.id, number), For::Reading)?;
            documents.push((file, document.name.clone()));
        }
        let order = Order {
            draft: self.draft(record, index),
            documents: documents
                .iter()
                .map(|(file, name)| (open_path(file), name.clone()))
                .collect(),
            mark: Some(record.mark(index)),
            options: BTreeMap::new(),
        };
        let hands = Hands { rights: &self.rights, by: By::Printer(&record.guest) };
        match submit(&self.spool, hands, &order, &self.converter, now) {
            Ok(taken) => {
                log::info!(
                    "print job {} is job {} with {} pages",
                    record.id,
                    taken.job,
                    taken.pages
                );
                Ok(Fate::Fax(taken.job))
            }
            Err(error) if error.may_pass() => Err(NotNow::Later(error.to_string())),
            Err(error) => Ok(refused(record.id, &error, now)),
        }
    }

    /// The fax of a print job to one of its destinations, in words.
    pub(super) fn draft(&self, record: &Record, index: usize) -> Draft {
        let mut draft = Draft {
            device: record.device.clone(),
            owner: record.guest.name().to_owned(),
            created_by: Origin::Print,
            wishes: record.wishes.clone(),
            ..Draft::default()
        };
        if let Some(destination) = record.destinations.get(index) {
            draft.number.clone_from(&destination.number);
            draft.may_wait_for_number = destination.number.is_empty();
            if let Some(sub) = &destination.sub {
                draft.set(Wish::Sub, sub);
            }
        }
        draft
    }

    /// Notes what became of a destination. Whoever cancelled the print job meanwhile has
    /// cancelled its fax.
    fn settle(&self, id: i32, index: usize, fate: Fate, now: UnixMs) -> Result<(), NotNow> {
        let fax = match &fate {
            Fate::Fax(job) => Some(*job),
            Fate::Refused { .. } => None,
        };
        let is_cancelled = self.store.change(id, |record| {
            let Some(destination) = record.destinations.get_mut(index) else { return false };
            match &destination.fate {
                None => {
                    destination.fate = Some(fate);
                    false
                }
                Some(_) => {
                    // It is the fax that is cancelled then.
                    if matches!(fate, Fate::Fax(_)) {
                        destination.fate = Some(fate);
                    }
                    true
                }
            }
        })?;
        if let (Some(true), Some(job)) = (is_cancelled, fax) {
            self.spool.cancel_job(job, "the printer", now)?;
        }
        Ok(())
    }

    /// Print jobs whose documents never came, or not all.
    fn end_those_left(&self, now: UnixMs) {
        let left = |record: &Record| !record.is_closed() && record.created_at + OPEN_MS < now;
        for id in self.store.which(left) {
            if self.uploads.has(id) {
                continue;
            }
            let text = "The client stopped sending documents.";
            self.or_log(id, self.end(id, Failure::NoDocument, text, now).map(drop));
        }
    }

    /// Ends all of a print job that is no fax yet. None: there is no such print job.
    ///
    /// # Errors
    /// Disk.
    pub(super) fn end(
        &self,
        id: i32,
        failure: Failure,
        text: &str,
        now: UnixMs,
    ) -> io::Result<Option<()>> {
        self.store.change(id, |record| {
            record.closed_at.get_or_insert(now);
            for destination in &mut record.destinations {
                let fate = Fate::Refused { failure, text: text.to_owned(), at: now };
                destination.fate.get_or_insert(fate);
            }
        })
    }

    /// Print jobs that ended so long ago that nobody asks for them.
    fn forget_old_ones(&self, now: UnixMs) {
        let history = i64::from(self.settings.history_hours) * 3_600_000;
        let settled = |record: &Record| {
            record.is_settled() && record.documents.is_empty() && record.created_at + history < now
        };
        for id in self.store.which(settled) {
            let ended = self.store.get(id).and_then(|record| self.view(&record).ended_at);
            if ended.is_some_and(|at| at + history < now) {
                self.or_log(id, self.store.forget(id));
            }
        }
    }

    fn or_log(&self, id: i32, done: io::Result<()>) {
        self.tell(id, done.err().map(|why| why.to_string()));
    }
}

/// It is no fax, and the log says so without a number or a name.
fn refused(id: i32, error: &OrderError, now: UnixMs) -> Fate {
    let failure = error.failure();
    log::warn!("print job {id} is refused ({failure})");
    Fate::Refused { failure, text: error.to_string(), at: now }
}
