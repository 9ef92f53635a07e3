//! The values that a program stores with its jobs and drafts, by which it finds them again.

use std::collections::BTreeMap;

use super::{Kind, Problem};

/// The limits of the values that a program stores with a job or a draft: their number, and the lengths of a
/// name and of a value in characters.
const MOST: usize = 20;
const LONGEST_NAME: usize = 40;
const LONGEST_VALUE: usize = 500;

/// The greatest number of bytes of all these values together, with their names, as JSON.
const MOST_BYTES: usize = 4_096;

/// Checks these values. The job that is created from a draft has the values of the draft.
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
