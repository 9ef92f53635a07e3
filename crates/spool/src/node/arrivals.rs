//! What nodes bring: each fax once, in one short transaction, which names the document that came
//! before it; and what the store gives of it to whoever asks.

use super::bringing::{adopt, forget_old, mend};
use super::coming;
use super::document::hex;
use super::mails::owe;
use super::objects::object_of;
use super::shipment::{Shipment, fax_columns, page_columns};
use super::{Node, Shipped, Standing};
use crate::column::word;
use crate::database::{self, OptionalExtension, Row, Transaction, Value, params, params_from_iter};
use crate::receiving::{
    FORGET_MAILBOXES, FORGET_OPTIONS, INSERT_MAILBOX, INSERT_OPTION, NAME_DOCUMENT,
};
use crate::sealing::{Context, DocumentKey, Seal};
use crate::{Cluster, FaxId, FaxStatus, SpoolError, words};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// A fax in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedFax {
    /// Its number in the store.
    pub fax: FaxId,
    /// Where it came in.
    pub node: String,
    /// Its number there.
    pub node_fax: FaxId,
    /// The device.
    pub device: DeviceName,
    /// The number that called; empty if withheld.
    pub calling: String,
    /// When the call was answered, by the node's clock.
    pub started_at: UnixMs,
    /// How it ended.
    pub status: FaxStatus,
    /// How many pages it has.
    pub pages: u32,
    /// When the store got it, by the store's clock.
    pub arrived_at: UnixMs,
    /// SHA-256 of its document, in hex; none of a fax without pages.
    pub sha256: Option<String>,
    /// How many mails of it its node has told that have not gone.
    pub owed: u32,
    /// Who has mailed it in the place of its node, or does.
    pub mailed_by: Option<String>,
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
    ") = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?"
);
const FORGET_PAGES: &str = "DELETE FROM pages WHERE fax = ?1";
const FORGET_PAGES_FROM: &str = "DELETE FROM pages WHERE fax = ?1 AND number >= ?2";
const FORGET_LADDER: &str = "DELETE FROM ladders WHERE fax = ?1";
const INSERT_FAX: &str = concat!(
    "INSERT INTO faxes (",
    fax_columns!(),
    ", document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')
     RETURNING id"
);
const INSERT_PAGE: &str = concat!(
    "INSERT INTO pages (",
    page_columns!(),
    ", fax) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
);
const INSERT_LADDER: &str = "INSERT INTO ladders (fax, text) VALUES (?1, ?2)";
const DOCUMENT: &str = "
    SELECT n.sha256, n.node, n.mark, d.id, d.octets, d.seal_key, d.seal FROM faxes AS f LEFT JOIN node_faxes AS n ON n.fax = f.id
    LEFT JOIN store_documents AS d ON d.fax = f.id WHERE f.id = ?1";
const PIECE: &str = "SELECT octets FROM store_pieces WHERE document = ?1 AND number = ?2";
const SHARED: &str = "
    SELECT f.id, n.node, n.node_fax, f.device, f.calling, f.started_at, f.status, n.arrived_at, n.sha256,
           (SELECT count(*) FROM pages WHERE pages.fax = f.id) AS pages,
           (SELECT count(*) FROM owed_mails AS o WHERE o.fax = f.id AND o.taken_at IS NULL) AS owed,
           (SELECT min(o.taken_by) FROM owed_mails AS o WHERE o.fax = f.id AND o.taken_at IS NOT NULL) AS mailed_by
    FROM node_faxes AS n JOIN faxes AS f ON f.id = n.fax ORDER BY f.id DESC LIMIT ?1";

const FIRST: &str = "SELECT fax, arrived_at FROM node_faxes WHERE fax > ?1 ORDER BY fax LIMIT ?2";

impl Cluster<'_> {
    /// Takes a fax in, unless it is here already; durable when this returns. And the mark that
    /// it has here. Its document was brought under this number, unless it is here with it. What came
    /// of it before, while its call went on, it takes the place of.
    ///
    /// # Errors
    /// [`SpoolError::NodeNameTaken`]. [`SpoolError::Changed`]: the document is not here any more, or
    /// the call of the fax has ended, or the fax was deleted here. The store could not take it.
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
            // While a call goes on somebody waits.
            if !shipment.is_coming {
                forget_old(transaction, opening.now)?;
            }
            for mark in shipment.marks() {
                let Some((fax, of, is_coming)) = marked(transaction, node, &mark)? else {
                    let fax = put(transaction, shipment)?;
                    let at = opening.now;
                    let row = params![node.name, mark, shipment.fax.0, sha256, at, fax];
                    transaction.prepare_cached(MARK)?.execute(row)?;
                    if let Some(number) = brought {
                        adopt(transaction, number, fax)?;
                    }
                    // What is owed of it is known at its end.
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
                    transaction.prepare_cached(GROW)?.execute(params![node.name, mark, sha256])?;
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
            // The second mark is of this document alone.
            Err(database::Error::unreadable(0, "a mark of another document".to_owned()).into())
        })?;
        Ok((Shipped { fax: fax.map(FaxId), is_new }, mark))
    }

    /// The document of a fax in the store, checked by its hash; none of a fax without pages.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`]; [`SpoolError::Document`]: it is not what was brought, or can't be
    /// opened; [`SpoolError::Keys`]: that can't be known now.
    pub fn shared_document(&self, fax: FaxId) -> Result<Option<Vec<u8>>, SpoolError> {
        self.shared_document_saying(fax, &|| {})
    }

    /// The same, which says so whenever a piece of it has come.
    ///
    /// # Errors
    /// As above.
    pub fn shared_document_saying(
        &self,
        fax: FaxId,
        step: &dyn Fn(),
    ) -> Result<Option<Vec<u8>>, SpoolError> {
        let missing = "it is not there any more";
        let place = || PathBuf::from(format!("of fax {fax} in the store"));
        loop {
            let document = self.document_there(fax)?;
            let Some((sha256, there)) = document else { return Ok(None) };
            let told = |text: String| SpoolError::Document { path: place(), text };
            let there = there.ok_or_else(|| told(missing.to_owned()))?;
            let read = self.read_there(&there, &sha256, (&place(), step));
            match read {
                // It was put in the place of another meanwhile, sealed (`rekeying`).
                Err(SpoolError::Document { .. }) if self.is_other_now(fax, there.number)? => {}
                read => return read.map(Some),
            }
        }
    }

    /// Its hash and where it is, of a fax with a document.
    pub(super) fn document_there(
        &self,
        fax: FaxId,
    ) -> Result<Option<(String, Option<DocumentThere>)>, SpoolError> {
        let found = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(DOCUMENT)?;
            let of_row = |row: &Row<'_>| Ok((row.get(0)?, DocumentThere::of_row(row)?));
            select.query_row([fax.0], of_row).optional()
        })?;
        let (sha256, there): (Option<String>, Option<DocumentThere>) =
            found.ok_or(SpoolError::NoSuchFax(fax))?;
        // One whose mark has no hash has no pages; who put a document to it is not us.
        Ok(sha256.map(|sha256| (sha256, there)))
    }

    fn is_other_now(&self, fax: FaxId, number: i64) -> Result<bool, SpoolError> {
        let there = self.document_there(fax)?.and_then(|(_, there)| there);
        Ok(there.is_some_and(|there| there.number != number))
    }

    /// All of a document, opened where it is sealed, and checked by its hash.
    fn read_there(
        &self,
        there: &DocumentThere,
        sha256: &str,
        (place, step): (&Path, &dyn Fn()),
    ) -> Result<Vec<u8>, SpoolError> {
        let wrong = |text: String| SpoolError::Document { path: place.to_path_buf(), text };
        let key = match &there.seal {
            Some(seal) => {
                let whose = [&*there.node, &*there.mark];
                let context = Context::of_fax(whose, (sha256, there.octets.cast_unsigned()));
                Some(self.spool.encryption().open_seal(seal, &context, place)?)
            }
            None => {
                self.spool.encryption().takes_plain().map_err(wrong)?;
                None
            }
        };
        self.read_pieces((there.number, key.as_ref()), sha256, (place, step))
    }

    /// All pieces of a document, opened by this key, and checked by its hash.
    pub(super) fn read_pieces(
        &self,
        (number, key): (i64, Option<&DocumentKey>),
        sha256: &str,
        (place, step): (&Path, &dyn Fn()),
    ) -> Result<Vec<u8>, SpoolError> {
        let wrong = |text: String| SpoolError::Document { path: place.to_path_buf(), text };
        let (mut octets, mut hash) = (Vec::new(), Sha256::new());
        for at in 0.. {
            if key.is_some_and(|key| at >= key.pieces()) {
                break;
            }
            let piece = match (self.piece(number, at.cast_signed())?, key) {
                (Some(piece), Some(key)) => key.open(at, piece).map_err(wrong)?,
                (Some(piece), None) => piece,
                (None, Some(key)) => {
                    let count = key.pieces();
                    return Err(wrong(format!("piece {} of {count} is not there", at + 1)));
                }
                (None, None) => break,
            };
            hash.update(&piece);
            octets.extend(piece);
            step();
        }
        if hex(&hash.finalize()) != sha256 {
            return Err(wrong("its bytes are not those that the node sent".to_owned()));
        }
        Ok(octets)
    }

    /// A piece of a document, none behind the last. Each is asked for by itself, so that a slow
    /// line holds nothing open here.
    fn piece(&self, document: i64, number: i64) -> Result<Option<Vec<u8>>, SpoolError> {
        let (octets, name) = self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(PIECE)?;
            let octets = select.query_row([document, number], |row| row.get(0)).optional()?;
            Ok((octets, object_of(transaction, document, number)?))
        })?;
        match name {
            // Who began it elsewhere and brought it into the tables knows nothing of elsewhere.
            Some(name) if self.spool.objects.is_some() || octets.is_none() => self.object(&name),
            _ => Ok(octets),
        }
    }

    /// What the store has behind this fax, in the order of arrival, each with when that was by the
    /// store's clock.
    ///
    /// # Errors
    /// It could not be asked.
    pub fn shared_faxes_after(
        &self,
        fax: FaxId,
        most: u32,
    ) -> Result<Vec<(FaxId, UnixMs)>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(FIRST)?;
            let of_row = |row: &Row<'_>| Ok((FaxId(row.get(0)?), row.get(1)?));
            select.query_map(params![fax.0, most], of_row)?.collect()
        })
    }

    /// What the store has of its nodes, the newest first.
    ///
    /// # Errors
    /// It could not be asked.
    pub fn shared_faxes(&self, limit: u32) -> Result<Vec<SharedFax>, SpoolError> {
        self.spool.read(|transaction| {
            let mut select = transaction.prepare_cached(SHARED)?;
            select.query_map([limit], shared_of_row)?.collect()
        })
    }
}

/// A document as the store has it.
pub(super) struct DocumentThere {
    pub(super) number: i64,
    /// Where its fax came in, and what it is called there.
    pub(super) node: String,
    pub(super) mark: String,
    /// How many octets it has, as it was.
    octets: i64,
    /// None: it is plain.
    pub(super) seal: Option<Seal>,
}

impl DocumentThere {
    /// Of a row; none where there is no document.
    fn of_row(row: &Row<'_>) -> database::Result<Option<Self>> {
        let Some(number) = row.get("id")? else { return Ok(None) };
        Ok(Some(Self {
            number,
            node: row.get::<_, Option<_>>("node")?.unwrap_or_default(),
            mark: row.get::<_, Option<_>>("mark")?.unwrap_or_default(),
            octets: row.get("octets")?,
            seal: Seal::of((row.get("seal_key")?, row.get("seal")?)),
        }))
    }
}

/// What is here under a fax's mark: its number, none if it was deleted since, its document's hash, and
/// whether more of it is to come from this node.
type Marked = (Option<i64>, Option<String>, bool);

fn marked(
    transaction: &Transaction<'_>,
    node: &Node,
    mark: &str,
) -> database::Result<Option<Marked>> {
    let mut select = transaction.prepare_cached(MARKED)?;
    let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    select.query_row(params![node.name, mark, node.token], of_row).optional()
}

/// Puts all of a fax into the store; its number there.
fn put(transaction: &Transaction<'_>, shipment: &Shipment) -> database::Result<i64> {
    let row = params_from_iter(shipment.row.iter().cloned());
    let fax = transaction.prepare_cached(INSERT_FAX)?.insert(row)?;
    transaction.prepare_cached(NAME_DOCUMENT)?.execute([fax])?;
    put_parts(transaction, shipment, fax)?;
    Ok(fax)
}

/// Puts all of a fax in the place of what there was of it, which had so many pages.
fn grow(
    transaction: &Transaction<'_>,
    shipment: &Shipment,
    (fax, there): (i64, usize),
) -> database::Result<()> {
    let row = shipment.row.iter().cloned().chain([Value::Integer(fax)]);
    transaction.prepare_cached(UPDATE_FAX)?.execute(params_from_iter(row))?;
    if shipment.is_coming {
        // Of what is there only the last page may have been confirmed since; all else stays as it was when
        // the call began, until its end.
        let changed = &shipment.pages[there.saturating_sub(1)..];
        let Some(first) = changed.first().and_then(|page| page.first()) else { return Ok(()) };
        let from = params![fax, first];
        transaction.prepare_cached(FORGET_PAGES_FROM)?.execute(from)?;
        return put_rows(transaction, fax, (INSERT_PAGE, changed, At::End));
    }
    for forget in [FORGET_PAGES, FORGET_MAILBOXES, FORGET_OPTIONS, FORGET_LADDER] {
        transaction.prepare_cached(forget)?.execute([fax])?;
    }
    put_parts(transaction, shipment, fax)
}

/// Puts what a fax has besides its row.
fn put_parts(transaction: &Transaction<'_>, shipment: &Shipment, fax: i64) -> database::Result<()> {
    for parts in [
        (INSERT_PAGE, &*shipment.pages, At::End),
        (INSERT_MAILBOX, &*shipment.mailboxes, At::Begin),
        (INSERT_OPTION, &*shipment.options, At::Begin),
    ] {
        put_rows(transaction, fax, parts)?;
    }
    if let Some(ladder) = &shipment.ladder {
        transaction.prepare_cached(INSERT_LADDER)?.execute(params![fax, ladder])?;
    }
    words::index(transaction, fax)
}

/// Where the fax's number stands in a row.
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
