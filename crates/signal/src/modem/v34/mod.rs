//! V.34 half-duplex (ITU-T V.34 (02/98), clauses 10.2 and 12): pages at up to 33 600 bit/s
//! one way, and a control channel both ways in between.
//!
//! A call goes through these rooms in this order:
//!
//! ```text
//!  probing   INFO0, tones A and B, L1/L2, INFOh: what the line carries, what is to be sent
//!  primary   S, S̄, PP, TRN: the recipient learns the line; later S, S̄, PP before each page
//!  control   PPh, ALT, MPh, E: 600 symbols a second both ways; T.30's frames
//!  coding    the page's bits ↔ points of two dimensions, for `primary` to carry
//!  link      all of it as one modem: the face
//! ```
//!
//! Who dialled is the call modem, the other one the answer modem (it decides carriers and
//! scramblers of `probing` and `control`); who sends pages is the source, who takes them
//! the recipient (clauses 3.11, 3.14). All four combinations occur.
//!
//! The text counts in symbols T. In S, S̄, PP, TRN and B1 these are the primary channel's,
//! in PPh, ALT, MPh, E, Sh, S̄h and AC the control channel's of 1/600 s; it nowhere says so,
//! but its figures' lengths have no other sense.

pub mod coding;
pub mod control;
mod crc;
pub mod link;
pub mod points;
pub mod primary;
pub mod probing;
pub mod symbol_rate;

use crate::dsp::scrambler::Scrambler;

/// Which end of the call a modem is: who dialled, or who was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The call modem: control channel at 1200 Hz, scrambler GPC.
    Call,
    /// The answer modem: control channel at 2400 Hz, scrambler GPA.
    Answer,
}

impl Side {
    /// The other end.
    pub const fn far(self) -> Self {
        match self {
            Self::Call => Self::Answer,
            Self::Answer => Self::Call,
        }
    }

    /// The scrambler of what this end sends, beginning with zeros (V.34 clause 7): GPC is
    /// 1 + x⁻¹⁸ + x⁻²³, GPA 1 + x⁻⁵ + x⁻²³. The far end descrambles with the same.
    pub fn scrambler(self) -> Scrambler {
        match self {
            Self::Call => Scrambler::new(18, 23, 0),
            Self::Answer => Scrambler::new(5, 23, 0),
        }
    }
}
