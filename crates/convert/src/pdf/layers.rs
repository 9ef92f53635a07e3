//! Determines the layers of a document that are printed (optional content, ISO 32000-1 §8.11).
//!
//! The document's configuration says which layers are on initially. A layer may have an entry
//! `Usage`, which says whether the layer is on for a certain event, such as viewing or printing.
//! The configuration's entry `AS` says to which layers and events this applies. Here the entries
//! for the screen are applied first, and then those for the print (§8.11.4.4, §8.11.4.5). A layer
//! whose `Usage` says that it is never printed is not printed, even if no entry of `AS` names it.

use std::collections::HashSet;

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

/// The depth to which visibility expressions are evaluated. Deeper expressions count as visible.
const DEEPEST: u32 = 16;

/// The layers of a document, and which of them are printed.
#[derive(Default)]
pub(super) struct Layers {
    all: Vec<ObjectIdentifier>,
    /// The layers (parts of the document that can be switched off) that are not printed.
    off: HashSet<ObjectIdentifier>,
    /// Whether the layers that are visible in print differ from those that the document's
    /// configuration turns on initially.
    are_others: bool,
}

impl Layers {
    pub(super) fn of(document: &Pdf) -> Self {
        let xref = document.xref();
        let root: Dict<'_> = xref.get(xref.root_id()).unwrap_or_default();
        let Some(properties) = root.get::<Dict<'_>>(b"OCProperties") else {
            return Self::default();
        };
        let all: Vec<_> = references(&properties, b"OCGs").collect();
        let config = properties.get::<Dict<'_>>(b"D").unwrap_or_default();
        let first = off_at_first(&all, &config);
        let mut off = first.clone();
        for event in [&b"View"[..], b"Print"] {
            for usage in config.get::<Array<'_>>(b"AS").iter().flat_map(Array::iter::<Dict<'_>>) {
                if is_named(&usage, b"Event", event) {
                    follow(document, &usage, &mut off);
                }
            }
        }
        let is_unprinted =
            |layer: &ObjectIdentifier| usage_of(document, *layer, b"Print") == Some(false);
        off.extend(all.iter().copied().filter(is_unprinted));
        let are_others = off != first;
        Self { all, off, are_others }
    }

    /// The replacement for the entry about layers (`OCProperties`) in the document's catalog. It
    /// turns on exactly the layers that are printed. It has no entries for events (`AS`), which
    /// could turn other layers on or off. `None` if the entry need not be replaced.
    pub(super) fn entry(&self) -> Option<String> {
        let listed = |layers: &mut dyn Iterator<Item = &ObjectIdentifier>| {
            let name =
                |layer: &ObjectIdentifier| format!("{} {} R", layer.obj_number, layer.gen_number);
            layers.map(name).collect::<Vec<_>>().join(" ")
        };
        let off = listed(&mut self.off.iter());
        let all = listed(&mut self.all.iter());
        self.are_others
            .then(|| format!("/OCProperties << /OCGs [{all}] /D << /OFF [{off}] >> >>"))
    }

    /// The replacements for layer memberships (OCMD) that have a visibility expression, since the
    /// library hayro does not evaluate these expressions.
    pub(super) fn memberships(&self, document: &Pdf) -> Vec<(ObjectIdentifier, Vec<u8>)> {
        let Some(layer) = self.all.first() else { return Vec::new() };
        let (number, generation) = (layer.obj_number, layer.gen_number);
        let never = if self.off.contains(layer) { "AllOn" } else { "AllOff" };
        let hidden =
            format!("<< /Type /OCMD /OCGs {number} {generation} R /P /{never} >>").into_bytes();
        let replaced = |object: Object<'_>| {
            let membership = object.into_dict()?;
            if !is_named(&membership, b"Type", b"OCMD") || !membership.contains_key(b"VE") {
                return None;
            }
            let id = membership.obj_id()?;
            let is_shown = self.shows_members(document, &membership);
            Some((id, if is_shown { b"<< /Type /OCMD >>".to_vec() } else { hidden.clone() }))
        };
        document.objects().into_iter().filter_map(replaced).collect()
    }

    /// Whether a print shows content that belongs to a layer or to several (ISO 32000-1 §8.11.2.2).
    /// `layer` is the value of the content's `OC`.
    pub(super) fn shows(&self, document: &Pdf, layer: &MaybeRef<Object<'_>>) -> bool {
        let (id, dict) = match layer {
            MaybeRef::Ref(id) => {
                let id = ObjectIdentifier::from(*id);
                (Some(id), document.xref().get::<Dict<'_>>(id).unwrap_or_default())
            }
            MaybeRef::NotRef(Object::Dict(dict)) => (None, dict.clone()),
            MaybeRef::NotRef(_) => return true,
        };
        if is_named(&dict, b"Type", b"OCMD") {
            self.shows_members(document, &dict)
        } else {
            id.is_none_or(|id| !self.off.contains(&id))
        }
    }

    fn shows_members(&self, document: &Pdf, membership: &Dict<'_>) -> bool {
        if let Some(expression) = membership.get::<Array<'_>>(b"VE") {
            return self.holds(document, &expression, DEEPEST);
        }
        let members: Vec<_> = match membership.get_ref(b"OCGs") {
            // The entry is either a layer, or an array of layers.
            Some(id) if document.xref().get::<Array<'_>>(id.into()).is_none() => vec![id.into()],
            _ => references(membership, b"OCGs").collect(),
        };
        if members.is_empty() {
            return true;
        }
        let is_on = |layer: &ObjectIdentifier| !self.off.contains(layer);
        let policy = membership.get::<Name<'_>>(b"P");
        match policy.as_ref().map(AsRef::as_ref).unwrap_or_default() {
            b"AllOn" => members.iter().all(is_on),
            b"AnyOff" => !members.iter().all(is_on),
            b"AllOff" => !members.iter().any(is_on),
            _ => members.iter().any(is_on),
        }
    }

    /// Evaluates a visibility expression: `[/And …]`, `[/Or …]` or `[/Not …]` of layers and other
    /// expressions.
    fn holds(&self, document: &Pdf, expression: &Array<'_>, deep: u32) -> bool {
        let mut items = expression.raw_iter();
        let Some(MaybeRef::NotRef(Object::Name(operator))) = items.next() else { return true };
        if deep == 0 {
            return true;
        }
        let mut of_each = items.map(|item| match item {
            MaybeRef::NotRef(Object::Array(inner)) => self.holds(document, &inner, deep - 1),
            MaybeRef::Ref(id) => match document.xref().get::<Array<'_>>(id.into()) {
                Some(inner) => self.holds(document, &inner, deep - 1),
                None => !self.off.contains(&id.into()),
            },
            MaybeRef::NotRef(_) => true,
        });
        match operator.as_ref() {
            b"Or" => of_each.any(|holds| holds),
            b"Not" => !of_each.next().unwrap_or(false),
            _ => of_each.all(|holds| holds),
        }
    }
}

/// The layers that the configuration turns off initially, before any event (ISO 32000-1 §8.11.4.3).
fn off_at_first(all: &[ObjectIdentifier], config: &Dict<'_>) -> HashSet<ObjectIdentifier> {
    let mut off = HashSet::new();
    if is_named(config, b"BaseState", b"OFF") {
        off.extend(all);
    }
    references(config, b"ON").for_each(|layer| {
        off.remove(&layer);
    });
    off.extend(references(config, b"OFF"));
    off
}

/// Turns layers on or off as `usage`, an entry of `AS`, requires. This entry names layers, and
/// categories such as `Print`. For each category, a layer may have a setting `ON` or `OFF` in its
/// own `Usage`. The layer is turned off if one of these settings is `OFF`. Otherwise it is turned
/// on if at least one is `ON`.
fn follow(document: &Pdf, usage: &Dict<'_>, off: &mut HashSet<ObjectIdentifier>) {
    let categories: Vec<Vec<u8>> = match usage.get::<Object<'_>>(b"Category") {
        Some(Object::Array(names)) => names.iter::<Name<'_>>().map(|name| name.to_vec()).collect(),
        Some(Object::Name(name)) => vec![name.to_vec()],
        _ => Vec::new(),
    };
    for layer in references(usage, b"OCGs") {
        let said: Vec<bool> =
            categories.iter().filter_map(|name| usage_of(document, layer, name)).collect();
        if said.contains(&false) {
            off.insert(layer);
        } else if !said.is_empty() {
            off.remove(&layer);
        }
    }
}

/// Whether a layer is on according to its own entry `Usage` for a category, such as `Print`. `None`
/// if that entry says nothing about the category.
fn usage_of(document: &Pdf, layer: ObjectIdentifier, category: &[u8]) -> Option<bool> {
    let state: &[u8] = match category {
        b"View" => b"ViewState",
        b"Print" => b"PrintState",
        b"Export" => b"ExportState",
        _ => return None,
    };
    let layer: Dict<'_> = document.xref().get(layer)?;
    let usage = layer.get::<Dict<'_>>(b"Usage")?.get::<Dict<'_>>(category)?;
    match usage.get::<Name<'_>>(state)?.as_ref() {
        b"ON" => Some(true),
        b"OFF" => Some(false),
        _ => None,
    }
}

/// The objects to which the array in the entry `key` of a dictionary refers.
fn references(dict: &Dict<'_>, key: &[u8]) -> impl Iterator<Item = ObjectIdentifier> + use<> {
    let array = dict.get::<Array<'_>>(key);
    let found: Vec<_> = array
        .iter()
        .flat_map(Array::raw_iter)
        .filter_map(|item| item.as_obj_ref())
        .map(ObjectIdentifier::from)
        .collect();
    found.into_iter()
}

fn is_named(dict: &Dict<'_>, key: &[u8], name: &[u8]) -> bool {
    dict.get::<Name<'_>>(key).is_some_and(|found| found.as_ref() == name)
}
