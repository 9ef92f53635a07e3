//! The ten pixels from which a pixel is predicted (clause 6.7.1, figures 14 and 15), and the loop
//! along a row.
//!
//! The ten pixels are the bits of the *context*, row by row from the top, the leftmost pixel
//! highest:
//!
//! ```text
//! three rows:  above that      x-1  x  x+1                   bits 9 to 7
//!              above      x-2  x-1  x  x+1  [x+2]            bits 6 to 2
//!              this       x-2  x-1                           bits 1 and 0
//! two rows:    above  x-3 x-2  x-1  x  x+1  [x+2]            bits 9 to 4
//!              this   x-4 x-3  x-2  x-1                      bits 3 to 0
//! ```
//!
//! The pixel in brackets is movable (§6.7.3). In T.85 it moves only along the current row: it is
//! then the pixel at a certain distance to the left. Pixels outside the page count as white.

use super::rows::Rows;

/// The layout of a context: the position of its bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Template {
    /// A mask of the bits that remain in the context of the next pixel, one place higher.
    kept: usize,
    /// The bit position at which the next pixel of the second row above enters. `None` in the
    /// template of two rows.
    from_top: Option<u32>,
    /// The bit position at which the next pixel of the row above enters: that of the movable pixel.
    from_above: u32,
    /// The context in which the coder codes whether a row is equal to the row above (figures 11 and
    /// 12).
    pub typical: usize,
    /// The least distance to which the movable pixel may be moved: nearer pixels are in the
    /// template.
    pub nearest: u8,
}

/// The template of three rows (LRLTWO = 0).
const THREE_ROWS: Template = Template {
    kept: 0b11_0111_1010,
    from_top: Some(7),
    from_above: 2,
    typical: 0b00_1110_0101,
    nearest: 3,
};

/// The template of two rows (LRLTWO = 1).
const TWO_ROWS: Template = Template {
    kept: 0b11_1110_1110,
    from_top: None,
    from_above: 4,
    typical: 0b01_1001_0101,
    nearest: 5,
};

impl Template {
    pub(super) const fn new(two_rows: bool) -> Self {
        if two_rows { TWO_ROWS } else { THREE_ROWS }
    }

    /// The context of the first pixel of a row: pixels left of the row are white.
    #[inline(always)]
    fn first(&self, rows: &Rows) -> usize {
        let above = (rows.above.word(0) >> 61) as usize;
        let top = self.from_top.map_or(0, |place| ((rows.top.word(0) >> 62) as usize) << place);
        top | above << self.from_above
    }

    /// The context of the next pixel, after a pixel with this `context` and this value (`black`).
    #[inline(always)]
    const fn next(&self, context: usize, black: bool, coming: Coming) -> usize {
        let top = match self.from_top {
            Some(place) => ((coming.top >> 63) as usize) << place,
            None => 0,
        };
        context << 1 & self.kept
            | top
            | ((coming.above >> 63) as usize) << self.from_above
            | black as usize
    }

    /// The same context, but with the movable pixel `distance` pixels to the left.
    #[inline(always)]
    const fn moved(&self, context: usize, distance: u8, history: u128) -> usize {
        let black = (history >> (distance as u32).wrapping_sub(1)) as usize & 1;
        context & !(1 << self.from_above) | black << self.from_above
    }
}

/// The pixels of the two rows above that enter the context next. The next pixel is the highest bit.
#[derive(Clone, Copy, Debug)]
struct Coming {
    top: u64,
    above: u64,
}

impl Coming {
    /// The pixels that enter the context for a word of 64 pixels. At its first pixel x, the context
    /// already has the pixels of the row above up to x+2, and of the second row above up to x+1.
    #[inline(always)]
    fn of_word(rows: &Rows, word: usize) -> Self {
        let (above, behind) = (rows.above.word(word), rows.above.word(word.wrapping_add(1)));
        let (top, top_behind) = (rows.top.word(word), rows.top.word(word.wrapping_add(1)));
        Self { top: top << 2 | top_behind >> 62, above: above << 3 | behind >> 61 }
    }

    /// The pixels that are left after the first `pixels` ones have entered.
    #[inline(always)]
    const fn after(self, pixels: u32) -> Self {
        match pixels {
            64.. => Self { top: 0, above: 0 },
            _ => Self { top: self.top << pixels, above: self.above << pixels },
        }
    }
}

/// The operation on each pixel: coding or decoding.
pub(super) trait Coder {
    /// Codes or decodes the pixel in this context. `known` is its value if the row is known, that
    /// is, when coding. `None` if the value cannot be decoded yet.
    fn pixel(&mut self, context: usize, known: bool) -> Option<bool>;
    /// Codes or decodes white pixels at once. All of the next `most` pixels are in context 0 as
    /// long as they are white. Returns how many were white and could be processed at once, which
    /// may be none.
    fn whites(&mut self, most: u32) -> u32;
}

/// The progress in a row.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    /// The number of pixels that are done.
    x: u32,
    context: usize,
    /// The values of the pixels that are done, the last one lowest.
    history: u128,
}

/// Processes the row `rows.this` as far as the coder can. Returns true at the row's end. The pixels
/// are written to `rows.this` as they are decoded.
pub(super) fn along<C: Coder>(
    coder: &mut C,
    rows: &mut Rows,
    template: Template,
    moved_by: u8,
    progress: &mut Progress,
) -> bool {
    if progress.x == 0 {
        *progress = Progress { context: template.first(rows), ..Progress::default() };
    }
    // Each case has its own loop, in which the constant parameters are known at compile time.
    match (template.from_top.is_none(), moved_by) {
        (false, 0) => walk::<C, false, false>(coder, rows, 0, progress),
        (false, _) => walk::<C, false, true>(coder, rows, moved_by, progress),
        (true, 0) => walk::<C, true, false>(coder, rows, 0, progress),
        (true, _) => walk::<C, true, true>(coder, rows, moved_by, progress),
    }
}

fn walk<C: Coder, const TWO_ROWS: bool, const MOVED: bool>(
    coder: &mut C,
    rows: &mut Rows,
    moved_by: u8,
    progress: &mut Progress,
) -> bool {
    let template = Template::new(TWO_ROWS);
    let width = rows.width();
    while progress.x < width {
        let word = (progress.x / 64) as usize;
        let pixels = width.wrapping_sub(word as u32 * 64).min(64);
        if !walk_word::<C, MOVED>(coder, rows, (template, moved_by), word, pixels, progress) {
            return false;
        }
        // The pixels are stored for the rows below.
        *rows.this.word_mut(word) = (progress.history as u64) << 64_u32.wrapping_sub(pixels);
    }
    true
}

/// Processes a word of 64 pixels, or of the rest of the row. Returns false if the coder could not
/// continue.
#[inline(always)]
fn walk_word<C: Coder, const MOVED: bool>(
    coder: &mut C,
    rows: &Rows,
    (template, moved_by): (Template, u8),
    word: usize,
    pixels: u32,
    progress: &mut Progress,
) -> bool {
    let mut at = progress.x.wrapping_sub(word as u32 * 64);
    let (mut context, mut history) = (progress.context, progress.history);
    let all = Coming::of_word(rows, word);
    let mut coming = all.after(at);
    let known = rows.this.word(word);
    // Only white pixels enter from above, so an all-white context remains all-white.
    let is_quiet = all.top | all.above | known == 0;
    let mut can_go_on = true;
    while at < pixels {
        if is_quiet && context == 0 && (!MOVED || history == 0) {
            let whites = coder.whites(pixels.wrapping_sub(at));
            history = history.checked_shl(whites).unwrap_or(0);
            at = at.wrapping_add(whites);
            if at == pixels {
                break;
            }
        }
        let used = if MOVED { template.moved(context, moved_by, history) } else { context };
        let Some(black) = coder.pixel(used, known << at >> 63 == 1) else {
            can_go_on = false;
            break;
        };
        context = template.next(context, black, coming);
        history = history << 1 | u128::from(black);
        coming = Coming { top: coming.top << 1, above: coming.above << 1 };
        at = at.wrapping_add(1);
    }
    *progress = Progress { x: word as u32 * 64 + at, context, history };
    can_go_on
}
