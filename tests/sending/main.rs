//! What waits in the spool is dialled and sent: the service with a simulated network around it.

#[path = "../common/mod.rs"]
mod common;

mod bench;
mod bugs;
mod busy_day;
mod clock;
mod commands;
mod connected;
mod crash;
mod door;
mod network;
#[path = "../common/numbers.rs"]
mod numbers;
mod receivers;
mod road;
