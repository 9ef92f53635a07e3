//! Resource limits of a process.

use std::fs;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

use super::error::Unconfined;

/// The most processor time, in seconds.
const PROCESSOR_S: u64 = 900;

/// The number of threads and processes that the user of an outside program may have in addition to
/// those on the whole machine now. (Root has no such limit; then only the group's own limit
/// counts.)
const MORE_PROCESSES: u64 = 256;

/// Sets the limits: `most_bytes` for each written file, `memory_mb` MiB of memory.
pub(super) fn set(memory_mb: u64, most_bytes: u64) -> Result<(), Unconfined> {
    one("memory", Resource::As, memory_mb.saturating_mul(1 << 20))?;
    one("processor time", Resource::Cpu, PROCESSOR_S)?;
    one("output", Resource::Fsize, most_bytes)?;
    // No core file, since it would contain the document.
    one("core file", Resource::Core, 0)?;
    // The child is killed when its parent ends, since nobody would use its result.
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| Unconfined::Limit { what: "life", text: error.to_string() })
}

/// Limits the number of processes that this process may start.
pub(super) fn processes() -> Result<(), Unconfined> {
    // The fourth field is "running/all": threads of the whole machine.
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let all = load
        .split_whitespace()
        .nth(3)
        .and_then(|word| word.split_once('/')?.1.parse::<u64>().ok());
    let Some(all) = all else { return Ok(()) };
    one("number of processes", Resource::Nproc, all.saturating_add(MORE_PROCESSES))
}

fn one(what: &'static str, resource: Resource, most: u64) -> Result<(), Unconfined> {
    // A limit that is lower already is kept.
    let most = rustix::process::getrlimit(resource)
        .maximum
        .map_or(most, |maximum| maximum.min(most));
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
        .map_err(|error| Unconfined::Limit { what, text: error.to_string() })
}
