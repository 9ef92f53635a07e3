//! Bits ↔ frames: flags, zero stuffing and the frame check sequence (ISO/IEC 13239, as
//! ITU-T T.30 §5.3 uses it).
//!
//! [`Framer`] makes the bits of a train of frames, [`Deframer`] finds the frames in a
//! train of bits, [`BridgingDeframer`] also across bits that are known to be lost. All know nothing of modems and of what a frame means; they serve V.21
//! at 300 bit/s and the ECM frames at the image rates alike.
//!
//! A frame is given without its flags and its FCS. Its bytes stand as everyone writes
//! T.30's frames: the first bit on the line is the lowest bit of a byte, so a frame
//! begins `FF 03` or `FF 13`, and the third byte is the FCF.
//!
//! ```
//! use ferrofax_engine::hdlc::{Deframer, DeframerEvent, Framer};
//!
//! // Address, control, and the FCF of CFR; behind five flags.
//! let cfr = [0xFF, 0x13, 0x84];
//! let mut framer = Framer::new(5);
//! framer.push_frame(&cfr);
//!
//! let mut deframer = Deframer::new();
//! let mut found = Vec::new();
//! while let Some(bit) = framer.next_bit() {
//!     found.extend(deframer.push_bit(bit));
//! }
//! assert_eq!(found, [DeframerEvent::FlagsSeen, DeframerEvent::Frame(cfr.to_vec())]);
//! ```

mod bridging;
mod deframer;
mod fcs;
mod framer;

pub use bridging::{BridgingDeframer, MOST_LOST};
pub use deframer::{Deframer, DeframerEvent};
pub use framer::Framer;

#[cfg(test)]
mod tests;
