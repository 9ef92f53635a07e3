//! What waits in the spool is dialled and sent: the service with a simulated network around it.

#[path = "../common/mod.rs"]
mod common;

mod bench;
mod busy_day;
mod commands;
mod connected;
mod crash;
mod door;
mod network;
mod receivers;
mod road;
