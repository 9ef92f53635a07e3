//! Makes renames in a folder durable for many threads at once: one fsync is enough for all
//! renames that were made before it began.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

use ferrofax_basics::lock::lock;
use ferrofax_spool::safe_file::flush;

/// Flushes changes in one folder (new and changed file names) to the disk.
#[derive(Debug)]
pub(super) struct Flusher {
    folder: PathBuf,
    turn: Mutex<Turn>,
    ended: Condvar,
}

/// The state that is shared by all threads that wait for a flush of the folder. Each thread that
/// needs a flush takes the next ticket number. A flush is valid for all tickets that were taken
/// before it began.
#[derive(Debug, Default)]
struct Turn {
    /// The highest ticket number that any thread has taken so far. A thread takes a ticket number
    /// when it needs a flush of the folder.
    taken: u64,
    /// The highest ticket number for which the flush of the folder has ended. The flushes for all
    /// smaller ticket numbers have ended as well.
    served: u64,
    /// Whether a thread is flushing the folder to the disk now.
    flushing: bool,
    /// The last flush of the folder that failed: its error, and the highest ticket number for which
    /// it was made.
    failed: Option<(u64, io::ErrorKind, String)>,
}

impl Flusher {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), turn: Mutex::default(), ended: Condvar::new() }
    }

    /// Flushes the folder. When this returns, all earlier changes in the folder are on the disk.
    ///
    /// # Errors
    /// The error of the operating system; then it is unknown which changes are on the disk.
    pub(super) fn flush(&self) -> io::Result<()> {
        let mut turn = lock(&self.turn);
        turn.taken += 1;
        let mine = turn.taken;
        loop {
            // Another thread's flush began after this caller took its number, so the result of that
            // flush holds for this caller, too.
            if turn.served >= mine {
                return match &turn.failed {
                    Some((last, kind, text)) if mine <= *last => {
                        Err(io::Error::new(*kind, text.clone()))
                    }
                    _ => Ok(()),
                };
            }
            if turn.flushing {
                turn = self.ended.wait(turn).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            // This flush serves all numbers that have been taken until now.
            turn.flushing = true;
            let last = turn.taken;
            drop(turn);
            let flushed = flush(&self.folder);
            turn = lock(&self.turn);
            turn.flushing = false;
            turn.served = last;
            if let Err(error) = &flushed {
                turn.failed = Some((last, error.kind(), error.to_string()));
            }
            self.ended.notify_all();
            return flushed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn all_callers_are_served_and_none_waits_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let flusher = Arc::new(Flusher::new(folder.path()));
        let threads: Vec<_> = (0..8)
            .map(|_| {
                let flusher = Arc::clone(&flusher);
                std::thread::spawn(move || (0..50).for_each(|_| flusher.flush().unwrap()))
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(flusher.turn.lock().unwrap().served, 400);
    }

    #[test]
    fn a_flush_that_fails_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let flusher = Flusher::new(&folder.path().join("gone"));
        assert_eq!(flusher.flush().unwrap_err().kind(), io::ErrorKind::NotFound);
        std::fs::create_dir(folder.path().join("gone")).unwrap();
        flusher.flush().unwrap();
    }

    #[test]
    fn a_link_in_the_folder_s_place_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/tmp", folder.path().join("link")).unwrap();
        assert!(Flusher::new(&folder.path().join("link")).flush().is_err());
    }
}
