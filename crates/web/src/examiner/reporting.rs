//! Examines the recordings of failed calls as soon as they are stored, to find out why the calls
//! failed. The mail that reports the result of a failed job contains this explanation.

use std::sync::Mutex;

use super::{About, CallSettings, ExamineError, Examining, Made, Told};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_convert::Converter;
use ferrofax_spool::explanation::Finding;
use ferrofax_spool::{CallRecord, CallVerdict, RecordId, RecordOf, RecordQuery, Spool, SpoolError};

/// The interval in milliseconds at which this program records in the spool that it examines
/// recordings. While this record is recent, the mails that report failed jobs wait for
/// explanations.
const BEAT_MS: i64 = 10_000;

/// The age in milliseconds, counted from the end of a failed call, from which a recording is no
/// longer examined: the mail that reports the failure has certainly been sent by then.
const LATE_MS: i64 = 120_000;

/// The maximum number of recordings of failed calls that one call of [`Reporting::turn`] reads from
/// the spool.
const AT_ONCE: u32 = 50;

/// Examines the recordings of failed calls, for the mails that report failed jobs.
pub struct Reporting {
    spool: Spool,
    examining: Examining,
    settings: CallSettings,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The last time at which this process recorded in the spool that it examines recordings;
    /// `None` if it has not done so yet.
    said_at: Option<UnixMs>,
    /// The id of the newest recording that was considered. All recordings of failed calls up to
    /// this one have been examined.
    through: Option<RecordId>,
}

impl Reporting {
    /// Prepares to examine the recordings of this spool.
    pub fn new(spool: &Spool, converter: &Converter, settings: CallSettings) -> Self {
        let (spool, examining) = (spool.clone(), Examining::new(converter));
        Self { spool, examining, settings, state: Mutex::default() }
    }

    /// Examines the recordings of failed calls that were stored since this function was last
    /// called.
    pub fn turn(&self, now: UnixMs, stopped: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let mut state = lock(&self.state);
        if state.said_at.is_none_or(|at| at.0.abs_diff(now.0) >= BEAT_MS.unsigned_abs()) {
            self.spool.recordings().examiner_works(now)?;
            state.said_at = Some(now);
        }
        // First look only for the newest recording, because usually there is no new one.
        let newest = RecordQuery { limit: 1, ..RecordQuery::default() };
        let newest = self.spool.recordings().call_records(&newest)?.first().map(|record| record.id);
        if newest <= state.through {
            return Ok(());
        }
        let since = Some(now - LATE_MS - LONGEST_CALL_MS);
        let query =
            RecordQuery { is_ok: Some(false), since, limit: AT_ONCE, ..RecordQuery::default() };
        let mut found = self.spool.recordings().call_records(&query)?;
        // The oldest recording comes first, since its report has waited longest.
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
        if !is_of_job || is_late || self.spool.recordings().call_verdict(record.id).is_some() {
            return Ok(());
        }
        let verdict = self.verdict(record).unwrap_or_else(|error| {
            log::warn!("record {}: {error}", record.id);
            CallVerdict::default()
        });
        self.spool.recordings().keep_verdict(record.id, &verdict)
    }

    fn verdict(&self, record: &CallRecord) -> Result<CallVerdict, ExamineError> {
        let make = |what| {
            let tape = self.spool.recordings().call_tape_file(record);
            let tape = tape.map_err(|error| ExamineError::NoFile(error.to_string()))?;
            self.examining.make(tape, About::of(record), what)
        };
        let told = Told::read(&make(Made::Json)?);
        let first = told.and_then(|told| told.findings.into_iter().next());
        let Some(finding) = first.filter(Finding::explains) else {
            return Ok(CallVerdict::default());
        };
        let drawing = self.settings.draw.then(|| make(Made::Png)).transpose()?;
        Ok(CallVerdict { drawing, ..CallVerdict::of(finding) })
    }
}

/// Deletes the note in the spool that this program examines recordings. Mails that report failed
/// calls then no longer wait for explanations.
impl Drop for Reporting {
    fn drop(&mut self) {
        self.spool.recordings().examiner_ends();
    }
}

/// The longest duration of a call, in milliseconds. It is needed because calls are searched for by
/// the time of their start.
const LONGEST_CALL_MS: i64 = 6 * 3_600_000;
