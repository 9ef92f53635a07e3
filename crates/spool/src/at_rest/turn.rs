//! What is done with documents that lie sealed: a turn of the worker, all of them wrapped anew,
//! all of them back in clear; and one that is to be sent again.

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

/// How many documents are asked for at once.
const BATCH: u32 = 50;

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AtRest {
    /// Documents sealed that were in clear.
    pub sealed: u64,
    /// Put back in clear.
    pub opened: u64,
    /// Wrapped by the newest key.
    pub rewrapped: u64,
    /// Why others stay as they are.
    pub troubles: Vec<String>,
    /// Folders into which this process may not write: what is in them stays as it is.
    pub closed: Vec<PathBuf>,
}

/// How many documents there are, by which keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SealedFiles {
    /// Sealed by the newest key.
    pub newest: u64,
    /// By others.
    pub others: u64,
    /// In clear, and to be sealed.
    pub plain: u64,
}

/// For as long as it is kept no document of the spool is sealed or opened by others.
#[must_use]
pub(crate) struct Still {
    _lock: File,
}

impl Encryption<'_> {
    /// Has this process open the documents of this spool by these keys, and seal them if `seals`;
    /// none: it does neither from now on.
    ///
    /// # Errors
    /// The spool could not be asked.
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

    /// Whether this process seals documents of this spool.
    pub fn seals_documents(&self) -> bool {
        self.ring().is_some_and(|ring| ring.seals)
    }

    /// Puts back in clear what the module needs, and seals what ended since this time and rests. Stops
    /// between two documents.
    ///
    /// # Errors
    /// The spool could not be asked, or the keys can't be used.
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

    /// Has all documents here sealed by the newest key, also those in clear that rest; tells how far it
    /// is. It may be stopped at any time, and goes on when it is run again.
    ///
    /// # Errors
    /// As of [`Self::seal_what_rests`].
    pub fn rekey_documents(&self, say: &dyn Fn(&AtRest)) -> Result<AtRest, SpoolError> {
        let ring = self.ring().ok_or_else(no_keys)?;
        let newest = ring.keys.newest().map_err(|text| SpoolError::Keys { text })?;
        let mut done = AtRest::default();
        self.each_sealed(&newest, &mut |one| {
            let _still = self.hold_still()?;
            let wrapped = self.path_at_rest(one).and_then(|path| {
                let key = ring.rewrap(&path, &one.name)?;
                // One that is in clear is found among those.
                self.set_sealed(one.of, key.as_deref()).map(|_| key.is_some())
            });
            done.note(wrapped, |done, did| done.rewrapped += u64::from(did))?;
            say(&done);
            Ok(())
        })?;
        self.seal_since(&ring, UnixMs(i64::MIN), &|| false, &mut done)?;
        say(&done);
        Ok(done)
    }

    /// Puts all documents here back in clear; tells how far it is. It may be stopped at any time.
    ///
    /// # Errors
    /// As of [`Self::seal_what_rests`].
    pub fn open_documents(&self, say: &dyn Fn(&AtRest)) -> Result<AtRest, SpoolError> {
        let ring = self.ring().ok_or_else(no_keys)?;
        let mut done = AtRest::default();
        // No key has this name.
        self.each_sealed("-", &mut |one| {
            let still = self.hold_still()?;
            let opened = self.open_one(&ring, one, &still);
            done.note(opened, |done, opened| done.opened += u64::from(opened))?;
            say(&done);
            Ok(())
        })?;
        Ok(done)
    }

    /// How many documents there are, by which keys.
    ///
    /// # Errors
    /// The spool could not be asked, or the keys can't be used.
    pub fn sealed_files(&self) -> Result<SealedFiles, SpoolError> {
        let newest = match self.ring() {
            Some(ring) => ring.keys.newest().map_err(|text| SpoolError::Keys { text })?,
            None => String::new(),
        };
        self.count_at_rest(&newest)
    }

    /// By which key documents here are sealed now, if all of those can be opened that are.
    ///
    /// # Errors
    /// Why not, in [`SpoolError::Keys`].
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
                    "documents here are encrypted with the key {key}, which is not there: it belongs into \
                     {}, behind the first",
                    ring.keys.place()
                )));
            }
        }
        ring.keys.newest().map_err(failed)
    }

    /// Whether documents here are sealed, as far as is known without keys.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn has_sealed_documents(&self) -> Result<bool, SpoolError> {
        Ok(!self.keys_at_rest()?.is_empty())
    }

    /// Notes of a fax, the file of whose document this is, that it is sealed where this process has no
    /// keys, so that `ferrofax serve` opens it; whether it is.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn note_closed_fax(&self, fax: FaxId, document: &Path) -> Result<bool, SpoolError> {
        self.note_closed(Of::Fax(fax.0), document)
    }

    /// The same of a document of a job.
    ///
    /// # Errors
    /// The spool could not be asked.
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

    /// The document of a fax in clear, and kept so until what is given is dropped. None, and nothing
    /// done, where this process has no keys.
    pub(crate) fn fax_in_clear(&self, fax: FaxId) -> Result<Option<Still>, SpoolError> {
        self.in_clear(Kind::Faxes, fax.0)
    }

    /// The same of the documents of a job.
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

    fn ring(&self) -> Option<Ring> {
        // What a front has are copies of documents of its store.
        rings::of_spool(self.spool.folder()).filter(|_| !self.spool.cluster().is_front())
    }

    fn hold_still(&self) -> Result<Still, SpoolError> {
        let path = self.spool.folder().join(LOCK);
        let held = safe_file::open_or_make(&path, For::Writing, Share::GroupWorks)
            .and_then(|file| file.lock().map(|()| file));
        Ok(Still { _lock: held.map_err(|error| SpoolError::io("lock", &path, &error))? })
    }

    /// As [`Encryption::hold_still`], for what deletes a document; none where no document here was ever
    /// encrypted. Whatever encrypts or decrypts the document meanwhile puts a new file in its place
    /// and may die before it sees that the fax is gone.
    pub(crate) fn hold_still_to_delete(&self) -> Result<Option<Still>, SpoolError> {
        match self.spool.folder().join(LOCK).symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            _ => self.hold_still().map(Some),
        }
    }

    /// Whether it was in clear, and still to be sealed.
    fn seal_one(&self, ring: &Ring, due: &Due) -> Result<bool, SpoolError> {
        let _still = self.hold_still()?;
        let path = self.path_at_rest(due)?;
        if !self.begin_sealing(due.of)? {
            return Ok(false);
        }
        let (key, was_clear) = ring.seal((&path, &due.name))?;
        if !self.set_sealed(due.of, Some(&key))? {
            // It was deleted meanwhile, and its file is nobody's.
            documents::remove(self.spool.folder(), &due.name)?;
        }
        Ok(was_clear)
    }

    /// Whether it was sealed.
    fn open_one(&self, ring: &Ring, due: &Due, _: &Still) -> Result<bool, SpoolError> {
        let path = self.path_at_rest(due)?;
        self.set_sealed(due.of, Some(""))?;
        let was_sealed = ring.open((&path, &due.name))?;
        if !self.set_sealed(due.of, None)? {
            documents::remove(self.spool.folder(), &due.name)?;
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

    /// The path of a document whose file is to be put in the place of another.
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

    /// What can't be done of one document keeps no other up; keys that can't be used do.
    fn note<T>(
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
