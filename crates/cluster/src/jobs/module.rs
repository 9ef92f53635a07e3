//! Detection of a running Asterisk module that dials: the module holds a lock of the spool for as
//! long as it runs.

use crate::SharedQueue;
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::Cause;
use ferrofax_spool::SpoolError;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::jobs::attempt::end_call;
use ferrofax_spool::jobs::{AttemptEnd, CallId, JobId};
use ferrofax_spool::safe_file::{self, For};
use std::fs::File;
use std::io::ErrorKind;

const GOING: &str = "
    SELECT jobs.id, jobs.call FROM store_tries AS t JOIN jobs ON jobs.id = t.job
    WHERE t.is_told = 0 AND jobs.state = 'active' ORDER BY jobs.id";

impl SharedQueue<'_> {
    /// Whether a module runs with this spool. If this cannot be determined, the answer is yes.
    pub fn has_module(&self) -> bool {
        self.lock_of_module().is_none()
    }

    /// Ends attempts of the shared database whose calls ended when the module stopped. The module
    /// does the same itself when it starts again. The ends are then reported to the shared
    /// database, and another node continues the jobs. Returns the number of attempts.
    ///
    /// # Errors
    /// Access to the spool failed.
    pub fn end_tries_without_module(&self, now: UnixMs) -> Result<usize, SpoolError> {
        // A module that starts meanwhile waits for this lock.
        let Some(_lock) = self.lock_of_module() else { return Ok(0) };
        self.spool.write(|transaction| {
            let going: Vec<(i64, i64)> =
                transaction.all(GOING, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let ledger = self.spool.ledger(transaction, now);
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

    /// Takes the lock that a running module would hold. Returns `None` if a module holds the lock,
    /// or if this cannot be determined. The lock is released when the returned value is dropped.
    fn lock_of_module(&self) -> Option<Lock> {
        let path = self.spool.folder().join("receiving.lock");
        match safe_file::open(&path, For::Reading) {
            Ok(file) => file.try_lock_shared().ok().map(|()| Lock(Some(file))),
            // No module has ever run with this spool.
            Err(error) if error.kind() == ErrorKind::NotFound => Some(Lock(None)),
            Err(_) => None,
        }
    }
}

struct Lock(#[expect(dead_code, reason = "it is open as long as this is there")] Option<File>);
