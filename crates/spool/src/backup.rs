//! A copy of the spool while it is at work, and whether the database is whole.
//!
//! The database is copied as it stands at one instant; the files that it names come after
//! it. A document only ever grows at its end and is named when it is whole, so a later
//! copy of it has all that the rows know of, and what it has more is treated as after a
//! crash.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::folder::{CALLS, JOBS, RECEIVED};
use super::safe_file::{self, For, Share};
use super::{SpoolError, audit};
use crate::Monitoring;

const CHECK: &str = "PRAGMA quick_check(2)";
/// A server looks after its files by itself.
const CHECK_NOTHING: &str = "SELECT 'ok'";

/// Mails that the gateway has taken in and not made into jobs yet.
const MAIL: &str = "mail";
/// Faxes that people are still writing: a folder each.
const DRAFTS: &str = "drafts";
/// Documents that wait for the fax that they are for.
const UPLOADS: &str = "uploads";

/// What of a spool is copied beside its database.
pub(super) const BESIDE: [&str; 7] = [RECEIVED, JOBS, CALLS, MAIL, DRAFTS, UPLOADS, audit::FILE];

/// Whoever changes a draft holds this file in its folder.
const LOCK: &str = "lock";

/// How files are copied.
#[derive(Clone, Copy)]
pub(super) struct Copying {
    /// Each folder while nobody changes what is in it.
    pub(super) held: bool,
    /// Who may do what with what is made.
    pub(super) share: Share,
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backup {
    /// Files, the database among them.
    pub files: u32,
    /// Bytes of them.
    pub bytes: u64,
}

impl Monitoring<'_> {
    /// Copies the spool into this folder, which is there and empty, by a path without
    /// links. Durable when it returns.
    pub fn back_up(&self, to: &Path) -> Result<Backup, SpoolError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |error: io::Error| SpoolError::io("copy into the backup", &path, &error)
        };
        let database = to.join("spool.db");
        let file = safe_file::make(&database, Share::Nobody).map_err(io(&database))?;
        self.spool.copy_database(&database)?;
        file.sync_all().map_err(io(&database))?;
        let mut backup = Backup { files: 1, bytes: file.metadata().map_err(io(&database))?.len() };
        for name in BESIDE {
            let (from, to) = (self.spool.folder().join(name), to.join(name));
            let how = Copying { held: name == DRAFTS, share: Share::Nobody };
            copy(&from, &to, how, &mut backup).map_err(io(&from))?;
        }
        safe_file::flush(to).map_err(io(to))?;
        Ok(backup)
    }

    /// Looks through the whole database. The index of words is no part of that: it can be
    /// made anew ([`Faxes::index_words`](crate::Faxes::index_words)).
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

/// A check of the whole database by a connection of its own: nobody else waits for it. It reads
/// each page of the file, which takes minutes where the spool is large and the disk slow.
pub struct DatabaseCheck(Connection, PathBuf);

impl Monitoring<'_> {
    /// Such a check; none where a server looks after its own files.
    ///
    /// # Errors
    /// The database can't be opened once more.
    pub fn own_check(&self) -> Result<Option<DatabaseCheck>, SpoolError> {
        let Some(path) = self.spool.database_file() else { return Ok(None) };
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let connection = Connection::open_with_flags(path, flags)
            .map_err(|error| SpoolError::sqlite(path, &error))?;
        Ok(Some(DatabaseCheck(connection, path.to_owned())))
    }
}

impl DatabaseCheck {
    /// What breaks the check off.
    pub fn breaker(&self) -> impl Fn() + Send + use<> {
        let handle = self.0.get_interrupt_handle();
        move || handle.interrupt()
    }

    /// Checks the database.
    ///
    /// # Errors
    /// [`SpoolError::Damaged`]; others where it can't be read, or was broken off.
    pub fn run(&self) -> Result<(), SpoolError> {
        let Self(connection, path) = self;
        let failed = |error: rusqlite::Error| SpoolError::sqlite(path, &error);
        let mut look = connection.prepare(CHECK).map_err(failed)?;
        let said: Vec<String> = look
            .query_map([], |row| row.get(0))
            .and_then(Iterator::collect)
            .map_err(failed)?;
        judge(said, path)
    }
}

fn judge(said: Vec<String>, path: &Path) -> Result<(), SpoolError> {
    let damage = said.into_iter().find(|said| said != "ok" && !is_of_words(said));
    damage.map_or(Ok(()), |text| Err(SpoolError::Damaged { path: path.to_owned(), text }))
}

/// Whether this is said of the index of words.
fn is_of_words(said: &str) -> bool {
    said.contains("fax_words")
}

/// Copies a file, or a folder with all plain files below it. Links and the like are nobody's
/// documents, and what goes away meanwhile was not needed any more.
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

/// Waits until nobody changes what is in this folder, and keeps it so. None: there nobody
/// says so.
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
