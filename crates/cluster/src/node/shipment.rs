//! A received fax on its way from a node to the shared database (in the code: `store`): its rows,
//! its document, and the marks by which the shared database recognises the fax.

use super::document::Document;
use super::mails::OwedMails;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{self, Row, Transaction, Value};
use ferrofax_spool::inside::sealing::{Context, fax_context};
use ferrofax_spool::{FaxId, Spool, SpoolError};

/// The columns of a fax's row that are sent, with the same names on both sides. Not sent are the
/// fax's number and its document's name, which each spool has for itself, and the job that polled
/// the fax, which is not in the shared database.
macro_rules! fax_columns {
    () => {
        "status, device, class, called, calling, caller_name, call_id, started_at, ended_at,
        far_ident, sub, sid, rate_bps, ecm, coding, x_dpi, y_dpi, outcome_phase, outcome_cause,
        outcome_text, outcome_event, outcome_values, format, mail_without_pages, mode, packets,
        line, trunk, retention, junk,
        junk_until, ages_from"
    };
}
pub(super) use fax_columns;

/// The columns of a page's row that are sent, with the same names on both sides.
macro_rules! page_columns {
    () => {
        "number, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run,
        complete, confirmed, received_at, document_end"
    };
}
pub(super) use page_columns;

/// The indexes of the columns that distinguish a page from another page: `number`, `rows`,
/// `received_at`, `document_end`.
const PAGE_MARKS: [usize; 4] = [0, 2, 12, 13];

const ENDED: &str =
    concat!("SELECT ", fax_columns!(), " FROM faxes WHERE id = ?1 AND ended_at IS NOT NULL");
const COMING: &str =
    concat!("SELECT ", fax_columns!(), " FROM faxes WHERE id = ?1 AND ended_at IS NULL");
const DOCUMENT: &str = "SELECT document FROM faxes WHERE id = ?1";
const PAGES: &str =
    concat!("SELECT ", page_columns!(), " FROM pages WHERE fax = ?1 ORDER BY number");
const MAILBOXES: &str =
    "SELECT position, mailbox FROM fax_mailboxes WHERE fax = ?1 ORDER BY position";
const OPTIONS: &str = "SELECT name, value FROM fax_options WHERE fax = ?1 ORDER BY name";
/// The messages of the call: as text, and as steps with their values.
const LADDER: &str = "SELECT text, steps FROM ladders WHERE fax = ?1";

/// A fax that is ready to be sent to the shared database.
pub(super) struct Shipment {
    /// The number of the fax on the node.
    pub(super) fax: FaxId,
    /// The mark by which the shared database recognises the fax: its document's name on the node.
    pub(super) mark: String,
    pub(super) row: Vec<Value>,
    pub(super) pages: Vec<Vec<Value>>,
    pub(super) mailboxes: Vec<Vec<Value>>,
    pub(super) options: Vec<Vec<Value>>,
    pub(super) ladder: Vec<Vec<Value>>,
    /// The document; none if the fax has no pages.
    pub(super) document: Option<Document>,
    /// The e-mails of the fax that are still to be sent.
    pub(super) owed: OwedMails,
    /// Whether the call of the fax is still active, so that more pages may follow.
    pub(super) is_coming: bool,
}

impl Shipment {
    /// The shipment of a fax that has ended.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`] if there is no such fax or it has not ended. Another error if the
    /// document can't be read or is larger than a shared database accepts.
    pub(super) fn of(spool: &Spool, fax: FaxId) -> Result<Self, SpoolError> {
        Self::load(spool, fax, false)
    }

    /// The shipment of a fax whose call is still active, with the pages so far.
    ///
    /// # Errors
    /// [`SpoolError::NoSuchFax`] if there is no such fax or it has ended. Another error if the
    /// document can't be read or is larger than a shared database accepts.
    pub(super) fn coming(spool: &Spool, fax: FaxId) -> Result<Self, SpoolError> {
        Self::load(spool, fax, true)
    }

    fn load(spool: &Spool, fax: FaxId, is_coming: bool) -> Result<Self, SpoolError> {
        let sql = if is_coming { COMING } else { ENDED };
        let loaded = spool.read(|transaction| {
            let Some(row) = rows(transaction, sql, fax)?.pop() else { return Ok(None) };
            Ok(Some(Self {
                fax,
                mark: transaction.one(DOCUMENT, [fax.0], |row| row.get(0))?,
                row,
                pages: rows(transaction, PAGES, fax)?,
                mailboxes: rows(transaction, MAILBOXES, fax)?,
                options: rows(transaction, OPTIONS, fax)?,
                ladder: rows(transaction, LADDER, fax)?,
                document: None,
                owed: OwedMails::of(transaction, fax)?,
                is_coming,
            }))
        })?;
        let mut shipment = loaded.ok_or(SpoolError::NoSuchFax(fax))?;
        if !shipment.pages.is_empty() {
            shipment.document = Some(Document::of(spool.received_path(&shipment.mark)?)?);
        }
        Ok(shipment)
    }

    /// The two possible marks of the fax in a shared database. The second mark, with the hash of
    /// the document, is used if another document has the first mark. This happens if the node's
    /// spool was restored from a backup of the time of the call.
    pub(super) fn marks(&self) -> [String; 2] {
        [self.mark.clone(), format!("{}#{}", self.mark, self.sha256().unwrap_or("none"))]
    }

    /// The number of the last page; none if the fax has no pages.
    pub(super) fn last_page(&self) -> Option<u32> {
        match self.pages.last()?.first()? {
            Value::Integer(number) => u32::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The values that distinguish its pages from others: number, rows, time of arrival, end in the
    /// document.
    pub(super) fn page_marks(&self) -> Vec<Vec<Value>> {
        let of_page = |page: &Vec<Value>| {
            PAGE_MARKS.iter().filter_map(|column| page.get(*column).cloned()).collect()
        };
        self.pages.iter().map(of_page).collect()
    }

    /// The properties of its document, with which it is encrypted for a shared database.
    pub(super) fn context(&self, node: &str, document: &Document) -> Context {
        fax_context([node, &self.mark], (&document.sha256, document.octets))
    }

    /// The hash of its document; none if the fax has no pages.
    pub(super) fn sha256(&self) -> Option<&str> {
        self.document.as_ref().map(|document| &*document.sha256)
    }
}

pub(super) fn rows(
    transaction: &Transaction<'_>,
    sql: &str,
    fax: FaxId,
) -> database::Result<Vec<Vec<Value>>> {
    transaction.all(sql, [fax.0], values)
}

/// All values of a row.
fn values(row: &Row<'_>) -> database::Result<Vec<Value>> {
    (0..row.column_count()).map(|column| row.get(column)).collect()
}
