//! Changes of faxes and jobs in the spool, for web pages that show them live.
//!
//! One thread, the [`Watcher`], looks for changes on behalf of all web pages and programs. A few
//! times a second it asks SQLite whether anything was committed (`data_version`, which reads no
//! table). If so, it reads the changes that it has not read yet, and the calls in progress. Each
//! difference becomes a [`Change`] with a growing number; the last [`KEPT`] changes are kept in
//! memory.
//!
//! A web page or program asks for the changes after the last number that it knows
//! ([`Changes::since`]). If that change is no longer kept, or is from before a restart, the page
//! has to read everything again. A web page that must miss no change calls [`Changes::newest`]
//! before it reads the data that it shows. Numbers begin with the start time in milliseconds, so
//! that they keep growing over a restart.
//!
//! Each person is shown only the changes that they may see: [`Change::is_seen`].

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use tokio::sync::watch;

use super::{Person, Sight};
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::Errands;
use ferrofax_basics::lock::lock;
use ferrofax_spool::desk::{Deed, Heads, JobPlace, JobProgress, Reception};
use ferrofax_spool::event::Event;
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::{DeviceName, FaxId, Spool, SpoolError};

/// The number of changes in the spool that are kept in memory; older changes are dropped.
pub const KEPT: usize = 16_384;

/// The greatest number of bytes of texts and metadata in all changes that are kept in memory.
const KEPT_BYTES: usize = 32 << 20;

/// The interval at which the thread of the [`Watcher`] looks for changes in the spool.
const INTERVAL: Duration = Duration::from_millis(250);

/// The greatest number of database rows that the [`Watcher`] reads by one query. It reads further
/// rows when it looks for changes again.
const AT_ONCE: u32 = 500;

/// The greatest number of characters of the sentence that describes a change.
const LONGEST_TEXT: usize = 500;

/// One change of a fax or job in the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The number of the change; later changes have greater numbers.
    pub id: u64,
    /// The kind of change, with its details.
    pub what: What,
}

/// The kinds of changes of faxes and jobs in the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// An event of a job, such as the end of a call. It has possibly changed the job's state.
    Job {
        /// The job that has changed.
        job: JobId,
        /// The owner and the device of the job, which decide who sees it.
        place: JobPlace,
        /// The state of the job after the change.
        state: JobState,
        /// The event that changed the job, as a name with its values.
        event: Event,
        /// The event that changed the job, as a sentence.
        text: String,
        /// One word for the reason, if the job failed or has to wait.
        failure: Option<String>,
        /// The values that a program has stored with the job, by their names.
        metadata: BTreeMap<String, String>,
    },
    /// A call for a job has progressed: see [`stage`].
    Progress(JobProgress),
    /// The two fax machines have exchanged a frame in a call for a job. The job's state and pages
    /// have not changed.
    SaidOfJob(JobProgress),
    /// The two fax machines have exchanged a frame in the call of an incoming fax.
    SaidOfFax(Reception),
    /// An incoming fax has begun, has progressed, or is complete.
    Fax(Reception),
    /// A person did an action on a received fax, for example claimed it or mailed it.
    Deed {
        /// The number of the fax on which the person did the action.
        fax: FaxId,
        /// The device that received the fax.
        device: DeviceName,
        /// The kind of action that the person did on the fax.
        deed: Deed,
        /// The name of the person who did the action on the fax.
        by: String,
        /// The values that programs have stored with the fax, by their names.
        metadata: BTreeMap<String, String>,
    },
    /// A fax was deleted or filed as junk. People who could see it are informed.
    FaxGone {
        /// The number of the fax that is no longer shown.
        fax: FaxId,
        /// The device that received the fax.
        device: DeviceName,
    },
}

/// The stage of a job's call: dialling, connected, or the fax page that is transferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The call has not been answered yet.
    Dialling,
    /// A fax machine has answered; no fax page is being transferred.
    Connected,
    /// The fax page with this number is being transferred, counted from 1.
    Page(u32),
}

/// Derives the stage of a job's call (dialling, connected, or the fax page that is transferred)
/// from the facts about the job's progress.
pub fn stage(progress: &JobProgress) -> Stage {
    match (progress.answered_at, progress.page) {
        (_, Some(page)) => Stage::Page(page),
        (Some(_), None) => Stage::Connected,
        (None, None) => Stage::Dialling,
    }
}

impl Change {
    /// Whether this person may see the change. `sight` describes the faxes and jobs that the person
    /// sees.
    pub fn is_seen(&self, person: &Person, sight: &Sight) -> bool {
        match &self.what {
            What::Job { place, .. }
            | What::Progress(JobProgress { place, .. })
            | What::SaidOfJob(JobProgress { place, .. }) => sight.jobs(person).sees(place),
            What::Fax(Reception { device, .. })
            | What::SaidOfFax(Reception { device, .. })
            | What::Deed { device, .. }
            | What::FaxGone { device, .. } => sight.sees(device),
        }
    }

    /// The number of bytes of the texts and metadata that this change contains.
    fn bytes(&self) -> usize {
        let (text, metadata) = match &self.what {
            What::Job { text, metadata, .. } => (text.as_str(), metadata),
            What::Progress(JobProgress { metadata, .. })
            | What::SaidOfJob(JobProgress { metadata, .. })
            | What::Fax(Reception { metadata, .. })
            | What::SaidOfFax(Reception { metadata, .. })
            | What::Deed { metadata, .. } => ("", metadata),
            What::FaxGone { .. } => return 0,
        };
        let metadata = metadata.iter().map(|(name, value)| name.len() + value.len());
        text.len() + metadata.sum::<usize>()
    }
}

/// The answer to a web page or program that asks for the changes after the last change that it
/// knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// The changes of faxes and jobs after the last change that the web page or program knows,
    /// oldest first; empty if there are none.
    Changes(Vec<Arc<Change>>),
    /// Some of the changes after the last change that the web page or program knows are no longer
    /// kept. The page or program has to read everything again. From then on it asks for the changes
    /// after the change with this number.
    Reload(u64),
}

/// The newest changes in the spool, for the web interface and the API. Clones of this value share
/// the same list of changes.
#[derive(Clone)]
pub struct Changes(Arc<Shared>);

struct Shared {
    kept: Mutex<Kept>,
    /// Sends the number of the newest change to web pages and programs that wait for it.
    newest: watch::Sender<u64>,
}

struct Kept {
    changes: VecDeque<Arc<Change>>,
    newest: u64,
    most: usize,
    /// The bytes of the texts and metadata of all changes.
    bytes: usize,
}

impl Changes {
    /// The number of the newest change in the spool.
    pub fn newest(&self) -> u64 {
        lock(&self.0.kept).newest
    }

    /// Returns the changes in the spool after the change with the number `after`.
    pub fn since(&self, after: u64) -> Since {
        let kept = lock(&self.0.kept);
        let known = kept.newest - kept.changes.len() as u64;
        if !(known..=kept.newest).contains(&after) {
            return Since::Reload(kept.newest);
        }
        let skipped = usize::try_from(after - known).unwrap_or(usize::MAX);
        Since::Changes(kept.changes.iter().skip(skipped).cloned().collect())
    }

    /// A channel on which the number of the newest change in the spool arrives whenever there is a
    /// new change.
    pub fn tidings(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }

    fn add(&self, what: Vec<What>) {
        let mut kept = lock(&self.0.kept);
        for what in what {
            kept.newest += 1;
            let change = Arc::new(Change { id: kept.newest, what });
            kept.bytes += change.bytes();
            kept.changes.push_back(change);
            while (kept.changes.len() > kept.most || kept.bytes > KEPT_BYTES)
                && let Some(oldest) = kept.changes.pop_front()
            {
                kept.bytes -= oldest.bytes();
            }
        }
        self.0.newest.send_replace(kept.newest);
    }
}

/// Looks for changes in the spool, on behalf of all web pages and programs that follow the changes
/// live.
pub struct Watcher {
    spool: Spool,
    changes: Changes,
    /// SQLite's `data_version` when all changes in the spool had been read; `None`: there may be
    /// more changes to read.
    version: Option<i64>,
    heads: Heads,
    receiving: BTreeMap<FaxId, Reception>,
    sending: BTreeMap<JobId, JobProgress>,
}

impl Watcher {
    /// Watches this spool from now on, and keeps at most `most` changes. The watcher opens a
    /// database connection of its own, because SQLite's `data_version` shows only the changes of
    /// other connections.
    pub fn new(spool: &Spool, now: UnixMs, most: usize) -> Result<Self, SpoolError> {
        let spool = spool.beside()?;
        let newest = u64::try_from(now.0).unwrap_or_default();
        let kept = Kept { changes: VecDeque::new(), newest, most, bytes: 0 };
        let (sender, _) = watch::channel(newest);
        let changes = Changes(Arc::new(Shared { kept: Mutex::new(kept), newest: sender }));
        let version = Some(spool.monitoring().data_version()?);
        let (heads, now) = (spool.monitoring().heads()?, spool.monitoring().goes_on()?);
        let receiving = now.receiving.into_iter().map(|one| (one.fax, one)).collect();
        let sending = now.sending.into_iter().map(|one| (one.job, one)).collect();
        Ok(Self { spool, changes, version, heads, receiving, sending })
    }

    /// Returns the list of changes that this watcher fills. Web pages and programs read the changes
    /// from it.
    pub fn changes(&self) -> Changes {
        self.changes.clone()
    }

    /// Looks for changes in the spool again and again, until `is_over` returns true.
    pub fn run(mut self, is_over: impl Fn() -> bool) {
        let (mut errands, mut last_error) = (Errands::logged("the watcher"), String::new());
        while !is_over() {
            match errands.run(|| self.step()) {
                Some(Ok(_)) => last_error.clear(),
                // An error that repeats is logged once.
                Some(Err(error)) if error.to_string() == last_error => {}
                Some(Err(error)) => {
                    last_error = error.to_string();
                    log::error!("open pages do not update themselves: {error}");
                }
                None => {}
            }
            errands.rest();
            sleep(INTERVAL);
        }
    }

    /// Looks for changes in the spool once, and returns how many it found.
    ///
    /// # Errors
    /// The spool can't be read. Changes that were missed are found at the next look.
    pub fn step(&mut self) -> Result<usize, SpoolError> {
        let version = self.spool.monitoring().data_version()?;
        if self.version.replace(version) == Some(version) {
            return Ok(0);
        }
        let mut found = Vec::new();
        let read = self.read(&mut found);
        // Changes that were found before the error are kept, since the next look does not find them
        // again.
        let count = found.len();
        if count > 0 {
            self.changes.add(found);
        }
        match read {
            Ok(true) => {}
            Ok(false) => self.version = None,
            Err(error) => {
                self.version = None;
                return Err(error);
            }
        }
        Ok(count)
    }

    /// Reads the changes that were stored in the spool since the watcher last looked. Returns false
    /// if there are more changes to read.
    fn read(&mut self, found: &mut Vec<What>) -> Result<bool, SpoolError> {
        let jobs = self.spool.monitoring().job_news(self.heads.change, AT_ONCE)?;
        let is_all = jobs.len() < AT_ONCE as usize;
        for news in jobs {
            self.heads.change = news.change;
            let text = news.text.chars().take(LONGEST_TEXT).collect();
            let (job, place, state, failure) = (news.job, news.place, news.state, news.failure);
            let (event, metadata) = (news.event, news.metadata);
            found.push(What::Job { job, place, state, event, text, failure, metadata });
        }
        let deeds = self.spool.monitoring().fax_news(self.heads.event, AT_ONCE)?;
        let is_all = is_all && deeds.len() < AT_ONCE as usize;
        for news in deeds {
            self.heads.event = news.event;
            if news.is_quiet {
                continue;
            }
            let (fax, device, deed, by) = (news.fax, news.device, news.what, news.by);
            found.push(What::Deed { fax, device, deed, by, metadata: news.metadata });
        }
        Ok(self.read_calls(found)? && is_all)
    }

    /// Reads the calls in progress, and the calls that have ended since the watcher last looked.
    /// Adds the changes of faxes and jobs that these calls made to `found`. Returns false if there
    /// are more changes to read.
    fn read_calls(&mut self, found: &mut Vec<What>) -> Result<bool, SpoolError> {
        let now = self.spool.monitoring().goes_on()?;
        let sending: BTreeMap<JobId, JobProgress> =
            now.sending.into_iter().map(|one| (one.job, one)).collect();
        for (job, one) in sending.iter().filter(|(job, one)| self.sending.get(job) != Some(one)) {
            let was = self.sending.get(job).map(JobProgress::unsaid);
            let is_only_said = was.is_some_and(|was| was == one.unsaid());
            let what = if is_only_said { What::SaidOfJob } else { What::Progress };
            found.push(what(one.clone()));
        }
        self.sending = sending;
        let receiving: BTreeMap<FaxId, Reception> =
            now.receiving.into_iter().map(|one| (one.fax, one)).collect();
        // Faxes that have begun since the last look; some of them may already be complete.
        let begun = self.spool.monitoring().receptions_after(FaxId(self.heads.fax), AT_ONCE)?;
        let is_all = begun.len() < AT_ONCE as usize;
        for one in begun {
            self.heads.fax = one.fax.0;
            if !receiving.contains_key(&one.fax) && !one.is_junk {
                found.push(What::Fax(one));
            }
        }
        // Calls that have ended since the last look. All are read before one is recorded: if a read
        // fails, the next look finds all of them again.
        let mut ended = Vec::new();
        for (fax, before) in &self.receiving {
            if !receiving.contains_key(fax) {
                let gone = What::FaxGone { fax: *fax, device: before.device.clone() };
                // Junk is not listed among the faxes, so it disappears from open pages.
                let shown = self.spool.monitoring().reception(*fax)?.filter(|one| !one.is_junk);
                ended.push(shown.map_or(gone, What::Fax));
            }
        }
        found.append(&mut ended);
        let before = std::mem::take(&mut self.receiving);
        let is_new = |fax: &FaxId, one: &Reception| !one.is_junk && before.get(fax) != Some(one);
        for (fax, one) in receiving.iter().filter(|(fax, one)| is_new(fax, one)) {
            let was = before.get(fax).map(Reception::unsaid);
            let is_only_said = was.is_some_and(|was| was == one.unsaid());
            let what = if is_only_said { What::SaidOfFax } else { What::Fax };
            found.push(what(one.clone()));
        }
        self.receiving = receiving;
        Ok(is_all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::jobs::Origin;

    #[test]
    fn changes_with_long_texts_are_kept_up_to_a_number_of_bytes() {
        let kept = Kept { changes: VecDeque::new(), newest: 0, most: KEPT, bytes: 0 };
        let (newest, _) = watch::channel(0);
        let changes = Changes(Arc::new(Shared { kept: Mutex::new(kept), newest }));
        let long = || What::Job {
            job: JobId(1),
            place: JobPlace {
                device: DeviceName::of_row("2101"),
                owner: "alice".to_owned(),
                who: None,
                created_by: Origin::Web,
            },
            state: JobState::Ready,
            event: Event::WaitsForLine,
            text: String::new(),
            failure: None,
            metadata: [("order".to_owned(), "x".repeat(1 << 20))].into(),
        };
        (0..40).for_each(|_| changes.add(vec![long()]));
        assert_eq!(changes.since(8), Since::Reload(40));
        let Since::Changes(found) = changes.since(9) else { panic!("31 are kept") };
        assert_eq!(found.len(), 31);
        assert_eq!(lock(&changes.0.kept).bytes, 31 * ((1 << 20) + 5));
    }
}
