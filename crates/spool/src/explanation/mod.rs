//! The explanation of a recorded call, as data: the trouble that the recording shows, its most
//! likely cause, and the change that helps.
//!
//! The `recorder` crate makes a [`Finding`] from a call recording. A finding has names and values
//! and no sentence, so it can be stored, sent through a pipe and read by programs.
//! [`Finding::sentence`] and [`Finding::advice_text`] render it in a language; the words are in
//! `languages`, a file for each language.

mod text;

use serde::{Deserialize, Serialize};

use ferrofax_ground::outcome::{Cause, Phase};

/// One finding: a trouble, or its absence, that the analysis of a recorded call found.
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
    /// The advice: the change that helps against the trouble.
    #[serde(rename = "advice_name")]
    pub advice: Advice,
}

/// Declares an enum without values. Each variant has a name, which programs read.
macro_rules! named {
    ($(#[$of_enum:meta])* $enum:ident { $($(#[$of_variant:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$of_enum])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $enum {
            $($(#[$of_variant])* #[serde(rename = $name)] $variant,)*
        }

        impl $enum {
            /// All variants of the enum.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name of the variant, which programs read.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

named! {
    /// The kinds of trouble in a call.
    Trouble {
        /// There is no trouble.
        Nothing = "nothing",
        /// The line hisses or clicks.
        Noise = "noise",
        /// The signal that Ferrofax sends comes back as an echo.
        Echo = "echo",
        /// Audio or T.38 packets were lost in the network.
        Loss = "loss",
        /// The clocks of the two ends differ.
        Skew = "skew",
        /// The received signal is too quiet or too loud.
        Level = "level",
        /// The network drops or inserts samples.
        Slip = "slip",
        /// A jitter buffer changed its length in the call.
        JitterBuffer = "jitter-buffer",
        /// The remote fax machine contradicts itself or T.30. For example, it accepts our training
        /// and then rejects the pages.
        FarLies = "far-lies",
        /// The remote fax machine hung up or disconnected.
        FarHungUp = "far-hung-up",
        /// No fax machine is at the other end.
        NoFaxMachine = "no-fax-machine",
        /// The remote fax machine stopped answering.
        NoAnswer = "no-answer",
        /// The remote fax machine lacks a capability that the fax needs, or refuses a value that
        /// Ferrofax sent.
        Incompatible = "incompatible",
        /// T.38 was refused, or was agreed on and no packet arrived.
        T38 = "t38",
        /// The disk of the Ferrofax machine did not accept a page.
        Storage = "storage",
        /// Ferrofax or the PBX ended the call.
        OurEnd = "our-end",
        /// The call failed, and nothing that was measured explains it.
        Unexplained = "unexplained",
    }
}

named! {
    /// The most likely causes of a trouble.
    Fault {
        /// Nothing is at fault.
        Nobody = "nobody",
        /// The telephone line is at fault.
        Line = "line",
        /// The remote fax machine is at fault.
        FarMachine = "far-machine",
        /// The packet network is at fault.
        Network = "network",
        /// This fax server is at fault.
        Us = "us",
    }
}

named! {
    /// The sounds that are heard in a call without a fax machine.
    Heard {
        /// An interrupted tone: a busy tone, or another tone of the exchange.
        InterruptedTone = "interrupted-tone",
        /// A continuous tone of the telephone exchange.
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
    /// The advice on a trouble: the change that helps.
    Advice {
        /// Change nothing.
        Nothing = "nothing",
        /// Change nothing, if the trouble occurs in one call only.
        NothingYet = "nothing-yet",
        /// Send the fax again. If only faxes to this machine fail again, ask its owner.
        TryAgain = "try-again",
        /// Have the telephone line checked, and limit the rate until then.
        CheckLine = "check-line",
        /// Have the telephone line and its connectors checked.
        CheckConnectors = "check-connectors",
        /// Ask the provider for T.38, or for echo cancellers that obey the tone of 2100 Hz.
        RemoveEcho = "remove-echo",
        /// Synchronise the clocks of the VoIP gateways with the telephone network.
        SynchroniseClocks = "synchronise-clocks",
        /// Correct the gain of the VoIP gateway or of the line card.
        CorrectGain = "correct-gain",
        /// Find where packets of audio are lost.
        FindAudioLoss = "find-audio-loss",
        /// Find where packets of T.38 are lost.
        FindPacketLoss = "find-packet-loss",
        /// Synchronise all clocks between the two ends with one source.
        OneClockSource = "one-clock-source",
        /// Use a jitter buffer of fixed length, or T.38.
        FixedJitterBuffer = "fixed-jitter-buffer",
        /// Allow UDPTL through the firewall, or switch T.38 off.
        AllowUdptl = "allow-udptl",
        /// Ask the provider why T.38 is refused, or do not request it.
        AskAboutT38 = "ask-about-t38",
        /// Limit the rate for the fax number, or change error correction.
        LimitRate = "limit-rate",
        /// Find out who hung up.
        FindWhoHungUp = "find-who-hung-up",
        /// Check the remote fax machine: it may lack paper or memory, or want a password.
        CheckRemoteMachine = "check-remote-machine",
        /// Check the timeouts of NAT and firewalls.
        CheckNatTimeouts = "check-nat-timeouts",
        /// Try a lower rate, and no T.38.
        LowerRate = "lower-rate",
        /// Send without error correction, and have the software of the remote fax machine updated:
        /// it does not follow T.30.
        UpdateRemoteMachine = "update-remote-machine",
        /// Send without error correction, at a lower rate: the remote fax machine repeats itself.
        AvoidRepetition = "avoid-repetition",
        /// Check the fax number.
        CheckNumber = "check-number",
        /// Compare the capabilities of both sides.
        CompareCapabilities = "compare-capabilities",
        /// Ask the owner of the remote fax machine which value is right.
        AskOwner = "ask-owner",
        /// Free space on the disk of the Ferrofax machine.
        FreeSpace = "free-space",
        /// Change nothing, if somebody ended the call on this side on purpose.
        NothingIfIntended = "nothing-if-intended",
        /// Find out why the next page of the fax was late.
        FindLatePage = "find-late-page",
        /// Raise a limit that the settings of the device set.
        RaiseLimit = "raise-limit",
        /// Ask the sender for shorter pages.
        ShorterPages = "shorter-pages",
        /// Report a bug of Ferrofax.
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
        /// The cause for which the call ended.
        #[serde(with = "crate::event::stored::cause")]
        cause: Cause,
    },
    /// The fax arrived, but parts of the fax or trainings were repeated.
    PartsRepeated,
    /// The line is noisy.
    LineNoise {
        /// The level of the remote fax machine's signal above the noise, in dB.
        above_noise_db: i32,
        /// The level of the noise, in dBm0.
        noise_dbm0: Option<i32>,
    },
    /// The line clicks.
    LineClicks {
        /// The number of clicks in the remote fax machine's signal.
        clicks: usize,
    },
    /// The signal that Ferrofax sends comes back as an echo.
    OwnEcho {
        /// The delay of the echo, in ms.
        delay_ms: u64,
        /// The attenuation of the echo, in dB.
        loss_db: i32,
    },
    /// The clocks of the two ends differ.
    ClocksDiffer {
        /// The difference, in parts per million.
        ppm: u32,
        /// Whether the clock of the remote side is the faster one.
        remote_is_fast: bool,
    },
    /// The remote fax machine's signal is too quiet.
    SignalTooQuiet {
        /// The level of the signal, in dBm0.
        level_dbm0: i32,
        /// The share of the signal's peaks that are cut off, in percent, if many are.
        clipped_percent: Option<f64>,
    },
    /// The remote fax machine's signal is too loud.
    SignalTooLoud {
        /// The level of the signal, in dBm0.
        level_dbm0: i32,
        /// The share of the signal's peaks that are cut off, in percent, if many are.
        clipped_percent: Option<f64>,
    },
    /// Received audio has gaps.
    AudioLost {
        /// The share of the audio that is missing, in percent.
        percent: f64,
        /// The length of all gaps together, in ms.
        ms: u64,
        /// The number of gaps.
        gaps: usize,
        /// The number of gaps that were filled with silence before the audio arrived here.
        silenced: usize,
    },
    /// T.38 packets are missing.
    PacketsLost {
        /// The number of packets that never arrived.
        packets: usize,
        /// The share of the packets that never arrived, in percent.
        percent: f64,
        /// The number of packets that arrived late.
        late: usize,
        /// The number of packets that arrived twice.
        twice: usize,
    },
    /// The network drops or inserts samples.
    SamplesSlipped {
        /// The number of places in the remote fax machine's signal where samples were dropped or
        /// inserted.
        times: usize,
        /// The mean time between two such places, in seconds, if there are enough of them.
        seconds_apart: Option<f64>,
    },
    /// A jitter buffer changed its length.
    JitterBufferChanged {
        /// The number of pieces of audio that were repeated.
        repeats: usize,
        /// The length of these pieces together, in ms.
        ms: u64,
    },
    /// The call switched to T.38, and no packet arrived.
    NoT38Packet,
    /// T.38 was requested and refused.
    T38Refused,
    /// The remote fax machine accepted our training and rejected the pages.
    PagesRejected {
        /// The number of trainings that it accepted (CFR).
        cfr: usize,
        /// The number of partial pages that it rejected (PPR).
        ppr: usize,
        /// The number of pages that it rejected (RTN).
        rtn: usize,
    },
    /// The remote fax machine rejected our training at every rate.
    TrainingRejected {
        /// The number of trainings that it rejected (FTT).
        ftt: usize,
    },
    /// The remote fax machine's signal was clean, but its pages could not be decoded.
    RowsUndecodable {
        /// The signal-to-noise ratio, in dB.
        snr_db: i32,
        /// The number of rows that could not be decoded.
        bad_rows: u32,
        /// The number of rows of all pages.
        rows: u32,
    },
    /// The remote fax machine reported a page with error correction, but no frame of the page
    /// arrived.
    NoFrameSent {
        /// The number of reports of the page (PPS).
        pps: usize,
        /// The signal-to-noise ratio, in dB.
        snr_db: i32,
    },
    /// The remote fax machine announced how it would send, but never trained successfully in this
    /// way.
    NeverTrained {
        /// The number of announcements (DCS).
        dcs: usize,
    },
    /// The end of the call.
    CallEnded {
        /// The cause for which the call ended.
        #[serde(with = "crate::event::stored::cause")]
        cause: Cause,
        /// The phase of T.30 in which the call ended, if the phase helps to explain the end.
        #[serde(with = "phase")]
        phase: Option<Phase>,
    },
    /// No fax machine was heard.
    NoFaxMachine {
        /// The length of the call, in seconds.
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
        /// The number of rows that could not be decoded.
        bad_rows: u32,
        /// The number of rows of the page.
        rows: u32,
    },
}

/// Serialises a phase of T.30 as its letter.
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
    /// The name of the content in kebab-case, which programs read.
    pub fn name(&self) -> String {
        crate::event::parts(self).0
    }
}

impl Finding {
    /// Whether the finding explains more than the cause for which the call ended.
    pub const fn explains(&self) -> bool {
        !matches!(self.trouble, Trouble::Nothing | Trouble::Unexplained)
    }
}
