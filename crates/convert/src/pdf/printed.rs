//! Changes a PDF document so that it is drawn as it is printed. The library hayro draws a page as a
//! screen shows it. Some of the document's objects are therefore replaced ([`update`]), so that
//! hayro draws the page as a printer prints it.
//!
//! - An annotation is printed if its flag Print is set and Hidden is not. NoView concerns only the
//!   screen (ISO 32000-1 §12.5.3).
//! - Layers for print are on, those for the screen are off ([`layers`](super::layers)).
//! - A crop box that leaves nothing of the page is ignored: the media box counts.

use std::sync::Arc;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Object, Rect};
use hayro::hayro_syntax::page::Page;

use super::layers::Layers;
use super::update::{self, Change};

/// The flag of a hidden annotation (ISO 32000-1 §12.5.3). `PRINT` is the flag of annotations that
/// are printed, and `NO_VIEW` the flag of annotations that a screen does not show.
const HIDDEN: u32 = 1 << 1;
const PRINT: u32 = 1 << 2;
const NO_VIEW: u32 = 1 << 5;

/// The greatest number of dictionaries in which a property of a form field is looked up: that of
/// the field itself, and those of its parents, whose properties it inherits.
const MOST_PARENTS: usize = 16;

/// The minimum width and height of a page, in points.
const LEAST_SIDE: f64 = 1.0;

/// The size of a page whose own boxes in the document have no area: A4, in points.
const A4: &str = "[0 0 595.276 841.89]";

/// A PDF document in the form in which it is printed, and not as a screen shows it.
#[derive(Default)]
pub(super) struct Printed {
    /// The bytes of a document in which some objects are replaced, so that it is drawn as it is
    /// printed. `None` if no object must be replaced.
    pub(super) bytes: Option<Arc<Vec<u8>>>,
    /// The number of annotations that are visible on a screen but are not printed.
    pub(super) unprinted: usize,
    /// Whether objects could not be replaced, so that the pages may show content that is only for
    /// the screen, or lack content that is only for printing.
    pub(super) is_unsure: bool,
}

impl Printed {
    /// Changes a PDF document so that it is drawn as it is printed. `bytes` is the document's file,
    /// in which `mended` may already have changed some bytes.
    pub(super) fn of(document: &Pdf, layers: &Layers, bytes: &[u8]) -> Self {
        let mut printed = Self::default();
        let mut changes = layers.memberships(document);
        changes.extend(layers.entry().and_then(|entry| {
            let root = document.xref().root_id();
            let catalog: Dict<'_> = document.xref().get(root)?;
            Some((root, update::with_entries(&catalog, entry.as_bytes())?))
        }));
        for page in document.pages().iter() {
            changes.extend(printed.page(document, layers, page));
        }
        if !changes.is_empty() {
            printed.bytes = update::updated(document, bytes, &changes);
            printed.is_unsure |= printed.bytes.is_none();
        }
        printed
    }

    /// Returns the object of a page with replaced entries for its page boxes and its annotations,
    /// as printing needs them. `None` if the object need not be replaced.
    fn page(&mut self, document: &Pdf, layers: &Layers, page: &Page<'_>) -> Option<Change> {
        let entries = [box_of(page), self.annotations(document, layers, page)].concat();
        if entries.is_empty() {
            return None;
        }
        // If a page is not an object of its own, no part of it can be replaced.
        let id = page.raw().obj_id()?;
        let is_alone = document.xref().get::<Dict<'_>>(id).is_some_and(|dict| dict == *page.raw());
        self.is_unsure |= !is_alone;
        Some((id, update::with_entries(page.raw(), &entries)?)).filter(|_| is_alone)
    }

    /// The page's entry `Annots` with only those annotations that are printed. Empty if the page's
    /// own entry need not be changed.
    fn annotations(&mut self, document: &Pdf, layers: &Layers, page: &Page<'_>) -> Vec<u8> {
        let Some(all) = page.raw().get::<Array<'_>>(b"Annots") else { return Vec::new() };
        let (mut kept, mut is_changed) = (Vec::new(), false);
        for item in all.raw_iter() {
            let (name, note) = match item {
                MaybeRef::Ref(id) => (Some(id), document.xref().get(id.into())),
                MaybeRef::NotRef(Object::Dict(note)) => (None, Some(note)),
                MaybeRef::NotRef(_) => (None, None),
            };
            // hayro shows no annotation behind an entry that is none.
            let Some(note): Option<Dict<'_>> = note else {
                is_changed = true;
                continue;
            };
            let flags = note.get::<u32>(b"F").unwrap_or(0);
            let is_shown = is_in_print(document, layers, &note);
            if !is_shown || !is_printed(&note) {
                is_changed = true;
                self.unprinted += usize::from(is_shown && is_seen(&note, flags));
                continue;
            }
            kept.push(b' ');
            match name {
                _ if flags & NO_VIEW != 0 => {
                    is_changed = true;
                    let flags = format!("/F {}", flags & !NO_VIEW);
                    let note = update::with_entries(&note, flags.as_bytes());
                    kept.extend(note.unwrap_or_default());
                }
                Some(id) => kept.extend(format!("{id}").bytes()),
                None => kept.extend_from_slice(note.data()),
            }
        }
        if is_changed { [b" /Annots [", &kept[..], b" ]"].concat() } else { Vec::new() }
    }
}

/// Whether an annotation is printed. An annotation without an appearance does not need the flag
/// Print, unless the flag NoView hides it on a screen. Viewers draw such an annotation from its
/// value (ISO 32000-2 table 167).
pub(super) fn is_printed(note: &Dict<'_>) -> bool {
    let flags = note.get::<u32>(b"F").unwrap_or(0);
    let by_flag = flags & PRINT != 0 || flags & NO_VIEW == 0 && !has_looks(note);
    flags & HIDDEN == 0 && by_flag
}

/// Whether the layer that contains an annotation is printed.
pub(super) fn is_in_print(document: &Pdf, layers: &Layers, note: &Dict<'_>) -> bool {
    let layer = note.get_raw::<Object<'_>>(b"OC");
    layer.is_none_or(|layer| layers.shows(document, &layer))
}

fn has_looks(note: &Dict<'_>) -> bool {
    note.get::<Dict<'_>>(b"AP").is_some_and(|looks| looks.contains_key(b"N"))
}

/// Whether somebody who knows the document from a screen would miss the annotation in a print. They
/// would if it is visible on the screen, and is neither a button nor an empty field.
fn is_seen(note: &Dict<'_>, flags: u32) -> bool {
    let is = |key: &[u8], name: &[u8]| matches!(inherited(note, key), Some(Object::Name(found)) if found.as_ref() == name);
    let is_filled_in = match inherited(note, b"V") {
        _ if is(b"FT", b"Sig") => true,
        None | Some(Object::Null(_)) => false,
        Some(Object::String(text)) => !text.is_empty(),
        Some(Object::Name(state)) => state.as_ref() != b"Off",
        Some(_) => true,
    };
    let is_shown = match () {
        () if is(b"Subtype", b"Popup") => false,
        () if is(b"Subtype", b"Widget") => is_filled_in,
        () => true,
    };
    flags & (HIDDEN | NO_VIEW) == 0 && has_looks(note) && is_shown
}

/// A property of a form field, which may be inherited from the field's parents.
fn inherited<'a>(note: &Dict<'a>, key: &[u8]) -> Option<Object<'a>> {
    let parent = |dict: &Dict<'a>| dict.get::<Dict<'_>>(b"Parent");
    let mut lineage = std::iter::successors(Some(note.clone()), parent).take(MOST_PARENTS);
    lineage.find_map(|dict| dict.get::<Object<'_>>(key))
}

/// The entries `MediaBox` and `CropBox` that replace those of a page, if the page's own boxes leave
/// no area to print. Empty if no box must be replaced.
fn box_of(page: &Page<'_>) -> Vec<u8> {
    let is_empty = |found: Rect| !(found.width() >= LEAST_SIDE && found.height() >= LEAST_SIDE);
    let media = page.media_box();
    if is_empty(media) {
        return format!(" /MediaBox {A4} /CropBox {A4}").into_bytes();
    }
    if is_empty(page.intersected_crop_box()) {
        let Rect { x0, y0, x1, y1 } = media;
        return format!(" /CropBox [{x0} {y0} {x1} {y1}]").into_bytes();
    }
    Vec::new()
}
