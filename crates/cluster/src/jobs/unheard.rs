//! Ends of jobs that were deleted from the shared database by their age while their origin node was
//! silent. The shared database keeps the end of each such job until the origin node is back.
//! Otherwise that node would hand the job over again, or wait for its end for ever.

use super::home::job_of;
use crate::SharedQueue;
use crate::node::Node;
use ferrofax_basics::UnixMs;
use ferrofax_spool::event::Event;
use ferrofax_spool::failure::{Failure, NotifyReason};
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::column::{known_word, word_or};
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::failure::final_reason;
use ferrofax_spool::inside::jobs::history::Happened;
use ferrofax_spool::jobs::{JobId, JobState};
use ferrofax_spool::{Spool, SpoolError};

const KEEP: &str = "
    INSERT INTO unheard_ends (home, mark, state, failure, told_by)
    SELECT h.value, m.value, jobs.state, jobs.failure,
           (SELECT taken_by FROM taken_reports WHERE job_change =
               (SELECT max(id) FROM job_changes AS c WHERE c.job = jobs.id AND c.notice IS NOT NULL))
    FROM jobs
    JOIN job_options AS h ON h.job = jobs.id AND h.name = 'home'
    JOIN job_options AS m ON m.job = jobs.id AND m.name = 'mark'
    WHERE jobs.id = ?1
    ON CONFLICT (home, mark) DO UPDATE SET state = excluded.state, failure = excluded.failure,
        told_by = excluded.told_by";
const KEPT: &str =
    "SELECT mark, state, failure, told_by FROM unheard_ends WHERE home = ?1 ORDER BY mark";
const HEARD: &str = "DELETE FROM unheard_ends WHERE home = ?1 AND mark = ?2";
const IS_OPEN: &str = "SELECT EXISTS (SELECT 1 FROM jobs WHERE id = ?1 AND ended_at IS NULL)";
/// Counts unconfirmed pages as in doubt, since it is no longer known which of them the remote fax
/// machine has.
const IN_DOUBT: &str = "UPDATE job_pages SET unknown = min(max(unknown, 0), 1000000) + 1 WHERE job = ?1 AND state <> 'confirmed'";

/// The end of a job in the shared database.
struct End {
    mark: String,
    state: JobState,
    failure: Option<Failure>,
    /// The node that has reported the job to people in place of its origin node.
    told_by: Option<String>,
}

/// Keeps the end of a job of this shared database, for its origin node.
pub(super) fn keep_end(transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
    transaction.run(KEEP, [job.0])
}

impl SharedQueue<'_> {
    /// Ends the rows of jobs that ended and were deleted in the shared database while this node was
    /// not heard of. The jobs are reported to people now, unless another node has reported them.
    pub(super) fn hear_ends(
        &self,
        store: &Spool,
        node: &Node,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let ends: Vec<End> = store.read(|transaction| {
            let end = |row: &database::Row<'_>| {
                Ok(End {
                    mark: row.get("mark")?,
                    // If the state can't be read, the end is unknown, and the job counts as failed,
                    // so that people look at it.
                    state: word_or(row, "state", final_state, JobState::Failed)?,
                    failure: known_word(row, "failure", Failure::from_name)?,
                    told_by: row.get("told_by")?,
                })
            };
            transaction.all(KEPT, [&node.token], end)
        })?;
        for end in ends {
            self.end_unheard(node, &end, now)?;
            let key = params![node.token, end.mark];
            store.write(|transaction| transaction.run(HEARD, key))?;
        }
        Ok(())
    }

    fn end_unheard(&self, node: &Node, end: &End, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let Some(job) = job_of(transaction, node, &end.mark)? else { return Ok(()) };
            if !transaction.one(IS_OPEN, [job.0], |row| row.get(0))? {
                return Ok(());
            }
            let is_done = end.state == JobState::Done;
            if !is_done {
                transaction.run(IN_DOUBT, [job.0])?;
            }
            let why = end.failure.map_or(NotifyReason::Failed, final_reason);
            let notice = Some(if is_done { NotifyReason::Done } else { why });
            let told_by = end.told_by.clone();
            let notice = notice.filter(|_| told_by.is_none());
            let what = Happened {
                event: Event::EndedWhileAway { is_sent: is_done, told_by },
                failure: end.failure,
                notice,
                ..Happened::default()
            };
            self.spool.ledger(transaction, now).end(job, end.state, &what)
        })
    }
}

fn final_state(name: &str) -> Option<JobState> {
    JobState::from_name(name).filter(|state| state.is_final())
}
