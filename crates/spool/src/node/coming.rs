//! Faxes whose pages the store has before they are confirmed to the caller, so that none of them is
//! lost with this machine's disk.
//!
//! Such a fax (its device says `durable = "shared"`, [`option::DURABLE`]) is brought into the store
//! while its call goes on, as it is after each page: with all of its document, under the mark that
//! it has for good. There it is being received, as it is here, until its end is shipped, which takes
//! its place; where this machine dies in the call it stays what it is, with all pages that may have been
//! confirmed. Who waits for a page to be there asks here.

use super::mails::may_be_there;
use super::shipment::{Shipment, rows};
use super::{Node, NotShipped};
use crate::database::{self, Transaction, params};
use crate::job_options as option;
use crate::{Cluster, FaxId, NewFax, Spool, SpoolError};
use std::time::Duration;

/// Within how many seconds the store has to have a page, where nothing is said: a caller with error
/// correction waits for 60 s ± 5 s (T5), and hears us a moment later than we know.
pub const SHARED_WITHIN_S: u32 = 45;

/// The word for it in the options of a fax or a device.
const SHARED: &str = "shared";

const DUE: &str = "
    SELECT f.id FROM faxes AS f JOIN fax_options AS o ON o.fax = f.id AND o.name = ?1 AND o.value = ?2
    WHERE f.status = 'receiving' AND EXISTS (SELECT 1 FROM pages AS p WHERE p.fax = f.id AND NOT EXISTS
        (SELECT 1 FROM shared_pages AS s WHERE s.fax = f.id AND s.upto >= p.number))
    ORDER BY f.id";
const NOTE: &str = "
    INSERT INTO shared_pages (fax, upto) SELECT id, ?2 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET upto = excluded.upto";
const HAS: &str = "SELECT 1 FROM shared_pages WHERE fax = ?1 AND upto >= ?2";
const ANY: &str = "SELECT 1 FROM device_options WHERE name = ?1 AND value = ?2 LIMIT 1";

const COMES: &str =
    "INSERT INTO coming_faxes (fax, token) VALUES (?1, ?2) ON CONFLICT (fax) DO NOTHING";
const CAME: &str = "DELETE FROM coming_faxes WHERE fax = ?1";
/// By this pages are known to be the same.
const PAGES: &str =
    "SELECT number, rows, received_at, document_end FROM pages WHERE fax = ?1 ORDER BY number";

/// For how long a page of a fax may wait for the store; none: it waits for nothing but this disk.
pub fn waits_for_store(new: &NewFax) -> Option<Duration> {
    let is_shared = new.options.get(option::DURABLE).is_some_and(|word| word == SHARED);
    let within = new.options.get(option::DURABLE_WITHIN).and_then(|text| text.parse().ok());
    is_shared.then(|| Duration::from_secs(within.unwrap_or(SHARED_WITHIN_S).into()))
}

impl Cluster<'_> {
    /// Whether there may be faxes whose pages wait for the store: a device wants it.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn shares_pages(&self) -> Result<bool, SpoolError> {
        self.spool
            .read(|transaction| transaction.prepare_cached(ANY)?.exists([option::DURABLE, SHARED]))
    }

    /// Faxes whose call goes on, of which the store is to have more pages than it has, in their order.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn pages_to_share(&self) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(DUE)?;
            select
                .query_map([option::DURABLE, SHARED], |row| row.get(0).map(FaxId))?
                .collect()
        })
    }

    /// Brings into the store what there is of a fax whose call goes on: when this returns it has it
    /// durably, and that is noted here. Up to which page that is. It is asked to stop before
    /// each piece of the document.
    ///
    /// # Errors
    /// [`NotShipped`]: it may be there all the same. [`SpoolError::NoSuchFax`]: the call has ended.
    pub fn share_pages(
        &self,
        store: &Spool,
        node: &Node,
        fax: FaxId,
        stop: &dyn Fn() -> bool,
    ) -> Result<u32, NotShipped> {
        let shipment = Shipment::coming(self.spool, fax).map_err(NotShipped::Here)?;
        let Some(upto) = shipment.last_page() else { return Ok(0) };
        self.note_at_store(fax).map_err(NotShipped::Here)?;
        self.bring(store, node, &shipment, stop)?;
        let noted = self.spool.write(|transaction| {
            transaction.prepare_cached(NOTE)?.execute(params![fax.0, upto]).map(drop)
        });
        noted.map_err(NotShipped::Here)?;
        Ok(upto)
    }

    /// From its first page on the store may have it, and others may mail it.
    fn note_at_store(&self, fax: FaxId) -> Result<(), SpoolError> {
        if self
            .spool
            .read(|transaction| transaction.prepare_cached(HAS)?.exists(params![fax.0, 0]))?
        {
            return Ok(());
        }
        self.spool.write(|transaction| may_be_there(transaction, fax))
    }

    /// Whether the store has this page of a fax.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn is_page_shared(&self, fax: FaxId, page: u32) -> Result<bool, SpoolError> {
        self.spool
            .read(|transaction| transaction.prepare_cached(HAS)?.exists(params![fax.0, page]))
    }
}

/// Notes in a store that more of a fax is to come from this node.
pub(super) fn comes(transaction: &Transaction<'_>, node: &Node, fax: i64) -> database::Result<()> {
    transaction.prepare_cached(COMES)?.execute(params![fax, node.token]).map(drop)
}

/// And that it is whole.
pub(super) fn came(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    transaction.prepare_cached(CAME)?.execute([fax]).map(drop)
}

/// Of a fax of which more was to come how many pages the store has, if this is it: they are the first of
/// these. A spool that was restored from a backup of the call's time has fewer; they take nobody's place.
pub(super) fn grows_to(
    transaction: &Transaction<'_>,
    (fax, shipment): (i64, &Shipment),
) -> database::Result<Option<usize>> {
    let there = rows(transaction, PAGES, FaxId(fax))?;
    Ok(shipment.page_marks().starts_with(&there).then_some(there.len()))
}
