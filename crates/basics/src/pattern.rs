//! Reads the values of placeholders, written `{}` in a pattern, back from a text that was made with
//! the pattern.

/// The values of a pattern's placeholders in `text`. `None` if the whole text does not match the
/// pattern, or if a value is empty.
pub fn values<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    parts(pattern, text).filter(|values| values.iter().all(|value| !value.is_empty()))
}

/// The values of a pattern's placeholders in `text`. A value may be empty. `None` if the whole text
/// does not match the pattern.
pub fn parts<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let literals: Vec<&str> = pattern.split("{}").collect();
    let [first, middle @ .., last] = literals.as_slice() else {
        return (pattern == text).then(Vec::new);
    };
    let mut rest = text.strip_prefix(first)?;
    let mut values = Vec::new();
    for literal in middle {
        let (value, behind) = rest.split_once(literal)?;
        values.push(value);
        rest = behind;
    }
    values.push(rest.strip_suffix(last)?);
    Some(values)
}

#[cfg(test)]
mod tests {
    use super::{parts, values};

    #[test]
    fn values_are_found_only_if_the_pattern_is_the_whole_text() {
        for (pattern, text, found) in [
            ("fax {} of {}", "fax 7 of alice", Some(vec!["7", "alice"])),
            ("{}: {}", "a: b: c", Some(vec!["a", "b: c"])),
            ("no fax", "no fax", Some(vec![])),
            ("no fax", "no fax here", None),
            ("fax {}", "fax ", None),
            ("fax {} of {}", "fax 7", None),
        ] {
            assert_eq!(values(pattern, text), found, "{pattern}");
        }
        assert_eq!(parts("'{}' is no fax", "'' is no fax"), Some(vec![""]));
    }
}
