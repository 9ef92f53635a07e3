//! `ferrofax audit`: verifies the audit log, and prints the hash of its last line, which the
//! administrator keeps elsewhere.

use std::fs::File;
use std::path::Path;

use serde_json::{Value, json};

use super::args::{Audit, AuditWork, Verify};
use super::show::{counted, plain};
use super::{End, opened, print};
use ferrofax_desk::trail::{readable, whole};
use ferrofax_spool::audit::{At, AuditLog, FILE, Hash, Logs, Verdict, verify};

pub(super) fn run(spool: &Path, words: &Audit) -> Result<(), End> {
    match &words.work {
        AuditWork::Verify(which) => look_through(spool, which, words.json),
        AuditWork::Checkpoint => checkpoint(spool, words.json),
    }
}

fn checkpoint(spool: &Path, json: bool) -> Result<(), End> {
    let log = log_of(opened(spool)?.folder())?;
    let (place, _) = log.standing().map_err(End::failed)?;
    if place.seq == 0 {
        return Err(End::refused("the audit log has no line yet"));
    }
    let hash = place.hash.to_string();
    print(&if json {
        format!("{}\n", json!({"seq": place.seq, "hash": hash}))
    } else {
        format!("{hash} is the hash of line {} of the chain\n", place.seq)
    })
}

fn look_through(spool: &Path, which: &Verify, json: bool) -> Result<(), End> {
    let expect = which.expect.as_deref().map(|given| {
        let wrong =
            || End::refused(format!("--expect: '{given}' is no hash: a hash has 64 digits"));
        Hash::read(given).ok_or_else(wrong)
    });
    let expect = expect.transpose()?;
    let verdict = if which.files.is_empty() {
        whole(opened(spool)?.folder(), expect).map_err(End::failed)?
    } else {
        let open = |path: &Path| readable(path, Box::new(File::open(path)?));
        let logs = Logs { files: &which.files, open: &open, head: None };
        verify(&logs, expect).map_err(End::failed)?
    };
    let is_well = verdict.fault.is_none() && (expect.is_none() || verdict.expected.is_some());
    print(&if json {
        format!("{}\n", value(&verdict, expect.is_some()))
    } else {
        told(&verdict, expect)
    })?;
    if is_well { Ok(()) } else { Err(End::Silent) }
}

fn log_of(folder: &Path) -> Result<AuditLog, End> {
    AuditLog::open(folder)
        .map_err(|error| End::failed(format!("{}: {error}", folder.join(FILE).display())))
}

fn place_of(at: &At) -> String {
    format!("{}:{}", plain(&at.file.to_string_lossy()), at.line)
}

fn told(verdict: &Verdict, expect: Option<Hash>) -> String {
    let mut lines = Vec::new();
    match &verdict.fault {
        Some((at, fault)) => lines.push(format!("WRONG: {}: {fault}", place_of(at))),
        None => lines.push(format!("{} hold together", counted(lines_of(verdict), "line"))),
    }
    if let (Some(first), Some(last)) = (verdict.first, verdict.last) {
        let up_to =
            if verdict.fault.is_some() { "in order up to line" } else { "the last is line" };
        lines.push(format!(
            "the first is line {} of the chain; {up_to} {}, hash {}",
            first.seq, last.seq, last.hash
        ));
        if first.seq > 1 {
            lines.push(format!(
                "lines before line {} are in older logs, which are not here",
                first.seq
            ));
        }
    }
    if verdict.unchained > 0 {
        lines.push(format!(
            "{} without a place in the chain, from a version without one or cut off by a crash: \
             it is unknown whether they were changed before the next line was written",
            counted(u32::try_from(verdict.unchained).unwrap_or(u32::MAX), "line")
        ));
    }
    match (&verdict.expected, expect) {
        (Some((at, place)), _) => {
            lines.push(format!("{}: line {} has the hash that was noted", place_of(at), place.seq));
        }
        (None, Some(hash)) => lines.push(format!(
            "WRONG: no line has the hash that was noted, {hash}: the log was cut off before it, \
             or rewritten"
        )),
        (None, None) => lines.push(
            "anybody with write access to the log can cut off its end or rewrite it from some \
             line on: only a hash that was noted elsewhere shows that (`ferrofax audit \
             checkpoint`; `--expect HASH`)"
                .to_owned(),
        ),
    }
    lines.join("\n") + "\n"
}

fn lines_of(verdict: &Verdict) -> u32 {
    u32::try_from(verdict.lines).unwrap_or(u32::MAX)
}

fn value(verdict: &Verdict, is_asked: bool) -> Value {
    let place = |at: &At| json!({"file": at.file.to_string_lossy(), "line": at.line});
    let fault = verdict.fault.as_ref().map(|(at, fault)| {
        let mut value = place(at);
        value["text"] = fault.to_string().into();
        value
    });
    let noted = verdict.expected.as_ref().map(|(at, found)| {
        let mut value = place(at);
        value["seq"] = found.seq.into();
        value
    });
    json!({
        "well": fault.is_none() && (noted.is_some() || !is_asked),
        "lines": verdict.lines,
        "unchained": verdict.unchained,
        "first": verdict.first.map(|first| first.seq),
        "last": verdict.last.map(|last| last.seq),
        "hash": verdict.last.map(|last| last.hash.to_string()),
        "fault": fault,
        "expected": noted,
    })
}
