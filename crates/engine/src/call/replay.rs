//! A call runs again from its recording: the same to the bit, or as it would have gone with other
//! settings, up to where the other side would have said something else.

use super::inside::Passed;
use super::tape::{Given, Reading, Sum};
use super::{Call, CallEvent, CallSettings, PageToSend, T38Terms, TapeError};
use crate::t30::{Input, Output};
use ferrofax_signal::modem::{Rate, Symbol};
use ferrofax_signal::time::SampleTime;

/// What a call that runs again does and is told, in order.
#[derive(Debug)]
pub enum Ran<'a> {
    /// It heard this.
    Heard(&'a [i16]),
    /// So many samples never came.
    Lost(usize),
    /// It said this.
    Said(&'a [i16]),
    /// A packet of T.38 came, with its number if it had one.
    HeardPacket(Option<u16>, &'a [u8]),
    /// It sent one.
    SaidPacket(&'a [u8]),
    /// It went over to T.38 on these terms, or back to audio.
    Switched(Option<&'a T38Terms>),
    /// T.38 was refused.
    T38Refused,
    /// It was given this page, to be sent.
    Given(&'a PageToSend),
    /// In what it heard last were these symbols of an image signal.
    Symbols(Rate, &'a [Symbol]),
    /// It told its owner this.
    Told(CallEvent),
    /// Its session of T.30 was told this: all but that time went on.
    Took(&'a Input),
    /// Its session wanted this done.
    Wanted(&'a Output),
}

/// How the running again ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// The recording was there to its end.
    pub is_whole: bool,
    /// Line time of the call.
    pub lasted: SampleTime,
    /// By when it had said something else than it did then: a second or so after it began
    /// to. None: to the bit the same, as far as the recording goes.
    pub differs_at: Option<SampleTime>,
    /// The version of the Ferrofax that was in the call.
    pub made_by: String,
}

/// A call that runs again.
struct Again<W> {
    call: Call,
    watch: W,
    sum: Sum,
    replayed: Replayed,
}

/// Runs a call again. `change`: its settings, which may be made others. `watch` sees all that
/// it does, with the line time of that.
///
/// A recording that is cut off runs to there.
///
/// # Errors
/// It is no recording, or a damaged one.
pub fn replay(
    tape: &[u8],
    change: impl FnOnce(&mut CallSettings),
    watch: impl FnMut(SampleTime, Ran<'_>),
) -> Result<Replayed, TapeError> {
    let (head, mut reading) = Reading::open(tape)?;
    let mut settings = head.settings;
    change(&mut settings);
    let mut call = Call::begin_as(settings);
    call.look_inside();
    let (is_whole, lasted, differs_at) = (false, SampleTime(0), None);
    let replayed = Replayed { is_whole, lasted, differs_at, made_by: head.made_by };
    let mut again = Again { call, watch, sum: Sum::default(), replayed };
    loop {
        again.tell();
        match reading.next() {
            Ok(Some(given)) => again.give(given),
            Ok(None) | Err(TapeError::Cut) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(Replayed { lasted: again.call.now, ..again.replayed })
}

impl<W: FnMut(SampleTime, Ran<'_>)> Again<W> {
    fn give(&mut self, given: Given) {
        let (now, call) = (self.call.now, &mut self.call);
        match given {
            Given::Heard(samples) => {
                (self.watch)(now, Ran::Heard(&samples));
                call.hear(&samples);
                if let Some((rate, symbols)) = call.line.take_symbols()
                    && !symbols.is_empty()
                {
                    (self.watch)(now, Ran::Symbols(rate, &symbols));
                }
            }
            Given::Gap(samples) => {
                (self.watch)(now, Ran::Lost(samples));
                call.hear_gap(samples);
            }
            Given::Said(samples) => {
                let mut said = vec![0; samples];
                call.say(&mut said);
                self.sum.said(&said);
                (self.watch)(now, Ran::Said(&said));
            }
            Given::Passed(samples) => call.pass_time(samples),
            Given::Packet(sequence, ifp) => {
                (self.watch)(now, Ran::HeardPacket(sequence, &ifp));
                call.hear_packet(sequence, &ifp);
            }
            Given::ToT38(terms) => {
                (self.watch)(now, Ran::Switched(Some(&terms)));
                call.switch_to_t38(terms);
            }
            Given::ToAudio => {
                (self.watch)(now, Ran::Switched(None));
                call.switch_to_audio();
            }
            Given::T38Refused => {
                (self.watch)(now, Ran::T38Refused);
                call.t38_refused();
            }
            Given::Stored(page, true) => call.page_stored(page),
            Given::Stored(page, false) => call.page_not_stored(page),
            Given::BeyondLimit(page) => call.page_beyond_limit(page),
            Given::PageTooLarge => call.page_too_large(),
            Given::Page(page) => {
                (self.watch)(now, Ran::Given(&page));
                // With other settings another may be wanted, or none.
                _ = call.give_page(page);
            }
            Given::PollRefused(why) => call.refuse_poll(why),
            Given::HoldsPageEnds => call.hold_page_ends(),
            Given::PageEndAllowed(index) => call.page_end_allowed(index),
            Given::HungUp => call.hang_up(),
            Given::Cancelled => call.cancel(),
            Given::Sum(sum) => self.compare(sum),
            Given::End(sum) => {
                self.compare(sum);
                self.replayed.is_whole = true;
            }
        }
        // Its owner fetched them at once.
        while let Some(packet) = self.call.poll_packet() {
            self.sum.sent(&packet);
            (self.watch)(self.call.now, Ran::SaidPacket(&packet));
        }
    }

    fn compare(&mut self, sum: [u8; 8]) {
        if sum != self.sum.octets() {
            self.replayed.differs_at.get_or_insert(self.call.now);
        }
    }

    fn tell(&mut self) {
        while let Some((at, passed)) = self.call.poll_inside() {
            match &passed {
                Passed::In(input) => (self.watch)(at, Ran::Took(input)),
                Passed::Out(output) => (self.watch)(at, Ran::Wanted(output)),
            }
        }
        while let Some(event) = self.call.poll_event() {
            if let CallEvent::Ended(outcome) = &event {
                self.sum.ended(outcome);
            }
            (self.watch)(self.call.now, Ran::Told(event));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::{AnswerConfig, NextPage, OriginateConfig, V8Offer};
    use crate::t30::outcome::Outcome;
    use ferrofax_ground::t4::{Bitmap, PageWidth, Resolution};
    use std::sync::Arc;

    /// What a call did: what it told, and what it said.
    #[derive(Debug, Default, PartialEq)]
    struct Done {
        told: Vec<CallEvent>,
        said: Vec<i16>,
        packets: Vec<Vec<u8>>,
    }

    /// A side of a call, on recording.
    struct Side {
        call: Call,
        tape: Vec<u8>,
        done: Done,
        to_send: Vec<Arc<Bitmap>>,
    }

    impl Side {
        fn new(settings: CallSettings) -> Self {
            let mut side = Self {
                call: Call::on_tape(settings),
                tape: Vec::new(),
                done: Done::default(),
                to_send: (0..2).map(page).collect(),
            };
            side.look();
            side
        }

        fn look(&mut self) {
            while let Some(event) = self.call.poll_event() {
                match &event {
                    CallEvent::WantPage { index, .. } => {
                        let next = if *index == 0 { NextPage::More } else { NextPage::End };
                        let bitmap = self.to_send[*index as usize].clone();
                        let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                        let page = PageToSend { bitmap, resolution, width, colour: None, next };
                        self.call.give_page(page).unwrap();
                    }
                    CallEvent::Page(page) => self.call.page_stored(page.number),
                    _ => {}
                }
                self.done.told.push(event);
            }
            self.tape.extend(self.call.take_tape());
        }

        fn hear(&mut self, samples: &[i16]) {
            self.call.hear(samples);
            self.look();
        }

        fn say(&mut self) -> [i16; 160] {
            let mut said = [0; 160];
            self.call.say(&mut said);
            self.look();
            self.done.said.extend(said);
            said
        }

        fn pass(&mut self) -> Vec<Vec<u8>> {
            // A switch may have left some.
            let mut packets: Vec<_> = std::iter::from_fn(|| self.call.poll_packet()).collect();
            self.call.pass_time(160);
            packets.extend(std::iter::from_fn(|| self.call.poll_packet()));
            self.look();
            self.done.packets.extend(packets.iter().cloned());
            packets
        }
    }

    fn page(seed: u32) -> Arc<Bitmap> {
        let mut page = Bitmap::white(PageWidth::A4.pixels(Resolution::Standard), 60);
        (0..3000u32).for_each(|at| {
            let place = at.wrapping_mul(2_654_435_761).wrapping_add(seed);
            page.set(place % 1728, (place >> 16) % 60, true);
        });
        Arc::new(page)
    }

    fn again(tape: &[u8]) -> (Done, Replayed) {
        let mut done = Done::default();
        let watch = |_, ran: Ran<'_>| match ran {
            Ran::Told(event) => done.told.push(event),
            Ran::Said(said) => done.said.extend(said),
            Ran::SaidPacket(packet) => done.packets.push(packet.to_vec()),
            _ => {}
        };
        let replayed = replay(tape, |_| (), watch).unwrap();
        (done, replayed)
    }

    /// A call of two pages over a line with noise, a gap and, from some time on, T.38.
    fn talk(ecm: bool, to_t38_after: Option<usize>) -> [Side; 2] {
        talk_with(V8Offer::Nothing, ecm, to_t38_after)
    }

    /// The same, with V.8 for this.
    fn talk_with(v8: V8Offer, ecm: bool, to_t38_after: Option<usize>) -> [Side; 2] {
        let answer = AnswerConfig { ecm, v8, ..AnswerConfig::default() };
        let ident = "+49 991".into();
        let make = OriginateConfig { ecm, ident, v8, ..OriginateConfig::default() };
        let mut caller = Side::new(CallSettings::Originate(make));
        let mut answerer = Side::new(CallSettings::Answer(answer));
        let (mut to_caller, mut to_answerer) = ([0; 160], [0; 160]);
        let (mut noise, mut number) = (1u32, 0);
        for frame in 0.. {
            if caller.call.is_over() && answerer.call.is_over() {
                break;
            }
            assert!(frame < 50 * 300, "{:?}", caller.done.told.last());
            if to_t38_after == Some(frame) {
                [&mut caller, &mut answerer]
                    .into_iter()
                    .for_each(|side| side.call.switch_to_t38(T38Terms::default()));
            }
            if caller.call.is_t38() {
                for packet in caller.pass() {
                    answerer.call.hear_packet(Some(number), &packet);
                    number += 1;
                }
                for packet in answerer.pass() {
                    caller.call.hear_packet(None, &packet);
                }
                continue;
            }
            for sample in to_answerer.iter_mut().chain(&mut to_caller) {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *sample += (noise >> 27) as i16;
            }
            caller.hear(&to_caller);
            if frame == 700 {
                answerer.call.hear_gap(160);
                answerer.look();
            } else {
                answerer.hear(&to_answerer);
            }
            (to_answerer, to_caller) = (caller.say(), answerer.say());
        }
        for side in [&mut caller, &mut answerer] {
            side.tape.extend(side.call.finish_tape());
        }
        [caller, answerer]
    }

    fn outcome(told: &[CallEvent]) -> Option<Outcome> {
        told.iter().find_map(|event| match event {
            CallEvent::Ended(outcome) => Some(*outcome),
            _ => None,
        })
    }

    #[test]
    fn a_call_runs_again_to_the_bit() {
        for (ecm, to_t38_after) in [(true, None), (false, None), (true, Some(120))] {
            for side in talk(ecm, to_t38_after) {
                let (done, replayed) = again(&side.tape);
                assert!(done == side.done, "ECM {ecm}, T.38 {to_t38_after:?}");
                assert!(replayed.is_whole && outcome(&done.told).unwrap().pages == 2);
                assert_eq!((replayed.lasted, replayed.differs_at), (side.call.now, None));
            }
        }
    }

    /// By V.34 from V.8 on, and over to T.38 in the midst of what V.34 does.
    #[test]
    fn a_call_by_v34_runs_again_to_the_bit() {
        for to_t38_after in [None, Some(200), Some(310)] {
            for side in talk_with(V8Offer::V34, true, to_t38_after) {
                let (done, replayed) = again(&side.tape);
                assert!(done == side.done, "T.38 {to_t38_after:?}");
                assert_eq!((replayed.is_whole, replayed.differs_at), (true, None));
                assert_eq!(outcome(&done.told).map(|it| it.pages), Some(2), "{to_t38_after:?}");
                let by_v34 = done.told.iter().any(|event| {
                    matches!(event, CallEvent::Negotiated(how) if how.rate.image().is_none())
                });
                assert_eq!(by_v34, to_t38_after != Some(200), "{to_t38_after:?}");
            }
        }
    }

    #[test]
    fn a_tape_that_is_cut_runs_as_far_as_it_goes() {
        let [_, answerer] = talk(true, None);
        let (whole, _) = again(&answerer.tape);
        for part in [100, 1_000, answerer.tape.len() / 2, answerer.tape.len() - 1] {
            let (done, replayed) = again(&answerer.tape[..part]);
            assert!(whole.told.starts_with(&done.told), "{part}");
            assert!(whole.said.starts_with(&done.said), "{part}");
            assert!(replayed.lasted.0 > 0 || part < 1_000);
            assert!(!replayed.is_whole && replayed.differs_at.is_none());
        }
    }

    #[test]
    fn other_settings_make_another_call() {
        let [_, answerer] = talk(true, None);
        let slow = |settings: &mut CallSettings| {
            if let CallSettings::Answer(config) = settings {
                config.rates = vec![Rate::V29At9600];
            }
        };
        let mut offered = String::new();
        let watch = |_, ran: Ran<'_>| {
            if let Ran::Told(CallEvent::Trace(rung)) = ran
                && rung.step.frame().as_deref() == Some("DIS")
            {
                offered = rung.step.to_string();
            }
        };
        let replayed = replay(&answerer.tape, slow, watch).unwrap();
        assert!(replayed.differs_at.is_some());
        assert!(offered.contains("9600"), "{offered}");
    }

    #[test]
    fn what_is_no_tape_is_refused() {
        let run = |tape: &[u8]| replay(tape, |_| (), |_, _| ());
        assert_eq!(run(b""), Err(TapeError::Foreign));
        assert_eq!(run(b"RIFF...."), Err(TapeError::Foreign));
        assert_eq!(run(b"FFXCALL\x03"), Err(TapeError::Version(3)));
        assert_eq!(run(b"FFXCALL\x02"), Err(TapeError::Cut));
        assert!(matches!(run(b"FFXCALL\x02\x00X"), Err(TapeError::Damaged { at: 10, .. })));
    }

    #[test]
    fn a_damaged_tape_ends_somewhere() {
        let tape = {
            let mut side = Side::new(CallSettings::Answer(AnswerConfig::default()));
            (0..40).for_each(|_| {
                side.hear(&[100; 160]);
                side.say();
            });
            side.call.hear_packet(Some(3), &[1, 2, 3]);
            side.call.hang_up();
            side.look();
            side.tape
        };
        let mut seed = 7u32;
        for _ in 0..2_000 {
            let mut damaged = tape.clone();
            for _ in 0..3 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (seed >> 8) as usize % damaged.len();
                damaged[at] ^= 1 << (seed >> 29);
            }
            _ = replay(&damaged, |_| (), |_, _| ());
        }
    }
}
