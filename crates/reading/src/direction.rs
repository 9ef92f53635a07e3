//! A guess whether a page is upright or upside down. It costs little, while Tesseract needs about as
//! long to tell the direction of a page as to read the page.
//!
//! In most scripts, more letters reach above the small letters (b, d, T) than below the line (g, p).
//! So from one row of pixels to the next, a line of text ends more suddenly at its lower edge than it
//! begins at its upper edge. The sum of the cubes of the changes shows which edges are the sharper
//! ones.

use ferrofax_document::grey::Grey;

use crate::frame::Turn;

/// The change from column to column, in multiples of that from row to row, from which the lines of a
/// page may be columns.
const ASIDE: f64 = 2.0;

/// The least asymmetry of a page that is taken to be upside down. Pages of text had 0.06 to 3.5.
const CLEAR: f64 = 0.05;

/// The turn that probably brings the right side up: none or a half. `None` if the page may have been
/// faxed sideways.
pub fn guess(picture: &Grey) -> Option<Turn> {
    let (rows, columns) = (Changes::of(&by_rows(picture)), Changes::of(&by_columns(picture)));
    if columns.squares > rows.squares * ASIDE {
        return None;
    }
    Some(if rows.asymmetry() > CLEAR { Turn::Half } else { Turn::None })
}

/// The darkness of each row.
fn by_rows(picture: &Grey) -> Vec<f64> {
    let dark = |row: &[u8]| row.iter().map(|grey| u64::from(255 - grey)).sum::<u64>() as f64;
    (0..picture.rows()).map(|y| dark(picture.row(y))).collect()
}

/// The darkness of each column.
fn by_columns(picture: &Grey) -> Vec<f64> {
    let mut dark = vec![0u64; picture.width() as usize];
    for y in 0..picture.rows() {
        for (sum, grey) in dark.iter_mut().zip(picture.row(y)) {
            *sum += u64::from(255 - grey);
        }
    }
    dark.into_iter().map(|sum| sum as f64).collect()
}

/// The changes of the darkness from one row or column to the next.
struct Changes {
    count: f64,
    squares: f64,
    cubes: f64,
}

impl Changes {
    fn of(dark: &[f64]) -> Self {
        let changes = || dark.windows(2).map(|two| two[1] - two[0]);
        let sum = |power: i32| changes().map(|change| change.powi(power)).sum();
        Self { count: changes().count() as f64, squares: sum(2), cubes: sum(3) }
    }

    /// The skewness. Positive if the darkness grows more suddenly than it falls.
    fn asymmetry(&self) -> f64 {
        self.cubes * self.count.sqrt() / self.squares.powf(1.5).max(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::turned_by_quarters;

    /// Lines of text: many small letters, and above them the upper parts of few.
    fn page() -> Grey {
        let mut data = vec![255; 400 * 600];
        for (number, line) in (40..560).step_by(40).enumerate() {
            for y in line..line + 20 {
                let every = if y < line + 8 { 12 } else { 3 };
                (20 + number..380).step_by(every).for_each(|x| data[y * 400 + x] = 0);
            }
        }
        Grey::new(400, data)
    }

    #[test]
    fn upright_and_upside_down_are_told_apart_and_sideways_is_left_open() {
        let guesses = [
            (Turn::None, Some(Turn::None)),
            (Turn::Half, Some(Turn::Half)),
            (Turn::Quarter, None),
            (Turn::ThreeQuarters, None),
        ];
        for (turn, expected) in guesses {
            assert_eq!(guess(&turned_by_quarters(&page(), turn)), expected, "{turn:?}");
        }
        assert_eq!(guess(&Grey::white(40, 60)), Some(Turn::None));
    }
}
