//! Uploads pages to the shared database before they are confirmed to the sending fax machine, for
//! devices with `durable = shared`. crates/cluster/src/node/coming.rs explains why no page is lost.
//!
//! A remote fax machine waits for the confirmation of each page. So this module has a thread and a
//! database connection of its own, and looks for pages far more often than `shipper` looks for
//! faxes. If no device has `durable = shared`, it only checks once a second whether a device has
//! it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::alone::{self, Alone};
use super::{Place, open};
use ferrofax_basics::lock::lock;
use ferrofax_cluster::{Clustered, Node, NotShipped};
use ferrofax_spool::{FaxId, Spool, SpoolError, Tables};

/// The interval at which the spool is searched for new pages. It is also the longest time for which
/// the upload of a page is delayed.
const LOOK: Duration = Duration::from_millis(10);

/// The interval of checks whether a device has `durable = shared`.
const LOOK_AT_DEVICES: Duration = Duration::from_secs(1);

/// The interval of queries to the shared database while there are no pages to upload. By these
/// queries a broken connection is noticed before a remote fax machine waits for it.
const KEEP_WARM: Duration = Duration::from_secs(15);

/// The interval at which a running upload of pages checks whether the service is to stop.
const STEP: Duration = Duration::from_millis(50);

/// The time after which the upload of a fax's pages is tried again if it has failed.
const AGAIN: Duration = Duration::from_secs(1);

/// The longest wait, when the service stops, for a shared database that does not answer.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// Uploads pages to the shared database, before they are confirmed to the remote fax machines that
/// wait for the confirmation.
pub struct PageShipper {
    work: Arc<Work>,
    /// A thread that uploads pages, and for which the service has stopped waiting because the
    /// shared database did not answer.
    left: Mutex<Option<Alone>>,
}

struct Work {
    spool: Spool,
    place: Place,
    node: Node,
    /// The connection to the shared database, once the database has been reached.
    store: Mutex<Option<Spool>>,
    is_to_stop: AtomicBool,
}

impl PageShipper {
    /// Creates the uploader of pages for the node with this name.
    ///
    /// # Errors
    /// The spool could not be read. An unreachable shared database is no error.
    pub fn new(spool: &Spool, name: &str, place: &Place) -> Result<Self, SpoolError> {
        let work = Work {
            spool: spool.clone(),
            place: place.clone(),
            node: spool.cluster().become_node(name, &place.store.to_string())?,
            store: Mutex::default(),
            is_to_stop: AtomicBool::new(false),
        };
        Ok(Self { work: Arc::new(work), left: Mutex::default() })
    }

    /// Uploads received pages to the shared database, so that they can be confirmed to the remote
    /// fax machines. Returns when `stop` is true or no device has `durable = shared`.
    ///
    /// # Errors
    /// The reason why the database accepts no pages. The next run of this function tries again.
    pub fn turn(&self, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        self.turn_within(stop, LAST_SILENCE)
    }

    /// Uploads pages as [`Self::turn`] does. If the shared database does not answer while the
    /// service is stopping, waits for the database no longer than `last_silence`.
    pub(super) fn turn_within(
        &self,
        stop: &dyn Fn() -> bool,
        last_silence: Duration,
    ) -> Result<(), SpoolError> {
        let mut left = lock(&self.left);
        if left.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return Err(alone::silent(&self.work.node));
        }
        if !self.work.is_wanted()? {
            return Ok(());
        }
        self.work.is_to_stop.store(false, Relaxed);
        let work = Arc::clone(&self.work);
        let store = &self.work.node.store;
        let thread = alone::begin("pages of node", store, move || work.run())?;
        let mut told_at = None;
        while !thread.is_finished() {
            thread::sleep(STEP);
            if stop() {
                self.work.is_to_stop.store(true, Relaxed);
                if told_at.get_or_insert_with(Instant::now).elapsed() >= last_silence {
                    *left = Some(thread);
                    return Err(alone::silent(&self.work.node));
                }
            }
        }
        thread.join().unwrap_or(Err(SpoolError::Internal))
    }
}

/// Makes the upload thread end at its next step, if it still waits for the shared database.
impl Drop for PageShipper {
    fn drop(&mut self) {
        self.work.is_to_stop.store(true, Relaxed);
    }
}

impl Work {
    fn run(&self) -> Result<(), SpoolError> {
        let mut at = lock(&self.store);
        let store = match &*at {
            Some(store) => store.clone(),
            None => at.insert(open(&self.spool, &self.place, Tables::MayBeMade)?).clone(),
        };
        let (mut passed_over, mut looked) = (HashMap::new(), Instant::now());
        let mut asked = Instant::now();
        while !self.is_to_stop.load(Relaxed) {
            self.bring_all(&store, &mut passed_over)?;
            if looked.elapsed() >= LOOK_AT_DEVICES {
                looked = Instant::now();
                if !self.is_wanted()? {
                    break;
                }
            }
            if asked.elapsed() >= KEEP_WARM {
                store.shared_queue().now_of_store()?;
                asked = Instant::now();
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Whether a device has `durable = shared`, or had it when a fax call began that is still in
    /// progress.
    fn is_wanted(&self) -> Result<bool, SpoolError> {
        Ok(self.spool.receiving().shares_pages()?
            || !self.spool.cluster().pages_to_share()?.is_empty())
    }

    fn bring_all(
        &self,
        store: &Spool,
        passed_over: &mut HashMap<FaxId, Instant>,
    ) -> Result<(), SpoolError> {
        passed_over.retain(|_, when| when.elapsed() < AGAIN);
        for fax in self.spool.cluster().pages_to_share()? {
            if passed_over.contains_key(&fax) {
                continue;
            }
            let stop = || self.is_to_stop.load(Relaxed);
            match self.spool.cluster().share_pages(store, &self.node, fax, &stop) {
                Ok(upto) => log::debug!("the shared database has fax {fax} up to page {upto}"),
                Err(NotShipped::Stopped) => return Ok(()),
                // The call has just ended. The fax is uploaded by `shipper`, like all others.
                Err(NotShipped::Here(SpoolError::NoSuchFax(_))) => {}
                // The error concerns only this fax, so the others are uploaded.
                Err(NotShipped::Here(why) | NotShipped::Refused(why)) => {
                    log::error!(
                        FERROFAX_FAX:% = fax;
                        "the result of fax {fax} cannot be stored in the shared database: \
                                 {why}"
                    );
                    passed_over.insert(fax, Instant::now());
                }
                Err(NotShipped::There(SpoolError::Changed)) => {
                    log::error!(
                        FERROFAX_FAX:% = fax;
                        "fax {fax} was deleted in the shared database during its call, or its \
                         document changed"
                    );
                    passed_over.insert(fax, Instant::now());
                }
                Err(NotShipped::There(why)) => return Err(why),
            }
        }
        Ok(())
    }
}
