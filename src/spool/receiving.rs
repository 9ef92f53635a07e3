//! A fax grows: begun when the call is answered, a page at a time, finished with its outcome and its outbox entries.

use std::collections::BTreeMap;
use std::fmt;

use super::{Spool, SpoolError};
use crate::t4::{Bitmap, Coding};

/// A received fax's number in the spool; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaxId(pub i64);

/// How a mailbox wants its fax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// The pages as PDF.
    #[default]
    Pdf,
    /// The TIFF-F document itself.
    Tiff,
    /// An HTML mail with the first page as a picture, and the pages as PDF.
    InlineGif,
}

/// Where a fax stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaxStatus {
    /// The call goes on (or was cut off by a crash that [`Spool::recover`] has not seen yet).
    Receiving,
    /// Every page came and was confirmed.
    Received,
    /// Some pages came, but not the proper end.
    Incomplete,
    /// No page came.
    Failed,
}

/// What is known when a call is answered, and all that delivery needs if the PBX crashes before its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFax {
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
    /// Who gets the fax, each tracked on its own; doubles are dropped.
    pub mailboxes: Vec<String>,
    /// How they want it.
    pub format: Format,
    /// Deliver also if not a single page came.
    pub mail_without_pages: bool,
    /// The device's settings at the time of the call (templates and so on), opaque to the spool.
    pub options: BTreeMap<String, String>,
}

/// A page's image as it is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageImage {
    /// Rows of pixels; coded as T.6 before it is stored.
    Bitmap(Bitmap),
    /// Already T.6: most significant bit first, ended by EOFB.
    T6 {
        /// The code.
        data: Vec<u8>,
        /// Pixels in a row.
        width: u32,
        /// Rows.
        rows: u32,
    },
}

/// A page that came.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPage {
    /// The engine's number of it, from 1. The last page's number again replaces that page, if it was not confirmed.
    pub number: u32,
    /// The image.
    pub image: PageImage,
    /// Pixels an inch across, true value.
    pub x_dpi: f64,
    /// Rows an inch, true value.
    pub y_dpi: f64,
    /// How it was coded on the line.
    pub coding: Coding,
    /// How fast it came, bit/s.
    pub rate_bps: u32,
    /// With error correction.
    pub ecm: bool,
    /// Rows that were damaged and are concealed.
    pub bad_rows: u32,
    /// The longest run of them.
    pub longest_bad_run: u32,
    /// The page came to its end.
    pub complete: bool,
    /// When its end came, Unix milliseconds.
    pub received_at: i64,
}

/// What the session told of the far end and the line. `None` leaves what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionFacts {
    /// The far end's identification (TSI).
    pub far_ident: Option<String>,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The sender's identification (SID).
    pub sid: Option<String>,
    /// bit/s.
    pub rate_bps: Option<u32>,
    /// With error correction.
    pub ecm: Option<bool>,
    /// How pages are coded on the line.
    pub coding: Option<Coding>,
    /// Pixels an inch across and rows an inch, true values.
    pub resolution_dpi: Option<(f64, f64)>,
}

/// How a fax ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxEnd {
    /// Received, incomplete or failed; not receiving. A fax that has pages is never kept as failed but as incomplete.
    pub status: FaxStatus,
    /// T.30's phase, `A` to `E`.
    pub phase: String,
    /// The cause's name, UPPER_SNAKE.
    pub cause: String,
    /// The cause as one sentence.
    pub text: String,
    /// When the call ended, Unix milliseconds.
    pub ended_at: i64,
}

impl Spool {
    /// Files a fax whose call was just answered, in the state `receiving`.
    pub fn begin_fax(&self, new: &NewFax) -> Result<FaxId, SpoolError> {
        let _ = new;
        unimplemented!()
    }

    /// Stores a page; it is durable when this returns.
    pub fn append_page(&self, fax: FaxId, page: &NewPage) -> Result<(), SpoolError> {
        let _ = (fax, page);
        unimplemented!()
    }

    /// Marks a page as confirmed to the caller (MCF or its like went out).
    pub fn confirm_page(&self, fax: FaxId, number: u32) -> Result<(), SpoolError> {
        let _ = (fax, number);
        unimplemented!()
    }

    /// Files what the session told.
    pub fn note_session(&self, fax: FaxId, facts: &SessionFacts) -> Result<(), SpoolError> {
        let _ = (fax, facts);
        unimplemented!()
    }

    /// Files the end of a fax and, in the same transaction, one outbox entry for each mailbox. A second end is ignored.
    ///
    /// Without pages there are no entries unless [`NewFax::mail_without_pages`] asked for them. With pages and without a
    /// mailbox, the faxmaster gets the fax.
    pub fn finish_fax(&self, fax: FaxId, end: &FaxEnd) -> Result<(), SpoolError> {
        let _ = (fax, end);
        unimplemented!()
    }
}

impl Format {
    /// The name in the dialplan: `pdf`, `tiff`, `inlinegif`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Tiff => "tiff",
            Self::InlineGif => "inlinegif",
        }
    }

    /// The format of that name, in any case of letters.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Pdf, Self::Tiff, Self::InlineGif].into_iter().find(|format| name.eq_ignore_ascii_case(format.name()))
    }
}

impl FaxStatus {
    /// The word for it: `receiving`, `received`, `incomplete`, `failed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Received => "received",
            Self::Incomplete => "incomplete",
            Self::Failed => "failed",
        }
    }

    /// The status of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Receiving, Self::Received, Self::Incomplete, Self::Failed]
            .into_iter()
            .find(|status| name == status.name())
    }
}

impl fmt::Display for FaxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
