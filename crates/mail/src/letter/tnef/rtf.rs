//! Reads the text of winmail.dat as Outlook stores it: compressed RTF (MS-OXRTFCP) that contains
//! HTML or plain text (MS-OXRTFEX). This module extracts the HTML or plain text. From RTF that
//! contains neither it extracts the words.

use super::{Body, Reader};

/// The signature of compressed RTF (`LZFu`) in its header (MS-OXRTFCP §2.1.3.1). The next constant
/// is the signature of uncompressed RTF (`MELA`).
const COMPRESSED: u32 = 0x7546_5A4C;
const AS_IT_IS: u32 = 0x414C_454D;

/// The initial content of the dictionary that the decompression of RTF uses (MS-OXRTFCP §2.1.2.1).
const BEGINNING: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const DICTIONARY: usize = 4096;

/// The maximum length of the decompressed text in bytes, which is longer than anybody writes.
/// Decompression makes at most seventeen bytes out of two.
const MOST_BYTES: usize = 16 << 20;

/// The deepest nesting at which an RTF group has properties of its own; deeper groups share
/// properties.
const MOST_GROUPS: usize = 200;

/// Decompresses the RTF that winmail.dat contains in compressed or uncompressed form. `None` if the
/// bytes have neither form. If the data are cut short, the result ends there too.
pub(super) fn decompressed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader(bytes);
    let (_compressed, raw, form, _checksum) =
        (reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?);
    let length = usize::try_from(raw).ok()?.min(MOST_BYTES);
    match form {
        AS_IT_IS => Some(reader.0[..length.min(reader.0.len())].to_vec()),
        COMPRESSED => Some(unpacked(reader.0, length)),
        _ => None,
    }
}

/// Decompresses RTF. By MS-OXRTFCP §2.2.2 each bit of a control byte says whether one of the next
/// eight tokens is a byte or a reference to the dictionary.
fn unpacked(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut dictionary = [0u8; DICTIONARY];
    dictionary[..BEGINNING.len()].copy_from_slice(BEGINNING);
    let mut write = BEGINNING.len();
    let mut out = Vec::new();
    let mut rest = bytes.iter().copied();
    let mut put = |byte: u8, write: &mut usize, dictionary: &mut [u8; DICTIONARY]| {
        dictionary[*write] = byte;
        *write = (*write + 1) % DICTIONARY;
        out.push(byte);
        out.len() < length
    };
    'all: while let Some(control) = rest.next() {
        for bit in 0..8 {
            let Some(first) = rest.next() else { break 'all };
            if control >> bit & 1 == 0 {
                if !put(first, &mut write, &mut dictionary) {
                    break 'all;
                }
                continue;
            }
            // A reference has an offset of 12 bits and a length of 4. An offset equal to the
            // write position is the end.
            let Some(second) = rest.next() else { break 'all };
            let place = usize::from(first) << 4 | usize::from(second >> 4);
            if place == write {
                break 'all;
            }
            for offset in 0..usize::from(second & 0x0F) + 2 {
                let byte = dictionary[(place + offset) % DICTIONARY];
                if !put(byte, &mut write, &mut dictionary) {
                    break 'all;
                }
            }
        }
    }
    out
}

/// Extracts the text from RTF. This is HTML if the RTF contains HTML, otherwise the words of the
/// RTF. `None` if there is no text.
pub(super) fn body(rtf: &[u8]) -> Option<Body> {
    if !rtf.starts_with(b"{\\rtf") {
        return None;
    }
    let mut reading = Reading::default();
    reading.read(rtf);
    reading.flush();
    let text = reading.out;
    match (text.trim().is_empty(), reading.is_html) {
        (true, _) => None,
        (false, true) => Some(Body::Html(text)),
        (false, false) => Some(Body::Text(text)),
    }
}

/// The properties of the present RTF group. A group inside it begins with the same properties.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Whether the RTF group has no text, but fonts, colours or pictures.
    is_hidden: bool,
    /// Whether the position is inside `\htmlrtf`. Text there is only for programs that show RTF,
    /// and not part of the HTML (MS-OXRTFEX §2.1.3.1.2).
    is_rtf_only: bool,
    /// Whether the position is inside `\*\htmltag`, where the text is literal HTML.
    is_tag: bool,
    /// The number of bytes after a `\u` character that repeat the character for programs without
    /// Unicode (set by `\uc`). These bytes are skipped.
    skip: usize,
}

#[derive(Debug, Default)]
struct Reading {
    out: String,
    /// Bytes of text in the code page of the RTF that are not decoded yet, because two bytes may
    /// form one character.
    pending: Vec<u8>,
    code_page: Option<u32>,
    is_html: bool,
    state: State,
    groups: Vec<State>,
    /// Whether the RTF sign `\*` has just been read. A group that begins with `\*` contains no
    /// text, unless the control word after `\*` is `htmltag`.
    is_starred: bool,
    /// The number of bytes that must still be skipped after the last `\u` character, because they
    /// repeat it for programs without Unicode.
    to_skip: usize,
}

/// A mark that is written into [`Reading::pending`] before the two bytes of each UTF-16 unit.
const UNITS: &[u8] = b"\0u";

/// The RTF control words that begin groups without text, such as lists of fonts.
const HIDDEN: [&str; 12] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "listtable",
    "generator",
    "themedata",
    "datastore",
];

impl Reading {
    fn read(&mut self, rtf: &[u8]) {
        self.state.skip = 1;
        let mut rest = rtf;
        while let Some((first, behind)) = rest.split_first() {
            rest = behind;
            match first {
                b'{' => self.open(),
                b'}' => self.close(),
                b'\\' => rest = self.control(behind),
                b'\r' | b'\n' => {}
                byte => self.octet(*byte),
            }
        }
    }

    fn open(&mut self) {
        self.flush();
        self.is_starred = false;
        if self.groups.len() < MOST_GROUPS {
            self.groups.push(self.state);
        }
    }

    fn close(&mut self) {
        self.flush();
        self.to_skip = 0;
        self.state = self.groups.pop().unwrap_or(self.state);
    }

    /// Reads and applies the RTF control word or sign at the beginning of `bytes`, which follow a
    /// backslash. Returns the bytes after it.
    fn control<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some((first, behind)) = bytes.split_first() else { return bytes };
        if !first.is_ascii_alphabetic() {
            return self.sign(*first, behind);
        }
        let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (word, rest) = bytes.split_at(letters);
        let digits = rest
            .iter()
            .enumerate()
            .take_while(|(at, byte)| byte.is_ascii_digit() || (*at == 0 && **byte == b'-'))
            .count();
        let (digits, rest) = rest.split_at(digits);
        let number = str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        self.word(&String::from_utf8_lossy(word), number);
        rest.strip_prefix(b" ").unwrap_or(rest)
    }

    fn sign<'a>(&mut self, sign: u8, behind: &'a [u8]) -> &'a [u8] {
        match sign {
            b'\'' => {
                let code = behind.get(..2).and_then(|code| str::from_utf8(code).ok());
                if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
                    self.octet(byte);
                    return &behind[2..];
                }
            }
            b'*' => self.is_starred = true,
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("-"),
            b'\\' | b'{' | b'}' => self.octet(sign),
            b'\r' | b'\n' => self.line(),
            _ => {}
        }
        behind
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        let is_starred = std::mem::take(&mut self.is_starred);
        if word != "u" || !self.pending.starts_with(UNITS) {
            self.flush();
        }
        match word {
            "htmltag" if is_starred => self.state.is_tag = true,
            _ if is_starred || HIDDEN.contains(&word) => self.state.is_hidden = true,
            "fromhtml" => self.is_html = true,
            "htmlrtf" => self.state.is_rtf_only = number != Some(0),
            "ansicpg" => self.code_page = number.and_then(|number| u32::try_from(number).ok()),
            "uc" => {
                self.state.skip =
                    number.and_then(|number| usize::try_from(number).ok()).unwrap_or(1).min(8)
            }
            "u" => self.unicode(number),
            "par" | "line" | "row" => self.line(),
            "tab" | "cell" => self.text("\t"),
            "lquote" => self.text("‘"),
            "rquote" => self.text("’"),
            "ldblquote" => self.text("“"),
            "rdblquote" => self.text("”"),
            "bullet" => self.text("•"),
            "endash" => self.text("–"),
            "emdash" => self.text("—"),
            _ => {}
        }
    }

    /// Adds the UTF-16 unit of an RTF control word such as `\u8364` to the text. RTF writes units
    /// above 32767 as negative numbers.
    fn unicode(&mut self, number: Option<i32>) {
        let unit = number.map(|number| number as u16).unwrap_or_default();
        if self.shows() {
            // The two halves of a surrogate pair come one after the other, so they are decoded
            // later.
            self.pending.extend_from_slice(UNITS);
            self.pending.extend_from_slice(&unit.to_be_bytes());
        }
        self.to_skip = self.state.skip;
    }

    fn octet(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if self.shows() {
            if self.pending.starts_with(UNITS) {
                self.flush();
            }
            self.pending.push(byte);
        }
    }

    fn line(&mut self) {
        self.text("\n");
    }

    fn text(&mut self, text: &str) {
        self.flush();
        if self.shows() {
            self.out.push_str(text);
        }
    }

    fn shows(&self) -> bool {
        !self.state.is_hidden && (self.state.is_tag || !self.state.is_rtf_only)
    }

    /// Decodes the bytes in [`Reading::pending`], which are UTF-16 units or characters in the code
    /// page, and adds them to the text.
    fn flush(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        if pending.starts_with(UNITS) {
            let units = pending
                .chunks_exact(UNITS.len() + 2)
                .map(|unit| u16::from_be_bytes([unit[2], unit[3]]));
            self.out
                .extend(char::decode_utf16(units).map(|sign| sign.unwrap_or('\u{FFFD}')));
        } else {
            let charset = super::properties::charset(self.code_page).unwrap_or("windows-1252");
            self.out.push_str(&super::super::decode::text(&pending, Some(charset)));
        }
    }
}
