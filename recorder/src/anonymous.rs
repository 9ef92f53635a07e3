//! A record that may be given away: numbers, names, addresses and pages are replaced, the
//! line's losses and all times are kept.
//!
//! # What is replaced
//!
//! - Our own identification, SUB, SID, SEP, PWD: a `0` for each sign. Of our NSF and NSS
//!   the country and the maker stay.
//! - In the packets of T.38 that came: the same in the frames of the remote terminal. The
//!   frames that can hold nothing personal (DIS, DCS, DTC, CTC, PPS, PPR, EOR) stay, if they
//!   came whole; of every other frame, known or not, all is made zeros behind its name.
//! - Pages that came: each octet of them becomes one of a page of stripes ([`stripes`]).
//! - Pages that were to be sent: stripes, of the same size, and nearly as many octets when
//!   coded, so that they take their time.
//! - All sound becomes silence.
//!
//! What stays is which packets came, when, in which order and how long; all that our side
//! says is said anew by the engine. So the result is a record like every other, which runs
//! again to the bit. It is noted on it ([`NOTE`]) that it was made anonymous.
//!
//! # What cannot be made so
//!
//! A call that was never in T.38: its page and its numbers are in its sound, and no way is
//! known here of taking them out that leaves the line's defects in. It is refused.

mod packets;
mod stripes;

use ferrofax_engine::call::replay::{Ran, replay};
use ferrofax_engine::call::rewrite::{Rewrite, rewrite};
use ferrofax_engine::call::{CallEvent, CallSettings, PageToSend, TapeError};
use ferrofax_engine::t4::Coding;
use ferrofax_engine::t30::outcome::Outcome;
use packets::{Frames, Mask};

/// What stands on an anonymous record behind the version of its maker.
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
}

/// Why a record was not made anonymous.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnonymous {
    /// It can't be read.
    #[error(transparent)]
    Tape(#[from] TapeError),
    /// It is all sound.
    #[error(
        "this call was audio to its end: its page and its numbers are in the sound itself and cannot be taken \
         out of it; only calls that were in T.38 can be made anonymous"
    )]
    Sound,
}

/// Makes a record anonymous.
///
/// # Errors
/// [`NotAnonymous`].
pub fn anonymous(tape: &[u8]) -> Result<Anonymous, NotAnonymous> {
    // Which frames came whole is known at their end only: they are looked at first.
    // And how pages went is agreed on when the first was given already.
    let (mut frames, mut was_t38, mut before) = (Frames::default(), false, None);
    let mut coding = Coding::Mh;
    replay(
        tape,
        |_| (),
        |_, ran| match ran {
            Ran::HeardPacket(number, ifp) => frames.look(number, ifp),
            Ran::Switched(Some(_)) => was_t38 = true,
            Ran::Told(CallEvent::Negotiated(negotiated)) => coding = negotiated.coding,
            Ran::Told(CallEvent::Ended(outcome)) => before = Some(outcome),
            _ => {}
        },
    )?;
    if !was_t38 {
        return Err(NotAnonymous::Sound);
    }
    let mut by = Replaced { mask: Mask::new(frames), coding, outcome: None };
    let tape = rewrite(tape, NOTE, &mut by)?;
    Ok(Anonymous { tape, outcome: by.outcome, ends_the_same: by.outcome == before })
}

/// What replaces things.
struct Replaced {
    mask: Mask,
    /// In which pages went.
    coding: Coding,
    outcome: Option<Outcome>,
}

impl Rewrite for Replaced {
    fn settings(&mut self, settings: &mut CallSettings) {
        match settings {
            CallSettings::Answer(config) => {
                zeros(&mut config.ident);
                config.nsf.iter_mut().for_each(|nsf| keep_maker(nsf));
            }
            CallSettings::Originate(config) => {
                zeros(&mut config.ident);
                let texts = [&mut config.sub, &mut config.sid, &mut config.pwd];
                texts.into_iter().flatten().for_each(zeros);
                config.nss.iter_mut().for_each(|nss| keep_maker(nss));
            }
        }
    }

    fn sound(&mut self, heard: &mut [i16]) {
        heard.fill(0);
    }

    fn packet(&mut self, number: Option<u16>, ifp: &mut Vec<u8>) {
        self.mask.packet(number, ifp);
    }

    fn page(&mut self, page: &mut PageToSend) {
        page.bitmap = stripes::page_like(&page.bitmap, self.coding).into();
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
    use crate::talk::{Talk, damaged};
    use ferrofax_engine::t30::outcome::Status;

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
                assert!(now.is_whole);
                assert_eq!(now.packets_heard.len(), then.packets_heard.len());
                assert!(!format!("{:?}", now.far).contains("991"), "{:?}", now.far);
            }
        }
    }

    #[test]
    fn a_call_in_audio_is_refused() {
        let error = anonymous(&Talk::default().run().answerer).unwrap_err();
        assert_eq!(error, NotAnonymous::Sound);
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
