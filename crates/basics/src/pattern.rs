//! Sentences with places for values, written `{}`, read back from a text.

/// The values in the places of a pattern; `None` if the pattern is not the whole text, or if a
/// place is empty.
pub fn values<'a>(pattern: &str, text: &'a str) -> Option<Vec<&'a str>> {
    parts(pattern, text).filter(|values| values.iter().all(|value| !value.is_empty()))
}

/// The values in the places of a pattern, which may be empty; `None` if the pattern is not the
/// whole text.
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
