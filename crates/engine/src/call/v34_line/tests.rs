//! The line between a session and a link's events.

use super::*;
use ferrofax_signal::modem::v8::Agreement;
use ferrofax_signal::modem::v8::menu::{CallFunction, Menu};
use ferrofax_signal::modem::v8::modulations::{Modulation, Modulations};
use ferrofax_signal::modem::v34::control::mph::ControlRate;
use ferrofax_signal::modem::v34::link::{Rates, Start};
use ferrofax_signal::modem::v34::symbol_rate::SymbolRate;

/// A recipient whose channel is up.
fn recipient() -> V34Line {
    let modulations = Modulations::default().with(Modulation::V34HalfDuplex);
    let far = Menu::new(CallFunction::TransmitFax, modulations);
    let outcome = Outcome::Agreed(Agreement { modulations, far });
    let mut line =
        V34Line::begin(&outcome, false, -10.0, V34Bounds::default()).expect("it is V.34");
    assert_eq!(line.role, Role::Recipient);
    line.take(up());
    drain(&mut line);
    line
}

fn up() -> LinkEvent {
    let rates = Rates {
        symbol_rate: SymbolRate::S3429,
        page: DataRate::MAX,
        control: ControlRate::Bps2400,
    };
    LinkEvent::ControlUp(Start::Resync, rates)
}

fn drain(line: &mut V34Line) -> Vec<Input> {
    std::iter::from_fn(|| line.poll()).collect()
}

#[test]
fn a_missed_page_is_told_of_when_it_begins() {
    let mut line = recipient();
    line.take(LinkEvent::ControlDown);
    line.take(LinkEvent::PageMissed);
    assert_eq!(drain(&mut line), [Input::ImageUp, Input::ImageTrainingFailed]);
    line.take(LinkEvent::PageEnds(None));
    assert_eq!(drain(&mut line), [Input::ImageDown(LineQuality::default())]);
}

#[test]
fn an_answer_from_before_a_missed_page_is_not_said_behind_it() {
    for is_told in [true, false] {
        let mut line = recipient();
        line.say(vec![Signal::Frames(vec![vec![0xFF, 0x13, 0x8C]])]);
        line.take(LinkEvent::ControlDown);
        if is_told {
            line.take(LinkEvent::PageMissed);
        }
        line.take(LinkEvent::PageEnds(None));
        let heard = drain(&mut line);
        let down = Input::ImageDown(LineQuality::default());
        assert_eq!(heard, [Input::Said, Input::ImageUp, Input::ImageTrainingFailed, down]);
        line.take(up());
        assert!(line.is_idle());
    }
}

#[test]
fn a_channel_that_starts_again_and_again_is_given_up() {
    let mut line = recipient();
    for _ in 0..100 {
        line.take(LinkEvent::ControlDown);
        line.take(up());
    }
    assert!(drain(&mut line).contains(&Input::V34Failed));
    // With pages between it goes on.
    let mut line = recipient();
    for _ in 0..100 {
        line.take(LinkEvent::ControlDown);
        line.take(LinkEvent::PageBegins);
        line.take(LinkEvent::PageEnds(None));
        line.take(up());
    }
    assert!(!drain(&mut line).contains(&Input::V34Failed));
}

#[test]
fn an_answer_that_a_retrain_breaks_off_is_said_again() {
    let mut line = recipient();
    line.say(vec![Signal::Frames(vec![vec![0xFF, 0x13, 0x8C]])]);
    line.take(LinkEvent::ControlDown);
    line.take(up());
    assert!(!line.is_idle());
}
