//! The exchange of the number memory between a node and its shared database. A node reports what
//! its calls teach about numbers. With each job that it takes, it gets the facts of the other nodes
//! about the job's number. From time to time it asks which numbers were forgotten or are left out.

use super::left_out;
use super::shared::known;
use crate::{Cluster, Clustered};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Row, Transaction, params};
use ferrofax_spool::inside::destinations::queue;
use ferrofax_spool::inside::destinations::table::{forget_until, is_elsewhere, put_elsewhere};
use ferrofax_spool::jobs::JobId;
use ferrofax_spool::{Spool, SpoolError};

/// The number of facts that are sent or read at once.
const BATCH: u32 = 200;

/// The identity and the epoch of the shared database. The epoch changes when the database is made,
/// restored or replaced by failover.
const STORE: &str = "SELECT identity || ':' || epoch FROM store_identity";
const HEARD: &str = "SELECT forgotten_upto, forgotten_of FROM node";
const SET_HEARD: &str = "UPDATE node SET forgotten_upto = ?1, forgotten_of = ?2";
const FORGOTTEN: &str = "
    SELECT id, substr(number, 1, 100), at FROM forgotten_numbers WHERE id > ?1 ORDER BY id LIMIT ?2";
const NUMBER_OF: &str = "SELECT substr(canonical, 1, 100) FROM jobs WHERE id = ?1";
const DROP: &str = "DELETE FROM known_elsewhere WHERE number = ?1";
const DROP_ALL: &str = "DELETE FROM known_elsewhere";

impl Cluster<'_> {
    /// Reports to the shared database, as the node of this token, the facts about numbers that it
    /// does not know yet. This happens before it gets the report of the end of a call. So the next
    /// node that calls the number knows the facts from that call.
    ///
    /// # Errors
    /// The spool or the shared database could not be used; the remaining facts are reported the
    /// next time.
    pub fn tell_learned(&self, store: &Spool, token: &str) -> Result<(), SpoolError> {
        if self.spool.read(|transaction| queue::next(transaction, 1))?.is_empty() {
            return Ok(());
        }
        self.tell_learned_by(store, token, ahead(store)?)
    }

    /// As [`Self::tell_learned`], for a shared database whose clock is ahead of ours by `ahead_ms`
    /// ms.
    pub(super) fn tell_learned_by(
        &self,
        store: &Spool,
        token: &str,
        ahead_ms: i64,
    ) -> Result<(), SpoolError> {
        loop {
            let learned = self.spool.read(|transaction| queue::next(transaction, BATCH))?;
            let Some(last) = learned.last().map(|one| one.id) else { return Ok(()) };
            store.cluster().believe_learned(token, &learned, ahead_ms)?;
            self.spool.write(|transaction| queue::told(transaction, last))?;
        }
    }

    /// Reports all new facts about numbers to the shared database. Reads from it which numbers were
    /// forgotten, and for which numbers nothing is remembered.
    ///
    /// # Errors
    /// The spool or the shared database could not be used; the rest is exchanged the next time.
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

    /// Reads one batch of forgotten numbers. Returns whether there may be more.
    fn hear_forgotten(&self, store: &Spool) -> Result<bool, SpoolError> {
        let heard: Option<(i64, String)> = self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            transaction.first(HEARD, [], of_row)
        })?;
        let Some((upto, of)) = heard else { return Ok(false) };
        let (there, forgotten) = store.read(|transaction| {
            let there = store_of(transaction)?;
            // Another shared database counts its forgotten numbers separately.
            let upto = if there == of { upto } else { 0 };
            let of_row =
                |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?));
            let forgotten: Vec<(i64, String, UnixMs)> =
                transaction.all(FORGOTTEN, params![upto, BATCH], of_row)?;
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
            transaction.run(SET_HEARD, params![last, there])
        })?;
        Ok(forgotten.len() == BATCH as usize)
    }

    /// Copies the facts of the shared database about the number of one of its jobs. If this fails,
    /// only the next call lacks the facts. That call is made with the options of its job.
    pub(crate) fn bring_known(&self, store: &Spool, job: JobId) {
        let brought = store
            .read(|transaction| {
                let number: Option<String> =
                    transaction.first(NUMBER_OF, [job.0], |row| row.get(0))?;
                let Some(number) = number else { return Ok(None) };
                Ok(Some((known(transaction, &number)?, number)))
            })
            .and_then(|found| match found {
                Some((known, number)) => self.spool.write(|transaction| {
                    transaction.run(DROP, [&number])?;
                    match known.filter(|known| known.number == number) {
                        Some(known) if !is_elsewhere(transaction, &number)? => {
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

/// By how many ms the clock of a shared database is ahead of ours.
fn ahead(store: &Spool) -> Result<i64, SpoolError> {
    let before = UnixMs::now();
    let theirs = store.shared_queue().now_of_store()?;
    let took = UnixMs::now().ms_since(before);
    Ok(theirs.ms_since(before + took / 2))
}

/// A time shifted to another clock, without overflow for any value.
pub(super) fn shifted(at: UnixMs, by_ms: i64) -> UnixMs {
    UnixMs(at.0.saturating_add(by_ms))
}

fn store_of(transaction: &Transaction<'_>) -> database::Result<String> {
    Ok(transaction.first(STORE, [], |row| row.get(0))?.unwrap_or_default())
}

/// Ends the role of a node: only the facts that this spool has learned itself remain.
pub(crate) fn leave(transaction: &Transaction<'_>) -> database::Result<()> {
    queue::leave(transaction)?;
    left_out::leave(transaction)?;
    transaction.run(DROP_ALL, [])
}
