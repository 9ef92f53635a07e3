//! The events of which webhooks can be notified.

use serde_json::{Value, json};

use super::WebhookError;
use crate::desk::{JobPlace, JobProgress, Person, Sight};
use crate::live;
use ferrofax_basics::UnixMs;
use ferrofax_spool::desk::{FaxNews, JobNews};
use ferrofax_spool::jobs::{Job, JobId, JobState};
use ferrofax_spool::{
    DeviceName, FaxId, FaxStatus, Happened, ReceivedFax, Spool, SpoolError, WebhookNews,
};

/// The types of events of which webhooks can be notified, each with its description.
pub(crate) const KINDS: [(&str, &str); 7] = [
    ("fax.received", "a fax has come, with some pages at least"),
    ("fax.failed", "a fax call has brought no page"),
    ("fax.changed", "somebody has read, claimed, noted or passed on a fax"),
    ("job.sent", "all pages were sent and confirmed"),
    ("job.failed", "a job was given up, or cancelled"),
    ("job.changed", "anything else has happened to a job"),
    ("job.progress", "the call of a job has come further"),
];

/// An event of a fax or job of which Ferrofax notifies webhooks, such as a sent job.
pub(super) struct Event {
    pub(super) kind: &'static str,
    pub(super) happened: Happened,
    at: UnixMs,
    whose: Whose,
    data: Value,
}

/// The fax or job that an event is about, by which [`Event::is_seen`] decides who may see the
/// event.
enum Whose {
    Job(JobPlace),
    Fax(DeviceName),
}

/// Reads the list of events for which a webhook is registered: types of events, `job.*`, or `*`.
///
/// # Errors
/// Returns the first word that is not valid.
pub(super) fn read_kinds<'a>(words: impl Iterator<Item = &'a str>) -> Result<String, String> {
    let mut read: Vec<&str> = Vec::new();
    for word in words.map(str::trim).filter(|word| !word.is_empty()) {
        if !KINDS.iter().any(|(kind, _)| is_meant(word, kind)) {
            return Err(word.to_owned());
        }
        if !read.contains(&word) {
            read.push(word);
        }
    }
    Ok(read.join(" "))
}

/// Whether a webhook is notified of events of the type `kind`. `events` is the list for which the
/// webhook is registered: types such as `job.sent`, or patterns such as `job.*` and `*`.
pub(super) fn wants(events: &str, kind: &str) -> bool {
    events.split(' ').any(|word| is_meant(word, kind))
}

fn is_meant(word: &str, kind: &str) -> bool {
    match word.strip_suffix('*') {
        Some("") => true,
        Some(start) => start.ends_with('.') && kind.starts_with(start),
        None => word == kind,
    }
}

impl Event {
    /// Whether this person may see the fax or job of the event. `sight` is what the person may see.
    pub(super) fn is_seen(&self, person: &Person, sight: &Sight) -> bool {
        match &self.whose {
            Whose::Job(place) => sight.jobs(person).sees(place),
            Whose::Fax(device) => sight.sees(device),
        }
    }

    /// The body of the HTTP message by which webhooks are notified of this event, as JSON.
    pub(super) fn body(&self) -> String {
        let at = self.at.timestamp().unwrap_or_default().to_string();
        json!({"type": self.kind, "timestamp": at, "data": self.data}).to_string()
    }

    /// Makes an event of type `job.progress` from the progress of a job's fax call.
    pub(super) fn of_progress(progress: &JobProgress, now: UnixMs) -> Self {
        Self {
            kind: "job.progress",
            happened: Happened::Now,
            at: now,
            whose: Whose::Job(progress.place.clone()),
            data: live::of_progress(progress),
        }
    }
}

/// Converts these changes of faxes and jobs in the spool into events for webhooks.
pub(super) fn of_news(spool: &Spool, news: &WebhookNews) -> Result<Vec<Event>, WebhookError> {
    let mut events = Vec::new();
    for job in &news.jobs {
        events.push(of_job(job, found_job(spool, job.job)?.as_ref()));
    }
    for fax in &news.faxes {
        if let Some(found) = found_fax(spool, fax.fax)? {
            events.push(of_fax(&found));
        }
    }
    events.extend(news.deeds.iter().map(of_deed));
    Ok(events)
}

/// Reads the job with this id from the spool; `None` if the job was deleted after the event.
fn found_job(spool: &Spool, id: JobId) -> Result<Option<Job>, SpoolError> {
    match spool.jobs().job(id) {
        Err(SpoolError::NoSuchJob(_)) => Ok(None),
        found => found.map(Some),
    }
}

fn found_fax(spool: &Spool, id: FaxId) -> Result<Option<ReceivedFax>, SpoolError> {
    match spool.faxes().fax(id) {
        Err(SpoolError::NoSuchFax(_)) => Ok(None),
        found => found.map(Some),
    }
}

fn of_job(news: &JobNews, job: Option<&Job>) -> Event {
    let kind = match news.state {
        JobState::Done => "job.sent",
        JobState::Failed => "job.failed",
        _ => "job.changed",
    };
    let mut data = json!({
        "job": news.job.0,
        "state": news.state.name(),
        "text": news.text,
        "event": live::of_event(&news.event),
        "failure": news.failure,
        "device": news.place.device.to_string(),
        "owner": news.place.owner,
    });
    if let Some(job) = job {
        data["number"] = json!(job.number);
        data["tag"] = json!(job.tag);
        data["pages"] = json!(job.pages.len());
        data["pages_confirmed"] = json!(job.pages_confirmed());
    }
    let happened = Happened::Change(news.change);
    Event { kind, happened, at: news.at, whose: Whose::Job(news.place.clone()), data }
}

fn of_fax(fax: &ReceivedFax) -> Event {
    let kind = if fax.status == FaxStatus::Failed { "fax.failed" } else { "fax.received" };
    let moment = |at: UnixMs| at.timestamp().unwrap_or_default().to_string();
    let data = json!({
        "fax": fax.id.0,
        "status": fax.status.name(),
        "device": fax.device.to_string(),
        "called": fax.called,
        "calling": fax.calling,
        "caller_name": fax.caller_name,
        "far_ident": fax.far_ident,
        "pages": fax.pages.len(),
        "started_at": moment(fax.started_at),
        "ended_at": fax.ended_at.map(moment),
        "text": fax.outcome_text,
        "event": fax.outcome.as_ref().map(live::of_event),
    });
    let at = fax.ended_at.unwrap_or(fax.started_at);
    Event { kind, happened: Happened::Fax(fax.id), at, whose: Whose::Fax(fax.device.clone()), data }
}

fn of_deed(news: &FaxNews) -> Event {
    let device = news.device.to_string();
    let deed = news.what.name();
    let data = json!({"fax": news.fax.0, "device": device, "deed": deed, "by": news.by});
    let happened = Happened::Event(news.event);
    let whose = Whose::Fax(news.device.clone());
    Event { kind: "fax.changed", happened, at: news.at, whose, data }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_told_of_what_it_names() {
        let words = ["job.sent", " fax.* ", "job.sent"];
        assert_eq!(read_kinds(words.into_iter()).unwrap(), "job.sent fax.*");
        for wrong in ["job", "job.", "job.gone", "j*", ".*", "x.*", "fax.received*"] {
            assert_eq!(read_kinds([wrong].into_iter()), Err(wrong.to_owned()));
        }
        assert!(wants("job.sent fax.*", "fax.failed") && wants("*", "job.progress"));
        assert!(!wants("job.sent fax.*", "job.failed") && !wants("", "job.sent"));
    }
}
