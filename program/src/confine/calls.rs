//! What a process may ask of the kernel (seccomp). A call that it may not fails with EPERM.

use std::collections::BTreeMap;

use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, sock_filter,
};

use super::error::Unconfined;

/// What a filter says of calls: those in the map match where one of their rules holds, or
/// if they have none.
type Rules = BTreeMap<libc::c_long, Vec<SeccompRule>>;

/// All that a child of ours needs once it has its files: what is open, memory, threads,
/// time, chance, the end.
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
    // Answered by NO_CLONE3.
    libc::SYS_clone3,
];

/// What a thread of the same process has of it, and nothing of a process or a namespace of its own.
const THREAD: u64 = (libc::CLONE_THREAD | libc::CLONE_VM | libc::CLONE_SIGHAND) as u64;

/// Namespaces.
const NAMESPACES: &[libc::c_int] = &[
    libc::CLONE_NEWNS,
    libc::CLONE_NEWCGROUP,
    libc::CLONE_NEWUTS,
    libc::CLONE_NEWIPC,
    libc::CLONE_NEWUSER,
    libc::CLONE_NEWPID,
    libc::CLONE_NEWNET,
];

/// What an outside program does not need: the network and the system's services, other
/// processes, the system's levers, the rights of files by name (Landlock does not guard
/// these); and to leave the group of processes in which it is ended.
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
    libc::SYS_fchmodat,
    FCHMODAT2,
    libc::SYS_fchownat,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    // Sockets of the system's services are files that Landlock does not guard. A datagram
    // can name one without a connection; of these calls the filter cannot see whether it
    // does.
    libc::SYS_connect,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
];

/// Since Linux 6.6; the same number everywhere.
const FCHMODAT2: libc::c_long = 452;

/// To signal others, where the kernel itself does not keep a program to its own processes.
const SIGNALS: &[libc::c_long] = &[
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_pidfd_send_signal,
];

/// The calls by which a program asks whether it may write somewhere, and the argument
/// that says so. LibreOffice makes its socket in /tmp if the answer is yes, and in the
/// folder that it is told (`OSL_SOCKET_PATH`) if it is no. Landlock is not asked, so the
/// answer would be yes for what is then forbidden.
const ASKED_ABOUT_WRITING: &[(libc::c_long, u8)] = &[
    #[cfg(target_arch = "x86_64")]
    (libc::SYS_access, 1),
    (libc::SYS_faccessat, 2),
    (libc::SYS_faccessat2, 2),
];

/// From here on calls are those of another form of the machine (x32), under other numbers
/// than a filter names.
const OTHER_FORM: u32 = 0x4000_0000;

/// Leaves this process, a child of our own, nothing but to read and to write.
pub(super) fn allow_reading() -> Result<(), Unconfined> {
    for program in reading()? {
        apply(&program)?;
    }
    Ok(())
}

/// The filters of a child of our own, in the order in which they are laid on.
pub(super) fn reading() -> Result<Vec<BpfProgram>, Unconfined> {
    let mut rules: Rules = ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    // Memory that is written is not run.
    let is_not_run = masked(2, libc::PROT_EXEC as u64, 0)?;
    rules.insert(libc::SYS_mmap, vec![is_not_run.clone()]);
    rules.insert(libc::SYS_mprotect, vec![is_not_run]);
    let namespaces = NAMESPACES.iter().fold(0, |all, one| all | *one as u32);
    rules.insert(libc::SYS_clone, vec![masked(0, THREAD | u64::from(namespaces), THREAD)?]);
    // To end itself, by the name of a signal.
    rules.insert(libc::SYS_tgkill, vec![rule(0, SeccompCmpOp::Eq, std::process::id().into())?]);
    Ok(vec![no_clone3()?, compiled(rules, SeccompAction::Allow, refused())?])
}

/// Forbids an outside program the network and more, for good. `local_sockets`: its own
/// processes meet at a socket in its folder. `signals_are_scoped`: the kernel keeps its
/// signals to its own processes.
pub(super) fn forbid_outside(
    local_sockets: bool,
    signals_are_scoped: bool,
) -> Result<(), Unconfined> {
    let mut rules: Rules = FORBIDDEN_OUTSIDE.iter().map(|call| (*call, Vec::new())).collect();
    if !signals_are_scoped {
        rules.extend(SIGNALS.iter().map(|call| (*call, Vec::new())));
    }
    let namespaces = NAMESPACES
        .iter()
        .map(|one| masked(0, (*one as u32).into(), (*one as u32).into()));
    rules.insert(libc::SYS_clone, namespaces.collect::<Result<_, _>>()?);
    // To whom a datagram goes stands in the fifth argument; what is sent where one is
    // connected names nobody.
    let condition = SeccompCondition::new(4, SeccompCmpArgLen::Qword, SeccompCmpOp::Ne, 0);
    let names_somebody = condition
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(failed)?;
    rules.insert(libc::SYS_sendto, vec![names_somebody]);
    match local_sockets {
        false => _ = rules.insert(libc::SYS_socket, Vec::new()),
        true => {
            rules.insert(libc::SYS_socket, vec![rule(0, SeccompCmpOp::Ne, libc::AF_UNIX as u64)?]);
            for (call, argument) in ASKED_ABOUT_WRITING {
                rules.insert(*call, vec![rule(*argument, SeccompCmpOp::Eq, libc::W_OK as u64)?]);
            }
        }
    }
    apply(&no_clone3()?)?;
    apply(&no_other_form())?;
    apply(&compiled(rules, refused(), SeccompAction::Allow)?)
}

fn refused() -> SeccompAction {
    SeccompAction::Errno(libc::EPERM as u32)
}

/// clone3 hides in memory what it is to make: it is as if the kernel did not have it, so
/// that libraries ask by clone instead.
fn no_clone3() -> Result<BpfProgram, Unconfined> {
    let missing = SeccompAction::Errno(libc::ENOSYS as u32);
    compiled([(libc::SYS_clone3, Vec::new())].into(), missing, SeccompAction::Allow)
}

/// Calls of another form of the machine fail. (Where a list says what is allowed, they
/// are not in it.)
fn no_other_form() -> BpfProgram {
    let step = |code: u32, jt, jf, k| sock_filter { code: code as u16, jt, jf, k };
    vec![
        // The number of the call.
        step(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        step(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, OTHER_FORM),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ERRNO | libc::EPERM as u32),
        step(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ALLOW),
    ]
}

/// Holds where an argument of a call compares so with a number.
fn rule(argument: u8, compares: SeccompCmpOp, with: u64) -> Result<SeccompRule, Unconfined> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, compares, with)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map_err(failed)
}

/// Holds where those bits of an argument are so.
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
