//! The words for a fax as it is handed to the spool: what is known when it begins, of its
//! pages, its session and its end.

use super::event::Event;
use std::collections::BTreeMap;

use super::LineFigures;
use super::ids::JobId;
use super::value::words;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::{Outcome, Status};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};

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
    /// The call goes on (or was cut off by a crash that [`super::Receiving::recover`] has not
    /// seen yet).
    Receiving,
    /// Every page came and was confirmed.
    Received,
    /// Some pages came, but not the proper end.
    Incomplete,
    /// No page came.
    Failed,
}

/// What is known when a call is answered, and all that delivery needs if the PBX crashes
/// before its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFax {
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
    /// The trunk that it came by, as `PJSIP/provider`, where that can be known.
    pub trunk: Option<String>,
    /// The job that fetches it (polling): we have called for it, and `calling` is the number
    /// that was called.
    pub fetched_by: Option<JobId>,
    /// When the call was answered.
    pub started_at: UnixMs,
    /// Who gets the fax, each tracked on its own; doubles are dropped.
    pub mailboxes: Vec<String>,
    /// How they want it.
    pub format: Format,
    /// Deliver also if not a single page came.
    pub mail_without_pages: bool,
    /// The device's settings at the time of the call (templates and so on), opaque to the spool
    /// but for the class by which it is kept ([`crate::sending::option::RETENTION`]).
    pub options: BTreeMap<String, String>,
}

/// A page that came.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPage {
    /// The engine's number of it, from 1. The last page's number again replaces that
    /// page, if it was not confirmed.
    pub number: u32,
    /// The image.
    pub bitmap: Bitmap,
    /// How its pixels stand on paper.
    pub resolution: Resolution,
    /// How well it came through.
    pub quality: PageQuality,
    /// How it was coded on the line.
    pub coding: Coding,
    /// How fast it came, bit/s.
    pub rate_bps: u32,
    /// With error correction.
    pub ecm: bool,
    /// The page came to its end.
    pub complete: bool,
    /// When its end came.
    pub received_at: UnixMs,
}

/// What the session told of the remote end and the line. `None` leaves what is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionFacts {
    /// The remote end's identification (TSI).
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
    /// How pixels stand on paper.
    pub resolution: Option<Resolution>,
    /// How it goes over the line: `audio` or `T38`.
    pub mode: Option<&'static str>,
    /// What became of the packets of T.38 or of the audio, in words.
    pub packets: Option<String>,
    /// What the modem knew of the line at last, in words.
    pub line: Option<String>,
    /// The same and of the packets, in figures for the sums; told once a call.
    pub figures: Option<LineFigures>,
}

/// How a fax ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxEnd {
    /// Received, incomplete or failed; not receiving. A fax that has pages is never kept
    /// as failed but as incomplete.
    pub status: FaxStatus,
    /// T.30's phase, `A` to `E`.
    pub phase: String,
    /// The cause's name, UPPER_SNAKE.
    pub cause: String,
    /// Why, or how.
    pub event: Event,
    /// When the call ended.
    pub ended_at: UnixMs,
}

impl FaxEnd {
    /// The end that the engine reports, at this time.
    pub fn of(outcome: &Outcome, ended_at: UnixMs) -> Self {
        Self {
            status: match outcome.status {
                Status::Received => FaxStatus::Received,
                Status::Incomplete => FaxStatus::Incomplete,
                Status::Failed => FaxStatus::Failed,
            },
            phase: outcome.phase.to_string(),
            cause: outcome.cause.name().to_owned(),
            event: outcome.cause.into(),
            ended_at,
        }
    }
}

words!(Format { Pdf = "pdf", Tiff = "tiff", InlineGif = "inlinegif" });

words!(FaxStatus {
    Receiving = "receiving",
    Received = "received",
    Incomplete = "incomplete",
    Failed = "failed",
});
