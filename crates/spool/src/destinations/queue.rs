//! The queue of a node to the shared database: facts about fax numbers from the node's calls, and
//! numbers that are to be forgotten, in the order of the events. An entry is written in the
//! transaction in which the fact is learned, and is kept until the shared database has it. A
//! machine without a shared database writes no entries.

use super::T38Fate;
use super::learning::CallFacts;
use crate::database::{self, Row, Transaction, params};
use crate::failure::Failure;
use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;

/// The line and the trunk over which a call was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// The properties of the telephone line, in their stored form.
    pub line: Option<String>,
    /// The trunk of the call; empty if it is unknown.
    pub trunk: String,
    /// The number of days after which the node forgets what it has learned.
    pub days: u32,
}

/// An event for the number memory that is to be sent to the shared database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learned {
    /// The number of the entry; later entries have greater numbers.
    pub id: i64,
    /// The time of the event, by the node's clock.
    pub at: UnixMs,
    /// The fax number that the event is about.
    pub number: String,
    /// The event.
    pub what: What,
}

/// The kinds of events in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A call to the number has ended with these facts.
    Call(CallFacts, Way),
    /// A person deleted the number from the memory.
    Forgotten,
    /// All numbers that were not called since the time of the entry are forgotten.
    ForgottenBefore,
}

const IS_NODE: &str = "SELECT EXISTS (SELECT 1 FROM node)";
const CALL: &str = "
    INSERT INTO learned (what, number, at, failure, was_bad_line, line, ecm, t38, trunk, days)
    VALUES ('call', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
const FORGET: &str = "INSERT INTO learned (what, number, at) VALUES ('forgotten', ?1, ?2)";
/// A newer entry of this kind includes all older ones, which are deleted here.
const DROP_BEFORE: &str = "DELETE FROM learned WHERE what = 'forgotten-before' AND at <= ?1";
const FORGET_BEFORE: &str =
    "INSERT INTO learned (what, number, at) VALUES ('forgotten-before', '', ?1)";
const NEXT: &str = "SELECT * FROM learned ORDER BY id LIMIT ?1";
const TOLD: &str = "DELETE FROM learned WHERE id <= ?1";
const OLD: &str = "DELETE FROM learned WHERE at < ?1 AND what = 'call'";
const LEAVE: &str = "DELETE FROM learned";

fn is_node(transaction: &Transaction<'_>) -> database::Result<bool> {
    transaction.one(IS_NODE, [], |row| row.get(0))
}

/// Adds an entry: a call to a number has ended.
pub(super) fn call(
    transaction: &Transaction<'_>,
    number: &str,
    (facts, way): (&CallFacts, &Way),
    now: UnixMs,
) -> database::Result<()> {
    if !is_node(transaction)? {
        return Ok(());
    }
    let CallFacts { failure, was_bad_line, ecm, t38, .. } = facts;
    let Way { line, trunk, days } = way;
    let failure = failure.map(Failure::name);
    let row = params![number, now, failure, was_bad_line, line, ecm, t38.name(), trunk, days];
    transaction.run(CALL, row)
}

/// Adds an entry: a number is forgotten. Returns `false` if there is no shared database to inform.
pub(super) fn forget(
    transaction: &Transaction<'_>,
    number: &str,
    now: UnixMs,
) -> database::Result<bool> {
    if !is_node(transaction)? {
        return Ok(false);
    }
    transaction.change(FORGET, params![number, now]).map(|_| true)
}

/// Adds an entry: numbers that were not called since this time are forgotten. Entries about calls
/// before this time are deleted, too.
pub(super) fn forget_before(transaction: &Transaction<'_>, before: UnixMs) -> database::Result<()> {
    if !is_node(transaction)? {
        return Ok(());
    }
    transaction.run(OLD, [before])?;
    transaction.run(DROP_BEFORE, [before])?;
    transaction.run(FORGET_BEFORE, [before])
}

/// Returns the next entries, `most` at most.
pub fn next(transaction: &Transaction<'_>, most: u32) -> database::Result<Vec<Learned>> {
    transaction.all(NEXT, [most], of_row)
}

/// Deletes the entries up to this one, which the shared database has received.
pub fn told(transaction: &Transaction<'_>, upto: i64) -> database::Result<()> {
    transaction.run(TOLD, [upto])
}

/// Deletes all entries, because this machine is no longer a node.
pub fn leave(transaction: &Transaction<'_>) -> database::Result<()> {
    transaction.run(LEAVE, [])
}

fn of_row(row: &Row<'_>) -> database::Result<Learned> {
    let what: String = row.get("what")?;
    let what = match what.as_str() {
        "call" => {
            let (line, failure): (Option<String>, Option<String>) =
                (row.get("line")?, row.get("failure")?);
            let t38: String = row.get("t38")?;
            let facts = CallFacts {
                failure: failure.as_deref().and_then(Failure::from_name),
                was_bad_line: row.get("was_bad_line")?,
                line: line.as_deref().and_then(SentLine::parse),
                ecm: row.get("ecm")?,
                t38: T38Fate::from_name(&t38).unwrap_or_default(),
            };
            let days: i64 = row.get("days")?;
            let days = u32::try_from(days).unwrap_or_default();
            What::Call(facts, Way { line, trunk: row.get("trunk")?, days })
        }
        "forgotten" => What::Forgotten,
        _ => What::ForgottenBefore,
    };
    Ok(Learned { id: row.get("id")?, at: row.get("at")?, number: row.get("number")?, what })
}
