//! The cursor of webhooks: the position of the last changes in the spool for which messages have
//! been made.
//!
//! Changes of jobs and actions of people have increasing numbers. Faxes have increasing numbers,
//! too, but end in any order, and some then wait for rules that sort them. Therefore the cursor
//! keeps a list of the faxes that it passed before, until each of them has ended and no longer waits.

use std::collections::BTreeSet;

use super::before;
use super::messages::{self, NewMessage};
use crate::database::{self, Transaction, params};
use crate::desk::{FaxNews, Heads, JobNews, Reception};
use crate::sort_wait::waits;
use crate::{FaxId, FaxStatus, SpoolError, Webhooks};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;

/// The position in the history of jobs and faxes up to which webhook messages have been made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WebhookCursor {
    heads: Heads,
    /// The faxes that had not ended or waited for rules when the cursor passed them, and the faxes
    /// that have moved to another device or were released from junk. Only the last two may be after
    /// the cursor.
    coming: BTreeSet<FaxId>,
}

/// The changes of jobs and faxes about which no webhook messages have been made yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookNews {
    /// The changes of jobs, the oldest first.
    pub jobs: Vec<JobNews>,
    /// The actions of people on faxes, except junk faxes, the oldest first.
    pub deeds: Vec<FaxNews>,
    /// The faxes that have ended, and do not wait for rules.
    pub faxes: Vec<Reception>,
    /// Whether there are more changes than these.
    pub has_more: bool,
    from: WebhookCursor,
    to: WebhookCursor,
}

const BEGIN: &str = "
    INSERT INTO webhook_cursor (one, change, event, fax)
    SELECT 1, coalesce((SELECT max(id) FROM job_changes), 0), coalesce((SELECT max(id) FROM fax_events), 0),
           coalesce((SELECT max(id) FROM faxes), 0)
    WHERE NOT EXISTS (SELECT 1 FROM webhooks)
    ON CONFLICT (one) DO UPDATE SET change = excluded.change, event = excluded.event, fax = excluded.fax";
const FORGET_COMING: &str = "DELETE FROM webhook_faxes WHERE NOT EXISTS (SELECT 1 FROM webhooks)";
const BEGIN_COMING: &str = "
    INSERT INTO webhook_faxes (fax)
    SELECT id FROM faxes INDEXED BY faxes_receiving
    WHERE status = 'receiving' AND NOT EXISTS (SELECT 1 FROM webhooks)";
const CURSOR: &str = "
    SELECT change, event, fax FROM webhook_cursor WHERE EXISTS (SELECT 1 FROM webhooks)";
const COMING: &str = "SELECT fax FROM webhook_faxes ORDER BY fax";
const MOVE: &str = "UPDATE webhook_cursor SET change = ?1, event = ?2, fax = ?3";
const COMES: &str = "INSERT INTO webhook_faxes (fax) VALUES (?1)";
const CAME: &str = "DELETE FROM webhook_faxes WHERE fax = ?1";
const DEVICE: &str = "SELECT device FROM faxes WHERE id = ?1";

/// Sets the cursor before the first webhook is made. Nothing that happened before is reported.
pub(super) fn begin(transaction: &Transaction<'_>) -> database::Result<()> {
    [BEGIN, FORGET_COMING, BEGIN_COMING]
        .iter()
        .try_for_each(|sql| transaction.run(sql, []))
}

/// Whether the fax has moved to another device since it was read.
fn has_moved(transaction: &Transaction<'_>, fax: &Reception) -> database::Result<bool> {
    let device: Option<DeviceName> = transaction.first(DEVICE, [fax.fax.0], |row| row.get(0))?;
    Ok(device.is_some_and(|device| device != fax.device))
}

fn cursor(transaction: &Transaction<'_>) -> database::Result<Option<WebhookCursor>> {
    let heads = transaction.first(CURSOR, [], |row| {
        Ok(Heads { change: row.get(0)?, event: row.get(1)?, fax: row.get(2)? })
    })?;
    let Some(heads) = heads else { return Ok(None) };
    let coming = transaction.all(COMING, [], |row| Ok(FaxId(row.get(0)?)))?;
    Ok(Some(WebhookCursor { heads, coming }))
}

impl Webhooks<'_> {
    /// Returns the changes since the cursor, at most `most` new ones of each kind, and the faxes of
    /// the list that have ended. Faxes that wait for rules at the time `now` are left for later.
    /// `None` if there is no webhook, or if nothing has changed.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn webhook_news(&self, most: u32, now: UnixMs) -> Result<Option<WebhookNews>, SpoolError> {
        let Some(from) = self.spool.read(cursor)? else { return Ok(None) };
        let mut to = from.clone();
        let mut jobs = self.spool.monitoring().job_news(from.heads.change, most)?;
        let mut deeds = self.spool.monitoring().fax_news(from.heads.event, most)?;
        let begun = self.spool.monitoring().receptions_after(FaxId(from.heads.fax), most)?;
        let is_full = |count: usize| count >= most as usize;
        let has_more = is_full(jobs.len()) || is_full(deeds.len()) || is_full(begun.len());
        to.heads.change = jobs.last().map_or(to.heads.change, |news| news.change);
        jobs.retain(|news| !news.is_try);
        to.heads.event = deeds.last().map_or(to.heads.event, |news| news.event);
        deeds.retain(|news| !news.is_quiet);
        to.heads.fax = begun.last().map_or(to.heads.fax, |fax| fax.fax.0);
        let mut faxes = Vec::new();
        let comes =
            |one: &Reception| one.status == FaxStatus::Receiving || waits(one.waits_until, now);
        // A fax that the cursor has not passed yet is in the list if it was moved or released from
        // junk. It is reported when the cursor passes it.
        let passed = to.heads.fax;
        for fax in from.coming.iter().filter(|fax| fax.0 <= passed) {
            match self.spool.monitoring().reception(*fax)? {
                Some(one) if comes(&one) => {}
                ended => {
                    to.coming.remove(fax);
                    faxes.extend(ended.filter(|one| !one.is_quiet));
                }
            }
        }
        for one in begun.into_iter().filter(|one| !from.coming.contains(&one.fax)) {
            if comes(&one) {
                to.coming.insert(one.fax);
            } else if !one.is_quiet {
                faxes.push(one);
            }
        }
        let news = WebhookNews { jobs, deeds, faxes, has_more, from, to };
        Ok((news.from != news.to).then_some(news))
    }

    /// Stores the messages that were made of these changes, and moves the cursor past the changes.
    /// If the cursor was moved in the meantime, or a fax was moved or released from junk, nothing is
    /// done, and the function returns `false`.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn file_messages(
        &self,
        news: &WebhookNews,
        messages: &[NewMessage],
        now: UnixMs,
    ) -> Result<bool, SpoolError> {
        let WebhookNews { from, to, .. } = news;
        self.spool.write(|transaction| {
            if cursor(transaction)?.as_ref() != Some(from) {
                return Ok(false);
            }
            for one in &news.faxes {
                if has_moved(transaction, one)? {
                    return Ok(false);
                }
            }
            let Heads { change, event, fax } = to.heads;
            transaction.run(MOVE, params![change, event, fax])?;
            for fax in to.coming.difference(&from.coming) {
                transaction.run(COMES, [fax.0])?;
            }
            for fax in from.coming.difference(&to.coming) {
                transaction.run(CAME, [fax.0])?;
            }
            before::passed(transaction, fax)?;
            messages::file(transaction, messages, now)?;
            Ok(true)
        })
    }
}
