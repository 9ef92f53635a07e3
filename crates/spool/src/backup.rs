//! Copies the spool while it is in use, and checks whether the database is intact.
//!
//! The database is copied in its state at one instant, and the files that its rows name are copied
//! afterwards. A document grows only at its end, and a row names it only when it is complete.
//! Therefore a later copy of a document contains everything that the rows describe. Anything more
//! in the copy is treated as after a crash.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use ferrofax_store::database_file::{self, CHECK};

use super::folder::{CALLS, JOBS, RECEIVED};
use super::safe_file::{self, For, Share};
use super::{SpoolError, audit};
use crate::Monitoring;

/// A database server checks its files by itself, so nothing is checked here.
const CHECK_NOTHING: &str = "SELECT 'ok'";

/// The folder of mails that the Ferrofax service has accepted and has not made into jobs yet.
const MAIL: &str = "mail";
/// The folder of faxes that people are still writing; each draft is a folder in it.
const DRAFTS: &str = "drafts";
/// The folder of uploaded documents that wait for the fax to which they belong.
const UPLOADS: &str = "uploads";

/// The file in the spool's folder with the users of the web interface. The Ferrofax service writes
/// it.
pub const USERS_FILE: &str = "users.toml";

/// The file in the spool's folder with the devices of the web interface, in Asterisk's form of a
/// dialplan. The Ferrofax service writes it.
pub const DEVICES_FILE: &str = "ferrofax-devices.conf";

/// The file in the spool's folder with the settings of the telephone lines and of the mail server.
/// A line is `key = value`, and the rest of the line belongs to the value. The Ferrofax service
/// writes it.
pub const SETTINGS_FILE: &str = "ferrofax-settings.conf";

/// The folders and files of a spool that are copied in addition to its database.
pub(super) const BESIDE: [&str; 10] = [
    RECEIVED,
    JOBS,
    CALLS,
    MAIL,
    DRAFTS,
    UPLOADS,
    USERS_FILE,
    DEVICES_FILE,
    SETTINGS_FILE,
    audit::FILE,
];

/// The lock file in the folder of a draft. Code that changes the draft holds a lock on this file.
const LOCK: &str = "lock";

/// The options for copying files.
#[derive(Clone, Copy)]
pub(super) struct Copying {
    /// Whether each folder is locked against changes while its contents are copied.
    pub(super) held: bool,
    /// The permissions of the copies.
    pub(super) share: Share,
}

/// The number and size of the files that were copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// The number of files, including the database.
    pub files: u32,
    /// The number of bytes in these files.
    pub bytes: u64,
}

impl Monitoring<'_> {
    /// Copies the spool into the folder `to`. The folder must exist and be empty, and its path must
    /// have no symbolic links. The copy is durable when the function returns.
    ///
    /// The database gets its name `spool.db` last. A backup that broke off has no file of this name,
    /// and [`restore`](crate::restore) rejects it.
    pub fn back_up(&self, to: &Path) -> Result<Backup, SpoolError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| SpoolError::io("copy into the backup", &path, &error)
        };
        let part = to.join("spool.db.part");
        let file = safe_file::make(&part, Share::Nobody).map_err(io(&part))?;
        self.spool.copy_database(&part)?;
        file.sync_all().map_err(io(&part))?;
        let mut backup = Backup { files: 1, bytes: file.metadata().map_err(io(&part))?.len() };
        for name in BESIDE {
            let (from, to) = (self.spool.folder().join(name), to.join(name));
            let how = Copying { held: name == DRAFTS, share: Share::Nobody };
            copy(&from, &to, how, &mut backup).map_err(io(&from))?;
        }
        safe_file::flush(to).map_err(io(to))?;
        safe_file::rename(&part, &to.join("spool.db")).map_err(io(&part))?;
        safe_file::flush(to).map_err(io(to))?;
        Ok(backup)
    }

    /// Checks the whole database. Faults in the index of words do not count, because the index can
    /// be rebuilt ([`Faxes::index_words`](crate::Faxes::index_words)).
    ///
    /// # Errors
    /// [`SpoolError::Damaged`]
    pub fn check_database(&self) -> Result<(), SpoolError> {
        let said: Vec<String> = self.spool.read(|transaction| {
            let mut look = transaction.prepare(transaction.either(CHECK, CHECK_NOTHING))?;
            look.query_map([], |row| row.get(0))?.collect()
        })?;
        judge(said, &self.spool.folder().join("spool.db"))
    }
}

/// A check of the whole database over a connection of its own, so that no other code waits for it.
/// The check reads each page of the file, which takes minutes if the spool is large and the disk
/// slow.
pub struct DatabaseCheck(database_file::Check, PathBuf);

impl Monitoring<'_> {
    /// Prepares a check over a connection of its own; `None` if the database is on a server, which
    /// checks its own files.
    ///
    /// # Errors
    /// The database can't be opened a second time.
    pub fn own_check(&self) -> Result<Option<DatabaseCheck>, SpoolError> {
        let Some(path) = self.spool.database_file() else { return Ok(None) };
        let check =
            database_file::Check::of(path).map_err(|error| SpoolError::database(path, &error))?;
        Ok(Some(DatabaseCheck(check, path.to_owned())))
    }
}

impl DatabaseCheck {
    /// Returns a function that interrupts the check.
    pub fn breaker(&self) -> impl Fn() + Send + use<> {
        self.0.breaker()
    }

    /// Checks the database. If a page cannot be read from the disk, SQLite reports damage. Damage
    /// therefore counts only if a second check finds it, too.
    ///
    /// # Errors
    /// [`SpoolError::Damaged`]; other errors if the database can't be read, or if the check was
    /// interrupted.
    pub fn run(&self) -> Result<(), SpoolError> {
        match self.run_once() {
            Err(SpoolError::Damaged { path, text }) => {
                self.run_once()?;
                let text = format!("the disk did not return all of it at once ({text})");
                Err(SpoolError::Database { path, text })
            }
            first => first,
        }
    }

    fn run_once(&self) -> Result<(), SpoolError> {
        let Self(check, path) = self;
        let said = check.run().map_err(|error| SpoolError::database(path, &error))?;
        judge(said, path)
    }
}

fn judge(said: Vec<String>, path: &Path) -> Result<(), SpoolError> {
    let damage = said.into_iter().find(|said| said != "ok" && !is_of_words(said));
    damage.map_or(Ok(()), |text| Err(SpoolError::Damaged { path: path.to_owned(), text }))
}

/// Whether this result of the check is about the index of words.
fn is_of_words(said: &str) -> bool {
    said.contains("fax_words")
}

/// Copies a file, or a folder with all plain files below it. Symbolic links and other special files
/// are skipped, because documents are never stored as such. Files that are deleted during the copy
/// are skipped, because the spool no longer needs them.
pub(super) fn copy(from: &Path, to: &Path, how: Copying, backup: &mut Backup) -> io::Result<()> {
    let found = match fs::symlink_metadata(from) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if found.is_dir() {
        let _kept = if how.held { held_still(from)? } else { None };
        let entries = match safe_file::entries(from) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries?,
        };
        safe_file::make_folder(to, how.share)?;
        for entry in entries {
            copy(&entry, &to.join(entry.file_name().unwrap_or_default()), how, backup)?;
        }
        return safe_file::flush(to);
    }
    let mut file = match safe_file::open(from, For::Reading) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
            return Ok(());
        }
        file => file?,
    };
    let mut copy = safe_file::make(to, how.share)?;
    backup.bytes += io::copy(&mut file, &mut copy)?;
    backup.files += 1;
    copy.sync_all()
}

/// Waits until nobody changes the contents of this folder, and locks the folder against changes
/// while the returned file is open. `None` if the folder has no lock file.
fn held_still(folder: &Path) -> io::Result<Option<File>> {
    match safe_file::open(&folder.join(LOCK), For::Reading) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
            Ok(None)
        }
        file => {
            let file = file?;
            file.lock_shared()?;
            Ok(Some(file))
        }
    }
}
