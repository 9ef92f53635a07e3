//! The table of tools. The schema of a tool's arguments is made from a Rust type.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::PartialSchema;

use super::answer::ToolError;
use super::client::Client;
use super::{drafts, received, sent};

/// The effect of a tool on faxes and jobs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Reads,
    /// The tool makes or changes something, and the user can undo this.
    Changes,
    /// The tool sends a fax, or ends a job. This cannot be undone.
    Ends,
}

/// A tool that a program can use.
pub(super) struct Tool {
    pub(super) name: &'static str,
    about: &'static str,
    effect: Effect,
    schema: fn() -> Value,
    pub(super) call: Box<dyn Fn(&Client, Value) -> Result<Value, ToolError>>,
}

/// All tools of the MCP server.
pub(super) fn tools() -> Vec<Tool> {
    use Effect::{Changes, Ends, Reads};
    vec![
        tool(
            "search_faxes",
            Reads,
            "List or search received faxes, the newest first",
            received::search,
        ),
        tool("get_fax", Reads, "Show a received fax with its history and its mails", received::get),
        tool("get_fax_page", Reads, "Show a page of a received fax as a picture", received::page),
        tool("list_jobs", Reads, "List jobs (faxes to send), the newest first", sent::list),
        tool(
            "get_job",
            Reads,
            "Show a job (a fax to send) with its history and the reason of a failure",
            sent::get,
        ),
        tool("get_job_page", Reads, "Show a page of a job as a picture", sent::page),
        tool(
            "get_queue",
            Reads,
            "Show fax calls in progress, free lines and waiting jobs",
            sent::queue,
        ),
        tool(
            "get_figures",
            Reads,
            "Show how many faxes were sent and received, and why faxes failed; for administrators",
            sent::figures,
        ),
        tool(
            "check_number",
            Reads,
            "Show the price class of a fax number, and whether sending to it is allowed",
            sent::check_number,
        ),
        tool("list_drafts", Reads, "List drafts (faxes that are not sent yet)", drafts::list),
        tool("get_draft", Reads, "Show a draft with its recipients and documents", drafts::get),
        tool("get_draft_page", Reads, "Show a page of a draft as a picture", drafts::page),
        tool(
            "make_draft",
            Changes,
            "Make a draft of a fax from a text, received faxes or jobs; nothing is sent",
            drafts::make,
        ),
        tool("send_draft", Ends, "Send the fax of a draft to its recipients", drafts::send),
        tool("cancel_job", Ends, "Cancel a job; a call in progress for it is ended", sent::cancel),
        tool("hold_job", Changes, "Hold a job: it is not sent until it is released", sent::hold),
        tool("release_job", Ends, "Release a held job, so that it is sent", sent::release),
    ]
}

fn tool<I: DeserializeOwned + PartialSchema + 'static>(
    name: &'static str,
    effect: Effect,
    about: &'static str,
    work: fn(&Client, I) -> Result<Value, ToolError>,
) -> Tool {
    let call = move |client: &Client, arguments: Value| {
        let arguments = serde_json::from_value(arguments)
            .map_err(|error| ToolError::Arguments(error.to_string()))?;
        work(client, arguments)
    };
    Tool { name, about, effect, schema: schema::<I>, call: Box::new(call) }
}

/// The JSON schema of the arguments of a tool, made from their Rust type `I`.
fn schema<I: PartialSchema>() -> Value {
    // A schema that cannot be written is a fault of the type, which a test finds.
    serde_json::to_value(I::schema()).unwrap_or_default()
}

impl Tool {
    /// Whether the tool makes, sends or changes something.
    pub(super) fn changes(&self) -> bool {
        self.effect != Effect::Reads
    }

    /// The tool as `tools/list` lists it.
    pub(super) fn described(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.about,
            "inputSchema": (self.schema)(),
            "annotations": {
                "readOnlyHint": !self.changes(),
                "destructiveHint": self.effect == Effect::Ends,
                "openWorldHint": matches!(self.name, "send_draft" | "release_job"),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_has_a_schema_that_is_complete_in_itself() {
        for tool in tools() {
            let schema = (tool.schema)();
            assert_eq!(schema["type"], "object", "{}: {schema}", tool.name);
            assert!(!schema.to_string().contains("$ref"), "{}: {schema}", tool.name);
            for (field, one) in schema["properties"].as_object().into_iter().flatten() {
                assert!(one["description"].is_string(), "{}: {field}: {one}", tool.name);
            }
        }
    }
}
