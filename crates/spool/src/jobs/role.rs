//! The role of a row of `jobs`: the spool's own job, or one of the two kinds of rows that exist only
//! if jobs are shared with other machines (crates/cluster/src/jobs).

use super::JobId;
use crate::database::{self, Transaction, params};

/// The role of a row, as the column `jobs.role` stores it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A job that this spool sends and reports.
    Own,
    /// A job that the shared database has, or is getting. This spool does not dial the job, but
    /// reports it to people.
    Moved,
    /// One attempt of a job of the shared database. This spool dials it, and reports it only to the
    /// shared database.
    Try,
}

const SET: &str = "UPDATE jobs SET role = ?2 WHERE id = ?1";
const OF: &str = "SELECT role FROM jobs WHERE id = ?1";

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Moved => "moved",
            Self::Try => "try",
        }
    }

    /// Gives this role to the row of a job.
    pub fn set(self, transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
        transaction.run(SET, params![job.0, self.name()])
    }

    /// Returns whether the row of a job has this role. A job that does not exist has none.
    pub fn is_of(self, transaction: &Transaction<'_>, job: JobId) -> database::Result<bool> {
        let role: Option<String> = transaction.first(OF, [job.0], |row| row.get(0))?;
        Ok(role.as_deref() == Some(self.name()))
    }
}
