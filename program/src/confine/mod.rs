//! What reads what strangers wrote takes from itself what it does not need, before it
//! reads the first byte.
//!
//! A child of our own ([`confine`]) keeps what it has open: what it is to read, the file
//! that it writes, the pipe to its parent, files of fonts. Of the system's calls it keeps
//! a short list (`calls`): to read, write and close what is open, memory that is never
//! run, threads of its own, the clock, chance, and to end. All else fails with EPERM: to
//! open or change a file by its name, any socket, to start a program or a process, to
//! look into, signal or limit others, calls of another form of the machine (x32). It has
//! limits of memory, processor time and output (`limits`). Files are forbidden once more
//! by Landlock (`files`), where the kernel has it; where it has not, the list of calls
//! stands alone and the log says so, once.
//!
//! An outside program (Ghostscript, LibreOffice, the administrator's;
//! [`confine_program`]) needs files and processes of its own: it may read the system's
//! programs, libraries and fonts, and read and write in one folder made for this run;
//! nothing else of the disk (Landlock, without which it is not run), no network, and no
//! socket of the system's services. It signals its own processes alone. Whoever runs it
//! watches how many processes, and how much of the disk, it takes (`group`).

mod calls;
mod error;
mod files;
mod group;
mod life;
mod limits;
mod probe;
mod spent;
mod waiting;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

pub(crate) use error::Unconfined;
pub(crate) use files::sees_beside;
pub(crate) use group::{Group, Stopped};
pub(crate) use life::{BROKE, STACK, how_it_broke, line_of, live, own_child, read_line};
pub(crate) use probe::{PROBE_WORD, run_probe};
pub(crate) use spent::{Allowance, LOOK};
pub(crate) use waiting::EndedOnDrop;

/// The most that a confined process may write into one file, bytes.
pub(crate) const MAX_OUTPUT: u64 = 256 << 20;

/// How a child of our own stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Confined {
    /// The kernel has Landlock: files are forbidden twice.
    pub(crate) by_landlock: bool,
}

/// The limits of a child of our own: first of all, before it opens what it keeps.
/// `memory_mb` MiB of memory.
pub(crate) fn limit(memory_mb: u64) -> Result<(), Unconfined> {
    limits::set(memory_mb, MAX_OUTPUT)
}

/// Confines this process, a child of our own, for good: all its threads.
pub(crate) fn confine() -> Result<Confined, Unconfined> {
    let by_landlock = files::forbid_all();
    calls::allow_reading()?;
    Ok(Confined { by_landlock })
}

/// Confines this process, which is to become `program`, for good. `local_sockets`: its
/// own processes meet at a socket in its folder.
pub(crate) fn confine_program(
    memory_mb: u64,
    local_sockets: bool,
    folder: &Path,
    program: &Path,
) -> Result<(), Unconfined> {
    limits::set(memory_mb, MAX_OUTPUT)?;
    limits::processes()?;
    files::forbid_others(folder, program)?;
    calls::forbid_outside(local_sockets, files::scopes_signals())
}

/// The words by which a child tells its parent that its kernel has no Landlock.
pub(crate) const NO_LANDLOCK: &str = "no-landlock";

/// Says in the log, once, that the kernel has no Landlock.
pub(crate) fn tell_no_landlock() {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if !TOLD.swap(true, Ordering::Relaxed) {
        log::warn!(
            "this kernel has no Landlock: only a system call filter keeps the readers of \
             documents and mails from files, and converter programs (Ghostscript, LibreOffice) \
             are not run"
        );
    }
}
