//! The gateway between a telephone line and T.38.
//!
//! A step is 20 ms of one of two calls with a gateway between them: a caller on the line,
//! an answerer behind packets. Both ways are harmed. The gateway has no end of its own;
//! those of the calls are looked at. In some calls somebody else sends it packets, too, and keeps no
//! time: what waits in it is bounded at each step.

use ferrofax::t38::{Gateway, GatewayConfig, MOST_WAITING};

use crate::fuzz::calls::{End, FRAME, any_signal};
use crate::fuzz::packets::{Network, any_flood, any_terms};
use crate::fuzz::runner::Case;

pub(crate) fn case(case: &mut Case) {
    let random = &mut case.random;
    let terms = any_terms(random);
    let mut gateway = Gateway::new(&GatewayConfig {
        terms,
        ecm: random.below(2) == 0,
        ..GatewayConfig::default()
    });
    let mut caller = End::calling(random);
    let mut answerer = End::answering(random);
    answerer.call.switch_to_t38(terms);
    let (mut to, mut from) = (Network::new(random), Network::new(random));
    let harm = [100, 1_000, 1_000_000][random.below(3) as usize];
    let flood = [0, 0, 1, 40][random.below(4) as usize];
    let mut made_up: Vec<i16> = Vec::new();
    let lively = u64::from(random.below(2 * 4_000));
    let most = 5 * 3_000 * 2;
    while !(caller.is_over() && answerer.is_over()) {
        assert!(case.steps < most, "no end of a call in {} s", case.steps / 100);
        let alive = case.steps < lively;
        let (mut said, mut heard) = ([0; FRAME], [0; FRAME]);
        caller.call.say(&mut said);
        gateway.say(&mut heard);
        if alive && made_up.is_empty() && random.below(harm) == 0 {
            made_up = any_signal(random);
        }
        let count = made_up.len().min(FRAME);
        let line = if random.below(2) == 0 { &mut said } else { &mut heard };
        line[..count].copy_from_slice(&made_up[..count]);
        made_up.drain(..count);
        if !alive {
            (said, heard) = ([0; FRAME], [0; FRAME]);
        }
        gateway.hear(&said);
        caller.call.hear(&heard);
        while let Some(packet) = gateway.poll_packet() {
            to.take(packet, random);
        }
        for (number, packet) in to.arrived().into_iter().filter(|_| alive) {
            answerer.call.hear_packet(Some(number), &packet);
        }
        answerer.call.pass_time(FRAME);
        while let Some(packet) = answerer.call.poll_packet() {
            from.take(packet, random);
        }
        for (number, packet) in from.arrived().into_iter().filter(|_| alive) {
            gateway.hear_packet(Some(number), &packet);
        }
        for _ in 0..flood {
            gateway.hear_packet(None, &any_flood(random));
        }
        let waiting = gateway.statistics().waiting;
        assert!(waiting <= MOST_WAITING, "{waiting} octets wait in the gateway");
        caller.serve(alive, random);
        answerer.serve(alive, random);
        case.steps += u64::from(!caller.is_over()) + u64::from(!answerer.is_over());
        case.steps = case.steps.max(1);
    }
    let _ = (gateway.statistics(), gateway.is_over());
}
