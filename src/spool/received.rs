//! Asking for received faxes: types and queries.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{FaxId, FaxStatus, Format, Spool, SpoolError};
use crate::t4::Coding;

/// A fax as the spool knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedFax {
    /// Its number.
    pub id: FaxId,
    /// Where it stands.
    pub status: FaxStatus,
    /// The device, as `extension@context`.
    pub device: String,
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
    /// When the call was answered, Unix milliseconds.
    pub started_at: i64,
    /// When it ended; none while receiving.
    pub ended_at: Option<i64>,
    /// The far end's identification (TSI).
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
    /// T.30's phase in which it ended, `A` to `E`; none while receiving and after a crash.
    pub outcome_phase: Option<String>,
    /// The cause's name, UPPER_SNAKE.
    pub outcome_cause: Option<String>,
    /// The cause as one sentence.
    pub outcome_text: Option<String>,
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
    pub received_at: Option<i64>,
}

/// Which faxes to list; the default is the newest hundred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxQuery {
    /// Only this device's.
    pub device: Option<String>,
    /// Only these.
    pub status: Option<FaxStatus>,
    /// Only those that began at or after this time.
    pub since: Option<i64>,
    /// At most so many, newest first.
    pub limit: u32,
}

/// Counts for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpoolStats {
    /// Faxes being received.
    pub receiving: u64,
    /// Faxes received whole.
    pub received: u64,
    /// Faxes that broke off.
    pub incomplete: u64,
    /// Faxes without a page.
    pub failed: u64,
    /// Pages of all of these.
    pub pages: u64,
    /// Outbox entries waiting or under way.
    pub outbox_waiting: u64,
    /// Outbox entries that reached nobody.
    pub outbox_failed: u64,
    /// When the oldest waiting entry was made.
    pub oldest_waiting_at: Option<i64>,
}

impl Default for FaxQuery {
    fn default() -> Self {
        Self { device: None, status: None, since: None, limit: 100 }
    }
}

impl ReceivedFax {
    /// Damaged rows on all pages.
    pub fn bad_rows(&self) -> u32 {
        self.pages.iter().fold(0, |sum, page| sum.saturating_add(page.bad_rows))
    }
}

impl Spool {
    /// One fax with its pages.
    pub fn fax(&self, id: FaxId) -> Result<ReceivedFax, SpoolError> {
        let _ = id;
        unimplemented!()
    }

    /// Faxes, newest first.
    pub fn faxes(&self, query: &FaxQuery) -> Result<Vec<ReceivedFax>, SpoolError> {
        let _ = query;
        unimplemented!()
    }

    /// The fax's TIFF-F document; the file exists once a page was stored.
    pub fn document_path(&self, id: FaxId) -> Result<PathBuf, SpoolError> {
        let _ = id;
        unimplemented!()
    }

    /// Counts for the operator.
    pub fn stats(&self) -> Result<SpoolStats, SpoolError> {
        unimplemented!()
    }
}
