//! Measures the memory that a group of confined processes uses together. The kernel limits the
//! memory of each process, but a program may start many.

use super::spent::text_of;

/// The names of the lines in `/proc/PID/status` about memory that is not read from files.
const WHOLE: &[&str] = &["RssAnon", "RssShmem", "VmSwap"];

/// The names of the lines in `/proc/PID/smaps_rollup` about the same memory. Memory that several
/// processes share is divided among them.
const SHARE: &[&str] = &["Pss_Anon", "Pss_Shmem", "SwapPss"];

/// Whether these processes together use more than `most` bytes of memory. Memory that they share
/// counts once.
pub(super) fn is_more_than(most: u64, processes: &[u32]) -> bool {
    let sum = |of: fn(&u32) -> u64| processes.iter().map(of).fold(0, u64::saturating_add);
    // The shares take long to read, so they are read only if they can matter.
    sum(whole) > most && sum(share) > most
}

/// The number of bytes of memory that a process uses alone or with others.
fn whole(process: &u32) -> u64 {
    let status = text_of(&format!("/proc/{process}/status"));
    bytes_of(&status.unwrap_or_default(), WHOLE)
}

/// The number of bytes of memory that a process uses, with its share of the memory that it uses
/// with others.
fn share(process: &u32) -> u64 {
    // A kernel may lack this file, and a process can prevent others from reading it.
    text_of(&format!("/proc/{process}/smaps_rollup"))
        .map_or_else(|_| whole(process), |rollup| bytes_of(&rollup, SHARE))
}

/// The sum of the lines with these names, which are in KiB.
fn bytes_of(lines: &str, names: &[&str]) -> u64 {
    let value = |line: &str| -> Option<u64> {
        let (name, value) = line.split_once(':')?;
        names.contains(&name).then_some(value)?.split_whitespace().next()?.parse().ok()
    };
    lines.lines().filter_map(value).sum::<u64>().saturating_mul(1024)
}
