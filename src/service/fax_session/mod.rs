//! Sessions of the PBX's own fax applications (`SendFAX`, `ReceiveFAX`, the T.38 gateway)
//! on our engine.
//!
//! The PBX keeps the channel and its frames, and gives each session a [`FaxLine`];
//! `bridge` implements it. A session (`session.rs`) is a fax device's engine between that
//! line and files. A few threads run them all (`workers.rs`), two more make pages ready
//! and write them (`files.rs`). Nothing of a session goes to the spool: its file and the
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

use super::Service;
use super::clock::Clock;
use facts::Facts;
use ferrofax_basics::errand::Raise;
use ferrofax_basics::lock::lock;
use files::FileWorkers;
use listening::Listening;
use passing::Passing;
use session::{Session, Shared};
use stats::SessionStats;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use workers::{Runs, Workers};

/// All sessions.
pub(super) struct FaxSessions {
    running: Mutex<Running>,
    stats: Arc<SessionStats>,
    clock: Clock,
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
    file_workers: FileWorkers,
}

impl FaxSessions {
    /// None yet. Alarms of their threads are raised so.
    pub(super) fn new(clock: Clock, raise: Raise) -> Self {
        Self { running: Mutex::default(), stats: Arc::default(), clock, raise }
    }

    /// A token by which it is known, or `None`: the line was told why.
    fn begin(
        &self,
        terms: &SessionTerms,
        fonts: Vec<PathBuf>,
        mut line: Box<dyn FaxLine>,
    ) -> Option<u64> {
        let mut running = lock(&self.running);
        let threads = match running.threads(&self.clock, &self.raise) {
            Ok(threads) => threads,
            Err(error) => {
                self.stats.found_no_room(&Facts::new(terms));
                line.over(&failure(
                    "INIT_ERROR",
                    format!("no thread could be started for the fax: {error}"),
                ));
                return None;
            }
        };
        let (workers, desk) = (Arc::clone(&threads.workers), threads.file_workers.desk());
        let facts = Arc::new(Mutex::new(Facts::new(terms)));
        running.last += 1;
        let token = running.last;
        // Files are read without the others waiting.
        drop(running);
        let shared =
            Shared { desk, fonts, facts: Arc::clone(&facts), stats: Arc::clone(&self.stats) };
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
                self.stats.ended(&Facts { file_error: Some(why.clone()), ..Facts::new(terms) });
                line.over(&failure("FILE_ERROR", why));
                None
            }
        }
    }

    fn end(&self, token: u64) {
        let there = {
            let mut running = lock(&self.running);
            let known = running.sessions.remove(&token);
            known.zip(running.threads.as_ref().map(|threads| Arc::clone(&threads.workers)))
        };
        if let Some((known, workers)) = there {
            workers.end(known.place, token);
        }
    }

    /// Joins all threads. Sessions that are there still are given up.
    pub(super) fn stop(&self) {
        let threads = lock(&self.running).threads.take();
        if let Some(Threads { workers, file_workers }) = threads {
            if let Some(workers) = Arc::into_inner(workers) {
                workers.stop();
            }
            file_workers.stop();
        }
    }
}

impl Running {
    fn threads(&mut self, clock: &Clock, raise: &Raise) -> std::io::Result<&Threads> {
        match &mut self.threads {
            Some(threads) => Ok(threads),
            none => {
                let workers = Arc::new(Workers::start(raise)?);
                let threads = Threads { workers, file_workers: FileWorkers::start(clock, raise)? };
                Ok(none.insert(threads))
            }
        }
    }
}

fn failure(error: &str, text: String) -> SessionResult {
    SessionResult { error: error.to_owned(), text, ..SessionResult::default() }
}

impl Service {
    /// Begins a session. `None`: it can't begin, and the line was told why. Each that
    /// began is to be ended by [`Service::end_session`].
    pub fn begin_session(&self, terms: &SessionTerms, line: Box<dyn FaxLine>) -> Option<u64> {
        self.fax_sessions.begin(terms, self.settings().dialling.fonts.clone(), line)
    }

    /// Takes a session away: when this returns its line is not used any more.
    pub fn end_session(&self, token: u64) {
        self.fax_sessions.end(token);
    }

    /// The fields of a running session; `None` if there is none.
    pub fn show_session(&self, token: u64, form: ShowForm) -> Option<String> {
        let facts = lock(&self.fax_sessions.running)
            .sessions
            .get(&token)
            .map(|known| Arc::clone(&known.facts))?;
        Some(lock(&facts).show(form))
    }

    /// What `fax show stats` shows of us.
    pub fn show_session_stats(&self) -> String {
        self.fax_sessions.stats.show()
    }

    /// What `fax show settings` shows of us.
    pub fn show_session_settings(&self) -> String {
        let settings = self.settings();
        let fonts: Vec<_> =
            settings.dialling.fonts.iter().map(|path| path.display().to_string()).collect();
        let fonts = if fonts.is_empty() { "built in".to_owned() } else { fonts.join(", ") };
        let take_up = if settings.res_fax { "Yes" } else { "No" };
        format!(
            "Ferrofax\n\t{:<18}: {take_up}\n\t{:<18}: {fonts}\n\n",
            "res_fax", "Fonts of headers"
        )
    }

    /// Whether the PBX's own fax applications are to run on us.
    pub fn wants_sessions(&self) -> bool {
        self.settings().res_fax
    }
}

#[cfg(test)]
mod tests;
