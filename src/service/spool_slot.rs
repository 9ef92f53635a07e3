//! Holds the spool (the folder with the faxes and their database), and opens it as soon as
//! possible. If the disk is missing or not readable, opening is tried again later, and the module
//! continues.
//!
//! After a crash the database is checked for damage, on a separate thread with its own connection.
//! So neither the PBX's start nor a call waits for the check. Once a database is known to be
//! damaged, it is not used any more.

use super::clock::Clock;
use ferrofax_basics::lock::lock;
use ferrofax_spool::sending::SendingSettings;
use ferrofax_spool::{
    DeviceRecord, ManagedState, RetentionClass, Spool, SpoolError, begin_clock, open_with_clock,
};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle, sleep};
use std::time::Duration;

/// The path of the spool, and the open spool if there is one.
pub(super) struct SpoolSlot {
    path: PathBuf,
    clock: Clock,
    state: Mutex<State>,
    /// The check of the spool's database, while it runs.
    check: Mutex<Option<Check>>,
    verdict: Arc<Mutex<Verdict>>,
    /// A lock for tests: the check of the database waits while a test holds the lock.
    #[cfg(test)]
    check_gate: Arc<Mutex<()>>,
    /// For tests: whether the next request for the spool panics.
    #[cfg(test)]
    has_bug: std::sync::atomic::AtomicBool,
    /// A lock for tests: no colour page is decoded while a test holds the lock.
    #[cfg(test)]
    colour_gate: Arc<Mutex<()>>,
}

struct Check {
    breaks_off: Box<dyn Fn() + Send>,
    thread: JoinHandle<()>,
}

/// The result of checking the spool's database for damage.
#[derive(Clone, Debug, Default)]
enum Verdict {
    /// The database was not checked, and no fault is known.
    #[default]
    Unchecked,
    /// The check of the database is running, or could not be finished.
    Unfinished,
    /// The check of the database has found no fault.
    Whole,
    /// The database is damaged and must not be used.
    Damaged(SpoolError),
}

#[derive(Default)]
struct State {
    spool: Option<Spool>,
    published: Published,
    last_error: Option<SpoolError>,
}

/// The fax devices, and those settings of ferrofax.conf that the module publishes in the spool for
/// the Ferrofax service.
#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    pub(super) devices: Vec<DeviceRecord>,
    /// Whether `devices` are the devices of a complete dialplan. While the PBX starts or shuts down,
    /// devices may be missing. The devices that were published before then remain in the spool.
    pub(super) are_complete: bool,
    pub(super) sending: SendingSettings,
    pub(super) max_lines: usize,
    pub(super) faxmaster: Option<String>,
    pub(super) retention: BTreeMap<String, RetentionClass>,
    /// Published together with the devices.
    pub(super) managed: ManagedState,
}

impl SpoolSlot {
    pub(super) fn new(path: PathBuf, clock: Clock) -> Self {
        Self {
            path,
            clock,
            state: Mutex::default(),
            check: Mutex::default(),
            verdict: Arc::default(),
            #[cfg(test)]
            check_gate: Arc::default(),
            #[cfg(test)]
            has_bug: std::sync::atomic::AtomicBool::default(),
            #[cfg(test)]
            colour_gate: Arc::default(),
        }
    }

    /// Makes the next request for the spool panic, for a test.
    #[cfg(test)]
    pub(super) fn plant_bug(&self) {
        self.has_bug.store(true, std::sync::atomic::Ordering::SeqCst);
    }

    /// Returns the lock for tests: no colour page is decoded while a test holds it.
    #[cfg(test)]
    pub(super) fn colour_gate(&self) -> Arc<Mutex<()>> {
        Arc::clone(&self.colour_gate)
    }

    /// The folder of the spool.
    pub(super) fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Returns the open spool, or opens it. Opening also finishes the work that a crash left
    /// unfinished, and stores the devices in the spool for the Ferrofax service.
    ///
    /// # Errors
    /// The reason why the spool can't be opened. The reason is logged only when it changes.
    pub(super) fn get(&self) -> Result<Spool, SpoolError> {
        #[cfg(test)]
        assert!(
            !self.has_bug.swap(false, std::sync::atomic::Ordering::SeqCst),
            "a bug, as the test has asked for"
        );
        if let Verdict::Damaged(error) = &*lock(&self.verdict) {
            return Err(error.clone());
        }
        let mut state = lock(&self.state);
        if let Some(spool) = &state.spool {
            return Ok(spool.clone());
        }
        match self.open(&state.published) {
            Ok(spool) => {
                state.last_error = None;
                state.spool = Some(spool.clone());
                Ok(spool)
            }
            Err(error) => {
                if state.last_error.as_ref() != Some(&error) {
                    log::error!(
                        "the spool can't be used, and no fax is taken until it can: {error}"
                    );
                    state.last_error = Some(error.clone());
                }
                Err(error)
            }
        }
    }

    /// Stores the fax devices and settings that the Ferrofax service needs in the spool: now, or as
    /// soon as the spool is open.
    pub(super) fn publish(&self, published: Published) {
        let mut state = lock(&self.state);
        if let Some(Err(error)) = state.spool.as_ref().map(|spool| published.publish(spool)) {
            log::error!("the devices can't be published to the Ferrofax service: {error}");
        }
        state.published = published;
    }

    /// Whether [`Self::publish`] was last called with devices of a dialplan that is not complete.
    pub(super) fn withholds_devices(&self) -> bool {
        !lock(&self.state).published.are_complete
    }

    fn open(&self, published: &Published) -> Result<Spool, SpoolError> {
        let clock = self.clock.clone();
        let spool = open_with_clock(&self.path, Box::new(move || clock.steady_ms()))?;
        for fax in spool.receiving().recover(self.clock.unix_ms())? {
            log::warn!("fax {fax} was cut off when the PBX stopped; it is delivered as incomplete");
        }
        // A process that had begun to hand over a mail is dead: no other PBX uses this spool.
        spool.outbox().let_mails_go(self.clock.unix_ms())?;
        begin_clock(&self.clock, &spool)?;
        published.publish(&spool)?;
        if spool.receiving().ended_badly_before() {
            self.begin_check(&spool);
        }
        Ok(spool)
    }

    /// Starts the check of the database in the background.
    fn begin_check(&self, spool: &Spool) {
        let check = match spool.monitoring().own_check() {
            Ok(Some(check)) => check,
            Ok(None) => return,
            Err(error) => return log::warn!("the database can't be checked: {error}"),
        };
        *lock(&self.verdict) = Verdict::Unfinished;
        let (breaks_off, verdict) = (Box::new(check.breaker()), Arc::clone(&self.verdict));
        #[cfg(test)]
        let gate = Arc::clone(&self.check_gate);
        let thread = Builder::new().name("ferrofax-check".to_owned()).spawn(move || {
            #[cfg(test)]
            drop(lock(&gate));
            match check.run() {
                Ok(()) => *lock(&verdict) = Verdict::Whole,
                Err(error @ SpoolError::Damaged { .. }) => {
                    log::error!("the spool is not used any more, and no fax is taken: {error}");
                    *lock(&verdict) = Verdict::Damaged(error);
                }
                Err(error) => log::warn!("the check of the database was not finished: {error}"),
            }
        });
        match thread {
            Ok(thread) => *lock(&self.check) = Some(Check { breaks_off, thread }),
            Err(error) => log::warn!("the database is not checked: no thread: {error}"),
        }
    }

    /// Ends the check of the database, because the module is being unloaded. If no fault is known,
    /// notes in the spool that the module has ended normally, so that the next start needs no
    /// check.
    pub(super) fn close(&self) {
        if let Some(Check { breaks_off, thread }) = lock(&self.check).take() {
            // An interruption that comes before the check has begun its work has no effect, so it
            // is repeated.
            while !thread.is_finished() {
                breaks_off();
                sleep(BREAK_EACH);
            }
            if thread.join().is_err() {
                log::error!("the thread that checks the database had panicked");
            }
        }
        let is_good = matches!(&*lock(&self.verdict), Verdict::Unchecked | Verdict::Whole);
        if let (Some(spool), true) = (lock(&self.state).spool.as_ref(), is_good) {
            spool.receiving().note_orderly_end();
        }
    }
}

/// The interval between two interruptions of a running check of the database. When the module is
/// unloaded, the check is interrupted again and again until it has stopped.
const BREAK_EACH: Duration = Duration::from_millis(10);

impl Published {
    fn publish(&self, spool: &Spool) -> Result<(), SpoolError> {
        spool.devices().publish_sending(&self.sending, self.max_lines)?;
        spool.devices().publish_faxmaster(self.faxmaster.as_deref())?;
        spool.devices().publish_retention(&self.retention)?;
        if self.are_complete || spool.devices().list()?.is_empty() {
            spool.devices().publish_managed(&self.managed)?;
            spool.devices().publish_devices(&self.devices)?;
        }
        if spool.receiving().shares_pages()? && !spool.receiving().has_shared_database()? {
            log::error!(
                "a device says durable = shared, and this machine has no store: no page of it is confirmed \
                 until gateway.toml has [node] and `ferrofax serve` is at work, or the setting is taken out"
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::hands::Hands;
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::{FaxEnd, FaxId, FaxStatus, NewFax};

    #[test]
    fn a_mail_with_which_the_pbx_died_goes_when_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let new = NewFax {
            mailboxes: vec!["alice@example.com".into()],
            mail_without_pages: true,
            ..NewFax::default()
        };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        let end = FaxEnd {
            status: FaxStatus::Failed,
            phase: "E".into(),
            cause: "OK".into(),
            event: Default::default(),
            ended_at: UnixMs(2),
        };
        spool.receiving().finish_fax(fax, &end).unwrap();
        let mail = spool.outbox().outbox_of(fax).unwrap().remove(0).id;
        spool.outbox().lease(mail, UnixMs(10), UnixMs(3_600_000)).unwrap().unwrap();
        assert_eq!(spool.outbox().due(UnixMs(20), 10).unwrap(), []);
        drop(spool);
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        let due = slot.get().unwrap().outbox().due(UnixMs(20), 10).unwrap();
        assert_eq!(due.iter().map(|entry| entry.id).collect::<Vec<_>>(), [mail]);
    }

    /// Makes a spool with one fax. The spool is as a process leaves it that has crashed and not
    /// closed it.
    fn after_a_crash() -> (tempfile::TempDir, FaxId) {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let fax = spool.receiving().begin_fax(&NewFax::default()).unwrap();
        (folder, fax)
    }

    fn until(what: impl Fn() -> bool) {
        let began = std::time::Instant::now();
        while !what() {
            assert!(began.elapsed() < Duration::from_secs(30), "it does not come");
            sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn nobody_waits_for_the_check_of_the_database_after_a_crash() {
        let (folder, cut_off) = after_a_crash();
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        let held = lock(&slot.check_gate);
        // The check is held up; the remains of the crash are found, and calls are taken.
        let spool = slot.get().unwrap();
        assert_eq!(spool.faxes().fax(cut_off).unwrap().status, FaxStatus::Failed);
        slot.publish(Published::default());
        spool.receiving().begin_fax(&NewFax::default()).unwrap();
        assert!(matches!(*lock(&slot.verdict), Verdict::Unfinished));
        drop(held);
        until(|| matches!(*lock(&slot.verdict), Verdict::Whole));
        assert!(slot.get().is_ok());
        slot.close();
        // The spool was closed in order: no check is needed.
        drop((slot, spool));
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        slot.get().unwrap();
        assert!(matches!(*lock(&slot.verdict), Verdict::Unchecked));
        assert!(lock(&slot.check).is_none());
    }

    #[test]
    fn a_check_that_was_not_finished_is_made_at_the_next_start() {
        let (folder, _) = after_a_crash();
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        slot.get().unwrap();
        until(|| matches!(*lock(&slot.verdict), Verdict::Whole));
        // The state is as after a check that was interrupted.
        *lock(&slot.verdict) = Verdict::Unfinished;
        slot.close();
        drop(slot);
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        slot.get().unwrap();
        assert!(!matches!(*lock(&slot.verdict), Verdict::Unchecked), "it is checked");
        slot.close();
        assert!(lock(&slot.check).is_none(), "its thread has ended");
    }

    #[test]
    fn a_database_that_is_found_damaged_is_not_used_any_more() {
        let (folder, _) = after_a_crash();
        let file = folder.path().join("spool.db");
        let root: u32 = rusqlite::Connection::open(&file)
            .unwrap()
            .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'contacts'", [], |row| {
                row.get(0)
            })
            .unwrap();
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[(root as usize - 1) * 4096..][..64].fill(0xEE);
        std::fs::write(&file, bytes).unwrap();
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        let held = lock(&slot.check_gate);
        assert!(slot.get().is_ok(), "nobody knows it yet");
        drop(held);
        until(|| slot.get().is_err());
        assert!(matches!(slot.get(), Err(SpoolError::Damaged { .. })));
        slot.close();
        // The damaged database is not used at the next start either, when it is checked again.
        drop(slot);
        let slot = SpoolSlot::new(folder.path().to_owned(), Hands::at(UnixMs(20)).1);
        _ = slot.get();
        until(|| slot.get().is_err());
        slot.close();
    }
}
