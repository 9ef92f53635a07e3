//! What is to be made into pages: files and parts of mails, a mail's first page, a cover page.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::page_ranges::PageRanges;

/// One document of a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What people call it; errors begin with it.
    pub name: String,
    /// What its sender says that it is: `application/pdf`,
    /// `text/plain; charset=windows-1256`. What stands in it counts for more, but for
    /// text and HTML, which only this tells apart.
    pub media_type: Option<String>,
    /// Where it comes from.
    pub source: Source,
    /// The pages of it that are wanted.
    pub only: PageRanges,
}

/// Where a document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A plain file.
    Path(PathBuf),
    /// Its bytes.
    Bytes(Vec<u8>),
    /// The bytes of a TIFF file that another fax server received: its pages are kept as they
    /// came, with what is damaged on them, and it is told what stands beside them.
    Received(Vec<u8>),
    /// It is set by us: a mail's subject and text.
    FirstPage(FirstPage),
    /// It is set by us, by the administrator's template or the built-in one.
    Cover(Cover),
}

/// The page that a mail's subject and text make. Lines that are empty are left out; with
/// nothing in it at all it makes no page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPage {
    /// The mail's subject.
    pub subject: String,
    /// Who wrote it.
    pub from: String,
    /// Whom it is for.
    pub to: String,
    /// When it was written, in words for people.
    pub date: String,
    /// Its text.
    pub body: Body,
}

/// A mail's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Plain: lines end at `\n`, and long ones wrap.
    Text(String),
    /// HTML. Nothing is fetched for it: it shows those pictures that came with it.
    Html {
        /// The HTML.
        html: String,
        /// The pictures of the mail that it may name (`cid:`).
        pictures: Vec<InlinePicture>,
    },
}

/// A picture inside an HTML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinePicture {
    /// Its Content-ID, without `<>`, or its Content-Location: what stands in `src`, less `cid:`.
    pub id: String,
    /// PNG, JPEG, GIF, BMP or WebP. One that cannot be read is left out.
    pub bytes: Vec<u8>,
}

/// The words of a cover page, by the names of the template's fields: [`Cover::FIELDS`]. A
/// field without words is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// The words. `pages` need not be given: the pages are counted, the cover page with them.
    pub fields: BTreeMap<String, String>,
}

impl Cover {
    /// The field that says in which language the built-in template names the others.
    pub const LANGUAGE: &'static str = "language";

    /// The fields that the built-in template shows; a template may have others.
    pub const FIELDS: [&'static str; 10] = [
        "to",
        "to_company",
        "number",
        "from",
        "from_company",
        "from_number",
        "subject",
        "date",
        "pages",
        "text",
    ];

    /// With a field's words.
    #[must_use]
    pub fn with(mut self, field: &str, words: impl Into<String>) -> Self {
        self.fields.insert(field.to_owned(), words.into());
        self
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Document {
    /// A file.
    pub fn file(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self::of(name, None, Source::Path(path.into()))
    }

    /// With these pages of it alone.
    #[must_use]
    pub fn only(self, only: PageRanges) -> Self {
        Self { only, ..self }
    }

    /// A part of a mail.
    pub fn bytes(name: impl Into<String>, media_type: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::of(name, Some(media_type.into()), Source::Bytes(bytes))
    }

    /// A fax that another server received.
    pub fn received(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::of(name, None, Source::Received(bytes))
    }

    /// A mail's first page.
    pub fn first_page(page: FirstPage) -> Self {
        Self::of("the mail's text", None, Source::FirstPage(page))
    }

    /// A cover page.
    pub fn cover(cover: Cover) -> Self {
        Self::of("the cover page", None, Source::Cover(cover))
    }

    /// A document, all of its pages.
    fn of(name: impl Into<String>, media_type: Option<String>, source: Source) -> Self {
        Self { name: name.into(), media_type, source, only: PageRanges::default() }
    }
}
