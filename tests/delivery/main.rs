//! Mails of the module: composed, handed to relays of all kinds, and read back by another program's parser.

#[path = "../common/mails.rs"]
mod mails;
#[path = "../common/outbox.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod outbox;
#[path = "../common/ports.rs"]
mod ports;
#[path = "../common/programs.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod programs;
#[path = "../common/sending.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod sending;
#[path = "../common/smtp_sink.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod smtp_sink;

mod mail;
mod outage;
mod relay;
mod report;
mod verdict;
