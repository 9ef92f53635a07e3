//! `ferrofax export-person` writes all data about one person to files, and `ferrofax erase-person`
//! deletes these data.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use ferrofax_cluster::Clustered;
use serde_json::{Value, json};

use super::args::{ErasePerson, ExportPerson};
use super::backup::made;
use super::faxes::event_value;
use super::jobs::whole_value;
use super::noted::Audit;
use super::owner::give_to_owner;
use super::show::{counted, counted_as, instant, mail_value, value_of};
use super::{End, missing, node, opened, print};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_desk::user;
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::numbers::NumberRules;
use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::view::FaxView;
use ferrofax_spool::{FaxId, PersonIs, RefusedCall, Spool, read_document};

/// The end of the text that `ferrofax erase-person` prints after an erasure: the places that the
/// erasure does not search.
const NOT_ERASED: &str = "Not searched: the shared database (--store) or the spools of other machines, letters, who fetched a document, \
    recordings of calls of the PBX's own fax applications, and drafts. Nor were address books, watched folders, systems in \
    which faxes are filed, messages to webhooks, audit.log, backups, the PBX's log, and mails that were sent.";

/// Exports all data about a person: writes `person.json`, and each document next to it.
pub(super) fn export(folder: &Path, settings: &Settings, words: &ExportPerson) -> Result<(), End> {
    if !missing::is_there(folder)? {
        return opened(folder).map(drop);
    }
    let to = made(&words.folder, "the data of a person")?;
    give_to_owner(&to, folder)?;
    let own = opened(folder)?;
    let spool = looked_through(&own, settings, words.store)?;
    let rules = spool.devices().sending().map_err(End::of_spool)?.rules;
    let person = whose(&words.who, &rules);
    let (faxes, jobs) = spool.retention().of_person(person).map_err(End::of_spool)?;
    // The export is written to the audit log before any data is exported.
    let about = [
        ("person", words.who.as_str()),
        ("faxes", &*faxes.len().to_string()),
        ("jobs", &*jobs.len().to_string()),
    ];
    Audit::of(&own, settings)?.done("export-person", &about)?;
    let faxes: Vec<Value> =
        faxes.iter().map(|fax| of_fax(&spool, *fax, &to)).collect::<Result<_, _>>()?;
    let jobs: Vec<Value> =
        jobs.iter().map(|job| of_job(&spool, *job, &to)).collect::<Result<_, _>>()?;
    let counts = (faxes.len() as u32, jobs.len() as u32);
    let at = instant(UnixMs::now());
    let refused: Vec<Value> = refused_of(&spool, person)?;
    let all = json!({"person": words.who, "at": at, "faxes": faxes, "jobs": jobs, "refused_calls": refused});
    written(&to, "person.json", format!("{all:#}\n").as_bytes())?;
    let (faxes, jobs) =
        (counted_as(counts.0, "received fax", "received faxes"), counted(counts.1, "job"));
    print(&format!("{}: {faxes} and {jobs}\n", to.display()))
}

/// Returns the shared database if the command line requests it, else this machine's spool.
fn looked_through(own: &Spool, settings: &Settings, store: bool) -> Result<Spool, End> {
    if store && !own.is_front() { node::as_spool(own, settings) } else { Ok(own.clone()) }
}

/// Deletes all data about a person. If some data cannot be deleted, the rest is deleted and the
/// remaining data are listed.
pub(super) fn erase(own: &Spool, settings: &Settings, words: &ErasePerson) -> Result<(), End> {
    let spool = &looked_through(own, settings, words.store)?;
    let rules = spool.devices().sending().map_err(End::of_spool)?.rules;
    let person = whose(&words.who, &rules);
    let (faxes, jobs) = spool.retention().of_person(person).map_err(End::of_spool)?;
    // Only this line of the audit log names the person. The records of the single deletions do not.
    let about = [("person", words.who.as_str()), ("why", &*words.why)];
    Audit::of(own, settings)?.done("erase-person", &about)?;
    let reason = format!("erased for a person, by {}: {}", user::current(), words.why);
    let now = UnixMs::now();
    let mut stays = Stays::default();
    let faxes = faxes.iter().map(|fax| spool.faxes().delete_fax_saying(*fax, &reason, now));
    let faxes = stays.count_gone(faxes);
    let jobs = jobs.iter().map(|job| spool.jobs().delete_job_saying(*job, &reason, now));
    let jobs = stays.count_gone(jobs);
    // In a shared database, the facts about a number are deleted when a node deletes its own facts
    // about it. Here only the objects of the deleted documents are removed.
    if spool.is_front() {
        spool.cluster().sweep_objects(node::SWEEP).map_err(End::of_spool)?;
    } else if let PersonIs::Number(number, rules) = person {
        spool.faxes().erase_refused_of(number, rules).map_err(End::of_spool)?;
        spool.numbers().forget_destinations_of(number, rules).map_err(End::of_spool)?;
    }
    let (faxes, jobs) = (counted_as(faxes, "received fax", "received faxes"), counted(jobs, "job"));
    print(&format!("deleted {faxes} and {jobs}\n{NOT_ERASED}\n"))?;
    let again = |why: &String| format!("not removed yet, the next clean-up tries again: {why}");
    let Stays { mut kept, left } = stays;
    kept.extend(left.iter().map(again));
    if kept.is_empty() { Ok(()) } else { Err(End::Failed(kept.join("\nferrofax: "))) }
}

/// The data about a person that an erasure could not delete.
#[derive(Default)]
struct Stays {
    /// The reasons why faxes, jobs or other data of the person could not be deleted.
    kept: Vec<String>,
    /// The document files that could not be removed yet, although their faxes are deleted. Each
    /// entry describes one file and the error.
    left: BTreeSet<String>,
}

impl Stays {
    /// Counts the faxes or jobs that were deleted. Notes which files of these faxes could not be
    /// removed, and the error of each deletion that failed.
    fn count_gone<E: Display>(
        &mut self,
        deleted: impl Iterator<Item = Result<Vec<String>, E>>,
    ) -> u32 {
        let mut gone = 0;
        for one in deleted {
            match one {
                Ok(problems) => {
                    gone += 1;
                    self.left.extend(problems);
                }
                Err(why) => self.kept.push(why.to_string()),
            }
        }
        gone
    }
}

fn whose<'a>(who: &'a str, rules: &'a NumberRules) -> PersonIs<'a> {
    if who.contains('@') { PersonIs::Address(who) } else { PersonIs::Number(who, rules) }
}

/// The blocked calls from a number, as JSON; none for a mail address.
fn refused_of(spool: &Spool, person: PersonIs<'_>) -> Result<Vec<Value>, End> {
    let PersonIs::Number(number, rules) = person else { return Ok(Vec::new()) };
    let calls = spool.faxes().refused_of(number, rules).map_err(End::of_spool)?;
    let value = |call: &RefusedCall| {
        json!({
            "at": instant(call.at),
            "device": call.device.to_string(),
            "calling": call.calling,
            "caller_name": call.caller_name,
            "rule": call.rule,
        })
    };
    Ok(calls.iter().map(value).collect())
}

fn of_fax(spool: &Spool, id: FaxId, to: &Path) -> Result<Value, End> {
    let fax = spool.faxes().fax(id).map_err(End::of_spool)?;
    let mut value = value_of(FaxView::of(&fax).fields());
    let mails = spool.outbox().outbox_of(id).map_err(End::of_spool)?;
    value["mails"] = mails.iter().map(mail_value).collect();
    let events = spool.faxes().fax_events(id).map_err(End::of_spool)?;
    value["events"] = events.iter().map(event_value).collect();
    let document = spool.faxes().document_path(id).map_err(End::of_spool)?;
    value["file"] = copied(spool, &document, to, format!("fax-{id}.tif"))?;
    Ok(value)
}

fn of_job(spool: &Spool, id: JobId, to: &Path) -> Result<Value, End> {
    let job = spool.jobs().job(id).map_err(End::of_spool)?;
    let mut value = whole_value(spool, &job).map_err(End::of_spool)?;
    let files = job
        .documents
        .iter()
        .map(|one| copied(spool, &one.path, to, format!("job-{id}-{}.tif", one.number)));
    value["files"] = files.collect::<Result<_, _>>()?;
    Ok(value)
}

/// Copies a document into the folder of the export, and returns its name. Null if there is no
/// document, as for a call without pages.
fn copied(spool: &Spool, document: &Path, to: &Path, name: String) -> Result<Value, End> {
    let value = match read_document(document) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Value::Null),
        Err(error) => return Err(End::failed(format!("{}: {error}", document.display()))),
        Ok(bytes) => written(to, &name, &bytes).map(|()| name.into())?,
    };
    // To read the document, it was copied from the shared database to this machine. This copy is no
    // longer needed.
    if spool.is_front() {
        let gone = safe_file::remove(document);
        gone.map_err(|error| End::failed(format!("{}: {error}", document.display())))?;
    }
    Ok(value)
}

fn written(to: &Path, name: &str, bytes: &[u8]) -> Result<(), End> {
    let path = to.join(name);
    let made = safe_file::make(&path, Share::Nobody).and_then(|mut file| file.write_all(bytes));
    made.map_err(|error| End::failed(format!("{}: {error}", path.display())))
}
