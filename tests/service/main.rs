//! The module without Asterisk: calls that come, jobs that go, and the host that it asks.

mod addressed;
mod clocks;
mod colours;
mod disks;
mod durable;
mod fake_channel;
mod holding;
mod io_faults;
mod junk;
mod keeping;
mod last_page;
mod operator;
mod publishing;
mod receiving;
mod recorded;
mod sending;

use ferrofax_kit::{numbers, smtp_sink};
