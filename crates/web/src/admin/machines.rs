//! The PBX nodes that use one shared database, as the web interface shows them: the nodes, the
//! limits on simultaneous fax calls, and the fax calls that were lost with a node.

use crate::texts::Texts;
use crate::words::moment;
use ferrofax_cluster::{LineLimit, LostTry, Member};
use ferrofax_desk::Machines;

/// The nodes, limits on fax calls, and lost fax calls of a shared database, in the form in which
/// the web page shows them.
pub(super) struct MachinesShown {
    pub(super) nodes: Vec<Node>,
    /// The limits on simultaneous fax calls: for each, its name, the number of calls in progress,
    /// and the maximum number of calls.
    pub(super) lines: Vec<(String, u64, u32)>,
    pub(super) lost: Vec<Lost>,
}

/// A node: a PBX that shares the database with others.
pub(super) struct Node {
    pub(super) name: String,
    pub(super) host: String,
    pub(super) version: String,
    pub(super) seen: String,
    pub(super) calls: u64,
    pub(super) waiting: u64,
    pub(super) faxes: u64,
    pub(super) drained: String,
}

/// A fax call that was lost because its node (one of the PBXs that share a database) stopped
/// reporting.
pub(super) struct Lost {
    pub(super) job: i64,
    pub(super) node: String,
    pub(super) at: String,
    /// The name of the node that made the next fax call for the job whose fax call was lost; empty
    /// if no node has made one yet.
    pub(super) next: String,
    /// The date and time at which the next fax call for the job whose fax call was lost began;
    /// empty if there is none yet.
    pub(super) next_at: String,
}

impl MachinesShown {
    /// Converts the nodes of the shared database into the form in which the web page shows them in
    /// this language.
    pub(super) fn of(machines: &Machines, t: &Texts) -> Self {
        let line = |limit: &LineLimit| {
            let name = match &limit.trunk {
                None => t.lines_in_all.to_owned(),
                Some(trunk) => format!("{} {trunk}", t.lines_of_trunk),
            };
            (name, limit.going, limit.most)
        };
        Self {
            nodes: machines.nodes.iter().map(|node| Node::of(node, t)).collect(),
            lines: machines.lines.iter().map(line).collect(),
            lost: machines.lost.iter().map(|lost| Lost::of(lost, t)).collect(),
        }
    }
}

impl Node {
    fn of(node: &Member, t: &Texts) -> Self {
        let drained = node.drained.as_ref();
        Self {
            name: node.name.clone(),
            host: node.host.clone(),
            version: node.version.clone(),
            seen: moment(node.seen_at, t),
            calls: node.calls,
            waiting: node.waiting,
            faxes: node.faxes,
            drained: drained.map(|drained| moment(drained.at, t)).unwrap_or_default(),
        }
    }
}

impl Lost {
    fn of(lost: &LostTry, t: &Texts) -> Self {
        let (next, next_at) = lost
            .next
            .as_ref()
            .map(|(node, at)| (node.clone(), moment(*at, t)))
            .unwrap_or_default();
        let (job, at) = (lost.of.job.0, moment(lost.at, t));
        Self { job, node: lost.node.clone(), at, next, next_at }
    }
}
