//! Makes a new recording from an old one: the old call runs again, with changed input. The new
//! recording is written while the call runs, so it has the call's reaction to the changed input,
//! and can be replayed like any other recording.

use super::tape::{Given, Reading};
use super::{Call, CallEvent, CallSettings, PageToSend, TapeError};
use ferrofax_signal::time::SampleTime;

/// What is changed.
pub trait Rewrite {
    /// With what the call is begun.
    fn settings(&mut self, settings: &mut CallSettings);
    /// What it hears from `at` on.
    fn sound(&mut self, at: SampleTime, heard: &mut [i16]);
    /// A packet of T.38 that comes, with its number if it has one.
    fn packet(&mut self, number: Option<u16>, ifp: &mut Vec<u8>);
    /// A page that it is given to send.
    fn page(&mut self, page: &mut PageToSend);
    /// What it tells its owner meanwhile.
    fn told(&mut self, event: &CallEvent);
    /// Whether the new recording ends here, as one that was cut off does.
    fn ends(&self, at: SampleTime) -> bool;
}

/// Makes a new recording from an old one. As its maker, the new one names the version of this
/// Ferrofax, followed by `note`.
///
/// # Errors
/// It is no recording, or a damaged one.
pub fn rewrite(tape: &[u8], note: &str, by: &mut impl Rewrite) -> Result<Vec<u8>, TapeError> {
    let (head, mut reading) = Reading::open(tape)?;
    let mut settings = head.settings;
    by.settings(&mut settings);
    let mut call = Call::on_noted_tape(settings, note);
    let mut out = Vec::new();
    loop {
        while let Some(event) = call.poll_event() {
            by.told(&event);
        }
        out.extend(call.take_tape());
        if by.ends(call.now) {
            return Ok(out);
        }
        match reading.next() {
            Ok(Some(Given::End(_))) => out.extend(call.finish_tape()),
            Ok(Some(given)) => give(&mut call, given, by),
            Ok(None) | Err(TapeError::Cut) => return Ok(out),
            Err(error) => return Err(error),
        }
    }
}

fn give(call: &mut Call, given: Given, by: &mut impl Rewrite) {
    match given {
        Given::Heard(mut samples) => {
            by.sound(call.now, &mut samples);
            call.hear(&samples);
        }
        Given::Gap(samples) => call.hear_gap(samples),
        Given::Said(samples) => call.say(&mut vec![0; samples]),
        Given::Passed(samples) => call.pass_time(samples),
        Given::Packet(number, mut ifp) => {
            by.packet(number, &mut ifp);
            call.hear_packet(number, &ifp);
        }
        Given::ToT38(terms) => call.switch_to_t38(terms),
        Given::ToAudio => call.switch_to_audio(),
        Given::T38Refused => call.t38_refused(),
        Given::Stored(page, true) => call.page_stored(page),
        Given::Stored(page, false) => call.page_not_stored(page),
        Given::BeyondLimit(page) => call.page_beyond_limit(page),
        Given::PageTooLarge => call.page_too_large(),
        Given::Page(mut page) => {
            by.page(&mut page);
            // As in a replay: it may be wanted or not.
            _ = call.give_page(page);
        }
        Given::PollRefused(why) => call.refuse_poll(why),
        Given::HoldsPageEnds => call.hold_page_ends(),
        Given::PageEndAllowed(index) => call.page_end_allowed(index),
        Given::HungUp => call.hang_up(),
        Given::Cancelled => call.cancel(),
        // Those of the new tape are its own.
        Given::Sum(_) | Given::End(_) => {}
    }
    while call.poll_packet().is_some() {}
}
