//! Tests of Ferrofax in real Asterisk 22 and 16, with spandsp as the remote fax machine. `make
//! test` runs them.
//!
//! Each test has a laboratory of its own with its own ports, so tests can run at the same time.

#![allow(dead_code, unreachable_pub, reason = "the laboratory offers more than each test uses")]

mod ansible;
#[cfg(feature = "program")]
mod attackers;
mod bad_installation;
mod bad_networks;
mod broken_off;
#[cfg(feature = "program")]
mod cluster;
mod crash;
mod crash_sending;
mod detection;
mod documentation;
#[cfg(feature = "program")]
mod every_way;
mod exchange;
mod fax_end;
mod fax_gateway;
mod faxsend;
mod formats;
mod freepbx;
mod freepbx_module;
mod fresh_root;
mod full_disk;
#[cfg(feature = "program")]
mod gateway;
mod gateway_case;
mod handed_over;
mod holder;
mod hostile_hours;
mod hylafax;
mod iax;
mod in_colours;
mod laboratory;
mod life;
mod loading;
#[cfg(feature = "program")]
mod mail_login;
#[cfg(feature = "program")]
mod mail_server;
#[cfg(feature = "program")]
mod mail_server_crash;
#[cfg(feature = "program")]
mod mail_server_program;
#[cfg(feature = "program")]
mod mail_to_fax;
#[cfg(feature = "program")]
mod mailbox;
mod mailboxes;
mod mailroom;
#[cfg(feature = "program")]
mod managed;
mod manager;
mod no_fax_machine;
#[cfg(feature = "program")]
mod odt;
#[cfg(feature = "program")]
mod office;
mod operator;
mod packages;
mod packet_faxes;
mod personal_data;
#[cfg(feature = "program")]
mod polling;
mod printed;
mod program;
mod receive_case;
mod receiving;
mod relay_outage;
mod relay_thread;
mod relayed_fax;
mod res_fax;
mod res_fax_lab;
mod res_fax_list;
mod res_fax_looks;
mod res_fax_order;
mod rtp_harm;
mod rtp_relay;
mod samples;
#[cfg(feature = "program")]
mod selftest;
mod send_case;
mod send_trouble;
mod sending;
mod sending_commands;
mod sending_desk;
mod sent_reports;
mod shim;
mod sip_peer;
mod sip_text;
mod slow_disk;
mod spool_trouble;
mod super_g3;
mod switching;
mod t38_faxes;
#[cfg(feature = "program")]
mod two_users;
mod udptl_relay;
#[cfg(feature = "program")]
mod unit;
mod versions;
mod watching;
mod wrong_settings;

use ferrofax_kit::{
    colours, packages as packages_made, pages, pbm, ports, printed_commands, programs, random,
    smtp_sink, t43,
};
#[cfg(feature = "program")]
use ferrofax_kit::{ipp_client, outbox, postgresql, web_reader};

/// The process of a PBX, which the tests start and kill.
#[cfg(feature = "program")]
#[test]
#[ignore = "the process that others kill"]
fn a_pbx_that_is_killed() {
    ferrofax_kit::cluster::work();
}

/// The process of the object store, which the tests start and kill.
#[cfg(feature = "program")]
#[test]
#[ignore = "the process that others kill"]
fn an_object_store_that_is_killed() {
    ferrofax_kit::cluster::serve_objects();
}
