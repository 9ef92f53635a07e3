//! Faxes in colours by packets and through the gateway arrive octet by octet; a gateway that lets
//! no error correction through lets no colours through.

use crate::colour_calls::{answering, calling, came, coloured};
use crate::jbig_calls::is_good;
use crate::t38::behind::Behind;
use crate::t38::network::{self, Network};
use crate::t38::terminal::Ours;
use ferrofax::call::{Call, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::Coding;
use ferrofax::t38::{GatewayConfig, Terms};
use ferrofax_kit::calling::Calling;
use ferrofax_kit::colours;
use ferrofax_kit::t43;

#[test]
fn colours_go_by_packets() {
    let without_loss = t43::grey_page(1728, 64, colours::colour_at);
    let sent = coloured(&[Some(colours::page(1728, 300, 200)), None, Some(without_loss)]);
    let terms = T38Terms { max_ifp: 400, ..T38Terms::default() };
    let mut caller =
        Ours::new(Call::originate(calling(Rate::V17At14400)), sent.clone(), Some(terms));
    let mut answerer = Ours::answering(answering(), terms);
    network::run(&mut caller, &mut answerer, Network::default(), 600);
    came(&sent, &answerer.pages, &answerer.trace, true);
    assert!(is_good(caller.outcome.as_ref(), sent.len()), "{}", caller.trace.join("\n"));
}

#[test]
fn colours_go_through_a_gateway_that_lets_error_correction_through() {
    let sent = coloured(&[Some(colours::page(1728, 200, 200))]);
    let terms = Terms { max_ifp: 400, ..Terms::default() };
    for (ecm, coding) in [(true, Coding::Jpeg), (false, Coding::Mr)] {
        let config = GatewayConfig { terms, ecm, ..GatewayConfig::default() };
        let caller = Calling::new(calling(Rate::V17At14400), sent.clone());
        let mut caller = Behind::new(&config, caller);
        let mut answerer = Ours::answering(answering(), terms);
        network::run(&mut caller, &mut answerer, Network::default(), 1200);
        let told = answerer.trace.join("\n");
        assert_eq!(answerer.pages.len(), 1, "{told}");
        assert_eq!(answerer.pages[0].coding, coding, "{told}");
        if ecm {
            came(&sent, &answerer.pages, &answerer.trace, true);
        }
    }
}
