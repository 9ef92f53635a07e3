//! Time on the processor: what work costs, however busy the machine is with other work.

use std::time::Duration;

/// How long this thread has run so far.
pub fn time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// What `work` costs once: the least of `rounds` rounds.
pub fn least(rounds: u32, mut work: impl FnMut()) -> Duration {
    let round = |_| {
        let begin = time();
        work();
        time() - begin
    };
    (0..rounds.max(1)).map(round).min().unwrap_or_default()
}
