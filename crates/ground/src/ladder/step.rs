//! The steps of a call, as data: each step has a name and values. The files in the folder
//! `languages` have a text for each step, in each language, under the name of the step.

use std::fmt;

use super::value::{Field, SignedTenths, SignedWhole, Tenths, Value, english};

/// Declares [`Step`] from a table of rows: a variant, its name in the language files, and its
/// values.
macro_rules! steps {
    ($($(#[$about:meta])+ $variant:ident = $name:literal $({ $($field:ident: $kind:ty),+ })?,)+) => {
        /// A step of a call: a message, a signal, or something else that happened.
        ///
        /// Names and values never change their meaning once they are released, since they are
        /// stored and the API shows them. No value may be called `name`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Step {
            $(
                $(#[$about])+
                $variant $({
                    $(
                        #[doc = concat!("The value `", stringify!($field), "` of the text.")]
                        $field: $kind,
                    )+
                })?,
            )+
            /// A step of which only the English sentence is known. Another version of Ferrofax
            /// wrote it: an older one, or a newer one that has more steps.
            Text {
                /// The sentence about the step.
                text: String,
            },
        }

        impl Step {
            /// The name of each step that has a text in the language files, with the names of its
            /// values.
            pub const TEXTS: &[(&str, &[&str])] = &[$(($name, &[$($(stringify!($field)),+)?]),)+];

            /// The name of the step, in kebab-case.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name,)+
                    Self::Text { .. } => TEXT,
                }
            }

            /// The values of the step, each with its name.
            pub fn values(&self) -> Vec<(&'static str, Value)> {
                match self {
                    $(Self::$variant $({ $($field),+ })? => {
                        vec![$($((stringify!($field), $field.value())),+)?]
                    })+
                    Self::Text { text } => vec![(TEXT, text.value())],
                }
            }

            /// Makes the step with this name. `value` returns the value that has a certain name.
            /// `None` if this version does not know the step, or if a value is missing or of
            /// another type.
            pub fn of(name: &str, mut value: impl FnMut(&str) -> Option<Value>) -> Option<Self> {
                Some(match name {
                    $($name => Self::$variant $({
                        $($field: Field::read(value(stringify!($field))?)?),+
                    })?,)+
                    TEXT => Self::Text { text: Field::read(value(TEXT)?)? },
                    _ => return None,
                })
            }
        }
    };
}

/// The name of a step that consists only of a sentence, and also the name of its value.
const TEXT: &str = "text";

steps! {
    /// A signal, or a T.30 frame without further content.
    Signal = "signal" { frame: String },
    /// A T.30 frame that contains an identification, a subaddress or an address.
    Ident = "ident" { frame: String, ident: String },
    /// The frame CTC (continue to correct), with the rate that is used from now on.
    Rate = "rate" { frame: String, rate: String },
    /// The frame CTC with a reserved rate, which has no meaning.
    NoRate = "no-rate" { frame: String },
    /// The frame DCS (the sender's choice for the pages): the rate and the other parameters.
    Dcs = "dcs" { frame: String, rate: String, terms: String },
    /// The frame DIS or DTC (what a machine can do): the highest rate, the other capabilities, and
    /// the greatest page width.
    Can = "can" { frame: String, rate: String, terms: String, width: String },
    /// The frame DIS or DTC of a machine that has a document for polling.
    CanAndHas = "can-and-has" { frame: String, rate: String, terms: String, width: String },
    /// The end of a block of a page, or of the whole page, with error correction (PPS, EOR).
    BlockEnd = "block-end" { frame: String, page: u64, block: u64, frames: u64 },
    /// The frame PPR: the receiver requests `count` frames of a block again.
    WantsFrames = "wants-frames" { frame: String, count: u64 },
    /// A T.30 frame of `count` bytes, whose content is not shown.
    Octets = "octets" { frame: String, count: u64 },
    /// A T.30 frame with a password of `count` characters, which is not shown.
    Letters = "letters" { frame: String, count: u64 },
    /// A T.30 frame that lacks the content that it should have.
    Empty = "empty" { frame: String },
    /// The frame FNV (field not valid): the remote fax machine refuses these fields.
    Refuses = "refuses" { frame: String, fields: String },
    /// The frame FNV (field not valid), without the name of a known field.
    RefusesAField = "refuses-a-field" { frame: String },
    /// The frame DCS in a call with V.34. It has no rate there.
    ByV34 = "by-v34" { frame: String, terms: String },
    /// The frame DCS with a reserved rate, which has no meaning.
    ReservedRate = "reserved-rate" { frame: String, terms: String },
    /// The frame DCS (`terms`), with the least time for a row of pixels.
    RowTime = "row-time" { terms: Box<Step>, ms: u64 },
    /// The frame DCS (`terms`) with a kind of message that was not offered.
    Foreign = "foreign" { terms: Box<Step>, kind: String },
    /// A T.30 frame that only a machine in our own role sends: our echo, or a frame of a third
    /// machine.
    Echo = "echo" { frame: String, other: Box<Step> },
    /// In [`Self::Echo`]: the third machine is a calling machine.
    AnotherCaller = "another-caller",
    /// In [`Self::Echo`]: the third machine is an answering machine.
    AnotherAnswerer = "another-answerer",
    /// A T.30 frame that is not expected in this state of the call.
    Unexpected = "unexpected" { frame: String, state: String },
    /// A frame with a wrong check sum.
    DamagedFrame = "damaged-frame",
    /// A damaged command is treated as a repetition of the last command.
    TakenForLast = "taken-for-last",
    /// A damaged command is treated as if it were the command `frame`.
    TakenFor = "taken-for" { frame: Box<Step> },
    /// The signal before this step could not be read.
    SignalNotRead = "signal-not-read",
    /// The calling machine does not repeat a command that was damaged.
    CallerDoesNotRepeat = "caller-does-not-repeat",
    /// No further frames of a block arrive.
    NoMoreFrames = "no-more-frames",
    /// The repetitions of a block bring only frames that have already arrived.
    NothingNew = "nothing-new",

    /// The beginning of page data in T.38.
    Data = "data",
    /// The modem for page data is trained. The values are the measured quality of the line.
    Trained = "trained" { db: Tenths, level: Tenths, hz: SignedTenths, ppm: SignedWhole },
    /// The modem for page data could not be trained.
    TrainingFailed = "training-failed",
    /// The result of a training check (TCF).
    TrainingCheck = "training-check" {
        result: Box<Step>, bits: u64, errors: u64, bursts: u64, covered: u64, run: u64
    },
    /// No training check came.
    NoTrainingCheck = "no-training-check",
    /// In [`Self::TrainingCheck`]: the check is passed.
    Good = "good",
    /// In [`Self::TrainingCheck`]: the check has failed.
    Bad = "bad",
    /// The rate at which pages are sent with V.34.
    PagesGoAt = "pages-go-at" { rate: String },
    /// The outcome of V.8.
    V8 = "v8" { outcome: Box<Step> },
    /// In [`Self::V8`]: both machines have these modulations.
    V8Agreed = "v8-agreed" { modulations: String },
    /// In [`Self::V8`]: the machines have no modulation in common.
    V8AgreedOnNothing = "v8-agreed-on-nothing",
    /// In [`Self::V8`]: the answering machine does not use V.8.
    V8PlainCed = "v8-plain-ced",
    /// In [`Self::V8`]: no answer tone came.
    V8NoTone = "v8-no-tone",
    /// In [`Self::V8`]: the calling machine does not use V.8.
    V8NoCm = "v8-no-cm",
    /// In [`Self::V8`]: our CM was not answered.
    V8NoJm = "v8-no-jm",
    /// In [`Self::V8`]: the calling machine did not end its CM while we sent JM.
    V8NoCj = "v8-no-cj",
    /// V.34 is begun again in the other direction.
    V34Turns = "v34-turns",
    /// V.34 is trained. The values are the measured quality of the line.
    V34Trained = "v34-trained" { db: Tenths, level: Tenths, hz: SignedTenths, ppm: SignedWhole },
    /// The control channel of V.34 has begun.
    V34Control = "v34-control" { start: String, rate: String, symbols: u64 },
    /// The line was probed for V.34; `what` is the result.
    V34Probed = "v34-probed" { what: Box<Step> },
    /// In [`Self::V34Probed`], at the recipient: the measured quality of the line, and the
    /// recipient's choice of parameters.
    V34Line = "v34-line" {
        chosen: Box<Step>, level: Tenths, hz: SignedTenths, ppm: SignedWhole, ms: u64, less: u64
    },
    /// In [`Self::V34Line`]: the chosen symbol rate, and the data rate with which it is used.
    V34Candidate = "v34-candidate" {
        symbols: u64, hz: u64, number: u64, db: Tenths, bps: u64, spare: Tenths
    },
    /// In [`Self::V34Line`]: the chosen symbol rate, with which no data rate is possible.
    V34NoRate = "v34-no-rate" { symbols: u64, hz: u64, number: u64, db: Tenths, missing: Tenths },
    /// In [`Self::V34Probed`], at the source: the choice of parameters that the recipient has sent.
    V34Chosen = "v34-chosen" { symbols: u64, carrier: String, number: u64, less: u64 },
    /// The call continues without V.34.
    V34Over = "v34-over" { why: Box<Step> },
    /// In [`Self::V34Over`]: a phase of V.34 takes too long.
    V34Nothing = "v34-nothing",
    /// In [`Self::V34Over`]: the control channel begins too often.
    V34Again = "v34-again",
    /// The rate of V.34 is reduced.
    Slower = "slower" { bps: u64 },
    /// The rate of V.34 is raised.
    Faster = "faster" { bps: u64, db: Tenths },

    /// A page is sent without error correction.
    Page = "page" { page: u64, count: u64 },
    /// A block of a page is sent with error correction.
    Block = "block" { block: u64, count: u64 },
    /// The rows of a received page.
    PageRows = "page-rows" { rows: u64, bad: u64, run: u64 },
    /// No more rows of a page come.
    PageStands = "page-stands",
    /// A page cannot be read from its beginning.
    PageBeginningMissed = "page-beginning-missed",
    /// A page has more rows than allowed.
    PageLong = "page-long" { rows: u64 },
    /// A page cannot be decoded to its end.
    PageBroken = "page-broken" { row: u64, why: String },
    /// A page has more data than allowed.
    PageCut = "page-cut" { count: u64 },
    /// A colour page cannot be decoded.
    ColoursUnshown = "colours-unshown" { why: String },
    /// A colour page lacks bit planes.
    ColoursNoPlanes = "colours-no-planes",
    /// A colour page lacks its end.
    ColoursNoEnd = "colours-no-end",
    /// A colour page has another width than was commanded.
    ColoursWidth = "colours-width" { found: u64, wanted: u64 },
    /// A colour page lacks rows.
    ColoursRows = "colours-rows" { page: u64, count: u64, why: String },

    /// The call has switched to T.38 or to audio.
    LineIs = "line-is" { line: Box<Step> },
    /// In [`Self::LineIs`]: audio.
    Audio = "audio",
    /// In [`Self::LineIs`]: T.38.
    T38 = "t38" { version: u64, count: u64 },
    /// The packets of a call in T.38.
    T38Packets = "t38-packets" {
        heard: u64, sent: u64, missing: u64, repeated: u64, late: u64, reordered: u64,
        malformed: u64, many: u64, strays: u64, restarts: u64, versions: u64, damaged: u64,
        repaired: u64
    },
    /// More packets came than a fax needs.
    T38Flood = "t38-flood",

    /// The end of the first part of a call, which continues in the other direction.
    DoneUntilNow = "done-until-now" { end: Box<Step> },
    /// The end of a call.
    End = "end" { status: Box<Step>, phase: String, cause: String, count: u64 },
    /// In [`Self::End`]: the whole fax was transferred.
    Received = "received",
    /// In [`Self::End`]: a part of the fax was transferred.
    Incomplete = "incomplete",
    /// In [`Self::End`]: nothing was transferred.
    Failed = "failed",
    /// The further steps of a call are not listed, because there are too many.
    ManyFrames = "many-frames",
    /// The further steps of a call are not stored, because there are too many.
    RestNotStored = "rest-not-stored",
}

impl Step {
    /// A step of which only the English sentence is known.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A signal, or a frame without further content.
    pub fn signal(frame: impl fmt::Display) -> Self {
        Self::Signal { frame: frame.to_string() }
    }

    /// The name of the signal or frame with which the sentence begins. `None` for other steps.
    pub fn frame(&self) -> Option<String> {
        self.values().into_iter().find_map(|value| match value {
            ("frame", Value::Text(frame)) => Some(frame),
            ("terms", Value::Step(terms)) => terms.frame(),
            _ => None,
        })
    }
}

/// The English sentence, as logs have it.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { text } => f.write_str(text),
            _ => english(self, f),
        }
    }
}
