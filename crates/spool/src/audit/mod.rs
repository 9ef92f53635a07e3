//! The audit log of a spool: one line for each decision about who may send, as a JSON object, in a
//! file that only its owner may read.
//!
//! Every submission method writes this log, those of the PBX and those of the Ferrofax service.
//! Each line is chained to the line before it by a hash (`chain`), no matter which program wrote
//! the line before.
//!
//! If somebody has moved the log away or deleted it (logrotate), the next line begins a new log.
//! The first line of the new log is chained to the last line of the old log (`head`). In a spool
//! that a group works with, the group may read and write the log too: the PBX may run as one user
//! of the group, the Ferrofax service as another, and `ferrofax mail` as a third.
//!
//! Read in this order:
//!
//! - `chain`: the place of a line in the chain, as the line states it.
//! - `head`: the end of the chain, and the lock for the process that writes.
//! - This file: a line is written.
//! - `tail`: the last line of a log that has a place in the chain.
//! - `verify`: the whole log is checked.

mod chain;
mod head;
mod tail;
mod verify;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

pub use chain::{Hash, Place};
pub use verify::{At, Fault, Logs, Verdict, verify};

use super::safe_file::{self, For, Share};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use head::Head;
use tail::Tail;

/// The name of the audit log's file in the spool's folder.
pub const FILE: &str = "audit.log";
/// The name of the file next to the audit log that stores the number and the hash of the log's last
/// line.
pub(crate) const HEAD: &str = head::FILE;

/// The text by which a line that grants something is recognised. Text from outside is quoted in a
/// line, so no other line contains this text.
const GRANTED: &str = "\"granted\":true";

/// The audit log of a spool.
#[derive(Debug)]
pub struct AuditLog {
    path: PathBuf,
    open: Mutex<Open>,
}

/// The files that an [`AuditLog`] keeps open from one line to the next.
#[derive(Debug, Default)]
struct Open {
    head: Option<Head>,
    log: Option<Log>,
}

/// The open file of the log, and the end of the chain when the file had the stated length.
#[derive(Debug)]
struct Log {
    file: File,
    seen: Option<(u64, Place)>,
}

/// A builder of one audit line, for callers that have no JSON serialiser at hand.
#[derive(Clone, Debug)]
pub struct AuditLine(String);

impl AuditLog {
    /// Opens the audit log in the spool's folder, and creates it if there is none.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let log = Some(Log { file: open(&path)?, seen: None });
        let head = Some(Head::open(folder)?);
        Ok(Self { path, open: Mutex::new(Open { head, log }) })
    }

    /// The path of the log's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// The number and the hash of the log's last line, and the log's length in bytes at the same
    /// moment.
    ///
    /// # Errors
    /// The files can't be read.
    pub fn standing(&self) -> io::Result<(Place, u64)> {
        let folder = self.folder();
        let head = Head::open(folder)?;
        let turn = head.turn()?.ok_or(io::ErrorKind::NotFound)?;
        let mut log = safe_file::open(&self.path, For::Reading)?;
        let length = log.metadata()?.len();
        Ok((self.tail_of(&mut log, length, &turn)?.place, length))
    }

    /// The last bytes of the log, at most `most` of them.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn end(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut file = safe_file::open(&self.path, For::Reading)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
        let mut text = Vec::new();
        file.take(most).read_to_end(&mut text)?;
        Ok(text)
    }

    /// Appends a line to the log: a JSON object without a line break.
    ///
    /// The line is written whole or not at all, even if another process writes at that time too. A
    /// line about a granted request is on the disk when this function returns. The caller carries
    /// out the request only afterwards.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn write(&self, line: &str) -> io::Result<()> {
        self.write_all(&[line])
    }

    /// Appends lines as [`AuditLog::write`] appends one: all of them or none.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn write_all(&self, lines: &[impl AsRef<str>]) -> io::Result<()> {
        let folder = self.folder();
        let mut open = lock(&self.open);
        let Open { head, log } = &mut *open;
        loop {
            if head.is_none() {
                *head = Some(Head::open(folder)?);
            }
            let Some(held) = head.as_ref() else { continue };
            if let Some(turn) = held.turn()? {
                return self.write_in(&turn, log, lines);
            }
            // The head file was taken away. The next turn of the loop opens a new one.
            *head = None;
        }
    }

    /// Writes lines while this process holds the turn, so that no other process writes.
    fn write_in(
        &self,
        turn: &head::Turn<'_>,
        kept: &mut Option<Log>,
        lines: &[impl AsRef<str>],
    ) -> io::Result<()> {
        let mut log = match kept.take().filter(|log| is_at(&log.file, &self.path)) {
            Some(log) => log,
            None => Log { file: open(&self.path)?, seen: None },
        };
        let length = log.file.metadata()?.len();
        let tail = match log.seen {
            // No process has written since the last line of this one.
            Some((seen, place)) if seen == length && length > 0 => {
                Tail { place, ..Tail::default() }
            }
            _ => self.tail_of(&mut log.file, length, turn)?,
        };
        // If a crash left half a line, that half gets a line break of its own.
        let mut text = String::from(if tail.is_torn { "\n" } else { "" });
        let Tail { mut place, mut unchained, .. } = tail;
        for line in lines {
            let (hung, next) = place.hang(line.as_ref(), unchained.take());
            text.push_str(&hung);
            text.push('\n');
            place = next;
        }
        if let Err(error) = log.file.write_all(text.as_bytes()) {
            // If the disk is full, no half line remains in the file.
            let _ = log.file.set_len(length);
            return Err(error);
        }
        turn.note(place)?;
        if text.contains(GRANTED) {
            log.file.sync_data()?;
            #[cfg(any(test, debug_assertions))]
            crate::flushes::one();
        }
        log.seen = Some((length + text.len() as u64, place));
        *kept = Some(log);
        Ok(())
    }

    /// The end of the chain. It is the last line of this log, or a later line if the end of the log
    /// was cut off, or the last line of the log before this one.
    fn tail_of(&self, log: &mut File, length: u64, turn: &head::Turn<'_>) -> io::Result<Tail> {
        let mut tail = Tail::of(log, length)?;
        let noted = turn.noted()?;
        if tail.place == Place::default() {
            let older = tail::of_older(&self.path);
            tail.place = older.place;
            // There is half a line at the end of the old log.
            tail.unchained = tail.unchained.or(older.unchained);
        }
        if let Some(fault) = noted.fault(tail.place) {
            log::error!("{}: {fault}", self.folder().display());
        }
        if noted.place().seq > tail.place.seq {
            tail.place = noted.place();
        }
        Ok(tail)
    }
}

impl AuditLine {
    /// Begins a line about a request (`asked`), with the time and whether it was granted.
    pub fn new(asked: &str, granted: bool, now: UnixMs) -> Self {
        let at = now.timestamp().unwrap_or_default().to_string();
        Self(format!("{{\"granted\":{granted}")).with("asked", asked).with("at", &at)
    }

    /// Adds another name and its value to the line.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.0.push(',');
        quote(&mut self.0, name);
        self.0.push(':');
        quote(&mut self.0, value);
        self
    }

    /// The finished line, as JSON.
    pub fn text(&self) -> String {
        format!("{}}}", self.0)
    }
}

/// Appends `text` to `into` as a JSON string (RFC 8259 §7).
fn quote(into: &mut String, text: &str) {
    into.push('"');
    for sign in text.chars() {
        match sign {
            '"' | '\\' => into.extend(['\\', sign]),
            sign if sign.is_control() => _ = write!(into, "\\u{:04x}", u32::from(sign)),
            sign => into.push(sign),
        }
    }
    into.push('"');
}

/// Opens the audit log, and creates it if there is none.
///
/// A new log belongs to the spool's owner, and its group may use it as it may use the spool. This
/// is needed because the Ferrofax service may run as another user than the process that creates the
/// log, and the service grants nothing that it can't write into the log.
fn open(path: &Path) -> io::Result<File> {
    let file = safe_file::open_or_make(path, For::Appending, Share::GroupWorks)?;
    // The name of a new file becomes as durable as its lines.
    path.parent().map_or(Ok(()), safe_file::flush)?;
    Ok(file)
}

/// Whether this open file is still the one at this path.
fn is_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn lines(path: &Path) -> Vec<String> {
        // The lines without their places in the chain.
        let bare = |line: &str| line.split(",\"seq\"").next().unwrap_or_default().to_owned() + "}";
        fs::read_to_string(path).unwrap().lines().map(bare).collect()
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_line_is_one_whatever_others_wrote_into_it() {
        let folder = tempfile::tempdir().unwrap();
        let log = AuditLog::open(folder.path()).unwrap();
        let line = AuditLine::new("submission", false, UnixMs(1_000))
            .with("written", "a\"}\n{\"granted\":true,\u{1}\\");
        log.write(&line.text()).unwrap();
        let expected = concat!(
            r#"{"granted":false,"asked":"submission","at":"1970-01-01T00:00:01Z","#,
            r#""written":"a\"}\u000a{\"granted\":true,\u0001\\"}"#
        );
        assert_eq!(lines(log.path()), [expected]);
        assert_eq!(mode(log.path()), 0o600);
    }

    #[test]
    fn a_spool_that_a_group_works_with_has_a_log_that_the_group_writes() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o770)).unwrap();
        let log = AuditLog::open(folder.path()).unwrap();
        assert_eq!(mode(log.path()), 0o660);
    }

    #[test]
    fn a_log_that_root_begins_belongs_to_the_spools_owner() {
        let folder = tempfile::tempdir().unwrap();
        // Only root can give a file to another owner.
        if std::os::unix::fs::chown(folder.path(), Some(12_345), Some(12_346)).is_err() {
            return;
        }
        let log = AuditLog::open(folder.path()).unwrap();
        let found = fs::metadata(log.path()).unwrap();
        assert_eq!((found.uid(), found.gid()), (12_345, 12_346));
    }

    #[test]
    fn a_log_that_was_rotated_away_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let log = AuditLog::open(folder.path()).unwrap();
        log.write("{}").unwrap();
        let old = folder.path().join("audit.log.1");
        fs::rename(log.path(), &old).unwrap();
        log.write("{}").unwrap();
        log.write("{}").unwrap();
        assert_eq!((lines(&old).len(), lines(log.path()).len()), (1, 2));
    }

    #[test]
    fn nothing_is_written_through_a_link_of_either_kind() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("target");
        fs::write(&target, "theirs").unwrap();
        let spool = folder.path().join("spool");
        fs::create_dir(&spool).unwrap();
        std::os::unix::fs::symlink(&target, spool.join(FILE)).unwrap();
        assert!(AuditLog::open(&spool).is_err());
        fs::remove_file(spool.join(FILE)).unwrap();
        fs::hard_link(&target, spool.join(FILE)).unwrap();
        assert!(AuditLog::open(&spool).is_err());
        fs::remove_file(spool.join(FILE)).unwrap();
        // The link is put there while the log is open.
        let log = AuditLog::open(&spool).unwrap();
        fs::remove_file(spool.join(FILE)).unwrap();
        std::os::unix::fs::symlink(&target, spool.join(FILE)).unwrap();
        assert!(log.write("{}").is_err());
        assert_eq!(fs::read_to_string(&target).unwrap(), "theirs");
    }
}
