//! Typesetting in the child process. Fonts of the system are read only if a text has letters that
//! the built-in fonts lack.
//!
//! The child process cannot open files once it is confined. So it opens all font files before that,
//! which costs little, and reads them only if a letter is missing. It first reads the table of
//! letters of each font (`cmap`). If a font has the missing letter, the whole font file is read.
//! The fonts are kept in a [`FontCache`]. All threads that draw the pages of PDFs share this cache.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use skrifa::raw::{FontData, FontRead, FontRef, TableProvider, tables::cmap::Cmap};

use super::settings::Paper;
use ferrofax_basics::lock::lock;
use ferrofax_document::type_setting::TypeSetter;

/// The greatest number of font files that are opened.
const MOST_FILES: usize = 500;

/// The maximum number of levels of subfolders in which fonts are searched for.
const MOST_DEPTH: usize = 5;

/// The maximum number of bytes of fonts that are read for one fax. `MOST_TABLE` is the maximum size
/// in bytes of a font's table `cmap`, which lists the letters of the font.
const MOST_BYTES: u64 = 256 << 20;
const MOST_TABLE: u32 = 8 << 20;

/// The maximum number of different letters for which the fonts of the system are searched.
const MOST_LETTERS: usize = 20_000;

/// The typesetter, which makes lines of text from letters, and the fonts that it uses.
pub(super) struct Press {
    pub(super) setter: TypeSetter,
    pub(super) paper: Paper,
    /// The fonts of the system, and those of the administrator, for letters that the built-in fonts
    /// lack.
    pub(super) font_cache: Arc<Mutex<FontCache>>,
    /// The letters that were searched for in the fonts, whether they were found or not.
    known: BTreeSet<char>,
}

/// The open font files, with the letter tables and font data that were read from them.
pub(super) struct FontCache {
    fonts: Vec<Font>,
    /// The number of bytes of fonts that may still be read before the limit for one fax is reached.
    room: u64,
}

/// The bytes of a font. All parts of the program that draw with the font share them.
#[derive(Clone)]
pub(super) struct FontBytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for FontBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// An open font file.
struct Font {
    file: File,
    /// The letters that the font has; `None` until the font is read.
    letters: Option<Vec<u8>>,
    /// The bytes of the font; `None` until they are needed.
    bytes: Option<FontBytes>,
    /// Whether the font was already passed to the typesetter.
    used: bool,
}

/// Opens the fonts in these files and folders, in this order.
pub(super) fn open_fonts(paths: &[PathBuf]) -> Vec<File> {
    let mut files = Vec::new();
    paths.iter().for_each(|path| open_into(&mut files, path, MOST_DEPTH));
    files
}

fn open_into(files: &mut Vec<File>, path: &Path, depth: usize) {
    if files.len() >= MOST_FILES {
        return;
    }
    if path.is_dir() {
        let Ok(entries) = fs::read_dir(path) else { return };
        let mut entries: Vec<PathBuf> =
            entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        entries.sort();
        if depth > 0 {
            entries.iter().for_each(|entry| open_into(files, entry, depth - 1));
        }
    } else if is_font(path) && path.is_file() {
        files.extend(File::open(path));
    }
}

fn is_font(path: &Path) -> bool {
    let ends =
        |end: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end));
    ["ttf", "otf", "ttc", "otc"].into_iter().any(ends)
}

impl Press {
    /// A typesetter with the built-in fonts, including slanted ones. Letters that they do not have
    /// are searched for in these font files.
    pub(super) fn new(fonts: Vec<File>, paper: Paper) -> Self {
        let mut setter = TypeSetter::new();
        for slanted in
            [dejavu::sans::oblique(), dejavu::sans::bold_oblique(), dejavu::sans_mono::bold()]
        {
            setter.add_font(slanted);
        }
        let fonts = fonts
            .into_iter()
            .map(|file| Font { file, letters: None, bytes: None, used: false })
            .collect();
        let font_cache = Arc::new(Mutex::new(FontCache { fonts, room: MOST_BYTES }));
        Self { setter, paper, font_cache, known: BTreeSet::new() }
    }

    /// Reads the fonts that a text needs, so that the typesetter has all letters of the text.
    pub(super) fn ready_for(&mut self, text: &str) {
        let font_cache = Arc::clone(&self.font_cache);
        let FontCache { fonts, room } = &mut *lock(&font_cache);
        if fonts.is_empty() {
            return;
        }
        let mut missing = self.missing(text);
        for font in fonts {
            if missing.is_empty() {
                return;
            }
            if font.used {
                continue;
            }
            let found = font.having(&missing);
            if found.is_empty() {
                continue;
            }
            let Some(bytes) = font.read(room) else { continue };
            font.used = true;
            self.setter.add_font(bytes);
            missing.retain(|letter| !found.contains(letter));
        }
    }

    /// The letters of the text that no font of the typesetter has. Each letter is searched for
    /// only once.
    fn missing(&mut self, text: &str) -> BTreeSet<char> {
        let built_in = FontRef::new(dejavu::sans::regular()).and_then(|font| font.cmap());
        let has = |letter: char| {
            built_in.as_ref().is_ok_and(|letters| letters.map_codepoint(letter).is_some())
        };
        let mut missing = BTreeSet::new();
        for letter in text.chars().filter(|letter| !letter.is_ascii()) {
            if self.known.len() >= MOST_LETTERS {
                break;
            }
            if self.known.insert(letter) && !letter.is_control() && !has(letter) {
                missing.insert(letter);
            }
        }
        missing
    }
}

impl FontCache {
    /// The bytes of the first font that has all of these letters.
    pub(super) fn with(&mut self, letters: &str) -> Option<FontBytes> {
        let letters: BTreeSet<char> = letters.chars().collect();
        let Self { fonts, room } = self;
        fonts
            .iter_mut()
            .find_map(|font| if font.having(&letters) == letters { font.read(room) } else { None })
    }

    /// The fonts that together have these letters, as far as any font has them. Each is the first
    /// font with some of the letters that are still missing.
    pub(super) fn with_any(&mut self, letters: &BTreeSet<char>) -> Vec<FontBytes> {
        let mut missing = letters.clone();
        let mut found = Vec::new();
        let Self { fonts, room } = self;
        for font in fonts {
            let has = if missing.is_empty() { BTreeSet::new() } else { font.having(&missing) };
            if let Some(bytes) = (!has.is_empty()).then(|| font.read(room)).flatten() {
                missing.retain(|letter| !has.contains(letter));
                found.push(bytes);
            }
        }
        found
    }
}

impl Font {
    /// Returns those of `letters` that this font has.
    fn having(&mut self, letters: &BTreeSet<char>) -> BTreeSet<char> {
        if self.letters.is_none() {
            self.letters = Some(table_of_letters(&self.file).unwrap_or_default());
        }
        let table = self.letters.as_deref().unwrap_or_default();
        let Ok(table) = Cmap::read(FontData::new(table)) else { return BTreeSet::new() };
        letters
            .iter()
            .copied()
            .filter(|letter| table.map_codepoint(*letter).is_some())
            .collect()
    }

    /// Reads the whole font file, if `room` (the number of bytes that may still be read) permits
    /// it.
    fn read(&mut self, room: &mut u64) -> Option<FontBytes> {
        if let Some(known) = &self.bytes {
            return Some(known.clone());
        }
        // The confined child process may not ask for a file's size, but it may seek to its end.
        let length = (&self.file).seek(SeekFrom::End(0)).ok()?;
        *room = room.checked_sub(length)?;
        let mut bytes = vec![0; usize::try_from(length).ok()?];
        self.file.read_exact_at(&mut bytes, 0).ok()?;
        self.bytes = Some(FontBytes(Arc::new(bytes)));
        self.bytes.clone()
    }
}

/// The table `cmap` of a font, or of the first font of a collection; `None` if the font has no
/// outlines.
fn table_of_letters(file: &File) -> Option<Vec<u8>> {
    let read = |at: u64, length: usize| {
        let mut bytes = vec![0; length];
        file.read_exact_at(&mut bytes, at).ok().map(|()| bytes)
    };
    let word = |bytes: &[u8], at: usize| {
        bytes
            .get(at..at + 4)
            .map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]))
    };
    let head = read(0, 16)?;
    let start = if head.starts_with(b"ttcf") { u64::from(word(&head, 12)?) } else { 0 };
    let head = read(start, 12)?;
    let tables = usize::from(u16::from_be_bytes([head[4], head[5]]));
    let records = read(start + 12, tables * 16)?;
    let find = |name: &[u8]| records.chunks_exact(16).find(|record| record.starts_with(name));
    if [&b"glyf"[..], b"CFF ", b"CFF2"].into_iter().all(|name| find(name).is_none()) {
        return None;
    }
    let record = find(b"cmap")?;
    let (at, length) = (word(record, 8)?, word(record, 12)?);
    if length > MOST_TABLE {
        return None;
    }
    read(at.into(), usize::try_from(length).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_document::type_setting::{Face, Style};

    #[test]
    fn a_font_is_read_when_letters_are_asked_for_that_the_built_in_ones_do_not_have() {
        let folder = tempfile::tempdir().unwrap();
        // Only this font has the mathematical double-struck letters.
        fs::write(folder.path().join("serif.TTF"), dejavu::serif::regular()).unwrap();
        fs::write(folder.path().join("readme.txt"), "no font").unwrap();
        let files = open_fonts(&[folder.path().to_owned(), PathBuf::from("/nowhere")]);
        assert_eq!(files.len(), 1);
        let only_there = (0x80..0x1_0000_u32)
            .filter_map(char::from_u32)
            .find(|letter| {
                let has = |bytes: &'static [u8]| {
                    FontRef::new(bytes).unwrap().cmap().unwrap().map_codepoint(*letter).is_some()
                };
                has(dejavu::serif::regular()) && !has(dejavu::sans::regular())
            })
            .unwrap();
        let mut press = Press::new(files, Paper::A4);
        press.ready_for("Grüße");
        let is_used = |press: &Press| lock(&press.font_cache).fonts[0].used;
        assert!(!is_used(&press));
        let style = Style { face: Face::Sans, size_pt: 10.0 };
        let before = press.setter.line_width_mm(&only_there.to_string(), style);
        press.ready_for(&format!("Grüße {only_there}"));
        assert!(is_used(&press));
        assert!(
            lock(&press.font_cache).with("ab").is_some()
                && lock(&press.font_cache).with("a漢").is_none()
        );
        assert!((press.setter.line_width_mm(&only_there.to_string(), style) - before).abs() > 0.01);
    }
}
