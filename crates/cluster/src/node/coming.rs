//! Faxes whose pages are in the shared database (in the code: *store*) before the pages are
//! confirmed to the remote fax machine, so that no confirmed page is lost with this machine's disk.
//!
//! The device of such a fax has the setting `durable = "shared"` ([`option::DURABLE`]). The fax is
//! brought into the shared database while its call is in progress, in its state after each page. It
//! is brought with its whole document, and under the mark that it keeps for good. In the shared
//! database, as on this machine, the fax is being received until its end is shipped; the shipped
//! end replaces this part. If this machine dies during the call, the fax in the shared database
//! remains as it is, with all pages that may have been confirmed. Code that waits for a page to
//! arrive in the shared database asks [`ferrofax_spool::inside::waiting_pages`].

use super::mails::may_be_there;
use super::shipment::{Shipment, rows};
use super::{Node, NotShipped};
use crate::Cluster;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Transaction, params};
use ferrofax_spool::inside::waiting_pages::SHARED;
use ferrofax_spool::sending::option;
use ferrofax_spool::{FaxId, Spool, SpoolError};

const DUE: &str = "
    SELECT f.id FROM faxes AS f JOIN fax_options AS o ON o.fax = f.id AND o.name = ?1 AND o.value = ?2
    WHERE f.status = 'receiving' AND EXISTS (SELECT 1 FROM pages AS p WHERE p.fax = f.id AND NOT EXISTS
        (SELECT 1 FROM shared_pages AS s WHERE s.fax = f.id AND s.upto >= p.number))
    ORDER BY f.id";
const NOTE: &str = "
    INSERT INTO shared_pages (fax, upto) SELECT id, ?2 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET upto = excluded.upto";
const HAS: &str = "SELECT 1 FROM shared_pages WHERE fax = ?1 AND upto >= ?2";

const COMES: &str =
    "INSERT INTO coming_faxes (fax, token) VALUES (?1, ?2) ON CONFLICT (fax) DO NOTHING";
const CAME: &str = "DELETE FROM coming_faxes WHERE fax = ?1";
/// The columns by which two pages are recognised as equal.
const PAGES: &str =
    "SELECT number, rows, received_at, document_end FROM pages WHERE fax = ?1 ORDER BY number";

impl Cluster<'_> {
    /// Lists the faxes in progress with pages that the shared database does not have yet, in the
    /// order of their numbers.
    ///
    /// # Errors
    /// The spool could not be queried.
    pub fn pages_to_share(&self) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(DUE, [option::DURABLE, SHARED], |row| row.get(0).map(FaxId))
        })
    }

    /// Brings the pages so far of a fax in progress into the shared database. When the function
    /// returns, the shared database has them durably, and this is noted here. Returns the number of
    /// the last page that was brought. `stop` is called before each piece of the document, and can
    /// end the work.
    ///
    /// # Errors
    /// [`NotShipped`]: the pages may be there all the same. [`SpoolError::NoSuchFax`]: the call has
    /// ended.
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
        let noted = self.spool.write(|transaction| transaction.run(NOTE, params![fax.0, upto]));
        noted.map_err(NotShipped::Here)?;
        Ok(upto)
    }

    /// Notes, before the first page is brought, that the shared database may have the fax, and that
    /// other machines may therefore mail it.
    fn note_at_store(&self, fax: FaxId) -> Result<(), SpoolError> {
        if self.spool.read(|transaction| transaction.finds(HAS, params![fax.0, 0]))? {
            return Ok(());
        }
        self.spool.write(|transaction| may_be_there(transaction, fax))
    }
}

/// Notes in the shared database that more of a fax is expected from this node.
pub(super) fn comes(transaction: &Transaction<'_>, node: &Node, fax: i64) -> database::Result<()> {
    transaction.run(COMES, params![fax, node.token])
}

/// Notes in the shared database that the fax is complete.
pub(super) fn came(transaction: &Transaction<'_>, fax: i64) -> database::Result<()> {
    transaction.run(CAME, [fax])
}

/// Checks whether the shipment continues the fax that is stored in part. If so, returns the number
/// of stored pages, which are the first pages of the shipment. A spool that was restored from a
/// backup made during the call has fewer pages than the shared database; its shipment replaces
/// nothing.
pub(super) fn grows_to(
    transaction: &Transaction<'_>,
    (fax, shipment): (i64, &Shipment),
) -> database::Result<Option<usize>> {
    let there = rows(transaction, PAGES, FaxId(fax))?;
    Ok(shipment.page_marks().starts_with(&there).then_some(there.len()))
}
