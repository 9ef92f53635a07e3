//! A job in the spool: taken in, leased in its turn, sent page by page through calls that
//! fail in every way, until it is done or failed, reported, and deleted.

mod altering;
pub(crate) mod bench;
mod clock;
mod commands;
mod crash;
mod fetching;
mod hostile_dates;
mod life;
mod lines;
mod model;
mod order;
mod simulation;
mod stopped;
mod submission;
mod trunks;
mod unknown;
mod without_number;
