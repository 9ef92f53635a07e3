//! What several test executables share: two fax terminals on a simulated line, pages to send,
//! spandsp as the other end, the `ferrofax` program with a spool, and clients of its interfaces.
//!
//! All of it is seeded, and lines count time in samples. Therefore, a test has the same result every
//! time, however busy the machine is.
#![allow(missing_docs, reason = "for tests alone")]

pub use ferrofax_lines::{line_model, line_stages, random, sounds, wire};
pub use ferrofax_resources::{english, ports, processor, programs};

pub mod answering;
pub mod blocks;
pub mod calling;
pub mod cluster;
pub mod codecs;
pub mod colours;
pub mod faxing;
pub mod fuzz;
pub mod ipp_client;
pub mod numbers;
pub mod outbox;
pub mod packages;
pub mod packet_line;
pub mod pages;
pub mod patience;
pub mod pbm;
pub mod peer;
pub mod postgresql;
pub mod printed_commands;
pub mod received;
pub mod recorded;
pub mod rig;
pub mod sending;
pub mod service;
pub mod smtp_sink;
pub mod sp_modem;
pub mod spools;
pub mod t43;
pub mod terminal;
pub mod time_stamp_service;
pub mod typical_pages;
pub mod waiting;
pub mod web_reader;
pub mod years;
