//! Finds the MIME types of a file extension in the operating system's table. The types are needed
//! for files whose sender declares no type.

use std::fs;

/// The system's table of MIME types. Each line has a type and the extensions of its files (package
/// media-types, mailcap or similar).
const TABLE: &str = "/etc/mime.types";

/// The MIME types for an extension, which is given without a dot and in lower case. Empty if the
/// system has no table.
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
