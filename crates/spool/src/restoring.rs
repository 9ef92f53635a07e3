//! A backup becomes the spool again, while nobody works with that.
//!
//! The backup is copied beside what is there, opened and looked through, and takes its place only then.
//! What was there is kept in a folder of its own. Who dies in between has lost nothing of either, and
//! begins anew.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::backup::{BESIDE, Backup, Copying, copy};
use super::folder::{CALLS, RECEIVED};
use super::jobs::{JobQuery, JobState};
use super::safe_file::{self, For, Share};
use super::{Spool, SpoolError, audit};
use ferrofax_basics::UnixMs;

const DATABASE: &str = "spool.db";
/// What is there of a database that nobody works with, beside itself.
const ITS: [&str; 2] = ["spool.db-wal", "spool.db-shm"];
/// Where the backup is until it takes the spool's place.
const COMING: &str = "restoring";
/// Whoever receives faxes holds it.
const RECEIVES: &str = "receiving.lock";

/// Only who is alone with a database may leave its log of changes.
const ALONE: &str = "PRAGMA journal_mode = DELETE";

/// Jobs that are not at an end.
const WAITS: [JobState; 6] = [
    JobState::Suspended,
    JobState::Pending,
    JobState::Sleeping,
    JobState::Blocked,
    JobState::Ready,
    JobState::Active,
];

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was copied.
    pub copied: Backup,
    /// Where is what was there before.
    pub before: PathBuf,
    /// Jobs that wait, and are dialled as soon as the PBX is there.
    pub jobs: usize,
}

/// Puts a backup into the place of the spool in this folder, which is there. What stands in its tables
/// alone ([`super::Store::Sqlite`]).
///
/// # Errors
/// [`SpoolError::AtWork`]; the backup is none, or not whole; the disk. The spool is as it was, or
/// what was there is in the folder that its name tells.
pub fn restore(folder: &Path, backup: &Path, now: UnixMs) -> Result<Restored, SpoolError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| SpoolError::io("restore", &path, &error)
    };
    let from = backup.join(DATABASE);
    safe_file::open(&from, For::Reading).map_err(at(&from))?;
    let _nobody_receives = alone(folder)?;
    let coming = folder.join(COMING);
    match fs::remove_dir_all(&coming) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(at(&coming)(error)),
        _ => {}
    }
    safe_file::make_folder(&coming, Share::GroupWorks).map_err(at(&coming))?;
    let mut copied = Backup::default();
    for name in [DATABASE].iter().chain(&BESIDE) {
        let (from, to) = (backup.join(name), coming.join(name));
        copy(&from, &to, shared(name), &mut copied).map_err(at(&from))?;
    }
    let jobs = looked_through(&coming)?;
    let before = folder.join(format!("before-restore-{}", now.0 / 1000));
    safe_file::make_folder(&before, Share::GroupWorks).map_err(at(&before))?;
    let all = [DATABASE, audit::HEAD].into_iter().chain(ITS).chain(BESIDE);
    all.clone().try_for_each(|name| moved(folder, &before, name))?;
    // The database is what makes it a spool.
    BESIDE
        .into_iter()
        .chain([DATABASE])
        .try_for_each(|name| moved(&coming, folder, name))?;
    fs::remove_dir_all(&coming).map_err(at(&coming))?;
    safe_file::flush(folder).map_err(at(folder))?;
    Ok(Restored { copied, before, jobs })
}

/// Who may do what with a part of the spool.
fn shared(name: &str) -> Copying {
    let is_read = [RECEIVED, CALLS].contains(&name);
    Copying { held: false, share: if is_read { Share::GroupReads } else { Share::GroupWorks } }
}

/// That nobody works with a spool, and nobody who receives begins to until what is given goes.
fn alone(folder: &Path) -> Result<Option<File>, SpoolError> {
    let busy = || SpoolError::AtWork { path: folder.to_path_buf() };
    let path = folder.join(RECEIVES);
    let held = match safe_file::open(&path, For::Reading) {
        Ok(file) => Some(file),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(SpoolError::io("open", &path, &error)),
    };
    if held.as_ref().is_some_and(|file| file.try_lock().is_err()) {
        return Err(busy());
    }
    let database = folder.join(DATABASE);
    if !database.exists() {
        return Ok(held);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mode = Connection::open_with_flags(&database, flags)
        .and_then(|one| one.query_row(ALONE, [], |row| row.get::<_, String>(0)));
    match mode {
        Ok(mode) if mode == "delete" => Ok(held),
        Ok(_) => Err(busy()),
        Err(error) => match error.sqlite_error_code() {
            // One that is damaged is what a backup is for: nobody works with that.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Ok(held),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Err(busy()),
            _ => Err(SpoolError::sqlite(&database, &error)),
        },
    }
}

/// How many jobs wait in a spool that is whole, and of a version that this one knows.
fn looked_through(folder: &Path) -> Result<usize, SpoolError> {
    let spool = Spool::open(folder)?;
    spool.monitoring().check_database()?;
    let states = WAITS.to_vec();
    let query = JobQuery { states, limit: u32::MAX, ..JobQuery::default() };
    Ok(spool.jobs().list(&query)?.len())
}

fn moved(from: &Path, to: &Path, name: &str) -> Result<(), SpoolError> {
    let from = from.join(name);
    match safe_file::rename(&from, &to.join(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done.map_err(|error| SpoolError::io("move", &from, &error)),
    }
}
