//! The pages of a call and their fates.

use super::At;
use ferrofax_engine::call::ReceivedPage;
use ferrofax_engine::t4::{Coding, Loss, PageQuality, PageWidth, Resolution};
use ferrofax_signal::modem::{LineQuality, PageRate};

/// A page that came.
#[derive(Clone, Debug, PartialEq)]
pub struct PageCame {
    /// The time when it was handed over, in milliseconds.
    pub at_ms: u64,
    /// The number of the page, 1 for the first.
    pub number: u32,
    /// The modem and its rate.
    pub rate: PageRate,
    /// Whether it came with error correction.
    pub ecm: bool,
    /// The coding of the page.
    pub coding: Coding,
    /// The resolution of the page.
    pub resolution: Resolution,
    /// The width of the page.
    pub width: PageWidth,
    /// Rows and damaged rows.
    pub quality: PageQuality,
    /// The reason why rows of it are missing although its bytes came.
    pub loss: Option<Loss>,
    /// The image modem's report about the line.
    pub line: LineQuality,
    /// Whether the page is complete; false if its reception broke off, or if it was refused.
    pub is_complete: bool,
}

/// An event of a page that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// It was sent to the end.
    Said,
    /// The remote fax machine has confirmed it.
    Confirmed,
    /// The remote fax machine refused it, and it was not sent again.
    Refused,
    /// It is unknown whether the remote fax machine has it.
    Unknown,
}

/// A page that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct PageGone {
    /// The number of the page, 1 for the first.
    pub number: u32,
    /// The events of the page.
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
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Said => "said whole",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Unknown => "unknown whether it arrived",
        }
    }
}
