//! The MIME types of files whose sender says none: by the ending of their name, as the
//! system's table has it.

use std::fs;

/// A line for each type, and behind it the endings of its files (package media-types,
/// mailcap or the like).
const TABLE: &str = "/etc/mime.types";

/// The types of files that end so, without a dot and in small letters. None without the table.
pub(super) fn of_ending(ending: &str) -> Vec<String> {
    if ending.is_empty() {
        return Vec::new();
    }
    named(&fs::read_to_string(TABLE).unwrap_or_default(), ending)
}

fn named(table: &str, ending: &str) -> Vec<String> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let types = lines.filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        let name = words.next()?;
        words
            .any(|word| word.eq_ignore_ascii_case(ending))
            .then(|| name.to_ascii_lowercase())
    });
    types.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_types_that_its_ending_stands_behind() {
        let table = "# application/x-no\tdvi\napplication/x-dvi\t\t\tdvi\nApplication/Other  a DVI b\ntext/plain\n";
        assert_eq!(named(table, "dvi"), ["application/x-dvi", "application/other"]);
        assert_eq!(named(table, "plain"), [""; 0]);
        assert_eq!(of_ending(""), [""; 0]);
    }
}
