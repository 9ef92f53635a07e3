//! The pattern of a control field (such as `@@+FAX:…@@`): a regular expression whose first group is
//! the field's value.

use regex_lite::{Regex, RegexBuilder};

use super::Field;

/// The pattern of a control field, such as `/@@\+FAX:\s*(.*?)\s*@@/`. The slashes may be left out.
/// The letter `i` after the second slash makes the pattern ignore the case of letters. The letters
/// `m` (`^` and `$` match at each line) and `u` (Unicode) may follow the second slash as well. They
/// change nothing, because both properties are always on.
///
/// For every expression, the time of a search is proportional to the length of the text.
#[derive(Clone, Debug)]
pub struct Matcher {
    text: String,
    regex: Regex,
    beginning: Option<Beginning>,
}

/// The characters with which every match of a pattern begins, such as `@@+FAX:`. Blanks are left
/// out.
#[derive(Clone, Debug)]
struct Beginning {
    letters: String,
    in_any_case: bool,
}

/// One pattern for each kind of control field (such as FAX in `@@+FAX:…@@`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matchers {
    /// The patterns of the control fields (such as `@@+FAX:…@@`), in the order of [`Field::ALL`].
    forms: [Matcher; 4],
}

/// The reason why the pattern of a control field (such as `@@+FAX:…@@`) is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatcherError {
    /// The pattern of a control field (such as `@@+FAX:…@@`) is far longer than any useful pattern.
    #[error("it has more than {MOST_TEXT} letters")]
    TooLong,
    /// A letter other than `i`, `m` and `u` follows the second slash of the pattern.
    #[error("'{0}' behind the second slash is unknown; i, m and u are known")]
    Flag(char),
    /// The pattern of a control field (such as `@@+FAX:…@@`) is not a valid regular expression.
    #[error("{0}")]
    Syntax(String),
    /// The pattern of a control field (such as `@@+FAX:…@@`) has no group, so it cannot yield the
    /// field's value.
    #[error("it has no bracket; the first one is what the field says, as in {DEFAULT_FAX}")]
    NoBracket,
    /// The pattern of a control field (such as `@@+FAX:…@@`) matches the empty string.
    #[error("it matches the empty string, so it would find fields everywhere")]
    MatchesEmpty,
}

/// The default pattern of control fields with the recipient's number (FAX).
const DEFAULT_FAX: &str = r"/@@\+FAX:\s*(.*?)\s*@@/";
/// The default pattern of control fields with the job's tag (TAG).
const DEFAULT_TAG: &str = r"/@@\+TAG:\s*(.*?)\s*@@/";
/// The default pattern of control fields with the job's priority (PRIO).
const DEFAULT_PRIORITY: &str = r"/@@\+PRIO:\s*(\d+?)\s*@@/";
/// The default pattern of control fields with the mail addresses that get report mails (NOTIFY). An
/// address contains an `@` itself.
const DEFAULT_NOTIFY: &str = r"/@@\+NOTIFY:\s*(.*?@.*?)\s*@@/";

/// The maximum length of the pattern of a control field (such as `@@+FAX:…@@`), in bytes.
const MOST_TEXT: usize = 1_000;
/// The maximum number of bytes of the compiled regular expression of a pattern.
const MOST_SIZE: usize = 256 << 10;

/// The minimum length, in characters, of the [`beginning`] of a pattern that is used in the search.
/// A shorter beginning can occur anywhere in a text.
const LEAST_BEGINNING: usize = 3;

impl Matcher {
    /// Parses the pattern of a control field (such as `@@+FAX:…@@`), as it is written in the
    /// settings.
    pub fn new(text: &str) -> Result<Self, MatcherError> {
        if text.len() > MOST_TEXT {
            return Err(MatcherError::TooLong);
        }
        let text = text.trim();
        let between = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
        let (pattern, flags) = between.unwrap_or((text, ""));
        if let Some(flag) = flags.chars().find(|flag| !matches!(flag, 'i' | 'm' | 'u')) {
            return Err(MatcherError::Flag(flag));
        }
        let in_any_case = flags.contains('i');
        // In a text of several lines, `^` and `$` match at the beginning and end of each line.
        let built = RegexBuilder::new(pattern)
            .case_insensitive(in_any_case)
            .multi_line(true)
            .size_limit(MOST_SIZE)
            .build();
        let regex = built.map_err(|error| MatcherError::Syntax(error.to_string()))?;
        if regex.captures_len() < 2 {
            return Err(MatcherError::NoBracket);
        }
        if regex.is_match("") {
            return Err(MatcherError::MatchesEmpty);
        }
        let letters = beginning(pattern);
        let beginning = letters.map(|letters| Beginning { letters, in_any_case });
        Ok(Self { text: text.to_owned(), regex, beginning })
    }

    /// The pattern of a control field (such as `@@+FAX:…@@`), as it is written in gateway.toml.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Finds the control fields (such as `@@+FAX:…@@`) that match this pattern in a text. Returns
    /// the position and the value of each of them.
    pub(super) fn matches<'a>(
        &'a self,
        text: &'a str,
    ) -> impl Iterator<Item = (std::ops::Range<usize>, &'a str)> {
        self.regex.captures_iter(text).filter_map(|captures| {
            let whole = captures.get(0)?.range();
            Some((whole, captures.get(1).map_or("", |value| value.as_str().trim())))
        })
    }

    /// The positions at which control fields of this pattern (such as `@@+FAX:…@@`) begin in a text
    /// without blanks, even if the rest of a field is missing. `None` if the matches of this
    /// pattern have no common beginning.
    pub(super) fn beginnings(&self, squeezed: &str) -> Option<Vec<usize>> {
        let Beginning { letters, in_any_case } = self.beginning.as_ref()?;
        let found =
            |text: &str, letters: &str| text.match_indices(letters).map(|(at, _)| at).collect();
        Some(if *in_any_case {
            found(&squeezed.to_ascii_lowercase(), &letters.to_ascii_lowercase())
        } else {
            found(squeezed, letters)
        })
    }
}

impl PartialEq for Matcher {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Matcher {}

impl Matchers {
    /// Creates the set of patterns from one pattern for each kind of control field (such as FAX in
    /// `@@+FAX:…@@`), in the order of [`Field::ALL`].
    pub const fn new(forms: [Matcher; 4]) -> Self {
        Self { forms }
    }

    /// The pattern for this kind of control field (FAX, TAG, PRIO or NOTIFY).
    pub const fn of(&self, field: Field) -> &Matcher {
        &self.forms[field as usize]
    }

    /// Replaces the pattern for this kind of control field (FAX, TAG, PRIO or NOTIFY).
    pub fn set(&mut self, field: Field, matcher: Matcher) {
        self.forms[field as usize] = matcher;
    }
}

impl Default for Matchers {
    fn default() -> Self {
        let built_in = |text| Matcher::new(text).expect("a test reads each of them");
        Self::new([DEFAULT_FAX, DEFAULT_TAG, DEFAULT_PRIORITY, DEFAULT_NOTIFY].map(built_in))
    }
}

/// The characters with which every match of a control field's pattern begins, such as `@@+FAX:`,
/// without blanks. `None` if they are too few to recognise a control field by them.
fn beginning(pattern: &str) -> Option<String> {
    if has_alternatives(pattern) {
        return None;
    }
    let mut letters = String::new();
    let mut signs = pattern.chars().peekable();
    while let Some(sign) = signs.next() {
        let letter = match sign {
            '\\' => match signs.next() {
                Some(escaped) if !escaped.is_ascii_alphanumeric() => escaped,
                // The escape stands for a class of characters, so the common beginning ends here.
                _ => break,
            },
            '.' | '[' | ']' | '(' | ')' | '{' | '}' | '^' | '$' | '|' | '?' | '*' | '+' => break,
            plain => plain,
        };
        // A letter that is optional does not belong to the common beginning.
        if matches!(signs.peek(), Some('?' | '*' | '{')) {
            break;
        }
        letters.push(letter);
        if matches!(signs.peek(), Some('+')) {
            break;
        }
    }
    letters.retain(|letter| !letter.is_whitespace());
    (letters.chars().count() >= LEAST_BEGINNING).then_some(letters)
}

/// Whether a pattern has alternatives outside all groups.
fn has_alternatives(pattern: &str) -> bool {
    let (mut depth, mut in_class, mut is_escaped) = (0_i32, false, false);
    for sign in pattern.chars() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth -= 1,
            '|' if !in_class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matcher_is_read_with_and_without_slashes() {
        for text in [r"/@@\+FAX:\s*(.*?)\s*@@/", r"@@\+FAX:\s*(.*?)\s*@@", r" /@@\+fax:(.*?)@@/i "]
        {
            let matcher = Matcher::new(text).unwrap();
            let found: Vec<&str> =
                matcher.matches("x @@+FAX: 0991 27 @@ y").map(|(_, value)| value).collect();
            assert_eq!(found, ["0991 27"], "{text}");
        }
        assert_eq!(Matchers::default().of(Field::Fax).text(), DEFAULT_FAX);
    }

    #[test]
    fn a_matcher_that_cannot_be_used_is_told_with_its_reason() {
        for (text, why) in [
            (r"/@@FAX:.*?@@/", "no bracket"),
            (r"/||(\d+)@.*/", "empty string"),
            (r"/(\d*)/", "empty string"),
            (r"/@@(\d+/", "without closing"),
            (r"/@@(\d+)@@/x", "'x' behind the second slash"),
            (&format!("/@({})@/", "a".repeat(1_000)), "more than 1000 letters"),
            (r"/((((((((((a{99}){99}){99}){99}){99}){99}){99}){99}){99}){99})/", "size"),
        ] {
            let error = Matcher::new(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }

    #[test]
    fn the_letters_that_a_field_begins_with_are_known() {
        for (pattern, letters) in [
            (r"@@\+FAX:\s*(.*?)\s*@@", Some("@@+FAX:")),
            ("%%FAX (.*?)%%", Some("%%FAX")),
            ("<FAX:(.*?)>", Some("<FAX:")),
            ("abc+(d)", Some("abc")),
            ("abcx?(d)", Some("abc")),
            ("@(d)", None),
            ("abc(d)|efg(h)", None),
            ("abc(d|e)", Some("abc")),
            (r"^abc(\d)", None),
        ] {
            assert_eq!(beginning(pattern).as_deref(), letters, "{pattern}");
        }
    }
}
