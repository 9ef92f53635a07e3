//! `ferrofax proof`: the proof of sending of a job, and the keys that sign proofs.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use super::args::Proof;
use super::unfinished::kept_if_done;
use super::{End, opened, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::Shown;
use ferrofax_proof::{ProofSigner, certificates, recordings, renew_key};
use ferrofax_spool::jobs::JobId;

pub(super) fn run(spool: &Path, settings: &Settings, words: &Proof) -> Result<(), End> {
    if words.new_key {
        renew_key(&settings.proof, UnixMs::now()).map_err(End::failed)?;
        return print("there is a new key; `ferrofax proof --certificates` has its certificate\n");
    }
    if words.certificates {
        return write_certificates(settings, words.output.as_deref());
    }
    let (Some(job), Some(output)) = (words.job, words.output.as_deref()) else {
        return Err(End::refused("name a job and, with -o, the file of its proof"));
    };
    // The user who runs the command reads the key and makes the file. Then the process becomes the
    // spool's owner.
    let signer = ProofSigner::open(&settings.proof, UnixMs::now()).map_err(End::failed)?;
    let failed = |error: std::io::Error| End::failed(format!("{}: {error}", output.display()));
    let mut file = File::create_new(output).map_err(failed)?;
    let bytes = made(spool, &signer, job, words);
    let done = bytes.and_then(|bytes| file.write_all(&bytes).map_err(failed));
    kept_if_done(done, [output])?;
    print(&format!("{}: the proof of job {job}\n", output.display()))
}

fn made(spool: &Path, signer: &ProofSigner, job: JobId, words: &Proof) -> Result<Vec<u8>, End> {
    let spool = opened(spool)?;
    let job = spool.jobs().job(job).map_err(End::of_spool)?;
    let history = spool.jobs().job_history(job.id).map_err(End::of_spool)?;
    let shown = Shown { job: &job, history: &history, name: None, language: words.language };
    let recordings = recordings(&spool, &job);
    let made = recordings.and_then(|all| signer.proof(&shown, &all, UnixMs::now()));
    made.map_err(|error| if error.is_of_job() { End::refused(error) } else { End::failed(error) })
}

fn write_certificates(settings: &Settings, output: Option<&Path>) -> Result<(), End> {
    let pem = certificates(&settings.proof, UnixMs::now()).map_err(End::failed)?;
    match output {
        None => print(&String::from_utf8_lossy(&pem)),
        Some(path) => fs::write(path, pem)
            .map_err(|error| End::failed(format!("{}: {error}", path.display()))),
    }
}
