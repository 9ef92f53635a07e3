//! Questions of the Ferrofax service to the module about the installation, and the answers of the
//! module.
//!
//! The two are processes of different users that share only the spool. A question is a row, and the
//! answer is its rows of findings. Only the module can look into the PBX (the dialplan, the
//! trunks), and only the module knows the relay.

use super::SpoolError;
use super::finding::{Columns, Finding, columns, of_columns};
use crate::Devices;
use crate::database::params;
use ferrofax_basics::UnixMs;

/// The number of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionId(pub i64);

/// The answer of the module to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The time of the answer, by the module's clock.
    pub answered_at: UnixMs,
    /// The findings of the module.
    pub findings: Vec<Finding>,
}

/// The number of questions that are kept.
const KEPT: i64 = 20;

/// The age in ms from which a question is no longer answered, because nobody waits for the answer
/// any more.
const STALE_MS: i64 = 60_000;

const ASK: &str = "INSERT INTO questions (asked_at) VALUES (?1) RETURNING id";
const FORGET: &str = "DELETE FROM questions WHERE id <= ?1";
const NEXT: &str = "SELECT id FROM questions WHERE answered_at IS NULL AND abs(asked_at - ?1) < ?2 ORDER BY id LIMIT 1";
const ANSWER: &str = "UPDATE questions SET answered_at = ?2 WHERE id = ?1 AND answered_at IS NULL";
const INSERT_FINDING: &str = "
    INSERT INTO findings (question, position, what, is_well, text, mend, observation, observation_values, fix, fix_values)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
const ANSWERED: &str = "SELECT answered_at FROM questions WHERE id = ?1";
const SELECT_FINDINGS: &str = "
    SELECT what, is_well, text, mend, observation, observation_values, fix, fix_values FROM findings
    WHERE question = ?1 ORDER BY position";

impl Devices<'_> {
    /// Stores a question to the module about the state of the installation. Returns the number of
    /// the question.
    pub fn ask(&self, now: UnixMs) -> Result<QuestionId, SpoolError> {
        self.spool.write(|transaction| {
            let id = transaction.insert(ASK, [now])?;
            transaction.run(FORGET, [id - KEPT])?;
            Ok(QuestionId(id))
        })
    }

    /// Returns the oldest question that waits for an answer.
    pub fn next_question(&self, now: UnixMs) -> Result<Option<QuestionId>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.first(NEXT, params![now, STALE_MS], |row| row.get(0).map(QuestionId))
        })
    }

    /// Stores the answer to a question. A second answer is dropped.
    pub fn answer(
        &self,
        question: QuestionId,
        findings: &[Finding],
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            if transaction.change(ANSWER, params![question.0, now])? == 0 {
                return Ok(());
            }
            let mut insert = transaction.prepare_cached(INSERT_FINDING)?;
            for (position, finding) in findings.iter().enumerate() {
                let Finding { what, is_well, .. } = finding;
                let Columns { text, mend, observation: (name, values), fix } = columns(finding);
                let (at, fix, fix_values) = (position as i64, fix.0, fix.1);
                insert.execute(params![
                    question.0, at, what, is_well, text, mend, name, values, fix, fix_values
                ])?;
            }
            Ok(())
        })
    }

    /// Returns the answer of the module, or `None` if there is none yet.
    pub fn answer_to(&self, question: QuestionId) -> Result<Option<Answer>, SpoolError> {
        self.spool.read(|transaction| {
            let answered: Option<Option<UnixMs>> =
                transaction.first(ANSWERED, [question.0], |row| row.get(0))?;
            let Some(answered_at) = answered.flatten() else { return Ok(None) };
            let findings = transaction.all(SELECT_FINDINGS, [question.0], |row| {
                let columns = Columns {
                    text: row.get(2)?,
                    mend: row.get(3)?,
                    observation: (row.get(4)?, row.get(5)?),
                    fix: (row.get(6)?, row.get(7)?),
                };
                Ok(of_columns(row.get(0)?, row.get(1)?, columns))
            })?;
            Ok(Some(Answer { answered_at, findings }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::finding::{Fix, Observation};

    #[test]
    fn a_question_is_answered_once() {
        let folder = tempfile::tempdir().unwrap();
        let (program, module) =
            (Spool::open(folder.path()).unwrap(), Spool::open(folder.path()).unwrap());
        assert_eq!(module.devices().next_question(UnixMs(1000)).unwrap(), None);
        let asked = program.devices().ask(UnixMs(1000)).unwrap();
        assert_eq!(program.devices().answer_to(asked).unwrap(), None);
        assert_eq!(module.devices().next_question(UnixMs(1500)).unwrap(), Some(asked));
        let endpoint = "trunk".to_owned();
        let fix = Fix::OfferT38 { endpoint: endpoint.clone() };
        let findings = [
            Finding::well("config", Observation::ConfigInOrder),
            Finding::wrong("t38", Observation::T38Missing { endpoint }, fix),
        ];
        module.devices().answer(asked, &findings, UnixMs(2000)).unwrap();
        module.devices().answer(asked, &[], UnixMs(3000)).unwrap();
        let answer = Answer { answered_at: UnixMs(2000), findings: findings.to_vec() };
        assert_eq!(program.devices().answer_to(asked).unwrap(), Some(answer));
        assert_eq!(module.devices().next_question(UnixMs(2500)).unwrap(), None);
    }

    #[test]
    fn what_nobody_waits_for_any_more_is_not_answered_and_not_kept() {
        let (_folder, spool) = Spool::empty();
        let first = spool.devices().ask(UnixMs(0)).unwrap();
        assert_eq!(spool.devices().next_question(UnixMs(STALE_MS)).unwrap(), None);
        spool
            .devices()
            .answer(first, &[Finding::well("module", Observation::CheckFailed)], UnixMs(1))
            .unwrap();
        (0..KEPT).for_each(|at| assert!(spool.devices().ask(UnixMs(at)).is_ok()));
        assert_eq!(spool.devices().answer_to(first).unwrap(), None);
    }
}
