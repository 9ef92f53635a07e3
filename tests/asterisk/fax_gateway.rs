//! Faxes from spandsp to spandsp through the T.38 gateway of our PBX, both ways: the part
//! that every test run can afford, all calls at once. `make matrix ONLY=gateway` runs all
//! rates.

use ferrofax::modem::Rate::{V17At7200, V17At14400, V27ter2400, V27ter4800, V29At7200, V29At9600};

use crate::gateway_case::{GatewayCase, GatewayLab, Way};
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::all_at_once;

on_each_asterisk!(faxes_pass_between_audio_and_t38_both_ways);

const fn case(way: Way, rate: ferrofax::modem::Rate, ecm: bool) -> GatewayCase {
    GatewayCase { way, rate, ecm, pages: 1 }
}

const CASES: [GatewayCase; 13] = [
    GatewayCase { way: Way::Packets, rate: V17At14400, ecm: true, pages: 2 },
    case(Way::Packets, V17At14400, false),
    case(Way::Packets, V17At7200, true),
    case(Way::Packets, V29At9600, true),
    case(Way::Packets, V27ter4800, false),
    case(Way::Packets, V27ter2400, true),
    GatewayCase { way: Way::Line, rate: V17At14400, ecm: true, pages: 2 },
    case(Way::Line, V29At9600, false),
    case(Way::Line, V29At7200, true),
    case(Way::Line, V27ter4800, true),
    case(Way::LineHeard, V17At14400, true),
    case(Way::LineHeard, V17At14400, false),
    case(Way::LineHeard, V29At9600, true),
];

fn faxes_pass_between_audio_and_t38_both_ways(asterisk: Asterisk) {
    let gateway = GatewayLab::start("fax-gateway", asterisk, &CASES);
    all_at_once(&CASES, |at, case| case.run(&gateway, at));
}
