//! A router that translates addresses (NAT) and forgets the way of UDP: what receives keeps it
//! open while a page comes in, and where packets stop all the same, the network is named.

use crate::t38::network::{self, Network};
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding};
use ferrofax::t30::outcome::{Cause, Status};
use ferrofax_kit::pages::{self, Content};

/// Ticks of 20 ms in a second.
const SECOND: u64 = 50;

/// A page that takes more than a minute.
fn page() -> Bitmap {
    pages::page(Content::Text, 1728, 1143, 5)
}

/// Both ends when a page has gone, or not, over this network.
fn send(network: Network, ecm: bool) -> (Ours, Ours, f64) {
    let terms = T38Terms::default();
    let config = OriginateConfig {
        rates: vec![Rate::V27ter4800],
        codings: vec![Coding::Mh],
        ecm,
        ..OriginateConfig::default()
    };
    let mut caller = Ours::calling(config, &[page()], terms);
    let mut answerer = Ours::answering(AnswerConfig { ecm, ..AnswerConfig::default() }, terms);
    let seconds = network::run(&mut caller, &mut answerer, network, 400);
    (caller, answerer, seconds)
}

#[test]
fn the_way_through_a_router_stays_open_while_a_page_comes_in() {
    for ecm in [true, false] {
        for forgets_s in [30, 15] {
            let network = Network { forgets_after: Some(forgets_s * SECOND), ..Network::default() };
            let (caller, answerer, seconds) = send(network, ecm);
            let ends = (caller.outcome.unwrap(), answerer.outcome.unwrap());
            assert!(seconds > 60.0, "the page takes {seconds} s");
            assert_eq!(
                (ends.0.status, ends.1.status),
                (Status::Received, Status::Received),
                "after {forgets_s} s, ECM {ecm}: {:#?}",
                answerer.trace
            );
            assert!(answerer.pages[0].bitmap == page());
        }
    }
}

#[test]
fn packets_that_stop_in_the_middle_of_a_page_are_the_networks() {
    for ecm in [true, false] {
        let network = Network { breaks_at: Some(45 * SECOND), ..Network::default() };
        let (_, answerer, _) = send(network, ecm);
        let outcome = answerer.outcome.unwrap();
        assert_eq!(
            (outcome.status, outcome.cause),
            (Status::Incomplete, Cause::PacketsStopped),
            "ECM {ecm}: {:#?}",
            answerer.trace
        );
        assert!(outcome.cause.text().contains("network"));
    }
}

/// A caller that says that its signal is over has not been cut off.
#[test]
fn a_caller_that_ends_its_page_and_falls_silent_is_no_fault_of_the_networks() {
    use crate::t38::network::PacketTerminal;
    /// A caller whose packets are not sent any more once its page has ended.
    struct Mute(Ours, bool);
    impl PacketTerminal for Mute {
        fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
            let goes_on = self.0.tick(heard, said);
            self.1 |= self.0.trace.iter().any(|rung| rung.contains("> EOP"));
            if self.1 {
                said.clear();
            }
            goes_on
        }
    }
    let terms = T38Terms::default();
    let config = OriginateConfig { ecm: false, ..OriginateConfig::default() };
    let caller = Ours::calling(config, &[page()], terms);
    let mut answerer =
        Ours::answering(AnswerConfig { ecm: false, ..AnswerConfig::default() }, terms);
    network::run(&mut Mute(caller, false), &mut answerer, Network::default(), 400);
    assert_eq!(answerer.outcome.unwrap().cause, Cause::NoCommandAfterPage, "{:#?}", answerer.trace);
}
