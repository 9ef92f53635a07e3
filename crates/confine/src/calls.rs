//! Restricts the system calls of a confined process, by seccomp. A forbidden system call fails with
//! EPERM.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, sock_filter,
};

use super::error::Unconfined;

/// The rules of a seccomp filter, sorted by system call. A system call in this map matches if one
/// of its rules holds. If its list of rules is empty, it always matches.
type Rules = BTreeMap<libc::c_long, Vec<SeccompRule>>;

/// The system calls that a confined child process of `ferrofax` needs after it has opened its
/// files: use of open files, memory, threads, time, random numbers, exit.
const ALLOWED: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_pread64,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_pwrite64,
    libc::SYS_lseek,
    libc::SYS_fstat,
    libc::SYS_close,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_gettid,
    libc::SYS_getpid,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    libc::SYS_sigaltstack,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // This list lets `clone3` pass, because the filter of `no_clone3` makes `clone3` fail with
    // another error than EPERM.
    libc::SYS_clone3,
];

/// The flags with which `clone` starts a thread of the same process. Without them it starts a
/// process.
const THREAD: u64 = (libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND) as u64;

/// The flags of `clone` that create new namespaces.
const NAMESPACES: &[libc::c_int] = &[
    libc::CLONE_NEWNS,
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
];

/// The system calls that an external program does not need: network and system services, other
/// processes, their order of execution, control of the system, memory that all processes share, and
/// changes of file permissions and times by name. Landlock does not prevent these. Before Linux
/// 6.2, it does not prevent that a file is shortened by its name. In addition, the program is not
/// allowed to leave its process group, because all its processes are killed as a group.
const FORBIDDEN_OUTSIDE: &[libc::c_long] = &[
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_move_mount,
    libc::SYS_open_tree,
    libc::SYS_mount_setattr,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_open_by_handle_at,
    libc::SYS_setsid,
    libc::SYS_setpgid,
    libc::SYS_setpriority,
    libc::SYS_ioprio_set,
    libc::SYS_sched_setaffinity,
    libc::SYS_sched_setattr,
    libc::SYS_sched_setparam,
    libc::SYS_sched_setscheduler,
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    SETXATTRAT,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    REMOVEXATTRAT,
    FILE_SETATTR,
    libc::SYS_truncate,
    // Memory and queues outside of all folders remain when all processes have ended. Other programs
    // of the same user can use them, too.
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_shmctl,
    libc::SYS_semget,
    libc::SYS_semop,
    libc::SYS_semtimedop,
    libc::SYS_semctl,
    libc::SYS_msgget,
    libc::SYS_msgsnd,
    libc::SYS_msgrcv,
    libc::SYS_msgctl,
    libc::SYS_mq_open,
    libc::SYS_mq_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
    // Sockets of system services are files that Landlock does not protect. With `sendmsg` and
    // `sendmmsg`, a program can send a datagram to such a socket without connecting to it first.
    // The filter cannot see the address in these two calls, so it forbids both.
    libc::SYS_connect,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
];

/// The numbers of the system calls fchmodat2 (since Linux 6.6), setxattrat and removexattrat (6.13)
/// and file_setattr (6.17), which are the same on all architectures.
const FCHMODAT2: libc::c_long = 452;
const SETXATTRAT: libc::c_long = 463;
const REMOVEXATTRAT: libc::c_long = 466;
const FILE_SETATTR: libc::c_long = 469;

/// The system calls that send signals. They are forbidden if the kernel cannot restrict them to the
/// program's own processes. Then `tgkill` is forbidden for other processes than the first one.
const SIGNALS: &[libc::c_long] = &[
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_pidfd_send_signal,
];

/// The commands of `fcntl` that name the process that gets a file's signals: F_SETOWN and
/// F_SETOWN_EX.
const NEW_OWNER: [u64; 2] = [8, 15];

/// The commands of `ioctl` that do the same for a socket: FIOSETOWN and SIOCSPGRP.
const NEW_OWNER_OF_SOCKET: [u64; 2] = [0x8901, 0x8902];

/// The system calls by which a program asks whether it may write to a path, each with the position
/// of the argument for the kind of access. They are forbidden for writing, because Landlock does
/// not change their answer: they would say yes, although writing is forbidden. LibreOffice would
/// then create its socket in /tmp, and not in the folder that it was given (`OSL_SOCKET_PATH`).
const ASKED_ABOUT_WRITING: &[(libc::c_long, u8)] = &[
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_access, 1),
    (libc::SYS_faccessat, 2),
    (libc::SYS_faccessat2, 2),
];

/// The first number of the system calls of the x32 interface, a second interface of x86-64. A
/// seccomp filter for the usual numbers does not match x32 calls, so these are forbidden
/// separately.
const OTHER_FORM: u32 = 0x4000_0000;

/// Restricts this process, a child process of `ferrofax`, to reading and writing files that are
/// already open.
pub(super) fn allow_reading() -> Result<(), Unconfined> {
    for program in reading()? {
        apply(&program)?;
    }
    Ok(())
}

/// The seccomp filters for a child process of `ferrofax`, in the order in which they are installed.
pub(super) fn reading() -> Result<Vec<BpfProgram>, Unconfined> {
    let mut rules: Rules = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    // Memory that is writable can't be made executable.
    let is_not_run = masked(2, libc::PROT_EXEC as u64, 0)?;
    rules.insert(libc::SYS_mmap, vec![is_not_run.clone()]);
    rules.insert(libc::SYS_mprotect, vec![is_not_run]);
    let namespaces = NAMESPACES.iter().fold(0, |all, one| all | *one as u32);
    rules.insert(libc::SYS_clone, vec![masked(0, THREAD | u64::from(namespaces), THREAD)?]);
    // The function `abort` sends a signal to its own process.
    rules.insert(libc::SYS_tgkill, vec![rule(0, SeccompCmpOp::Eq, std::process::id().into())?]);
    Ok(vec![no_clone3()?, compiled(rules, SeccompAction::Allow, refused())?])
}

/// Permanently forbids an external program (such as LibreOffice) to use the network and system
/// services. If `local_sockets` is true, processes of the program may connect to each other by a
/// Unix socket. If `signals_are_scoped` is true, the kernel restricts the program's signals to its
/// own processes.
pub(super) fn forbid_outside(
    local_sockets: bool,
    signals_are_scoped: bool,
) -> Result<(), Unconfined> {
    let rules = of_outside(local_sockets, signals_are_scoped)?;
    apply(&no_clone3()?)?;
    apply(&no_fallocate()?)?;
    apply(&no_other_form())?;
    apply(&compiled(rules, refused(), SeccompAction::Allow)?)
}

/// The system calls that are forbidden to an external program, as [`forbid_outside`] says.
fn of_outside(local_sockets: bool, signals_are_scoped: bool) -> Result<Rules, Unconfined> {
    let mut rules: Rules = FORBIDDEN_OUTSIDE.iter().map(|call| (*call, Vec::new())).collect();
    if !signals_are_scoped {
        rules.extend(SIGNALS.iter().map(|call| (*call, Vec::new())));
        // The function `abort` sends a signal to its own process.
        let is_other = rule(0, SeccompCmpOp::Ne, std::process::id().into())?;
        rules.insert(libc::SYS_tgkill, vec![is_other]);
    }
    // The owner of an open file gets a signal when there is something to read.
    let names_owner = NEW_OWNER.iter().map(|command| rule(1, SeccompCmpOp::Eq, *command));
    rules.insert(libc::SYS_fcntl, names_owner.collect::<Result<_, _>>()?);
    let names_owner = NEW_OWNER_OF_SOCKET.iter().map(|command| rule(1, SeccompCmpOp::Eq, *command));
    rules.insert(libc::SYS_ioctl, names_owner.collect::<Result<_, _>>()?);
    // With CLONE_PARENT, the new process is a child of the Ferrofax service. The service does not
    // wait for it, so it counts as a process of the service even after its end.
    let flags = NAMESPACES
        .iter()
        .chain(&[libc::CLONE_PARENT])
        .map(|one| masked(0, (*one as u32).into(), (*one as u32).into()));
    rules.insert(libc::SYS_clone, flags.collect::<Result<_, _>>()?);
    // Otherwise its parent could no longer see the files and the memory that the program uses.
    rules.insert(libc::SYS_prctl, vec![rule(0, SeccompCmpOp::Eq, libc::PR_SET_DUMPABLE as u64)?]);
    // A program may limit itself, but no other process of the same user.
    rules.insert(libc::SYS_prlimit64, vec![rule(0, SeccompCmpOp::Ne, 0)?]);
    // The fifth argument is the destination of a datagram. On a connected socket it is null.
    rules.insert(libc::SYS_sendto, vec![is_given(4)?]);
    // The second argument is the path of a file. For a file that is open it is null.
    rules.insert(libc::SYS_utimensat, vec![is_given(1)?]);
    let is_other = rule(0, SeccompCmpOp::Ne, libc::AF_UNIX as u64)?;
    rules.insert(libc::SYS_socketpair, vec![is_other.clone()]);
    if local_sockets {
        rules.insert(libc::SYS_socket, vec![is_other]);
        for (call, argument) in ASKED_ABOUT_WRITING {
            rules.insert(*call, vec![rule(*argument, SeccompCmpOp::Eq, libc::W_OK as u64)?]);
        }
    } else {
        _ = rules.insert(libc::SYS_socket, Vec::new())
    }
    Ok(rules)
}

fn refused() -> SeccompAction {
    SeccompAction::Errno(libc::EPERM as u32)
}

/// A seccomp filter that makes `clone3` fail as if the kernel did not have it, so that libraries
/// use `clone` instead. `clone3` takes its flags in memory, which a filter cannot read.
fn no_clone3() -> Result<BpfProgram, Unconfined> {
    let missing = SeccompAction::Errno(libc::ENOSYS as u32);
    compiled([(libc::SYS_clone3, Vec::new())].into(), missing, SeccompAction::Allow)
}

/// A seccomp filter that makes `fallocate` fail as if the file system did not have it. With
/// `fallocate`, a program could fill the disk before its parent sees it. Libraries write zeros
/// instead, which takes time.
fn no_fallocate() -> Result<BpfProgram, Unconfined> {
    let missing = SeccompAction::Errno(libc::EOPNOTSUPP as u32);
    compiled([(libc::SYS_fallocate, Vec::new())].into(), missing, SeccompAction::Allow)
}

/// A seccomp filter that makes the system calls of the x32 interface fail. A filter with a list of
/// allowed system calls does not need this filter, since the list does not contain x32 calls.
fn no_other_form() -> BpfProgram {
    let step = |code: u32, jt, jf, k| sock_filter { code: code as u16, jt, jf, k };
    vec![
        // Load the number of the system call.
        step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        step(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, OTHER_FORM),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ERRNO | libc::EPERM as u32),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ]
}

/// A rule of a seccomp filter that compares an argument of a system call with a number.
fn rule(argument: u8, compares: SeccompCmpOp, with: u64) -> Result<SeccompRule, Unconfined> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compares, with)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(failed)
}

/// A rule of a seccomp filter for a pointer that is not null.
fn is_given(argument: u8) -> Result<SeccompRule, Unconfined> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Ne, 0)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(failed)
}

/// A rule of a seccomp filter that compares some bits of an argument with the value `are`. `bits`
/// selects the bits.
fn masked(argument: u8, bits: u64, are: u64) -> Result<SeccompRule, Unconfined> {
    rule(argument, SeccompCmpOp::MaskedEq(bits), are)
}

fn compiled(
    rules: Rules,
    matching: SeccompAction,
    others: SeccompAction,
) -> Result<BpfProgram, Unconfined> {
    let arch = TargetArch::try_from(std::env::consts::ARCH).map_err(failed)?;
    SeccompFilter::new(rules, others, matching, arch)
        .and_then(BpfProgram::try_from)
        .map_err(failed)
}

fn apply(program: &BpfProgram) -> Result<(), Unconfined> {
    seccompiler::apply_filter_all_threads(program).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> Unconfined {
    Unconfined::Filter(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_call_sends_signals_to_others_if_the_kernel_does_not_prevent_it() {
        for signals_are_scoped in [false, true] {
            let rules = of_outside(false, signals_are_scoped).unwrap();
            for call in SIGNALS.iter().chain(&[libc::SYS_tgkill]) {
                assert_eq!(rules.contains_key(call), !signals_are_scoped, "{call}");
            }
        }
    }
}
