//! The tools for jobs (faxes to send), the queue, figures and numbers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer::{ToolError, data, picture};
use super::client::{Client, segment};
use super::received::Width;

/// The jobs to list.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JobSearch {
    /// List only jobs with all of these words in the number, tag, owner, recipient, company,
    /// subject or the name of a document.
    search: Option<String>,
    /// List only jobs in one of these states, separated by commas: `suspended`, `pending`,
    /// `sleeping`, `blocked`, `ready`, `active`, `done`, `failed`, `cancelled`.
    state: Option<String>,
    /// List only jobs of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// List only jobs whose fax number contains these digits.
    number: Option<String>,
    /// List only jobs with this tag.
    tag: Option<String>,
    /// List only jobs of this owner.
    owner: Option<String>,
    /// List only jobs with this reason of failure, such as `busy` or `no-answer`.
    failure: Option<String>,
    /// List only jobs that were submitted at this time or later, for example
    /// `2026-11-20T00:00:00Z`.
    since: Option<String>,
    /// List only jobs that were submitted before this time.
    until: Option<String>,
    /// The value of `next` in an earlier answer, to continue its list.
    cursor: Option<String>,
    /// The greatest number of jobs in the answer; default 50.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A job.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichJob {
    /// The number of the job.
    job: i64,
}

/// A page of a job.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct JobPage {
    /// The number of the job.
    job: i64,
    /// The number of the page, from 1.
    #[schema(minimum = 1)]
    page: u32,
    /// The width of the picture in pixels; default 900.
    #[schema(minimum = 50, maximum = 2592)]
    width: Option<u32>,
}

/// No arguments.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// The period that the figures cover, as a number of days.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Days {
    /// The number of days, up to today; default 30.
    #[schema(minimum = 7, maximum = 366)]
    days: Option<u32>,
}

/// A fax number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichNumber {
    /// The fax number, as people write it.
    #[schema(min_length = 1, max_length = 100)]
    number: String,
    /// The device that would send the fax; default: the user's first device.
    device: Option<String>,
}

/// The query parameters of a request to the API to check a fax number.
#[derive(Serialize)]
struct Device {
    device: Option<String>,
}

/// The states of jobs that are not sent yet.
const WAITING: &str = "suspended,pending,sleeping,blocked,ready";

pub(super) fn list(client: &Client, which: JobSearch) -> Result<Value, ToolError> {
    Ok(data(&client.find("/jobs", &which)?))
}

pub(super) fn get(client: &Client, WhichJob { job }: WhichJob) -> Result<Value, ToolError> {
    Ok(data(&json!({
        "job": client.get(&format!("/jobs/{job}"))?,
        "history": client.get(&format!("/jobs/{job}/history"))?,
    })))
}

pub(super) fn page(client: &Client, which: JobPage) -> Result<Value, ToolError> {
    let path = format!("/jobs/{}/pages/{}", which.job, which.page);
    picture(&client.picture(&path, &Width { width: which.width })?)
}

pub(super) fn queue(client: &Client, _: Nothing) -> Result<Value, ToolError> {
    Ok(data(&json!({
        "now": client.get("/now")?,
        "waiting": client.find("/jobs", &[("state", WAITING)])?,
    })))
}

pub(super) fn figures(client: &Client, days: Days) -> Result<Value, ToolError> {
    Ok(data(&client.find("/admin/history", &days)?))
}

pub(super) fn check_number(client: &Client, which: WhichNumber) -> Result<Value, ToolError> {
    let path = format!("/numbers/{}", segment(&which.number));
    Ok(data(&client.find(&path, &Device { device: which.device })?))
}

pub(super) fn cancel(client: &Client, which: WhichJob) -> Result<Value, ToolError> {
    change(client, &which, "cancel")
}

pub(super) fn hold(client: &Client, which: WhichJob) -> Result<Value, ToolError> {
    change(client, &which, "hold")
}

pub(super) fn release(client: &Client, which: WhichJob) -> Result<Value, ToolError> {
    change(client, &which, "release")
}

fn change(client: &Client, WhichJob { job }: &WhichJob, verb: &str) -> Result<Value, ToolError> {
    Ok(data(&client.post(&format!("/jobs/{job}/{verb}"), &json!({}))?))
}
