//! A page's end that its owner may not have said, after all, is broken off before the receiver
//! understands it: the spool has as long to find out, whether the store that nodes share
//! knows of the page.

use std::time::Duration;

use ferrofax::call::{AnswerConfig, OriginateConfig, V8Offer};
use ferrofax::spool::jobs::LONGEST_TELLING;
use ferrofax::t4::Resolution;

use crate::common::answering::Answering;
use crate::common::calling::Calling;
use crate::common::pages::{Content, page};
use crate::common::wire::{BLOCK, Block, Terminal};

/// What looks and threads may add to it.
const BESIDES: Duration = Duration::from_millis(100);

/// The receiver, where the owner ends the call so long after a page's end has begun to be said.
fn broken_off(after: Duration, v8: V8Offer) -> Answering {
    let pages = [page(Content::Text, 1728, 200, 5)];
    let config = OriginateConfig { v8, ..OriginateConfig::default() };
    let mut caller = Calling::sending(config, &pages, Resolution::Standard);
    let mut answerer = Answering::new(AnswerConfig { v8, ..AnswerConfig::default() });
    let (mut to_caller, mut to_answerer): (Block, Block) = ([0; BLOCK], [0; BLOCK]);
    let mut until = None;
    for block in 0..6_000 {
        let mut said = [0; BLOCK];
        let caller_goes_on = caller.block(&to_caller, &mut said);
        let heard = std::mem::replace(&mut to_answerer, said);
        let answerer_goes_on = answerer.block(&heard, &mut to_caller);
        if until.is_none() && caller.story.iter().any(|line| line == "said 0") {
            until = Some(block + (after.as_millis() / 20) as u32);
        }
        if until == Some(block) {
            caller.cancel();
        }
        if !caller_goes_on && !answerer_goes_on {
            break;
        }
    }
    assert!(until.is_some(), "the page was said");
    answerer
}

fn complete(answerer: &Answering) -> usize {
    answerer.pages.iter().filter(|page| page.complete).count()
}

#[test]
fn a_page_end_that_may_not_be_said_is_not_understood() {
    let answerer = broken_off(LONGEST_TELLING + BESIDES, V8Offer::Nothing);
    assert_eq!(complete(&answerer), 0, "{:?}", answerer.trace);
}

/// The control channel has no second before its frames: there it is not waited for at all.
#[test]
fn by_v34_too_where_nobody_waits() {
    let answerer = broken_off(BESIDES, V8Offer::V34);
    assert_eq!(complete(&answerer), 0, "{:?}", answerer.trace);
}

/// So that the others can fail.
#[test]
fn a_page_end_that_was_said_is_understood() {
    for v8 in [V8Offer::Nothing, V8Offer::V34] {
        assert_eq!(complete(&broken_off(Duration::from_secs(2), v8)), 1, "{v8:?}");
    }
}
