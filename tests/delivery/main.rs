//! Mails of the module: composed, handed to relays of all kinds, and read back by another program's parser.

mod booking;
mod mail;
mod mails;
mod outage;
mod relay;
mod report;
mod token;
mod verdict;

use ferrofax_kit::{outbox, ports, programs, sending, smtp_sink};
