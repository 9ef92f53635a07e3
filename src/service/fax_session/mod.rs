//! Sessions of the PBX's own fax applications (`SendFAX`, `ReceiveFAX`, the T.38 gateway)
//! on our engine.
//!
//! The PBX keeps the channel and its frames, and gives each session a [`FaxLine`];
//! `bridge` implements it. A session (`session.rs`) is a fax device's engine between that
//! line and files. A few threads run them all (`workers.rs`), one more writes the pages
//! that come (`files.rs`); those that go are made ready as jobs' are
//! ([`super::page_feed`]). Nothing of a session goes to the spool: its file and the
//! dialplan's variables are all.

mod facts;
mod files;
mod line;
mod listening;
mod passing;
mod sending;
mod session;
mod stats;
mod terms;
mod workers;

pub use facts::ShowForm;
pub use line::{FaxLine, FromLine, SessionResult, When};
pub use terms::{Modems, SessionKind, SessionTerms};

use super::clock::Clock;
use super::handles::Handles;
use super::page_feed::{PageMaker, PageRequest};
use super::recorder::Recorder;
use super::settings::Configuration;
use facts::Facts;
use ferrofax_basics::errand::Raise;
use ferrofax_basics::lock::lock;
use ferrofax_spool::RecordOf;
use files::{FileWriter, WritePage};
use listening::Listening;
use passing::Passing;
use session::{Session, Shared};
use stats::SessionStats;
use std::collections::HashMap;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use workers::{Runs, Workers};

/// All sessions.
pub(super) struct FaxSessions {
    running: Mutex<Running>,
    stats: Arc<SessionStats>,
    clock: Clock,
    configuration: Arc<Configuration>,
    pages: Arc<PageMaker>,
    recorder: Arc<Recorder>,
    raise: Raise,
}

#[derive(Default)]
struct Running {
    /// The last token that was given.
    last: u64,
    sessions: HashMap<u64, Known>,
    threads: Option<Threads>,
}

/// What is known of a session outside of its thread.
struct Known {
    facts: Arc<Mutex<Facts>>,
    /// Its worker.
    place: usize,
}

/// Started by the first session.
struct Threads {
    workers: Arc<Workers>,
    writer: FileWriter,
}

/// Why no session can begin.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    #[error("the module is being unloaded")]
    Unloaded,
    #[error("no thread could be started for the fax: {0}")]
    NoThread(#[from] std::io::Error),
}

/// The ways to the threads that a session needs.
struct Ways {
    workers: Arc<Workers>,
    writer: Sender<WritePage>,
    pages: Sender<PageRequest>,
}

impl FaxSessions {
    /// None yet. Alarms of their threads are raised so.
    pub(super) fn new(handles: Handles, raise: Raise) -> Self {
        let Handles { clock, configuration, pages, recorder, .. } = handles;
        let (running, stats) = Default::default();
        Self { running, stats, clock, configuration, pages, recorder, raise }
    }

    /// A token by which it is known, or `None`: the line was told why.
    pub(super) fn begin(&self, terms: &SessionTerms, mut line: Box<dyn FaxLine>) -> Option<u64> {
        let mut running = lock(&self.running);
        let Ways { workers, writer, pages } = match self.ways(&mut running) {
            Ok(ways) => ways,
            Err(why) => {
                self.stats.found_no_room(&Facts::new(terms));
                line.over(&failure("INIT_ERROR", &why));
                return None;
            }
        };
        let facts = Arc::new(Mutex::new(Facts::new(terms)));
        running.last += 1;
        let token = running.last;
        // Files are read without the others waiting.
        drop(running);
        let settings = self.configuration.settings();
        let fonts = settings.dialling.fonts.clone();
        let wanted = settings.options.record.unwrap_or_default();
        let shared = Shared {
            pages,
            writer,
            fonts,
            facts: Arc::clone(&facts),
            stats: Arc::clone(&self.stats),
            tape: match terms.kind {
                SessionKind::Receive | SessionKind::Send => {
                    self.recorder.record(wanted, RecordOf::Session(terms.id))
                }
                SessionKind::V21 | SessionKind::Gateway => None,
            },
        };
        let begun: Result<Box<dyn Runs>, _> = match terms.kind {
            SessionKind::V21 => Ok(Box::new(Listening::new(line))),
            SessionKind::Gateway => Ok(Box::new(Passing::new(terms, line, Arc::clone(&facts)))),
            SessionKind::Receive | SessionKind::Send => Session::begin(terms, line, shared)
                .map(|session| Box::new(session) as Box<dyn Runs>),
        };
        match begun {
            Ok(session) => {
                let place = workers.begin(token, session);
                lock(&self.running).sessions.insert(token, Known { facts, place });
                Some(token)
            }
            Err((mut line, why)) => {
                log::error!("session {}: {why}", terms.id);
                self.stats
                    .ended(&Facts { file_error: Some(why.to_string()), ..Facts::new(terms) });
                line.over(&failure("FILE_ERROR", &why));
                None
            }
        }
    }

    /// These ways, or why there are none.
    fn ways(&self, running: &mut Running) -> Result<Ways, NotReady> {
        let pages = self.pages.requests().ok_or(NotReady::Unloaded)?;
        let threads = running.threads(&self.clock, &self.raise)?;
        let writer = threads.writer.requests().ok_or(NotReady::Unloaded)?;
        Ok(Ways { workers: Arc::clone(&threads.workers), writer, pages })
    }

    /// When this returns, the line of that session is not used any more.
    pub(super) fn end(&self, token: u64) {
        let there = {
            let mut running = lock(&self.running);
            let known = running.sessions.remove(&token);
            known.zip(running.threads.as_ref().map(|threads| Arc::clone(&threads.workers)))
        };
        if let Some((known, workers)) = there {
            workers.end(known.place, token);
        }
    }

    /// The fields of a running session; `None` if there is none.
    pub(super) fn show(&self, token: u64, form: ShowForm) -> Option<String> {
        let facts =
            lock(&self.running).sessions.get(&token).map(|known| Arc::clone(&known.facts))?;
        Some(lock(&facts).show(form))
    }

    /// What `fax show stats` shows of us.
    pub(super) fn show_stats(&self) -> String {
        self.stats.show()
    }

    /// What `fax show settings` shows of us.
    pub(super) fn show_settings(&self) -> String {
        let settings = self.configuration.settings();
        let fonts: Vec<_> =
            settings.dialling.fonts.iter().map(|path| path.display().to_string()).collect();
        let fonts = if fonts.is_empty() { "built in".to_owned() } else { fonts.join(", ") };
        let take_up = if settings.res_fax { "Yes" } else { "No" };
        format!(
            "Ferrofax\n\t{:<18}: {take_up}\n\t{:<18}: {fonts}\n\n",
            "res_fax", "Fonts of headers"
        )
    }

    /// Joins all threads. Sessions that are there still are given up.
    pub(super) fn stop(&self) {
        let threads = lock(&self.running).threads.take();
        if let Some(Threads { workers, writer }) = threads {
            if let Some(workers) = Arc::into_inner(workers) {
                workers.stop();
            }
            writer.stop();
        }
    }
}

impl Running {
    fn threads(&mut self, clock: &Clock, raise: &Raise) -> std::io::Result<&Threads> {
        match &mut self.threads {
            Some(threads) => Ok(threads),
            none => {
                let workers = Arc::new(Workers::start(raise)?);
                let threads = Threads { workers, writer: FileWriter::start(clock, raise)? };
                Ok(none.insert(threads))
            }
        }
    }
}

fn failure(error: &str, why: &dyn std::error::Error) -> SessionResult {
    SessionResult { error: error.to_owned(), text: why.to_string(), ..SessionResult::default() }
}

#[cfg(test)]
mod tests;
