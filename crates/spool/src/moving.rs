//! Moves a received fax to another device.

use super::filed;
use super::receiving::replace_receivers;
use crate::database::{self, Transaction, params};
use crate::desk::is_new_for_all;
use crate::job_options::RETENTION;
use crate::outbox::make_entries;
use crate::words;
use crate::{DeviceRecord, FaxId};
use ferrofax_basics::UnixMs;

const MOVE: &str =
    "UPDATE faxes SET device = ?2, class = ?3, format = ?4, retention = ?5 WHERE id = ?1";
/// A mail or print that was begun remains, since it may have arrived. So does one that a person wants.
const WITHDRAW: &str = "
    DELETE FROM outbox
    WHERE fax = ?1 AND state = 'waiting' AND attempts = 0
      AND (kind = 'faxmaster' AND mailbox = ''
           OR kind = 'fax' AND mailbox IN (SELECT mailbox FROM fax_mailboxes WHERE fax = ?1))";
const END_CLAIM: &str = "DELETE FROM fax_claims WHERE fax = ?1";
/// Webhooks that have passed the fax report it like one that has just ended.
const TELL_AGAIN: &str = "
    INSERT INTO webhook_faxes (fax)
    SELECT id FROM faxes
    WHERE id = ?1 AND EXISTS (SELECT 1 FROM webhooks)
      AND EXISTS (SELECT 1 FROM webhook_cursor AS c WHERE c.fax >= ?1)
    ON CONFLICT DO NOTHING";

/// Moves a fax to another device: its mailboxes get the fax, with the texts of mails that the device
/// has, and its users see it. So do its webhooks and watched folders, also if those of the first
/// device have got the fax already.
pub(super) fn move_fax(
    transaction: &Transaction<'_>,
    fax: FaxId,
    to: &DeviceRecord,
    (now, host): (UnixMs, &str),
) -> database::Result<()> {
    transaction.prepare_cached(WITHDRAW)?.execute([fax.0])?;
    let retention = to.options.get(RETENTION);
    let row = params![fax.0, to.name(), to.class, to.format.name(), retention];
    transaction.prepare_cached(MOVE)?.execute(row)?;
    replace_receivers(transaction, fax.0, &to.mailboxes, &to.options)?;
    words::index(transaction, fax.0)?;
    is_new_for_all(transaction, fax)?;
    // The user may no longer see the fax.
    transaction.prepare_cached(END_CLAIM)?.execute([fax.0])?;
    transaction.prepare_cached(TELL_AGAIN)?.execute([fax.0])?;
    filed::look_again(transaction, fax)?;
    make_entries(transaction, fax, true, now, host)
}
