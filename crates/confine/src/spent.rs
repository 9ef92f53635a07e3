//! Measures the working time of confined processes: the elapsed time without the time in which they
//! wait for a processor or a disk. So on a busy machine, converting a page takes longer but does
//! not exceed its time limit.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::time::{Duration, Instant};

/// The working time (elapsed time without waits for a processor or a disk) that a group of confined
/// processes is allowed to use, and the time at which they are stopped in any case.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// The time for which the confined processes are allowed to work or sleep. Waiting for a
    /// processor or a disk does not count.
    pub work: Duration,
    /// The time at which the confined processes are stopped, even if they have hardly worked.
    pub until: Instant,
}

/// The longest time by the clock that the confined processes may run, as a multiple of
/// [`Allowance::work`]. After this time they are stopped, even if only the machine is slow.
const BY_THE_CLOCK: u32 = 10;

/// The interval at which the working time of confined processes (elapsed time without waits for a
/// processor or a disk) is checked.
pub const LOOK: Duration = Duration::from_millis(100);

/// The number of ticks per second in `/proc` (`USER_HZ`). It is the same on all architectures of
/// Linux but one.
const TICKS: u64 = 100;

/// Measures the working time of confined processes since [`Allowance::begin`] was called. Time in
/// which they wait for a processor or a disk does not count.
pub(super) struct Spent {
    allowance: Allowance,
    began: Instant,
    looked: Instant,
    /// The working time that the confined processes have used since [`Allowance::begin`] was
    /// called, without their waits for a processor or a disk.
    spent: Duration,
    /// The processor time that each confined process had used from its start to the last check.
    used: Times,
}

/// The processor time of processes, by their process ids.
type Times = HashMap<u32, Processor>;

/// The processor time of a process since its start.
#[derive(Clone, Copy)]
struct Processor {
    own: Duration,
    /// The time of its ended children for which it has waited.
    of_children: Duration,
}

/// The data about a process or a thread in `/proc`.
struct Stat {
    is_running: bool,
    processor: Processor,
}

impl Allowance {
    /// Begins to measure the working time of these confined processes (elapsed time without waits
    /// for a processor or a disk).
    pub(super) fn begin(self, processes: &[u32]) -> Spent {
        let now = Instant::now();
        let (spent, used) = (Duration::ZERO, times(processes));
        Spent { allowance: self, began: now, looked: now, spent, used }
    }
}

impl Spent {
    /// Whether the confined processes have used up their working time (elapsed time without waits
    /// for a processor or a disk). `processes` must contain the processes that were passed to the
    /// last call of this function, and the processes that these have started.
    pub(super) fn is_over(&mut self, processes: &[u32]) -> bool {
        let now = Instant::now();
        let Allowance { work, until } = self.allowance;
        if now >= until || now.duration_since(self.began) >= work * BY_THE_CLOCK {
            return true;
        }
        let passed = now.duration_since(self.looked);
        if passed >= LOOK || passed >= work {
            let used = times(processes);
            let counted = used_since(&self.used, &used).min(passed);
            // Sleeping processes wait neither for a processor nor for a disk. So all the time since
            // the last check counts as working time.
            self.spent += if wants_processor(processes) { counted } else { passed };
            (self.used, self.looked) = (used, now);
        }
        self.spent >= work
    }
}

fn times(processes: &[u32]) -> Times {
    let of = |process: &u32| Some((*process, stat(&format!("/proc/{process}/stat"))?.processor));
    processes.iter().filter_map(of).collect()
}

/// The processor time that processes have used between two checks. The kernel adds the time of an
/// ended child to its parent only if the parent waits for it. A process can ignore the end of its
/// children, so the time that each process has used itself is measured, too. The longer time
/// counts.
fn used_since(before: &Times, now: &Times) -> Duration {
    let all = |times: &Times| times.values().map(|it| it.own + it.of_children).sum::<Duration>();
    let own = |(process, it): (&u32, &Processor)| {
        it.own
            .saturating_sub(before.get(process).map_or(Duration::ZERO, |before| before.own))
    };
    all(now).saturating_sub(all(before)).max(now.iter().map(own).sum::<Duration>())
}

/// Whether any thread of these processes runs, or waits only for a processor or a disk.
fn wants_processor(processes: &[u32]) -> bool {
    let threads = |process: &u32| fs::read_dir(format!("/proc/{process}/task"));
    let mut threads = processes.iter().flat_map(threads).flatten().flatten();
    threads.any(|thread| {
        let path = thread.path().join("stat");
        path.to_str().and_then(stat).is_some_and(|stat| stat.is_running)
    })
}

/// Reads a file of `/proc`. A process chooses its name itself, so the file may not be valid UTF-8.
pub(super) fn text_of(path: &str) -> io::Result<String> {
    fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn stat(path: &str) -> Option<Stat> {
    let stat = text_of(path).ok()?;
    // The state follows the program's name, which may contain any characters. Fields 12 to 15 are
    // the ticks in user mode and in the kernel: of the process itself, and of its ended children.
    let mut words = stat.rsplit_once(')')?.1.split_whitespace();
    let is_running = matches!(words.next()?, "R" | "D");
    let mut ticks = words.skip(10).map(|word| word.parse::<u64>().unwrap_or_default());
    let mut two = || {
        let ticks: u64 = ticks.by_ref().take(2).sum();
        Duration::from_millis(ticks * 1000 / TICKS)
    };
    Some(Stat { is_running, processor: Processor { own: two(), of_children: two() } })
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    /// Starts a shell with this command. Returns whether the shell has used up one second when the
    /// time `after` has passed.
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
    fn the_time_of_children_counts_once_also_if_nobody_waits_for_them() {
        type Row = (u32, u64, u64);
        let times = |of: &[Row]| -> Times {
            let of = of.iter().map(|(process, own, of_children)| {
                let [own, of_children] = [*own, *of_children].map(Duration::from_secs);
                (*process, Processor { own, of_children })
            });
            of.collect()
        };
        let used = |before: &[Row], now: &[Row]| used_since(&times(before), &times(now)).as_secs();
        let parent_alone = [(1, 5, 0)];
        assert_eq!(used(&parent_alone, &[(1, 6, 0), (2, 3, 0)]), 4, "it has started a child");
        // The child has ended.
        assert_eq!(used(&[(1, 6, 0), (2, 3, 0)], &[(1, 6, 4)]), 1, "its parent has waited");
        // It has ended unnoticed, and another one was started.
        assert_eq!(used(&[(1, 6, 0), (2, 3, 0)], &[(1, 6, 0), (3, 2, 0)]), 2);
        assert_eq!(used(&[(1, 6, 0), (2, 3, 0)], &parent_alone), 0);
    }

    #[test]
    fn what_waits_for_a_processor_has_not_had_its_time() {
        let allowance = Allowance { work: Duration::from_secs(1), until: Instant::now() + LONG };
        let us = [std::process::id()];
        let mut spent = allowance.begin(&us);
        // Pretend that the last check was long ago: this process runs, but has used little time
        // since.
        spent.looked -= Duration::from_secs(5);
        assert!(!spent.is_over(&us));
        assert!(spent.spent < Duration::from_secs(1), "{:?}", spent.spent);
        spent.began -= Duration::from_secs(11);
        assert!(spent.is_over(&us), "by the clock");
        let mut spent = Allowance { until: Instant::now(), ..allowance }.begin(&us);
        assert!(spent.is_over(&us), "the whole fax");
    }
}
