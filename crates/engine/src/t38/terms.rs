//! What both ends settled about T.38 in their session descriptions (T.38 annex D).

/// How the training check goes (T.38 §8.1, §8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateManagement {
    /// `transferredTCF`: its zeros go through the packets, the remote end judges them. What
    /// UDPTL uses.
    Transferred,
    /// `localTCF`: each end makes and judges its own, none goes through the packets. What TCP uses.
    Local,
}

/// On what terms T.38 is spoken. The default is what every peer understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The version of T.38 that both understand, 0 to 3; greater counts as 3.
    pub version: u8,
    /// The longest IFP packet in octets that the remote end takes, after what redundancy
    /// needs of its datagrams. Less than 20 counts as 20.
    pub max_ifp: u16,
    /// How the training check goes.
    pub rate_management: RateManagement,
    /// Both ends agreed that fill of pages without ECM (T.4 §4.1.3) is left out on the way.
    pub fill_bit_removal: bool,
    /// Pages may be recoded to MMR on the way. We never do.
    pub transcoding_mmr: bool,
    /// Pages may be recoded to JBIG on the way. We never do.
    pub transcoding_jbig: bool,
    /// The highest rate of the remote end in bit/s; 0 if it named none.
    pub max_bit_rate: u32,
    /// Packets that may be sent twice without harm go out three times, a little apart:
    /// indicators, and what ends a signal. For a transport that has no redundancy of its
    /// own; harmless where it has.
    pub repeat: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            version: 0,
            max_ifp: 72,
            rate_management: RateManagement::Transferred,
            fill_bit_removal: false,
            transcoding_mmr: false,
            transcoding_jbig: false,
            max_bit_rate: 14_400,
            repeat: true,
        }
    }
}
