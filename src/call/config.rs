//! What the owner of an answered call decides, and what it is told.

use crate::modem::{LineQuality, Rate};
use crate::t4::{Bitmap, Coding, PageQuality, PageWidth, Resolution};
use crate::t30::outcome::Outcome;

/// How a call is answered. The default is the best that we can.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerConfig {
    /// Our identification (CSI): at most 20 of digits, `+`, space and what else T.30 machines show; longer is cut.
    pub ident: String,
    /// Non-standard facilities (NSF), as the bytes of the frame's information field. None: no NSF is sent.
    pub nsf: Option<Vec<u8>>,
    /// Whether error correction is offered.
    pub ecm: bool,
    /// The rates that are offered. Empty means all.
    pub rates: Vec<Rate>,
    /// The codings that are offered; MH is always there, MMR needs ECM.
    pub codings: Vec<Coding>,
    /// The resolutions that are offered; standard is always there.
    pub resolutions: Vec<Resolution>,
    /// The widest page that is offered.
    pub max_width: PageWidth,
    /// The level of all that we say.
    pub tx_level_dbm0: f32,
    /// When a page without ECM is good enough.
    pub quality: PageQualityPolicy,
    /// Pages after which the call is ended.
    pub max_pages: u32,
    /// Rows after which a page is cut off.
    pub max_rows: u32,
    /// Minutes after which the call is ended.
    pub max_minutes: u32,
}

impl Default for AnswerConfig {
    fn default() -> Self {
        Self {
            ident: String::new(),
            nsf: None,
            ecm: true,
            rates: vec![Rate::V27ter2400, Rate::V27ter4800, Rate::V29At7200, Rate::V29At9600],
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            resolutions: vec![
                Resolution::Standard,
                Resolution::Fine,
                Resolution::Superfine,
                Resolution::R200,
                Resolution::R300,
                Resolution::R400,
            ],
            max_width: PageWidth::A3,
            tx_level_dbm0: -12.0,
            quality: PageQualityPolicy::default(),
            max_pages: 1000,
            max_rows: 40_000,
            max_minutes: 240,
        }
    }
}

/// When a page without ECM is confirmed (MCF), confirmed with a wish to train again (RTP) or refused (RTN).
///
/// A page with less than `rtp_percent` of its rows damaged gets MCF, with less than `rtn_percent` RTP, else RTN.
/// A page without any row gets RTN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageQualityPolicy {
    /// From this share of damaged rows on: RTP.
    pub rtp_percent: f32,
    /// From this share of damaged rows on: RTN.
    pub rtn_percent: f32,
    /// Never refuse a page: what would get RTN gets RTP. A sender may take RTN for the end of the call.
    pub keep_bad: bool,
}

impl Default for PageQualityPolicy {
    fn default() -> Self {
        Self { rtp_percent: 5.0, rtn_percent: 15.0, keep_bad: false }
    }
}

/// What the owner of a call is told, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum CallEvent {
    /// Who calls, by its own account. Comes again when more is known.
    FarIdent(FarIdent),
    /// How the next page will come.
    Negotiated(Negotiated),
    /// A page. The owner answers [`super::Call::page_stored`] or [`super::Call::page_not_stored`]; it is not confirmed before.
    Page(ReceivedPage),
    /// One line of the conversation for the log. Personal data is hidden in it unless the administrator shows it.
    Trace(String),
    /// The end. Nothing comes after it.
    Ended(Outcome),
}

/// Who the far machine says it is (T.30 §5.3.6.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FarIdent {
    /// Transmitting subscriber identification (TSI).
    pub ident: Option<String>,
    /// Sub-address (SUB).
    pub sub: Option<String>,
    /// Sender identification (SID).
    pub sid: Option<String>,
    /// Password (PWD).
    pub pwd: Option<String>,
    /// Non-standard set-up (NSS), the bytes of its information field.
    pub nss: Option<Vec<u8>>,
}

/// What DCS settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// The image modem and its rate.
    pub rate: Rate,
    /// Error correction.
    pub ecm: bool,
    /// How the page is coded.
    pub coding: Coding,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its width.
    pub width: PageWidth,
}

/// A page as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedPage {
    /// 1 for the first. A page that is sent again after RTN has the number of the refused one and replaces it.
    pub number: u32,
    /// The image.
    pub bitmap: Bitmap,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its nominal width.
    pub width: PageWidth,
    /// How it was coded on the line.
    pub coding: Coding,
    /// The image modem and its rate.
    pub rate: Rate,
    /// Rows and damaged rows.
    pub quality: PageQuality,
    /// Whether it came with error correction.
    pub ecm: bool,
    /// What the image modem saw of the line.
    pub line: LineQuality,
    /// False: its reception broke off, it is what had come until then. Such a page is never confirmed.
    pub complete: bool,
}
