//! The store: which one it is, as it is since it was made, restored from a dump or taken over by
//! another server. What has a number there in one *epoch* has another one, or is not there, in
//! the next. With each there is an end of all tries, as after a crash, and nothing is sent until
//! nodes have told what they know.

use super::super::history::Ledger;
use super::leases::{end_dead, leased};
use crate::database::{self, Transaction};
use crate::node::identity;
use ferrofax_basics::UnixMs;

/// A server that was made anew, and one that goes on from a backup, or in the place of another, has
/// another line of its log; what was restored from a dump, other tables.
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
/// No node says a time that is further away.
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

/// What a store is known by.
pub(super) struct Epoch {
    /// Which store it is.
    pub(super) identity: String,
    /// Which one it is since it was made, restored or taken over.
    pub(super) epoch: String,
}

/// Which one this store is now. Where it is found to be another than it was, all ends here that
/// was going on, and nothing is sent until then.
pub(super) fn current(ledger: &Ledger<'_>, quiet_until: UnixMs) -> database::Result<Epoch> {
    let transaction = ledger.transaction;
    identity(transaction)?;
    let (known, was) = read(transaction)?;
    if known.epoch.is_empty() {
        let incarnation = incarnation(transaction)?;
        transaction.prepare_cached(BEGIN)?.execute([&incarnation])?;
    } else if was != incarnation(transaction)? {
        return begin(ledger, quiet_until);
    } else {
        return Ok(known);
    }
    Ok(read(transaction)?.0)
}

/// It is not what it was.
pub(super) fn begin(ledger: &Ledger<'_>, quiet_until: UnixMs) -> database::Result<Epoch> {
    let transaction = ledger.transaction;
    let incarnation = incarnation(transaction)?;
    transaction.prepare_cached(BEGIN)?.execute([&incarnation])?;
    quiet(transaction, quiet_until)?;
    for (of, node) in leased(transaction)? {
        end_dead(ledger, of, &node)?;
    }
    Ok(read(transaction)?.0)
}

/// Nothing is sent until then: nodes tell what they know.
pub(super) fn quiet(transaction: &Transaction<'_>, until: UnixMs) -> database::Result<()> {
    transaction.prepare_cached(QUIET)?.execute([until]).map(drop)
}

/// Whether something here holds for longer than a node says: the clock of this store was put back since, or
/// somebody else has written it.
pub(super) fn is_beyond(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<bool> {
    let beyond = now + LONGEST_MS;
    transaction.prepare_cached(IS_BEYOND)?.query_row([beyond], |row| row.get(0))
}

/// Has it hold for as long as a node says at most, so that no node goes on that is there, and nobody waits
/// for ever for one that is not.
pub(super) fn bring_back(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<()> {
    let beyond = now + LONGEST_MS;
    BRING_BACK
        .iter()
        .try_for_each(|sql| transaction.prepare_cached(sql)?.execute([beyond]).map(drop))
}

/// Whether nothing is sent now.
pub(super) fn is_quiet(transaction: &Transaction<'_>, now: UnixMs) -> database::Result<bool> {
    transaction.prepare_cached(IS_QUIET)?.query_row([now], |row| row.get(0))
}

fn read(transaction: &Transaction<'_>) -> database::Result<(Epoch, String)> {
    transaction.prepare_cached(STORE)?.query_row([], |row| {
        let (identity, epoch) = (row.get(0)?, row.get(1)?);
        Ok((Epoch { identity, epoch }, row.get(2)?))
    })
}

fn incarnation(transaction: &Transaction<'_>) -> database::Result<String> {
    let sql = transaction.either(INCARNATION_OF_SQLITE, INCARNATION_OF_POSTGRESQL);
    transaction.prepare_cached(sql)?.query_row([], |row| row.get(0))
}
