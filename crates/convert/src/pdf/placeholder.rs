//! Recognises documents whose pages only say that another program is needed to show the content.
//! They are refused, since the recipient of the fax would see only that message.

use hayro::hayro_syntax::Pdf;
use hayro::hayro_syntax::object::{Array, Dict, Name};

/// The reason for refusing a form whose pages are made by the program that fills it in (XFA).
const FORM: &str = "it is a form that only some programs can show (dynamic XFA); print it to a PDF from such a program, and fax that PDF";

/// The reason for refusing a document that only wraps an encrypted one (ISO 32000-2 §7.6.7).
const WRAPPER: &str = "it is only the wrapper of an encrypted document, which cannot be read";

/// The reason for refusing a document whose pages are only a substitute for its real content.
/// `None` if the pages are the content.
pub(super) fn found(document: &Pdf) -> Option<&'static str> {
    let root = catalog(document);
    match () {
        () if is_dynamic_form(document, &root) => Some(FORM),
        () if is_wrapper(&root) => Some(WRAPPER),
        () => None,
    }
}

/// Whether the document is a portfolio, which is a PDF that contains other files (ISO 32000-1
/// §12.3.5). Viewers show these files, but Ferrofax does not fax them.
pub(super) fn is_portfolio(document: &Pdf) -> bool {
    let collection = catalog(document).get::<Dict<'_>>(b"Collection");
    let is_hidden = |view: Option<Name<'_>>| view.is_some_and(|view| matches!(view.as_ref(), b"H"));
    collection.is_some_and(|collection| !is_hidden(collection.get(b"View")))
}

fn catalog(document: &Pdf) -> Dict<'_> {
    document.xref().get(document.xref().root_id()).unwrap_or_default()
}

/// Whether the document is a dynamic XFA form, whose pages are made when it is opened. The
/// document's catalog says so (ISO 32000-1 §7.7.2, NeedsRendering), and its pages have no fields.
fn is_dynamic_form(document: &Pdf, root: &Dict<'_>) -> bool {
    let Some(form) = root.get::<Dict<'_>>(b"AcroForm") else { return false };
    if !form.contains_key(b"XFA") {
        return false;
    }
    let needs_rendering = root.get::<bool>(b"NeedsRendering").unwrap_or(false);
    let has_no_fields = form
        .get::<Array<'_>>(b"Fields")
        .is_none_or(|fields| fields.raw_iter().next().is_none());
    (needs_rendering || has_no_fields) && !has_field_on_a_page(document)
}

fn has_field_on_a_page(document: &Pdf) -> bool {
    let notes = |page: &hayro::hayro_syntax::page::Page<'_>| {
        page.raw().get::<Array<'_>>(b"Annots").is_some_and(|notes| {
            notes.iter::<Dict<'_>>().any(|note| {
                note.get::<Name<'_>>(b"Subtype").is_some_and(|kind| kind.as_ref() == b"Widget")
            })
        })
    };
    document.pages().iter().any(notes)
}

fn is_wrapper(root: &Dict<'_>) -> bool {
    let files = root.get::<Array<'_>>(b"AF");
    let mut files = files.iter().flat_map(Array::iter::<Dict<'_>>);
    files.any(|file| {
        let relation = file.get::<Name<'_>>(b"AFRelationship");
        relation.is_some_and(|relation| relation.as_ref() == b"EncryptedPayload")
    })
}
