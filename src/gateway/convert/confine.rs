//! The child takes from itself what it does not need, before it reads what others have written.
//!
//! Limits: memory, processor time, the size of what it writes. Forbidden by a filter in the kernel (seccomp): to open a
//! file, to make a socket, to start a program, to look into or signal other processes. What it has open it keeps: the
//! document, the file of pages, and the pipe to its parent. A system call that is forbidden fails with EPERM.

use std::collections::BTreeMap;

use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

/// Bytes of memory, all kinds together.
const MEMORY: u64 = 2 << 30;

/// Seconds of processor time.
const PROCESSOR_S: u64 = 900;

/// Why the child could not be confined: it then does nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unconfined {
    /// The kernel refused a limit.
    #[error("its {what} cannot be limited ({text})")]
    Limit {
        /// What was to be limited.
        what: &'static str,
        /// The system's answer.
        text: String,
    },
    /// The kernel refused the filter.
    #[error("its system calls cannot be filtered ({0})")]
    Filter(String),
}

/// Sets the limits; `most_bytes` may be written.
pub(super) fn limit(most_bytes: u64) -> Result<(), Unconfined> {
    let set = |what: &'static str, resource: Resource, most: u64| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
            .map_err(|error| Unconfined::Limit { what, text: error.to_string() })
    };
    set("memory", Resource::As, MEMORY)?;
    set("processor time", Resource::Cpu, PROCESSOR_S)?;
    set("output", Resource::Fsize, most_bytes)?;
    // A document is not to lie about in a core file.
    set("core file", Resource::Core, 0)?;
    // With its parent it has lost what it works for.
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| Unconfined::Limit { what: "life", text: error.to_string() })
}

/// What no conversion needs. Threads, memory, time, and reading and writing what is open stay allowed.
const FORBIDDEN: &[libc::c_long] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_tkill,
    libc::SYS_mount,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_unlinkat,
    libc::SYS_renameat2,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_truncate,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_renameat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_link,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_symlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
];

/// Forbids what is not needed, for the whole process and for good.
pub(super) fn forbid() -> Result<(), Unconfined> {
    let failed = |error: &dyn std::fmt::Display| Unconfined::Filter(error.to_string());
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| failed(&error))?;
    let rules: BTreeMap<i64, Vec<_>> = FORBIDDEN.iter().map(|call| (*call, Vec::new())).collect();
    let refused = SeccompAction::Errno(libc::EPERM as u32);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refused, arch).map_err(|error| failed(&error))?;
    let program = BpfProgram::try_from(filter).map_err(|error| failed(&error))?;
    seccompiler::apply_filter_all_threads(&program).map_err(|error| failed(&error))
}
