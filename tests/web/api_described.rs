//! What the API says of itself: right by a validator and a linter, kept by the server before
//! a property tester; and what is documented, run as it stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::SETTINGS;
use crate::api_keys::key;
use crate::house::fax;
use crate::programs::{in_lab, is_there};
use crate::reader::Reader;
use crate::rig::{Rig, Serving};

const ALL: &str =
    "faxes:read,faxes:write,jobs:read,jobs:write,events,webhooks,log:read,metrics,keys,admin";

/// What is checked of each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
                      response_headers_conformance,unsupported_method";

/// A program that the laboratory has from Python's registry.
fn tool(name: &str) -> Option<PathBuf> {
    in_lab(&format!("api/bin/{name}"))
}

fn said(output: &Output) -> String {
    let of = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    of(&output.stdout) + &of(&output.stderr)
}

pub(crate) fn done(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    said(&output)
}

fn description(serving: &Serving) -> Vec<u8> {
    Reader::at(serving.addresses[0]).get("/api/v1/openapi.json").bytes
}

#[test]
fn each_operation_says_what_is_needed_and_what_may_go_wrong() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let document: Value = serde_json::from_slice(&description(&serving)).unwrap();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let what = format!("{method} {path}");
            assert!(operation["security"].is_array(), "{what} says nothing of keys");
            let id = operation["operationId"].as_str().unwrap_or_default();
            assert!(!id.is_empty() && names.insert(id.to_owned()), "{what}: {id}");
            assert!(operation["summary"].is_string(), "{what}");
            for status in ["400", "403", "503"] {
                assert!(operation["responses"][status].is_object(), "{what}: {status}");
            }
        }
    }
    assert!(names.len() > 30, "{names:?}");
    // Each tag has a description, and is used.
    let tags = |item: &Value| item["tags"][0].as_str().unwrap().to_owned();
    let items = document["paths"].as_object().unwrap().values();
    let used = items.flat_map(|item| item.as_object().unwrap().values().map(tags));
    let used: BTreeSet<String> = used.collect();
    let described = document["tags"].as_array().unwrap().iter();
    let described = described.map(|tag| tag["name"].as_str().unwrap().to_owned());
    assert_eq!(described.collect::<BTreeSet<_>>(), used);
    assert_eq!(document["info"]["version"], "1.0");
    // The words of lists come from the Rust types.
    let words = |name: &str| {
        let all = document["components"]["schemas"][name]["enum"].as_array().unwrap();
        all.iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let states = ferrofax::spool::jobs::JobState::ALL.map(|state| state.name().to_owned());
    assert_eq!(words("JobStateWord"), [&states[..], &["cancelled".to_owned()]].concat());
    let failures = ferrofax::spool::failure::Failure::ALL.map(|failure| failure.name().to_owned());
    assert_eq!(words("FailureWord"), failures);
    assert_eq!(words("RoleWord"), ["user", "operator", "administrator", "auditor"]);
    assert_eq!(words("SourceWord"), ["password", "users", "ldap", "openid"]);
    assert_eq!(words("GradeWord"), ["good", "fair", "poor"]);
    assert_eq!(words("StageWord"), ["dialling", "connected", "page"]);
    for (schema, field, word) in [
        ("HouseUser", "role", "RoleWord"),
        ("HouseUser", "by", "SourceWord"),
        ("Session", "by", "SourceWord"),
        ("Me", "role", "RoleWord"),
        ("Line", "grade", "GradeWord"),
        ("ProgressTold", "stage", "StageWord"),
    ] {
        let field = document["components"]["schemas"][schema]["properties"][field].to_string();
        assert!(field.contains(&format!("/{word}\"")), "{schema}: {field}");
    }
    for name in ["FaxStatusWord", "ModeWord", "DeedWord", "OriginWord", "Price"] {
        assert!(!words(name).is_empty(), "{name}");
    }
}

/// The description, in a file.
pub(crate) fn described(rig: &Rig) -> PathBuf {
    let file = rig.folder.path().join("openapi.json");
    fs::write(&file, description(&rig.serve())).unwrap();
    file
}

/// Answers with arrays that are no lists: each describes one thing, or the result of an action.
const NO_LISTS: [&str; 14] = [
    "Changes",
    "Draft",
    "Fax",
    "FaxText",
    "GoesOn",
    "House",
    "HouseHistory",
    "Job",
    "KeptDraft",
    "MadeHook",
    "Me",
    "PbxAnswer",
    "RememberedNumber",
    "Webhook",
];

#[test]
fn each_list_has_its_entries_as_items_and_says_where_it_goes_on() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let document: Value = serde_json::from_slice(&description(&serving)).unwrap();
    let (mut lists, mut others) = (BTreeSet::new(), BTreeSet::new());
    let items = document["paths"].as_object().unwrap().values();
    for operation in items.flat_map(|item| item.as_object().unwrap().values()) {
        let id = operation["operationId"].as_str().unwrap();
        for response in ["200", "201", "202", "207"].map(|status| &operation["responses"][status]) {
            let schema = &response["content"]["application/json"]["schema"]["$ref"];
            let Some((_, name)) = schema.as_str().and_then(|path| path.rsplit_once('/')) else {
                assert!(response["content"].is_null() || !id.starts_with("list_"), "{id}");
                continue;
            };
            let schema = &document["components"]["schemas"][name];
            let Some(fields) = schema["properties"].as_object() else { continue };
            let required = schema["required"].as_array();
            let has = |name| required.is_some_and(|all| all.contains(&Value::from(name)));
            if has("items") || id.starts_with("list_") {
                assert!(has("items") && fields.contains_key("next"), "{id}: {name}");
                // The older name stays, and is marked.
                let of_items = &fields["items"]["items"];
                let same = fields
                    .iter()
                    .filter(|(name, field)| *name != "items" && field["items"] == *of_items);
                same.for_each(|(older, field)| assert_eq!(field["deprecated"], true, "{older}"));
                lists.insert(name);
            } else if fields.values().any(|field| field["type"] == "array") {
                others.insert(name);
            }
        }
    }
    assert!(lists.len() > 20, "{lists:?}");
    assert_eq!(others.into_iter().collect::<Vec<_>>(), NO_LISTS);
}

#[test]
fn the_description_is_one_of_openapi() {
    let Some(python) = tool("python") else { return };
    let rig = Rig::new(SETTINGS);
    done(Command::new(python).args(["-m", "openapi_spec_validator"]).arg(described(&rig)));
}

/// By Redocly's recommended rules, warnings among them.
#[test]
fn a_linter_finds_nothing_wrong_with_the_description() {
    if !is_there("node") {
        return;
    }
    let library = "redocly/node_modules/@redocly/openapi-core/lib/index.js";
    let Some(library) = in_lab(library) else { return };
    let rig = Rig::new(SETTINGS);
    let script = format!("{}/tests/web/api_lint.mjs", env!("CARGO_MANIFEST_DIR"));
    let said = done(Command::new("node").arg(script).arg(library).arg(described(&rig)));
    assert_eq!(said, "");
}

/// No answer that is not described, and no 500.
#[test]
fn the_server_keeps_to_its_description() {
    let Some(tester) = tool("schemathesis") else { return };
    let limits = "[limits]\njobs_per_day = 0\nburst_refusals = 0\n";
    let chief = "[[user]]\nname = \"chief\"\npassword = \"x\"\nrole = \"administrator\"\n";
    let rig = Rig::new("");
    let proof = format!("[proof]\nfolder = \"{}\"\n", rig.folder.path().join("keys").display());
    rig.set(&format!("{SETTINGS}\n{chief}\n{limits}{proof}"));
    (0..3).for_each(|_| _ = fax(&rig, "2101", "0991270061", ""));
    let of_alice = key(&rig, "alice", ALL);
    let of_chief = key(&rig, "chief", ALL);
    let serving = rig.serve();
    let url = format!("http://{}/api/v1/openapi.json", serving.addresses[0]);
    let tried = |key: &str, more: &[&str]| {
        let mut command = Command::new(&tester);
        command.current_dir(rig.folder.path()).args(["run", &url]);
        command.args(["-H", &format!("Authorization: Bearer {key}")]);
        command.args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing"]);
        command.args(["--max-examples", "4", "--workers", "1", "--seed", "18"]);
        done(command.args(["--request-timeout", "10"]).args(more));
    };
    // Keys end by what is tried; what streams has no end.
    let without = ["--exclude-operation-id", "end_key", "--exclude-path-regex", "/events"];
    tried(&of_alice, &[&without[..], &["--max-time", "25"]].concat());
    tried(&of_chief, &["--include-path-regex", "/admin/", "--max-time", "10"]);
    drop(serving);
}

/// The lines of docs/api.md, and the client beside it.
#[test]
fn what_is_documented_works_as_it_stands() {
    if !is_there("curl") || !is_there("python3") {
        return;
    }
    let rig = Rig::new(SETTINGS);
    fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let token = key(&rig, "alice", "faxes:read,faxes:write,jobs:read,jobs:write");
    let url = format!("http://{}", serving.addresses[0]);
    let folder = rig.folder.path();
    fs::write(folder.join("letter.txt"), "Dear Sir\n").unwrap();
    let text = fs::read_to_string(format!("{}/docs/api.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let blocks: Vec<&str> =
        text.split("```sh\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let mut shell = Command::new("sh");
        shell.current_dir(folder).env("KEY", &token).env("FERROFAX", &url);
        done(shell.args(["-ec", block]));
    }
    assert_eq!(rig.jobs().len(), 3);
    assert!(fs::read(folder.join("fax.pdf")).unwrap().starts_with(b"%PDF"));
    let client = format!("{}/docs/client.py", env!("CARGO_MANIFEST_DIR"));
    let run = |words: &[&str]| {
        let mut python = Command::new("python3");
        python.current_dir(folder).env("FERROFAX_URL", &url).env("FERROFAX_KEY", &token);
        python.arg(&client).args(words);
        python
    };
    let job = done(&mut run(&["send", "0991270061", "letter.txt"]));
    assert_eq!(job.trim().parse::<i64>().unwrap(), rig.jobs()[0].id.0);
    assert!(done(&mut run(&["fetch", "."])).contains("fax-1.pdf"));
    assert_eq!(done(&mut run(&["fetch", "."])), "", "what is there already stays");
    // A job that has ended is told so.
    let cancelled = run(&["wait", "1"]).output().unwrap();
    assert_eq!(cancelled.status.code(), Some(1), "{}", said(&cancelled));
    let wrong = run(&["send", "0900 1", "letter.txt"]).output().unwrap();
    assert!(said(&wrong).contains("403"), "{}", said(&wrong));
}
