//! The list of nodes in the shared database: which nodes there are, and when each last reported.
//! The times are those of the database's own clock, since the clocks of the nodes may differ by
//! minutes. (In the code, the shared database is the *store*.)

use super::comparing::identity;
use super::mails::end_coming_of_gone;
use super::shipment::Shipment;
use super::{Node, Standing};
use crate::{Cluster, memory};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::error::Rollback;
use ferrofax_spool::inside::{Inside, devices};
use ferrofax_spool::{SPOOL_VERSION, Spool, SpoolError};

/// The report that a node sends to the shared database at intervals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeReport {
    /// The node's version of Ferrofax.
    pub version: String,
    /// The number of faxes that the node still has to upload.
    pub waiting: u64,
    /// The number of jobs that the node still has to hand over to the shared database.
    pub to_give: u64,
}

/// A node as the shared database knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The node's name.
    pub name: String,
    /// The name of the node's machine.
    pub host: String,
    /// The folder of the node's spool on that machine.
    pub folder: String,
    /// The node's version of Ferrofax.
    pub version: String,
    /// The time of the node's last report, by the clock of the shared database.
    pub seen_at: UnixMs,
    /// The age of the last report in ms.
    pub seen_ms_ago: i64,
    /// The number of faxes that the node had to upload, at its last report.
    pub waiting: u64,
    /// The number of jobs that the node had to hand over to the shared database, at its last
    /// report. `None` if the node's Ferrofax does not report it.
    pub to_give: Option<u64>,
    /// The number of calls that the node is making for the shared database.
    pub calls: u64,
    /// The number of faxes of the node that the shared database has.
    pub faxes: u64,
    /// If set, the node takes no jobs from the shared database.
    pub drained: Option<Drained>,
}

/// Since when a node takes no jobs from the shared database, and who set this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drained {
    /// The time of the change, by the clock of the shared database.
    pub at: UnixMs,
    /// The user who set this.
    pub by: String,
    /// Whether the node has reported, since that time, how much it still has to upload and hand
    /// over.
    pub is_told_since: bool,
}

/// The time in ms without a report after which another spool with the same node name may take the
/// name: the node is considered dead.
const DEAD_MS: i64 = 60_000;

/// A node need not report that it runs again within this time, in ms.
const LATELY_MS: i64 = 10_000;

macro_rules! now_of_sqlite {
    () => {
        "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
    };
}
macro_rules! now_of_postgresql {
    () => {
        "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"
    };
}
const NOW_OF_SQLITE: &str = now_of_sqlite!();
const NOW_OF_POSTGRESQL: &str = now_of_postgresql!();
const WHO: &str = "SELECT token, host, folder, seen_at FROM nodes WHERE name = ?1";
/// The first query of a node that uploads a fax. It asks at once for the time, for the spool that
/// has the name of the node, and whether documents are encrypted in the shared database. It also
/// asks whether the uploaded document and the fax are there already.
macro_rules! opening {
    ($now:expr) => {
        concat!(
            $now,
            " AS now, n.token, n.host, n.folder, n.seen_at,
             EXISTS (SELECT 1 FROM store_documents WHERE id = ?2 AND fax IS NULL AND file IS NULL),
             EXISTS (SELECT 1 FROM store_keys),
             EXISTS (SELECT 1 FROM node_faxes AS f LEFT JOIN store_documents AS d ON d.fax = f.fax
                     WHERE f.node = ?1 AND f.mark IN (?3, ?4) AND f.sha256 IS NOT DISTINCT FROM ?5
                     AND (f.fax IS NULL OR d.sha256 IS NOT DISTINCT FROM f.sha256))
             FROM (SELECT 1 AS one) AS here LEFT JOIN nodes AS n ON n.name = ?1"
        )
    };
}
const OPENING_OF_SQLITE: &str = opening!(now_of_sqlite!());
const OPENING_OF_POSTGRESQL: &str = opening!(now_of_postgresql!());
const SEEN: &str = "
    INSERT INTO nodes
        (name, token, host, folder, version, seen_at, waiting, told_at, to_give, knows)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?8, ?9)
    ON CONFLICT (name) DO UPDATE SET
        token = excluded.token, host = excluded.host, folder = excluded.folder, knows = excluded.knows,
        version = excluded.version, seen_at = excluded.seen_at, waiting = excluded.waiting,
        told_at = excluded.told_at, to_give = excluded.to_give";
const STAND: &str = "
    INSERT INTO nodes (name, token, host, folder, version, seen_at, waiting, knows)
    VALUES (?1, ?2, ?3, ?4, '', ?5, 0, ?6)
    ON CONFLICT (name) DO UPDATE SET token = excluded.token, host = excluded.host,
        folder = excluded.folder, knows = excluded.knows, seen_at = excluded.seen_at";
const MEMBERS: &str = "
    SELECT name, host, folder, version, seen_at, waiting, drained_at, drained_by, told_at, to_give,
           (SELECT count(*) FROM job_leases AS l WHERE l.node = nodes.name) AS calls,
           (SELECT count(*) FROM node_faxes INDEXED BY node_faxes_of
            WHERE node_faxes.node = nodes.name AND fax IS NOT NULL) AS faxes
    FROM nodes ORDER BY name";
const FORGET: &str = "DELETE FROM nodes WHERE name = ?1";
const FORGET_LINES: &str = "DELETE FROM node_lines WHERE node = ?1";
/// Deletes the settings of the node that stateless nodes use (crates/cluster/src/house.rs).
const FORGET_SENDING: &str =
    "DELETE FROM sending_settings WHERE name >= ?1 || '/' AND name < ?1 || '0'";

impl Cluster<'_> {
    /// Reports to the shared database that this spool runs as this node.
    ///
    /// If another database was used under the same address before, the node forgets everything that
    /// it noted about that database, and uploads everything to this one. Returns true in this case.
    ///
    /// # Errors
    /// [`SpoolError::NodeNameTaken`]: another spool runs under this name. Otherwise, the shared
    /// database could not be reached.
    pub fn report_to(
        &self,
        store: &Spool,
        node: &Node,
        report: &NodeReport,
    ) -> Result<bool, SpoolError> {
        let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let (waiting, to_give) = (count(report.waiting), count(report.to_give));
        let (host, folder) =
            (self.spool.host(), self.spool.folder().to_string_lossy().into_owned());
        let said = store.write_or_refuse(|transaction| {
            let now = now(transaction)?;
            has_its_name(transaction, node, now)?;
            let (version, knows) = (&report.version, SPOOL_VERSION as i64);
            let row =
                params![node.name, node.token, host, folder, version, now, waiting, to_give, knows];
            transaction.run(SEEN, row)?;
            Ok(identity(transaction)?)
        })?;
        self.note_store(&said)
    }

    /// Checks that no other spool runs under this node's name, and notes in the shared database
    /// that the node runs.
    pub(super) fn stand(&self, standing: Standing<'_>) -> Result<(), SpoolError> {
        self.spool.write_or_refuse(|transaction| {
            let now = now(transaction)?;
            has_its_name(transaction, standing.node, now)?;
            Ok(stand(transaction, standing, now)?)
        })
    }

    /// Sends the first query of a node that uploads this fax. `brought` is the number of the
    /// uploaded document in the shared database.
    pub(super) fn opening(
        transaction: &Transaction<'_>,
        node: &Node,
        (brought, shipment): (Option<i64>, &Shipment),
    ) -> database::Result<Opening> {
        let sql = transaction.either(OPENING_OF_SQLITE, OPENING_OF_POSTGRESQL);
        let marks = shipment.marks();
        let keys = params![node.name, brought, marks[0], marks[1], shipment.sha256()];
        transaction.one(sql, keys, |row| {
            let now: UnixMs = row.get(0)?;
            let (token, seen_at): (Option<String>, Option<UnixMs>) = (row.get(1)?, row.get(4)?);
            let (host, folder): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
            let seen_ms_ago = seen_at.map_or(i64::MAX, |seen| now.ms_since(seen));
            let is_ours = token.as_ref() == Some(&node.token);
            let is_anothers = token.is_some() && !is_ours && is_alive(seen_ms_ago);
            let place = format!("{} of {}", folder.unwrap_or_default(), host.unwrap_or_default());
            Ok(Opening {
                now,
                other: is_anothers.then_some(place),
                stands: is_ours && (0..LATELY_MS).contains(&seen_ms_ago),
                is_brought: row.get(5)?,
                is_sealed: row.get(6)?,
                is_known: row.get(7)?,
            })
        })
    }

    /// Lists the nodes of this shared database.
    ///
    /// # Errors
    /// The shared database could not be read.
    pub fn members(&self) -> Result<Vec<Member>, SpoolError> {
        self.spool.read(|transaction| {
            let now = now(transaction)?;
            transaction.all(MEMBERS, [], |row| member_of_row(row, now))
        })
    }

    /// Removes a node that no longer exists from this shared database; its faxes and jobs are kept.
    /// A fax whose call was cut off with the node ends ([`Self::end_cut_off_faxes`]). Returns false
    /// if there is no such node.
    ///
    /// # Errors
    /// The shared database could not be changed.
    pub fn forget_member(&self, name: &str) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            // Numbers that only this node had left out are remembered again, and its count of lines
            // no longer applies.
            memory::forget_node(transaction, name)?;
            transaction.run(FORGET_LINES, [name])?;
            transaction.run(FORGET_SENDING, [name])?;
            devices::forget_node(transaction, name)?;
            let was_there = transaction.change(FORGET, [name])? > 0;
            end_coming_of_gone(transaction)?;
            Ok(was_there)
        })
    }

    /// Ends the faxes in this shared database whose call was cut off with a node that is no longer
    /// on the list of nodes, or was replaced by a node with the same name. Until then, nobody can
    /// delete such a fax. Returns the number of faxes that ended.
    ///
    /// # Errors
    /// The shared database could not be changed.
    pub fn end_cut_off_faxes(&self) -> Result<usize, SpoolError> {
        self.spool.write(end_coming_of_gone)
    }
}

/// The state of the shared database when a node begins to upload a fax.
pub(super) struct Opening {
    /// The time by the clock of the shared database.
    pub(super) now: UnixMs,
    /// The location of another spool that reported under this node's name within the last minute.
    other: Option<String>,
    /// Whether the node itself reported a few seconds ago.
    stands: bool,
    /// Whether the uploaded document is in the shared database and belongs to no fax yet.
    pub(super) is_brought: bool,
    /// Whether documents in the shared database are encrypted.
    pub(super) is_sealed: bool,
    /// Whether the shared database already has the fax with its document.
    pub(super) is_known: bool,
}

impl Opening {
    /// Returns an error if another spool runs under this node's name.
    pub(super) fn is_it(&self, node: &Node) -> Result<(), SpoolError> {
        let taken =
            |by: &String| SpoolError::NodeNameTaken { name: node.name.clone(), by: by.clone() };
        self.other.as_ref().map_or(Ok(()), |by| Err(taken(by)))
    }

    /// Does the same as [`Self::is_it`], and notes in the shared database that the node runs.
    pub(super) fn stand(
        &self,
        transaction: &Transaction<'_>,
        standing: Standing<'_>,
    ) -> Result<(), Rollback> {
        self.is_it(standing.node)?;
        if !self.stands {
            stand(transaction, standing, self.now)?;
        }
        Ok(())
    }
}

fn stand(
    transaction: &Transaction<'_>,
    Standing { node, host, folder }: Standing<'_>,
    now: UnixMs,
) -> database::Result<()> {
    let row = params![node.name, node.token, host, folder, now, SPOOL_VERSION as i64];
    transaction.run(STAND, row)
}

/// Returns the time by the clock of the database. With PostgreSQL, this is the clock of the server.
pub(crate) fn now(transaction: &Transaction<'_>) -> database::Result<UnixMs> {
    let sql = transaction.either(NOW_OF_SQLITE, NOW_OF_POSTGRESQL);
    transaction.one(sql, [], |row| row.get(0))
}

/// Rejects a node if another spool has used its name within the last minute.
fn has_its_name(transaction: &Transaction<'_>, node: &Node, now: UnixMs) -> Result<(), Rollback> {
    let found = transaction.first(WHO, [&node.name], |row| {
        let (token, host, folder): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let is_alive = is_alive(now.ms_since(row.get(3)?));
        Ok((is_alive && token != node.token).then(|| format!("{folder} of {host}")))
    })?;
    match found.flatten() {
        Some(by) => Err(SpoolError::NodeNameTaken { name: node.name.clone(), by }.into()),
        None => Ok(()),
    }
}

/// Whether a node whose last report has this age is believed to run. A report that is more than a
/// minute in the future does not count: it was written before the clock of the shared database was
/// put back. A node that runs will soon report again.
fn is_alive(seen_ms_ago: i64) -> bool {
    (-DEAD_MS..DEAD_MS).contains(&seen_ms_ago)
}

fn member_of_row(row: &Row<'_>, now: UnixMs) -> database::Result<Member> {
    let seen_at: UnixMs = row.get("seen_at")?;
    let count = |column: &str| row.get(column).map(|count: i64| count.cast_unsigned());
    let (told_at, drained_at): (Option<UnixMs>, Option<UnixMs>) =
        (row.get("told_at")?, row.get("drained_at")?);
    let drained_by: String = row.get("drained_by")?;
    // An older Ferrofax updates only the time of the last report, and leaves `told_at` as it was.
    let tells = told_at.is_some_and(|told| seen_at.ms_since(told) < DEAD_MS);
    Ok(Member {
        name: row.get("name")?,
        host: row.get("host")?,
        folder: row.get("folder")?,
        version: row.get("version")?,
        seen_at,
        seen_ms_ago: now.ms_since(seen_at),
        waiting: count("waiting")?,
        to_give: count("to_give").map(|count| Some(count).filter(|_| tells))?,
        calls: count("calls")?,
        faxes: count("faxes")?,
        drained: drained_at.map(|at| Drained {
            at,
            by: drained_by,
            is_told_since: tells && told_at.is_some_and(|told| told > at),
        }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::{Store, Tables};

    /// Even ten million faxes are counted in an index that has no other columns.
    #[test]
    fn how_many_faxes_there_are_of_a_node_is_counted_in_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open_as(folder.path(), &Store::Sqlite, Tables::MayBeMade).unwrap();
        let plan = spool.read(|transaction| transaction.plan(MEMBERS)).unwrap();
        let counts = |step: &String| step.ends_with("INDEX node_faxes_of (node=?)");
        assert!(plan.iter().any(counts), "{plan:#?}");
    }
}
