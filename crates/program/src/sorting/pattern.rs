//! Patterns of rules: texts in which `*` is any text.

use std::fmt;

use ferrofax_gateway_toml::Unfit;

/// The maximum number of characters of a pattern, and of a text that is compared with it.
const LONGEST: usize = 1000;

/// A text in which `*` is any text. Capital and small letters make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    signs: Vec<char>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is empty, or has more than 1,000 characters.
    pub(super) fn read(text: &str) -> Result<Self, Unfit> {
        let signs: Vec<char> = text.trim().chars().flat_map(char::to_lowercase).collect();
        if signs.is_empty() || signs.len() > LONGEST {
            return Err(Unfit::Pattern(text.chars().take(50).collect()));
        }
        Ok(Self { written: text.trim().to_owned(), signs })
    }

    /// Reads a pattern of telephone numbers. Signs between the digits make no difference.
    pub(super) fn number(text: &str) -> Result<Self, Unfit> {
        let pattern = Self::read(&as_dialled(text))?;
        Ok(Self { written: text.trim().to_owned(), ..pattern })
    }

    /// Whether the text fits. The time is the product of both lengths at most.
    pub(super) fn fits(&self, text: &str) -> bool {
        let text: Vec<char> =
            text.trim().chars().flat_map(char::to_lowercase).take(LONGEST).collect();
        let (mut at, mut of) = (0, 0);
        // The last `*`, and the place in the text from which what follows the `*` is tried.
        let mut star: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.signs.get(of) {
                Some('*') => {
                    star = Some((of, at));
                    of += 1;
                }
                Some(sign) if *sign == text[at] => {
                    at += 1;
                    of += 1;
                }
                _ => {
                    let Some((place, from)) = star else { return false };
                    star = Some((place, from + 1));
                    at = from + 1;
                    of = place + 1;
                }
            }
        }
        self.signs[of..].iter().all(|sign| *sign == '*')
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// A number without spaces and other signs between its digits.
pub(super) fn as_dialled(number: &str) -> String {
    number
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '-' | '/' | '(' | ')' | '.'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        Pattern::read(pattern).unwrap().fits(text)
    }

    #[test]
    fn a_star_is_any_text() {
        assert!(fits("RAD-*", "rad-17") && fits("*CLINIC*", "St. Mary Clinic 2") && fits("*", ""));
        assert!(fits("a*b*c", "aXbXbc") && fits("17", " 17 "));
        assert!(!fits("RAD-*", "XRAD-17") && !fits("a*b", "abc") && !fits("17", "171"));
    }

    #[test]
    fn a_pattern_that_would_be_tried_without_end_is_not() {
        let text = "a".repeat(LONGEST);
        assert!(!fits(&format!("{}b", "*a".repeat(400)), &text));
        assert!(Pattern::read(" ").is_err() && Pattern::read(&"x".repeat(1001)).is_err());
    }
}
