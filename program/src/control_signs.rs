//! Removes control characters from text of others, so that it can't end a line of ours or control a
//! terminal.

/// Replaces control characters by blanks, for a line of a file, a mail or a pipe.
pub(crate) fn blanked(text: &str) -> String {
    replaced(text, ' ')
}

/// Replaces control characters by a visible sign, for a terminal or a log.
pub(crate) fn plain(text: &str) -> String {
    replaced(text, '�')
}

fn replaced(text: &str, sign: char) -> String {
    text.chars().map(|c| if c.is_control() { sign } else { c }).collect()
}
