//! `ferrofax proof` and `ferrofax verify`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use ferrofax::UnixMs;
use ferrofax::spool::RecordOf;
use ferrofax::spool::jobs::JobId;
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_kit::pages::write_document;
use ferrofax_kit::recorded::{keep, silent_call};
use ferrofax_kit::rig::Rig;
use ferrofax_kit::sending::job;
use ferrofax_kit::spools;
use ferrofax_kit::time_stamp_service::openssl;

use super::NOW;
use crate::bench::Bench;
use crate::programs::is_there;

const SENT: &str = "the proof of job 1";

/// A program with a job of two pages that was sent, and the folder of the key.
fn rig() -> Rig {
    let rig = Rig::new("");
    rig.set(&format!("[proof]\nfolder = \"{}\"\n", rig.folder.path().join("keys").display()));
    let document = rig.folder.path().join("a.tif");
    let pages = [Bitmap::white(1728, 200), Bitmap::white(1728, 300)];
    write_document(&document, &pages, Resolution::Fine);
    let mut new = job(2);
    new.documents[0].path = document;
    rig.spool.submission().submit(&new, NOW).unwrap();
    let lease = spools::lease(&rig.spool, NOW);
    rig.spool.queue().session_begun(&lease, NOW).unwrap();
    spools::send_pages(&rig.spool, &lease, 2, NOW);
    rig.spool.queue().attempt_ended(&lease, &Default::default(), NOW).unwrap();
    rig
}

fn run(rig: &Rig, words: &str) -> (i32, String) {
    let mut command: Command = rig.command();
    let Output { status, stdout, stderr } =
        command.args(words.split_whitespace()).output().unwrap();
    let said = [stdout, stderr].concat();
    (status.code().unwrap(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_proof_is_made_and_verified_by_commands() {
    let rig = rig();
    let (code, said) = run(&rig, "proof 1 -o proof.pdf");
    assert!(code == 0 && said.contains(SENT), "{said}");
    let (code, said) = run(&rig, "proof 1 -o proof.pdf");
    assert!(code == 1 && said.contains("proof.pdf: "), "{said}");
    assert_eq!(run(&rig, "proof --certificates -o server.pem").0, 0);
    let (code, said) = run(&rig, "verify proof.pdf --certificate server.pem");
    assert_eq!(code, 0, "{said}");
    for part in ["verdict     valid", "number      09911 2345", "2 of 2 confirmed", "SHA-256"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (code, said) = run(&rig, "verify proof.pdf --certificate server.pem --json");
    let value: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(code == 0 && value["valid"] == true && value["facts"]["result"] == "sent", "{said}");
    let (code, said) = run(&rig, "verify proof.pdf");
    assert!(code == 1 && said.contains("NOT VALID") && said.contains("--certificate"), "{said}");
    assert!(
        said.lines()
            .any(|line| line.starts_with("signed") && line.ends_with("(not proved)"))
    );
    let (code, said) = run(&rig, "verify proof.pdf --certificate nowhere.pem");
    assert!(code == 2 && said.contains("nowhere.pem"), "{said}");
    // A new key signatures later proofs, and the earlier ones remain valid.
    assert_eq!(run(&rig, "proof --new-key").0, 0);
    assert_eq!(run(&rig, "proof 1 --language de -o german.pdf").0, 0);
    let (code, said) = run(&rig, "verify german.pdf --certificate server.pem");
    assert!(code == 1 && said.contains("another key"), "{said}");
    assert_eq!(run(&rig, "proof --certificates -o both.pem").0, 0);
    for file in ["proof.pdf", "german.pdf"] {
        assert_eq!(run(&rig, &format!("verify {file} --certificate both.pem")).0, 0);
    }
}

#[test]
fn calls_recorded_for_a_job_are_compared_by_their_hash() {
    let rig = rig();
    let history = rig.spool.jobs().job_history(JobId(1)).unwrap();
    let call = history.iter().find_map(|change| change.call).unwrap();
    keep(&rig.spool, RecordOf::Job(JobId(1), call), &silent_call());
    assert_eq!(run(&rig, "proof 1 -o proof.pdf").0, 0);
    let (_, said) = run(&rig, "verify proof.pdf --json");
    let value: serde_json::Value = serde_json::from_str(&said).unwrap();
    let hash = value["facts"]["recordings"][0]["sha256"].as_str().unwrap().to_owned();
    assert_eq!(run(&rig, "call export --job 1 --as-record call.gz").0, 0);
    let summed = Command::new("sh")
        .args(["-c", "gunzip -c call.gz | sha256sum"])
        .current_dir(rig.folder.path())
        .output()
        .unwrap();
    let summed = String::from_utf8_lossy(&summed.stdout).into_owned();
    assert!(summed.starts_with(&hash), "{summed} {hash}");
    // A recording that cannot be read is not left out.
    let calls = rig.spool.folder().join("calls");
    fs::rename(&calls, rig.spool.folder().join("elsewhere")).unwrap();
    let (code, said) = run(&rig, "proof 1 -o without.pdf");
    assert!(code != 0 && said.contains("the recordings of the calls cannot be read"), "{said}");
}

#[test]
fn a_job_that_is_not_there_or_has_not_ended_leaves_no_file() {
    let rig = rig();
    let mut new = job(1);
    new.documents[0].path = rig.folder.path().join("a.tif");
    rig.spool.submission().submit(&new, UnixMs::now()).unwrap();
    for (words, told) in [
        ("proof 2 -o none.pdf", "has not ended yet"),
        ("proof 99 -o none.pdf", "99"),
        ("proof 1", "--output"),
    ] {
        let (code, said) = run(&rig, words);
        assert!(code == 2 && said.contains(told), "{words}: {said}");
        assert!(!fs::exists(rig.folder.path().join("none.pdf")).unwrap());
    }
}

#[test]
fn check_names_a_certificate_that_expires_soon_and_a_key_that_everybody_can_read() {
    let bench = Bench::new();
    let folder = bench.file("openssl", "").parent().unwrap().to_owned();
    let checked = |text: String| {
        let config = bench.file("gateway.toml", text);
        let config = config.to_str().unwrap();
        bench.run(&["--config", config, "proof", "--certificates"]);
        bench.check(&["--config", config]).out
    };
    let own =
        format!("[drop]\nenabled = false\n[proof]\nfolder = \"{}\"\n", folder.join("k").display());
    let said = checked(own.clone());
    assert!(said.contains("the certificate that signs proofs of sending is valid until"), "{said}");
    assert!(!said.lines().any(|line| line.contains("proof") && line.contains("FAIL")), "{said}");
    if !is_there("openssl") {
        return;
    }
    openssl(
        &folder,
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout p.key -out p.pem -days 10 -subj /CN=P",
    );
    fs::set_permissions(folder.join("p.key"), PermissionsExt::from_mode(0o644)).unwrap();
    let given = |name| format!("\"{}\"", folder.join(name).display());
    let (certificate, key) = (given("p.pem"), given("p.key"));
    let said = checked(format!("{own}certificate = {certificate}\nkey = {key}\n"));
    let faults: Vec<_> = said
        .lines()
        .filter(|line| line.contains("proof") && line.contains("FAIL"))
        .collect();
    assert_eq!(faults.len(), 2, "{said}");
    assert!(
        faults[0].contains("is valid until") && faults[1].contains("everybody may read"),
        "{said}"
    );
}
