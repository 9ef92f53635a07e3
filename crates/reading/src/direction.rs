//! A guess whether a page is upright or upside down. It costs little, while Tesseract needs about as
//! long to tell the direction of a page as to read the page.
//!
//! In most scripts, more letters reach above the small letters (b, d, T) than below the line (g, p).
//! So in each line of text, the rows of pixels above the small letters have more black than those
//! below them.

use ferrofax_document::grey::Grey;

use crate::frame::Turn;

/// The change from column to column, in multiples of that from row to row, from which the lines of a
/// page may be columns.
const ASIDE: f64 = 2.0;

/// The least share by which black below the small letters must exceed that above them, so that a
/// page is taken to be upside down. Pages of text in eight fonts and four languages, from 8 to 16
/// points, had at least 0.34 more above.
const CLEAR: f64 = 0.1;

/// The rows above and below, over which the darkness of a row is smoothed.
const SMOOTH: usize = 1;

/// The darkness from which a row belongs to a line of text, as a share of that of the darkest rows.
const OF_A_LINE: f64 = 0.05;

/// The darkness from which a row belongs to the small letters, as a share of that of the darkest row
/// of its line.
const OF_SMALL_LETTERS: f64 = 0.3;

/// The fewest rows of a line of text. At 250 dpi, a line of 4 points has 14.
const FEWEST_ROWS: usize = 8;

/// The turn that probably brings the right side up: none or a half. `None` if the page may have been
/// faxed sideways.
pub fn guess(picture: &Grey) -> Option<Turn> {
    let (rows, columns) = (by_rows(picture), by_columns(picture));
    if changes(&columns) > changes(&rows) * ASIDE {
        return None;
    }
    Some(if surplus_above(&rows) < -CLEAR { Turn::Half } else { Turn::None })
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

/// The sum of the squares of the changes from one row or column to the next.
fn changes(dark: &[f64]) -> f64 {
    dark.windows(2).map(|two| (two[1] - two[0]).powi(2)).sum()
}

/// By how much the black above the small letters of all lines exceeds that below them, as a share of
/// both together: from -1 to 1.
fn surplus_above(dark: &[f64]) -> f64 {
    let dark = smoothed(dark);
    // The edge of a scan may be darker than all text, and may run along all rows.
    let (ground, darkest) = (quantile(&dark, 5), quantile(&dark, 97));
    let dark: Vec<f64> = dark.iter().map(|row| row - ground).collect();
    let darkest = darkest - ground;
    let (mut above, mut below) = (0.0, 0.0);
    for line in dark.split(|row| *row < darkest * OF_A_LINE) {
        let most = line.iter().copied().fold(0.0, f64::max);
        let is_small = |row: &f64| *row >= most * OF_SMALL_LETTERS;
        if line.len() < FEWEST_ROWS {
            continue;
        }
        let first = line.iter().position(is_small).unwrap_or(0);
        let end = line.iter().rposition(is_small).map_or(line.len(), |last| last + 1);
        above += line[..first].iter().sum::<f64>();
        below += line[end..].iter().sum::<f64>();
    }
    (above - below) / (above + below).max(1.0)
}

fn smoothed(dark: &[f64]) -> Vec<f64> {
    let mean = |at: usize| {
        let near = &dark[at.saturating_sub(SMOOTH)..dark.len().min(at + SMOOTH + 1)];
        near.iter().sum::<f64>() / near.len() as f64
    };
    (0..dark.len()).map(mean).collect()
}

/// The value that so many percent do not exceed.
fn quantile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(values.len() * percent / 100).copied().unwrap_or(0.0)
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
    fn the_black_edge_of_a_scan_along_all_rows_does_no_harm() {
        let rows = page().rows();
        let edged = page().changed(0..15, 0..rows, |_, _, _| 0);
        assert_eq!(guess(&turned_by_quarters(&edged, Turn::Half)), Some(Turn::Half));
    }

    /// Letters whose lower edges are softer than their upper edges, as those of some fonts are.
    #[test]
    fn the_form_of_the_edges_does_not_decide() {
        let rows = page().rows();
        let soft = page().changed(0..400, 0..rows, |x, y, grey| {
            let row = y.saturating_sub(40) % 40;
            if (16..20).contains(&row) && x % 5 < row - 15 { 255 } else { grey }
        });
        assert_eq!(guess(&soft), Some(Turn::None));
        assert_eq!(guess(&turned_by_quarters(&soft, Turn::Half)), Some(Turn::Half));
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
