//! A node and its store: what is known of numbers goes there, and what others know comes back with
//! each job that is taken. What was forgotten, and what is left out, is asked for now and then.

use super::shared::known;
use super::table::{forget_until, put_elsewhere};
use super::{left_out, queue};
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use crate::ids::JobId;
use crate::{Numbers, Spool, SpoolError};
use ferrofax_basics::UnixMs;

/// How much is told, or heard, at once.
const BATCH: u32 = 200;

/// As which one a store is known, as it is since it was made, restored or taken over.
const STORE: &str = "SELECT identity || ':' || epoch FROM store_identity";
const HEARD: &str = "SELECT forgotten_upto, forgotten_of FROM node";
const SET_HEARD: &str = "UPDATE node SET forgotten_upto = ?1, forgotten_of = ?2";
const FORGOTTEN: &str = "
    SELECT id, substr(number, 1, 100), at FROM forgotten_numbers WHERE id > ?1 ORDER BY id LIMIT ?2";
const NUMBER_OF: &str = "SELECT substr(canonical, 1, 100) FROM jobs WHERE id = ?1";
const DROP: &str = "DELETE FROM known_elsewhere WHERE number = ?1";
const DROP_ALL: &str = "DELETE FROM known_elsewhere";

impl Numbers<'_> {
    /// Tells the store, as the node of this token, what is known here of numbers and it does not know yet: before it hears of
    /// the end of a call, so that whoever calls next knows what that call taught.
    ///
    /// # Errors
    /// The one or the other could not be asked; what was not told is told the next time.
    pub fn tell_learned(&self, store: &Spool, token: &str) -> Result<(), SpoolError> {
        if self.spool.read(|transaction| queue::next(transaction, 1))?.is_empty() {
            return Ok(());
        }
        self.tell_learned_by(store, token, ahead(store)?)
    }

    /// The same with a store whose clock is so much ahead of ours, ms.
    pub(super) fn tell_learned_by(
        &self,
        store: &Spool,
        token: &str,
        ahead_ms: i64,
    ) -> Result<(), SpoolError> {
        loop {
            let learned = self.spool.read(|transaction| queue::next(transaction, BATCH))?;
            let Some(last) = learned.last().map(|one| one.id) else { return Ok(()) };
            store.numbers().believe_learned(token, &learned, ahead_ms)?;
            self.spool.write(|transaction| queue::told(transaction, last))?;
        }
    }

    /// Tells the store all that is known here of numbers, and hears which ones were forgotten, and
    /// of which nothing is to be remembered.
    ///
    /// # Errors
    /// The one or the other could not be asked; the next time all is told and heard.
    pub fn exchange_memory(
        &self,
        store: &Spool,
        (token, name): (&str, &str),
    ) -> Result<(), SpoolError> {
        self.tell_learned(store, token)?;
        self.exchange_left_out(store, name)?;
        while self.hear_forgotten(store)? {}
        Ok(())
    }

    /// Whether there may be more.
    fn hear_forgotten(&self, store: &Spool) -> Result<bool, SpoolError> {
        let heard: Option<(i64, String)> = self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            transaction.prepare_cached(HEARD)?.query_row([], of_row).optional()
        })?;
        let Some((upto, of)) = heard else { return Ok(false) };
        let (there, forgotten) = store.read(|transaction| {
            let there = store_of(transaction)?;
            // One that is another has other numbers.
            let upto = if there == of { upto } else { 0 };
            let of_row =
                |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?));
            let mut select = transaction.prepare_cached(FORGOTTEN)?;
            let forgotten: Vec<(i64, String, UnixMs)> =
                select.query_map(params![upto, BATCH], of_row)?.collect::<Result<_, _>>()?;
            Ok((there, forgotten))
        })?;
        if forgotten.is_empty() && there == of {
            return Ok(false);
        }
        let last = forgotten.last().map_or(0, |(id, ..)| *id);
        let ahead_ms = if forgotten.is_empty() { 0 } else { ahead(store)? };
        let now = UnixMs::now();
        self.spool.write(|transaction| {
            for (_, number, at) in &forgotten {
                forget_until(transaction, number, shifted(*at, -ahead_ms).min(now))?;
            }
            transaction.prepare_cached(SET_HEARD)?.execute(params![last, there]).map(drop)
        })?;
        Ok(forgotten.len() == BATCH as usize)
    }

    /// Brings here what the store knows of the number of one of its jobs. What can't be is missed
    /// by nobody but the next call, which is made as its job says.
    pub(crate) fn bring_known(&self, store: &Spool, job: JobId) {
        let brought = store
            .read(|transaction| {
                let mut select = transaction.prepare_cached(NUMBER_OF)?;
                let number: Option<String> =
                    select.query_row([job.0], |row| row.get(0)).optional()?;
                let Some(number) = number else { return Ok(None) };
                Ok(Some((known(transaction, &number)?, number)))
            })
            .and_then(|found| match found {
                Some((known, number)) => self.spool.write(|transaction| {
                    transaction.prepare_cached(DROP)?.execute([&number])?;
                    match known.filter(|known| known.number == number) {
                        Some(known) if !left_out::is_elsewhere(transaction, &number)? => {
                            put_elsewhere(transaction, &known)
                        }
                        _ => Ok(()),
                    }
                }),
                None => Ok(()),
            });
        if let Err(error) = brought {
            log::warn!(
                "job {job} of the store: what is known of its number can't be fetched: {error}"
            );
        }
    }
}

/// How much a store's clock is ahead of ours, ms.
fn ahead(store: &Spool) -> Result<i64, SpoolError> {
    let before = UnixMs::now();
    let theirs = store.shared_queue().now_of_store()?;
    let took = UnixMs::now().ms_since(before);
    Ok(theirs.ms_since(before + took / 2))
}

/// A moment by the other's clock, whatever it is.
pub(super) fn shifted(at: UnixMs, by_ms: i64) -> UnixMs {
    UnixMs(at.0.saturating_add(by_ms))
}

fn store_of(transaction: &Transaction<'_>) -> database::Result<String> {
    let mut select = transaction.prepare_cached(STORE)?;
    Ok(select.query_row([], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// This is no node any more: it knows what it knows itself.
pub(crate) fn leave(transaction: &Transaction<'_>) -> database::Result<()> {
    queue::leave(transaction)?;
    left_out::leave(transaction)?;
    transaction.prepare_cached(DROP_ALL)?.execute([]).map(drop)
}
