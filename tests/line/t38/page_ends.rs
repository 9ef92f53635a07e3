//! The end of a page waits for its owner by packets, too.

use crate::jbig_calls::{answering, calling};
use crate::t38::network::{self, Network, PacketTerminal};
use crate::t38::terminal::Ours;
use ferrofax::call::T38Terms;
use ferrofax::modem::Rate;
use ferrofax::t30::outcome::{Cause, Status};
use ferrofax_kit::pages::{self, Content};

/// A sender whose owner allows the only page's end so many ticks after it was asked; none: never.
struct Held {
    ours: Ours,
    allows_after: Option<u32>,
    waited: u32,
}

impl PacketTerminal for Held {
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
        let goes_on = self.ours.tick(heard, said);
        if self.ours.said > 0 {
            self.waited += 1;
            if Some(self.waited) == self.allows_after {
                self.ours.call.page_end_allowed(0);
            }
        }
        goes_on
    }
}

fn call(allows_after: Option<u32>) -> [Ours; 2] {
    let page = pages::page(Content::Text, 1728, 200, 1);
    let terms = T38Terms { max_ifp: 400, ..T38Terms::default() };
    let mut ours = Ours::calling(calling(Rate::V17At14400), &[page], terms);
    ours.call.hold_page_ends();
    let mut caller = Held { ours, allows_after, waited: 0 };
    let mut answerer = Ours::answering(answering(), terms);
    network::run(&mut caller, &mut answerer, Network::default(), 600);
    [caller.ours, answerer]
}

#[test]
fn a_page_whose_end_is_allowed_after_three_seconds_arrives() {
    let [caller, answerer] = call(Some(150));
    let outcome = caller.outcome.expect("it is over");
    assert_eq!((outcome.status, caller.confirmed), (Status::Received, 1), "{:?}", caller.trace);
    assert!(answerer.pages[0].complete);
}

#[test]
fn a_page_whose_end_is_not_allowed_is_not_there() {
    let [caller, answerer] = call(None);
    let outcome = caller.outcome.expect("it is over");
    assert_eq!((outcome.cause, caller.confirmed), (Cause::Storage, 0), "{:?}", caller.trace);
    assert!(answerer.pages.iter().all(|page| !page.complete), "{:?}", answerer.trace);
}
