//! Sessions of the PBX's own fax applications (`SendFAX`, `ReceiveFAX`, the T.38 gateway), which
//! run on Ferrofax's fax engine.
//!
//! The PBX keeps the channel and its frames, and gives each session a [`FaxLine`], which `bridge`
//! implements. A session that sends or receives (`session.rs`) runs a fax engine, which has this
//! [`FaxLine`] on one side and the files with the pages on the other side. A few threads run all
//! sessions (`workers.rs`), others write the pages that are received (`files.rs`).
//! [`super::page_feed`] prepares the pages to be sent, as it does for jobs. Nothing of a session is
//! stored in the spool: its only results are its file and the dialplan's variables.

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

/// The collection of all sessions of the PBX's own fax applications, such as `SendFAX`.
pub(super) struct FaxSessions {
    running: Mutex<Running>,
    stats: Arc<SessionStats>,
    /// A token of which each received page has a reference until it is written.
    writing: Arc<()>,
    clock: Clock,
    configuration: Arc<Configuration>,
    pages: Arc<PageMaker>,
    recorder: Arc<Recorder>,
    raise: Raise,
}

#[derive(Default)]
struct Running {
    /// The token of the fax session that began last.
    last: u64,
    sessions: HashMap<u64, SessionEntry>,
    threads: Option<Threads>,
}

/// The facts about a running fax session that other threads can read.
struct SessionEntry {
    facts: Arc<Mutex<Facts>>,
    /// The index of the worker thread that runs the fax session, in the list of these threads.
    place: usize,
}

/// The threads of all fax sessions, which the first session starts.
struct Threads {
    workers: Arc<Workers>,
    writer: FileWriter,
}

/// The reason why no fax session can begin.
#[derive(Debug, thiserror::Error)]
enum NotReady {
    #[error("the module is being unloaded")]
    Unloaded,
    #[error("no thread could be started for the fax: {0}")]
    NoThread(#[from] std::io::Error),
}

/// The threads that a fax session needs: the workers that run it, and the request queues of the
/// threads that write received pages and prepare pages for sending.
struct Ways {
    workers: Arc<Workers>,
    writer: Sender<WritePage>,
    pages: Sender<PageRequest>,
}

impl FaxSessions {
    /// Creates the collection of fax sessions, which is empty at first. The session threads raise
    /// alarms by `raise`.
    pub(super) fn new(handles: Handles, raise: Raise) -> Self {
        let Handles { clock, configuration, pages, recorder, .. } = handles;
        let (running, stats, writing) = Default::default();
        Self { running, stats, writing, clock, configuration, pages, recorder, raise }
    }

    /// Begins a fax session and returns its token, a number that identifies the session. If the
    /// session can't begin, reports the reason to `line` and returns `None`.
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
        // The lock is released before files are read, so that the other sessions do not wait.
        drop(running);
        let settings = self.configuration.settings();
        let fonts = settings.dialling.fonts.clone();
        let wanted = settings.options.record.unwrap_or_default();
        let shared = Shared {
            pages,
            writer,
            writing: Arc::downgrade(&self.writing),
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
                lock(&self.running).sessions.insert(token, SessionEntry { facts, place });
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

    /// Returns access to the threads that a new session needs, or the reason why these threads are
    /// not available.
    fn ways(&self, running: &mut Running) -> Result<Ways, NotReady> {
        let pages = self.pages.requests().ok_or(NotReady::Unloaded)?;
        let threads = running.threads(&self.clock, &self.raise)?;
        let writer = threads.writer.requests().ok_or(NotReady::Unloaded)?;
        Ok(Ways { workers: Arc::clone(&threads.workers), writer, pages })
    }

    /// Ends a fax session. When this function returns, the session does not use the channel any
    /// more.
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

    /// Shows the facts about a running fax session, such as its pages and rate. Returns `None` if
    /// there is no such session.
    pub(super) fn show(&self, token: u64, form: ShowForm) -> Option<String> {
        let facts =
            lock(&self.running).sessions.get(&token).map(|known| Arc::clone(&known.facts))?;
        Some(lock(&facts).show(form))
    }

    /// Makes Ferrofax's part of the output of Asterisk's command `fax show stats`.
    pub(super) fn show_stats(&self) -> String {
        self.stats.show()
    }

    /// Makes Ferrofax's part of the output of Asterisk's command `fax show settings`.
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

    /// Whether a received page is being written. Its thread may wait for a file server that does
    /// not answer, even after the session has ended, and [`Self::stop`] would wait for this thread.
    pub(super) fn is_writing(&self) -> bool {
        Arc::strong_count(&self.writing) > 1
    }

    /// Ends all threads of fax sessions and waits for their end. Sessions that still run are given
    /// up.
    pub(super) fn stop(&self) {
        let threads = lock(&self.running).threads.take();
        if let Some(Threads { workers, writer }) = threads {
            drop(workers);
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
