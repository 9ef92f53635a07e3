//! The jobs of a stateless node (in the code: *front*), whose spool is the shared database. A job
//! that is handed to it is at once stored there with its documents. Documents that somebody wants
//! to see are copied into its folder.

use std::borrow::Cow;

use super::super::documents::Taken;
use super::super::{Job, NewJob};
use super::octets::{is_here, put_together};
use super::parcel::{self, Document, path_of};
use crate::database::{self, Transaction};
use crate::failure::Failure;
use crate::job_options as option;
use crate::node::{is_copied, write_copy};
use crate::{SharedQueue, SpoolError, read_document};

const RANDOM: &str = "SELECT 'front:' || lower(hex(randomblob(16)))";

impl SharedQueue<'_> {
    /// A job in the form in which it is stored in this spool. A job of a stateless node gets a
    /// mark, by which nodes know it and for which its documents are encrypted.
    ///
    /// # Errors
    /// [`SpoolError::Refused`]: a stateless node can't do what the job asks for.
    pub(in crate::jobs) fn as_taken<'n>(
        &self,
        new: &'n NewJob,
    ) -> Result<Cow<'n, NewJob>, SpoolError> {
        if !self.spool.cluster().is_front() {
            return Ok(Cow::Borrowed(new));
        }
        let refused =
            |text: &str| SpoolError::Refused { failure: Failure::Forbidden, text: text.to_owned() };
        if new.fetch.is_some() {
            return Err(refused(
                "a front can't have a document fetched: hand it in at a machine with a PBX",
            ));
        }
        if new.options.contains_key(option::SELFTEST_TO) {
            return Err(refused("a front has no line that could be tested"));
        }
        if new.options.contains_key(option::MARK) {
            return Ok(Cow::Borrowed(new));
        }
        let mark: String = self
            .spool
            .read(|transaction| transaction.query_row(RANDOM, [], |row| row.get(0)))?;
        let mut marked = new.clone();
        marked.options.insert(option::MARK.to_owned(), mark);
        Ok(Cow::Owned(marked))
    }

    /// Transfers the documents of a job that is handed to a stateless node into the shared
    /// database, where they belong to no job yet. In any other spool the documents remain in files,
    /// and the result is empty.
    ///
    /// # Errors
    /// The shared database could not store them, or a document can't be read.
    pub(in crate::jobs) fn bring_documents(
        &self,
        new: &NewJob,
        taken: &[Taken],
    ) -> Result<Brought, SpoolError> {
        let mut brought = Vec::new();
        if !self.spool.cluster().is_front() {
            return Ok(Brought(brought));
        }
        let mark = new.options.get(option::MARK).map_or("", String::as_str);
        for (number, one) in (1..).zip(taken) {
            let path = path_of(self.spool, &one.file)?;
            let octets =
                read_document(&path).map_err(|error| SpoolError::io("read", &path, &error))?;
            let mut document = Document::on_its_way(one.file.clone(), number, octets);
            self.seal_for_store(mark, &mut document, &mut || Ok(()))?;
            self.receive_octets(&document, &mut || Ok(()))?;
            brought.push(document);
        }
        Ok(Brought(brought))
    }

    /// Copies the documents of a job of this shared database into files, checked by their hashes.
    /// If a document can't be fetched, there is no file, and the reader of the file gets an error.
    pub(in crate::jobs) fn copy_documents(&self, job: &Job) {
        if job.documents.iter().all(|document| is_copied(&document.path)) {
            return;
        }
        let copy = || -> Result<(), SpoolError> {
            let Some(parcel) = self.spool.read(|transaction| parcel::load(transaction, job.id))?
            else {
                return Ok(());
            };
            for document in &parcel.documents {
                let path = path_of(self.spool, &document.file)?;
                if !is_copied(&path) {
                    let octets = self.fetch_octets(&parcel.mark, document, &mut || Ok(()))?;
                    write_copy(&path, &octets)?;
                }
            }
            Ok(())
        };
        if let Err(why) = copy() {
            log::warn!("a document of job {} can't be had from the store: {why}", job.id);
        }
    }
}

/// Documents that are in the shared database and do not belong to a job yet.
pub(in crate::jobs) struct Brought(Vec<Document>);

impl Brought {
    /// Whether all of the documents are completely in the shared database.
    pub(in crate::jobs) fn are_there(
        &self,
        transaction: &Transaction<'_>,
    ) -> database::Result<bool> {
        for document in &self.0 {
            if !is_here(transaction, document)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Stores the documents under the names that the rows of their job have for them.
    pub(in crate::jobs) fn put(&self, transaction: &Transaction<'_>) -> database::Result<()> {
        self.0.iter().try_for_each(|document| put_together(transaction, document))
    }
}
