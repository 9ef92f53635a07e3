//! Splits a command line of HylaFAX's protocol into words, which are separated by blanks. A word
//! that contains blanks is in quotation marks. A `\` precedes a quotation mark inside a word, or a
//! byte that is written as octal digits.

/// The error for a line in which a quotation mark is opened but not closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unmatched;

/// Decodes a line as UTF-8, or as Latin-1 if it is not valid UTF-8, since old clients write
/// Latin-1. Telnet's command bytes at the beginning of the line (RFC 854; clients send them before
/// ABOR) are dropped.
pub(super) fn text(line: &[u8]) -> String {
    let begin = line.iter().position(|byte| *byte < 0xF0).unwrap_or(line.len());
    match std::str::from_utf8(&line[begin..]) {
        Ok(text) => text.to_owned(),
        Err(_) => line[begin..].iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Splits the text of a command line into its words.
pub(super) fn cut(text: &str) -> Result<Vec<String>, Unmatched> {
    let (mut words, mut rest) = (Vec::new(), text.trim_start_matches(' '));
    while !rest.is_empty() {
        let (word, behind) = next(rest)?;
        words.push(word);
        rest = behind.trim_start_matches(' ');
    }
    Ok(words)
}

/// Reads the rest of a command line as one value. If the text is in quotation marks, they are
/// removed. Some clients write the value without quotation marks around it. Quotation marks and
/// blanks inside such a value belong to it.
pub(super) fn whole(text: &str) -> Result<String, Unmatched> {
    let text = text.trim_matches(' ');
    let (mut words, mut rest) = (Vec::new(), text);
    while rest.starts_with('"') {
        let (word, behind) = next(rest)?;
        words.push(word);
        rest = behind.trim_start_matches(' ');
    }
    Ok(if rest.is_empty() { words.join(" ") } else { text.to_owned() })
}

/// Reads the first word of a command line. Returns the word, and the text after it.
fn next(text: &str) -> Result<(String, &str), Unmatched> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(' ').unwrap_or(text.len());
        return Ok((text[..end].to_owned(), &text[end..]));
    };
    let (mut word, mut signs) = (Word::default(), quoted.char_indices().peekable());
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => return Ok((word.ended(), &quoted[at + 1..])),
            '\\' => {
                let (_, sign) = signs.next().ok_or(Unmatched)?;
                let Some(mut value) = sign.to_digit(8) else {
                    word.push(sign);
                    continue;
                };
                // An octal number has at most three digits.
                for _ in 0..2 {
                    let Some((_, digit)) = signs.next_if(|(_, next)| next.is_digit(8)) else {
                        break;
                    };
                    value = value * 8 + digit.to_digit(8).unwrap_or(0);
                }
                word.bytes.push(value as u8);
            }
            _ => word.push(sign),
        }
    }
    Err(Unmatched)
}

/// The part of a word of a command line that has been read so far. `text` is decoded. `bytes`
/// follow the text: the HylaFAX client wrote them as octal numbers, and they are not decoded yet.
#[derive(Default)]
struct Word {
    text: String,
    bytes: Vec<u8>,
}

impl Word {
    fn push(&mut self, sign: char) {
        self.decode();
        self.text.push(sign);
    }

    fn ended(mut self) -> String {
        self.decode();
        self.text
    }

    /// Decodes the bytes that the HylaFAX client wrote as octal numbers in a word of its command
    /// line, and adds them to the text. They are read as UTF-8 if they are valid UTF-8, otherwise
    /// as Latin-1.
    fn decode(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        match std::str::from_utf8(&bytes) {
            Ok(text) => self.text.push_str(text),
            Err(_) => self.text.extend(bytes.iter().map(|byte| char::from(*byte))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_at_blanks_and_by_quotation_marks() {
        let words = |text| cut(text).unwrap();
        assert_eq!(words("a  b,c "), ["a", "b,c"]);
        assert_eq!(words(r#""a b" c "" "#), ["a b", "c", ""]);
        assert_eq!(words(r#""say \"so\" \101\7z \\""#), ["say \"so\" A\u{7}z \\"]);
        assert_eq!(cut(r#""a b"#), Err(Unmatched));
        assert_eq!(cut(r#""a\"#), Err(Unmatched));
    }

    #[test]
    fn a_value_without_quotation_marks_around_it_keeps_all_its_signs() {
        for kept in [
            r#"Huber & Söhne, Abt. "Holz" GmbH"#,
            r#"Angebot 12" Rohr, Teil 2"#,
            r#""Holz" GmbH"#,
            "Zeile eins  Zeile zwei",
            r"a\101",
        ] {
            assert_eq!(whole(kept).as_deref(), Ok(kept));
            assert_eq!(whole(&format!("  {kept} ")).as_deref(), Ok(kept));
        }
        for (written, value) in [
            (r#""a  b" "#, "a  b"),
            (r#""a" "b c""#, "a b c"),
            (r#""say \"so\"""#, "say \"so\""),
            ("", ""),
        ] {
            assert_eq!(whole(written).as_deref(), Ok(value));
        }
        assert_eq!(whole(r#""a b"#), Err(Unmatched));
    }

    #[test]
    fn bytes_that_are_written_as_numbers_are_utf_8_where_they_can_be() {
        for (written, word) in [
            (r#""M\303\274ller""#, "Müller"),
            (r#""M\374ller""#, "Müller"),
            (r#""\342\202\254 5""#, "€ 5"),
            (r#""\303 \274""#, "Ã ¼"),
        ] {
            assert_eq!(cut(written).unwrap(), [word], "{written}");
        }
    }

    #[test]
    fn a_line_is_text_whatever_its_bytes_are() {
        assert_eq!(text(b"\xFF\xF4\xFF\xF2ABOR"), "ABOR");
        assert_eq!(text("Müller".as_bytes()), "Müller");
        assert_eq!(text(b"M\xFCller"), "Müller");
        assert_eq!(text(b"\xFF\xFF"), "");
    }
}
