//! Received faxes as files: the watched folders of the daemon and `ferrofax faxes fetch`; and
//! the figures as a program of others reads them.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::spool::{FaxId, NewFax, Spool};
use ferrofax::t4::Bitmap;
use serde_json::Value;

use super::bench::{Bench, Serving};
use super::programs::{PYTHON, python_reads_metrics};
use ferrofax_kit::received::{page, whole};
use ferrofax_kit::spools;

pub(super) fn receive(spool: &Spool, device: &str, calling: &str, at: i64) -> FaxId {
    let new = NewFax {
        mailboxes: vec!["alice@example.com".into()],
        ..spools::call(device, calling, UnixMs(at))
    };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    let page = page(1, Bitmap::white(1728, 100), UnixMs(at + 1));
    spool.receiving().append_page(fax, &page).unwrap();
    spool.receiving().finish_fax(fax, &whole(UnixMs(at + 30_000))).unwrap();
    fax
}

/// Whether something comes to be so within half a minute.
pub(crate) fn until(mut is_so: impl FnMut() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        if is_so() {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    is_so()
}

fn seen(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn a_watched_folder_has_each_fax_once_over_kills_of_the_daemon() {
    let bench = Bench::new();
    let out = bench.path("out");
    fs::create_dir(&out).unwrap();
    let settings = format!(
        "[drop]\nenabled = false\n[[folder]]\nname = \"out\"\npath = \"{}\"\ndevices = [\"2101\"]\n",
        out.display()
    );
    let config = bench.file("gateway.toml", settings);
    let start = || {
        let mut command = bench.command();
        let daemon = command.arg("--config").arg(&config).arg("serve").spawn().unwrap();
        Serving(daemon)
    };
    let daemon = start();
    let marked = || fs::read_dir(&out).unwrap().count() > 0;
    assert!(until(marked), "the folder is set up");
    receive(&bench.spool, "2102", "+49 1", 1_000);
    let mut expected = 0;
    let mut taken = BTreeSet::new();
    let mut daemon = Some(daemon);
    for round in 0..6 {
        for fax in 0..5 {
            receive(&bench.spool, "2101", &format!("+49 991 {round}{fax}"), 1_000 * fax);
            expected += 1;
        }
        // SIGKILL, wherever it is.
        thread::sleep(Duration::from_millis(150 * round));
        drop(daemon.take());
        daemon = Some(start());
        for name in seen(&out).into_iter().filter(|name| name.ends_with(".pdf")) {
            assert!(fs::read(out.join(&name)).unwrap().starts_with(b"%PDF"));
            let json = fs::read_to_string(out.join(name.replace(".pdf", ".json"))).unwrap();
            let json: Value = serde_json::from_str(&json).unwrap();
            assert_eq!(json["device"], "2101@fax-devices");
            fs::remove_file(out.join(&name)).unwrap();
            assert!(taken.insert(name.clone()), "{name} came twice");
        }
    }
    let all = || {
        let found = seen(&out);
        found.iter().filter(|name| name.ends_with(".pdf")).count() + taken.len() == expected
    };
    assert!(until(all), "{} of {expected}: {:?}", taken.len(), seen(&out));
    let left: BTreeSet<String> =
        seen(&out).into_iter().filter(|name| name.ends_with(".pdf")).collect();
    assert!(left.is_disjoint(&taken));
}

#[test]
fn received_faxes_are_fetched_by_a_script() {
    let bench = Bench::new();
    let out = bench.path("out");
    fs::create_dir(&out).unwrap();
    let first = receive(&bench.spool, "2101", "+49 991 1", 86_400_000);
    let second = receive(&bench.spool, "2102", "../../x", 10 * 86_400_000);
    let fetch = |words: &[&str]| {
        let run = bench.run(&[&["faxes", "fetch", out.to_str().unwrap()], words].concat());
        assert_eq!(run.code, Some(0), "{run:?}");
        run.out.lines().map(str::to_owned).collect::<Vec<String>>()
    };
    let found = fetch(&["--device", "2102", "--format", "tiff"]);
    assert!(found.len() == 1 && found[0].ends_with(&format!("_2102_x_{second}.tif")), "{found:?}");
    assert_eq!(seen(&out).len(), 2);
    assert_eq!(fetch(&["--device", "2102", "--format", "tiff"]), [""; 0], "it is there");
    let found = fetch(&["--json"]);
    let faxes: Vec<Value> = found.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        faxes.iter().map(|fax| fax["fax"].as_i64().unwrap()).collect::<Vec<_>>(),
        [first.0, second.0]
    );
    fs::read_dir(&out)
        .unwrap()
        .for_each(|entry| fs::remove_file(entry.unwrap().path()).unwrap());
    assert_eq!(fetch(&["--after", &first.to_string(), "--no-json"]).len(), 1);
    assert_eq!(fetch(&["--since", "1970-01-05", "--format", "tiff"]).len(), 1);
    bench.assert_refused(&["faxes", "fetch", "/nowhere/at/all"], "/nowhere/at/all");
    let run = bench.run(&["faxes", "fetch", "--since", "soon", out.to_str().unwrap()]);
    assert!(run.code == Some(2) && run.err.contains("'soon' is no time"), "{run:?}");
}

#[test]
fn no_fax_is_fetched_before_an_earlier_one_that_is_still_received() {
    let bench = Bench::new();
    let out = bench.path("out");
    fs::create_dir(&out).unwrap();
    let first = receive(&bench.spool, "2101", "+49 991 1", 1_000);
    let call = || spools::call("2101", "+49 991 2", UnixMs::now());
    let long = bench.spool.receiving().begin_fax(&call()).unwrap();
    let short = receive(&bench.spool, "2102", "+49 991 3", 3_000);
    let fetch = |after: FaxId| {
        let after = after.to_string();
        let words = ["faxes", "fetch", "--json", "--after", &after, out.to_str().unwrap()];
        let run = bench.run(&words);
        assert_eq!(run.code, Some(0), "{run:?}");
        let faxes = run.out.lines().map(|line| serde_json::from_str(line).unwrap());
        faxes.map(|fax: Value| fax["fax"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(fetch(FaxId(0)), [first.0]);
    assert_eq!(fetch(first), [0; 0], "the longer fax comes first");
    let page = page(1, Bitmap::white(1728, 100), UnixMs::now());
    bench.spool.receiving().append_page(long, &page).unwrap();
    bench.spool.receiving().finish_fax(long, &whole(UnixMs::now())).unwrap();
    // A later fax that is still received hinders no earlier one.
    bench.spool.receiving().begin_fax(&call()).unwrap();
    assert_eq!(fetch(first), [long.0, short.0]);
}

/// Reads a text as strictly as the library does.
const READER: &str = "
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
for family in text_string_to_metric_families(sys.stdin.read()):
    print(family.name, family.type, len(family.samples))
";

#[test]
fn the_figures_are_open_metrics_to_a_library_that_reads_it() {
    let bench = Bench::new();
    receive(&bench.spool, "2101", "+49 9915550123", 1_000);
    receive(&bench.spool, "2102", "+49 9915550123", 1_000);
    let run = bench.run(&["show", "metrics"]);
    assert!(run.code == Some(0) && run.out.ends_with("# EOF\n"), "{run:?}");
    assert!(!run.out.contains("9915550123"), "no number of anybody");
    let health = bench.run(&["show", "health"]);
    assert!(health.out.contains("ok: spool") && health.out.contains("module"), "{health:?}");
    if !python_reads_metrics() {
        return;
    }
    let mut reader = Command::new(PYTHON)
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    reader.stdin.take().unwrap().write_all(run.out.as_bytes()).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", run.out);
    let families = String::from_utf8(output.stdout).unwrap();
    for line in [
        "ferrofax_received_calls counter 2\n",
        "ferrofax_receiving_seconds counter 1\n",
        "ferrofax_outbox_entries gauge 1\n",
        "ferrofax_disk_free_bytes gauge 1\n",
        "ferrofax_build info 1\n",
    ] {
        assert!(families.contains(line), "{line} is not in\n{families}");
    }
}
