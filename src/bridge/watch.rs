//! The devices that the dialplan declares, and a thread that watches for changes.
//!
//! Asterisk does not report that its dialplan has changed: `dialplan reload` sends no event, and
//! `dialplan add extension`, AEL and Lua change it in other ways. So the contexts named in
//! `ferrofax.conf`, and those that they include, are searched every few seconds. A search takes
//! microseconds: Asterisk finds a context by its name quickly, and these contexts hold only fax
//! devices.

use super::host;
use crate::service::config::Declaration;
use std::collections::BTreeSet;
use std::io;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// The interval at which the dialplan is searched for fax devices.
const EVERY: Duration = Duration::from_secs(2);

/// The interval at which the dialplan is searched for fax devices while Asterisk is loading. The
/// dialplan may be loaded after this module, and calls may come right after it.
const WHILE_LOADING: Duration = Duration::from_millis(50);

/// The fax devices that were found in the dialplan, and the contexts that were not found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dialplan {
    /// Each use of `FaxDevice` in the contexts that `ferrofax.conf` names, and in those that they
    /// include.
    pub(super) declared: Vec<Declaration>,
    /// Contexts that `ferrofax.conf` names but that do not exist; empty if `is_complete` is false.
    pub(super) missing: Vec<String>,
    /// Whether Asterisk had loaded everything before the search, and was not shutting down.
    /// Otherwise the dialplan may have lacked contexts.
    pub(super) is_complete: bool,
}

/// Looks for fax devices in these contexts, and in the contexts that they include. Each context is
/// looked through only once.
pub(super) fn look(contexts: &[String]) -> Dialplan {
    let mut dialplan = Dialplan { is_complete: host::is_running(), ..Dialplan::default() };
    let mut seen = BTreeSet::new();
    let mut todo: Vec<String> = contexts.iter().rev().cloned().collect();
    while let Some(name) = todo.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        match host::walk_context(&name, Some("FaxDevice")) {
            Some(walked) => {
                dialplan.declared.extend(walked.steps.into_iter().map(|step| step.at));
                todo.extend(walked.includes.into_iter().rev());
            }
            None if dialplan.is_complete => dialplan.missing.push(name),
            None => {}
        }
    }
    dialplan
}

/// The thread that watches the dialplan for changes. The thread ends when this value is dropped.
#[derive(Debug)]
pub(super) struct Watch {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Starts a thread that calls `look_again` every few seconds, and much more often until
    /// Asterisk has loaded everything.
    ///
    /// # Errors
    /// The thread can't be started.
    pub(super) fn start(mut look_again: impl FnMut() + Send + 'static) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new().name("ferrofax-watch".into()).spawn(move || {
            let mut wait = WHILE_LOADING;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                // This is checked before the dialplan is searched. So the last search of the
                // loading phase sees everything that was loaded. The long interval then remains,
                // also while Asterisk waits for calls to end before it shuts down.
                if host::is_running() {
                    wait = EVERY;
                }
                super::guard::guarded((), &mut look_again);
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
