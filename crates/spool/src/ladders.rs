//! The T.30 messages of each call, with notes (in the code: *ladder*, *rungs*), one by one. People
//! can watch the messages while the call is in progress. The messages are kept as long as the fax
//! or the job is kept.
//!
//! Messages are written from time to time, some at once, when this disturbs nothing. The last
//! messages before a crash are lost; nothing depends on them.

use super::SpoolError;
use super::ids::{CallId, FaxId, JobId};
use crate::Recordings;
use crate::database::{self, OptionalExtension, Transaction, params};
use ferrofax_basics::UnixMs;
use ferrofax_ground::ladder::{Rung, Way};

/// The call to which the messages belong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LadderOf {
    /// The call of a received fax.
    Fax(FaxId),
    /// A call that sends. A call that joined another call has the messages of the other call.
    Call(CallId),
}

/// A call of a job, with the messages of the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLadder {
    /// The call.
    pub call: CallId,
    /// The time at which the call began.
    pub began_at: UnixMs,
    /// The messages.
    pub rungs: Vec<Rung>,
}

/// The greatest size of the messages of one call, in bytes, approximately. The messages of a call
/// of a hundred pages take a tenth of this size.
const MOST: i64 = 100_000;

/// The number of characters that are read from the end of the text, for people who watch the call.
const END: i64 = 1_500;

/// The last message of a call whose messages exceed the greatest size.
const MORE: &str = "the rest is not stored";

const ADD_OF_FAX: &str = "
    INSERT INTO ladders (fax, text) SELECT id, ?2 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET text = ladders.text || excluded.text";
const ADD_OF_CALL: &str = "
    INSERT INTO ladders (call, text) SELECT id, ?2 FROM job_calls WHERE id = ?1
    ON CONFLICT (call) DO UPDATE SET text = ladders.text || excluded.text";
const LENGTH_OF_FAX: &str = "SELECT octet_length(text) FROM ladders WHERE fax = ?1";
const LENGTH_OF_CALL: &str = "SELECT octet_length(text) FROM ladders WHERE call = ?1";
/// The whole text, or its last characters.
const OF_FAX: &str = "SELECT substr(text, -CAST(?2 AS INTEGER)) FROM ladders WHERE fax = ?1";
const OF_CALL: &str = "
    SELECT substr(text, -CAST(?2 AS INTEGER)) FROM ladders
    WHERE call = coalesce((SELECT joined FROM job_calls WHERE id = ?1), ?1)";
const OF_JOB: &str = "
    SELECT c.id, c.leased_at, l.text FROM job_calls AS c JOIN ladders AS l ON l.call = coalesce(c.joined, c.id)
    WHERE c.job = ?1 ORDER BY c.id";

impl Recordings<'_> {
    /// Adds messages to calls, in one transaction. Messages beyond the greatest size are cut off,
    /// and messages of a fax or a call that no longer exists are dropped.
    pub fn add_rungs(&self, of_calls: &[(LadderOf, Vec<Rung>)]) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            of_calls.iter().try_for_each(|(of, rungs)| add(transaction, *of, rungs))
        })
    }

    /// Returns the messages of a call; empty if it has none.
    pub fn ladder(&self, of: LadderOf) -> Result<Vec<Rung>, SpoolError> {
        Ok(rungs(&self.ladder_text(of, 2 * MOST)?))
    }

    /// Returns the last messages of a call: ten, or a few less.
    pub fn ladder_end(&self, of: LadderOf) -> Result<Vec<Rung>, SpoolError> {
        let text = self.ladder_text(of, END)?;
        // The first line may be the rest of a line that was cut off.
        let is_part = text.chars().count() as i64 >= END;
        let mut rungs =
            rungs(text.split_once('\n').filter(|_| is_part).map_or(&*text, |(_, rest)| rest));
        rungs.drain(..rungs.len().saturating_sub(10));
        Ok(rungs)
    }

    fn ladder_text(&self, of: LadderOf, letters: i64) -> Result<String, SpoolError> {
        let (sql, id) = match of {
            LadderOf::Fax(fax) => (OF_FAX, fax.0),
            LadderOf::Call(call) => (OF_CALL, call.0),
        };
        let text: Option<String> = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(sql)?;
            select.query_row([id, letters], |row| row.get(0)).optional()
        })?;
        Ok(text.unwrap_or_default())
    }

    /// Returns the messages of all calls of a job, the oldest call first.
    pub fn ladders_of_job(&self, job: JobId) -> Result<Vec<JobLadder>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(OF_JOB)?;
            let rows = select.query_map([job.0], |row| {
                Ok(JobLadder {
                    call: CallId(row.get(0)?),
                    began_at: row.get(1)?,
                    rungs: rungs(&row.get::<_, String>(2)?),
                })
            })?;
            rows.collect()
        })
    }
}

fn rungs(text: &str) -> Vec<Rung> {
    text.lines().filter_map(Rung::read).collect()
}

/// Reads the message at the end of the text of a call.
pub(super) fn last_rung(text: Option<String>) -> Option<Rung> {
    Rung::read(text?.lines().next_back()?)
}

fn add(transaction: &Transaction<'_>, of: LadderOf, rungs: &[Rung]) -> database::Result<()> {
    let (length, add, id) = match of {
        LadderOf::Fax(fax) => (LENGTH_OF_FAX, ADD_OF_FAX, fax.0),
        LadderOf::Call(call) => (LENGTH_OF_CALL, ADD_OF_CALL, call.0),
    };
    let length: Option<i64> = transaction
        .prepare_cached(length)?
        .query_row([id], |row| row.get(0))
        .optional()?;
    let room = usize::try_from(MOST - length.unwrap_or(0)).unwrap_or(0);
    if room == 0 || rungs.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for rung in rungs {
        text += &format!("{rung}\n");
        if text.len() >= room {
            let last = Rung { at_ms: rung.at_ms, way: Way::Noted, text: MORE.to_owned() };
            text += &format!("{last}\n");
            break;
        }
    }
    transaction.prepare_cached(add)?.execute(params![id, text]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::{FaxEnd, FaxStatus, Format, NewFax};

    fn rung(at_ms: u64, text: &str) -> Rung {
        Rung { at_ms, way: Way::Heard, text: text.to_owned() }
    }

    fn spool_with_fax() -> (tempfile::TempDir, Spool, FaxId) {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let new = NewFax {
            device: "2101@fax-devices".parse().unwrap(),
            class: None,
            called: "2101".into(),
            calling: "1".into(),
            caller_name: String::new(),
            call_id: "1".into(),
            trunk: None,
            fetched_by: None,
            started_at: UnixMs(0),
            mailboxes: Vec::new(),
            format: Format::Pdf,
            mail_without_pages: false,
            options: std::collections::BTreeMap::new(),
        };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        (folder, spool, fax)
    }

    #[test]
    fn a_ladder_grows_and_goes_with_its_fax() {
        let (_folder, spool, fax) = spool_with_fax();
        assert_eq!(spool.recordings().ladder(LadderOf::Fax(fax)), Ok(Vec::new()));
        let nobody = (LadderOf::Call(CallId(99)), vec![rung(1, "DIS")]);
        spool
            .recordings()
            .add_rungs(&[nobody, (LadderOf::Fax(fax), vec![rung(10, "DCS")])])
            .unwrap();
        spool
            .recordings()
            .add_rungs(&[(LadderOf::Fax(fax), vec![rung(20, "EOP\nMPS")])])
            .unwrap();
        let ladder = spool.recordings().ladder(LadderOf::Fax(fax)).unwrap();
        assert_eq!(ladder, [rung(10, "DCS"), rung(20, "EOP MPS")]);
        assert_eq!(
            spool.monitoring().goes_on().unwrap().receiving[0].last,
            Some(rung(20, "EOP MPS"))
        );
        assert_eq!(spool.recordings().ladder(LadderOf::Call(CallId(99))), Ok(Vec::new()));
        assert_eq!(spool.recordings().ladder_end(LadderOf::Fax(fax)), Ok(ladder));
        let many: Vec<_> = (3..100).map(|at| rung(at * 10, "PPR for 256 frames")).collect();
        spool.recordings().add_rungs(&[(LadderOf::Fax(fax), many.clone())]).unwrap();
        assert_eq!(
            spool.recordings().ladder_end(LadderOf::Fax(fax)).unwrap(),
            many[many.len() - 10..]
        );
        let end = FaxEnd {
            status: FaxStatus::Failed,
            phase: "B".into(),
            cause: String::new(),
            event: Default::default(),
            ended_at: UnixMs(5),
        };
        spool.receiving().finish_fax(fax, &end).unwrap();
        spool.retention().cleanup(UnixMs(i64::MAX / 2), 1).unwrap();
        assert_eq!(spool.recordings().ladder(LadderOf::Fax(fax)), Ok(Vec::new()));
    }

    #[test]
    fn a_ladder_without_end_is_cut_off() {
        let (_folder, spool, fax) = spool_with_fax();
        let many: Vec<_> = (0..700).map(|at| rung(at * 10, "PPR for 256 frames")).collect();
        for _ in 0..20 {
            spool.recordings().add_rungs(&[(LadderOf::Fax(fax), many.clone())]).unwrap();
        }
        let ladder = spool.recordings().ladder(LadderOf::Fax(fax)).unwrap();
        assert!((2_000..5_000).contains(&ladder.len()), "{}", ladder.len());
        assert_eq!(ladder.last().unwrap().text, MORE);
        assert!(ladder[..ladder.len() - 1].iter().all(|rung| rung.text.starts_with("PPR")));
    }
}
