//! The call goes over to packets, and back to audio; and its life while the line is packets.

use super::line::Line;
use super::tape::Tape;
use super::{AskT38, Call, CallEvent};
use crate::t30::{Input, Output, Signal};
use crate::t38::{Stats, Terms};
use ferrofax_ground::ladder::Step;

/// What is remembered of T.38 in a call, whether its line is packets now or not.
#[derive(Debug, Default)]
pub(super) struct T38Record {
    /// Those of the times before.
    stats: Option<Stats>,
    ask: AskT38,
    /// It was asked for, or refused, or it came by itself.
    settled: bool,
    /// That more came than a modem can carry is on the ladder.
    pub(super) flood_noted: bool,
}

impl T38Record {
    pub(super) fn new(ask: AskT38) -> Self {
        Self { ask, ..Self::default() }
    }
}

impl Call {
    /// The line is T.38 from now on: what is heard comes by [`Call::hear_packet`], time
    /// by [`Call::pass_time`], and what is to be said is fetched by
    /// [`Call::poll_packet`]. At any moment: what was begun in audio and not finished is
    /// begun again. Audio that is still heard is passed over, and none is said. In a call
    /// that is in T.38 already only the terms change: a session that is refreshed goes
    /// on.
    pub fn switch_to_t38(&mut self, terms: Terms) {
        self.write_down(|tape| tape.goes_to_t38(&terms));
        self.t38.settled = true;
        if let Line::Packets(packets) = &mut self.line {
            packets.set_terms(terms);
            self.session.limit_rate(terms.max_bit_rate);
            return;
        }
        if self.session.is_over() {
            return;
        }
        self.session.limit_rate(terms.max_bit_rate);
        self.session.set_packets(true);
        self.line.become_packets(self.now, terms);
        self.note_switch(Step::T38 { version: terms.version.into(), count: terms.max_ifp as u64 });
    }

    /// The line is audio again. At any moment, as [`Call::switch_to_t38`]. Without effect
    /// on a call in audio.
    pub fn switch_to_audio(&mut self) {
        self.write_down(Tape::goes_to_audio);
        let Line::Packets(packets) = &self.line else { return };
        self.t38.stats = Some(add(self.t38.stats.unwrap_or_default(), packets.stats()));
        self.line.become_audio();
        if self.session.is_over() {
            return;
        }
        self.session.set_packets(false);
        self.session.limit_rate(0);
        self.note_switch(Step::Audio);
    }

    /// The remote end, or our own, will not have T.38: the call goes on in audio, and
    /// [`CallEvent::WantT38`] does not come again.
    pub fn t38_refused(&mut self) {
        self.write_down(Tape::t38_refused);
        self.t38.settled = true;
    }

    /// Whether the line is T.38.
    pub const fn is_t38(&self) -> bool {
        matches!(self.line, Line::Packets(_))
    }

    /// An IFP packet came, with the sequence number of its datagram where the transport
    /// has one. Any bytes are taken. In a call that is in audio it is passed over.
    pub fn hear_packet(&mut self, sequence: Option<u16>, ifp: &[u8]) {
        self.write_down(|tape| tape.packet(sequence, ifp));
        if let Line::Packets(packets) = &mut self.line {
            packets.receive.push(self.now, sequence, ifp);
        }
    }

    /// The next IFP packet to send now, as a datagram of its own: to be drained after
    /// each [`Call::pass_time`].
    pub fn poll_packet(&mut self) -> Option<Vec<u8>> {
        let Line::Packets(packets) = &mut self.line else { return None };
        let packet = packets.sayer.poll()?;
        self.write_down(|tape| tape.sent(&packet));
        Some(packet)
    }

    /// What became of the packets; `None` if the call never was in T.38.
    pub fn t38_stats(&self) -> Option<Stats> {
        match &self.line {
            Line::Audio(_) => self.t38.stats,
            Line::Packets(packets) => {
                Some(add(self.t38.stats.unwrap_or_default(), packets.stats()))
            }
        }
    }

    /// Something happened: in a call that we make it may be the moment to ask for T.38.
    pub(super) fn note_input(&mut self, input: &Input) {
        let early = self.t38.ask == AskT38::Early;
        let is_moment = matches!(input, Input::Frame(_)) || (early && *input == Input::Flags);
        if is_moment && self.session.is_caller() {
            self.ask_once();
        }
    }

    /// The session wants something: in a call that we answer it may be that moment.
    pub(super) fn note_output(&mut self, output: &Output) {
        let early = self.t38.ask == AskT38::Early;
        if let Output::Say(signals) = output
            && !self.session.is_caller()
            && signals.iter().any(|signal| is_cue(signal, early))
        {
            self.ask_once();
        }
    }

    /// Tells the owner once that it is time to ask for T.38.
    fn ask_once(&mut self) {
        if !self.t38.settled && !self.is_t38() && self.t38.ask != AskT38::Never {
            self.t38.settled = true;
            self.events.push_back(CallEvent::WantT38);
        }
    }

    /// The line is another one, and the session goes on there.
    fn note_switch(&mut self, line: Step) {
        self.t38.stats.get_or_insert_default().switches += 1;
        self.note(Step::LineIs { line: line.into() });
        self.handle(Input::LineChanged);
    }
}

/// Whether an answering station that says this should ask for T.38.
const fn is_cue(signal: &Signal, early: bool) -> bool {
    match signal {
        Signal::Ced | Signal::V8(_) => early,
        Signal::Frames(_) => true,
        _ => false,
    }
}

/// The counts of two times in T.38.
const fn add(a: Stats, b: Stats) -> Stats {
    Stats {
        heard: a.heard + b.heard,
        said: a.said + b.said,
        missing: a.missing + b.missing,
        repeated: a.repeated + b.repeated,
        late: a.late + b.late,
        reordered: a.reordered + b.reordered,
        malformed: a.malformed + b.malformed,
        flooded: a.flooded + b.flooded,
        strays: a.strays + b.strays,
        restarts: a.restarts + b.restarts,
        version_changes: a.version_changes + b.version_changes,
        damaged_frames: a.damaged_frames + b.damaged_frames,
        mended_frames: a.mended_frames + b.mended_frames,
        switches: a.switches + b.switches,
    }
}
