//! The header line at the top of a page that is sent: date, sender, receiver, page number.
//!
//! A [`HeaderLine`] is a template of up to three parts (left, middle, right) with variables such as
//! `${FROM}`. [`draw`] fills in the [`Values`] of a page and sets the line in a real font. Texts
//! that are too long are cut with an ellipsis; the right part, which has the page number, last.

mod template;

use jiff::Zoned;

use super::type_setting::{Face, Style, TypeSetter};
use ferrofax_ground::t4::{Bitmap, Resolution};
use template::Part;
pub use template::TemplateError;

/// The place of the header line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Above the page, which becomes longer; nothing of the page is lost.
    #[default]
    Above,
    /// Over the first rows of the page, which keeps its length.
    Over,
    /// No header line.
    None,
}

/// A header line: its text and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    placement: Placement,
    /// The left, the middle and the right part.
    parts: [Part; 3],
}

/// The values of the variables.
#[derive(Clone, Debug)]
pub struct Values {
    /// The time in the sender's zone: `${DATE}` as 2026-11-20, `${TIME}` as 08:13;
    /// `${DATE(%d.%m.%Y)}` in a format of strftime.
    pub when: Zoned,
    /// The sender's name: `${FROM}`.
    pub from: String,
    /// The sender's number: `${NUMBER}`.
    pub number: String,
    /// The sender's identification as on the receiver's display: `${STATION}`.
    pub station: String,
    /// The receiver's name or number: `${TO}`.
    pub to: String,
    /// The page number, from 1: `${PAGE}`.
    pub page: u32,
    /// The number of pages: `${PAGES}`.
    pub pages: u32,
    /// The job's tag: `${TAG}`.
    pub tag: String,
}

/// The height of the strip in mm: 16 rows at standard resolution.
const STRIP_MM: f64 = 4.2;

/// The smallest height of the strip in mm, for strips whose height has steps.
const SHORTEST_STRIP_MM: f64 = 4.0;

/// The base line of the letters, in mm from the top of the strip: with space for accents above and
/// descenders below.
const BASELINE_MM: f64 = 3.1;

/// The letters: the smallest that are easily read at 98 rows an inch.
const STYLE: Style = Style { face: Face::Sans, size_pt: 9.0 };

/// The white margin on the left and the right, in mm: fax machines lose what is at the edge.
const MARGIN_MM: f64 = 8.0;

/// The smallest space between two parts, in mm.
const GAP_MM: f64 = 5.0;

/// The greatest number of characters of a value that are looked at: many more than fit.
const LONGEST_VALUE: usize = 300;

impl HeaderLine {
    /// The default template.
    pub const DEFAULT_TEMPLATE: &'static str =
        "${DATE} ${TIME}  ${FROM}|${NUMBER} → ${TO}|${PAGE}/${PAGES}";

    /// Reads a template: `left | middle | right` with variables; `||` is a bar, `$$` a dollar. A
    /// single part is on the left; two parts are on the left and the right.
    pub fn parse(template: &str, placement: Placement) -> Result<Self, TemplateError> {
        Ok(Self { placement, parts: template::parse(template)? })
    }

    /// The place of the line.
    pub const fn placement(&self) -> Placement {
        self.placement
    }

    /// The height that the line adds to a page, in mm: for [`super::fit::Limits::above_mm`].
    pub const fn above_mm(&self) -> f64 {
        match self.placement {
            Placement::Above => STRIP_MM,
            Placement::Over | Placement::None => 0.0,
        }
    }

    /// The line with its place above the page if it was over it.
    #[must_use]
    pub(super) fn placed_above(&self) -> Self {
        let placement = match self.placement {
            Placement::Over => Placement::Above,
            other => other,
        };
        Self { placement, ..self.clone() }
    }

    /// The texts of the left, the middle and the right part with these values, in full.
    pub fn texts(&self, values: &Values) -> [String; 3] {
        [0, 1, 2].map(|i| self.parts[i].filled(values))
    }
}

impl Default for HeaderLine {
    /// The default template, above the page.
    fn default() -> Self {
        let parts = template::parse(Self::DEFAULT_TEMPLATE).unwrap_or_default();
        Self { placement: Placement::default(), parts }
    }
}

/// The page with its header line. The page must have a receiver's measures ([`super::fit`]).
pub fn draw(
    type_setter: &mut TypeSetter,
    line: &HeaderLine,
    values: &Values,
    page: Bitmap,
    resolution: Resolution,
) -> Bitmap {
    if line.placement == Placement::None {
        return page;
    }
    let rows = (STRIP_MM / MM * resolution.y_dpi()).round() as u32;
    let texts = [0, 1, 2].map(|i| line.parts[i].marked(values));
    let mut whole = strip(type_setter, &texts, page.width(), rows, resolution);
    let covered = if line.placement == Placement::Over { rows } else { 0 };
    // A page that is shorter than the strip keeps its length, too.
    if line.placement == Placement::Over {
        whole.truncate(page.rows().max(1));
    }
    (covered..page.rows()).for_each(|row| whole.push_row(page.row(row)));
    whole
}

/// The line by itself, for a page of this width in pixels. The strip has the number of rows that
/// `rows_for` returns for the smallest height. Returns `None` if `rows_for` does.
pub(super) fn by_itself(
    type_setter: &mut TypeSetter,
    line: &HeaderLine,
    values: &Values,
    width: u32,
    resolution: Resolution,
    rows_for: impl FnOnce(u32) -> Option<u32>,
) -> Option<Bitmap> {
    let rows = rows_for((SHORTEST_STRIP_MM / MM * resolution.y_dpi()).round() as u32)?;
    let texts = [0, 1, 2].map(|i| line.parts[i].marked(values));
    Some(strip(type_setter, &texts, width, rows, resolution))
}

fn strip(
    setter: &mut TypeSetter,
    texts: &[String; 3],
    width: u32,
    rows: u32,
    resolution: Resolution,
) -> Bitmap {
    let mut strip = Bitmap::white(width, rows);
    let width_mm = f64::from(width) / resolution.x_dpi() * MM;
    let baseline = (BASELINE_MM / MM * resolution.y_dpi()).round() as u32;
    for (text, left_mm) in arranged(setter, texts, width_mm) {
        setter.draw_line(&mut strip, resolution, &text, STYLE, (left_mm, baseline));
    }
    strip
}

/// The three texts, cut to the space they have, and where each begins.
fn arranged(setter: &mut TypeSetter, texts: &[String; 3], width_mm: f64) -> Vec<(String, f64)> {
    let room = width_mm - 2.0 * MARGIN_MM;
    let mut width = |text: &str| setter.line_width_mm(text, STYLE);
    let wanted = [width(&texts[0]), width(&texts[1]), width(&texts[2])];
    let gaps = |widths: &[f64; 3]| {
        (widths.iter().filter(|width| **width > 0.0).count().max(1) - 1) as f64 * GAP_MM
    };
    // The right part takes the space that it needs, the others share the rest. A part that needs
    // less than half leaves the remainder to the other.
    let right = wanted[2].min(room);
    let rest = (room - right - gaps(&wanted)).max(0.0);
    let half = rest / 2.0;
    let (left, middle) = match (wanted[0], wanted[1]) {
        (left, middle) if left + middle <= rest => (left, middle),
        (left, middle) if left <= half => (left, middle.min(rest - left)),
        (left, middle) if middle <= half => (left.min(rest - middle), middle),
        _ => (half, half),
    };
    let mut fitted = |text: &str, room: f64| {
        let text = setter.elided(text, STYLE, room + 0.01).into_owned();
        let width = setter.line_width_mm(&text, STYLE);
        (text, width)
    };
    let [(left, left_width), (middle, middle_width), (right, right_width)] =
        [fitted(&texts[0], left), fitted(&texts[1], middle), fitted(&texts[2], right)];
    // The middle part is in the page's middle, unless its neighbours need that space.
    let from = if left_width > 0.0 { MARGIN_MM + left_width + GAP_MM } else { MARGIN_MM };
    let to = width_mm
        - MARGIN_MM
        - if right_width > 0.0 { right_width + GAP_MM } else { 0.0 }
        - middle_width;
    let place = ((width_mm - middle_width) / 2.0).min(to).max(from);
    let all = [(left, MARGIN_MM), (middle, place), (right, width_mm - MARGIN_MM - right_width)];
    all.into_iter().filter(|(text, _)| !text.is_empty()).collect()
}

/// Millimetres in an inch.
const MM: f64 = 25.4;

#[cfg(test)]
mod tests;
