//! The file name of a fax: `20260301-140509_2101_+4999112345_17`.

use ferrofax_basics::show::formatted;
use ferrofax_spool::ReceivedFax;

/// The maximum number of characters of each part of the file name whose text comes from other
/// people or machines.
const MOST: usize = 32;

/// Makes the name of the files of a received fax: the time, the device, the sender, and the fax's
/// number. Text that comes from other people or machines is reduced to characters without a meaning
/// to a shell, a file system or a reader.
pub fn name_of(fax: &ReceivedFax) -> String {
    let when = formatted(fax.started_at, "%Y%m%d-%H%M%S").unwrap_or_else(|| "0".to_owned());
    let from = [Some(fax.calling.as_str()), fax.far_ident.as_deref()];
    let from = from.into_iter().flatten().map(harmless).find(|from| !from.is_empty());
    let from = from.unwrap_or_else(|| "unknown".to_owned());
    format!("{when}_{}_{from}_{}", harmless(&fax.device.number), fax.id)
}

/// Reduces a text to its ASCII letters and digits, and a `+` at its beginning, so that it is
/// harmless in a file name.
fn harmless(text: &str) -> String {
    let plus = if text.trim_start().starts_with('+') { "+" } else { "" };
    let signs = text.chars().filter(char::is_ascii_alphanumeric).take(MOST);
    let signs: String = signs.collect();
    if signs.is_empty() { signs } else { format!("{plus}{signs}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_others_wrote_leads_anywhere() {
        for (said, name) in [
            ("+49 991 12345", "+4999112345"),
            ("../../etc/passwd", "etcpasswd"),
            ("-rf *;\n\0\u{202e}", "rf"),
            ("日本", ""),
            ("+", ""),
        ] {
            assert_eq!(harmless(said), name);
        }
        assert_eq!(harmless(&"9".repeat(400)).len(), MOST);
    }
}
