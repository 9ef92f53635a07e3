//! The style of an element. It is made of inherited properties, the defaults of the element's name,
//! its attributes and its declarations.
//!
//! Colours are ignored: a fax has black letters on white.

use super::css::Sheet;
use super::dom::Dom;
use super::length::{BASE_PT, length};
use ferrofax_document::type_setting::Look;

/// The smallest size of letters that is legible on a fax, in points. `LARGEST_PT` is the largest
/// size that is used.
const SMALLEST_PT: f64 = 8.0;
const LARGEST_PT: f64 = 40.0;

/// The alignment of lines in a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    /// Lines are aligned at the side where reading begins: at the left in English text.
    #[default]
    Start,
    /// Lines are aligned at the side where reading ends: at the right in English text.
    End,
    Left,
    Centre,
    Right,
}

/// The reading direction, which decides the direction of lines, table columns and list indents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Direction {
    /// Each line follows the direction of its letters. Columns and indents run from left to right.
    #[default]
    ByLetters,
    FromLeft,
    FromRight,
}

/// The treatment of white space and line breaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Spaces {
    /// Each sequence of blanks, tabs and line breaks is shown as one blank.
    #[default]
    One,
    /// All blanks, tabs and line breaks are shown as they are in the document (CSS `pre`).
    Kept,
    /// Several blanks in a row are shown as one blank, but line breaks are kept (CSS `pre-line`).
    Lines,
}

/// The kind of an element (such as block or table cell), which decides how it is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Inline,
    Block,
    Table,
    Hidden,
}

/// The style of an element: its properties after all declarations are applied.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    pub(super) look: Look,
    pub(super) align: Align,
    pub(super) direction: Direction,
    pub(super) spaces: Spaces,
    pub(super) sort: Sort,
    /// White space above the element, in points. The field `below` is the space below the element.
    /// The field `indent` is the space at the side where reading begins.
    pub(super) above: f64,
    pub(super) below: f64,
    pub(super) indent: f64,
    pub(super) bordered: bool,
    pub(super) new_page: bool,
    pub(super) in_list: bool,
    /// The alignment of the element if it is a table or picture; `None` if the document declares no
    /// alignment.
    pub(super) place: Option<Align>,
    /// The width that the document declares for the element: in points, or as a part of the
    /// available width.
    pub(super) width: Option<Width>,
}

/// A declared width of an element: in points, or as a part of the available width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Width {
    Points(f64),
    Part(f64),
}

impl Sort {
    /// The kind of an element (such as block or table cell) after its property `display` is
    /// applied.
    fn displayed(self, display: &str) -> Self {
        match (self, display) {
            (_, "none") => Self::Hidden,
            (Self::Inline, "block" | "flex" | "grid" | "list-item") => Self::Block,
            (Self::Block, "inline") => Self::Inline,
            _ => self,
        }
    }
}

const HIDDEN: &[&str] = &[
    "head", "script", "style", "template", "noscript", "title", "meta", "link", "audio",
    "datalist", "map", "param", "source", "track", "dialog",
];

const BLOCKS: &[&str] = &[
    "html",
    "body",
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "pre",
    "blockquote",
    "hr",
    "center",
    "address",
    "article",
    "aside",
    "details",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "main",
    "nav",
    "section",
    "summary",
    "dir",
    "menu",
    "listing",
    "xmp",
    "plaintext",
    "legend",
    "hgroup",
    "caption",
    "tr",
    "td",
    "th",
    "tbody",
    "thead",
    "tfoot",
];

impl Style {
    /// The style with which an HTML document begins, before any element changes it.
    pub(super) const fn root() -> Self {
        Self {
            look: Look::plain(BASE_PT),
            align: Align::Start,
            direction: Direction::ByLetters,
            spaces: Spaces::One,
            sort: Sort::Block,
            above: 0.0,
            below: 0.0,
            indent: 0.0,
            bordered: false,
            new_page: false,
            in_list: false,
            place: None,
            width: None,
        }
    }

    /// Determines the style of the element `node`. `self` is the style of its parent.
    pub(super) fn of(&self, dom: &Dom, node: usize, sheet: &Sheet<'_>) -> Self {
        let name = dom.name(node);
        let sort = match name {
            "table" => Sort::Table,
            name if HIDDEN.contains(&name) => Sort::Hidden,
            name if BLOCKS.contains(&name) => Sort::Block,
            _ => Sort::Inline,
        };
        let root = Self::root();
        // In old mails, the text around a table is centred, but the text in the table is not.
        let align = if sort == Sort::Table { Align::Start } else { self.align };
        let Self { look, direction, spaces, in_list, .. } = *self;
        let mut style = Self { look, align, direction, spaces, in_list, sort, ..root };
        style.by_name(name);
        style.by_attributes(dom, node);
        let mut invisible = false;
        sheet.declared(node, |name, value| match (name, value) {
            ("display", _) => style.sort = sort.displayed(value),
            ("visibility", _) => invisible = matches!(value, "hidden" | "collapse"),
            _ => style.declare(name, value, self.look.size_pt),
        });
        if invisible {
            style.sort = Sort::Hidden;
        }
        style.look.size_pt = style.look.size_pt.clamp(SMALLEST_PT, LARGEST_PT);
        style
    }

    fn by_name(&mut self, name: &str) {
        let look = &mut self.look;
        match name {
            "b" | "strong" | "th" | "dt" => look.bold = true,
            "i" | "em" | "cite" | "var" | "dfn" | "address" => look.italic = true,
            "u" | "ins" => look.underlined = true,
            // The text of a link is shown as normal text, since on paper a link cannot be followed.
            "a" => {}
            "s" | "strike" | "del" => look.struck = true,
            "code" | "kbd" | "samp" | "tt" => look.mono = true,
            "small" | "sub" | "sup" => look.size_pt *= 0.83,
            "big" => look.size_pt *= 1.17,
            _ => {}
        }
        let heading = |of: f64| (of, 0.6);
        let (size, around) = match name {
            "h1" => heading(1.8),
            "h2" => heading(1.45),
            "h3" => heading(1.2),
            "h4" => heading(1.0),
            "h5" | "h6" => heading(0.9),
            "p" | "ul" | "ol" | "dl" | "pre" | "blockquote" | "figure" | "menu" | "dir"
            | "listing" | "xmp" | "plaintext" => (1.0, 0.8),
            _ => (1.0, 0.0),
        };
        self.look.size_pt *= size;
        self.look.bold |= matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        // A nested list follows the lines of its outer list without white space.
        let around =
            if self.in_list && matches!(name, "ul" | "ol" | "menu" | "dir") { 0.0 } else { around };
        self.in_list |= matches!(name, "ul" | "ol");
        self.above = around * self.look.size_pt;
        self.below = self.above;
        match name {
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.spaces = Spaces::Kept;
                self.look.mono = true;
                self.look.size_pt *= 0.9;
            }
            "center" | "caption" => self.align = Align::Centre,
            // Tables in mails do not inherit the alignment of the text around them.
            "th" => self.align = Align::Centre,
            "blockquote" | "ul" | "ol" | "dd" | "menu" | "dir" => self.indent = 24.0,
            _ => {}
        }
    }

    fn by_attributes(&mut self, dom: &Dom, node: usize) {
        let attribute = |name| dom.attribute(node, name);
        if let Some(align) = attribute("align").map(|align| align.trim().to_ascii_lowercase()) {
            match dom.name(node) {
                "table" => self.place = align_of(&align),
                // All other values concern the vertical position of a picture in its line.
                "img" => {
                    self.place =
                        align_of(&align).filter(|align| matches!(align, Align::Left | Align::Right))
                }
                _ => self.align = align_of(&align).unwrap_or(self.align),
            }
        }
        if let Some(direction) = attribute("dir") {
            self.direction =
                direction_of(&direction.trim().to_ascii_lowercase()).unwrap_or(self.direction);
        }
        if let Some(width) = attribute("width").and_then(width_of) {
            self.width = Some(width);
        }
        if attribute("hidden").is_some() {
            self.sort = Sort::Hidden;
        }
        if dom.name(node) == "font" {
            let sizes = [0.63, 0.82, 1.0, 1.13, 1.5, 2.0, 3.0];
            let size = attribute("size").map(str::trim).and_then(|size| {
                let number: i32 = size.parse().ok()?;
                Some(if size.starts_with(['+', '-']) { 3 + number } else { number })
            });
            if let Some(size) = size {
                self.look.size_pt = BASE_PT * sizes[(size.clamp(1, 7) - 1) as usize];
            }
            let face = attribute("face").unwrap_or_default().to_ascii_lowercase();
            self.look.mono |= is_mono(&face);
        }
    }

    fn declare(&mut self, name: &str, value: &str, outer_pt: f64) {
        let em = self.look.size_pt;
        let white = |value: &str| length(value, em, 0.0).map(|points| points.clamp(0.0, 400.0));
        match name {
            "font-weight" => {
                self.look.bold = matches!(value, "bold" | "bolder" | "600" | "700" | "800" | "900")
            }
            "font-style" => self.look.italic = value == "italic" || value == "oblique",
            "text-decoration" | "text-decoration-line" => {
                self.look.underlined = value.contains("underline");
                self.look.struck = value.contains("line-through");
            }
            "font-family" => self.look.mono = is_mono(value),
            "font-size" => self.look.size_pt = size_of(value, outer_pt).unwrap_or(em),
            "text-align" => self.align = align_of(value).unwrap_or(self.align),
            "direction" => self.direction = direction_of(value).unwrap_or(self.direction),
            // Text never flows around an element on our pages. A floating element becomes a block
            // of its own, and is not joined to the text beside it.
            "float" if matches!(value, "left" | "right") => {
                self.place = align_of(value);
                if self.sort == Sort::Inline {
                    self.sort = Sort::Block;
                }
            }
            "white-space" => {
                self.spaces = match value {
                    "pre" | "pre-wrap" | "break-spaces" => Spaces::Kept,
                    "pre-line" => Spaces::Lines,
                    _ => Spaces::One,
                }
            }
            "margin" => {
                let sides: Vec<_> = value.split_ascii_whitespace().map(white).collect();
                let side =
                    |at: &[usize]| at.iter().find_map(|at| sides.get(*at).copied()).flatten();
                self.above = side(&[0]).unwrap_or(self.above);
                self.below = side(&[2, 0]).unwrap_or(self.below);
                self.indent =
                    side(if self.direction == Direction::FromRight { &[1, 0] } else { &[3, 1, 0] })
                        .unwrap_or(self.indent);
                let is_auto = |at: &[usize]| {
                    let word = at.iter().find_map(|at| value.split_ascii_whitespace().nth(*at));
                    word == Some("auto")
                };
                if self.sort == Sort::Table && is_auto(&[3, 1, 0]) && is_auto(&[1, 0]) {
                    self.place = Some(Align::Centre);
                }
            }
            "margin-top" => self.above = white(value).unwrap_or(self.above),
            "margin-bottom" => self.below = white(value).unwrap_or(self.below),
            "margin-left" | "padding-left" if self.direction != Direction::FromRight => {
                self.indent = white(value).unwrap_or(self.indent);
            }
            "margin-right" | "padding-right" if self.direction == Direction::FromRight => {
                self.indent = white(value).unwrap_or(self.indent);
            }
            "width" => self.width = width_of(value).or(self.width),
            "page-break-before" | "break-before"
                if matches!(value, "always" | "page" | "left" | "right") =>
            {
                self.new_page = true;
            }
            "border" => self.bordered = is_border(value),
            "border-top" | "border-bottom" | "border-left" | "border-right" => {
                self.bordered |= is_border(value)
            }
            _ => {}
        }
    }
}

fn is_mono(families: &str) -> bool {
    ["mono", "courier", "consolas", "menlo", "lucida console"]
        .iter()
        .any(|name| families.contains(name))
}

fn is_border(value: &str) -> bool {
    let is_none = value
        .split_ascii_whitespace()
        .any(|word| matches!(word, "none" | "hidden" | "0" | "0px" | "0pt" | "0cm"));
    !is_none
        && ["solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"]
            .iter()
            .any(|word| value.contains(word))
}

fn align_of(value: &str) -> Option<Align> {
    Some(match value {
        "left" | "-webkit-left" => Align::Left,
        "center" | "middle" | "-webkit-center" => Align::Centre,
        "right" | "-webkit-right" => Align::Right,
        "end" => Align::End,
        "start" | "justify" => Align::Start,
        _ => return None,
    })
}

fn direction_of(value: &str) -> Option<Direction> {
    Some(match value {
        "rtl" => Direction::FromRight,
        "ltr" => Direction::FromLeft,
        "auto" => Direction::ByLetters,
        _ => return None,
    })
}

fn size_of(value: &str, outer_pt: f64) -> Option<f64> {
    Some(match value {
        "xx-small" => BASE_PT * 0.6,
        "x-small" => BASE_PT * 0.75,
        "small" => BASE_PT * 0.89,
        "medium" => BASE_PT,
        "large" => BASE_PT * 1.2,
        "x-large" => BASE_PT * 1.5,
        "xx-large" => BASE_PT * 2.0,
        "smaller" => outer_pt * 0.83,
        "larger" => outer_pt * 1.2,
        _ => length(value, outer_pt, outer_pt)?,
    })
}

pub(super) fn width_of(value: &str) -> Option<Width> {
    let value = value.trim();
    match value.strip_suffix('%') {
        Some(part) => part
            .trim()
            .parse()
            .ok()
            .filter(|part| *part > 0.0)
            .map(|part: f64| Width::Part((part / 100.0).min(1.0))),
        None => length(value, BASE_PT, 0.0).filter(|points| *points > 0.0).map(Width::Points),
    }
}
