//! The post thread: mails what waits in the outbox and cleans up, apart from the calls and from storage.

use super::clock;
use super::settings::Settings;
use super::spool_slot::SpoolSlot;
use crate::delivery::connection::StopFlag;
use crate::delivery::{RelaySettings, SmtpRelay, deliver_due};
use crate::lock::{lock, read};
use crate::spool::Spool;
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

/// The longest that the post sleeps: what other processes have to be mailed, an unusable spool and a changed clock are
/// noticed after this.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);

/// Wakes and ends the post thread.
#[derive(Default)]
pub(super) struct Post {
    /// There may be work.
    work: Mutex<bool>,
    changed: Condvar,
    /// Ends the thread, and what it is waiting for from a relay.
    stop: StopFlag,
}

impl Post {
    /// Starts the thread.
    pub(super) fn start(
        self: &Arc<Self>,
        slot: Arc<SpoolSlot>,
        settings: Arc<RwLock<Arc<Settings>>>,
    ) -> std::io::Result<JoinHandle<()>> {
        let post = Arc::clone(self);
        std::thread::Builder::new().name("ferrofax-post".into()).spawn(move || post.run(&slot, &settings))
    }

    /// There may be something to mail now.
    pub(super) fn wake(&self) {
        *lock(&self.work) = true;
        self.changed.notify_all();
    }

    /// The relay, for one who does not want to wait for the thread; [`Self::stop`] ends it too.
    pub(super) fn relay(&self, settings: &RelaySettings) -> SmtpRelay {
        SmtpRelay::new(settings, &self.stop)
    }

    /// Ends the thread; a mail that the relay has whole gets a moment for its answer.
    pub(super) fn stop(&self) {
        self.stop.raise();
        self.wake();
    }

    fn run(&self, slot: &SpoolSlot, settings: &RwLock<Arc<Settings>>) {
        let mut last_cleanup = None;
        while !self.stop.is_raised() {
            let settings = Arc::clone(&read(settings));
            let mut sleep = LONGEST_SLEEP;
            if let Ok(spool) = slot.get() {
                // Ends of calls that could not be filed when they came, for want of room.
                if let Err(error) = spool.recover(clock::unix_ms()) {
                    log::error!("a fax that has ended can't be filed: {error}");
                }
                self.deliver(&spool, &settings);
                let now = clock::unix_ms();
                if last_cleanup.is_none_or(|at| now - at >= i64::from(settings.cleanup_interval_hours) * 3_600_000) {
                    last_cleanup = Some(now);
                    clean_up(&spool, &settings);
                }
                if let Ok(Some(due)) = spool.next_due() {
                    let wait = u64::try_from(due - clock::unix_ms()).unwrap_or(0);
                    sleep = sleep.min(Duration::from_millis(wait.max(50)));
                }
            }
            self.sleep(sleep);
        }
    }

    fn deliver(&self, spool: &Spool, settings: &Settings) {
        let relay = self.relay(&settings.mail.relay);
        while !self.stop.is_raised() {
            let report = deliver_due(spool, &settings.mail, &relay, clock::unix_ms());
            if let Some(error) = &report.spool_error {
                log::error!("the outbox: {error}");
            }
            if !report.more || report.relay_down.is_some() {
                return;
            }
        }
    }

    fn sleep(&self, longest: Duration) {
        let work = lock(&self.work);
        let (mut work, _) =
            self.changed.wait_timeout_while(work, longest, |work| !*work).unwrap_or_else(PoisonError::into_inner);
        *work = false;
    }
}

/// Deletes what has been kept for long enough, and says so.
pub(super) fn clean_up(spool: &Spool, settings: &Settings) -> String {
    if settings.retention_days == 0 {
        return "Nothing is deleted: retention_days = 0 keeps faxes for ever.".into();
    }
    match spool.cleanup(clock::unix_ms(), settings.retention_days) {
        Err(error) => {
            log::error!("the clean-up failed: {error}");
            format!("The clean-up failed: {error}")
        }
        Ok(report) => {
            report.problems.iter().for_each(|problem| log::warn!("clean-up: {problem}"));
            let text = format!(
                "{} faxes older than {} days deleted and {} jobs ({} bytes); {} faxes kept because they are not delivered yet, \
                 and {} jobs because they are not reported yet",
                report.deleted.len(),
                settings.retention_days,
                report.deleted_jobs.len(),
                report.freed_bytes,
                report.kept_undelivered.len(),
                report.kept_unreported.len()
            );
            if !report.deleted.is_empty() || !report.deleted_jobs.is_empty() {
                log::info!("{text}");
            }
            text
        }
    }
}
