//! The fonts: DejaVu, which is built in, and those of the operator.
//!
//! DejaVu's copyright and licence (Bitstream Vera's and Arev's, which permit it to be passed on
//! with software) are in the name tables of the fonts, which are built in whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::style::FontFamilyName;

/// The families of the fonts that are built in.
pub(super) const SANS: &str = "DejaVu Sans";
pub(super) const MONO: &str = "DejaVu Sans Mono";

/// The most bytes of fonts that are held in memory.
const MOST_BYTES: u64 = 256 << 20;

/// The depth to which folders are searched.
const MOST_DEPTH: usize = 4;

/// The reason why a font is not used.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The file or folder cannot be read.
    #[error("{}: cannot read fonts: {source}", path.display())]
    Unreadable {
        /// The path of the file or folder.
        path: PathBuf,
        /// The error of the system.
        source: std::io::Error,
    },
    /// The file is not a font, or there is none in the folder.
    #[error("{}: there is no TrueType or OpenType font", path.display())]
    NoFont {
        /// The path of the file or folder.
        path: PathBuf,
    },
    /// With this font there would be too many bytes of fonts.
    #[error("{}: left out, there are more than {} MiB of fonts", path.display(), MOST_BYTES >> 20)]
    TooMuch {
        /// The path of the file.
        path: PathBuf,
    },
}

pub(super) fn built_in() -> FontContext {
    let options = CollectionOptions { shared: false, system_fonts: false };
    let mut fonts =
        FontContext { collection: Collection::new(options), source_cache: SourceCache::default() };
    for font in [dejavu::sans::regular(), dejavu::sans::bold(), dejavu::sans_mono::regular()] {
        fonts.collection.register_fonts(Blob::new(Arc::new(font)), None);
    }
    fonts
}

/// Adds the fonts of files and folders. Returns the families that were added, and the errors.
///
/// Files are read into memory, not mapped: a mapped file that is replaced or cut would crash the
/// PBX.
pub(super) fn add(
    fonts: &mut FontContext,
    paths: &[PathBuf],
) -> (Vec<FontFamilyName<'static>>, Vec<FontError>) {
    let (mut names, mut errors) = (Vec::new(), Vec::new());
    let mut room = MOST_BYTES;
    for path in paths {
        let files = match files_of(path, MOST_DEPTH) {
            Ok(files) => files,
            Err(source) => {
                errors.push(FontError::Unreadable { path: path.clone(), source });
                continue;
            }
        };
        let mut found = false;
        for file in files {
            match add_file(fonts, &file, &mut room, &mut names) {
                Ok(fonts) => found |= fonts,
                Err(error) => {
                    found = true;
                    errors.push(error);
                }
            }
        }
        if !found {
            errors.push(FontError::NoFont { path: path.clone() });
        }
    }
    (names, errors)
}

/// Adds the fonts of a file. Returns whether there were fonts in it.
fn add_file(
    fonts: &mut FontContext,
    file: &Path,
    room: &mut u64,
    names: &mut Vec<FontFamilyName<'static>>,
) -> Result<bool, FontError> {
    let unreadable = |source| FontError::Unreadable { path: file.to_owned(), source };
    let length = fs::metadata(file).map_err(unreadable)?.len();
    *room = room
        .checked_sub(length)
        .ok_or_else(|| FontError::TooMuch { path: file.to_owned() })?;
    let bytes = fs::read(file).map_err(unreadable)?;
    let families = add_bytes(fonts, bytes);
    let found = !families.is_empty();
    for name in families {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(found)
}

/// Adds the fonts in the bytes of a file, and returns their families.
pub(super) fn add_bytes(
    fonts: &mut FontContext,
    bytes: impl AsRef<[u8]> + Send + Sync + 'static,
) -> Vec<FontFamilyName<'static>> {
    let families = fonts.collection.register_fonts(Blob::new(Arc::new(bytes)), None);
    let mut names = Vec::new();
    for (id, _) in families {
        names.extend(
            fonts
                .collection
                .family_name(id)
                .map(|name| FontFamilyName::named(name).into_owned()),
        );
    }
    names
}

/// The file itself, or the fonts of a folder in the order of their names.
fn files_of(path: &Path, depth: usize) -> std::io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries: Vec<PathBuf> = fs::read_dir(path)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            if depth > 0 {
                files.extend(files_of(&entry, depth - 1).unwrap_or_default());
            }
        } else if is_font(&entry) {
            files.push(entry);
        }
    }
    Ok(files)
}

fn is_font(path: &Path) -> bool {
    let ends =
        |end: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end));
    ["ttf", "otf", "ttc", "otc"].into_iter().any(ends)
}
