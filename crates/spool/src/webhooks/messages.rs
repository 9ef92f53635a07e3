//! The messages to webhooks that wait, are being delivered, or could not be delivered.

use std::collections::BTreeSet;

use super::WebhookId;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::{SpoolError, Webhooks};
use ferrofax_basics::UnixMs;

/// The number of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub i64);

/// A message that is to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The webhook that gets the message.
    pub webhook: WebhookId,
    /// The name by which the receiver recognises the message; equal for each attempt.
    pub name: String,
    /// The type of the event: `fax.received`.
    pub kind: String,
    /// The exact body that is sent.
    pub body: String,
}

/// A message that is being delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMessage {
    /// The number of the message.
    pub id: MessageId,
    /// The webhook that gets the message.
    pub webhook: WebhookId,
    /// The name by which the receiver recognises the message.
    pub name: String,
    /// The body that is sent.
    pub body: String,
    /// The number of attempts, including this one.
    pub attempts: u32,
    /// The URL to which the message is sent.
    pub url: String,
    /// The secrets that sign the message: the secret of the webhook and, while it is still valid,
    /// the previous secret.
    pub secrets: Vec<String>,
}

/// A message that could not be delivered, and is no longer attempted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMessage {
    /// The number of the message.
    pub id: MessageId,
    /// The webhook of the message.
    pub webhook: WebhookId,
    /// The owner of the webhook.
    pub owner: String,
    /// The name by which the receiver would recognise the message.
    pub name: String,
    /// The type of the event.
    pub kind: String,
    /// The time at which the message was created.
    pub at: UnixMs,
    /// The number of attempts.
    pub attempts: u32,
    /// The reason why the message was given up.
    pub error: Option<String>,
}

/// An attempt to deliver a message to a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookAttempt {
    /// The name by which the receiver recognises the message.
    pub name: String,
    /// The type of the event.
    pub kind: String,
    /// The time of the end of the attempt.
    pub at: UnixMs,
    /// The number of the attempt of this message, from 1; 0 if it was dropped before its
    /// first attempt.
    pub attempt: u32,
    /// The reason why the message was not delivered; none if it was delivered.
    pub error: Option<String>,
}

/// The number of attempts of a webhook that are kept.
pub(super) const ATTEMPTS_KEPT: u32 = 50;

/// The greatest number of messages of a webhook that are kept, and of the bytes of their bodies.
/// Beyond it, the oldest messages are dropped.
const MESSAGES_KEPT: usize = 10_000;
const BYTES_KEPT: u64 = 20 << 20;
/// The error that the list of attempts shows for the last message that was dropped.
const DROPPED: &str = "A webhook keeps at most 10,000 messages, with 20 MB together. \
    This message was the oldest and was dropped";

/// The numbers of messages by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebhookCounts {
    /// The number of messages that wait or are being delivered.
    pub waiting: u32,
    /// The time at which the oldest of these messages was created.
    pub oldest: Option<UnixMs>,
    /// The number of messages that could not be delivered.
    pub dead: u32,
}

const INSERT: &str = "
    INSERT INTO webhook_messages (webhook, name, type, at, body, state, next_try_at)
    SELECT id, ?2, ?3, ?4, ?5, 'waiting', ?4 FROM webhooks WHERE id = ?1";
/// The query for the next message that is due, of all webhooks except these. A webhook gets one
/// message at a time.
fn due(besides: &[WebhookId]) -> String {
    let besides: Vec<String> = besides.iter().map(|webhook| webhook.0.to_string()).collect();
    // Only numbers are inserted into the SQL text, and no text of any user. No webhook has the
    // number 0.
    let besides = if besides.is_empty() { "0".to_owned() } else { besides.join(", ") };
    format!(
        "SELECT m.id FROM webhook_messages AS m INDEXED BY webhook_messages_due
         WHERE m.state = 'waiting' AND m.next_try_at <= ?1 AND m.webhook NOT IN ({besides})
           AND NOT EXISTS (SELECT 1 FROM webhook_messages AS t WHERE t.webhook = m.webhook AND t.state = 'trying')
         ORDER BY m.next_try_at, m.id LIMIT 1"
    )
}
const TAKE: &str =
    "UPDATE webhook_messages SET state = 'trying', attempts = attempts + 1 WHERE id = ?1";
const TAKEN: &str = "
    SELECT m.id, m.webhook, m.name, m.body, m.attempts, w.url, w.secret,
           iif(w.before_until > ?2, w.secret_before, NULL) AS secret_before
    FROM webhook_messages AS m JOIN webhooks AS w ON w.id = m.webhook WHERE m.id = ?1";
const DELIVERED: &str =
    "DELETE FROM webhook_messages WHERE id = ?1 AND state = 'trying' RETURNING webhook";
const COUNT: &str =
    "UPDATE webhooks SET delivered = delivered + 1, delivered_at = ?2 WHERE id = ?1";
const ATTEMPTED: &str = "
    INSERT INTO webhook_attempts (webhook, name, type, at, attempt, error)
    SELECT webhook, name, type, ?2, attempts, ?3 FROM webhook_messages WHERE id = ?1 AND state = 'trying'
    RETURNING webhook";
const FORGET_ATTEMPTS: &str = "
    DELETE FROM webhook_attempts WHERE webhook = ?1 AND id <=
        (SELECT id FROM webhook_attempts WHERE webhook = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)";
const SIZE: &str = "
    SELECT count(*), coalesce(sum(octet_length(body)), 0) FROM webhook_messages
    WHERE webhook = ?1 AND state <> 'trying'";
const SIZES: &str = "
    SELECT id, octet_length(body) FROM webhook_messages
    WHERE webhook = ?1 AND state <> 'trying' ORDER BY id DESC";
const FORGET_DROPPED: &str = "DELETE FROM webhook_attempts WHERE webhook = ?1 AND error = ?2";
const NOTE_DROPPED: &str = "
    INSERT INTO webhook_attempts (webhook, name, type, at, attempt, error)
    SELECT webhook, name, type, ?2, attempts, ?3 FROM webhook_messages WHERE id = ?1";
const DROP: &str = "
    DELETE FROM webhook_messages WHERE webhook = ?1 AND id <= ?2 AND state <> 'trying'";
const ATTEMPTS: &str = "
    SELECT name, type, at, attempt, error FROM webhook_attempts WHERE webhook = ?1 ORDER BY id DESC";
const LATER: &str = "
    UPDATE webhook_messages SET state = 'waiting', next_try_at = ?2, error = ?3 WHERE id = ?1 AND state = 'trying'";
const GIVEN_UP: &str = "
    UPDATE webhook_messages SET state = 'dead', error = ?2 WHERE id = ?1 AND state = 'trying'";
const RELEASE: &str =
    "UPDATE webhook_messages SET state = 'waiting', next_try_at = min(next_try_at, ?1)
    WHERE state = 'trying'";
const TRYING: &str = "
    SELECT m.id FROM webhooks AS w JOIN webhook_messages AS m ON m.webhook = w.id WHERE m.state = 'trying'";
const LEFT: &str = "
    UPDATE webhook_messages SET state = 'waiting', next_try_at = ?2 WHERE id = ?1 AND state = 'trying'";
const IS_AHEAD: &str = "
    SELECT EXISTS (SELECT 1 FROM webhook_messages INDEXED BY webhook_messages_due
                   WHERE state = 'waiting' AND next_try_at > ?1)";
const NOT_AHEAD: &str = "
    UPDATE webhook_messages INDEXED BY webhook_messages_due SET next_try_at = ?1
    WHERE state = 'waiting' AND next_try_at > ?2";
const DEAD: &str = "
    SELECT m.id, m.webhook, w.owner, m.name, m.type, m.at, m.attempts, m.error
    FROM webhook_messages AS m INDEXED BY webhook_messages_dead JOIN webhooks AS w ON w.id = m.webhook
    WHERE m.state = 'dead' AND (w.owner = ?1 AND w.by = ?2 OR ?1 IS NULL) ORDER BY m.id";
const AGAIN: &str = "
    UPDATE webhook_messages SET state = 'waiting', attempts = 0, next_try_at = ?2 WHERE id = ?1 AND state = 'dead'";
const WAITING: &str = "
    SELECT count(*), min(at) FROM webhook_messages WHERE state IN ('waiting', 'trying')";
const DEAD_COUNT: &str = "
    SELECT count(*) FROM webhook_messages INDEXED BY webhook_messages_dead WHERE state = 'dead'";

/// Stores the result of an attempt to deliver a message, and forgets old ones.
fn attempted(
    transaction: &Transaction<'_>,
    id: MessageId,
    error: Option<&str>,
    now: UnixMs,
) -> database::Result<()> {
    let webhook: Option<i64> =
        transaction.first(ATTEMPTED, params![id.0, now, error], |row| row.get(0))?;
    if let Some(webhook) = webhook {
        transaction.run(FORGET_ATTEMPTS, params![webhook, ATTEMPTS_KEPT])?;
    }
    Ok(())
}

pub(super) fn file(
    transaction: &Transaction<'_>,
    messages: &[NewMessage],
    now: UnixMs,
) -> database::Result<()> {
    let mut insert = transaction.prepare_cached(INSERT)?;
    for NewMessage { webhook, name, kind, body } in messages {
        insert.execute(params![webhook.0, name, kind, now, body])?;
    }
    let webhooks: BTreeSet<WebhookId> = messages.iter().map(|message| message.webhook).collect();
    webhooks
        .into_iter()
        .try_for_each(|webhook| drop_oldest(transaction, webhook, now))
}

/// Deletes the oldest messages of a webhook that has more than it may. Its list of attempts shows
/// the newest of them.
fn drop_oldest(
    transaction: &Transaction<'_>,
    webhook: WebhookId,
    now: UnixMs,
) -> database::Result<()> {
    let fits = |count: usize, bytes: u64| count <= MESSAGES_KEPT && bytes <= BYTES_KEPT;
    let whole = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (count, bytes) = transaction.one(SIZE, [webhook.0], whole)?;
    if fits(count as usize, bytes as u64) {
        return Ok(());
    }
    let sizes: Vec<(i64, i64)> = transaction.all(SIZES, [webhook.0], whole)?;
    let (mut count, mut bytes) = (0, 0);
    let newest_dropped = sizes.into_iter().find(|(_, size)| {
        (count, bytes) = (count + 1, bytes + *size as u64);
        !fits(count, bytes)
    });
    if let Some((id, _)) = newest_dropped {
        transaction.run(FORGET_DROPPED, params![webhook.0, DROPPED])?;
        transaction.run(NOTE_DROPPED, params![id, now, DROPPED])?;
        transaction.run(DROP, params![webhook.0, id])?;
    }
    Ok(())
}

impl Webhooks<'_> {
    /// Stores messages about something that is no change of the spool: the progress of a call.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn file_passing_messages(
        &self,
        messages: &[NewMessage],
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| file(transaction, messages, now))
    }

    /// Takes the next message that is due for delivery, of a webhook to which no other message is
    /// being delivered.
    ///
    /// # Errors
    /// The spool could not be read or written.
    pub fn take_message(&self, now: UnixMs) -> Result<Option<DueMessage>, SpoolError> {
        self.take_message_besides(&[], now)
    }

    /// Takes the next message that is due, like [`Self::take_message`], of all webhooks except
    /// these.
    ///
    /// # Errors
    /// The spool could not be read or written.
    pub fn take_message_besides(
        &self,
        besides: &[WebhookId],
        now: UnixMs,
    ) -> Result<Option<DueMessage>, SpoolError> {
        let due = due(besides);
        let next = |transaction: &Transaction<'_>| {
            let mut due = transaction.prepare(&due)?;
            due.query_row([now], |row| row.get::<_, i64>(0)).optional()
        };
        // The Ferrofax service calls this function each second, and seldom finds a message. It
        // therefore reads before it writes.
        if self.spool.read(next)?.is_none() {
            return Ok(None);
        }
        self.spool.write(|transaction| {
            let Some(id) = next(transaction)? else { return Ok(None) };
            transaction.run(TAKE, [id])?;
            transaction.first(TAKEN, params![id, now], due_message)
        })
    }

    /// Deletes a message that was delivered, and counts it for its webhook.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn message_delivered(&self, id: MessageId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            attempted(transaction, id, None, now)?;
            let webhook: Option<i64> = transaction.first(DELIVERED, [id.0], |row| row.get(0))?;
            if let Some(webhook) = webhook {
                transaction.run(COUNT, params![webhook, now])?;
            }
            Ok(())
        })
    }

    /// Stores that a message was not delivered. It is attempted again at `next_try_at`; if that is
    /// none, the message is given up.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn message_failed(
        &self,
        id: MessageId,
        next_try_at: Option<UnixMs>,
        error: &str,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            attempted(transaction, id, Some(error), now)?;
            match next_try_at {
                Some(at) => transaction.run(LATER, params![id.0, at, error]),
                None => transaction.run(GIVEN_UP, params![id.0, error]),
            }
        })
    }

    /// Prepares the messages at the start of the Ferrofax service. Messages that were being
    /// delivered when it ended are attempted again.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn release_messages(&self, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(RELEASE, [now]))
    }

    /// Corrects messages that would never be delivered:
    ///
    /// - A message may be stored as being delivered, although it is not in `delivered_now`, because
    ///   the result of its delivery could not be stored. It waits again, until `again`.
    /// - A message may wait beyond `longest`, the latest time for which any message waits, because
    ///   it was dated when the clock was ahead. It is due now.
    ///
    /// # Errors
    /// The spool could not be read or written.
    pub fn put_messages_right(
        &self,
        delivered_now: &BTreeSet<MessageId>,
        again: UnixMs,
        longest: UnixMs,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let wrong = |transaction: &Transaction<'_>| {
            let mut left: Vec<i64> = transaction.all(TRYING, [], |row| row.get(0))?;
            left.retain(|id| !delivered_now.contains(&MessageId(*id)));
            let is_ahead: bool = transaction.one(IS_AHEAD, [longest], |row| row.get(0))?;
            Ok((left, is_ahead))
        };
        // The Ferrofax service calls this function each second, and seldom finds such a message. It
        // therefore reads before it writes.
        if self.spool.read(wrong)? == (Vec::new(), false) {
            return Ok(());
        }
        self.spool.write(|transaction| {
            for id in wrong(transaction)?.0 {
                transaction.run(LEFT, params![id, again])?;
            }
            transaction.run(NOT_AHEAD, [now, longest])
        })
    }

    /// The last attempts to deliver messages to this webhook, the newest first: at most
    /// 50.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn attempts(&self, webhook: WebhookId) -> Result<Vec<WebhookAttempt>, SpoolError> {
        self.spool.read(|transaction| {
            let attempt = |row: &Row<'_>| {
                Ok(WebhookAttempt {
                    name: row.get("name")?,
                    kind: row.get("type")?,
                    at: row.get("at")?,
                    attempt: row.get("attempt")?,
                    error: row.get("error")?,
                })
            };
            transaction.all(ATTEMPTS, [webhook.0], attempt)
        })
    }

    /// The messages that could not be delivered, the oldest first: all, or those of one user, given
    /// by name and identity source.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn dead_messages(
        &self,
        whose: Option<(&str, &str)>,
    ) -> Result<Vec<DeadMessage>, SpoolError> {
        let of = whose.unzip();
        self.spool
            .read(|transaction| transaction.all(DEAD, params![of.0, of.1], dead_message))
    }

    /// Queues a message that could not be delivered for another attempt. False: there is no such
    /// message.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn message_again(&self, id: MessageId, now: UnixMs) -> Result<bool, SpoolError> {
        self.spool
            .write(|transaction| Ok(transaction.change(AGAIN, params![id.0, now])? > 0))
    }

    /// The numbers of messages by their state.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn webhook_counts(&self) -> Result<WebhookCounts, SpoolError> {
        self.spool.read(|transaction| {
            let (waiting, oldest) =
                transaction.one(WAITING, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let dead = transaction.one(DEAD_COUNT, [], |row| row.get(0))?;
            Ok(WebhookCounts { waiting, oldest, dead })
        })
    }
}

fn due_message(row: &Row<'_>) -> database::Result<DueMessage> {
    let before: Option<String> = row.get("secret_before")?;
    Ok(DueMessage {
        id: MessageId(row.get("id")?),
        webhook: WebhookId(row.get("webhook")?),
        name: row.get("name")?,
        body: row.get("body")?,
        attempts: row.get("attempts")?,
        url: row.get("url")?,
        secrets: [row.get("secret")?].into_iter().chain(before).collect(),
    })
}

fn dead_message(row: &Row<'_>) -> database::Result<DeadMessage> {
    Ok(DeadMessage {
        id: MessageId(row.get("id")?),
        webhook: WebhookId(row.get("webhook")?),
        owner: row.get("owner")?,
        name: row.get("name")?,
        kind: row.get("type")?,
        at: row.get("at")?,
        attempts: row.get("attempts")?,
        error: row.get("error")?,
    })
}
