//! The command JPARM, which sets and shows the parameters of a job.

use super::Session;
use super::jobs::Which;
use crate::hylafax::draft::{CHANGEABLE, JobDraft};
use crate::hylafax::job_view::JobView;
use crate::hylafax::parameters::{Kind, PARAMETERS, Parameter, Row, find, row_of};
use crate::hylafax::reply::{Answer, Reply};
use crate::hylafax::words;
use ferrofax_basics::UnixMs;
use ferrofax_desk::Person;
use ferrofax_spool::jobs::{Job, JobState};

/// The maximum number of documents that a HylaFAX client can put into one job.
const MOST_DOCUMENTS: usize = 100;

impl Session<'_> {
    /// Sets, shows or lists the parameters of a job: `JPARM`, `JPARM NAME`, `JPARM NAME VALUE`.
    pub(super) fn parameter(&mut self, line: &str, rest: &str) -> Answer {
        let (name, value) = rest.split_once(' ').unwrap_or((rest, ""));
        if name.is_empty() {
            return self.all_parameters();
        }
        if name.eq_ignore_ascii_case("HELP") {
            return Self::help(Some("JPARM"), None);
        }
        if !value.is_empty() {
            self.begin_change();
        }
        let name = name.to_ascii_uppercase();
        let unknown = || Reply::new(500, format!("JPARM {name}: Parameter not recognized."));
        let row = find(&name).ok_or_else(unknown)?;
        if row.kind == Kind::NotHere {
            let text = format!("JPARM {name}: Parameter not implemented.");
            return Err(Reply::new(502, text));
        }
        let quote = |_| Reply::syntax(line, "unmatched quote mark");
        if value.is_empty() {
            self.ask(row)
        } else {
            let words = match row.kind {
                Kind::Document | Kind::Poll => words::cut(value).map_err(quote)?,
                _ => Vec::new(),
            };
            self.say(line, row, &words, &words::whole(value).map_err(quote)?)
        }
    }

    fn say(&mut self, line: &str, row: &Row, words: &[String], whole: &str) -> Answer {
        if row.kind == Kind::Said {
            let text = format!("Permission denied: no write access to job parameter {}.", row.name);
            return Err(Reply::new(503, text));
        }
        if let Some(job) = self.job_there()? {
            self.may_change(&job, row)?;
        }
        let first = words.first().map(String::as_str).unwrap_or_default();
        match (row.parameter, row.kind) {
            (Parameter::Cover, _) => {
                let name = self.stored(first)?;
                self.spoken_of().cover = Some(name.clone());
                Ok(Reply::new(200, format!("Added cover page document {first} as {name}.")))
            }
            (_, Kind::Document) => {
                let name = self.stored(first)?;
                let documents = &mut self.spoken_of().documents;
                if documents.len() >= MOST_DOCUMENTS {
                    let text = format!("A job has no more than {MOST_DOCUMENTS} documents.");
                    return Err(Reply::new(552, text));
                }
                documents.push(name.clone());
                Ok(Reply::new(200, format!("Added document {first} as {name}.")))
            }
            (_, Kind::Poll) => {
                let draft = self.spoken_of();
                if draft.poll.is_some() {
                    return Err(Reply::new(504, "A job fetches one document."));
                }
                let password = words.get(1).cloned().unwrap_or_default();
                draft.poll = Some((first.to_owned(), password));
                Ok(Reply::new(200, "Added poll operation."))
            }
            (parameter, kind) => {
                let value = row.read(whole).map_err(|wrong| Reply::syntax(line, &wrong))?;
                let shown = match kind {
                    Kind::Text | Kind::Mailbox | Kind::Word(_) => format!("\"{value}\""),
                    _ => value.clone(),
                };
                self.spoken_of().set(parameter, value);
                Ok(Reply::new(213, format!("{} set to {shown}.", row.name)))
            }
        }
    }

    /// Checks that the HylaFAX client may change this parameter of a submitted job. The error is
    /// the answer to the client: no permission, the job is not suspended, or the parameter can't be
    /// changed after submission.
    fn may_change(&self, job: &Job, row: &Row) -> Result<(), Reply> {
        let may = self.house.desk.may_change(&self.person()?, job);
        if !may.unwrap_or(false) {
            let text = format!("Permission denied: no write access to job parameter {}.", row.name);
            return Err(Reply::new(503, text));
        }
        if job.state != JobState::Suspended {
            return Err(Reply::new(503, "Suspend the job with JSUSP first."));
        }
        if !CHANGEABLE.contains(&row.parameter) {
            let names: Vec<&str> = CHANGEABLE.iter().map(|one| row_of(*one).name).collect();
            let text = format!(
                "{} of a job that was submitted can't be changed here; {} can.",
                row.name,
                names.join(", ")
            );
            return Err(Reply::new(503, text));
        }
        Ok(())
    }

    /// Records that the HylaFAX client has begun to change a job that it has suspended.
    fn begin_change(&mut self) {
        if let Some(job) = self.current
            && let Some(is_begun) = self.suspended.get_mut(&job)
        {
            *is_begun = true;
        }
    }

    /// The parameters that the command JPARM sets now: those of the session's current job, or the
    /// defaults for new jobs.
    fn spoken_of(&mut self) -> &mut JobDraft {
        match self.current {
            // JNEW has already created the parameters of new jobs, so this job was submitted
            // before.
            Some(job) => self.drafts.entry(job).or_insert_with(JobDraft::change),
            None => &mut self.defaults,
        }
    }

    /// The full name of an uploaded document; an error if the HylaFAX client has not uploaded it.
    fn stored(&self, name: &str) -> Result<String, Reply> {
        let found = self.documents.find(&self.absolute(name)).map(|(name, _)| name.to_owned());
        found.ok_or_else(|| super::carrying::no_file(name))
    }

    /// Loads the session's current job from the spool, if it has been submitted. `None` if the
    /// HylaFAX client has not submitted it yet, or if no job is the current one.
    fn job_there(&self) -> Result<Option<Box<Job>>, Reply> {
        let Some(_) = self.current else { return Ok(None) };
        Ok(match self.which("access", None)? {
            Which::There(job) => Some(job),
            Which::Draft(_) => None,
        })
    }

    fn ask(&self, row: &Row) -> Answer {
        let (person, job) = (self.person()?, self.job_there()?);
        match (row.kind, &job) {
            (Kind::Document, Some(job)) => Ok(documents(job)),
            (Kind::Document, None) => Ok(self.documents_said(row)),
            (Kind::Poll, _) => Ok(Reply::new(213, "End of polling items.")),
            _ => Ok(Reply::new(213, self.value(row, &person, job.as_deref()))),
        }
    }

    fn documents_said(&self, row: &Row) -> Reply {
        let draft = self.current.and_then(|job| self.drafts.get(&job)).unwrap_or(&self.defaults);
        let names = match row.parameter {
            Parameter::Cover => draft.cover.iter().collect::<Vec<_>>(),
            _ => draft.documents.iter().collect(),
        };
        let lines = names.into_iter().map(|name| {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            format!("{} {name}", ending.to_ascii_uppercase())
        });
        Reply::new(213, "End of documents.").after(lines.collect())
    }

    /// The value that the HylaFAX client sees if it asks for this parameter of the session's
    /// current job.
    fn value(&self, row: &Row, person: &Person, job: Option<&Job>) -> String {
        let draft = self.current.and_then(|job| self.drafts.get(&job));
        let draft = if self.current.is_none() { Some(&self.defaults) } else { draft };
        if let Some(said) = draft.and_then(|draft| draft.said(row.parameter)) {
            return said.to_owned();
        }
        let Some(job) = job else { return self.own_value(row, person) };
        let is_his = self.house.desk.may_change(person, job).unwrap_or(false);
        let view = JobView { job, is_his, zone: &self.zone, now: UnixMs::now() };
        view.value(row.parameter).unwrap_or_else(|| row.default.to_owned())
    }

    /// The value that the HylaFAX client sees if it asks for this parameter of a job that it has
    /// not submitted yet.
    fn own_value(&self, row: &Row, person: &Person) -> String {
        let id = self.current.map_or_else(|| "default".to_owned(), |job| job.to_string());
        match row.parameter {
            Parameter::JobId | Parameter::GroupId => id,
            Parameter::Owner | Parameter::FromUser => person.name.clone(),
            Parameter::State => "SUSPENDED".to_owned(),
            Parameter::JobType => "facsimile".to_owned(),
            Parameter::Client => self.client.address.to_string(),
            Parameter::StatusCode => "000".to_owned(),
            Parameter::ErrorCode => "E000".to_owned(),
            Parameter::NPages
            | Parameter::TotPages
            | Parameter::NTries
            | Parameter::TotTries
            | Parameter::NDials
            | Parameter::TotDials => "0".to_owned(),
            _ => row.default.to_owned(),
        }
    }

    fn all_parameters(&self) -> Answer {
        let (person, job) = (self.person()?, self.job_there()?);
        let id = self.current.map_or_else(|| "default".to_owned(), |job| job.to_string());
        let mut lines = vec![format!("Job state: jobid {id} groupid {id}")];
        for row in PARAMETERS {
            if !matches!(row.kind, Kind::Document | Kind::Poll | Kind::NotHere) {
                lines.push(format!(
                    "    {}: {}",
                    row.name,
                    self.value(row, &person, job.as_deref())
                ));
            }
        }
        Ok(Reply::new(217, format!("End of job {id} state.")).after(lines))
    }
}

/// The answer that lists the documents of a submitted job, by the names that users see.
fn documents(job: &Job) -> Reply {
    let lines = job.documents.iter().map(|document| format!("TIFF {}", document.name));
    Reply::new(213, "End of documents.").after(lines.collect())
}
