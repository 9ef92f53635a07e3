//! Filing in Paperless-ngx, by its REST API. Paperless accepts an upload first and stores the
//! document later, so the result of that task is waited for. Documents and tasks are found again by
//! the name of the file, which contains the number of the fax.

use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::body::Bytes;
use jiff::Timestamp;
use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use super::destination::{Destination, Errand, Trouble, moment, shown};
use super::json::{each, value_of};
use super::server::{Server, secret_of, trouble};
use ferrofax_basics::UnixMs;
use ferrofax_network::encoding::UNRESERVED;
use ferrofax_spool::FaxStatus;

/// A Paperless server.
pub(super) struct Paperless {
    pub(super) server: Server,
    /// The file with the token of the API.
    pub(super) secret_file: PathBuf,
}

/// The longest time for which the task of an upload is waited for. After it, the fax is looked for
/// again later.
const PATIENCE: Duration = Duration::from_secs(300);

/// The tasks that are asked for after a restart. Paperless 3 pages the list; earlier versions return
/// all tasks.
const NEWEST: &str = "?ordering=-date_created&page_size=1000";

/// The age in milliseconds from which on an unfinished task counts as lost: a crash of Paperless can
/// leave a task unfinished for ever. If it ends nevertheless, Paperless refuses the second upload as
/// a duplicate.
const LOST_MS: i64 = 60 * 60_000;

/// The first and the longest interval at which the task of an upload is looked at, and the interval at
/// which a stop of the service is noticed.
const FIRST_INTERVAL: Duration = Duration::from_millis(100);
const LAST_INTERVAL: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(50);

/// The fields of documents and tasks that are read.
const FIELDS: &[&str] = &[
    "original_file_name",
    "task_file_name",
    "input_data",
    "filename",
    "status",
    "date_created",
    "result",
    "result_data",
    "duplicate_of",
    "reason",
];

/// The state of the tasks that store a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// No task of this file is known.
    Unknown,
    Waits,
    /// The document is stored, or another task has stored the same document before.
    Stored,
    Failed(String),
}

impl Paperless {
    fn ask(
        &self,
        (method, path): (Method, &str),
        content_type: Option<String>,
        body: Vec<u8>,
        stop: &dyn Fn() -> bool,
    ) -> Result<Bytes, Trouble> {
        let mut headers = vec![
            ("authorization", format!("Token {}", secret_of(&self.secret_file)?)),
            ("accept", "application/json".to_owned()),
        ];
        headers.extend(content_type.map(|value| ("content-type", value)));
        let doing = if method == Method::POST { "an upload" } else { "a question" };
        let answered = self.server.ask((method, path), &headers, body, stop)?;
        if !(200..300).contains(&answered.status) {
            return Err(trouble(&answered, doing));
        }
        Ok(answered.body)
    }

    /// Whether Paperless has a document of this file name.
    fn has(&self, file: &str, stop: &dyn Fn() -> bool) -> Result<bool, Trouble> {
        let name = utf8_percent_encode(file, &UNRESERVED);
        let path = format!("/api/documents/?page_size=10&original_filename__iexact={name}");
        let found = self.ask((Method::GET, &path), None, Vec::new(), stop)?;
        let mut is_there = false;
        each(&found, FIELDS, &mut |one| is_there |= one["original_file_name"] == *file)
            .map_err(|_| no_answer("a search with no documents"))?;
        Ok(is_there)
    }

    /// The state of the tasks that `query` selects.
    fn task(&self, query: &str, file: &str, stop: &dyn Fn() -> bool) -> Result<Task, Trouble> {
        let path = format!("/api/tasks/{query}");
        let found = self.ask((Method::GET, &path), None, Vec::new(), stop)?;
        state_of(&found, file, UnixMs::now()).map_err(|_| no_answer("a question with no tasks"))
    }

    /// Waits for the task of an upload.
    fn wait(&self, query: &str, file: &str, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        let (began, mut interval) = (Instant::now(), FIRST_INTERVAL);
        loop {
            match self.task(query, file, stop)? {
                Task::Stored => return Ok(()),
                Task::Failed(why) => return Err(Trouble::Refused(why)),
                Task::Waits | Task::Unknown => {}
            }
            if began.elapsed() > PATIENCE {
                let text = format!("{file} was uploaded, but is not stored yet");
                return Err(Trouble::Unavailable(text));
            }
            let slept = Instant::now();
            while slept.elapsed() < interval {
                if stop() {
                    return Err(Trouble::Unavailable("the service is stopping".to_owned()));
                }
                sleep(LOOK);
            }
            interval = (interval * 2).min(LAST_INTERVAL);
        }
    }

    /// Uploads the document, and returns the number of the task that stores it.
    fn upload(&self, file: &str, errand: &Errand<'_>) -> Result<String, Trouble> {
        let fax = errand.fax()?;
        let document = errand.copies()?.document;
        let boundary = format!("ferrofax-{}", errand.identity());
        let mut body = Vec::with_capacity(document.len() + 1_000);
        let end = if fax.status == FaxStatus::Incomplete { ", incomplete" } else { "" };
        let title = format!("{}{end}", errand.name);
        for (name, value) in [("title", title), ("created", moment(fax.started_at))] {
            let part = format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"document\"; \
             filename=\"{file}\"\r\nContent-Type: {}\r\n\r\n",
            errand.wanted.format.media_type()
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&document);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let content_type = Some(format!("multipart/form-data; boundary={boundary}"));
        let asked = (Method::POST, "/api/documents/post_document/");
        let answer = self.ask(asked, content_type, body, errand.stop)?;
        match value_of(&answer, &[]).unwrap_or_default().as_str() {
            Some(task) if task.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-') => {
                Ok(task.to_owned())
            }
            _ => Err(no_answer("an upload with no task")),
        }
    }
}

impl Destination for Paperless {
    fn address(&self) -> String {
        self.server.root().to_owned()
    }

    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.task("?task_id=none", "", stop).map(drop)
    }

    fn publish(&self, errand: &Errand<'_>, _is_again: bool) -> Result<(), Trouble> {
        let (file, _) = errand.files();
        if errand.was_begun {
            if self.has(&file, errand.stop)? {
                return Ok(());
            }
            match self.task(NEWEST, &file, errand.stop)? {
                Task::Stored => return Ok(()),
                Task::Waits => return self.wait(NEWEST, &file, errand.stop),
                Task::Unknown | Task::Failed(_) => {}
            }
        }
        let task = self.upload(&file, errand)?;
        self.wait(&format!("?task_id={task}"), &file, errand.stop)
    }
}

fn no_answer(what: &str) -> Trouble {
    Trouble::Unavailable(format!("the server answers {what}"))
}

/// The state of the tasks of this file in an answer of `/api/tasks/`. Version 10 of the API, which
/// Paperless 3 has, pages the list and names the fields otherwise than the versions before.
///
/// # Errors
/// The answer has no list.
pub(super) fn state_of(answer: &[u8], file: &str, now: UnixMs) -> Result<Task, serde_json::Error> {
    let mut state = Task::Unknown;
    each(answer, FIELDS, &mut |task| {
        let name = task["task_file_name"]
            .as_str()
            .or_else(|| task["input_data"]["filename"].as_str());
        if name == Some(file) && state != Task::Stored {
            match state_of_one(task) {
                Task::Waits if is_lost(task, now) => {}
                // A failure counts only if no other task is known.
                Task::Failed(_) if state != Task::Unknown => {}
                one => state = one,
            }
        }
    })?;
    Ok(state)
}

/// Whether an unfinished task is so old that it never ends.
fn is_lost(task: &Value, now: UnixMs) -> bool {
    let created = task["date_created"].as_str().and_then(|text| text.parse::<Timestamp>().ok());
    created.is_some_and(|at| now.ms_since(UnixMs(at.as_millisecond())) > LOST_MS)
}

/// The state of a task.
fn state_of_one(task: &Value) -> Task {
    let status = task["status"].as_str().unwrap_or_default().to_ascii_lowercase();
    let result = task["result"].as_str().unwrap_or_default();
    let data = &task["result_data"];
    let is_duplicate = data["duplicate_of"].is_number() || result.contains("It is a duplicate");
    match status.as_str() {
        "success" => Task::Stored,
        "failure" if is_duplicate => Task::Stored,
        "failure" | "revoked" => {
            let why = data["reason"].as_str().unwrap_or(result);
            let why = if why.is_empty() { "the document could not be stored" } else { why };
            Task::Failed(shown(why))
        }
        _ => Task::Waits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_tasks_of_both_versions_of_the_api_are_understood() {
        let old = |status: &str, result: &str| {
            json!([{"task_file_name": "b.pdf", "status": "FAILURE", "result": "b"},
                   {"task_file_name": "a.pdf", "status": status, "result": result}])
        };
        let new = |status: &str, data: Value| {
            json!({"count": 1, "results": [
                {"input_data": {"filename": "a.pdf"}, "status": status, "result_data": data}]})
        };
        for (answer, state) in [
            (json!([]), Task::Unknown),
            (old("PENDING", ""), Task::Waits),
            (old("STARTED", ""), Task::Waits),
            (old("SUCCESS", "Success. New document id 3 created"), Task::Stored),
            (
                old("FAILURE", "a.pdf: Not consuming a.pdf: It is a duplicate of a (#3)"),
                Task::Stored,
            ),
            (old("FAILURE", "no space"), Task::Failed("no space".into())),
            (old("REVOKED", ""), Task::Failed("the document could not be stored".into())),
            (new("pending", json!(null)), Task::Waits),
            (new("success", json!({"document_id": 3})), Task::Stored),
            (new("failure", json!({"duplicate_of": 3})), Task::Stored),
            (new("failure", json!({"reason": "broken"})), Task::Failed("broken".into())),
        ] {
            let read = state_of(answer.to_string().as_bytes(), "a.pdf", UnixMs(0));
            assert_eq!(read.unwrap(), state, "{answer}");
        }
    }

    #[test]
    fn a_task_that_waits_for_an_hour_is_lost() {
        let created = "2026-11-30T08:00:00.123456+01:00";
        let began = UnixMs(created.parse::<Timestamp>().unwrap().as_millisecond());
        let of = |status: &str, ms: i64| {
            let task =
                json!([{"task_file_name": "a.pdf", "status": status, "date_created": created}]);
            state_of(task.to_string().as_bytes(), "a.pdf", began + ms).unwrap()
        };
        assert_eq!(of("STARTED", LOST_MS), Task::Waits);
        assert_eq!(of("STARTED", LOST_MS + 1), Task::Unknown);
        assert_eq!(of("SUCCESS", LOST_MS + 1), Task::Stored);
    }
}
