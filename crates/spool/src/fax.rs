//! The types in which a received fax is handed to the spool: the facts at its start, its pages, the
//! facts of its session, and its end.

use super::event::Event;
use std::collections::BTreeMap;

use super::LineFigures;
use super::ids::JobId;
use super::value::words;
use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_ground::outcome::{Outcome, Status};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};

words! {
    /// The format in which a mailbox wants its fax.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub enum Format {
        /// The pages as PDF.
        #[default]
        Pdf = "pdf",
        /// The TIFF-F document itself.
        Tiff = "tiff",
        /// An HTML mail with the first page as a picture, and the pages as PDF.
        InlineGif = "inlinegif",
    }
}

words! {
    /// The state of a received fax.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum FaxStatus {
        /// The call is in progress. After a crash it may be over, until
        /// [`super::Receiving::recover`] has found the fax.
        Receiving = "receiving",
        /// Every page was received and confirmed.
        Received = "received",
        /// Some pages were received, but not the proper end of the fax.
        Incomplete = "incomplete",
        /// No page was received.
        Failed = "failed",
    }
}

/// The facts of a fax when its call is answered, and everything that delivery needs if the PBX
/// crashes before the call ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFax {
    /// The device that receives the fax.
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
    /// The trunk by which the call came, as `PJSIP/provider`, if the trunk can be known.
    pub trunk: Option<String>,
    /// The job that fetches this fax by polling. In that case Ferrofax made the call, and `calling`
    /// is the number that was called.
    pub fetched_by: Option<JobId>,
    /// When the call was answered.
    pub started_at: UnixMs,
    /// The mailboxes that get the fax. The delivery to each is tracked separately; duplicates are
    /// dropped.
    pub mailboxes: Vec<String>,
    /// The format in which the mailboxes want the fax.
    pub format: Format,
    /// Whether the fax is also delivered if no page was received.
    pub mail_without_pages: bool,
    /// The device's settings at the time of the call (templates and so on). The spool does not
    /// interpret them, except the retention class ([`crate::sending::option::RETENTION`]).
    pub options: BTreeMap<String, String>,
}

/// A page that was received.
#[derive(Clone, Debug, PartialEq)]
pub struct NewPage {
    /// The engine's number of the page, from 1. A page with the number of the last stored page
    /// replaces that page, if it was not confirmed.
    pub number: u32,
    /// The image of the page.
    pub bitmap: Bitmap,
    /// The resolution of the image on paper.
    pub resolution: Resolution,
    /// The quality of the page after its transmission.
    pub quality: PageQuality,
    /// The coding of the page on the line.
    pub coding: Coding,
    /// The rate at which the page was received, in bit/s.
    pub rate_bps: u32,
    /// Whether the page was received with error correction.
    pub ecm: bool,
    /// Whether the end of the page was received.
    pub complete: bool,
    /// The time at which the end of the page was received.
    pub received_at: UnixMs,
}

/// The facts of the session about the remote fax machine and the line. A field that is `None`
/// leaves the stored value unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SessionFacts {
    /// The identification of the remote fax machine (TSI).
    pub far_ident: Option<String>,
    /// The subaddress (SUB).
    pub sub: Option<String>,
    /// The sender's identification (SID).
    pub sid: Option<String>,
    /// The rate, in bit/s.
    pub rate_bps: Option<u32>,
    /// Whether error correction is used.
    pub ecm: Option<bool>,
    /// The coding of pages on the line.
    pub coding: Option<Coding>,
    /// The resolution of pages on paper.
    pub resolution: Option<Resolution>,
    /// The transport of the fax over the line: `audio` or `T38`.
    pub mode: Option<&'static str>,
    /// A sentence about the T.38 packets or the audio packets of the call: how they arrived.
    pub packets: Option<String>,
    /// A sentence about the line, with the modem's last measurements.
    pub line: Option<String>,
    /// The facts of `line` and `packets` as figures, which are added to sums. They are reported
    /// once for each call.
    pub figures: Option<LineFigures>,
}

/// The end of a received fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaxEnd {
    /// Received, incomplete or failed, but not receiving. A fax that has pages is never stored as
    /// failed but as incomplete.
    pub status: FaxStatus,
    /// The phase of T.30 in which the fax ended, `A` to `E`.
    pub phase: String,
    /// The name of the cause, in UPPER_SNAKE case.
    pub cause: String,
    /// The event that says why or how the fax ended.
    pub event: Event,
    /// When the call ended.
    pub ended_at: UnixMs,
}

impl FaxEnd {
    /// The end, for tests, of a call in which no fax machine was heard.
    #[cfg(test)]
    pub(crate) fn unheard(ended_at: UnixMs) -> Self {
        Self {
            status: FaxStatus::Failed,
            phase: "B".into(),
            cause: "T1_EXPIRED".into(),
            event: "It failed.".into(),
            ended_at,
        }
    }

    /// The end of a fax as the engine reports it, with the given time.
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
