//! Keeps the typesetter, which draws the header lines of fax pages, and its fonts.

use ferrofax_document::type_setting::TypeSetter;
use std::path::PathBuf;

/// The typesetter, which draws header lines, with its fonts. The typesetter is kept from one fax
/// page to the next.
#[derive(Default)]
pub(super) struct Fonts(Option<(Vec<PathBuf>, TypeSetter)>);

impl Fonts {
    /// Returns the typesetter, which draws header lines. In addition to its built-in fonts it has
    /// the fonts in the files at `paths`.
    pub(super) fn with(&mut self, paths: &[PathBuf]) -> &mut TypeSetter {
        if self.0.as_ref().is_none_or(|(of, _)| of != paths) {
            self.0 = None;
        }
        let make = || {
            let (type_setter, errors) = TypeSetter::with_fonts(paths);
            errors
                .iter()
                .for_each(|error| log::warn!("a font is not used for header lines: {error}"));
            (paths.to_vec(), type_setter)
        };
        &mut self.0.get_or_insert_with(make).1
    }
}

/// Writes the warning that no font has some characters of a header line. `letters` is the number of
/// these characters.
pub(super) fn header_lacks(letters: usize) -> String {
    let (many, are) = if letters == 1 { ("letter", "is") } else { ("letters", "are") };
    format!(
        "{letters} {many} of the header line {are} missing: no font has them (fonts names more fonts)"
    )
}
