//! What is to be told to webhooks: it waits, is being told, or could not be.

use std::collections::BTreeSet;

use super::WebhookId;
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::{SpoolError, Webhooks};
use ferrofax_basics::UnixMs;

/// A message's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub i64);

/// A message that is to be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// To whom.
    pub webhook: WebhookId,
    /// By which the receiver knows it again: the same at each try.
    pub name: String,
    /// The event's type: `fax.received`.
    pub kind: String,
    /// What is sent, to the letter.
    pub body: String,
}

/// A message that is delivered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMessage {
    /// Its number.
    pub id: MessageId,
    /// To whom.
    pub webhook: WebhookId,
    /// By which the receiver knows it again.
    pub name: String,
    /// What is sent.
    pub body: String,
    /// How often it was tried, this time among it.
    pub attempts: u32,
    /// Where.
    pub url: String,
    /// What it is signed with: the secret, and the one before for as long as that counts.
    pub secrets: Vec<String>,
}

/// A message that could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadMessage {
    /// Its number.
    pub id: MessageId,
    /// To whom.
    pub webhook: WebhookId,
    /// Whose that is.
    pub owner: String,
    /// By which the receiver would know it again.
    pub name: String,
    /// The event's type.
    pub kind: String,
    /// When it was made.
    pub at: UnixMs,
    /// How often it was tried.
    pub attempts: u32,
    /// Why it was given up.
    pub error: Option<String>,
}

/// How many messages there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WebhookCounts {
    /// They wait, or are being delivered.
    pub waiting: u32,
    /// When the oldest of these was made.
    pub oldest: Option<UnixMs>,
    /// They could not be delivered.
    pub dead: u32,
}

const INSERT: &str = "
    INSERT INTO webhook_messages (webhook, name, type, at, body, state, next_try_at)
    SELECT id, ?2, ?3, ?4, ?5, 'waiting', ?4 FROM webhooks WHERE id = ?1";
/// One at a time is told to each.
fn due(besides: &[WebhookId]) -> String {
    let besides: Vec<String> = besides.iter().map(|webhook| webhook.0.to_string()).collect();
    // Numbers alone: none of it is anybody's text. No webhook has the number 0.
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
const FORGET: &str = "DELETE FROM webhook_messages WHERE state = 'dead' AND at < ?1";
const WAITING: &str = "
    SELECT count(*), min(at) FROM webhook_messages WHERE state IN ('waiting', 'trying')";
const DEAD_COUNT: &str = "
    SELECT count(*) FROM webhook_messages INDEXED BY webhook_messages_dead WHERE state = 'dead'";

pub(super) fn file(
    transaction: &Transaction<'_>,
    messages: &[NewMessage],
    now: UnixMs,
) -> database::Result<()> {
    let mut insert = transaction.prepare_cached(INSERT)?;
    for NewMessage { webhook, name, kind, body } in messages {
        insert.execute(params![webhook.0, name, kind, now, body])?;
    }
    Ok(())
}

impl Webhooks<'_> {
    /// Files messages that no change of the spool's has made: how far a call is.
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

    /// Takes the next message that is due, of a webhook that is told nothing else meanwhile.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn take_message(&self, now: UnixMs) -> Result<Option<DueMessage>, SpoolError> {
        self.take_message_besides(&[], now)
    }

    /// The same of all webhooks but these.
    ///
    /// # Errors
    /// The spool could not be asked.
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
        // It is asked each second, and seldom there.
        if self.spool.read(next)?.is_none() {
            return Ok(None);
        }
        self.spool.write(|transaction| {
            let Some(id) = next(transaction)? else { return Ok(None) };
            transaction.prepare_cached(TAKE)?.execute([id])?;
            transaction
                .prepare_cached(TAKEN)?
                .query_row(params![id, now], due_message)
                .optional()
        })
    }

    /// A message was delivered: it goes.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn message_delivered(&self, id: MessageId, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let mut delete = transaction.prepare_cached(DELIVERED)?;
            let webhook: Option<i64> = delete.query_row([id.0], |row| row.get(0)).optional()?;
            if let Some(webhook) = webhook {
                transaction.prepare_cached(COUNT)?.execute(params![webhook, now])?;
            }
            Ok(())
        })
    }

    /// A message was not: it is tried again then, or given up.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn message_failed(
        &self,
        id: MessageId,
        next_try_at: Option<UnixMs>,
        error: &str,
    ) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            match next_try_at {
                Some(at) => transaction.prepare_cached(LATER)?.execute(params![id.0, at, error]),
                None => transaction.prepare_cached(GIVEN_UP)?.execute(params![id.0, error]),
            }
            .map(drop)
        })
    }

    /// At the start: what was being delivered when the program ended is tried again, and
    /// what was dead before this moment is forgotten.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn release_messages(&self, now: UnixMs, forget: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.prepare_cached(RELEASE)?.execute([now])?;
            transaction.prepare_cached(FORGET)?.execute([forget]).map(drop)
        })
    }

    /// Puts right what nobody would deliver. What is being delivered by nobody, by these
    /// numbers, since what became of it could not be noted: it waits again, until `again`.
    /// And what waits for longer than anything has to, `longest`: it was dated by a clock
    /// that was ahead, and is due now.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn put_messages_right(
        &self,
        delivered_now: &BTreeSet<MessageId>,
        again: UnixMs,
        longest: UnixMs,
        now: UnixMs,
    ) -> Result<(), SpoolError> {
        let wrong = |transaction: &Transaction<'_>| {
            let mut trying = transaction.prepare_cached(TRYING)?;
            let mut left: Vec<i64> =
                trying.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            left.retain(|id| !delivered_now.contains(&MessageId(*id)));
            let mut ahead = transaction.prepare_cached(IS_AHEAD)?;
            let is_ahead: bool = ahead.query_row([longest], |row| row.get(0))?;
            Ok((left, is_ahead))
        };
        // It is asked each second, and seldom so.
        if self.spool.read(wrong)? == (Vec::new(), false) {
            return Ok(());
        }
        self.spool.write(|transaction| {
            for id in wrong(transaction)?.0 {
                transaction.prepare_cached(LEFT)?.execute(params![id, again])?;
            }
            transaction.prepare_cached(NOT_AHEAD)?.execute([now, longest]).map(drop)
        })
    }

    /// Messages that could not be delivered, the oldest first: all, or those of one user
    /// and who vouches for him.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn dead_messages(
        &self,
        whose: Option<(&str, &str)>,
    ) -> Result<Vec<DeadMessage>, SpoolError> {
        let of = whose.unzip();
        self.spool.read(|transaction| {
            let mut dead = transaction.prepare_cached(DEAD)?;
            dead.query_map(params![of.0, of.1], dead_message)?.collect()
        })
    }

    /// Has a dead message tried again. False: there is none.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn message_again(&self, id: MessageId, now: UnixMs) -> Result<bool, SpoolError> {
        self.spool.write(|transaction| {
            Ok(transaction.prepare_cached(AGAIN)?.execute(params![id.0, now])? > 0)
        })
    }

    /// How many messages there are.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn webhook_counts(&self) -> Result<WebhookCounts, SpoolError> {
        self.spool.read(|transaction| {
            let (waiting, oldest) = transaction
                .prepare_cached(WAITING)?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let dead = transaction.prepare_cached(DEAD_COUNT)?.query_row([], |row| row.get(0))?;
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
