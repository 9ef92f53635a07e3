//! The lock that the Asterisk module holds while it works with a spool, and the mark in the lock's
//! file. The mark says that the module that ran before was shut down cleanly.

use super::SpoolError;
use super::safe_file::{self, For, Share};
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The name of the lock's file in the spool's folder.
const FILE: &str = "receiving.lock";

/// The content of the file after the module was shut down cleanly.
const MARK: &[u8] = b"ended in order\n";

/// How long the module waits for the lock while other programs only check whether it is held.
const LONGEST_LOOK: Duration = Duration::from_secs(4);

/// The pause between two attempts to take the lock.
const TRY_EACH: Duration = Duration::from_millis(20);

/// The lock of the module that receives into the spool. The lock is held until this value is
/// dropped.
pub(super) struct ReceivingLock {
    file: File,
    /// Whether the module that ran before was not shut down cleanly: it crashed or was killed.
    is_unclean: bool,
}

impl ReceivingLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// [`SpoolError::InUse`]: another module has it.
    pub(super) fn take(folder: &Path) -> Result<Self, SpoolError> {
        let path = folder.join(FILE);
        let file = safe_file::open_or_make(&path, For::Writing, Share::GroupReads)
            .map_err(|error| SpoolError::io("open", &path, &error))?;
        match wait_for_lookers(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SpoolError::InUse { path }),
            Err(TryLockError::Error(error)) => return Err(SpoolError::io("lock", &path, &error)),
        }
        // The mark is removed durably before anything is written into the spool.
        let is_unclean =
            !take_mark(&file).map_err(|error| SpoolError::io("write", &path, &error))?;
        Ok(Self { file, is_unclean })
    }

    /// Whether the module that ran before was not shut down cleanly: it crashed or was killed.
    pub(super) const fn is_unclean(&self) -> bool {
        self.is_unclean
    }

    /// Writes the mark of a clean shutdown. Nothing may be written into the spool afterwards.
    pub(super) fn note_orderly_end(&self) -> io::Result<()> {
        self.file.write_all_at(MARK, 0)?;
        self.file.sync_all()
    }
}

/// Takes the lock. Waits while other programs hold it shared.
///
/// The Ferrofax service holds the lock shared for a moment when it checks whether a module is
/// running. If no module is running, the service also holds it shared while it ends that module's
/// calls.
fn wait_for_lookers(file: &File) -> Result<(), TryLockError> {
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) if began.elapsed() < LONGEST_LOOK => {}
            done => return done,
        }
        // A module that works with the spool holds the lock exclusively, so that the lock can't be
        // shared.
        file.try_lock_shared()?;
        file.unlock().map_err(TryLockError::Error)?;
        sleep(TRY_EACH);
    }
}

/// Removes the mark. False: there was no mark.
fn take_mark(file: &File) -> io::Result<bool> {
    let mut found = vec![0; MARK.len()];
    let is_there = file.read_exact_at(&mut found, 0).is_ok() && found == MARK;
    if file.metadata()?.len() > 0 {
        file.set_len(0)?;
        file.sync_all()?;
    }
    Ok(is_there)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn an_orderly_end_is_known_at_the_next_start_and_no_later() {
        let folder = tempfile::tempdir().unwrap();
        let take = || ReceivingLock::take(folder.path()).unwrap();
        let first = take();
        assert!(first.is_unclean(), "nobody had worked with it, and said so");
        first.note_orderly_end().unwrap();
        drop(first);
        // This module ends without writing the mark.
        assert!(!take().is_unclean());
        assert!(take().is_unclean());
    }

    #[test]
    fn who_only_looks_whether_a_module_is_there_keeps_none_from_its_start() {
        let folder = tempfile::tempdir().unwrap();
        drop(ReceivingLock::take(folder.path()).unwrap());
        let looks = File::open(folder.path().join(FILE)).unwrap();
        looks.try_lock_shared().unwrap();
        let (done, taken) = channel();
        let path = folder.path().to_owned();
        let thread = std::thread::spawn(move || {
            done.send(ReceivingLock::take(&path).map(drop)).unwrap();
        });
        assert!(taken.recv_timeout(Duration::from_millis(200)).is_err(), "it waits");
        drop(looks);
        assert_eq!(taken.recv().unwrap(), Ok(()));
        thread.join().unwrap();
    }

    #[test]
    fn a_second_module_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let _held = ReceivingLock::take(folder.path()).unwrap();
        let began = Instant::now();
        let refused = ReceivingLock::take(folder.path()).err();
        assert_eq!(refused, Some(SpoolError::InUse { path: folder.path().join(FILE) }));
        assert!(began.elapsed() < LONGEST_LOOK, "it was not taken for one who looks");
    }
}
