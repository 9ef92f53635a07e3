//! Ferrofax inside real Asterisk, 22 and 16, with spandsp as the fax machine outside. `make test` runs it.
//!
//! Each test has a laboratory of its own, with its own ports, so they run side by side.

#![allow(dead_code, unreachable_pub, reason = "the laboratory offers more than each test uses")]

mod crash;
mod exchange;
mod laboratory;
mod life;
mod loading;
mod mailboxes;
mod mailroom;
#[path = "../common/pages.rs"]
mod pages;
#[path = "../common/pbm.rs"]
mod pbm;
#[path = "../common/random.rs"]
mod random;
mod receive_case;
mod receiving;
#[path = "../common/smtp_sink.rs"]
mod smtp_sink;
mod watching;
