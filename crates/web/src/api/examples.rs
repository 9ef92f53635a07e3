//! The examples in the API's description: for each operation one request, and the answer that the
//! service gave to it. The test `tests/web/api_examples.rs` writes the file `examples.json`, and
//! compares the file with the answers of the service.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::{Value, json};

use super::ROOT;

const FILE: &str = include_str!("examples.json");

/// A request for an operation, and its answer.
#[derive(Deserialize)]
pub(super) struct Example {
    /// The values of the parameters in the path.
    path: BTreeMap<String, String>,
    /// The values of the parameters in the query, as they are written in a URL.
    query: BTreeMap<String, String>,
    /// The media type of the request's body; null if the request has no body.
    media_type: Option<String>,
    body: Value,
    status: String,
    answer_type: String,
    /// The answer: JSON, or the beginning of a text; null if it is neither.
    answer: Value,
}

/// The examples of all operations, by the ids of the operations.
pub(super) fn all() -> BTreeMap<String, Example> {
    serde_json::from_str(FILE).unwrap_or_default()
}

impl Example {
    /// Adds this example to the description of its operation.
    pub(super) fn add_to(&self, operation: &mut Value, method: &str, path: &str) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let values = if parameter["in"] == "path" { &self.path } else { &self.query };
            let name = parameter["name"].as_str().unwrap_or_default();
            if let Some(value) = values.get(name) {
                parameter["example"] = typed(value, &parameter["schema"]);
            }
        }
        if let Some(media_type) = &self.media_type {
            let there = ["requestBody", "content", media_type];
            if let Some(content) = below(operation, &there) {
                content["example"] = self.body.clone();
            }
        }
        let there = ["responses", &self.status, "content", &self.answer_type];
        // The schema of a stream describes a single event, so an example of the whole stream would
        // not match it.
        if !self.answer.is_null()
            && self.answer_type != "text/event-stream"
            && let Some(content) = below(operation, &there)
        {
            content["example"] = self.answer.clone();
        }
        let needs_key = operation["security"].as_array().is_none_or(|all| !all.is_empty());
        let source = self.curl(method, path, needs_key);
        operation["x-codeSamples"] =
            json!([{ "lang": "Shell", "label": "curl", "source": source }]);
    }

    /// The request as a command of curl.
    fn curl(&self, method: &str, path: &str, needs_key: bool) -> String {
        let mut command = "curl -sSf".to_owned();
        if method != "get" && !(method == "post" && self.media_type.is_some()) {
            _ = write!(command, " -X {}", method.to_uppercase());
        }
        if needs_key {
            command += " -H \"Authorization: Bearer $KEY\"";
        }
        if let Some(media_type) = &self.media_type {
            let body = self.body.as_str().map_or_else(|| self.body.to_string(), str::to_owned);
            // A single quote in the body would end the quoted argument, so it is written as `'\''`.
            let body = body.replace('\'', "'\\''");
            _ = write!(command, " -H \"Content-Type: {media_type}\" \\\n  --data-binary '{body}'");
        }
        let path = self.path.iter().fold(path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        });
        if self.answer.is_null() && self.status == "200" {
            let usual =
                if self.answer_type == "application/zip" { "faxes.zip" } else { "page.png" };
            let name = path.rsplit('/').find(|part| part.contains('.')).unwrap_or(usual);
            _ = write!(command, " -o {name}");
        }
        let query = self.query.iter().map(|(name, value)| format!("{name}={value}"));
        let query = query.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        _ = write!(command, " \"$FERROFAX{ROOT}{path}{mark}{query}\"");
        command
    }
}

/// Finds the part of a JSON value to which the names in `path` lead; `None` if there is none.
fn below<'a>(value: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, name| value.get_mut(name))
}

/// Converts the value of a parameter to the type that its schema names.
fn typed(value: &str, schema: &Value) -> Value {
    let types = schema["type"].as_array();
    let is_text =
        schema["type"] == "string" || types.is_some_and(|all| all.contains(&json!("string")));
    let read = if is_text { None } else { serde_json::from_str(value).ok() };
    read.unwrap_or_else(|| percent_decode_str(value).decode_utf8_lossy().into_owned().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curl_saves_a_file_under_the_name_in_its_path() {
        let example = json!({
            "path": { "id": "1", "name": "call.svg" },
            "query": {},
            "media_type": null,
            "body": null,
            "status": "200",
            "answer_type": "image/svg+xml",
            "answer": null,
        });
        let example: Example = serde_json::from_value(example).expect("it has all fields");
        let command = example.curl("get", "/admin/calls/{id}/files/{name}", true);
        assert!(command.contains(" -o call.svg "), "{command}");
    }
}
