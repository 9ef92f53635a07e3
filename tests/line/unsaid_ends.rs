//! The end of a page waits until its owner has written down that it is said: a receiver can't have
//! a page of which the owner knows nothing. By packets: `t38/page_ends.rs`.

use ferrofax::call::{AnswerConfig, OriginateConfig, V8Offer};
use ferrofax::t4::Resolution;
use ferrofax::t30::outcome::{Cause, Status};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::pages::{Content, page};
use ferrofax_kit::wire::{BLOCK, Block, Terminal};

/// Blocks of 20 ms.
const SECOND: u64 = 50;

/// What happened between a sender that holds the ends of its pages and a receiver.
struct Held {
    caller: Calling,
    answerer: Answering,
    /// Pages that the receiver had when each end was allowed.
    had: Vec<usize>,
    /// Blocks from the page's last signal on until the call had ended; of the last page.
    lasted: u64,
}

/// Both to their ends, where the owner allows each page's end after so many blocks; none: never.
fn held(allows_after: Option<u64>, v8: V8Offer, pages: u32) -> Held {
    let sent: Vec<_> = (0..pages).map(|seed| page(Content::Text, 1728, 200, seed.into())).collect();
    let config = OriginateConfig { v8, ..OriginateConfig::default() };
    let mut caller = Calling::sending(config, &sent, Resolution::Standard);
    caller.call.hold_page_ends();
    let mut answerer = Answering::new(AnswerConfig { v8, ..AnswerConfig::default() });
    let (mut to_caller, mut to_answerer): (Block, Block) = ([0; BLOCK], [0; BLOCK]);
    let (mut said, mut had, mut said_at) = (0, Vec::new(), 0);
    for block in 0..180 * SECOND {
        let mut says = [0; BLOCK];
        let caller_goes_on = caller.block(&to_caller, &mut says);
        let heard = std::mem::replace(&mut to_answerer, says);
        answerer.block(&heard, &mut to_caller);
        let ends = caller.story.iter().filter(|line| line.starts_with("said ")).count();
        if ends > said {
            (said, said_at) = (ends, block);
        }
        if said > had.len() && Some(block - said_at) == allows_after {
            had.push(answerer.pages.len());
            caller.call.page_end_allowed(said as u32 - 1);
        }
        if !caller_goes_on {
            answerer.hang_up();
            return Held { caller, answerer, had, lasted: block - said_at };
        }
    }
    panic!("it has no end: {:?}", caller.trace);
}

#[test]
fn the_end_of_a_page_waits_for_its_owner_and_the_fax_arrives() {
    for v8 in [V8Offer::Nothing, V8Offer::V34] {
        for seconds in [0, 3] {
            let held = held(Some(seconds * SECOND), v8, 2);
            let outcome = held.caller.outcome.expect("it is over");
            let trace = held.caller.trace.join("\n");
            assert_eq!((outcome.status, outcome.pages), (Status::Received, 2), "{v8:?}: {trace}");
            assert_eq!(held.caller.verdicts(), ["Mcf 0", "Mcf 1"], "{v8:?}: {trace}");
            let complete = held.answerer.pages.iter().filter(|page| page.complete).count();
            assert_eq!(complete, 2, "{v8:?}");
            // Nobody had a page before its end was allowed.
            assert_eq!(held.had, [0, 1], "{v8:?}");
        }
    }
}

#[test]
fn a_page_end_that_is_not_allowed_in_time_is_never_said() {
    for v8 in [V8Offer::Nothing, V8Offer::V34] {
        let held = held(None, v8, 1);
        let outcome = held.caller.outcome.expect("it is over");
        let trace = held.caller.trace.join("\n");
        assert_eq!((outcome.cause, outcome.pages), (Cause::Storage, 0), "{v8:?}: {trace}");
        // Neither confirmed nor in doubt.
        assert_eq!(held.caller.verdicts(), [""; 0], "{v8:?}: {trace}");
        let complete = held.answerer.pages.iter().filter(|page| page.complete).count();
        assert_eq!(complete, 0, "{v8:?}: {:?}", held.answerer.trace);
        // Nor DCN, which some receivers take for the end of a whole page.
        let says = |what: &str| trace.contains(&format!("> {what}"));
        assert!(!says("PPS-EOP") && !says("EOP") && !says("DCN"), "{v8:?}: {trace}");
        assert!(held.lasted < 6 * SECOND, "{v8:?}: {} blocks", held.lasted);
    }
}

/// So that the others can fail.
#[test]
fn who_does_not_hold_them_has_them_said_at_once() {
    let sent = [page(Content::Text, 1728, 200, 5)];
    let mut caller = Calling::sending(OriginateConfig::default(), &sent, Resolution::Standard);
    let mut answerer = Answering::new(AnswerConfig::default());
    let mut wire = ferrofax_kit::wire::Wire::new(&ferrofax_kit::line_model::LineSettings::mu_law());
    wire.run(&mut caller, &mut answerer);
    assert_eq!(caller.verdicts(), ["Mcf 0"], "{:?}", caller.trace);
}
