//! The module without Asterisk: calls that come, jobs that go, and the host that it asks.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/numbers.rs"]
mod numbers;
#[path = "../common/smtp_sink.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod smtp_sink;

mod addressed;
mod colours;
mod durable;
mod holding;
mod junk;
mod keeping;
mod operator;
mod receiving;
mod recorded;
mod sending;
