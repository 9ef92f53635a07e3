//! What the module does, told apart from how Asterisk is asked: devices and settings,
//! calls, storage, mail, retention.
//!
//! `bridge` drives it through [`Service`] and [`ChannelCall`], and is asked through the
//! traits in [`host`]. These threads meet here: a channel's thread runs its call's
//! engine; the storage thread does what waits for the disk; the pages thread makes pages
//! ready to be sent; the dialler has jobs called; the recorder's keeps tapes of calls; the post thread mails and cleans up; the
//! inspection thread answers what the program asks about the installation. All but the
//! first are started by [`Service::start`] and joined by [`Service::stop`].

mod action;
mod alarm;
mod clock;
mod commands;
pub mod config;
mod dates;
mod dialler;
mod door;
pub mod fax_session;
mod handles;
#[cfg(test)]
mod hands;
pub mod host;
mod installation;
mod items;
mod job_events;
mod jobs;
mod line;
mod page_feed;
mod post;
mod receive;
mod recorder;
mod request_thread;
mod send;
mod settings;
mod spool_slot;
mod stats;
mod storage;
mod trunk;
mod undecoded;

pub use action::ActionAnswer;
pub use items::ItemError;
pub use line::{ChannelCall, Refusal, Rest};
pub use settings::{CallerId, Class, Device, DeviceArgs, DialSettings, DialString};
pub use settings::{
    Durable, FaxOptions, Prohibition, RecordCalls, SettingError, Settings, SubaddressRules,
    Switches, T38Use,
};

use action::Actions;
use clock::Clock;
use commands::Commands;
use config::{Declaration, RawConfig};
use dialler::Tools;
use fax_session::{FaxLine, FaxSessions, SessionTerms, ShowForm};
use ferrofax_basics::lock::lock;
use handles::Handles;
use host::{CallFailure, CallInfo, Host};
use installation::{Inspection, Inspector};
use jobs::JobDesk;
use page_feed::PageMaker;
use post::{Office, Post};
use receive::Reception;
use recorder::Recorder;
use send::CallsOut;
use settings::{Configuration, Current};
use spool_slot::SpoolSlot;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;
use storage::Storage;

/// The running service: one for the module's life. Each of its parts does its own; here
/// they are started, stopped, and found by whoever has something for them.
pub struct Service {
    handles: Handles,
    reception: Reception,
    calls_out: CallsOut,
    sessions: FaxSessions,
    actions: Actions,
    commands: Commands,
    inspection: Inspection,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// Why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A thread could not be started.
    #[error("can't start a thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// Why it can't stop now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// So many calls.
    #[error("{0} fax calls are running")]
    CallsRunning(usize),
    /// The system's resolver runs code of ours until it gives up, and can't be called off.
    #[error(
        "the name servers are being asked for the mail server and keep silent; in a minute it can"
    )]
    NamesAsked,
}

/// How long a stop waits for name servers before it is refused.
const NAMES_WAIT: Duration = Duration::from_secs(1);

impl Service {
    /// Starts with a configuration and the devices that the dialplan declares. What is
    /// wrong in them is logged, and the rest works.
    ///
    /// # Errors
    /// [`StartError`]
    pub fn start(
        config: &RawConfig,
        declared: &[Declaration],
        host: Arc<dyn Host>,
    ) -> Result<Arc<Self>, StartError> {
        let current = Current::read(config, declared);
        let (clock, raise) = (Clock::of(host.clone()), alarm::raise(&host));
        let slot = Arc::new(SpoolSlot::new(current.settings.spool.clone(), clock.clone()));
        let configuration = Arc::new(Configuration::new(current, Arc::clone(&slot)));
        let post = Arc::new(Post::default());
        // What a crash left is found now, before the first call; if the spool can't be
        // opened, the log says so and calls are refused. The check of its database goes on beside.
        let _ = slot.get();
        let storage = Storage::start(Arc::clone(&slot), Arc::clone(&post), clock.clone(), &raise)?;
        let pages = PageMaker::start(clock.clone(), &raise)?;
        let recorder =
            Recorder::start(Arc::clone(&slot), Arc::clone(&configuration), clock.clone(), &raise)?;
        let office =
            Office::new(Arc::clone(&slot), Arc::clone(&configuration), clock.clone(), &raise);
        let post_thread = post.start(office)?;
        let handles = Handles {
            host,
            clock,
            configuration,
            slot,
            lines: Arc::default(),
            stats: Arc::default(),
            post,
            dialler: Arc::default(),
            storage: Arc::new(storage),
            pages: Arc::new(pages),
            recorder: Arc::new(recorder),
            t38: Arc::default(),
        };
        // The last one, since it uses the others.
        let dialler_thread = handles.dialler.start(Tools {
            host: Arc::clone(&handles.host),
            slot: Arc::clone(&handles.slot),
            configuration: Arc::clone(&handles.configuration),
            lines: Arc::clone(&handles.lines),
            stats: Arc::clone(&handles.stats),
            post: Arc::clone(&handles.post),
            clock: handles.clock.clone(),
            raise: Arc::clone(&raise),
        })?;
        let inspector = Inspector {
            host: Arc::clone(&handles.host),
            slot: Arc::clone(&handles.slot),
            configuration: Arc::clone(&handles.configuration),
            post: Arc::clone(&handles.post),
            clock: handles.clock.clone(),
        };
        let inspection = inspector.start(&raise)?;
        let jobs = Arc::new(JobDesk::new(handles.clone()));
        Ok(Arc::new(Self {
            reception: Reception::new(handles.clone()),
            calls_out: CallsOut::new(handles.clone()),
            sessions: FaxSessions::new(handles.clone(), raise),
            actions: Actions::new(Arc::clone(&handles.slot), Arc::clone(&jobs)),
            commands: Commands::new(handles.clone(), jobs),
            inspection,
            threads: Mutex::new(vec![post_thread, dialler_thread]),
            handles,
        }))
    }

    /// Takes a changed configuration or dialplan. Calls in progress go on as they began.
    pub fn reload(&self, config: &RawConfig, declared: &[Declaration]) {
        self.handles.configuration.reload(config, declared);
        self.handles.post.wake();
        self.handles.dialler.wake();
    }

    /// Stops and joins every thread.
    ///
    /// # Errors
    /// [`NotNow`]: nothing was stopped.
    pub fn stop(&self) -> Result<(), NotNow> {
        let Handles { post, dialler, storage, pages, recorder, .. } = &self.handles;
        dialler.halt(true);
        if let Some(why) = self.why_not_now() {
            dialler.halt(false);
            return Err(why);
        }
        dialler.stop();
        self.sessions.stop();
        post.stop();
        self.inspection.stop();
        storage.stop();
        pages.stop();
        recorder.stop();
        for thread in lock(&self.threads).drain(..) {
            if thread.join().is_err() {
                log::error!("a thread of the service had panicked");
            }
        }
        // Nobody writes into the spool any more.
        self.handles.slot.close();
        // One that began just before the stop.
        while !post.wait_for_names(NAMES_WAIT) {}
        Ok(())
    }

    fn why_not_now(&self) -> Option<NotNow> {
        match self.active_calls() {
            0 if self.handles.post.wait_for_names(NAMES_WAIT) => None,
            0 => Some(NotNow::NamesAsked),
            running => Some(NotNow::CallsRunning(running)),
        }
    }

    /// The contexts in which devices are declared.
    pub fn contexts(config: &RawConfig) -> Vec<String> {
        Settings::read(config).0.contexts
    }

    /// Fax calls now.
    pub fn active_calls(&self) -> usize {
        self.handles.lines.count()
    }

    /// A call has reached `FaxDevice(args)` and is not answered yet.
    ///
    /// # Errors
    /// [`Refusal`]: the caller should be hung up on without an answer.
    pub fn begin_call(&self, info: CallInfo, args: &str) -> Result<ChannelCall, Refusal> {
        self.reception.begin(info, args)
    }

    /// A call that was placed has been answered.
    ///
    /// # Errors
    /// [`Refusal`]: the channel is to be hung up; nothing more need be told of the call.
    pub fn begin_send(&self, token: i64, info: CallInfo) -> Result<ChannelCall, Refusal> {
        self.calls_out.begin_placed(token, info)
    }

    /// A channel has reached `FaxSend(args)`: `args` is the number of a job, which is
    /// sent on it, whatever its own number is.
    ///
    /// # Errors
    /// [`Refusal`]: nothing was begun and the job is as it was.
    pub fn begin_send_job(&self, args: &str, info: CallInfo) -> Result<ChannelCall, Refusal> {
        self.calls_out.begin_job(args, info)
    }

    /// A call that was placed was not answered. Returns at once.
    pub fn call_failed(&self, token: i64, failure: CallFailure) {
        self.calls_out.call_failed(token, failure);
    }

    /// Begins a session of the PBX's own fax applications. `None`: it can't begin, and the
    /// line was told why. Each that began is to be ended by [`Service::end_session`].
    pub fn begin_session(&self, terms: &SessionTerms, line: Box<dyn FaxLine>) -> Option<u64> {
        self.sessions.begin(terms, line)
    }

    /// Takes a session away: when this returns its line is not used any more.
    pub fn end_session(&self, token: u64) {
        self.sessions.end(token);
    }

    /// The fields of a running session; `None` if there is none.
    pub fn show_session(&self, token: u64, form: ShowForm) -> Option<String> {
        self.sessions.show(token, form)
    }

    /// What `fax show stats` shows of us.
    pub fn show_session_stats(&self) -> String {
        self.sessions.show_stats()
    }

    /// What `fax show settings` shows of us.
    pub fn show_session_settings(&self) -> String {
        self.sessions.show_settings()
    }

    /// Whether the PBX's own fax applications are to run on us.
    pub fn wants_sessions(&self) -> bool {
        self.handles.configuration.settings().res_fax
    }

    /// Does an AMI action, by its name and its fields as they came.
    pub fn action(&self, name: &str, fields: &[(String, String)]) -> ActionAnswer {
        self.actions.action(name, fields)
    }

    /// The text that a CLI command prints, `None` if it is not one of ours. `words` come
    /// without the leading `ferrofax`.
    pub fn command(&self, words: &[&str]) -> Option<String> {
        self.commands.command(words)
    }

    /// The commands that there are, without the leading `ferrofax`, and what each prints.
    pub fn commands() -> impl Iterator<Item = (String, &'static str)> {
        Commands::list()
    }

    /// The words that may stand at `position` (0 = the first after `ferrofax`), given
    /// those before it and its beginning.
    pub fn complete(&self, words: &[&str], position: usize) -> Vec<String> {
        self.commands.complete(words, position)
    }
}
