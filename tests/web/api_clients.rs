//! Clients that others' programs generate from the API's description, in Python and in TypeScript:
//! both perform the same twenty operations.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::api_described::{described, done};
use crate::api_keys::{key, test_key};
use crate::house::fax;
use crate::programs::{in_lab, is_there};
use crate::rig::{Rig, Serving};
use crate::webhooks;

const SCOPES: &str = "faxes:read,faxes:write,jobs:read,jobs:write,webhooks,keys";
const OF_TESTS: &str = "jobs:read,jobs:write";

fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/clients")
}

/// Two faxes, and the words of a story: the address, a key, a test key, and the address of a
/// webhook.
fn begun(rig: &Rig) -> (Serving, [String; 4]) {
    (0..2).for_each(|_| _ = fax(rig, "2101", "0991270061", ""));
    let keys = [key(rig, "alice", SCOPES), test_key(rig, "alice", OF_TESTS)];
    let serving = rig.serve();
    let [real, test] = keys;
    let url = format!("http://{}", serving.addresses[0]);
    (serving, [url, real, test, "http://127.0.0.1:9/fax".to_owned()])
}

/// The words between `before` and `after` in a text.
fn between<'t>(text: &'t str, before: &'t str, after: char) -> impl Iterator<Item = &'t str> {
    text.split(before)
        .skip(1)
        .filter_map(move |rest| rest.split_once(after))
        .map(|(word, _)| word)
}

/// The operations that the story in TypeScript calls. Each has the method and the path that the
/// description has for this operation.
fn of_typescript(description: &Value) -> BTreeSet<String> {
    let story = fs::read_to_string(clients().join("story.ts")).unwrap();
    let calls = between(&story, "done('", ',').map(|name| name.trim_end_matches('\''));
    let requests = story.split("done('").skip(1).map(|call| {
        let (_, call) = call.split_once("await ").unwrap();
        let (method, call) = call.split_once('.').unwrap().1.split_once("('").unwrap();
        (method.to_lowercase(), call.split_once('\'').unwrap().0)
    });
    let check = |(name, (method, path)): (&str, (String, &str))| {
        let operation = &description["paths"][path][&method];
        assert_eq!(
            (&operation["operationId"], operation["deprecated"].is_null()),
            (&name.into(), true)
        );
        name.to_owned()
    };
    calls.zip(requests).map(check).collect()
}

/// The operations that the story in Python imports from the generated client.
fn of_python() -> BTreeSet<String> {
    let story = fs::read_to_string(clients().join("story.py")).unwrap();
    let imports = between(&story, "from ferrofax_client.api.", '#');
    let names = imports.filter_map(|line| line.split_once(" import ")).map(|(_, names)| names);
    let names = names.flat_map(|names| names.split(','));
    names.map(|name| name.trim().to_owned()).collect()
}

#[test]
fn both_clients_call_the_same_operations() {
    let rig = Rig::new(&webhooks::open());
    let description = fs::read(described(&rig)).unwrap();
    let description = serde_json::from_slice(&description).unwrap();
    let operations = of_python();
    assert_eq!(of_typescript(&description), operations);
    assert!(operations.len() >= 20, "{operations:?}");
}

#[test]
fn a_client_in_python_is_generated_and_works() {
    let Some(python) = in_lab("openapi-python/bin/python") else { return };
    let rig = Rig::new(&webhooks::open());
    let folder = rig.folder.path();
    let mut generated = Command::new(&python);
    generated.current_dir(folder).args(["-m", "openapi_python_client", "generate"]);
    generated
        .arg("--path")
        .arg(described(&rig))
        .arg("--config")
        .arg(clients().join("python.yaml"));
    let said = done(generated.args(["--output-path", "client", "--fail-on-warning"]));
    let (_serving, words) = begun(&rig);
    let mut story = Command::new(&python);
    story.arg(clients().join("story.py")).arg(folder.join("client")).args(words);
    assert!(done(&mut story).contains("operations"), "{said}");
}

#[test]
fn a_client_in_typescript_is_generated_and_works() {
    if !is_there("node") {
        return;
    }
    let Some(modules) = in_lab("openapi-typescript/node_modules") else { return };
    let rig = Rig::new(&webhooks::open());
    let folder = rig.folder.path().join("client");
    fs::create_dir(&folder).unwrap();
    symlink(&modules, folder.join("node_modules")).unwrap();
    fs::write(folder.join("package.json"), "{\"type\": \"module\"}").unwrap();
    fs::copy(clients().join("story.ts"), folder.join("story.ts")).unwrap();
    let node = |script: &str, words: &[&str]| {
        let mut node = Command::new("node");
        node.current_dir(&folder).arg(modules.join(script)).args(words);
        done(&mut node)
    };
    let description = described(&rig);
    let description = description.to_str().unwrap();
    node(
        "openapi-typescript/bin/cli.js",
        &[description, "--default-non-nullable=false", "-o", "schema.d.ts"],
    );
    let strictly =
        ["--strict", "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler"];
    node("typescript/bin/tsc", &[&strictly[..], &["--lib", "es2022,dom", "story.ts"]].concat());
    let (_serving, words) = begun(&rig);
    let mut story = Command::new("node");
    assert!(done(story.current_dir(&folder).arg("story.js").args(words)).contains("operations"));
}
