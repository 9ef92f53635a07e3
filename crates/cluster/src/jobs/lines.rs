//! The limits of the shared database: how many calls for it may be active at once, in total and by
//! a trunk that several machines have.
//!
//! Each node reports its numbers when it asks for a job, and the smallest number counts. The limit
//! is checked when a job is leased, by counting the leases. An attempt counts from before anything
//! is dialled until the shared database knows its end, or until its node is declared dead. A node
//! that is declared dead has broken its call off by then.

use crate::SharedQueue;
use crate::node::Node;
use ferrofax_spool::SpoolError;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};

/// The limits that a node specifies for calls for the shared database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreLines {
    /// The number of simultaneous calls on all machines; 0: no limit.
    pub in_all: u32,
    /// The trunk by which this node dials, under a name that all nodes use for it; empty: none.
    pub trunk: String,
    /// The number of simultaneous calls by this trunk, on all machines; 0: no limit.
    pub on_trunk: u32,
}

/// A limit of simultaneous calls that a shared database enforces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLimit {
    /// The trunk that the limit applies to; none: it applies to all calls.
    pub trunk: Option<String>,
    /// The number of calls that are allowed.
    pub most: u32,
    /// The number of calls that are active.
    pub going: u64,
    /// The nodes that have specified a number, each with its number.
    pub said: Vec<(String, u32)>,
}

const SAY: &str = "
    INSERT INTO node_lines (node, in_all, trunk, on_trunk) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (node) DO UPDATE SET in_all = excluded.in_all, trunk = excluded.trunk, on_trunk = excluded.on_trunk
    WHERE node_lines.in_all <> excluded.in_all OR node_lines.trunk <> excluded.trunk
       OR node_lines.on_trunk <> excluded.on_trunk";
const SAID: &str = "
    SELECT substr(node, 1, 100) AS node, in_all, substr(trunk, 1, 100) AS trunk, on_trunk FROM node_lines
    ORDER BY node LIMIT 1000";
const GOING: &str = "SELECT count(*) FROM job_leases";
const GOING_ON: &str = "SELECT count(*) FROM job_leases WHERE trunk = ?1";

impl SharedQueue<'_> {
    /// Stores how many calls for this shared database may be active at once, as a node specifies
    /// it.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn say_lines(&self, node: &Node, lines: &StoreLines) -> Result<(), SpoolError> {
        self.spool.write(|transaction| say(transaction, node, lines))
    }

    /// The limits of this shared database, first the limit of all calls, with the nodes that have
    /// specified them.
    ///
    /// # Errors
    /// Access to the shared database failed.
    pub fn line_limits(&self) -> Result<Vec<LineLimit>, SpoolError> {
        self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| {
                let count = |column: &str| ferrofax_spool::inside::column::count(row, column);
                Ok((row.get("node")?, count("in_all")?, row.get("trunk")?, count("on_trunk")?))
            };
            let said: Vec<(String, u32, String, u32)> = transaction.all(SAID, [], of_row)?;
            let in_all = said.iter().map(|(node, most, ..)| (node.clone(), *most));
            let mut limits = Vec::from_iter(LineLimit::of(None, in_all));
            let mut trunks: Vec<&String> = said
                .iter()
                .map(|(_, _, trunk, _)| trunk)
                .filter(|trunk| !trunk.is_empty())
                .collect();
            trunks.sort();
            trunks.dedup();
            for trunk in trunks {
                let of_trunk = said.iter().filter(|(_, _, of, _)| of == trunk);
                let said = of_trunk.map(|(node, _, _, most)| (node.clone(), *most));
                limits.extend(LineLimit::of(Some(trunk), said));
            }
            for limit in &mut limits {
                let going: i64 = match &limit.trunk {
                    None => transaction.one(GOING, [], |row| row.get(0))?,
                    Some(trunk) => transaction.one(GOING_ON, [trunk], |row| row.get(0))?,
                };
                limit.going = going.cast_unsigned();
            }
            Ok(limits)
        })
    }
}

impl LineLimit {
    /// The limit by the numbers that nodes specify; none if no node specifies one.
    fn of(trunk: Option<&String>, said: impl Iterator<Item = (String, u32)>) -> Option<Self> {
        let said: Vec<(String, u32)> = said.filter(|(_, most)| *most > 0).collect();
        let most = said.iter().map(|(_, most)| *most).min()?;
        Some(Self { trunk: trunk.cloned(), most, going: 0, said })
    }
}

/// Stores the limits that a node specifies.
pub(super) fn say(
    transaction: &Transaction<'_>,
    node: &Node,
    lines: &StoreLines,
) -> database::Result<()> {
    let row = params![node.name, lines.in_all, lines.trunk, lines.on_trunk];
    transaction.run(SAY, row)
}
