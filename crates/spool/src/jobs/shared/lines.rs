//! The store: how many calls for it go on at once, in all and by a trunk that several machines have.
//!
//! Each node says its numbers as it asks for a job, and the smallest counts. It is kept where a job
//! is leased, by the leases that there are: a try counts from before anything is dialled until the
//! store knows its end, or its node is taken for dead, which has broken its call off by then.

use crate::database::{self, Row, Transaction, params};
use crate::node::Node;
use crate::{SharedQueue, SpoolError};

/// What a node says of the lines that calls for the store have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreLines {
    /// So many calls at once on all machines; 0: it says nothing.
    pub in_all: u32,
    /// The trunk by which this node dials, by a name that all have for it; empty: none.
    pub trunk: String,
    /// So many calls at once by this trunk, of all machines; 0: it says nothing.
    pub on_trunk: u32,
}

/// A limit that a store keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLimit {
    /// Of which trunk; none: of all calls.
    pub trunk: Option<String>,
    /// So many.
    pub most: u32,
    /// Calls that go on.
    pub going: u64,
    /// Which nodes have said which number.
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
    /// A node says how many calls for this store may go on at once.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn say_lines(&self, node: &Node, lines: &StoreLines) -> Result<(), SpoolError> {
        self.spool.write(|transaction| say(transaction, node, lines))
    }

    /// The limits of this store, that of all calls first, and who has said them.
    ///
    /// # Errors
    /// The store could not be asked.
    pub fn line_limits(&self) -> Result<Vec<LineLimit>, SpoolError> {
        self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| {
                let count = |column: &str| crate::column::count(row, column);
                Ok((row.get("node")?, count("in_all")?, row.get("trunk")?, count("on_trunk")?))
            };
            let said: Vec<(String, u32, String, u32)> = transaction
                .prepare_cached(SAID)?
                .query_map([], of_row)?
                .collect::<Result<_, _>>()?;
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
                    None => transaction.prepare_cached(GOING)?.query_row([], |row| row.get(0))?,
                    Some(trunk) => transaction
                        .prepare_cached(GOING_ON)?
                        .query_row([trunk], |row| row.get(0))?,
                };
                limit.going = going.cast_unsigned();
            }
            Ok(limits)
        })
    }
}

impl LineLimit {
    /// None where nobody says a number.
    fn of(trunk: Option<&String>, said: impl Iterator<Item = (String, u32)>) -> Option<Self> {
        let said: Vec<(String, u32)> = said.filter(|(_, most)| *most > 0).collect();
        let most = said.iter().map(|(_, most)| *most).min()?;
        Some(Self { trunk: trunk.cloned(), most, going: 0, said })
    }
}

/// A node says so.
pub(super) fn say(
    transaction: &Transaction<'_>,
    node: &Node,
    lines: &StoreLines,
) -> database::Result<()> {
    let row = params![node.name, lines.in_all, lines.trunk, lines.on_trunk];
    transaction.prepare_cached(SAY)?.execute(row).map(drop)
}
