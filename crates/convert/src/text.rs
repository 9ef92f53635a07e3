//! Converts plain text to fax pages. All letters have the same width, as in a terminal, because
//! plain text uses columns.
//!
//! The declared character set is used. Without one, text is UTF-8 if it is valid UTF-8, and UTF-16
//! if it has a byte order mark. All other text is read as Windows-1252, which is Latin-1 with more
//! characters.

use std::borrow::Cow;
use std::str::Chars;

use mail_parser::decoders::charsets::map::charset_decoder;

use super::kind;
use super::press::Press;
use super::product::{Out, Unfit};
use super::wanted::Wanted;
use crate::fields::{Place, Read, Search};
use ferrofax_document::type_setting::{Face, Style, TextPages};
use ferrofax_spool::not_shown::NotShown;

/// Makes the fax pages of a plain text.
pub(super) fn convert(
    bytes: &[u8],
    charset: &str,
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    if !kind::is_text(bytes) {
        return Err(Unfit::damaged("it begins as text, but not all of it is text"));
    }
    let text = decode(bytes, charset);
    let text = without_commands(&text);
    let (text, controls) = without_controls(&text);
    if text.trim().is_empty() {
        return Err(Unfit::empty("it has no text"));
    }
    out.note_count(controls, |count| NotShown::ControlsLeftOut { count });
    out.begin_page(1);
    press.ready_for(&text);
    press.setter.take_lacking();
    let looks = TextPages { length_mm: press.paper.length_mm(), ..looks() };
    if let Some(search) = out.search().cloned() {
        sheets_with_fields(text.trim_end(), &search, &looks, wanted, press, out)?;
        out.note_lacking(press.setter.take_lacking());
        return Ok(());
    }
    // White space at the end of the text does not make a page.
    let pages = press.setter.pages(text.trim_end(), &looks, wanted.drawn(), out.room(wanted));
    let pages = pages.ok_or_else(|| Unfit::too_many_pages(None, wanted))?;
    for (number, page) in (1..).zip(&pages) {
        out.begin_page(number);
        out.push(page, wanted.drawn())?;
    }
    out.note_lacking(press.setter.take_lacking());
    Ok(())
}

/// Makes the pages of a text, and looks for control fields (such as `@@+FAX:…@@`) in it. The text
/// is split at form feeds, and one section is processed after the other, so that few pages are held
/// in memory.
fn sheets_with_fields(
    text: &str,
    search: &Search,
    looks: &TextPages,
    wanted: &Wanted,
    press: &mut Press,
    out: &mut Out<'_>,
) -> Result<(), Unfit> {
    let most = wanted.max_pages as usize;
    let mut number = 0;
    for sheet in text.split('\x0C') {
        let mut lines: Vec<String> = sheet.trim_end().split('\n').map(str::to_owned).collect();
        let mut set = |lines: &[String]| {
            // A section without letters is a page as well.
            let text = Some(lines.join("\n")).filter(|text| !text.is_empty());
            let text = text.as_deref().unwrap_or(" ");
            let pages = press.setter.pages_of_lines(text, looks, wanted.drawn(), most);
            pages.ok_or_else(|| Unfit::too_many_pages(None, wanted))
        };
        let (mut pages, begun) = set(&lines)?;
        // A line belongs to the page on which it begins.
        let on = |page: usize| begun.iter().take_while(|begins| **begins < page).count();
        let reads: Vec<Read> = (0..pages.len())
            .map(|page| search.read(lines[on(page)..on(page + 1)].to_vec()))
            .collect();
        if search.blank && reads.iter().any(|read| !read.found.is_empty()) {
            for (page, read) in reads.iter().enumerate() {
                for place in read.found.iter().flat_map(|found| &found.places) {
                    blank(&mut lines[on(page) + place.line], place);
                }
            }
            (pages, _) = set(&lines)?;
        }
        for (page, read) in pages.iter().zip(reads) {
            number += 1;
            out.begin_page(number);
            out.push_read(page, wanted.drawn(), &[], read)?;
        }
    }
    Ok(())
}

/// Replaces the letters at `place` in a line by blanks, so that the letters after them keep their
/// positions.
fn blank(line: &mut String, place: &Place) {
    *line = line
        .chars()
        .enumerate()
        .map(|(at, letter)| if place.letters.contains(&at) { '\u{A0}' } else { letter })
        .collect();
}

/// Removes terminal commands: colours, titles, cursor movements (ECMA-48 §5.4, §5.6, §8.2.9).
/// Manual pages strike letters over each other for bold and underlined text. Of these letters the
/// last one is kept.
fn without_commands(text: &str) -> Cow<'_, str> {
    if !text.contains(['\u{1B}', '\u{8}', '\u{9B}']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1B}' => skip_command(&mut letters),
            '\u{9B}' => skip_sequence(&mut letters),
            '\u{8}' if !out.ends_with('\n') => {
                out.pop();
            }
            '\u{7}' | '\u{8}' | '\u{E}' | '\u{F}' => {}
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Removes from a text the control characters that mean nothing on paper, and returns their number
/// with the text. Padding and marks at the end of the text (^Z in DOS) are removed, but not
/// counted.
fn without_controls(text: &str) -> (Cow<'_, str>, usize) {
    let text = text.trim_end_matches(['\0', '\u{1A}']);
    let is_lost =
        |letter: char| letter.is_ascii_control() && !matches!(letter, '\t' | '\n' | '\u{C}');
    match text.chars().filter(|letter| is_lost(*letter)).count() {
        0 => (Cow::Borrowed(text), 0),
        lost => (Cow::Owned(text.chars().filter(|letter| !is_lost(*letter)).collect()), lost),
    }
}

/// Skips a terminal command whose first character, an ESC, was already read.
fn skip_command(letters: &mut Chars<'_>) {
    match letters.next() {
        Some('[') => skip_sequence(letters),
        // A string for the terminal ends at its end mark, or at the end of the line at the latest.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            let mut ahead = letters.clone();
            while let Some(letter) = ahead.next().filter(|letter| *letter != '\n') {
                *letters = ahead.clone();
                match letter {
                    '\u{7}' | '\u{9C}' => return,
                    '\u{1B}' => {
                        letters.next();
                        return;
                    }
                    _ => {}
                }
            }
        }
        // A command of two characters or more; those in between select a character set.
        Some(' '..='/') => {
            letters.find(|letter| !matches!(letter, ' '..='/'));
        }
        _ => {}
    }
}

/// Skips the rest of a control sequence: its numbers, and the letter that names the command.
fn skip_sequence(letters: &mut Chars<'_>) {
    let mut ahead = letters.clone();
    while let Some(letter) = ahead.next().filter(|letter| matches!(letter, ' '..='~')) {
        *letters = ahead.clone();
        if letter >= '@' {
            return;
        }
    }
}

/// The layout of a page of plain text, as in a terminal: 80 columns between the margins.
fn looks() -> TextPages {
    TextPages { style: Style { face: Face::Mono, size_pt: 10.0 }, ..TextPages::default() }
}

/// Decodes the bytes of a plain text into Unicode. Its lines end with `\n` in the result.
pub(super) fn decode(bytes: &[u8], charset: &str) -> String {
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match (
            charset_decoder(charset.as_bytes()).filter(|_| !is_plain(charset)),
            str::from_utf8(bytes),
        ) {
            (Some(decode), _) => decode(bytes),
            (None, Ok(text)) => text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned(),
            (None, Err(_)) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
        },
    };
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Whether a declared character set says nothing about the text, because programs declare it for
/// any text.
fn is_plain(charset: &str) -> bool {
    ["", "us-ascii", "ascii", "utf-8", "utf8"]
        .iter()
        .any(|name| charset.eq_ignore_ascii_case(name))
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// The characters of Windows-1252 from 0x80 on. Latin-1 has control characters in their place.
const SIGNS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => SIGNS[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_of_terminals_are_left_out_and_the_words_stay() {
        for (text, words) in [
            ("\u{1B}[1;31mrot\u{1B}[0m und \u{1B}[38;5;10mgrün\u{1B}[m\n", "rot und grün\n"),
            (
                "\u{1B}]0;a title\u{7}$ ls\u{1B}]8;;http://x\u{1B}\\link\u{1B}]8;;\u{1B}\\",
                "$ lslink",
            ),
            ("\u{1B}(Bplain\u{1B}7\u{1B}=\u{9B}2K", "plain"),
            ("N\u{8}NA\u{8}AM\u{8}ME _\u{8}x", "NAME x"),
            ("torn \u{1B}[12\nnext \u{1B}]0;title\nlast\u{1B}", "torn \nnext \nlast"),
            ("Grüße", "Grüße"),
        ] {
            assert_eq!(without_commands(text), words);
        }
    }

    #[test]
    fn control_characters_are_left_out_and_counted() {
        for (text, words, lost) in [
            ("Order\0 4711\u{7}\n", "Order 4711\n", 2),
            ("a\tb\u{C}c", "a\tb\u{C}c", 0),
            ("padded\n\0\0\0\0", "padded\n", 0),
            ("\u{2}Grüße\u{7F}\u{3}", "Grüße", 3),
        ] {
            let (found, count) = without_controls(text);
            assert_eq!((found.as_ref(), count), (words, lost));
        }
    }

    #[test]
    fn the_same_letters_come_of_each_coding() {
        let wanted = "Grüße – 5 €\nEnde";
        assert_eq!(decode(wanted.as_bytes(), ""), wanted);
        assert_eq!(decode("\u{FEFF}Grüße – 5 €\r\nEnde".as_bytes(), "us-ascii"), wanted);
        assert_eq!(decode(b"Gr\xFC\xDFe \x96 5 \x80\rEnde", ""), wanted);
        let units: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&[b"\xFE\xFF", &units[..]].concat(), ""), wanted);
        let units: Vec<u8> = wanted.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[b"\xFF\xFE", &units[..]].concat(), "utf-8"), wanted);
        assert_eq!(decode(b"\xE3\xD1\xCD\xC8\xC7", "windows-1256"), "مرحبا");
        assert_eq!(decode(b"\x1B$B$3$s\x1B(B", "ISO-2022-JP"), "こん");
    }
}
