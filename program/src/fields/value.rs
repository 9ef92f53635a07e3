//! What a field may say: read and refused in the words of the other doors.

use super::{Field, Found};
use ferrofax_spool::numbers::plain;
use ferrofax_spool::value;

/// A field's value as people wrote it, fit to be read: where the field is broken over lines
/// or its letters stand apart, the blanks in it are none of the writer's.
fn said(found: &Found) -> String {
    match found.field {
        Field::Priority | Field::Notify if found.is_joined => {
            found.value.split_whitespace().collect()
        }
        Field::Fax | Field::Tag | Field::Priority | Field::Notify => {
            found.value.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    }
}

/// The receiver's number, as it was written.
pub(super) fn number(found: &Found) -> Result<String, String> {
    let said = said(found);
    // What number it is, the dial rules say where it is handed over.
    plain(&said, true).map(|_| said).map_err(|error| error.to_string())
}

/// The tag; an empty one is none.
pub(super) fn tag(found: &Found) -> Option<String> {
    Some(said(found)).filter(|tag| !tag.is_empty())
}

/// The priority.
pub(super) fn priority(found: &Found) -> Result<u8, String> {
    value::priority(&said(found)).map_err(|error| error.to_string())
}

/// The addresses of reports.
pub(super) fn notify(found: &Found) -> Result<Vec<String>, String> {
    let said = said(found);
    match value::addresses(&said) {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(value::ValueError::NotAnAddress(said).to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether two fields of a kind say the same.
pub(super) fn is_same(one: &Found, other: &Found) -> bool {
    let signs = |found: &Found| {
        let said = said(found);
        match found.field {
            // In whatever signs for the eye.
            Field::Fax => plain(&said, true).unwrap_or(said),
            Field::Notify => said.to_ascii_lowercase(),
            Field::Tag | Field::Priority => said,
        }
    };
    signs(one) == signs(other)
}
