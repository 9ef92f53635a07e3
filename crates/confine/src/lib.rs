//! Confinement: code that reads untrusted data gives up the rights that it does not need, before it
//! reads the first byte.
//!
//! A child process of `ferrofax` ([`confine`]) keeps the files that it has opened: its input, its
//! output file, the pipe to its parent, and font files. It keeps a short list of system calls
//! (`calls`): reading, writing and closing open files, memory that is never executable, threads,
//! the clock, random numbers, and exit. All other calls fail with EPERM. Forbidden are, for
//! example, opening or changing a file by its name, any socket, starting a program or a process,
//! inspecting, signalling or limiting other processes, and calls of another call interface (x32).
//! The child has limits of memory, processor time and output (`limits`). If the kernel has
//! Landlock, files are forbidden a second time by Landlock (`files`). If not, the list of calls is
//! the only protection, and this is logged once.
//!
//! An external program (Ghostscript, LibreOffice, or one that the administrator names;
//! [`confine_program`]) needs files and processes of its own. It may read the system's programs,
//! libraries and fonts, and it may read and write in one folder made for this run. It may use no
//! other files, which Landlock enforces; without Landlock the program is not run. It may use no
//! network, and no socket of system services. It can signal only its own processes. If `ferrofax`
//! runs as root, the program has none of root's rights but those of the owner of files. Its parent
//! watches the number of processes, the memory and the disk space that the program uses (`group`).

mod calls;
mod error;
mod files;
mod group;
mod life;
mod limits;
mod memory;
mod outside;
mod probe;
mod run_folder;
mod spent;
mod waiting;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

pub use error::Unconfined;
pub use files::sees_beside;
pub use group::{Group, Stopped};
pub use life::{
    BROKE, Breakdown, STACK, how_it_broke, io_error_of, line_of, live, live_with_files, own_child,
    read_line, try_read_line,
};
pub use outside::{
    OutsideFailed, OutsideProgram, OutsideRun, PROGRAM_WORD, program_file, run_program,
};
pub use probe::{PROBE_WORD, run_probe};
pub use spent::{Allowance, LOOK};
pub use waiting::EndedOnDrop;

/// The maximum number of bytes that a confined process may write into one file.
pub const MAX_OUTPUT: u64 = 256 << 20;

/// Facts about the confinement of a child process of `ferrofax`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confined {
    /// Whether the kernel has Landlock. If so, Landlock and the filter of system calls both keep
    /// the child from files; if not, only the filter does.
    pub by_landlock: bool,
}

/// Sets the limits of a child process of `ferrofax`, before it opens the files that it needs.
/// `memory_mb` is the maximum memory in MiB.
pub fn limit(memory_mb: u64) -> Result<(), Unconfined> {
    limits::set(memory_mb, MAX_OUTPUT)
}

/// Permanently confines this process, a child process of `ferrofax`, with all its threads.
pub fn confine() -> Result<Confined, Unconfined> {
    let by_landlock = files::forbid_all();
    calls::allow_reading()?;
    Ok(Confined { by_landlock })
}

/// Permanently confines this process, which is to become `program`. The program may write only in
/// `folder`. If `local_sockets` is true, the program's own processes may connect to each other by a
/// socket in `folder`.
pub fn confine_program(
    memory_mb: u64,
    local_sockets: bool,
    folder: &Path,
    program: &Path,
) -> Result<(), Unconfined> {
    limits::set(memory_mb, MAX_OUTPUT)?;
    limits::processes()?;
    files::forbid_others(folder, program)?;
    limits::capabilities();
    calls::forbid_outside(local_sockets, files::scopes_signals())
}

/// The word with which a child process tells its parent that the kernel has no Landlock.
pub const NO_LANDLOCK: &str = "no-landlock";

/// Logs a warning, only once, that the kernel has no Landlock.
pub fn tell_no_landlock() {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if !TOLD.swap(true, Ordering::Relaxed) {
        log::warn!(
            "this kernel has no Landlock: only a system call filter keeps the readers of \
             documents and mails from files, and converter programs (Ghostscript, LibreOffice) \
             are not run"
        );
    }
}
