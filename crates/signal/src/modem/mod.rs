//! Samples ↔ bits: the fax modems and tones. One folder or file a Recommendation; the
//! stages they are built of are in `dsp`.

pub mod tone;
pub mod v21;
pub mod v8;

mod following;
pub mod image;
pub mod qam;
pub mod v17;
pub mod v27ter;
pub mod v29;
pub mod v34;

use std::fmt;
use v34::symbol_rate::DataRate;

/// An image modem at one of its rates, as DCS names them (ITU-T T.30 table 2, bits 11–14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rate {
    /// V.27ter, 2400 bit/s.
    V27ter2400,
    /// V.27ter, 4800 bit/s.
    V27ter4800,
    /// V.29, 7200 bit/s.
    V29At7200,
    /// V.29, 9600 bit/s.
    V29At9600,
    /// V.17, 7200 bit/s.
    V17At7200,
    /// V.17, 9600 bit/s.
    V17At9600,
    /// V.17, 12 000 bit/s.
    V17At12000,
    /// V.17, 14 400 bit/s.
    V17At14400,
}

impl Rate {
    /// All of them, each modem's from the slowest on.
    pub const ALL: [Self; 8] = [
        Self::V27ter2400,
        Self::V27ter4800,
        Self::V29At7200,
        Self::V29At9600,
        Self::V17At7200,
        Self::V17At9600,
        Self::V17At12000,
        Self::V17At14400,
    ];

    /// Data signalling rate in bit/s.
    pub const fn bps(self) -> u32 {
        match self {
            Self::V27ter2400 => 2400,
            Self::V27ter4800 => 4800,
            Self::V29At7200 | Self::V17At7200 => 7200,
            Self::V29At9600 | Self::V17At9600 => 9600,
            Self::V17At12000 => 12_000,
            Self::V17At14400 => 14_400,
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let modem = match self {
            Self::V27ter2400 | Self::V27ter4800 => "V.27ter",
            Self::V29At7200 | Self::V29At9600 => "V.29",
            Self::V17At7200 | Self::V17At9600 | Self::V17At12000 | Self::V17At14400 => "V.17",
        };
        write!(f, "{modem} {}", self.bps())
    }
}

/// The rate at which a page goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageRate {
    /// That of an image modem.
    Image(Rate),
    /// That of V.34's primary channel.
    V34(DataRate),
}

impl PageRate {
    /// Data signalling rate in bit/s.
    pub const fn bps(self) -> u32 {
        match self {
            Self::Image(rate) => rate.bps(),
            Self::V34(rate) => rate.bps(),
        }
    }

    /// The image modem's rate, if it is one's.
    pub const fn image(self) -> Option<Rate> {
        match self {
            Self::Image(rate) => Some(rate),
            Self::V34(_) => None,
        }
    }
}

impl PartialEq<Rate> for PageRate {
    fn eq(&self, rate: &Rate) -> bool {
        self.image() == Some(*rate)
    }
}

impl From<Rate> for PageRate {
    fn from(rate: Rate) -> Self {
        Self::Image(rate)
    }
}

impl fmt::Display for PageRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image(rate) => rate.fmt(f),
            Self::V34(rate) => write!(f, "V.34 {}", rate.bps()),
        }
    }
}

/// What a receiver knows of the line, from its training on; it travels with the data.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineQuality {
    /// Signal to noise at the decision point, dB.
    pub snr_db: f32,
    /// Received level, dBm0.
    pub level_dbm0: f32,
    /// Carrier offset, Hz.
    pub offset_hz: f32,
    /// Clock difference of the far modem, parts per million.
    pub skew_ppm: f32,
    /// What the line's distortion costs, dB: by so much the equaliser raises the noise
    /// over what it would be on an even line.
    pub distortion_db: f32,
    /// How often the lock had to be found anew: after slips, gaps, jumps of the phase.
    pub relocks: u32,
}

/// Bits in line order, the first one lowest: those of some symbols.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    /// The bits; those beyond `count` are zero.
    pub bits: u32,
    /// How many they are, at most 32.
    pub count: u32,
}

impl Bits {
    /// A single one.
    pub const fn one(bit: bool) -> Self {
        Self { bits: bit as u32, count: 1 }
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = bool> {
        (0..self.count).map(move |at| self.bits >> at & 1 == 1)
    }
}

/// One symbol of an image signal as the equaliser gave it, for those who look into a call.
/// Points have a mean square of 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Symbol {
    /// Where it came: in phase, in quadrature.
    pub seen: [f32; 2],
    /// The point that it was taken for.
    pub taken_for: [f32; 2],
}

/// What a receiver hears, in the order in which it was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RxEvent {
    /// Energy of the right kind is on the line.
    CarrierUp,
    /// The training sequence was recognised and data follows.
    Trained(LineQuality),
    /// A carrier was there but the training sequence could not be used; the receiver
    /// waits for the carrier to go.
    TrainingFailed,
    /// The data bits of some symbols, descrambled.
    Bits(Bits),
    /// Data bits in whose place V.21 heard silence, as they would be guessed: they were lost
    /// on the way, or the signal is over. An image signal's are among its [`RxEvent::Bits`].
    LostBits(Bits),
    /// The carrier has gone. The quality is that of the whole signal, or the default one
    /// if the receiver never trained on it.
    CarrierDown(LineQuality),
}

/// Whether a sample is of digital silence, which gateways say in the place of a packet that
/// they have lost. Few of a signal are as small, and never some in a row; in G.711's A-law
/// there is none nearer to nought.
#[inline]
pub const fn is_silent(sample: i16) -> bool {
    sample.unsigned_abs() <= 8
}

/// A receiver: samples in, events out. The result does not depend on how the samples were cut.
pub trait Receiver {
    /// Hears `samples` (linear, 8 kHz) and reports through `sink`.
    fn push(&mut self, samples: &[i16], sink: &mut dyn FnMut(RxEvent));
    /// Time passes by `samples` that never came: the line's frame was lost. A receiver
    /// that can, keeps its loops still and gives as many bits as were lost, so that what
    /// follows is in its place.
    fn gap(&mut self, samples: usize, sink: &mut dyn FnMut(RxEvent)) {
        for _ in 0..samples {
            self.push(&[0], sink);
        }
    }
    /// The symbols of data since this was asked for last. None are kept before it is asked
    /// for, nor while it is not asked for long; what is received is the same either way.
    fn take_symbols(&mut self) -> Vec<Symbol> {
        Vec::new()
    }
    /// Whether a signal is being received so well that there can be no other on the line.
    fn is_sure(&self) -> bool {
        false
    }
    /// Back to the initial state, ready for a new signal.
    fn reset(&mut self);
}

/// Where a transmitter gets its bits.
pub trait BitSource {
    /// The next bit in line order, or `None` at the end of the data.
    fn next_bit(&mut self) -> Option<bool>;

    /// The next `count` bits (at most 32), the first one lowest, and how many they are:
    /// fewer only at the end of the data.
    fn next_bits(&mut self, count: u32) -> (u32, u32) {
        let mut bits = 0;
        for at in 0..count {
            let Some(bit) = self.next_bit() else { return (bits, at) };
            bits |= u32::from(bit) << at;
        }
        (bits, count)
    }
}

/// A transmitter: bits in, samples out.
pub trait Transmitter {
    /// Fills `out` (linear, 8 kHz) and returns how many samples were written: fewer than
    /// `out.len()` only when the signal has ended.
    fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize;
}
