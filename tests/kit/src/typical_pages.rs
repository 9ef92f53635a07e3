//! Pages to code and decode: text, a table, a drawing, a halftone photo, a blank page. Formulas
//! draw them, so they are the same on every machine.

use ferrofax::t4::Bitmap;

/// Returns the typical pages with their names, with `width` × `rows` pixels.
pub fn typical(width: u32, rows: u32) -> Vec<(&'static str, Bitmap)> {
    vec![
        ("text", text(width, rows, 5400)),
        ("letter", text(width, rows, 1200)),
        ("table", table(width, rows)),
        ("drawing", drawing(width, rows)),
        ("photo", photo(width, rows)),
        ("blank", Bitmap::white(width, rows)),
    ]
}

/// Draws lines of words with slightly ragged edges, as from a scanner, until `letters` are drawn or
/// the page is full. A dense A4 page has 5400 letters.
pub fn text(width: u32, rows: u32, letters: u32) -> Bitmap {
    let mut page = Bitmap::white(width, rows);
    let mut random = Random(7);
    let (scale_x, scale_y) = (f64::from(width) / 1728.0, f64::from(rows) / 2287.0);
    let (mut x, mut y) = (100.0, 90.0);
    let mut word = 3;
    for _ in 0..letters {
        if word == 0 {
            word = 2 + random.below(8);
            x += 12.0;
        }
        if x > 1620.0 {
            x = 100.0;
            y += 34.0;
        }
        if y > 2200.0 {
            break;
        }
        let glyph = GLYPHS[random.below(GLYPHS.len() as u32) as usize];
        draw_glyph(&mut page, glyph, (x, y), (scale_x, scale_y), &mut random);
        x += 16.5;
        word -= 1;
    }
    page
}

/// Draws a table with ruled cells and numbers.
pub fn table(width: u32, rows: u32) -> Bitmap {
    let mut page = text(width, rows, 900);
    for y in (60..rows.saturating_sub(60)).step_by(68) {
        for x in 60..width.saturating_sub(60) {
            page.set(x, y, true);
            page.set(x, y + 1, true);
        }
    }
    for x in (60..width.saturating_sub(60)).step_by(160) {
        for y in 60..rows.saturating_sub(60) {
            page.set(x, y, true);
            page.set(x + 1, y, true);
        }
    }
    page
}

/// Draws circles and slanted lines.
pub fn drawing(width: u32, rows: u32) -> Bitmap {
    let mut page = Bitmap::white(width, rows);
    for i in 1..14 {
        let radius = f64::from(i) * f64::from(width.min(rows)) / 30.0;
        let steps = (radius * 8.0) as u32;
        for step in 0..steps {
            let angle = f64::from(step) / f64::from(steps) * std::f64::consts::TAU;
            let (x, y) = (
                f64::from(width) / 2.0 + radius * angle.cos(),
                f64::from(rows) / 2.0 + radius * angle.sin(),
            );
            dot(&mut page, x, y);
            dot(&mut page, x, f64::from(step) / f64::from(steps) * f64::from(rows));
        }
    }
    page
}

/// Draws a soft gradient as ordered dots, like the halftone of a scanner.
pub fn photo(width: u32, rows: u32) -> Bitmap {
    const BAYER: [[u32; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    let mut page = Bitmap::white(width, rows);
    for y in 0..rows {
        for x in 0..width {
            let (u, v) = (f64::from(x) / f64::from(width), f64::from(y) / f64::from(rows));
            let grey = 0.5 + 0.25 * (u * 9.0).sin() + 0.25 * (v * 7.0 + u * 3.0).cos();
            page.set(
                x,
                y,
                grey * 16.0 > f64::from(BAYER[(y % 4) as usize][(x % 4) as usize]) + 0.5,
            );
        }
    }
    page
}

/// Draws random pixels with runs of any length, which no encoder is designed for.
pub fn noise(width: u32, rows: u32, seed: u64) -> Bitmap {
    let mut random = Random(seed);
    let mut page = Bitmap::white(width, rows);
    for y in 0..rows {
        let (mut x, mut black) = (0, random.below(2) == 0);
        while x < width {
            let most = 1 << random.below(13);
            let run = random.below(most + 1);
            if black {
                (x..(x + run).min(width)).for_each(|x| page.set(x, y, true));
            }
            x += run;
            black = !black;
        }
    }
    page
}

/// A small generator of pseudo-random numbers (splitmix64).
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// Returns the next number.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `limit`.
    pub fn below(&mut self, limit: u32) -> u32 {
        (self.bits() % u64::from(limit)) as u32
    }
}

fn dot(page: &mut Bitmap, x: f64, y: f64) {
    for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        page.set(x as u32 + dx, y as u32 + dy, true);
    }
}

fn draw_glyph(
    page: &mut Bitmap,
    glyph: &[(f64, f64)],
    at: (f64, f64),
    scale: (f64, f64),
    random: &mut Random,
) {
    // The pen is 3 pixels wide, a letter 11 wide and 20 high.
    let (left, top) = ((at.0 - 3.0) * scale.0, (at.1 - 3.0) * scale.1);
    for row in 0..(28.0 * scale.1) as u32 {
        for column in 0..(18.0 * scale.0) as u32 {
            let (x, y) = (left as u32 + column, top as u32 + row);
            let (u, v) = (f64::from(x) / scale.0 - at.0, f64::from(y) / scale.1 - at.1);
            let ragged = f64::from(random.below(100)) / 250.0;
            let near =
                glyph.windows(2).any(|line| distance((u, v), line[0], line[1]) < 1.3 + ragged);
            if near {
                page.set(x, y, true);
            }
        }
    }
}

fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (ax, ay, bx, by) = (a.0 * 3.0, a.1 * 3.0, b.0 * 3.0, b.1 * 3.0);
    let (dx, dy) = (bx - ax, by - ay);
    let t = (((p.0 - ax) * dx + (p.1 - ay) * dy) / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
    (p.0 - ax - t * dx).hypot(p.1 - ay - t * dy)
}

/// Letters, each a single stroke on a grid of 4 × 7.
const GLYPHS: [&[(f64, f64)]; 16] = [
    &[
        (0.0, 2.5),
        (1.5, 2.0),
        (3.0, 2.5),
        (3.0, 6.0),
        (0.8, 6.0),
        (0.0, 5.0),
        (0.8, 4.0),
        (3.0, 4.0),
        (3.0, 6.0),
        (3.6, 6.0),
    ],
    &[(0.0, 0.0), (0.0, 6.0), (2.2, 6.0), (3.2, 4.8), (3.2, 3.2), (2.2, 2.0), (0.0, 2.4)],
    &[(3.2, 2.6), (2.0, 2.0), (0.8, 2.4), (0.0, 4.0), (0.8, 5.6), (2.0, 6.0), (3.2, 5.4)],
    &[(3.2, 0.0), (3.2, 6.0), (1.0, 6.0), (0.0, 4.8), (0.0, 3.2), (1.0, 2.0), (3.2, 2.4)],
    &[
        (0.0, 4.0),
        (3.2, 4.0),
        (2.8, 2.6),
        (1.6, 2.0),
        (0.4, 2.8),
        (0.0, 4.2),
        (0.8, 5.7),
        (2.2, 6.0),
        (3.2, 5.3),
    ],
    &[(3.0, 0.2), (2.0, 0.0), (1.2, 0.8), (1.2, 6.0), (1.2, 2.2), (0.0, 2.2), (2.6, 2.2)],
    &[(0.0, 0.0), (0.0, 6.0), (0.0, 3.0), (1.4, 2.0), (2.8, 2.4), (3.0, 3.4), (3.0, 6.0)],
    &[(1.0, 2.0), (1.8, 2.0), (1.8, 6.0), (0.6, 6.0), (3.0, 6.0)],
    &[(0.6, 0.0), (1.6, 0.0), (1.6, 6.0), (0.6, 6.0), (2.8, 6.0)],
    &[
        (0.0, 6.0),
        (0.0, 2.0),
        (0.0, 2.8),
        (1.2, 2.0),
        (1.7, 3.0),
        (1.7, 6.0),
        (1.7, 2.8),
        (2.8, 2.0),
        (3.4, 3.0),
        (3.4, 6.0),
    ],
    &[(0.0, 6.0), (0.0, 2.0), (0.0, 3.0), (1.4, 2.0), (2.8, 2.4), (3.0, 3.4), (3.0, 6.0)],
    &[
        (1.6, 2.0),
        (0.4, 2.8),
        (0.0, 4.0),
        (0.4, 5.3),
        (1.6, 6.0),
        (2.9, 5.3),
        (3.3, 4.0),
        (2.9, 2.8),
        (1.6, 2.0),
    ],
    &[(0.4, 6.0), (0.4, 2.0), (0.4, 3.2), (1.6, 2.1), (3.0, 2.2)],
    &[
        (3.0, 2.5),
        (1.6, 2.0),
        (0.3, 2.7),
        (0.6, 3.7),
        (2.6, 4.3),
        (3.1, 5.2),
        (1.7, 6.0),
        (0.2, 5.5),
    ],
    &[(1.4, 0.6), (1.4, 5.2), (2.0, 6.0), (3.0, 5.8), (1.4, 2.0), (0.2, 2.0), (2.8, 2.0)],
    &[(0.0, 2.0), (1.6, 6.0), (3.2, 2.0)],
];
