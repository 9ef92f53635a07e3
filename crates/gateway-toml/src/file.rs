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
        let at = error.span().map_or(0, |span| span.start);
        problems.note(at, "", message(text, at, error.message()));
    }
    let settings = read(&Section::new("", 0, table.get_ref(), &problems));
    match problems.into_inner() {
        (found, warnings) if found.is_empty() => Ok((settings, warnings)),
        (found, _) => Err(found),
    }
}

/// Reads a gateway.toml that has only this table. It is for the tests of the crate that has the
/// table.
///
/// # Errors
/// Returns all errors in the text, in the order of lines.
pub fn parse_table<S: Default>(
    text: &str,
    name: &str,
    read: impl FnOnce(&mut S, &Section<'_, '_>),
) -> Result<(S, Vec<Problem>), Vec<Problem>> {
    parse(text, |file| {
        let mut settings = S::default();
        file.table(name, |section| read(&mut settings, section));
        file.finish();
        settings
    })
}

/// The text of the message about a syntax error at the byte `at` of gateway.toml. `of_parser` is
/// the parser's own message. If a key or a table is in the file twice, another message is returned,
/// which also says what to do.
fn message(text: &str, at: usize, of_parser: &str) -> String {
    if of_parser != "duplicate key" {
        return of_parser.to_owned();
    }
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[begin..].lines().next().unwrap_or_default().trim_start();
    if line.starts_with('[') {
        let heading = line.split_inclusive(']').next().unwrap_or_default();
        return format!(
            "the heading {heading} is in this file already: write the settings below that heading, \
             and remove this one"
        );
    }
    let key = after.split(|letter: char| letter == '=' || letter.is_whitespace()).next();
    format!("{} is set in this table already: change that line instead", key.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_or_a_key_that_is_there_already_is_named() {
        let problems = |text| parse(text, |_| ()).unwrap_err();
        let texts =
            |text| -> Vec<String> { problems(text).iter().map(ToString::to_string).collect() };
        assert_eq!(
            texts("[web]\n\n[mail]\n  [web]  # ours\nlisten = []\n"),
            [
                "4: the heading [web] is in this file already: write the settings below that heading, and remove this one"
            ]
        );
        assert_eq!(
            texts("[web]\nlisten = []\nlisten = [1]\n"),
            ["3: listen is set in this table already: change that line instead"]
        );
    }
}
