//! The T.30 messages of each call, with notes (in the code: *ladder*, *rungs*), one by one. People
//! can watch the messages while the call is in progress. The messages are kept as long as the fax
//! or the job is kept.
//!
//! Messages are written from time to time, some at once, when this disturbs nothing. The last
//! messages before a crash are lost; nothing depends on them.

use super::SpoolError;
use super::call_steps;
use super::ids::{CallId, FaxId, JobId};
use crate::Recordings;
use crate::database::{self, Transaction, params};
use ferrofax_basics::UnixMs;
use ferrofax_ground::ladder::{Rung, Step, Way};

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

/// The greatest size of the messages of one call in both columns, in bytes, approximately. The
/// messages of a call of a hundred pages take a tenth of this size.
const MOST: i64 = 250_000;

/// The number of characters that are read from the end of each column, for people who watch the
/// call.
const END: i64 = 4_000;

const ADD_OF_FAX: &str = "
    INSERT INTO ladders (fax, text, steps) SELECT id, ?2, ?3 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET text = ladders.text || excluded.text, steps = ladders.steps || excluded.steps";
const ADD_OF_CALL: &str = "
    INSERT INTO ladders (call, text, steps) SELECT id, ?2, ?3 FROM job_calls WHERE id = ?1
    ON CONFLICT (call) DO UPDATE SET text = ladders.text || excluded.text, steps = ladders.steps || excluded.steps";
const LENGTH_OF_FAX: &str =
    "SELECT octet_length(text) + octet_length(steps) FROM ladders WHERE fax = ?1";
const LENGTH_OF_CALL: &str =
    "SELECT octet_length(text) + octet_length(steps) FROM ladders WHERE call = ?1";
/// The whole columns, or their last characters.
const OF_FAX: &str = "
    SELECT substr(text, -CAST(?2 AS INTEGER)), substr(steps, -CAST(?2 AS INTEGER)) FROM ladders WHERE fax = ?1";
const OF_CALL: &str = "
    SELECT substr(text, -CAST(?2 AS INTEGER)), substr(steps, -CAST(?2 AS INTEGER)) FROM ladders
    WHERE call = coalesce((SELECT joined FROM job_calls WHERE id = ?1), ?1)";
const OF_JOB: &str = "
    SELECT c.id, c.leased_at, l.text, l.steps FROM job_calls AS c JOIN ladders AS l ON l.call = coalesce(c.joined, c.id)
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
        let (text, steps) = self.columns(of, 2 * MOST)?;
        Ok(rungs(&text, &steps))
    }

    /// Returns the last messages of a call: ten, or a few less.
    pub fn ladder_end(&self, of: LadderOf) -> Result<Vec<Rung>, SpoolError> {
        let (text, steps) = self.columns(of, END)?;
        // The first line may be the rest of a line that was cut off.
        let is_part = text.chars().count() as i64 >= END;
        let text = text.split_once('\n').filter(|_| is_part).map_or(&*text, |(_, rest)| rest);
        let mut rungs = rungs(text, &steps);
        rungs.drain(..rungs.len().saturating_sub(10));
        Ok(rungs)
    }

    fn columns(&self, of: LadderOf, letters: i64) -> Result<(String, String), SpoolError> {
        let (sql, id) = match of {
            LadderOf::Fax(fax) => (OF_FAX, fax.0),
            LadderOf::Call(call) => (OF_CALL, call.0),
        };
        let columns = self.spool.read(|transaction| {
            transaction.first(sql, [id, letters], |row| Ok((row.get(0)?, row.get(1)?)))
        })?;
        Ok(columns.unwrap_or_default())
    }

    /// Returns the messages of all calls of a job, the oldest call first.
    pub fn ladders_of_job(&self, job: JobId) -> Result<Vec<JobLadder>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(OF_JOB, [job.0], |row| {
                Ok(JobLadder {
                    call: CallId(row.get(0)?),
                    began_at: row.get(1)?,
                    rungs: rungs(&row.get::<_, String>(2)?, &row.get::<_, String>(3)?),
                })
            })
        })
    }
}

/// Reads the messages of a call from both columns, which may lack lines at their beginning. Each
/// line of `steps` belongs to a line of `text`, counted from the end. The sentence in `text` is
/// used if an older version wrote the line, or if its step is damaged or not known here.
fn rungs(text: &str, steps: &str) -> Vec<Rung> {
    let mut rungs: Vec<Rung> = text.lines().filter_map(Rung::read).collect();
    for (rung, line) in rungs.iter_mut().rev().zip(steps.lines().rev()) {
        read_step(rung, line);
    }
    rungs
}

fn read_step(rung: &mut Rung, line: &str) {
    if let Some(Rung { at_ms, way, step: Step::Text { text } }) = Rung::read(line)
        && (at_ms, way) == (rung.at_ms, rung.way)
        && let Some(step) = call_steps::of_stored(&text)
    {
        rung.step = step;
    }
}

/// Reads the message at the end of the columns of a call.
pub(super) fn last_rung(text: Option<String>, steps: Option<String>) -> Option<Rung> {
    let mut rung = Rung::read(text?.lines().next_back()?)?;
    if let Some(line) = steps.as_deref().and_then(|steps| steps.lines().next_back()) {
        read_step(&mut rung, line);
    }
    Some(rung)
}

fn add(transaction: &Transaction<'_>, of: LadderOf, rungs: &[Rung]) -> database::Result<()> {
    let (length, add, id) = match of {
        LadderOf::Fax(fax) => (LENGTH_OF_FAX, ADD_OF_FAX, fax.0),
        LadderOf::Call(call) => (LENGTH_OF_CALL, ADD_OF_CALL, call.0),
    };
    let length: Option<i64> = transaction.first(length, [id], |row| row.get(0))?;
    let room = usize::try_from(MOST - length.unwrap_or(0)).unwrap_or(0);
    if room == 0 || rungs.is_empty() {
        return Ok(());
    }
    let mut lines = Lines::default();
    for rung in rungs {
        lines.push(rung);
        if lines.len() >= room {
            lines.push(&Rung { at_ms: rung.at_ms, way: Way::Noted, step: Step::RestNotStored });
            break;
        }
    }
    let Lines { text, steps } = lines;
    transaction.run(add, params![id, text, steps])
}

/// Messages as both columns have them, each in a line with its time: with an English sentence,
/// which version 0.3.0 reads, and with the name and the values of its step.
#[derive(Default)]
struct Lines {
    text: String,
    steps: String,
}

impl Lines {
    fn push(&mut self, rung: &Rung) {
        self.text += &format!("{rung}\n");
        let stored = Step::text(call_steps::stored(&rung.step));
        self.steps += &format!("{}\n", Rung { step: stored, ..*rung });
    }

    fn len(&self) -> usize {
        self.text.len() + self.steps.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaxEnd, NewFax, Spool};

    fn rung(at_ms: u64, text: &str) -> Rung {
        Rung { at_ms, way: Way::Heard, step: Step::text(text) }
    }

    fn ppr(at_ms: u64) -> Rung {
        Rung { at_ms, way: Way::Heard, step: Step::WantsFrames { frame: "PPR".into(), count: 256 } }
    }

    fn spool_with_fax() -> (tempfile::TempDir, Spool, FaxId) {
        let (folder, spool) = Spool::empty();
        let fax = spool.receiving().begin_fax(&NewFax::default()).unwrap();
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
        let many: Vec<_> = (3..100).map(|at| ppr(at * 10)).collect();
        spool.recordings().add_rungs(&[(LadderOf::Fax(fax), many.clone())]).unwrap();
        assert_eq!(
            spool.recordings().ladder_end(LadderOf::Fax(fax)).unwrap(),
            many[many.len() - 10..]
        );
        spool.receiving().finish_fax(fax, &FaxEnd::unheard(UnixMs(5))).unwrap();
        spool.retention().cleanup(UnixMs(i64::MAX / 2), 1).unwrap();
        assert_eq!(spool.recordings().ladder(LadderOf::Fax(fax)), Ok(Vec::new()));
    }

    #[test]
    fn a_ladder_without_end_is_cut_off() {
        let (_folder, spool, fax) = spool_with_fax();
        let many: Vec<_> = (0..700).map(|at| ppr(at * 10)).collect();
        for _ in 0..20 {
            spool.recordings().add_rungs(&[(LadderOf::Fax(fax), many.clone())]).unwrap();
        }
        let ladder = spool.recordings().ladder(LadderOf::Fax(fax)).unwrap();
        assert!((2_000..5_000).contains(&ladder.len()), "{}", ladder.len());
        assert_eq!(ladder.last().unwrap().step, Step::RestNotStored);
        assert!(ladder[..ladder.len() - 1].iter().all(|rung| rung.step == ppr(0).step));
    }

    #[test]
    fn a_step_that_is_not_known_or_damaged_is_its_sentence() {
        let (_folder, spool, fax) = spool_with_fax();
        let of = LadderOf::Fax(fax);
        let change = |sql: &str| {
            spool
                .write(|transaction| transaction.execute(sql, params![]).map(drop))
                .unwrap();
        };
        let read = || {
            let ladder = spool.recordings().ladder(of).unwrap();
            assert_eq!(spool.recordings().ladder_end(of).unwrap(), ladder);
            let last = spool.monitoring().goes_on().unwrap().receiving[0].last.clone();
            assert_eq!(last.as_ref(), ladder.last());
            ladder
        };
        let sentence = |at_ms| rung(at_ms, "PPR for 256 frames");
        spool.recordings().add_rungs(&[(of, vec![ppr(10), ppr(20)])]).unwrap();
        assert_eq!(read(), [ppr(10), ppr(20)]);
        // An older module knows no steps, and a newer one follows it.
        change("UPDATE ladders SET text = text || '    0.03 < PPR for 256 frames\n'");
        assert_eq!(read(), [sentence(10), sentence(20), sentence(30)]);
        spool.recordings().add_rungs(&[(of, vec![ppr(40)])]).unwrap();
        assert_eq!(read(), [sentence(10), sentence(20), sentence(30), ppr(40)]);
        change("UPDATE ladders SET steps = replace(steps, 'wants-frames', 'wants-all')");
        assert_eq!(read()[3], sentence(40));
        change("UPDATE ladders SET steps = replace(steps, 'wants-all', 'wants-frames')");
        assert_eq!(read()[3], ppr(40));
        change("UPDATE ladders SET steps = replace(steps, '}', '')");
        assert_eq!(read()[3], sentence(40));
        change("UPDATE ladders SET steps = ''");
        assert_eq!(read(), [10, 20, 30, 40].map(sentence));
    }

    #[test]
    fn the_greatest_size_holds_for_both_columns() {
        let (_folder, spool, fax) = spool_with_fax();
        let of = LadderOf::Fax(fax);
        for _ in 0..100 {
            spool.recordings().add_rungs(&[(of, vec![ppr(10); 100])]).unwrap();
        }
        let (text, steps) = spool.recordings().columns(of, 2 * MOST).unwrap();
        let octets = (text.len() + steps.len()) as i64;
        assert!((MOST..MOST + 200).contains(&octets), "{octets}");
        assert_eq!(text.lines().count(), steps.lines().count());
    }
}
