//! JBIG (ITU-T T.82) with the parameters that T.85 chooses for faxes: one bit plane and one
//! resolution, coded from top to bottom. Also JBIG of several planes, for pages in colours (T.43).
//!
//! Each pixel is predicted from ten pixels that are already known, of the rows above and of its own
//! row (`template.rs`). The adaptive arithmetic coder (`coder.rs`) codes whether the prediction was
//! right. For each of the 1024 patterns of the ten pixels it learns how likely that is
//! (`states.rs`). If a row is equal to the row above, one such decision codes the whole row.
//!
//! A page is a header of 20 octets (`header.rs`) and stripes, usually of 128 rows. The coder
//! restarts with each stripe but keeps its learnt probabilities. A decoder cannot resume after
//! damage, so JBIG is used only with error correction (T.85 clause 3). Read `decode.rs`, then
//! `encode.rs`. `planes.rs` handles several planes.
//!
//! Numbers of clauses, tables and figures without a Recommendation are those of T.82 (03/93); T.85
//! is named where it is meant (08/95, with amendment 1). They were taken from other texts, not from
//! the Recommendations themselves. The code was checked against the test data of T.82 clause 7 and
//! against jbigkit.
//!
//! Not supported, because T.85 and T.43 do not use them: layers of lower resolution, and their
//! deterministic prediction.

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

/// The octet that begins a marker. In data it is followed by [`STUFF`] (table 2).
const ESC: u8 = 0xFF;
const STUFF: u8 = 0x00;
/// The end of a stripe; the next stripe keeps all state.
const SDNORM: u8 = 0x02;
/// The end of a stripe; the next stripe begins with the state of the top of a page.
const SDRST: u8 = 0x03;
/// The sender aborted the page.
const ABORT: u8 = 0x04;
/// A corrected number of rows.
const NEWLEN: u8 = 0x05;
/// A move of the template's movable pixel.
const ATMOVE: u8 = 0x06;
/// A comment, which is not part of the page.
const COMMENT: u8 = 0x07;

#[cfg(test)]
mod tests;
