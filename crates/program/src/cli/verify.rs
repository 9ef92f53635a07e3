//! `ferrofax verify`: verifies a proof of sending.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::args::VerifyProof;
use super::show::plain;
use super::{End, print};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_proof::verify::{Finding, Stamped, Trust, Verdict, verify};
use serde_json::{Value, json};

/// The greatest size of a proof, in bytes.
const LARGEST: u64 = 256 << 20;

pub(super) fn run(words: &VerifyProof) -> Result<(), End> {
    let file = read(&words.file)?;
    let trust = Trust::of(words.certificate.as_deref(), words.time_stamp_authorities.as_deref());
    let trust = trust.map_err(End::refused)?;
    let now = words.now.map_or_else(UnixMs::now, UnixMs);
    let verdict = verify(&file, &trust, now);
    let text = if words.json { format!("{}\n", value(&verdict)) } else { shown(&verdict) };
    print(&text)?;
    if verdict.is_valid() { Ok(()) } else { Err(End::Silent) }
}

fn read(path: &Path) -> Result<Vec<u8>, End> {
    let refused = |why: &dyn std::fmt::Display| End::refused(format!("{}: {why}", path.display()));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| refused(&error))?;
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(refused(&format!("the file has more than {LARGEST} bytes")));
    }
    Ok(bytes)
}

fn shown(verdict: &Verdict) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{name:<12}{}\n", plain(value)));
        }
    };
    line("verdict", if verdict.is_valid() { "valid" } else { "NOT VALID" });
    for finding in &verdict.findings {
        line(if finding.is_fault() { "FAULT" } else { "note" }, &finding.to_string());
    }
    for (name, stamped) in [("signed", &verdict.signature), ("time stamp", &verdict.time_stamp)] {
        if let Some(Stamped { name: by, fingerprint, at, is_trusted }) = stamped {
            let doubt = if *is_trusted { "" } else { " (not proved)" };
            line(name, &format!("{} by {by}{doubt}", moment(*at)));
            line("", &format!("certificate SHA-256 {fingerprint}"));
        }
    }
    let Some(facts) = &verdict.facts else { return text };
    let fact = |name: &str| match &facts[name] {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    line("job", &format!("{} on {} (Ferrofax {})", fact("job"), fact("node"), fact("version")));
    line("result", &fact("result"));
    line("reason", &fact("failure_text"));
    line("number", &fact("number"));
    line("recipient", &fact("recipient"));
    line("answered by", &fact("remote_identification"));
    line("began", &fact("began_at"));
    line("ended", &fact("ended_at"));
    let pages = facts["pages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |fate: &str| pages.iter().filter(|page| page["fate"] == fate).count();
    let (confirmed, doubt) = (of("confirmed"), of("in_doubt"));
    line("pages", &format!("{confirmed} of {} confirmed, {doubt} in doubt", pages.len()));
    for document in facts["documents"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let part = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        line("document", &format!("{} ({})", part("name"), part("file")));
        line("", &format!("SHA-256 {}", part("sha256")));
    }
    text
}

fn moment(seconds: i64) -> String {
    let at = UnixMs(seconds.saturating_mul(1_000));
    formatted(at, "%Y-%m-%d %H:%M:%S %Z").unwrap_or_default()
}

fn value(verdict: &Verdict) -> Value {
    let stamped = |it: &Option<Stamped>| {
        it.as_ref().map(|Stamped { name, fingerprint, at, is_trusted }| {
            let at = UnixMs(at.saturating_mul(1_000)).timestamp().map(|at| at.to_string());
            json!({ "name": name, "certificate_sha256": fingerprint, "at": at, "trusted": is_trusted })
        })
    };
    let finding = |one: &Finding| json!({ "name": one.name(), "fault": one.is_fault(), "text": one.to_string() });
    json!({
        "valid": verdict.is_valid(),
        "findings": verdict.findings.iter().map(finding).collect::<Vec<_>>(),
        "signature": stamped(&verdict.signature),
        "time_stamp": stamped(&verdict.time_stamp),
        "facts": verdict.facts,
    })
}
