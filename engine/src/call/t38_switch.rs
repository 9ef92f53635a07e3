//! The call goes over to packets, and back to audio; and its life while the line is packets.

use super::{AskT38, Call, CallEvent};
use crate::call::receive_chain::ReceiveChain;
use crate::call::t38_receive::T38Receive;
use crate::t4::Decoder;
use crate::t30::{Input, Output, Signal};
use crate::t38::terminal::saying::Sayer;
use crate::t38::{Stats, Terms};

/// The line while it is packets.
#[derive(Debug)]
pub(super) struct Packets {
    pub receive: T38Receive,
    pub sayer: Sayer,
}

/// What is remembered of T.38 in a call, whether its line is packets now or not.
#[derive(Debug, Default)]
pub(super) struct T38Record {
    /// Those of the times before.
    stats: Option<Stats>,
    ask: AskT38,
    /// It was asked for, or refused, or it came by itself.
    settled: bool,
}

impl Packets {
    fn stats(&self) -> Stats {
        Stats { said: self.sayer.said(), ..self.receive.stats() }
    }
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
        self.t38.settled = true;
        if let Some(packets) = &mut self.packets {
            packets.receive.set_terms(terms);
            packets.sayer.set_terms(terms);
            self.session.limit_rate(terms.max_bit_rate);
            return;
        }
        if self.session.is_over() {
            return;
        }
        self.session.limit_rate(terms.max_bit_rate);
        self.session.set_packets(true);
        self.transmit.hush();
        let page = self.receive.take_page();
        let mut sayer = Sayer::new(terms);
        sayer.open(self.now);
        let receive = T38Receive::new(terms, self.max_rows, page);
        self.packets = Some(Box::new(Packets { receive, sayer }));
        self.count_switch();
        self.trace_line(&format!(
            "T.38 version {}, {} octets a packet at most",
            terms.version, terms.max_ifp
        ));
        self.handle(Input::LineChanged);
    }

    /// The line is audio again. At any moment, as [`Call::switch_to_t38`]. Without effect
    /// on a call in audio.
    pub fn switch_to_audio(&mut self) {
        let Some(mut packets) = self.packets.take() else { return };
        self.t38.stats = Some(add(self.t38.stats.unwrap_or_default(), packets.stats()));
        if self.session.is_over() {
            return;
        }
        self.session.set_packets(false);
        let page: Option<Decoder> = packets.receive.take_page();
        self.receive = ReceiveChain::new(self.max_rows).with_page(page);
        self.session.limit_rate(0);
        self.count_switch();
        self.trace_line("audio");
        self.handle(Input::LineChanged);
    }

    /// The far end, or our own, will not have T.38: the call goes on in audio, and
    /// [`CallEvent::WantT38`] does not come again.
    pub const fn t38_refused(&mut self) {
        self.t38.settled = true;
    }

    /// Whether the line is T.38.
    pub const fn is_t38(&self) -> bool {
        self.packets.is_some()
    }

    /// An IFP packet came, with the sequence number of its datagram where the transport
    /// has one. Any bytes are taken. In a call that is in audio it is passed over.
    pub fn hear_packet(&mut self, sequence: Option<u16>, ifp: &[u8]) {
        let now = self.now;
        if let Some(packets) = &mut self.packets {
            packets.receive.push(now, sequence, ifp);
        }
    }

    /// Time goes on in T.38 by so many samples (8 for a millisecond) of the owner's
    /// steady clock, whether packets come or not. To be called every 20 ms or more often
    /// while it speaks, and often enough for answers otherwise. Without effect on a call
    /// in audio, whose time goes on by what is heard.
    pub fn pass_time(&mut self, samples: usize) {
        let mut rest = samples;
        while rest > 0 && self.is_t38() {
            let now = rest.min(self.to_next_step());
            self.now.0 += now as u64;
            rest -= now;
            if self.now.0.is_multiple_of(super::STEP) {
                self.step_packets();
            }
        }
    }

    /// The next IFP packet to send now, as a datagram of its own: to be drained after
    /// each [`Call::pass_time`].
    pub fn poll_packet(&mut self) -> Option<Vec<u8>> {
        self.packets.as_mut()?.sayer.poll()
    }

    /// What became of the packets; `None` if the call never was in T.38.
    pub fn t38_stats(&self) -> Option<Stats> {
        match (&self.packets, self.t38.stats) {
            (Some(packets), before) => Some(add(before.unwrap_or_default(), packets.stats())),
            (None, before) => before,
        }
    }

    /// Hears what came, then says what is due.
    fn step_packets(&mut self) {
        let now = self.now;
        if let Some(packets) = &mut self.packets {
            packets.receive.step(now);
        }
        while let Some(input) = self.packets.as_mut().and_then(|packets| packets.receive.poll()) {
            self.handle(input);
        }
        self.handle(Input::Tick);
        loop {
            let is_over = self.session.is_over();
            let Some(packets) = &mut self.packets else { return };
            let speaks = !packets.sayer.is_idle();
            packets.sayer.pass_time(now);
            if packets.sayer.gave_turn() {
                packets.receive.give_turn();
            }
            if is_over || !speaks || !packets.sayer.is_idle() {
                return;
            }
            self.handle(Input::Said);
        }
    }

    /// Tells the owner once when it is time to ask for T.38: by what happened, or by what
    /// the session wants said.
    pub(super) fn note_moment(&mut self, heard: Option<&Input>, output: Option<&Output>) {
        if self.t38.settled || self.is_t38() || self.t38.ask == AskT38::Never {
            return;
        }
        let early = self.t38.ask == AskT38::Early;
        let is_moment = match (heard, output) {
            (Some(Input::Flags), _) => early && self.session.is_calling(),
            (Some(Input::Frame(_)), _) => self.session.is_calling(),
            (_, Some(Output::Say(signals))) => {
                !self.session.is_calling() && signals.iter().any(|signal| is_cue(signal, early))
            }
            _ => false,
        };
        if is_moment {
            self.t38.settled = true;
            self.events.push_back(CallEvent::WantT38);
        }
    }

    fn count_switch(&mut self) {
        self.t38.stats.get_or_insert_default().switches += 1;
    }

    fn trace_line(&mut self, what: &str) {
        let seconds = self.now.0 as f64 / 8000.0;
        self.events
            .push_back(CallEvent::Trace(format!("{seconds:8.2} - the line is {what} from now on")));
    }
}

/// Whether an answering station that says this should ask for T.38.
const fn is_cue(signal: &Signal, early: bool) -> bool {
    match signal {
        Signal::Ced => early,
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
