//! The nodes of a shared database for `ferrofax node`: a list of nodes, the waiting jobs, and the
//! calls during which a node stopped reporting.

use serde_json::{Value, json};

use super::show::{columns, date, instant, plain};
use ferrofax_cluster::{Clustered, LineLimit, LostTry, MailTaker, Member};
use ferrofax_spool::{Spool, SpoolError, Waiting};

/// The greatest number of lost attempts that are shown. An attempt to send a job is lost if its
/// node stops reporting during the call.
const LOST: u32 = 20;

/// The data about the shared database that `ferrofax node status` shows.
#[derive(Default)]
pub(super) struct Overview {
    pub(super) members: Vec<Member>,
    pub(super) limits: Vec<LineLimit>,
    pub(super) queue: Vec<Waiting>,
    pub(super) lost: Vec<LostTry>,
    pub(super) takers: Vec<MailTaker>,
}

impl Overview {
    /// Reads the data for `ferrofax node status` from the shared database.
    pub(super) fn of(store: &Spool) -> Result<Self, SpoolError> {
        Ok(Self {
            members: store.cluster().members()?,
            limits: store.shared_queue().line_limits()?,
            queue: store.monitoring().figures()?.jobs,
            lost: store.shared_queue().lost_tries(LOST)?,
            takers: store.cluster().mail_takers()?,
        })
    }
}

/// The waiting jobs and the lost attempts, as text. An attempt is lost if its node stopped
/// reporting during the call. Empty if there are none.
pub(super) fn text(queue: &[Waiting], lost: &[LostTry]) -> String {
    let mut text = String::new();
    if !queue.is_empty() {
        let row = |one: &Waiting| {
            let oldest = one.oldest.map_or_else(String::new, date);
            vec![one.what.clone(), one.count.to_string(), oldest]
        };
        text += "\n";
        text += &columns(&["JOBS", "HOW MANY", "OLDEST"], queue.iter().map(row).collect());
    }
    if !lost.is_empty() {
        let row = |one: &LostTry| {
            let (node, at) = one.next.as_ref().map_or_else(
                || ("nobody yet".to_owned(), String::new()),
                |(node, at)| (plain(node), date(*at)),
            );
            vec![one.of.job.to_string(), plain(&one.node), date(one.at), node, at]
        };
        let headings = ["JOB", "LOST WITH", "DECLARED DEAD", "DIALLED NEXT BY", "WHEN"];
        text += "\n";
        text += &columns(&headings, lost.iter().map(row).collect());
    }
    text
}

pub(super) fn queue_value(one: &Waiting) -> Value {
    json!({ "state": one.what, "count": one.count, "oldest_at": one.oldest.map(instant) })
}

pub(super) fn lost_value(one: &LostTry) -> Value {
    let (node, at) = one.next.as_ref().map(|(node, at)| (node, instant(*at))).unzip();
    json!({
        "job": one.of.job.0,
        "node": one.node,
        "at": instant(one.at),
        "next_node": node,
        "next_at": at,
    })
}
