//! JBIG (ITU-T T.82) as T.85 has it for faxes: one bit plane, one resolution, from the top
//! to the bottom; and of several planes, as pages in colours have it (T.43).
//!
//! Each pixel is guessed from ten that are known already, of the rows above and of its own
//! (`template.rs`); what is coded is whether the guess was right, by an adaptive arithmetic
//! coder (`coder.rs`) that has learnt, for each of the 1024 patterns of the ten, how likely
//! that is (`states.rs`). A row that is like the one above is said by one such decision.
//!
//! A page is a header of 20 octets (`header.rs`) and stripes, of 128 rows usually. The coder
//! begins anew with each stripe and keeps what it has learnt. There is no place where it
//! could find its feet again after damage: it is for error correction alone (T.85 clause 3).
//! Read `decode.rs`, then `encode.rs`; `planes.rs` has what is different with several planes.
//!
//! The numbers of clauses, tables and figures are T.82's (03/93) where T.85 (08/95, with
//! amendment 1) is not named. They were read in others' words, not in the Recommendations,
//! and what they say was checked against the test data of T.82 clause 7 and jbigkit.
//!
//! Left out, since T.85 and T.43 leave it out: layers of less resolution and the deterministic
//! prediction of these.

mod adapt;
mod coder;
mod decode;
mod encode;
mod header;
mod planes;
mod rows;
mod states;
mod template;

pub(super) use decode::Decoder;
pub(super) use encode::encode_planes;
pub use encode::{Options, encode};
pub use header::Fault;
pub(super) use header::HEADER_LEN;
pub(super) use planes::Entity;

/// What begins a marker, and is followed by [`STUFF`] where it is data (table 2).
const ESC: u8 = 0xFF;
const STUFF: u8 = 0x00;
/// A stripe's end, after which all goes on.
const SDNORM: u8 = 0x02;
/// A stripe's end, after which all begins as at the top of a page.
const SDRST: u8 = 0x03;
/// The sender gave the page up.
const ABORT: u8 = 0x04;
/// How many rows there are after all.
const NEWLEN: u8 = 0x05;
/// The pixel of the template that can move moves.
const ATMOVE: u8 = 0x06;
/// What is no part of the page.
const COMMENT: u8 = 0x07;

#[cfg(test)]
mod tests;
