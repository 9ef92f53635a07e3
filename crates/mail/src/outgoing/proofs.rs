//! Attaches the proof of sending to the last report mail on a job, if a header of the mail orders
//! it. If there is no proof, the mail is sent without it, and the log has the reason.

use crate::mail_protection::{Mail, base64_lines, boundary};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::report::{PROOF_HEADER, Shown};
use ferrofax_languages::Language;
use ferrofax_proof::{ProofSettings, ProofSigner, recordings};
use ferrofax_spool::Spool;
use ferrofax_spool::jobs::JobId;

/// The largest proof that is attached, in bytes. Many mail servers accept no larger mails.
const LARGEST: usize = 20 << 20;

/// Makes the proofs for report mails.
pub(super) struct Proofs {
    pub(super) spool: Spool,
    pub(super) settings: ProofSettings,
}

impl Proofs {
    /// The mail with the proof that it orders, and without the order. `None` if it orders none.
    pub(super) fn attached(&self, bytes: &[u8], now: UnixMs) -> Option<Vec<u8>> {
        let mail = Mail::of(bytes)?;
        let order = mail.value(PROOF_HEADER)?;
        let job: i64 = order.split(';').next()?.trim().parse().ok()?;
        let language =
            order.split_once("language=").and_then(|(_, code)| Language::of(code.trim()));
        let made = self.made(JobId(job), language.unwrap_or_default(), now);
        let file = made
            .map_err(|why| {
                log::error!(
                    FERROFAX_JOB:% = job;
                    "the report on job {job} is sent without the proof of sending: {why}"
                );
            })
            .ok();
        let with = file.and_then(|file| {
            let name = format!("job-{job}-proof.pdf");
            Some(with_file(&mail, &name, &file, &boundary().ok()?))
        });
        Some(with.unwrap_or_else(|| whole(&mail, |name| name.eq_ignore_ascii_case(PROOF_HEADER))))
    }

    fn made(&self, id: JobId, language: Language, now: UnixMs) -> Result<Vec<u8>, String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let job = self.spool.jobs().job(id).map_err(|error| text(&error))?;
        let history = self.spool.jobs().job_history(id).map_err(|error| text(&error))?;
        let shown = Shown { job: &job, history: &history, name: None, language };
        let signer = ProofSigner::open(&self.settings, now).map_err(|error| text(&error))?;
        let recordings = recordings(&self.spool, &job).map_err(|error| text(&error))?;
        let proof = signer.proof(&shown, &recordings, now);
        let proof = proof.map_err(|error| text(&error))?;
        if proof.len() > LARGEST {
            return Err(format!("it has more than {LARGEST} bytes"));
        }
        Ok(proof)
    }
}

/// The mail without some of its headers.
fn whole(mail: &Mail<'_>, is_left_out: impl Fn(&str) -> bool) -> Vec<u8> {
    let mut bytes = headers(mail, |name| !is_left_out(name));
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(mail.body);
    bytes
}

/// The headers of the mail that this function chooses.
fn headers(mail: &Mail<'_>, is_wanted: impl Fn(&str) -> bool) -> Vec<u8> {
    let name = |raw: &str| raw.split(':').next().unwrap_or_default().trim().to_owned();
    let wanted = mail.headers.iter().filter(|header| is_wanted(&name(&header.raw)));
    wanted.flat_map(|header| header.raw.bytes()).collect()
}

/// The mail with an attached PDF: `multipart/mixed` (RFC 2046 §5.1.3).
fn with_file(mail: &Mail<'_>, name: &str, file: &[u8], boundary: &str) -> Vec<u8> {
    let is_content = |name: &str| name.to_ascii_lowercase().starts_with("content-");
    let mut whole = headers(mail, |name| {
        let is_replaced = ["mime-version", "x-ferrofax-proof"];
        !is_content(name) && !is_replaced.contains(&name.to_ascii_lowercase().as_str())
    });
    let head = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\n"
    );
    whole.extend(head.into_bytes());
    whole.extend(headers(mail, is_content));
    whole.extend_from_slice(b"\r\n");
    whole.extend_from_slice(mail.body);
    let between = format!(
        "\r\n--{boundary}\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
    );
    whole.extend(between.into_bytes());
    whole.extend(base64_lines(file));
    whole.extend(format!("--{boundary}--\r\n").into_bytes());
    whole
}
