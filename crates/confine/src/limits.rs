//! Sets the resource limits of a confined process, such as memory and processor time.

use std::fs;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};

use super::error::Unconfined;

/// The maximum processor time of a confined process, in seconds.
const PROCESSOR_S: u64 = 900;

/// The number of processes that the user of an external program may have, in addition to the
/// present number of threads on the whole machine. The kernel does not apply this limit to root:
/// for root, only the limit in `group` applies.
const MORE_PROCESSES: u64 = 256;

/// Sets the limits of this process: `memory_mb` MiB of memory, and `most_bytes` for each written
/// file.
pub(super) fn set(memory_mb: u64, most_bytes: u64) -> Result<(), Unconfined> {
    one("memory", Resource::As, memory_mb.saturating_mul(1 << 20))?;
    one("processor time", Resource::Cpu, PROCESSOR_S)?;
    one("output", Resource::Fsize, most_bytes)?;
    // A core file would contain the document, so none is written.
    one("core file", Resource::Core, 0)?;
    // The child is killed when its parent ends, since nobody would use the child's result.
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| Unconfined::Limit { what: "life", text: error.to_string() })
}

/// Limits the number of processes that this process may start, before it becomes an external
/// program.
pub(super) fn processes() -> Result<(), Unconfined> {
    // The fourth field of /proc/loadavg is "running/all"; `all` counts the threads of the whole
    // machine.
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let all = load
        .split_whitespace()
        .nth(3)
        .and_then(|word| word.split_once('/')?.1.parse::<u64>().ok());
    let Some(all) = all else { return Ok(()) };
    one("number of processes", Resource::Nproc, all.saturating_add(MORE_PROCESSES))
}

/// Gives up the rights of root, such as to set the clock, to load code into the kernel, and to
/// signal the processes of all users. The program that this process becomes does not get them
/// again, because Landlock forbids new privileges.
pub(super) fn capabilities() {
    let none = CapabilitySet::empty();
    let sets = CapabilitySets { effective: none, permitted: none, inheritable: none };
    // This fails only if systemd forbids the call. Then the service has no such rights.
    let _ = set_capabilities(None, sets);
}

fn one(what: &'static str, resource: Resource, most: u64) -> Result<(), Unconfined> {
    // If the process already has a lower limit, that limit is kept.
    let most = rustix::process::getrlimit(resource)
        .maximum
        .map_or(most, |maximum| maximum.min(most));
    setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
        .map_err(|error| Unconfined::Limit { what, text: error.to_string() })
}
