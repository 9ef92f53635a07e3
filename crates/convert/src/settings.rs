//! The settings of conversion: `[convert]` and `[cover]` of gateway.toml.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use ferrofax_confine::sees_beside;
use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings in `[convert]` of gateway.toml: how documents are converted to fax pages. A key
    /// that is a MIME type or an extension names a program of the administrator, as in
    /// `"application/x-dvi" = ["/usr/bin/dvipdf", "%i", "%o"]`. All these programs are in
    /// `programs`.
    pub struct ConvertSettings {
        /// The administrator's programs by MIME type or extension (`.dvi`), in lower case. Each is
        /// a program and its arguments, and is never run by a shell. In an argument, `%i` stands
        /// for the path of the file to read, `%o` for that of the file to write (PDF, TIFF, a
        /// picture or text), and `%d` for the folder of the file to write. The programs are
        /// confined like the built-in readers: they have no network, and only these files and the
        /// system's.
        pub programs: BTreeMap<String, Vec<String>>,
    }

    /// The keys in the section `[convert]` of gateway.toml, without those that are a MIME type or
    /// extension.
    pub CONVERT_KEYS {
        /// The program that converts PostScript: its name or path. "": PostScript documents are not
        /// converted.
        ghostscript: String = "gs", text;
        /// The program that converts office documents: its name or path. "": office documents are
        /// not converted.
        office: String = "soffice", text;
        /// Folders with fonts for characters that the built-in fonts do not have.
        // Font files and folders, which are searched in this order.
        fonts: Vec<PathBuf> = ["/usr/share/fonts", "/usr/local/share/fonts"], list(path);
        /// Time limit in seconds for converting one page of a document, and for one run of a
        /// converter program. Time in which the conversion waits for a processor or a disk does not
        /// count, but the conversion is always ended after ten times this limit.
        page_seconds: u64 = 60, number(1..=86_400);
        /// Time limit for converting all documents of a fax together, in seconds.
        fax_seconds: u64 = 900, number(1..=86_400);
        /// Maximum memory of each process that converts documents, in MiB. It is also the
        /// maximum for all processes of a converter program together.
        memory_mb: u64 = 2048, number(64..=1_000_000);
        /// Paper size of the fax pages that Ferrofax makes from text and HTML: "a4" or "letter".
        paper: Paper = "a4", words("a4" => Paper::A4, "letter" => Paper::Letter);
        /// HTML template of the fax page that is made from a mail's subject and text. "": the
        /// built-in template.
        // The template has `{{subject}}`, `{{from}}`, `{{to}}`, `{{date}}` and `{{body}}`.
        first_page: Option<PathBuf> = "", path;
    }
}

/// The paper size of pages that Ferrofax lays out itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// A4, whose length is 297 mm.
    #[default]
    A4,
    /// US letter, whose length is 11 inches.
    Letter,
}

settings! {
    /// The settings in the section `[cover]` of gateway.toml, which are about cover pages.
    pub struct CoverSettings {}

    /// The keys in the section `[cover]` of gateway.toml.
    pub COVER_KEYS {
        /// Whether a fax gets a cover page by default. Its sender can choose otherwise.
        enabled: bool = false, flag;
        /// HTML template of cover pages. "": the built-in template.
        // The template has `{{to}}`, `{{subject}}`, …, and `{{#to}}…{{/to}}` around parts that are
        // shown only if the field has text.
        template: Option<PathBuf> = "", path;
        /// The file of a picture for the top of cover pages (PNG, JPEG, GIF, BMP or WebP). "":
        /// none.
        // PNG, JPEG, GIF, BMP or WebP. A template includes it with `<img src="logo">`.
        logo: Option<PathBuf> = "", path;
        /// A folder with pictures. Clients of the network printer may choose one of them in place
        /// of the picture in logo: file:///acme.png is the file acme.png in this folder.
        logos: Option<PathBuf> = "", path;
        /// Whether cover pages have a QR code by which an answer on the same sheet is recognised.
        /// A [[rule]] with answers = true and to_sender = true passes the answer to the sender.
        // A template includes it with `<img src="answer_code">`.
        answer_code: bool = false, flag;
    }
}

impl CoverSettings {
    /// The picture in the folder `logos` that has the name at the end of this URI; `None` if there
    /// is none.
    pub fn logo_named(&self, uri: &str) -> Option<PathBuf> {
        let name = uri.strip_prefix("file:")?.rsplit('/').next()?;
        let is_name =
            !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', '\0', '%']);
        let path = self.logos.as_ref().filter(|_| is_name)?.join(name);
        path.symlink_metadata().is_ok_and(|file| file.is_file()).then_some(path)
    }
}

impl ConvertSettings {
    /// Reads the section `[convert]` of gateway.toml.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(CONVERT_KEYS, self);
        for (key, program) in [("ghostscript", &self.ghostscript), ("office", &self.office)] {
            if section.has(key) {
                doubt_place(section, key, program);
            }
        }
        // A key with a slash is a MIME type, one that begins with a dot an extension.
        let is_kind = |key: &String| key.contains('/') || key.starts_with('.');
        for media_type in section.other_keys().into_iter().filter(is_kind) {
            let program = section.texts(&media_type);
            if !program.iter().skip(1).any(|word| word.contains("%i")) {
                section.wrong(
                    &media_type,
                    r#"it is given no document; example: ["/usr/bin/program", "%i", "%o"]"#,
                );
            }
            if let Some(name) = program.first() {
                doubt_place(section, &media_type, name);
            }
            self.programs.insert(media_type.to_ascii_lowercase(), program);
        }
    }
}

/// Warns the administrator about a program outside of /usr and /opt. The program is run, but can't
/// read the files in its own folder.
fn doubt_place(section: &Section<'_, '_>, key: &str, program: &str) {
    if program.contains('/') && !sees_beside(Path::new(program)) {
        let name = Path::new(program).file_name().unwrap_or_default().to_string_lossy();
        section.doubt(
            key,
            format!(
                "'{program}' is outside of /usr and /opt, so it is run without the files beside it (libraries, scripts, data); \
                 in a folder of its own below /opt, as /opt/{name}/{name}, it would see them"
            ),
        );
    }
}

fn path(text: &str) -> Result<PathBuf, Infallible> {
    Ok(PathBuf::from(text))
}

impl Paper {
    /// The length of this paper size in mm.
    pub const fn length_mm(self) -> f64 {
        match self {
            Self::A4 => 297.0,
            Self::Letter => 279.4,
        }
    }
}
