//! V.21: 300 bit/s by frequency shift (ITU-T V.21). T.30 sends its commands and responses
//! by channel 2, in one direction at a time (T.30 §5.1); V.8 uses both channels at once.
//!
//! | channel | a one (mark) | a zero (space) |
//! | --- | --- | --- |
//! | 1, V.21(L) | 980 Hz | 1180 Hz |
//! | 2, V.21(H) | 1650 Hz | 1850 Hz |
//!
//! [`V21Receiver`] knows a carrier when it hears one, by T.30's flags; [`ChannelReceiver`]
//! gives the bits of one channel beside the other and leaves it to the framing above it
//! what they are.

mod bit_clock;
mod carrier;
mod channel_receiver;
mod correlator;
mod receiver;
mod transmitter;

pub use channel_receiver::ChannelReceiver;
pub use receiver::V21Receiver;
pub use transmitter::V21Transmitter;

/// One of V.21's two channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The low one, V.21(L), of who called.
    One,
    /// The high one, V.21(H), of who answered, and of all that T.30 says.
    Two,
}

impl Channel {
    /// The frequency of a one, Hz.
    pub const fn mark_hz(self) -> u32 {
        match self {
            Self::One => 980,
            Self::Two => 1650,
        }
    }

    /// The frequency of a zero, Hz.
    pub const fn space_hz(self) -> u32 {
        match self {
            Self::One => 1180,
            Self::Two => 1850,
        }
    }
}

/// Bits a second.
const BIT_RATE: u32 = 300;

#[cfg(test)]
mod tests;
