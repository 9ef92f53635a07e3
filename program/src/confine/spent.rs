//! How much time processes have spent, on a machine that they share with others: what they wait
//! for a processor is no time of theirs. On a busy machine a page takes long, and is still made.

use std::fs;
use std::time::{Duration, Instant};

/// How long processes may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Allowance {
    /// They may work, or sleep, for so long.
    pub(crate) work: Duration,
    /// Until then, whatever they do.
    pub(crate) until: Instant,
}

/// And so many times that by the clock, before it does not matter any more whose fault it is.
const BY_THE_CLOCK: u32 = 10;

/// So often processes are looked at.
pub(crate) const LOOK: Duration = Duration::from_millis(100);

/// Ticks of a second in `/proc` (`USER_HZ`), the same on all machines that Linux runs on but one.
const TICKS: u64 = 100;

/// The time of processes, from a moment on.
pub(super) struct Spent {
    allowance: Allowance,
    began: Instant,
    looked: Instant,
    /// What they have spent, and what of it the processor counts, with what was before.
    spent: Duration,
    processor: Duration,
}

/// What `/proc` says of a process or a thread.
struct Stat {
    is_running: bool,
    processor: Duration,
}

impl Allowance {
    /// Begins to count what these processes spend.
    pub(super) fn begin(self, processes: &[u32]) -> Spent {
        let now = Instant::now();
        let (spent, processor) = (Duration::ZERO, processor_time(processes));
        Spent { allowance: self, began: now, looked: now, spent, processor }
    }
}

impl Spent {
    /// Whether these processes, the same as before and what they started, have had their time.
    pub(super) fn is_over(&mut self, processes: &[u32]) -> bool {
        let now = Instant::now();
        let Allowance { work, until } = self.allowance;
        if now >= until || now.duration_since(self.began) >= work * BY_THE_CLOCK {
            return true;
        }
        let passed = now.duration_since(self.looked);
        if passed >= LOOK || passed >= work {
            let processor = processor_time(processes);
            let counted = processor.saturating_sub(self.processor).min(passed);
            // What sleeps could go on, and does not.
            self.spent += if wants_processor(processes) { counted } else { passed };
            (self.processor, self.looked) = (processor, now);
        }
        self.spent >= work
    }
}

/// What they have had of the processors, with what those had that have ended.
fn processor_time(processes: &[u32]) -> Duration {
    let of = |process: &u32| stat(&format!("/proc/{process}/stat")).map(|stat| stat.processor);
    processes.iter().filter_map(of).sum()
}

/// Whether one of their threads runs, or would if it had a processor or what it reads of a disk.
fn wants_processor(processes: &[u32]) -> bool {
    let threads = |process: &u32| fs::read_dir(format!("/proc/{process}/task"));
    let mut threads = processes.iter().flat_map(threads).flatten().flatten();
    threads.any(|thread| {
        let path = thread.path().join("stat");
        path.to_str().and_then(stat).is_some_and(|stat| stat.is_running)
    })
}

fn stat(path: &str) -> Option<Stat> {
    let stat = fs::read_to_string(path).ok()?;
    // Behind the name, which may hold anything: the state, and as the twelfth to the fifteenth word
    // ticks in the program and in the kernel, its own and those of its children that have ended.
    let mut words = stat.rsplit_once(')')?.1.split_whitespace();
    let is_running = matches!(words.next()?, "R" | "D");
    let ticks: u64 = words.skip(10).take(4).filter_map(|word| word.parse::<u64>().ok()).sum();
    Some(Stat { is_running, processor: Duration::from_millis(ticks * 1000 / TICKS) })
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    /// Starts a shell with these words, and says after this time whether it has had its second.
    fn has_had_its_second(words: &str, after: Duration) -> bool {
        let mut child = Command::new("sh").args(["-c", words]).process_group(0).spawn().unwrap();
        let allowance = Allowance { work: Duration::from_secs(1), until: Instant::now() + LONG };
        let (processes, began) = ([child.id()], Instant::now());
        let mut spent = allowance.begin(&processes);
        let mut is_over = false;
        while began.elapsed() < after && !is_over {
            std::thread::sleep(Duration::from_millis(20));
            is_over = spent.is_over(&processes);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        is_over
    }

    #[test]
    fn what_works_and_what_sleeps_has_had_its_time_at_last() {
        assert!(has_had_its_second("while :; do :; done", LONG));
        assert!(has_had_its_second("exec sleep 500", LONG));
    }

    #[test]
    fn what_waits_for_a_processor_has_not_had_its_time() {
        let allowance = Allowance { work: Duration::from_secs(1), until: Instant::now() + LONG };
        let us = [std::process::id()];
        let mut spent = allowance.begin(&us);
        // As if the last look were long ago: this process runs, and has had little since.
        spent.looked -= Duration::from_secs(5);
        assert!(!spent.is_over(&us));
        assert!(spent.spent < Duration::from_secs(1), "{:?}", spent.spent);
        spent.began -= Duration::from_secs(11);
        assert!(spent.is_over(&us), "by the clock");
        let mut spent = Allowance { until: Instant::now(), ..allowance }.begin(&us);
        assert!(spent.is_over(&us), "the whole fax");
    }
}
