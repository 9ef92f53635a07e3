//! Restores a backup into the spool's folder, while no process works with the spool.
//!
//! The backup is copied next to the present spool, opened and checked. Only then it takes the place
//! of the spool. The previous spool is kept in a folder of its own. If the process dies in between,
//! no data of the backup or of the previous spool is lost, and the restore can be started again.
//!
//! Mails, print jobs and programs name faxes and jobs by their numbers. Therefore the numbers
//! continue after those of the previous spool, and no number is used twice. If the previous spool
//! does not show how many numbers were used after the backup, many numbers are skipped.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use ferrofax_store::database_file;

use super::backup::{BESIDE, Backup, Copying, DEVICES_FILE, SETTINGS_FILE, USERS_FILE, copy};
use super::folder::{CALLS, RECEIVED};
use super::jobs::{JobQuery, JobState};
use super::safe_file::{self, For, Share};
use super::{Spool, SpoolError, audit};
use crate::database::params;
use ferrofax_basics::UnixMs;

const DATABASE: &str = "spool.db";
/// The files that SQLite keeps next to a database, and that may remain when no process uses it.
const ITS: [&str; 2] = ["spool.db-wal", "spool.db-shm"];
/// The file with the numbers of the last calls that were written to HylaFAX's `xferfaxlog`. They are
/// numbers of the replaced database.
const LOGGED: &str = "xferfaxlog.told";
/// The folder that holds the backup until it takes the place of the spool.
const COMING: &str = "restoring";
/// The lock file that a process holds while it receives faxes.
const RECEIVES: &str = "receiving.lock";

/// The last numbers of the faxes and jobs in the backup.
const LAST_NUMBERS: &str = "SELECT name, seq FROM sqlite_sequence WHERE name IN ('faxes', 'jobs')";
/// A backup without any fax or job may have no number.
const BEGIN_NUMBERS: &str = "
    INSERT INTO sqlite_sequence (name, seq)
    SELECT name, 0 FROM (SELECT 'faxes' AS name UNION ALL SELECT 'jobs') AS wanted
    WHERE name NOT IN (SELECT name FROM sqlite_sequence)";
/// Used if nobody can read how many faxes and jobs are newer than the backup.
const SKIP_NUMBERS: &str = "UPDATE sqlite_sequence SET seq = seq + 100000";
// SQLite's table of the last numbers has no unique key.
const FORGET_NUMBER: &str = "DELETE FROM sqlite_sequence WHERE name = ?1 AND seq < ?2";
const SET_NUMBER: &str = "
    INSERT INTO sqlite_sequence (name, seq)
    SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = ?1)";

/// The states of jobs that have not ended.
const WAITS: [JobState; 6] = [
    JobState::Suspended,
    JobState::Pending,
    JobState::Sleeping,
    JobState::Blocked,
    JobState::Ready,
    JobState::Active,
];

/// The result of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The number of files and bytes that were copied.
    pub copied: Backup,
    /// The folder that now holds the previous spool.
    pub before: PathBuf,
    /// The number of jobs that have not ended. Those that are due are dialled as soon as the PBX
    /// runs.
    pub jobs: usize,
}

/// Puts a backup into the place of the spool in this folder, which must exist.
///
/// The database that is restored is the SQLite database in the folder ([`super::Store::Sqlite`]),
/// never one on a PostgreSQL server.
///
/// # Errors
/// [`SpoolError::AtWork`]. Also, if the folder has no backup, if the backup is not complete, or if
/// the disk fails. After an error the spool is unchanged, or the previous spool is in the folder
/// `before-restore-…`.
pub fn restore(folder: &Path, backup: &Path, now: UnixMs) -> Result<Restored, SpoolError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| SpoolError::io("restore", &path, &error)
    };
    let from = backup.join(DATABASE);
    let database = safe_file::open(&from, For::Reading).map_err(at(&from))?;
    if !database_file::has_tables(&database) {
        let broke_off = io::Error::other("the database has no tables: the backup was not finished");
        return Err(at(&from)(broke_off));
    }
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
    let spool = Spool::open(&coming)?;
    let jobs = checked(&spool)?;
    continue_numbers(&spool, &folder.join(DATABASE))?;
    drop(spool);
    let before = folder.join(format!("before-restore-{}", now.0 / 1000));
    safe_file::make_folder(&before, Share::GroupWorks).map_err(at(&before))?;
    let all = [DATABASE, audit::HEAD, LOGGED].into_iter().chain(ITS).chain(BESIDE);
    all.clone().try_for_each(|name| moved(folder, &before, name))?;
    // The database is moved last, because it is the file that makes the folder a spool.
    BESIDE
        .into_iter()
        .chain([DATABASE])
        .try_for_each(|name| moved(&coming, folder, name))?;
    fs::remove_dir_all(&coming).map_err(at(&coming))?;
    safe_file::flush(folder).map_err(at(folder))?;
    Ok(Restored { copied, before, jobs })
}

/// The permissions of a part of the spool.
fn shared(name: &str) -> Copying {
    let is_read = [RECEIVED, CALLS, USERS_FILE, DEVICES_FILE, SETTINGS_FILE].contains(&name);
    Copying { held: false, share: if is_read { Share::GroupReads } else { Share::GroupWorks } }
}

/// Checks that no process works with the spool. While the returned file is open, no process can
/// begin to receive faxes into the spool.
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
    // A damaged database is a reason to restore a backup, and no process works with it.
    match database_file::is_unused(&database) {
        Ok(true) => Ok(held),
        Ok(false) => Err(busy()),
        Err(error) => Err(SpoolError::database(&database, &error)),
    }
}

/// The number of jobs that have not ended in a spool. Fails if the spool is damaged.
fn checked(spool: &Spool) -> Result<usize, SpoolError> {
    spool.monitoring().check_database()?;
    let states = WAITS.to_vec();
    let query = JobQuery { states, limit: u32::MAX, ..JobQuery::default() };
    Ok(spool.jobs().list(&query)?.len())
}

/// Lets the numbers of this spool continue after those of the database `previous`, which may be
/// missing or damaged. If it has smaller numbers than the backup, the spool of the backup is lost.
fn continue_numbers(spool: &Spool, previous: &Path) -> Result<(), SpoolError> {
    let numbers = database_file::last_numbers(previous).ok();
    spool.write(|transaction| {
        let own: Vec<(String, i64)> =
            transaction.all(LAST_NUMBERS, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let Some(numbers) = numbers.filter(|numbers| are_newer(numbers, &own)) else {
            transaction.run(BEGIN_NUMBERS, [])?;
            return transaction.run(SKIP_NUMBERS, []);
        };
        numbers.iter().try_for_each(|(table, last)| {
            transaction.run(FORGET_NUMBER, params![table, last])?;
            transaction.run(SET_NUMBER, params![table, last])
        })
    })
}

/// Whether no number of these tables is smaller than in the backup, which has the numbers `own`.
fn are_newer(numbers: &[(String, i64)], own: &[(String, i64)]) -> bool {
    own.iter()
        .all(|(table, least)| numbers.iter().any(|(other, last)| other == table && last >= least))
}

fn moved(from: &Path, to: &Path, name: &str) -> Result<(), SpoolError> {
    let from = from.join(name);
    match safe_file::rename(&from, &to.join(name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done.map_err(|error| SpoolError::io("move", &from, &error)),
    }
}
