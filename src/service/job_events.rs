//! The fields of AMI events about a fax job, and about the end of an attempt to send it.

use ferrofax_spool::event::Language;
use ferrofax_spool::jobs::{AttemptEnd, JobLease, JobState};

/// The fields of an AMI event: names and values.
pub(super) type Fields = Vec<(&'static str, String)>;

/// The fields of the AMI event `FerrofaxSendEnd`: the end of an attempt to send a fax job, and the
/// job's new state.
pub(super) fn job_end_fields(lease: &JobLease, end: &AttemptEnd, state: JobState) -> Fields {
    let mut fields = job_fields(lease);
    let failure = end.failure.filter(|_| state != JobState::Done);
    fields.push(("State", state.to_string()));
    fields.push(("Failure", failure.map_or_else(String::new, |failure| failure.name().to_owned())));
    fields.push((
        "FailureText",
        failure.map(|failure| failure.text(Language::English)).unwrap_or_default(),
    ));
    fields.push(("Cause", end.cause.clone().unwrap_or_default()));
    fields.push((
        "HangupCause",
        end.hangup_cause.map_or_else(String::new, |cause| cause.to_string()),
    ));
    fields
}

/// The fields that each AMI event about a fax job has.
pub(super) fn job_fields(lease: &JobLease) -> Fields {
    let job = &lease.job;
    vec![
        ("Job", job.id.to_string()),
        ("Call", lease.call.to_string()),
        ("Device", job.device.to_string()),
        ("Number", job.number.clone()),
        ("Tag", job.tag.clone()),
        ("Pages", job.pages.len().to_string()),
    ]
}
