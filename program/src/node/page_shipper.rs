//! Has the store have pages before they are confirmed to callers, for devices that want it
//! (`durable = shared`): why nothing is lost then stands in spool/src/node/coming.rs.
//!
//! A caller waits for each, so that it has a thread and a connection of its own, and looks far more often
//! than who ships what has ended; where no device wants it, it looks once a second whether one does.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::alone::{self, Alone};
use super::{Place, open};
use ferrofax_basics::lock::lock;
use ferrofax_spool::{FaxId, Node, NotShipped, Spool, SpoolError, Tables};

/// How often it is looked for pages: so long one waits at most before it goes.
const LOOK: Duration = Duration::from_millis(10);

/// How often it is looked whether a device wants it.
const LOOK_AT_DEVICES: Duration = Duration::from_secs(1);

/// How often the store is asked something where there is nothing to bring: a line that has died
/// is found before somebody waits for it.
const KEEP_WARM: Duration = Duration::from_secs(15);

/// How often it is looked whether the work has ended, or is to end.
const STEP: Duration = Duration::from_millis(50);

/// After how long a fax is tried again that could not be brought for its own sake.
const AGAIN: Duration = Duration::from_secs(1);

/// A store that stands still is waited for no longer than this by who is to end.
const LAST_SILENCE: Duration = Duration::from_secs(5);

/// What brings pages for which callers wait.
pub struct PageShipper {
    work: Arc<Work>,
    /// One that was left alone with a store that stands still.
    left: Mutex<Option<Alone>>,
}

struct Work {
    spool: Spool,
    place: Place,
    node: Node,
    /// The store, where it was reached.
    store: Mutex<Option<Spool>>,
    is_to_stop: AtomicBool,
}

impl PageShipper {
    /// For the node of this name.
    ///
    /// # Errors
    /// The spool could not be asked. That the store is away is none.
    pub fn new(spool: &Spool, name: &str, place: &Place) -> Result<Self, SpoolError> {
        let work = Work {
            spool: spool.clone(),
            place: place.clone(),
            node: spool.become_node(name, &place.store.to_string())?,
            store: Mutex::default(),
            is_to_stop: AtomicBool::new(false),
        };
        Ok(Self { work: Arc::new(work), left: Mutex::default() })
    }

    /// Brings each page that a caller waits for, until it is told to stop or no device wants it.
    ///
    /// # Errors
    /// Why the store takes none. The next turn goes on.
    pub fn turn(&self, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        self.turn_within(stop, LAST_SILENCE)
    }

    /// The same with a store that may be silent for so long once it is to end.
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
        let thread = alone::begin("pages of node", &self.work.node, move || work.run())?;
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

/// One that was left alone ends at its next step.
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
                store.now_of_store()?;
                asked = Instant::now();
            }
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// A device wants it, or a call that goes on has begun when one did.
    fn is_wanted(&self) -> Result<bool, SpoolError> {
        Ok(self.spool.shares_pages()? || !self.spool.pages_to_share()?.is_empty())
    }

    fn bring_all(
        &self,
        store: &Spool,
        passed_over: &mut HashMap<FaxId, Instant>,
    ) -> Result<(), SpoolError> {
        passed_over.retain(|_, when| when.elapsed() < AGAIN);
        for fax in self.spool.pages_to_share()? {
            if passed_over.contains_key(&fax) {
                continue;
            }
            let stop = || self.is_to_stop.load(Relaxed);
            match self.spool.share_pages(store, &self.node, fax, &stop) {
                Ok(upto) => log::debug!("the store has fax {fax} up to page {upto}"),
                Err(NotShipped::Stopped) => return Ok(()),
                // Its call has just ended; it is shipped as all others.
                Err(NotShipped::Here(SpoolError::NoSuchFax(_))) => {}
                // It is to blame itself, and keeps no other up.
                Err(NotShipped::Here(why) | NotShipped::Refused(why)) => {
                    log::error!("what came of fax {fax} can't be brought into the store: {why}");
                    passed_over.insert(fax, Instant::now());
                }
                Err(NotShipped::There(SpoolError::Changed)) => {
                    log::error!(
                        "fax {fax} was deleted in the store in its call, or its document changed"
                    );
                    passed_over.insert(fax, Instant::now());
                }
                Err(NotShipped::There(why)) => return Err(why),
            }
        }
        Ok(())
    }
}
