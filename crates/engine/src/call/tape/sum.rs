//! A sum over all that a call did, by which it is known to have run again as it ran.

use crate::t30::outcome::Outcome;

/// FNV-1a of 64 bits over what was said and what came of it, in order. It finds what is not
/// the same; it proves nothing against somebody who wants it to be.
///
/// What came of the call is summed apart: its owner may fetch that before or after what is said.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Sum {
    said: u64,
    ended: u64,
}

/// Where a sum begins.
const NOTHING: u64 = 0xCBF2_9CE4_8422_2325;

const PRIME: u64 = 0x0100_0000_01B3;

impl Default for Sum {
    fn default() -> Self {
        Self { said: NOTHING, ended: 0 }
    }
}

impl Sum {
    pub(in crate::call) fn said(&mut self, samples: &[i16]) {
        // Most of what is said is silence, and one step for each sample waits for the step before.
        if is_silence(samples) {
            self.said = self.said.wrapping_mul(PRIME.wrapping_pow(samples.len() as u32));
            return;
        }
        samples
            .iter()
            .for_each(|sample| add(&mut self.said, u64::from(sample.cast_unsigned())));
    }

    pub(in crate::call) fn sent(&mut self, packet: &[u8]) {
        add_octets(&mut self.said, packet);
    }

    pub(in crate::call) fn ended(&mut self, outcome: &Outcome) {
        let mut ended = NOTHING;
        add_octets(&mut ended, outcome.cause.name().as_bytes());
        add_octets(&mut ended, format!("{:?} {}", outcome.status, outcome.phase).as_bytes());
        add(&mut ended, u64::from(outcome.pages));
        self.ended = ended;
    }

    /// As it stands on a recording.
    pub(in crate::call) const fn octets(self) -> [u8; 8] {
        self.said.wrapping_add(self.ended).to_le_bytes()
    }
}

/// Looked through to the end: without a way out on the way it is done many at a time.
pub(super) fn is_silence(samples: &[i16]) -> bool {
    samples.iter().fold(0, |all, sample| all | *sample) == 0
}

const fn add(sum: &mut u64, what: u64) {
    *sum = (*sum ^ what).wrapping_mul(PRIME);
}

fn add_octets(sum: &mut u64, octets: &[u8]) {
    add(sum, octets.len() as u64);
    octets.iter().for_each(|octet| add(sum, u64::from(*octet)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_summed_as_its_samples_are() {
        let (mut at_once, mut one_by_one) = (Sum::default(), Sum::default());
        for block in [&[0; 160][..], &[7, 0, -9], &[0; 1], &[]] {
            at_once.said(block);
            block
                .iter()
                .for_each(|sample| add(&mut one_by_one.said, u64::from(sample.cast_unsigned())));
        }
        assert_eq!(at_once.octets(), one_by_one.octets());
    }
}
