//! Calls, and what they are made of, as `tests/kit/src/fuzz/table.rs` has it.

mod calls;
mod frames;
mod gateway;
mod hdlc;
mod packets;

use ferrofax_kit::fuzz::{damage, runner, table};
use runner::Target;

const TARGETS: &[Target] = &[
    Target { name: "hdlc", step: "a train of bits", apart: false, work: hdlc::case },
    Target { name: "frames", step: "a T.30 frame", apart: false, work: frames::case },
    Target { name: "audio", step: "20 ms of any audio", apart: false, work: calls::any_audio },
    Target { name: "calls", step: "20 ms of one of two ends", apart: false, work: calls::two_ends },
    Target { name: "ifp", step: "a T.38 packet", apart: false, work: packets::case },
    Target { name: "t38", step: "20 ms of one of two ends", apart: false, work: packets::two_ends },
    Target { name: "gateway", step: "20 ms of one of two ends", apart: false, work: gateway::case },
];

/// A few steps of one target.
fn short(name: &str, steps: u64) {
    table::short(TARGETS, name, steps);
}

#[test]
fn trains_of_bits() {
    short("hdlc", 2_000);
}

#[test]
fn t30_frames() {
    short("frames", 20_000);
}

#[test]
fn calls_that_hear_anything() {
    short("audio", 20_000);
}

#[test]
fn calls_on_a_line_that_does_anything() {
    short("calls", 20_000);
}

#[test]
fn t38_packets() {
    short("ifp", 20_000);
}

#[test]
fn calls_on_a_network_that_does_anything() {
    short("t38", 20_000);
}

#[test]
fn a_gateway_between_two_that_do_anything() {
    short("gateway", 10_000);
}

/// What another process of these tests starts for targets whose cases may end it.
#[test]
#[ignore = "is started by the others"]
fn cases_of_another_process() {
    table::serve_another(TARGETS);
}

/// `make fuzz`.
#[test]
#[ignore = "takes minutes: make fuzz"]
fn ten_million_steps() {
    table::ten_million_steps(TARGETS);
}
