//! The explanation of a recorded call, as data: what the recording shows, who most likely caused
//! it, and what to change.
//!
//! The `recorder` crate makes a [`Finding`] from a call recording. A finding has names and values
//! and no sentence, so it can be stored, sent through a pipe and read by programs.
//! [`Finding::sentence`] and [`Finding::advice_text`] render it in a language; the words are in
//! `languages`, a file for each language.

mod text;

use serde::{Deserialize, Serialize};

use ferrofax_ground::outcome::{Cause, Phase};

/// One finding in a recorded call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The kind of trouble.
    pub trouble: Trouble,
    /// The most likely cause.
    pub fault: Fault,
    /// The weight of the finding, up to 100: how certain it is, and how much harm it does.
    pub weight: u8,
    /// The content of the finding, as a name and values.
    #[serde(flatten)]
    pub shown: Shown,
    /// The advice: the change that helps.
    #[serde(rename = "advice_name")]
    pub advice: Advice,
}

/// Declares an enum without values whose variants have names for programs.
macro_rules! named {
    ($(#[$of_enum:meta])* $enum:ident { $($(#[$of_variant:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$of_enum])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $enum {
            $($(#[$of_variant])* #[serde(rename = $name)] $variant,)*
        }

        impl $enum {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name for programs.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

named! {
    /// The kinds of trouble.
    Trouble {
        /// There is no trouble.
        Nothing = "nothing",
        /// The line hisses or clicks.
        Noise = "noise",
        /// Our own signal comes back.
        Echo = "echo",
        /// Packets were lost.
        Loss = "loss",
        /// The clocks differ.
        Skew = "skew",
        /// The received signal is too quiet or too loud.
        Level = "level",
        /// The network drops or inserts samples.
        Slip = "slip",
        /// A jitter buffer changed its length in the call.
        JitterBuffer = "jitter-buffer",
        /// The remote fax machine contradicts itself.
        FarLies = "far-lies",
        /// The remote fax machine hung up or disconnected.
        FarHungUp = "far-hung-up",
        /// No fax machine is at the other end.
        NoFaxMachine = "no-fax-machine",
        /// The remote fax machine stopped answering.
        NoAnswer = "no-answer",
        /// The remote fax machine cannot do what was wanted of it.
        Incompatible = "incompatible",
        /// T.38 was refused, or brought no packet.
        T38 = "t38",
        /// Our disk did not accept a page.
        Storage = "storage",
        /// Our own side ended the call.
        OurEnd = "our-end",
        /// The call failed, and nothing that was measured explains it.
        Unexplained = "unexplained",
    }
}

named! {
    /// The most likely cause of a trouble.
    Fault {
        /// There is no fault.
        Nobody = "nobody",
        /// The telephone line is at fault.
        Line = "line",
        /// The remote fax machine is at fault.
        FarMachine = "far-machine",
        /// The packet network is at fault.
        Network = "network",
        /// Our own side is at fault.
        Us = "us",
    }
}

named! {
    /// The sound that was heard in a call without a fax machine.
    Heard {
        /// An interrupted tone: a busy tone, or another tone of the exchange.
        InterruptedTone = "interrupted-tone",
        /// A tone of the exchange.
        ExchangeTone = "exchange-tone",
        /// Silence.
        Silence = "silence",
        /// The tone of a fax machine, and nothing after it.
        FaxTone = "fax-tone",
        /// Voices or music.
        Voices = "voices",
    }
}

named! {
    /// The change that helps.
    Advice {
        /// Nothing.
        Nothing = "nothing",
        /// Nothing, if the trouble occurs in one call only.
        NothingYet = "nothing-yet",
        /// Try again; ask the machine's owner if the fax fails with this machine alone.
        TryAgain = "try-again",
        /// Have the line checked, and limit the rate until then.
        CheckLine = "check-line",
        /// Have the line and its connectors checked.
        CheckConnectors = "check-connectors",
        /// Get T.38, or echo cancellers that obey the tone of 2100 Hz.
        RemoveEcho = "remove-echo",
        /// Synchronise the gateways with the telephone network.
        SynchroniseClocks = "synchronise-clocks",
        /// Correct the gain.
        CorrectGain = "correct-gain",
        /// Find where packets of audio are lost.
        FindAudioLoss = "find-audio-loss",
        /// Find where packets of T.38 are lost.
        FindPacketLoss = "find-packet-loss",
        /// Synchronise all clocks on the way with one source.
        OneClockSource = "one-clock-source",
        /// Use a jitter buffer of fixed length, or T.38.
        FixedJitterBuffer = "fixed-jitter-buffer",
        /// Allow UDPTL through the firewall, or switch T.38 off.
        AllowUdptl = "allow-udptl",
        /// Ask the provider why T.38 is refused, or do not request it.
        AskAboutT38 = "ask-about-t38",
        /// Limit the rate for the number, or change error correction.
        LimitRate = "limit-rate",
        /// Look for who hung up.
        FindWhoHungUp = "find-who-hung-up",
        /// The machine may lack paper or memory, or want a password.
        CheckRemoteMachine = "check-remote-machine",
        /// Check the timeouts of NAT and firewall.
        CheckNatTimeouts = "check-nat-timeouts",
        /// Try a lower rate, and no T.38.
        LowerRate = "lower-rate",
        /// The machine does not follow T.30: no error correction, newer software.
        UpdateRemoteMachine = "update-remote-machine",
        /// The machine repeats itself: no error correction, a lower rate.
        AvoidRepetition = "avoid-repetition",
        /// Check the number.
        CheckNumber = "check-number",
        /// Compare the capabilities of both sides.
        CompareCapabilities = "compare-capabilities",
        /// Ask the machine's owner which value is right.
        AskOwner = "ask-owner",
        /// Free space on our disk.
        FreeSpace = "free-space",
        /// Nothing, if our side was to end the call.
        NothingIfIntended = "nothing-if-intended",
        /// Look for why our next page was late.
        FindLatePage = "find-late-page",
        /// Raise a limit of the device.
        RaiseLimit = "raise-limit",
        /// Ask the sender for shorter pages.
        ShorterPages = "shorter-pages",
        /// Report a bug of ours.
        ReportBug = "report-bug",
        /// Have the page sent again.
        SendAgain = "send-again",
    }
}

/// The content of a finding: a name and its values.
///
/// Names and values never change their meaning once released: programs read them, and the spool
/// stores them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", content = "values", rename_all = "kebab-case")]
pub enum Shown {
    /// Nothing is wrong.
    NothingWrong,
    /// The recording ends in the middle of the call, and nothing is wrong up to there.
    NothingWrongSoFar,
    /// The call failed, and nothing that was measured explains it.
    Unexplained {
        /// The end of the call.
        #[serde(with = "cause")]
        cause: Cause,
    },
    /// The fax arrived, but parts of it or trainings were repeated.
    PartsRepeated,
    /// The line is noisy.
    LineNoise {
        /// The level of the remote machine's signal above the noise, in dB.
        above_noise_db: i32,
        /// The level of the noise.
        noise_dbm0: Option<i32>,
    },
    /// The line clicks.
    LineClicks {
        /// Clicks in the remote machine's signal.
        clicks: usize,
    },
    /// Our own signal comes back.
    OwnEcho {
        /// The delay of the echo.
        delay_ms: u64,
        /// How much weaker the echo is, in dB.
        loss_db: i32,
    },
    /// The clocks of the two ends differ.
    ClocksDiffer {
        /// The difference, in parts per million.
        ppm: u32,
        /// Whether the remote clock is the faster one.
        remote_is_fast: bool,
    },
    /// The remote machine's signal is too quiet.
    SignalTooQuiet {
        /// The level of the signal.
        level_dbm0: i32,
        /// The share of its peaks that are cut off, in percent, if many are.
        clipped_percent: Option<f64>,
    },
    /// The remote machine's signal is too loud.
    SignalTooLoud {
        /// The level of the signal.
        level_dbm0: i32,
        /// The share of its peaks that are cut off, in percent, if many are.
        clipped_percent: Option<f64>,
    },
    /// Received audio has gaps.
    AudioLost {
        /// The share that is missing.
        percent: f64,
        /// The length of all gaps.
        ms: u64,
        /// The number of gaps.
        gaps: usize,
        /// The number of gaps that were filled with silence before the audio arrived here.
        silenced: usize,
    },
    /// T.38 packets are missing.
    PacketsLost {
        /// Packets that never arrived.
        packets: usize,
        /// Their share.
        percent: f64,
        /// Packets that arrived late.
        late: usize,
        /// Packets that arrived twice.
        twice: usize,
    },
    /// The network drops or inserts samples.
    SamplesSlipped {
        /// The number of places.
        times: usize,
        /// The mean time between two places, if there are enough of them.
        seconds_apart: Option<f64>,
    },
    /// A jitter buffer changed its length.
    JitterBufferChanged {
        /// Pieces of audio that were repeated.
        repeats: usize,
        /// The length of these pieces together.
        ms: u64,
    },
    /// The call switched to T.38, and no packet arrived.
    NoT38Packet,
    /// T.38 was requested and refused.
    T38Refused,
    /// The remote machine accepted our training and rejected the pages.
    PagesRejected {
        /// Trainings that it accepted (CFR).
        cfr: usize,
        /// Partial pages that it rejected (PPR).
        ppr: usize,
        /// Pages that it rejected (RTN).
        rtn: usize,
    },
    /// The remote machine rejected our training at every rate.
    TrainingRejected {
        /// Trainings that it rejected (FTT).
        ftt: usize,
    },
    /// The remote machine's signal was clean, and its pages could not be decoded.
    RowsUndecodable {
        /// The signal-to-noise ratio.
        snr_db: i32,
        /// Rows that could not be decoded.
        bad_rows: u32,
        /// Rows of all pages.
        rows: u32,
    },
    /// The remote machine reported a page with error correction and sent no frame of it.
    NoFrameSent {
        /// Reports of the page (PPS).
        pps: usize,
        /// The signal-to-noise ratio.
        snr_db: i32,
    },
    /// The remote machine announced how it would send, and never trained that way.
    NeverTrained {
        /// Announcements (DCS).
        dcs: usize,
    },
    /// The end of the call.
    CallEnded {
        /// Why it ended.
        #[serde(with = "cause")]
        cause: Cause,
        /// The phase of T.30 in which it ended, where that helps.
        #[serde(with = "phase")]
        phase: Option<Phase>,
    },
    /// No fax machine was heard.
    NoFaxMachine {
        /// The length of the call.
        seconds: u64,
        /// The sound that was heard instead.
        heard: Heard,
    },
    /// A page arrived and could not be stored.
    PageNotStored,
    /// A page arrived with error correction and could not be decoded to its end.
    PageBrokenAfterRow {
        /// The number of the page.
        page: u32,
        /// The last row that could be decoded.
        row: u32,
    },
    /// A page arrived with error correction and has rows that could not be decoded.
    PageRowsBad {
        /// The number of the page.
        page: u32,
        /// Rows that could not be decoded.
        bad_rows: u32,
        /// Rows of the page.
        rows: u32,
    },
}

/// A cause, by its name.
mod cause {
    use super::Cause;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(cause: &Cause, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(cause.name())
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Cause, D::Error> {
        let name = String::deserialize(from)?;
        Cause::from_name(&name).ok_or_else(|| D::Error::custom(format!("no cause: {name}")))
    }
}

/// A phase, by its letter.
mod phase {
    use super::Phase;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    const ALL: [Phase; 5] = [Phase::A, Phase::B, Phase::C, Phase::D, Phase::E];

    pub(super) fn serialize<S: Serializer>(
        phase: &Option<Phase>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        phase.map(|phase| phase.to_string()).serialize(to)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<Phase>, D::Error> {
        let letter = Option::<String>::deserialize(from)?;
        Ok(letter.and_then(|letter| ALL.into_iter().find(|phase| phase.to_string() == letter)))
    }
}

impl Shown {
    /// The name for programs, in kebab-case.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NothingWrong => "nothing-wrong",
            Self::NothingWrongSoFar => "nothing-wrong-so-far",
            Self::Unexplained { .. } => "unexplained",
            Self::PartsRepeated => "parts-repeated",
            Self::LineNoise { .. } => "line-noise",
            Self::LineClicks { .. } => "line-clicks",
            Self::OwnEcho { .. } => "own-echo",
            Self::ClocksDiffer { .. } => "clocks-differ",
            Self::SignalTooQuiet { .. } => "signal-too-quiet",
            Self::SignalTooLoud { .. } => "signal-too-loud",
            Self::AudioLost { .. } => "audio-lost",
            Self::PacketsLost { .. } => "packets-lost",
            Self::SamplesSlipped { .. } => "samples-slipped",
            Self::JitterBufferChanged { .. } => "jitter-buffer-changed",
            Self::NoT38Packet => "no-t38-packet",
            Self::T38Refused => "t38-refused",
            Self::PagesRejected { .. } => "pages-rejected",
            Self::TrainingRejected { .. } => "training-rejected",
            Self::RowsUndecodable { .. } => "rows-undecodable",
            Self::NoFrameSent { .. } => "no-frame-sent",
            Self::NeverTrained { .. } => "never-trained",
            Self::CallEnded { .. } => "call-ended",
            Self::NoFaxMachine { .. } => "no-fax-machine",
            Self::PageNotStored => "page-not-stored",
            Self::PageBrokenAfterRow { .. } => "page-broken-after-row",
            Self::PageRowsBad { .. } => "page-rows-bad",
        }
    }
}

impl Finding {
    /// Whether the finding explains anything that the end of the call does not say itself.
    pub const fn explains(&self) -> bool {
        !matches!(self.trouble, Trouble::Nothing | Trouble::Unexplained)
    }
}
