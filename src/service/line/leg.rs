//! The telephone line of a call in both directions: audio at first, or packets after a switch to
//! T.38 (see `t38`).
//!
//! In audio, the play-out (a jitter buffer) makes an even stream of the frames that come from the
//! line, and the engine takes that stream. The engine returns the same amount of audio. This audio
//! is sent no faster than in real time.
//!
//! The engine sends as much audio as it hears. If two calls of Ferrofax were connected to each
//! other, no clock would limit their speed: blocks would circulate as fast or as slowly as the
//! network allows, and the play-out would insert or drop samples. So each block waits for its time
//! by our own clock. In T.38 this clock is the engine's time.
//!
//! While the play-out waits for a missing packet, nothing is heard and so nothing is sent. A
//! reserve covers this: audio is sent [`RESERVE`] later than it could be, so that a gap in the
//! received audio makes no gap in the sent audio.

use super::packet_pace::PacketPace;
use super::t38::{Change, Switch};
use crate::service::host::{T38Told, T38Wish};
use crate::service::page_memory::{PageMemory, PageShare};
use crate::service::recorder::{CallTape, Ended};
use ferrofax_engine::call::playout::{Block, HeardFrame, Playout, PlayoutStats};
use ferrofax_engine::call::{Call, CallSettings, ReceivedPage, T38Stats};
use ferrofax_engine::t30::outcome::{Cause, Outcome, Phase, Status};
use ferrofax_spool::T38Fate;
use std::collections::VecDeque;

/// The number of samples in a frame of 20 ms, at 8 kHz.
pub(in crate::service) const FRAME_SAMPLES: usize = 160;

/// The amount of received audio that was lost, in frames of 20 ms.
pub(in crate::service) const fn lost_frames(losses: &PlayoutStats) -> u64 {
    losses.lost_samples / FRAME_SAMPLES as u64
}

/// One leg of a call: its fax engine, with the queues to and from the telephone line.
pub(in crate::service) struct Leg {
    playout: Playout,
    pub(in crate::service) engine: Call,
    speech: VecDeque<i16>,
    /// The number of samples of silence that were sent since the last signal was sent.
    quiet: usize,
    pace: Pace,
    /// The time at which the fax engine had nothing more to send, in milliseconds of the call's
    /// clock (`now_ms`); `None` before that.
    over_ms: Option<u64>,
    begun: bool,
    switch: Switch,
    /// In T.38, the time to which the fax engine's own time has been advanced, in milliseconds of
    /// the call's clock (`now_ms`).
    passed_ms: u64,
    packets: PacketPace,
    memory: PageMemory,
    /// The number of audio frames received and of samples lost, up to the last return from T.38 to
    /// audio.
    losses_before: PlayoutStats,
    /// The writer of the call recording, if the call is recorded.
    tape: Option<CallTape>,
}

/// The time until the PBX's thread must handle a call again, and the time for which the PBX's
/// thread may gather received packets for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The time after which the call needs its next tick, in milliseconds, unless audio or a packet
    /// arrives before.
    pub wait_ms: u32,
    /// The time for which the PBX's thread may collect received packets of the call before it hands
    /// them to the call together, in milliseconds. 0 means that it hands over each packet at once.
    pub gather_ms: u32,
}

/// The time for which received packets are collected while a page is received, in T.38 and in
/// audio. Waking the PBX's thread for each packet, every 20 to 40 ms, takes much of a call's
/// processor time. A delay does no harm: during a page, the sending machine waits for no answer.
const GATHER_PAGE_MS: u32 = 80;

/// The time for which received packets are collected between pages, for example while commands are
/// exchanged. This delay does no harm: networks often delay packets longer, and the remote fax
/// machine waits three seconds for an answer (T.30's T4).
const GATHER_MS: u32 = 40;

/// The longest step by which the fax engine's time advances in T.38, in milliseconds. Short steps
/// spread the packets evenly.
const MOST_MS: u64 = 20;

/// The delay, in samples (80 ms), by which audio is sent later than it could be, so that a gap in
/// the received audio makes no gap in the sent audio. It is the sum of two times: the shortest
/// delay of the play-out (the jitter buffer), and the length of the block that is being sent.
const RESERVE: usize = 640;

/// The shortest pause in the sent audio that may be made longer without harm, in samples: 300 ms.
/// Pauses within a signal are 75 ms long, and their length must not change.
const PAUSE: usize = 2400;

/// The longest time after the end of a call in which the call's last audio may still be sent, in
/// milliseconds.
const LONGEST_END_MS: u64 = 300;

/// Decides when the next block of audio may be sent to the telephone line.
#[derive(Debug, Default)]
struct Pace {
    /// The time at which the first block of audio could be sent, in milliseconds of the call's
    /// clock (`now_ms`).
    began_ms: Option<u64>,
    now_ms: u64,
    /// The number of samples of audio that were sent.
    said: u64,
}

/// The time by which a block of audio may be sent too early, in samples (10 ms). A block that is
/// due within this time is sent at once, instead of at the next frame or tick of the call.
const EARLY: u64 = 80;

/// The divisor for the extra speed at which audio may be sent: 1/4000 (250 ppm) faster than our
/// clock runs. The remote end's clock may be faster than ours.
const FASTER: u64 = 4000;

impl Pace {
    fn may_say(&mut self, samples: usize) -> bool {
        let passed = 8 * (self.now_ms - *self.began_ms.get_or_insert(self.now_ms));
        let may = self.said <= passed + passed / FASTER + EARLY;
        if may {
            self.said += samples as u64;
        }
        may
    }
}

impl Leg {
    pub(in crate::service) fn new(engine: Call, switch: Switch) -> Self {
        Self {
            playout: Playout::new(),
            engine,
            speech: VecDeque::new(),
            quiet: PAUSE,
            pace: Pace::default(),
            over_ms: None,
            begun: false,
            switch,
            passed_ms: 0,
            packets: PacketPace::default(),
            memory: PageMemory::default(),
            losses_before: PlayoutStats::default(),
            tape: None,
        }
    }

    /// Makes the leg of a call: its fax engine and its queues. If `tape`, the writer of a call
    /// recording, is present, the call is recorded.
    pub(in crate::service) fn on_tape(
        settings: CallSettings,
        switch: Switch,
        tape: Option<CallTape>,
    ) -> Self {
        let engine = match tape {
            Some(_) => Call::on_tape(settings),
            None => Call::begin_as(settings),
        };
        Self { tape, ..Self::new(engine, switch) }
    }

    /// Takes the writer of the call recording out of this leg, for another leg that replaces this
    /// one before the call begins.
    pub(in crate::service) const fn take_tape(&mut self) -> Option<CallTape> {
        self.tape.take()
    }

    /// Discards the recording of this call, if the call is recorded.
    pub(in crate::service) fn forget_record(&mut self) {
        self.tape = None;
        self.engine.end_tape();
    }

    /// Completes the call recording, because the call is over.
    pub(in crate::service) fn end_record(&mut self, ended: Ended) {
        let Some(mut tape) = self.tape.take() else { return };
        // If the recording was given up, `tape` is `None` already.
        tape.add(self.engine.finish_tape());
        tape.end(ended);
    }

    /// Takes an audio frame that came from the telephone line.
    pub(in crate::service) fn frame(&mut self, now_ms: u64, frame: HeardFrame<'_>) {
        self.begun = true;
        self.now(now_ms);
        // In T.38, frames that were still on their way at the switch are ignored.
        if !self.switch.is_t38() {
            self.playout.frame(now_ms, frame);
        }
    }

    /// Takes a T.38 packet that came from the telephone line; `sequence` is the number of its
    /// datagram.
    pub(in crate::service) fn packet(&mut self, now_ms: u64, sequence: u16, ifp: &[u8]) {
        self.begun = true;
        self.now(now_ms);
        if self.switch.is_t38() {
            self.switch.heard();
            // The packet came now, so the engine must know the present time first.
            while self.pass_time() {}
            self.engine.hear_packet(Some(sequence), ifp);
        }
    }

    /// Handles a message of the channel driver about T.38, for example that the remote end asks for
    /// T.38.
    pub(in crate::service) fn t38_told(&mut self, now_ms: u64, told: T38Told) {
        self.begun = true;
        self.now(now_ms);
        let change = self.switch.told(self.pace.now_ms, told);
        self.change(change);
    }

    /// Notes that the fax engine wants to ask for T.38 now.
    pub(in crate::service) fn want_t38(&mut self) {
        self.switch.want();
    }

    /// Takes the next request about T.38 from the queue; the calling function passes the request to
    /// the channel.
    pub(in crate::service) fn take_t38_wish(&mut self) -> Option<T38Wish> {
        self.switch.take_wish()
    }

    /// Takes the oldest note about T.38 from this call's queue of notes; `None` if the queue is
    /// empty. The calling function logs the note.
    pub(in crate::service) fn take_note(&mut self) -> Option<String> {
        self.switch.take_note()
    }

    /// Takes the next T.38 packet from the queue, if it must be sent to the telephone line now.
    pub(in crate::service) fn take_packet(&mut self) -> Option<Vec<u8>> {
        self.packets.pop(self.pace.now_ms)
    }

    /// Whether T.38 did not work in this call. The next call to or from the same telephone number
    /// should then not ask for T.38. `arrived` says whether the fax reached its receiver.
    pub(in crate::service) const fn t38_went_wrong(&self, arrived: bool) -> bool {
        self.switch.went_wrong(arrived)
    }

    /// The outcome of a call that sends. If the negotiation of T.38 made the call fail, the outcome
    /// names that as the cause. A request for T.38 that was not answered is no cause if the call
    /// continued in audio.
    pub(in crate::service) fn blame_t38(&self, outcome: Outcome) -> Outcome {
        let is_cause = match outcome.cause {
            Cause::Hangup => {
                let is_waiting = self.switch.was_negotiating() && outcome.phase == Phase::A;
                is_waiting || self.switch.brought_nothing()
            }
            Cause::T1Expired | Cause::DamagedAnswers | Cause::NoAnswerToTraining => {
                self.switch.brought_nothing()
            }
            _ => false,
        };
        let cause = match outcome.status {
            Status::Failed if is_cause => Cause::T38Negotiation,
            _ => outcome.cause,
        };
        Outcome { cause, ..outcome }
    }

    /// The result of T.38 in this call, such as used or refused. It is remembered for the telephone
    /// number. `arrived` says whether the fax arrived.
    pub(in crate::service) const fn t38_fate(&self, arrived: bool) -> T38Fate {
        self.switch.fate(arrived)
    }

    /// Whether the telephone line is in T.38 mode now.
    pub(in crate::service) const fn is_t38(&self) -> bool {
        self.switch.is_t38()
    }

    /// The counts of the T.38 packets of this call; `None` if the call had none.
    pub(in crate::service) fn t38_stats(&self) -> Option<T38Stats> {
        self.engine.t38_stats()
    }

    /// Advances the time of the call to `now_ms`.
    pub(in crate::service) fn tick(&mut self, now_ms: u64) {
        self.now(now_ms);
        if self.engine.is_over() {
            self.over_ms.get_or_insert(self.pace.now_ms);
        }
        self.hand_over_tape();
        let change = self.switch.tick(self.pace.now_ms);
        self.change(change);
        if !self.switch.is_t38() {
            self.playout.gathers(now_ms, self.gather_ms());
            self.playout.tick(now_ms);
        }
    }

    fn hand_over_tape(&mut self) {
        let Some(tape) = self.tape.as_mut().filter(|_| CallTape::is_due(self.engine.tape_len()))
        else {
            return;
        };
        if !tape.add(self.engine.take_tape()) {
            self.engine.end_tape();
        }
    }

    /// The time until the PBX's thread must handle the call again, and how long the thread may
    /// collect received packets of the call before it hands them over.
    pub(in crate::service) fn rest(&self) -> Rest {
        let gather_ms = self.gather_ms();
        let wait_ms = match gather_ms {
            // In audio, our own page is sent as evenly as possible.
            0 if !self.is_t38() && self.engine.sends() && self.engine.is_speaking() => 10,
            // Packets are late and are being sent faster.
            0 if !self.packets.is_empty() => 10,
            0 => 20,
            _ => gather_ms,
        };
        Rest { wait_ms, gather_ms }
    }

    /// The time for which received packets of the call may be collected at present, in
    /// milliseconds.
    fn gather_ms(&self) -> u32 {
        if self.engine.is_taking_page() {
            GATHER_PAGE_MS
        } else if self.engine.sends() || self.engine.is_speaking() || !self.packets.is_empty() {
            0
        } else {
            GATHER_MS
        }
    }

    /// Whether a frame, a packet or a message about T.38 has come from the channel. From then on it
    /// is too late to change the fax engine's settings.
    pub(in crate::service) const fn has_begun(&self) -> bool {
        self.begun
    }

    /// Passes the next block of audio from the telephone line to the fax engine; in T.38, advances
    /// the engine's time. Returns false if there was nothing to do. After each step, the calling
    /// function must handle the engine's events.
    pub(in crate::service) fn step(&mut self) -> bool {
        let went_on = self.go_on();
        if self.memory.is_too_much(self.engine.page_memory()) {
            log::error!(
                "a call ends, since the pages of all calls take too much memory: see docs/limits.md"
            );
            self.engine.page_too_large();
        }
        went_on
    }

    /// Counts the memory of a received page of this call until the returned value is dropped, when the
    /// page is stored.
    pub(in crate::service) fn page_share(&self, page: &ReceivedPage) -> PageShare {
        self.memory.share(page.memory())
    }

    fn go_on(&mut self) -> bool {
        if self.switch.is_t38() {
            return self.pass_time();
        }
        let samples = match self.playout.pop() {
            None => return false,
            Some(Block::Heard(samples)) => {
                self.engine.hear(&samples);
                samples.len()
            }
            Some(Block::Lost(samples)) => {
                self.engine.hear_gap(samples);
                samples
            }
        };
        self.speak(samples);
        true
    }

    /// Notes that the telephone line is gone, so that the rest of the audio need not be sent.
    pub(in crate::service) fn hang_up(&mut self) {
        self.speech.clear();
        self.packets.clear();
        self.engine.hang_up();
    }

    /// Whether the call is over and everything was sent to the telephone line.
    pub(in crate::service) fn is_over(&self) -> bool {
        let is_late =
            self.over_ms.is_some_and(|over_ms| self.pace.now_ms >= over_ms + LONGEST_END_MS);
        let is_said =
            if self.is_t38() { self.packets.is_empty() } else { self.speech.len() < FRAME_SAMPLES };
        self.engine.is_over() && (is_said || is_late)
    }

    /// Copies the next 20 ms of audio from the queue into `out`. Returns true if the calling
    /// function must send `out` to the telephone line now, and false if there is nothing to send
    /// now.
    pub(in crate::service) fn take_speech(&mut self, out: &mut [i16; FRAME_SAMPLES]) -> bool {
        if self.speech.len() < out.len() || !self.pace.may_say(out.len()) {
            return false;
        }
        for (sample, said) in out.iter_mut().zip(self.speech.drain(..FRAME_SAMPLES)) {
            *sample = said;
        }
        true
    }

    /// The counts of the audio frames that came from the telephone line, and of the samples that
    /// were lost.
    pub(in crate::service) fn losses(&self) -> PlayoutStats {
        self.losses_before + self.playout.stats()
    }

    fn now(&mut self, now_ms: u64) {
        self.pace.now_ms = now_ms.max(self.pace.now_ms);
    }

    /// Switches the telephone line to T.38 or to audio, and empties the queues of audio and packets
    /// to send.
    fn change(&mut self, change: Option<Change>) {
        match change {
            None => return,
            Some(Change::Stays) => return self.engine.t38_refused(),
            Some(Change::ToT38(terms)) => {
                self.passed_ms = self.pace.now_ms;
                self.engine.switch_to_t38(terms);
            }
            Some(Change::ToAudio) => {
                self.losses_before = self.losses();
                self.playout = Playout::new();
                self.pace = Pace { now_ms: self.pace.now_ms, ..Pace::default() };
                self.engine.switch_to_audio();
            }
        }
        self.speech.clear();
        self.quiet = PAUSE;
        self.packets.clear();
    }

    /// In T.38, tells the fax engine how much time has passed, and queues the packets that the
    /// engine then sends. Returns false if no time has passed.
    fn pass_time(&mut self) -> bool {
        let ms = (self.pace.now_ms - self.passed_ms).min(MOST_MS);
        self.passed_ms += ms;
        self.engine.pass_time(8 * ms as usize);
        while let Some(packet) = self.engine.poll_packet() {
            self.packets.push(self.passed_ms, packet);
        }
        ms > 0
    }

    fn speak(&mut self, samples: usize) {
        if self.engine.is_over() {
            return;
        }
        let mut said = [0; FRAME_SAMPLES];
        let mut left = samples;
        while left > 0 {
            let now = left.min(said.len());
            self.engine.say(&mut said[..now]);
            if self.quiet >= PAUSE && self.speech.len() < RESERVE {
                self.speech.resize(RESERVE, 0);
            }
            let is_silent = said[..now].iter().all(|&sample| sample == 0);
            self.quiet = if is_silent { self.quiet.saturating_add(now) } else { 0 };
            self.speech.extend(&said[..now]);
            left -= now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::settings::T38Use;
    use ferrofax_engine::call::{AnswerConfig, OriginateConfig};

    /// In this test flags were heard, so the remote end is a fax machine. If it hangs up while T.38
    /// is being negotiated, or accepts T.38 and sends nothing, T.38 is the cause and not a person.
    #[test]
    fn a_call_that_ends_over_t38_names_it() {
        let sending = || {
            let call = Call::originate(OriginateConfig::default());
            Leg::new(call, Switch::new(T38Use::Yes, 14_400))
        };
        let ended = |leg: &Leg, status, cause| {
            leg.blame_t38(Outcome { status, phase: Phase::A, cause, pages: 0 }).cause
        };
        let in_session = |leg: &Leg| {
            let (status, cause) = (Status::Failed, Cause::Hangup);
            leg.blame_t38(Outcome { status, phase: Phase::B, cause, pages: 0 }).cause
        };
        let mut leg = sending();
        assert_eq!(ended(&leg, Status::Failed, Cause::Hangup), Cause::Hangup);
        leg.want_t38();
        assert_eq!(ended(&leg, Status::Failed, Cause::Hangup), Cause::T38Negotiation);
        assert_eq!(ended(&leg, Status::Incomplete, Cause::Hangup), Cause::Hangup);
        assert_eq!(in_session(&leg), Cause::Hangup, "it went on in audio");
        assert_eq!(ended(&leg, Status::Failed, Cause::Cancelled), Cause::Cancelled);
        leg.t38_told(10, T38Told::Refused);
        assert_eq!(ended(&leg, Status::Failed, Cause::Hangup), Cause::Hangup);
        let mut leg = sending();
        leg.want_t38();
        leg.t38_told(10, T38Told::Negotiated(ferrofax_engine::call::T38Terms::default()));
        for cause in [Cause::Hangup, Cause::T1Expired] {
            assert_eq!(ended(&leg, Status::Failed, cause), Cause::T38Negotiation, "no packet came");
        }
        leg.packet(20, 0, &[0]);
        assert_eq!(ended(&leg, Status::Failed, Cause::Hangup), Cause::Hangup);
    }

    /// One of two calls that are connected to each other, with the blocks of audio that are on
    /// their way to it.
    struct End {
        leg: Leg,
        coming: VecDeque<(u64, [i16; 160])>,
        heard: u16,
    }

    impl End {
        fn new(engine: Call) -> Self {
            Self {
                leg: Leg::new(engine, Switch::new(T38Use::No, 14_400)),
                coming: VecDeque::new(),
                heard: 0,
            }
        }

        /// Lets a millisecond pass. The call hears the blocks that have come, gets a tick every ten
        /// milliseconds, and returns the audio that it may send.
        fn pass(&mut self, now_ms: u64, phase_ms: u64) -> Vec<[i16; 160]> {
            let mut looks = (now_ms + phase_ms).is_multiple_of(10);
            while self.coming.front().is_some_and(|(at, _)| *at <= now_ms) {
                let Some((_, samples)) = self.coming.pop_front() else { break };
                let frame = HeardFrame {
                    samples: &samples,
                    sequence: Some(self.heard),
                    timestamp_ms: Some(u32::from(self.heard) * 20),
                };
                self.heard += 1;
                self.leg.frame(now_ms, frame);
                looks = true;
            }
            let mut said = Vec::new();
            if looks {
                self.leg.tick(now_ms);
                while self.leg.step() {}
                let mut block = [0; 160];
                while self.leg.take_speech(&mut block) {
                    said.push(block);
                }
            }
            said
        }

        fn lost(&self) -> u64 {
            let losses = self.leg.losses();
            losses.lost_samples + losses.silent_samples + 160 * losses.late
        }
    }

    /// While the play-out waits for a missing packet, our speech continues. Silence in our speech
    /// may have a gap as long as a packet.
    #[test]
    fn a_packet_that_is_missing_makes_no_hole_in_what_we_say() {
        let mut end = End::new(Call::answer(AnswerConfig::default()));
        let mut said_at = Vec::new();
        for now_ms in 0..6000 {
            let n = now_ms / 20;
            if now_ms % 20 == 0 && n % 25 != 24 {
                let (sequence, timestamp_ms) = (Some(n as u16), Some(now_ms as u32));
                end.leg.frame(now_ms, HeardFrame { samples: &[0; 160], sequence, timestamp_ms });
            }
            said_at.extend(end.pass(now_ms, 0).iter().map(|block| (now_ms, *block != [0; 160])));
        }
        let gaps = |of_signal: bool| {
            let pairs = said_at.windows(2).filter(move |two| !of_signal || two[0].1 && two[1].1);
            pairs.map(|two| two[1].0 - two[0].0).max()
        };
        assert!(gaps(true) <= Some(30), "{:?} ms between two packets of a signal", gaps(true));
        assert!(gaps(false) <= Some(40), "{:?} ms between two packets", gaps(false));
        assert!(said_at.len() >= 290, "{}", said_at.len());
    }

    /// Each of our calls sends as much audio as it hears. Two of them that talk to each other must
    /// not slow each other down: samples would be inserted into their pages.
    #[test]
    fn two_of_ours_keep_time_between_them() {
        for delay_ms in [1, 7, 13, 29, 60] {
            let mut ends = [
                End::new(Call::answer(AnswerConfig::default())),
                End::new(Call::originate(OriginateConfig::default())),
            ];
            let mut lost_at_first = 0;
            for now_ms in 0..60_000 {
                for (one, other, phase_ms) in [(0, 1, 0), (1, 0, 4)] {
                    let said = ends[one].pass(now_ms, phase_ms);
                    ends[other]
                        .coming
                        .extend(said.into_iter().map(|block| (now_ms + delay_ms, block)));
                }
                if now_ms == 2000 {
                    lost_at_first = ends.iter().map(End::lost).sum();
                }
            }
            let lost = ends.iter().map(End::lost).sum::<u64>() - lost_at_first;
            assert_eq!(lost, 0, "{delay_ms} ms there: samples of silence made up in a minute");
            for end in &ends {
                assert!(
                    (2900..=3020).contains(&end.heard),
                    "{delay_ms} ms there: {} frames in a minute",
                    end.heard
                );
            }
        }
    }

    /// The speech that a call sends in twenty seconds on a silent line, signal by signal, without
    /// the pauses. Once a second, the thread stops for `stall_ms` and then finds everything that
    /// has come.
    fn said_where_the_thread_stalls(stall_ms: u64) -> Vec<Vec<i16>> {
        let mut end = End::new(Call::answer(AnswerConfig::default()));
        let mut said = Vec::new();
        for now_ms in 0..20_000 {
            if now_ms % 20 == 0 {
                end.coming.push_back((now_ms, [0; 160]));
            }
            if now_ms % 1000 >= stall_ms {
                said.extend(end.pass(now_ms, 0));
            }
        }
        assert_eq!(end.lost(), 0, "{stall_ms} ms");
        let said = said.concat();
        let mut signals: Vec<Vec<i16>> = vec![Vec::new()];
        for block in said.chunks(40) {
            let is_silent = block.iter().all(|sample| *sample == 0);
            match signals.last_mut() {
                Some(signal) if !is_silent => signal.extend(block),
                Some(signal) if !signal.is_empty() => signals.push(Vec::new()),
                _ => {}
            }
        }
        // The last signal may not be complete.
        signals.pop();
        signals.into_iter().filter(|signal| !signal.is_empty()).collect()
    }

    /// A machine that stalls delays our signals, but neither removes nor adds anything.
    #[test]
    fn a_thread_that_stalls_says_what_it_would_have_said() {
        let punctual = said_where_the_thread_stalls(0);
        assert!(punctual.len() >= 4, "{} signals", punctual.len());
        for stall_ms in [30, 110, 300, 700] {
            let late = said_where_the_thread_stalls(stall_ms);
            assert!(late.len() + 1 >= punctual.len(), "{stall_ms} ms: {} signals", late.len());
            for (number, (late, punctual)) in late.iter().zip(&punctual).enumerate() {
                assert!(late == punctual, "signal {number} after stalls of {stall_ms} ms");
            }
        }
    }
}
