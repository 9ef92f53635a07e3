//! Documents of the spool lie sealed by the keys of `[sealing]`: who has the disk and not the keys
//! reads none, and what people do with faxes goes as ever.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{JobId, JobState, NewDocument, NewJob};
use ferrofax::spool::{FaxId, NewFax};
use serde_json::Value;

use super::bench::{Bench, Module, Run, Serving};
use super::printing::received;
use super::waiting;
use ferrofax_kit::patience::{wait_for, wait_until};
use ferrofax_kit::spools;

pub(super) const FIRST: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
pub(super) const SECOND: &str = "/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

impl Bench {
    /// Settings with these keys, the newest first, and these words besides.
    pub(super) fn keys(&self, keys: &[&str], more: &str) -> PathBuf {
        let file = self.file("spool.keys", keys.join("\n"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        let text = format!(
            "[drop]\nenabled = false\n[sealing]\nkey_file = \"{}\"\n{more}\n",
            file.display()
        );
        self.file("gateway.toml", text)
    }

    pub(super) fn with_keys(&self, words: &[&str]) -> Run {
        let settings = self.path("gateway.toml");
        self.run(&[&["--config", settings.to_str().unwrap()], words].concat())
    }

    pub(super) fn serve_sealing(&self) -> Serving {
        let mut serve = self.command();
        serve
            .arg("--config")
            .arg(self.path("gateway.toml"))
            .arg("serve")
            .stderr(Stdio::null());
        Serving(serve.spawn().unwrap())
    }

    /// A fax of a page that has come, and is still to be mailed.
    pub(super) fn came(&self) -> (FaxId, PathBuf) {
        let new = NewFax {
            mailboxes: vec!["alice@example.com".into()],
            ..spools::call("2101", "+499911", UnixMs::now())
        };
        let fax = received(&self.spool, &new);
        (fax, self.spool.faxes().document_path(fax).unwrap())
    }

    pub(super) fn mailed(&self, fax: FaxId) {
        for entry in self.spool.outbox().outbox_of(fax).unwrap() {
            self.spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
        }
    }

    /// A job that has failed.
    pub(super) fn failed(&self) -> (JobId, PathBuf) {
        let path = waiting::page(self.folder.path());
        let new = NewJob {
            number: "0991 2700619".into(),
            canonical: "+499912700619".into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path, name: "Invoice".into() }],
            ..NewJob::default()
        };
        let job = self.spool.submission().submit(&new, UnixMs::now()).unwrap();
        self.spool.jobs().cancel_job(job, "x", UnixMs::now()).unwrap();
        for entry in self.spool.outbox().reports_of(job).unwrap() {
            self.spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
        }
        (job, self.spool.jobs().job(job).unwrap().documents[0].path.clone())
    }
}

pub(super) fn is_clear(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(b"II")
}

pub(super) fn await_sealed(path: &Path) {
    wait_until(&format!("{} is encrypted", path.display()), || !is_clear(path));
}

/// All that lies in a folder, in one.
fn all_in(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            all.extend(all_in(&entry.path()))
        } else {
            all.extend(fs::read(entry.path()).unwrap())
        }
    }
    all
}

#[test]
fn a_fax_that_was_mailed_lies_sealed_and_is_opened_for_who_wants_it() {
    let bench = Bench::new();
    bench.keys(&[FIRST], "");
    let (fax, path) = bench.came();
    let clear = fs::read(&path).unwrap();
    let serving = bench.serve_sealing();
    bench.mailed(fax);
    await_sealed(&path);
    let all = all_in(&bench.spool.folder().join("received"));
    for part in clear.chunks_exact(32) {
        let is_of_file = part.iter().any(|octet| *octet != part[0]);
        assert!(!is_of_file || !all.windows(32).any(|window| window == part));
    }
    // To be mailed again: the module finds it in clear, and the right octets, as soon as it looks.
    let run = bench.with_keys(&["mail-again", &fax.to_string(), "--to", "eve@example.com"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(fs::read(&path).unwrap() == clear);
    bench.mailed(fax);
    await_sealed(&path);
    // What is of a person is given out in clear.
    let export = bench.path("export");
    let run = bench.with_keys(&["export-person", "+499911", export.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(fs::read(export.join(format!("fax-{fax}.tif"))).unwrap() == clear);
    // Without keys it is named.
    let without = bench.path("without");
    let run = bench.run(&[
        "--config",
        bench.file("none.toml", "").to_str().unwrap(),
        "export-person",
        "+499911",
        without.to_str().unwrap(),
    ]);
    assert!(run.code != Some(0) && run.err.contains("it is encrypted"), "{run:?}");
    // A backup has it sealed.
    let backup = bench.path("backup");
    assert_eq!(bench.with_keys(&["backup", backup.to_str().unwrap()]).code, Some(0));
    let name = path.strip_prefix(bench.spool.folder()).unwrap();
    assert!(fs::read(backup.join(name)).unwrap() == fs::read(&path).unwrap());
    drop(serving);
}

#[test]
fn documents_of_a_job_that_has_ended_lie_sealed_and_a_retry_finds_them_in_clear() {
    let bench = Bench::new();
    bench.keys(&[FIRST], "");
    let (job, path) = bench.failed();
    let clear = fs::read(&path).unwrap();
    let _serving = bench.serve_sealing();
    await_sealed(&path);
    let run = bench.with_keys(&["retry", &job.to_string()]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(fs::read(&path).unwrap() == clear);
    assert_eq!(bench.spool.jobs().job(job).unwrap().state, JobState::Ready);
    // By who has no keys: it waits until it is opened, and that comes by itself.
    bench.spool.jobs().cancel_job(job, "x", UnixMs::now()).unwrap();
    for entry in bench.spool.outbox().reports_of(job).unwrap() {
        bench.spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
    }
    await_sealed(&path);
    bench.spool.jobs().retry_job(job, "x", UnixMs::now()).unwrap();
    let lease = wait_for("the job can be sent", || {
        bench.spool.queue().lease_job(UnixMs::now(), &Default::default()).unwrap()
    });
    assert_eq!(lease.job.id, job);
    assert!(fs::read(&path).unwrap() == clear);
}

#[test]
fn keys_are_changed_named_when_they_are_wrong_and_given_up() {
    let bench = Bench::new();
    let (fax, path) = bench.came();
    bench.mailed(fax);
    let (_, document) = bench.failed();
    let clear = [&path, &document].map(|path| fs::read(path).unwrap());
    let rekey = |words: &[&str]| {
        let run = bench.with_keys(&[&["rekey", "--json"], words].concat());
        (run.code, serde_json::from_str::<Value>(&run.out).unwrap_or_default(), run.err)
    };
    bench.file("gateway.toml", "");
    let run = bench.with_keys(&["rekey"]);
    assert!(run.code == Some(2) && run.err.contains("[sealing]"), "{run:?}");
    bench.keys(&[FIRST], "");
    assert_eq!(rekey(&["--count"]).1["plain"], 2);
    assert_eq!(rekey(&[]).1["sealed"], 2);
    assert!(!is_clear(&path) && !is_clear(&document));
    // Another key, without the one by which they are sealed.
    bench.keys(&[SECOND], "");
    let (code, _, err) = rekey(&[]);
    assert!(
        code != Some(0) && err.contains("this machine does not have this key: add it to"),
        "{err}"
    );
    let _module = Module::of(&bench.spool);
    let check = bench.with_keys(&["check"]);
    assert!(check.out.contains("documents here are encrypted with the key"), "{check:?}");
    bench.keys(&[SECOND, FIRST], "");
    assert_eq!(rekey(&["--count"]).1["others"], 2);
    let (code, done, _) = rekey(&[]);
    assert_eq!(
        (code, &done["rewrapped"], &done["documents"]["newest"]),
        (Some(0), &2.into(), &2.into())
    );
    bench.keys(&[SECOND], "");
    let check = bench.with_keys(&["check"]);
    assert!(check.out.contains("documents are encrypted with the key"), "{check:?}");
    // And back to clear.
    let (code, _, err) = rekey(&["--open"]);
    assert!(code == Some(2) && err.contains("seal = false"), "{err}");
    bench.keys(&[SECOND], "seal = false");
    assert_eq!(rekey(&["--open"]).1["opened"], 2);
    assert!([&path, &document].map(|path| fs::read(path).unwrap()) == clear);
    let audit = fs::read_to_string(bench.spool.folder().join("audit.log")).unwrap();
    assert!(audit.contains("rekey-spool") && audit.contains("open-spool"), "{audit}");
}
