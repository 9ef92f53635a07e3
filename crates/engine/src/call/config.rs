//! What the owner of an answered call decides, and what the owner of any call is told.

use crate::t30::answering::AnswerTerms;
use crate::t30::calling::{CallTerms, Confirmation, FarCapabilities};
use crate::t30::dis::Capabilities;
use crate::t30::outcome::Outcome;
use crate::t30::quality::PageQualityPolicy;
use crate::t30::v8::V8Offer;
use crate::t30::{FarIdent, Negotiated};
use ferrofax_ground::ladder::Rung;
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, PageWidth, Resolution, Undecoded};
use ferrofax_signal::modem::{LineQuality, PageRate, Rate};
use ferrofax_signal::time::Millis;
use std::fmt;

/// How a call is answered. The default is the best that we can.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerConfig {
    /// Our identification (CSI): at most 20 of digits, `+`, space and what else T.30
    /// machines show; longer is cut.
    pub ident: String,
    /// Non-standard facilities (NSF), as the bytes of the frame's information field.
    /// None: no NSF is sent.
    pub nsf: Option<Vec<u8>>,
    /// Whether error correction is offered.
    pub ecm: bool,
    /// The rates that are offered. Empty means all.
    pub rates: Vec<Rate>,
    /// The codings that are offered; MH is always there; MMR, JBIG, JPEG and T.43 need ECM. JBIG is
    /// for who names it: it takes some ten times the processor time. JPEG offers colours; T.43 does
    /// beside JPEG alone.
    pub codings: Vec<Coding>,
    /// The resolutions that are offered; standard is always there.
    pub resolutions: Vec<Resolution>,
    /// The widest page that is offered.
    pub max_width: PageWidth,
    /// Whether pages of any length are offered, or A4 only. We need no limit; for tests.
    pub unlimited_length: bool,
    /// The shortest time that a row may take, in ms: 0, 5, 10, 20 or 40. We need none; for tests.
    pub min_row_ms: u8,
    /// The level of all that we say.
    pub tx_level_dbm0: f32,
    /// The password (PWD) without which nobody may send to us. None: whoever likes may.
    pub password: Option<String>,
    /// Who gets a fax hangs on its sub-address (SUB): one that could not be read is heard again.
    pub by_subaddress: bool,
    /// Whether a document is held for who fetches it (polling): [`CallEvent::Polled`] comes then.
    pub holds_document: bool,
    /// When a page without ECM is good enough.
    pub quality: PageQualityPolicy,
    /// Pages after which the call is ended.
    pub max_pages: u32,
    /// Rows of standard resolution after which a page is cut off; in a finer one, rows of
    /// as much paper (`page_limit.rs`).
    pub max_rows: u32,
    /// Minutes after which the call is ended.
    pub max_minutes: u32,
    /// When the owner is told that T.38 should be asked for.
    pub ask_t38: AskT38,
    /// Whether V.8 begins the call: ANSam is said in the place of CED, and CM is heard.
    pub v8: V8Offer,
    /// The highest rate at which pages come by V.34, bit/s; 0: as fast as the line carries.
    pub v34_most_bps: u32,
}

/// When [`CallEvent::WantT38`] comes, if at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AskT38 {
    /// Never: the remote end may still switch us over.
    #[default]
    Never,
    /// As soon as it is worth while. Answering: when CED begins, so that DIS is said by
    /// packets at once. Calling: as soon as V.21 flags are heard.
    Early,
    /// As T.38's gateways do. Answering: when the flags of the first DIS go out. Calling:
    /// when the first frame was heard, 1.5 s and more after its flags, in which a remote end
    /// that wants to ask by itself has asked.
    AtFlags,
}

impl Default for AnswerConfig {
    fn default() -> Self {
        Self {
            ident: String::new(),
            nsf: None,
            ecm: true,
            rates: Rate::ALL.to_vec(),
            codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            resolutions: Resolution::ALL.to_vec(),
            max_width: PageWidth::A3,
            unlimited_length: true,
            min_row_ms: 0,
            tx_level_dbm0: -12.0,
            password: None,
            by_subaddress: false,
            holds_document: false,
            quality: PageQualityPolicy::default(),
            max_pages: 1000,
            max_rows: 40_000,
            max_minutes: 240,
            ask_t38: AskT38::Never,
            v8: V8Offer::Nothing,
            v34_most_bps: 0,
        }
    }
}

impl AnswerConfig {
    /// What the session has to know of it.
    pub(super) fn terms(&self) -> AnswerTerms {
        let all = Self::default();
        let mut rates = if self.rates.is_empty() { all.rates } else { self.rates.clone() };
        rates.sort_by_key(|rate| std::cmp::Reverse(rate.bps()));
        let mut codings = self.codings.clone();
        if !codings.contains(&Coding::Mh) {
            codings.push(Coding::Mh);
        }
        AnswerTerms {
            ident: self.ident.clone(),
            nsf: self.nsf.clone(),
            capabilities: Capabilities {
                has_document: false,
                can_receive: true,
                rates,
                ecm: self.ecm,
                codings,
                resolutions: self.resolutions.clone(),
                max_width: self.max_width,
                unlimited_length: self.unlimited_length,
                min_row_ms: self.min_row_ms,
                addresses: true,
                selective_polling: false,
            },
            password: self.password.clone(),
            by_subaddress: self.by_subaddress,
            quality: self.quality,
            max_pages: self.max_pages.max(1),
            max_call: Millis(self.max_minutes.clamp(1, 24 * 60) * 60_000),
            v8: self.v8.with_v34_if(self.ask_t38 == AskT38::Never),
        }
    }

    /// How a document that is held goes to who fetches it.
    pub(super) fn held(&self) -> Option<CallTerms> {
        let AnswerTerms { ident, capabilities, max_call, .. } = self.terms();
        self.holds_document.then(|| CallTerms {
            ident,
            ecm: capabilities.ecm,
            rates: capabilities.rates,
            codings: capabilities.codings,
            max_call,
            ..CallTerms::default()
        })
    }
}

/// What the owner of a call is told, in order. Pages that are sent are counted from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum CallEvent {
    /// Who is at the other end, by its own account. Comes again when more is known.
    FarIdent(FarIdent),
    /// How the next page will come or go.
    Negotiated(Negotiated),
    /// Answering, with a document held: the remote terminal wants to fetch it. Its `sep` names
    /// which, its `pwd` is the password for it. Yes is said by giving the pages, which are
    /// wanted next, no by [`super::Call::refuse_poll`].
    Polled(FarIdent),
    /// The remote terminal wants an operator (PRI-MPS, PRI-EOM, PRI-EOP, PIP or PIN): a person
    /// should take the telephone there. The fax goes on as where nobody comes.
    OperatorWanted,
    /// What was sent, or came, until now is over, and this is what came of it: the call goes on
    /// the other way round, a document being fetched in it. [`CallEvent::Ended`] tells of the
    /// rest alone. Comes before the end, too, where the rest was nothing.
    Turned(Outcome),
    /// Sending: a page is wanted, to be given by [`super::Call::give_page`]. The next one
    /// is wanted as soon as one is on its way, so that its width and resolution are known
    /// when the command between them is said. The first must be given within 25 s; a next
    /// one that is not there in time costs 6 s (EOM).
    WantPage {
        /// The first page is 0.
        index: u32,
        /// What the remote terminal can take.
        can: FarCapabilities,
    },
    /// Sending: the page was said whole. From its end on, which follows, until an answer comes,
    /// nobody knows whether the remote terminal has it. An owner who must not send twice writes
    /// this down first: its end waits for [`super::Call::page_end_allowed`] then, if the owner
    /// has called [`super::Call::hold_page_ends`]. Comes again whenever it is asked again.
    PageSaid {
        /// Which page.
        index: u32,
    },
    /// Sending: the remote terminal has the page.
    PageConfirmed {
        /// Which page.
        index: u32,
        /// In which words.
        verdict: Confirmation,
    },
    /// Sending: the remote terminal refused the page, and it is not sent again in this call.
    PageRefused {
        /// Which page.
        index: u32,
    },
    /// Sending: the remote terminal has answered that it lacks the page or a part of it. The page may
    /// be sent again in this call, and its end is asked about again then.
    PageLacked {
        /// Which page.
        index: u32,
    },
    /// Sending: the page was said, no answer ever came, and the call ends: the far
    /// machine may have it or not.
    PageUnknown {
        /// Which page.
        index: u32,
    },
    /// A page. The owner answers [`super::Call::page_stored`] or
    /// [`super::Call::page_not_stored`]; it is not confirmed before.
    Page(ReceivedPage),
    /// Receiving: the answer to the page confirms it (MCF or RTP). A page that came incomplete is
    /// never confirmed, also if later ones are.
    ReceiptConfirmed {
        /// The number of the page, see [`ReceivedPage::number`].
        number: u32,
    },
    /// This is the moment to ask the channel for T.38 (re-INVITE), once in a call;
    /// `ask_t38` of the configuration says when. The call goes on in audio until
    /// [`super::Call::switch_to_t38`]; [`super::Call::t38_refused`] says that nothing
    /// will come of it.
    WantT38,
    /// What the image modem knows of the line: it has trained, or the signal that it had
    /// trained on is over.
    Line(LineReport),
    /// What was said, heard or noticed: the next rung of the call's ladder.
    Trace(Rung),
    /// The end. Nothing comes after it.
    Ended(Outcome),
}

/// What an image signal that we heard was like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LineReport {
    /// The modem and its rate.
    pub rate: PageRate,
    /// False: it has just trained, on a training check or on a page. True: the signal is
    /// over, and this is all of it.
    pub is_over: bool,
    /// Signal to noise, level, offset, clock, equaliser.
    pub quality: LineQuality,
}

/// As a line of text: `V.17 14400: 31.2 dB SNR, -13.4 dBm0, +0.1 Hz, -3 ppm, distortion
/// 0.2 dB, 0 relocks`.
impl fmt::Display for LineReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            rate,
            quality: LineQuality { snr_db, level_dbm0, offset_hz, skew_ppm, distortion_db, relocks },
            ..
        } = self;
        write!(
            f,
            "{rate}: {snr_db:.1} dB SNR, {level_dbm0:.1} dBm0, {offset_hz:+.1} Hz, {skew_ppm:+.0} ppm, \
             distortion {distortion_db:.1} dB, {relocks} relocks"
        )
    }
}

/// A page as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct ReceivedPage {
    /// 1 for the first, then always one more. A refused page (RTN) is held back until it
    /// came again or something else comes, and is delivered as incomplete then.
    pub number: u32,
    /// The image; without rows if the page is in colours.
    pub bitmap: Bitmap,
    /// A page in greys or colours: its octets as they came, in the coding that is named here. Its
    /// pixels are for the owner to decode; `quality` has the rows that it says it has.
    pub colour: Option<Vec<u8>>,
    /// Rows of it are missing although its octets came: why, and the octets.
    pub undecoded: Option<Undecoded>,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its nominal width.
    pub width: PageWidth,
    /// How it was coded on the line.
    pub coding: Coding,
    /// The modem and its rate.
    pub rate: PageRate,
    /// Rows and damaged rows.
    pub quality: PageQuality,
    /// Whether it came with error correction.
    pub ecm: bool,
    /// What the image modem saw of the line when the page, or the last part of it, came.
    pub line: LineQuality,
    /// When it was handed over, in ms of the call.
    pub at_ms: u64,
    /// False: its reception broke off, it is what had come until then. Such a page is
    /// never confirmed. True does not say that all of it could be decoded: see `undecoded`.
    pub complete: bool,
}

impl ReceivedPage {
    /// The memory of the page, in octets.
    pub fn memory(&self) -> usize {
        let rows = self.bitmap.stride() * self.bitmap.rows() as usize;
        let colour = self.colour.as_ref().map_or(0, Vec::len);
        rows + colour + self.undecoded.as_ref().map_or(0, |undecoded| undecoded.octets.len())
    }
}
