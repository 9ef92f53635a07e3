//! Reads `[convert]` and `[cover]`.

use std::path::PathBuf;

use super::reader::Section;
use crate::convert::{ConvertSettings, CoverSettings, Paper};

pub(super) fn convert(section: &Section<'_, '_>, settings: &mut ConvertSettings) {
    for (key, into) in [("ghostscript", &mut settings.ghostscript), ("office", &mut settings.office)] {
        if let Some(text) = section.text(key) {
            *into = text;
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
            section.wrong(&media_type, "it is given no document; [\"/usr/bin/program\", \"%i\", \"%o\"] would be");
        }
        settings.programs.insert(media_type.to_ascii_lowercase(), program);
    }
    section.finish();
}

pub(super) fn cover(section: &Section<'_, '_>, settings: &mut CoverSettings) {
    section.flag("enabled", &mut settings.enabled);
    section.path_of("template", &mut settings.template);
    section.path_of("logo", &mut settings.logo);
    section.finish();
}
