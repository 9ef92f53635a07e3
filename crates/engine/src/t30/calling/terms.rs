//! On what terms we call, what the remote terminal can take, and what the owner gives and is told.

use crate::t30::v8::V8Offer;
use ferrofax_ground::t4::{Coding, PageWidth, Resolution};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;

/// On what terms a fax is sent, and what is fetched in the same call.
#[derive(Clone, Debug, PartialEq)]
pub struct CallTerms {
    /// Our identification (TSI). Empty: none is sent.
    pub ident: String,
    /// Sub-address (SUB), said only to a machine that understands it.
    pub sub: Option<String>,
    /// Sender identification (SID), said only to a machine that understands it.
    pub sid: Option<String>,
    /// Password (PWD), said only to a machine that understands it.
    pub pwd: Option<String>,
    /// Whether there is a fax to send; without one, a document is fetched.
    pub sends: bool,
    /// The document that is fetched (polling). None: none is.
    pub fetch: Option<Fetch>,
    /// The information field of NSS. None: none is sent.
    pub nss: Option<Vec<u8>>,
    /// Whether error correction is used where it is offered.
    pub ecm: bool,
    /// Octets in a frame of a partial page: 256 or 64.
    pub frame_octets: u16,
    /// The rates that may be used.
    pub rates: Vec<Rate>,
    /// The slowest rate in bit/s to which we fall back; 0 for none.
    pub min_rate_bps: u32,
    /// The codings that may be used; MH always.
    pub codings: Vec<Coding>,
    /// What is done about pages that are refused.
    pub refused: RefusedPagePolicy,
    /// How long a fax machine is waited for.
    pub t1: Millis,
    /// How long the owner may take over a page that is wanted.
    pub page_within: Millis,
    /// How long a call may last before it is ended.
    pub max_call: Millis,
    /// Whether V.8 begins the call.
    pub v8: V8Offer,
}

/// The best that we can, with nothing said of us.
impl Default for CallTerms {
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
            refused: RefusedPagePolicy::default(),
            t1: Millis(35_000),
            // The remote terminal goes on saying DIS for 35 s.
            page_within: Millis(25_000),
            max_call: Millis(240 * 60_000),
            v8: V8Offer::Nothing,
        }
    }
}

impl CallTerms {
    /// What is offered by V.8: no V.34 without error correction.
    pub(super) fn v8_offer(&self) -> V8Offer {
        self.v8.with_v34_if(self.ecm)
    }

    /// Whether the call begins with our pages.
    pub(super) fn sends_first(&self) -> bool {
        self.sends && !self.fetch.as_ref().is_some_and(|fetch| fetch.first)
    }
}

/// A document that a call fetches (T.30 §5.3.6.1.2).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    /// Which one (SEP). None: the one that is there for all. It is asked for only of a machine
    /// that lets choose.
    pub sep: Option<String>,
    /// The password for it (PWD), said only to a machine that understands it.
    pub pwd: Option<String>,
    /// It is fetched before the fax is sent, and not behind it. Few machines go on after that.
    pub first: bool,
}

/// What is done about a page that the remote terminal refuses (RTN, PIN), or that does not
/// get through with ECM.
///
/// It is sent again after a new training, one step slower each time, `resends` times.
/// After that the call is ended, so that the pages arrive in order and a later call
/// begins with this one; or, by `go_on`, the next page is sent and this one counts as
/// refused. A page that is confirmed with the wish to train again (RTP) counts as
/// confirmed; the next one is sent after a new training, one step slower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefusedPagePolicy {
    /// How often a refused page is sent again in the same call.
    pub resends: u32,
    /// Whether the next page is sent when one is refused for good.
    pub go_on: bool,
}

impl Default for RefusedPagePolicy {
    fn default() -> Self {
        Self { resends: 2, go_on: false }
    }
}

/// What the remote terminal can take, of what we can give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FarCapabilities {
    /// Its identification (CSI).
    pub ident: Option<String>,
    /// Its non-standard facilities (NSF), the bytes of the information field.
    pub nsf: Option<Vec<u8>>,
    /// The rates that both sides have, the fastest first.
    pub rates: Vec<Rate>,
    /// Error correction will be used.
    pub ecm: bool,
    /// The coding that will be used of black and white.
    pub coding: Coding,
    /// Whether pages may go in colours: JPEG, with error correction.
    pub colour: bool,
    /// Whether they may go in colours without loss, too: T.43.
    pub lossless_colour: bool,
    /// The resolutions in which a page may be given; standard always.
    pub resolutions: Vec<Resolution>,
    /// The widest page that may be given.
    pub max_width: PageWidth,
    /// The longest page that it takes.
    pub max_length: PageLength,
    /// Rows are filled up to this time in ms at 3.85 rows a millimetre, without ECM.
    pub min_row_ms: u8,
    /// Whether it understands a sub-address, SUB (T.30 table 2, bit 49).
    pub sub: bool,
    /// It understands SID and PWD.
    pub sid: bool,
}

impl FarCapabilities {
    /// Whether pages may go in this coding of colours.
    pub(crate) const fn takes(&self, coding: Coding) -> bool {
        match coding {
            Coding::Jpeg => self.colour,
            Coding::T43 => self.lossless_colour,
            Coding::Mh | Coding::Mr | Coding::Mmr | Coding::Jbig => false,
        }
    }
}

/// How long a page may be (T.30 table 2, bits 19 and 20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageLength {
    /// As long as A4, 297 mm.
    A4,
    /// As long as B4, 364 mm.
    B4,
    /// As long as it likes.
    Unlimited,
}

impl PageLength {
    /// Millimetres; `None` if there is no limit.
    pub const fn mm(self) -> Option<u32> {
        match self {
            Self::A4 => Some(297),
            Self::B4 => Some(364),
            Self::Unlimited => None,
        }
    }
}

/// What follows a page, which decides its post-message command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextPage {
    /// Another page of the same document (MPS). If it differs in resolution or width, EOM
    /// is said by itself.
    More,
    /// Another document (EOM).
    NewDocument,
    /// Nothing (EOP).
    End,
}

impl NextPage {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::More, Self::NewDocument, Self::End];
}

/// A page that the owner gives, as far as the session looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageFacts {
    /// Its resolution.
    pub resolution: Resolution,
    /// Its width.
    pub width: PageWidth,
    /// In which coding of colours it goes, if it goes in colours.
    pub colour: Option<Coding>,
    /// What follows it.
    pub next: NextPage,
}

#[cfg(test)]
impl PageFacts {
    /// The last page, as every fax machine takes it.
    pub(in crate::t30) const STANDARD: Self = Self {
        resolution: Resolution::Standard,
        width: PageWidth::A4,
        colour: None,
        next: NextPage::End,
    };
}

/// How a page was confirmed. In each case the remote terminal has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Confirmation {
    /// MCF: well.
    Mcf,
    /// RTP: with the wish to train again.
    Rtp,
    /// PIP: with the wish for an operator.
    Pip,
}
