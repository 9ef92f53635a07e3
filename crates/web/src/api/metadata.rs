//! The values that a program stores with received faxes and with its jobs and drafts. By these
//! values it finds the faxes, jobs and drafts again.

use std::collections::BTreeMap;

use super::{Kind, Problem};

/// The greatest number of values that a program can store with a fax, a job or a draft. The next
/// constants are the greatest lengths of a name and of a value, in characters.
const MOST: usize = 20;
const LONGEST_NAME: usize = 40;
const LONGEST_VALUE: usize = 500;

/// The greatest size in bytes of all values of a fax, job or draft together, with their names, as JSON.
const MOST_BYTES: usize = 4_096;

/// Checks the values that a program wants to store with a fax, a job or a draft. The error names the limit
/// that they exceed.
pub(super) fn check(metadata: &BTreeMap<String, String>) -> Result<(), Problem> {
    let wrong = |text: String| Err(Problem::of_field(Kind::WrongValue, "/metadata", text));
    if metadata.len() > MOST {
        return wrong(format!("metadata may have at most {MOST} values."));
    }
    for (name, value) in metadata {
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.contains(char::is_control) {
            return wrong(format!("A name in metadata has 1 to {LONGEST_NAME} characters."));
        }
        if value.chars().count() > LONGEST_VALUE || value.contains('\0') {
            return wrong(format!("A value in metadata has at most {LONGEST_VALUE} characters."));
        }
    }
    if serde_json::to_string(metadata).is_ok_and(|text| text.len() > MOST_BYTES) {
        return wrong(format!("metadata may have at most {MOST_BYTES} bytes together, as JSON."));
    }
    Ok(())
}
