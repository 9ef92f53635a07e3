//! The events of which webhooks can be notified.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

use super::WebhookError;
use crate::live::vocabulary::{DeedWord, FailureWord, FaxStatusWord, JobStateWord};
use crate::live::{NamedEvent, of_progress};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{JobPlace, JobProgress, Person, Sight};
use ferrofax_spool::desk::{FaxNews, JobNews};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::jobs::{Job, JobId, JobState};
use ferrofax_spool::{
    DeviceName, FaxId, FaxStatus, Happened, ReceivedFax, Spool, SpoolError, WebhookNews,
};

/// The types of events of which webhooks can be notified, each with its description.
pub(crate) const KINDS: [(&str, &str); 7] = [
    ("fax.received", "A fax was received, with at least one page."),
    ("fax.failed", "A fax call has ended without a page."),
    (
        "fax.changed",
        "A user has done something with a fax, for example read, claimed or forwarded it.",
    ),
    ("job.sent", "All pages of a job were sent and confirmed."),
    ("job.failed", "A job has failed, or was cancelled."),
    ("job.changed", "A job has changed, but was not sent and has not failed."),
    ("job.progress", "The call of a job has reached a new stage, such as the next page."),
];

/// The type of test messages, which users send with `POST /webhooks/{id}/test`.
pub(crate) const TEST: &str = "webhook.test";

/// Adds the types of the data of messages to the schemas of the API's description.
pub(crate) fn add_schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
    add::<JobData>(schemas);
    add::<FaxData>(schemas);
    add::<DeedData>(schemas);
    add::<TestData>(schemas);
}

/// The types of messages, each with its description and the name of the schema of its data.
pub(crate) fn messages() -> Vec<(&'static str, &'static str, &'static str)> {
    let test = (TEST, "A user has sent a test message.");
    let all = KINDS.into_iter().chain([test]);
    all.map(|(kind, about)| {
        let data = match kind {
            "fax.changed" => "WebhookDeed",
            "job.progress" => "ProgressTold",
            TEST => "WebhookTest",
            kind if kind.starts_with("fax.") => "WebhookFax",
            _ => "WebhookJob",
        };
        (kind, about, data)
    })
    .collect()
}

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
    /// `is_test`: the event is of a test key, and the body says so.
    pub(super) fn body(&self, is_test: bool) -> String {
        body(self.kind, self.at, &self.data, is_test)
    }

    /// Makes an event of type `job.progress` from the progress of a job's fax call.
    pub(super) fn of_progress(progress: &JobProgress, now: UnixMs) -> Self {
        Self {
            kind: "job.progress",
            happened: Happened::Now,
            at: now,
            whose: Whose::Job(progress.place.clone()),
            data: of_progress(progress),
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

/// The data of the messages `job.sent`, `job.failed` and `job.changed`.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookJob)]
pub(crate) struct JobData {
    /// The number of the job.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    job: i64,
    /// The state of the job after the change.
    state: JobStateWord,
    /// The change of the job as a sentence.
    text: String,
    /// The change of the job as a name and its values, for programs.
    event: NamedEvent,
    /// The reason as one word, if the job failed or has to wait.
    failure: Option<FailureWord>,
    /// The device that sends the job.
    device: String,
    /// The user who submitted the job.
    owner: String,
    /// The values that a program has stored with the job, by their names.
    metadata: BTreeMap<String, String>,
    /// The further facts about the job; absent if the job was deleted.
    #[serde(flatten)]
    facts: Option<JobFacts>,
}

/// Further facts about a job, which are absent if the job was deleted.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookJobFacts)]
pub(crate) struct JobFacts {
    /// The recipient's number as the user wrote it.
    number: String,
    /// A label for the job, which the user has chosen.
    tag: String,
    /// The number of pages of the job.
    pages: usize,
    /// The number of pages that the recipient's fax machine has confirmed.
    pages_confirmed: u32,
}

/// The data of the messages `fax.received` and `fax.failed`.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookFax)]
pub(crate) struct FaxData {
    /// The number of the fax.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    fax: i64,
    /// The status of the fax.
    status: FaxStatusWord,
    /// The device that received the fax.
    device: String,
    /// The number that was dialled.
    to: String,
    /// The sender's number; empty if it was withheld.
    from: String,
    /// The older, deprecated name of `to`, with the same value.
    #[schema(deprecated)]
    called: String,
    /// The older, deprecated name of `from`, with the same value.
    #[schema(deprecated)]
    calling: String,
    /// The name of the calling party; empty if it was not transmitted.
    caller_name: String,
    /// The identification that the sending fax machine sent (TSI).
    remote_station_id: Option<String>,
    /// The older, deprecated name of `remote_station_id`, with the same value.
    #[schema(deprecated)]
    far_ident: Option<String>,
    /// The number of pages of the fax.
    pages: usize,
    /// The time at which the call was answered.
    #[schema(format = "date-time")]
    started_at: String,
    /// The time at which the call ended.
    #[schema(format = "date-time")]
    ended_at: Option<String>,
    /// The result of the call, as a sentence.
    text: Option<String>,
    /// The result of the call as a name and its values, for programs.
    event: Option<NamedEvent>,
    /// The values that programs have stored with the fax, by their names.
    metadata: BTreeMap<String, String>,
}

/// The data of the message `fax.changed`.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDeed)]
pub(crate) struct DeedData {
    /// The number of the fax.
    id: i64,
    /// The older, deprecated name of `id`, with the same value.
    #[schema(deprecated)]
    fax: i64,
    /// The device that received the fax.
    device: String,
    /// The action of the user on the fax.
    deed: DeedWord,
    /// The name of the user.
    by: String,
    /// The values that programs have stored with the fax, by their names.
    metadata: BTreeMap<String, String>,
}

/// The data of the message `webhook.test`.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub(crate) struct TestData {
    /// The number of the webhook that is tested.
    webhook: i64,
    /// A sentence that says that this is a test.
    text: &'static str,
}

/// The body of a test message for a webhook, as JSON.
pub(super) fn test_body(webhook: i64, now: UnixMs) -> String {
    let data = TestData { webhook, text: "This is a test. Nothing has happened." };
    body(TEST, now, &written(&data), false)
}

fn body(kind: &str, at: UnixMs, data: &Value, is_test: bool) -> String {
    let at = at.timestamp().unwrap_or_default().to_string();
    let mut body = json!({"type": kind, "timestamp": at, "data": data});
    if is_test {
        body["test"] = true.into();
    }
    body.to_string()
}

/// Converts the data of a message to JSON. This cannot fail for numbers and texts.
fn written(data: &impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or_default()
}

fn of_job(news: &JobNews, job: Option<&Job>) -> Event {
    let kind = match news.state {
        JobState::Done => "job.sent",
        JobState::Failed => "job.failed",
        _ => "job.changed",
    };
    let failure = news.failure.as_deref().and_then(Failure::from_name);
    let facts = job.map(|job| JobFacts {
        number: job.number.clone(),
        tag: job.tag.clone(),
        pages: job.pages.len(),
        pages_confirmed: job.pages_confirmed(),
    });
    let data = written(&JobData {
        id: news.job.0,
        job: news.job.0,
        state: JobStateWord::of(news.state, failure),
        text: news.text.clone(),
        event: (&news.event).into(),
        failure: failure.map(FailureWord::from),
        device: news.place.device.to_string(),
        owner: news.place.owner.clone(),
        metadata: news.metadata.clone(),
        facts,
    });
    let happened = Happened::Change(news.change);
    Event { kind, happened, at: news.at, whose: Whose::Job(news.place.clone()), data }
}

fn of_fax(fax: &ReceivedFax) -> Event {
    let kind = if fax.status == FaxStatus::Failed { "fax.failed" } else { "fax.received" };
    let moment = |at: UnixMs| at.timestamp().unwrap_or_default().to_string();
    let data = written(&FaxData {
        id: fax.id.0,
        fax: fax.id.0,
        status: fax.status.into(),
        device: fax.device.to_string(),
        to: fax.called.clone(),
        from: fax.calling.clone(),
        called: fax.called.clone(),
        calling: fax.calling.clone(),
        caller_name: fax.caller_name.clone(),
        remote_station_id: fax.far_ident.clone(),
        far_ident: fax.far_ident.clone(),
        pages: fax.pages.len(),
        started_at: moment(fax.started_at),
        ended_at: fax.ended_at.map(moment),
        text: fax.outcome_text.clone(),
        event: fax.outcome.as_ref().map(NamedEvent::from),
        metadata: fax.metadata.clone(),
    });
    let at = fax.ended_at.unwrap_or(fax.started_at);
    Event { kind, happened: Happened::Fax(fax.id), at, whose: Whose::Fax(fax.device.clone()), data }
}

fn of_deed(news: &FaxNews) -> Event {
    let data = written(&DeedData {
        id: news.fax.0,
        fax: news.fax.0,
        device: news.device.to_string(),
        deed: news.what.into(),
        by: news.by.clone(),
        metadata: news.metadata.clone(),
    });
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
