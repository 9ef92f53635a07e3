//! What the module does, told apart from how Asterisk is asked: devices and settings,
//! calls, storage, mail, retention.
//!
//! `bridge` drives it through [`Service`] and [`ChannelCall`], and is asked through the
//! traits in [`host`]. These threads meet here: a channel's thread runs its call's
//! engine; the storage thread does what waits for the disk; the pages thread makes pages
//! ready to be sent; the dialler has jobs called; the post thread mails and cleans up.
//! All but the first are started by [`Service::start`] and joined by [`Service::stop`].

mod action;
mod alarm;
mod answer;
mod call;
mod channel_call;
mod clock;
mod commands;
pub mod config;
mod dates;
mod device;
mod devices;
mod dialler;
mod door;
pub mod fax_session;
mod fonts;
#[cfg(test)]
mod hands;
pub mod host;
mod items;
mod jobs;
mod leg;
mod lines;
mod packet_pace;
mod post;
mod record;
mod send;
mod settings;
mod spool_slot;
mod stats;
mod storage;
mod switches;
mod t38;
mod t38_memory;
mod value;

pub use action::ActionAnswer;
pub use call::FaxCall;
pub use channel_call::ChannelCall;
pub use device::{CallerId, DeviceArgs, FaxOptions};
pub use devices::{Device, Prohibition};
pub use dialler::{DialSettings, DialString};
pub use leg::Rest;
pub use send::FaxSendCall;
pub use settings::{Class, Settings};
pub use switches::Switches;
pub use t38::T38Use;

use clock::Clock;
use config::{Complaint, Declaration, RawConfig};
use dialler::{Dialler, Tools};
use fax_session::FaxSessions;
use ferrofax_basics::errand::Raise;
use ferrofax_basics::lock::{lock, read, write};
use host::Host;
use lines::Lines;
use post::{Office, Post};
use send::{PageMaker, PageRequest};
use spool_slot::{Published, SpoolSlot};
use stats::Stats;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;
use storage::Storage;
use t38_memory::T38Memory;

/// The running service: one for the module's life.
pub struct Service {
    host: Arc<dyn Host>,
    clock: Clock,
    current: RwLock<Arc<Current>>,
    /// What the post thread and the dialler read; the same settings as in `current`.
    thread_settings: Arc<RwLock<Arc<Settings>>>,
    slot: Arc<SpoolSlot>,
    lines: Arc<Lines>,
    stats: Arc<Stats>,
    post: Arc<Post>,
    dialler: Arc<Dialler>,
    t38: Arc<T38Memory>,
    fax_sessions: FaxSessions,
    storage: Mutex<Option<Storage>>,
    pages: Mutex<Option<PageMaker>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// The configuration and the devices that hold now.
struct Current {
    settings: Arc<Settings>,
    devices: Vec<Device>,
    complaints: Vec<Complaint>,
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

/// Why a call is not taken. The caller is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// FAXERROR's word.
    pub error: &'static str,
    /// What was wrong, and what would be right.
    pub text: String,
    /// Q.850 cause for the hang-up: 17 user busy, 21 rejected, 38 network out of order.
    pub hangup_cause: u8,
}

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
        let current = Current::read(config, declared, Switches::default());
        let (clock, raise) = (clock::of_host(&host), alarm::raise(&host));
        let slot = Arc::new(SpoolSlot::new(current.settings.spool.clone(), clock.clone()));
        slot.publish(current.published());
        let post = Arc::new(Post::default());
        let thread_settings = Arc::new(RwLock::new(Arc::clone(&current.settings)));
        // What a crash left is found now, before the first call; if the spool can't be
        // opened, the log says so and calls are refused.
        let _ = slot.get();
        let (storage, storage_thread) =
            Storage::start(Arc::clone(&slot), Arc::clone(&post), clock.clone(), &raise)?;
        let (pages, pages_thread) = PageMaker::start(clock.clone(), &raise)?;
        let office =
            Office::new(Arc::clone(&slot), Arc::clone(&thread_settings), clock.clone(), &raise);
        let post_thread = post.start(office)?;
        let (lines, stats, dialler) =
            (Arc::new(Lines::default()), Arc::new(Stats::default()), Arc::default());
        let fax_sessions = FaxSessions::new(clock.clone(), Arc::clone(&raise));
        let service = Arc::new(Self {
            host,
            clock,
            current: RwLock::new(Arc::new(current)),
            thread_settings,
            slot,
            lines,
            stats,
            post,
            dialler,
            t38: Arc::default(),
            fax_sessions,
            storage: Mutex::new(Some(storage)),
            pages: Mutex::new(Some(pages)),
            threads: Mutex::new(vec![storage_thread, pages_thread, post_thread]),
        });
        // The last one, since it uses the others.
        let dialler_thread = service.dialler.start(service.dialler_tools(raise))?;
        lock(&service.threads).push(dialler_thread);
        Ok(service)
    }

    /// Takes a changed configuration or dialplan. Calls in progress go on as they began.
    pub fn reload(&self, config: &RawConfig, declared: &[Declaration]) {
        let current = Current::read(config, declared, self.settings().switches.clone());
        if current.settings.spool != self.slot.path() {
            log::warn!(
                "{}: spool = {} takes effect when the module is loaded again",
                config.file,
                current.settings.spool.display()
            );
        }
        self.slot.publish(current.published());
        *write(&self.thread_settings) = Arc::clone(&current.settings);
        *write(&self.current) = Arc::new(current);
        self.post.wake();
        self.dialler.wake();
    }

    /// Stops and joins every thread.
    ///
    /// # Errors
    /// [`NotNow`]: nothing was stopped.
    pub fn stop(&self) -> Result<(), NotNow> {
        self.dialler.halt(true);
        if let Some(why) = self.why_not_now() {
            self.dialler.halt(false);
            return Err(why);
        }
        self.dialler.stop();
        self.fax_sessions.stop();
        self.post.stop();
        drop(lock(&self.storage).take());
        drop(lock(&self.pages).take());
        for thread in lock(&self.threads).drain(..) {
            if thread.join().is_err() {
                log::error!("a thread of the service had panicked");
            }
        }
        // One that began just before the stop.
        while !self.post.wait_for_names(NAMES_WAIT) {}
        Ok(())
    }

    fn why_not_now(&self) -> Option<NotNow> {
        match self.active_calls() {
            0 if self.post.wait_for_names(NAMES_WAIT) => None,
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
        self.lines.count()
    }

    fn dialler_tools(&self, raise: Raise) -> Tools {
        Tools {
            host: Arc::clone(&self.host),
            slot: Arc::clone(&self.slot),
            settings: Arc::clone(&self.thread_settings),
            lines: Arc::clone(&self.lines),
            stats: Arc::clone(&self.stats),
            post: Arc::clone(&self.post),
            clock: self.clock.clone(),
            raise,
        }
    }

    /// A way for one call to have pages made.
    fn page_requests(&self) -> Option<Sender<PageRequest>> {
        lock(&self.pages).as_ref().map(PageMaker::requests)
    }

    fn current(&self) -> Arc<Current> {
        Arc::clone(&read(&self.current))
    }

    fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.current().settings)
    }
}

impl Current {
    fn read(config: &RawConfig, declared: &[Declaration], switches: Switches) -> Self {
        let (mut settings, mut complaints) = Settings::read(config);
        settings.switches = switches;
        let (devices, wrong_devices) = devices::read(declared, &settings);
        complaints.extend(wrong_devices);
        complaints.iter().for_each(|complaint| log::warn!("{complaint}"));
        ferrofax_engine::pii::show_in_logs(settings.log_personal_data);
        Self { settings: Arc::new(settings), devices, complaints }
    }

    fn published(&self) -> Published {
        Published {
            devices: self.devices.iter().map(|device| device.record(&self.settings)).collect(),
            sending: self.settings.sending.clone(),
        }
    }
}
