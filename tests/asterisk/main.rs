//! Ferrofax inside real Asterisk, 22 and 16, with spandsp as the fax machine outside.
//! `make test` runs it.
//!
//! Each test has a laboratory of its own, with its own ports, so they run side by side.

#![allow(dead_code, unreachable_pub, reason = "the laboratory offers more than each test uses")]

mod ansible;
#[cfg(feature = "program")]
mod attackers;
mod bad_installation;
mod bad_networks;
#[path = "../common/blocks.rs"]
mod blocks;
mod broken_off;
#[cfg(feature = "program")]
mod cluster;
#[path = "../common/colours.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests")]
mod colours;
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
#[cfg(feature = "program")]
#[path = "../printer/client.rs"]
mod ipp_client;
mod laboratory;
mod life;
mod loading;
#[cfg(feature = "program")]
mod mail_server;
#[cfg(feature = "program")]
mod mail_server_crash;
#[cfg(feature = "program")]
mod mail_server_program;
#[cfg(feature = "program")]
mod mail_to_fax;
mod mailboxes;
mod mailroom;
mod manager;
mod no_fax_machine;
#[cfg(feature = "program")]
#[path = "../common/odt.rs"]
mod odt;
#[cfg(feature = "program")]
mod office;
mod operator;
mod packages;
#[path = "../common/packages.rs"]
mod packages_made;
mod packet_faxes;
#[path = "../common/pages.rs"]
mod pages;
#[path = "../common/pbm.rs"]
mod pbm;
mod personal_data;
#[cfg(feature = "program")]
mod polling;
#[path = "../common/ports.rs"]
mod ports;
mod printed;
#[path = "../common/printed.rs"]
mod printed_commands;
mod program;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod programs;
#[path = "../common/random.rs"]
mod random;
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
#[path = "../common/smtp_sink.rs"]
mod smtp_sink;
mod spool_trouble;
mod super_g3;
mod switching;
mod t38_faxes;
#[path = "../common/t43.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with other tests")]
mod t43;
#[cfg(feature = "program")]
mod two_users;
mod udptl_relay;
#[cfg(feature = "program")]
mod unit;
mod versions;
mod watching;
#[cfg(feature = "program")]
#[path = "../web/reader.rs"]
mod web_reader;
mod wrong_settings;
