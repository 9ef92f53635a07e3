//! The points: a quarter of the superconstellation, its turns, and the labels of the grid
//! (ITU-T V.34 §9.1, figures 5 and 9).
//!
//! All points have odd coordinates. A quarter of them, those where both leave 1 when divided
//! by four, is numbered by the distance from the centre; the other three quarters are its
//! turns to the right. Figure 9 gives each point of the grid one of eight labels, in a
//! pattern that goes on without end: the lower two bits are how many turns the point has
//! been turned, and the third tells two interleaved halves of each quarter apart.
//!
//! ```text
//!   y
//!   3   001  110  101  010        the label as it repeats every 8 along x and y,
//!   1   100  011  000  111        and every (4, 4)
//!  −1   101  010  001  110
//!  −3   000  111  100  011
//!        −3   −1    1    3   x
//! ```
//!
//! linmodem (1999) turns the other way and has the labels' mirror image, which comes to the
//! other sideband; BinModem, spandsp and the figure agree.

use std::sync::LazyLock;

/// A point of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) re: i16,
    pub(super) im: i16,
}

/// Points of a quarter of the superconstellation.
pub(super) const QUARTER: usize = 416;

/// Greatest coordinate of any of them, and of their turns.
const REACH: i16 = 45;

/// Along each side of the square of candidates for the quarter: −43, −39 … 45.
const SIDE: usize = 23;

struct Quarter {
    points: [Point; QUARTER],
    /// By coordinates −45, −43 … 45, of points in all quarters: the number of the point of
    /// the quarter that each is a turn of, or [`QUARTER`] where there is none.
    numbers: [[u16; 2 * SIDE]; 2 * SIDE],
}

static POINTS: LazyLock<Quarter> = LazyLock::new(|| {
    let coordinate = |at: usize| 4 * at as i16 + 2 - REACH;
    let mut square: Vec<Point> = (0..SIDE * SIDE)
        .map(|at| Point::new(coordinate(at % SIDE), coordinate(at / SIDE)))
        .collect();
    // §9.1: by magnitude; of equal ones the higher point comes first.
    square.sort_by_key(|point| (point.energy(), -point.im));
    let mut numbers = [[QUARTER as u16; 2 * SIDE]; 2 * SIDE];
    for (number, point) in square.iter().take(QUARTER).enumerate() {
        for turns in 0..4 {
            let Point { re, im } = point.turned(turns);
            numbers[place(re)][place(im)] = number as u16;
        }
    }
    Quarter { points: std::array::from_fn(|number| square[number]), numbers }
});

/// The place of a coordinate in [`Quarter::numbers`]; beyond its end that of coordinates farther out.
const fn place(coordinate: i16) -> usize {
    (coordinate.wrapping_add(REACH) as u16 / 2) as usize
}

/// Point number `number` of the quarter.
pub(super) fn quarter(number: usize) -> Point {
    POINTS.points[number]
}

impl Point {
    pub(super) const fn new(re: i16, im: i16) -> Self {
        Self { re, im }
    }

    /// Turned to the right by so many quarter turns.
    pub(super) const fn turned(self, turns: u8) -> Self {
        // Without a branch, since nobody can foretell the turns.
        let (re, im) =
            if turns & 1 == 1 { (self.im, self.re.wrapping_neg()) } else { (self.re, self.im) };
        if turns & 2 == 2 {
            Self { re: re.wrapping_neg(), im: im.wrapping_neg() }
        } else {
            Self { re, im }
        }
    }

    /// The label of figure 9.
    pub(super) const fn label(self) -> u8 {
        let (x, y) = (self.re as u16, self.im as u16);
        let low = (x ^ y) >> 1 & 1;
        let high = (x ^ y) >> 2 & 1 ^ low;
        (high << 2 | x & 2 | low) as u8
    }

    /// How many quarter turns to the right it is away from the quarter that is numbered.
    pub(super) const fn turns(self) -> u8 {
        self.label() & 3
    }

    /// Its number in the quarter, after it was turned back; none outside of the
    /// superconstellation.
    pub(super) fn number(self) -> Option<usize> {
        let number = usize::from(*POINTS.numbers.get(place(self.re))?.get(place(self.im))?);
        (number < QUARTER).then_some(number)
    }

    /// Square of the distance from the centre.
    pub(super) const fn energy(self) -> i32 {
        self.re as i32 * self.re as i32 + self.im as i32 * self.im as i32
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    pub(super) const fn minus(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quarter_is_that_of_figure_5() {
        // As spandsp's table has them.
        let drawn = [
            (0, (1, 1)),
            (1, (-3, 1)),
            (2, (1, -3)),
            (3, (-3, -3)),
            (4, (1, 5)),
            (5, (5, 1)),
            (6, (-3, 5)),
            (9, (-7, 1)),
            (31, (1, 13)),
            (100, (9, 21)),
            (103, (-23, 1)),
            (200, (-7, -31)),
            (300, (-39, -3)),
            (400, (5, 45)),
            (408, (-7, 45)),
            (411, (-15, -43)),
            (414, (9, 45)),
            (415, (45, 9)),
        ];
        for (number, (re, im)) in drawn {
            assert_eq!(quarter(number), Point::new(re, im), "{number}");
        }
        // A sum over all, which spandsp's table has too.
        let sum = (0..QUARTER).fold(0i64, |sum, number| {
            let point = quarter(number);
            sum + (number as i64 + 1) * (i64::from(point.re) + 100 * i64::from(point.im))
        });
        assert_eq!(sum, QUARTER_SUM);
    }

    const QUARTER_SUM: i64 = 1_459_020;

    #[test]
    fn labels_are_those_of_figure_9() {
        let rows = [
            (3, [0b001, 0b110, 0b101, 0b010]),
            (1, [0b100, 0b011, 0b000, 0b111]),
            (-1, [0b101, 0b010, 0b001, 0b110]),
            (-3, [0b000, 0b111, 0b100, 0b011]),
        ];
        for (im, labels) in rows {
            for (re, label) in [-3, -1, 1, 3].into_iter().zip(labels) {
                for (right, up) in [(0, 0), (8, 0), (0, -8), (4, 4), (-12, 4), (40, 8)] {
                    assert_eq!(Point::new(re + right, im + up).label(), label, "{re} {im}");
                }
            }
        }
    }

    #[test]
    fn a_turned_point_tells_its_turns_and_its_number() {
        for number in 0..QUARTER {
            for turns in 0..4 {
                let point = quarter(number).turned(turns);
                assert_eq!((point.turns(), point.number()), (turns, Some(number)));
            }
        }
        assert_eq!(Point::new(47, 1).number(), None);
        assert_eq!(Point::new(45, 45).number(), None);
    }
}
