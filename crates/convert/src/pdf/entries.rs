//! Draws the entry (the value) of a form field as black outlines within the field.
//!
//! The whole entry is shown: if it is too long for its field, it is set narrower, and then smaller.

use hayro::hayro_syntax::object::Rect;
use hayro::kurbo::{
    Affine, BezPath, Circle, Line, Rect as Frame, Shape as _, Stroke, StrokeOpts, stroke,
};

use ferrofax_document::type_setting::{Face, Shape, TypeSetter};

/// The maximum deviation, in points, of the drawn outline of a letter from its true curve.
const TOLERANCE: f64 = 0.02;

/// The factor by which letters are set narrower, because the built-in letters are wider than those
/// for which forms are designed. `NARROWEST` is the smallest factor by which they are set narrower
/// again if an entry is too long.
const NARROW: f64 = 0.88;
const NARROWEST: f64 = 0.7;

/// The automatic size of letters in a form field of one line, as a part of the field's height.
/// `OF_LINES` is the size in a form field of several lines, and `SMALLEST` the smallest size, both
/// in points.
const OF_HEIGHT: f64 = 0.67;
const OF_LINES: f64 = 12.0;
const SMALLEST: f64 = 4.0;

/// The distance between two lines of text in a form field, as a multiple of the letters' size.
/// `ASCENT` is the distance of the first baseline from the upper edge of the form field, and `HIGH`
/// the height of letters.
const LINE: f64 = 1.16;
const ASCENT: f64 = 0.93;
const HIGH: f64 = 0.72;

/// The entry (the value) of a form field, as it is drawn: lines of text, letters in cells, a list,
/// or the mark of a check box.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Line(String),
    Lines(String),
    /// A text whose letters are drawn in separate cells, one letter in each cell, and the number of
    /// cells.
    Comb(String, u32),
    /// A list field: the text of each option, and whether the option is chosen.
    List(Vec<(bool, String)>),
    Cross,
    Dot,
}

/// The looks of a form field's entry: the size of its letters, its alignment and its frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Looks {
    pub(super) face: Face,
    /// The size of the letters in points. 0 means an automatic size.
    pub(super) size: f64,
    /// The alignment of lines: 0 is left, 1 is centred, 2 is right.
    pub(super) align: i32,
    /// The number of quarter turns to the left by which the entry is turned.
    pub(super) turned: i32,
    /// The width of the frame in points. `is_framed` says whether the frame is drawn.
    pub(super) border: f64,
    pub(super) is_framed: bool,
}

/// Typesets the entries of form fields as outlines of letters.
pub(super) struct Setter<'s> {
    pub(super) setter: &'s mut TypeSetter,
    pub(super) looks: Looks,
    pub(super) rect: Rect,
}

impl Entry {
    /// Returns all texts in the entry (the value) of a form field.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let (one, many) = match self {
            Self::Line(text) | Self::Lines(text) | Self::Comb(text, _) => {
                (Some(text.as_str()), None)
            }
            Self::List(lines) => (None, Some(lines)),
            Self::Cross | Self::Dot => (None, None),
        };
        one.into_iter()
            .chain(many.into_iter().flatten().map(|(_, words)| words.as_str()))
    }
}

impl Setter<'_> {
    /// The outlines of the letters in a form field's entry, in page coordinates.
    pub(super) fn outlines(mut self, entry: &Entry) -> Vec<BezPath> {
        let mut outlines = match entry {
            Entry::Line(text) => self.line(&text.replace('\n', " ")),
            Entry::Lines(text) => self.lines(text),
            Entry::Comb(text, cells) => self.comb(text, *cells),
            Entry::List(lines) => self.list(lines),
            Entry::Cross => self.cross(),
            Entry::Dot => vec![self.dot()],
        };
        let (width, height) = self.room();
        if self.looks.is_framed && self.looks.border > 0.0 {
            let frame = Frame::new(0.0, 0.0, width, height).inset(-self.looks.border / 2.0);
            outlines.push(lined(frame.to_path(TOLERANCE), self.looks.border));
        }
        let place = self.place();
        outlines.into_iter().map(|outline| place * outline).collect()
    }

    /// The width and height of the form field, as a person who reads the entry sees them. They are
    /// exchanged if the entry is turned by a quarter.
    fn room(&self) -> (f64, f64) {
        let (width, height) = (self.rect.width().max(1.0), self.rect.height().max(1.0));
        if self.looks.turned % 2 == 1 { (height, width) } else { (width, height) }
    }

    /// The transform from the form field's own coordinates, in which its text is upright, to the
    /// coordinates of the page.
    fn place(&self) -> Affine {
        let Rect { x0, y0, x1, y1 } = self.rect;
        match self.looks.turned {
            1 => Affine::new([0.0, 1.0, -1.0, 0.0, x1, y0]),
            2 => Affine::new([-1.0, 0.0, 0.0, -1.0, x1, y1]),
            3 => Affine::new([0.0, -1.0, 1.0, 0.0, x0, y1]),
            _ => Affine::translate((x0, y0)),
        }
    }

    /// The distance, in points, between an edge of the form field and the letters of its entry.
    fn around(&self) -> f64 {
        2.0 * self.looks.border.max(0.5)
    }

    const fn narrow(&self) -> f64 {
        if matches!(self.looks.face, Face::Mono) { 1.0 } else { NARROW }
    }

    fn line(&mut self, text: &str) -> Vec<BezPath> {
        let (width, height) = self.room();
        let room = (width - 2.0 * self.around()).max(1.0);
        let Some(shape) = self.setter.shapes(text, self.looks.face, None).into_iter().next() else {
            return Vec::new();
        };
        let asked = if self.looks.size > 0.0 {
            self.looks.size
        } else {
            (height * OF_HEIGHT).max(SMALLEST)
        };
        let fitting = room / shape.width.max(0.01);
        let narrowest = self.narrow() * NARROWEST;
        let size = asked.min(fitting / narrowest);
        let narrow = self.narrow().min(fitting / size);
        let at = (height - size * HIGH) / 2.0;
        vec![self.placed(&shape, size, narrow, (self.around(), room), at)]
    }

    fn lines(&mut self, text: &str) -> Vec<BezPath> {
        let (width, height) = self.room();
        let (around, narrow) = (self.around(), self.narrow());
        let (across, down) = ((width - 2.0 * around).max(1.0), (height - 2.0 * around).max(1.0));
        let mut size = if self.looks.size > 0.0 {
            self.looks.size
        } else {
            OF_LINES.min(height.max(SMALLEST))
        };
        let lines = loop {
            let lines = self.setter.shapes(text, self.looks.face, Some(across / size / narrow));
            if lines.len() as f64 * LINE * size <= down + 0.3 * size || size <= SMALLEST {
                break lines;
            }
            size = (size * 0.94).max(SMALLEST);
        };
        let top = height - around - size * ASCENT;
        let at = |number: usize| top - number as f64 * LINE * size;
        let placed =
            |(number, shape)| self.placed(shape, size, narrow, (around, across), at(number));
        lines.iter().enumerate().map(placed).collect()
    }

    fn comb(&mut self, text: &str, cells: u32) -> Vec<BezPath> {
        let (width, height) = self.room();
        let cell = width / f64::from(cells);
        let size = if self.looks.size > 0.0 {
            self.looks.size
        } else {
            (height * OF_HEIGHT).min(cell * 1.4)
        };
        let mut outlines = Vec::new();
        // Letters beyond the last cell are shown as well.
        for (number, letter) in (0_u32..).zip(text.chars().filter(|letter| *letter != '\n')) {
            let shapes = self.setter.shapes(letter.encode_utf8(&mut [0; 4]), self.looks.face, None);
            let middle = Looks { align: 1, ..self.looks };
            let left = f64::from(number) * cell;
            let place = |shape| {
                placed(
                    shape,
                    size,
                    self.narrow(),
                    (left, cell),
                    (height - size * HIGH) / 2.0,
                    middle,
                )
            };
            outlines.extend(shapes.iter().map(place));
        }
        outlines
    }

    /// Draws the options of a list field as lines of text, with frames around the chosen options.
    /// All chosen options are shown, and as many others as there is room for.
    fn list(&mut self, lines: &[(bool, String)]) -> Vec<BezPath> {
        let (width, height) = self.room();
        let around = self.around();
        let asked = if self.looks.size > 0.0 { self.looks.size } else { OF_LINES };
        let last = lines.iter().rposition(|(is_chosen, _)| *is_chosen).map_or(0, |last| last + 1);
        let size = asked.min((height - 2.0 * around) / LINE / last.max(1) as f64).max(SMALLEST);
        let fitting = ((height - 2.0 * around) / LINE / size + 0.2) as usize;
        let mut outlines = Vec::new();
        for (number, (is_chosen, words)) in lines.iter().take(fitting.max(last)).enumerate() {
            let at = height - around - size * ASCENT - number as f64 * LINE * size;
            let shapes = self.setter.shapes(words, self.looks.face, None);
            let room = (width - 2.0 * around).max(1.0);
            let narrow = |shape: &Shape| self.narrow().min(room / size / shape.width.max(0.01));
            outlines.extend(
                shapes
                    .iter()
                    .map(|shape| self.placed(shape, size, narrow(shape), (around, room), at)),
            );
            if *is_chosen {
                let frame = Frame::new(
                    around / 2.0,
                    at - 0.22 * size,
                    width - around / 2.0,
                    at + 0.92 * size,
                );
                outlines.push(lined(frame.to_path(TOLERANCE), 0.7));
            }
        }
        outlines
    }

    fn cross(&self) -> Vec<BezPath> {
        let (width, height) = self.room();
        let half = width.min(height) * 0.3;
        let (x, y) = (width / 2.0, height / 2.0);
        let line = |up: f64| Line::new((x - half, y - half * up), (x + half, y + half * up));
        [1.0, -1.0]
            .into_iter()
            .map(|up| lined(line(up).to_path(TOLERANCE), (half / 2.5).max(0.8)))
            .collect()
    }

    fn dot(&self) -> BezPath {
        let (width, height) = self.room();
        Circle::new((width / 2.0, height / 2.0), width.min(height) * 0.25).to_path(TOLERANCE)
    }

    fn placed(
        &self,
        shape: &Shape,
        size: f64,
        narrow: f64,
        across: (f64, f64),
        at: f64,
    ) -> BezPath {
        placed(shape, size, narrow, across, at, self.looks)
    }
}

/// Places the outline of a line of text. `left` is the left edge of the available space, `room` the
/// width of that space, and `at` the height of the line's baseline, all in the coordinates of the
/// field.
fn placed(
    shape: &Shape,
    size: f64,
    narrow: f64,
    (left, room): (f64, f64),
    at: f64,
    looks: Looks,
) -> BezPath {
    let spare = (room - shape.width * size * narrow).max(0.0);
    let left = left + spare * f64::from(looks.align.clamp(0, 2)) / 2.0;
    Affine::new([size * narrow, 0.0, 0.0, size, left, at]) * shape.outline.clone()
}

/// The outline of the line that a pen of this width draws along a path.
fn lined(path: BezPath, width: f64) -> BezPath {
    stroke(path, &Stroke::new(width), &StrokeOpts::default(), TOLERANCE)
}
