//! Uploads received faxes to the shared database within seconds.
//!
//! If the database cannot be reached, uploading is tried again each second. Receiving continues,
//! since it does not wait for the database. If a fax cannot be uploaded because of an error in the
//! fax itself, it is skipped for a while and remains on this machine. The other faxes are uploaded.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::alone::{self, Alone};
use super::beside::Beside;
use super::letting_go::let_go;
use super::{ALARM, Place, open};
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_cluster::{Clustered, House, Node, NodeReport, NotShipped};
use ferrofax_mail::texts::{Saying, Text, alarm};
use ferrofax_spool::{FaxId, Spool, SpoolError, Tables};

/// The number of received faxes that are read from the spool in one query.
const BATCH: u32 = 50;

/// The most pieces of documents that one step deletes from the folder or object store that holds
/// the documents. These pieces are left over from faxes that were deleted from the shared database.
const SWEEP: u32 = 10_000;

/// The time after which a round of deletions in the shared database ends. Received faxes wait for
/// it. The next round begins `DELETE_AGAIN_MS` milliseconds later, so that most faxes do not wait.
const LONGEST_DELETIONS: Duration = Duration::from_secs(10);
const DELETE_AGAIN_MS: u64 = 60_000;

/// The interval in milliseconds at which this node reports to the shared database that it is alive.
/// After a minute without such a report, other machines can declare the node dead.
const REPORT_MS: u64 = 5_000;

/// The longest interval at which this node asks the database which of its mails (with received
/// faxes) other machines have sent instead. Other machines send them after this node was silent for
/// a set time. The interval is a twelfth of this time (`HEAR_PART`), but not longer than `HEAR`.
const HEAR: Duration = Duration::from_secs(5);
const HEAR_PART: u32 = 12;

/// The interval of queries for mails that this node still has to send, according to the shared
/// database.
const COMPARE_MAILS: Duration = Duration::from_secs(30);

/// The interval at which this node, during longer work, reports to the shared database which mails
/// it has sent.
pub(super) const TELL_MAILS: Duration = Duration::from_millis(100);

/// The interval in milliseconds at which this node checks that the shared database still has the
/// uploaded faxes. The spool deletes an uploaded fax only if such a check was made recently, so the
/// interval is short.
const COMPARE_MS: u64 = 60 * 60_000;

/// The time in milliseconds after which the upload of a skipped fax is tried again.
const AGAIN_MS: u64 = 10 * 60_000;

/// The time in milliseconds after which the faxmaster is notified that the shared database accepts
/// no uploads.
const PATIENCE_MS: u64 = 10 * 60_000;

/// The longest time without an answer, after which the shared database counts as failed. In this
/// time a piece of a document is uploaded if the network carries 1.5 kB a second.
const SILENCE: Duration = Duration::from_secs(180);

/// The longest wait, when the service stops, for a shared database that does not answer.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// The shortest wait before the service checks again whether the thread that uploads faxes has
/// ended.
const SHORTEST: Duration = Duration::from_millis(2);

/// The longest wait before the service checks again whether the thread that uploads faxes has
/// ended.
const LOOK: Duration = Duration::from_millis(100);

/// Uploads the received faxes of this machine to the shared database.
pub struct Shipper {
    work: Arc<Work>,
    turn: Mutex<Turn>,
}

/// The work of uploading faxes to the shared database. It is done in turns: each turn uploads all
/// faxes that wait, on a thread of its own. A thread that waits for a hanging database cannot be
/// woken, so the service can stop waiting for it.
struct Work {
    spool: Spool,
    place: Place,
    node: Node,
    at: Mutex<State>,
    /// The number of steps of uploading so far. While this number grows, the thread makes progress.
    steps: AtomicU64,
    is_to_stop: AtomicBool,
    /// Skips malformed rows of the shared database or the spool, and logs them.
    beside: Beside,
    /// The time after which a round of deletions ends.
    longest_deletions: Duration,
}

#[derive(Default)]
struct Turn {
    /// The thread of an earlier turn of uploads, for which the service has stopped waiting because
    /// the shared database did not answer.
    left: Option<Alone>,
    /// The time when uploads began to fail, by the monotonic clock. The inner value is none if
    /// uploads work; the outer value is none until the first turn of uploads has ended.
    failing_since: Option<Option<u64>>,
}

#[derive(Default)]
struct State {
    /// The connection to the shared database, once it has been reached.
    store: Option<Spool>,
    /// The time at which this node last reported to the shared database that it is alive, by the
    /// monotonic clock.
    reported_ms: Option<u64>,
    /// The time of the last check that the shared database still has all uploaded faxes, by the
    /// monotonic clock.
    compared_ms: Option<u64>,
    /// The time from which the next round of deletions may begin, by the monotonic clock; none if
    /// nothing is left to delete until the next check.
    delete_from_ms: Option<u64>,
    /// The faxes whose upload was skipped, each with the time when it was skipped.
    passed_over: HashMap<FaxId, u64>,
    /// The devices and settings of this machine, as they were last reported to the shared database.
    told_house: Option<House>,
    /// Whether an administrator had drained this node when it last reported to the database that it
    /// is alive. A drained node gets no jobs from the shared database.
    is_drained: bool,
    /// The time of the last query for mails that other machines have taken over, and the interval
    /// to the next query.
    heard_mails: Cell<Option<(Instant, Duration)>>,
    /// The time of the last query for mails that this node still has to send.
    compared_mails: Cell<Option<Instant>>,
    /// The time of the last report of the mails that this node has sent.
    told_mails: Cell<Option<Instant>>,
}

impl Shipper {
    /// Makes this spool a node with this name, and creates the uploader of its faxes.
    ///
    /// # Errors
    /// The spool could not be read. An unreachable shared database is no error.
    pub fn new(spool: &Spool, name: &str, place: &Place) -> Result<Self, SpoolError> {
        let node = spool.cluster().become_node(name, &place.store.to_string())?;
        let work = Work {
            spool: spool.clone(),
            place: place.clone(),
            node,
            at: Mutex::default(),
            steps: AtomicU64::new(0),
            is_to_stop: AtomicBool::new(false),
            beside: Beside::default(),
            longest_deletions: LONGEST_DELETIONS,
        };
        Ok(Self { work: Arc::new(work), turn: Mutex::default() })
    }

    /// Runs a turn of uploads: uploads faxes until none are left or `stop` is true.
    ///
    /// # Errors
    /// The reason why faxes could not be uploaded. The next turn continues.
    pub fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        self.turn_within(look, stop, SILENCE)
    }

    /// Uploads faxes as [`Self::turn`] does. `silence` limits the wait for a shared database that
    /// does not answer.
    pub(super) fn turn_within(
        &self,
        look: &Look,
        stop: &dyn Fn() -> bool,
        silence: Duration,
    ) -> Result<(), SpoolError> {
        let at = &mut *lock(&self.turn);
        let done = self.ship_within(at, look, stop, silence);
        match (&done, at.failing_since) {
            (Ok(()), Some(None)) => {}
            (Ok(()), _) => {
                at.failing_since = Some(None);
                let is_over = Saying::new(Text::node_over);
                let text = Saying::new(Text::node_works);
                alarm::end(&self.work.spool, ALARM, &is_over, &[text], look.unix_ms)?;
            }
            (Err(why), since) => {
                let since = since.flatten().unwrap_or(look.steady_ms);
                at.failing_since = Some(Some(since));
                if look.steady_ms.saturating_sub(since) >= PATIENCE_MS {
                    self.tell(why, look.unix_ms)?;
                }
            }
        }
        done
    }

    fn tell(&self, why: &SpoolError, now: UnixMs) -> Result<(), SpoolError> {
        let waiting = self.work.spool.cluster().shipping()?.waiting;
        let wait = Saying::new(Text::node_text)
            .count("count", waiting)
            .with("database", &self.work.node.store)
            .said("why", why);
        let mut texts = vec![wait, Saying::new(Text::node_kept)];
        let mails = self.work.spool.cluster().mails_at_store()?.waiting;
        if mails > 0 {
            texts.push(Saying::new(Text::node_mails).count("count", mails));
        }
        let begins = Saying::new(Text::node_begins);
        if alarm::raise(&self.work.spool, ALARM, &begins, &texts, now)? {
            log::error!(
                FERROFAX_ALARM:% = ALARM;
                "ALARM: {waiting} received faxes wait to be uploaded to the shared \
                         database: {why}"
            );
        }
        Ok(())
    }

    /// Uploads faxes as [`Self::turn`] does, but on the calling thread instead of a thread of its
    /// own.
    #[cfg(test)]
    pub(super) fn turn_here(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        self.work.ship_all(&mut lock(&self.work.at), look, stop)
    }

    /// Sets the time after which a round of deletions ends. No turn may be running.
    #[cfg(test)]
    pub(super) fn delete_for(&mut self, longest: Duration) {
        Arc::get_mut(&mut self.work).unwrap().longest_deletions = longest;
    }

    /// Runs a turn of uploads on another thread, and waits for that thread as long as it makes
    /// progress.
    fn ship_within(
        &self,
        at: &mut Turn,
        look: &Look,
        stop: &dyn Fn() -> bool,
        silence: Duration,
    ) -> Result<(), SpoolError> {
        if at.left.as_ref().is_some_and(|thread| !thread.is_finished()) {
            self.work.is_to_stop.store(stop(), Relaxed);
            return Err(alone::silent(&self.work.node));
        }
        self.work.is_to_stop.store(false, Relaxed);
        let (work, look) = (Arc::clone(&self.work), *look);
        let ship = move || work.ship_all(&mut lock(&work.at), &look, &|| work.goes_on());
        let thread = alone::begin("node", &self.work.node.store, ship)?;
        let (mut steps, mut since) = (self.work.steps.load(Relaxed), Instant::now());
        while !thread.is_finished() {
            // Wait as long as the turn has taken so far, so that a short turn is not delayed.
            thread::park_timeout(LOOK.min(since.elapsed().max(SHORTEST)));
            if stop() {
                self.work.is_to_stop.store(true, Relaxed);
            }
            let now = self.work.steps.load(Relaxed);
            if now != steps {
                (steps, since) = (now, Instant::now());
            }
            let is_last = self.work.is_to_stop.load(Relaxed);
            let patience = if is_last { silence.min(LAST_SILENCE) } else { silence };
            if since.elapsed() >= patience && !thread.is_finished() {
                at.left = Some(thread);
                return Err(alone::silent(&self.work.node));
            }
        }
        thread.join().unwrap_or(Err(SpoolError::Internal))
    }
}

/// Makes the upload thread end at its next step, if it still waits for the shared database.
impl Drop for Shipper {
    fn drop(&mut self) {
        self.work.is_to_stop.store(true, Relaxed);
    }
}

impl Work {
    fn ship_all(
        &self,
        at: &mut State,
        look: &Look,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), SpoolError> {
        let store = match &at.store {
            Some(store) => store.clone(),
            None => at.store.insert(open(&self.spool, &self.place, Tables::MayBeMade)?).clone(),
        };
        let told = self.report(at, &store, look);
        self.beside.go_on("the report of this machine", told)?;
        self.go_on_with_mails(at, &store, look)?;
        let compared = self.compare(at, &store, look, stop);
        self.beside.go_on("faxes in the shared database", compared)?;
        at.passed_over.retain(|_, when| look.steady_ms.saturating_sub(*when) < AGAIN_MS);
        loop {
            let most = BATCH.saturating_add(u32::try_from(at.passed_over.len()).unwrap_or(BATCH));
            let mut due = self.spool.cluster().to_ship(most, look.unix_ms)?;
            due.retain(|fax| !at.passed_over.contains_key(fax));
            if due.is_empty() {
                break;
            }
            for fax in due {
                if stop() {
                    return self.spool.cluster().pass_shipped();
                }
                self.go_on_with_mails(at, &store, look)?;
                let shipped = self.while_mails_go_on((&*at, &store, look), stop, |stop| {
                    self.ship_one(&store, fax, look.unix_ms, stop)
                })?;
                match shipped {
                    Ok(()) => {}
                    Err(NotShipped::Stopped) => return self.spool.cluster().pass_shipped(),
                    // The error concerns only this fax, so the fax is skipped.
                    Err(NotShipped::Here(_) | NotShipped::Refused(_)) => {
                        at.passed_over.insert(fax, look.steady_ms);
                    }
                    // The error is an error of the database. It would occur for all further faxes,
                    // too.
                    Err(NotShipped::There(why)) => return Err(why),
                }
            }
        }
        self.spool.cluster().pass_shipped()
    }

    /// Uploads a fax to the shared database, and logs the result.
    fn ship_one(
        &self,
        store: &Spool,
        fax: FaxId,
        now: UnixMs,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), NotShipped> {
        match self.spool.cluster().ship(store, &self.node, fax, now, stop) {
            Ok(shipped) => {
                let there = shipped.fax.map(|fax| format!(" as fax {fax}")).unwrap_or_default();
                log::info!(FERROFAX_FAX:% = fax; "fax {fax} is in the shared database{there}");
                Ok(())
            }
            Err(why) => {
                log::debug!("fax {fax} is not uploaded: {why}");
                if let NotShipped::Here(why) | NotShipped::Refused(why) = &why {
                    log::error!(
                        FERROFAX_FAX:% = fax;
                        "fax {fax} cannot be uploaded to the shared database, and is kept \
                                 here: {why}"
                    );
                }
                Err(why)
            }
        }
    }

    /// If a check is due, checks that the shared database still has the faxes that this node has
    /// uploaded. After that, and until all are deleted, deletes what is old.
    fn compare(
        &self,
        at: &mut State,
        store: &Spool,
        look: &Look,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), SpoolError> {
        let is_fresh = |last: u64| look.steady_ms.saturating_sub(last) < COMPARE_MS;
        if !at.compared_ms.is_some_and(is_fresh) {
            self.while_mails_go_on((&*at, store, look), stop, |stop| {
                self.compare_all(store, look, stop)
            })??;
            at.told_house = None;
            at.compared_ms = Some(look.steady_ms);
            at.delete_from_ms = Some(look.steady_ms);
        }
        if at.delete_from_ms.is_some_and(|from| look.steady_ms >= from) {
            let are_all_deleted = self.while_mails_go_on((&*at, store, look), stop, |stop| {
                self.delete_old(store, look, stop)
            })?;
            let next = look.steady_ms.saturating_add(DELETE_AGAIN_MS);
            at.delete_from_ms = (!are_all_deleted).then_some(next);
        }
        Ok(())
    }

    /// Checks that the shared database still has the uploaded faxes, and ends the faxes of nodes
    /// that are gone.
    fn compare_all(
        &self,
        store: &Spool,
        look: &Look,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), SpoolError> {
        let lost = self.spool.cluster().compare(store, &self.node, look.unix_ms, stop)?;
        if !lost.is_empty() {
            log::error!(
                "the shared database has lost {} faxes; they are uploaded again",
                lost.len()
            );
        }
        let cut_off = store.cluster().end_cut_off_faxes()?;
        if cut_off > 0 {
            log::warn!("faxes of nodes that are gone end in the shared database: {cut_off}");
        }
        Ok(())
    }

    /// Deletes from the shared database the faxes, jobs and documents whose time is over. Returns
    /// false if the time for one round of deletions ended before.
    fn delete_old(&self, store: &Spool, look: &Look, stop: &dyn Fn() -> bool) -> bool {
        let (began, is_late) = (Instant::now(), Cell::new(false));
        let stop = || {
            is_late.set(is_late.get() || began.elapsed() >= self.longest_deletions);
            stop() || is_late.get()
        };
        // After faxes were deleted from the database, their documents may be left in a folder or an
        // object store.
        let days = (self.place.days, look);
        if let Err(why) = let_go(store, (&self.spool, &self.node), days, &stop) {
            log::warn!("old faxes stay in the shared database for another hour: {why}");
        }
        if let Err(why) = store.cluster().sweep_objects_until(SWEEP, &stop) {
            log::warn!("documents of deleted faxes remain for another hour: {why}");
        }
        !is_late.get()
    }

    /// Does work that may take long, and continues with the mails between the steps of the work. For
    /// this, the work gets a function, which it calls between its steps. The function returns
    /// whether the work must stop.
    ///
    /// # Errors
    /// Mails could not be reported, so the work was stopped.
    fn while_mails_go_on<T>(
        &self,
        (at, store, look): (&State, &Spool, &Look),
        stop: &dyn Fn() -> bool,
        work: impl FnOnce(&dyn Fn() -> bool) -> T,
    ) -> Result<T, SpoolError> {
        let failed = RefCell::new(None);
        let stops = || {
            if failed.borrow().is_some() || stop() {
                return true;
            }
            if at.told_mails.get().is_some_and(|last| last.elapsed() < TELL_MAILS) {
                return false;
            }
            let told = self.go_on_with_mails(at, store, look);
            *failed.borrow_mut() = told.err();
            failed.borrow().is_some()
        };
        let done = work(&stops);
        failed.into_inner().map_or(Ok(done), Err)
    }

    /// Reports to the shared database which mails this node has sent and which it has still to
    /// send, as [`Self::tell_mails`] does. An error in a malformed row about a mail is only logged,
    /// since it must not delay faxes.
    fn go_on_with_mails(&self, at: &State, store: &Spool, look: &Look) -> Result<(), SpoolError> {
        let told = self.tell_mails(at, store, look);
        at.told_mails.set(Some(Instant::now()));
        self.beside.go_on("mails of faxes that the store has", told).map(drop)
    }

    /// Reports to the shared database the mails that this node has sent, and at intervals the mails
    /// that it still has to send. Also reads from the database which mails another machine has
    /// taken over.
    fn tell_mails(&self, at: &State, store: &Spool, look: &Look) -> Result<(), SpoolError> {
        if at.heard_mails.get().is_none_or(|(last, often)| last.elapsed() >= often) {
            let began = Instant::now();
            let heard = self.spool.cluster().hear_of_mails(store, &self.node, look.unix_ms)?;
            if heard.ended > 0 {
                log::warn!(
                    "{} mails of received faxes were sent by another machine, since this one had \
                     not reported",
                    heard.ended
                );
            }
            let after = Duration::from_millis(heard.after_ms.unsigned_abs());
            let often = if after.is_zero() { HEAR } else { HEAR.min(after / HEAR_PART) };
            at.heard_mails.set(Some((began, often)));
        }
        if at.compared_mails.get().is_none_or(|last| last.elapsed() >= COMPARE_MAILS) {
            self.spool.cluster().compare_owed_mails(store, &self.node)?;
            at.compared_mails.set(Some(Instant::now()));
        }
        self.spool.cluster().tell_owed_mails(store, &self.node)
    }

    /// Counts a step of uploading, as a sign of progress. Returns whether the thread must stop.
    fn goes_on(&self) -> bool {
        self.steps.fetch_add(1, Relaxed);
        self.is_to_stop.load(Relaxed)
    }

    /// If a report is due, reports to the shared database that this node is alive.
    fn report(&self, at: &mut State, store: &Spool, look: &Look) -> Result<(), SpoolError> {
        let is_fresh = |last: u64| look.steady_ms.saturating_sub(last) < REPORT_MS;
        if at.reported_ms.is_some_and(is_fresh) {
            return Ok(());
        }
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let waiting = self.spool.cluster().shipping()?.waiting;
        let report =
            NodeReport { version, waiting, to_give: self.spool.shared_queue().how_many_to_move()? };
        if self.spool.cluster().report_to(store, &self.node, &report)? {
            log::warn!(
                "the shared database is another one than before: all faxes are uploaded to \
                        it"
            );
            at.compared_ms = None;
            at.told_house = None;
            at.compared_mails.set(None);
        }
        // Devices and settings are reported again after each comparison, since the database may
        // have been restored from a backup.
        let house = self.spool.cluster().house()?;
        if at.told_house.as_ref() != Some(&house) {
            store.cluster().take_house(&self.node, &house)?;
            at.told_house = Some(house);
        }
        self.heed_drain(at, store)?;
        // An error in this exchange must not delay faxes.
        if let Err(why) =
            self.spool.cluster().exchange_memory(store, (&self.node.token, &self.node.name))
        {
            log::warn!(
                "facts known about numbers are reported to the shared database later: {why}"
            );
        }
        at.reported_ms = Some(look.steady_ms);
        Ok(())
    }
    /// Logs once that this node is drained and therefore gets no jobs.
    fn heed_drain(&self, at: &mut State, store: &Spool) -> Result<(), SpoolError> {
        let is_drained = store.cluster().is_node_drained(&self.node.name)?;
        if is_drained && !at.is_drained {
            log::warn!(
                "this machine is drained: it takes no jobs of the shared database until `ferrofax \
                 node undrain`"
            );
        } else if at.is_drained && !is_drained {
            log::info!(
                "this machine is no longer drained: it takes jobs of the shared database \
                        again"
            );
        }
        at.is_drained = is_drained;
        Ok(())
    }
}
