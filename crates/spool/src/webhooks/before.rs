//! What had happened when a webhook was made: it is told what comes, and nothing of before.
//!
//! That goes by the numbers of what happened, and not by the time: the clock may have been put.
//! Faxes end in any order. Of those that had ended when a webhook was made, and that others
//! have yet to be told of, it has a list, until they have.

use std::collections::BTreeSet;

use super::{Webhook, WebhookId};
use crate::FaxId;
use crate::database::{self, Row, Transaction, params};

/// What had happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    change: i64,
    event: i64,
    faxes: BTreeSet<FaxId>,
}

/// Something that has happened, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// A change of a job.
    Change(i64),
    /// What a person did with a fax.
    Event(i64),
    /// A fax has ended.
    Fax(FaxId),
    /// It happens at this moment.
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
    /// Whether it had happened.
    pub fn has(&self, happened: Happened) -> bool {
        match happened {
            Happened::Change(change) => change <= self.change,
            Happened::Event(event) => event <= self.event,
            Happened::Fax(fax) => self.faxes.contains(&fax),
            Happened::Now => false,
        }
    }

    /// Without the faxes.
    pub(super) fn of_row(row: &Row<'_>) -> database::Result<Self> {
        let (change, event) = (row.get("before_change")?, row.get("before_event")?);
        Ok(Self { change, event, faxes: BTreeSet::new() })
    }
}

/// Notes the faxes that had ended, for one that is made now.
pub(super) fn note(transaction: &Transaction<'_>, webhook: WebhookId) -> database::Result<()> {
    transaction.prepare_cached(NOTE)?.execute([webhook.0]).map(drop)
}

/// Adds the faxes to what is known of these.
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

/// All faxes up to this one were told, but for those that have not ended.
pub(super) fn passed(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    transaction.prepare_cached(PASSED)?.execute(params![fax]).map(drop)
}
