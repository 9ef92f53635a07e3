//! Splits a mail address into the local part and the host, and reads the names of people in the
//! local part.

/// The longest name of a recipient, in characters. Longer names are cut, since no cover page has
/// room for them.
const MOST_NAME: usize = 100;

/// Splits a mail address into the local part, without quotation marks, and the host. `None` if the
/// text is not an address.
pub(super) fn split(address: &str) -> Option<(Local, &str)> {
    let (local, host) = if address.starts_with('"') { quoted(address)? } else { plain(address)? };
    (!host.is_empty() && !local.text.is_empty() && !host.contains('"')).then_some((local, host))
}

/// The local part of a mail address, that is, the part before the `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// The local part of the mail address, without quotation marks.
    pub(super) text: String,
    /// Whether the local part was quoted, so that dots and blanks are taken literally.
    pub(super) quoted: bool,
}

impl Local {
    /// Removes the word `remote-printer.` at the beginning of a local part (RFC 1530):
    /// `remote-printer.Anna_Doe` becomes `Anna_Doe`.
    pub(super) fn of_printer(&self) -> Self {
        let behind = self
            .text
            .get(..PRINTER.len())
            .filter(|begun| begun.eq_ignore_ascii_case(PRINTER));
        let text = behind
            .map_or(self.text.as_str(), |_| self.text[PRINTER.len()..].trim_start_matches('.'));
        Self { text: text.to_owned(), quoted: self.quoted }
    }
}

/// The word that RFC 1530 puts at the beginning of a fax address, before the recipient's name:
/// `remote-printer.Anna_Doe@…`.
const PRINTER: &str = "remote-printer";

fn plain(address: &str) -> Option<(Local, &str)> {
    let (local, host) = address.rsplit_once('@')?;
    // A local part must not contain an unquoted @ (RFC 5321 §4.1.2). Blanks are not allowed either,
    // except in a number.
    (!local.contains(['@', '"', '<', '>']))
        .then(|| (Local { text: local.to_owned(), quoted: false }, host))
}

/// Splits a mail address with a quoted local part. In the quotation marks a backslash quotes the
/// next character (RFC 5321 §4.1.2, Quoted-string).
fn quoted(address: &str) -> Option<(Local, &str)> {
    let mut text = String::new();
    let mut signs = address.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => {
                let host = address.get(at + 1..)?.strip_prefix('@')?;
                return (!host.contains('@')).then_some((Local { text, quoted: true }, host));
            }
            '\\' => text.push(signs.next()?.1),
            _ => text.push(sign),
        }
    }
    None
}

/// Converts a local part into a person's name: `Jane_Doe` becomes `Jane Doe`. `None` if the name is
/// empty.
pub(super) fn of_person(text: &str, quoted: bool) -> Option<String> {
    let for_blank = |c: char| c == '_' || (!quoted && matches!(c, '.' | '+'));
    let words: Vec<&str> = text
        .split(|c: char| for_blank(c) || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    let name: String = words.join(" ").chars().take(MOST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

/// Converts the value of a key in a fax address into a name: `Jane_Doe` becomes `Jane Doe`. `None`
/// if the name is empty.
pub(super) fn of_value(text: &str) -> Option<String> {
    of_person(text, true)
}
