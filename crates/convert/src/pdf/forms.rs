//! Draws form fields, and notes typed onto a page, that have a value but no appearance of their
//! own.
//!
//! The document should contain an appearance of each field (its appearance stream), which the
//! library hayro draws. But a program that fills in a form may leave the drawing to the viewer (ISO
//! 32000-1 §12.7.3.3: NeedAppearances), or write a value without an appearance. An appearance that
//! the program did not change then shows an older value. This module covers such an outdated
//! appearance with white, and draws the present value. An appearance is also outdated if a later
//! update of the file has rewritten the field but not the appearance.
//!
//! If a field lacks a property, the property is inherited from the field's parents, or otherwise
//! from the whole form.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{
    Array, Dict, MaybeRef, Name, Object, Rect, Stream, String as PdfString,
};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{BezPath, Rect as Frame};

use super::entries::{Entry, Looks, Setter};
use super::layers::Layers;
use super::printed::{is_in_print, is_printed};
use super::strings;
use super::whole::{Whole, annotations, appearance};
use crate::press::Press;
use ferrofax_document::type_setting::Face;

/// The greatest number of dictionaries in which a property of a form field is looked up: that of
/// the field itself, and those of its parents, whose properties it inherits.
const MOST_PARENTS: usize = 16;

/// The greatest number of form fields of one document that are drawn. `LONGEST` is the greatest
/// number of bytes of a field's value that are drawn; the rest of the value is left out.
const MOST_FIELDS: usize = 5_000;
const LONGEST: usize = 20_000;

/// The greatest number of updates of a PDF file (ISO 32000-1 §7.5.6) that are taken into account:
/// the position of each update's end is stored.
const MOST_UPDATES: usize = 1_000;

/// The greatest number of areas, and of curves, in an appearance that is only a frame and a
/// background. A frame that looks raised has two areas, and one with round corners has eight curves.
const MOST_AREAS_OF_FRAME: usize = 4;
const MOST_CURVES_OF_FRAME: usize = 16;

/// The flag of a PDF text field with several lines of text (ISO 32000-1 §12.7.4). The flags of
/// other form fields follow.
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
const RADIO: u32 = 1 << 15;
const PUSH_BUTTON: u32 = 1 << 16;
const COMBO: u32 = 1 << 17;
const COMB: u32 = 1 << 24;

/// The drawings for the form fields of a page and for the notes typed onto it, in page coordinates.
#[derive(Default)]
pub(super) struct OnPage {
    /// The areas of form fields whose outdated appearances are covered with white.
    pub(super) covered: Vec<Frame>,
    /// The outlines of letters and marks in form fields and notes, which are filled with black.
    pub(super) outlines: Vec<BezPath>,
}

/// The drawings for the form fields of a document and for the notes typed onto its pages.
#[derive(Default)]
pub(super) struct Forms {
    pub(super) pages: Vec<OnPage>,
    /// The number of annotations that are not shown, because only the program that made them can
    /// draw them.
    pub(super) unseen: usize,
}

impl Forms {
    /// Finds the form fields and annotations of a document. `bytes` is its file.
    pub(super) fn find(document: &Pdf, bytes: &[u8], layers: &Layers, press: &mut Press) -> Self {
        let xref = document.xref();
        let root: Dict<'_> = xref.get(xref.root_id()).unwrap_or_default();
        let form = root.get::<Dict<'_>>(b"AcroForm").unwrap_or_default();
        let mut forms = Self::default();
        let mut room = MOST_FIELDS;
        let file = if form.is_empty() { File::default() } else { File::of(bytes) };
        for page in document.pages().iter() {
            let mut on_page = OnPage::default();
            for note in annotations(page) {
                let is_printed = is_printed(&note) && is_in_print(document, layers, &note);
                if !is_printed {
                    continue;
                }
                let field = Field { note: &note, page, form: &form, file: &file };
                if room == 0 {
                    forms.unseen += usize::from(!field.has_looks() && field.says_value());
                    continue;
                }
                let before = on_page.outlines.len();
                forms.unseen += usize::from(field.draw(press, &mut on_page).is_err());
                room -= usize::from(on_page.outlines.len() > before);
            }
            forms.pages.push(on_page);
        }
        forms
    }
}

impl OnPage {
    pub(super) const fn is_empty(&self) -> bool {
        self.covered.is_empty() && self.outlines.is_empty()
    }
}

/// The error for an annotation of which something is not shown: it has no appearance that can be
/// drawn, and this module cannot draw all of it either.
struct Unseen;

/// A form field on a page (its widget annotation), or a note that was typed onto the page.
struct Field<'d> {
    note: &'d Dict<'d>,
    page: &'d Page<'d>,
    form: &'d Dict<'d>,
    file: &'d File<'d>,
}

/// The file of the PDF document: its bytes, and the positions where its updates end.
#[derive(Default)]
struct File<'d> {
    bytes: &'d [u8],
    /// The positions where the updates of the file end (ISO 32000-1 §7.5.6).
    ends: Vec<usize>,
}

/// The comparison of a form field's value with its appearance (the drawing of the field that the
/// document contains). It decides what is drawn.
enum Shown {
    /// The field's appearance shows its value, or the field has nothing to show. Nothing is drawn
    /// in addition.
    AsItIs,
    /// The field has a value but no appearance. The variant contains the value as it is drawn.
    Nothing(Entry),
    /// The field's appearance is older than its value and is covered with white. The variant
    /// contains the value as it is drawn; `None` if the field has no value to draw.
    Old(Option<Entry>),
}

impl<'d> Field<'d> {
    fn draw(&self, press: &mut Press, on_page: &mut OnPage) -> Result<(), Unseen> {
        let kind = self.note.get::<Name<'_>>(b"Subtype");
        let Some(rect) = self.note.get::<Rect>(b"Rect") else { return Ok(()) };
        let lacks_font = self.lacks_font();
        let shown = match kind.as_ref().map(AsRef::as_ref).unwrap_or_default() {
            b"Widget" => self.shown(lacks_font),
            b"FreeText" if !self.has_looks() => {
                self.typed_note().map_or(Shown::AsItIs, Shown::Nothing)
            }
            b"Ink" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Stamp"
            | b"StrikeOut" | b"Underline" | b"Squiggly" | b"Highlight" | b"Caret" | b"Redact"
                if !self.has_looks() =>
            {
                return Err(Unseen);
            }
            _ => Shown::AsItIs,
        };
        if matches!(shown, Shown::AsItIs) && (lacks_font || self.has_broken_looks()) {
            return Err(Unseen);
        }
        let looks = self.looks();
        let entry = match shown {
            Shown::AsItIs => None,
            Shown::Nothing(entry) => Some(entry),
            Shown::Old(entry) => {
                // The frame around the field stays visible, so it is not covered.
                let frame = Frame::new(rect.x0, rect.y0, rect.x1, rect.y1);
                let inset =
                    looks.border.max(0.5).min(frame.width() / 4.0).min(frame.height() / 4.0);
                on_page.covered.push(frame.inset(-inset));
                entry
            }
        };
        if let Some(entry) = entry {
            entry.words().for_each(|words| press.ready_for(words));
            on_page
                .outlines
                .extend(Setter { setter: &mut press.setter, looks, rect }.outlines(&entry));
            if self.inherited::<PdfString<'_>>(b"V").is_some_and(|value| value.len() > LONGEST) {
                return Err(Unseen);
            }
        }
        Ok(())
    }

    /// Decides what is drawn for a form field. `lacks_font`: its appearance shows letters in a font
    /// that is not there.
    fn shown(&self, lacks_font: bool) -> Shown {
        let flags: u32 = self.inherited(b"Ff").unwrap_or(0);
        let Some(kind) = self.inherited::<Name<'_>>(b"FT") else { return Shown::AsItIs };
        match kind.as_ref() {
            b"Tx" => self.words_shown(self.typed(flags), lacks_font),
            b"Ch" => self.words_shown(self.choice(flags), lacks_font),
            b"Btn" if flags & PUSH_BUTTON == 0 => self.mark_shown(flags),
            _ => Shown::AsItIs,
        }
    }

    /// Returns the text that a person has typed into a form field, as it is to be drawn.
    fn typed(&self, flags: u32) -> Option<Entry> {
        let text = self.text(b"V").filter(|text| !text.trim().is_empty())?;
        let text = if flags & PASSWORD == 0 { text } else { "*".repeat(text.chars().count()) };
        let cells: Option<u32> = self.inherited(b"MaxLen");
        Some(match cells.filter(|cells| *cells > 0) {
            Some(cells) if flags & COMB != 0 => Entry::Comb(text, cells),
            _ if flags & MULTILINE != 0 => Entry::Lines(text),
            _ => Entry::Line(text),
        })
    }

    /// Decides what is drawn for a form field whose value is a text.
    fn words_shown(&self, entry: Option<Entry>, lacks_font: bool) -> Shown {
        let drawn = self.letters_shown();
        let Some(drawn) = drawn else { return entry.map_or(Shown::AsItIs, Shown::Nothing) };
        if entry.is_some() && lacks_font {
            return Shown::Old(entry);
        }
        // If nobody has set the value, it does not contradict the appearance.
        if !self.says_value() || !self.is_value_newer() {
            return Shown::AsItIs;
        }
        // The letters in the appearance of a list do not tell which of its lines were chosen.
        let is_list = matches!(entry, Some(Entry::List(_)));
        let value: String = entry.iter().flat_map(Entry::words).collect();
        if drawn == closed_up(&value) && !is_list { Shown::AsItIs } else { Shown::Old(entry) }
    }

    /// Decides what is drawn for a check box or a radio button.
    fn mark_shown(&self, flags: u32) -> Shown {
        let mark = if flags & RADIO == 0 { Entry::Cross } else { Entry::Dot };
        if let Some(is_on) = self.is_on_by_value().filter(|is_on| *is_on != self.is_on()) {
            return Shown::Old(is_on.then_some(mark));
        }
        if self.is_on() && !self.has_looks_of_state() {
            Shown::Nothing(mark)
        } else {
            Shown::AsItIs
        }
    }

    /// Whether a check box or radio button is on according to the value of its form field. `None`
    /// if the field has no value, or if the appearance in the document is up to date. `None` also
    /// if the appearance does not consist of one drawing for each state.
    fn is_on_by_value(&self) -> Option<bool> {
        let Some(Object::Dict(states)) = self.looks_object().filter(|_| self.is_value_newer())
        else {
            return None;
        };
        let value = self.inherited::<Name<'_>>(b"V")?;
        Some(value.as_ref() != b"Off" && states.contains_key(value))
    }

    fn says_value(&self) -> bool {
        self.lineage().any(|dict| dict.contains_key(b"V"))
    }

    /// Whether the value of the field takes precedence over its appearance: because the form says
    /// so, or because a later update of the file wrote the value.
    fn is_value_newer(&self) -> bool {
        if self.form.get::<bool>(b"NeedAppearances").unwrap_or(false) {
            return true;
        }
        let Some(Object::Stream(looks)) = self.looks_object() else { return false };
        let place = |data: &[u8]| place_in(self.file.bytes, data);
        let Some(looks) = place(looks.dict().data()) else { return false };
        let value = self
            .lineage()
            .find(|dict| dict.contains_key(b"V"))
            .and_then(|dict| place(dict.data()));
        value.is_some_and(|value| self.file.ends.iter().any(|end| (looks..value).contains(end)))
    }

    /// Returns the chosen options of a list or combination field, in the words that people see.
    fn choice(&self, flags: u32) -> Option<Entry> {
        let options = self.options();
        let chosen: Vec<String> = match self.inherited::<Object<'_>>(b"V")? {
            Object::String(one) => vec![strings::decoded(&one)],
            Object::Array(many) => {
                many.iter::<PdfString<'_>>().map(|one| strings::decoded(&one)).collect()
            }
            _ => return None,
        };
        let shown = |value: &String| {
            let known = options.iter().find(|(export, _)| export == value);
            known.map_or_else(|| value.clone(), |(_, words)| words.clone())
        };
        let chosen: Vec<String> =
            chosen.iter().filter(|value| !value.is_empty()).map(shown).collect();
        if chosen.is_empty() {
            return None;
        }
        if flags & COMBO != 0 || options.is_empty() {
            return Some(Entry::Line(chosen.join(", ")));
        }
        let first: usize = self.inherited::<u32>(b"TI").map_or(0, |first| first as usize);
        let lines = options
            .into_iter()
            .skip(first)
            .map(|(_, words)| (chosen.contains(&words), words));
        Some(Entry::List(lines.collect()))
    }

    /// The options of a list field. Each has its value, and the words that people see.
    fn options(&self) -> Vec<(String, String)> {
        let Some(options) = self.inherited::<Array<'_>>(b"Opt") else { return Vec::new() };
        let pair = |option| match option {
            Object::String(words) => Some((strings::decoded(&words), strings::decoded(&words))),
            Object::Array(pair) => {
                let mut pair = pair.iter::<PdfString<'_>>();
                Some((strings::decoded(&pair.next()?), strings::decoded(&pair.next()?)))
            }
            _ => None,
        };
        options.iter::<Object<'_>>().take(MOST_FIELDS).filter_map(pair).collect()
    }

    /// The text that was typed onto a page as a note.
    fn typed_note(&self) -> Option<Entry> {
        self.text(b"Contents").filter(|text| !text.trim().is_empty()).map(Entry::Lines)
    }

    fn text(&self, key: &[u8]) -> Option<String> {
        let bytes = match self.inherited::<Object<'_>>(key)? {
            Object::String(text) => text.to_vec(),
            Object::Stream(text) => text.decoded_data().ok()?.into_owned(),
            _ => return None,
        };
        Some(strings::decoded(&bytes[..bytes.len().min(LONGEST)]))
    }

    /// Whether a check box is checked or a radio button is pressed.
    fn is_on(&self) -> bool {
        let name = |dict: &Dict<'_>, key: &[u8]| {
            dict.get::<Name<'_>>(key).map(|name| name.as_ref().to_vec())
        };
        let is_alone = || {
            let siblings = self
                .note
                .get::<Dict<'_>>(b"Parent")
                .and_then(|above| above.get::<Array<'_>>(b"Kids"));
            siblings.is_none_or(|siblings| siblings.iter::<Dict<'_>>().count() <= 1)
        };
        let state = name(self.note, b"AS").or_else(|| name(self.note, b"V"));
        let state = state.or_else(|| {
            self.inherited::<Name<'_>>(b"V").filter(|_| is_alone()).map(|v| v.to_vec())
        });
        state.is_some_and(|state| state != b"Off")
    }

    fn looks_object(&self) -> Option<Object<'d>> {
        self.note.get::<Dict<'_>>(b"AP").and_then(|looks| looks.get::<Object<'_>>(b"N"))
    }

    fn has_looks(&self) -> bool {
        self.looks_object().is_some()
    }

    /// Whether the document declares an appearance of the annotation that cannot be drawn. A form
    /// field without a usable appearance is drawn from its value; a signature has none.
    fn has_broken_looks(&self) -> bool {
        let Some(looks) = self.note.get::<Dict<'_>>(b"AP") else { return false };
        let kind = self.inherited::<Name<'_>>(b"FT");
        let has_value = matches!(kind.as_deref(), Some(b"Tx" | b"Ch" | b"Btn"));
        let is_usable = |looks: Stream<'_>| looks.dict().get::<[f32; 4]>(b"BBox").is_some();
        let is_declared = !matches!(
            looks.get_raw::<Object<'_>>(b"N"),
            None | Some(MaybeRef::NotRef(Object::Null(_)))
        );
        is_declared && !has_value && !appearance(self.note).is_some_and(is_usable)
    }

    /// Whether the appearance of a form field shows letters in a font that is not there, so that
    /// they would not be drawn.
    fn lacks_font(&self) -> bool {
        let is_field = self.note.get::<Name<'_>>(b"Subtype").as_deref() == Some(b"Widget");
        let looks = appearance(self.note).filter(|_| is_field);
        looks.is_some_and(|looks| Whole::default().lacks_font(&looks, self.page.resources()))
    }

    /// Whether the document contains a drawing (an appearance) of the form field in its present
    /// state. If so, hayro draws it.
    fn has_looks_of_state(&self) -> bool {
        match self.looks_object() {
            Some(Object::Dict(states)) => {
                let state = self.note.get::<Name<'_>>(b"AS");
                state.is_some_and(|state| states.get::<Stream<'_>>(state).is_some())
            }
            looks => looks.is_some(),
        }
    }

    /// The letters of the annotation's appearance, without white space; `None` if it has neither
    /// letters nor pictures nor drawings. Many appearances are only a frame, which the viewer is
    /// expected to fill. If the font has an unusual encoding, the returned letters are not those that
    /// people see.
    fn letters_shown(&self) -> Option<String> {
        let Some(Object::Stream(looks)) = self.looks_object() else { return None };
        let drawn = looks.decoded_data().ok()?;
        // A bar code has no letters (ISO 32000-2 table 233).
        let (mut letters, mut is_there) = (Vec::new(), self.note.contains_key(b"PMD"));
        let (mut areas, mut curves) = (0, 0);
        let mut steps = TypedIter::new(&drawn);
        while let Some(step) = steps.next() {
            match step {
                TypedInstruction::ShowText(text) => letters.extend_from_slice(text.0),
                TypedInstruction::NextLineAndShowText(text) => letters.extend_from_slice(text.0),
                TypedInstruction::ShowTextWithParameters(text) => letters.extend_from_slice(text.2),
                TypedInstruction::ShowTexts(texts) => {
                    is_there = true;
                    texts
                        .0
                        .iter::<PdfString<'_>>()
                        .for_each(|text| letters.extend_from_slice(&text));
                }
                TypedInstruction::XObject(_) | TypedInstruction::InlineImage(_) => is_there = true,
                TypedInstruction::FillPathNonZero(_)
                | TypedInstruction::FillPathNonZeroCompatibility(_)
                | TypedInstruction::FillPathEvenOdd(_) => areas += 1,
                TypedInstruction::CubicTo(_)
                | TypedInstruction::CubicStartTo(_)
                | TypedInstruction::CubicEndTo(_) => curves += 1,
                _ => {}
            }
        }
        // Letters may be drawn by their outlines.
        is_there |= areas > MOST_AREAS_OF_FRAME || curves > MOST_CURVES_OF_FRAME;
        (is_there || !letters.is_empty()).then(|| closed_up(&strings::decoded(&letters)))
    }

    /// Iterates over the dictionaries of the form field and of its parents.
    fn lineage(&self) -> impl Iterator<Item = Dict<'d>> {
        let parent = |dict: &Dict<'d>| dict.get::<Dict<'_>>(b"Parent");
        std::iter::successors(Some(self.note.clone()), parent).take(MOST_PARENTS)
    }

    /// A property of the field. It may be inherited from the parents of the field, or from the
    /// form.
    fn inherited<T: TryFrom<Object<'d>>>(&self, key: &[u8]) -> Option<T> {
        let above = self.lineage().chain([self.form.clone()]);
        above
            .into_iter()
            .find_map(|dict| T::try_from(dict.get::<Object<'_>>(key)?).ok())
    }

    fn looks(&self) -> Looks {
        let defaults = self
            .inherited::<PdfString<'_>>(b"DA")
            .map(|words| words.to_vec())
            .unwrap_or_default();
        let marks = self.note.get::<Dict<'_>>(b"MK").unwrap_or_default();
        let (font, size) = strings::font_of(&defaults);
        let has = |part: &str| font.to_ascii_lowercase().contains(part);
        let face = match () {
            () if has("cour") || has("mono") || font.starts_with("Co") => Face::Mono,
            () if has("bold") || matches!(font.as_str(), "HeBo" | "TiBo" | "HeBO" | "TiBI") => {
                Face::SansBold
            }
            () => Face::Sans,
        };
        let border = self.note.get::<Dict<'_>>(b"BS").and_then(|border| border.get::<f32>(b"W"));
        let is_framed = marks
            .get::<Array<'_>>(b"BC")
            .is_some_and(|colour| !colour.data().trim_ascii().is_empty());
        Looks {
            face,
            size: f64::from(size.clamp(0.0, 200.0)),
            align: self.inherited::<i32>(b"Q").unwrap_or(0),
            turned: marks.get::<i32>(b"R").unwrap_or(0).rem_euclid(360) / 90,
            border: f64::from(border.unwrap_or(1.0).clamp(0.0, 12.0)),
            is_framed: is_framed && !self.has_looks(),
        }
    }
}

impl<'d> File<'d> {
    fn of(bytes: &'d [u8]) -> Self {
        let marks = bytes.windows(5).enumerate().filter(|(_, word)| *word == b"%%EOF");
        Self { bytes, ends: marks.map(|(at, _)| at).take(MOST_UPDATES).collect() }
    }
}

/// Removes all white space from a text, so that a field's value can be compared with its
/// appearance, which may break lines elsewhere.
fn closed_up(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// The position of `part` in the bytes of the file; `None` if `part` was compressed in the file, so
/// that its bytes are not there.
pub(super) fn place_in(file: &[u8], part: &[u8]) -> Option<usize> {
    let start = (part.as_ptr() as usize).checked_sub(file.as_ptr() as usize)?;
    file.get(start..start.checked_add(part.len())?)
        .is_some_and(|there| there == part)
        .then_some(start)
}
