//! The epoch of the shared database: the time since it was created, restored from a dump, or
//! replaced by another server. A row that has a number in one *epoch* has another number, or does
//! not exist, in the next. When an epoch begins, all attempts are ended as after a crash. No jobs
//! are sent until nodes have reported what they know.

use super::leases::{end_dead, leased};
use crate::node::identity;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::database::{self, Transaction};
use ferrofax_spool::inside::jobs::history::Ledger;

/// On PostgreSQL, a text that identifies the incarnation of the server. A server that was created
/// again, restored from a backup or promoted from a standby has another system identifier or
/// another timeline of its log. A database that was restored from a dump has other object
/// identifiers (OID).
const INCARNATION_OF_POSTGRESQL: &str = "
    SELECT concat_ws(':', (SELECT system_identifier FROM pg_control_system()),
                     left(pg_walfile_name(pg_current_wal_lsn()), 8),
                     (SELECT oid FROM pg_database WHERE datname = current_database()),
                     CAST(CAST('store_identity' AS regclass) AS oid))";
const INCARNATION_OF_SQLITE: &str = "SELECT 'a file'";
const STORE: &str = "SELECT identity, epoch, incarnation FROM store_identity";
const BEGIN: &str = "
    UPDATE store_identity SET epoch = lower(hex(randomblob(16))), incarnation = ?1";
const QUIET: &str = "UPDATE store_identity SET quiet_until = max(quiet_until, ?1)";
/// The longest time in milliseconds that a node may set a lease or a quiet time ahead.
const LONGEST_MS: i64 = 3_600_000;
const IS_BEYOND: &str = "
    SELECT EXISTS (SELECT 1 FROM job_leases WHERE until > ?1) OR EXISTS (SELECT 1 FROM job_nodes WHERE until > ?1)
        OR EXISTS (SELECT 1 FROM store_identity WHERE quiet_until > ?1)";
const BRING_BACK: [&str; 3] = [
    "UPDATE job_leases SET until = ?1 WHERE until > ?1",
    "UPDATE job_nodes SET until = ?1 WHERE until > ?1",
    "UPDATE store_identity SET quiet_until = ?1 WHERE quiet_until > ?1",
];
const IS_QUIET: &str = "SELECT EXISTS (SELECT 1 FROM store_identity WHERE quiet_until > ?1)";

/// The identity and the epoch by which nodes recognise a shared database.
pub(super) struct Epoch {
    /// The identity of the database.
    pub(super) identity: String,
    /// The random identifier of the epoch, which changes when the database is restored or taken
    /// over.
    pub(super) epoch: String,
}

/// The identity and the epoch of this shared database now. If its incarnation has changed, a new
/// epoch begins: all active attempts are ended, and no jobs are sent until `quiet_until`.
pub(super) fn current(ledger: &Ledger<'_>, quiet_until: UnixMs) -> database::Result<Epoch> {
    let transaction = ledger.transaction;
    identity(transaction)?;
    let (known, was) = read(transaction)?;
    if known.epoch.is_empty() {
        let incarnation = incarnation(transaction)?;
        transaction.run(BEGIN, [&incarnation])?;
    } else if was != incarnation(transaction)? {
        return begin(ledger, quiet_until);
    } else {
        return Ok(known);
    }
    Ok(read(transaction)?.0)
}

/// Begins a new epoch, since the shared database is not the one it was.
pub(super) fn begin(ledger: &Ledger<'_>, quiet_until: UnixMs) -> database::Result<Epoch> {
    let transaction = ledger.transaction;
    let incarnation = incarnation(transaction)?;
    transaction.run(BEGIN, [&incarnation])?;
    quiet(transaction, quiet_until)?;
    for (of, node) in leased(transaction)? {
        end_dead(ledger, of, &node)?;
    }
    Ok(read(transaction)?.0)
}

/// Lets no job be sent before this time, so that nodes can report what they know first.
pub(super) fn quiet(transaction: &Transaction<'_>, until: UnixMs) -> database::Result<()> {
    transaction.run(QUIET, [until])
}

/// Whether a lease, a membership or a quiet time ends later than a node may set it. This happens if
/// the clock of the server was put back, or if another program has written the time.
pub(super) fn is_beyond(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<bool> {
    let beyond = now + LONGEST_MS;
    transaction.one(IS_BEYOND, [beyond], |row| row.get(0))
}

/// Shortens leases, memberships and quiet times that are too long to the longest that a node may
/// set. They still last at least as long as a real lease, so that no other node takes over from a
/// node that is alive. And nobody waits for ever for a node that is gone.
pub(super) fn bring_back(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<()> {
    let beyond = now + LONGEST_MS;
    BRING_BACK.iter().try_for_each(|sql| transaction.run(sql, [beyond]))
}

/// Whether the quiet time lasts and no job may be sent.
pub(super) fn is_quiet(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<bool> {
    transaction.one(IS_QUIET, [now], |row| row.get(0))
}

fn read(transaction: &Transaction<'_>) -> database::Result<(Epoch, String)> {
    transaction.one(STORE, [], |row| {
        let (identity, epoch) = (row.get(0)?, row.get(1)?);
        Ok((Epoch { identity, epoch }, row.get(2)?))
    })
}

fn incarnation(transaction: &Transaction<'_>) -> database::Result<String> {
    let sql = transaction.either(INCARNATION_OF_SQLITE, INCARNATION_OF_POSTGRESQL);
    transaction.one(sql, [], |row| row.get(0))
}
