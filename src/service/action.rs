//! What AMI asks of us: `FerrofaxSend`, `FerrofaxJobs` and their kin.

use super::dates::rfc3339;
use super::jobs::JobDesk;
use super::spool_slot::SpoolSlot;
use ferrofax_basics::UnixMs;
use ferrofax_spool::SpoolError;
use ferrofax_spool::jobs::{Job, JobChange, JobId, JobQuery, JobState, Origin};
use ferrofax_spool::submission::Draft;
use std::sync::Arc;

/// An answer to an AMI action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionAnswer {
    /// `Response: Success` or `Error`.
    pub success: bool,
    /// What happened, or what was wrong.
    pub message: String,
    /// Fields of events, in order; without a field `Event`, further fields of the answer itself.
    pub list: Vec<Row>,
}

/// The fields of an event.
type Row = Vec<(String, String)>;

/// How many jobs are listed.
const MOST: u32 = 10_000;

/// Fields of an action that say nothing about the job.
const OWN: [&str; 3] = ["action", "actionid", "file"];

/// Answers them.
pub(super) struct Actions {
    slot: Arc<SpoolSlot>,
    jobs: Arc<JobDesk>,
}

impl Actions {
    pub(super) const fn new(slot: Arc<SpoolSlot>, jobs: Arc<JobDesk>) -> Self {
        Self { slot, jobs }
    }

    /// Does an AMI action, by its name and its fields as they came.
    pub(super) fn action(&self, name: &str, fields: &[(String, String)]) -> ActionAnswer {
        let fields = Fields(fields);
        let done = match name.to_ascii_lowercase().as_str() {
            "ferrofaxsend" => self.ami_send(&fields),
            "ferrofaxjobs" => self.ami_jobs(&fields),
            "ferrofaxjob" => self.ami_job(&fields),
            "ferrofaxcancel" => self.ami_do("cancel", &fields),
            "ferrofaxhold" => self.ami_do("hold", &fields),
            "ferrofaxrelease" => self.ami_do("release", &fields),
            "ferrofaxretry" => self.ami_do("retry", &fields),
            "ferrofaxpriority" => self.ami_do("priority", &fields),
            _ => Err(format!("{name} is not an action of Ferrofax")),
        };
        match done {
            Ok((message, list)) => ActionAnswer { success: true, message, list },
            Err(message) => ActionAnswer { success: false, message, list: Vec::new() },
        }
    }

    fn ami_send(&self, fields: &Fields<'_>) -> Result<(String, Vec<Row>), String> {
        let mut draft = Draft { owner: "ami".into(), created_by: Origin::Ami, ..Draft::default() };
        for (key, text) in fields
            .0
            .iter()
            .filter(|(key, _)| !OWN.contains(&key.to_ascii_lowercase().as_str()))
        {
            draft.set(&key.replace('-', "_"), text).map_err(|error| error.to_string())?;
        }
        let files: Vec<String> = fields.all("File").map(str::to_owned).collect();
        let job = self.jobs.file_job(draft, &files)?;
        Ok((format!("Job {job} is in the spool"), vec![vec![("Job".into(), job.to_string())]]))
    }

    fn ami_do(&self, verb: &str, fields: &Fields<'_>) -> Result<(String, Vec<Row>), String> {
        let priority = fields.first("Priority").unwrap_or_default();
        self.jobs
            .do_to_job(verb, fields.job()?, priority, "AMI")
            .map(|message| (message, Vec::new()))
    }

    fn ami_jobs(&self, fields: &Fields<'_>) -> Result<(String, Vec<Row>), String> {
        let mut query = JobQuery { limit: MOST, in_order: true, ..JobQuery::default() };
        for word in fields
            .all("State")
            .flat_map(|states| states.split([',', ' ']))
            .filter(|word| !word.is_empty())
        {
            let word = word.to_ascii_lowercase();
            let names = JobState::ALL.map(JobState::name).join(", ");
            query.states.push(
                JobState::from_name(&word)
                    .ok_or_else(|| format!("'{word}' is not a state of a job; {names} are"))?,
            );
        }
        let device = fields.first("Device");
        let spool = self.slot.get().map_err(said)?;
        let jobs = spool.jobs(&query).map_err(said)?;
        let is_wanted = |job: &&Job| device.is_none_or(|device| is_of(job, device));
        Ok(("Jobs will follow".into(), jobs.iter().filter(is_wanted).map(job_row).collect()))
    }

    fn ami_job(&self, fields: &Fields<'_>) -> Result<(String, Vec<Row>), String> {
        let id = fields.job()?;
        let id = id
            .parse()
            .map(JobId)
            .map_err(|_| format!("'{id}' is not the number of a job"))?;
        let spool = self.slot.get().map_err(said)?;
        let job = spool.job(id).map_err(said)?;
        let history = spool.job_history(id).map_err(said)?;
        let mut rows = vec![job_row(&job)];
        rows.extend(history.iter().map(change_row));
        Ok(("The job and its history will follow".into(), rows))
    }
}

/// The fields of an action.
struct Fields<'a>(&'a [(String, String)]);

impl<'a> Fields<'a> {
    fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    fn first(&self, name: &str) -> Option<&'a str> {
        self.all(name).find(|value| !value.is_empty())
    }

    fn job(&self) -> Result<&'a str, String> {
        self.first("Job")
            .ok_or_else(|| "no job is named; Job: 12 would be right".to_owned())
    }
}

fn said(error: SpoolError) -> String {
    error.to_string()
}

/// `2101` means the device in any context.
fn is_of(job: &Job, device: &str) -> bool {
    job.device == device || job.device.split('@').next() == Some(device)
}

fn row<const N: usize>(event: &str, fields: [(&str, String); N]) -> Row {
    let mut row = vec![("Event".to_owned(), event.to_owned())];
    row.extend(fields.map(|(key, value)| (key.to_owned(), value)));
    row
}

fn job_row(job: &Job) -> Row {
    let time = |at: Option<UnixMs>| at.map_or_else(String::new, rfc3339);
    row(
        "FerrofaxJob",
        [
            ("Job", job.id.to_string()),
            ("State", job.state.to_string()),
            ("Number", job.number.clone()),
            ("Canonical", job.canonical.clone()),
            ("Device", job.device.clone()),
            ("Owner", job.owner.clone()),
            ("Tag", job.tag.clone()),
            ("Priority", job.priority.to_string()),
            ("Pages", job.pages.len().to_string()),
            ("PagesConfirmed", job.pages_confirmed().to_string()),
            ("PagesInDoubt", job.pages_in_doubt().count().to_string()),
            ("Tries", job.tries.to_string()),
            ("MaxTries", job.max_tries.to_string()),
            ("Dials", job.dials.to_string()),
            ("MaxDials", job.max_dials.to_string()),
            ("Created", rfc3339(job.created_at)),
            ("Origin", job.created_by.name().to_owned()),
            ("Due", time(job.due_at)),
            ("Expires", time(job.expires_at)),
            ("Ended", time(job.ended_at)),
            ("Failure", job.failure.map_or("", |failure| failure.name()).to_owned()),
            ("FailureCode", job.failure.map_or_else(String::new, |failure| failure.hylafax_code())),
            ("Cause", job.cause.clone().unwrap_or_default()),
            ("Text", job.text.clone()),
            ("RemoteStationID", job.far_ident.clone().unwrap_or_default()),
            ("Call", job.call.map_or_else(String::new, |call| call.to_string())),
        ],
    )
}

fn change_row(change: &JobChange) -> Row {
    row(
        "FerrofaxJobChange",
        [
            ("Job", change.job.to_string()),
            ("Time", rfc3339(change.at)),
            ("State", change.state.to_string()),
            ("Text", change.text.clone()),
            ("Failure", change.failure.map_or("", |failure| failure.name()).to_owned()),
            ("Cause", change.cause.clone().unwrap_or_default()),
            (
                "HangupCause",
                change.hangup_cause.map_or_else(String::new, |cause| cause.to_string()),
            ),
            ("Notice", change.notice.map_or("", |notice| notice.name()).to_owned()),
            ("Tries", change.tries.to_string()),
            ("Dials", change.dials.to_string()),
            ("PagesConfirmed", change.pages_confirmed.to_string()),
            ("Due", change.due_at.map_or_else(String::new, rfc3339)),
        ],
    )
}
