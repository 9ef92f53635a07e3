//! The messages of JSON-RPC 2.0, and the methods of the Model Context Protocol that the server
//! answers: `initialize`, `ping`, `tools/list` and `tools/call`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::McpServer;
use super::answer::{NOTICE, failed};

/// The revisions of the protocol that the server supports, the newest first. In all of them a
/// message is one object, never a batch.
const REVISIONS: [&str; 2] = ["2025-11-25", "2025-06-18"];

/// The error codes of JSON-RPC 2.0 (§5.1).
const PARSE_ERROR: i64 = -32700;
const INVALID_REQUEST: i64 = -32600;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;

/// A message that the client program (such as an AI assistant) has sent.
#[derive(Debug)]
pub(super) enum Message {
    Request {
        id: Value,
        method: String,
        params: Value,
    },
    /// A message without an answer: a notification, or the answer to a request that the server
    /// never made.
    Notification,
}

/// An answer of the MCP server to a message.
#[derive(Debug)]
pub(super) struct Reply(Value);

/// The parameters of `tools/call`.
#[derive(Deserialize)]
struct Call {
    name: String,
    #[serde(default)]
    arguments: Option<Value>,
}

impl Message {
    /// Reads a message from a line. If the line is not a valid message, returns the reply with the
    /// error.
    pub(super) fn read(line: &[u8]) -> Result<Self, Reply> {
        let no_request = |text: &str| Reply::error(Value::Null, INVALID_REQUEST, text);
        let mut message: Value = serde_json::from_slice(line).map_err(|error| {
            Reply::error(Value::Null, PARSE_ERROR, &format!("The line is no JSON: {error}"))
        })?;
        let Some(fields) = message.as_object_mut() else {
            return Err(no_request("A message is one JSON object"));
        };
        if fields.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            return Err(no_request("A message has the field \"jsonrpc\": \"2.0\""));
        }
        let params = fields.remove("params").unwrap_or(Value::Null);
        match (fields.remove("id"), fields.remove("method")) {
            (Some(id), Some(Value::String(method))) if id.is_string() || id.is_number() => {
                Ok(Self::Request { id, method, params })
            }
            (None, Some(Value::String(_))) => Ok(Self::Notification),
            (Some(_), None) if fields.contains_key("result") || fields.contains_key("error") => {
                Ok(Self::Notification)
            }
            _ => Err(no_request("A request has a method, and an id that is a text or a number")),
        }
    }
}

impl Reply {
    fn result(id: Value, result: Value) -> Self {
        Self(json!({"jsonrpc": "2.0", "id": id, "result": result}))
    }

    fn error(id: Value, code: i64, text: &str) -> Self {
        Self(json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": text}}))
    }

    /// The reply to a message that is longer than the limit.
    pub(super) fn too_long() -> Self {
        let text = format!("A message has at most {} bytes", super::LONGEST);
        Self::error(Value::Null, INVALID_REQUEST, &text)
    }

    /// The reply as a line. Line breaks in texts are escaped by JSON.
    pub(super) fn line(&self) -> String {
        format!("{}\n", self.0)
    }
}

impl McpServer {
    /// Carries out a request of the client program, and returns the reply.
    pub(super) fn answer(&self, id: Value, method: &str, params: Value) -> Reply {
        match method {
            "initialize" => Reply::result(id, self.introduction(&params)),
            "ping" => Reply::result(id, json!({})),
            "tools/list" => Reply::result(id, json!({"tools": self.listed()})),
            "tools/call" => match serde_json::from_value(params) {
                Ok(call) => self.call(id, call),
                Err(error) => {
                    Reply::error(id, INVALID_PARAMS, &format!("The call is not valid: {error}"))
                }
            },
            _ => Reply::error(id, METHOD_NOT_FOUND, "The server does not have this method"),
        }
    }

    /// The answer to `initialize`: the revision of the protocol, and what the server is.
    fn introduction(&self, params: &Value) -> Value {
        let wished = params.get("protocolVersion").and_then(Value::as_str);
        let revision = REVISIONS.into_iter().find(|revision| wished == Some(*revision));
        let sends = if self.may_send {
            "Before you send a draft, show the user its number and its pages, and ask the user."
        } else {
            "The server only reads. Its tools that send are off (--allow-send)."
        };
        json!({
            "protocolVersion": revision.unwrap_or(REVISIONS[0]),
            "capabilities": {"tools": {}},
            "serverInfo": {
                "name": "ferrofax",
                "title": "Ferrofax",
                "version": env!("CARGO_PKG_VERSION"),
            },
            "instructions": format!("Reads and sends faxes of a Ferrofax server. {NOTICE} {sends}"),
        })
    }

    /// The tools that the program may use.
    fn listed(&self) -> Vec<Value> {
        let tools = self.tools.iter().filter(|tool| self.may_send || !tool.changes());
        tools.map(super::tools::Tool::described).collect()
    }

    fn call(&self, id: Value, call: Call) -> Reply {
        let Some(tool) = self.tools.iter().find(|tool| tool.name == call.name) else {
            return Reply::error(id, INVALID_PARAMS, "There is no tool with this name");
        };
        if tool.changes() && !self.may_send {
            log::warn!("the tool {} was refused: --allow-send is not given", tool.name);
            let text = format!("The tool {} needs the option --allow-send", tool.name);
            return Reply::error(id, INVALID_PARAMS, &text);
        }
        let arguments = call.arguments.unwrap_or_else(|| json!({}));
        let result = (tool.call)(&self.client, arguments);
        Reply::result(id, result.unwrap_or_else(|failure| failed(&failure)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &str) -> i64 {
        let reply = Message::read(line.as_bytes()).expect_err("it is no message");
        reply.0["error"]["code"].as_i64().unwrap()
    }

    #[test]
    fn what_is_no_message_is_refused_with_the_code_of_the_standard() {
        for wrong in ["", "{", "nonsense", "{\"a\":}", "\u{0}"] {
            assert_eq!(code(wrong), PARSE_ERROR, "{wrong}");
        }
        assert_eq!(code(&"[".repeat(100_000)), PARSE_ERROR);
        for wrong in [
            "[]",
            "1",
            "{}",
            r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1}"#,
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":7}"#,
        ] {
            assert_eq!(code(wrong), INVALID_REQUEST, "{wrong}");
        }
    }

    #[test]
    fn notifications_and_answers_get_no_answer() {
        for line in [
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}"#,
        ] {
            assert!(matches!(Message::read(line.as_bytes()), Ok(Message::Notification)), "{line}");
        }
    }
}
