//! What a store knows of its nodes: who they are, and when they were there last, by the
//! store's own clock, since theirs may differ by minutes.

use super::comparing::identity;
use super::shipment::Shipment;
use super::{Node, Standing};
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::error::Rollback;
use crate::{Cluster, SPOOL_VERSION, Spool, SpoolError, destinations, devices};
use ferrofax_basics::UnixMs;

/// What a node tells the store of itself now and then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeReport {
    /// Its Ferrofax.
    pub version: String,
    /// How many faxes it has to ship.
    pub waiting: u64,
    /// How many jobs it has to give to the store.
    pub to_give: u64,
}

/// A node as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The node's name.
    pub name: String,
    /// Its machine.
    pub host: String,
    /// Its spool's folder there.
    pub folder: String,
    /// Its Ferrofax.
    pub version: String,
    /// When it was there last, by the store's clock.
    pub seen_at: UnixMs,
    /// How long ago that is, ms.
    pub seen_ms_ago: i64,
    /// How many faxes it had to ship then.
    pub waiting: u64,
    /// How many jobs it had to give to the store then; none: its Ferrofax does not tell.
    pub to_give: Option<u64>,
    /// How many calls it makes for the store.
    pub calls: u64,
    /// How many faxes of it the store has.
    pub faxes: u64,
    /// It takes no jobs of the store.
    pub drained: Option<Drained>,
}

/// Since when a node takes no jobs of the store, and by whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drained {
    /// Since when, by the store's clock.
    pub at: UnixMs,
    /// Who has said so.
    pub by: String,
    /// What the node has to ship and to give was told after that.
    pub is_told_since: bool,
}

/// One that was not there for so long may be taken for dead by another of its name.
const DEAD_MS: i64 = 60_000;

/// A node that was there so short a time ago need not say it again.
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
/// All that who brings a fax asks at first, at once: the time, who has the node's name, whether
/// what was brought is here, whether documents are sealed here, whether the fax is here.
macro_rules! opening {
    ($now:expr) => {
        concat!(
            $now,
            " AS now, n.token, n.host, n.folder, n.seen_at,
             EXISTS (SELECT 1 FROM store_documents WHERE id = ?2 AND fax IS NULL),
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
/// What fronts went by (crates/spool/src/house.rs).
const FORGET_SENDING: &str =
    "DELETE FROM sending_settings WHERE name >= ?1 || '/' AND name < ?1 || '0'";

impl Cluster<'_> {
    /// Tells the store that this spool is there as this node.
    ///
    /// What another store has had under the same address is forgotten: all is shipped to this one.
    /// True then.
    ///
    /// # Errors
    /// [`SpoolError::NodeNameTaken`]: another spool is there under this name. Or the store
    /// could not be asked.
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
            transaction.prepare_cached(SEEN)?.execute(row)?;
            Ok(identity(transaction)?)
        })?;
        self.note_store(&said)
    }

    /// Whether this spool is the one of its name in the store, which is told that it is there.
    pub(super) fn stand_for(
        transaction: &Transaction<'_>,
        standing: Standing<'_>,
        now: UnixMs,
    ) -> Result<(), Rollback> {
        has_its_name(transaction, standing.node, now)?;
        Ok(stand(transaction, standing, now)?)
    }

    /// What who brings this to the store asks first; `brought`: the number that its document has
    /// there.
    pub(super) fn opening(
        transaction: &Transaction<'_>,
        node: &Node,
        (brought, shipment): (Option<i64>, &Shipment),
    ) -> database::Result<Opening> {
        let sql = transaction.either(OPENING_OF_SQLITE, OPENING_OF_POSTGRESQL);
        let marks = shipment.marks();
        let keys = params![node.name, brought, marks[0], marks[1], shipment.sha256()];
        transaction.prepare_cached(sql)?.query_row(keys, |row| {
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

    /// The nodes of this store.
    ///
    /// # Errors
    /// It could not be asked.
    pub fn members(&self) -> Result<Vec<Member>, SpoolError> {
        self.spool.read(|transaction| {
            let now = now(transaction)?;
            let mut select = transaction.prepare_cached(MEMBERS)?;
            select.query_map([], |row| member_of_row(row, now))?.collect()
        })
    }

    /// Forgets a node of this store that is no more; what came of it stays. False if there is none.
    ///
    /// # Errors
    /// It could not be asked.
    pub fn forget_member(&self, name: &str) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            // What it had left out is remembered again, and its word on lines counts no more.
            destinations::forget_node(transaction, name)?;
            transaction.prepare_cached(FORGET_LINES)?.execute([name])?;
            transaction.prepare_cached(FORGET_SENDING)?.execute([name])?;
            devices::forget_node(transaction, name)?;
            Ok(transaction.prepare_cached(FORGET)?.execute([name])? > 0)
        })
    }
}

/// What is known of a store as something is brought there.
pub(super) struct Opening {
    /// By its clock.
    pub(super) now: UnixMs,
    /// Where another spool is that was there a moment ago under the node's name.
    other: Option<String>,
    /// The node itself was.
    stands: bool,
    /// What is said to have been brought is here, and no fax's yet.
    pub(super) is_brought: bool,
    /// Its documents are sealed.
    pub(super) is_sealed: bool,
    /// It has the fax already, with its document.
    pub(super) is_known: bool,
}

impl Opening {
    /// Whether this spool is the one of its name.
    pub(super) fn is_it(&self, node: &Node) -> Result<(), SpoolError> {
        let taken =
            |by: &String| SpoolError::NodeNameTaken { name: node.name.clone(), by: by.clone() };
        self.other.as_ref().map_or(Ok(()), |by| Err(taken(by)))
    }

    /// The same, and the store is told that it is there.
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
    transaction.prepare_cached(STAND)?.execute(row).map(drop)
}

/// Now, by the database's own clock: the server's, where there is one.
pub(crate) fn now(transaction: &Transaction<'_>) -> database::Result<UnixMs> {
    let sql = transaction.either(NOW_OF_SQLITE, NOW_OF_POSTGRESQL);
    transaction.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

/// Refuses a node whose name another spool has used within the last minute.
fn has_its_name(transaction: &Transaction<'_>, node: &Node, now: UnixMs) -> Result<(), Rollback> {
    let mut select = transaction.prepare_cached(WHO)?;
    let found = select.query_row([&node.name], |row| {
        let (token, host, folder): (String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let is_alive = is_alive(now.ms_since(row.get(3)?));
        Ok((is_alive && token != node.token).then(|| format!("{folder} of {host}")))
    });
    match found.optional()?.flatten() {
        Some(by) => Err(SpoolError::NodeNameTaken { name: node.name.clone(), by }.into()),
        None => Ok(()),
    }
}

/// Whether who was there so long ago is believed to be. One who is to come yet was written by
/// another clock than the store's present one, and says so again in a moment if it is there.
fn is_alive(seen_ms_ago: i64) -> bool {
    (-DEAD_MS..DEAD_MS).contains(&seen_ms_ago)
}

fn member_of_row(row: &Row<'_>, now: UnixMs) -> database::Result<Member> {
    let seen_at: UnixMs = row.get("seen_at")?;
    let count = |column: &str| row.get(column).map(|count: i64| count.cast_unsigned());
    let (told_at, drained_at): (Option<UnixMs>, Option<UnixMs>) =
        (row.get("told_at")?, row.get("drained_at")?);
    let drained_by: String = row.get("drained_by")?;
    // One of before has overwritten the word of when it was there, and not that.
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

    /// Ten million faxes are counted in an index that has nothing else.
    #[test]
    fn how_many_faxes_there_are_of_a_node_is_counted_in_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let spool = crate::Store::Sqlite.open(folder.path()).unwrap();
        let plan = spool.read(|transaction| transaction.plan(MEMBERS)).unwrap();
        let counts = |step: &String| step.ends_with("INDEX node_faxes_of (node=?)");
        assert!(plan.iter().any(counts), "{plan:#?}");
    }
}
