//! Commands of people for a job that is in the shared database (in the code: *store*). A command is
//! kept here until the shared database has received it. The shared database then executes the
//! command or rejects it. Before a command is passed on, it gets a token here. The shared database
//! notes the token with the command, so that a command that it gets twice is executed once.

use super::history::Ledger;
use super::role::Role;
use super::{JobId, JobState, JobVerb, Restart};
use crate::column::word;
use crate::database::{self, Transaction, params};
use crate::event::Event;
use crate::job_options::PASSED_ON;

/// If this spool is no longer a node, nobody passes commands on. A job that has ended then no longer
/// belongs to the shared database. A job that has not ended does: another node may be sending it.
const STATE: &str = "
    SELECT state FROM jobs
    WHERE id = ?1 AND role = 'moved' AND (ended_at IS NULL OR EXISTS (SELECT 1 FROM node))";
const FORGET_MOVE: &str = "DELETE FROM moved_jobs WHERE job = ?1";
const ASKED: &str = "SELECT asked FROM jobs WHERE id = ?1";
const SET_ASKED: &str = "UPDATE jobs SET asked = ?2 WHERE id = ?1";
const TOKEN: &str = "SELECT lower(hex(randomblob(8)))";
/// The stored word for a retry that was permitted for a waiting job. It does not restart a job that
/// has failed meanwhile.
const RETRY_WAITING: &str = "retry-waiting";
const NOTE_TOKEN: &str =
    "INSERT INTO job_options (job, name, value) VALUES (?1, ?2, '') ON CONFLICT DO NOTHING";

/// The state of a job that the shared database has, if the shared database carries out this command.
pub(super) fn state_in_store(
    transaction: &Transaction<'_>,
    job: JobId,
    verb: &JobVerb,
) -> database::Result<Option<JobState>> {
    let is_open = |state: &JobState| {
        !state.is_final() || (*state == JobState::Failed && *verb == JobVerb::Retry)
    };
    Ok(state(transaction, job)?.filter(is_open))
}

/// Stores a command until it is passed on to the shared database, and returns the state of the job.
/// Returns `None` if this spool has to carry out the command itself, which it does in the same
/// transaction: afterwards, the job may be in the shared database.
pub(super) fn ask_store(
    ledger: &Ledger<'_>,
    job: JobId,
    (verb, restart): (&JobVerb, &Restart),
    by: &str,
) -> database::Result<Option<JobState>> {
    let transaction = ledger.transaction;
    let Some(deed) = word_of(verb) else { return Ok(None) };
    let Some(state) = state_in_store(transaction, job, verb)? else { return Ok(None) };
    let word = match (verb, restart) {
        (JobVerb::Retry, Restart::No) => RETRY_WAITING,
        _ => deed.as_str(),
    };
    let wish = format!("{word} {}", by.replace('\n', " "));
    let asked = asked(transaction, job)?;
    let mut wishes: Vec<&str> = asked.as_deref().map(lines).unwrap_or_default();
    // After `cancel`, later commands are not stored: they were not meant for a cancelled job.
    if !wishes.iter().any(|wish| matches!(read(wish), Some((JobVerb::Cancel, ..)))) {
        wishes.push(&wish);
    }
    set_asked(transaction, job, &wishes)?;
    ledger.note(job, &Event::SharedAsked { deed, by: by.into() }.into())?;
    Ok(Some(state))
}

/// Deletes the first command of a job, after the shared database has received it. The commands
/// after it are kept.
pub fn note_told(transaction: &Transaction<'_>, job: JobId, told: &str) -> database::Result<()> {
    let asked = asked(transaction, job)?;
    let mut wishes: Vec<&str> = asked.as_deref().map(lines).unwrap_or_default();
    if wishes.first() == Some(&told) {
        wishes.remove(0);
    }
    set_asked(transaction, job, &wishes)
}

/// Gives each stored command for a job a token, unless it has one. Returns the commands.
pub fn with_tokens(transaction: &Transaction<'_>, job: JobId) -> database::Result<Vec<String>> {
    let asked = asked(transaction, job)?.unwrap_or_default();
    let with_token = |wish: &str| {
        let without = wish.split_once(' ').filter(|(word, _)| !word.contains('#'));
        let Some((word, by)) = without else { return Ok(wish.to_owned()) };
        let token: String = transaction.one(TOKEN, [], |row| row.get(0))?;
        Ok(format!("{word}#{token} {by}"))
    };
    let wishes: Vec<String> =
        lines(&asked).into_iter().map(with_token).collect::<database::Result<_>>()?;
    set_asked(transaction, job, &wishes.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(wishes)
}

/// The token of a stored command; empty if it has none.
pub fn token_of(asked: &str) -> &str {
    let word = asked.split(' ').next().unwrap_or_default();
    word.split_once('#').map_or("", |(_, token)| token)
}

/// Notes in the shared database that it executes the command with this token now. Returns false if
/// it has executed the command before.
pub(super) fn is_new(
    transaction: &Transaction<'_>,
    job: JobId,
    token: &str,
) -> database::Result<bool> {
    let row = params![job.0, format!("{PASSED_ON}{token}")];
    transaction.change(NOTE_TOKEN, row).map(|rows| rows > 0)
}

/// Returns the stored commands for a job, and deletes them.
pub fn take(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<String>> {
    let stored = asked(transaction, job)?;
    set_asked(transaction, job, &[])?;
    Ok(stored)
}

/// Makes a job that has ended in a shared database, and that this spool tries again itself, a job of
/// this spool.
pub(super) fn become_own(transaction: &Transaction<'_>, job: JobId) -> database::Result<()> {
    transaction.run(FORGET_MOVE, [job.0])?;
    set_asked(transaction, job, &[])?;
    Role::Own.set(transaction, job)
}

/// Splits the stored commands for a job: one on each line, in the order in which people gave them.
pub fn lines(asked: &str) -> Vec<&str> {
    asked.lines().collect()
}

/// Returns the stored commands for a job.
fn asked(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<String>> {
    Ok(transaction.first(ASKED, [job.0], |row| row.get(0))?.flatten())
}

fn set_asked(transaction: &Transaction<'_>, job: JobId, wishes: &[&str]) -> database::Result<()> {
    let asked = (!wishes.is_empty()).then(|| wishes.join("\n"));
    transaction.run(SET_ASKED, params![job.0, asked])
}

/// Returns the stored form of a command: a word, with a number after a colon for a priority. Later,
/// a token follows after `#`. `None` if the command can't be kept.
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

/// Reads a stored command, whether it may restart a failed job, and the name of the person who gave
/// it.
pub fn read(asked: &str) -> Option<(JobVerb, Restart, &str)> {
    let (word, by) = asked.split_once(' ')?;
    let verb = match word.split('#').next()? {
        RETRY_WAITING => return Some((JobVerb::Retry, Restart::No, by)),
        "cancel" => JobVerb::Cancel,
        "hold" => JobVerb::Hold,
        "release" => JobVerb::Release,
        "retry" => JobVerb::Retry,
        word => JobVerb::Priority(word.strip_prefix("priority:")?.parse().ok()?),
    };
    Some((verb, Restart::AsBefore, by))
}

fn state(transaction: &Transaction<'_>, job: JobId) -> database::Result<Option<JobState>> {
    transaction.first(STATE, [job.0], |row| word(row, "state", JobState::from_name))
}
