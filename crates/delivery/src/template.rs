//! Templates: text with `${NAME}` in it, as in `voicemail.conf`.
//!
//! An unknown name is left unchanged, so that a typing error shows in the mail and does not leave a
//! gap. A value is not expanded again: if the caller's name is the text `${FAX_PAGES}`, the mail
//! contains this text.

use std::fmt::Write;

/// A text of a mail with placeholders `${NAME}`, which are replaced by values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

/// Makes a template from the text of a setting. Returns `None` if the setting is empty. The
/// built-in text in the language of the mail is then used instead.
pub(super) fn said(text: &str) -> Option<Template> {
    (!text.is_empty()).then(|| Template::new(text))
}

impl Template {
    /// Reads a template. Any text is a template: a `${` that is not closed, or that contains more
    /// than a name, is plain text.
    pub(super) fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        let mut plain = String::new();
        while let Some(start) = rest.find("${") {
            let (before, from_start) = rest.split_at(start);
            plain.push_str(before);
            let inside = &from_start[2..];
            let length = inside
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(inside.len());
            if length > 0 && inside[length..].starts_with('}') {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Name(inside[..length].to_owned()));
                rest = &inside[length + 1..];
            } else {
                plain.push_str("${");
                rest = inside;
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Self { parts }
    }

    /// The names in the template's placeholders `${NAME}`, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name) => Some(name.as_str()),
            Part::Text(_) => None,
        })
    }

    /// Returns the text of the template, in which each placeholder `${NAME}` is replaced by the
    /// value of that name.
    pub(super) fn fill<'v>(&self, value_of: impl Fn(&str) -> Option<&'v str>) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Name(name) => match value_of(name) {
                    Some(value) => text.push_str(value),
                    // Writing to a String cannot fail.
                    None => drop(write!(text, "${{{name}}}")),
                },
            }
        }
        text
    }

    /// Like [`Self::fill`], but leaves out lines in which all placeholders have empty values: `Tag:
    /// ${FAX_TAG}` is left out if there is no tag.
    pub(super) fn fill_lines<'v>(&self, value_of: impl Fn(&str) -> Option<&'v str>) -> String {
        let mut lines =
            Lines { text: String::new(), line: String::new(), named: false, says_something: false };
        for part in &self.parts {
            match part {
                Part::Text(plain) => {
                    let mut pieces = plain.split('\n');
                    lines.line.push_str(pieces.next().unwrap_or_default());
                    for piece in pieces {
                        lines.end_line();
                        lines.line.push_str(piece);
                    }
                }
                Part::Name(name) => {
                    lines.named = true;
                    let value = value_of(name);
                    lines.says_something |= value.is_none_or(|value| !value.is_empty());
                    match value {
                        Some(value) => lines.line.push_str(value),
                        // Writing to a String cannot fail.
                        None => drop(write!(lines.line, "${{{name}}}")),
                    }
                }
            }
        }
        lines.end_line();
        format!("{}\n", lines.text.trim_end())
    }
}

/// A text that is built line by line. It leaves out lines whose placeholders all have empty values,
/// and a second blank line in a row.
struct Lines {
    text: String,
    line: String,
    /// Whether the present line of the template has placeholders (`${NAME}`).
    named: bool,
    /// Whether any placeholder (`${NAME}`) in the present line of the template has a value that is
    /// not empty.
    says_something: bool,
}

impl Lines {
    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let is_empty = self.named && !self.says_something;
        let is_second_blank =
            line.trim().is_empty() && (self.text.is_empty() || self.text.ends_with("\n\n"));
        if !is_empty && !is_second_blank {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
        (self.named, self.says_something) = (false, false);
    }
}

/// Replaces the `\n`, `\t` and `\\` of a one-line option by the characters that they mean.
pub(super) fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => {}
            Some('\\') | None => text.push('\\'),
            Some(other) => text.extend(['\\', other]),
        }
    }
    text
}

/// Makes a text safe for use in one line. Control characters (CR and LF above all, which would
/// begin a new header) become spaces. Characters that turn the writing direction of the following
/// text are removed.
pub(super) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .filter(|character| !turns_direction(*character))
        .map(|c| if c.is_control() || is_line_break(c) { ' ' } else { c })
        .collect();
    spaced.trim().to_owned()
}

/// Whether a character is one of Unicode's embeddings, overrides and isolates (UAX #9 §2), by
/// which a name could make a line look like another one.
fn turns_direction(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character is one of Unicode's own line ends, which some mail programs show as line
/// ends.
fn is_line_break(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fill(text: &str) -> String {
        Template::new(text).fill(|name| match name {
            "A" => Some("1"),
            "B" => Some("${A}"),
            _ => None,
        })
    }

    #[test]
    fn known_names_are_filled_in_and_others_stay() {
        assert_eq!(fill("${A} and ${C}, ${A}."), "1 and ${C}, 1.");
        assert_eq!(Template::new("${A} ${C}").names().collect::<Vec<_>>(), ["A", "C"]);
    }

    #[test]
    fn a_value_is_not_a_template() {
        assert_eq!(fill("${B}"), "${A}");
    }

    #[test]
    fn what_is_no_name_is_text() {
        for text in ["${", "${}", "${A", "${A:1}", "$A", "${${A", "a$", "100 $ {A}"] {
            assert_eq!(fill(text), text);
        }
        assert_eq!(fill("${${A}"), "${1");
    }

    #[test]
    fn escapes_of_the_configuration_file() {
        assert_eq!(unescape("a\\n\\tb\\\\n\\x\\"), "a\n\tb\\n\\x\\");
    }

    #[test]
    fn a_header_cannot_be_broken_out_of() {
        assert_eq!(one_line(" Alice\r\nBcc: x@example.com\u{2028}\0"), "Alice  Bcc: x@example.com");
    }

    #[test]
    fn nobody_turns_the_direction_of_a_line() {
        assert_eq!(one_line("\u{202E}gpj.exe\u{2066} שלום"), "gpj.exe שלום");
    }

    #[test]
    fn lines_that_would_say_nothing_are_left_out() {
        let fill = |text: &str| {
            Template::new(text).fill_lines(|name| match name {
                "A" => Some("1"),
                "B" => Some("x ${A}"),
                "NONE" | "VOID" => Some(""),
                _ => None,
            })
        };
        assert_eq!(fill("${A}\n\nTag: ${NONE}\n\nend: ${A}${NONE}\n"), "1\n\nend: 1\n");
        assert_eq!(
            fill("${NONE} ${VOID}\nno names\n${B}\n${UNKNOWN}"),
            "no names\nx ${A}\n${UNKNOWN}\n"
        );
        assert_eq!(fill("${A}\n\nTag: ${NONE}\n"), "1\n");
        assert_eq!(fill(""), "\n");
    }

    proptest! {
        #[test]
        fn without_known_names_nothing_changes(text in "[${}A-C_ä\n]{0,40}") {
            prop_assert_eq!(Template::new(&text).fill(|_| None), text);
        }
    }
}
