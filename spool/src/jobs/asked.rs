//! What people want of a job that the store has now: it is kept here until the store has been
//! told, which does it or not.

use super::super::{Spool, SpoolError};
use super::history::Happened;
use super::{JobId, JobState, JobVerb};
use crate::column::word;
use crate::database::{OptionalExtension, Transaction, params};
use ferrofax_basics::UnixMs;

const STATE: &str = "
    SELECT jobs.state FROM moved_jobs JOIN jobs ON jobs.id = moved_jobs.job WHERE moved_jobs.job = ?1";
/// Who has cancelled it has not meant that it is held now.
const ASK: &str =
    "UPDATE moved_jobs SET asked = ?2 WHERE job = ?1 AND coalesce(asked, '') NOT LIKE 'cancel %'";

impl Spool {
    /// Keeps for the store what somebody wants, and tells where the job stands; none if it is
    /// this spool's own matter.
    pub(super) fn ask_store(
        &self,
        job: JobId,
        verb: &JobVerb,
        by: &str,
        now: UnixMs,
    ) -> Result<Option<JobState>, SpoolError> {
        let Some(word) = word_of(verb) else { return Ok(None) };
        let is_open = |state: &JobState| {
            !state.is_final() || (*state == JobState::Failed && *verb == JobVerb::Retry)
        };
        let Some(state) = self.read(|transaction| state(transaction, job))?.filter(is_open) else {
            return Ok(None);
        };
        self.write(|transaction| {
            let asked = format!("{word} {by}");
            transaction.prepare_cached(ASK)?.execute(params![job.0, asked])?;
            let text = format!("{by} asks the store: {word}.");
            let what = Happened { text: &text, ..Happened::default() };
            self.ledger(transaction, now).note(job, &what)
        })?;
        Ok(Some(state))
    }
}

/// As it is kept: a word, and perhaps a number behind a colon.
fn word_of(verb: &JobVerb) -> Option<String> {
    Some(match verb {
        JobVerb::Cancel => "cancel".to_owned(),
        JobVerb::Hold => "hold".to_owned(),
        JobVerb::Release => "release".to_owned(),
        JobVerb::Retry => "retry".to_owned(),
        JobVerb::Priority(priority) => format!("priority:{priority}"),
        JobVerb::Number(_) | JobVerb::Alter(_) => return None,
    })
}

/// What was kept, and who wanted it.
pub(super) fn read(asked: &str) -> Option<(JobVerb, &str)> {
    let (word, by) = asked.split_once(' ')?;
    let verb = match word {
        "cancel" => JobVerb::Cancel,
        "hold" => JobVerb::Hold,
        "release" => JobVerb::Release,
        "retry" => JobVerb::Retry,
        _ => JobVerb::Priority(word.strip_prefix("priority:")?.parse().ok()?),
    };
    Some((verb, by))
}

fn state(transaction: &Transaction<'_>, job: JobId) -> crate::database::Result<Option<JobState>> {
    let mut select = transaction.prepare_cached(STATE)?;
    select
        .query_row([job.0], |row| word(row, "state", JobState::from_name))
        .optional()
}
