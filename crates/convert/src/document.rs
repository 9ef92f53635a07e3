//! The sources of pages: files and parts of mails, a mail's first page, a cover page.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::page_ranges::PageRanges;

/// One document that is to be converted to pages of a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The document's name, as users see it; error messages begin with it.
    pub name: String,
    /// The type that the document's sender declares: `application/pdf`, or `text/plain;
    /// charset=windows-1256`. The content takes precedence over the declared type, which decides
    /// only between plain text and HTML.
    pub media_type: Option<String>,
    /// The source of the document's content.
    pub source: Source,
    /// The pages of the document that are selected to be faxed.
    pub only: PageRanges,
}

/// The source of a document's content: a file, bytes in memory, or the data of a page that Ferrofax
/// makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The content is in a plain file with this path.
    Path(PathBuf),
    /// The content is in memory: these are the bytes of a file or of a part of a mail.
    Bytes(Vec<u8>),
    /// The bytes of a TIFF file with a fax that a fax server other than Ferrofax received. Its fax
    /// pages are sent unchanged, including damaged rows of pixels, and its metadata are reported.
    Received(Vec<u8>),
    /// A fax page that Ferrofax makes from a mail's subject and text.
    FirstPage(FirstPage),
    /// A cover page made from the administrator's template or the built-in one.
    Cover(Cover),
}

/// The content of the fax page that Ferrofax makes from a mail's subject and text. Empty lines are
/// left out; if everything is empty, there is no page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FirstPage {
    /// The mail's subject.
    pub subject: String,
    /// The sender of the mail.
    pub from: String,
    /// The recipient of the mail.
    pub to: String,
    /// The date of the mail, as text for people.
    pub date: String,
    /// The text of the mail.
    pub body: Body,
}

/// The text of a mail: plain text or HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Plain text: lines end at `\n`, and long ones are wrapped.
    Text(String),
    /// HTML. Nothing is loaded for it from the network: it shows only pictures of the same mail.
    Html {
        /// The HTML of the mail's text, as source text.
        html: String,
        /// The pictures of the mail that the HTML may refer to (`cid:`).
        pictures: Vec<InlinePicture>,
    },
}

/// A picture inside an HTML text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinePicture {
    /// The picture's Content-ID without `<>`, or its Content-Location: the `src` without `cid:`.
    pub id: String,
    /// The bytes of the picture file: PNG, JPEG, GIF, BMP or WebP. A picture that can't be read is
    /// left out.
    pub bytes: Vec<u8>,
}

/// The texts of a cover page. The keys are the names of the template's fields: [`Cover::FIELDS`]. A
/// missing field is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// The texts of the fields of the cover page's template. The field `pages` (the number of
    /// pages) may be missing: then the pages are counted, including the cover page.
    pub fields: BTreeMap<String, String>,
}

impl Cover {
    /// The name of the field that sets the language of the labels in the built-in template of cover
    /// pages.
    pub const LANGUAGE: &'static str = "language";

    /// The name of the field with the answer code ([`AnswerCode`](super::AnswerCode)). If it is
    /// missing, the cover page gets a new one.
    pub const ANSWER_CODE: &'static str = "answer_code";

    /// The fields of the built-in template of cover pages. An administrator's template may have
    /// other fields.
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

    /// Sets the text of a field of the cover page.
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
    /// Makes a document to be faxed from the file with this path.
    pub fn file(path: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self::of(name, None, Source::Path(path.into()))
    }

    /// Selects the pages of the document that are faxed. Other pages are left out.
    #[must_use]
    pub fn only(self, only: PageRanges) -> Self {
        Self { only, ..self }
    }

    /// Makes a document from a part of a mail.
    pub fn bytes(name: impl Into<String>, media_type: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::of(name, Some(media_type.into()), Source::Bytes(bytes))
    }

    /// Makes a document from a fax that a fax server other than Ferrofax received.
    pub fn received(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::of(name, None, Source::Received(bytes))
    }

    /// Makes a document from the subject and text of a mail.
    pub fn first_page(page: FirstPage) -> Self {
        Self::of("the mail's text", None, Source::FirstPage(page))
    }

    /// Makes a document from the data of a cover page.
    pub fn cover(cover: Cover) -> Self {
        Self::of("cover page", None, Source::Cover(cover))
    }

    /// Makes a document with this content. All its pages are selected to be faxed.
    fn of(name: impl Into<String>, media_type: Option<String>, source: Source) -> Self {
        Self { name: name.into(), media_type, source, only: PageRanges::default() }
    }
}
