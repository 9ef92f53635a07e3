//! What others have written, made fit for our own lines: no control character of theirs
//! ends a line or moves a terminal.

/// With blanks in place of control characters: for a line of a file, a mail or a pipe.
pub(crate) fn blanked(text: &str) -> String {
    replaced(text, ' ')
}

/// With a sign that shows that there was one: for a terminal or a log.
pub(crate) fn plain(text: &str) -> String {
    replaced(text, '�')
}

fn replaced(text: &str, sign: char) -> String {
    text.chars().map(|c| if c.is_control() { sign } else { c }).collect()
}
