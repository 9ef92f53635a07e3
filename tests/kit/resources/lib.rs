//! What tests use of the machine on which they run.
#![allow(missing_docs, reason = "for tests alone")]

pub mod english;
pub mod ports;
pub mod processor;
pub mod programs;
pub mod relay;
