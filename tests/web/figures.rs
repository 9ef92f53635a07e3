//! What those who watch machines read: figures, whether it is alive, whether it is ready.

use std::io::Write;
use std::process::{Command, Stdio};

use ferrofax::spool::NewFax;

use crate::api_keys::{key, problem, program};
use crate::programs::{PYTHON, python_reads_metrics};
use crate::reader::Reader;
use crate::rig::Rig;
use crate::{SETTINGS, audited};

/// Reads what is given as OpenMetrics, and prints the names of the families.
const PARSER: &str = "
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
for family in families(sys.stdin.read()):
    print(family.type, family.name, len(family.samples))
";

#[test]
fn figures_are_read_by_a_parser_of_openmetrics() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut watcher = Reader::at(serving.addresses[0]);
    Reader::logged_in(serving.addresses[0], "alice", "secret");
    let page = watcher.get("/metrics");
    assert_eq!(page.status, 200, "{}", page.text());
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    assert_eq!(page.header("content-type"), Some(media_type));
    let text = page.text();
    assert!(text.contains("\nferrofax_web_sessions 1\n"), "{text}");
    if !python_reads_metrics() {
        return;
    }
    let mut python = Command::new(PYTHON)
        .args(["-c", PARSER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    python.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let parsed = python.wait_with_output().unwrap();
    assert!(parsed.status.success(), "{text}");
    let families = String::from_utf8(parsed.stdout).unwrap();
    for family in ["counter ferrofax_received_calls", "gauge ferrofax_webhook_messages"] {
        assert!(families.contains(family), "{family}: {families}");
    }
}

#[test]
fn figures_are_for_the_networks_that_are_named() {
    let settings = SETTINGS.replace("[web]", "[web]\nmetrics_networks = [\"192.0.2.0/24\"]");
    let settings = format!(
        "{settings}\n[[user]]\nname = \"root\"\npassword = \"root\"\nrole = \"administrator\"\n"
    );
    let (rig, serving) = Rig::served(&settings);
    let to = serving.addresses[0];
    assert_eq!(Reader::at(to).get("/metrics").status, 403);
    // By a key it is not asked from where, but by whom.
    let mut alice = program(to, &key(&rig, "alice", "metrics"));
    assert_eq!(problem(&alice.get("/api/v1/metrics")), (403, "denied".to_owned()));
    assert_eq!(audited(&rig, &["\"asked\":\"metrics\"", "alice", "\"granted\":false"]), 1);
    let mut root = program(to, &key(&rig, "root", "metrics"));
    assert!(root.get("/api/v1/metrics").text().ends_with("\n# EOF\n"));
}

#[test]
fn whether_it_is_alive_and_ready_is_told_without_more() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut watcher = Reader::at(serving.addresses[0]);
    let alive = watcher.get("/healthz");
    assert_eq!((alive.status, alive.text().as_str()), (200, "ok: spool\n"));
    let ready = watcher.get("/readyz");
    assert_eq!(ready.status, 503);
    assert_eq!(ready.text(), "ok: spool\nok: disk\nWRONG: module\n");
    // The module holds a lock for as long as it works with the spool.
    rig.spool.receiving().begin_fax(&NewFax::default()).unwrap();
    assert_eq!(watcher.get("/readyz").status, 200);
}
