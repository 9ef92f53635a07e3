//! Asking for received faxes: types and queries.

use crate::event::{self, Event};
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::ids::JobId;
use super::{FaxId, FaxStatus, Format, SpoolError};
use crate::Faxes;
use crate::column::{optional_coding, word};
use crate::database::{self, OptionalExtension, Row, Transaction, params};
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_ground::t4::Coding;

/// A fax as the spool knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedFax {
    /// Its number.
    pub id: FaxId,
    /// Where it stands.
    pub status: FaxStatus,
    /// The device.
    pub device: DeviceName,
    /// The device's class, if it has one.
    pub class: Option<String>,
    /// The number that was dialled.
    pub called: String,
    /// The number that called; empty if withheld.
    pub calling: String,
    /// The caller's name; empty if not given.
    pub caller_name: String,
    /// The PBX's unique id of the call.
    pub call_id: String,
    /// The trunk that it came by, as `PJSIP/provider`; none where that can't be known, and of
    /// faxes from before this was noted.
    pub trunk: Option<String>,
    /// The job that fetched it (polling): we have called for it, and `calling` is the number
    /// that was called.
    pub fetched_by: Option<JobId>,
    /// When the call was answered.
    pub started_at: UnixMs,
    /// When it ended; none while receiving.
    pub ended_at: Option<UnixMs>,
    /// The remote end's identification (TSI).
    pub far_ident: Option<String>,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The sender's identification (SID).
    pub sid: Option<String>,
    /// The last rate agreed on, bit/s.
    pub rate_bps: Option<u32>,
    /// With error correction.
    pub ecm: Option<bool>,
    /// How pages were coded on the line.
    pub coding: Option<Coding>,
    /// Pixels an inch across and rows an inch, true values.
    pub resolution_dpi: Option<(f64, f64)>,
    /// How it went over the line: `audio` or `T38`; none of faxes from before this was noted.
    pub mode: Option<String>,
    /// What became of the packets of T.38 or of the audio, in words; none where there were none.
    pub packets: Option<String>,
    /// What the modem knew of the line at last, in words: rate, SNR, level, offset, skew,
    /// distortion; none of T.38 and of calls in which no modem trained.
    pub line: Option<String>,
    /// T.30's phase in which it ended, `A` to `E`; none while receiving and after a crash.
    pub outcome_phase: Option<String>,
    /// The cause's name, UPPER_SNAKE.
    pub outcome_cause: Option<String>,
    /// The cause as one sentence.
    pub outcome_text: Option<String>,
    /// Why, or how, it ended; none while it is being received.
    pub outcome: Option<Event>,
    /// Who gets it.
    pub mailboxes: Vec<String>,
    /// How they want it.
    pub format: Format,
    /// The device's settings at the time of the call, opaque to the spool.
    pub options: BTreeMap<String, String>,
    /// The pages in order; the document has the same.
    pub pages: Vec<PageRecord>,
}

/// What is known of a stored page.
#[derive(Clone, Debug, PartialEq)]
pub struct PageRecord {
    /// The engine's number of it.
    pub number: u32,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub rows: u32,
    /// Pixels an inch across, true value.
    pub x_dpi: f64,
    /// Rows an inch, true value.
    pub y_dpi: f64,
    /// How it was coded on the line; none for a page that recovery found in the document.
    pub coding: Option<Coding>,
    /// bit/s; none for a page that recovery found in the document.
    pub rate_bps: Option<u32>,
    /// With error correction; none for a page that recovery found in the document.
    pub ecm: Option<bool>,
    /// Rows that were damaged and are concealed.
    pub bad_rows: u32,
    /// The longest run of them.
    pub longest_bad_run: u32,
    /// The page came to its end.
    pub complete: bool,
    /// It was confirmed to the caller (MCF or its like).
    pub confirmed: bool,
    /// When its end came; none for a page that recovery found in the document.
    pub received_at: Option<UnixMs>,
}

/// Which faxes to list; the default is the newest hundred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxQuery {
    /// Only this device's.
    pub device: Option<DeviceName>,
    /// Only these.
    pub status: Option<FaxStatus>,
    /// Only those that began at or after this time.
    pub since: Option<UnixMs>,
    /// Those that are filed as junk, in the place of those that are not.
    pub junk: bool,
    /// At most so many, newest first.
    pub limit: u32,
}

/// Counts for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpoolStats {
    /// Faxes being received.
    pub receiving: u32,
    /// Faxes received whole.
    pub received: u32,
    /// Faxes that broke off.
    pub incomplete: u32,
    /// Faxes without a page.
    pub failed: u32,
    /// Pages of all of these.
    pub pages: u32,
    /// Outbox entries waiting or under way.
    pub outbox_waiting: u32,
    /// Outbox entries that reached nobody.
    pub outbox_failed: u32,
    /// When the oldest waiting entry was made.
    pub oldest_waiting_at: Option<UnixMs>,
}

impl Default for FaxQuery {
    fn default() -> Self {
        Self { device: None, status: None, since: None, junk: false, limit: 100 }
    }
}

impl ReceivedFax {
    /// Damaged rows on all pages.
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
    /// One fax with its pages.
    pub fn fax(&self, id: FaxId) -> Result<ReceivedFax, SpoolError> {
        self.spool
            .read(|transaction| load(transaction, id))?
            .ok_or(SpoolError::NoSuchFax(id))
    }

    /// Faxes, newest first.
    pub fn list(&self, query: &FaxQuery) -> Result<Vec<ReceivedFax>, SpoolError> {
        self.spool.read(|transaction| {
            let status = query.status.map(FaxStatus::name);
            let mut select = transaction.prepare_cached(SELECT_IDS)?;
            let ids = select.query_map(
                params![query.device, status, query.since, query.limit, query.junk],
                |row| row.get(0),
            )?;
            let mut faxes = Vec::new();
            for id in ids {
                faxes.extend(load(transaction, FaxId(id?))?);
            }
            Ok(faxes)
        })
    }

    /// The fax's TIFF-F document; the file exists once a page was stored.
    /// [`read_document`](super::read_document) reads it.
    pub fn document_path(&self, id: FaxId) -> Result<PathBuf, SpoolError> {
        let name: Option<String> = self.spool.read(|transaction| {
            transaction
                .prepare_cached(SELECT_DOCUMENT)?
                .query_row([id.0], |row| row.get(0))
                .optional()
        })?;
        let path = self.spool.received_path(&name.ok_or(SpoolError::NoSuchFax(id))?)?;
        if self.spool.cluster().is_front() {
            self.spool.cluster().copy_document(id, &path)?;
        }
        Ok(path)
    }

    /// Counts for the operator.
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

/// One fax with all that belongs to it; none if there is none.
pub(crate) fn load(
    transaction: &Transaction<'_>,
    id: FaxId,
) -> database::Result<Option<ReceivedFax>> {
    let fax = transaction
        .prepare_cached(SELECT_FAX)?
        .query_row([id.0], fax_of_row)
        .optional()?;
    let Some(mut fax) = fax else { return Ok(None) };
    let mut select = transaction.prepare_cached(SELECT_PAGES)?;
    fax.pages = select.query_map([id.0], page_of_row)?.collect::<Result<_, _>>()?;
    let mut select = transaction.prepare_cached(SELECT_MAILBOXES)?;
    fax.mailboxes = select.query_map([id.0], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut select = transaction.prepare_cached(SELECT_OPTIONS)?;
    fax.options = select
        .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
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
