//! The relation between the picture that is read and the page as it was received.

use serde::{Deserialize, Serialize};

/// Millimetres in an inch.
const MM: f64 = 25.4;

/// A turn by quarters, clockwise, that brings the right side of a page up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Turn {
    /// The page is upright.
    #[default]
    None,
    /// The page must be turned by a quarter clockwise.
    Quarter,
    /// The page is upside down.
    Half,
    /// The page must be turned by a quarter anticlockwise.
    ThreeQuarters,
}

impl Turn {
    /// The turn by this angle, in degrees clockwise; none if it is not a multiple of 90.
    pub const fn of_degrees(degrees: u32) -> Self {
        match degrees % 360 {
            90 => Self::Quarter,
            180 => Self::Half,
            270 => Self::ThreeQuarters,
            _ => Self::None,
        }
    }

    /// This turn, and by half a turn more.
    #[must_use]
    pub const fn and_half(self) -> Self {
        Self::of_degrees(self.degrees() + 180)
    }

    /// The angle in degrees, clockwise.
    pub const fn degrees(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Quarter => 90,
            Self::Half => 180,
            Self::ThreeQuarters => 270,
        }
    }
}

/// How the page was turned to be read: first by its skew about its middle, then by quarters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The pixels per inch of the picture.
    pub dpi: u32,
    /// The pixels in a row of the picture before the turn by quarters.
    pub width: u32,
    /// The number of its rows.
    pub rows: u32,
    /// The pixels in a row of the page, and the number of its rows, at `dpi`. The page is in the
    /// middle of the picture. The picture is larger if the page is askew.
    pub page: (u32, u32),
    /// The skew that was corrected, in degrees ([`crate::skew::skew`]).
    pub skew: f64,
    /// The turn by quarters.
    pub turn: Turn,
}

impl Frame {
    /// The same for the picture at another number of pixels per inch.
    pub(super) fn at(&self, dpi: u32) -> Self {
        let at =
            |pixels: u32| (f64::from(pixels) * f64::from(dpi) / f64::from(self.dpi)).round() as u32;
        let (width, rows) = (at(self.width), at(self.rows));
        Self { dpi, width, rows, page: (at(self.page.0), at(self.page.1)), ..*self }
    }

    /// The place on the page as it was received, of a pixel of the picture that was read: the
    /// distances from the left and from the upper edge, in mm.
    pub fn on_page(&self, x: f64, y: f64) -> (f64, f64) {
        let (width, rows) = (f64::from(self.width), f64::from(self.rows));
        let (x, y) = match self.turn {
            Turn::None => (x, y),
            Turn::Quarter => (y, rows - x),
            Turn::Half => (width - x, rows - y),
            Turn::ThreeQuarters => (width - y, x),
        };
        let (x, y) = turned((x, y), (width / 2.0, rows / 2.0), self.skew);
        let (page_width, page_rows) = (f64::from(self.page.0), f64::from(self.page.1));
        let (x, y) = (x - (width - page_width) / 2.0, y - (rows - page_rows) / 2.0);
        let mm = MM / f64::from(self.dpi);
        (x * mm, y * mm)
    }
}

/// A point turned about another, clockwise (rows count downwards), by an angle in degrees.
pub(super) fn turned((x, y): (f64, f64), about: (f64, f64), degrees: f64) -> (f64, f64) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (x, y) = (x - about.0, y - about.1);
    (about.0 + x * cos - y * sin, about.1 + x * sin + y * cos)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame =
        Frame { dpi: 300, width: 600, rows: 300, page: (600, 300), skew: 0.0, turn: Turn::None };

    #[test]
    fn places_go_back_through_each_turn() {
        // The pixel in the upper left corner of the picture that is read, without skew.
        let corners = [
            (Turn::None, (0.0, 0.0)),
            (Turn::Quarter, (0.0, 25.4)),
            (Turn::Half, (50.8, 25.4)),
            (Turn::ThreeQuarters, (50.8, 0.0)),
        ];
        for (turn, expected) in corners {
            let frame = Frame { turn, ..FRAME };
            for frame in [frame, frame.at(350)] {
                let (x, y) = frame.on_page(0.0, 0.0);
                assert!((x - expected.0).abs() < 1e-9 && (y - expected.1).abs() < 1e-9, "{turn:?}");
            }
        }
    }

    #[test]
    fn the_middle_stays_where_it_is_whatever_the_skew() {
        let frame = Frame { width: 620, rows: 340, skew: 4.0, turn: Turn::Half, ..FRAME };
        let (x, y) = frame.on_page(310.0, 170.0);
        assert!((x - 25.4).abs() < 1e-9 && (y - 12.7).abs() < 1e-9);
    }
}
