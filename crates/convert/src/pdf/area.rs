//! Rectangles of pixels on a page that is drawn.

use hayro::kurbo::Rect;

/// The size of one pixel, with an allowance for rounding errors.
const ONE: f64 = 1.000_001;

/// A rectangle of pixels. Its right and bottom edges are excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) top: u32,
    pub(super) bottom: u32,
}

impl Area {
    /// The pixels that a rectangle covers, as far as they are within `page`. A pixel counts if at
    /// least the part `least` of its width and of its height is covered. A rectangle that is
    /// thinner than a pixel is drawn one pixel thick, so that a rule of a table never vanishes
    /// between two rows.
    pub(super) fn covered(rect: Rect, least: f32, page: Self) -> Self {
        let (left, right) = span(rect.x0, rect.x1, least.into());
        let (top, bottom) = span(rect.y0, rect.y1, least.into());
        Self { left, right, top, bottom }.within(page)
    }

    /// The smallest area that contains all pixels that a rectangle touches.
    pub(super) fn touched_by(rect: Rect) -> Self {
        let whole = |at: f64| at.max(0.0) as u32;
        Self {
            left: whole(rect.x0.floor()),
            right: whole(rect.x1.ceil()),
            top: whole(rect.y0.floor()),
            bottom: whole(rect.y1.ceil()),
        }
    }

    /// The part of this area that is also inside the area `other`.
    pub(super) fn within(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            right: self.right.min(other.right),
            top: self.top.max(other.top),
            bottom: self.bottom.min(other.bottom),
        }
    }

    /// The number of columns.
    pub(super) const fn width(self) -> u32 {
        self.right.saturating_sub(self.left)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.left >= self.right || self.top >= self.bottom
    }

    /// Whether this area is completely inside the area `other`.
    pub(super) fn is_within(self, other: Self) -> bool {
        self.within(other) == self
    }
}

/// The first pixel, and the pixel after the last, of those that a line from `from` to `to` on one
/// axis covers. A pixel counts if at least the part `least` of it is covered. If the line is at
/// most a pixel long, the result is one pixel.
fn span(from: f64, to: f64, least: f64) -> (u32, u32) {
    let (first, end) = if to - from <= ONE {
        let middle = ((from + to) / 2.0).floor();
        (middle, middle + 1.0)
    } else {
        ((from + least).ceil() - 1.0, (to - least).floor() + 1.0)
    };
    (first.max(0.0) as u32, end.max(0.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_the_pixels_that_are_covered_enough_and_never_none() {
        for (from, to, pixels) in [
            (2.0, 5.0, (2, 5)),
            (2.5, 5.5, (2, 6)),
            (2.8, 5.2, (3, 5)),
            (2.6, 5.4, (2, 6)),
            (2.7, 3.9, (3, 4)),
            (2.1, 2.2, (2, 3)),
            (2.6, 3.6, (3, 4)),
            (2.5, 2.5, (2, 3)),
            (-3.0, 2.0, (0, 2)),
            (-9.0, -5.0, (0, 0)),
        ] {
            assert_eq!(span(from, to, 1.0 / 3.0), pixels, "{from} to {to}");
        }
        for step in 0..100 {
            let from = 7.0 + f64::from(step) / 100.0;
            let (first, end) = span(from, from + 0.3, 1.0 / 3.0);
            assert_eq!(end - first, 1, "{from}");
        }
    }
}
