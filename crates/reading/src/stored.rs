//! The form in which the text of a fax is stored, and the searchable PDF that is made of it.

use std::io::{self, Read, Write};

use ferrofax_document::pdf::{PdfInfo, PdfPage, PdfWord, Stance, Writer};
use ferrofax_document::tiff::TiffPage;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use crate::{PageText, pdf_words};

/// The first byte of a stored text. A later form begins with another one.
const FORM: u8 = 1;

/// The maximum length of a text before it is compressed, in bytes: 100,000 words have a tenth of it.
const LONGEST: u64 = 128 << 20;

/// The text of a fax.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadFax {
    /// The languages by which the fax was read, as Tesseract names them: `deu+eng`.
    pub languages: String,
    /// The pages in their order, as many as were read. None: the page could not be read.
    pub pages: Vec<Option<PageText>>,
    /// The further readings of those pages on which a rule found a word that was uncertain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<PageText>,
}

impl ReadFax {
    /// The text as it is stored: JSON, compressed by Deflate.
    ///
    /// # Errors
    /// None that the contents of a text can cause.
    pub fn emit(&self) -> io::Result<Vec<u8>> {
        let mut packed = DeflateEncoder::new(vec![FORM], Compression::default());
        serde_json::to_writer(&mut packed, self).map_err(io::Error::other)?;
        packed.flush()?;
        packed.finish()
    }

    /// The text of these stored bytes. None if they are damaged, or were stored by a later Ferrofax.
    pub fn parse(stored: &[u8]) -> Option<Self> {
        let (&FORM, packed) = stored.split_first()? else { return None };
        let mut json = Vec::new();
        DeflateDecoder::new(packed).take(LONGEST).read_to_end(&mut json).ok()?;
        serde_json::from_slice(&json).ok()
    }

    /// The words and the contents of codes, by which the fax is found.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.pages.iter().flatten().flat_map(|page| {
            let codes = page.codes.iter().flatten().map(|code| code.text.as_str());
            page.words.iter().map(|word| word.text.as_str()).chain(codes)
        })
    }
}

/// A searchable PDF (PDF/A-2b) of the pages, with the words that were read on each.
///
/// # Errors
/// A page cannot be decoded.
pub fn searchable_pdf(
    pages: &[TiffPage],
    texts: &[Option<PageText>],
    info: PdfInfo<'_>,
) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut pdf = Writer::begin_searchable(Vec::new())?;
    let unread = PageText::default();
    for (at, page) in pages.iter().enumerate() {
        let text = texts.get(at).and_then(Option::as_ref).unwrap_or(&unread);
        let t6 = page.t6()?;
        let words: Vec<PdfWord<'_>> = pdf_words(&text.words).collect();
        let stance = Stance { turn: text.turn.degrees(), skew: text.skew };
        pdf.page_with_words(&PdfPage::of(page, &t6), stance, &words)?;
    }
    Ok(pdf.finish(info)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, Word};

    fn fax() -> ReadFax {
        let place = Place { from: (10.0, 20.0), to: (30.0, 20.0), height: 3.0 };
        let word = Word { text: "Müller".to_owned(), confidence: 93, line: 0, place };
        let page = PageText { words: vec![word], skew: 1.5, ..PageText::default() };
        ReadFax { languages: "deu".to_owned(), pages: vec![Some(page), None], again: Vec::new() }
    }

    #[test]
    fn a_text_is_parsed_as_it_was_emitted() {
        let stored = fax().emit().unwrap();
        assert_eq!(ReadFax::parse(&stored), Some(fax()));
        assert_eq!(fax().words().collect::<Vec<_>>(), ["Müller"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_none() {
        let stored = fax().emit().unwrap();
        assert_eq!(ReadFax::parse(&[]), None);
        assert_eq!(ReadFax::parse(&stored[..stored.len() / 2]), None);
        assert_eq!(ReadFax::parse(&[&[2], &stored[1..]].concat()), None, "a later form");
    }

    #[test]
    fn a_text_that_grows_without_end_is_cut() {
        let mut packed = DeflateEncoder::new(vec![FORM], Compression::fast());
        packed.write_all(b"{\"languages\":\"").unwrap();
        let spaces = vec![b' '; 1 << 20];
        (0..200).for_each(|_| packed.write_all(&spaces).unwrap());
        packed.write_all(b"\",\"pages\":[]}").unwrap();
        assert_eq!(ReadFax::parse(&packed.finish().unwrap()), None);
    }
}
