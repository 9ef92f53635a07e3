//! A record that may be given away: numbers, names, addresses and pages are replaced; times,
//! losses and what is known of the line are kept.
//!
//! # What is replaced
//!
//! - Our own identification, SUB, SID, SEP, PWD: a `0` for each sign. Of our NSF and NSS
//!   the country and the maker stay.
//! - In the frames of the remote terminal: the same. Those that can hold nothing personal
//!   (DIS, DCS, DTC, CTC, PPS, PPR, EOR) stay, if they came whole; of every other frame,
//!   known or not, all is made zeros behind its name.
//! - In packets of T.38, pages that came: each octet becomes one of a page of stripes
//!   (`stripes`).
//! - Pages that were to be sent: stripes, of the same size, and nearly as many octets when
//!   coded, so that they take their time.
//! - The sound that came is made anew (`sound`): noise, the frames in V.21 at their times and
//!   as loud, damaged ones damaged; the trainings and their checks stay as they were.
//!
//! What stays is what never came, which packets came, when, in which order and how long; all
//! that our side says is said anew by the engine. So the result is a record like every other,
//! which runs again to the bit. It is noted on it ([`NOTE`]) that it was made anonymous, and
//! where it was cut off for that.
//!
//! # What is lost
//!
//! A page that comes as sound can't be replaced in it: there the record ends
//! ([`Anonymous::cut_at_ms`]). Voices, tones, echoes, and the line's faults while V.21 is
//! spoken (but for the damage that they did) are gone. [`Anonymous::ends_the_same`] says
//! whether what is left explains how the call ended.

mod packets;
mod sound;
mod stripes;

use ferrofax_engine::call::replay::{Ran, replay};
use ferrofax_engine::call::rewrite::{Rewrite, rewrite};
use ferrofax_engine::call::{CallEvent, CallSettings, PageToSend, TapeError};
use ferrofax_engine::t4::{Coding, colour};
use ferrofax_engine::t30::outcome::Outcome;
use ferrofax_signal::time::SampleTime;
use packets::{Frames, Mask};
use sound::{Heard, Sound};

/// What stands on an anonymous record behind the version of its maker; behind it where it was
/// cut off, as `, cut at 12.3 s`.
pub const NOTE: &str = ", made anonymous";

/// A record that was made anonymous.
#[derive(Clone, Debug)]
pub struct Anonymous {
    /// The record.
    pub tape: Vec<u8>,
    /// How its call ends when it is run again.
    pub outcome: Option<Outcome>,
    /// Whether that is how the call ended. Where it is not, something that was replaced was
    /// what mattered.
    pub ends_the_same: bool,
    /// Where it ends before the call did: with the first page that came as sound.
    pub cut_at_ms: Option<u64>,
}

/// Makes a record anonymous.
///
/// # Errors
/// It is no tape, or a damaged one.
pub fn anonymous(tape: &[u8]) -> Result<Anonymous, TapeError> {
    // Which frames came whole is known at their end only: they are looked at first.
    // And how pages went is agreed on when the first was given already.
    let (mut frames, mut heard, mut before) = (Frames::default(), Heard::default(), None);
    let mut coding = Coding::Mh;
    replay(
        tape,
        |_| (),
        |at, ran| {
            heard.see(at.0, &ran);
            match ran {
                Ran::HeardPacket(number, ifp) => frames.look(number, ifp),
                Ran::Told(CallEvent::Negotiated(negotiated)) => coding = negotiated.coding,
                Ran::Told(CallEvent::Ended(outcome)) => before = Some(outcome),
                _ => {}
            }
        },
    )?;
    let (mask, sound) = (Mask::new(frames), heard.finish());
    let cut_at_ms = sound.ends_at().map(|at| at / 8);
    let mut note = NOTE.to_owned();
    if let Some(at) = cut_at_ms {
        note += &format!(", cut at {}.{} s", at / 1000, at % 1000 / 100);
    }
    let mut by = Replaced { mask, sound, coding, outcome: None };
    let tape = rewrite(tape, &note, &mut by)?;
    let outcome = by.outcome;
    Ok(Anonymous { tape, outcome, cut_at_ms, ends_the_same: outcome == before })
}

/// What replaces things.
struct Replaced {
    mask: Mask,
    sound: Sound,
    /// In which pages went.
    coding: Coding,
    outcome: Option<Outcome>,
}

impl Rewrite for Replaced {
    fn settings(&mut self, settings: &mut CallSettings) {
        match settings {
            CallSettings::Answer(config) => {
                zeros(&mut config.ident);
                config.password.iter_mut().for_each(zeros);
                config.nsf.iter_mut().for_each(|nsf| keep_maker(nsf));
            }
            CallSettings::Originate(config) => {
                zeros(&mut config.ident);
                let texts = [&mut config.sub, &mut config.sid, &mut config.pwd];
                texts.into_iter().flatten().for_each(zeros);
                if let Some(fetch) = &mut config.fetch {
                    let texts = [&mut fetch.document.sep, &mut fetch.document.pwd];
                    texts.into_iter().flatten().for_each(zeros);
                }
                config.nss.iter_mut().for_each(|nss| keep_maker(nss));
            }
        }
    }

    fn sound(&mut self, at: SampleTime, heard: &mut [i16]) {
        self.sound.replace(at.0, heard);
    }

    fn packet(&mut self, number: Option<u16>, ifp: &mut Vec<u8>) {
        self.mask.packet(number, ifp);
    }

    fn page(&mut self, page: &mut PageToSend) {
        // In colours the bitmap stays at home, if not all pages went so.
        let coding = if self.coding.is_colour() { Coding::Mmr } else { self.coding };
        page.bitmap = stripes::page_like(&page.bitmap, coding).into();
        page.colour = page.colour.take().map(|octets| colour::without_pixels(&octets).into());
    }

    fn told(&mut self, event: &CallEvent) {
        match event {
            CallEvent::Negotiated(negotiated) => {
                let pixels = negotiated.width.pixels(negotiated.resolution);
                self.mask.page_row(stripes::row(negotiated.coding, pixels));
            }
            CallEvent::Ended(outcome) => self.outcome = Some(*outcome),
            _ => {}
        }
    }

    fn ends(&self, at: SampleTime) -> bool {
        self.sound.ends_at().is_some_and(|end| at.0 >= end)
    }
}

/// A `0` for each sign that is no space.
fn zeros(text: &mut String) {
    *text = text.chars().map(|sign| if sign == ' ' { ' ' } else { '0' }).collect();
}

/// Of a non-standard frame its country and its maker (T.35).
fn keep_maker(field: &mut [u8]) {
    field.iter_mut().skip(packets::MAKER).for_each(|octet| *octet = 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examined::Examined;
    use crate::explain::show;
    use crate::talk::{Talk, damaged};
    use ferrofax_engine::t30::outcome::Status;
    use ferrofax_ground::ladder::Way;

    /// Whether any of the talkers' numbers stands in octets, either way round, with the bits
    /// of T.30 or of T.38.
    fn tells(octets: &[u8]) -> bool {
        let forms = |text: &str| {
            let forward: Vec<u8> = text.bytes().collect();
            let backward: Vec<u8> = forward.iter().rev().copied().collect();
            [forward, backward].map(|form| {
                let turned = form.iter().map(|octet| octet.reverse_bits()).collect();
                [form, turned]
            })
        };
        ["551 1234", "991 5678", "4711", "0815"]
            .into_iter()
            .flat_map(forms)
            .flatten()
            .any(|form| octets.windows(form.len()).any(|window| window == form))
    }

    #[test]
    fn a_t38_call_ends_as_it_did_and_tells_nobody() {
        for ecm in [true, false] {
            let talk = Talk { ecm, rows: 300, to_t38_after: Some(120), ..Talk::default() }.run();
            for (tape, is_answerer) in [(&talk.caller, false), (&talk.answerer, true)] {
                assert!(tells(tape), "the test sees what is there");
                let made = anonymous(tape).unwrap();
                assert!(!tells(&made.tape), "ECM {ecm}, answerer {is_answerer}");
                let ladder = Examined::of(&made.tape).unwrap().ladder;
                assert_eq!(
                    made.outcome.unwrap().status,
                    Status::Received,
                    "ECM {ecm}: {ladder:#?}"
                );
                assert!(made.ends_the_same);
                let (then, now) = (Examined::of(tape).unwrap(), Examined::of(&made.tape).unwrap());
                assert_eq!(now.outcome, then.outcome);
                assert!(now.is_whole && now.made_by.ends_with(NOTE), "{}", now.made_by);
                assert_eq!(now.packets_heard.len(), then.packets_heard.len());
                assert!(!format!("{:?}", now.far).contains("991"), "{:?}", now.far);
            }
        }
    }

    #[test]
    fn who_sent_by_sound_keeps_the_whole_call() {
        for (ecm, noise) in [(true, 8), (false, 8), (true, 400)] {
            let tape = Talk { ecm, noise, rows: 300, ..Talk::default() }.run().caller;
            let made = anonymous(&tape).unwrap();
            let ladder = Examined::of(&made.tape).unwrap().ladder;
            assert!(made.ends_the_same && made.cut_at_ms.is_none(), "{ecm} {noise}: {ladder:#?}");
            let (then, now) = (Examined::of(&tape).unwrap(), Examined::of(&made.tape).unwrap());
            assert!(
                now.is_whole && now.far.ident.as_deref() == Some("000 000 0000"),
                "{:?}",
                now.far
            );
            assert!(now.lasted_ms == then.lasted_ms && !tells(&made.tape));
            let loudest =
                |call: &Examined| call.heard_level.between(0, u64::MAX).fold(-99.0, f32::max);
            assert!((loudest(&now) - loudest(&then)).abs() < 1.5);
        }
    }

    #[test]
    fn who_received_by_sound_keeps_all_before_the_page() {
        // The first trainings fail.
        let tape = Talk { noise: 1600, ..Talk::default() }.run().answerer;
        let made = anonymous(&tape).unwrap();
        let (then, now) = (Examined::of(&tape).unwrap(), Examined::of(&made.tape).unwrap());
        let cut = made.cut_at_ms.unwrap();
        let noted = format!(", made anonymous, cut at {}.{} s", cut / 1000, cut % 1000 / 100);
        assert!(now.made_by.ends_with(&noted) && show(&now).contains(&noted), "{}", now.made_by);
        assert!(now.lasted_ms.abs_diff(cut) <= 20 && now.outcome.is_none());
        assert!(now.pages_came.is_empty() && !tells(&made.tape));
        let checks = |call: &Examined| {
            let checks = call.training_checks.iter().filter(|check| check.at_ms < cut);
            checks.map(|check| check.what.good).collect::<Vec<_>>()
        };
        assert!(checks(&then).len() > 1, "{:?}", checks(&then));
        assert_eq!(checks(&now), checks(&then), "{:#?}", now.ladder);
        let said = |call: &Examined| {
            let said = call.ladder.iter().filter(|rung| rung.way == Way::Said && rung.at_ms < cut);
            said.map(|rung| rung.text.split(' ').next().map(str::to_owned))
                .collect::<Vec<_>>()
        };
        assert_eq!(said(&now), said(&then));
    }

    #[test]
    fn a_call_that_failed_before_a_page_fails_again() {
        let tape = Talk { noise: 4000, ..Talk::default() }.run().answerer;
        let made = anonymous(&tape).unwrap();
        let ladder = Examined::of(&made.tape).unwrap().ladder;
        assert!(made.ends_the_same && made.cut_at_ms.is_none(), "{ladder:#?}");
    }

    #[test]
    fn a_damaged_record_is_refused_or_tells_nobody() {
        let talk = Talk { to_t38_after: Some(120), ..Talk::default() }.run();
        for tape in damaged(&talk.answerer, 60) {
            if let Ok(made) = anonymous(&tape) {
                assert!(!tells(&made.tape));
            }
        }
    }
}
