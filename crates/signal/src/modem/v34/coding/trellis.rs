//! The trellis codes of sixteen, 32 and 64 states (ITU-T V.34 §9.6.3, figures 10 to 12).
//!
//! A 4D symbol is two points of the grid. Their labels say which of 64 subsets they are of,
//! and what matters of that is five bits: Y0, whether the labels' lowest bits differ (an odd
//! turn between the two points), and Y1 to Y4 of table 13, which go into the encoder. Y0 is
//! not free: the encoder's state, made by what went in before, says what it has to be, and
//! the second point is turned accordingly. So only half of all pairs may come at any moment,
//! and whole paths are judged (L.-F. Wei, IEEE Trans. Inf. Theory IT-33, 1987, p. 483).
//!
//! Y0 goes with a symbol as the state has it before that symbol's own Y1 to Y4 go in (table
//! 11). spandsp reads it one symbol later yet; linmodem and BinModem do as here. C0 and V0 are
//! those of the same symbol (spandsp, BinModem); linmodem takes them from the one before.

use super::constellation::Point;

/// A trellis code of the primary channel (MPh bits 29 and 30).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrellisCode {
    /// Sixteen states (figure 10), which every modem has.
    #[default]
    States16,
    /// 32 states (figure 11).
    States32,
    /// 64 states (figure 12).
    States64,
}

impl TrellisCode {
    /// All of them, from the weakest on.
    pub const ALL: [Self; 3] = [Self::States16, Self::States32, Self::States64];

    /// How many states the encoder has.
    pub const fn states(self) -> usize {
        match self {
            Self::States16 => 16,
            Self::States32 => 32,
            Self::States64 => 64,
        }
    }

    /// How many different things may go into the encoder with a symbol.
    pub(super) const fn inputs(self) -> usize {
        self.states() / 4
    }

    /// What goes into the encoder with a pair of labels: Y1, Y2, then Y4 where there is more
    /// than sixteen states, and Y3 where there are 64, from the lowest bit on.
    pub(super) const fn input(self, first: u8, second: u8) -> u8 {
        let y = converted(first, second);
        match self {
            Self::States16 => y & 0b11,
            Self::States32 => y & 0b11 | y >> 1 & 0b100,
            Self::States64 => y & 0b11 | y >> 1 & 0b100 | y << 1 & 0b1000,
        }
    }

    /// The state after `state` when a pair of labels comes.
    #[inline(always)]
    pub(super) fn after(self, state: u8, first: u8, second: u8) -> u8 {
        STEPS[self as usize].after[pair(first, second)][usize::from(state) % 64]
    }

    /// The same when the second point has yet to be turned as [Y0](Self::output) wants it, which
    /// perhaps goes out inverted.
    #[inline(always)]
    pub(super) fn after_turn(self, state: u8, first: u8, second: u8, inverted: u8) -> u8 {
        let turned = &STEPS[self as usize].turned[usize::from(inverted) % 2];
        turned[pair(first, second)][usize::from(state) % 64]
    }

    /// Y0 of the symbol to come.
    pub(super) const fn output(self, state: u8) -> u8 {
        state & 1
    }

    /// The state after `state` when `input` goes in. Its bit 0 is the delay element that Y0
    /// comes from, and the others follow along the figure, away from it.
    pub(super) const fn next(self, state: u8, input: u8) -> u8 {
        let [y1, y2, y4, y3] = [input & 1, input >> 1 & 1, input >> 2 & 1, input >> 3 & 1];
        let y0 = state & 1;
        match self {
            Self::States16 => state >> 1 ^ (y1 | y2 << 1 | (y2 ^ y0) << 2 | y0 << 3),
            Self::States32 => state >> 1 ^ (y2 | y4 << 1 | y1 << 2 | y2 << 3 | y0 << 4),
            Self::States64 => {
                let [d1, d2, d3] = [state >> 1 & 1, state >> 2 & 1, state >> 3 & 1];
                let [d4, d5] = [state >> 4 & 1, state >> 5 & 1];
                let turned = d4 ^ y1;
                let ends = d4 ^ d5;
                (d1 ^ d3 ^ y2)
                    | y0 << 1
                    | d3 << 2
                    | (d3 ^ turned) << 3
                    | (d2 ^ ends ^ y3 ^ (d3 & y2)) << 4
                    | (ends ^ y4 ^ (d3 & turned)) << 5
            }
        }
    }
}

/// The state after each, by the [pair] of labels and the state before.
type After = [[u8; 64]; 64];

/// The steps of a code's encoder.
struct Steps {
    after: After,
    /// With the second label as it is before the odd turn, by whether Y0 goes out inverted.
    turned: [After; 2],
}

static STEPS: [Steps; 3] =
    [steps(TrellisCode::States16), steps(TrellisCode::States32), steps(TrellisCode::States64)];

/// The number of a pair of labels.
#[inline(always)]
const fn pair(first: u8, second: u8) -> usize {
    8 * (first as usize % 8) + second as usize % 8
}

const fn steps(code: TrellisCode) -> Steps {
    let mut steps = Steps { after: [[0; 64]; 64], turned: [[[0; 64]; 64]; 2] };
    let mut at = 0;
    while at < 64 * code.states() {
        let (pair, state) = (at % 64, at / 64);
        let input = code.input(pair as u8 / 8, pair as u8 % 8);
        steps.after[pair][state] = code.next(state as u8, input);
        at += 1;
    }
    at = 0;
    while at < 64 * code.states() {
        let (pair, state) = (at % 64, at / 64);
        // A turn leaves the label's upper bit alone.
        let turned = pair & !3 | (pair + 1) & 3;
        let wanted = code.output(state as u8) as usize;
        steps.turned[wanted][pair][state] = steps.after[pair][state];
        steps.turned[1 - wanted][pair][state] = steps.after[turned][state];
        at += 1;
    }
    steps
}

/// Table 13: Y1 (lowest) to Y4 of a pair of labels.
const fn converted(first: u8, second: u8) -> u8 {
    let y1 = (first & !second & 1) ^ (first ^ second) >> 1 & 1;
    let y4 = (first ^ second) >> 2 & 1;
    y1 | (first & 1) << 1 | (first >> 1 & 1) << 2 | y4 << 3
}

/// C0 of §9.6.3.3: what the precoder's shifts of a 4D symbol's two points do to its Y0.
pub(super) const fn shifted_parity(first: Point, second: Point) -> u8 {
    ((first.re + first.im + second.re + second.im) >> 1 & 1) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::coding::test_line::Noise;

    #[test]
    fn labels_are_converted_as_table_13_has_it() {
        // As spandsp prints it; a line for the first label, a column for the second.
        let printed = [
            [0, 0, 1, 1, 8, 8, 9, 9],
            [3, 2, 2, 3, 11, 10, 10, 11],
            [5, 5, 4, 4, 13, 13, 12, 12],
            [6, 7, 7, 6, 14, 15, 15, 14],
            [8, 8, 9, 9, 0, 0, 1, 1],
            [11, 10, 10, 11, 3, 2, 2, 3],
            [13, 13, 12, 12, 5, 5, 4, 4],
            [14, 15, 15, 14, 6, 7, 7, 6],
        ];
        for (first, row) in printed.into_iter().enumerate() {
            for (second, y) in row.into_iter().enumerate() {
                assert_eq!(converted(first as u8, second as u8), y, "{first} {second}");
            }
        }
    }

    #[test]
    fn all_ways_into_a_state_differ_and_a_symbol_has_one_y0() {
        for code in TrellisCode::ALL {
            let mut into = vec![Vec::new(); code.states()];
            for state in 0..code.states() as u8 {
                for input in 0..code.inputs() as u8 {
                    let next = code.next(state, input);
                    into[usize::from(next)].push((state, input, code.output(state)));
                }
            }
            for ways in &into {
                assert_eq!(ways.len(), code.inputs());
                // Ways into one state are of one Y0, so that their points lie far apart.
                assert!(ways.iter().all(|way| way.2 == ways[0].2));
                let mut inputs: Vec<u8> = ways.iter().map(|way| way.1).collect();
                inputs.sort_unstable();
                inputs.dedup();
                assert_eq!(inputs.len(), code.inputs());
            }
        }
    }

    #[test]
    fn a_step_with_the_odd_turn_is_one_with_the_points_as_they_are_sent() {
        let label = |point: u32, turns: u8| {
            [Point::new(1, 1), Point::new(1, 5)][point as usize].turned(turns).label()
        };
        let mut noise = Noise::new(5);
        for code in TrellisCode::ALL {
            for _ in 0..2000 {
                let state = noise.below(code.states() as u32) as u8;
                let (points, turns) = ([noise.below(2), noise.below(2)], noise.below(4) as u8);
                // The second point, half a turn away from the first one or not.
                let second = turns + 2 * noise.below(2) as u8;
                let inverted = noise.below(2) as u8;
                let first = label(points[0], turns);
                let sent = label(points[1], (second + (code.output(state) ^ inverted)) & 3);
                assert_eq!((first ^ sent) & 1, code.output(state) ^ inverted);
                let after = code.next(state, code.input(first, sent));
                assert_eq!(code.after(state, first, sent), after, "{code:?}");
                let second = label(points[1], second & 3);
                assert_eq!(code.after_turn(state, first, second, inverted), after, "{code:?}");
            }
        }
    }

    #[test]
    fn a_quarter_turn_makes_a_path_of_a_path() {
        for code in TrellisCode::ALL {
            let mut noise = Noise::new(4);
            let mut paths = (0..code.states() as u8).map(|state| (state, true)).collect::<Vec<_>>();
            let mut state = 3;
            for _ in 0..200 {
                // Any pair of labels that the code allows here.
                let first = noise.below(8) as u8;
                let mut second = noise.below(8) as u8;
                second ^= (first ^ second ^ code.output(state)) & 1;
                state = code.next(state, code.input(first, second));
                let turned = |label: u8| {
                    let points = [Point::new(1, 1), Point::new(1, 5)];
                    points[usize::from(label >> 2)].turned(label & 3).turned(1).label()
                };
                let (first, second) = (turned(first), turned(second));
                for (state, alive) in &mut paths {
                    *alive &= code.output(*state) == (first ^ second) & 1;
                    *state = code.next(*state, code.input(first, second));
                }
            }
            assert_eq!(paths.iter().filter(|path| path.1).count(), 1, "{code:?}");
        }
    }
}
