//! Fields of forms, and notes typed onto a page, that have a value and no looks of their own: they are drawn here.
//!
//! A widget's looks should be in the document (its appearance stream), and then hayro draws them. Programs that fill in forms may
//! leave this to who shows them (ISO 32000-1 §12.7.3.3: NeedAppearances), and some leave it out. What is said of a field, and not
//! by itself, its parents say, and the form last.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::content::TypedIter;
use hayro::hayro_syntax::content::ops::TypedInstruction;
use hayro::hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream, String as PdfString};
use hayro::kurbo::BezPath;

use super::entries::{Entry, Looks, Setter};
use super::strings;
use crate::convert::press::Press;
use ferrofax_document::type_setting::Face;

/// How many parents a field may have.
const MOST_PARENTS: usize = 16;

/// The most fields of one document that are drawn, and the longest value, bytes.
const MOST_FIELDS: usize = 5_000;
const LONGEST: usize = 20_000;

/// Flags of annotations (§12.5.3): these are not to be seen.
const HIDDEN: u32 = 1 << 1 | 1 << 5;

/// Flags of fields (§12.7.4).
const MULTILINE: u32 = 1 << 12;
const PASSWORD: u32 = 1 << 13;
const RADIO: u32 = 1 << 15;
const PUSH_BUTTON: u32 = 1 << 16;
const COMBO: u32 = 1 << 17;
const COMB: u32 = 1 << 24;

/// What is drawn onto the pages of a document.
#[derive(Default)]
pub(super) struct Forms {
    /// Black outlines of each page, in its own measures.
    pub(super) pages: Vec<Vec<BezPath>>,
    /// So many drawings were put onto the pages that nobody but their program can draw.
    pub(super) unseen: usize,
}

impl Forms {
    /// Finds them.
    pub(super) fn find(document: &Pdf, press: &mut Press) -> Self {
        let xref = document.xref();
        let root: Dict<'_> = xref.get(xref.root_id()).unwrap_or_default();
        let form = root.get::<Dict<'_>>(b"AcroForm").unwrap_or_default();
        let mut forms = Self::default();
        let mut room = MOST_FIELDS;
        for page in document.pages().iter() {
            let mut outlines = Vec::new();
            let notes = page.raw().get::<Array<'_>>(b"Annots");
            for note in notes.iter().flat_map(Array::iter::<Dict<'_>>) {
                if note.get::<u32>(b"F").unwrap_or(0) & HIDDEN == 0 && room > 0 {
                    let field = Field { note: &note, form: &form };
                    let before = outlines.len();
                    forms.unseen += usize::from(field.draw(press, &mut outlines).is_err());
                    room -= usize::from(outlines.len() > before);
                }
            }
            forms.pages.push(outlines);
        }
        forms
    }
}

/// A drawing without looks that is not drawn here.
struct Unseen;

/// Something that stands on a page: a widget of a field, or a note.
struct Field<'d> {
    note: &'d Dict<'d>,
    form: &'d Dict<'d>,
}

impl<'d> Field<'d> {
    fn draw(&self, press: &mut Press, outlines: &mut Vec<BezPath>) -> Result<(), Unseen> {
        let kind = self.note.get::<Name<'_>>(b"Subtype");
        let Some(rect) = self.note.get::<Rect>(b"Rect") else { return Ok(()) };
        let entry = match kind.as_ref().map(AsRef::as_ref).unwrap_or_default() {
            b"Widget" => self.entry(),
            b"FreeText" if !self.has_looks() => self.typed_note(),
            b"Ink" | b"Line" | b"Square" | b"Circle" | b"Polygon" | b"PolyLine" | b"Stamp" | b"StrikeOut"
                if !self.has_looks() =>
            {
                return Err(Unseen);
            }
            _ => None,
        };
        if let Some(entry) = entry {
            entry.words().for_each(|words| press.ready_for(words));
            outlines.extend(Setter { setter: &mut press.setter, looks: self.looks(), rect }.outlines(&entry));
        }
        Ok(())
    }

    /// What a widget shows that is not drawn by hayro.
    fn entry(&self) -> Option<Entry> {
        let flags: u32 = self.inherited(b"Ff").unwrap_or(0);
        let kind: Name<'_> = self.inherited(b"FT")?;
        match kind.as_ref() {
            b"Tx" => {
                let text = self.text(b"V").filter(|text| !text.trim().is_empty())?;
                let text = if flags & PASSWORD == 0 { text } else { "*".repeat(text.chars().count()) };
                let cells: Option<u32> = self.inherited(b"MaxLen");
                let entry = match cells.filter(|cells| *cells > 0) {
                    Some(cells) if flags & COMB != 0 => Entry::Comb(text, cells),
                    _ if flags & MULTILINE != 0 => Entry::Lines(text),
                    _ => Entry::Line(text),
                };
                (!self.shows_letters()).then_some(entry)
            }
            b"Ch" if !self.shows_letters() => self.choice(flags),
            b"Btn" if flags & PUSH_BUTTON == 0 && self.is_on() && !self.has_looks_of_state() => {
                Some(if flags & RADIO == 0 { Entry::Cross } else { Entry::Dot })
            }
            _ => None,
        }
    }

    /// What was chosen, by the words that people see.
    fn choice(&self, flags: u32) -> Option<Entry> {
        let options = self.options();
        let chosen: Vec<String> = match self.inherited::<Object<'_>>(b"V")? {
            Object::String(one) => vec![strings::decoded(&one)],
            Object::Array(many) => many.iter::<PdfString<'_>>().map(|one| strings::decoded(&one)).collect(),
            _ => return None,
        };
        let shown = |value: &String| {
            let known = options.iter().find(|(export, _)| export == value);
            known.map_or_else(|| value.clone(), |(_, words)| words.clone())
        };
        let chosen: Vec<String> = chosen.iter().filter(|value| !value.is_empty()).map(shown).collect();
        if chosen.is_empty() {
            return None;
        }
        if flags & COMBO != 0 || options.is_empty() {
            return Some(Entry::Line(chosen.join(", ")));
        }
        let first: usize = self.inherited::<u32>(b"TI").map_or(0, |first| first as usize);
        let lines = options.into_iter().skip(first).map(|(_, words)| (chosen.contains(&words), words));
        Some(Entry::List(lines.collect()))
    }

    /// What may be chosen: the value, and what people see of it.
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

    /// Words typed onto a page.
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

    /// Whether a box is checked or a radio button pressed.
    fn is_on(&self) -> bool {
        let name = |dict: &Dict<'_>, key: &[u8]| dict.get::<Name<'_>>(key).map(|name| name.as_ref().to_vec());
        let is_alone = || {
            let siblings = self.note.get::<Dict<'_>>(b"Parent").and_then(|above| above.get::<Array<'_>>(b"Kids"));
            siblings.is_none_or(|siblings| siblings.iter::<Dict<'_>>().count() <= 1)
        };
        let state = name(self.note, b"AS").or_else(|| name(self.note, b"V"));
        let state = state.or_else(|| self.inherited::<Name<'_>>(b"V").filter(|_| is_alone()).map(|v| v.to_vec()));
        state.is_some_and(|state| state != b"Off")
    }

    fn looks_object(&self) -> Option<Object<'d>> {
        self.note.get::<Dict<'_>>(b"AP").and_then(|looks| looks.get::<Object<'_>>(b"N"))
    }

    fn has_looks(&self) -> bool {
        self.looks_object().is_some()
    }

    /// Whether there are looks of the state that it is in, which hayro then draws.
    fn has_looks_of_state(&self) -> bool {
        match self.looks_object() {
            Some(Object::Dict(states)) => {
                let state = self.note.get::<Name<'_>>(b"AS");
                state.is_some_and(|state| states.get::<Stream<'_>>(state).is_some())
            }
            looks => looks.is_some(),
        }
    }

    /// Whether its looks have letters or pictures: many are but a frame, to be filled by who shows it.
    fn shows_letters(&self) -> bool {
        let Some(Object::Stream(looks)) = self.looks_object() else { return false };
        let Ok(drawn) = looks.decoded_data() else { return false };
        let mut steps = TypedIter::new(&drawn);
        while let Some(step) = steps.next() {
            match step {
                TypedInstruction::ShowText(text) if !text.0.is_empty() => return true,
                TypedInstruction::NextLineAndShowText(text) if !text.0.is_empty() => return true,
                TypedInstruction::ShowTexts(_)
                | TypedInstruction::ShowTextWithParameters(_)
                | TypedInstruction::XObject(_)
                | TypedInstruction::InlineImage(_) => return true,
                _ => {}
            }
        }
        false
    }

    /// What is said of the field by itself, its parents or the form.
    fn inherited<T: TryFrom<Object<'d>>>(&self, key: &[u8]) -> Option<T> {
        let parent = |dict: &Dict<'d>| dict.get::<Dict<'_>>(b"Parent");
        let above = std::iter::successors(Some(self.note.clone()), parent).take(MOST_PARENTS);
        above.chain([self.form.clone()]).find_map(|dict| T::try_from(dict.get::<Object<'_>>(key)?).ok())
    }

    fn looks(&self) -> Looks {
        let defaults = self.inherited::<PdfString<'_>>(b"DA").map(|words| words.to_vec()).unwrap_or_default();
        let marks = self.note.get::<Dict<'_>>(b"MK").unwrap_or_default();
        let (font, size) = strings::font_of(&defaults);
        let has = |part: &str| font.to_ascii_lowercase().contains(part);
        let face = match () {
            () if has("cour") || has("mono") || font.starts_with("Co") => Face::Mono,
            () if has("bold") || matches!(font.as_str(), "HeBo" | "TiBo" | "HeBO" | "TiBI") => Face::SansBold,
            () => Face::Sans,
        };
        let border = self.note.get::<Dict<'_>>(b"BS").and_then(|border| border.get::<f32>(b"W"));
        let is_framed = marks.get::<Array<'_>>(b"BC").is_some_and(|colour| !colour.data().trim_ascii().is_empty());
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
