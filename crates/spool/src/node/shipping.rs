//! What a node has to ship, and that it has shipped it.

use super::mails::{may_be_there, tell};
use super::shipment::Shipment;
use super::{Node, Standing};
use crate::database::params;
use crate::unshipped::unshipped;
use crate::{Cluster, FaxId, Spool, SpoolError};
use ferrofax_basics::UnixMs;

/// A fax that the store has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// Its number there; none where it was deleted since.
    pub fax: Option<FaxId>,
    /// It was not there before.
    pub is_new: bool,
}

/// How far a node is with its shipping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shipping {
    /// Faxes that the store has and that are here, too.
    pub shipped: u64,
    /// Faxes that have ended, and that the store has not.
    pub waiting: u64,
    /// When the first of them ended.
    pub oldest_waiting_at: Option<UnixMs>,
}

/// Why a fax was not shipped.
#[derive(Debug, thiserror::Error)]
pub enum NotShipped {
    /// What is here of it can't be read, or that it was shipped can't be noted.
    #[error("{0}")]
    Here(SpoolError),
    /// The store is well, and does not take this fax.
    #[error("{0}")]
    Refused(SpoolError),
    /// The store can't be reached, or takes nothing.
    #[error("{0}")]
    There(SpoolError),
    /// It was told to stop in the midst of the document; the next time goes on there.
    #[error("it is not whole in the store yet")]
    Stopped,
}

impl NotShipped {
    /// Whether the store or the fax is to blame.
    pub(super) fn of_store(why: SpoolError) -> Self {
        match why {
            why @ (SpoolError::Unfit { .. } | SpoolError::Unreadable { .. }) => Self::Refused(why),
            why => Self::There(why),
        }
    }
}

/// What was said in a call is written some at a time, and its end a moment after the call's.
const LADDER_MS: i64 = 2_000;

const NEXT: &str = concat!(
    "SELECT id FROM faxes
    WHERE id > (SELECT upto FROM node) AND ended_at IS NOT NULL AND NOT ended_at BETWEEN ?1 AND ?2 AND ",
    unshipped!(),
    " ORDER BY id DESC LIMIT ?3"
);
const SHIPPED: &str = "
    INSERT INTO shipped (fax, at, mark, sha256) SELECT id, ?2, ?3, ?4 FROM faxes WHERE id = ?1
    ON CONFLICT (fax) DO UPDATE SET
        at = excluded.at, mark = excluded.mark, sha256 = excluded.sha256";
/// Up to before the first fax that is not shipped, or that is still coming in.
const PASS: &str = concat!(
    "UPDATE node SET upto = coalesce(
        (SELECT id - 1 FROM faxes WHERE id > (SELECT upto FROM node) AND ",
    unshipped!(),
    " ORDER BY id LIMIT 1), (SELECT max(id) FROM faxes), upto)"
);
const WAITING: &str = concat!(
    "SELECT count(*), min(ended_at) FROM faxes
    WHERE id > (SELECT upto FROM node) AND ended_at IS NOT NULL AND ",
    unshipped!()
);
const COUNT: &str = "SELECT count(*) FROM shipped";

impl Cluster<'_> {
    /// Faxes that have to be shipped, the newest first: what has just come goes before what a
    /// store that was away has left.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn to_ship(&self, limit: u32, now: UnixMs) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(NEXT)?;
            let ids = select
                .query_map(params![now - LADDER_MS, now, limit], |row| row.get(0).map(FaxId))?;
            ids.collect()
        })
    }

    /// Ships a fax, its document before it: when this returns the store has it durably, once, and
    /// it is noted here. It is asked to stop before each piece of the document.
    ///
    /// # Errors
    /// [`NotShipped`]: it may be there all the same, and is shipped again.
    pub fn ship(
        &self,
        store: &Spool,
        node: &Node,
        fax: FaxId,
        now: UnixMs,
        stop: &dyn Fn() -> bool,
    ) -> Result<Shipped, NotShipped> {
        let shipment = Shipment::of(self.spool, fax).map_err(NotShipped::Here)?;
        if shipment.owed.is_any() {
            let noted = self.spool.write(|transaction| may_be_there(transaction, fax));
            noted.map_err(NotShipped::Here)?;
        }
        let (shipped, mark) = self.bring(store, node, &shipment, stop)?;
        let noted = self.spool.write(|transaction| {
            let row = params![fax.0, now, mark, shipment.sha256()];
            transaction.prepare_cached(SHIPPED)?.execute(row)?;
            tell(transaction, fax, &shipment.owed)
        });
        noted.map_err(NotShipped::Here)?;
        Ok(shipped)
    }

    /// Has the store have this, its document before it; and the mark that it has there.
    pub(super) fn bring(
        &self,
        store: &Spool,
        node: &Node,
        shipment: &Shipment,
        stop: &dyn Fn() -> bool,
    ) -> Result<(Shipped, String), NotShipped> {
        let folder = self.spool.folder().to_string_lossy();
        let standing = Standing { node, host: self.spool.host(), folder: &folder };
        let brought = match &shipment.document {
            Some(document) => store.cluster().receive(standing, (shipment, document), stop)?,
            None => None,
        };
        store
            .cluster()
            .arrive(standing, shipment, brought)
            .map_err(NotShipped::of_store)
    }

    /// Notes up to which fax all are shipped, so that nobody looks through them again.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn pass_shipped(&self) -> Result<(), SpoolError> {
        self.spool
            .write(|transaction| transaction.prepare_cached(PASS)?.execute([]).map(drop))
    }

    /// How far this node is with its shipping.
    ///
    /// # Errors
    /// The spool could not be asked.
    pub fn shipping(&self) -> Result<Shipping, SpoolError> {
        self.spool.read(|transaction| {
            let count = |count: i64| count.cast_unsigned();
            let (waiting, oldest_waiting_at) = transaction
                .prepare_cached(WAITING)?
                .query_row([], |row| Ok((row.get(0).map(count)?, row.get(1)?)))?;
            let shipped =
                transaction.prepare_cached(COUNT)?.query_row([], |row| row.get(0).map(count))?;
            Ok(Shipping { shipped, waiting, oldest_waiting_at })
        })
    }
}
