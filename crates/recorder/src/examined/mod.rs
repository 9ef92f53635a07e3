//! Examines a recorded call: the engine runs the call again, and everything that was sent, received
//! and measured is kept with its time.
//!
//! In the code, `said` means sent by our side, and `heard` means received from the remote fax
//! machine.
//!
//! Times are milliseconds of line time since the call began.

mod counts;
mod echo;
mod frames;
mod levels;
mod measured;
mod packets;
mod pages;
mod repeats;
mod splices;
mod tones;

pub use counts::Counts;
pub use echo::Echo;
pub use frames::{SeenFrame, Signalled};
pub use levels::{LEVEL_STEP_MS, Levels};
pub use measured::Measured;
pub use packets::{Fate, Packet, PacketCounts};
pub use pages::{PageCame, PageEvent, PageGone};
pub use tones::Tones;

use ferrofax_engine::call::replay::{Ran, replay};
use ferrofax_engine::call::{
    CallEvent, CallSettings, FarIdent, LineReport, Negotiated, T38Terms, TapeError,
};
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_engine::t30::outcome::Outcome;
use ferrofax_engine::t30::tcf::TcfReport;
use ferrofax_engine::t30::{Input, Output};
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_signal::time::SampleTime;
use measured::Measuring;

/// A value with the time at which it was seen.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    /// Milliseconds since the call began.
    pub at_ms: u64,
    /// The value that was seen.
    pub what: T,
}

/// A stretch of the call, such as one in which sound was lost, repeated or silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The beginning of the stretch, in milliseconds.
    pub at_ms: u64,
    /// The length of the stretch, in milliseconds.
    pub ms: u64,
}

/// A recorded call that was run again.
#[derive(Clone, Debug)]
pub struct Examined {
    /// Whether the recording is complete to its end.
    pub is_whole: bool,
    /// The length of the call, in milliseconds of line time.
    pub lasted_ms: u64,
    /// The version of Ferrofax that recorded the call.
    pub made_by: String,
    /// The time from which on the engine now sends something else than in the recorded call; `None`
    /// if everything is as recorded.
    pub differs_at_ms: Option<u64>,
    /// The settings with which the call began.
    pub settings: CallSettings,
    /// The identification of the remote fax machine: TSI, SUB, SID, NSS.
    pub far: FarIdent,
    /// The conversation of the two machines: the frames and signals that were sent and received,
    /// and the events that were noted.
    pub ladder: Vec<Rung>,
    /// The frames of the conversation, which V.21 or T.38's packets for V.21 carried.
    pub frames: Vec<SeenFrame>,
    /// The signals that are not frames: tones, training checks and pages, and how well those of the
    /// remote fax machine were received.
    pub signals: Vec<At<Signalled>>,
    /// The terms that were negotiated for the pages, such as rate and resolution.
    pub negotiated: Vec<At<Negotiated>>,
    /// The outcome of the call; `None` if the recording ends before that.
    pub outcome: Option<Outcome>,
    /// The level of the received sound.
    pub heard_level: Levels,
    /// The level of the sound that we sent.
    pub said_level: Levels,
    /// The stretches of received sound that were lost, in the order of time. Adjacent losses are
    /// one stretch.
    pub gaps: Vec<Gap>,
    /// The times when the call switched to T.38, with the terms; `None` means back to audio.
    pub switches: Vec<At<Option<T38Terms>>>,
    /// The time when the engine asked for the switch to T.38.
    pub t38_wanted_ms: Option<u64>,
    /// The time when T.38 was refused.
    pub t38_refused_ms: Option<u64>,
    /// The packets of T.38 that were received.
    pub packets_heard: Vec<Packet>,
    /// The packets of T.38 that we sent; they are numbered in the order of sending.
    pub packets_said: Vec<Packet>,
    /// The image modem's reports about the quality of the line.
    pub lines: Vec<At<LineReport>>,
    /// The results of the training checks (TCF) that were received.
    pub training_checks: Vec<At<TcfReport>>,
    /// The pages that were received.
    pub pages_came: Vec<PageCame>,
    /// The pages that we sent, with the events of each.
    pub pages_gone: Vec<PageGone>,
    /// Counts of frames and events.
    pub counts: Counts,
    /// The results of the measurements on the samples.
    pub measured: Measured,
}

impl Examined {
    /// Runs the call in this recording again. A recording that is cut off is examined up to its
    /// end.
    ///
    /// # Errors
    /// `tape` is no call recording, or is damaged.
    pub fn of(tape: &[u8]) -> Result<Self, TapeError> {
        Self::with(tape, |_| (), |_, _| ())
    }

    /// Runs the call again with settings that `change` has modified. `watch` is called with each
    /// event of the call and the event's time.
    ///
    /// # Errors
    /// See [`Self::of`].
    pub fn with(
        tape: &[u8],
        change: impl FnOnce(&mut CallSettings),
        mut watch: impl FnMut(SampleTime, &Ran<'_>),
    ) -> Result<Self, TapeError> {
        let mut begun_as = None;
        let change = |settings: &mut CallSettings| {
            change(settings);
            begun_as = Some(settings.clone());
        };
        let mut examined = Self::nothing();
        let mut measuring = Measuring::default();
        let replayed = replay(tape, change, |at, ran| {
            watch(at, &ran);
            measuring.see(at, &ran);
            examined.see(at, ran);
        })?;
        examined.is_whole = replayed.is_whole;
        examined.lasted_ms = replayed.lasted.0 / 8;
        examined.made_by = replayed.made_by;
        examined.differs_at_ms = replayed.differs_at.map(|at| at.0 / 8);
        if let Some(settings) = begun_as {
            examined.settings = settings;
        }
        examined.finish(measuring);
        Ok(examined)
    }

    /// Whether our side placed the call.
    pub const fn calls(&self) -> bool {
        matches!(self.settings, CallSettings::Originate(_))
    }

    /// Whether our side sends the document, or was to send it. A calling side has this in its
    /// settings. An answering side sends if the remote fax machine polled a document (in the
    /// frames: our side sent DCS).
    pub fn gives(&self) -> bool {
        match &self.settings {
            CallSettings::Originate(config) => config.sends,
            CallSettings::Answer(_) => self.has_command(Way::Said),
        }
    }

    /// Whether our side receives pages, or was to receive them. A calling side receives if it
    /// polls. An answering side receives unless the remote fax machine only polled a document.
    pub fn takes(&self) -> bool {
        match &self.settings {
            CallSettings::Originate(config) => config.fetch.is_some(),
            CallSettings::Answer(_) => !self.gives() || self.has_command(Way::Heard),
        }
    }

    /// Whether the side `way` announced how it sends pages (DCS).
    fn has_command(&self, way: Way) -> bool {
        let frames = self.frames.iter().filter(|seen| seen.way == way);
        frames.filter_map(|seen| seen.frame.as_ref()).any(|frame| frame.fcf == Fcf::Dcs)
    }

    /// Our own station identification.
    pub fn ident(&self) -> &str {
        match &self.settings {
            CallSettings::Answer(config) => &config.ident,
            CallSettings::Originate(config) => &config.ident,
        }
    }

    /// Whether any part of the call used T.38.
    pub const fn was_t38(&self) -> bool {
        !self.packets_said.is_empty() || !self.packets_heard.is_empty() || !self.switches.is_empty()
    }

    /// The length of all gaps together, in milliseconds.
    pub fn lost_ms(&self) -> u64 {
        self.gaps.iter().map(|gap| gap.ms).sum()
    }

    fn nothing() -> Self {
        Self {
            is_whole: false,
            lasted_ms: 0,
            made_by: String::new(),
            differs_at_ms: None,
            settings: CallSettings::Answer(Default::default()),
            far: FarIdent::default(),
            ladder: Vec::new(),
            frames: Vec::new(),
            signals: Vec::new(),
            negotiated: Vec::new(),
            outcome: None,
            heard_level: Levels::default(),
            said_level: Levels::default(),
            gaps: Vec::new(),
            switches: Vec::new(),
            t38_wanted_ms: None,
            t38_refused_ms: None,
            packets_heard: Vec::new(),
            packets_said: Vec::new(),
            lines: Vec::new(),
            training_checks: Vec::new(),
            pages_came: Vec::new(),
            pages_gone: Vec::new(),
            counts: Counts::default(),
            measured: Measured::default(),
        }
    }

    fn see(&mut self, at: SampleTime, ran: Ran<'_>) {
        let at_ms = at.0 / 8;
        match ran {
            Ran::Heard(samples) => self.heard_level.push(at.0, samples),
            Ran::Said(samples) => {
                // The engine is asked for our samples after it got the received samples of the same
                // stretch, so ours begin one length earlier.
                let from = at.0.saturating_sub(samples.len() as u64);
                self.said_level.push(from, samples);
            }
            Ran::Lost(samples) => self.lose(at_ms, samples as u64 / 8),
            Ran::HeardPacket(number, ifp) => {
                self.packets_heard.push(Packet::new(at_ms, number, ifp));
            }
            Ran::SaidPacket(ifp) => {
                let number = self.packets_said.len() as u16;
                self.packets_said.push(Packet::new(at_ms, Some(number), ifp));
            }
            Ran::Switched(terms) => self.switches.push(At { at_ms, what: terms.copied() }),
            Ran::T38Refused => self.t38_refused_ms = Some(at_ms),
            Ran::Given(_) | Ran::Symbols(..) => {}
            Ran::Told(event) => self.tell(at_ms, event),
            Ran::Took(input) => self.take(at_ms, input),
            Ran::Wanted(output) => self.want(at_ms, output),
        }
    }

    fn lose(&mut self, at_ms: u64, ms: u64) {
        match self.gaps.last_mut() {
            Some(gap) if gap.at_ms + gap.ms == at_ms => gap.ms += ms,
            _ => self.gaps.push(Gap { at_ms, ms }),
        }
    }

    fn tell(&mut self, at_ms: u64, event: CallEvent) {
        match event {
            CallEvent::FarIdent(far) => self.far = far,
            CallEvent::Negotiated(what) => self.negotiated.push(At { at_ms, what }),
            CallEvent::PageSaid { index } => self.page_gone(at_ms, index, PageEvent::Said),
            CallEvent::PageConfirmed { index, .. } => {
                self.page_gone(at_ms, index, PageEvent::Confirmed);
            }
            CallEvent::PageRefused { index } => self.page_gone(at_ms, index, PageEvent::Refused),
            CallEvent::PageUnknown { index } => self.page_gone(at_ms, index, PageEvent::Unknown),
            CallEvent::Page(page) => self.pages_came.push(PageCame::new(at_ms, &page)),
            CallEvent::Line(what) => self.lines.push(At { at_ms, what }),
            CallEvent::Trace(rung) => self.ladder.push(rung),
            CallEvent::Ended(outcome) => self.outcome = Some(outcome),
            CallEvent::WantT38 => self.t38_wanted_ms = Some(at_ms),
            // These events are in `ladder`.
            CallEvent::WantPage { .. }
            | CallEvent::PageLacked { .. }
            | CallEvent::ReceiptConfirmed { .. }
            | CallEvent::Polled(_)
            | CallEvent::Turned(_)
            | CallEvent::OperatorWanted => {}
        }
    }

    fn page_gone(&mut self, at_ms: u64, index: u32, what: PageEvent) {
        let number = index + 1;
        let at = self.pages_gone.iter().position(|page| page.number == number);
        let at = at.unwrap_or_else(|| {
            self.pages_gone.push(PageGone { number, events: Vec::new() });
            self.pages_gone.len() - 1
        });
        self.pages_gone[at].events.push(At { at_ms, what });
    }

    fn take(&mut self, at_ms: u64, input: &Input) {
        self.counts.take(input);
        self.frames.extend(SeenFrame::heard(at_ms, input));
        self.signals.extend(Signalled::heard(input).map(|what| At { at_ms, what }));
        match input {
            Input::Tcf(what) => self.training_checks.push(At { at_ms, what: *what }),
            Input::PageNotStored(_) => self.counts.pages_not_stored += 1,
            _ => {}
        }
    }

    fn want(&mut self, at_ms: u64, output: &Output) {
        let Output::Say(signals) = output else { return };
        for signal in signals {
            self.frames.extend(SeenFrame::said(at_ms, signal));
            self.signals.extend(Signalled::said(signal).map(|what| At { at_ms, what }));
        }
    }

    fn finish(&mut self, measuring: Measuring) {
        self.heard_level.finish();
        self.said_level.finish();
        packets::judge(&mut self.packets_heard);
        self.counts.count(&self.frames);
        self.measured = measuring.finish(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial;
    use ferrofax_engine::t30::fcf::Fcf;
    use ferrofax_engine::t30::outcome::Status;
    use ferrofax_ground::ladder::Way;

    fn heard(examined: &Examined, fcf: Fcf) -> usize {
        let is_it = |seen: &&SeenFrame| {
            seen.way == Way::Heard && seen.frame.as_ref().is_some_and(|frame| frame.fcf == fcf)
        };
        examined.frames.iter().filter(is_it).count()
    }

    #[test]
    fn both_sides_of_a_call_are_seen() {
        let [caller, answerer] = trial::call(true, None).map(|tape| Examined::of(&tape).unwrap());
        for side in [&caller, &answerer] {
            assert!(side.is_whole && side.lasted_ms > 10_000 && side.differs_at_ms.is_none());
            assert_eq!(side.outcome.unwrap().status, Status::Received);
            assert!(side.ladder.len() > 10 && !side.was_t38());
            let loudest = |levels: &Levels| levels.between(0, u64::MAX).fold(-99.0, f32::max);
            assert!((-15.0..-8.0).contains(&loudest(&side.heard_level)));
            assert!((-15.0..-8.0).contains(&loudest(&side.said_level)));
        }
        assert!(caller.calls() && caller.gives() && !answerer.calls() && answerer.takes());
        assert_eq!((heard(&caller, Fcf::Dis), heard(&answerer, Fcf::Dcs)), (1, 1));
        assert_eq!((heard(&caller, Fcf::Mcf), caller.counts.mcf, answerer.counts.mcf), (2, 2, 2));
        assert_eq!(answerer.gaps, [Gap { at_ms: 14_000, ms: 20 }]);
        assert_eq!((answerer.pages_came.len(), caller.pages_gone.len()), (2, 2));
        assert!(!answerer.lines.is_empty() && answerer.lines[0].what.quality.snr_db > 25.0);
        assert_eq!(answerer.training_checks.len(), 1);
        assert_eq!(answerer.far.ident.as_deref(), Some("+49 991"));
    }

    #[test]
    fn packets_are_seen() {
        let [_, answerer] = trial::call(true, Some(120)).map(|tape| Examined::of(&tape).unwrap());
        assert!(answerer.was_t38() && answerer.switches.len() == 1);
        let counts = PacketCounts::of(&answerer.packets_heard);
        assert!(counts.came > 100 && counts.missing == 0, "{counts:?}");
        assert!(answerer.packets_said.len() > 20);
        assert_eq!(answerer.outcome.unwrap().status, Status::Received);
    }

    #[test]
    fn a_tape_that_ends_in_the_middle_is_examined_to_there() {
        let [_, answerer] = trial::call(true, None);
        let examined = Examined::of(&answerer[..answerer.len() / 2]).unwrap();
        assert!(!examined.is_whole && examined.outcome.is_none() && !examined.ladder.is_empty());
        assert!(Examined::of(b"no tape").is_err());
    }
}
