//! What waits in the spool is dialled and sent: the service with a simulated network around it.

pub(crate) mod bench;
mod bugs;
mod busy_day;
mod clock;
mod colours;
mod commands;
mod connected;
mod crash;
mod door;
mod durable;
mod fetching;
mod lines;
pub(crate) mod network;
mod receivers;
mod remembered;
mod road;
mod slow_disk;
