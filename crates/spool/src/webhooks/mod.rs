//! Webhooks: their owners, URLs and events, their messages, and the position up to which the
//! changes of the spool have been converted to messages (the cursor).
//!
//! A message is durable before its first attempt, because it is stored in the transaction that
//! moves the cursor past its change. A crash therefore neither loses a message nor creates it
//! twice. A delivered message is deleted. A message that could not be delivered is kept until
//! somebody has it attempted again.
//!
//! Read in this order: this file (the webhooks), `before`, `cursor`, `messages`.

mod before;
mod cursor;
mod messages;

pub use before::{Before, Happened};
pub use cursor::WebhookNews;
pub use messages::{DeadMessage, DueMessage, MessageId, NewMessage, WebhookAttempt, WebhookCounts};

use super::SpoolError;
use crate::Webhooks;
use crate::database::{self, Row, params};
use ferrofax_basics::UnixMs;

/// The number of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookId(pub i64);

/// A webhook: a URL to which Ferrofax sends messages about events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// The number of the webhook.
    pub id: WebhookId,
    /// The user who owns the webhook. It gets messages about the faxes and jobs that this user may
    /// see.
    pub owner: String,
    /// The source of the owner's identity when the webhook was created, by its name in the Ferrofax
    /// service: the settings, the directory or the login provider.
    pub by: String,
    /// The URL to which messages are sent.
    pub url: String,
    /// The events of which messages are sent: words such as `job.*`, separated by spaces.
    pub events: String,
    /// The time at which the webhook was created.
    pub created_at: UnixMs,
    /// The position of the spool's changes when the webhook was created. Earlier changes make no
    /// messages.
    pub before: Before,
    /// The number of messages that were delivered.
    pub delivered: u32,
    /// The time of the last delivery.
    pub delivered_at: Option<UnixMs>,
    /// The number of messages that wait or are being delivered.
    pub waiting: u32,
    /// The number of messages that could not be delivered.
    pub dead: u32,
    /// The reason why the last attempt of a waiting message failed.
    pub error: Option<String>,
}

/// A webhook that is to be created.
#[derive(Clone, Copy, Debug)]
pub struct NewWebhook<'a> {
    /// The user who owns the webhook.
    pub owner: &'a str,
    /// The source of the owner's identity, by its name in the Ferrofax service: the settings, the
    /// directory or the login provider.
    pub by: &'a str,
    /// The URL to which messages are sent.
    pub url: &'a str,
    /// The events of which messages are sent: words, separated by spaces.
    pub events: &'a str,
    /// The secret that signs the messages, so that the receiver can verify that Ferrofax sent them.
    pub secret: &'a str,
}

/// The time for which the previous secret signs messages, too, after a change of the secret, in ms.
pub const SECRET_BEFORE_MS: i64 = 24 * 3_600_000;

const INSERT: &str = "
    INSERT INTO webhooks (owner, by, url, events, secret, created_at, before_change, before_event)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce((SELECT max(id) FROM job_changes), 0),
            coalesce((SELECT max(id) FROM fax_events), 0)) RETURNING id";
const ROTATE: &str = "
    UPDATE webhooks SET secret_before = secret, before_until = ?3, secret = ?2 WHERE id = ?1";
const CHANGE: &str =
    "UPDATE webhooks SET url = coalesce(?2, url), events = coalesce(?3, events) WHERE id = ?1";
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
    /// Creates a webhook. It gets messages about events from now on.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn add_webhook(&self, new: &NewWebhook<'_>, now: UnixMs) -> Result<WebhookId, SpoolError> {
        self.spool.write(|transaction| {
            cursor::begin(transaction)?;
            let NewWebhook { owner, by, url, events, secret } = new;
            let id = transaction.insert(INSERT, params![owner, by, url, events, secret, now])?;
            let id = WebhookId(id);
            before::note(transaction, id)?;
            Ok(id)
        })
    }

    /// All webhooks, or those of one user, given by name and identity source.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn list(&self, whose: Option<(&str, &str)>) -> Result<Vec<Webhook>, SpoolError> {
        let (owner, by) = whose.unzip();
        self.spool.read(|transaction| {
            let mut webhooks: Vec<Webhook> = transaction.all(ALL, params![owner, by], webhook)?;
            before::add_faxes(transaction, &mut webhooks)?;
            Ok(webhooks)
        })
    }

    /// The owner of a webhook and the source of the owner's identity; none if there is no such
    /// webhook.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn webhook_owner(&self, id: WebhookId) -> Result<Option<(String, String)>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.first(OWNER, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }

    /// Gives a webhook another secret. The previous secret also signs messages for a day
    /// ([`SECRET_BEFORE_MS`]). False: there is no such webhook.
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
        self.spool
            .write(|transaction| Ok(transaction.change(ROTATE, params![id.0, secret, until])? > 0))
    }

    /// Changes the URL and the events of a webhook; `None` leaves a value as it is. False: there is
    /// no such webhook.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn change_webhook(
        &self,
        id: WebhookId,
        url: Option<&str>,
        events: Option<&str>,
    ) -> Result<bool, SpoolError> {
        self.spool
            .write(|transaction| Ok(transaction.change(CHANGE, params![id.0, url, events])? > 0))
    }

    /// Deletes a webhook, with all its messages. False: there is no such webhook.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn end_webhook(&self, id: WebhookId) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| Ok(transaction.change(END, [id.0])? > 0))
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
