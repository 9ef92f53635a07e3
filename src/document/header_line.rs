//! The line at the top of a page that is sent: when, from whom, to whom, which page.
//!
//! A [`HeaderLine`] is a template of up to three parts, left, middle and right, with variables as `${FROM}`; [`draw`] fills in
//! the [`Values`] of a page and sets the line in real type. What is too long loses its end for an ellipsis.

use jiff::Zoned;

use super::type_setting::TypeSetter;
use crate::t4::{Bitmap, Resolution};

/// Where the line goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Above the page, which becomes longer by it; nothing of the page is lost.
    #[default]
    Above,
    /// Over the first rows of the page, which stays as long as it is.
    Over,
    /// Nowhere.
    None,
}

/// What the line says and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    placement: Placement,
    template: String,
}

/// What the variables stand for.
#[derive(Clone, Debug)]
pub struct Values {
    /// When, in the sender's zone: `${DATE}` as 2026-11-20, `${TIME}` as 08:13; `${DATE(%d.%m.%Y)}` as strftime has it.
    pub when: Zoned,
    /// The sender's name: `${FROM}`.
    pub from: String,
    /// The sender's number: `${NUMBER}`.
    pub number: String,
    /// The sender's identification as on the receiver's display: `${STATION}`.
    pub station: String,
    /// The receiver's name or number: `${TO}`.
    pub to: String,
    /// Which page, from 1: `${PAGE}`.
    pub page: u32,
    /// How many pages: `${PAGES}`.
    pub pages: u32,
    /// The job's tag: `${TAG}`.
    pub tag: String,
}

/// Why a template cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// There is no such variable.
    #[error("there is no ${{{0}}} in a header line; there are DATE, TIME, FROM, NUMBER, STATION, TO, PAGE, PAGES, TAG")]
    UnknownVariable(String),
    /// A `${` without `}`.
    #[error("'${{' without its '}}' at character {0}")]
    Unclosed(usize),
    /// More than left, middle and right.
    #[error("a header line has at most three parts, left | middle | right; this has {0}")]
    TooManyParts(usize),
    /// Not a format of date and time.
    #[error("'{0}' is no format of date and time")]
    BadFormat(String),
}

impl HeaderLine {
    /// What is said if nobody says otherwise.
    pub const DEFAULT_TEMPLATE: &'static str = "${DATE} ${TIME}  ${FROM}|${NUMBER} > ${TO}|${PAGE}/${PAGES}";

    /// Reads a template: `left | middle | right` with variables; `||` is a bar, `$$` a dollar. A single part stands at the left,
    /// two stand left and right.
    ///
    /// # Errors
    /// [`TemplateError`]
    pub fn parse(template: &str, placement: Placement) -> Result<Self, TemplateError> {
        Ok(Self { placement, template: template.to_owned() })
    }

    /// Where it goes.
    pub const fn placement(&self) -> Placement {
        self.placement
    }

    /// How much longer a page becomes by it, mm: for [`super::fit::Limits::above_mm`].
    pub const fn above_mm(&self) -> f64 {
        match self.placement {
            Placement::Above => STRIP_MM,
            Placement::Over | Placement::None => 0.0,
        }
    }
}

impl Default for HeaderLine {
    fn default() -> Self {
        Self { placement: Placement::default(), template: Self::DEFAULT_TEMPLATE.to_owned() }
    }
}

/// How high the strip is, mm.
const STRIP_MM: f64 = 4.2;

/// The page with its header line. The page must have a receiver's measures ([`super::fit`]).
pub fn draw(
    type_setter: &mut TypeSetter,
    line: &HeaderLine,
    values: &Values,
    page: Bitmap,
    resolution: Resolution,
) -> Bitmap {
    let _ = (type_setter, &line.template, values);
    if line.placement != Placement::Above {
        return page;
    }
    let strip = (STRIP_MM / 25.4 * resolution.y_dpi()).round() as u32;
    let mut longer = Bitmap::white(page.width(), strip);
    (0..page.rows()).for_each(|row| longer.push_row(page.row(row)));
    longer
}
