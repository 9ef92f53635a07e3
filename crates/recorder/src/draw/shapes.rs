//! A drawing as a list of shapes, which [`svg`](super::svg) and [`png`](super::png) write. All
//! measures are in mm from the upper left corner.

use ferrofax_document::type_setting::{Face, Style, TypeSetter};

/// The size of the sheet: A4, upright.
pub(super) const WIDTH: f64 = 210.0;
pub(super) const HEIGHT: f64 = 297.0;

/// The number of points (1/72 inch) in a mm.
const POINTS: f64 = 72.0 / 25.4;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

impl Ink {
    pub(super) const BLACK: Self = Self(0x20, 0x24, 0x28);
    pub(super) const GREY: Self = Self(0x6B, 0x72, 0x7A);
    pub(super) const FAINT: Self = Self(0xDD, 0xE1, 0xE5);
    pub(super) const PALE: Self = Self(0xF3, 0xF5, 0xF7);
    /// The colour for the remote fax machine.
    pub(super) const HEARD: Self = Self(0x1F, 0x5F, 0xA8);
    /// The colour for our side.
    pub(super) const SAID: Self = Self(0xC2, 0x6A, 0x0A);
    pub(super) const BAD: Self = Self(0xC0, 0x1F, 0x2E);
    pub(super) const GOOD: Self = Self(0x1E, 0x84, 0x49);

    /// A lighter colour: white with this share of the colour in it.
    pub(super) fn light(self, share: f64) -> Self {
        let mix = |part: u8| (255.0 - (255.0 - f64::from(part)) * share) as u8;
        Self(mix(self.0), mix(self.1), mix(self.2))
    }
}

/// A point on the sheet.
pub(super) type Point = [f64; 2];

/// One shape. Later shapes in the list cover earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A filled rectangle: left, top, width, height.
    Block { at: [f64; 4], ink: Ink },
    /// A line through these points.
    Line { points: Vec<Point>, width: f64, ink: Ink },
    /// A filled polygon.
    Area { points: Vec<Point>, ink: Ink },
    /// Round dots of one size.
    Dots { points: Vec<Point>, radius: f64, ink: Ink },
    /// A line of text; `at` is its left end, on the base line of its letters.
    Text { at: Point, size: f64, width: f64, face: Face, ink: Ink, text: String },
    /// A grey picture that is `pixels` pixels wide, in the rectangle `at`.
    Picture { at: [f64; 4], pixels: u32, grey: Vec<u8> },
}

/// The alignment of a text to its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    /// The text begins at the point.
    Left,
    /// The middle of the text is at the point.
    Middle,
    /// The text ends at the point.
    Right,
}

/// The look of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    /// The size of the letters, in mm.
    pub(super) size: f64,
    pub(super) face: Face,
    pub(super) ink: Ink,
}

impl Letters {
    pub(super) const fn plain(size: f64) -> Self {
        Self { size, face: Face::Sans, ink: Ink::BLACK }
    }

    pub(super) const fn bold(size: f64) -> Self {
        Self { size, face: Face::SansBold, ink: Ink::BLACK }
    }

    pub(super) const fn grey(size: f64) -> Self {
        Self { size, face: Face::Sans, ink: Ink::GREY }
    }

    pub(super) const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }
}

/// The sheet while it is drawn.
pub(super) struct Canvas {
    pub(super) shapes: Vec<Shape>,
    setter: TypeSetter,
}

impl Canvas {
    pub(super) fn new() -> Self {
        Self { shapes: Vec::new(), setter: TypeSetter::new() }
    }

    pub(super) fn block(&mut self, at: [f64; 4], ink: Ink) {
        self.shapes.push(Shape::Block { at, ink });
    }

    pub(super) fn line(&mut self, points: &[Point], width: f64, ink: Ink) {
        self.shapes.push(Shape::Line { points: points.to_vec(), width, ink });
    }

    pub(super) fn area(&mut self, points: Vec<Point>, ink: Ink) {
        self.shapes.push(Shape::Area { points, ink });
    }

    pub(super) fn dots(&mut self, points: Vec<Point>, radius: f64, ink: Ink) {
        self.shapes.push(Shape::Dots { points, radius, ink });
    }

    pub(super) fn picture(&mut self, at: [f64; 4], pixels: u32, grey: Vec<u8>) {
        self.shapes.push(Shape::Picture { at, pixels, grey });
    }

    /// The width of a text, in mm.
    pub(super) fn width(&mut self, text: &str, letters: Letters) -> f64 {
        let style = Style { face: letters.face, size_pt: letters.size * POINTS };
        self.setter.line_width_mm(text, style)
    }

    /// Draws a line of text, which is cut with an ellipsis if it is wider than `room`. Returns its
    /// width.
    pub(super) fn text(
        &mut self,
        at: Point,
        stands: Stands,
        text: &str,
        letters: Letters,
        room: f64,
    ) -> f64 {
        let text = self.cut(&one_line(text), letters, room);
        let width = self.width(&text, letters);
        let left = match stands {
            Stands::Left => at[0],
            Stands::Middle => at[0] - width / 2.0,
            Stands::Right => at[0] - width,
        };
        let Letters { size, face, ink } = letters;
        if !text.is_empty() {
            self.shapes
                .push(Shape::Text { at: [left, at[1]], size, width, face, ink, text });
        }
        width
    }

    /// Draws a text in at most `most` lines, each at most `room` wide and `step` apart. Returns the
    /// number of lines.
    pub(super) fn paragraph(
        &mut self,
        at: Point,
        text: &str,
        letters: Letters,
        room: f64,
        (step, most): (f64, usize),
    ) -> usize {
        let lines = self.lines(text, letters, room, most);
        for (number, line) in lines.iter().enumerate() {
            let at = [at[0], at[1] + step * number as f64];
            self.text(at, Stands::Left, line, letters, room);
        }
        lines.len()
    }

    /// The number of lines that a text needs if each is at most `room` wide.
    pub(super) fn line_count(&mut self, text: &str, letters: Letters, room: f64) -> usize {
        self.lines(text, letters, room, usize::MAX).len()
    }

    /// Divides a text into lines, each at most `room` wide; the last of `most` lines gets all the
    /// rest.
    fn lines(&mut self, text: &str, letters: Letters, room: f64, most: usize) -> Vec<String> {
        let text = one_line(text);
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer {
                Some(longer) if lines.len() == most || self.width(&longer, letters) <= room => {
                    if let Some(last) = lines.last_mut() {
                        *last = longer;
                    }
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// The part of a text that is at most `room` wide, with an ellipsis if the text was cut.
    fn cut(&mut self, text: &str, letters: Letters, room: f64) -> String {
        if self.width(text, letters) <= room {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let (mut fits, mut too_long) = (0, ends.len());
        while too_long - fits > 1 {
            let middle = usize::midpoint(fits, too_long);
            let cut = format!("{}…", text[..ends[middle]].trim_end());
            if self.width(&cut, letters) <= room {
                fits = middle;
            } else {
                too_long = middle;
            }
        }
        if fits == 0 { String::new() } else { format!("{}…", text[..ends[fits]].trim_end()) }
    }
}

/// The text with spaces for the characters that would begin a new line or change its direction.
fn one_line(text: &str) -> String {
    let is_odd = |letter: char| {
        letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}')
    };
    text.chars().map(|letter| if is_odd(letter) { ' ' } else { letter }).collect()
}
