//! Scales rows by their runs of black.

use ferrofax_ground::t4::Bitmap;

/// The parts of a pixel in which edges are calculated.
const PARTS: i64 = 1 << 16;

/// White gaps of at least this part of a pixel are kept open if there is space.
const GAP_TO_KEEP: i64 = PARTS * 2 / 5;

/// White gaps of less than this part of a pixel are closed: a crack in a stroke would become as
/// wide as a pixel.
const CRACK: i64 = PARTS * 3 / 10;

/// The positions of a row's pixels when it gets another length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Positions {
    from: u32,
    to: u32,
}

impl Positions {
    pub(super) const fn new(from: u32, to: u32) -> Self {
        Self { from, to }
    }

    /// The exact new position of the left edge of source pixel `x`, in [`PARTS`].
    const fn exact(self, x: u32) -> i64 {
        x as i64 * self.to as i64 * PARTS / self.from as i64
    }

    /// The pixel that is nearest to the left edge of source pixel `x`.
    pub(super) const fn nearest(self, x: u32) -> u32 {
        ((self.exact(x) + PARTS / 2) / PARTS) as u32
    }

    /// The position of the left edge of pixel `x` in the source.
    pub(super) fn source(self, x: u32) -> f32 {
        (f64::from(x) * f64::from(self.from) / f64::from(self.to)) as f32
    }
}

/// The page with its rows scaled to `width` pixels.
pub(super) fn scale_rows(page: &Bitmap, width: u32) -> Bitmap {
    let positions = Positions::new(page.width(), width);
    let mut out = Bitmap::new(width);
    let mut row = vec![0u8; out.stride()];
    let (mut changes, mut runs) = (Vec::new(), Vec::new());
    let mut before: &[u8] = &[];
    for y in 0..page.rows() {
        let this = page.row(y);
        if y > 0 && this == before {
            out.repeat_row();
            continue;
        }
        before = this;
        find_changes(this, page.width(), &mut changes);
        place_runs(&changes, positions, &mut runs);
        row.fill(0);
        runs.iter().for_each(|run| fill(&mut row, run.start, run.end));
        out.push_row(&row);
    }
    out
}

/// The positions at which the colour changes, beginning with white; an even number of them.
fn find_changes(row: &[u8], width: u32, changes: &mut Vec<u32>) {
    changes.clear();
    let mut last = 0u64;
    for (i, bytes) in row.chunks(8).enumerate() {
        let mut eight = [0u8; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        let word = u64::from_be_bytes(eight);
        let mut edges = word ^ (word >> 1 | last << 63);
        last = word & 1;
        while edges != 0 {
            let place = edges.leading_zeros();
            changes.push(i as u32 * 64 + place);
            edges &= !(1 << 63 >> place);
        }
    }
    if changes.len() % 2 == 1 {
        changes.push(width);
    }
}

/// A run of black in the new row, and its exact place.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: u32,
    end: u32,
    exact_start: i64,
    exact_end: i64,
}

impl Run {
    const fn len(self) -> u32 {
        self.end - self.start
    }
}

fn place_runs(changes: &[u32], positions: Positions, runs: &mut Vec<Run>) {
    runs.clear();
    for pair in changes.chunks_exact(2) {
        let mut run = placed(pair[0], pair[1], positions);
        if let Some(before) = runs.last_mut() {
            open_gap(before, &mut run);
            let crack = run.exact_start - before.exact_end < CRACK;
            if crack || run.start <= before.end {
                before.end = before.end.max(run.end);
                before.exact_end = run.exact_end;
                continue;
            }
        }
        runs.push(run);
    }
}

/// The run with its edges at the nearest pixels, and at least one pixel long.
fn placed(start: u32, end: u32, positions: Positions) -> Run {
    let (exact_start, exact_end) = (positions.exact(start), positions.exact(end));
    let nearest = |exact: i64| ((exact + PARTS / 2) / PARTS) as u32;
    let (mut start, mut end) = (nearest(exact_start), nearest(exact_end));
    if end <= start {
        start = (((exact_start + exact_end) / 2 / PARTS) as u32).min(positions.to - 1);
        end = start + 1;
    }
    Run { start, end, exact_start, exact_end }
}

/// Moves one edge so that a gap that would close is a pixel wide, if one of the strokes can spare
/// it.
fn open_gap(before: &mut Run, run: &mut Run) {
    if run.start != before.end || run.exact_start - before.exact_end < GAP_TO_KEEP {
        return;
    }
    // The distance of each edge from its exact place.
    let right = i64::from(run.start + 1) * PARTS - run.exact_start;
    let left = before.exact_end - i64::from(before.end - 1) * PARTS;
    match (before.len() > 1, run.len() > 1) {
        (true, true) if left < right => before.end -= 1,
        (_, true) => run.start += 1,
        (true, false) => before.end -= 1,
        (false, false) => {}
    }
}

/// Makes the pixels from `start` to before `end` black.
fn fill(row: &mut [u8], start: u32, end: u32) {
    let (first, last) = ((start / 8) as usize, (end / 8) as usize);
    let (head, tail) = (0xFF >> (start % 8), !(0xFF >> (end % 8)));
    if first == last {
        row[first] |= head & tail;
        return;
    }
    row[first] |= head;
    row[first + 1..last].fill(0xFF);
    if tail != 0 {
        row[last] |= tail;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row in letters: `#` is black.
    fn scaled(row: &str, width: u32) -> String {
        let mut page = Bitmap::white(row.len() as u32, 1);
        row.bytes()
            .enumerate()
            .filter(|(_, c)| *c == b'#')
            .for_each(|(x, _)| page.set(x as u32, 0, true));
        let out = scale_rows(&page, width);
        (0..width).map(|x| if out.is_black(x, 0) { '#' } else { '.' }).collect()
    }

    #[test]
    fn a_thin_line_is_never_lost_and_a_thick_one_keeps_its_weight() {
        for place in 0..24 {
            let mut row = vec![b'.'; 24];
            row[place] = b'#';
            let row = String::from_utf8(row).unwrap();
            assert_eq!(scaled(&row, 8).matches('#').count(), 1, "{row}");
            assert_eq!(scaled(&row, 5).matches('#').count(), 1, "{row}");
        }
        // 9 of 30 are 3 of 10 wherever they are.
        for place in 0..21 {
            let row = format!("{}{}{}", ".".repeat(place), "#".repeat(9), ".".repeat(21 - place));
            assert_eq!(scaled(&row, 10).matches('#').count(), 3, "{row}");
        }
    }

    #[test]
    fn a_gap_between_strokes_stays_open_where_there_is_room() {
        assert_eq!(scaled("..####.####...", 7), ".##.##.");
        assert_eq!(scaled("###.####", 4), "#.##");
        assert_eq!(scaled("#.######", 4), "#.##");
        // There is no space: two lines of one pixel each become one.
        assert_eq!(scaled("#.#.", 2), "##");
        // A very narrow gap closes.
        assert_eq!(scaled("#########.##########", 5), "#####");
    }

    #[test]
    fn rows_become_longer_without_thin_lines_becoming_thick() {
        assert_eq!(scaled("#.##.#", 12), "##..####..##");
        assert_eq!(
            scaled(&format!("{}#{}", ".".repeat(40), ".".repeat(59)), 102)
                .matches('#')
                .count(),
            1
        );
    }

    #[test]
    fn edges_of_the_row_and_of_words_are_kept() {
        for width in [1, 7, 63, 64, 65, 128, 129, 200] {
            let all = "#".repeat(width);
            assert_eq!(scaled(&all, 50), "#".repeat(50));
            let ends: String =
                (0..width).map(|x| if x == 0 || x == width - 1 { '#' } else { '.' }).collect();
            let out = scaled(&ends, 50);
            assert!(out.starts_with('#') && out.ends_with('#'), "{width}: {out}");
        }
    }
}
