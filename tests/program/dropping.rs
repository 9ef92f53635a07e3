//! The drop folder: taken whole or refused with a reason, once, whatever happens meanwhile.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use ferrofax::document::tiff;
use ferrofax::spool::jobs::Origin;
use ferrofax_kit::patience::{wait_until, watch};
use pdf_writer::Content;

use super::bench::{Bench, Serving, letter, pdf};
use super::programs::skip;

impl Bench {
    fn drop_folder(&self) -> PathBuf {
        self.path("drop")
    }

    fn serve(&self) -> Serving {
        let folder = self.drop_folder();
        // A test has no night.
        let config = self.file("gateway.toml", "[limits]\nnight_jobs = 0\nnight_pages = 0\n");
        let mut command = self.command();
        Serving(
            command
                .arg("--config")
                .arg(config)
                .args(["serve", "--drop"])
                .arg(folder)
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        )
    }

    /// Serves with this folder for temporary files. While it is missing, nothing can be converted.
    fn serve_with_temporary(&self, folder: &Path) -> Serving {
        let config = self.file("gateway.toml", "[limits]\nnight_jobs = 0\nnight_pages = 0\n");
        let mut command = self.command();
        command.env("TMPDIR", folder).stderr(Stdio::null());
        command
            .arg("--config")
            .arg(config)
            .args(["serve", "--drop"])
            .arg(self.drop_folder());
        Serving(command.spawn().unwrap())
    }

    fn dropped(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.drop_folder()).unwrap();
        fs::write(self.drop_folder().join(name), bytes).unwrap();
    }

    /// A job file that was written a while ago.
    fn job_file(&self, name: &str, text: &str) {
        self.dropped(".new", text);
        let hidden = self.drop_folder().join(".new");
        File::options()
            .append(true)
            .open(&hidden)
            .unwrap()
            .set_modified(a_while_ago())
            .unwrap();
        fs::rename(hidden, self.drop_folder().join(format!("{name}.job"))).unwrap();
    }

    fn answer(&self, path: &str) -> String {
        let path = self.drop_folder().join(path);
        wait_until(&format!("{} comes", path.display()), || path.exists());
        fs::read_to_string(path).unwrap()
    }

    fn left(&self, folder: &str) -> Vec<String> {
        names(&self.drop_folder().join(folder))
    }
}

fn a_while_ago() -> SystemTime {
    SystemTime::now() - Duration::from_secs(5)
}

fn names(folder: &Path) -> Vec<String> {
    // The program may not have made it yet.
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}

/// Waits until nothing is on the way any more.
fn wait_until_idle(bench: &Bench) {
    let left = || [bench.left("working"), bench.left("")];
    watch("nothing is on the way", left, |[working, dropped]| {
        working.is_empty() && !dropped.iter().any(|name| name.ends_with(".job"))
    });
}

#[test]
fn what_is_dropped_becomes_a_job_and_is_gone() {
    let bench = Bench::new();
    bench.dropped("letter.pdf", letter(2));
    bench.dropped("note.txt", "Guten Tag");
    bench.dropped("other.txt", "not ours");
    let text =
        "number: 0991 123\nfrom: 2101\nfile: letter.pdf\nfile: note.txt\ntag: Grüße\npriority: 7\n";
    bench.job_file("order-1", text);
    let _serving = bench.serve();
    let answer = bench.answer("done/order-1/order-1.taken");
    wait_until_idle(&bench);
    let [job] = &bench.jobs()[..] else { panic!("one job") };
    assert!(answer.starts_with(&format!("job: {}\npages: 3\n", job.id)), "{answer}");
    // A priority before the usual one is a right, which [drop] does not give by itself.
    assert_eq!((job.tag.as_str(), job.priority, job.created_by), ("Grüße", 200, Origin::Drop));
    assert_eq!(
        job.documents.iter().map(|document| document.name.as_str()).collect::<Vec<_>>(),
        ["letter.pdf", "note.txt"]
    );
    assert_eq!(bench.left(""), ["done", "failed", "other.txt", "working"]);
    assert_eq!(bench.left("failed"), [""; 0]);
    assert_eq!(bench.left("done/order-1"), ["order-1.taken"]);
}

#[test]
fn colours_are_wished_for_in_a_job_file() {
    let bench = Bench::new();
    let _serving = bench.serve();
    for (name, word) in [("one", "colour: yes\n"), ("two", "colour: no\n"), ("three", "")] {
        bench.dropped(&format!("{name}.pdf"), in_red());
        let text = format!("number: 0991 123\nfrom: 2101\nfile: {name}.pdf\ntag: {name}\n{word}");
        bench.job_file(name, &text);
        bench.answer(&format!("done/{name}/{name}.taken"));
        let job = bench.jobs().into_iter().find(|job| job.tag == name).unwrap();
        let page = tiff::read(&job.documents[0].path).unwrap().remove(0);
        assert_eq!((job.wishes_colours(), page.colour().is_some()), (name == "one", name == "one"));
    }
    bench.dropped("four.pdf", letter(1));
    bench.job_file("four", "number: 0991 123\nfrom: 2101\nfile: four.pdf\ncolour: red\n");
    let refused = bench.answer("failed/four/four.refused");
    assert!(refused.contains("line 4") && refused.contains("colour"), "{refused}");
}

/// A document with something red on it.
fn in_red() -> Vec<u8> {
    pdf(
        210.0,
        297.0,
        &[&|content: &mut Content| {
            content.set_fill_rgb(0.8, 0.1, 0.1).rect(20.0, 200.0, 30.0, 10.0).fill_nonzero();
        }],
    )
}

#[test]
fn an_archived_document_stays_in_done() {
    let bench = Bench::new();
    let _serving = bench.serve();
    for job in 1..3 {
        bench.dropped("letter.pdf", letter(1));
        bench.job_file("a", "number: 0991 123\nfrom: 2101\nfile: letter.pdf\narchive: yes\n");
        wait_until_idle(&bench);
        assert!(
            bench.answer("done/a/a.taken").starts_with(&format!("job: {job}\n")),
            "the newest has the name"
        );
        assert_eq!(bench.left("done/a"), ["a.job", "a.taken", "letter.pdf"]);
    }
    assert!(bench.answer("done/a.1/a.taken").starts_with("job: 1\n"));
}

#[test]
fn what_is_wrong_is_refused_with_the_reason_beside_it() {
    let bench = Bench::new();
    bench.dropped("letter.pdf", letter(1));
    bench.dropped("empty.pdf", "");
    bench.dropped("one.txt", "x");
    bench.dropped("two.txt", "x");
    std::os::unix::fs::symlink("/etc/hostname", bench.drop_folder().join("link.txt")).unwrap();
    let good = "number: 0991 123\nfrom: 2101\n";
    let cases = [
        (
            "key",
            format!("{good}paper: red\nfile: letter.pdf"),
            "line 3: 'paper' is unknown",
            "forbidden",
        ),
        (
            "missing",
            format!("{good}file: letter.pdf\nfile: gone.pdf"),
            "line 4: file: gone.pdf: there is no such document",
            "no-document",
        ),
        (
            "name",
            format!("{good}file: {}", "x".repeat(256)),
            "the name is too long for a file",
            "no-document",
        ),
        (
            "link",
            format!("{good}file: link.txt"),
            "line 3: file: link.txt: it is a link, which is not followed",
            "no-document",
        ),
        (
            "outside",
            format!("{good}file: /etc/hostname"),
            "line 3: file: '/etc/hostname'",
            "forbidden",
        ),
        (
            "number",
            "number: call me\nfrom: 2101\nfile: one.txt".to_owned(),
            "'call me' is not a number",
            "bad-number",
        ),
        ("past", format!("{good}at: 2001-01-01 10:00\nfile: two.txt"), "is in the past", "expired"),
        ("empty", format!("{good}file: empty.pdf"), "empty.pdf: it is empty", "no-document"),
        ("nothing", String::new(), "no document is named", "forbidden"),
        (
            "long",
            format!("{good}tag: {}\n", "x".repeat(64 << 10)),
            "the job file has more than 64 KiB",
            "forbidden",
        ),
    ];
    for (name, text, ..) in &cases {
        bench.job_file(name, text);
    }
    let _serving = bench.serve();
    for (name, _, says, failure) in &cases {
        let reason = bench.answer(&format!("failed/{name}/{name}.refused"));
        assert!(
            reason.starts_with("reason: ") && reason.contains(&format!("\nfailure: {failure}\n")),
            "{name}: {reason}"
        );
        assert!(reason.contains(says), "{name}: {reason}");
        assert!(bench.drop_folder().join(format!("failed/{name}/{name}.job")).is_file());
    }
    wait_until_idle(&bench);
    assert_eq!(bench.jobs(), []);
    assert_eq!(fs::read_dir(bench.spool.folder().join("jobs")).unwrap().count(), 0);
    assert_eq!(bench.left("done"), [""; 0]);
}

/// The result has a longer extension than the job file. Names are compared by bytes; Ä has two.
#[test]
fn the_result_of_a_job_file_with_a_very_long_name_has_a_shorter_one() {
    let bench = Bench::new();
    bench.dropped("one.txt", "x");
    let (a, umlaut) = ("a".repeat(251), format!("b{}", "Ä".repeat(125)));
    bench.job_file(&a, "number: 0991 123\nfrom: 2101\nfile: one.txt\n");
    bench.job_file(&umlaut, "");
    let _serving = bench.serve();
    let (a, umlaut) = ("a".repeat(240), format!("b{}", "Ä".repeat(119)));
    assert!(bench.answer(&format!("done/{a}/{a}.taken")).starts_with("job: "));
    assert!(
        bench
            .answer(&format!("failed/{umlaut}/{umlaut}.refused"))
            .starts_with("reason: ")
    );
    wait_until_idle(&bench);
}

/// What a document is, is looked at when it is ours alone: whatever stood there before,
/// and also where an earlier life had taken it.
#[test]
fn links_second_names_and_others_files_are_no_documents_however_they_came() {
    let bench = Bench::new();
    let secret = bench.file("secret", "password = wonderland");
    let text = |name: &str| format!("number: 0991 123\nfrom: 2101\nfile: {name}\n");
    let plant = |name: &str, place: &Path| match name {
        "link" => std::os::unix::fs::symlink(&secret, place).unwrap(),
        "second" => fs::hard_link(&secret, place).unwrap(),
        _ => {
            fs::write(place, "another's").unwrap();
            std::os::unix::fs::chown(place, Some(61_009), None).unwrap();
        }
    };
    let is_root = rustix::process::geteuid().is_root();
    let kinds = [("link", "link"), ("second", "a second name"), ("others", "another user")];
    let kinds = if is_root { &kinds[..] } else { &kinds[..2] };
    if !is_root {
        skip("only root can give a file to another user; the other kinds are tried");
    }
    for (kind, _) in kinds {
        bench.dropped("bystander", "");
        plant(kind, &bench.drop_folder().join(format!("{kind}.txt")));
        bench.job_file(kind, &text(&format!("{kind}.txt")).replace("0991 123", "0991 1"));
        // Root may drop what it likes; a job file is another's here.
        let claimed = bench.drop_folder().join(format!("working/0000000000{kind}"));
        fs::create_dir_all(&claimed).unwrap();
        plant(kind, &claimed.join("doc.txt"));
        let job_file = claimed.join(format!("again-{kind}.job"));
        fs::write(&job_file, text("doc.txt")).unwrap();
        if is_root {
            for job_file in [job_file, bench.drop_folder().join(format!("{kind}.job"))] {
                std::os::unix::fs::chown(job_file, Some(61_008), None).unwrap();
            }
        }
    }
    let _serving = bench.serve();
    for (kind, says) in kinds {
        for name in [(*kind).to_owned(), format!("again-{kind}")] {
            let reason = bench.answer(&format!("failed/{name}/{name}.refused"));
            assert!(reason.contains(says) && !reason.contains("wonderland"), "{name}: {reason}");
        }
    }
    assert_eq!(bench.jobs(), []);
    assert_eq!(fs::read(secret).unwrap(), b"password = wonderland");
}

#[test]
fn a_job_file_that_may_still_be_written_is_left_alone() {
    let bench = Bench::new();
    bench.dropped("letter.pdf", letter(1));
    let _serving = bench.serve();
    let begun = Instant::now();
    // Written in place, in two parts.
    bench.dropped("slow.job", "number: 0991 123\nfrom: 2101\n");
    std::thread::sleep(Duration::from_millis(500));
    bench.dropped("slow.job", "number: 0991 123\nfrom: 2101\nfile: letter.pdf\n");
    bench.answer("done/slow/slow.taken");
    assert!(begun.elapsed() > Duration::from_millis(1400), "{:?}", begun.elapsed());
}

#[test]
fn one_folder_is_served_by_one_process_and_a_signal_ends_it() {
    let bench = Bench::new();
    let mut first = bench.serve();
    while !bench.drop_folder().join(".lock").exists() {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
    let run = bench.run(&["serve", "--drop", bench.drop_folder().to_str().unwrap()]);
    assert_eq!(
        (run.code, run.err.contains("another process accepts job files in the drop folder")),
        (Some(1), true),
        "{run:?}"
    );
    let pid = rustix::process::Pid::from_child(&first.0);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(first.0.wait().unwrap().code(), Some(0));
}

/// A job file is claimed, or all of them are through.
/// The age of a fax counts from the last moment at which it surely was not submitted. So it waits for
/// days if it cannot be converted for days.
#[test]
fn a_fax_that_was_surely_not_submitted_is_never_of_unknown_result() {
    const HOUR: Duration = Duration::from_secs(3_600);
    let bench = Bench::new();
    bench.dropped("a.txt", "Seite 1");
    bench.job_file("a", "number: 0991 123\nfrom: 2101\nfile: a.txt\n");
    let temporary = bench.path("temporary");
    let _serving = bench.serve_with_temporary(&temporary);
    wait_until_claimed(&bench);
    let claimed = bench.drop_folder().join("working").join(&bench.left("working")[0]);
    let folder = File::open(&claimed).unwrap();
    folder.set_modified(SystemTime::now() - 19 * HOUR).unwrap();
    let age = || SystemTime::now().duration_since(folder.metadata().unwrap().modified().unwrap());
    wait_until("its age counts from now", || age().unwrap_or_default() < HOUR);
    fs::create_dir(&temporary).unwrap();
    assert!(bench.answer("done/a/a.taken").contains("pages: 1\n"));
}

/// Each attempt would convert the documents again, and write to the audit log.
#[test]
fn a_job_file_that_must_wait_is_tried_after_longer_and_longer_pauses() {
    let bench = Bench::new();
    bench.dropped("a.txt", "Seite 1");
    bench.job_file("a", "number: 0991 123\nfrom: 2101\nfile: a.txt\n");
    let temporary = bench.path("temporary");
    let _serving = bench.serve_with_temporary(&temporary);
    let attempts = || {
        let audit = fs::read_to_string(bench.spool.folder().join("audit.log")).unwrap_or_default();
        let is_attempt = |line: &&str| {
            line.contains(r#""asked":"submission""#) && line.contains(r#""granted":true"#)
        };
        audit.lines().filter(is_attempt).count()
    };
    wait_until("it is tried", || attempts() > 0);
    std::thread::sleep(Duration::from_secs(7));
    // The attempts begin 0, 1, 3 and 7 seconds after the first one, or later.
    assert!(attempts() < 5, "{} attempts", attempts());
    fs::create_dir(&temporary).unwrap();
    assert!(bench.answer("done/a/a.taken").contains("pages: 1\n"));
}

fn wait_until_claimed(bench: &Bench) {
    let job_files = || bench.left("").iter().any(|name| name.ends_with(".job"));
    while bench.left("working").is_empty() && job_files() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Many moments, from before the first look at the folder until all is done; each job
/// file must come to one job.
#[test]
fn kill_nine_at_any_moment_loses_nothing_and_sends_nothing_twice() {
    const ROUNDS: u64 = 40;
    let bench = Bench::new();
    let mut expected = Vec::new();
    let mut cut_off = 0;
    for round in 0..ROUNDS {
        for part in ["a", "b"] {
            let name = format!("{round}-{part}");
            bench.dropped(&format!("{name}.txt"), format!("Seite {name}"));
            let archive = if part == "a" { "archive: yes\n" } else { "" };
            let text =
                format!("number: 0991 123\nfrom: 2101\nfile: {name}.txt\ntag: {name}\n{archive}");
            bench.job_file(&name, &text);
            expected.push(name);
        }
        let mut serving = bench.serve();
        if round % 2 == 0 {
            // On any machine some of the kills come while something is being taken in.
            wait_until_claimed(&bench);
            std::thread::sleep(Duration::from_micros(round * 700));
        } else {
            std::thread::sleep(Duration::from_millis(5 + round * 37 % 211));
        }
        serving.0.kill().unwrap();
        serving.0.wait().unwrap();
        cut_off += usize::from(!bench.left("working").is_empty());
    }
    assert!(cut_off >= 5, "only {cut_off} kills came while something was being taken in");
    let _serving = bench.serve();
    wait_until_idle(&bench);

    let mut jobs: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for job in bench.jobs() {
        assert_eq!(job.pages.len(), 1);
        jobs.entry(job.tag).or_default().push(job.id.0);
    }
    expected.sort();
    assert_eq!(jobs.keys().cloned().collect::<Vec<_>>(), expected);
    for (name, ids) in &jobs {
        assert_eq!(ids.len(), 1, "{name} was sent {} times", ids.len());
        assert!(
            bench
                .answer(&format!("done/{name}/{name}.taken"))
                .starts_with(&format!("job: {}\n", ids[0])),
            "{name}"
        );
        let archived = bench.drop_folder().join(format!("done/{name}/{name}.txt"));
        assert_eq!(archived.is_file(), name.ends_with('a'), "{name}");
    }
    assert_eq!(bench.left("failed"), [""; 0]);
    assert_eq!(bench.left(""), ["done", "failed", "working"]);
}

#[test]
fn an_administrators_programs_and_limits_hold_for_what_is_dropped() {
    let bench = Bench::new();
    for name in ["plan.two", "plan.slow"] {
        bench.dropped(name, b"\x01\x02\x03");
    }
    let settings = bench.settings_with_programs();
    bench.job_file("good", "number: 0991 123\nfrom: 2101\nfile: plan.two\n");
    bench.job_file("slow", "number: 0991 123\nfrom: 2101\nfile: plan.slow\n");
    let mut command = bench.command();
    command
        .arg("--config")
        .arg(settings)
        .args(["serve", "--drop"])
        .arg(bench.drop_folder());
    let _serving = Serving(command.stderr(Stdio::null()).spawn().unwrap());
    assert!(bench.answer("done/good/good.taken").contains("pages: 2\n"));
    let refused = bench.answer("failed/slow/slow.refused");
    assert!(refused.contains("plan.slow: it was not ready after 1 seconds of work"), "{refused}");
}
