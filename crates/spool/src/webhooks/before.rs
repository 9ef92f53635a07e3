//! The events that happened before a webhook was made. A webhook is notified of later events only.
//!
//! Events are compared by their numbers and not by their times, because the clock may have been
//! set. Faxes end in any order. So each webhook has a list of faxes that had ended when it was
//! made, but of which other webhooks had not been notified yet. A fax is removed from the list when
//! the other webhooks have been notified.

use std::collections::BTreeSet;

use super::{Webhook, WebhookId};
use crate::FaxId;
use crate::database::{self, Row, Transaction, params};

/// The events that happened before a webhook was made: the last change of a job, the last event of
/// a fax, and faxes that had ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    change: i64,
    event: i64,
    faxes: BTreeSet<FaxId>,
}

/// An event, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A change of a job.
    Change(i64),
    /// An action of a person on a fax.
    Event(i64),
    /// A fax has ended.
    Fax(FaxId),
    /// The event happens at this moment.
    Now,
}

const NOTE: &str = "
    INSERT INTO webhook_before (webhook, fax)
    SELECT ?1, id FROM faxes
    WHERE status <> 'receiving'
      AND (id > (SELECT fax FROM webhook_cursor) OR id IN (SELECT fax FROM webhook_faxes))";
const FAXES: &str = "SELECT webhook, fax FROM webhook_before";
const PASSED: &str = "
    DELETE FROM webhook_before WHERE fax <= ?1 AND fax NOT IN (SELECT fax FROM webhook_faxes)";

impl Before {
    /// Returns whether the event happened before the webhook was made.
    pub fn has(&self, happened: Happened) -> bool {
        match happened {
            Happened::Change(change) => change <= self.change,
            Happened::Event(event) => event <= self.event,
            Happened::Fax(fax) => self.faxes.contains(&fax),
            Happened::Now => false,
        }
    }

    /// Reads the row of a webhook. The list of faxes is empty until [`add_faxes`] fills it.
    pub(super) fn of_row(row: &Row<'_>) -> database::Result<Self> {
        let (change, event) = (row.get("before_change")?, row.get("before_event")?);
        Ok(Self { change, event, faxes: BTreeSet::new() })
    }
}

/// Stores the list of faxes that have ended, for a webhook that is made now.
pub(super) fn note(transaction: &Transaction<'_>, webhook: WebhookId) -> database::Result<()> {
    transaction.run(NOTE, [webhook.0])
}

/// Reads the faxes that had ended before these webhooks were made, and adds them to the webhooks.
pub(super) fn add_faxes(
    transaction: &Transaction<'_>,
    webhooks: &mut [Webhook],
) -> database::Result<()> {
    let mut select = transaction.prepare_cached(FAXES)?;
    let mut rows = select.query([])?;
    while let Some(row) = &rows.next()? {
        let webhook = WebhookId(row.get(0)?);
        if let Some(found) = webhooks.iter_mut().find(|one| one.id == webhook) {
            found.before.faxes.insert(FaxId(row.get(1)?));
        }
    }
    Ok(())
}

/// Removes faxes from the lists: webhooks have been notified of all faxes up to this one, except
/// those that have not ended.
pub(super) fn passed(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    transaction.run(PASSED, params![fax])
}
