//! `ferrofax node`: shows and changes the shared database, as this node sees it.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::args::{NodeWords, NodeWork, StoreJobs};
use super::noted::Audit;
use super::overview::{self, Overview};
use super::rekeying::Sealing;
use super::show::{columns, counted_as, date, instant, plain};
use super::unfinished::kept_if_done;
use super::{End, compared, drain, numbers, print, rekeying};
use crate::settings::Settings;
use ferrofax_basics::UnixMs;
use ferrofax_cluster::{
    Clustered, LineLimit, MailTaker, MailsAtStore, Member, Node, SharedFax, SharedJob, Shipping,
    as_front,
};
use ferrofax_desk::user;
use ferrofax_node::Place;
use ferrofax_spool::desk::NotDeleted;
use ferrofax_spool::jobs::{JobId, JobVerb};
use ferrofax_spool::{ADDING_SINCE, FaxId, SPOOL_VERSION, Spool, SpoolError, Tables};

/// The maximum number of document pieces that one run deletes from the object storage of the shared
/// database. Only pieces whose documents no longer exist are deleted.
pub(super) const SWEEP: u32 = 10_000;

pub(super) fn run(spool: &Spool, settings: &Settings, words: &NodeWords) -> Result<(), End> {
    let place = place(spool, settings)?;
    let to = To { spool, place: &place };
    let audit = || Audit::of(spool, settings);
    match &words.work {
        None | Some(NodeWork::Status) => status(to, words.json),
        Some(NodeWork::Compare { octets }) => compared::run(to, *octets, words.json),
        Some(NodeWork::Faxes { limit }) => faxes(to, *limit, words.json),
        Some(NodeWork::Fetch { fax, file }) => fetch(to, *fax, file),
        Some(NodeWork::Delete { faxes }) => delete(to, &audit()?, faxes),
        Some(NodeWork::Jobs { limit }) => jobs(to, *limit, words.json),
        Some(NodeWork::Numbers { number, limit }) => {
            numbers::of_store(to, (number.as_deref(), *limit), words.json)
        }
        Some(NodeWork::Cancel(of)) => change(to, &audit()?, &JobVerb::Cancel, of),
        Some(NodeWork::Hold(of)) => change(to, &audit()?, &JobVerb::Hold, of),
        Some(NodeWork::Release(of)) => change(to, &audit()?, &JobVerb::Release, of),
        Some(NodeWork::Retry(of)) => change(to, &audit()?, &JobVerb::Retry, of),
        Some(NodeWork::Migrate) => migrate(to, &audit()?),
        Some(NodeWork::Rekey { count: true }) => rekeying::count(to, words.json),
        Some(NodeWork::Rekey { count: false }) => rekeying::run(to, &audit()?, words.json),
        Some(NodeWork::Drain { node, wait, within }) => {
            let name = node.as_deref().unwrap_or(&settings.node.name);
            let until = wait.then_some(within.map(|seconds| Duration::from_secs(seconds.into())));
            drain::drain(to, &audit()?, (name, words.json), until)?;
            if name == settings.node.name && !settings.node.share_jobs && !words.json {
                print("it shares no jobs: it still sends those that are submitted there\n")?;
            }
            Ok(())
        }
        Some(NodeWork::Undrain { node }) => {
            drain::undrain(to, &audit()?, node.as_deref().unwrap_or(&settings.node.name))
        }
        Some(NodeWork::Forget { node }) => forget(to, node),
    }
}

/// Runs a query on the shared database, with a time limit.
pub(super) fn of_store<T: Send + 'static>(
    spool: &Spool,
    settings: &Settings,
    question: impl FnOnce(&Spool) -> Result<T, SpoolError> + Send + 'static,
) -> Result<T, End> {
    let place = place(spool, settings)?;
    let to = To { spool, place: &place };
    to.ask(move |store, _| question(store)).map_err(End::of_spool)
}

/// Opens the shared database like a spool, for commands that work on it. Copies of documents are
/// stored in a folder of this machine.
pub(super) fn as_spool(spool: &Spool, settings: &Settings) -> Result<Spool, End> {
    let place = place(spool, settings)?;
    let store = ferrofax_node::open(spool, &place, Tables::MayBeMade).map_err(End::of_spool)?;
    Ok(as_front(store))
}

fn place(spool: &Spool, settings: &Settings) -> Result<Place, End> {
    if let Some(place) = settings.node.place() {
        return Ok(place);
    }
    let left = ferrofax_node::left_alone_text(
        &spool.shared_queue().left_with_store().map_err(End::of_spool)?,
    );
    Err(End::refused(left.unwrap_or_else(|| {
        "this machine works alone: [node] in gateway.toml names no store (docs/nodes.md)".to_owned()
    })))
}

/// The connection to the shared database.
#[derive(Clone, Copy)]
pub(super) struct To<'c> {
    pub(super) spool: &'c Spool,
    pub(super) place: &'c Place,
}

impl To<'_> {
    /// Runs a query on the shared database, with a time limit.
    pub(super) fn ask<T: Send + 'static, E: From<SpoolError> + Send + 'static>(
        self,
        question: impl FnOnce(&Spool, &dyn Fn()) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E> {
        ferrofax_node::ask(self.spool, self.place, question)?
    }
}

/// Runs `ferrofax node status`. The state of this machine is printed even if the database cannot be
/// reached.
fn status(to: To<'_>, as_json: bool) -> Result<(), End> {
    let here = to.spool.cluster().node().map_err(End::of_spool)?;
    let shipping = to.spool.cluster().shipping().map_err(End::of_spool)?;
    let spool = to.spool.clone();
    let asked = to.ask(move |store, _| {
        let overview = Overview::of(store)?;
        // A database of an older version does not know whether the node shares jobs.
        let other = other_of_this(&spool, store).ok().flatten();
        Ok::<_, SpoolError>((overview, other, Sealing::of(store)?))
    });
    let (members, overview, other, sealing) = match asked {
        Ok((mut overview, other, sealing)) => {
            let members = std::mem::take(&mut overview.members);
            (Ok(members), overview, other.map(|other| other.to_string()), Some(sealing))
        }
        Err(why) => (Err(why), Overview::default(), None, None),
    };
    let Overview { limits, queue, lost, takers, .. } = overview;
    let mails = to.spool.cluster().mails_at_store().map_err(End::of_spool)?;
    if as_json {
        let mut value = status_value(here.as_ref(), &shipping, &members);
        value["lines"] = limits.iter().map(limit_value).collect();
        value["queue"] = queue.iter().map(overview::queue_value).collect();
        value["lost"] = lost.iter().map(overview::lost_value).collect();
        value["not_sharing"] = json!(other);
        value["mails"] = mails_value(&mails, &takers);
        value["sealing"] = json!(sealing.as_ref().map(Sealing::value));
        print(&format!("{value}\n"))?;
    } else {
        print(&status_text(here.as_ref(), &shipping))?;
        print(&mails_text(&mails, &takers))?;
        if let Some(text) = sealing.as_ref().and_then(Sealing::text) {
            print(&text)?;
        }
        if let Some(why) = &other {
            print(&format!("shares no jobs: {}\n\n", plain(why)))?;
        }
        limits.iter().try_for_each(|limit| print(&limit_text(limit)))?;
        if let Ok(members) = &members {
            let headings = [
                "NODE",
                "MACHINE",
                "SPOOL",
                "VERSION",
                "LAST SEEN",
                "CALLS",
                "WAITING",
                "FAXES",
                "DRAINED",
            ];
            print(&columns(&headings, members.iter().map(member_row).collect()))?;
        }
        print(&overview::text(&queue, &lost))?;
    }
    match members {
        Ok(_) => Ok(()),
        Err(_) if as_json => Err(End::Silent),
        Err(why) => Err(End::of_spool(why)),
    }
}

/// Checks whether another machine uses this node's name to share jobs in the shared database. If
/// so, returns the error.
fn other_of_this(spool: &Spool, store: &Spool) -> Result<Option<SpoolError>, SpoolError> {
    loop {
        let Some(node) = spool.cluster().node()? else { return Ok(None) };
        let other = store.shared_queue().other_of_node(&node)?;
        // The node's identity changes while the node works, so read it again and compare.
        if other.is_none() || spool.cluster().node()?.as_ref() == Some(&node) {
            return Ok(other);
        }
    }
}

fn status_text(here: Option<&Node>, shipping: &Shipping) -> String {
    let Some(node) = here else {
        return "this machine becomes a node when `ferrofax serve` begins by these settings\n\n"
            .to_owned();
    };
    let count = |count: u64| {
        counted_as(u32::try_from(count).unwrap_or(u32::MAX), "received fax", "received faxes")
    };
    let since = shipping
        .oldest_waiting_at
        .map_or_else(String::new, |at| format!(", the first since {}", date(at)));
    format!(
        "node {} ships to {}\n{} shipped, {} waiting{since}\n\n",
        plain(&node.name),
        plain(&node.store),
        count(shipping.shipped),
        count(shipping.waiting)
    )
}

/// Describes as text which nodes send the mails of machines that no longer report. The text also
/// has two counts about this machine: received faxes in the shared database with unsent mails, and
/// mails that wait because another machine may have sent them already.
fn mails_text(mails: &MailsAtStore, takers: &[MailTaker]) -> String {
    let mut text = String::new();
    for taker in takers {
        let (name, after) = (plain(&taker.name), taker.after_ms / 1000);
        text +=
            &format!("{name} sends the mails of a machine that has not reported for {after} s\n");
    }
    if mails.faxes > 0 {
        text += &format!(
            "received faxes of this machine in the shared database with unsent mails: {}\n",
            mails.faxes
        );
    }
    if mails.waiting > 0 {
        text += &format!(
            "mails that wait until it is known whether another machine has sent them: {}\n",
            mails.waiting
        );
    }
    if text.is_empty() { text } else { text + "\n" }
}

fn mails_value(mails: &MailsAtStore, takers: &[MailTaker]) -> Value {
    let taker = |taker: &MailTaker| {
        json!({
            "name": taker.name,
            "after_s": taker.after_ms / 1000,
            "seen_at": instant(taker.seen_at),
        })
    };
    json!({
        "faxes_owed": mails.faxes,
        "waiting_for_store": mails.waiting,
        "mailed_by_others": takers.iter().map(taker).collect::<Vec<Value>>(),
    })
}

/// A text on the limit of simultaneous calls. If nodes have different settings, it also names the
/// limit of each node.
fn limit_text(limit: &LineLimit) -> String {
    let of = match &limit.trunk {
        None => "all machines".to_owned(),
        Some(trunk) => format!("trunk {}", plain(trunk)),
    };
    let LineLimit { most, going, said, .. } = limit;
    let mut text = format!("lines of {of}: {most}, {going} in calls for the shared database");
    if said.iter().any(|(_, other)| other != most) {
        let said: Vec<String> =
            said.iter().map(|(node, most)| format!("{} says {most}", plain(node))).collect();
        text += &format!("; the smallest counts, and {}", said.join(", "));
    }
    text + "\n\n"
}

fn limit_value(limit: &LineLimit) -> Value {
    let said = limit.said.iter().map(|(node, most)| json!({"node": node, "lines": most}));
    json!({
        "trunk": limit.trunk,
        "lines": limit.most,
        "going": limit.going,
        "said": said.collect::<Vec<Value>>(),
    })
}

fn member_row(member: &Member) -> Vec<String> {
    vec![
        plain(&member.name),
        plain(&member.host),
        plain(&member.folder),
        plain(&member.version),
        format!("{} s ago", member.seen_ms_ago.max(0) / 1000),
        member.calls.to_string(),
        member.waiting.to_string(),
        member.faxes.to_string(),
        member.drained.as_ref().map_or_else(String::new, |drained| date(drained.at)),
    ]
}

fn status_value(
    here: Option<&Node>,
    shipping: &Shipping,
    members: &Result<Vec<Member>, SpoolError>,
) -> Value {
    let member_value = |member: &Member| {
        json!({
            "name": member.name,
            "host": member.host,
            "folder": member.folder,
            "version": member.version,
            "seen_at": instant(member.seen_at),
            "seen_ms_ago": member.seen_ms_ago,
            "calls": member.calls,
            "waiting": member.waiting,
            "to_give": member.to_give,
            "faxes": member.faxes,
            "drained_at": member.drained.as_ref().map(|drained| instant(drained.at)),
            "drained_by": member.drained.as_ref().map(|drained| &drained.by),
        })
    };
    let nodes = members
        .as_ref()
        .ok()
        .map(|members| -> Vec<Value> { members.iter().map(member_value).collect() });
    json!({
        "node": here.map(|node| &node.name),
        "store": here.map(|node| &node.store),
        "shipped": shipping.shipped,
        "waiting": shipping.waiting,
        "oldest_waiting_at": shipping.oldest_waiting_at.map(instant),
        "nodes": nodes,
        "error": members.as_ref().err().map(ToString::to_string),
    })
}

fn faxes(to: To<'_>, limit: u32, as_json: bool) -> Result<(), End> {
    let faxes = to
        .ask(move |store, _| store.cluster().shared_faxes(limit))
        .map_err(End::of_spool)?;
    if as_json {
        let values: Vec<Value> = faxes.iter().map(fax_value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    let headings = ["FAX", "NODE", "ITS FAX", "PAGES", "WHEN", "DEVICE", "FROM", "STATUS", "MAILS"];
    print(&columns(&headings, faxes.iter().map(fax_row).collect()))
}

fn fax_row(fax: &SharedFax) -> Vec<String> {
    let from = if fax.calling.is_empty() { "hidden" } else { &fax.calling };
    vec![
        fax.fax.to_string(),
        plain(&fax.node),
        fax.node_fax.to_string(),
        fax.pages.to_string(),
        date(fax.started_at),
        plain(&fax.device.to_string()),
        plain(from),
        fax.status.name().to_owned(),
        match (&fax.mailed_by, fax.owed) {
            (Some(by), _) => format!("by {}", plain(by)),
            (None, 0) => String::new(),
            (None, owed) => format!("{owed} owed"),
        },
    ]
}

fn fax_value(fax: &SharedFax) -> Value {
    json!({
        "fax": fax.fax.0,
        "node": fax.node,
        "node_fax": fax.node_fax.0,
        "device": fax.device.to_string(),
        "calling": fax.calling,
        "pages": fax.pages,
        "status": fax.status.name(),
        "started_at": instant(fax.started_at),
        "arrived_at": instant(fax.arrived_at),
        "sha256": fax.sha256,
        "mails_owed": fax.owed,
        "mailed_by": fax.mailed_by,
    })
}

fn fetch(to: To<'_>, fax: FaxId, file: &Path) -> Result<(), End> {
    let octets = to.ask(move |store, step| store.cluster().shared_document_saying(fax, step));
    let octets = octets.map_err(End::of_spool)?;
    let octets = octets.ok_or_else(|| End::Refused(format!("fax {fax} has no pages")))?;
    let of_file = |error: std::io::Error| End::refused(format!("{}: {error}", file.display()));
    let mut new = OpenOptions::new().write(true).create_new(true).open(file).map_err(of_file)?;
    let done = new.write_all(&octets).and_then(|()| new.sync_all()).map_err(of_file);
    kept_if_done(done, [file])
}

fn jobs(to: To<'_>, limit: u32, as_json: bool) -> Result<(), End> {
    let jobs = to
        .ask(move |store, _| store.shared_queue().shared_jobs(limit))
        .map_err(End::of_spool)?;
    if as_json {
        let values: Vec<Value> = jobs.iter().map(job_value).collect();
        return print(&format!("{}\n", json!(values)));
    }
    let headings = ["JOB", "STATE", "PRI", "TO", "DEVICE", "PAGES", "FROM", "SENT BY", "WHAT"];
    print(&columns(&headings, jobs.iter().map(job_row).collect()))
}

fn job_row(SharedJob { job, home, node }: &SharedJob) -> Vec<String> {
    let named = |name: &Option<String>| name.as_deref().map_or_else(|| "-".to_owned(), plain);
    vec![
        job.id.to_string(),
        job.state.name().to_owned(),
        job.priority.to_string(),
        plain(&job.number),
        plain(&job.device.to_string()),
        format!("{}/{}", job.pages_confirmed(), job.pages.len()),
        named(home),
        named(node),
        plain(&job.text),
    ]
}

fn job_value(SharedJob { job, home, node }: &SharedJob) -> Value {
    json!({
        "job": job.id.0,
        "state": job.state.name(),
        "priority": job.priority,
        "number": job.number,
        "device": job.device.to_string(),
        "pages": job.pages.len(),
        "pages_confirmed": job.pages_confirmed(),
        "tries": job.tries,
        "dials": job.dials,
        "created_at": instant(job.created_at),
        "due_at": job.due_at.map(instant),
        "home": home,
        "node": node,
        "text": job.text,
    })
}

/// Changes jobs in the shared database, each with a line in the audit log.
fn change(to: To<'_>, audit: &Audit, verb: &JobVerb, of: &StoreJobs) -> Result<(), End> {
    let word = match verb {
        JobVerb::Cancel => "cancel-in-store",
        JobVerb::Hold => "hold-in-store",
        JobVerb::Release => "release-in-store",
        _ => "retry-in-store",
    };
    of.jobs.iter().copied().try_for_each(|job: JobId| {
        let number = job.to_string();
        let about = [("job", number.as_str())];
        let (verb, by) = (verb.clone(), user::current());
        let done = to.ask(move |store: &Spool, _: &dyn Fn()| {
            store.jobs().do_to_job(job, verb, &by, store.shared_queue().now_of_store()?)
        });
        match done {
            Ok(state) => {
                audit.done(word, &about)?;
                print(&format!("job {job} of the store: {state}\n"))
            }
            Err(error) if error.may_pass() => Err(End::of_spool(error)),
            Err(error) => {
                let text = error.to_string();
                audit.refused(word, &about, "not-done", &text)?;
                Err(End::Refused(text))
            }
        }
    })
}

/// Deletes faxes from the shared database, each with a line in the audit log.
fn delete(to: To<'_>, audit: &Audit, faxes: &[FaxId]) -> Result<(), End> {
    faxes.iter().copied().try_for_each(|fax| {
        let number = fax.to_string();
        let about = [("fax", number.as_str())];
        let delete = move |store: &Spool, _: &dyn Fn()| -> Result<(), NotDeleted> {
            store.faxes().delete_fax(fax, "deleted by an administrator", UnixMs::now())?;
            // The pieces of the deleted document are deleted now. If this fails, the nodes delete
            // them later: each node does so every hour.
            if let Err(why) = store.cluster().sweep_objects(SWEEP) {
                log::warn!(
                    "the document of fax {fax} could not be deleted yet; this is done \
                            later: {why}"
                );
            }
            Ok(())
        };
        match to.ask(delete) {
            Ok(()) => {
                audit.done("delete-from-store", &about)?;
                print(&format!("fax {fax} is no longer in the shared database\n"))
            }
            Err(NotDeleted::Spool(error)) if error.may_pass() => Err(End::of_spool(error)),
            Err(error) => {
                let text = error.to_string();
                audit.refused("delete-from-store", &about, "not-deleted", &text)?;
                Err(End::Refused(text))
            }
        }
    })
}

/// Upgrades the tables of the shared database, without a time limit.
fn migrate(to: To<'_>, audit: &Audit) -> Result<(), End> {
    audit.done("migrate-store", &[("store", &to.place.store.to_string())])?;
    ferrofax_node::open(to.spool, to.place, Tables::AreBroughtUp).map_err(End::of_spool)?;
    print(&format!(
        "the store {} has tables of version {SPOOL_VERSION} or newer; each Ferrofax from version \
         {ADDING_SINCE} of the spool on works with these\n",
        to.place.store
    ))
}

fn forget(to: To<'_>, node: &str) -> Result<(), End> {
    let name = node.to_owned();
    match to.ask(move |store, _| store.cluster().forget_member(&name)) {
        Ok(true) => print(&format!("{} is off the list\n", plain(node))),
        Ok(false) => Err(End::Refused(format!("there is no node '{}'", plain(node)))),
        Err(error) => Err(End::of_spool(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_with_who_says_which_number_where_these_differ() {
        let said = vec![("berlin".to_owned(), 30), ("essen".to_owned(), 20)];
        let mut limit = LineLimit { trunk: None, most: 20, going: 3, said };
        assert_eq!(
            limit_text(&limit),
            "lines of all machines: 20, 3 in calls for the shared database; the smallest counts, and berlin says 30, \
             essen says 20\n\n"
        );
        (limit.trunk, limit.said) = (Some("PJSIP/provider".into()), vec![("essen".to_owned(), 20)]);
        assert_eq!(
            limit_text(&limit),
            "lines of trunk PJSIP/provider: 20, 3 in calls for the shared database\n\n"
        );
    }
}
