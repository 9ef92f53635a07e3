//! The two sides of an address, and names of people in the local part.

/// Longer names are cut: no cover page has room for them.
const MOST_NAME: usize = 100;

/// The local part, without its quotes, and the host. None if there is no address.
pub(super) fn split(address: &str) -> Option<(Local, &str)> {
    let (local, host) = if address.starts_with('"') { quoted(address)? } else { plain(address)? };
    (!host.is_empty() && !local.text.is_empty() && !host.contains('"')).then_some((local, host))
}

/// The local part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Local {
    /// Without quotes.
    pub(super) text: String,
    /// Whether it was quoted, so that dots and blanks are taken literally.
    pub(super) quoted: bool,
}

impl Local {
    /// RFC 1530: `remote-printer.Anna_Doe` is Anna Doe.
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

/// What the left part begins with under reversed numbers.
const PRINTER: &str = "remote-printer";

fn plain(address: &str) -> Option<(Local, &str)> {
    let (local, host) = address.rsplit_once('@')?;
    // An unquoted @ has no place in a left part (RFC 5321 §4.1.2), nor has a blank, but
    // for the blanks of a number.
    (!local.contains(['@', '"', '<', '>']))
        .then(|| (Local { text: local.to_owned(), quoted: false }, host))
}

/// RFC 5321 §4.1.2, Quoted-string: a backslash quotes any character.
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

/// A local part as a person's name: `Jane_Doe` is Jane Doe. None if nothing is left.
pub(super) fn of_person(text: &str, quoted: bool) -> Option<String> {
    let for_blank = |c: char| c == '_' || (!quoted && matches!(c, '.' | '+'));
    let words: Vec<&str> = text
        .split(|c: char| for_blank(c) || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .collect();
    let name: String = words.join(" ").chars().take(MOST_NAME).collect();
    (!name.is_empty()).then_some(name)
}

/// A value of an address, where `_` stands for a blank.
pub(super) fn of_value(text: &str) -> Option<String> {
    of_person(text, true)
}
