//! Two links against each other.

use super::test_pair::Pair;
use super::{Rates, Start};
use crate::modem::v34::Side;
use crate::modem::v34::control::mph::ControlRate;
use crate::modem::v34::probing::test_wire::{Law, Wire};
use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

pub(super) const SIDES: [Side; 2] = [Side::Call, Side::Answer];

pub(super) fn mu_law() -> Wire {
    Wire { law: Law::Mu, gain_db: -6.0, ..Wire::default() }
}

/// Both have understood each other and the pages came whole.
#[track_caller]
pub(super) fn assert_whole(pair: &Pair, pages: usize) {
    let (source, recipient) = (pair.source(), pair.recipient());
    for number in 0..pages {
        assert_eq!(recipient.wrong(number), 0, "page {number}\n{}", pair.log());
    }
    assert_eq!(recipient.heard.pages.len(), pages, "{}", pair.log());
    source.assert_understood(recipient);
    recipient.assert_understood(source);
}

#[test]
fn two_pages_at_the_highest_rate_over_mu_law() {
    let rates = Rates {
        symbol_rate: SymbolRate::S3429,
        page: DataRate::MAX,
        control: ControlRate::Bps2400,
    };
    for source in SIDES {
        let mut pair = Pair::with_pages(source, 2, 40_000, &mu_law(), |_| {});
        pair.run(20_000);
        assert_whole(&pair, 2);
        let ups = [(Start::StartUp, rates), (Start::Resync, rates), (Start::Resync, rates)];
        assert_eq!(pair.call.heard.ups, ups);
        assert_eq!(pair.answer.heard.ups, ups);
        assert_eq!((pair.call.heard.downs, pair.answer.heard.downs), (2, 2));
        // Some 2.8 s to the control channel, and 2.2 s a page that lasts 1.2 s.
        assert!(pair.ms < 8000, "{}", pair.log());
    }
}
