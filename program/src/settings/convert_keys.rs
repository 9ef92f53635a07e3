//! Reads `[convert]` and `[cover]`.

use std::path::{Path, PathBuf};

use super::reader::Section;
use crate::confine::sees_beside;
use crate::convert::{ConvertSettings, CoverSettings, Paper};

pub(super) fn convert(section: &Section<'_, '_>, settings: &mut ConvertSettings) {
    for (key, into) in
        [("ghostscript", &mut settings.ghostscript), ("office", &mut settings.office)]
    {
        if let Some(text) = section.text(key) {
            *into = text;
            doubt_place(section, key, into);
        }
    }
    section.list("fonts", &mut settings.fonts, |text| Ok(PathBuf::from(text)));
    section.number("page_seconds", 1..=86_400, &mut settings.page_seconds);
    section.number("fax_seconds", 1..=86_400, &mut settings.fax_seconds);
    section.number("memory_mb", 64..=1_000_000, &mut settings.memory_mb);
    section.choice("paper", &[("a4", Paper::A4), ("letter", Paper::Letter)], &mut settings.paper);
    section.path_of("first_page", &mut settings.first_page);
    // A key with a slash is a MIME type, one that begins with a dot the ending of files.
    let is_kind = |key: &String| key.contains('/') || key.starts_with('.');
    for media_type in section.other_keys().into_iter().filter(is_kind) {
        let mut program = Vec::new();
        section.texts(&media_type, &mut program);
        if !program.iter().skip(1).any(|word| word.contains("%i")) {
            section.wrong(
                &media_type,
                "it is given no document; [\"/usr/bin/program\", \"%i\", \"%o\"] would be",
            );
        }
        if let Some(name) = program.first() {
            doubt_place(section, &media_type, name);
        }
        settings.programs.insert(media_type.to_ascii_lowercase(), program);
    }
    section.finish();
}

/// A program is run, wherever it lies; of what lies beside it, only that is seen which
/// everybody may.
fn doubt_place(section: &Section<'_, '_>, key: &str, program: &str) {
    if program.contains('/') && !sees_beside(Path::new(program)) {
        let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
        section.doubt(
            key,
            format!(
                "'{program}' lies outside of /usr and /opt, so it is run without what lies beside it (libraries, scripts, data); \
                 in a folder of its own below /opt, as /opt/{name}/{name}, it would see that"
            ),
        );
    }
}

pub(super) fn cover(section: &Section<'_, '_>, settings: &mut CoverSettings) {
    section.flag("enabled", &mut settings.enabled);
    section.path_of("template", &mut settings.template);
    section.path_of("logo", &mut settings.logo);
    section.finish();
}
