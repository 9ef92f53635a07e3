//! What people have done to jobs through the PBX: its command line and AMI have it done here.

use super::clock::Clock;
use super::dialler::Dialler;
use super::door;
use super::handles::Handles;
use super::post::Post;
use super::settings::Configuration;
use super::spool_slot::SpoolSlot;
use ferrofax_spool::SpoolError;
use ferrofax_spool::jobs::{JobId, JobState, JobVerb, NewDocument};
use ferrofax_spool::submission::{Draft, prepare};
use std::path::Path;
use std::sync::Arc;

/// Files jobs and changes them.
pub(super) struct JobDesk {
    clock: Clock,
    configuration: Arc<Configuration>,
    slot: Arc<SpoolSlot>,
    post: Arc<Post>,
    dialler: Arc<Dialler>,
}

impl JobDesk {
    pub(super) fn new(handles: Handles) -> Self {
        let Handles { clock, configuration, slot, post, dialler, .. } = handles;
        Self { clock, configuration, slot, post, dialler }
    }

    /// Files a job of these documents, if it may be sent. What went wrong is one sentence.
    pub(super) fn file_job(&self, mut draft: Draft, files: &[String]) -> Result<JobId, String> {
        let spool = self.slot.get().map_err(|error| error.to_string())?;
        let settings = self.configuration.settings();
        for file in files {
            let path = door::document(Path::new(file), spool.folder(), &settings.send_folders)?;
            draft.documents.push(NewDocument { path, name: String::new() });
        }
        let now = self.clock.unix_ms();
        let by = draft.owner.as_str();
        let new = prepare(&spool, &draft, now)
            .map_err(|error| door::unfit(&spool, &draft, error.to_string(), now))?;
        door::admit(&spool, &settings, &new, by, now)?;
        let job = spool.submit(&new, now).map_err(|error| error.to_string())?;
        let pages = spool.job(job).map_or(0, |job| job.pages.len() as u32);
        if let Err(error) =
            door::count(&spool, by, &new.device, &format!("job:{job}:{}", now.0), pages, now)
        {
            log::error!("job {job} could not be counted: {error}");
        }
        log::info!("job {job}: taken in from {} for {}", new.created_by.name(), new.device);
        self.dialler.wake();
        Ok(job)
    }

    /// Does something to a job. Says how it stands then, or why nothing was done; `by` is
    /// for its history.
    pub(super) fn do_to_job(&self, verb: JobVerb, job: &str, by: &str) -> Result<String, String> {
        let id = job
            .parse()
            .map(JobId)
            .map_err(|_| format!("'{job}' is not the number of a job"))?;
        let spool = self.slot.get().map_err(|error| error.to_string())?;
        let now = self.clock.unix_ms();
        let state = spool
            .do_to_job(id, verb, by, now)
            .map_err(|error: SpoolError| error.to_string())?;
        if let JobVerb::Priority(priority) = verb {
            return Ok(format!("Job {id} has priority {priority} now"));
        }
        self.dialler.wake();
        self.post.wake();
        Ok(match (verb, state) {
            (JobVerb::Cancel, JobState::Active) => {
                format!("Job {id} is in a call, which is being ended")
            }
            (JobVerb::Hold, JobState::Active) => {
                format!("Job {id} is in a call; it is held if that does not send it")
            }
            (JobVerb::Retry, JobState::Active) => format!("Job {id} is in a call already"),
            _ => format!("Job {id} is {state} now"),
        })
    }
}
