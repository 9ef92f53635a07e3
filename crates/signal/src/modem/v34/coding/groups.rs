//! A mapping frame's bits, parted by what they are for (ITU-T V.34 §9.3).

use super::framing::{Framing, GROUPS};

/// The bits of one 4D symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// I1: half a turn between the two points.
    pub(super) half_turn: u8,
    /// I2 + 2 × I3: by how many quarter turns the first point goes on.
    pub(super) turns: u8,
    /// The q bits of each point.
    pub(super) points: [u16; 2],
}

/// A mapping frame's bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parted {
    /// The shell mapper's number.
    pub(super) number: u32,
    /// The four 4D symbols.
    pub(super) groups: [Group; GROUPS],
}

/// Whether group number `at` has I3 in a mapping frame of `count` bits. All have in the
/// frames of more than twelve; in those of 8, 9, 11 and 12 the first ones, as many as there
/// are bits beyond eight (§9.3.2, as spandsp and BinModem read it; linmodem sends all I1,
/// then all I2).
const fn has_i3(count: u32, at: usize) -> bool {
    count > 12 || at + 8 < count as usize
}

/// Parts the bits of mapping frame number `at` of a data frame, the first one lowest.
#[inline(always)]
pub(super) fn part(framing: &Framing, at: usize, bits: u128) -> Parted {
    let (count, of_number) = (framing.bits_of(at), framing.shell_bits_of(at));
    // §9.3.1: in a low frame the highest bit of the number is 0.
    let number = bits as u32 & ((1 << of_number) - 1);
    // What is left are 52 bits at most.
    let left = (bits >> of_number) as u64;
    let groups = if count > 12 { alike(framing, left) } else { one_by_one(count, left) };
    Parted { number, groups }
}

/// The groups of a mapping frame in which all are of one length.
#[inline(always)]
fn alike(framing: &Framing, bits: u64) -> [Group; GROUPS] {
    let within = framing.point_bits;
    let point = |bits: u64| bits as u16 & ((1 << within) - 1);
    let mut groups = [Group::default(); GROUPS];
    for (at, group) in groups.iter_mut().enumerate() {
        let bits = bits >> (at as u32 * (3 + 2 * within));
        *group = Group {
            half_turn: bits as u8 & 1,
            turns: (bits >> 1) as u8 & 3,
            points: [point(bits >> 3), point(bits >> (3 + within))],
        };
    }
    groups
}

/// Those of a mapping frame of `count` bits, in which some have no I3. There are no more points
/// than rings.
fn one_by_one(count: u32, mut bits: u64) -> [Group; GROUPS] {
    let mut take = |count: u32| {
        let taken = bits as u8 & ((1 << count) - 1);
        bits >>= count;
        taken
    };
    std::array::from_fn(|at| Group {
        half_turn: take(1),
        turns: take(if has_i3(count, at) { 2 } else { 1 }),
        points: [0; 2],
    })
}

/// Joins what [`part`] has parted.
#[inline(always)]
pub(super) fn join(framing: &Framing, at: usize, parted: &Parted) -> u128 {
    let (count, of_number) = (framing.bits_of(at), framing.shell_bits_of(at));
    let (mut bits, mut width) = (0u64, 0);
    let mut put = |value: u16, count: u32| {
        bits |= u64::from(value & ((1 << count) - 1)) << width;
        width += count;
    };
    for (at, group) in parted.groups.iter().enumerate() {
        put(group.half_turn.into(), 1);
        put(group.turns.into(), if has_i3(count, at) { 2 } else { 1 });
        for point in group.points {
            put(point, framing.point_bits);
        }
    }
    debug_assert_eq!(of_number + width, count);
    u128::from(parted.number & ((1 << of_number) - 1)) | u128::from(bits) << of_number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::Shaping;
    use crate::modem::v34::coding::test_line::Noise;
    use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

    #[test]
    fn bits_are_parted_and_joined_at_every_rate() {
        let mut noise = Noise::new(1);
        for symbol_rate in SymbolRate::ALL {
            for data_rate in DataRate::all() {
                let Ok(framing) = Framing::new(symbol_rate, data_rate, Shaping::Minimum) else {
                    continue;
                };
                for at in 0..framing.mapping_frames {
                    let word = (0..4).fold(0u128, |word, _| word << 32 | u128::from(noise.next()));
                    let bits = word & ((1 << framing.bits_of(at)) - 1);
                    let parted = part(&framing, at, bits);
                    assert_eq!(join(&framing, at, &parted), bits, "{symbol_rate} {data_rate}");
                    assert!(parted.number < 1 << framing.shell_bits);
                }
            }
        }
    }

    #[test]
    fn at_eight_bits_nothing_but_two_rotations_a_symbol_is_sent() {
        let framing = Framing::new(SymbolRate::S2400, DataRate::MIN, Shaping::Minimum)
            .expect("it is carried");
        let parted = part(&framing, 0, 0b10_01_11_00);
        let rotations = parted.groups.map(|group| (group.half_turn, group.turns));
        assert_eq!(rotations, [(0, 0), (1, 1), (1, 0), (0, 1)]);
    }
}
