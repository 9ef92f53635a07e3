//! Looks into the records of calls that failed as they come, for the reports on them.

use std::sync::Mutex;

use super::{About, CallSettings, ExamineError, Examining, Made, Told};
use crate::convert::Converter;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::{CallRecord, CallVerdict, RecordId, RecordOf, RecordQuery, Spool, SpoolError};

/// How often it is said that somebody does this.
const BEAT_MS: i64 = 10_000;

/// Records of calls that ended longer ago have their reports already.
const LATE_MS: i64 = 120_000;

/// So many are looked at in one turn.
const AT_ONCE: u32 = 50;

/// Who does it.
pub struct Reporting {
    spool: Spool,
    examining: Examining,
    settings: CallSettings,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When it was last said that somebody is here.
    said_at: Option<UnixMs>,
    /// All up to this one were looked at.
    through: Option<RecordId>,
}

impl Reporting {
    /// Of the records of this spool.
    pub fn new(spool: &Spool, converter: &Converter, settings: CallSettings) -> Self {
        let (spool, examining) = (spool.clone(), Examining::new(converter));
        Self { spool, examining, settings, state: Mutex::default() }
    }

    /// Looks at what has come since the last turn.
    ///
    /// # Errors
    /// The spool's.
    pub fn turn(&self, now: UnixMs, stopped: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let mut state = lock(&self.state);
        if state.said_at.is_none_or(|at| at.0.abs_diff(now.0) >= BEAT_MS.unsigned_abs()) {
            self.spool.examiner_works(now)?;
            state.said_at = Some(now);
        }
        // Mostly nothing has come.
        let newest = RecordQuery { limit: 1, ..RecordQuery::default() };
        let newest = self.spool.call_records(&newest)?.first().map(|record| record.id);
        if newest <= state.through {
            return Ok(());
        }
        let since = Some(now - LATE_MS - LONGEST_CALL_MS);
        let query =
            RecordQuery { is_ok: Some(false), since, limit: AT_ONCE, ..RecordQuery::default() };
        let mut found = self.spool.call_records(&query)?;
        // The oldest first: its report has waited for longest.
        found.reverse();
        for record in found {
            if stopped() {
                return Ok(());
            }
            if Some(record.id) > state.through {
                self.look(&record, now)?;
                state.through = Some(record.id);
            }
        }
        state.through = newest;
        Ok(())
    }

    fn look(&self, record: &CallRecord, now: UnixMs) -> Result<(), SpoolError> {
        let is_late = now.0 - record.facts.ended_at.0 > LATE_MS;
        let is_of_job = matches!(record.facts.of, RecordOf::Job(..));
        if !is_of_job || is_late || self.spool.call_verdict(record.id).is_some() {
            return Ok(());
        }
        let verdict = self.verdict(record).unwrap_or_else(|error| {
            log::warn!("record {}: {error}", record.id);
            CallVerdict::default()
        });
        self.spool.keep_verdict(record.id, &verdict)
    }

    fn verdict(&self, record: &CallRecord) -> Result<CallVerdict, ExamineError> {
        let make = |what| {
            let tape = self.spool.call_tape_file(record);
            let tape = tape.map_err(|error| ExamineError::Refused(error.to_string()))?;
            self.examining.make(tape, About::of(record), what)
        };
        let told = Told::read(&make(Made::Json)?);
        let text = told.as_ref().and_then(Told::sentence).unwrap_or_default();
        let is_drawn = self.settings.draw && !text.is_empty();
        let drawing = is_drawn.then(|| make(Made::Png)).transpose()?;
        Ok(CallVerdict { text, drawing })
    }
}

/// Nobody waits for it any more.
impl Drop for Reporting {
    fn drop(&mut self) {
        self.spool.examiner_ends();
    }
}

/// No fax takes longer, ms: calls are looked for by their beginnings.
const LONGEST_CALL_MS: i64 = 6 * 3_600_000;
