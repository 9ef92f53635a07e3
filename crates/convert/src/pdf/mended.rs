//! Works around content that the library hayro draws wrongly: some bytes of the document are
//! changed before it is read.
//!
//! A highlight (a coloured mark over words) multiplies its colour with the content below, and is
//! often drawn inside a transparency group. A group that is not isolated has the page as its
//! backdrop (ISO 32000-1 §11.4.6). If this group has full opacity and the mode Normal, the result
//! is the same as without the group. But hayro gives every group an empty backdrop, so that the
//! highlight would cover the words below it. Therefore a group of this kind is turned off if it
//! contains a highlight.
//!
//! JPEG 2000 pictures may contain their own transparency mask (SMaskInData, §8.9.5.1). If the
//! document has a separate mask for such a picture (SMask), the picture's own mask is turned off.
//! If the colours of a picture are already multiplied by its own mask (SMaskInData 2), hayro would
//! show the masked parts. So the picture is marked as not multiplied (SMaskInData 1), which makes
//! its edges a little dark.

use std::collections::HashMap;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Dict, Name, Object, ObjectIdentifier, Stream};
use hayro::hayro_syntax::page::Page;

use super::forms::place_in;
use super::whole::annotations;

/// The depth to which forms (drawings that a page includes) inside other forms are examined.
const DEEPEST: u32 = 8;

/// The dictionary key that declares the transparency group of a form (a drawing that a page
/// includes). To turn the group off, this key is replaced by the second key, which has the same
/// length and no meaning. `MASK_WITHIN` has the key that declares the transparency mask inside a
/// JPEG 2000 picture, and the meaningless key that replaces it.
const GROUP: (&[u8], &[u8]) = (b"/Group", b"/Gr0up");
const MASK_WITHIN: (&[u8], &[u8]) = (b"/SMaskInData", b"/SMa5kInData");

/// Works around content that the library hayro draws wrongly: returns the bytes of the document
/// with some of them changed. `None` if no change is needed.
pub(super) fn mended(document: &Pdf, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut search = Search { bytes, seen: HashMap::new(), changes: Vec::new() };
    for page in document.pages().iter() {
        search.page(page);
    }
    if search.changes.is_empty() {
        return None;
    }
    let mut changed = bytes.to_vec();
    for (place, new) in search.changes {
        changed[place..place + new.len()].copy_from_slice(new);
    }
    Some(changed)
}

struct Search<'b> {
    bytes: &'b [u8],
    /// The forms (drawings that a page includes) that were examined. The value of each entry says
    /// whether the form blends with the content below it.
    seen: HashMap<ObjectIdentifier, bool>,
    /// The changes to the bytes of the PDF file. Each is a position in the file, and the bytes that
    /// replace those at the position.
    changes: Vec<(usize, &'static [u8])>,
}

impl Search<'_> {
    fn page(&mut self, page: &Page<'_>) {
        self.forms(&page.resources().x_objects, DEEPEST);
        for note in annotations(page) {
            // The text below a highlight must show through. So the group of a highlight is turned
            // off even if it is isolated or a knockout group.
            let is_highlight = note
                .get::<Name<'_>>(b"Subtype")
                .is_some_and(|kind| kind.as_ref() == b"Highlight");
            match note.get::<Dict<'_>>(b"AP").and_then(|looks| looks.get::<Object<'_>>(b"N")) {
                Some(Object::Stream(form)) => {
                    self.form(&form, is_highlight, DEEPEST);
                }
                Some(Object::Dict(states)) => {
                    let names: Vec<Name<'_>> = states.keys().collect();
                    let forms = names.iter().filter_map(|name| states.get::<Stream<'_>>(name));
                    forms.for_each(|form| {
                        self.form(&form, false, DEEPEST);
                    });
                }
                _ => {}
            }
        }
    }

    /// Examines the forms (drawings that a page includes) in a resource dictionary. True if one of
    /// them, drawn without a group, blends with the content below it.
    fn forms(&mut self, named: &Dict<'_>, deep: u32) -> bool {
        if deep == 0 {
            return false;
        }
        let names: Vec<Name<'_>> = named.keys().collect();
        let forms: Vec<Stream<'_>> =
            names.iter().filter_map(|name| named.get::<Stream<'_>>(name)).collect();
        let mut blends = false;
        // All forms are examined, even after one that blends.
        for form in &forms {
            blends |= self.form(form, false, deep - 1);
        }
        blends
    }

    /// Examines one form (a drawing that a page includes). If the form blends with the content
    /// below it, its transparency group is turned off. A group that is isolated or a knockout group
    /// is turned off only if `always` is true. Returns whether the form now blends with the content
    /// below it.
    fn form(&mut self, form: &Stream<'_>, always: bool, deep: u32) -> bool {
        if let Some(known) = self.seen.insert(form.obj_id(), false) {
            self.seen.insert(form.obj_id(), known);
            return known;
        }
        let blends = self.new_form(form, always, deep);
        self.seen.insert(form.obj_id(), blends);
        blends
    }

    fn new_form(&mut self, form: &Stream<'_>, always: bool, deep: u32) -> bool {
        let dict = form.dict();
        if dict.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Image") {
            self.picture(dict);
            return false;
        }
        let resources = dict.get::<Dict<'_>>(b"Resources").unwrap_or_default();
        let inner = resources.get::<Dict<'_>>(b"XObject").unwrap_or_default();
        let blends = self.forms(&inner, deep) | has_blend_mode(&resources);
        let Some(group) = dict.get::<Dict<'_>>(b"Group") else { return blends };
        let is_so = |key: &[u8]| group.get::<bool>(key).unwrap_or(false);
        let may_be_opened = always || !is_so(b"I") && !is_so(b"K");
        if blends && may_be_opened {
            let place = place_of(GROUP.0, dict.data(), self.bytes);
            self.changes.extend(place.map(|place| (place, GROUP.1)));
        }
        blends && may_be_opened
    }

    /// Examines a picture that may contain its own mask (`SMaskInData`). If there is a separate
    /// mask, the picture's own mask is turned off. If the picture is already multiplied by its own
    /// mask, it is marked as if it were not.
    fn picture(&mut self, dict: &Dict<'_>) {
        let within = dict.get::<i32>(b"SMaskInData").unwrap_or(0);
        let Some(place) = place_of(MASK_WITHIN.0, dict.data(), self.bytes).filter(|_| within != 0)
        else {
            return;
        };
        if dict.contains_key(b"SMask") {
            self.changes.push((place, MASK_WITHIN.1));
        } else if within == 2 {
            let behind = place + MASK_WITHIN.0.len();
            let number = self.bytes[behind..].iter().position(|byte| !byte.is_ascii_whitespace());
            let number = number.map(|at| behind + at).filter(|at| self.bytes[*at] == b'2');
            self.changes.extend(number.map(|number| (number, &b"1"[..])));
        }
    }
}

/// Whether a graphics state in the resources has a blend mode other than Normal.
fn has_blend_mode(resources: &Dict<'_>) -> bool {
    let Some(states) = resources.get::<Dict<'_>>(b"ExtGState") else { return false };
    let names: Vec<Name<'_>> = states.keys().collect();
    let is_plain = |mode: &Name<'_>| matches!(mode.as_ref(), b"Normal" | b"Compatible");
    names.iter().filter_map(|name| states.get::<Dict<'_>>(name)).any(|state| {
        match state.get::<Object<'_>>(b"BM") {
            Some(Object::Name(mode)) => !is_plain(&mode),
            Some(Object::Array(modes)) => {
                modes.iter::<Name<'_>>().next().is_some_and(|mode| !is_plain(&mode))
            }
            _ => false,
        }
    })
}

/// The position in the file of a key in a dictionary. `data` is the dictionary, a part of the file.
fn place_of(key: &[u8], data: &[u8], file: &[u8]) -> Option<usize> {
    let start = place_in(file, data)?;
    key_at(data, key).map(|at| start + at)
}

/// The position of a key in a dictionary's bytes. Keys in nested objects are skipped.
fn key_at(data: &[u8], key: &[u8]) -> Option<usize> {
    let (mut at, mut depth, mut brackets) = (0, 0, 0_i32);
    while at < data.len() {
        let rest = &data[at..];
        match rest {
            [b'<', b'<', ..] => (at, depth) = (at + 2, depth + 1),
            [b'>', b'>', ..] => (at, depth) = (at + 2, depth - 1),
            [b'(', ..] => at += string_length(rest),
            [b'%', ..] => {
                at +=
                    rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(rest.len())
            }
            [b'[', ..] => (at, brackets) = (at + 1, brackets + 1),
            [b']', ..] => (at, brackets) = (at + 1, brackets - 1),
            [b'/', name @ ..] => {
                let is_over =
                    |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%\0".contains(byte);
                let length = 1 + name.iter().position(is_over).unwrap_or(name.len());
                if depth == 1 && brackets == 0 && &rest[..length] == key {
                    return Some(at);
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    None
}

/// The number of bytes of a string in round brackets, which may contain nested brackets.
fn string_length(data: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < data.len() {
        match data[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(data.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_its_own_dictionary_alone() {
        let at = |data: &[u8]| key_at(data, GROUP.0);
        assert_eq!(at(b"<< /A (/Group \\( ) /B << /Group 1 >> /Groups 2 /Group 3 >>"), Some(47));
        assert_eq!(at(b"<</Group<</S/Transparency>>>>"), Some(2));
        assert_eq!(at(b"<< /A [ /Group ] % /Group\n/B 1 >>"), None);
        assert_eq!(at(b"<< /A (never ends /Group"), None);
    }
}
