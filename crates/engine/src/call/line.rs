//! The line of a call: audio, or packets while the call is in T.38.
//!
//! The session wants the same of both: to listen, to say, to take a page.
//! `t38_switch.rs` puts the one in the place of the other. The new line takes over the
//! page that is coming in, and what is known of the audio path ([`AudioMemory`]), which
//! a line of packets merely keeps for the next one of audio.

use super::audio_line::{AudioLine, AudioMemory};
use super::config::LineReport;
use super::packet_line::PacketLine;
use super::page_intake::PageIntake;
use crate::t30::{Input, Listen, Signal, TurnRound};
use crate::t38::Terms;
use ferrofax_ground::ladder::Step;
use ferrofax_ground::sent_line::AnswerSignal;
use ferrofax_signal::modem::{LineQuality, Rate, Symbol};
use ferrofax_signal::time::SampleTime;

/// What the call hears and speaks on.
#[derive(Debug)]
pub(super) enum Line {
    Audio(Box<AudioLine>),
    Packets(Box<PacketLine>),
}

impl Line {
    /// A call begins in audio.
    pub(super) fn new(max_rows: u32, memory: AudioMemory) -> Self {
        let page = PageIntake::new(max_rows);
        Self::Audio(Box::new(AudioLine::new(memory, page)))
    }

    /// Packets from now on, unless the line is that already. What was being said is
    /// broken off, and nothing is listened for yet.
    pub(super) fn become_packets(&mut self, now: SampleTime, terms: Terms) {
        if let Self::Audio(audio) = self {
            let (memory, page) = audio.leave();
            *self = Self::Packets(Box::new(PacketLine::new(now, terms, memory, page)));
        }
    }

    /// Audio from now on, in the same way.
    pub(super) fn become_audio(&mut self) {
        if let Self::Packets(packets) = self {
            let (memory, page) = packets.leave();
            *self = Self::Audio(Box::new(AudioLine::new(memory, page)));
        }
    }

    /// What to listen for from now on.
    pub(super) fn listen(&mut self, listen: Listen) {
        match self {
            Self::Audio(audio) => audio.listen(listen),
            Self::Packets(packets) => packets.receive.listen(listen),
        }
    }

    /// Says these after what is being said.
    pub(super) fn say(&mut self, now: SampleTime, signals: Vec<Signal>) {
        match self {
            Self::Audio(audio) => audio.say(signals),
            Self::Packets(packets) => packets.sayer.say(now, signals),
        }
    }

    /// Breaks off what is being said.
    pub(super) fn hush(&mut self) {
        match self {
            Self::Audio(audio) => audio.hush(),
            Self::Packets(packets) => packets.sayer.hush(),
        }
    }

    /// By V.34 pages are to go the other way, or not after all.
    pub(super) fn turn_round(&mut self, turn: Option<TurnRound>) {
        if let Self::Audio(audio) = self {
            audio.turn_round(turn);
        }
    }

    /// The page that is coming in.
    pub(super) fn page(&mut self) -> &mut PageIntake {
        match self {
            Self::Audio(audio) => audio.receive.page(),
            Self::Packets(packets) => packets.receive.page(),
        }
    }

    /// What the image modem saw of the line; packets have none.
    pub(super) fn quality(&self) -> LineQuality {
        match self {
            Self::Audio(audio) => audio.quality(),
            Self::Packets(_) => LineQuality::default(),
        }
    }

    /// The remote terminal's V.21 signal in a call of audio; what was heard before a call
    /// went over to T.38 says nothing of its pages.
    pub(super) fn answers(&self) -> Option<AnswerSignal> {
        match self {
            Self::Audio(audio) => audio.receive.answers.mean(),
            Self::Packets(_) => None,
        }
    }

    /// How far the remote terminal's last answer was above the noise; packets have none.
    pub(super) fn answer_snr_db(&self) -> Option<i32> {
        match self {
            Self::Audio(audio) => audio.answer_snr_db(),
            Self::Packets(_) => None,
        }
    }

    /// Whether the data of a page or of partial pages is coming.
    pub(super) fn is_hearing_page(&self) -> bool {
        match self {
            Self::Audio(audio) => audio.is_hearing_page(),
            Self::Packets(packets) => packets.receive.is_hearing_page(),
        }
    }

    /// Whether something is being said, or about to be.
    pub(super) fn is_speaking(&self) -> bool {
        match self {
            Self::Audio(audio) => audio.is_speaking(),
            Self::Packets(packets) => !packets.sayer.is_idle(),
        }
    }

    /// The symbols that audio brought since this was asked for last, and their modem.
    pub(super) fn take_symbols(&mut self) -> Option<(Rate, Vec<Symbol>)> {
        match self {
            Self::Audio(audio) => audio.receive.take_symbols(),
            Self::Packets(_) => None,
        }
    }

    /// Hears samples. Packets come by themselves.
    pub(super) fn hear(&mut self, samples: &[i16]) {
        if let Self::Audio(audio) = self {
            audio.hear(samples);
        }
    }

    /// As many samples were lost on the way.
    pub(super) fn gap(&mut self, samples: usize) {
        if let Self::Audio(audio) = self {
            audio.gap(samples);
        }
    }

    /// The session is about to look at what was heard until `now`.
    pub(super) fn step(&mut self, now: SampleTime) {
        match self {
            Self::Audio(audio) => audio.step(),
            Self::Packets(packets) => packets.receive.step(now),
        }
    }

    /// What was heard next, in the light of what is listened for now.
    pub(super) fn poll(&mut self) -> Option<Input> {
        match self {
            Self::Audio(audio) => audio.poll(),
            Self::Packets(packets) => packets.receive.poll(),
        }
    }

    /// What the ladder is to tell of the line, before what was heard with it is handed on.
    pub(super) fn poll_note(&mut self) -> Option<Step> {
        match self {
            Self::Audio(audio) => audio.poll_note(),
            Self::Packets(_) => None,
        }
    }

    /// What the owner is told of the line when `input`, which was polled last, is handed on.
    pub(super) fn report(&self, input: &Input) -> Option<LineReport> {
        match self {
            Self::Audio(audio) => audio.report(input),
            Self::Packets(_) => None,
        }
    }

    /// Says what is due at `now` where the line itself keeps the time. True if that was
    /// the last of it: [`Input::Said`] is next. Audio goes out as it is fetched.
    pub(super) fn finishes_speaking(&mut self, now: SampleTime) -> bool {
        match self {
            Self::Audio(_) => false,
            Self::Packets(packets) => packets.finishes_speaking(now),
        }
    }
}
