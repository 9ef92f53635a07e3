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

/// The beginning of a text in one line of at most `most` characters, without characters that control
/// a terminal or the direction of writing. The rest of a long text is not looked at.
pub fn one_line(text: &str, most: usize) -> String {
    let is_harmless = |sign: &char| {
        !sign.is_control()
            && !matches!(sign, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let words = text.split_whitespace().enumerate();
    let signs =
        words.flat_map(|(at, word)| (at > 0).then_some(' ').into_iter().chain(word.chars()));
    signs.filter(is_harmless).take(most).collect()
}

fn replaced(text: &str, sign: char) -> String {
    text.chars().map(|c| if c.is_control() { sign } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_becomes_one_short_line() {
        assert_eq!(one_line(" a\r\n\u{1b}[2Jb\t\u{202e}c ", 200), "a [2Jb c");
        assert_eq!(one_line(&"a b\n".repeat(20_000), 5), "a b a");
        assert_eq!(one_line("ää", 1), "ä");
    }
}
