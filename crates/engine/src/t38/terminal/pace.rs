//! How long everything takes that a modem would say, so that packets go out no faster
//! than a modem at the other end can say them.

use crate::t38::ifp::Indicator;
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::Millis;

/// T.38 leaves the size of packets to the sender; most gateways use 30 or 40 ms.
pub(crate) const CHUNK: Millis = Millis(30);
/// T.30 §5.3.1: flags for 1 s ± 15 % before V.21 frames. The middle, since some adapters
/// cut the start.
pub(crate) const PREAMBLE: Millis = Millis(1_000);
/// T.4 §A.3.1: flags for 200 ms ± 100 ms before the first frame of a partial page.
pub(crate) const ECM_FLAGS: Millis = Millis(200);
/// T.30 §4.3.3.1: CED takes 2.6 to 4 s.
pub(crate) const CED: Millis = Millis(3_000);
/// T.30 §4.2: one tone of CNG.
pub(crate) const CNG: Millis = Millis(500);
/// T.30 §5.3.6.1.3: the training check takes 1.5 s.
pub(crate) const CHECK: Millis = Millis(1_500);
/// How much later a modem may be done than the last packet of a signal says; some cut off
/// what is still in their filters.
pub(crate) const TAIL: Millis = Millis(60);

/// How long an image modem trains: the symbols of its segments (V.17 §5, V.29 §9, V.27ter
/// §2.5) by its symbol rate.
pub(crate) const fn training(rate: Rate, short: bool) -> Millis {
    Millis(match rate {
        Rate::V27ter2400 => 943,
        Rate::V27ter4800 => 708,
        Rate::V29At7200 | Rate::V29At9600 => 253,
        _ if short => 142,
        _ => 1_393,
    })
}

/// How long the line is as an indicator says before data can follow.
pub(crate) const fn after(indicator: Indicator) -> Millis {
    match indicator {
        Indicator::V21Preamble => PREAMBLE,
        Indicator::Training { rate, short } => training(rate, short),
        Indicator::Ced => CED,
        Indicator::Cng => CNG,
        Indicator::NoSignal | Indicator::Later(_) => Millis(0),
    }
}

/// Samples that `bits` take at `bps`.
pub(crate) const fn of_bits(bits: u64, bps: u32) -> u64 {
    (bits * 8000).div_ceil(bps as u64)
}

/// The bits of a frame on the line: octets, FCS, stuffed zeros, and a flag at each end.
pub(crate) fn bits_of_frame(frame: &[u8]) -> u64 {
    let (mut ones, mut stuffed) = (0, 0);
    for bit in frame.iter().flat_map(|octet| (0..8).map(move |at| octet >> at & 1)) {
        ones = if bit == 1 { ones + 1 } else { 0 };
        if ones == 5 {
            (ones, stuffed) = (0, stuffed + 1);
        }
    }
    // Up to three zeros are stuffed into the FCS.
    frame.len() as u64 * 8 + stuffed + 16 + 3 + 16
}
