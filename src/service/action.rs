//! The nine AMI actions of Ferrofax, such as `FerrofaxSend` and `FerrofaxJobs`.

use super::dates::rfc3339;
use super::jobs::{DeskError, JobDesk, job_id};
use super::spool_slot::SpoolSlot;
use ferrofax_spool::event::Actor;
use ferrofax_spool::jobs::{Job, JobChange, JobFetch, JobQuery, JobState, JobVerb, Origin};
use ferrofax_spool::submission::{Draft, DraftError, DraftFetch};
use ferrofax_spool::value::{self, ValueError};
use ferrofax_spool::view::{ChangeView, JobView, Shown};
use ferrofax_spool::wish::WayIn;
use ferrofax_spool::{DeviceName, Spool, SpoolError};
use std::sync::Arc;

/// The answer to an AMI action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActionAnswer {
    /// Whether the action succeeded: `Response: Success` or `Error`.
    pub success: bool,
    /// The text of the answer's field `Message`: the result of the AMI action, or the reason why it
    /// failed.
    pub message: String,
    /// The list that an AMI action such as `FerrofaxJobs` returns. Each row has the fields of one
    /// AMI event. A row without a field `Event` adds its fields to the answer itself.
    pub list: Vec<Row>,
}

/// The fields of one AMI event: names and values.
type Row = Vec<(String, String)>;

/// The result of an AMI action: its message and its list of events, or the reason why it failed.
type Done = Result<(String, Vec<Row>), ActionError>;

/// The reason why an AMI action was not carried out.
#[derive(Debug, thiserror::Error)]
enum ActionError {
    #[error("{0} is not an action of Ferrofax")]
    Unknown(String),
    #[error("no job is named; example: Job: 12")]
    NoJob,
    #[error("'{0}' is not a state of a job; {states} are", states = JobState::ALL.map(JobState::name).join(", "))]
    NotAState(String),
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// The name of the submission method under which the daily limits count faxes from AMI.
const DOOR: &str = "ami";
/// The name that a job's history shows for changes made by AMI.
const BY: &str = Actor::AMI;

/// The greatest number of jobs that one AMI action lists. The whole list is in memory, here and in
/// Asterisk.
const MOST: u32 = 10_000;

/// The names of the fields of an AMI action that are not options of the fax job.
const OWN: [&str; 5] = ["action", "actionid", "file", "fetch", "sep"];

/// Carries out Ferrofax's actions of AMI, the Asterisk Manager Interface.
pub(super) struct Actions {
    slot: Arc<SpoolSlot>,
    jobs: Arc<JobDesk>,
}

impl Actions {
    pub(super) const fn new(slot: Arc<SpoolSlot>, jobs: Arc<JobDesk>) -> Self {
        Self { slot, jobs }
    }

    /// Carries out an AMI action, given its name and its fields.
    pub(super) fn action(&self, name: &str, fields: &[(String, String)]) -> ActionAnswer {
        let fields = Fields(fields);
        let done = match name.to_ascii_lowercase().as_str() {
            "ferrofaxsend" => self.ami_send(&fields),
            "ferrofaxjobs" => self.ami_jobs(&fields),
            "ferrofaxjob" => self.ami_job(&fields),
            "ferrofaxcancel" => self.ami_do(JobVerb::Cancel, &fields),
            "ferrofaxhold" => self.ami_do(JobVerb::Hold, &fields),
            "ferrofaxrelease" => self.ami_do(JobVerb::Release, &fields),
            "ferrofaxretry" => self.ami_do(JobVerb::Retry, &fields),
            "ferrofaxpriority" => value::priority(fields.first("Priority").unwrap_or_default())
                .map_err(ActionError::from)
                .and_then(|priority| self.ami_do(JobVerb::Priority(priority), &fields)),
            "ferrofaxnumber" => self.ami_number(&fields),
            _ => Err(ActionError::Unknown(name.to_owned())),
        };
        match done {
            Ok((message, list)) => ActionAnswer { success: true, message, list },
            Err(error) => ActionAnswer { message: error.to_string(), ..ActionAnswer::default() },
        }
    }

    fn ami_send(&self, fields: &Fields<'_>) -> Done {
        let mut draft = Draft { owner: DOOR.into(), created_by: Origin::Ami, ..Draft::default() };
        for (key, text) in fields
            .0
            .iter()
            .filter(|(key, _)| !OWN.contains(&key.to_ascii_lowercase().as_str()))
        {
            draft.set_word(WayIn::Ami, key, text)?;
        }
        draft.fetch = fields.fetch()?;
        let files: Vec<String> = fields.all("File").map(str::to_owned).collect();
        let job = self.jobs.file_job(draft, &files)?;
        Ok((format!("Job {job} is in the spool"), vec![vec![("Job".into(), job.to_string())]]))
    }

    fn ami_do(&self, verb: JobVerb, fields: &Fields<'_>) -> Done {
        Ok((self.jobs.do_to_job(verb, fields.job()?, DOOR, BY)?, Vec::new()))
    }

    fn ami_number(&self, fields: &Fields<'_>) -> Done {
        let number = fields.first("Number").unwrap_or_default();
        Ok((self.jobs.give_number(fields.job()?, number, DOOR, BY)?, Vec::new()))
    }

    fn ami_jobs(&self, fields: &Fields<'_>) -> Done {
        let mut query = JobQuery { in_order: true, ..JobQuery::default() };
        for word in fields
            .all("State")
            .flat_map(|states| states.split([',', ' ']))
            .filter(|word| !word.is_empty())
        {
            let word = word.to_ascii_lowercase();
            let state = JobState::from_name(&word).ok_or(ActionError::NotAState(word))?;
            query.states.push(state);
        }
        query.device = fields.first("Device").map(DeviceName::of_row);
        Ok(list_jobs(&self.slot.get()?, query, MOST)?)
    }

    fn ami_job(&self, fields: &Fields<'_>) -> Done {
        let id = job_id(fields.job()?)?;
        let spool = self.slot.get()?;
        let job = spool.jobs().job(id)?;
        let history = spool.jobs().job_history(id)?;
        let mut rows = vec![job_row(&job)];
        rows.extend(history.iter().map(change_row));
        Ok(("The job and its history will follow".into(), rows))
    }
}

/// The fields of an AMI action, as the AMI client sent them.
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

    /// The document that the job must fetch; `None` if the job only sends. The field `Sep` (the
    /// number of the document) asks for a fetch even without the field `Fetch`.
    fn fetch(&self) -> Result<Option<DraftFetch>, ActionError> {
        let sep = self.first("Sep").map(str::to_owned);
        let is_wanted = match self.first("Fetch") {
            Some(word) => value::yes_no(word)?,
            None => sep.is_some(),
        };
        Ok(is_wanted.then(|| DraftFetch { sep: sep.unwrap_or_default() }))
    }

    fn job(&self) -> Result<&'a str, ActionError> {
        self.first("Job").ok_or(ActionError::NoJob)
    }
}

/// Lists the jobs that match the query. If there are more than `most`, the message says that the
/// list has only the first of them.
fn list_jobs(
    spool: &Spool,
    mut query: JobQuery,
    most: u32,
) -> Result<(String, Vec<Row>), SpoolError> {
    query.limit = most.saturating_add(1);
    let jobs = spool.jobs().list(&query)?;
    let rows: Vec<Row> = jobs.iter().take(most as usize).map(job_row).collect();
    let message = if jobs.len() > rows.len() {
        format!("Only the first {most} jobs will follow")
    } else {
        "Jobs will follow".into()
    };
    Ok((message, rows))
}

fn row<const N: usize>(event: &str, fields: [(&str, Shown); N]) -> Row {
    let mut row = vec![("Event".to_owned(), event.to_owned())];
    row.extend(fields.map(|(key, value)| (key.to_owned(), value.text(rfc3339))));
    row
}

fn job_row(job: &Job) -> Row {
    let view = JobView::of(job);
    let mut fields = row(
        "FerrofaxJob",
        [
            ("Job", view.job),
            ("State", view.state),
            ("Number", view.number),
            ("NumberBy", view.number_by),
            ("Canonical", view.canonical),
            ("Device", view.device),
            ("Owner", view.owner),
            ("Tag", view.tag),
            ("Priority", view.priority),
            ("Pages", view.pages),
            ("PagesConfirmed", view.pages_confirmed),
            ("PagesInDoubt", Shown::Number(view.pages_in_doubt.count() as i64)),
            ("Tries", view.tries),
            ("MaxTries", view.max_tries),
            ("Dials", view.dials),
            ("MaxDials", view.max_dials),
            ("Created", view.created_at),
            ("Origin", view.created_by),
            ("Due", view.due_at),
            ("Expires", view.expires_at),
            ("Ended", view.ended_at),
            ("Failure", view.failure),
            ("FailureCode", view.hylafax_code),
            ("Cause", view.cause),
            ("Text", view.text),
            ("RemoteStationID", view.far_ident),
            ("Call", job.call.map(|call| Shown::Number(call.0)).into()),
        ],
    );
    if let Some(fetch) = &job.fetch {
        fields.extend(fetch_fields(fetch));
    }
    fields
}

/// The extra AMI fields of a job that fetches a document (polling): the number by which it chooses
/// the document (SEP), and the received fax that it fetched.
fn fetch_fields(fetch: &JobFetch) -> Row {
    let fields = [
        ("Fetches", "yes".to_owned()),
        ("FetchSep", fetch.sep.clone().unwrap_or_default()),
        ("FetchedFax", fetch.fax.map_or_else(String::new, |fax| fax.to_string())),
        ("FetchedPages", fetch.pages.to_string()),
        ("FetchedWhole", if fetch.is_whole { "yes" } else { "no" }.to_owned()),
    ];
    fields.map(|(key, value)| (key.to_owned(), value)).into()
}

fn change_row(change: &JobChange) -> Row {
    let view = ChangeView::of(change);
    row(
        "FerrofaxJobChange",
        [
            ("Job", Shown::Number(change.job.0)),
            ("Time", view.at),
            ("State", view.state),
            ("Text", view.text),
            ("Failure", view.failure),
            ("Cause", view.cause),
            ("HangupCause", view.hangup_cause),
            ("Notice", change.notice.map(|notice| notice.name()).into()),
            ("Tries", view.tries),
            ("Dials", view.dials),
            ("PagesConfirmed", view.pages_confirmed),
            ("Due", view.due_at),
            ("Line", view.line),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::jobs::{NewFetch, NewJob};

    #[test]
    fn a_list_is_cut_after_it_is_filtered_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        for device in ["2101@fax-devices", "2101@fax-devices", "21010@fax-devices", "2102@berlin"] {
            let new = NewJob {
                number: "0991".into(),
                device: device.parse().unwrap(),
                fetch: Some(NewFetch::default()),
                ..NewJob::default()
            };
            spool.submission().submit(&new, UnixMs(0)).unwrap();
        }
        let listed = |device: &str, most| {
            let device =
                Some(DeviceName::of_row(device)).filter(|device| !device.number.is_empty());
            let query = JobQuery { device, in_order: true, ..JobQuery::default() };
            let (message, rows) = list_jobs(&spool, query, most).unwrap();
            let jobs: Vec<String> = rows.into_iter().map(|row| row[1].1.clone()).collect();
            (message, jobs.join(" "))
        };
        let all = |jobs: &str| ("Jobs will follow".to_owned(), jobs.to_owned());
        let cut = |most: u32, jobs: &str| {
            (format!("Only the first {most} jobs will follow"), jobs.to_owned())
        };
        assert_eq!(listed("", 4), all("1 2 3 4"));
        assert_eq!(listed("", 3), cut(3, "1 2 3"));
        assert_eq!(listed("2102", 1), all("4"));
        assert_eq!(listed("2102@berlin", 1), all("4"));
        assert_eq!(listed("2102@hamburg", 1), all(""));
        assert_eq!(listed("2101", 2), all("1 2"));
        assert_eq!(listed("2101", 1), cut(1, "1"));
    }
}
