//! The jobs of a stateless node (in the code: *front*), whose spool is the shared database. A job
//! that is handed to it is at once stored there with its documents. Documents that somebody wants
//! to see are copied into its folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::parcel::{self, path_of};
use super::same::Same;
use super::unheard::keep_end;
use crate::node::{NotShipped, is_copied, write_copy};
use crate::{Clustered, SharedQueue};
use ferrofax_basics::UnixMs;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction};
use ferrofax_spool::inside::front::{Brought, Front};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::sending::option;
use ferrofax_spool::{FaxId, Spool, SpoolError};

const RANDOM: &str = "SELECT 'front:' || lower(hex(randomblob(16)))";

/// Makes a shared database the spool of a stateless node, a machine without a PBX.
///
/// A job that is submitted to this spool is in the shared database, with its documents, when it is
/// accepted. Of each document that somebody opens, the folder contains a copy.
#[must_use]
pub fn as_front(store: Spool) -> Spool {
    store.with_front(Arc::new(FrontOfStore))
}

/// The work of a stateless node whose spool is the shared database.
struct FrontOfStore;

impl Front<Spool> for FrontOfStore {
    fn copy_document(&self, spool: &Spool, fax: FaxId, path: &Path) -> Result<(), SpoolError> {
        spool.cluster().copy_document(fax, path)
    }

    fn copy_documents(&self, spool: &Spool, job: JobId, files: &[&Path]) {
        spool.shared_queue().copy_documents(job, files);
    }

    /// The documents of the job are encrypted for its mark.
    fn mark(
        &self,
        spool: &Spool,
        options: &BTreeMap<String, String>,
        fetches: bool,
    ) -> Result<String, SpoolError> {
        let refused =
            |text: &str| SpoolError::Refused { failure: Failure::Forbidden, text: text.to_owned() };
        if fetches {
            return Err(refused(
                "a front can't have a document fetched: hand it in at a machine with a PBX",
            ));
        }
        if options.contains_key(option::SELFTEST_TO) {
            return Err(refused("a front has no line that could be tested"));
        }
        match options.get(option::MARK) {
            Some(mark) => Ok(mark.clone()),
            None => spool.read(|transaction| transaction.query_row(RANDOM, [], |row| row.get(0))),
        }
    }

    fn bring(
        &self,
        spool: &Spool,
        mark: &str,
        files: &[&str],
    ) -> Result<Box<dyn Brought>, SpoolError> {
        let files = (1..).zip(files.iter().copied());
        let brought = spool.shared_queue().receive_documents(spool, (mark, files), &mut || Ok(()));
        Ok(Box::new(brought.map_err(NotShipped::into_error)?))
    }

    fn same_job(
        &self,
        transaction: &Transaction<'_>,
        options: &BTreeMap<String, String>,
        canonical: &str,
        now: UnixMs,
    ) -> database::Result<Option<JobId>> {
        let (key, mark) = (options.get(option::SAME), options.get(option::MARK));
        let (Some(key), Some(mark)) = (key, mark) else { return Ok(None) };
        let same = Same { key, canonical, came_at: now, is_new: true };
        Ok(same.meet(transaction, mark)?.and_then(|first| first.job))
    }

    fn keep_end(&self, transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
        keep_end(transaction, job)
    }
}

impl SharedQueue<'_> {
    /// Copies the documents of a job of this shared database into files, checked by their hashes.
    /// If a document can't be fetched, there is no file, and the reader of the file gets an error.
    fn copy_documents(&self, job: JobId, files: &[&Path]) {
        if files.iter().all(|file| is_copied(file)) {
            return;
        }
        let copy = || -> Result<(), SpoolError> {
            let Some(parcel) = self.spool.read(|transaction| parcel::load(transaction, job))?
            else {
                return Ok(());
            };
            for document in &parcel.documents {
                let path = path_of(self.spool, &document.file)?;
                if !is_copied(&path) {
                    let octets = self.fetch_document(&document.file, &mut || Ok(()))?;
                    write_copy(&path, &octets)?;
                }
            }
            Ok(())
        };
        if let Err(why) = copy() {
            log::warn!("a document of job {job} can't be had from the store: {why}");
        }
    }
}
