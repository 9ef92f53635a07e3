//! A grey picture: the form that scans and photographs have before they are made black and white.

use std::ops::Range;

/// The difference from its ground from which a pixel is visible.
pub const SEEN: u8 = 24;

/// A transparent pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Veil {
    /// Its lightness on black.
    pub light: u8,
    /// Its opacity, 255 for a pixel that hides what is below.
    pub opaque: u8,
}

/// A picture of grey pixels, row by row from the top: 0 is black, 255 white.
#[derive(Clone, PartialEq, Eq)]
pub struct Grey {
    width: u32,
    data: Vec<u8>,
}

impl Grey {
    /// A picture of `width` pixels, with as many whole rows as `data` has. The width is at least 1.
    pub fn new(width: u32, mut data: Vec<u8>) -> Self {
        let width = width.max(1);
        data.truncate(data.len() / width as usize * width as usize);
        Self { width, data }
    }

    /// A white picture.
    pub fn white(width: u32, rows: u32) -> Self {
        Self::new(width, vec![255; width.max(1) as usize * rows as usize])
    }

    /// Puts a transparent picture on white; on black if nothing of it would be visible on white.
    pub fn on_its_ground(width: u32, pixels: &[Veil]) -> Self {
        let is_lost = Veil::are_lost_on_white(pixels);
        let light = |pixel: &Veil| if is_lost { pixel.light } else { pixel.on_white() };
        Self::new(width, pixels.iter().map(light).collect())
    }

    /// The picture with the pixels of these columns and rows changed by a function of their
    /// position and their grey.
    #[must_use]
    pub fn changed(
        mut self,
        columns: Range<u32>,
        rows: Range<u32>,
        to: impl Fn(u32, u32, u8) -> u8,
    ) -> Self {
        let columns = columns.start..columns.end.min(self.width);
        for y in rows.start..rows.end.min(self.rows()) {
            let row = self.width as usize * y as usize;
            for x in columns.clone() {
                let pixel = &mut self.data[row + x as usize];
                *pixel = to(x, y, *pixel);
            }
        }
        self
    }

    /// The pixels in a row.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// The number of rows.
    pub const fn rows(&self) -> u32 {
        (self.data.len() / self.width as usize) as u32
    }

    /// The pixels of row `index`; an empty slice below the picture.
    pub fn row(&self, index: u32) -> &[u8] {
        let (start, width) = (self.width as usize * index as usize, self.width as usize);
        self.data.get(start..start + width).unwrap_or_default()
    }

    /// Scales these rows of the picture to `width` by `rows` pixels. Each new pixel is the mean of
    /// those that it covers, or, if the picture is magnified, is interpolated between its
    /// neighbours.
    pub fn scaled(&self, of: Range<u32>, width: u32, rows: u32) -> Self {
        let of = of.start.min(self.rows())..of.end.min(self.rows());
        let (width, rows) = (width.max(1), rows.max(1));
        if of.is_empty() {
            return Self::white(width, rows);
        }
        if (self.width, of.end - of.start) == (width, rows) {
            let stride = self.width as usize;
            return Self::new(
                width,
                self.data[of.start as usize * stride..of.end as usize * stride].to_vec(),
            );
        }
        let across = Weights::new(self.width, width);
        let down = Weights::new(of.end - of.start, rows);
        let mut data = Vec::with_capacity(width as usize * rows as usize);
        // Each row is scaled across once, when it is first needed.
        let mut ready: std::collections::VecDeque<(u32, Vec<f32>)> =
            std::collections::VecDeque::new();
        let mut line = vec![0f32; width as usize];
        for (first, parts) in down.each() {
            while ready.front().is_some_and(|(row, _)| *row < first) {
                ready.pop_front();
            }
            line.fill(0.0);
            for (i, part) in parts.iter().enumerate() {
                let row = first + i as u32;
                if ready.get(i).is_none() {
                    ready.push_back((row, across.squeezed(self.row(of.start + row))));
                }
                line.iter_mut().zip(&ready[i].1).for_each(|(sum, value)| *sum += value * part);
            }
            data.extend(line.iter().map(|value| (value + 0.5) as u8));
        }
        Self::new(width, data)
    }

    /// All pixels of the picture.
    pub fn data(&self) -> &[u8] {
        &self.data
    }
}

impl Veil {
    /// A pixel with this lightness and this opacity.
    pub const fn new(light: u8, opaque: u8) -> Self {
        Self { light: (light as u16 * opaque as u16 / 255) as u8, opaque }
    }

    /// The lightness of the pixel on white.
    const fn on_white(self) -> u8 {
        self.light.saturating_add(255 - self.opaque)
    }

    /// Whether these pixels, though not all transparent, would be invisible on white. A few pixels
    /// of another colour do not count as a picture.
    pub fn are_lost_on_white(pixels: &[Self]) -> bool {
        let covering = pixels.iter().filter(|pixel| pixel.opaque > SEEN).count();
        let seen = pixels.iter().filter(|pixel| pixel.on_white() < 255 - SEEN).count();
        covering > 0 && seen * 100 < covering
    }
}

/// The pixels that each new one is made of, with their weights: the areas if it covers several, else
/// those of the two neighbours between whose centres it is.
struct Weights {
    /// The number of pixels that a new one is made of. Some have the weight 0.
    count: usize,
    /// For each new pixel, the first that it is made of.
    firsts: Vec<u32>,
    /// For each new pixel, `count` weights.
    parts: Vec<f32>,
}

impl Weights {
    fn new(from: u32, to: u32) -> Self {
        let step = f64::from(from) / f64::from(to);
        let most = if step <= 1.0 { 2 } else { step.ceil() as u32 + 1 };
        let count = most.min(from);
        let mut weights = Self { count: count as usize, firsts: Vec::new(), parts: Vec::new() };
        for i in 0..to {
            let (start, end) = covered(i, step, from);
            let first = (start as u32).min(from - count);
            let part = |x: u32| (end.min(f64::from(x) + 1.0) - start.max(f64::from(x))).max(0.0);
            weights.firsts.push(first);
            let all = end - start;
            weights.parts.extend((first..first + count).map(|x| (part(x) / all) as f32));
        }
        weights
    }

    fn each(&self) -> impl Iterator<Item = (u32, &[f32])> {
        self.firsts.iter().copied().zip(self.parts.chunks_exact(self.count))
    }

    /// A row of pixels, scaled.
    fn squeezed(&self, row: &[u8]) -> Vec<f32> {
        let mut out = Vec::with_capacity(self.firsts.len());
        for (first, parts) in self.each() {
            let pixels = &row[first as usize..][..parts.len()];
            let mut sum = 0.0;
            for i in 0..parts.len() {
                sum += f32::from(pixels[i]) * parts[i];
            }
            out.push(sum);
        }
        out
    }
}

/// The start and the end of new pixel `i` among `from` pixels, of which `step` are one new pixel. A
/// pixel that is magnified is as wide as one of the old: so much of each neighbour is its weight.
fn covered(i: u32, step: f64, from: u32) -> (f64, f64) {
    if step > 1.0 {
        return (f64::from(i) * step, (f64::from(i) + 1.0) * step);
    }
    let start = ((f64::from(i) + 0.5) * step - 0.5).clamp(0.0, f64::from(from - 1));
    (start, start + 1.0)
}

/// Pictures are too large to print: the measures are shown, not the pixels.
impl std::fmt::Debug for Grey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grey")
            .field("width", &self.width)
            .field("rows", &self.rows())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_greys_when_it_is_scaled() {
        let ramp = Grey::new(100, (0..100 * 60).map(|i| (i % 100 * 2) as u8).collect());
        for (width, rows) in [(50, 30), (33, 7), (100, 61), (250, 100), (1, 1)] {
            let scaled = ramp.scaled(0..60, width, rows);
            assert_eq!((scaled.width(), scaled.rows()), (width, rows));
            for y in 0..rows {
                for (x, grey) in scaled.row(y).iter().enumerate() {
                    let wanted = (x as f64 + 0.5) * 200.0 / f64::from(width) - 1.0;
                    assert!(
                        (f64::from(*grey) - wanted).abs() <= 1.6,
                        "{width}: {x} is {grey}, not {wanted}"
                    );
                }
            }
        }
        assert!(ramp.scaled(0..60, 100, 60) == ramp);
        assert_eq!(ramp.scaled(70..80, 5, 5), Grey::white(5, 5));
    }
}
