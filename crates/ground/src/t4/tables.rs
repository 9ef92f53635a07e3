//! The codes of T.4 and T.6 as the Recommendations print them, and the lookup tables that are built
//! from them at compile time.
//!
//! The strings contain the bits of a code in the order in which they are sent. Everywhere else a
//! code is *reversed*: its first bit on the line is the lowest bit of a number. A reservoir that is
//! filled from bytes with the least significant bit first has the same order.

/// A code reversed, ready to be appended to a bit reservoir.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Code {
    /// The bits of the code. The first bit on the line is the lowest bit.
    pub(super) bits: u32,
    /// The number of bits of the code.
    pub(super) len: u32,
}

/// The reversed code of a whole run: at most one make-up code, and the terminating code.
///
/// The lowest 27 bits are the code; the higher bits are its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RunCode(u32);

impl RunCode {
    /// The bits of the code. The first bit on the line is the lowest bit.
    #[inline(always)]
    pub(super) const fn bits(self) -> u64 {
        (self.0 & 0x07FF_FFFF) as u64
    }

    /// The number of bits of the code.
    #[inline(always)]
    pub(super) const fn len(self) -> u32 {
        self.0 >> 27
    }
}

/// Runs below this length have an entry in the tables of whole runs.
pub(super) const WHOLE_RUNS: usize = LONGEST_MAKE_UP as usize + 64;

/// An entry of a table of runs. The index of the entry is the next bits of the line.
///
/// The lowest 4 bits are the length of the code; the others are the length of the run in pixels. A
/// run below 64 is a terminating code, a longer one a make-up code. [`NO_RUN`] means that no code
/// begins with these bits; the code length is then 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RunEntry(u16);

impl RunEntry {
    const INVALID: Self = Self(NO_RUN << 4);

    /// The number of bits of the code.
    #[inline]
    pub(super) const fn len(self) -> u32 {
        (self.0 & 15) as u32
    }

    /// The number of pixels of the run.
    #[inline]
    pub(super) const fn run(self) -> i32 {
        (self.0 >> 4) as i32
    }
}

/// Two runs that one table lookup finds: one of each colour, each of 1 to 63 pixels.
///
/// The lowest 4 bits are the length of both codes together, or 0 if the next bits are not two such
/// runs. After them come 6 bits for the length of each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PairEntry(u16);

impl PairEntry {
    /// The number of bits of both codes together.
    #[inline]
    pub(super) const fn len(self) -> u32 {
        (self.0 & 15) as u32
    }

    /// The lengths of the two runs, in pixels.
    #[inline]
    pub(super) const fn runs(self) -> (i32, i32) {
        ((self.0 >> 4 & 63) as i32, (self.0 >> 10) as i32)
    }
}

/// Two or four short runs that one table lookup finds: white and black in turn, each of 1 to 63
/// pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortRuns {
    /// The end of each run, counted from the beginning of the first run. If there are only two
    /// runs, the end of the second appears three times.
    pub(super) ends: [u8; 4],
}

/// The number of pairs of short runs, and the length of their codes. The values of successive
/// lookups can be added, as long as all codes together have fewer than 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortRunsCode(u8);

impl ShortRunsCode {
    /// The value that is added. The lowest 6 bits are the length of all codes; so the value can be
    /// used directly to shift a word. The higher bits are the number of pairs; it is 0 if the next
    /// bits are not short runs.
    #[inline(always)]
    pub(super) const fn sum(self) -> u32 {
        self.0 as u32
    }

    /// The number of bits of all codes that were added up.
    #[inline(always)]
    pub(super) const fn len(sum: u32) -> u32 {
        sum & 63
    }

    /// The number of runs that were added up.
    #[inline(always)]
    pub(super) const fn count(sum: u32) -> usize {
        (sum >> 6 << 1) as usize
    }
}

/// The number of bits with which the tables of short runs are indexed.
pub(super) const SHORT_RUNS_BITS: u32 = 12;

/// The number of bits with which the pair tables are indexed.
pub(super) const PAIR_BITS: u32 = 12;

/// The run length in a table entry whose index bits do not begin any code.
pub(super) const NO_RUN: u16 = 0xFFF;

/// The most bits that a run code has.
pub(super) const MAX_RUN_BITS: u32 = 13;

/// The mode that the next bits of the line encode in two-dimensional coding (T.4 table 4, T.6 table
/// 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The next changing element is near b1.
    Vertical,
    /// Two runs follow.
    Horizontal,
    /// Pass mode: the current colour continues below b2.
    Pass,
    /// No known mode: an extension, an EOL, or damage.
    None,
}

/// An entry of [`MODES`].
#[derive(Clone, Copy, Debug)]
pub(super) struct ModeEntry {
    /// The mode that the next bits encode.
    pub(super) mode: Mode,
    /// The number of bits of the mode's code; 0 for [`Mode::None`].
    pub(super) len: u8,
    /// In vertical mode: how many pixels the changing element is to the right of b1. Negative: to
    /// the left.
    pub(super) distance: i8,
}

/// The number of bits with which the table of modes is indexed.
pub(super) const MODES_BITS: u32 = 7;

/// One to four vertical modes that one table lookup finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verticals {
    /// For each mode, how many pixels the changing element is to the right of its b1; 0 for missing
    /// modes.
    pub(super) distances: [i8; 4],
}

/// The number of vertical modes, and the length of their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct VerticalsCode(u8);

impl VerticalsCode {
    /// The number of bits of all codes together.
    #[inline(always)]
    pub(super) const fn len(self) -> u32 {
        (self.0 & 15) as u32
    }

    /// The number of vertical modes; 0 if the next bits are not a vertical mode.
    #[inline(always)]
    pub(super) const fn count(self) -> usize {
        (self.0 >> 4) as usize
    }
}

/// The number of bits with which the tables of vertical modes are indexed: enough for four codes of
/// three bits, or two of three and one of seven.
pub(super) const VERTICALS_BITS: u32 = 13;

/// The number of zeros that, followed by a one, are an end of line (T.4 §4.1.2).
pub(super) const EOL_ZEROS: u32 = 11;

/// A number of zeros with which no code begins.
pub(super) const MANY_ZEROS: u32 = 8;

/// End of line.
pub(super) const EOL: Code = code("000000000001");
/// Pass mode.
pub(super) const PASS: Code = code("0001");
/// Horizontal mode.
pub(super) const HORIZONTAL: Code = code("001");
/// Vertical modes, from three pixels left of b1 to three right.
pub(super) const VERTICAL: [Code; 7] = [
    code("0000010"), // VL(3)
    code("000010"),  // VL(2)
    code("010"),     // VL(1)
    code("1"),       // V(0)
    code("011"),     // VR(1)
    code("000011"),  // VR(2)
    code("0000011"), // VR(3)
];

/// T.4 table 2: white runs of 0 to 63.
#[rustfmt::skip]
const WHITE_TERMINATING: [(u16, &str); 64] = [
    (0, "00110101"), (1, "000111"), (2, "0111"), (3, "1000"),
    (4, "1011"), (5, "1100"), (6, "1110"), (7, "1111"),
    (8, "10011"), (9, "10100"), (10, "00111"), (11, "01000"),
    (12, "001000"), (13, "000011"), (14, "110100"), (15, "110101"),
    (16, "101010"), (17, "101011"), (18, "0100111"), (19, "0001100"),
    (20, "0001000"), (21, "0010111"), (22, "0000011"), (23, "0000100"),
    (24, "0101000"), (25, "0101011"), (26, "0010011"), (27, "0100100"),
    (28, "0011000"), (29, "00000010"), (30, "00000011"), (31, "00011010"),
    (32, "00011011"), (33, "00010010"), (34, "00010011"), (35, "00010100"),
    (36, "00010101"), (37, "00010110"), (38, "00010111"), (39, "00101000"),
    (40, "00101001"), (41, "00101010"), (42, "00101011"), (43, "00101100"),
    (44, "00101101"), (45, "00000100"), (46, "00000101"), (47, "00001010"),
    (48, "00001011"), (49, "01010010"), (50, "01010011"), (51, "01010100"),
    (52, "01010101"), (53, "00100100"), (54, "00100101"), (55, "01011000"),
    (56, "01011001"), (57, "01011010"), (58, "01011011"), (59, "01001010"),
    (60, "01001011"), (61, "00110010"), (62, "00110011"), (63, "00110100"),
];

/// T.4 table 2: black runs of 0 to 63.
#[rustfmt::skip]
const BLACK_TERMINATING: [(u16, &str); 64] = [
    (0, "0000110111"), (1, "010"), (2, "11"), (3, "10"),
    (4, "011"), (5, "0011"), (6, "0010"), (7, "00011"),
    (8, "000101"), (9, "000100"), (10, "0000100"), (11, "0000101"),
    (12, "0000111"), (13, "00000100"), (14, "00000111"), (15, "000011000"),
    (16, "0000010111"), (17, "0000011000"), (18, "0000001000"), (19, "00001100111"),
    (20, "00001101000"), (21, "00001101100"), (22, "00000110111"), (23, "00000101000"),
    (24, "00000010111"), (25, "00000011000"), (26, "000011001010"), (27, "000011001011"),
    (28, "000011001100"), (29, "000011001101"), (30, "000001101000"), (31, "000001101001"),
    (32, "000001101010"), (33, "000001101011"), (34, "000011010010"), (35, "000011010011"),
    (36, "000011010100"), (37, "000011010101"), (38, "000011010110"), (39, "000011010111"),
    (40, "000001101100"), (41, "000001101101"), (42, "000011011010"), (43, "000011011011"),
    (44, "000001010100"), (45, "000001010101"), (46, "000001010110"), (47, "000001010111"),
    (48, "000001100100"), (49, "000001100101"), (50, "000001010010"), (51, "000001010011"),
    (52, "000000100100"), (53, "000000110111"), (54, "000000111000"), (55, "000000100111"),
    (56, "000000101000"), (57, "000001011000"), (58, "000001011001"), (59, "000000101011"),
    (60, "000000101100"), (61, "000001011010"), (62, "000001100110"), (63, "000001100111"),
];

/// T.4 table 3a: white runs of 64 to 1728.
#[rustfmt::skip]
const WHITE_MAKE_UP: [(u16, &str); 27] = [
    (64, "11011"), (128, "10010"), (192, "010111"), (256, "0110111"),
    (320, "00110110"), (384, "00110111"), (448, "01100100"), (512, "01100101"),
    (576, "01101000"), (640, "01100111"), (704, "011001100"), (768, "011001101"),
    (832, "011010010"), (896, "011010011"), (960, "011010100"), (1024, "011010101"),
    (1088, "011010110"), (1152, "011010111"), (1216, "011011000"), (1280, "011011001"),
    (1344, "011011010"), (1408, "011011011"), (1472, "010011000"), (1536, "010011001"),
    (1600, "010011010"), (1664, "011000"), (1728, "010011011"),
];

/// T.4 table 3a: black runs of 64 to 1728.
#[rustfmt::skip]
const BLACK_MAKE_UP: [(u16, &str); 27] = [
    (64, "0000001111"), (128, "000011001000"), (192, "000011001001"), (256, "000001011011"),
    (320, "000000110011"), (384, "000000110100"), (448, "000000110101"), (512, "0000001101100"),
    (576, "0000001101101"), (640, "0000001001010"), (704, "0000001001011"), (768, "0000001001100"),
    (832, "0000001001101"), (896, "0000001110010"), (960, "0000001110011"), (1024, "0000001110100"),
    (1088, "0000001110101"), (1152, "0000001110110"), (1216, "0000001110111"), (1280, "0000001010010"),
    (1344, "0000001010011"), (1408, "0000001010100"), (1472, "0000001010101"), (1536, "0000001011010"),
    (1600, "0000001011011"), (1664, "0000001100100"), (1728, "0000001100101"),
];

/// T.4 table 3b: runs of 1792 to 2560 of either colour.
#[rustfmt::skip]
const LONG_MAKE_UP: [(u16, &str); 13] = [
    (1792, "00000001000"), (1856, "00000001100"), (1920, "00000001101"), (1984, "000000010010"),
    (2048, "000000010011"), (2112, "000000010100"), (2176, "000000010101"), (2240, "000000010110"),
    (2304, "000000010111"), (2368, "000000011100"), (2432, "000000011101"), (2496, "000000011110"),
    (2560, "000000011111"),
];

/// The longest run that one make-up code can encode.
pub(super) const LONGEST_MAKE_UP: u32 = 2560;

/// For decoding: for each value of the next 12 bits, the white run whose code comes first in them.
pub(super) static WHITE_RUNS: [RunEntry; 1 << 12] = run_table(&WHITE_TERMINATING, &WHITE_MAKE_UP);
/// For decoding: for each value of the next 13 bits, the black run whose code comes first in them.
pub(super) static BLACK_RUNS: [RunEntry; 1 << 13] = run_table(&BLACK_TERMINATING, &BLACK_MAKE_UP);
/// For decoding: for each value of the next 12 bits, a white run and the black run after it.
pub(super) static WHITE_BLACK_PAIRS: [PairEntry; 1 << PAIR_BITS] =
    pair_table(&WHITE_RUNS, &BLACK_RUNS);
/// For decoding: for each value of the next 12 bits, a black run and the white run after it.
pub(super) static BLACK_WHITE_PAIRS: [PairEntry; 1 << PAIR_BITS] =
    pair_table(&BLACK_RUNS, &WHITE_RUNS);
/// For decoding: for each value of the next 12 bits, the short runs that these bits encode.
pub(super) static SHORT_RUNS: [ShortRuns; 1 << SHORT_RUNS_BITS] = short_runs_tables().0;
/// For decoding: the number of pairs in each entry of [`SHORT_RUNS`], and their length in bits.
pub(super) static SHORT_RUNS_CODES: [ShortRunsCode; 1 << SHORT_RUNS_BITS] = short_runs_tables().1;
/// For decoding: for each value of the next 13 bits, the vertical modes that these bits encode.
pub(super) static VERTICALS: [Verticals; 1 << VERTICALS_BITS] = verticals_tables().0;
/// For decoding: the number of modes in each entry of [`VERTICALS`], and their length in bits.
pub(super) static VERTICALS_CODES: [VerticalsCode; 1 << VERTICALS_BITS] = verticals_tables().1;
/// For decoding: for each value of the next 7 bits, the mode whose code comes first in them.
pub(super) static MODES: [ModeEntry; 1 << MODES_BITS] = mode_table();

/// For encoding: the code of each white run. The index is the length of the run.
pub(super) static WHITE_CODES: [RunCode; WHOLE_RUNS] =
    run_codes(&WHITE_TERMINATING, &WHITE_MAKE_UP);
/// For encoding: the code of each black run. The index is the length of the run.
pub(super) static BLACK_CODES: [RunCode; WHOLE_RUNS] =
    run_codes(&BLACK_TERMINATING, &BLACK_MAKE_UP);
/// For encoding: the code of the longest run that one make-up code can encode, of either colour.
pub(super) const LONGEST: Code = code(LONG_MAKE_UP[LONG_MAKE_UP.len() - 1].1);

const fn code(printed: &str) -> Code {
    let printed = printed.as_bytes();
    let mut bits = 0;
    let mut at = 0;
    while at < printed.len() {
        bits |= ((printed[at] - b'0') as u32) << at;
        at += 1;
    }
    Code { bits, len: printed.len() as u32 }
}

const fn run_table<const N: usize>(
    terminating: &[(u16, &str)],
    make_up: &[(u16, &str)],
) -> [RunEntry; N] {
    let mut table = [RunEntry::INVALID; N];
    let mut part = 0;
    while part < 3 {
        let codes = match part {
            0 => terminating,
            1 => make_up,
            _ => &LONG_MAKE_UP,
        };
        let mut i = 0;
        while i < codes.len() {
            let (run, printed) = codes[i];
            let code = code(printed);
            let mut at = code.bits as usize;
            while at < N {
                table[at] = RunEntry(run << 4 | code.len as u16);
                at += 1 << code.len;
            }
            i += 1;
        }
        part += 1;
    }
    table
}

const fn pair_table(first: &[RunEntry], second: &[RunEntry]) -> [PairEntry; 1 << PAIR_BITS] {
    let mut table = [PairEntry(0); 1 << PAIR_BITS];
    let mut bits = 0;
    while bits < table.len() {
        let one = first[bits];
        let two = second[bits >> one.len()];
        let len = one.len() + two.len();
        // A run of no pixels is left to the slower function, which handles it.
        let short = one.run() > 0 && one.run() < 64 && two.run() > 0 && two.run() < 64;
        if short && len <= PAIR_BITS {
            table[bits] =
                PairEntry((two.run() as u16) << 10 | (one.run() as u16) << 4 | len as u16);
        }
        bits += 1;
    }
    table
}

const fn short_runs_tables()
-> ([ShortRuns; 1 << SHORT_RUNS_BITS], [ShortRunsCode; 1 << SHORT_RUNS_BITS]) {
    let mut runs = [ShortRuns { ends: [0; 4] }; 1 << SHORT_RUNS_BITS];
    let mut codes = [ShortRunsCode(0); 1 << SHORT_RUNS_BITS];
    let mut bits = 0;
    while bits < runs.len() {
        let (mut len, mut count, mut end) = (0, 0, 0);
        while count < 4 {
            // The bits after the index bits count as zeros. No code that fits into the index
            // contains them.
            let white = WHITE_RUNS[bits >> len];
            let black = BLACK_RUNS[bits >> (len + white.len())];
            let fits = len + white.len() + black.len() <= SHORT_RUNS_BITS;
            let short = white.run() > 0 && white.run() < 64 && black.run() > 0 && black.run() < 64;
            if !fits || !short {
                break;
            }
            len += white.len() + black.len();
            runs[bits].ends[count] = end + white.run() as u8;
            end += (white.run() + black.run()) as u8;
            count += 2;
            let mut last = count - 1;
            while last < 4 {
                runs[bits].ends[last] = end;
                last += 1;
            }
        }
        codes[bits] = ShortRunsCode((count as u8 / 2) << 6 | len as u8);
        bits += 1;
    }
    (runs, codes)
}

const fn mode_table() -> [ModeEntry; 1 << MODES_BITS] {
    let none = ModeEntry { mode: Mode::None, len: 0, distance: 0 };
    let mut table = [none; 1 << MODES_BITS];
    let mut i = 0;
    while i < 9 {
        let (mode, code, distance) = match i {
            7 => (Mode::Horizontal, HORIZONTAL, 0),
            8 => (Mode::Pass, PASS, 0),
            _ => (Mode::Vertical, VERTICAL[i], i as i8 - 3),
        };
        let mut at = code.bits as usize;
        while at < table.len() {
            table[at] = ModeEntry { mode, len: code.len as u8, distance };
            at += 1 << code.len;
        }
        i += 1;
    }
    table
}

const fn verticals_tables()
-> ([Verticals; 1 << VERTICALS_BITS], [VerticalsCode; 1 << VERTICALS_BITS]) {
    let mut modes = [Verticals { distances: [0; 4] }; 1 << VERTICALS_BITS];
    let mut codes = [VerticalsCode(0); 1 << VERTICALS_BITS];
    let single = mode_table();
    let mut bits = 0;
    while bits < modes.len() {
        let (mut len, mut count) = (0, 0);
        while count < 4 {
            // The bits after the index bits count as zeros. No code that fits into the index
            // contains them.
            let next = single[(bits >> len) % single.len()];
            if !matches!(next.mode, Mode::Vertical) || len + next.len as u32 > VERTICALS_BITS {
                break;
            }
            modes[bits].distances[count] = next.distance;
            len += next.len as u32;
            count += 1;
        }
        codes[bits] = VerticalsCode((count as u8) << 4 | len as u8);
        bits += 1;
    }
    (modes, codes)
}

const fn run_codes(terminating: &[(u16, &str)], make_up: &[(u16, &str)]) -> [RunCode; WHOLE_RUNS] {
    let mut codes = [RunCode(0); WHOLE_RUNS];
    let mut run = 0;
    while run < codes.len() {
        let last = code(terminating[run % 64].1);
        let first = match run / 64 {
            0 => Code { bits: 0, len: 0 },
            n if n <= make_up.len() => code(make_up[n - 1].1),
            n => code(LONG_MAKE_UP[n - 1 - make_up.len()].1),
        };
        codes[run] = RunCode((first.len + last.len) << 27 | last.bits << first.len | first.bits);
        run += 1;
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_colour(
        terminating: &[(u16, &'static str)],
        make_up: &[(u16, &'static str)],
    ) -> Vec<(u16, &'static str)> {
        [terminating, make_up, &LONG_MAKE_UP].concat()
    }

    #[test]
    fn no_code_begins_another_one_nor_an_end_of_line() {
        for codes in [
            of_colour(&WHITE_TERMINATING, &WHITE_MAKE_UP),
            of_colour(&BLACK_TERMINATING, &BLACK_MAKE_UP),
        ] {
            for (i, (_, a)) in codes.iter().enumerate() {
                assert!(!"00000000".starts_with(a) && !a.starts_with("00000000"));
                assert!(
                    codes.iter().enumerate().all(|(j, (_, b))| i == j || !b.starts_with(a)),
                    "{a}"
                );
            }
        }
    }

    #[test]
    fn the_only_words_that_mean_nothing_begin_with_eight_zeros() {
        let unused = |entries: &[RunEntry]| {
            entries.iter().filter(|entry| **entry == RunEntry::INVALID).count()
        };
        assert_eq!(unused(&WHITE_RUNS), 1 << 4);
        assert_eq!(unused(&BLACK_RUNS), 1 << 5);
    }

    #[test]
    fn a_pair_is_what_its_two_codes_are() {
        for (bits, pair) in WHITE_BLACK_PAIRS.iter().enumerate().filter(|(_, pair)| pair.len() > 0)
        {
            let white = WHITE_RUNS[bits];
            let black = BLACK_RUNS[bits >> white.len()];
            assert_eq!(
                (pair.runs(), pair.len()),
                ((white.run(), black.run()), white.len() + black.len())
            );
        }
        // 2 white, 3 black: 0111 10.
        assert_eq!(WHITE_BLACK_PAIRS[0b01_1110].runs(), (2, 3));
        // 2 black, 8 white: 11 10011.
        assert_eq!(BLACK_WHITE_PAIRS[0b110_0111].runs(), (2, 8));
    }

    #[test]
    fn short_runs_are_what_their_codes_are() {
        for (bits, (runs, code)) in SHORT_RUNS.iter().zip(SHORT_RUNS_CODES).enumerate() {
            let (mut rest, mut end) = (bits, 0);
            let (count, len) = (ShortRunsCode::count(code.sum()), ShortRunsCode::len(code.sum()));
            for (at, found) in runs.ends.iter().enumerate() {
                if at < count {
                    let entry = if at % 2 == 0 { WHITE_RUNS[rest] } else { BLACK_RUNS[rest] };
                    assert!((1..64).contains(&entry.run()));
                    rest >>= entry.len();
                    end += entry.run();
                }
                assert_eq!(i32::from(*found), end);
            }
            assert_eq!(bits >> len, rest);
        }
        // 2 white, 3 black, 2 white, 2 black: 0111 10 0111 11.
        let bits = 0b1111_1001_1110;
        assert_eq!((SHORT_RUNS[bits].ends, SHORT_RUNS_CODES[bits].sum() >> 6), ([2, 5, 7, 9], 2));
    }

    #[test]
    fn vertical_modes_are_what_their_codes_are() {
        let single = |bits: usize| {
            let found =
                (0..7).find(|at| bits % (1 << VERTICAL[*at].len) == VERTICAL[*at].bits as usize);
            found.map(|at| (VERTICAL[at].len, at as i8 - 3))
        };
        for (bits, (modes, code)) in VERTICALS.iter().zip(VERTICALS_CODES).enumerate() {
            let mut len = 0;
            for (at, found) in modes.distances.into_iter().enumerate() {
                let expected = if at < code.count() { single(bits >> len) } else { Some((0, 0)) };
                assert_eq!(expected.map(|(_, distance)| distance), Some(found), "{bits:012b}");
                len += expected.map_or(0, |(len, _)| len);
            }
            assert_eq!((code.len(), len <= VERTICALS_BITS), (len, true));
        }
        // VL(1), V(0), VR(3): 010 1 0000011.
        let bits = 0b110_0000_1010;
        assert_eq!((VERTICALS[bits].distances, VERTICALS_CODES[bits].count()), ([-1, 0, 3, 0], 3));
    }

    #[test]
    fn each_run_is_looked_up_as_it_is_printed() {
        for (run, printed) in of_colour(&WHITE_TERMINATING, &WHITE_MAKE_UP) {
            let code = code(printed);
            assert_eq!(WHITE_RUNS[code.bits as usize], RunEntry(run << 4 | code.len as u16));
        }
        for (run, printed) in of_colour(&BLACK_TERMINATING, &BLACK_MAKE_UP) {
            let code = code(printed);
            assert_eq!(BLACK_RUNS[code.bits as usize], RunEntry(run << 4 | code.len as u16));
        }
    }

    #[test]
    fn a_whole_run_is_made_of_its_codes_as_they_are_printed() {
        let of = |codes: &[RunCode], run: usize| {
            (0..codes[run].len())
                .map(|bit| char::from(b'0' + (codes[run].bits() >> bit & 1) as u8))
                .collect::<String>()
        };
        assert_eq!(of(&WHITE_CODES, 0), "00110101");
        assert_eq!(of(&BLACK_CODES, 63), "000001100111");
        assert_eq!(of(&WHITE_CODES, 64), "1101100110101");
        assert_eq!(of(&WHITE_CODES, 1728 + 3), "0100110111000");
        assert_eq!(of(&BLACK_CODES, 1792 + 1), "00000001000010");
        assert_eq!(of(&BLACK_CODES, 2560 + 63), "000000011111000001100111");
    }
}
