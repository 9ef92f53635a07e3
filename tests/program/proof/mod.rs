//! Proofs of sending: anyone can verify them without the server, and no change remains unnoticed.

mod bits;
mod chains;
mod commands;
mod facts;
mod keys;
mod mails;
mod time_stamps;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::delivery::report::Shown;
use ferrofax::proof::verify::{Finding, Trust, Verdict, verify};
use ferrofax::proof::{NoProof, ProofSettings, ProofSigner, certificates, recordings};
use ferrofax::spool::jobs::JobId;
use ferrofax_kit::sending::{Sending, job};
use ferrofax_kit::time_stamp_service::openssl;

use crate::programs::is_there;

/// The time of the calls and, unless a test says otherwise, of the signatures.
const NOW: UnixMs = UnixMs(1_795_900_000_000);

const YEAR: i64 = 365 * 86_400_000;

/// A spool, and the settings of a key.
struct Proofs {
    sending: Sending,
    folder: tempfile::TempDir,
    settings: ProofSettings,
}

impl Proofs {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings =
            ProofSettings { folder: Some(folder.path().join("proof")), ..ProofSettings::default() };
        Self { sending: Sending::new(), folder, settings }
    }

    /// A job whose pages were all sent.
    fn sent(&self, pages: u32) -> JobId {
        let id = self.sending.submit(&job(pages), NOW);
        self.sending.send_all(NOW);
        id
    }

    /// The proof by a server whose clock shows this time.
    fn proof_at(&self, id: JobId, now: UnixMs) -> Vec<u8> {
        self.made_by(&ProofSigner::open(&self.settings, now).unwrap(), id, now).unwrap()
    }

    fn made_by(&self, signer: &ProofSigner, id: JobId, now: UnixMs) -> Result<Vec<u8>, NoProof> {
        let spool = &self.sending.spool;
        let (job, history) = (spool.jobs().job(id).unwrap(), spool.jobs().job_history(id).unwrap());
        let (name, language) = (Some("Dr. Müller"), ferrofax_languages::Language::English);
        let shown = Shown { job: &job, history: &history, name, language };
        signer.proof(&shown, &recordings(spool, &job)?, now)
    }

    fn proof(&self, id: JobId) -> Vec<u8> {
        self.proof_at(id, NOW)
    }

    /// A file with the certificates that have signed proofs so far.
    fn certificates(&self) -> PathBuf {
        let file = self.folder.path().join("certificates.pem");
        fs::write(&file, certificates(&self.settings, NOW).unwrap()).unwrap();
        file
    }

    fn trust(&self) -> Trust {
        Trust::of(Some(&self.certificates()), None).unwrap()
    }

    fn verdict(&self, file: &[u8]) -> Verdict {
        verify(file, &self.trust(), NOW)
    }
}

fn faults(verdict: &Verdict) -> Vec<&'static str> {
    let faults = verdict.findings.iter().filter(|finding| finding.is_fault());
    faults.map(Finding::name).collect()
}

fn names(verdict: &Verdict) -> Vec<&'static str> {
    verdict.findings.iter().map(Finding::name).collect()
}

#[test]
fn a_proof_is_valid_and_has_the_facts() {
    let proofs = Proofs::new();
    let verdict = proofs.verdict(&proofs.proof(proofs.sent(3)));
    assert_eq!(names(&verdict), ["no_time_stamp"], "{:?}", verdict.findings);
    let signature = verdict.signature.unwrap();
    assert!(
        signature.name.starts_with("Ferrofax ") && signature.at == NOW.0 / 1_000,
        "{signature:?}"
    );
    let facts = verdict.facts.unwrap();
    assert_eq!(facts["result"], "sent");
    assert_eq!(facts["number"], "09911 2345");
    assert_eq!(facts["recipient"], "Dr. Müller");
    assert_eq!(facts["pages"].as_array().unwrap().len(), 3);
    assert_eq!(facts["pages"][2]["fate"], "confirmed");
    assert_eq!(facts["documents"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(facts["calls"].as_array().unwrap().len(), 1);
    assert_eq!(facts["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_file_that_was_changed_is_reported_in_its_own_words() {
    let proofs = Proofs::new();
    let proof = proofs.proof(proofs.sent(1));
    let judged = |file: &[u8]| faults(&proofs.verdict(file));
    let mut changed = proof.clone();
    let at = proof.windows(7).position(|part| part == b"\"sent\",").unwrap();
    changed[at + 1] = b'l';
    assert_eq!(judged(&changed), ["changed"]);
    let update = b"\n1 0 obj\n<< /Type /Catalog >>\nendobj\n";
    assert_eq!(judged(&[&proof[..], update].concat()), ["appended"]);
    assert_eq!(judged(&proof[..proof.len() - 1]), ["cut_off"]);
    assert_eq!(judged(b"%PDF-1.7\n"), ["no_signature"]);
    assert_eq!(judged(b""), ["no_signature"]);
    // A range beyond all numbers.
    let at = proof.windows(14).rposition(|part| part == b"/ByteRange [0 ").unwrap() + 14;
    let range = String::from_utf8(proof[at..at + 32].to_vec()).unwrap();
    let numbers: Vec<&str> = range.split_whitespace().collect();
    let beyond = format!("{} {} {}", numbers[0], numbers[1], u64::MAX);
    let mut huge = proof.clone();
    let end = at + proof[at..].iter().position(|byte| *byte == b']').unwrap();
    huge.splice(at..end, beyond.bytes().chain(std::iter::repeat(b' ')).take(end - at));
    assert_eq!(judged(&huge), ["cut_off"]);
    // A signature of another file.
    let other = proofs.proof(proofs.sent(2));
    let place =
        |file: &[u8]| file.windows(10).rposition(|part| part == b"/Contents ").unwrap() + 11;
    let (to, from) = (place(&proof), place(&other));
    let mut moved = proof.clone();
    moved[to..to + 4_000].copy_from_slice(&other[from..from + 4_000]);
    assert_eq!(judged(&moved), ["changed"]);
}

#[test]
fn only_the_certificate_that_the_reader_names_is_trusted() {
    let proofs = Proofs::new();
    let proof = proofs.proof(proofs.sent(1));
    let none = verify(&proof, &Trust::of(None, None).unwrap(), NOW);
    assert_eq!(faults(&none), ["no_certificate_given"]);
    assert!(none.facts.is_some());
    openssl(
        proofs.folder.path(),
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out c.pem -subj /CN=Else",
    );
    let others = Trust::of(Some(&proofs.folder.path().join("c.pem")), None).unwrap();
    assert_eq!(faults(&verify(&proof, &others, NOW)), ["not_trusted"]);
}

#[test]
fn a_signature_outside_the_life_of_its_certificate_and_an_expired_certificate_are_told() {
    let proofs = Proofs::new();
    let id = proofs.sent(1);
    let good = proofs.proof(id);
    // The clock goes wrong after the key was read.
    let signer = ProofSigner::open(&proofs.settings, NOW).unwrap();
    for wrong in [NOW - YEAR, NOW + 11 * YEAR] {
        let no_signer = ProofSigner::open(&proofs.settings, wrong).err().unwrap().to_string();
        assert!(no_signer.contains("is valid only from 2026-11-27 to 2036-11-"), "{no_signer}");
        let wrong = proofs.made_by(&signer, id, wrong).unwrap();
        let verdict = proofs.verdict(&wrong);
        assert_eq!(faults(&verdict), ["outside_validity"]);
        let said = verdict.findings.iter().find(|one| one.is_fault()).unwrap().to_string();
        assert!(said.contains("clock of the server was wrong"), "{said}");
    }
    let later = verify(&good, &proofs.trust(), NOW + 11 * YEAR);
    assert!(later.is_valid());
    assert_eq!(names(&later), ["no_time_stamp", "expired"]);
}

/// Other programs read the signature, the attached files and the text.
#[test]
fn poppler_accepts_the_signature_and_finds_the_attached_files() {
    if !["pdfsig", "pdfdetach", "pdftotext"].iter().all(|program| is_there(program)) {
        return;
    }
    let proofs = Proofs::new();
    let id = proofs.sent(3);
    let file = proofs.folder.path().join("proof.pdf");
    fs::write(&file, proofs.proof(id)).unwrap();
    let run = |program: &str, words: &[&str]| {
        let done = Command::new(program)
            .args(words)
            .arg(&file)
            .current_dir(proofs.folder.path())
            .output()
            .unwrap();
        assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let said = run("pdfsig", &["-nocert"]);
    assert!(said.contains("Signature Validation: Signature is Valid."), "{said}");
    assert!(
        said.contains("Total document signed") && said.contains("ETSI.CAdES.detached"),
        "{said}"
    );
    let listed = run("pdfdetach", &["-list"]);
    assert!(listed.contains("document-001.tif") && listed.contains("proof.json"), "{listed}");
    run("pdfdetach", &["-saveall"]);
    let job = proofs.sending.spool.jobs().job(id).unwrap();
    let saved = fs::read(proofs.folder.path().join("document-001.tif")).unwrap();
    assert!(saved == fs::read(&job.documents[0].path).unwrap());
    let facts = fs::read(proofs.folder.path().join("proof.json")).unwrap();
    let facts: serde_json::Value = serde_json::from_slice(&facts).unwrap();
    assert_eq!(facts["ferrofax_proof"], 1);
    let output = Command::new("pdftotext").arg(&file).arg("-").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    for part in ["Proof of sending", "09911 2345", "Dr. Müller", "SHA-256", "Ferrofax"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
