//! The reference of the HTTP API, made of its description (OpenAPI).

use std::collections::BTreeMap;

use ferrofax_web::api;
use serde_json::{Map, Value};

use super::markdown::{Page, code, escaped};

/// The methods of HTTP, in the order in which the operations of a path are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The most lines of an answer that is shown as an example.
const LONGEST_EXAMPLE: usize = 41;

/// The link to the statuses that mean the same in all requests.
const ERROR: &str = "[errors](#errors)";

/// An operation with its method and path.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    about: &'a Value,
}

pub(super) fn page() -> String {
    let document = api::description();
    let mut page = Page::new("HTTP API: all requests", "the description of the API (OpenAPI)");
    page.say(
        "This page lists each request of the API with its parameters, its body and its answers. \
         [HTTP API](../api.md) explains how to use the API: keys, lists, errors, events. A running \
         Ferrofax service returns the same description for programs (`/api/v1/openapi.json`) and \
         as a web page (`/api/v1/docs`).",
    );
    page.say(
        "All paths on this page are below `/api/v1`. In the examples, the shell variable `FERROFAX` \
         contains the URL of the web interface, and `KEY` contains an API key.",
    );
    prose(&mut page, text(&document["info"]["description"]));
    contents(&mut page, &document);
    for tag in list(&document["tags"]) {
        page.heading(2, &first_letter_large(text(&tag["name"])));
        page.say(&escaped(text(&tag["description"])));
        for operation in operations(&document, text(&tag["name"])) {
            of_operation(&mut page, &document, &operation);
        }
    }
    messages(&mut page, &document);
    errors(&mut page, &document);
    types(&mut page, &document);
    page.text()
}

/// All requests in one table.
fn contents(page: &mut Page, document: &Value) {
    page.heading(2, "Overview");
    let rows = list(&document["tags"]).iter().flat_map(|tag| {
        operations(document, text(&tag["name"])).into_iter().map(|operation| {
            let heading = operation.heading();
            let link = format!("[`{heading}`](#{})", anchor(&heading));
            vec![link, escaped(text(&operation.about["summary"]))]
        })
    });
    page.table(&["Request", "What it does"], &rows.collect::<Vec<_>>());
}

impl Operation<'_> {
    fn heading(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }
}

/// The operations with this tag, in the order of their paths.
fn operations<'a>(document: &'a Value, tag: &str) -> Vec<Operation<'a>> {
    let all = map(&document["paths"]).iter().flat_map(|(path, item)| {
        METHODS
            .iter()
            .filter_map(move |method| Some(Operation { method, path, about: item.get(*method)? }))
    });
    all.filter(|operation| text(&operation.about["tags"][0]) == tag).collect()
}

fn of_operation(page: &mut Page, document: &Value, operation: &Operation<'_>) {
    let about = operation.about;
    page.heading(3, &format!("`{}`", operation.heading()));
    page.say(&escaped(text(&about["summary"])));
    prose(page, text(&about["description"]));
    page.say(&format!("Scope of the key: {}.", scopes(&about["security"])));
    parameters(page, list(&about["parameters"]));
    for (media_type, body) in map(&about["requestBody"]["content"]) {
        let named = named(document, &body["schema"]);
        let named = if named.is_empty() { String::new() } else { format!(": {named}") };
        page.say(&format!("Body (`{media_type}`){named}"));
        page.say(&escaped(text(&about["requestBody"]["description"])));
        content(page, document, &body["schema"]);
    }
    answers(page, document, map(&about["responses"]));
    for sample in list(&about["x-codeSamples"]) {
        page.block_of("sh", text(&sample["source"]));
    }
    example(page, map(&about["responses"]));
}

/// Paragraphs of a description; one whose lines begin with `- ` is a list.
fn prose(page: &mut Page, description: &str) {
    for paragraph in description.split("\n\n") {
        match paragraph.strip_prefix("- ") {
            Some(items) => {
                let items = items.split("\n- ").enumerate();
                items.for_each(|(at, item)| page.item(&escaped(item), at == 0));
            }
            None => page.say(&escaped(paragraph)),
        }
    }
}

fn scopes(security: &Value) -> String {
    let Some(first) = list(security).first() else { return "the request needs no key".to_owned() };
    let scopes: Vec<String> = list(&first["key"]).iter().map(|one| code(text(one))).collect();
    if scopes.is_empty() { "any".to_owned() } else { scopes.join(" and ") }
}

fn parameters(page: &mut Page, parameters: &[Value]) {
    let row = |one: &Value| {
        let is_required = one["required"] == true;
        vec![
            code(text(&one["name"])),
            text(&one["in"]).to_owned(),
            type_of(&one["schema"]),
            if is_required { "yes".to_owned() } else { String::new() },
            meaning(text(&one["description"]), &one["schema"]),
        ]
    };
    let head = ["Parameter", "In", "Type", "Required", "Meaning"];
    page.table(&head, &parameters.iter().map(row).collect::<Vec<_>>());
}

/// A table of the answers; then the fields of those that are no named type.
fn answers(page: &mut Page, document: &Value, answers: &Map<String, Value>) {
    let shared: Vec<String> = answers
        .iter()
        .filter(|(_, answer)| !answer["$ref"].is_null())
        .map(|(status, _)| status.clone())
        .collect();
    let own: Vec<_> = answers.iter().filter(|(_, answer)| answer["$ref"].is_null()).collect();
    let row = |(status, answer): &(&String, &Value)| {
        let contents = map(&answer["content"]).iter().map(|(media_type, content)| {
            if media_type == "application/problem+json" {
                return "[Problem](#type-problem)".to_owned();
            }
            let named = named(document, &content["schema"]);
            if media_type == "application/json" && !named.is_empty() {
                named
            } else {
                format!("`{media_type}`")
            }
        });
        let contents = contents.collect::<Vec<_>>().join(" or ");
        vec![(*status).clone(), contents, escaped(text(&answer["description"]))]
    };
    page.table(&["Status", "Answer", "Meaning"], &own.iter().map(row).collect::<Vec<_>>());
    if !shared.is_empty() {
        page.say(&format!("Other {ERROR}: {}.", shared.join(", ")));
    }
    for (_, answer) in own {
        content(page, document, &answer["content"]["application/json"]["schema"]);
    }
}

/// The answer to the example, if it is short.
fn example(page: &mut Page, answers: &Map<String, Value>) {
    let contents = answers.values().filter_map(|answer| answer["content"].get("application/json"));
    let Some(answer) = contents.filter_map(|one| one.get("example")).next() else { return };
    let lines = format!("{answer:#}");
    if lines.lines().count() <= LONGEST_EXAMPLE {
        page.block_of("json", &lines);
    }
}

/// The name of a type that is described elsewhere on the page, as a link; else its simple type.
fn named(document: &Value, schema: &Value) -> String {
    match name_of(schema) {
        Some(name) if is_of_one_body(document, name) => String::new(),
        _ if !map(&schema["properties"]).is_empty() => String::new(),
        _ => type_of(schema),
    }
}

/// The messages to webhooks.
fn messages(page: &mut Page, document: &Value) {
    page.heading(2, "Messages to webhooks");
    page.say(
        "Ferrofax sends these messages to the URLs of webhooks. [Webhooks](../webhooks.md) \
         describes the headers and how to check the signature. A message has the fields `type`, \
         `timestamp` and `data`.",
    );
    let rows = map(&document["webhooks"]).iter().map(|(kind, item)| {
        let post = &item["post"];
        let data =
            &post["requestBody"]["content"]["application/json"]["schema"]["properties"]["data"];
        vec![code(kind), escaped(text(&post["summary"])), type_of(data)]
    });
    page.table(&["`type`", "When", "`data`"], &rows.collect::<Vec<_>>());
}

fn errors(page: &mut Page, document: &Value) {
    page.heading(2, "Errors");
    page.say(
        "Each answer with a status of 400 or higher has a body of the type \
         [Problem](#type-problem), with the media type `application/problem+json`. These statuses \
         mean the same in all requests:",
    );
    let rows = map(&document["components"]["responses"]).iter();
    let rows = rows.map(|(status, one)| vec![status.clone(), escaped(text(&one["description"]))]);
    page.table(&["Status", "Meaning"], &rows.collect::<Vec<_>>());
}

/// The types of data that requests and answers have. A type that only one body or answer has is
/// beside it.
fn types(page: &mut Page, document: &Value) {
    page.heading(2, "Types");
    page.say(
        "These types are the bodies of requests and answers, or parts of them. A field that is not \
         required may be missing or null.",
    );
    let all: BTreeMap<_, _> = map(&document["components"]["schemas"]).iter().collect();
    for (name, schema) in all.into_iter().filter(|(name, _)| !is_of_one_body(document, name)) {
        page.heading(3, &format!("Type {name}"));
        whole_type(page, document, schema);
    }
}

/// The description and the content of a type.
fn whole_type(page: &mut Page, document: &Value, schema: &Value) {
    prose(page, text(&schema["description"]));
    if list(&schema["enum"]).is_empty() && map(&schema["properties"]).is_empty() {
        variants(page, document, schema);
    }
    let words: Vec<String> = list(&schema["enum"]).iter().map(value).collect();
    // Some descriptions list the words with their meanings.
    if !words.is_empty() && !text(&schema["description"]).contains("\n- ") {
        page.say(&format!("One of the words: {}.", words.join(", ")));
    }
    fields(page, document, schema);
}

/// Whether a single body of a request or an answer has this type, and no other type does.
fn is_of_one_body(document: &Value, name: &str) -> bool {
    let reference = format!("#/components/schemas/{name}");
    let in_types = references(&document["components"], &reference);
    let all = in_types
        + references(&document["paths"], &reference)
        + references(&document["webhooks"], &reference);
    let bodies = map(&document["paths"]).values().flat_map(|item| map(item).values());
    let contents = bodies.flat_map(|one| {
        let answers = map(&one["responses"]).values();
        answers.map(|answer| &answer["content"]).chain([&one["requestBody"]["content"]])
    });
    let direct = contents.flat_map(|content| map(content).values());
    all == 1 && direct.filter(|one| one["schema"]["$ref"] == *reference).count() == 1
}

/// How often a value refers to this schema.
fn references(value: &Value, reference: &str) -> usize {
    match value {
        Value::Object(all) => {
            let own = usize::from(value["$ref"] == *reference);
            own + all.values().map(|one| references(one, reference)).sum::<usize>()
        }
        Value::Array(all) => all.iter().map(|one| references(one, reference)).sum(),
        _ => 0,
    }
}

/// The fields of a body or an answer, unless its type is among the types below.
fn content(page: &mut Page, document: &Value, schema: &Value) {
    match name_of(schema) {
        Some(name) if !is_of_one_body(document, name) => {}
        Some(_) => whole_type(page, document, meant(document, schema)),
        None => fields(page, document, schema),
    }
}

/// A type that is one of several, or made of several.
fn variants(page: &mut Page, document: &Value, schema: &Value) {
    let several = ["oneOf", "anyOf"].iter().flat_map(|word| list(&schema[*word]));
    let mut several = several.peekable();
    if several.peek().is_none() {
        if list(&schema["allOf"]).is_empty() {
            page.say(&format!("{}.", first_letter_large(&type_of(schema))));
        }
        return;
    }
    page.say("One of these:");
    for (at, one) in several.enumerate() {
        let about = escaped(text(&one["description"]));
        let named = type_of(one);
        let item = if about.is_empty() { named } else { format!("{about} {named}") };
        page.item(&item, at == 0);
        fields(page, document, one);
    }
}

/// A table of the fields of an object.
fn fields(page: &mut Page, document: &Value, schema: &Value) {
    let mut rows = Vec::new();
    add_fields(document, schema, &mut rows);
    page.table(&["Field", "Type", "Required", "Meaning"], &rows);
}

fn add_fields(document: &Value, schema: &Value, rows: &mut Vec<Vec<String>>) {
    if schema["type"] == "array" && schema["items"]["$ref"].is_null() {
        return add_fields(document, &schema["items"], rows);
    }
    for part in list(&schema["allOf"]) {
        add_fields(document, meant(document, part), rows);
    }
    let required = list(&schema["required"]);
    for (name, field) in map(&schema["properties"]) {
        let is_required = required.iter().any(|one| one == name);
        rows.push(vec![
            code(name),
            type_of(field),
            if is_required { "yes".to_owned() } else { String::new() },
            meaning(description(field), field),
        ]);
    }
}

/// The schema to which a reference refers.
fn meant<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match name_of(schema) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// The type of a value as people read it; a named type is a link.
fn type_of(schema: &Value) -> String {
    if let Some(name) = name_of(schema) {
        return format!("[{name}](#{})", anchor(&format!("Type {name}")));
    }
    let several = ["oneOf", "anyOf", "allOf"].iter().flat_map(|word| list(&schema[*word]));
    let several: Vec<String> = several.map(type_of).filter(|one| !one.is_empty()).collect();
    if !several.is_empty() {
        return several.join(" or ");
    }
    if let Some(word) = schema.get("const") {
        return value(word);
    }
    let words: Vec<String> =
        list(&schema["enum"]).iter().filter(|one| !one.is_null()).map(value).collect();
    if !words.is_empty() {
        return words.join(", ");
    }
    let single = [schema["type"].clone()];
    let kinds = schema["type"].as_array().map_or(&single[..], Vec::as_slice);
    let kinds = kinds.iter().map(text).filter(|kind| *kind != "null");
    kinds.map(|kind| simple(kind, schema)).collect::<Vec<_>>().join(" or ")
}

fn simple(kind: &str, schema: &Value) -> String {
    match (kind, text(&schema["format"])) {
        ("array", _) => format!("list of {}", type_of(&schema["items"])),
        ("string", "binary") => "bytes".to_owned(),
        ("string", "date-time") => "time".to_owned(),
        ("string", "date") => "date".to_owned(),
        ("string", _) => "text".to_owned(),
        ("boolean", _) => "`true` or `false`".to_owned(),
        ("object", _) if schema["additionalProperties"].is_object() => {
            format!("object, each value: {}", type_of(&schema["additionalProperties"]))
        }
        (kind, _) => kind.to_owned(),
    }
}

/// The description of a field. That of a field of a named type may be inside.
fn description(field: &Value) -> &str {
    let inner = ["oneOf", "allOf"].iter().flat_map(|word| list(&field[*word]));
    let mut all = [field].into_iter().chain(inner).map(|one| text(&one["description"]));
    all.find(|about| !about.is_empty()).unwrap_or_default()
}

/// A description with the bounds and the default.
fn meaning(about: &str, schema: &Value) -> String {
    let mut all = escaped(about);
    let mut add = |sentence: String| {
        all += if all.is_empty() { "" } else { " " };
        all += &sentence;
    };
    match (&schema["minimum"], &schema["maximum"]) {
        (least @ Value::Number(_), most @ Value::Number(_)) => add(format!("{least} to {most}.")),
        (least @ Value::Number(_), _) if *least != 0 => add(format!("{least} or more.")),
        (_, most @ Value::Number(_)) => add(format!("At most {most}.")),
        _ => {}
    }
    if let Some(most) = schema["maxLength"].as_u64() {
        add(format!("At most {most} characters."));
    }
    if let Some(most) = schema["maxItems"].as_u64() {
        add(format!("At most {most} items."));
    }
    if let Some(default) = schema.get("default").filter(|one| !one.is_null()) {
        add(format!("Default: {}.", value(default)));
    }
    all
}

/// A value of JSON as code; a text without its quotes.
fn value(value: &Value) -> String {
    match value.as_str() {
        Some("") => "`\"\"`".to_owned(),
        Some(text) => code(text),
        None => code(&value.to_string()),
    }
}

fn first_letter_large(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The anchor of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        '-' | '_' => Some(letter),
        _ => letter.is_alphanumeric().then(|| letter.to_ascii_lowercase()),
    });
    kept.collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn map(value: &Value) -> &Map<String, Value> {
    static NONE: std::sync::OnceLock<Map<String, Value>> = std::sync::OnceLock::new();
    value.as_object().unwrap_or_else(|| NONE.get_or_init(Map::new))
}
