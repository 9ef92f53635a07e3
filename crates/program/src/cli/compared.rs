//! `ferrofax node compare`: compares this node's spool with the shared database by hashes, and
//! lists the faxes that only the spool has.

use serde_json::{Value, json};

use super::node::To;
use super::show::plain;
use super::{End, print};
use ferrofax_cluster::{Clustered, FaxHere, FaxThere, KeptHere};
use ferrofax_spool::{FaxId, SpoolError};

/// The number of faxes that are read from the spool in one query, and then compared with the shared
/// database.
const BATCH: u32 = 200;

#[derive(Default)]
struct Counts {
    here: u64,
    same: u64,
    waiting: u64,
    deleted: u64,
    other: u64,
}

pub(super) fn run(to: To<'_>, octets: bool, as_json: bool) -> Result<(), End> {
    let node = to.spool.cluster().node().map_err(End::of_spool)?.ok_or_else(|| {
        End::refused(
            "this machine is not a node yet: `ferrofax serve` has not been started with these \
             settings",
        )
    })?;
    let (mut counts, mut troubles, mut after) = (Counts::default(), Vec::new(), FaxId(0));
    loop {
        let here = to.spool.cluster().faxes_here(after, BATCH).map_err(End::of_spool)?;
        let Some(last) = here.last() else { break };
        after = last.fax;
        for (here, there) in compared(to, &node.name, here, octets)? {
            if let Some(trouble) = counts.add(&here, &there) {
                if !as_json {
                    print(&format!("fax {}: {}\n", here.fax, plain(&trouble)))?;
                }
                troubles.push(json!({"fax": here.fax.0, "text": trouble}));
            }
        }
    }
    let kept = to.spool.cluster().kept_here().map_err(End::of_spool)?;
    if as_json {
        print(&format!("{}\n", value(&counts, &troubles, &kept)))?
    } else {
        print(&text(&counts, &kept))?
    }
    match counts.waiting + counts.other {
        0 => Ok(()),
        _ => Err(End::Silent),
    }
}

/// The result of comparing one fax in the spool with the shared database.
enum Comparison {
    There(FaxThere),
    /// The fax's bytes in the shared database differ from those that were uploaded.
    Damaged(FaxId, String),
}

/// Compares each of these faxes of the spool with its copy in the shared database. Returns each fax
/// with the result of its comparison.
fn compared(
    to: To<'_>,
    node: &str,
    here: Vec<FaxHere>,
    octets: bool,
) -> Result<Vec<(FaxHere, Comparison)>, End> {
    let node = node.to_owned();
    let ask = move |store: &ferrofax_spool::Spool, step: &dyn Fn()| {
        let there = store.cluster().faxes_there(&node, &here)?;
        let mut told = Vec::new();
        for (here, there) in here.into_iter().zip(there) {
            step();
            told.push(match there {
                FaxThere::Same(fax) if octets => {
                    match store.cluster().shared_document_saying(fax, step) {
                        Ok(_) => (here, Comparison::There(there)),
                        Err(error @ SpoolError::Document { .. }) => {
                            (here, Comparison::Damaged(fax, error.to_string()))
                        }
                        Err(error) => return Err(error),
                    }
                }
                there => (here, Comparison::There(there)),
            });
        }
        Ok::<_, SpoolError>(told)
    };
    to.ask(ask).map_err(End::of_spool)
}

impl Counts {
    /// Adds a compared fax to the counts. Returns the line to print about the fax; none if the fax
    /// is in order.
    fn add(&mut self, here: &FaxHere, told: &Comparison) -> Option<String> {
        self.here += 1;
        match told {
            Comparison::There(FaxThere::Same(_)) => {
                self.same += 1;
                None
            }
            Comparison::There(FaxThere::Missing) => {
                self.waiting += 1;
                here.sha256.as_ref().err().map(|why| format!("it cannot be uploaded: {why}"))
            }
            Comparison::There(FaxThere::Deleted) => {
                self.deleted += 1;
                None
            }
            Comparison::Damaged(fax, why) => {
                self.other += 1;
                Some(format!("in the shared database it is fax {fax}, and damaged: {why}"))
            }
            Comparison::There(FaxThere::Other { fax, pages, sha256 }) => {
                self.other += 1;
                let hash = |hash: Option<&str>| hash.unwrap_or("none").to_owned();
                let ours = match &here.sha256 {
                    Ok(sha256) => hash(sha256.as_deref()),
                    Err(why) => why.clone(),
                };
                Some(format!(
                    "in the shared database it is fax {fax} with {pages} pages, SHA-256 {}; here \
                     {} pages, {ours}",
                    hash(sha256.as_deref()),
                    here.pages
                ))
            }
        }
    }
}

fn text(counts: &Counts, kept: &KeptHere) -> String {
    let Counts { here, same, waiting, deleted, other } = counts;
    let KeptHere { jobs_open, jobs_in_store, jobs_ended, others } = kept;
    let mut text = format!(
        "received faxes here: {here}; in the shared database with the same document: {same}; to \
         be uploaded: {waiting}; deleted in the shared database: {deleted}; different: {other}\n\n"
    );
    text += &format!(
        "Only on this machine:\n    jobs that wait: {jobs_open}, of which the store has \
         {jobs_in_store}\n    jobs that have ended: {jobs_ended}\n"
    );
    for (what, count) in others {
        text += &format!("    {what}: {count}\n");
    }
    text
}

fn value(counts: &Counts, troubles: &[Value], kept: &KeptHere) -> Value {
    let others = kept.others.iter().map(|(what, count)| ((*what).to_owned(), json!(count)));
    json!({
        "here": counts.here,
        "same": counts.same,
        "waiting": counts.waiting,
        "deleted": counts.deleted,
        "other": counts.other,
        "troubles": troubles,
        "jobs_open": kept.jobs_open,
        "jobs_in_store": kept.jobs_in_store,
        "jobs_ended": kept.jobs_ended,
        "stays": others.collect::<serde_json::Map<_, _>>(),
    })
}
