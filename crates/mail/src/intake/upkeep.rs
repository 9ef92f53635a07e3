//! Upkeep of the folder of accepted mails: determines which process handles the mails, notices
//! changes by other processes, and cleans up after crashes.

use std::collections::HashSet;
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::entry::{Head, PutOff};
use super::error::at;
use super::signed::SIGNED;
use super::waiting::About;
use super::{DAMAGED, Intake, IntakeError, KNOWN, NEW, PUT_OFF, WAITING, open_lock};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::safe_file::{self, For};

/// The interval at which this process looks for changes that other processes made in the folder of
/// accepted mails, while no mail is due. [`LOOK_BUSY`] is the interval while mails are due.
const LOOK_IDLE: Duration = Duration::from_secs(1);
const LOOK_BUSY: Duration = Duration::from_secs(10);

/// The interval in milliseconds between two clean-ups of the folder of accepted mails.
const TIDY: i64 = 3_600_000;

/// The age at which a file in the folder `new/` counts as left behind by a crash.
pub(super) const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// The time after which the files in `damaged/` are deleted: mails that cannot be read, and mails
/// that were set aside. If there are more than [`MOST_DAMAGED`], the oldest are deleted earlier.
pub(super) const DAMAGED_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
pub(super) const MOST_DAMAGED: usize = 1_000;

/// The maximum number of handled mails that are remembered for recognising duplicates. If there are
/// more, the oldest are forgotten early.
const MOST_KNOWN: usize = 200_000;

impl Intake {
    /// Makes this process the only one that handles the mails in the folder of accepted mails, and
    /// cleans up that folder. Fails if another process handles the mails already.
    pub fn take_desk(&self) -> Result<(), IntakeError> {
        let mut desk = lock(&self.desk);
        if desk.is_some() {
            return Ok(());
        }
        let file = open_lock(&self.folder, "desk")?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(IntakeError::Taken(self.folder.clone())),
            Err(TryLockError::Error(source)) => {
                return Err(IntakeError::Io { path: self.folder.join("desk"), source });
            }
        }
        *desk = Some(file);
        self.look()?;
        self.tidy_again(UnixMs::now())
    }

    /// Unlocks the file `desk`, so that another process can handle the accepted mails. This process
    /// still accepts mails.
    pub fn leave_desk(&self) {
        drop(lock(&self.desk).take());
    }

    /// Cleans up the folder of accepted mails if at least [`TIDY`] milliseconds have passed since
    /// the last clean-up. While the clock cannot be trusted, nothing is cleaned up.
    pub(super) fn tidy_again(&self, now: UnixMs) -> Result<(), IntakeError> {
        if !self.is_settled() {
            return Ok(());
        }
        let mut tidied = lock(&self.tidied);
        if tidied.is_some_and(|at| (0..TIDY).contains(&now.ms_since(at))) {
            return Ok(());
        }
        *tidied = Some(now);
        self.tidy(now)
    }

    /// Cleans up the folder of accepted mails. Removes half-written files, records of handled mails
    /// that are too old, and files in `put-off/` about mails that no longer exist.
    fn tidy(&self, now: UnixMs) -> Result<(), IntakeError> {
        for id in self.ids(NEW)? {
            remove_old(&self.place(NEW, &id), ABANDONED);
        }
        self.tidy_known(now)?;
        self.tidy_damaged()?;
        self.marks()?
            .iter()
            .for_each(|mark| remove_old(mark, self.settings.duplicate_window));
        // The folder exists only if there were such mails.
        for name in self.ids(SIGNED).unwrap_or_default() {
            remove_old(&self.place(SIGNED, &name), self.settings.duplicate_window);
        }
        for id in self.ids(PUT_OFF)? {
            if ![WAITING, DAMAGED].iter().any(|inside| self.place(inside, &id).exists()) {
                let _ = safe_file::remove(&self.place(PUT_OFF, &id));
            }
        }
        Ok(())
    }

    fn tidy_known(&self, now: UnixMs) -> Result<(), IntakeError> {
        let mut kept = Vec::new();
        for id in self.ids(KNOWN)? {
            let path = self.place(KNOWN, &id);
            match Head::read(&path) {
                Ok(head) if self.is_known_at(&head, now) => {
                    kept.push((head.envelope.received_at, path.clone()));
                    // Cut the mail off, since a crash came between the rename and the end of
                    // `done()`.
                    if safe_file::metadata(&path).is_ok_and(|file| file.len() > head.length) {
                        let _ = safe_file::open(&path, For::Writing)
                            .and_then(|file| file.set_len(head.length));
                    }
                }
                _ => {
                    let _ = safe_file::remove(&path);
                }
            }
        }
        remove_beyond(kept, MOST_KNOWN);
        Ok(())
    }

    fn tidy_damaged(&self) -> Result<(), IntakeError> {
        let paths: Vec<PathBuf> =
            self.ids(DAMAGED)?.iter().map(|id| self.place(DAMAGED, id)).collect();
        paths.iter().for_each(|path| remove_old(path, DAMAGED_KEPT));
        let changed =
            |path: PathBuf| Some((safe_file::metadata(&path).ok()?.modified().ok()?, path));
        remove_beyond(paths.into_iter().filter_map(changed).collect(), MOST_DAMAGED);
        Ok(())
    }

    /// Looks for changes that other processes made in the folder of accepted mails. Does nothing if
    /// the last look was a short time ago.
    pub(super) fn look_again(&self, now: UnixMs) -> Result<(), IntakeError> {
        let every = if self.waiting().is_idle(now) { LOOK_IDLE } else { LOOK_BUSY };
        let looked = *lock(&self.looked);
        if looked.is_some_and(|looked| looked.elapsed() < every) {
            return Ok(());
        }
        self.look()
    }

    pub(super) fn look(&self) -> Result<(), IntakeError> {
        *lock(&self.looked) = Some(Instant::now());
        self.count_parts()?;
        // List the files while the list in memory is locked. This process then neither stores nor
        // removes a mail meanwhile.
        let mut waiting = self.waiting();
        let there: HashSet<String> = self.ids(WAITING)?.into_iter().collect();
        waiting.keep_only(&there);
        // An administrator may have changed a due time, so that the mail is handled now.
        for (id, due) in waiting.put_off() {
            let now_due = PutOff::read(&self.place(PUT_OFF, &id)).due;
            if now_due != due {
                waiting.move_to(&id, now_due);
            }
        }
        for id in there.iter().filter(|id| !waiting.knows(id)).cloned().collect::<Vec<_>>() {
            match self.entry(&id) {
                Ok(entry) => {
                    waiting.know(&id, About::of(&entry.envelope, entry.begun));
                    waiting.add(&id, entry.due, entry.envelope.received_at, entry.size);
                }
                // The mail is added anyway: `next()` reports the error in its file.
                Err(IntakeError::Io { source, .. })
                    if source.kind() == io::ErrorKind::InvalidData =>
                {
                    waiting.add(&id, UnixMs(0), UnixMs(0), 0);
                }
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Moves the file of a waiting mail that cannot be read to the folder `damaged/`, where the
    /// administrator can examine it. The mail is no longer handled.
    pub(super) fn put_aside(&self, id: &str, why: &io::Error) -> Result<(), IntakeError> {
        let (from, to) = (self.place(WAITING, id), self.place(DAMAGED, id));
        log::error!(
            FERROFAX_MAIL:% = id;
            "mail {id} cannot be read and is put aside: {}: {why}",
            to.display()
        );
        safe_file::rename(&from, &to).map_err(at(&from))?;
        self.forget(id);
        Ok(())
    }
}

/// Removes a file whose last change is longer ago than `age`.
fn remove_old(path: &Path, age: Duration) {
    let changed = safe_file::metadata(path).and_then(|file| file.modified());
    if changed.is_ok_and(|changed| {
        SystemTime::now().duration_since(changed).is_ok_and(|known| known > age)
    }) {
        let _ = safe_file::remove(path);
    }
}

/// Deletes the oldest files of a list until only `most` files remain. In the list, each file has
/// its age.
fn remove_beyond<T: Ord>(mut files: Vec<(T, PathBuf)>, most: usize) {
    files.sort();
    let more = files.len().saturating_sub(most);
    for (_, path) in files.drain(..more) {
        let _ = safe_file::remove(&path);
    }
}
