//! Clients that others' programs generate from the API's description, in Python and in TypeScript:
//! both perform the same twenty operations.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

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
