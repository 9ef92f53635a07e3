//! The settings of conversion: `[convert]` and `[cover]` of gateway.toml.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// `[convert]`: how documents are made into pages. Keys that are a MIME type or a file's
/// ending name a program of the administrator's:
/// `"application/x-dvi" = ["/usr/bin/dvipdf", "%i", "%o"]`; all such are in `programs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConvertSettings {
    /// Own programs, by the MIME type or by the ending (`.dvi`), in small letters: the
    /// program and its words, never through a shell. `%i` is the file to read, `%o` the
    /// file to write (PDF, TIFF, a picture or text), `%d` the folder that this one is in;
    /// a word that is not one of these may contain them. Programs run confined as ours
    /// do: no network, no files but these and the system's.
    pub programs: BTreeMap<String, Vec<String>>,
    /// Ghostscript, which reads PostScript: a program's name or path. Empty: PostScript
    /// is left out.
    pub ghostscript: String,
    /// LibreOffice, which reads office documents: a program's name or path. Empty: these
    /// are left out.
    pub office: String,
    /// Files and folders of fonts: letters that the built-in fonts do not have are looked
    /// for in these, in this order.
    pub fonts: Vec<PathBuf>,
    /// Seconds that one page, or a whole run of an outside program, may take.
    pub page_seconds: u64,
    /// Seconds that all documents of a fax may take together.
    pub fax_seconds: u64,
    /// MiB of memory that a conversion may take.
    pub memory_mb: u64,
    /// How long the pages are that are set by us (text, HTML, mails' first pages,
    /// covers): `a4` or `letter`.
    pub paper: Paper,
    /// HTML that a mail's first page is made by, with `{{subject}}`, `{{from}}`,
    /// `{{to}}`, `{{date}}` and `{{body}}`. None: the built-in one.
    pub first_page: Option<PathBuf>,
}

/// A sheet's length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 297 mm.
    #[default]
    A4,
    /// 11 inches.
    Letter,
}

/// `[cover]`: cover pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverSettings {
    /// Whether each fax gets one that does not say otherwise. Default: no.
    pub enabled: bool,
    /// HTML with fields: `{{to}}`, `{{subject}}`, …, and `{{#to}}…{{/to}}` around what is
    /// shown only if the field has words. None: the built-in one.
    pub template: Option<PathBuf>,
    /// A picture (PNG, JPEG, GIF, BMP, WebP) that the template shows by
    /// `<img src="logo">`; the built-in one has it at the top.
    pub logo: Option<PathBuf>,
}

impl Paper {
    /// Its length, mm.
    pub const fn length_mm(self) -> f64 {
        match self {
            Self::A4 => 297.0,
            Self::Letter => 279.4,
        }
    }

    /// By its name, in whatever letters.
    pub fn from_name(name: &str) -> Option<Self> {
        [("a4", Self::A4), ("letter", Self::Letter)]
            .into_iter()
            .find_map(|(known, paper)| name.eq_ignore_ascii_case(known).then_some(paper))
    }
}

impl ConvertSettings {
    /// Seconds that a page may take.
    pub const PAGE_SECONDS: u64 = 60;
    /// Seconds that a fax may take.
    pub const FAX_SECONDS: u64 = 900;
    /// MiB of memory.
    pub const MEMORY_MB: u64 = 2048;
}

impl Default for ConvertSettings {
    fn default() -> Self {
        Self {
            programs: BTreeMap::new(),
            ghostscript: "gs".to_owned(),
            office: "soffice".to_owned(),
            fonts: vec![PathBuf::from("/usr/share/fonts"), PathBuf::from("/usr/local/share/fonts")],
            page_seconds: Self::PAGE_SECONDS,
            fax_seconds: Self::FAX_SECONDS,
            memory_mb: Self::MEMORY_MB,
            paper: Paper::default(),
            first_page: None,
        }
    }
}
