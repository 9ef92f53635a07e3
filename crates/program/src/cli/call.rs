//! `ferrofax call`: call recordings, and files made from them.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use serde_json::{Value, json};

use super::args::{Call, CallWork, Draw, Export, Replay, WhichCalls, WhichRecord};
use super::owner::{LowPorts, become_owner};
use super::show::{columns, date, plain};
use super::unfinished::kept_if_done;
use super::{End, missing, opened, print};
use ferrofax_spool::{CallRecord, RecordOf, RecordQuery, Spool, packed_tape, unpacked_tape};
use ferrofax_web::examiner::{About, Examiner, Made, NotMade};

/// An opened call recording, and the facts about the call that the spool stores.
struct OpenedCall {
    tape: Vec<u8>,
    about: About,
    /// The line about the call that `ferrofax call show` prints first.
    head: String,
}

pub(super) fn run(spool: &Path, examiner: &dyn Examiner, words: &Call) -> Result<(), End> {
    match &words.work {
        CallWork::List(which) => list(&opened(spool)?, which),
        CallWork::Show(words) => show(&found(spool, &words.which)?, examiner, words.json),
        CallWork::Replay(words) => replay(&found(spool, &words.which)?, examiner, words),
        CallWork::Draw(words) => draw(spool, examiner, words),
        CallWork::Export(words) => export(spool, examiner, words),
    }
}

fn list(spool: &Spool, words: &WhichCalls) -> Result<(), End> {
    let (fax, job, limit) = (words.fax, words.job, words.limit);
    let is_ok = words.failed.then_some(false);
    let query = RecordQuery { fax, job, is_ok, limit, ..RecordQuery::default() };
    let records = spool.recordings().call_records(&query).map_err(End::of_spool)?;
    if words.json {
        let values: Vec<Value> = records.iter().map(value).collect();
        return print(&format!("{}\n", Value::Array(values)));
    }
    if records.is_empty() {
        return print("no call recordings\n");
    }
    let headings = ["RECORD", "OF", "WHEN", "SECONDS", "DEVICE", "NUMBER", "PAGES", "END", "KB"];
    print(&columns(&headings, records.iter().map(row).collect()))
}

fn row(record: &CallRecord) -> Vec<String> {
    let facts = &record.facts;
    let shown = |text: &str| if text.is_empty() { "-".to_owned() } else { plain(text) };
    vec![
        record.id.to_string(),
        facts.of.to_string(),
        date(facts.began_at),
        seconds(record).to_string(),
        shown(&facts.device),
        shown(&facts.number),
        facts.pages.to_string(),
        if facts.is_ok { "ok".to_owned() } else { shown(&facts.cause) },
        record.octets.div_ceil(1000).to_string(),
    ]
}

fn seconds(record: &CallRecord) -> i64 {
    (record.facts.ended_at.0 - record.facts.began_at.0).max(0) / 1000
}

fn value(record: &CallRecord) -> Value {
    let facts = &record.facts;
    let (fax, job, session) = match facts.of {
        RecordOf::Fax(fax) => (Some(fax.0), None, None),
        RecordOf::Job(job, _) => (None, Some(job.0), None),
        RecordOf::Session(session) => (None, None, Some(session)),
    };
    json!({
        "record": record.id.0,
        "fax": fax,
        "job": job,
        "session": session,
        "began_at": facts.began_at.0,
        "ended_at": facts.ended_at.0,
        "direction": if facts.is_out { "out" } else { "in" },
        "device": facts.device,
        "number": facts.number,
        "trunk": facts.trunk,
        "ok": facts.is_ok,
        "cause": facts.cause,
        "pages": facts.pages,
        "octets": record.octets,
    })
}

fn show(found: &OpenedCall, examiner: &dyn Examiner, as_json: bool) -> Result<(), End> {
    let what = if as_json { Made::Json } else { Made::Shown };
    let made = made(found, examiner, what)?;
    let text = String::from_utf8_lossy(&made);
    let head = if as_json { "" } else { &found.head };
    print(&format!("{head}{}\n", text.trim_end()))
}

fn replay(found: &OpenedCall, examiner: &dyn Examiner, words: &Replay) -> Result<(), End> {
    let again = examiner.again(&found.tape, &words.with, found.about.language);
    let (is_same, text) = again.map_err(not_made)?;
    print(&text)?;
    // Without changed settings, a different result is an error. With changed settings the result is
    // expected to differ.
    if is_same || !words.with.is_empty() { Ok(()) } else { Err(End::Silent) }
}

fn draw(spool: &Path, examiner: &dyn Examiner, words: &Draw) -> Result<(), End> {
    let what = match words.output.extension().and_then(|ending| ending.to_str()) {
        Some("svg") => Made::Svg,
        Some("png") => Made::Png,
        _ => {
            let name = words.output.display();
            return Err(End::Refused(format!("{name}: a drawing's name ends in .svg or .png")));
        }
    };
    write_all(spool, examiner, &words.which, &[(&words.output, what)])
}

fn export(spool: &Path, examiner: &dyn Examiner, words: &Export) -> Result<(), End> {
    let record = if words.anonymous { Some(Made::Anonymous) } else { None };
    let files = [
        (&words.wav, Some(Made::Wav)),
        (&words.pcap, Some(Made::Pcap)),
        (&words.received, Some(Made::Received)),
        (&words.sent, Some(Made::Sent)),
        (&words.json, Some(Made::Json)),
    ];
    let wanted: Vec<_> = files
        .into_iter()
        .filter_map(|(file, what)| Some((file.as_deref()?, what?)))
        .collect();
    if let Some(file) = words.as_record.as_deref() {
        return write_record(spool, examiner, &words.which, file, record);
    }
    if wanted.is_empty() {
        let text = "nothing is wanted: --wav, --pcap, --received, --sent, --json and --as-record name files";
        return Err(End::Refused(text.to_owned()));
    }
    write_all(spool, examiner, &words.which, &wanted)
}

/// Creates the files of an exported call: all of them, or none. If root runs the command, the files
/// are created by root and belong to root. The process continues as the spool's owner when it reads
/// the recording.
fn write_all(
    spool: &Path,
    examiner: &dyn Examiner,
    which: &WhichRecord,
    wanted: &[(&Path, Made)],
) -> Result<(), End> {
    let mut files = Vec::new();
    for (path, what) in wanted {
        match new_file(path) {
            Ok(file) => files.push((file, *path, *what)),
            Err(error) => {
                return kept_if_done(Err(error), files.iter().map(|(_, path, _)| *path));
            }
        }
    }
    let mut write = || -> Result<(), End> {
        let found = found(spool, which)?;
        for (file, path, what) in &mut files {
            let octets = made(&found, examiner, *what)?;
            file.write_all(&octets).map_err(|error| failed(path, &error))?;
        }
        Ok(())
    };
    kept_if_done(write(), wanted.iter().map(|(path, _)| *path))
}

fn write_record(
    spool: &Path,
    examiner: &dyn Examiner,
    which: &WhichRecord,
    path: &Path,
    what: Option<Made>,
) -> Result<(), End> {
    let mut file = new_file(path)?;
    let mut write = || -> Result<(), End> {
        let mut found = found(spool, which)?;
        if let Some(what) = what {
            found.tape = made(&found, examiner, what)?;
        }
        let packed = packed_tape(&found.tape).map_err(|error| failed(path, &error))?;
        file.write_all(&packed).map_err(|error| failed(path, &error))
    };
    kept_if_done(write(), [path])
}

fn new_file(path: &Path) -> Result<File, End> {
    File::create_new(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> End {
    End::failed(format!("{}: {error}", path.display()))
}

/// The error for a recording from which the requested file cannot be made.
fn not_made(reason: NotMade) -> End {
    End::Refused(reason.to_string())
}

fn made(found: &OpenedCall, examiner: &dyn Examiner, what: Made) -> Result<Vec<u8>, End> {
    examiner.make(&found.tape, &found.about, what).map_err(not_made)
}

fn found(spool: &Path, which: &WhichRecord) -> Result<OpenedCall, End> {
    if let Some(path) = &which.file {
        return of_file(path, spool);
    }
    let spool = opened(spool)?;
    let record = match which.record {
        Some(id) => spool.recordings().call_record(id).map_err(End::of_spool)?,
        None => newest(&spool, which)?,
    };
    let tape = spool.recordings().call_tape(&record).map_err(End::of_spool)?;
    Ok(OpenedCall { tape, head: head(&record), about: About::of(&record) })
}

fn newest(spool: &Spool, which: &WhichRecord) -> Result<CallRecord, End> {
    let query = RecordQuery { fax: which.fax, job: which.job, limit: 1, ..RecordQuery::default() };
    let records = spool.recordings().call_records(&query).map_err(End::of_spool)?;
    let none = || {
        let what = match (which.fax, which.job) {
            (Some(fax), _) => format!("of the call of fax {fax}"),
            (_, Some(job)) => format!("of a call for job {job}"),
            _ => "of a call".to_owned(),
        };
        End::Refused(format!(
            "there is no record {what}: `record` in ferrofax.conf says of which calls they are kept"
        ))
    };
    records.into_iter().next().ok_or_else(none)
}

/// Opens a call recording from a file. Somebody else may have made the file, so root only reads its
/// bytes. Then the process becomes the spool's owner, and parses them.
fn of_file(path: &Path, spool: &Path) -> Result<OpenedCall, End> {
    let mut octets = Vec::new();
    File::open(path)
        .and_then(|mut file| file.read_to_end(&mut octets))
        .map_err(|error| failed(path, &error))?;
    if missing::is_there(spool)? {
        become_owner(spool, LowPorts::GivenUp)?;
    }
    let tape = unpacked_tape(octets)
        .map_err(|error| End::Refused(format!("{}: {error}", path.display())))?;
    Ok(OpenedCall { tape, about: About::default(), head: String::new() })
}

fn head(record: &CallRecord) -> String {
    let facts = &record.facts;
    let mut head = format!("Record {}, {}: ", record.id, facts.of);
    head += if facts.is_out { "a call to " } else { "a call from " };
    head += if facts.number.is_empty() { "nobody known" } else { &facts.number };
    if !facts.device.is_empty() {
        head += &format!(", device {}", facts.device);
    }
    if !facts.trunk.is_empty() {
        head += &format!(", by {}", facts.trunk);
    }
    format!("{}, {}\n", plain(&head), date(facts.began_at))
}
