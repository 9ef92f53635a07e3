//! The module without Asterisk: calls that come, jobs that go, and the host that it asks.

#[path = "../common/cluster/chance.rs"]
#[allow(dead_code, reason = "shared with the tests of several machines")]
mod chance;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/numbers.rs"]
mod numbers;
#[path = "../common/cluster/outside.rs"]
#[allow(dead_code, reason = "shared with the tests of several machines")]
mod outside;
#[path = "../common/ports.rs"]
mod ports;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;
#[path = "../common/smtp_sink.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod smtp_sink;

mod addressed;
mod colours;
mod disks;
mod durable;
mod holding;
mod junk;
mod keeping;
mod operator;
mod receiving;
mod recorded;
mod sending;
