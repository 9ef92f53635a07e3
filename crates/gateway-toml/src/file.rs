//! Reads the text of gateway.toml.

use toml::de::DeTable;

use super::problem::{Problem, Problems};
use super::section::Section;

/// Parses the text of a gateway.toml. `read` gets the whole file as a table, and returns the
/// settings. The result has the settings, and warnings about values that are valid but doubtful.
///
/// # Errors
/// Returns all errors in the text, in the order of lines.
pub fn parse<S>(
    text: &str,
    read: impl FnOnce(&Section<'_, '_>) -> S,
) -> Result<(S, Vec<Problem>), Vec<Problem>> {
    let problems = Problems::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        problems.note(error.span().map_or(0, |span| span.start), "", error.message());
    }
    let settings = read(&Section::new("", 0, table.get_ref(), &problems));
    match problems.into_inner() {
        (found, warnings) if found.is_empty() => Ok((settings, warnings)),
        (found, _) => Err(found),
    }
}
