//! Restricts the file access of a confined process, by Landlock.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};

use super::error::Unconfined;

/// The Landlock version whose restrictions are requested. If the kernel is older, it applies only
/// the restrictions that it knows.
const KNOWN: ABI = ABI::V6;

/// Forbids all files and the network to this thread and to the threads that it starts, as far as
/// the kernel supports it. Returns false if the kernel has no Landlock, or if Landlock is switched
/// off.
pub(super) fn forbid_all() -> bool {
    let status = rules().and_then(RulesetCreated::restrict_self);
    status.is_ok_and(|status| status.ruleset != RulesetStatus::NotEnforced)
}

/// Creates a Landlock rule set that forbids all access to files and to the network.
fn rules() -> Result<RulesetCreated, RulesetError> {
    Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(KNOWN)))
        .and_then(|rules| rules.scope(Scope::from_all(KNOWN)))
        .and_then(Ruleset::create)
}

/// Whether the kernel can keep confined processes from sending signals to other processes (Linux
/// 6.12).
pub(super) fn scopes_signals() -> bool {
    let rules = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .scope(Scope::Signal);
    rules.and_then(Ruleset::create).is_ok()
}

/// The files of the system that an external program may read: programs, libraries, fonts, and the
/// configuration by which libraries are found. None of them is secret.
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

/// The device files to which any program may write, because the system discards the data.
const SINKS: &[&str] = &["/dev/null", "/dev/zero", "/dev/full"];

/// Whether an external program at this path can read the other files in its own folder.
pub fn sees_beside(program: &Path) -> bool {
    // A symbolic link is executed as its target.
    let real = program.canonicalize().unwrap_or_else(|_| program.to_owned());
    OF_THE_SYSTEM.iter().any(|folder| real.starts_with(folder))
}

/// Restricts the files that this thread, which is to become an external program, may use: the files
/// of the system, `program` itself, and the files in `folder`. If the program is outside of /usr
/// and /opt, it cannot read the files beside it, since these may be anything.
pub(super) fn forbid_others(folder: &Path, program: &Path) -> Result<(), Unconfined> {
    let failed = |error: RulesetError| Unconfined::Files(error.to_string());
    let readable = OF_THE_SYSTEM
        .iter()
        .map(PathBuf::from)
        .map(|path| (path, AccessFs::from_read(KNOWN)));
    let itself = program.is_file().then(|| (program.to_owned(), AccessFs::from_read(KNOWN)));
    let writable = SINKS.iter().map(PathBuf::from).map(|path| (path, AccessFs::from_file(KNOWN)));
    // In `folder` the program may do everything except execute files and make device files. With
    // device files, a program that runs as root could use the disks.
    let forbidden = AccessFs::Execute | AccessFs::MakeBlock | AccessFs::MakeChar;
    let own = [(folder.to_owned(), AccessFs::from_all(KNOWN) & !forbidden)];
    let mut rules = rules().map_err(failed)?;
    for (path, access) in readable.chain(itself).chain(writable).chain(own) {
        // Paths that do not exist need no rule.
        let Ok(file) = PathFd::new(&path) else { continue };
        let access = if path.is_dir() { access } else { access & AccessFs::from_file(KNOWN) };
        rules = rules.add_rule(PathBeneath::new(file, access)).map_err(failed)?;
    }
    let status = rules.restrict_self().map_err(failed)?;
    match status.ruleset {
        RulesetStatus::NotEnforced => Err(Unconfined::Files("not enforced".to_owned())),
        _ => Ok(()),
    }
}
