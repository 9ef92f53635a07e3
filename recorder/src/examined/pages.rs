//! What became of the pages.

use super::At;
use ferrofax_engine::call::ReceivedPage;
use ferrofax_engine::t4::{Coding, Loss, PageQuality, PageWidth, Resolution};
use ferrofax_signal::modem::{LineQuality, PageRate};

/// A page that came.
#[derive(Clone, Debug, PartialEq)]
pub struct PageCame {
    /// When it was handed over.
    pub at_ms: u64,
    /// 1 for the first.
    pub number: u32,
    /// The modem and its rate.
    pub rate: PageRate,
    /// Whether it came with error correction.
    pub ecm: bool,
    /// How it was coded.
    pub coding: Coding,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its width.
    pub width: PageWidth,
    /// Rows and damaged rows.
    pub quality: PageQuality,
    /// Why rows of it are missing although its octets came.
    pub loss: Option<Loss>,
    /// What the image modem saw of the line.
    pub line: LineQuality,
    /// False: its reception broke off, or it was refused.
    pub is_complete: bool,
}

/// What happened to a page that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// It was said whole.
    Said,
    /// The remote terminal has it.
    Confirmed,
    /// The remote terminal refused it, and it was not sent again.
    Refused,
    /// Whether the remote terminal has it is not known.
    Unknown,
}

/// A page that went out.
#[derive(Clone, Debug, PartialEq)]
pub struct PageGone {
    /// 1 for the first.
    pub number: u32,
    /// What happened to it.
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
    /// The word that people read.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Said => "said whole",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
            Self::Unknown => "unknown whether it arrived",
        }
    }
}
