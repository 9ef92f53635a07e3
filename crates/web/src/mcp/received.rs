//! The tools for received faxes.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::answer::{ToolError, data, picture};
use super::client::Client;

/// The faxes to list.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FaxSearch {
    /// List only faxes with all of these words in number, name, device, tag or note.
    search: Option<String>,
    /// List only faxes with all of these words in the caller's number or name, or in the
    /// identification of the remote fax machine.
    sender: Option<String>,
    /// List only faxes with this tag.
    tag: Option<String>,
    /// List only faxes of this device: `2101` or `2101@context`.
    device: Option<String>,
    /// List only faxes with this status: `receiving`, `received`, `incomplete` or `failed`.
    status: Option<String>,
    /// Whether to list only faxes that the user has not read.
    unread: Option<bool>,
    /// List only faxes that this user has claimed. `-` means faxes that nobody has claimed.
    claimed: Option<String>,
    /// List only faxes that began at this time or later, for example `2026-11-20T00:00:00Z`.
    since: Option<String>,
    /// List only faxes that began before this time.
    until: Option<String>,
    /// The value of `next` in an earlier answer, to continue its list.
    cursor: Option<String>,
    /// The greatest number of faxes in the answer; default 50.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A received fax.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhichFax {
    /// The number of the fax.
    fax: i64,
}

/// A page of a received fax.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FaxPage {
    /// The number of the fax.
    fax: i64,
    /// The number of the page, from 1.
    #[schema(minimum = 1)]
    page: u32,
    /// The width of the picture in pixels; default 900.
    #[schema(minimum = 50, maximum = 2592)]
    width: Option<u32>,
}

/// The query parameters of a request to the API for the picture of a page.
#[derive(Serialize)]
pub(super) struct Width {
    pub(super) width: Option<u32>,
}

pub(super) fn search(client: &Client, which: FaxSearch) -> Result<Value, ToolError> {
    Ok(data(&client.find("/faxes", &which)?))
}

pub(super) fn get(client: &Client, WhichFax { fax }: WhichFax) -> Result<Value, ToolError> {
    Ok(data(&json!({
        "fax": client.get(&format!("/faxes/{fax}"))?,
        "history": client.get(&format!("/faxes/{fax}/history"))?,
        "mails": client.get(&format!("/faxes/{fax}/mails"))?,
    })))
}

pub(super) fn page(client: &Client, which: FaxPage) -> Result<Value, ToolError> {
    let path = format!("/faxes/{}/pages/{}", which.fax, which.page);
    picture(&client.picture(&path, &Width { width: which.width })?)
}
