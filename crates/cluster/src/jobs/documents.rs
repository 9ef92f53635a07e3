//! The documents of jobs on their way between a node and the shared database. They go as the
//! documents of received faxes do (crates/cluster/src/node, `bringing` and `reading`). Between the
//! parts of a document, the node renews its leases and reports the progress of its calls.

use super::parcel::path_of;
use crate::node::{
    Beat, Document, NotShipped, Owner, Pace, Transfer, adopt, drop_coming, forget_old_of_jobs,
    is_coming,
};
use crate::{Clustered, SharedQueue};
use ferrofax_spool::inside::database::{self, Transaction};
use ferrofax_spool::inside::front::Brought;
use ferrofax_spool::inside::sealing::job_context;
use ferrofax_spool::{Spool, SpoolError};

/// Documents that are in the shared database and do not belong to a job yet: each with the name of
/// its file, and its number there.
pub(super) struct BroughtDocuments(Vec<(String, i64)>);

impl Brought for BroughtDocuments {
    fn are_there(&self, transaction: &Transaction<'_>) -> database::Result<bool> {
        for (_, number) in &self.0 {
            if !is_coming(transaction, *number)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn put(&self, transaction: &Transaction<'_>) -> database::Result<()> {
        for (file, number) in &self.0 {
            adopt(transaction, *number, Owner::Job(file))?;
        }
        forget_old_of_jobs(transaction)
    }
}

impl BroughtDocuments {
    /// Deletes the documents, since they get no job.
    pub(super) fn forget(&self, transaction: &Transaction<'_>) -> database::Result<()> {
        self.0.iter().try_for_each(|(_, number)| drop_coming(transaction, *number))
    }
}

impl SharedQueue<'_> {
    /// Transfers files of a node into this shared database, before the job with this mark. Each file
    /// has the number of its document in the job.
    ///
    /// # Errors
    /// [`NotShipped::Here`]: a document can't be read. The bytes that are there are kept for the
    /// next attempt.
    pub(super) fn receive_documents<'f>(
        &self,
        node: &Spool,
        (mark, files): (&str, impl Iterator<Item = (i64, &'f str)>),
        beat: Beat<'_>,
    ) -> Result<BroughtDocuments, NotShipped> {
        let is_for_tables = self.spool.cluster().has_older_nodes()?;
        let mut between = || beat().map_err(NotShipped::There);
        let mut brought = Vec::new();
        for (number, file) in files {
            let document = path_of(node, file).and_then(Document::of).map_err(NotShipped::Here)?;
            let context = &job_context((mark, number), (&document.sha256, document.octets));
            let transfer = Transfer { token: file, document: &document, context, is_for_tables };
            let there = self.spool.cluster().receive_document(
                transfer,
                Pace::of_moments(),
                &mut between,
            )?;
            between()?;
            brought.push((file.to_owned(), there));
        }
        Ok(BroughtDocuments(brought))
    }

    /// Reads a document of a job in this shared database, and checks its hash.
    ///
    /// # Errors
    /// [`SpoolError::Document`]: the document is missing, differs from the one that the node sent, or
    /// can't be decrypted. [`SpoolError::Away`]: its place is unreachable.
    pub(super) fn fetch_document(&self, file: &str, beat: Beat<'_>) -> Result<Vec<u8>, SpoolError> {
        let read = self.spool.cluster().read_document(Owner::Job(file), Pace::of_moments(), beat);
        read?.ok_or(SpoolError::Internal)
    }
}
