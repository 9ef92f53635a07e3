//! What reads documents takes from itself what it does not need, before it reads what others have written.
//!
//! The child that reads documents itself: limits (memory, processor time, the size of what it writes); forbidden by a filter in
//! the kernel (seccomp): to open a file, to make a socket, to start a program or a process, to look into or signal others; and
//! forbidden once more, where the kernel can (Landlock): all files. What it has open it keeps: the documents, the file of pages,
//! the pipe to its parent, and files of fonts. A system call that is forbidden fails with EPERM.
//!
//! An outside program (Ghostscript, LibreOffice, the administrator's) needs files of its own: it may read the system's
//! programs, libraries and fonts, and read and write in one folder made for this run; nothing else of the disk (Landlock,
//! without which it is not run), and no network (seccomp).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule, TargetArch,
};

/// Seconds of processor time.
const PROCESSOR_S: u64 = 900;

/// Why a process could not be confined: it then does nothing.
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
    /// The kernel has no Landlock, or it is switched off.
    #[error("its files cannot be limited, since this kernel has no Landlock ({0})")]
    Files(String),
}

/// Sets the limits; `most_bytes` may be written, `memory_mb` MiB of memory taken.
pub(super) fn limit(memory_mb: u64, most_bytes: u64) -> Result<(), Unconfined> {
    let set = |what: &'static str, resource: Resource, most: u64| {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })
            .map_err(|error| Unconfined::Limit { what, text: error.to_string() })
    };
    set("memory", Resource::As, memory_mb.saturating_mul(1 << 20))?;
    set("processor time", Resource::Cpu, PROCESSOR_S)?;
    set("output", Resource::Fsize, most_bytes)?;
    // A document is not to lie about in a core file.
    set("core file", Resource::Core, 0)?;
    // With its parent it has lost what it works for.
    set_parent_process_death_signal(Some(Signal::KILL))
        .map_err(|error| Unconfined::Limit { what: "life", text: error.to_string() })
}

/// Forbids all files and the network to this thread and those that it starts, as far as the kernel knows how: the filter of
/// [`forbid`] stands in any case.
pub(super) fn forbid_files() {
    let _ = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V6))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(ABI::V6)))
        .and_then(|rules| rules.scope(Scope::from_all(ABI::V6)))
        .and_then(Ruleset::create)
        .and_then(landlock::RulesetCreated::restrict_self);
}

/// What an outside program may read: programs, libraries, fonts, and what tells libraries where they are. Nothing here is
/// anybody's secret.
const OF_THE_SYSTEM: &[&str] = &[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/opt",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ghostscript",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/libreoffice",
    "/etc/localtime",
    "/etc/paperspecs",
    "/etc/papersize",
    "/var/cache/fontconfig",
    "/var/lib/ghostscript",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/dev/random",
    "/dev/urandom",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
];

/// Files that may be written to by all: what goes there is gone.
const SINKS: &[&str] = &["/dev/null", "/dev/zero", "/dev/full"];

/// Forbids this thread, which is to become an outside program, all files but the system's, `program`'s own and those in
/// `folder`.
pub(super) fn forbid_other_files(folder: &Path, program: &Path) -> Result<(), Unconfined> {
    let failed = |error: &dyn std::fmt::Display| Unconfined::Files(error.to_string());
    let own = program.parent().map(Path::to_owned);
    let readable = OF_THE_SYSTEM.iter().map(PathBuf::from).chain(own);
    let abi = ABI::V6;
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .map_err(|error| failed(&error))?;
    let writable = SINKS.iter().map(PathBuf::from).map(|path| (path, AccessFs::from_file(abi)));
    let allowed = readable
        .map(|path| (path, AccessFs::from_read(abi)))
        .chain(writable)
        // What it writes there it does not run.
        .chain([(folder.to_owned(), AccessFs::from_all(abi) & !AccessFs::Execute)]);
    for (path, access) in allowed {
        // What is not there need not be allowed.
        let Ok(file) = PathFd::new(&path) else { continue };
        let access = if path.is_dir() { access } else { access & AccessFs::from_file(abi) };
        rules = rules.add_rule(PathBeneath::new(file, access)).map_err(|error| failed(&error))?;
    }
    let status = rules.restrict_self().map_err(|error| failed(&error))?;
    match status.ruleset {
        RulesetStatus::NotEnforced => Err(Unconfined::Files("not enforced".to_owned())),
        _ => Ok(()),
    }
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

/// What an outside program does not need: the network and the system's services, other processes, the system's levers; and to leave the group of
/// processes in which it is ended.
const FORBIDDEN_OUTSIDE: &[libc::c_long] = &[
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_getfd,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_setsid,
    libc::SYS_setpgid,
    // Sockets of the system's services are files that Landlock does not guard.
    libc::SYS_connect,
];

/// Forbids what is not needed, for the whole process and for good.
pub(super) fn forbid() -> Result<(), Unconfined> {
    filter(FORBIDDEN.iter().map(|call| (*call, Vec::new())).collect())
}

/// Forbids an outside program the network and more, for good. `local_sockets`: its own processes meet at a socket in its folder.
pub(super) fn forbid_outside(local_sockets: bool) -> Result<(), Unconfined> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = FORBIDDEN_OUTSIDE.iter().map(|call| (*call, Vec::new())).collect();
    match local_sockets {
        false => _ = rules.insert(libc::SYS_socket, Vec::new()),
        true => {
            let not_local = where_argument(0, SeccompCmpOp::Ne, libc::AF_UNIX)?;
            rules.insert(libc::SYS_socket, vec![not_local]);
            for (call, argument) in ASKED_ABOUT_WRITING {
                rules.insert(*call, vec![where_argument(*argument, SeccompCmpOp::Eq, libc::W_OK)?]);
            }
        }
    }
    filter(rules)
}

/// The calls by which a program asks whether it may write somewhere, and the argument that says so. LibreOffice makes its socket
/// in /tmp if the answer is yes, and in the folder that it is told (`OSL_SOCKET_PATH`) if it is no. Landlock is not asked, so the
/// answer would be yes for what is then forbidden.
const ASKED_ABOUT_WRITING: &[(libc::c_long, u8)] = &[
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_access, 1),
    (libc::SYS_faccessat, 2),
    (libc::SYS_faccessat2, 2),
];

/// Holds where an argument of a call compares so with a number.
fn where_argument(argument: u8, compares: SeccompCmpOp, with: libc::c_int) -> Result<SeccompRule, Unconfined> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compares, with.unsigned_abs().into())
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(|error| Unconfined::Filter(error.to_string()))
}

/// These calls fail from now on, where one of their rules holds or they have none.
fn filter(rules: BTreeMap<i64, Vec<SeccompRule>>) -> Result<(), Unconfined> {
    let failed = |error: &dyn std::fmt::Display| Unconfined::Filter(error.to_string());
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| failed(&error))?;
    let refused = SeccompAction::Errno(libc::EPERM as u32);
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refused, arch).map_err(|error| failed(&error))?;
    let program = BpfProgram::try_from(filter).map_err(|error| failed(&error))?;
    seccompiler::apply_filter_all_threads(&program).map_err(|error| failed(&error))
}
