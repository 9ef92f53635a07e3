//! Health checks: whether the Ferrofax service is alive, and whether it is ready to take faxes.

use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::Path;

use ferrofax_spool::Spool;
use ferrofax_spool::safe_file::{self, For};

/// The result of the health checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Whether all health checks found nothing wrong.
    pub is_well: bool,
    /// The results of the health checks, with one line for each check.
    pub lines: Vec<String>,
}

/// The least free space on the disk in bytes. With less, a fax of many pages might not be stored.
const LEAST_BYTES: u64 = 64 << 20;

/// Liveness: the process answers, and its spool can be read. A service that is not alive is
/// restarted.
pub fn healthz(spool: &Spool) -> Health {
    let read = spool.monitoring().figures().map(|_| "it can be read".to_owned());
    Health::of(vec![("spool", read.map_err(|error| error.to_string()))])
}

/// Readiness: the spool can be read, there is room for faxes, and the module in the PBX works with
/// the spool. Alarms do not count: the faxmaster is notified of them.
pub fn readyz(spool: &Spool) -> Health {
    Health::of(checks(spool))
}

/// The name of a health check and its result. The result is an error if something is wrong.
pub(super) type Check = (&'static str, Result<String, String>);

/// Runs the checks whether the service is ready to take faxes, and returns their results.
pub(super) fn checks(spool: &Spool) -> Vec<Check> {
    let read = spool.monitoring().figures().map(|_| "it can be read".to_owned());
    let mut found = vec![("spool", read.map_err(|error| error.to_string()))];
    found.extend(checks_around(spool));
    found
}

/// Whether the disk and the module are ready to take faxes. The database is not read, so that this
/// takes little time.
pub(crate) fn is_ready_around(spool: &Spool) -> bool {
    checks_around(spool).iter().all(|(_, found)| found.is_ok())
}

/// Runs all checks except that of the spool's database.
fn checks_around(spool: &Spool) -> Vec<Check> {
    let mut found = vec![("disk", room(spool.folder()))];
    // A stateless node has no module: its jobs are sent by other nodes.
    if !spool.is_front() {
        let runs = module_runs(spool.folder()).map(|()| "it works with this spool".to_owned());
        found.push(("module", runs.map_err(|why| why.to_string())));
    }
    found
}

impl Health {
    fn of(found: Vec<Check>) -> Self {
        let is_well = found.iter().all(|(_, how)| how.is_ok());
        let line = |(what, how): Check| match how {
            Ok(text) => format!("ok: {what}: {text}"),
            Err(text) => format!("WRONG: {what}: {text}"),
        };
        Self { is_well, lines: found.into_iter().map(line).collect() }
    }
}

fn room(folder: &Path) -> Result<String, String> {
    let system = rustix::fs::statvfs(folder).map_err(|error| error.to_string())?;
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    let mib = free >> 20;
    if free < LEAST_BYTES {
        Err(format!("only {mib} MiB are free"))
    } else if mib < 10 << 10 {
        Ok(format!("{mib} MiB are free"))
    } else {
        let gib = mib >> 10;
        Ok(format!("{gib} GiB are free"))
    }
}

/// The reason why the Ferrofax module of Asterisk seems not to be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLoaded {
    /// The Asterisk module has never used this spool.
    #[error("it has never worked with this spool")]
    NeverWas,
    /// The Asterisk module has used this spool before, but does not run now.
    #[error("it is not running: jobs wait until Asterisk has loaded it")]
    NotNow,
    /// The lock file by which the Asterisk module shows that it runs cannot be read.
    #[error("{path}: {error}")]
    Unreadable {
        /// The path of the lock file.
        path: String,
        /// The error that the operating system reported, as text.
        error: String,
    },
}

/// Checks that Asterisk has loaded the Ferrofax module, by the lock that the module holds while it
/// runs.
///
/// # Errors
/// The reason why the module seems not to be loaded.
pub fn module_runs(folder: &Path) -> Result<(), NotLoaded> {
    let path = folder.join("receiving.lock");
    let unreadable = |error: std::io::Error| NotLoaded::Unreadable {
        path: path.display().to_string(),
        error: error.to_string(),
    };
    let file = safe_file::open(&path, For::Reading).map_err(|error| match error.kind() {
        ErrorKind::NotFound => NotLoaded::NeverWas,
        _ => unreadable(error),
    })?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(unreadable(error)),
        Ok(()) => Err(NotLoaded::NotNow),
    }
}
