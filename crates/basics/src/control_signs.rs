//! Replaces control characters in text from other people or machines, so that the text can
//! neither end a line in our files nor control a terminal.

/// Replaces control characters by blanks, for a line of a file, a mail or a pipe.
pub fn blanked(text: &str) -> String {
    replaced(text, ' ')
}

/// Replaces each control character by a visible one, for a terminal or a log.
pub fn plain(text: &str) -> String {
    replaced(text, '�')
}

fn replaced(text: &str, sign: char) -> String {
    text.chars().map(|c| if c.is_control() { sign } else { c }).collect()
}
