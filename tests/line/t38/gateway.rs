//! The gateway between T.38 and a telephone line: spandsp's T.38 terminal on one side,
//! its audio terminal on the other, both ways.

use crate::t38::behind::Behind;
use crate::t38::fax::some_pages;
use crate::t38::network::{self, Network};
use crate::t38::spandsp::SpT38;
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, RateManagement};
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::Status;
use ferrofax::t38::{GatewayConfig, GatewayStats, Terms};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::pages;
use ferrofax_kit::peer::SpFax;

/// Which way a fax goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    ToPackets,
    ToLine,
}

/// Sends the pages through the gateway between spandsp's two terminals.
fn send(
    way: Way,
    rate: Rate,
    ecm: bool,
    terms: Terms,
    network: Network,
    sent: &[Bitmap],
) -> Result<GatewayStats, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
    pages::write_tiff(&from, sent, Resolution::Standard);
    let modems = match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => "v27ter",
        Rate::V29At7200 | Rate::V29At9600 => "v29",
        _ => "v17",
    };
    let (bps, version) = (rate.bps().to_string(), terms.version.to_string());
    let ecm_word = if ecm { "--ecm" } else { "--no-ecm" };
    let mut options = vec!["--modems", modems, "--max-rate", &bps, ecm_word, "--version", &version];
    let trace = std::env::var_os("T38_TRACE").is_some();
    if trace {
        options.push("--trace");
    }
    let audio = |terminal: SpFax| {
        let terminal = options[..5].iter().fold(terminal, |terminal, word| terminal.arg(word));
        if trace { terminal.arg("--trace").start() } else { terminal.start() }
    };
    let config = GatewayConfig { terms, ..GatewayConfig::default() };
    let max_s = 300 + 120 * sent.len() as u64;
    let (stats, on_line, by_packets) = match way {
        Way::ToPackets => {
            let mut sender = Behind::new(&config, audio(SpFax::sending(&from)));
            let mut receiver = SpT38::receiving(&to, &options);
            network::run(&mut sender, &mut receiver, network, max_s);
            (sender.gateway.statistics(), sender.terminal.finish(), receiver.finish())
        }
        Way::ToLine => {
            let mut sender = SpT38::sending(&from, &options);
            let mut receiver = Behind::new(&config, audio(SpFax::receiving(&to)));
            network::run(&mut sender, &mut receiver, network, max_s);
            (receiver.gateway.statistics(), receiver.terminal.finish(), sender.finish())
        }
    };
    let mut faults = Vec::new();
    if !on_line.ok || !by_packets.ok {
        faults.push(format!("on the line: {}\n  by packets: {}", on_line.log, by_packets.log));
    }
    let got: Vec<Bitmap> = tiff::read(&to).map_or_else(
        |_| Vec::new(),
        |pages| pages.iter().filter_map(|page| page.bitmap().ok()).collect(),
    );
    if got.len() != sent.len() {
        faults.push(format!("{} of {} pages came", got.len(), sent.len()));
    }
    for (sent, got) in sent.iter().zip(&got) {
        faults.extend(pages::difference(sent, got));
    }
    if stats.pages != sent.len() as u32 || stats.rate != Some(rate) || stats.ecm != ecm {
        faults.push(format!("{stats:?}"));
    }
    if faults.is_empty() {
        Ok(stats)
    } else {
        Err(format!("{way:?}, {rate}, ECM {ecm}:\n  {}", faults.join("\n  ")))
    }
}

#[test]
fn every_rate_goes_through_the_gateway_both_ways() {
    let mut faults = Vec::new();
    for way in [Way::ToPackets, Way::ToLine] {
        for rate in Rate::ALL {
            for ecm in [false, true] {
                let result = send(
                    way,
                    rate,
                    ecm,
                    Terms { max_ifp: 400, ..Terms::default() },
                    Network::default(),
                    &some_pages(1),
                );
                println!(
                    "{way:?}, {rate}, ECM {ecm}: {}",
                    result.as_ref().map_or("failed", |_| "whole")
                );
                faults.extend(result.err());
            }
        }
    }
    assert!(faults.is_empty(), "{} faults, the first: {}", faults.len(), faults[0]);
}

#[test]
fn three_pages_come_through_the_gateway_over_networks_that_are_late_and_lose() {
    let usual = Terms { max_ifp: 400, ..Terms::default() };
    let redundant = Network { redundancy: 3, ..Network::default() };
    for (what, terms, network) in [
        (
            "version 3, short packets",
            Terms { version: 3, max_ifp: 60, ..usual },
            Network::default(),
        ),
        ("5 % lost, redundancy 3", usual, Network { loss: 0.05, ..redundant }),
        (
            "2 % lost in bursts of 3, redundancy 3",
            usual,
            Network { loss: 0.02 / 3.0, burst: 3, ..redundant },
        ),
        (
            "10 % up to 80 ms late, redundancy 3",
            usual,
            Network { late: 0.1, late_ticks: 4, ..redundant },
        ),
        ("all 300 ms late", usual, Network { delay_ticks: 15, ..Network::default() }),
    ] {
        for way in [Way::ToPackets, Way::ToLine] {
            for (rate, ecm) in
                [(Rate::V17At14400, true), (Rate::V29At9600, false), (Rate::V27ter4800, true)]
            {
                send(way, rate, ecm, terms, network, &some_pages(3))
                    .unwrap_or_else(|why| panic!("{what}: {why}"));
            }
        }
    }
}

#[test]
fn two_gateways_bring_two_lines_together_whichever_checks_the_training() {
    let sent = some_pages(2);
    for (rate_management, fill_bit_removal) in [
        (RateManagement::Transferred, false),
        (RateManagement::Local, false),
        (RateManagement::Transferred, true),
    ] {
        for (rate, ecm) in [
            (Rate::V17At14400, true),
            (Rate::V17At9600, false),
            (Rate::V29At7200, true),
            (Rate::V27ter2400, false),
        ] {
            let config = GatewayConfig {
                terms: Terms { rate_management, fill_bit_removal, ..Terms::default() },
                ..GatewayConfig::default()
            };
            let originate =
                OriginateConfig { rates: vec![rate], ecm, ..OriginateConfig::default() };
            let mut caller =
                Behind::new(&config, Calling::sending(originate, &sent, Resolution::Standard));
            let answer = AnswerConfig { ecm, ..AnswerConfig::default() };
            let mut answerer = Behind::new(&config, Answering::new(answer));
            network::run(&mut caller, &mut answerer, Network::default(), 600);
            let traces = format!(
                "{}\n{}",
                caller.terminal.trace.join("\n"),
                answerer.terminal.trace.join("\n")
            );
            for outcome in [caller.terminal.outcome, answerer.terminal.outcome] {
                let received = outcome.is_some_and(|outcome| outcome.status == Status::Received);
                assert!(
                    received,
                    "{rate_management:?}, fill out {fill_bit_removal}, {rate}, ECM {ecm}: {outcome:?}\n{traces}"
                );
            }
            for (sent, page) in sent.iter().zip(&answerer.terminal.pages) {
                assert_eq!(pages::difference(sent, &page.bitmap), None, "{traces}");
            }
            assert_eq!(answerer.gateway.statistics().pages, 2);
        }
    }
}

#[test]
fn a_sender_comes_down_to_the_slower_rate_of_a_modem_that_is_allowed() {
    for rate in [Rate::V17At12000, Rate::V17At7200, Rate::V29At7200] {
        let same =
            |other: &Rate| ferrofax::t30::rate::is_v17(*other) == ferrofax::t30::rate::is_v17(rate);
        let rates = Rate::ALL
            .into_iter()
            .filter(|other| same(other) && other.bps() <= rate.bps())
            .collect();
        let config = GatewayConfig { rates, ..GatewayConfig::default() };
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
        let sent = some_pages(1);
        pages::write_tiff(&from, &sent, Resolution::Standard);
        let mut sender = Behind::new(&config, SpFax::sending(&from).start());
        let mut receiver = SpT38::receiving(&to, &[]);
        network::run(&mut sender, &mut receiver, Network::default(), 300);
        let stats = sender.gateway.statistics();
        let (on_line, by_packets) = (sender.terminal.finish(), receiver.finish());
        assert!(
            on_line.ok && by_packets.ok && stats.rate == Some(rate),
            "{rate}: {stats:?}\n{}\n{}",
            on_line.log,
            by_packets.log
        );
    }
}

#[test]
fn a_gateway_lets_through_no_more_than_it_was_allowed() {
    let sent = some_pages(1);
    let terms = Terms { max_bit_rate: 9600, ..Terms::default() };
    let rates = vec![Rate::V29At9600, Rate::V29At7200, Rate::V27ter4800, Rate::V27ter2400];
    let config = GatewayConfig { terms, ecm: false, rates, ..GatewayConfig::default() };
    let mut caller = Behind::new(
        &config,
        Calling::sending(OriginateConfig::default(), &sent, Resolution::Standard),
    );
    let mut answerer = Ours::answering(AnswerConfig::default(), terms);
    network::run(&mut caller, &mut answerer, Network::default(), 300);
    let page = answerer.pages.first().expect("a page");
    assert_eq!((page.rate, page.ecm, page.coding), (Rate::V29At9600.into(), false, Coding::Mr));
    assert_eq!(pages::difference(&sent[0], &page.bitmap), None);
}
