//! Threads of the service that do some work again and again until the service ends.

use std::fmt::Display;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

use ferrofax_basics::errand::Errands;

/// The time after which a thread notices that the service ends.
const STEP: Duration = Duration::from_millis(50);

/// Starts the thread `what`, which calls `turn` again and again, with a pause of `interval` after
/// each call. `turn` gets a function that returns true when the service ends.
pub fn repeating<E: Display>(
    what: &'static str,
    interval: Duration,
    turn: impl FnMut(&dyn Fn() -> bool) -> Result<(), E> + Send + 'static,
    stop: &Arc<AtomicBool>,
) -> io::Result<JoinHandle<()>> {
    let stop = Arc::clone(stop);
    let run = move || repeat(what, interval, turn, &stop);
    thread::Builder::new().name(what.to_owned()).spawn(run)
}

fn repeat<E: Display>(
    what: &'static str,
    interval: Duration,
    mut turn: impl FnMut(&dyn Fn() -> bool) -> Result<(), E>,
    stop: &AtomicBool,
) {
    let stopped = || stop.load(Ordering::Relaxed);
    let (mut last_error, mut errands) = (String::new(), Errands::logged(what));
    while !stopped() {
        // A panic ends only this call; the thread is needed as long as the program runs.
        let error = errands.run(|| turn(&stopped)).and_then(Result::err);
        let error = error.map_or_else(String::new, |error| error.to_string());
        // The same error is logged once, not each time.
        if error != last_error && !error.is_empty() {
            log::error!("{what}: {error}");
        }
        last_error = error;
        let mut left = interval;
        while !left.is_zero() && !stopped() {
            sleep(STEP.min(left));
            left = left.saturating_sub(STEP);
        }
    }
}
