//! The PBX nodes that use one shared database.

use serde::Serialize;
use utoipa::ToSchema;

use crate::api::parts::moment;
use ferrofax_cluster::{LineLimit, LostTry, Member};
use ferrofax_desk::Machines;

/// The PBX nodes that use one shared database, with their limits and lost calls.
#[derive(Serialize, ToSchema)]
pub(super) struct MachinesOfStore {
    /// The nodes of the shared database.
    nodes: Vec<NodeOfStore>,
    /// The limits on simultaneous calls that the PBX nodes share; empty if there is no such limit.
    lines: Vec<LinesOfStore>,
    /// The calls that were lost when their PBX node stopped reporting to the shared database,
    /// newest first.
    lost: Vec<LostCall>,
}

/// A PBX node that uses the shared database.
#[derive(Serialize, ToSchema)]
struct NodeOfStore {
    /// The name of the node.
    name: String,
    /// The host name of the machine.
    host: String,
    /// The version of Ferrofax on the PBX node.
    version: String,
    /// The time at which the node last reported to the shared database.
    #[schema(format = "date-time")]
    seen_at: String,
    /// The number of the node's calls in progress for jobs of the shared database.
    calls: u64,
    /// The number of received faxes that the node has not uploaded to the shared database yet.
    waiting: u64,
    /// The number of received faxes that the node has uploaded to the shared database.
    faxes: u64,
    /// The time since which the node is drained, which means that it accepts no jobs.
    #[schema(format = "date-time")]
    drained_at: Option<String>,
}

/// A limit on simultaneous calls of the PBX nodes that use one shared database.
#[derive(Serialize, ToSchema)]
struct LinesOfStore {
    /// The trunk to which the limit applies; null if it applies to all nodes together.
    trunk: Option<String>,
    /// The maximum number of simultaneous calls of all nodes together.
    lines: u32,
    /// The number of calls in progress to which the limit applies.
    in_use: u64,
}

/// A call that was lost because its PBX node has stopped reporting to the shared database.
#[derive(Serialize, ToSchema)]
struct LostCall {
    /// The number of the job in the shared database.
    job: i64,
    /// The node that failed during the call.
    node: String,
    /// The time at which the shared database marked the lost call as ended, by its own clock.
    #[schema(format = "date-time")]
    at: String,
    /// The PBX node that attempted the job of the lost call again; null if no node has done so yet.
    next_node: Option<String>,
    /// The time at which `next_node` dialled the number of the job again.
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
