//! The `ferrofax` program as people and scripts run it: its words, its exit codes, what
//! it takes and what it refuses.

mod acme;
mod audit;
mod bench;
#[path = "../common/blocks.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests")]
mod blocks;
mod calls;
mod cluster;
mod colour;
#[path = "../common/colours.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests")]
mod colours;
mod confined;
mod converting;
mod desk;
mod doors;
mod dropping;
mod durable;
mod faithful;
mod fields;
mod font;
mod gateway;
mod held;
mod hostile;
mod hylafax;
mod journal;
mod keeping;
mod listing;
#[path = "../common/numbers.rs"]
mod numbers;
mod paper;
mod planted_links;
mod polling;
#[path = "../common/ports.rs"]
mod ports;
#[path = "../common/postgresql.rs"]
mod postgresql;
mod print_shows;
mod printed;
#[path = "../common/printed.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the tests against Asterisk")]
mod printed_commands;
mod printing;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;
mod raster;
#[path = "../common/recorded.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod recorded;
mod remembered;
mod restored;
#[path = "../mail/rig.rs"]
#[allow(dead_code, reason = "shared with the tests of the mail gateway")]
mod rig;
mod sealed;
mod sealed_ways;
mod sending;
mod setup;
mod sharing;
mod takeover;
mod two_users;
mod two_users_seal;
#[path = "../common/waiting.rs"]
mod waiting;
mod watching;
mod without_number;
