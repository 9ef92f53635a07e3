//! Makes a safe file name from the document name that an HTTP client sends: without folders and
//! control characters.

/// The maximum number of characters of a document's name.
const LONGEST: usize = 120;

/// Returns the last part of a path (`name`), without control characters and shortened. If nothing
/// is left, returns `document`.
pub fn document_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fit: String = last.chars().filter(|sign| !sign.is_control()).take(LONGEST).collect();
    if fit.trim().is_empty() { "document".to_owned() } else { fit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_no_path() {
        assert_eq!(document_name("../../etc/passwd"), "passwd");
        assert_eq!(document_name("C:\\Users\\alice\\Brief.pdf"), "Brief.pdf");
        assert_eq!(document_name("a\r\nb\0.pdf"), "ab.pdf");
        for none in ["", "/", "..\\", "\n"] {
            assert_eq!(document_name(none), "document", "{none:?}");
        }
        assert_eq!(document_name(&"x".repeat(500)).len(), LONGEST);
    }
}
