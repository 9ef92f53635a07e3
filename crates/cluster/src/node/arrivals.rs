//! Received faxes arrive in the shared database (in the code: *store*). Each fax arrives once, in
//! one short transaction. The node has brought the document before, and the transaction assigns the
//! document to the fax. This file also lists the faxes that the shared database has.

use super::mails::owe;
use super::owning::{Owner, adopt, forget_old, mend};
use super::shipment::{Shipment, fax_columns, page_columns};
use super::{Node, Shipped, Standing, coming};
use crate::Cluster;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::column::word;
use ferrofax_spool::inside::database::{self, Row, Transaction, Value, params, params_from_iter};
use ferrofax_spool::inside::receiving::{
    FORGET_MAILBOXES, FORGET_OPTIONS, INSERT_MAILBOX, INSERT_OPTION, NAME_DOCUMENT,
};
use ferrofax_spool::inside::{Inside, words};
use ferrofax_spool::{FaxId, FaxStatus, SpoolError};

/// A received fax in the shared database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedFax {
    /// The number of the fax in the shared database.
    pub fax: FaxId,
    /// The node that received the fax.
    pub node: String,
    /// The number of the fax in the spool of this node.
    pub node_fax: FaxId,
    /// The device that received the fax.
    pub device: DeviceName,
    /// The number of the caller; empty if withheld.
    pub calling: String,
    /// The time at which the call was answered, by the node's clock.
    pub started_at: UnixMs,
    /// The result of the reception.
    pub status: FaxStatus,
    /// The number of pages.
    pub pages: u32,
    /// The time at which the fax arrived in the shared database, by the clock of the shared
    /// database.
    pub arrived_at: UnixMs,
    /// The SHA-256 hash of the document, in hex; `None` for a fax without pages.
    pub sha256: Option<String>,
    /// The number of outstanding mails of the fax: its node has reported that they exist, but not
    /// that they were sent.
    pub owed: u32,
    /// The machine that sends, or has sent, mails of the fax in the place of its node.
    pub mailed_by: Option<String>,
}

/// The times by which the age of a fax in the shared database is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedFaxAge {
    /// The number of the fax in the shared database.
    pub fax: FaxId,
    /// The time at which the fax arrived in the shared database, by the clock of the shared
    /// database.
    pub arrived_at: UnixMs,
    /// The time at which the call of the fax ended, by the clock of its node; `None` if the call
    /// has not ended.
    pub ended_at: Option<UnixMs>,
}

const MARK: &str = "
    INSERT INTO node_faxes (node, mark, node_fax, sha256, arrived_at, fax) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const MARKED: &str = "
    SELECT n.fax, n.sha256, EXISTS (SELECT 1 FROM coming_faxes AS c WHERE c.fax = n.fax AND c.token = ?3)
    FROM node_faxes AS n WHERE n.node = ?1 AND n.mark = ?2";
const GROW: &str = "UPDATE node_faxes SET sha256 = ?3 WHERE node = ?1 AND mark = ?2";
const UPDATE_FAX: &str = concat!(
    "UPDATE faxes SET (",
    fax_columns!(),
    ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?"
);
const FORGET_PAGES: &str = "DELETE FROM pages WHERE fax = ?1";
const FORGET_PAGES_FROM: &str = "DELETE FROM pages WHERE fax = ?1 AND number >= ?2";
const FORGET_LADDER: &str = "DELETE FROM ladders WHERE fax = ?1";
const INSERT_FAX: &str = concat!(
    "INSERT INTO faxes (",
    fax_columns!(),
    ", document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')
     RETURNING id"
);
const INSERT_PAGE: &str = concat!(
    "INSERT INTO pages (",
    page_columns!(),
    ", fax) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
);
const INSERT_LADDER: &str = "INSERT INTO ladders (fax, text, steps) VALUES (?, ?, ?)";
const SHARED: &str = "
    SELECT f.id, n.node, n.node_fax, f.device, f.calling, f.started_at, f.status, n.arrived_at, n.sha256,
           (SELECT count(*) FROM pages WHERE pages.fax = f.id) AS pages,
           (SELECT count(*) FROM owed_mails AS o WHERE o.fax = f.id AND o.taken_at IS NULL) AS owed,
           (SELECT min(o.taken_by) FROM owed_mails AS o WHERE o.fax = f.id AND o.taken_at IS NOT NULL) AS mailed_by
    FROM node_faxes AS n JOIN faxes AS f ON f.id = n.fax ORDER BY f.id DESC LIMIT ?1";

/// If the clock of the node was behind, `ages_from` is the earliest time at which the call ended.
const FIRST: &str = "
    SELECT n.fax, n.arrived_at, coalesce(f.ages_from, f.ended_at) FROM node_faxes AS n
    JOIN faxes AS f ON f.id = n.fax WHERE n.fax > ?1 ORDER BY n.fax LIMIT ?2";

impl Cluster<'_> {
    /// Stores a fax in this shared database, unless it is here already. Returns the result, and the
    /// mark under which the fax is stored here. The fax is durable when the function returns.
    ///
    /// `brought` is the number under which the document of the fax was brought before. It is `None`
    /// if the fax has no document, or is here already with its document. If a part of the fax
    /// arrived while its call was in progress, the whole fax replaces this part.
    ///
    /// # Errors
    /// [`SpoolError::NodeNameTaken`]. [`SpoolError::Changed`]: the document is no longer here, or
    /// the call of the fax has ended, or the fax was deleted here. The shared database could not
    /// store the fax.
    pub(super) fn arrive(
        &self,
        standing: Standing<'_>,
        shipment: &Shipment,
        brought: Option<i64>,
    ) -> Result<(Shipped, String), SpoolError> {
        let (node, sha256) = (standing.node, shipment.sha256());
        let (fax, mark, is_new) = self.spool.write_or_refuse(|transaction| {
            let opening = Self::opening(transaction, node, (brought, shipment))?;
            opening.stand(transaction, standing)?;
            let has_document = match brought {
                Some(_) => opening.is_brought,
                None => sha256.is_none() || opening.is_known,
            };
            if !has_document {
                return Err(SpoolError::Changed.into());
            }
            // While the call is in progress, the remote fax machine waits, so nothing else is done
            // here.
            if !shipment.is_coming {
                forget_old(transaction, opening.now)?;
            }
            for mark in shipment.marks() {
                let Some((fax, of, is_coming)) = marked(transaction, node, &mark)? else {
                    let fax = put(transaction, shipment)?;
                    let at = opening.now;
                    let row = params![node.name, mark, shipment.fax.0, sha256, at, fax];
                    transaction.run(MARK, row)?;
                    if let Some(number) = brought {
                        adopt(transaction, number, Owner::Fax(FaxId(fax)))?;
                    }
                    // The outstanding mails of a fax are known only at its end.
                    if shipment.is_coming {
                        coming::comes(transaction, node, fax)?
                    } else {
                        owe(transaction, &node.token, (fax, &shipment.owed))?
                    }
                    return Ok((Some(fax), mark, true));
                };
                if let (Some(fax), true) = (fax, is_coming)
                    && let Some(there) = coming::grows_to(transaction, (fax, shipment))?
                {
                    grow(transaction, shipment, (fax, there))?;
                    transaction.run(GROW, params![node.name, mark, sha256])?;
                    if let (Some(sha256), Some(number)) = (sha256, brought) {
                        mend(transaction, number, (fax, sha256))?;
                    }
                    if !shipment.is_coming {
                        coming::came(transaction, fax)?;
                        owe(transaction, &node.token, (fax, &shipment.owed))?;
                    }
                    return Ok((Some(fax), mark, false));
                }
                if shipment.is_coming {
                    return Err(SpoolError::Changed.into());
                }
                if of.as_deref() == sha256 {
                    if let (Some(fax), Some(sha256), Some(number)) = (fax, sha256, brought) {
                        mend(transaction, number, (fax, sha256))?;
                    }
                    let owed = |fax| owe(transaction, &node.token, (fax, &shipment.owed));
                    fax.map_or(Ok(()), owed)?;
                    return Ok((fax, mark, false));
                }
            }
            // The second mark contains the hash of this document, so no other document can have it.
            Err(database::Error::unreadable(0, "a mark of another document".to_owned()).into())
        })?;
        Ok((Shipped { fax: fax.map(FaxId), is_new }, mark))
    }

    /// Lists the faxes that arrived in the shared database after this fax, in the order of arrival.
    ///
    /// # Errors
    /// The shared database could not be queried.
    pub fn shared_faxes_after(
        &self,
        fax: FaxId,
        most: u32,
    ) -> Result<Vec<SharedFaxAge>, SpoolError> {
        self.spool.read(|transaction| {
            let of_row = |row: &Row<'_>| {
                let (fax, arrived_at, ended_at) = (FaxId(row.get(0)?), row.get(1)?, row.get(2)?);
                Ok(SharedFaxAge { fax, arrived_at, ended_at })
            };
            transaction.all(FIRST, params![fax.0, most], of_row)
        })
    }

    /// Lists the faxes that nodes have brought into the shared database, the newest first.
    ///
    /// # Errors
    /// The shared database could not be queried.
    pub fn shared_faxes(&self, limit: u32) -> Result<Vec<SharedFax>, SpoolError> {
        self.spool.read(|transaction| transaction.all(SHARED, [limit], shared_of_row))
    }
}

/// The fax under a mark in this shared database: its number (`None` if it was deleted since), the
/// hash of its document, and whether more of the fax is expected from this node.
type Marked = (Option<i64>, Option<String>, bool);

fn marked(
    transaction: &Transaction<'_>,
    node: &Node,
    mark: &str,
) -> database::Result<Option<Marked>> {
    let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    transaction.first(MARKED, params![node.name, mark, node.token], of_row)
}

/// Stores all of a new fax in the shared database. Returns its number there.
fn put(transaction: &Transaction<'_>, shipment: &Shipment) -> database::Result<i64> {
    let row = params_from_iter(shipment.row.iter().cloned());
    let fax = transaction.insert(INSERT_FAX, row)?;
    transaction.run(NAME_DOCUMENT, [fax])?;
    put_parts(transaction, shipment, fax)?;
    Ok(fax)
}

/// Replaces the stored part of a fax, which has `there` pages, with the newer state of the fax.
fn grow(
    transaction: &Transaction<'_>,
    shipment: &Shipment,
    (fax, there): (i64, usize),
) -> database::Result<()> {
    let row = shipment.row.iter().cloned().chain([Value::Integer(fax)]);
    transaction.run(UPDATE_FAX, params_from_iter(row))?;
    if shipment.is_coming {
        // The call is in progress. Only the last stored page may have been confirmed since it was
        // stored. All other rows remain as they were at the beginning of the call, until the call
        // ends.
        let changed = &shipment.pages[there.saturating_sub(1)..];
        let Some(first) = changed.first().and_then(|page| page.first()) else { return Ok(()) };
        let from = params![fax, first];
        transaction.run(FORGET_PAGES_FROM, from)?;
        return put_rows(transaction, fax, (INSERT_PAGE, changed, At::End));
    }
    for forget in [FORGET_PAGES, FORGET_MAILBOXES, FORGET_OPTIONS, FORGET_LADDER] {
        transaction.run(forget, [fax])?;
    }
    put_parts(transaction, shipment, fax)
}

/// Stores the pages, mailboxes and options of a fax, and the messages of its call.
fn put_parts(transaction: &Transaction<'_>, shipment: &Shipment, fax: i64) -> database::Result<()> {
    for parts in [
        (INSERT_PAGE, &*shipment.pages, At::End),
        (INSERT_MAILBOX, &*shipment.mailboxes, At::Begin),
        (INSERT_OPTION, &*shipment.options, At::Begin),
        (INSERT_LADDER, &*shipment.ladder, At::Begin),
    ] {
        put_rows(transaction, fax, parts)?;
    }
    words::index(transaction, fax)
}

/// The position of the fax's number in a row.
#[derive(Clone, Copy)]
enum At {
    Begin,
    End,
}

fn put_rows(
    transaction: &Transaction<'_>,
    fax: i64,
    (insert, rows, at): (&str, &[Vec<Value>], At),
) -> database::Result<()> {
    let with_fax = |row: &Vec<Value>| {
        let mut row = row.clone();
        let place = match at {
            At::Begin => 0,
            At::End => row.len(),
        };
        row.insert(place, Value::Integer(fax));
        row
    };
    transaction.insert_rows(insert, &rows.iter().map(with_fax).collect::<Vec<_>>())
}

fn shared_of_row(row: &Row<'_>) -> database::Result<SharedFax> {
    Ok(SharedFax {
        fax: FaxId(row.get("id")?),
        node: row.get("node")?,
        node_fax: FaxId(row.get("node_fax")?),
        device: row.get("device")?,
        calling: row.get("calling")?,
        started_at: row.get("started_at")?,
        status: word(row, "status", FaxStatus::from_name)?,
        pages: row.get("pages")?,
        arrived_at: row.get("arrived_at")?,
        sha256: row.get("sha256")?,
        owed: row.get("owed")?,
        mailed_by: row.get("mailed_by")?,
    })
}
