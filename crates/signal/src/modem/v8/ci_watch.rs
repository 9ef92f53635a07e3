//! Hears CI, with which a station that called asks for ANSam once more after a DIS with bit 6
//! (ITU-T V.8 §7.1, T.30 §6.1.4).

use super::menu::{CallFunction, Menu};
use super::sequence::{Heard, Repeated, SequenceKind, SequenceReader};
use crate::modem::v21::{Channel, ChannelReceiver};

/// Hears a fax machine's CI beside whatever else is listened for.
#[derive(Clone, Debug)]
pub struct CiWatch {
    channel: ChannelReceiver,
    reader: SequenceReader,
    repeated: Repeated,
}

impl CiWatch {
    /// One that has heard nothing.
    pub fn new() -> Self {
        Self {
            channel: ChannelReceiver::new(Channel::One),
            reader: SequenceReader::new(),
            repeated: Repeated::default(),
        }
    }

    /// Hears `samples` (linear, 8 kHz). True: the same CI of a fax came twice in a row.
    pub fn push(&mut self, samples: &[i16]) -> bool {
        let Self { channel, reader, repeated } = self;
        let mut is_heard = false;
        channel.push(samples, &mut |bit| {
            reader.push(bit, &mut |heard| {
                if let Heard::Sequence(SequenceKind::Ci, octets) = heard {
                    is_heard |= repeated.push(&octets) && is_of_fax(&octets);
                }
            });
        });
        is_heard
    }

    /// Back to the initial state.
    pub fn reset(&mut self) {
        *self = Self::new();
    }
}

impl Default for CiWatch {
    fn default() -> Self {
        Self::new()
    }
}

fn is_of_fax(octets: &[u8]) -> bool {
    let function = Menu::decode(octets).call_function();
    matches!(function, Some(CallFunction::TransmitFax | CallFunction::ReceiveFax))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::Transmitter;
    use crate::modem::v8::sequence::SequenceSource;
    use crate::modem::v21::V21Transmitter;

    fn is_heard(octets: &[u8], times: usize) -> bool {
        let mut source = SequenceSource::times(SequenceKind::Ci, octets, times);
        let mut said = vec![0; 12_000];
        V21Transmitter::in_channel(Channel::One, -30.0).pull(&mut source, &mut said);
        CiWatch::new().push(&said)
    }

    #[test]
    fn a_burst_of_a_fax_is_heard_and_nothing_else() {
        assert!(is_heard(&[0x81], 3));
        assert!(is_heard(&[0xA1], 3));
        assert!(!is_heard(&[0x81], 1));
        assert!(!is_heard(&[0xC1], 5));
        assert!(!CiWatch::new().push(&[0; 8000]));
    }
}
