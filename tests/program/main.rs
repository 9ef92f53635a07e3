//! The `ferrofax` program as people and scripts run it: its words, its exit codes, what
//! it takes and what it refuses.

mod acme;
mod audit;
mod bench;
mod calls;
mod cluster;
mod colour;
mod confined;
mod converting;
mod desk;
mod doors;
mod dropping;
mod durable;
mod earlier_names;
mod faithful;
mod fields;
mod filing;
mod font;
mod gateway;
mod graph_mailbox;
mod graph_server;
mod held;
mod hostile;
mod hylafax;
mod incomplete;
mod journal;
mod keeping;
mod listing;
mod outgoing;
mod paper;
mod planted_links;
mod polling;
mod print_shows;
mod printed;
mod printing;
mod proof;
mod raster;
mod reading;
mod remembered;
mod restored;
mod sealed;
mod sealed_ways;
mod sending;
mod setup;
mod sharing;
mod takeover;
mod two_users;
mod two_users_seal;
mod watching;
mod without_number;

use ferrofax_kit::{
    blocks, colours, numbers, ports, postgresql, printed_commands, programs, recorded, rig, waiting,
};

/// The process of a PBX, which the tests start and kill.
#[test]
#[ignore = "the process that others kill"]
fn a_pbx_that_is_killed() {
    ferrofax_kit::cluster::work();
}

/// The process of the object store, which the tests start and kill.
#[test]
#[ignore = "the process that others kill"]
fn an_object_store_that_is_killed() {
    ferrofax_kit::cluster::serve_objects();
}
