//! The machines with a PBX that share a store.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::parts::moment;
use crate::desk::Machines;
use ferrofax_spool::Member;
use ferrofax_spool::jobs::{LineLimit, LostTry};

/// The machines of a store.
#[derive(Serialize, ToSchema)]
pub(super) struct MachinesOfStore {
    nodes: Vec<NodeOfStore>,
    /// How many calls for the store may go on at once, where somebody has said so.
    lines: Vec<LinesOfStore>,
    /// Calls that were lost with a machine, the last first.
    lost: Vec<LostCall>,
}

/// A machine with a PBX.
#[derive(Serialize, ToSchema)]
struct NodeOfStore {
    name: String,
    host: String,
    /// Its Ferrofax.
    version: String,
    /// When the store heard of it last.
    #[schema(format = "date-time")]
    seen_at: String,
    /// Calls that it makes for the store.
    calls: u64,
    /// Received faxes that it has still to bring.
    waiting: u64,
    /// Received faxes that it has brought.
    faxes: u64,
    /// Since when it takes no jobs.
    #[schema(format = "date-time")]
    drained_at: Option<String>,
}

/// Lines.
#[derive(Serialize, ToSchema)]
struct LinesOfStore {
    /// Of this trunk; none: of all machines.
    trunk: Option<String>,
    lines: u32,
    in_use: u64,
}

/// A call of which nothing was heard any more.
#[derive(Serialize, ToSchema)]
struct LostCall {
    job: i64,
    node: String,
    /// When its machine was taken for dead.
    #[schema(format = "date-time")]
    at: String,
    /// Who has dialled the job next; none: nobody yet.
    next_node: Option<String>,
    #[schema(format = "date-time")]
    next_at: Option<String>,
}

impl From<Machines> for MachinesOfStore {
    fn from(machines: Machines) -> Self {
        Self {
            nodes: machines.nodes.into_iter().map(NodeOfStore::from).collect(),
            lines: machines.lines.into_iter().map(LinesOfStore::from).collect(),
            lost: machines.lost.into_iter().map(LostCall::from).collect(),
        }
    }
}

impl From<Member> for NodeOfStore {
    fn from(node: Member) -> Self {
        Self {
            seen_at: moment(node.seen_at),
            drained_at: node.drained.map(|drained| moment(drained.at)),
            name: node.name,
            host: node.host,
            version: node.version,
            calls: node.calls,
            waiting: node.waiting,
            faxes: node.faxes,
        }
    }
}

impl From<LineLimit> for LinesOfStore {
    fn from(limit: LineLimit) -> Self {
        Self { trunk: limit.trunk, lines: limit.most, in_use: limit.going }
    }
}

impl From<LostTry> for LostCall {
    fn from(lost: LostTry) -> Self {
        let (next_node, next_at) = lost.next.map(|(node, at)| (node, moment(at))).unzip();
        Self { job: lost.of.job.0, node: lost.node, at: moment(lost.at), next_node, next_at }
    }
}
