//! The explanations of call recordings, for the reports on these calls. An explanation is a finding
//! and, if a report wants one, a drawing. The Ferrofax service makes the explanations; the PBX's
//! module cannot, because it has no examiner.
//!
//! The explanations are stored in a folder of their own, which belongs to the service. They are
//! deleted with their recordings.

use super::tape::running;
use super::{CallRecord, RecordOf, of_row};
use crate::explanation::Finding;
use crate::folder::make_folder;
use crate::ids::{CallId, RecordId};
use crate::safe_file::{self, For, Share};
use crate::{Recordings, SpoolError};
use ferrofax_basics::UnixMs;
use ferrofax_languages::Language;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The folder of the explanations, in the spool.
const VERDICTS: &str = "verdicts";

/// The file that shows that the Ferrofax service explains call recordings. It has the time of the
/// last sign of life, in ms since 1970.
const AT_WORK: &str = "at-work";

/// The age of the sign of life, in ms, from which on the Ferrofax service counts as stopped.
const FRESH_MS: i64 = 90_000;

/// The size limits of an explanation and of a drawing, which is one sheet, in bytes.
const LONGEST_TEXT: u64 = 4 << 10;
const LARGEST_DRAWING: u64 = 8 << 20;

const ONE_OF_CALL: &str = "SELECT * FROM call_records
    WHERE call = (SELECT coalesce(joined, id) FROM job_calls WHERE id = ?1) ORDER BY id DESC LIMIT 1";
const ROOT: &str = "SELECT coalesce(joined, id) FROM job_calls WHERE id = ?1";

/// The explanation of a call recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallVerdict {
    /// The most important finding. None: an older version of Ferrofax wrote the explanation, or the
    /// call has no explanation.
    pub finding: Option<Finding>,
    /// The explanation in English, for older versions of Ferrofax. Empty: the call has no
    /// explanation.
    pub text: String,
    /// The drawing of the call, a PNG file.
    pub drawing: Option<Vec<u8>>,
}

impl CallVerdict {
    /// The explanation that this finding gives, without a drawing.
    pub fn of(finding: Finding) -> Self {
        Self { text: finding.report(Language::English), finding: Some(finding), drawing: None }
    }

    /// The explanation in a language. Empty: the call has no explanation.
    pub fn text_in(&self, language: Language) -> String {
        let finding = self.finding.as_ref();
        finding.map_or_else(|| self.text.clone(), |finding| finding.report(language))
    }
}

/// The state of the explanation of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum VerdictOfCall {
    /// There is no explanation, and none will follow.
    None,
    /// The call recording will be explained.
    Awaited,
    /// The explanation exists.
    Known(CallVerdict),
}

impl Recordings<'_> {
    /// The explanation of a job's call, or whether an explanation will follow.
    pub fn verdict_of_call(&self, call: CallId, now: UnixMs) -> Result<VerdictOfCall, SpoolError> {
        let record = self
            .spool
            .read(|transaction| transaction.first(ONE_OF_CALL, [call.0], of_row))?;
        if let Some(verdict) = record.as_ref().and_then(|record| self.call_verdict(record.id)) {
            return Ok(VerdictOfCall::Known(verdict));
        }
        if !self.examiner_is_there(now) {
            return Ok(VerdictOfCall::None);
        }
        let is_to_come = record.is_some_and(is_looked_at) || self.is_recorded_now(call)?;
        Ok(if is_to_come { VerdictOfCall::Awaited } else { VerdictOfCall::None })
    }

    /// Stores the explanation of a recording.
    ///
    /// # Errors
    /// A file could not be written.
    pub fn keep_verdict(&self, id: RecordId, verdict: &CallVerdict) -> Result<(), SpoolError> {
        // The text is written last: once it exists, the other files do too.
        if let Some(drawing) = &verdict.drawing {
            self.put(&format!("{id}.png"), drawing)?;
        }
        if let Some(finding) = &verdict.finding {
            // A finding can always be written as JSON, so the default is never used.
            self.put(&format!("{id}.json"), &serde_json::to_vec(finding).unwrap_or_default())?;
        }
        self.put(&format!("{id}.txt"), verdict.text.as_bytes())
    }

    /// The explanation of a recording. None: it does not exist yet, or its file is damaged.
    pub fn call_verdict(&self, id: RecordId) -> Option<CallVerdict> {
        let folder = self.verdicts_folder();
        let text = read(&folder.join(format!("{id}.txt")), LONGEST_TEXT).ok()?;
        let drawing = read(&folder.join(format!("{id}.png")), LARGEST_DRAWING).ok();
        let finding = read(&folder.join(format!("{id}.json")), LONGEST_TEXT).ok();
        let finding = finding.and_then(|json| serde_json::from_slice(&json).ok());
        Some(CallVerdict { finding, text: String::from_utf8(text).ok()?, drawing })
    }

    /// Stores that the Ferrofax service explains call recordings at this time.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn examiner_works(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.put(AT_WORK, now.0.to_string().as_bytes())
    }

    /// Stores that no process explains call recordings any longer.
    pub fn examiner_ends(&self) {
        _ = safe_file::remove(&self.verdicts_folder().join(AT_WORK));
    }

    /// Deletes the explanation of a recording that is deleted.
    pub(super) fn remove_verdict(&self, id: RecordId) {
        let folder = self.verdicts_folder();
        for ending in ["txt", "json", "png"] {
            let path = folder.join(format!("{id}.{ending}"));
            match safe_file::remove(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => {
                    log::warn!("{} can't be removed: {error}", path.display());
                }
                _ => {}
            }
        }
    }

    fn examiner_is_there(&self, now: UnixMs) -> bool {
        let said = read(&self.verdicts_folder().join(AT_WORK), LONGEST_TEXT).ok();
        let at = said.and_then(|text| String::from_utf8(text).ok()?.trim().parse::<i64>().ok());
        at.is_some_and(|at| at.abs_diff(now.0) < FRESH_MS.unsigned_abs())
    }

    /// Whether the recording of a job's call is still being written or compressed.
    fn is_recorded_now(&self, call: CallId) -> Result<bool, SpoolError> {
        let root = self
            .spool
            .read(|transaction| transaction.first(ROOT, [call.0], |row| row.get(0)))?;
        let root = root.map(CallId);
        let entries = safe_file::entries(&self.calls_folder()).unwrap_or_default();
        Ok(entries.iter().any(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            match running(&name) {
                Some((RecordOf::Job(_, call), _)) => Some(call) == root,
                _ => false,
            }
        }))
    }

    /// Writes a file into the folder of the explanations, whole or not at all.
    fn put(&self, name: &str, octets: &[u8]) -> Result<(), SpoolError> {
        let folder = self.verdicts_folder();
        make_folder(&folder, Share::GroupWorks)?;
        let (path, new) = (folder.join(name), folder.join(format!("{name}.new")));
        _ = safe_file::remove(&new);
        let put = || {
            safe_file::make(&new, Share::GroupReads)?.write_all(octets)?;
            safe_file::rename(&new, &path)
        };
        put().map_err(|error| SpoolError::io("write", &path, &error))
    }

    fn verdicts_folder(&self) -> PathBuf {
        self.spool.folder().join(VERDICTS)
    }
}

/// Whether a recording is explained: only those of calls that failed are.
fn is_looked_at(record: CallRecord) -> bool {
    !record.facts.is_ok
}

fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    safe_file::open(path, For::Reading)?.take(most + 1).read_to_end(&mut octets)?;
    if octets.len() as u64 > most {
        return Err(ErrorKind::FileTooLarge.into());
    }
    Ok(octets)
}
