//! The mails and prints of a fax wait until rules have sorted the fax ([`crate::sorting`]).

use crate::FaxId;
use crate::database::{self, Transaction, params};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

const PUBLISHED: &str = "SELECT device, wait_ms FROM sorted_devices";
const DEVICE: &str = "SELECT device FROM faxes WHERE id = ?1";
const AWAIT: &str = "
    INSERT INTO fax_sortings (fax, until, device) VALUES (?1, ?2, ?3) ON CONFLICT (fax) DO NOTHING";
const PUT_OFF: &str = "
    UPDATE outbox SET next_try_at = ?2
    WHERE fax = ?1 AND kind IN ('fax', 'faxmaster') AND state = 'waiting' AND attempts = 0
      AND next_try_at < ?2";

/// Lets the mails and prints of a fax that has ended wait for the sorting, if faxes of its device are
/// sorted.
pub(super) fn await_sorting(
    transaction: &Transaction<'_>,
    fax: FaxId,
    now: UnixMs,
) -> database::Result<()> {
    let sorted: Vec<(DeviceName, i64)> =
        transaction.all(PUBLISHED, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if sorted.is_empty() {
        return Ok(());
    }
    let device: DeviceName = transaction.one(DEVICE, [fax.0], |row| row.get(0))?;
    let Some((_, wait_ms)) = sorted.iter().find(|(named, _)| device.may_be(named)) else {
        return Ok(());
    };
    let until = now + *wait_ms;
    if transaction.change(AWAIT, params![fax.0, until, device])? > 0 {
        transaction.run(PUT_OFF, params![fax.0, until])?;
    }
    Ok(())
}
