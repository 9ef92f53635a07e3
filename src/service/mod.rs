//! The work of the module, kept apart from Asterisk's interfaces: devices and settings, calls,
//! storage, mail, retention.
//!
//! `bridge` drives the service through [`Service`] and [`ChannelCall`], and the service reaches the
//! PBX through the traits in [`host`]. The service has these threads:
//!
//! - a channel's thread runs the fax engine of the channel's call;
//! - the storage thread does the work that waits for the disk;
//! - the pages thread prepares pages to be sent;
//! - the dialler places the calls of jobs;
//! - the recorder thread writes call recordings;
//! - the post thread sends mails and deletes old faxes;
//! - the inspection thread checks the installation if the `ferrofax` program requests it.
//!
//! All but the first are started by [`Service::start`] and joined by [`Service::stop`].

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
mod page_memory;
mod post;
mod receive;
mod recorder;
mod request_thread;
mod send;
mod settings;
mod spool_slot;
mod started;
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
use ferrofax_basics::errand::Raise;
use ferrofax_basics::lock::lock;
use handles::Handles;
use host::{CallFailure, CallInfo, Host};
use installation::Inspector;
use jobs::JobDesk;
use page_feed::PageMaker;
use post::{Office, Post};
use receive::Reception;
use recorder::Recorder;
use request_thread::join;
use send::CallsOut;
pub use settings::asterisk;
use settings::{Configuration, Current};
use spool_slot::SpoolSlot;
use started::{Started, Starting};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use storage::Storage;

/// The running service: one for the module's life. Its parts do the work; the service starts and
/// stops them and passes each call, command and action to the part that handles it.
pub struct Service {
    handles: Handles,
    reception: Reception,
    calls_out: CallsOut,
    sessions: FaxSessions,
    actions: Actions,
    commands: Commands,
    started: Mutex<Started>,
}

/// The reason why the service could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A thread of the service could not be started.
    #[error("can't start a thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// The reason why the service can't stop now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// The service can't stop, because this number of calls is still running.
    #[error("{0} fax calls are running")]
    CallsRunning(usize),
    /// The system's resolver is looking up a name on one of our threads. The lookup can't be
    /// cancelled, so the service can't stop now.
    #[error(
        "the name servers are being asked for the mail server and keep silent; in a minute it can"
    )]
    NamesAsked,
    /// A page that Asterisk's `ReceiveFAX` has received is still being written on one of our
    /// threads. The writing can't be cancelled.
    #[error("a page of ReceiveFAX is being written; its disk or file server may not answer")]
    PageUnwritten,
}

/// The longest time for which [`Service::stop`] waits until running lookups of host names have
/// ended. After that time, the service is not stopped.
const NAMES_WAIT: Duration = Duration::from_secs(1);

impl Service {
    /// Starts the service with a configuration and the devices that the dialplan declares. Faulty
    /// settings and faulty devices are logged and left out; all others are used.
    ///
    /// # Errors
    /// [`StartError`]: the parts that were already started have ended.
    pub fn start(
        config: &RawConfig,
        declared: &[Declaration],
        host: Arc<dyn Host>,
    ) -> Result<Arc<Self>, StartError> {
        let current = Current::read(config, declared);
        let (clock, raise) = (Clock::of(host.clone()), alarm::raise(&host));
        let slot = Arc::new(SpoolSlot::new(current.settings.spool.clone(), clock.clone()));
        let configuration = Arc::new(Configuration::new(current, Arc::clone(&slot), host.clone()));
        let post = Arc::new(Post::of_spool(slot.path()));
        let mut starting = Starting::default();
        let (ended_slot, ended_post) = (Arc::clone(&slot), Arc::clone(&post));
        starting.add(move || {
            // No thread writes into the spool any more.
            ended_slot.close();
            // A lookup may have begun just before the end.
            while !ended_post.wait_for_names(NAMES_WAIT) {}
        });
        // The spool is opened now, so that whatever a crash left is found before the first call. If
        // the spool can't be opened, the log says so and calls are refused. The check of its
        // database runs in the background.
        let _ = slot.get();
        let storage = Storage::start(Arc::clone(&slot), Arc::clone(&post), clock.clone(), &raise)?;
        let storage = Arc::new(storage);
        let ended = Arc::clone(&storage);
        starting.add(move || ended.stop());
        let pages = Arc::new(PageMaker::start(clock.clone(), &raise)?);
        let ended = Arc::clone(&pages);
        starting.add(move || ended.stop());
        let recorder =
            Recorder::start(Arc::clone(&slot), Arc::clone(&configuration), clock.clone(), &raise)?;
        let recorder = Arc::new(recorder);
        let ended = Arc::clone(&recorder);
        starting.add(move || ended.stop());
        let handles = Handles {
            host,
            clock,
            configuration,
            slot,
            lines: Arc::default(),
            stats: Arc::default(),
            post,
            dialler: Arc::default(),
            storage,
            pages,
            recorder,
            t38: Arc::default(),
        };
        let inspection = inspector(&handles).start(&raise)?;
        starting.add(move || inspection.stop());
        let office = Office::new(
            Arc::clone(&handles.slot),
            Arc::clone(&handles.configuration),
            handles.clock.clone(),
            &raise,
        );
        let post_thread = handles.post.start(office)?;
        let ended = Arc::clone(&handles.post);
        starting.add(move || {
            ended.stop();
            join(post_thread);
        });
        // The dialler is started last, since it uses the other threads.
        let dialler_thread = handles.dialler.start(tools(&handles, &raise))?;
        let ended = Arc::clone(&handles.dialler);
        starting.add(move || {
            ended.stop();
            join(dialler_thread);
        });
        let jobs = Arc::new(JobDesk::new(handles.clone()));
        Ok(Arc::new(Self {
            reception: Reception::new(handles.clone()),
            calls_out: CallsOut::new(handles.clone()),
            sessions: FaxSessions::new(handles.clone(), raise),
            actions: Actions::new(Arc::clone(&handles.slot), Arc::clone(&jobs)),
            commands: Commands::new(handles.clone(), jobs),
            started: Mutex::new(starting.done()),
            handles,
        }))
    }

    /// Applies a changed configuration or dialplan. Running calls keep the settings with which they
    /// began.
    pub fn reload(&self, config: &RawConfig, declared: &[Declaration]) {
        self.handles.configuration.reload(config, declared);
        self.handles.post.wake();
        self.handles.dialler.wake();
    }

    /// Publishes the fax devices to the Ferrofax service if they were not published at the last
    /// change, because the PBX was not ready. The devices must be those of the complete dialplan.
    pub fn publish_withheld_devices(&self) {
        self.handles.configuration.publish_withheld_devices();
    }

    /// Whether the settings of the web interface have changed since they were read.
    pub fn has_new_settings(&self) -> bool {
        self.handles.configuration.is_stale()
    }

    /// Stops the service: ends all threads and waits for them.
    ///
    /// # Errors
    /// [`NotNow`]: nothing was stopped.
    pub fn stop(&self) -> Result<(), NotNow> {
        let dialler = &self.handles.dialler;
        dialler.halt(true);
        if let Some(why) = self.why_not_now() {
            dialler.halt(false);
            return Err(why);
        }
        self.sessions.stop();
        lock(&self.started).end();
        Ok(())
    }

    fn why_not_now(&self) -> Option<NotNow> {
        match self.active_calls() {
            0 if self.sessions.is_writing() => Some(NotNow::PageUnwritten),
            0 if self.handles.post.wait_for_names(NAMES_WAIT) => None,
            0 => Some(NotNow::NamesAsked),
            running => Some(NotNow::CallsRunning(running)),
        }
    }

    /// The dialplan contexts in which the configuration expects fax devices.
    pub fn contexts(config: &RawConfig) -> Vec<String> {
        Settings::read(config).0.contexts
    }

    /// The number of running fax calls.
    pub fn active_calls(&self) -> usize {
        self.handles.lines.count()
    }

    /// Begins a call that has reached `FaxDevice(args)` and is not answered yet.
    ///
    /// # Errors
    /// [`Refusal`]: the calling code must hang up the channel without answering the call.
    pub fn begin_call(&self, info: CallInfo, args: &str) -> Result<ChannelCall, Refusal> {
        self.reception.begin(info, args)
    }

    /// Begins the fax in a call that we placed, after the called side has answered.
    ///
    /// # Errors
    /// [`Refusal`]: the channel must be hung up; nothing more need be reported about the call.
    pub fn begin_send(&self, token: i64, info: CallInfo) -> Result<ChannelCall, Refusal> {
        self.calls_out.begin_placed(token, info)
    }

    /// Begins a call on a channel that has reached `FaxSend(args)`: `args` is the number of the job
    /// to send. The job's own telephone number is not used.
    ///
    /// # Errors
    /// [`Refusal`]: nothing was begun and the job is unchanged.
    pub fn begin_send_job(&self, args: &str, info: CallInfo) -> Result<ChannelCall, Refusal> {
        self.calls_out.begin_job(args, info)
    }

    /// Reports to the dialler that a call which we placed was not answered. Returns without
    /// waiting.
    pub fn call_failed(&self, token: i64, failure: CallFailure) {
        self.calls_out.call_failed(token, failure);
    }

    /// Reports to the dialler that the channel of a call which we placed, and which was answered, is
    /// hung up. Returns without waiting.
    pub fn call_gone(&self, token: i64) {
        self.calls_out.call_gone(token);
    }

    /// Begins a session of the PBX's own fax applications, such as `SendFAX`. Returns `None` if the
    /// session can't begin; the reason was then reported to the PBX through `line`. Each session
    /// that began must be ended by [`Service::end_session`].
    pub fn begin_session(&self, terms: &SessionTerms, line: Box<dyn FaxLine>) -> Option<u64> {
        self.sessions.begin(terms, line)
    }

    /// Ends a session of the PBX's own fax applications, such as `SendFAX`. When this function
    /// returns, the session does not use the channel any more.
    pub fn end_session(&self, token: u64) {
        self.sessions.end(token);
    }

    /// Shows the facts about a running session of the PBX's own fax applications, such as its pages
    /// and rate. Returns `None` if there is no such session.
    pub fn show_session(&self, token: u64, form: ShowForm) -> Option<String> {
        self.sessions.show(token, form)
    }

    /// Makes Ferrofax's part of the output of Asterisk's command `fax show stats`.
    pub fn show_session_stats(&self) -> String {
        self.sessions.show_stats()
    }

    /// Makes Ferrofax's part of the output of Asterisk's command `fax show settings`.
    pub fn show_session_settings(&self) -> String {
        self.sessions.show_settings()
    }

    /// Whether Asterisk's own fax applications (SendFAX, ReceiveFAX) should use Ferrofax.
    pub fn wants_sessions(&self) -> bool {
        self.handles.configuration.settings().res_fax
    }

    /// Carries out an AMI action, given its name and its fields.
    pub fn action(&self, name: &str, fields: &[(String, String)]) -> ActionAnswer {
        self.actions.action(name, fields)
    }

    /// Carries out a CLI command and returns the text that it prints; `None` if it is not one of
    /// ours. `words` come without the leading `ferrofax`.
    pub fn command(&self, words: &[&str]) -> Option<String> {
        self.commands.command(words)
    }

    /// All `ferrofax` commands of Asterisk's CLI, without the leading `ferrofax`. Each has a
    /// description of the text that it prints.
    pub fn commands() -> impl Iterator<Item = (String, &'static str)> {
        Commands::list()
    }

    /// Completes a command: lists the words that may come at `position` (0 is the first word after
    /// `ferrofax`). `words` are the words so far; the last may be incomplete.
    pub fn complete(&self, words: &[&str], position: usize) -> Vec<String> {
        self.commands.complete(words, position)
    }
}

fn inspector(handles: &Handles) -> Inspector {
    Inspector {
        host: Arc::clone(&handles.host),
        slot: Arc::clone(&handles.slot),
        configuration: Arc::clone(&handles.configuration),
        post: Arc::clone(&handles.post),
        clock: handles.clock.clone(),
    }
}

/// The tools of the dialler.
fn tools(handles: &Handles, raise: &Raise) -> Tools {
    Tools {
        host: Arc::clone(&handles.host),
        slot: Arc::clone(&handles.slot),
        configuration: Arc::clone(&handles.configuration),
        lines: Arc::clone(&handles.lines),
        stats: Arc::clone(&handles.stats),
        post: Arc::clone(&handles.post),
        clock: handles.clock.clone(),
        raise: Arc::clone(raise),
    }
}
