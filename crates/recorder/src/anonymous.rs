//! Makes a call recording anonymous, so that it may be given to others: numbers, names, addresses
//! and pages are replaced; times, losses and the quality of the line are kept.
//!
//! # What is replaced
//!
//! - Our own identification, SUB, SID, SEP and PWD: each character becomes `0`. Of our NSF and NSS
//!   only the country and the maker are kept.
//! - The frames of the remote fax machine: the same fields are replaced. Frames that can contain
//!   nothing personal (DIS, DCS, DTC, CTC, PPS, PPR, EOR) are kept if they were received undamaged.
//!   In every other frame, known or not, everything after its name becomes zeros.
//! - Received pages in packets of T.38: each byte is replaced by one of a page of stripes
//!   (`stripes`).
//! - Pages that were to be sent: they become stripes of the same size. These have nearly as many
//!   bytes when coded, so that they take as long to send.
//! - Received sound: it is generated again (`sound`). The new sound is noise, and the frames in
//!   V.21 at their times and with their level; damaged frames remain damaged. The trainings and
//!   their checks are kept.
//!
//! The recording keeps all losses, and the time, order and length of each received packet. When the
//! result is run, the engine generates everything that our side sends. So the result is a recording
//! like every other, which can be run again with the same result to the bit. A note in it
//! ([`NOTE`]) records that it was made anonymous and where it was cut off.
//!
//! # What is lost
//!
//! A page that is received as sound can't be replaced: the recording ends there
//! ([`Anonymous::cut_at_ms`]). Voices, tones, echoes, and faults of the line during V.21 are lost;
//! only the damage that they did to frames is kept. [`Anonymous::ends_the_same`] reports whether
//! the remaining data still explain how the call ended.

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

/// The note in an anonymous recording, after the version of Ferrofax that recorded the call. If the
/// recording was cut off, `, cut at 12.3 s` follows.
pub const NOTE: &str = ", made anonymous";

/// A recording that was made anonymous.
#[derive(Clone, Debug)]
pub struct Anonymous {
    /// The bytes of the recording.
    pub tape: Vec<u8>,
    /// The outcome of the call when the anonymous recording is run.
    pub outcome: Option<Outcome>,
    /// Whether `outcome` is the outcome of the original call. If it is not, replaced data decided
    /// how the call ended.
    pub ends_the_same: bool,
    /// The time at which the recording was cut off, because the first page that came as sound began
    /// there. `None` if it is complete.
    pub cut_at_ms: Option<u64>,
}

/// Makes a call recording anonymous.
///
/// # Errors
/// `tape` is no call recording, or is damaged.
pub fn anonymous(tape: &[u8]) -> Result<Anonymous, TapeError> {
    // A first pass over the recording looks for two facts that come too late for one pass. Whether
    // a frame is undamaged is known only at its end. The coding of the pages is negotiated after
    // the first page was given to the engine.
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
    let mut by = Replacements { mask, sound, coding, outcome: None };
    let tape = rewrite(tape, &note, &mut by)?;
    let outcome = by.outcome;
    Ok(Anonymous { tape, outcome, cut_at_ms, ends_the_same: outcome == before })
}

/// The replacements for one recording, applied while it is rewritten.
struct Replacements {
    mask: Mask,
    sound: Sound,
    /// The coding that was negotiated for the pages.
    coding: Coding,
    outcome: Option<Outcome>,
}

impl Rewrite for Replacements {
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
        // If the pages are sent in colour, this bitmap is not sent, except for single pages without
        // colour.
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

/// Replaces each character except the space by `0`.
fn zeros(text: &mut String) {
    *text = text.chars().map(|sign| if sign == ' ' { ' ' } else { '0' }).collect();
}

/// Keeps only the country and the maker in the field of a non-standard frame (T.35); the rest
/// becomes zeros.
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
    use ferrofax_engine::t30::v8::V8Offer;
    use ferrofax_ground::ladder::Way;
    use ferrofax_languages::Language;
    use ferrofax_spool::call_steps;

    /// Whether any phone number or password of the test's call is in the bytes: forwards or
    /// backwards, with the bit order of T.30 or of T.38.
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
        // A gap in its training check makes the first training fail.
        let tape = Talk { lost: (540..590).collect(), ..Talk::default() }.run().answerer;
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
            said.map(|rung| call_steps::short(&rung.step, Language::English))
                .collect::<Vec<_>>()
        };
        assert_eq!(said(&now), said(&then));
    }

    #[test]
    fn a_call_by_v34_ends_where_v34_begins() {
        let talk = Talk { v8: V8Offer::V34, ..Talk::default() }.run();
        for tape in [talk.caller, talk.answerer] {
            let then = Examined::of(&tape).unwrap();
            assert_eq!(then.outcome.unwrap().status, Status::Received, "{:#?}", then.ladder);
            let made = anonymous(&tape).unwrap();
            let now = Examined::of(&made.tape).unwrap();
            assert!(made.cut_at_ms.is_some() && now.outcome.is_none(), "{:#?}", now.ladder);
            assert!(!tells(&made.tape));
        }
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
