//! The pages of a call: the received ones, and the sent ones with their results.

use super::At;
use ferrofax_engine::call::ReceivedPage;
use ferrofax_engine::t4::{Coding, Loss, PageQuality, PageWidth, Resolution};
use ferrofax_signal::modem::{LineQuality, PageRate};

/// A page that was received.
#[derive(Clone, Debug, PartialEq)]
pub struct PageCame {
    /// The time when the engine handed the page over, in milliseconds.
    pub at_ms: u64,
    /// The number of the page, 1 for the first.
    pub number: u32,
    /// The modem and the rate that carried the page.
    pub rate: PageRate,
    /// Whether the page was received with error correction (ECM).
    pub ecm: bool,
    /// The coding of the page.
    pub coding: Coding,
    /// The resolution of the page.
    pub resolution: Resolution,
    /// The width of the page.
    pub width: PageWidth,
    /// The number of rows, and how many of them are damaged.
    pub quality: PageQuality,
    /// The reason why rows are missing although all bytes of the page were received; `None` if none
    /// are missing.
    pub loss: Option<Loss>,
    /// The image modem's report about the line while the page was received.
    pub line: LineQuality,
    /// Whether the page is complete; false if its reception broke off, or if we refused the page.
    pub is_complete: bool,
}

/// An event of a page that we send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// We sent the page to its end.
    Said,
    /// The remote fax machine confirmed the page.
    Confirmed,
    /// The remote fax machine refused the page, and we did not send the page again.
    Refused,
    /// It is unknown whether the remote fax machine received the page.
    Unknown,
}

/// A page that we sent.
#[derive(Clone, Debug, PartialEq)]
pub struct PageGone {
    /// The number of the page, 1 for the first.
    pub number: u32,
    /// The events of the page, in the order of time.
    pub events: Vec<At<PageEvent>>,
}

impl PageCame {
    pub(super) fn new(at_ms: u64, page: &ReceivedPage) -> Self {
        Self {
            at_ms,
            number: page.number,
            rate: page.rate,
            ecm: page.ecm,
            coding: page.coding,
            resolution: page.resolution,
            width: page.width,
            quality: page.quality,
            line: page.line,
            loss: page.undecoded.as_ref().map(|undecoded| undecoded.loss),
            is_complete: page.complete,
        }
    }
}

impl PageEvent {
    /// The event in English words, for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Said => "said whole",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Unknown => "unknown whether it arrived",
        }
    }
}
