//! The clocks of a machine, put forward or back by a test; and a bug that the next thread
//! of a name meets when it looks at them.

use ferrofax::UnixMs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

pub(crate) struct Clocks {
    began: Instant,
    /// By how much the wall clock is ahead of the machine's.
    ahead_ms: AtomicI64,
    bugs: Mutex<Vec<String>>,
}

impl Default for Clocks {
    fn default() -> Self {
        Self { began: Instant::now(), ahead_ms: AtomicI64::new(0), bugs: Mutex::default() }
    }
}

impl Clocks {
    pub(crate) fn unix_ms(&self) -> UnixMs {
        self.look();
        UnixMs::now() + self.ahead_ms.load(Ordering::SeqCst)
    }

    pub(crate) fn steady_ms(&self) -> u64 {
        self.look();
        self.began.elapsed().as_millis() as u64
    }

    /// Puts the wall clock so far ahead of the machine's.
    pub(crate) fn put_ahead(&self, ms: i64) {
        self.ahead_ms.store(ms, Ordering::SeqCst);
    }

    /// The next look of the thread of this name is a panic.
    pub(crate) fn plant_bug(&self, thread: &str) {
        self.bugs
            .lock()
            .expect("no bug is met while it is held")
            .push(thread.to_owned());
    }

    /// Waits until every bug was met.
    pub(crate) fn wait_for_bugs(&self) {
        let until = Instant::now() + Duration::from_secs(20);
        while !self.bugs.lock().expect("as above").is_empty() {
            assert!(Instant::now() < until, "a thread did not look at the clock");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn look(&self) {
        let thread = std::thread::current();
        let met = {
            let mut bugs = self.bugs.lock().expect("as above");
            let found = bugs.iter().position(|bug| thread.name() == Some(bug));
            found.map(|found| bugs.swap_remove(found))
        };
        assert!(met.is_none(), "a bug, as the test has asked for");
    }
}
