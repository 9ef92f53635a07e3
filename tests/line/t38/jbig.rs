//! Faxes in JBIG by packets and through the gateway arrive pixel by pixel; a gateway that
//! lets no error correction through lets no JBIG through.

use crate::jbig_calls::{answering, calling, came_whole, is_good, some_pages};
use crate::t38::behind::Behind;
use crate::t38::network::{self, Network};
use crate::t38::terminal::Ours;
use ferrofax::call::T38Terms;
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, Resolution};
use ferrofax::t38::{GatewayConfig, Terms};
use ferrofax_kit::calling::Calling;

#[test]
fn jbig_goes_by_packets() {
    let sent = some_pages(1728, 200);
    let terms = T38Terms { max_ifp: 400, ..T38Terms::default() };
    let mut caller = Ours::calling(calling(Rate::V17At14400), &sent, terms);
    let mut answerer = Ours::answering(answering(), terms);
    network::run(&mut caller, &mut answerer, Network::default(), 600);
    came_whole(&sent, &answerer.pages, Coding::Jbig, &answerer.trace);
    assert!(is_good(caller.outcome.as_ref(), sent.len()), "{}", caller.trace.join("\n"));
}

#[test]
fn jbig_goes_through_a_gateway_that_lets_error_correction_through() {
    let sent = some_pages(1728, 200);
    let terms = Terms { max_ifp: 400, ..Terms::default() };
    for (ecm, coding) in [(true, Coding::Jbig), (false, Coding::Mr)] {
        let config = GatewayConfig { terms, ecm, ..GatewayConfig::default() };
        let caller = Calling::sending(calling(Rate::V17At14400), &sent, Resolution::Standard);
        let mut caller = Behind::new(&config, caller);
        let mut answerer = Ours::answering(answering(), terms);
        network::run(&mut caller, &mut answerer, Network::default(), 1200);
        came_whole(&sent, &answerer.pages, coding, &answerer.trace);
    }
}
