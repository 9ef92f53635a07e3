//! Webhooks: who wants to be told of what, what is to be told, and up to where the spool's
//! changes have been made into that.
//!
//! A message is durable before it is first tried, in the transaction that moves the cursor
//! past what it tells: a crash loses none and makes none twice. It goes when it was
//! delivered; one that could not be is kept as dead until somebody has it tried again.
//!
//! Read in this order: this file (who wants to be told), `before`, `cursor`, `messages`.

mod before;
mod cursor;
mod messages;

pub use before::{Before, Happened};
pub use cursor::WebhookNews;
pub use messages::{DeadMessage, DueMessage, MessageId, NewMessage, WebhookCounts};

use super::SpoolError;
use crate::Webhooks;
use crate::database::{self, OptionalExtension, Row, params};
use ferrofax_basics::UnixMs;

/// A webhook's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(pub i64);

/// Somebody who wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub id: WebhookId,
    /// The user whose it is: what he sees it is told.
    pub owner: String,
    /// Who said who that is when it was made: a word of the program's.
    pub by: String,
    /// Where it is told.
    pub url: String,
    /// Of what: words as `job.*`, with spaces between them.
    pub events: String,
    /// When it was made.
    pub created_at: UnixMs,
    /// What had happened by then.
    pub before: Before,
    /// How many messages were delivered.
    pub delivered: u32,
    /// When one was, last.
    pub delivered_at: Option<UnixMs>,
    /// Messages that wait.
    pub waiting: u32,
    /// Messages that could not be delivered.
    pub dead: u32,
    /// Why the last try of one that waits failed.
    pub error: Option<String>,
}

/// One that is to be.
#[derive(Clone, Copy, Debug)]
pub struct NewWebhook<'a> {
    /// The user whose it is.
    pub owner: &'a str,
    /// Who says who that is: a word of the program's.
    pub by: &'a str,
    /// Where it is told.
    pub url: &'a str,
    /// Of what: words with spaces between them.
    pub events: &'a str,
    /// By what it knows that it is us.
    pub secret: &'a str,
}

/// For so long the secret before the last is used, too, ms.
pub const SECRET_BEFORE_MS: i64 = 24 * 3_600_000;

const INSERT: &str = "
    INSERT INTO webhooks (owner, by, url, events, secret, created_at, before_change, before_event)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce((SELECT max(id) FROM job_changes), 0),
            coalesce((SELECT max(id) FROM fax_events), 0)) RETURNING id";
const ROTATE: &str = "
    UPDATE webhooks SET secret_before = secret, before_until = ?3, secret = ?2 WHERE id = ?1";
const END: &str = "DELETE FROM webhooks WHERE id = ?1";
const ALL: &str = "
    SELECT id, owner, by, url, events, created_at, before_change, before_event, delivered, delivered_at,
           (SELECT count(*) FROM webhook_messages WHERE webhook = webhooks.id AND state IN ('waiting', 'trying')) AS waiting,
           (SELECT count(*) FROM webhook_messages WHERE webhook = webhooks.id AND state = 'dead') AS dead,
           (SELECT error FROM webhook_messages WHERE webhook = webhooks.id AND state = 'waiting' AND error IS NOT NULL
            ORDER BY id DESC LIMIT 1) AS error
    FROM webhooks WHERE owner = ?1 AND by = ?2 OR ?1 IS NULL ORDER BY id";
const OWNER: &str = "SELECT owner, by FROM webhooks WHERE id = ?1";

impl Webhooks<'_> {
    /// Makes a webhook: it is told what happens from now on.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn add_webhook(&self, new: &NewWebhook<'_>, now: UnixMs) -> Result<WebhookId, SpoolError> {
        self.spool.write(|transaction| {
            cursor::begin(transaction)?;
            let NewWebhook { owner, by, url, events, secret } = new;
            let id = transaction
                .prepare_cached(INSERT)?
                .insert(params![owner, by, url, events, secret, now])?;
            let id = WebhookId(id);
            before::note(transaction, id)?;
            Ok(id)
        })
    }

    /// All webhooks, or those of one user and who vouches for him.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn list(&self, whose: Option<(&str, &str)>) -> Result<Vec<Webhook>, SpoolError> {
        let (owner, by) = whose.unzip();
        self.spool.read(|transaction| {
            let mut all = transaction.prepare_cached(ALL)?;
            let mut webhooks: Vec<Webhook> =
                all.query_map(params![owner, by], webhook)?.collect::<Result<_, _>>()?;
            before::add_faxes(transaction, &mut webhooks)?;
            Ok(webhooks)
        })
    }

    /// Whose a webhook is, and who vouched for him; none if there is none.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn webhook_owner(&self, id: WebhookId) -> Result<Option<(String, String)>, SpoolError> {
        self.spool.read(|transaction| {
            transaction
                .prepare_cached(OWNER)?
                .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
    }

    /// Gives a webhook another secret; the one before is used, too, for a day
    /// ([`SECRET_BEFORE_MS`]). False: there is none.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn rotate_webhook(
        &self,
        id: WebhookId,
        secret: &str,
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let until = now + SECRET_BEFORE_MS;
        self.spool.write(|transaction| {
            Ok(transaction.prepare_cached(ROTATE)?.execute(params![id.0, secret, until])? > 0)
        })
    }

    /// Ends a webhook, with all that it was still to be told. False: there is none.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn end_webhook(&self, id: WebhookId) -> Result<bool, SpoolError> {
        self.spool
            .write(|transaction| Ok(transaction.prepare_cached(END)?.execute([id.0])? > 0))
    }
}

fn webhook(row: &Row<'_>) -> database::Result<Webhook> {
    Ok(Webhook {
        id: WebhookId(row.get("id")?),
        owner: row.get("owner")?,
        by: row.get("by")?,
        url: row.get("url")?,
        events: row.get("events")?,
        created_at: row.get("created_at")?,
        before: Before::of_row(row)?,
        delivered: row.get("delivered")?,
        delivered_at: row.get("delivered_at")?,
        waiting: row.get("waiting")?,
        dead: row.get("dead")?,
        error: row.get("error")?,
    })
}

#[cfg(test)]
mod tests;
