//! Scrambler and descrambler: a self-synchronising shift register with two taps.
//!
//! # Theory
//!
//! A long run of equal bits would leave the equaliser and the loops nothing to go by, and
//! would put all energy at few frequencies. So each bit is sent as the exclusive or of
//! itself and of two bits that stand on the line already, a and b bits back. The receiver
//! has the same line bits and takes them out again; wherever it begins, it is in step
//! after b bits:
//!
//! ```text
//! line[n] = data[n] ⊕ line[n − a] ⊕ line[n − b]          scrambling
//! data[n] = line[n] ⊕ line[n − a] ⊕ line[n − b]          descrambling
//! ```
//!
//! That is division and multiplication by the polynomial 1 + x⁻ᵃ + x⁻ᵇ: 1 + x⁻¹⁸ + x⁻²³ in
//! V.29 and V.17, 1 + x⁻⁶ + x⁻⁷ in V.27ter, which adds a guard against repeating patterns.

/// Shift register with taps; the same object scrambles or descrambles, never both.
#[derive(Clone, Debug)]
pub struct Scrambler {
    /// Line bits, the newest highest.
    register: u32,
    /// Where in the register the two taps find the feedback for the next bit.
    taps: (u32, u32),
    /// Bits of the largest group, as many as the shorter tap is far, and of as many of those as
    /// 64 bits hold.
    group: u32,
    word: u32,
    guard: Option<Guard>,
}

impl Scrambler {
    /// With the generating polynomial 1 + x⁻ᵃ + x⁻ᵇ, starting from `register` (newest bit lowest).
    pub fn new(a: u32, b: u32, register: u32) -> Self {
        let group = a.min(b);
        Self {
            register: register.reverse_bits(),
            taps: (32 - a, 32 - b),
            group,
            word: 64 / group * group,
            guard: None,
        }
    }

    /// Adds V.27ter's guard.
    pub fn guarded(mut self) -> Self {
        self.guard = Some(Guard::default());
        self
    }

    /// Data bit in, line bit out.
    pub fn scramble(&mut self, data: bool) -> bool {
        let line = data ^ self.next_feedback() ^ self.guard.as_ref().is_some_and(Guard::is_due);
        self.shift(line);
        line
    }

    /// A group of `count` data bits (from one to as many as the shorter tap is far, the
    /// first in time lowest) in, as many line bits out.
    #[inline(always)]
    pub fn scramble_group(&mut self, data: u32, count: u32) -> u32 {
        if self.guard.as_ref().is_some_and(|guard| guard.is_near(count)) {
            return (0..count)
                .fold(0, |line, i| line | u32::from(self.scramble(data >> i & 1 == 1)) << i);
        }
        let line = (data ^ self.feedback()) & ((1 << count) - 1);
        self.shift_group(line, count);
        line
    }

    /// Line bit in, data bit out. A wrong line bit harms three data bits and is then forgotten.
    pub fn descramble(&mut self, line: bool) -> bool {
        let data = line ^ self.next_feedback() ^ self.guard.as_ref().is_some_and(Guard::is_due);
        self.shift(line);
        data
    }

    /// A group of `count` line bits (from one to as many as the shorter tap is far, the
    /// first in time lowest) in, as many data bits out.
    #[inline(always)]
    pub fn descramble_group(&mut self, line: u32, count: u32) -> u32 {
        if self.guard.as_ref().is_some_and(|guard| guard.is_near(count)) {
            return (0..count)
                .fold(0, |data, i| data | u32::from(self.descramble(line >> i & 1 == 1)) << i);
        }
        let data = (line ^ self.feedback()) & ((1 << count) - 1);
        self.shift_group(line, count);
        data
    }

    /// So many data bits (the first in time lowest) in, as many line bits out.
    #[inline(always)]
    pub fn scramble_all(&mut self, data: u128, count: u32) -> u128 {
        if self.guard.is_some() {
            return self.by_groups(data, count, Self::scramble_group);
        }
        let first = count.min(64);
        let low = self.scramble_word(data as u64, first);
        let high = self.scramble_word((data >> 64) as u64, count - first);
        u128::from(low) | u128::from(high) << 64
    }

    /// What [`Self::scramble_all`] does with 64 bits at most.
    #[inline(always)]
    fn scramble_word(&mut self, data: u64, count: u32) -> u64 {
        // What the taps see of the bits before these.
        let mut line = data ^ u64::from(self.feedback());
        // To divide by 1 + p, p being both taps, is to multiply by 1 + p, by 1 + p², by 1 + p⁴ and
        // so on, until p's power is beyond the last bit.
        let (mut a, mut b) = (32 - self.taps.0, 32 - self.taps.1);
        while a < count {
            line ^= line << a ^ line.checked_shl(b).unwrap_or(0);
            (a, b) = (2 * a, 2 * b);
        }
        self.register = if count < 32 {
            ((line << 32 | u64::from(self.register)) >> count) as u32
        } else {
            (line >> (count - 32)) as u32
        };
        line & 1u64.checked_shl(count).unwrap_or(0).wrapping_sub(1)
    }

    /// So many line bits (the first in time lowest) in, as many data bits out.
    #[inline(always)]
    pub fn descramble_all(&mut self, line: u128, count: u32) -> u128 {
        if self.guard.is_some() || count > 96 {
            return self.by_groups(line, count, Self::descramble_group);
        }
        // What the taps see is all there: the line's bits and those before them.
        let line = line & ((1 << count) - 1);
        let seen = line << 32 | u128::from(self.register);
        self.register = (seen >> count) as u32;
        (line ^ seen >> self.taps.0 ^ seen >> self.taps.1) & ((1 << count) - 1)
    }

    /// Works off bits in groups as large as they may be, as many as fit into 64 bits at a time.
    #[inline(always)]
    fn by_groups(
        &mut self,
        bits: u128,
        count: u32,
        group: impl Fn(&mut Self, u32, u32) -> u32,
    ) -> u128 {
        let (mut done, mut at) = (0, 0);
        while at < count {
            let end = count.min(at + self.word);
            let (mut some, mut done_of_them, mut place) = ((bits >> at) as u64, 0u64, 0);
            while at + place < end {
                let many = self.group.min(end - at - place);
                let taken = some as u32 & ((1 << many) - 1);
                done_of_them |= u64::from(group(self, taken, many)) << place;
                some >>= many;
                place += many;
            }
            done |= u128::from(done_of_them) << at;
            at = end;
        }
        done
    }

    /// The feedback for the next bit (lowest) and those after it: the bits that the taps
    /// see for a group are there before it, so they can be taken at once.
    const fn feedback(&self) -> u32 {
        self.register >> self.taps.0 ^ self.register >> self.taps.1
    }

    const fn next_feedback(&self) -> bool {
        self.feedback() & 1 == 1
    }

    #[inline(always)]
    const fn shift_group(&mut self, line: u32, count: u32) {
        self.register = self.register >> count | line << (32 - count);
        if let Some(guard) = &mut self.guard {
            guard.watch_group(self.register, count);
        }
    }

    fn shift(&mut self, line: bool) {
        if let Some(guard) = &mut self.guard {
            guard.watch(self.register, line);
        }
        self.register = self.register >> 1 | u32::from(line) << 31;
    }
}

/// V.27ter's guard: when the line bit has been equal to one of those 8, 9 and 12 places
/// back for 33 bits in a row, the next line bit is inverted, which ends repetitions with
/// a period of 1, 2, 3, 4, 6, 8, 9 and 12.
#[derive(Clone, Debug, Default)]
struct Guard {
    run: u32,
}

impl Guard {
    const LIMIT: u32 = 33;

    const fn is_due(&self) -> bool {
        self.run >= Self::LIMIT
    }

    /// Whether it may be due within the next `count` bits.
    const fn is_near(&self, count: u32) -> bool {
        self.run + count > Self::LIMIT
    }

    /// The last `count` bits of `register` are new, and the guard was not near.
    #[inline(always)]
    const fn watch_group(&mut self, register: u32, count: u32) {
        let differs =
            (register << 8 ^ register) & (register << 9 ^ register) & (register << 12 ^ register);
        let same = differs.leading_zeros();
        self.run = if same >= count { self.run + count } else { same };
    }

    const fn watch(&mut self, register: u32, line: bool) {
        let line = line as u32;
        let repeats =
            ((register >> 24) ^ line) & ((register >> 23) ^ line) & ((register >> 20) ^ line) & 1
                == 0;
        self.run = if self.is_due() || !repeats { 0 } else { self.run + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_scrambled_is_descrambled_from_any_start() {
        for (a, b, guarded) in [(18, 23, false), (6, 7, false), (6, 7, true)] {
            let make = |seed| {
                let scrambler = Scrambler::new(a, b, seed);
                if guarded { scrambler.guarded() } else { scrambler }
            };
            let (mut there, mut back) = (make(0), make(0));
            let mut seed = 1u32;
            for i in 0..20_000 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let bit = if i < 10_000 { seed >> 31 == 1 } else { true };
                assert_eq!(back.descramble(there.scramble(bit)), bit, "bit {i}");
            }
        }
    }

    #[test]
    fn a_group_is_descrambled_as_its_bits_are() {
        for guarded in [false, true] {
            let make = || {
                if guarded { Scrambler::new(6, 7, 9).guarded() } else { Scrambler::new(18, 23, 9) }
            };
            let (mut one, mut all) = (make(), make());
            let mut seed = 3u32;
            for i in 0..3000 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Now and then the same for so long that the guard is due.
                let line = if i % 200 < 100 { seed >> 28 } else { 0 };
                let data = (0..4)
                    .fold(0, |data, i| data | u32::from(one.descramble(line >> i & 1 == 1)) << i);
                assert_eq!(all.descramble_group(line, 4), data);
            }
        }
    }

    #[test]
    fn a_group_is_scrambled_as_its_bits_are() {
        for guarded in [false, true] {
            let make = || {
                if guarded { Scrambler::new(6, 7, 9).guarded() } else { Scrambler::new(18, 23, 9) }
            };
            let (mut one, mut all) = (make(), make());
            let mut seed = 3u32;
            for i in 0..3000 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                // Now and then the same for so long that the guard is due.
                let data = if i % 200 < 100 { seed >> 28 } else { 0 };
                let line = (0..4)
                    .fold(0, |line, i| line | u32::from(one.scramble(data >> i & 1 == 1)) << i);
                assert_eq!(all.scramble_group(data, 4), line);
            }
        }
    }

    #[test]
    fn many_bits_are_scrambled_and_descrambled_as_each_is() {
        for (a, b) in [(18, 23), (5, 23), (6, 7)] {
            let make = || Scrambler::new(a, b, 77);
            let (mut one, mut all, mut back) = (make(), make(), make());
            let mut seed = 3u128;
            for count in (0..=128).chain([79, 1, 18, 5]) {
                seed = seed.wrapping_mul(0x2360_ED05_1FC6_5DA4_4385_DF64_9FCC_F645).wrapping_add(1);
                let data = if count < 128 { seed & ((1 << count) - 1) } else { seed };
                let line = (0..count)
                    .fold(0, |line, at| line | u128::from(one.scramble(data >> at & 1 == 1)) << at);
                assert_eq!(all.scramble_all(data, count), line, "{count}");
                assert_eq!(back.descramble_all(line, count), data, "{count}");
            }
        }
    }

    #[test]
    fn a_line_error_harms_three_bits() {
        let (mut there, mut back) = (Scrambler::new(18, 23, 5), Scrambler::new(18, 23, 5));
        let wrong =
            (0..100).filter(|&i| !back.descramble(there.scramble(true) ^ (i == 40))).count();
        assert_eq!(wrong, 3);
    }

    #[test]
    fn the_guard_breaks_a_stuck_line() {
        // An all-zero register and zeros as data would keep the line at zero for ever.
        let mut scrambler = Scrambler::new(6, 7, 0).guarded();
        assert!((0..60).any(|_| scrambler.scramble(false)));
    }
}
