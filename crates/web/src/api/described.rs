//! The description of the API (OpenAPI 3.1), and the checks of credentials that are derived from
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use axum::Extension;
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::PartialSchema;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::caller::as_described;
use super::parts::At;
use super::problem::{MEDIA_TYPE, ProblemBody};
use super::{Api, Kind, Problem, ROOT, Result, Scope, examples, renamed};
use crate::webhooks;

/// The credentials that an operation needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The operation needs no credentials.
    Nothing,
    /// The operation needs a valid API key with any scopes, or a session of the web interface.
    Anything,
    /// The operation needs an API key with all of these scopes, or a session of the web interface.
    Scopes(BTreeSet<Scope>),
}

/// The API's description, with the credentials of each operation.
pub(super) struct Description {
    document: Value,
    wanted: BTreeMap<(String, String), Wanted>,
    text: OnceLock<String>,
}

/// The error statuses that many operations can answer, with their descriptions.
const STATUSES: &[(&str, &str)] = &[
    (
        "400",
        "The request is malformed: a parameter, a header or the body does not have the described form.",
    ),
    ("401", "The request has no valid API key."),
    (
        "403",
        "The request needs a right that the user does not have, or a scope that the key does not have.",
    ),
    ("404", "The object does not exist, or the user may not see it."),
    ("410", "The object was deleted."),
    ("413", "The request is too large."),
    ("415", "The media type of the body is not accepted."),
    ("422", "The input is not valid."),
    (
        "429",
        "Too many wrong keys or passwords came from this address, or the user sent too many requests.",
    ),
    ("500", "An error in Ferrofax. The log has the details."),
    ("503", "The request cannot be processed now. Repeat it later."),
];

/// The version of the API. Its first number is also in the path, `/api/v1`.
const VERSION: &str = "1.0";

const ABOUT: &str = "\
    With this API, programs can do what users do in the web interface. The body of an error answer \
    is JSON in the form of RFC 9457, which is called a problem. To get the next part of a list, \
    repeat the request, and set the parameter `cursor` to the value of `next` in the answer. Each \
    answer has the header `X-Request-Id`, whose value is in the audit log, too. If the number of \
    requests is limited, the answers to requests with a key have the headers `RateLimit-Policy` \
    and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).\n\n\
    **Changes in version 1.** New versions of Ferrofax may add paths, optional fields of requests, \
    fields of answers, kinds of problems, names of events, and words of lists such as the failures \
    of jobs. A program must ignore everything that it does not know. No path or field is removed, \
    and none changes its meaning. A path or field that is marked as deprecated remains in version \
    1; the answers of such a path have the header `Deprecation`.";

/// The tags of operations, with their descriptions.
const TAGS: [(&str, &str); 12] = [
    ("faxes", "Received faxes: lists, pages, files, and what users do with them."),
    ("jobs", "Faxes to send, and uploads of their documents."),
    ("drafts", "Faxes that are being written, with a preview of their pages."),
    ("contacts", "The address books of the user and of the organisation."),
    ("calls", "The calls in progress."),
    ("events", "The stream of changes, as server-sent events."),
    ("webhooks", "URLs of programs that Ferrofax notifies of events by HTTP."),
    ("account", "The user who sends the request: rights, sessions, language."),
    ("keys", "The API keys of the user."),
    ("metrics", "The metrics of the Ferrofax service, for monitoring."),
    (
        "administration",
        "Devices, users, the health of the service, call recordings, the audit log.",
    ),
    (
        "description",
        "The description of the API (OpenAPI), and the kinds of problems (error answers).",
    ),
];

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(openapi)).routes(routes!(kind))
}

/// Explains a kind of problem (error answer of the API). The field `type` of each error answer
/// contains this path.
#[utoipa::path(
    get,
    path = "/problems/{kind}",
    tag = "description",
    security(()),
    params(("kind" = String, Path, description = "The name of the kind.", example = "not-there")),
    responses((status = 200, description = "The explanation.", content_type = "text/plain", body = String))
)]
async fn kind(At(word): At<String>) -> Result<String> {
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    let wrong = || Problem::new(Kind::NotThere, "There is no such kind of problem.");
    let found = found.ok_or_else(wrong)?;
    let (_, status, title) = found.row();
    Ok(format!("{status} {word}: {title}.\n{}\n", found.meaning()))
}

/// Returns the description of the API (OpenAPI).
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "description",
    security(()),
    responses((status = 200, description = "The description (OpenAPI 3.1).", content_type = "application/json", body = Object))
)]
async fn openapi(Extension(description): Extension<Arc<Description>>) -> Response {
    let text = description.text.get_or_init(|| description.document.to_string());
    ([(CONTENT_TYPE, "application/json")], text.clone()).into_response()
}

impl Description {
    /// Completes the API's description: adds common error answers to each operation, and adds the
    /// parts that concern no single operation.
    pub(super) fn of(document: OpenApi) -> Self {
        let mut document = serde_json::to_value(document).unwrap_or_default();
        let mut wanted = BTreeMap::new();
        let (examples, nothing) = (examples::all(), &mut Map::new());
        let paths = document.get_mut("paths").and_then(Value::as_object_mut).unwrap_or(nothing);
        for (path, item) in paths {
            for (method, operation) in item.as_object_mut().into_iter().flatten() {
                let what = wanted_of(operation);
                complete(operation, &what);
                let id = operation["operationId"].as_str().unwrap_or_default();
                if let Some(example) = examples.get(id) {
                    example.add_to(operation, method, path);
                }
                wanted.insert((method.clone(), path.clone()), what);
            }
        }
        add_older(&mut document);
        around(&mut document);
        Self { document, wanted, text: OnceLock::new() }
    }

    /// The description as OpenAPI.
    pub(super) fn into_document(self) -> Value {
        self.document
    }

    /// The credentials that an operation needs; `None` if there is no such operation.
    pub(super) fn wanted(&self, method: &Method, path: &str) -> Option<Wanted> {
        let method = as_described(method).to_ascii_lowercase();
        self.wanted.get(&(method, path.to_owned())).cloned()
    }
}

/// Adds the older names of paths, which are deprecated.
fn add_older(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let mut all = Vec::new();
    for (path, item) in paths.iter() {
        let Some(older) = renamed::older(path) else { continue };
        let mut item = item.clone();
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let id = operation["operationId"].as_str().unwrap_or_default();
            operation["operationId"] = format!("{id}_by_older_path").into();
            operation["deprecated"] = true.into();
            operation["description"] =
                format!("Deprecated: this path was renamed. Use `{path}` instead.").into();
        }
        all.push((older, item));
    }
    paths.extend(all);
}

/// The credentials that an operation declares. If it declares none, it needs the scope `admin`.
fn wanted_of(operation: &Value) -> Wanted {
    let admin = || Wanted::Scopes([Scope::Admin].into());
    let Some(first) = operation["security"].get(0) else { return admin() };
    let Some(scopes) = first.get("key").and_then(Value::as_array) else { return Wanted::Nothing };
    let scopes = scopes.iter().map(|word| Scope::of(word.as_str().unwrap_or_default()));
    match scopes.collect::<Option<BTreeSet<_>>>() {
        None => admin(),
        Some(none) if none.is_empty() => Wanted::Anything,
        Some(scopes) => Wanted::Scopes(scopes),
    }
}

/// If the body of a request or an answer consists of bytes, describes it as binary data, instead of
/// the array of numbers as which the library describes it.
fn bytes(bodies: &mut Value) {
    let contents = bodies.get_mut("content").and_then(Value::as_object_mut);
    for content in contents.into_iter().flat_map(Map::values_mut) {
        if content["schema"]["items"]["format"] == "int32" {
            content["schema"] = json!({ "type": "string", "format": "binary" });
        }
    }
}

/// Adds to an operation those error answers that many operations have in common.
fn complete(operation: &mut Value, wanted: &Wanted) {
    let mut statuses = vec!["400", "403", "500", "503"];
    if *wanted == Wanted::Nothing {
        operation["security"] = json!([]);
    } else {
        statuses.extend(["401", "429"]);
    }
    let parameters = operation["parameters"].as_array();
    if parameters.is_some_and(|all| all.iter().any(|one| one["in"] == "path")) {
        statuses.extend(["404", "410"]);
    }
    if operation.get("requestBody").is_some() {
        statuses.extend(["413", "415", "422"]);
    }
    if let Some(body) = operation.get_mut("requestBody") {
        body["required"] = true.into();
        bytes(body);
    }
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    responses.values_mut().for_each(bytes);
    let said = responses.keys().filter(|status| status.as_str() >= "400").cloned();
    let said: Vec<String> = said.collect();
    for status in statuses.into_iter().map(str::to_owned).chain(said) {
        let shared = json!({ "$ref": format!("#/components/responses/{status}") });
        let response = responses.entry(status.clone()).or_insert(shared);
        if response.get("description").is_some() && response.get("content").is_none() {
            response["content"] = problem();
        }
    }
}

/// Adds the parts of the API's description that do not belong to a single operation.
fn around(document: &mut Value) {
    let schema = |value| serde_json::to_value(value).unwrap_or_default();
    document["openapi"] = "3.1.0".into();
    document["info"] = json!({
        "title": "Ferrofax",
        "version": VERSION,
        "summary": "Received faxes, and faxes to send.",
        "description": ABOUT,
        "license": { "name": "GPL-2.0-or-later", "identifier": "GPL-2.0-or-later" },
    });
    let tags = TAGS.iter().map(|(name, about)| json!({ "name": name, "description": about }));
    document["tags"] = tags.collect();
    document["servers"] = json!([{ "url": ROOT }]);
    let mut of_messages = Vec::new();
    webhooks::add_schemas(&mut of_messages);
    for (name, one) in of_messages {
        document["components"]["schemas"][name] = schema(one);
    }
    document["webhooks"] = Value::Object(messages());
    document["components"]["schemas"]["Problem"] = schema(ProblemBody::schema());
    // The data of an event do not state the kind of the event; only the event's name does. So the
    // same data may match several kinds (`anyOf`).
    if let Some(told) = document["components"]["schemas"]["Told"].as_object_mut()
        && let Some(kinds) = told.remove("oneOf")
    {
        told.insert("anyOf".to_owned(), kinds);
    }
    let responses = STATUSES.iter().map(|(status, text)| {
        ((*status).to_owned(), json!({ "description": text, "content": problem() }))
    });
    document["components"]["responses"] = Value::Object(responses.collect());
    let scopes = Scope::ALL.map(Scope::name).join("`, `");
    document["components"]["securitySchemes"] = json!({
        "key": {
            "type": "http",
            "scheme": "bearer",
            "description": format!("An API key, which a user creates in the web interface or by `ferrofax key new`. A key has one or more of the scopes `{scopes}`."),
        },
    });
}

/// The messages to webhooks, which are described as requests that Ferrofax sends.
fn messages() -> Map<String, Value> {
    let of = |(kind, about, data): (&str, &str, &str)| {
        let body = json!({
            "type": "object",
            "required": ["type", "timestamp", "data"],
            "properties": {
                "type": { "const": kind },
                "timestamp": { "type": "string", "format": "date-time" },
                "data": { "$ref": format!("#/components/schemas/{data}") },
            },
        });
        let header = |name: &str, about: &str| {
            let schema = json!({ "type": "string" });
            json!({ "name": name, "in": "header", "required": true, "description": about, "schema": schema })
        };
        let post = json!({
            "operationId": format!("webhook_{}", kind.replace('.', "_")),
            "tags": ["webhooks"],
            "summary": about,
            "security": [],
            "parameters": [
                header("webhook-id", "The id of the message, which is the same in each attempt."),
                header("webhook-timestamp", "The time of the attempt, in seconds since 1970."),
                header("webhook-signature", "The signatures of the message (Standard Webhooks)."),
            ],
            "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
            "responses": {
                "200": { "description": "The program has accepted the message." },
                "410": { "description": "The program wants no more messages." },
            },
        });
        (kind.to_owned(), json!({ "post": post }))
    };
    webhooks::messages().into_iter().map(of).collect()
}

fn problem() -> Value {
    json!({ MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } })
}
