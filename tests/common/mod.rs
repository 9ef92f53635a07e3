//! What several tests share: two fax terminals on a simulated line, pages to send, and
//! the other engine.
//!
//! Everything is seeded and counts time in samples: a test gives the same result every
//! time, however busy the machine.
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "each test file is a crate of its own and uses its own part of this"
)]

pub use ferrofax_lines::{line_model, line_stages, random, sounds, wire};

pub mod answering;
pub mod calling;
pub mod clocks;
pub mod codecs;
pub mod colours;
pub mod fake_channel;
pub mod faxing;
pub mod packet_line;
pub mod pages;
pub mod peer;
pub mod player;
pub mod processor;
pub mod script;
pub mod sp_modem;
pub mod t43;
