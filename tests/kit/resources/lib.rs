//! What tests need from the machine on which they run: programs, ports, CPU time.
#![allow(missing_docs, reason = "for tests alone")]

pub mod english;
pub mod ports;
pub mod processor;
pub mod programs;
pub mod relay;
