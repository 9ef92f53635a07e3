//! What has changed, for pages that show it live.
//!
//! One thread looks for all who watch ([`Watcher`]): a few times a second it asks SQLite
//! whether anything was committed (`data_version`, which reads no table), and if so reads the
//! changes after the last that it knows, and the calls that go on. What is new becomes
//! [`Change`]s with growing numbers, of which the last [`KEPT`] are kept.
//!
//! Who watches asks for what came after the last number that he knows ([`Changes::since`]);
//! whoever fell behind, or comes from before a start of the program, is told to begin anew.
//! A page that is to miss nothing takes [`Changes::newest`] before it reads what it shows.
//! Numbers begin with the time of the start in milliseconds, so that they grow over a start.
//!
//! Each is shown what he sees: [`Change::is_seen`].

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

/// So many changes are kept.
pub const KEPT: usize = 16_384;

/// How often the thread looks.
const INTERVAL: Duration = Duration::from_millis(250);

/// So many rows are read at once; more than that at the next look.
const AT_ONCE: u32 = 500;

/// Letters of a change's text, at most.
const LONGEST_TEXT: usize = 500;

/// Something that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its number; later ones are greater.
    pub id: u64,
    /// What has changed.
    pub what: What,
}

/// What has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A job stands otherwise, or something happened to it.
    Job {
        /// The job.
        job: JobId,
        /// Whose it is.
        place: JobPlace,
        /// Where it stands.
        state: JobState,
        /// What happened.
        event: Event,
        /// The English sentence for it.
        text: String,
        /// Why, one word, if something failed or holds the job up.
        failure: Option<String>,
    },
    /// A job in a call has come further: see [`stage`].
    Progress(JobProgress),
    /// Something was said in the call of a job that has come no further.
    SaidOfJob(JobProgress),
    /// Something was said in a call that brings a fax.
    SaidOfFax(Reception),
    /// A fax begins, has come further, or has come.
    Fax(Reception),
    /// A person did something with a fax.
    Deed {
        /// The fax.
        fax: FaxId,
        /// Its device.
        device: DeviceName,
        /// What.
        deed: Deed,
        /// Who.
        by: String,
    },
    /// A fax was deleted while it was watched.
    FaxGone {
        /// The fax.
        fax: FaxId,
        /// Its device.
        device: DeviceName,
    },
}

/// How far a job in a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nobody has answered yet.
    Dialling,
    /// A fax machine has answered; no page is on the line.
    Connected,
    /// This page is on the line, from 1.
    Page(u32),
}

/// How far a job in a call is.
pub fn stage(progress: &JobProgress) -> Stage {
    match (progress.answered_at, progress.page) {
        (_, Some(page)) => Stage::Page(page),
        (Some(_), None) => Stage::Connected,
        (None, None) => Stage::Dialling,
    }
}

impl Change {
    /// Whether a person with this sight sees it.
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
}

/// What came after a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// These, the oldest first; none if there is nothing new.
    Changes(Vec<Arc<Change>>),
    /// What came since is not known any more: all is to be read anew, and watched from this
    /// number on.
    Reload(u64),
}

/// The changes, for those who watch. Cheap to clone.
#[derive(Clone)]
pub struct Changes(Arc<Shared>);

struct Shared {
    kept: Mutex<Kept>,
    /// The newest number, for those who wait for another.
    newest: watch::Sender<u64>,
}

struct Kept {
    changes: VecDeque<Arc<Change>>,
    newest: u64,
    most: usize,
}

impl Changes {
    /// The number of the newest change.
    pub fn newest(&self) -> u64 {
        lock(&self.0.kept).newest
    }

    /// What came after this number.
    pub fn since(&self, after: u64) -> Since {
        let kept = lock(&self.0.kept);
        let known = kept.newest - kept.changes.len() as u64;
        if !(known..=kept.newest).contains(&after) {
            return Since::Reload(kept.newest);
        }
        let skipped = usize::try_from(after - known).unwrap_or(usize::MAX);
        Since::Changes(kept.changes.iter().skip(skipped).cloned().collect())
    }

    /// Tells the newest number whenever there is another.
    pub fn tidings(&self) -> watch::Receiver<u64> {
        self.0.newest.subscribe()
    }

    fn add(&self, what: Vec<What>) {
        let mut kept = lock(&self.0.kept);
        for what in what {
            kept.newest += 1;
            let change = Arc::new(Change { id: kept.newest, what });
            kept.changes.push_back(change);
            if kept.changes.len() > kept.most {
                kept.changes.pop_front();
            }
        }
        self.0.newest.send_replace(kept.newest);
    }
}

/// Looks for changes, for all who watch.
pub struct Watcher {
    spool: Spool,
    changes: Changes,
    /// SQLite's number of what is known; none: there may be more.
    version: Option<i64>,
    heads: Heads,
    receiving: BTreeMap<FaxId, Reception>,
    sending: BTreeMap<JobId, JobProgress>,
}

impl Watcher {
    /// Watches this spool from now on, and keeps so many changes. It opens the spool for
    /// itself: a connection is told of what others change, not of what it changes itself.
    ///
    /// # Errors
    /// The spool can't be opened or read.
    pub fn new(spool: &Spool, now: UnixMs, most: usize) -> Result<Self, SpoolError> {
        let spool = spool.beside()?;
        let newest = u64::try_from(now.0).unwrap_or_default();
        let kept = Kept { changes: VecDeque::new(), newest, most };
        let (sender, _) = watch::channel(newest);
        let changes = Changes(Arc::new(Shared { kept: Mutex::new(kept), newest: sender }));
        let version = Some(spool.data_version()?);
        let (heads, now) = (spool.heads()?, spool.goes_on()?);
        let receiving = now.receiving.into_iter().map(|one| (one.fax, one)).collect();
        let sending = now.sending.into_iter().map(|one| (one.job, one)).collect();
        Ok(Self { spool, changes, version, heads, receiving, sending })
    }

    /// What it finds, for those who watch.
    pub fn changes(&self) -> Changes {
        self.changes.clone()
    }

    /// Looks until this is over.
    pub fn run(mut self, is_over: impl Fn() -> bool) {
        let (mut errands, mut last_error) = (Errands::logged("the watcher"), String::new());
        while !is_over() {
            match errands.run(|| self.step()) {
                Some(Ok(_)) => last_error.clear(),
                // The same is said once.
                Some(Err(error)) if error.to_string() == last_error => {}
                Some(Err(error)) => {
                    last_error = error.to_string();
                    log::error!("pages do not show what changes: {error}");
                }
                None => {}
            }
            errands.rest();
            sleep(INTERVAL);
        }
    }

    /// Looks once: how many changes it has found.
    ///
    /// # Errors
    /// The spool can't be read. What was not found is found at the next look.
    pub fn step(&mut self) -> Result<usize, SpoolError> {
        let version = self.spool.data_version()?;
        if self.version.replace(version) == Some(version) {
            return Ok(0);
        }
        let mut found = Vec::new();
        let read = self.read(&mut found);
        // What was found before an error counts: it is not found a second time.
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

    /// Reads what has changed; false if there is more.
    fn read(&mut self, found: &mut Vec<What>) -> Result<bool, SpoolError> {
        let jobs = self.spool.job_news(self.heads.change, AT_ONCE)?;
        let is_all = jobs.len() < AT_ONCE as usize;
        for news in jobs {
            self.heads.change = news.change;
            let text = news.text.chars().take(LONGEST_TEXT).collect();
            let (job, place, state, failure) = (news.job, news.place, news.state, news.failure);
            found.push(What::Job { job, place, state, event: news.event, text, failure });
        }
        let deeds = self.spool.fax_news(self.heads.event, AT_ONCE)?;
        let is_all = is_all && deeds.len() < AT_ONCE as usize;
        for news in deeds {
            self.heads.event = news.event;
            let (fax, device, deed, by) = (news.fax, news.device, news.what, news.by);
            found.push(What::Deed { fax, device, deed, by });
        }
        Ok(self.read_calls(found)? && is_all)
    }

    /// The calls that go on, and those that have ended since.
    fn read_calls(&mut self, found: &mut Vec<What>) -> Result<bool, SpoolError> {
        let now = self.spool.goes_on()?;
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
        // Faxes that have begun; some of them have come already.
        let begun = self.spool.receptions_after(FaxId(self.heads.fax), AT_ONCE)?;
        let is_all = begun.len() < AT_ONCE as usize;
        for one in begun {
            self.heads.fax = one.fax.0;
            if !receiving.contains_key(&one.fax) {
                found.push(What::Fax(one));
            }
        }
        // Calls that have ended. All are read first: what can't be is found at the next look.
        let mut ended = Vec::new();
        for (fax, before) in &self.receiving {
            if !receiving.contains_key(fax) {
                let gone = What::FaxGone { fax: *fax, device: before.device.clone() };
                ended.push(self.spool.reception(*fax)?.map_or(gone, What::Fax));
            }
        }
        found.append(&mut ended);
        let before = std::mem::take(&mut self.receiving);
        for (fax, one) in receiving.iter().filter(|(fax, one)| before.get(fax) != Some(one)) {
            let was = before.get(fax).map(Reception::unsaid);
            let is_only_said = was.is_some_and(|was| was == one.unsaid());
            let what = if is_only_said { What::SaidOfFax } else { What::Fax };
            found.push(what(one.clone()));
        }
        self.receiving = receiving;
        Ok(is_all)
    }
}
