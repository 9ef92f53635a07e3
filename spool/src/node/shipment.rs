//! A received fax as it travels from a node to the store: its rows as they are, its document,
//! and what the document is known by.

use std::io;

use sha2::{Digest, Sha256};

use crate::database::{self, OptionalExtension, Row, Transaction, Value};
use crate::{FaxId, Spool, SpoolError, safe_file};

/// What a fax's row has, in the words of both sides. Left out are its number and its document's
/// name, which are each spool's own, and the job that fetched it, which the store has not.
macro_rules! fax_columns {
    () => {
        "status, device, class, called, calling, caller_name, call_id, started_at, ended_at,
        far_ident, sub, sid, rate_bps, ecm, coding, x_dpi, y_dpi, outcome_phase, outcome_cause,
        outcome_text, format, mail_without_pages, mode, packets, line, trunk, retention, junk,
        junk_until"
    };
}
pub(super) use fax_columns;

/// The same of a page's.
macro_rules! page_columns {
    () => {
        "number, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run,
        complete, confirmed, received_at, document_end"
    };
}
pub(super) use page_columns;

const FAX: &str =
    concat!("SELECT ", fax_columns!(), " FROM faxes WHERE id = ?1 AND ended_at IS NOT NULL");
const DOCUMENT: &str = "SELECT document FROM faxes WHERE id = ?1";
const PAGES: &str =
    concat!("SELECT ", page_columns!(), " FROM pages WHERE fax = ?1 ORDER BY number");
const MAILBOXES: &str =
    "SELECT position, mailbox FROM fax_mailboxes WHERE fax = ?1 ORDER BY position";
const OPTIONS: &str = "SELECT name, value FROM fax_options WHERE fax = ?1 ORDER BY name";
const LADDER: &str = "SELECT text FROM ladders WHERE fax = ?1";

/// What both take of a document, octets. PostgreSQL has a gigabyte for a value, and needs
/// several times as much while it is written; a page has some 50 kB.
const MOST: u64 = 200_000_000;

/// A fax, ready to go.
pub(super) struct Shipment {
    /// Its number on the node.
    pub(super) fax: FaxId,
    /// By which the store knows it again: its document's name on the node.
    pub(super) mark: String,
    pub(super) row: Vec<Value>,
    pub(super) pages: Vec<Vec<Value>>,
    pub(super) mailboxes: Vec<Vec<Value>>,
    pub(super) options: Vec<Vec<Value>>,
    pub(super) ladder: Option<String>,
    /// None of a fax without pages.
    pub(super) document: Option<Document>,
}

/// A document's octets, and their SHA-256 in hex.
pub(super) struct Document {
    pub(super) octets: Vec<u8>,
    pub(super) sha256: String,
}

impl Shipment {
    /// Of a fax that has ended.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`] also if it has not; the document can't be read, or is larger
    /// than a store takes.
    pub(super) fn of(spool: &Spool, fax: FaxId) -> Result<Self, SpoolError> {
        let loaded = spool.read(|transaction| {
            let Some(row) = rows(transaction, FAX, fax)?.pop() else { return Ok(None) };
            Ok(Some(Self {
                fax,
                mark: transaction.prepare_cached(DOCUMENT)?.query_row([fax.0], |row| row.get(0))?,
                row,
                pages: rows(transaction, PAGES, fax)?,
                mailboxes: rows(transaction, MAILBOXES, fax)?,
                options: rows(transaction, OPTIONS, fax)?,
                ladder: transaction
                    .prepare_cached(LADDER)?
                    .query_row([fax.0], |row| row.get(0))
                    .optional()?,
                document: None,
            }))
        })?;
        let mut shipment = loaded.ok_or(SpoolError::NoSuchFax(fax))?;
        if !shipment.pages.is_empty() {
            shipment.document = Some(document(spool, &shipment.mark)?);
        }
        Ok(shipment)
    }
}

impl Shipment {
    /// The hash of its document; none of a fax without pages.
    pub(super) fn sha256(&self) -> Option<&str> {
        self.document.as_ref().map(|document| &*document.sha256)
    }
}

impl Document {
    /// These octets.
    pub(super) fn of(octets: Vec<u8>) -> Self {
        let hash = Sha256::digest(&octets);
        let sha256 = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { octets, sha256 }
    }
}

fn document(spool: &Spool, name: &str) -> Result<Document, SpoolError> {
    let path = spool.received_path(name)?;
    let failed = |error: io::Error| SpoolError::io("read", &path, &error);
    // Before it is read: it may be larger than what there is of memory.
    let octets = safe_file::metadata(&path).map_err(failed)?.len();
    if octets > MOST {
        let text = format!("it has {octets} octets, and a store takes {MOST} at most");
        return Err(SpoolError::Document { path, text });
    }
    let octets = safe_file::read(&path).map_err(failed)?;
    Ok(Document::of(octets))
}

fn rows(transaction: &Transaction<'_>, sql: &str, fax: FaxId) -> database::Result<Vec<Vec<Value>>> {
    let mut select = transaction.prepare_cached(sql)?;
    select.query_map([fax.0], values)?.collect()
}

/// All that is in a row.
fn values(row: &Row<'_>) -> database::Result<Vec<Value>> {
    (0..row.len()).map(|column| row.get(column)).collect()
}
