//! Ships ended faxes from a node to the shared database (in the code: *store*), and records which
//! faxes were shipped.

use super::mails::{may_be_there, tell};
use super::shipment::Shipment;
use super::{Node, Standing};
use crate::{Cluster, Clustered};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::params;
use ferrofax_spool::{FaxId, Spool, SpoolError};

/// Whether this spool is a node and the shared database does not have the fax yet.
macro_rules! unshipped {
    () => {
        "(EXISTS (SELECT 1 FROM node) AND NOT EXISTS (SELECT 1 FROM shipped WHERE shipped.fax = faxes.id))"
    };
}

/// The result of shipping a fax, which the shared database now has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    /// The number of the fax in the shared database; none if the fax was deleted there.
    pub fax: Option<FaxId>,
    /// Whether the fax is new in the shared database.
    pub is_new: bool,
}

/// The progress of a node with shipping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shipping {
    /// The number of faxes that this node has recorded as shipped and still has itself.
    pub shipped: u64,
    /// The number of ended faxes that are not shipped yet.
    pub waiting: u64,
    /// The time at which the first of the waiting faxes ended.
    pub oldest_waiting_at: Option<UnixMs>,
}

/// The reason why a fax was not shipped.
#[derive(Debug, thiserror::Error)]
pub enum NotShipped {
    /// A failure on this node: the fax can't be read, or it can't be recorded that it was shipped.
    #[error("{0}")]
    Here(SpoolError),
    /// The shared database works, but rejects this fax.
    #[error("{0}")]
    Refused(SpoolError),
    /// The shared database can't be reached, or accepts no fax at all.
    #[error("{0}")]
    There(SpoolError),
    /// The transfer was asked to stop in the middle of the document. The next transfer continues
    /// there.
    #[error("it is not whole in the store yet")]
    Stopped,
}

/// The error of a function of the shared database. The database failed, or only rejected this fax.
impl From<SpoolError> for NotShipped {
    fn from(why: SpoolError) -> Self {
        match why {
            why @ (SpoolError::Unfit { .. } | SpoolError::Unreadable { .. }) => Self::Refused(why),
            why => Self::There(why),
        }
    }
}

impl NotShipped {
    /// The error of the spool or of the shared database.
    pub(crate) fn into_error(self) -> SpoolError {
        match self {
            Self::Here(why) | Self::Refused(why) | Self::There(why) => why,
            Self::Stopped => SpoolError::Internal,
        }
    }
}

/// How long a fax waits after its end before it is shipped, in ms. The log of the messages in a
/// call is stored in batches, and its end is stored a moment after the end of the call.
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
/// Moves the mark `upto` to the fax before the first one that is not shipped or is still being
/// received.
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
    /// The faxes to ship, the newest first. A fax that was received just now is more urgent than
    /// the faxes that waited because the shared database was unreachable.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn to_ship(&self, limit: u32, now: UnixMs) -> Result<Vec<FaxId>, SpoolError> {
        self.spool.read(|transaction| {
            transaction.all(NEXT, params![now - LADDER_MS, now, limit], |row| row.get(0).map(FaxId))
        })
    }

    /// Ships a fax to the shared database, its document first.
    ///
    /// When this function returns, the shared database has the fax durably and once, and this node
    /// has recorded that. `stop` is called before each piece of the document, and ends the transfer
    /// if it returns true.
    ///
    /// # Errors
    /// [`NotShipped`]. The shared database may have the fax nevertheless; the fax is then shipped
    /// again.
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
            transaction.run(SHIPPED, row)?;
            tell(transaction, fax, &shipment.owed)
        });
        noted.map_err(NotShipped::Here)?;
        Ok(shipped)
    }

    /// Brings a fax into the shared database, its document first. Returns also the mark that the
    /// fax has there.
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
        Ok(store.cluster().arrive(standing, shipment, brought)?)
    }

    /// Records the fax up to which all faxes are shipped, so that later queries skip them.
    ///
    /// # Errors
    /// The spool could not be written.
    pub fn pass_shipped(&self) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(PASS, []))
    }

    /// The progress of this node with shipping.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn shipping(&self) -> Result<Shipping, SpoolError> {
        self.spool.read(|transaction| {
            let count = |count: i64| count.cast_unsigned();
            let (waiting, oldest_waiting_at) =
                transaction.one(WAITING, [], |row| Ok((row.get(0).map(count)?, row.get(1)?)))?;
            let shipped = transaction.one(COUNT, [], |row| row.get(0).map(count))?;
            Ok(Shipping { shipped, waiting, oldest_waiting_at })
        })
    }
}
