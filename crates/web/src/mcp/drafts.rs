//! The tools for drafts. A fax is sent in two steps: a draft is made, and then sent.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer::{ToolError, data, picture};
use super::client::{Client, ClientError};
use super::sent::Nothing;

/// A draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichDraft {
    /// The number of the draft.
    draft: i64,
}

/// A page of a draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftPage {
    /// The number of the draft.
    draft: i64,
    /// The number of the page, from 1.
    #[schema(minimum = 1)]
    page: u32,
    /// The recipient for whom the page is shown, from 0; default 0.
    recipient: Option<u32>,
    /// The width of the picture in pixels; default 900.
    #[schema(minimum = 50, maximum = 2592)]
    width: Option<u32>,
}

/// A new draft. No files of this computer can be sent, since the text of a received fax could try
/// to make the assistant send a secret file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewDraft {
    /// The text of the fax.
    text: Option<String>,
    /// The numbers of received faxes whose pages are sent.
    #[serde(default)]
    #[schema(max_items = 50)]
    faxes: Vec<i64>,
    /// The numbers of jobs whose documents are sent again.
    #[serde(default)]
    #[schema(max_items = 50)]
    jobs: Vec<i64>,
    /// The recipients: numbers separated by commas, also in the form
    /// `Ms Miller | Miller Ltd <+49 991 2700619>`.
    number: String,
    /// The device that sends the fax; default: the user's own device.
    device: Option<String>,
    /// Whether the fax gets a cover page: `yes` or `no`.
    cover: Option<String>,
    /// The subject on the cover page.
    subject: Option<String>,
    /// The message on the cover page.
    message: Option<String>,
    /// The name of the recipient on the cover page.
    recipient: Option<String>,
    /// The organisation of the recipient on the cover page.
    company: Option<String>,
    /// The resolution of the fax: `standard`, `fine` or `superfine`.
    resolution: Option<String>,
    /// The earliest time of sending: `14:30`, `2026-11-20 14:30` or `+2h`.
    at: Option<String>,
    /// A label for the fax.
    tag: Option<String>,
}

/// The query parameters of a request to the API for the picture of a page of a draft.
#[derive(Serialize)]
struct Look {
    recipient: Option<u32>,
    width: Option<u32>,
}

pub(super) fn list(client: &Client, _: Nothing) -> Result<Value, ToolError> {
    Ok(data(&client.get("/drafts")?))
}

pub(super) fn get(client: &Client, WhichDraft { draft }: WhichDraft) -> Result<Value, ToolError> {
    Ok(data(&client.get(&format!("/drafts/{draft}"))?))
}

pub(super) fn page(client: &Client, which: DraftPage) -> Result<Value, ToolError> {
    let path = format!("/drafts/{}/pages/{}", which.draft, which.page);
    let look = Look { recipient: which.recipient, width: which.width };
    picture(&client.picture(&path, &look)?)
}

pub(super) fn make(client: &Client, draft: NewDraft) -> Result<Value, ToolError> {
    let mut documents = Vec::new();
    if let Some(text) = &draft.text {
        let upload = client.upload("letter.txt", text)?;
        let id = upload.get("id").and_then(Value::as_str);
        let id = id.ok_or_else(|| ClientError::Form("the upload has no id".to_owned()))?;
        documents.push(json!({"upload": id}));
    }
    documents.extend(draft.faxes.iter().map(|fax| json!({"fax": fax})));
    documents.extend(draft.jobs.iter().map(|job| json!({"job": job})));
    let fields = json!({
        "documents": documents,
        "number": draft.number,
        "device": draft.device,
        "cover": draft.cover,
        "subject": draft.subject,
        "message": draft.message,
        "recipient": draft.recipient,
        "company": draft.company,
        "resolution": draft.resolution,
        "at": draft.at,
        "tag": draft.tag,
    });
    Ok(data(&client.post("/drafts", &fields)?))
}

/// Sends a draft. The API deletes a draft that was sent, so a second call sends nothing twice.
pub(super) fn send(client: &Client, WhichDraft { draft }: WhichDraft) -> Result<Value, ToolError> {
    Ok(data(&client.post(&format!("/drafts/{draft}/send"), &json!({}))?))
}
