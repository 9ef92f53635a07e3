//! Whole faxes by RTP whose packets are not all audio, whose numbers or time stamps jump, or whose
//! sender stalls: nothing was lost, so the fax takes the modem, the time and the pixels that it
//! takes by plain audio. Either end hears such a stream, the one that sends and the one that
//! receives.

use ferrofax::call::{AnswerConfig, OriginateConfig};
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax::t30::outcome::Status;

use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::packet_line::{End, Manner, run};
use ferrofax_kit::pages::{self, Content};

/// Nothing but audio.
const PLAIN: Manner = Manner {
    without_audio: None,
    number_jumps: None,
    stamp_jumps: None,
    stalls: None,
    catches_up: false,
    lost: 0,
};

const RATES: [Rate; 4] = [Rate::V17At14400, Rate::V17At9600, Rate::V29At9600, Rate::V27ter4800];

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
struct Came {
    /// Both ends say that the fax arrived.
    well: bool,
    /// The page is the one that was sent.
    same: bool,
    /// The rates of the trainings, in their order.
    rates: Vec<u32>,
    line_s: f64,
    /// Time that was given to the modems as lost, at either end.
    lost_ms: [u64; 2],
    trace: String,
}

fn page() -> Bitmap {
    pages::page(Content::Text, 1728, 450, 3)
}

fn call(rate: Rate, ecm: bool, to_answerer: Manner, to_caller: Manner) -> Came {
    // Slower ones too: a stream that does harm is to be seen in the rate.
    let mut rates = OriginateConfig::default().rates;
    rates.retain(|one| *one <= rate && one.bps() <= rate.bps());
    let config = OriginateConfig { ecm, rates, ..OriginateConfig::default() };
    let caller = Calling::sending(config, &[page()], Resolution::Standard);
    let answerer = Answering::new(AnswerConfig { ecm, ..AnswerConfig::default() });
    let mut caller = End::new(caller, to_answerer, 1);
    let mut answerer = End::new(answerer, to_caller, 2);
    let line_s = run(&mut caller, &mut answerer, 400);
    caller.terminal.hang_up();
    answerer.terminal.hang_up();
    let lost_ms = [caller.losses(), answerer.losses()].map(|losses| losses.lost_samples / 8);
    let (caller, answerer) = (caller.terminal, answerer.terminal);
    let is_well = |outcome: &Option<_>| {
        outcome.as_ref().is_some_and(|outcome: &ferrofax::t30::outcome::Outcome| {
            outcome.status == Status::Received
        })
    };
    Came {
        well: is_well(&caller.outcome) && is_well(&answerer.outcome),
        same: answerer.pages.len() == 1
            && pages::difference(&page(), &answerer.pages[0].bitmap).is_none(),
        rates: caller.negotiated.iter().map(|one| one.rate.bps()).collect(),
        line_s,
        lost_ms,
        trace: format!("{}\n{}", caller.trace.join("\n"), answerer.trace.join("\n")),
    }
}

/// Each manner, at each rate, with ECM and without: as by plain audio, to the block.
fn is_as_plain(manners: &[(&str, Manner)]) {
    let mut wrong = Vec::new();
    for rate in RATES {
        for ecm in [true, false] {
            let plain = call(rate, ecm, PLAIN, PLAIN);
            assert!(plain.well && plain.same, "{}", plain.trace);
            assert_eq!(plain.rates, [rate.bps()], "{}", plain.trace);
            for &(name, manner) in manners {
                let both = [("received", manner, PLAIN), ("sent", PLAIN, manner)];
                for (way, to_answerer, to_caller) in both {
                    let came = call(rate, ecm, to_answerer, to_caller);
                    let is_right = came.well
                        && came.same
                        && came.rates == plain.rates
                        && came.lost_ms == [0, 0]
                        && came.line_s == plain.line_s;
                    let row = format!(
                        "{rate} ECM {ecm}, {way}, {name}: well {}, same {}, {:?} bit/s, {:.1} s ({:.1}), {:?} ms lost",
                        came.well, came.same, came.rates, came.line_s, plain.line_s, came.lost_ms
                    );
                    println!("{}{row}", if is_right { "" } else { "WRONG: " });
                    if !is_right {
                        wrong.push(row);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} calls:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn packets_without_audio_cost_nothing() {
    let manner = |every, packets| Manner { without_audio: Some((every, packets)), ..PLAIN };
    is_as_plain(&[
        ("one comfort-noise packet a second", manner(50, 1)),
        ("one comfort-noise packet after each", manner(1, 1)),
        ("telephone events, their end three times", manner(40, 8)),
        ("two packets of another type after each third", manner(3, 2)),
    ]);
}

#[test]
fn numbers_and_time_stamps_that_jump_cost_nothing() {
    let (numbers, stamps) = (Some((97, 1000)), Some((97, 300_000)));
    is_as_plain(&[
        ("numbers jump by 1000", Manner { number_jumps: numbers, ..PLAIN }),
        ("numbers jump by 5", Manner { number_jumps: Some((97, 5)), ..PLAIN }),
        ("stamps jump by five minutes", Manner { stamp_jumps: stamps, ..PLAIN }),
        ("both jump", Manner { number_jumps: numbers, stamp_jumps: stamps, ..PLAIN }),
    ]);
}

/// A stall in silence passes as time; in a signal nothing is lost. Comfort noise in the same stream
/// changes nothing of that.
#[test]
fn a_sender_that_stalls_and_stamps_by_its_clock_costs_the_time_of_the_stalls() {
    for rate in RATES {
        for ecm in [true, false] {
            let plain = call(rate, ecm, PLAIN, PLAIN);
            for catches_up in [false, true] {
                let stalls = Manner { stalls: Some((120, 60)), catches_up, ..PLAIN };
                let came = call(rate, ecm, stalls, PLAIN);
                let what = format!("{rate}, ECM {ecm}, made good: {catches_up}");
                assert!(came.well && came.same && came.rates == plain.rates, "{what}: {came:?}");
                assert!(came.line_s <= plain.line_s + 1.2, "{what}: {}", came.line_s);
                let to_caller = call(rate, ecm, PLAIN, stalls);
                assert!(to_caller.well && to_caller.same, "{what}: {to_caller:?}");
                // Within the burst that makes a stall good, one such packet alone looks like a loss.
                let kinds = if catches_up { &[(1, 1)][..] } else { &[(50, 1), (1, 1)] };
                for &packets in kinds {
                    let noisy = Manner { without_audio: Some(packets), ..stalls };
                    for (came, other) in [
                        (&came, call(rate, ecm, noisy, PLAIN)),
                        (&to_caller, call(rate, ecm, PLAIN, noisy)),
                    ] {
                        assert!(
                            other.well && other.same && other.rates == came.rates,
                            "{what}: {other:?}"
                        );
                        assert_eq!(
                            (other.line_s, other.lost_ms),
                            (came.line_s, came.lost_ms),
                            "{what}"
                        );
                    }
                }
            }
        }
    }
}

/// What is lost beside them is lost as it would be without them: the same call, to the second.
#[test]
fn packets_without_audio_hide_no_loss() {
    let lost = Manner { lost: 5, ..PLAIN };
    for rate in RATES {
        let plain = call(rate, true, lost, lost);
        assert!(plain.well && plain.same && plain.lost_ms != [0, 0], "{}", plain.trace);
        for packets in [(50, 1), (1, 1), (40, 8)] {
            let manner = Manner { without_audio: Some(packets), ..lost };
            let came = call(rate, true, manner, manner);
            assert_eq!(came, plain, "{rate}, {packets:?}");
        }
    }
}
