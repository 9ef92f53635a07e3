//! Checks the values of control fields (such as `@@+FAX:…@@`) in a printed document. The rules are
//! those for faxes that are submitted in other ways, for example by mail.

use super::{Field, Found};
use ferrofax_spool::numbers::plain;
use ferrofax_spool::value;

/// The value of a control field (such as `@@+PRIO:…@@`), with one blank between its words. If the
/// control field was found only after lines of the page were joined, all blanks are removed from a
/// PRIO or NOTIFY value.
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

/// Checks the value of the control field `@@+FAX:…@@`: the recipient's number. Returns the number
/// as it was written.
pub(super) fn number(found: &Found) -> Result<String, String> {
    let said = said(found);
    // The dial rules are applied later, at submission.
    plain(&said, true).map(|_| said).map_err(|error| error.to_string())
}

/// Reads the job's tag from the value of the control field `@@+TAG:…@@`; `None` if the value is
/// empty.
pub(super) fn tag(found: &Found) -> Option<String> {
    Some(said(found)).filter(|tag| !tag.is_empty())
}

/// Parses the value of the control field `@@+PRIO:…@@`: the priority, a number from 0 to 255.
pub(super) fn priority(found: &Found) -> Result<u8, String> {
    value::priority(&said(found)).map_err(|error| error.to_string())
}

/// Parses the value of the control field `@@+NOTIFY:…@@`: the mail addresses that get report mails
/// about the fax.
pub(super) fn notify(found: &Found) -> Result<Vec<String>, String> {
    let said = said(found);
    match value::addresses(&said) {
        Ok(addresses) if !addresses.is_empty() => Ok(addresses),
        Ok(_) => Err(value::ValueError::NotAnAddress(said).to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// Whether two control fields of one kind, such as two `@@+FAX:…@@`, have equal values.
pub(super) fn is_same(one: &Found, other: &Found) -> bool {
    let signs = |found: &Found| {
        let said = said(found);
        match found.field {
            // Numbers are equal even if they are written with different separators.
            Field::Fax => plain(&said, true).unwrap_or(said),
            Field::Notify => said.to_ascii_lowercase(),
            Field::Tag | Field::Priority => said,
        }
    };
    signs(one) == signs(other)
}
