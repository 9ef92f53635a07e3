//! What the owner of a call that sends decides, and the pages that it gives.

use super::{AnswerConfig, AskT38, V8Offer};
use crate::t30::answering::AnswerTerms;
use crate::t30::calling::{
    CallTerms, FarCapabilities, Fetch, NextPage, PageFacts, RefusedPagePolicy,
};
use ferrofax_ground::t4::{Bitmap, Coding, PageWidth, Resolution, colour};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;
use std::sync::Arc;
use thiserror::Error;

/// How a fax is sent. The default is the best that we can.
#[derive(Clone, Debug, PartialEq)]
pub struct OriginateConfig {
    /// Our identification (TSI): at most 20 of digits, `+`, space and what else T.30
    /// machines show; longer is cut.
    pub ident: String,
    /// Sub-address of the recipient (SUB).
    pub sub: Option<String>,
    /// Sender identification (SID).
    pub sid: Option<String>,
    /// Password (PWD).
    pub pwd: Option<String>,
    /// Whether there is a fax to send. Without one a document is fetched.
    pub sends: bool,
    /// The document that is fetched in the call (polling), if one is.
    pub fetch: Option<Box<FetchConfig>>,
    /// Non-standard set-up (NSS), as the bytes of the frame's information field. None:
    /// none is sent.
    pub nss: Option<Vec<u8>>,
    /// Whether error correction is used where it is offered.
    pub ecm: bool,
    /// Octets in a frame of a partial page: 256, or 64 for very bad lines.
    pub frame_octets: u16,
    /// The rates that may be used. Empty means all.
    pub rates: Vec<Rate>,
    /// The slowest rate in bit/s to which we fall back; 0 for none.
    pub min_rate_bps: u32,
    /// The codings that may be used; MH always; MMR, JBIG, JPEG and T.43 need ECM. JBIG is for who
    /// names it: it takes some ten times the processor time. By JPEG and T.43 go pages that are given
    /// so, where the remote terminal takes them.
    pub codings: Vec<Coding>,
    /// The level of all that we say.
    pub tx_level_dbm0: f32,
    /// What is done about pages that are refused.
    pub refused: RefusedPagePolicy,
    /// Seconds for which a fax machine is waited for (T1).
    pub answer_within_s: u32,
    /// Minutes after which the call is ended.
    pub max_minutes: u32,
    /// When the owner is told that T.38 should be asked for.
    pub ask_t38: AskT38,
    /// Whether V.8 begins the call: CM is said to who answers with ANSam.
    pub v8: V8Offer,
    /// The highest rate at which pages go by V.34, bit/s; 0: as fast as the line carries.
    pub v34_most_bps: u32,
}

impl Default for OriginateConfig {
    fn default() -> Self {
        Self {
            ident: String::new(),
            sub: None,
            sid: None,
            pwd: None,
            sends: true,
            fetch: None,
            nss: None,
            ecm: true,
            frame_octets: 256,
            rates: Rate::ALL.to_vec(),
            min_rate_bps: 0,
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            // At −12 dBm0 on a line without loss, spandsp 0.0.6 does not hear V.17's
            // short training; at −14, its own level, it does.
            tx_level_dbm0: -14.0,
            refused: RefusedPagePolicy::default(),
            answer_within_s: 35,
            max_minutes: 240,
            ask_t38: AskT38::Never,
            v8: V8Offer::Nothing,
            v34_most_bps: 0,
        }
    }
}

impl OriginateConfig {
    /// What the session has to know of it.
    pub(super) fn terms(&self) -> CallTerms {
        let rates = if self.rates.is_empty() { Self::default().rates } else { self.rates.clone() };
        CallTerms {
            ident: self.ident.clone(),
            sub: self.sub.clone(),
            sid: self.sid.clone(),
            pwd: self.pwd.clone(),
            sends: self.sends,
            fetch: self.fetch.as_ref().map(|config| config.document.clone()),
            nss: self.nss.clone(),
            ecm: self.ecm,
            frame_octets: if self.frame_octets == 64 { 64 } else { 256 },
            rates,
            min_rate_bps: self.min_rate_bps,
            codings: self.codings.clone(),
            refused: self.refused,
            t1: Millis(self.answer_within_s.clamp(1, 600) * 1000),
            max_call: Millis(self.max_minutes.clamp(1, 24 * 60) * 60_000),
            v8: self.v8.with_v34_if(self.ask_t38 == AskT38::Never),
            ..CallTerms::default()
        }
    }

    /// How what is fetched is received.
    pub(super) fn fetched(&self) -> Option<AnswerTerms> {
        self.fetch.as_ref().map(|config| config.receive.terms())
    }

    /// The longest page that is received, in rows of standard resolution.
    pub(super) fn max_rows(&self) -> u32 {
        self.fetch.as_ref().map_or(0, |config| config.receive.max_rows)
    }
}

/// What is fetched in a call, and how it is received.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchConfig {
    /// Which document, and whether before the fax is sent.
    pub document: Fetch,
    /// How it is received. Its identification (CIG) is that of the call, and so are level and
    /// T.38; a password is not asked for, and no document is held.
    pub receive: AnswerConfig,
}

/// A page to send, already fitted to what the remote terminal can take.
#[derive(Clone, Debug, PartialEq)]
pub struct PageToSend {
    /// The image; its width must be [`PageWidth::pixels`] of `width` at `resolution`.
    pub bitmap: Arc<Bitmap>,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its nominal width.
    pub width: PageWidth,
    /// The same page in colours, at 200 pixels per inch and as wide: JPEG as T.4 annex E has it, or
    /// T.43. It goes in the place of the bitmap where the remote terminal takes it
    /// ([`FarCapabilities::colour`], [`FarCapabilities::lossless_colour`]).
    pub colour: Option<Arc<Vec<u8>>>,
    /// What follows it.
    pub next: NextPage,
}

/// Why a page was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PageNotTaken {
    /// No page is wanted now.
    #[error("no page is wanted now")]
    NotWanted,
    /// The remote terminal takes no page of this resolution.
    #[error("the remote fax machine takes no page of this resolution")]
    Resolution,
    /// The remote terminal takes no page as wide as this.
    #[error("the remote fax machine takes no page as wide as this")]
    TooWide,
    /// The bitmap's rows are not as long as its width and resolution say.
    #[error("the image has not the width that is given for it")]
    WrongWidth,
    /// The page has no rows.
    #[error("the page is empty")]
    Empty,
    /// It is not what a page in colours has to be.
    #[error("the page in colours cannot be sent: {0}")]
    Colour(colour::Fault),
}

impl PageToSend {
    pub(super) fn check(&self, can: &FarCapabilities) -> Result<PageFacts, PageNotTaken> {
        if !can.resolutions.contains(&self.resolution) {
            return Err(PageNotTaken::Resolution);
        }
        if self.width > can.max_width {
            return Err(PageNotTaken::TooWide);
        }
        if self.bitmap.width() != self.width.pixels(self.resolution) {
            return Err(PageNotTaken::WrongWidth);
        }
        if self.bitmap.rows() == 0 {
            return Err(PageNotTaken::Empty);
        }
        let (mut resolution, colour) = (self.resolution, self.in_colours(can)?);
        if colour.is_some() {
            resolution = Resolution::R200;
        }
        Ok(PageFacts { resolution, width: self.width, colour, next: self.next })
    }

    /// In which coding of colours it goes, if it goes so.
    fn in_colours(&self, can: &FarCapabilities) -> Result<Option<Coding>, PageNotTaken> {
        let Some(octets) = &self.colour else { return Ok(None) };
        // What is neither is wrong with who takes colours, as it is with the sender.
        let is_taken = colour::coding(octets).map_or(can.colour, |coding| can.takes(coding));
        if !is_taken {
            return Ok(None);
        }
        let facts = colour::read(octets).map_err(PageNotTaken::Colour)?;
        if facts.width != self.width.pixels(Resolution::R200) {
            return Err(PageNotTaken::WrongWidth);
        }
        Ok(Some(facts.coding))
    }
}
