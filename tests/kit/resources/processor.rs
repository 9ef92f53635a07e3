//! CPU time: the cost of work, independent of other load on the machine.

use std::time::Duration;

/// Returns the CPU time of this thread so far.
pub fn time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Returns the CPU time of `work`: the shortest of `rounds` rounds.
pub fn least(rounds: u32, mut work: impl FnMut()) -> Duration {
    let round = |_| {
        let begin = time();
        work();
        time() - begin
    };
    (0..rounds.max(1)).map(round).min().unwrap_or_default()
}
