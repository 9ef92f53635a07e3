//! Debian's Prometheus with the files in monitoring/: it reads the metrics of a running service,
//! its alerts begin, and it answers each query of the dashboards.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::SETTINGS;
use crate::ports::own_port;
use crate::programs::in_lab;
use crate::reader::{Reader, form};
use crate::rig::Rig;
use ferrofax_kit::patience::wait_until;
use ferrofax_kit::programs::Running;

/// Prometheus, which ends when this is dropped.
struct Prometheus {
    _process: Running,
    at: SocketAddr,
}

impl Prometheus {
    /// Starts it in this folder as monitoring/prometheus.yml says, but each second.
    fn watch(service: SocketAddr, program: &Path, folder: &Path) -> Self {
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("monitoring");
        let settings = fs::read_to_string(ours.join("prometheus.yml")).unwrap();
        let rules = ours.join("ferrofax.rules.yml").display().to_string();
        let settings = settings
            .replace("scheme: https", "scheme: http")
            .replace("fax.example.com:8443", &service.to_string())
            .replace("ferrofax.rules.yml", &rules);
        fs::create_dir(folder).unwrap();
        let file = folder.join("prometheus.yml");
        let often = "global:\n  scrape_interval: 1s\n  evaluation_interval: 1s\n";
        fs::write(&file, often.to_owned() + &settings).unwrap();
        let at = SocketAddr::from(([127, 0, 0, 1], own_port()));
        let child = Command::new(program)
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address={at}"))
            .arg("--log.level=error")
            .spawn()
            .unwrap();
        let prometheus = Self { _process: Running(child), at };
        wait_until("it listens", || std::net::TcpStream::connect(at).is_ok());
        prometheus
    }

    fn ask(&self, path: &str) -> Value {
        let text = Reader::at(self.at).get(path).text();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// The answer to a query.
    fn query(&self, expr: &str) -> Value {
        self.ask(&format!("/api/v1/query?{}", form(&[("query", expr)])))
    }

    /// Waits until this has a result.
    fn await_result(&self, expr: &str) {
        wait_until(expr, || {
            let answer = self.query(expr);
            answer["data"]["result"].as_array().is_some_and(|found| !found.is_empty())
        });
    }
}

/// The queries of a dashboard, as they are for all machines.
fn queries(board: &str) -> Vec<String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("monitoring/grafana").join(board);
    let board: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let panels = board["panels"].as_array().unwrap().iter();
    let targets = panels.filter_map(|panel| panel["targets"].as_array()).flatten();
    let put = |target: &Value| {
        let expr = target["expr"].as_str().unwrap().replace("$job", "ferrofax");
        expr.replace("$instance", ".*").replace("$__rate_interval", "1m")
    };
    targets.map(put).collect()
}

#[test]
fn prometheus_reads_the_metrics_evaluates_the_rules_and_answers_the_dashboards() {
    let Some(program) = in_lab("prometheus/usr/bin/prometheus") else { return };
    let (rig, serving) = Rig::served(SETTINGS);
    let folder = rig.folder.path().join("prometheus");
    let prometheus = Prometheus::watch(serving.addresses[0], &program, &folder);
    prometheus.await_result("up{job=\"ferrofax\"} == 1");
    prometheus.await_result("ferrofax_build_info");
    // No module works with this spool.
    prometheus.await_result("ferrofax_ready{check=\"module\"} == 0");
    prometheus.await_result("ALERTS{alertname=\"FerrofaxNotReady\", alertstate=\"pending\"}");
    let rules = || {
        let answer = prometheus.ask("/api/v1/rules");
        let rules = answer["data"]["groups"][0]["rules"].as_array();
        rules.cloned().unwrap_or_default()
    };
    wait_until("each rule is evaluated", || {
        let rules = rules();
        rules.len() > 10 && rules.iter().all(|rule| rule["health"] != "unknown")
    });
    for rule in rules() {
        assert_eq!(rule["health"], "ok", "{rule}");
    }
    let queries = [queries("overview.json"), queries("lines.json")].concat();
    assert!(queries.len() > 30, "{queries:?}");
    let (mut answered, mut wrong) = (0, Vec::new());
    for query in &queries {
        let answer = prometheus.query(query);
        if answer["status"] == "success" {
            answered += usize::from(answer["data"]["result"] != Value::Array(vec![]))
        } else {
            wrong.push(format!("{query}: {answer}"))
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(answered > 10, "only {answered} of {} have an answer on a new spool", queries.len());
    drop(serving);
    prometheus.await_result("ALERTS{alertname=\"FerrofaxDown\", alertstate=\"pending\"}");
}
