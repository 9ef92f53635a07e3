//! Imports the jobs of HylaFAX's queue. Each imported job is either held (not sent until a user
//! releases it) or sent.
//!
//! Pages that HylaFAX has already sent are left out: for each document, the job file names the
//! first page to send. A job is recognised by data that does not change while the job is in
//! HylaFAX. Its progress at the time of the import is stored ([`stood`]), so that a job is not
//! released if HylaFAX has sent more of its pages since.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::found::{Document, Found, FoundJob};
use super::job_file::{ItemKind, JobFile, State};
use super::wanted::Wanted;
use super::{Fate, Taker, Told};
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::counted;
use ferrofax_convert::{MAX_BYTES, PageRanges, Pages, convert_one};
use ferrofax_listeners::hylafax::{USUAL_PRIORITY, is_mailbox, notify_when};
use ferrofax_network::encoding::hex;
use ferrofax_rights::order::{Hands, Made, OrderError, accepted, device_of, prepared};
use ferrofax_spool::event::Actor;
use ferrofax_spool::jobs::{Altered, JobId, JobState, JobVerb, Origin};
use ferrofax_spool::sending::{JobDefaults, option};
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::Wish;
use ferrofax_spool::{SpoolError, TakenOver};

/// The name that the history of a job shows in place of a user's name, if the import has released
/// the held job.
const BY: &str = Actor::IMPORT;

/// The settings of a HylaFAX job that are not imported. For each setting, the list has the values
/// that mean "not set".
const NOT_TAKEN: [(&str, &[&str]); 8] = [
    ("tsi", &[]),
    ("faxnumber", &[]),
    ("desiredbr", &["13"]),
    ("desiredec", &["2", "3"]),
    ("minbr", &["0"]),
    ("desiredtl", &["0"]),
    ("pagechop", &["default", "none"]),
    ("cover", &[]),
];

/// Imports a job from HylaFAX's queue, or returns the reason why it is not imported.
pub(super) fn take(found: &FoundJob, wanted: &Wanted, to: Taker<'_>) -> Fate {
    let job = match &found.file {
        Ok(job) => job,
        Err(why) => return Fate::PassedOver(why.clone()),
    };
    let mark = mark(job);
    let known = match to.spool.submission().taken_over(&mark) {
        Ok(None) => interrupted(&mark, wanted, to),
        known => known,
    };
    match known {
        Err(error) => Fate::PassedOver(error.to_string()),
        Ok(Some(known)) => again(&known, job, wanted, to),
        Ok(None) => match new(found, job, &mark, wanted, to) {
            Ok(said) => Fate::Taken(said),
            Err(why) => Fate::PassedOver(why),
        },
    }
}

/// The progress that is stored for a job whose import was interrupted before its progress in
/// HylaFAX was stored. No progress of a HylaFAX job is equal to it, so the import never releases
/// the job.
const UNKNOWN: &str = "unknown";

/// Finds the Ferrofax job of an earlier import that was interrupted after it stored the job and
/// before it stored the job's progress in HylaFAX. Except in a dry run, the progress is stored as
/// [`UNKNOWN`].
fn interrupted(
    mark: &str,
    wanted: &Wanted,
    to: Taker<'_>,
) -> Result<Option<TakenOver>, SpoolError> {
    let Some(job) = to.spool.jobs().job_marked(mark)? else { return Ok(None) };
    if !wanted.dry_run {
        to.spool.submission().note_taken_job(mark, job, UNKNOWN, to.now)?;
    }
    let state = Some(to.spool.jobs().job(job)?.state);
    let (mark, stood) = (mark.to_owned(), UNKNOWN.to_owned());
    Ok(Some(TakenOver { mark, fax: None, job: Some(job), state, stood }))
}

/// Reports Ferrofax jobs of earlier imports that are held but whose HylaFAX jobs are no longer in
/// HylaFAX's queue. HylaFAX has sent or ended these jobs, so Ferrofax does not release them.
pub(super) fn left(found: &Found, wanted: &Wanted, to: Taker<'_>) -> Vec<Told> {
    if !wanted.release {
        return Vec::new();
    }
    // A job whose file is unreadable may still be in the queue. It cannot be recognised, so nothing
    // is reported.
    if found.queue.iter().any(|job| job.file.is_err()) {
        return Vec::new();
    }
    let there: BTreeSet<String> =
        found.queue.iter().filter_map(|job| job.file.as_ref().ok().map(mark)).collect();
    let held = to.spool.submission().held_taken_over().unwrap_or_default();
    let gone = held.into_iter().filter(|known| !there.contains(&known.mark));
    let told = gone.filter_map(|known| {
        let job = known.job?;
        let text = "it was imported before, and is no longer in HylaFAX's queue; it remains held";
        Some(Told { at: format!("job {job}"), fate: Fate::Changed(text.to_owned()) })
    });
    told.collect()
}

/// The unique key ("mark") by which a HylaFAX job is recognised at the next import. It consists of
/// data that HylaFAX does not change until the job ends. HylaFAX reuses a job number after many
/// thousands of jobs, and a document number even later.
pub(super) fn mark(job: &JobFile) -> String {
    let document = job.items.first().map_or("", |item| {
        let name = item.file.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    });
    let parts = [job.word("jobid"), job.word("groupid"), job.word("owner"), job.word("client")];
    let whole = [&parts[..], &[document]].concat().join("\n");
    let hash = Sha256::digest(whole.as_bytes());
    format!("hylafax-job:{}:{}", job.word("jobid"), hex(&hash[..12]))
}

/// Describes how much of a job HylaFAX has already sent, so that the next import recognises
/// changes. The text is the number of pages that HylaFAX has sent, a blank, and the number to be
/// dialled.
fn stood(job: &JobFile) -> String {
    format!("{} {}", job.number("npages").unwrap_or(0), job.word("number"))
}

/// Handles a HylaFAX job that an earlier import has imported as a Ferrofax job. If `wanted`
/// requires it, the Ferrofax job is released. It is not released if HylaFAX has sent pages of the
/// job or changed its fax number since the earlier import, or if the job could not be imported now.
fn again(known: &TakenOver, job: &JobFile, wanted: &Wanted, to: Taker<'_>) -> Fate {
    let (Some(id), Some(state)) = (known.job, known.state) else {
        return Fate::Known("imported before, and deleted since".to_owned());
    };
    if !wanted.release || state != JobState::Suspended {
        return Fate::Known(format!("imported before: job {id}, {state}"));
    }
    if known.stood == UNKNOWN {
        return Fate::Changed(format!(
            "an earlier import was interrupted when it became job {id}, and HylaFAX may have sent \
             pages of it since; job {id} remains held"
        ));
    }
    if stood(job) != known.stood {
        return Fate::Changed(format!(
            "HylaFAX has sent pages of it or changed its number since it became job {id}, which \
             remains held"
        ));
    }
    if job.state() == Ok(State::Held) {
        return Fate::Known(format!("job {id} remains held, as in HylaFAX"));
    }
    if let Err(why) = check(job, to.now) {
        return Fate::Changed(format!("{why}; job {id} remains held"));
    }
    if wanted.dry_run {
        return Fate::Taken(format!("job {id} would be released"));
    }
    match released(id, job, to) {
        Ok(state) => Fate::Taken(format!("job {id} is released: {state}")),
        Err(error) => Fate::Changed(format!("job {id} is not released: {error}")),
    }
}

fn released(id: JobId, job: &JobFile, to: Taker<'_>) -> Result<JobState, SpoolError> {
    // The job's time limit did not run while the job was held, so it is set now.
    if let Some(ends) = job.moment("killtime") {
        let altered = Altered { expires_at: Some(ends), ..Altered::default() };
        to.spool.jobs().do_to_job(id, JobVerb::Alter(altered), BY, to.now)?;
    }
    to.spool.jobs().do_to_job(id, JobVerb::Release, BY, to.now)
}

/// Imports a job from HylaFAX's queue that was not imported before.
fn new(
    found: &FoundJob,
    job: &JobFile,
    mark: &str,
    wanted: &Wanted,
    to: Taker<'_>,
) -> Result<String, String> {
    // Find the documents that are still to be sent, and the device.
    check(job, to.now)?;
    let documents = to_send(&found.documents)?;
    let names = [job.word("modem"), job.word("faxnumber"), job.word("owner")];
    let device = wanted.device_of(&names).ok_or_else(|| {
        format!("no device is named for it: --device DEVICE, or --map {}=DEVICE", job.word("owner"))
    })?;
    let said = |error: OrderError| error.to_string();
    let device = device_of(to.spool, device).map_err(said)?;
    let defaults = to
        .spool
        .devices()
        .sending()
        .map_err(|error| error.to_string())?
        .defaults_of(&device);
    // Make the order, with the rights of the user who imports.
    let held = !wanted.release || job.state() == Ok(State::Held);
    let draft = draft(job, &device.name().to_string(), &defaults, held, to.now);
    let hands = Hands { rights: to.rights, by: to.by };
    let (number, owner) = (job.word("number"), job.word("owner"));
    let without = not_taken(job);
    let how = if held { "held" } else { "to be sent" };
    // A dry run checks the rights and converts the documents, but stores nothing.
    if wanted.dry_run {
        let new = prepared(to.spool, &draft, to.now).map_err(said)?;
        to.rights
            .outlook(to.by, &new.device, &new.number)
            .map_err(|denied| denied.to_string())?;
        let most =
            ferrofax_convert::Wanted { resolution: None, max_pages: new.max_pages, colours: false };
        let pages: u32 = made(&documents, &most, to)?.iter().map(|made| made.count).sum();
        return Ok(format!("{} to {number} for {owner}, {how}{without}", counted(pages, "page")));
    }
    let mut accepted = accepted(to.spool, hands, (&draft, []), to.now).map_err(said)?;
    let retry = job.number("retrytime").unwrap_or(0);
    if retry > 0 {
        accepted.job.options.insert(option::RETRY_SECONDS.to_owned(), retry.to_string());
    }
    // Make the pages, store the job with its mark, and record its progress in HylaFAX.
    let pages = made(&documents, &accepted.wanted, to)?;
    let made: Vec<Made<'_>> = pages
        .iter()
        .zip(&documents)
        .map(|(pages, document)| Made { pages, name: document.name.clone() })
        .collect();
    let taken = accepted.take(to.spool, to.rights, &made, Some(mark), to.now).map_err(said)?;
    to.spool
        .submission()
        .note_taken_job(mark, taken.job, &stood(job), to.now)
        .map_err(|error| format!("it is job {} now, which is not noted: {error}", taken.job))?;
    let pages = counted(taken.pages, "page");
    Ok(format!("job {}: {pages} to {number} for {owner}, {how}{without}", taken.job))
}

/// Checks by the job file alone whether a waiting HylaFAX job can be imported, or released after an
/// earlier import. The error is the reason why not, such as a job for a pager or a job that is in a
/// call.
fn check(job: &JobFile, now: UnixMs) -> Result<(), String> {
    let kind = job.word("jobtype");
    if !matches!(kind, "" | "facsimile") {
        return Err(format!("it is a job of the kind '{kind}', and no fax"));
    }
    if !job.word("pagerange").is_empty() {
        return Err(format!("it asks for pages {} alone", job.word("pagerange")));
    }
    match job.state() {
        Ok(State::Active) => {
            return Err(
                "HylaFAX has it in a call, or had when it ended: run this again, or start \
                        and stop HylaFAX once"
                    .to_owned(),
            );
        }
        Ok(State::Done | State::Failed) => return Err("it has ended in HylaFAX".to_owned()),
        _ => {}
    }
    let begins = job.moment("tts").unwrap_or(now).max(now);
    if job.moment("killtime").is_some_and(|ends| ends <= begins) {
        Err("the time in which it was to be sent (killtime) is over".to_owned())
    } else {
        Ok(())
    }
}

/// A document of a HylaFAX job, with those of its pages that HylaFAX has not sent yet.
struct ToSend {
    name: String,
    bytes: Vec<u8>,
    only: PageRanges,
}

/// Returns the documents of a HylaFAX job that are still to be sent. If HylaFAX has made fax pages
/// from a document, these pages are returned in its place, from the first page that was not sent.
fn to_send(documents: &[Document]) -> Result<Vec<ToSend>, String> {
    let mut left = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let next = documents.get(at + 1);
        let before = at.checked_sub(1).and_then(|before| documents.get(before));
        let has_source = before.is_some_and(|it| it.item.kind == ItemKind::Made && it.file.is_ok());
        let is_left_out = match document.item.kind {
            ItemKind::Poll => return Err("it fetches a document (polling)".to_owned()),
            ItemKind::Message => return Err("it is a message for a pager".to_owned()),
            // HylaFAX has made pages from this document. If the pages are no longer listed, they
            // were sent. If their file is missing before the first page was sent, they are made
            // from the document again.
            ItemKind::Made => !next.is_some_and(is_lost),
            ItemKind::Pages => is_lost(document) && has_source,
            ItemKind::Document => false,
        };
        if !is_left_out {
            left.push(read(document)?);
        }
    }
    if left.is_empty() { Err("nothing of it is left to be sent".to_owned()) } else { Ok(left) }
}

/// Whether the file with the fax pages that HylaFAX made from a document is missing, although
/// HylaFAX has sent none of these pages.
fn is_lost(pages: &Document) -> bool {
    pages.item.kind == ItemKind::Pages && pages.item.first == 0 && pages.file.is_err()
}

fn read(document: &Document) -> Result<ToSend, String> {
    let file = document.file.as_ref().map_err(|why| why.to_string())?;
    let bytes = file.read(MAX_BYTES).map_err(|why| why.to_string())?;
    let first = i32::try_from(document.item.first).unwrap_or(i32::MAX);
    let only = match first {
        0 => PageRanges::default(),
        first => PageRanges::of([(first.saturating_add(1), i32::MAX)])
            .map_err(|error| error.to_string())?,
    };
    let name = file.name.rsplit('/').next().unwrap_or_default().to_owned();
    Ok(ToSend { name, bytes, only })
}

fn made(
    documents: &[ToSend],
    wanted: &ferrofax_convert::Wanted,
    to: Taker<'_>,
) -> Result<Vec<Pages>, String> {
    let make = |one: &ToSend| {
        let document = ferrofax_convert::Document::bytes(&one.name, "", one.bytes.clone());
        convert_one(document.only(one.only.clone()), wanted, to.converter)
            .map_err(|error| error.to_string())
    };
    documents.iter().map(make).collect()
}

/// Converts a HylaFAX job into the data of a new Ferrofax job, which the calling function then
/// submits.
fn draft(job: &JobFile, device: &str, defaults: &JobDefaults, held: bool, now: UnixMs) -> Draft {
    let mut draft = Draft {
        number: job.word("number").to_owned(),
        device: device.to_owned(),
        owner: job.word("owner").to_owned(),
        created_by: Origin::Hylafax,
        documents: vec![ferrofax_rights::order::later()],
        ..Draft::default()
    };
    let mut wish = |wish, text: String| {
        if !text.is_empty() {
            draft.wishes.set(wish, text);
        }
    };
    let words = [
        (Wish::Tag, "jobtag"),
        (Wish::Sub, "subaddr"),
        (Wish::Pwd, "passwd"),
        (Wish::Recipient, "receiver"),
        (Wish::Company, "company"),
        (Wish::Sender, "sender"),
    ];
    words.into_iter().for_each(|(what, word)| wish(what, job.word(word).to_owned()));
    wish(Wish::Resolution, fineness(job).to_owned());
    wish(Wish::Report, notify_when(notice(job)).name().to_owned());
    if is_mailbox(job.word("mailaddr")) {
        wish(Wish::Notify, job.word("mailaddr").to_owned());
    }
    // HylaFAX and its clients write default numbers into each job, so these count as not set.
    let count = |most: &str, used: &str, usual: u32, limit: u32| {
        let (most, used) = (job.number(most)?, job.number(used).unwrap_or(0));
        (most != usual || used > 0).then(|| most.saturating_sub(used).clamp(1, limit).to_string())
    };
    let tries = count("maxtries", "tottries", 3, defaults.max_tries.max(defaults.tries));
    let dials = count("maxdials", "totdials", 12, defaults.max_dials.max(defaults.dials));
    wish(Wish::Tries, tries.unwrap_or_default());
    wish(Wish::Dials, dials.unwrap_or_default());
    let priority = job.number("priority").filter(|said| *said != u32::from(USUAL_PRIORITY));
    if let Some(said) = priority {
        let behind = said > u32::from(USUAL_PRIORITY);
        let said = if behind { said.max(defaults.priority.into()) } else { said };
        wish(Wish::Priority, said.min(255).to_string());
    }
    let written = |at: UnixMs| at.timestamp().map_or_else(String::new, |at| at.to_string());
    if let Some(at) = job.moment("tts").filter(|at| *at > now) {
        wish(Wish::At, written(at));
    }
    // The time limit does not run while the job is held.
    match job.moment("killtime") {
        Some(ends) if !held => wish(Wish::Expires, written(ends)),
        _ => {}
    }
    if held {
        wish(Wish::Hold, "yes".to_owned());
    }
    draft
}

fn fineness(job: &JobFile) -> &'static str {
    match (job.word("usexvres"), job.number("resolution")) {
        ("1", _) => "superfine",
        (_, Some(0..=98)) => "standard",
        (_, Some(197..)) => "superfine",
        _ => "fine",
    }
}

/// Translates the line `notify:…` of the HylaFAX job file, which says when the job's owner gets
/// report mails, into a value of Ferrofax's job parameter NOTIFY.
fn notice(job: &JobFile) -> &'static str {
    match job.word("notify") {
        "when done" => "DONE",
        "when requeued" => "REQUEUE",
        "when done+requeued" => "DONE+REQUEUE",
        _ => "NONE",
    }
}

/// Returns a text that lists those settings of a HylaFAX job that are not imported.
fn not_taken(job: &JobFile) -> String {
    let asks = |(word, nothing): &(&'static str, &[&str])| {
        let said = job.word(word);
        (!said.is_empty() && !nothing.contains(&said)).then(|| format!("{word} {said}"))
    };
    let mut left: Vec<String> = NOT_TAKEN.iter().filter_map(asks).collect();
    left.extend(job.unknown.iter().cloned());
    if left.is_empty() {
        String::new()
    } else {
        format!("; not taken over of it: {}", left.join(", "))
    }
}

/// The names and contents of all documents of a HylaFAX job whose files still exist. Pages that
/// HylaFAX made from such a document are left out, as are fetch requests and pager messages.
pub(super) fn all_documents(documents: &[Document]) -> Vec<(String, Vec<u8>)> {
    let is_document = |one: &&Document| {
        matches!(one.item.kind, ItemKind::Made | ItemKind::Document | ItemKind::Pages)
    };
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    for (at, one) in documents.iter().enumerate().filter(|(_, one)| is_document(one)) {
        // Skip pages if the document from which they were made still exists.
        let before = at.checked_sub(1).and_then(|at| documents.get(at));
        let is_made = one.item.kind == ItemKind::Pages
            && before
                .is_some_and(|before| before.item.kind == ItemKind::Made && before.file.is_ok());
        if let (false, Ok(file)) = (is_made, &one.file)
            && let Ok(bytes) = file.read(MAX_BYTES)
        {
            let name = file.name.rsplit('/').next().unwrap_or_default().to_owned();
            all.push((name, bytes));
        }
    }
    all
}
