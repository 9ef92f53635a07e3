//! Text as outlines without a size, for drawing where there are no rows yet, for example in the
//! fields of a form.

use vello_cpu::kurbo::BezPath;

use super::glyphs::{Outlines, UNITS};
use super::{Face, Grid, TypeSetter};
use ferrofax_ground::t4::Resolution;

/// A line of text. The size of its letters is 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The outline of its letters: from 0 to the right, with the baseline at 0; up is positive.
    pub outline: BezPath,
    /// The width of the line.
    pub width: f64,
}

impl TypeSetter {
    /// The lines of a text, which end at `\n` and are at most `room` wide.
    pub fn shapes(&mut self, text: &str, face: Face, room: Option<f64>) -> Vec<Shape> {
        let grid = Grid { size: UNITS as f32, x_scale: 1.0, x_dpi: Resolution::Fine.x_dpi() };
        let mut layout = self.layout(text, face, &grid, 1.0);
        layout.break_all_lines(room.map(|room| (room * UNITS) as f32));
        self.count_lacking(&layout, text);
        let shape = |line: parley::layout::Line<'_, ()>| Shape {
            outline: Outlines::plain_of_line(&line),
            width: f64::from(line.metrics().advance - line.metrics().trailing_whitespace) / UNITS,
        };
        layout.lines().map(shape).collect()
    }

    /// A single letter. The width is the way to the next letter, also of a blank.
    pub(crate) fn letter(&mut self, letter: char, face: Face) -> Shape {
        let grid = Grid { size: UNITS as f32, x_scale: 1.0, x_dpi: Resolution::Fine.x_dpi() };
        let layout = self.line(letter.encode_utf8(&mut [0; 4]), face, &grid);
        let line = layout.lines().next();
        let width = line.as_ref().map_or(0.0, |line| f64::from(line.metrics().advance) / UNITS);
        let outline = line.map(|line| Outlines::plain_of_line(&line)).unwrap_or_default();
        Shape { outline, width }
    }
}

#[cfg(test)]
mod tests {
    use vello_cpu::kurbo::Shape as _;

    use super::*;

    #[test]
    fn a_line_is_as_wide_as_its_letters_and_broken_where_there_is_no_room() {
        let mut setter = TypeSetter::new();
        let lines = setter.shapes("Hello world\nAgain", Face::Sans, None);
        assert_eq!(lines.len(), 2);
        let bounds = lines[0].outline.bounding_box();
        assert!(
            bounds.x0 >= 0.0
                && bounds.x1 <= lines[0].width + 0.1
                && bounds.x1 > lines[0].width - 0.2,
            "{bounds:?}"
        );
        assert!((0.6..0.9).contains(&bounds.y1) && bounds.y0 > -0.3, "{bounds:?}");
        assert_eq!(setter.shapes("Hello world", Face::Sans, Some(4.0)).len(), 2);
    }
}
