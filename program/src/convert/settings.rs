//! The settings of conversion: `[convert]` and `[cover]` of gateway.toml.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::{Path, PathBuf};

use crate::confine::sees_beside;
use crate::keys::{Key, Kind, Section, plain_text};

/// The settings in `[convert]`: how documents are converted to pages. A key that is a MIME type or
/// an extension names a program of the administrator, as in `"application/x-dvi" =
/// ["/usr/bin/dvipdf", "%i", "%o"]`. All these programs are in `programs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvertSettings {
    /// The administrator's programs by MIME type or extension (`.dvi`), in lower case. Each is a
    /// program and its arguments, and is never run by a shell. `%i` is the file to read, `%o` the
    /// file to write (PDF, TIFF, a picture or text), `%d` the folder that contains it; arguments
    /// may contain these as a part. Programs are confined as the built-in readers are: no network,
    /// no files except these and the system's.
    pub programs: BTreeMap<String, Vec<String>>,
    /// Ghostscript, which reads PostScript: a program's name or path. Empty: PostScript is not
    /// read.
    pub ghostscript: String,
    /// LibreOffice, which reads office documents: a program's name or path. Empty: office documents
    /// are not read.
    pub office: String,
    /// Font files and folders with fonts, which are searched in this order for letters that the
    /// built-in fonts do not have.
    pub fonts: Vec<PathBuf>,
    /// The time limit in seconds for one page, or for a whole run of an outside program.
    pub page_seconds: u64,
    /// The time limit in seconds for all documents of a fax together.
    pub fax_seconds: u64,
    /// The most memory that a conversion may take, in MiB.
    pub memory_mb: u64,
    /// The length of pages that Ferrofax typesets itself (text, HTML, mails' first pages, covers):
    /// `a4` or `letter`.
    pub paper: Paper,
    /// The HTML template of a mail's first page, with `{{subject}}`, `{{from}}`, `{{to}}`,
    /// `{{date}}` and `{{body}}`. `None`: the built-in template.
    pub first_page: Option<PathBuf>,
}

/// The length of a sheet of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// A4, whose length is 297 mm.
    #[default]
    A4,
    /// US letter, whose length is 11 inches.
    Letter,
}

/// The settings in `[cover]`, on cover pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverSettings {
    /// Whether a fax gets a cover page by default. Default: no.
    pub enabled: bool,
    /// The HTML template, with fields: `{{to}}`, `{{subject}}`, …, and `{{#to}}…{{/to}}` around
    /// parts that are shown only if the field has text. `None`: the built-in template.
    pub template: Option<PathBuf>,
    /// A picture (PNG, JPEG, GIF, BMP, WebP) that the template includes with `<img src="logo">`;
    /// the built-in template shows it at the top.
    pub logo: Option<PathBuf>,
    /// A folder of pictures, of which a client may choose one as the logo.
    pub logos: Option<PathBuf>,
}

/// The keys of `[convert]`, without those that are a MIME type or extension.
pub(crate) const KEYS: &[Key<ConvertSettings>] = &[
    Key {
        name: "ghostscript",
        default: r#""gs""#,
        kind: Kind::Text(|convert, said| said.read_one(&mut convert.ghostscript, plain_text)),
        help: "The program that converts PostScript: its name or path. \"\" leaves out PostScript \
               documents.",
    },
    Key {
        name: "office",
        default: r#""soffice""#,
        kind: Kind::Text(|convert, said| said.read_one(&mut convert.office, plain_text)),
        help: "The program that converts office documents: its name or path. \"\" leaves them out.",
    },
    Key {
        name: "fonts",
        default: r#"["/usr/share/fonts", "/usr/local/share/fonts"]"#,
        kind: Kind::List(|convert, said| said.read(&mut convert.fonts, path)),
        help: "Folders with fonts for characters that the built-in fonts do not have.",
    },
    Key {
        name: "page_seconds",
        default: "60",
        kind: Kind::Number(1..=86_400, |convert, seconds| convert.page_seconds = seconds.into()),
        help: "Seconds of processor time for one page, or for one run of a converter program. Time \
               in which the conversion waits for a processor does not count, but the conversion is \
               always ended after ten times this limit.",
    },
    Key {
        name: "fax_seconds",
        default: "900",
        kind: Kind::Number(1..=86_400, |convert, seconds| convert.fax_seconds = seconds.into()),
        help: "Seconds for all documents of a fax together.",
    },
    Key {
        name: "memory_mb",
        default: "2048",
        kind: Kind::Number(64..=1_000_000, |convert, mb| convert.memory_mb = mb.into()),
        help: "MiB of memory for one conversion.",
    },
    Key {
        name: "paper",
        default: r#""a4""#,
        kind: Kind::Choice(&[
            ("a4", |convert| convert.paper = Paper::A4),
            ("letter", |convert| convert.paper = Paper::Letter),
        ]),
        help: "Paper size of pages that Ferrofax lays out (text, HTML): \"a4\" or \"letter\".",
    },
    Key {
        name: "first_page",
        default: r#""""#,
        kind: Kind::Path(|convert, path| convert.first_page = path),
        help: "HTML template of a mail's first page. \"\" is the built-in one.",
    },
];

/// The keys of `[cover]`.
pub(crate) const COVER_KEYS: &[Key<CoverSettings>] = &[
    Key {
        name: "enabled",
        default: "false",
        kind: Kind::Flag(|cover, is_on| cover.enabled = is_on),
        help: "Whether a fax gets a cover page unless its sender says otherwise.",
    },
    Key {
        name: "template",
        default: r#""""#,
        kind: Kind::Path(|cover, path| cover.template = path),
        help: "HTML template of cover pages. \"\" is the built-in one.",
    },
    Key {
        name: "logo",
        default: r#""""#,
        kind: Kind::Path(|cover, path| cover.logo = path),
        help: "A picture for the top of cover pages.",
    },
    Key {
        name: "logos",
        default: r#""""#,
        kind: Kind::Path(|cover, path| cover.logos = path),
        help: "A folder with pictures that clients of the network printer may choose instead: \
               file:///acme.png is the file acme.png in this folder.",
    },
];

impl CoverSettings {
    /// The picture in the folder `logos` that has the name at the end of this URI; `None` if there
    /// is none.
    pub(crate) fn logo_named(&self, uri: &str) -> Option<PathBuf> {
        let name = uri.strip_prefix("file:")?.rsplit('/').next()?;
        let is_name =
            !name.is_empty() && !name.starts_with('.') && !name.contains(['\\', '\0', '%']);
        let path = self.logos.as_ref().filter(|_| is_name)?.join(name);
        path.symlink_metadata().is_ok_and(|file| file.is_file()).then_some(path)
    }
}

impl ConvertSettings {
    /// Reads the section `[convert]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
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
                    r#"it is given no document; ["/usr/bin/program", "%i", "%o"] would be"#,
                );
            }
            if let Some(name) = program.first() {
                doubt_place(section, &media_type, name);
            }
            self.programs.insert(media_type.to_ascii_lowercase(), program);
        }
    }
}

/// Warns about a program outside of /usr and /opt. The program is run, but can't read the files in
/// its own folder.
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
    /// The length of the paper in mm.
    pub const fn length_mm(self) -> f64 {
        match self {
            Self::A4 => 297.0,
            Self::Letter => 279.4,
        }
    }
}

impl Default for ConvertSettings {
    fn default() -> Self {
        Self {
            programs: BTreeMap::new(),
            ghostscript: "gs".to_owned(),
            office: "soffice".to_owned(),
            fonts: vec![PathBuf::from("/usr/share/fonts"), PathBuf::from("/usr/local/share/fonts")],
            page_seconds: 60,
            fax_seconds: 900,
            memory_mb: 2048,
            paper: Paper::default(),
            first_page: None,
        }
    }
}
