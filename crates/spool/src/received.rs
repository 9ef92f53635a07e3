//! Queries for received faxes, and the types of their results.

use crate::event::{self, Event};
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::ids::JobId;
use super::{FaxId, FaxStatus, Format, SpoolError};
use crate::Faxes;
use crate::column::{optional_coding, word};
use crate::database::{self, Row, Transaction, params};
use crate::fax_metadata::metadata_of;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_ground::t4::Coding;

/// A received fax as the spool has it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedFax {
    /// The number of the fax.
    pub id: FaxId,
    /// The state of the fax.
    pub status: FaxStatus,
    /// The device that received the fax.
    pub device: DeviceName,
    /// The device's class, if it has one.
    pub class: Option<String>,
    /// The number that the caller dialled.
    pub called: String,
    /// The number that called; empty if withheld.
    pub calling: String,
    /// The caller's name; empty if not given.
    pub caller_name: String,
    /// The PBX's unique id of the call.
    pub call_id: String,
    /// The trunk by which the call came, as `PJSIP/provider`. None if the trunk can't be known, and
    /// for faxes that are older than this column.
    pub trunk: Option<String>,
    /// The job that fetched this fax by polling. In that case Ferrofax made the call, and `calling`
    /// is the number that was called.
    pub fetched_by: Option<JobId>,
    /// When the call was answered.
    pub started_at: UnixMs,
    /// When the call ended; none while the fax is being received.
    pub ended_at: Option<UnixMs>,
    /// The identification of the remote fax machine (TSI).
    pub far_ident: Option<String>,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The sender's identification (SID).
    pub sid: Option<String>,
    /// The last rate that was negotiated, in bit/s.
    pub rate_bps: Option<u32>,
    /// Whether error correction was used.
    pub ecm: Option<bool>,
    /// The coding of the pages on the line.
    pub coding: Option<Coding>,
    /// The resolution in pixels per inch across and rows per inch; true values.
    pub resolution_dpi: Option<(f64, f64)>,
    /// The transport of the fax over the line: `audio` or `T38`. None for faxes that are older than
    /// this column.
    pub mode: Option<String>,
    /// A sentence about the T.38 packets or the audio packets of the call: how they arrived. None
    /// if the call had no packets.
    pub packets: Option<String>,
    /// A sentence about the line, with the modem's last measurements: rate, SNR, level, offset,
    /// skew and distortion. None for T.38 and for calls in which no modem trained.
    pub line: Option<String>,
    /// The phase of T.30 in which the fax ended, `A` to `E`. None while the fax is being received
    /// and after a crash.
    pub outcome_phase: Option<String>,
    /// The name of the cause, in UPPER_SNAKE case.
    pub outcome_cause: Option<String>,
    /// The cause as one sentence.
    pub outcome_text: Option<String>,
    /// The event that says why or how the fax ended; none while the fax is being received.
    pub outcome: Option<Event>,
    /// The mailboxes that get the fax.
    pub mailboxes: Vec<String>,
    /// The format in which the mailboxes want the fax.
    pub format: Format,
    /// The device's settings at the time of the call; this type does not interpret them.
    pub options: BTreeMap<String, String>,
    /// The values that programs have stored with the fax, by their names.
    pub metadata: BTreeMap<String, String>,
    /// The pages in their order; the document has the same pages.
    pub pages: Vec<PageRecord>,
}

/// A page of a received fax, as the spool has stored its facts.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRecord {
    /// The engine's number of the page.
    pub number: u32,
    /// The width in pixels.
    pub width: u32,
    /// The number of rows.
    pub rows: u32,
    /// Pixels per inch across; the true value.
    pub x_dpi: f64,
    /// Rows per inch; the true value.
    pub y_dpi: f64,
    /// The coding of the page on the line; none for a page that recovery found in the document.
    pub coding: Option<Coding>,
    /// The rate in bit/s; none for a page that recovery found in the document.
    pub rate_bps: Option<u32>,
    /// Whether error correction was used; none for a page that recovery found in the document.
    pub ecm: Option<bool>,
    /// The number of damaged rows, which are concealed in the image.
    pub bad_rows: u32,
    /// The length of the longest run of damaged rows.
    pub longest_bad_run: u32,
    /// Whether the end of the page was received.
    pub complete: bool,
    /// Whether the page was confirmed to the sender (by MCF or a similar message).
    pub confirmed: bool,
    /// When the end of the page was received; none for a page that recovery found in the document.
    pub received_at: Option<UnixMs>,
}

/// A query for received faxes; the default asks for the newest hundred that are not junk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxQuery {
    /// Only faxes of this device.
    pub device: Option<DeviceName>,
    /// Only faxes in this state.
    pub status: Option<FaxStatus>,
    /// Only faxes whose call began at or after this time.
    pub since: Option<UnixMs>,
    /// True: only faxes that are filed as junk. False: only faxes that are not.
    pub junk: bool,
    /// The greatest number of faxes in the result, which begins with the newest.
    pub limit: u32,
}

/// Counts of the faxes and the outbox entries of a spool, for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpoolStats {
    /// Faxes that are being received.
    pub receiving: u32,
    /// Faxes that were received whole.
    pub received: u32,
    /// Faxes that broke off after at least one page.
    pub incomplete: u32,
    /// Faxes of which no page was received.
    pub failed: u32,
    /// The pages of all these faxes.
    pub pages: u32,
    /// Outbox entries that wait or are being delivered.
    pub outbox_waiting: u32,
    /// Outbox entries that failed for good.
    pub outbox_failed: u32,
    /// The time at which the oldest entry of `outbox_waiting` was made.
    pub oldest_waiting_at: Option<UnixMs>,
}

impl Default for FaxQuery {
    fn default() -> Self {
        Self { device: None, status: None, since: None, junk: false, limit: 100 }
    }
}

impl ReceivedFax {
    /// The number of damaged rows on all pages together.
    pub fn bad_rows(&self) -> u32 {
        self.pages.iter().fold(0, |sum, page| sum.saturating_add(page.bad_rows))
    }
}

const SELECT_FAX: &str = "
    SELECT id, status, device, class, called, calling, caller_name, call_id, started_at, ended_at, far_ident, sub, sid,
           rate_bps, ecm, coding, x_dpi, y_dpi, outcome_phase, outcome_cause, outcome_text, outcome_event, outcome_values, format, mode,
           packets, line, trunk, fetched_by
    FROM faxes WHERE id = ?1";
const SELECT_IDS: &str = "
    SELECT id FROM faxes
    WHERE (device = ?1 OR ?1 IS NULL) AND (status = ?2 OR ?2 IS NULL) AND (started_at >= ?3 OR ?3 IS NULL)
      AND (junk IS NOT NULL) = ?5
    ORDER BY id DESC LIMIT ?4";
const SELECT_PAGES: &str = "
    SELECT number, width, rows, x_dpi, y_dpi, coding, rate_bps, ecm, bad_rows, longest_bad_run, complete, confirmed,
           received_at
    FROM pages WHERE fax = ?1 ORDER BY number";
const SELECT_MAILBOXES: &str = "SELECT mailbox FROM fax_mailboxes WHERE fax = ?1 ORDER BY position";
const SELECT_OPTIONS: &str = "SELECT name, value FROM fax_options WHERE fax = ?1";
const SELECT_DOCUMENT: &str = "SELECT document FROM faxes WHERE id = ?1";
const COUNT_FAXES: &str = "
    SELECT count(*) FILTER (WHERE status = 'receiving'), count(*) FILTER (WHERE status = 'received'),
           count(*) FILTER (WHERE status = 'incomplete'), count(*) FILTER (WHERE status = 'failed')
    FROM faxes";
const COUNT_PAGES: &str = "SELECT count(*) FROM pages";
const COUNT_OUTBOX: &str = "
    SELECT count(*) FILTER (WHERE state IN ('waiting', 'leased')), count(*) FILTER (WHERE state = 'failed'),
           min(created_at) FILTER (WHERE state IN ('waiting', 'leased'))
    FROM outbox WHERE state IN ('waiting', 'leased', 'failed')";

impl Faxes<'_> {
    /// One received fax with its pages.
    pub fn fax(&self, id: FaxId) -> Result<ReceivedFax, SpoolError> {
        self.spool
            .read(|transaction| load(transaction, id))?
            .ok_or(SpoolError::NoSuchFax(id))
    }

    /// The faxes that match the query, newest first.
    pub fn list(&self, query: &FaxQuery) -> Result<Vec<ReceivedFax>, SpoolError> {
        self.spool.read(|transaction| {
            let status = query.status.map(FaxStatus::name);
            let with = params![query.device, status, query.since, query.limit, query.junk];
            let ids: Vec<i64> = transaction.all(SELECT_IDS, with, |row| row.get(0))?;
            let load = |id| load(transaction, FaxId(id)).transpose();
            ids.into_iter().filter_map(load).collect()
        })
    }

    /// The path of the fax's TIFF-F document. The file exists as soon as a page was stored.
    /// [`read_document`](super::read_document) reads it. On a stateless node this function first
    /// copies the document from the shared database.
    pub fn document_path(&self, id: FaxId) -> Result<PathBuf, SpoolError> {
        let name: Option<String> = self
            .spool
            .read(|transaction| transaction.first(SELECT_DOCUMENT, [id.0], |row| row.get(0)))?;
        let path = self.spool.received_path(&name.ok_or(SpoolError::NoSuchFax(id))?)?;
        if let Some(front) = self.spool.front() {
            front.copy_document(self.spool, id, &path)?;
        }
        Ok(path)
    }

    /// Counts the faxes and the outbox entries, for the operator.
    pub fn stats(&self) -> Result<SpoolStats, SpoolError> {
        self.spool.read(|transaction| {
            let mut stats = transaction.query_row(COUNT_FAXES, [], |row| {
                Ok(SpoolStats {
                    receiving: row.get(0)?,
                    received: row.get(1)?,
                    incomplete: row.get(2)?,
                    failed: row.get(3)?,
                    ..SpoolStats::default()
                })
            })?;
            stats.pages = transaction.query_row(COUNT_PAGES, [], |row| row.get(0))?;
            (stats.outbox_waiting, stats.outbox_failed, stats.oldest_waiting_at) = transaction
                .query_row(COUNT_OUTBOX, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(stats)
        })
    }
}

/// Loads one received fax with its pages, mailboxes, options and metadata; none if there is no such fax.
pub(crate) fn load(
    transaction: &Transaction<'_>,
    id: FaxId,
) -> database::Result<Option<ReceivedFax>> {
    let fax = transaction.first(SELECT_FAX, [id.0], fax_of_row)?;
    let Some(mut fax) = fax else { return Ok(None) };
    fax.pages = transaction.all(SELECT_PAGES, [id.0], page_of_row)?;
    fax.mailboxes = transaction.all(SELECT_MAILBOXES, [id.0], |row| row.get(0))?;
    fax.options = transaction.all(SELECT_OPTIONS, [id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    fax.metadata = metadata_of(transaction, id)?;
    Ok(Some(fax))
}

fn fax_of_row(row: &Row<'_>) -> database::Result<ReceivedFax> {
    let x_dpi: Option<f64> = row.get("x_dpi")?;
    let y_dpi: Option<f64> = row.get("y_dpi")?;
    let outcome_text: Option<String> = row.get("outcome_text")?;
    Ok(ReceivedFax {
        id: FaxId(row.get("id")?),
        status: word(row, "status", FaxStatus::from_name)?,
        device: row.get("device")?,
        class: row.get("class")?,
        called: row.get("called")?,
        calling: row.get("calling")?,
        caller_name: row.get("caller_name")?,
        call_id: row.get("call_id")?,
        trunk: row.get("trunk")?,
        fetched_by: row.get::<_, Option<i64>>("fetched_by")?.map(JobId),
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
        far_ident: row.get("far_ident")?,
        sub: row.get("sub")?,
        sid: row.get("sid")?,
        rate_bps: row.get("rate_bps")?,
        ecm: row.get("ecm")?,
        coding: optional_coding(row)?,
        resolution_dpi: x_dpi.zip(y_dpi),
        mode: row.get("mode")?,
        packets: row.get("packets")?,
        line: row.get("line")?,
        outcome_phase: row.get("outcome_phase")?,
        outcome_cause: row.get("outcome_cause")?,
        outcome: outcome_of_row(row, outcome_text.as_deref())?,
        outcome_text,
        format: word(row, "format", Format::from_name)?,
        mailboxes: Vec::new(),
        options: BTreeMap::new(),
        metadata: BTreeMap::new(),
        pages: Vec::new(),
    })
}

fn outcome_of_row(row: &Row<'_>, text: Option<&str>) -> database::Result<Option<Event>> {
    let name: Option<String> = row.get("outcome_event")?;
    let values: Option<String> = row.get("outcome_values")?;
    Ok(text.map(|text| event::of_fax_row((name.as_deref(), values.as_deref()), text)))
}

fn page_of_row(row: &Row<'_>) -> database::Result<PageRecord> {
    Ok(PageRecord {
        number: row.get("number")?,
        width: row.get("width")?,
        rows: row.get("rows")?,
        x_dpi: row.get("x_dpi")?,
        y_dpi: row.get("y_dpi")?,
        coding: optional_coding(row)?,
        rate_bps: row.get("rate_bps")?,
        ecm: row.get("ecm")?,
        bad_rows: row.get("bad_rows")?,
        longest_bad_run: row.get("longest_bad_run")?,
        complete: row.get("complete")?,
        confirmed: row.get("confirmed")?,
        received_at: row.get("received_at")?,
    })
}
