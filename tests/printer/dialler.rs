//! The module's part, played: who waits for a number gets one, and what may be sent is
//! sent, page by page, at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::Spool;
use ferrofax::spool::jobs::{AttemptEnd, JobVerb, LeaseLimits};
use ferrofax::spool::submission::number_for;
use ferrofax_kit::spools;

/// The number that those get who came without one.
pub(crate) const GIVEN: &str = "+499912700619";

/// Calls go through, until dropped.
pub(crate) struct Dialler {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Dialler {
    /// Begins to send what this spool has.
    pub(crate) fn start(spool: &Spool) -> Self {
        let (spool, stop) = (spool.clone(), Arc::new(AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                number_those_without(&spool);
                if !send_one(&spool) {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Dialler {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || matches!(ended, Some(Ok(()))), "the dialler broke");
    }
}

fn number_those_without(spool: &Spool) {
    let waiting = spools::jobs(spool);
    for job in waiting.iter().filter(|job| job.waits_for_number() && !job.state.is_final()) {
        let now = UnixMs::now();
        // It may have been cancelled meanwhile.
        let Ok(given) = number_for(spool, job, GIVEN, now) else { continue };
        let _ = spool.jobs().do_to_job(job.id, JobVerb::Number(given), "the test", now);
    }
}

/// One call, if there is a job for it.
fn send_one(spool: &Spool) -> bool {
    let lease = spool.queue().lease_job(UnixMs::now(), &LeaseLimits::default()).unwrap();
    let Some(lease) = lease else { return false };
    let now = UnixMs::now();
    spool.queue().session_begun(&lease, now).unwrap();
    spools::send_pages(spool, &lease, usize::MAX, now);
    // Whoever cancels it in between has ended it.
    let _ = spool.queue().attempt_ended(&lease, &AttemptEnd::default(), now);
    true
}
