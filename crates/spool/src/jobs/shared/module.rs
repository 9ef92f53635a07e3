//! Whether a module is there that dials: it holds a lock of the spool for as long as it lives.

use super::super::attempt::end_call;
use super::super::{AttemptEnd, CallId, JobId};
use crate::database;
use crate::failure::Failure;
use crate::safe_file::{self, For};
use crate::{SharedQueue, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::Cause;
use std::fs::File;
use std::io::ErrorKind;

const GOING: &str = "
    SELECT jobs.id, jobs.call FROM store_tries AS t JOIN jobs ON jobs.id = t.job
    WHERE t.is_told = 0 AND jobs.state = 'active' ORDER BY jobs.id";

impl SharedQueue<'_> {
    /// Whether a module is at work with this spool, for all that can be known.
    pub fn has_module(&self) -> bool {
        self.lock_of_module().is_none()
    }

    /// Ends tries of the store's whose call has ended with the module, as that does itself when it
    /// is there again: the store is told, and another node goes on. How many.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn end_tries_without_module(&self, now: UnixMs) -> Result<usize, SpoolError> {
        // A module that begins meanwhile waits for us.
        let Some(_lock) = self.lock_of_module() else { return Ok(0) };
        self.spool.write(|transaction| {
            let mut select = transaction.prepare_cached(GOING)?;
            let going: Vec<(i64, i64)> = select
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<database::Result<_>>()?;
            let ledger = self.spool.jobs().ledger(transaction, now);
            for (job, call) in &going {
                let crashed = AttemptEnd {
                    failure: Some(Failure::Internal),
                    cause: Some(Cause::PbxCrashed.name().to_owned()),
                    ..AttemptEnd::default()
                };
                end_call(&ledger, JobId(*job), CallId(*call), &crashed)?;
            }
            Ok(going.len())
        })
    }

    /// The lock that a module would hold; none if one does, or that can't be known. It is let go
    /// with what is given.
    fn lock_of_module(&self) -> Option<Lock> {
        let path = self.spool.folder().join("receiving.lock");
        match safe_file::open(&path, For::Reading) {
            Ok(file) => file.try_lock_shared().ok().map(|()| Lock(Some(file))),
            // None has ever been here.
            Err(error) if error.kind() == ErrorKind::NotFound => Some(Lock(None)),
            Err(_) => None,
        }
    }
}

struct Lock(#[expect(dead_code, reason = "it is open as long as this is there")] Option<File>);
