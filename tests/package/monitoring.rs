//! The files in monitoring/: they name only metrics that the service exports, Prometheus takes
//! the rules and their tests pass, and the documents list each metric and each alert.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::spool::Spool;
use ferrofax::spool::failure::Failure;
use serde_json::Value;

use crate::programs::in_lab;

const RULES: &str = "monitoring/ferrofax.rules.yml";
const TESTS: &str = "monitoring/ferrofax.rules.test.yml";
const DASHBOARDS: [&str; 2] = ["monitoring/grafana/overview.json", "monitoring/grafana/lines.json"];
const PAGE: &str = "docs/watching.md";
const RUNBOOK: &str = "docs/troubleshooting.md";

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The names of all samples that the service exports.
fn exported() -> BTreeSet<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let spool = Spool::open(folder.path()).expect("it is new");
    let text = ferrofax_desk::metrics::text(&spool, UnixMs(1_000)).expect("it can be read");
    let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let sample = |line: &str| match line.split_once(' ').expect("a name and a type") {
        (name, "counter") => format!("{name}_total"),
        (name, "info") => format!("{name}_info"),
        (name, _) => name.to_owned(),
    };
    families.map(sample).collect()
}

/// The metrics that a text names.
fn named(text: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = text.split(|c| !is_word(c));
    words.filter(|word| word.starts_with("ferrofax_")).map(str::to_owned).collect()
}

/// The names of the alerts.
fn alerts() -> Vec<String> {
    let rules = read(RULES);
    let names = rules.lines().filter_map(|line| line.trim().strip_prefix("- alert: "));
    names.map(str::to_owned).collect()
}

#[test]
fn rules_and_dashboards_name_metrics_that_are_exported() {
    let exported = exported();
    for file in [RULES, TESTS].into_iter().chain(DASHBOARDS) {
        let used = named(&read(file));
        assert!(used.len() > 10, "{file} names only {used:?}");
        let unknown: Vec<&String> = used.difference(&exported).collect();
        assert!(unknown.is_empty(), "{file}: nobody exports {unknown:?}");
    }
}

#[test]
fn the_page_lists_what_is_exported_and_nothing_else() {
    let (listed, exported) = (named(&read(PAGE)), exported());
    let missing: Vec<&String> = exported.difference(&listed).collect();
    assert!(missing.is_empty(), "{PAGE} does not list {missing:?}");
    let unknown: Vec<&String> = listed.difference(&exported).collect();
    assert!(unknown.is_empty(), "{PAGE}: nobody exports {unknown:?}");
}

#[test]
fn rules_name_failures_that_there_are() {
    let known: BTreeSet<&str> = Failure::ALL.iter().map(|failure| failure.name()).collect();
    let rules = read(RULES);
    let lists = rules.split("failure=~\"").skip(1);
    let words = lists.filter_map(|rest| rest.split('"').next());
    let words: BTreeSet<&str> = words.flat_map(|list| list.split('|')).collect();
    assert!(words.len() > 3 && words.is_subset(&known), "{words:?}");
}

#[test]
fn each_alert_is_tested_and_documented() {
    let (tests, page, runbook) = (read(TESTS), read(PAGE), read(RUNBOOK));
    let alerts = alerts();
    assert!(alerts.len() > 10, "{alerts:?}");
    for alert in &alerts {
        let begin = format!("- alertname: {alert}\n");
        let of_it = tests.split(&begin).skip(1);
        let looks: Vec<bool> = of_it
            .filter_map(|rest| rest.split("exp_alerts:").nth(1))
            .map(|expected| expected.starts_with(" []"))
            .collect();
        assert!(looks.contains(&true) && looks.contains(&false), "{alert}: {looks:?}");
        for (file, text) in [(PAGE, &page), (RUNBOOK, &runbook)] {
            assert!(text.contains(&format!("| `{alert}` |")), "{file} has no row for {alert}");
        }
    }
    let pages = read(RULES)
        .matches("runbook: \"docs/troubleshooting.md#alerts-from-prometheus\"\n")
        .count();
    assert_eq!(pages, alerts.len(), "each names the page");
    assert!(runbook.contains("\n## Alerts from Prometheus\n"));
}

/// Prometheus reads no alert rules without these lines in its own settings.
#[test]
fn the_page_shows_how_prometheus_reads_the_rules() {
    assert!(read("monitoring/prometheus.yml").contains("\nrule_files:\n  - ferrofax.rules.yml\n"));
    assert!(read(PAGE).contains("\n         rule_files:\n           - ferrofax.rules.yml\n"));
}

#[test]
fn dashboards_ask_the_chosen_data_source() {
    for file in DASHBOARDS {
        let board: Value = serde_json::from_str(&read(file)).expect("JSON");
        let panels = board["panels"].as_array().expect("panels");
        let ids: BTreeSet<i64> = panels.iter().filter_map(|panel| panel["id"].as_i64()).collect();
        assert_eq!(ids.len(), panels.len(), "{file}: each panel has a number of its own");
        let queries: Vec<&Value> = panels
            .iter()
            .filter_map(|panel| panel["targets"].as_array())
            .flatten()
            .collect();
        assert!(queries.len() > 10, "{file}");
        for query in queries {
            assert_eq!(query["datasource"]["uid"], "${datasource}", "{file}: {query}");
            let expr = query["expr"].as_str().expect("a query");
            assert!(expr.contains("job=\"$job\", instance=~\"$instance\""), "{file}: {expr}");
        }
    }
}

#[test]
fn prometheus_takes_the_rules_and_their_tests_pass() {
    let Some(promtool) = in_lab("prometheus/usr/bin/promtool") else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("monitoring");
    for words in [
        ["check", "rules", "ferrofax.rules.yml"],
        ["test", "rules", "ferrofax.rules.test.yml"],
        ["check", "config", "prometheus.yml"],
    ] {
        let output = Command::new(&promtool).args(words).current_dir(&folder).output();
        let output = output.expect("it is there");
        let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
        assert!(output.status.success() && said.contains("SUCCESS"), "{words:?}: {said}");
    }
}
