//! The session of ITU-T T.30: what to say next, what to listen for, what came of it.
//! Frames and page bits only, no samples.
//!
//! Read [`outcome`] for what a call can end with, then [`answering`] for the machine of
//! the answering side and [`calling`] for that of the calling side. Their states stand in
//! `phase_a` … `phase_e` in the order of the Recommendation's phases. A state is named
//! for what it awaits, is consumed by what comes and gives the next. The messages are in
//! [`fcf`], [`frame`], [`dis`], [`dcs`], [`ident`], [`fnv`], [`rate`]; the partial pages of error
//! correction in [`ecm`]; the training check in [`tcf`]; every time in `timers`.
//!
//! Sans-I/O: an [`Input`] at a time goes in, after which every [`Output`] is fetched and acted on.
//!
//! What drives either machine is in `station`; what outlives a state of either is in
//! `context`, with the line (`sense`) and the outputs (`outbox`). A context knows no
//! state: states are made by states alone.
//!
//! [`answering`] receives and [`calling`] sends, as a call goes that nobody fetches anything
//! in. Where a document is fetched (polling, §5.3.6.1.2), the station that called receives and
//! the one that was called sends: a [`session`] hands the call over from the one machine to
//! the other, always at the begin of phase B. Which [`Party`] of the call we are stays.
//!
//! [`v8`] says when a call begins by V.8, and [`Input::V8`] what came of it.
//!
//! On V.34's half-duplex channels the session goes as Annex F has it ([`Input::V34Up`]): without
//! training checks, with error correction, its frames on the control channel and its pages on the
//! primary one. What that changes stands in `annex_f`.

mod annex_f;
pub mod answering;
pub mod calling;
mod context;
pub mod dcs;
pub mod dis;
pub mod ecm;
mod far;
pub mod fcf;
pub mod fnv;
pub mod frame;
pub mod ident;
mod outbox;
pub use ferrofax_ground::outcome;
pub mod quality;
pub mod rate;
mod restored;
mod sense;
pub mod session;
mod station;
pub mod tcf;
mod timers;
mod trace;
pub mod v8;

use calling::{Confirmation, FarCapabilities, PageFacts};
pub use far::{FarIdent, InternetIdent};
use ferrofax_ground::ladder::Rung;
use ferrofax_ground::t4::{Coding, Loss, PageQuality, PageWidth, Resolution};
use ferrofax_signal::modem::v8::Outcome as V8Outcome;
use ferrofax_signal::modem::v8::station::Terms as V8Terms;
use ferrofax_signal::modem::v34::symbol_rate::DataRate;
use ferrofax_signal::modem::{LineQuality, PageRate, Rate};
use ferrofax_signal::time::Millis;
use outcome::{Cause, Outcome};
use std::sync::Arc;
use tcf::TcfReport;

/// What happened on the line, at the owner's, or in time. Times are those of
/// [`answering::Answering::handle`].
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A frame of V.21, or of V.34's control channel, with a right FCS, without flags and FCS.
    Frame(Vec<u8>),
    /// The same of a frame of which bits were lost on the way, with those with which its FCS is
    /// right. It is believed where it is awaited ([`Session::judge`](session::Session::judge)).
    RestoredFrame(Vec<u8>),
    /// The same with a wrong FCS.
    DamagedFrame,
    /// V.21 flags are being heard: a command is coming. Not on V.34's control channel, where they
    /// never cease (F.3.2.3, note 2).
    Flags,
    /// The V.21 carrier came (true) or went; on V.34's control channel, frames between flags.
    V21Carrier(bool),
    /// A carrier that may be the image modem's came.
    ImageUp,
    /// The image modem has trained.
    ImageTrained(LineQuality),
    /// The image modem could not train on the carrier that is there.
    ImageTrainingFailed,
    /// The carrier of the image modem, or what was taken for it, went.
    ImageDown(LineQuality),
    /// The training check is over, or as long as it should be.
    Tcf(TcfReport),
    /// A frame of a partial page with a right FCS, without flags and FCS.
    EcmFrame(Vec<u8>),
    /// The page without ECM has grown.
    PageGrew,
    /// The end of the page was seen in its own bits (RTC).
    PageEndSeen,
    /// The page that is coming has more rows than it may have.
    PageTooLong,
    /// The answer to [`Output::FinishPage`].
    PageFinished(FinishedPage),
    /// The last [`Output::Say`] has gone out.
    Said,
    /// What came of V.8 ([`Signal::V8`]). Its [`Input::Said`] is next.
    V8(V8Outcome),
    /// V.34's channels are there, and pages go at this rate. Comes again whenever they are there
    /// again, behind each page and each retrain, perhaps with another rate.
    V34Up(DataRate),
    /// V.34's channels were turned off by both ends, as [`Output::TurnRound`] wanted it: V.8 is spoken
    /// once more, and [`Input::V8`] comes of it.
    V34Turned,
    /// V.34 came to nothing, or was lost: the line is one of V.21 and the image modems again.
    /// Nothing more follows of what was being said and heard.
    V34Failed,
    /// CI was heard: the remote terminal wants to begin with V.8 once more.
    CallIndicator,
    /// The owner has made the page durable.
    PageStored(u32),
    /// The owner cannot store the page.
    PageNotStored(u32),
    /// The document has no room for the page of this number.
    PageBeyondLimit(u32),
    /// The owner has no memory for the rest of the page that is coming in.
    PageTooLarge,
    /// The owner gave the page that was wanted.
    PageGiven(PageFacts),
    /// From now on the end of a page is said only once the owner allows it
    /// ([`Input::PageEndAllowed`]).
    HoldPageEnds,
    /// The end of this page may be said: the owner has noted durably that it is.
    PageEndAllowed(u32),
    /// The owner does not give the document that was asked for ([`Event::Polled`]).
    PollRefused(PollRefusal),
    /// The answer to [`Output::CodePage`]: the page's bits, in bytes with the first bit lowest.
    PageCoded(Arc<Vec<u8>>),
    /// The line became another one, packets or audio: what was being said and heard broke
    /// off. Nothing more of it follows.
    LineChanged,
    /// A packet of the remote end's audio was lost.
    PacketLost,
    /// By packets (T.38): in the middle of an image signal no more of them came.
    PacketsStopped,
    /// The line was hung up by the remote terminal or on the way.
    HangUp,
    /// Our own side wants the call to end.
    Cancel,
    /// Nothing happened but that time went on: timers may have run out.
    Tick,
}

/// What is to be done, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// What to listen for from now on.
    Listen(Listen),
    /// What to say. [`Input::Said`] when it has gone out.
    Say(Vec<Signal>),
    /// By V.34 the pages go the other way from now on: the channels are turned off, by ones that we
    /// say or that come, and V.8 is spoken so. Until [`Input::V34Turned`] frames go both ways as
    /// ever. None: they do not after all.
    TurnRound(Option<TurnRound>),
    /// A page begins: its bits are to be decoded as this.
    BeginPage(Negotiated),
    /// Bits of the page from partial pages, in bytes with the first bit lowest.
    PageBits(Vec<u8>),
    /// The page ends. To be answered at once by [`Input::PageFinished`]; then one of the
    /// next four follows.
    FinishPage,
    /// The finished page goes to the owner.
    DeliverPage {
        /// Its number, from 1.
        number: u32,
        /// Whether its reception came to its end.
        complete: bool,
    },
    /// The finished page was refused: it is kept, since it may be all that ever comes. Of
    /// two, the better is kept.
    HoldPage,
    /// The finished page is dropped: it is empty.
    DropPage,
    /// The page held goes to the owner as an incomplete one.
    DeliverHeld(u32),
    /// The page held came again.
    DropHeld,
    /// What is being said is broken off.
    Hush,
    /// The page that was given is to be coded so. To be answered at once by [`Input::PageCoded`].
    CodePage {
        /// Which page of those given, the first being 0.
        index: u32,
        /// Which of those that both have.
        coding: Coding,
        /// Each row is filled up to so many bits.
        min_row_bits: u32,
    },
    /// The page will not be wanted again.
    ForgetPage(u32),
    /// What the owner of the call is to know.
    Event(Event),
}

/// What the decoder says of a page that was ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FinishedPage {
    /// How many rows it has, and how many of them are damaged.
    pub quality: PageQuality,
    /// It shows what the page that is held shows.
    pub same_as_held: bool,
    /// Rows of it are missing although its octets came.
    pub loss: Option<Loss>,
}

/// What the owner of the call is to know.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What the remote terminal says of itself.
    FarIdent(FarIdent),
    /// How the next page will come.
    Negotiated(Negotiated),
    /// We were called, and the remote terminal wants to fetch the document that is held for
    /// it: the one that its SEP names, if its PWD is right. The first page of it is wanted
    /// next; [`Input::PollRefused`] says no.
    Polled(FarIdent),
    /// What was sent, or fetched, so far is over, and what came of it is this; the call goes on
    /// the other way round. [`Event::Ended`] tells of the rest alone.
    Turned(Outcome),
    /// The remote terminal wants an operator (§5.3.6.1.6–7): behind a page that it sent it said
    /// PRI-MPS, PRI-EOM or PRI-EOP, to one of ours it answered PIP or PIN. The fax goes on
    /// as it does where nobody comes.
    OperatorWanted,
    /// A page is wanted, the next after those that were given; the first is number 0.
    WantPage {
        /// Its index.
        index: u32,
        /// What the remote terminal can take.
        can: FarCapabilities,
    },
    /// A page was said whole; its post-message command goes out now, or when the owner allows it
    /// ([`Input::HoldPageEnds`]).
    PageSaid(u32),
    /// The remote terminal has the page.
    PageConfirmed(u32, Confirmation),
    /// The remote terminal refused the page, and it will not be sent again in this call.
    PageRefused(u32),
    /// The remote terminal has answered that it lacks this page or a part of it: it refused the page,
    /// asks for frames of it, begins again or ends the call.
    PageLacked(u32),
    /// The page was said, and nobody knows whether the remote terminal has it.
    PageUnknown(u32),
    /// A page that came, by its number, is confirmed (MCF or RTP): it is whole, and stored.
    ReceiptConfirmed(u32),
    /// What was said, heard or noticed.
    Trace(Rung),
    /// The call is over; nothing follows.
    Ended(Outcome),
}

/// How a call by V.34 turns round (figures F.5-11 and F.5-12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnRound {
    /// We are to send, and say the ones that turn the control channel off.
    pub says_ones: bool,
    /// Our side of V.8 behind that.
    pub v8: Box<V8Terms>,
}

/// What to listen for. V.21 runs beside everything but `Nothing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// Nothing: we speak.
    Nothing,
    /// Frames in V.21 only.
    Commands,
    /// The zeros of a training check (TCF) at this rate.
    TrainingCheck(Rate),
    /// The rows of a page without ECM at this rate.
    Page(Rate),
    /// The frames of a partial page (ECM) at this rate.
    Blocks(Rate),
    /// The image modem's carrier only, not its bits.
    Carrier(Rate),
    /// The frames of a partial page on V.34's primary channel, once the source is ready to send
    /// them; until then, and behind them, the control channel.
    Primary,
}

/// A signal of ours, to go out in one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Nothing, for a while.
    Silence(Millis),
    /// The called station's tone.
    Ced,
    /// Frames without FCS, in V.21 with preamble and closing flags, or on V.34's control channel.
    Frames(Vec<Vec<u8>>),
    /// One tone of the calling station.
    Cng,
    /// A side of V.8, heard and said to its end, with the call signal or the answer tone.
    V8(Box<V8Terms>),
    /// A training check: zeros for 1.5 s.
    TrainingCheck(Rate),
    /// A page without ECM: its bits, in bytes with the first bit lowest.
    Page(ImageSignal, Arc<Vec<u8>>),
    /// Frames of a partial page without FCS.
    Blocks(ImageSignal, Arc<Vec<Vec<u8>>>),
    /// The same on V.34's primary channel.
    Primary(Arc<Vec<Vec<u8>>>),
}

/// How an image signal begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageSignal {
    /// The modem and its rate.
    pub rate: Rate,
    /// With V.17: the short training, since the long one was learnt in the training check.
    pub short_training: bool,
}

/// Who we are in a call, whichever way the pages go. It decides how frames of ours are marked
/// (the `X` bit, §5.3.6.1): the caller is who heard a DIS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// We called.
    Caller,
    /// We were called.
    Called,
}

/// Why a document is not given to who wants to fetch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PollRefusal {
    /// There is none at all, or no more.
    NoDocument,
    /// There is none of that SEP.
    UnknownDocument,
    /// The PWD is missing or wrong.
    WrongPassword,
}

impl PollRefusal {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoDocument, Self::UnknownDocument, Self::WrongPassword];

    /// With what the call ends then.
    pub const fn cause(self) -> Cause {
        match self {
            Self::NoDocument => Cause::PollRefused,
            Self::UnknownDocument => Cause::UnknownDocument,
            Self::WrongPassword => Cause::WrongPassword,
        }
    }
}

/// How a page goes, by the last DCS, or CTC after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Negotiated {
    /// The modem and its rate.
    pub rate: PageRate,
    /// With error correction (ECM), in partial pages.
    pub ecm: bool,
    /// How the page is coded.
    pub coding: Coding,
    /// Its resolution.
    pub resolution: Resolution,
    /// Its width.
    pub width: PageWidth,
}
