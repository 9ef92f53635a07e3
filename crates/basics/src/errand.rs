//! Runs the work of threads that live as long as the program. The work consists of errands. A panic
//! in an errand ends the errand, but not the thread.
//!
//! The thread itself reports the failure to the code that requested the errand. This module catches
//! the panic, logs it, and raises an alarm if there are many panics. It also makes the thread sleep
//! for a moment. So the thread does not occupy the processor if each of its errands fails.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The number of panics within a minute ([`ALARM_WITHIN`]) that raises an alarm.
const ALARM_AFTER: usize = 5;
const ALARM_WITHIN: Duration = Duration::from_secs(60);

/// The time that a thread sleeps after a panic; it doubles with each further recent panic, up to
/// [`LONGEST_REST`].
const FIRST_REST: Duration = Duration::from_millis(20);
const LONGEST_REST: Duration = Duration::from_secs(1);

/// An alarm for an administrator about errors of a thread.
pub struct Alarm {
    /// The name of the thread.
    pub thread: &'static str,
    /// The number of errors.
    pub errors: usize,
    /// A description of the errors.
    pub text: String,
}

/// A function that sends an alarm to an administrator. The alarm is also logged.
pub type Raise = Arc<dyn Fn(&Alarm) + Send + Sync>;

/// Runs the errands of one thread, and counts its recent panics.
pub struct Errands {
    thread: &'static str,
    raise: Raise,
    /// The times of panics within the last minute.
    panics: VecDeque<Instant>,
    alarmed_at: Option<Instant>,
    must_rest: bool,
}

impl Errands {
    /// Creates the runner for a thread; `thread` is its name in the log, such as "the storage
    /// thread".
    pub fn new(thread: &'static str, raise: &Raise) -> Self {
        Self {
            thread,
            raise: Arc::clone(raise),
            panics: VecDeque::new(),
            alarmed_at: None,
            must_rest: false,
        }
    }

    /// Creates the runner for a thread whose alarms are only logged.
    pub fn logged(thread: &'static str) -> Self {
        let nobody: Raise = Arc::new(|_| {});
        Self::new(thread, &nobody)
    }

    /// Runs an errand; returns `None` if the errand panicked. The caller then cleans up what the
    /// errand left unfinished.
    pub fn run<T>(&mut self, errand: impl FnOnce() -> T) -> Option<T> {
        let done = caught(errand);
        if done.is_none() {
            self.failed();
        }
        done
    }

    /// The number of panics within the last minute.
    pub fn panics(&self) -> usize {
        self.panics.len()
    }

    /// Records a panic of an errand that was caught elsewhere.
    pub fn failed(&mut self) {
        self.note(Instant::now());
    }

    /// Sleeps for a moment if an errand has panicked since the last call. To be called between two
    /// errands, when the first one has been answered.
    pub fn rest(&mut self) {
        if std::mem::take(&mut self.must_rest) {
            sleep(rest(self.panics.len()));
        }
    }

    fn note(&mut self, now: Instant) {
        self.must_rest = true;
        self.panics.retain(|at| now.saturating_duration_since(*at) < ALARM_WITHIN);
        self.panics.push_back(now);
        log::error!(
            "{}: an internal error ended one of its errands; it continues with the next. Please report it",
            self.thread
        );
        let alarmed = self
            .alarmed_at
            .is_some_and(|at| now.saturating_duration_since(at) < ALARM_WITHIN);
        if self.panics.len() >= ALARM_AFTER && !alarmed {
            self.alarmed_at = Some(now);
            let errors = self.panics.len();
            self.alarm(
                errors,
                format!(
                    "{errors} internal errors within a minute; what it does is not done, or late"
                ),
            );
        }
    }

    /// Raises an alarm about a fault that an administrator has to fix by hand.
    pub fn alarm(&self, errors: usize, text: String) {
        let alarm = Alarm { thread: self.thread, errors, text };
        log::error!("ALARM: {}: {}", alarm.thread, alarm.text);
        let raise = Arc::clone(&self.raise);
        let _ = caught(|| raise(&alarm));
    }
}

fn rest(panics: usize) -> Duration {
    let doublings = u32::try_from(panics.saturating_sub(1)).unwrap_or(u32::MAX).min(16);
    (FIRST_REST * (1 << doublings)).min(LONGEST_REST)
}

/// Runs `work`; returns `None` if it panicked. If dropping the panic's payload panics again, the
/// payload is leaked instead.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|payload| {
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
                std::mem::forget(payload);
            }
        })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn many_panics_within_a_minute_are_one_alarm() {
        let alarms = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&alarms);
        let raise: Raise = Arc::new(move |alarm| {
            counted.fetch_add(1, Ordering::SeqCst);
            assert_eq!((alarm.thread, alarm.errors), ("the test", ALARM_AFTER));
            panic!("an alarm that fails is no reason to end either");
        });
        let mut errands = Errands::new("the test", &raise);
        let now = Instant::now();
        for seconds in [0, 70, 71, 72, 73] {
            errands.note(now + Duration::from_secs(seconds));
        }
        assert_eq!(alarms.load(Ordering::SeqCst), 0, "four within a minute");
        (74..80).for_each(|seconds| errands.note(now + Duration::from_secs(seconds)));
        assert_eq!(alarms.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_panic_is_none_and_the_next_errand_is_run() {
        struct Thrower;
        impl Drop for Thrower {
            fn drop(&mut self) {
                panic!("again");
            }
        }
        let nobody: Raise = Arc::new(|_| {});
        let mut errands = Errands::new("the test", &nobody);
        assert_eq!(errands.run(|| -> u8 { std::panic::panic_any(Thrower) }), None);
        assert_eq!(errands.run(|| 7), Some(7));
    }

    #[test]
    fn a_thread_that_only_fails_rests_for_longer_and_longer() {
        let rests = [1, 2, 3, 6, 7, usize::MAX].map(|panics| rest(panics).as_millis());
        assert_eq!(rests, [20, 40, 80, 640, 1000, 1000]);
    }
}
