//! The encryption and decryption of the spool's documents: one turn of the worker, the change of
//! all documents to a new key, and the decryption of all documents. A single document is decrypted
//! when it is to be sent again. In the code, `sealed` is encrypted and `opened` is decrypted.

use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::due::{Due, FIRST, Kind, Of};
use super::file::is_closed;
use super::folders::{LOCK, closed_folder};
use super::rings::{self, Ring};
use crate::ids::{FaxId, JobId};
use crate::safe_file::{self, For, Share};
use crate::{Encryption, MasterKeys, SpoolError, documents};
use ferrofax_basics::UnixMs;

/// How many documents one query returns.
const BATCH: u32 = 50;

/// The result of a run that encrypts or decrypts the documents of a spool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtRest {
    /// How many unencrypted documents were encrypted.
    pub sealed: u64,
    /// How many documents were decrypted.
    pub opened: u64,
    /// How many documents were encrypted with the newest key in place of another key.
    pub rewrapped: u64,
    /// The reasons why other documents were not changed.
    pub troubles: Vec<String>,
    /// Folders into which this process may not write. The documents in them were not changed.
    pub closed: Vec<PathBuf>,
}

/// The numbers of encrypted and unencrypted documents in a spool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedFiles {
    /// Documents that are encrypted with the newest key.
    pub newest: u64,
    /// Documents that are encrypted with other keys.
    pub others: u64,
    /// Documents that are not encrypted yet, but should be.
    pub plain: u64,
}

/// A lock on all documents of the spool. While it exists, no other process or thread encrypts or
/// decrypts any of them.
#[must_use]
pub(crate) struct Still {
    _lock: File,
}

impl Encryption<'_> {
    /// Gives this process the keys with which it decrypts the documents of this spool, and also
    /// encrypts them if `seals` is set. Without keys, the process does neither from now on.
    pub fn open_documents_by(
        &self,
        keys: Option<Arc<dyn MasterKeys>>,
        seals: bool,
    ) -> Result<(), SpoolError> {
        let folder = self.spool.folder().to_path_buf();
        match keys {
            None => rings::forget(&folder),
            Some(keys) => rings::put(Ring { folder, mark: self.mark()?, keys, seals }),
        }
        Ok(())
    }

    /// Whether this process encrypts documents of this spool.
    pub fn seals_documents(&self) -> bool {
        self.ring().is_some_and(|ring| ring.seals)
    }

    /// Whether this process has keys with which it decrypts documents of this spool.
    pub(crate) fn opens_documents(&self) -> bool {
        self.ring().is_some()
    }

    /// Decrypts the documents that the module needs. Encrypts the documents that ended since
    /// `since` and that no delivery needs any longer. Stops between two documents when `stop`
    /// returns true.
    ///
    /// # Errors The spool could not be read, or the keys cannot be used.
    pub fn seal_what_rests(
        &self,
        since: UnixMs,
        stop: &dyn Fn() -> bool,
    ) -> Result<AtRest, SpoolError> {
        let mut done = AtRest::default();
        let Some(ring) = self.ring() else { return Ok(done) };
        for due in self.to_open(BATCH)? {
            if stop() {
                return Ok(done);
            }
            let still = self.hold_still()?;
            done.note(self.open_one(&ring, &due, &still), |done, opened| {
                done.opened += u64::from(opened);
            })?;
        }
        if ring.seals {
            self.seal_since(&ring, since, stop, &mut done)?;
        }
        // Texts that are not encrypted are older than the keys, and found when all is checked.
        if since == UnixMs(i64::MIN) {
            self.seal_texts(stop, &mut done)?;
        }
        Ok(done)
    }

    fn seal_since(
        &self,
        ring: &Ring,
        since: UnixMs,
        stop: &dyn Fn() -> bool,
        done: &mut AtRest,
    ) -> Result<(), SpoolError> {
        for kind in [Kind::Faxes, Kind::Jobs] {
            let mut behind = FIRST;
            loop {
                let due = self.to_seal(kind, since, (behind, BATCH))?;
                let Some(last) = due.last() else { break };
                behind = last.place();
                for one in &due {
                    if stop() {
                        return Ok(());
                    }
                    if done.knows_closed(&self.spool.folder().join(&one.name)) {
                        continue;
                    }
                    let sealed = self.seal_one(ring, one);
                    done.note(sealed, |done, sealed| done.sealed += u64::from(sealed))?;
                }
            }
        }
        Ok(())
    }

    /// Encrypts all documents of this spool with the newest key: those with another key, and those
    /// that are not encrypted although they should be. `say` gets the progress. The run may be
    /// stopped at any time, and the next one continues.
    ///
    /// # Errors The errors of [`Self::seal_what_rests`].
    pub fn rekey_documents(&self, say: &dyn Fn(&AtRest)) -> Result<AtRest, SpoolError> {
        let ring = self.ring().ok_or_else(no_keys)?;
        let newest = ring.keys.newest().map_err(|text| SpoolError::Keys { text })?;
        let mut done = AtRest::default();
        self.each_sealed(&newest, &mut |one| {
            let _still = self.hold_still()?;
            let wrapped = self.path_at_rest(one).and_then(|path| {
                let key = ring.rewrap(&path, &one.name)?;
                // A document that is found unencrypted is recorded as such, and encrypted below.
                self.set_sealed(one.of, key.as_deref()).map(|_| key.is_some())
            });
            done.note(wrapped, |done, did| done.rewrapped += u64::from(did))?;
            say(&done);
            Ok(())
        })?;
        self.seal_since(&ring, UnixMs(i64::MIN), &|| false, &mut done)?;
        self.rekey_texts(&mut done)?;
        say(&done);
        Ok(done)
    }

    /// Decrypts all documents of this spool. `say` gets the progress. The run may be stopped at any
    /// time.
    ///
    /// # Errors The errors of [`Self::seal_what_rests`].
    pub fn open_documents(&self, say: &dyn Fn(&AtRest)) -> Result<AtRest, SpoolError> {
        let ring = self.ring().ok_or_else(no_keys)?;
        let mut done = AtRest::default();
        // No key has this name, so no document is left out.
        self.each_sealed("-", &mut |one| {
            let still = self.hold_still()?;
            let opened = self.open_one(&ring, one, &still);
            done.note(opened, |done, opened| done.opened += u64::from(opened))?;
            say(&done);
            Ok(())
        })?;
        self.open_texts(&mut done)?;
        say(&done);
        Ok(done)
    }

    /// Counts the documents by their keys.
    ///
    /// # Errors The spool could not be read, or the keys cannot be used.
    pub fn sealed_files(&self) -> Result<SealedFiles, SpoolError> {
        let newest = match self.ring() {
            Some(ring) => ring.keys.newest().map_err(|text| SpoolError::Keys { text })?,
            None => String::new(),
        };
        self.count_at_rest(&newest)
    }

    /// The key that encrypts documents now. The process must have the keys of all encrypted
    /// documents of the spool.
    ///
    /// # Errors [`SpoolError::Keys`]: there are no keys, or one that a document needs is missing.
    pub fn newest_key_at_rest(&self) -> Result<String, SpoolError> {
        let failed = |text: String| SpoolError::Keys { text };
        let used = self.keys_at_rest()?;
        let Some(ring) = self.ring() else {
            let text = format!(
                "documents here are encrypted with the key {}, and [sealing] names no keys",
                used.join(", ")
            );
            return Err(if used.is_empty() { no_keys() } else { failed(text) });
        };
        for key in used {
            if !ring.keys.has(&key).map_err(failed)? {
                return Err(failed(format!(
                    "documents here are encrypted with the key {key}, but this machine does not have \
                     this key: add it to {}, after the first key",
                    ring.keys.place()
                )));
            }
        }
        ring.keys.newest().map_err(failed)
    }

    /// Whether the spool has encrypted documents, as far as the database shows it without keys.
    pub fn has_sealed_documents(&self) -> Result<bool, SpoolError> {
        Ok(!self.keys_at_rest()?.is_empty())
    }

    /// Records that the file of a fax's document is encrypted, if it is, so that `ferrofax serve`
    /// decrypts it. The caller is a process without keys. Returns whether the file is encrypted.
    pub fn note_closed_fax(&self, fax: FaxId, document: &Path) -> Result<bool, SpoolError> {
        self.note_closed(Of::Fax(fax.0), document)
    }

    /// Records that the file of a job's document is encrypted, as [`Self::note_closed_fax`] does
    /// for a fax.
    pub fn note_closed_document(
        &self,
        job: JobId,
        (number, document): (u32, &Path),
    ) -> Result<bool, SpoolError> {
        self.note_closed(Of::Job(job.0, number.into()), document)
    }

    fn note_closed(&self, of: Of, document: &Path) -> Result<bool, SpoolError> {
        if !is_closed(document) {
            return Ok(false);
        }
        self.set_sealed(of, Some(""))?;
        Ok(true)
    }

    /// Decrypts the document of a fax, and keeps it unencrypted until the result is dropped.
    /// `None`, and nothing is done, if this process has no keys.
    pub(crate) fn fax_in_clear(&self, fax: FaxId) -> Result<Option<Still>, SpoolError> {
        self.in_clear(Kind::Faxes, fax.0)
    }

    /// Decrypts the documents of a job, as [`Self::fax_in_clear`] does with that of a fax.
    pub(crate) fn job_in_clear(&self, job: JobId) -> Result<Option<Still>, SpoolError> {
        self.in_clear(Kind::Jobs, job.0)
    }

    fn in_clear(&self, kind: Kind, id: i64) -> Result<Option<Still>, SpoolError> {
        let Some(ring) = self.ring() else { return Ok(None) };
        let still = self.hold_still()?;
        for one in self.sealed_of(kind, id)? {
            self.open_one(&ring, &one, &still)?;
        }
        Ok(Some(still))
    }

    /// The keys of the files of this spool.
    pub(crate) fn ring(&self) -> Option<Ring> {
        // A stateless node has only copies of documents of its shared database.
        rings::of_spool(self.spool.folder()).filter(|_| !self.spool.is_front())
    }

    fn hold_still(&self) -> Result<Still, SpoolError> {
        let path = self.spool.folder().join(LOCK);
        let held = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)
            .and_then(|file| file.lock().map(|()| file));
        Ok(Still { _lock: held.map_err(|error| SpoolError::io("lock", &path, &error))? })
    }

    /// Takes the lock of [`Encryption::hold_still`] for the deletion of a document. `None` if no
    /// document of this spool was ever encrypted. Without the lock, a process that encrypts or
    /// decrypts the document meanwhile puts a new file in its place. That process may die before it
    /// sees that the fax was deleted.
    pub(crate) fn hold_still_to_delete(&self) -> Result<Option<Still>, SpoolError> {
        match self.spool.folder().join(LOCK).symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            _ => self.hold_still().map(Some),
        }
    }

    /// Encrypts a document. Returns whether it was unencrypted and still had to be encrypted.
    fn seal_one(&self, ring: &Ring, due: &Due) -> Result<bool, SpoolError> {
        let _still = self.hold_still()?;
        let path = self.path_at_rest(due)?;
        if !self.begin_sealing(due.of)? {
            return Ok(false);
        }
        let (key, was_clear) = ring.seal((&path, &due.name))?;
        if !self.set_sealed(due.of, Some(&key))? {
            // The fax or job was deleted meanwhile, so the file belongs to nothing.
            documents::remove(self.spool.folder(), &due.name).map_err(SpoolError::of_document)?;
        }
        Ok(was_clear)
    }

    /// Decrypts a document. Returns whether it was encrypted.
    fn open_one(&self, ring: &Ring, due: &Due, _: &Still) -> Result<bool, SpoolError> {
        let path = self.path_at_rest(due)?;
        self.set_sealed(due.of, Some(""))?;
        let was_sealed = ring.open((&path, &due.name))?;
        if !self.set_sealed(due.of, None)? {
            documents::remove(self.spool.folder(), &due.name).map_err(SpoolError::of_document)?;
        }
        Ok(was_sealed)
    }

    fn each_sealed(
        &self,
        but: &str,
        work: &mut dyn FnMut(&Due) -> Result<(), SpoolError>,
    ) -> Result<(), SpoolError> {
        for kind in [Kind::Faxes, Kind::Jobs] {
            let mut behind = FIRST;
            loop {
                let some = self.all_sealed(kind, but, (behind, BATCH))?;
                let Some(last) = some.last() else { break };
                behind = last.place();
                some.iter().try_for_each(&mut *work)?;
            }
        }
        Ok(())
    }

    /// The path of a document whose file is to be replaced.
    fn path_at_rest(&self, due: &Due) -> Result<PathBuf, SpoolError> {
        let path = safe_file::below(self.spool.folder(), &due.name);
        let path = path.ok_or_else(|| SpoolError::Document {
            path: self.spool.folder().join(&due.name),
            text: "its name leads out of the documents' folder".to_owned(),
        })?;
        match closed_folder(&path) {
            Some(folder) => Err(SpoolError::Closed { folder }),
            None => Ok(path),
        }
    }
}

impl AtRest {
    fn knows_closed(&self, document: &Path) -> bool {
        self.closed.iter().any(|folder| document.starts_with(folder))
    }

    /// Counts the result for one document. A failure with one document does not stop the others,
    /// but keys that cannot be used stop the run.
    pub(crate) fn note<T>(
        &mut self,
        did: Result<T, SpoolError>,
        count: impl FnOnce(&mut Self, T),
    ) -> Result<(), SpoolError> {
        match did {
            Ok(what) => count(self, what),
            Err(SpoolError::Closed { folder }) => {
                if !self.closed.contains(&folder) {
                    self.closed.push(folder);
                }
            }
            Err(error @ (SpoolError::Io { .. } | SpoolError::Document { .. })) => {
                self.troubles.push(error.to_string());
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

fn no_keys() -> SpoolError {
    SpoolError::Keys { text: "there are no keys: [sealing] in gateway.toml names some".to_owned() }
}
