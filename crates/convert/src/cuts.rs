//! Splits a document into faxes while its pages are made. Each fax is handed to the parent as soon
//! as the next page shows that another fax begins, so that at most one fax is held in memory.
//!
//! On the output of the child process, a fax is a line of JSON with the length of its file of
//! pages, followed by that file. A line on the child's standard error announces the fax.

use std::io::{BufRead, Read as _, Write};

use serde_json::{Value, json};

use super::unfit::Unfit;
use super::wanted::MAX_BYTES;
use crate::fields::{FaxFields, Field, FoundField, Read, Search, Splitter};
use ferrofax_confine::{line_of, read_line};
use ferrofax_document::tiff::Builder;
use ferrofax_spool::failure::Failure;

/// The maximum number of pages of a document that is split into several faxes.
pub(super) const MOST_PAGES_CUT: usize = 20_000;

/// The maximum number of bytes of the text on a fax's pages that are stored with the fax's job, for
/// display.
const MOST_TEXT: usize = 256 << 10;

/// The greatest length, in bytes, of the JSON line with which the child process describes a fax.
const LONGEST_LINE: u64 = 8 << 20;

/// The word by which the child process announces to its parent that a fax follows.
pub(super) const CUT: &str = "cut";

/// The state of splitting a document into faxes, in the child process.
pub(super) struct Cuts<'a> {
    pub(super) search: Search,
    splitter: Splitter,
    /// The text of each page of the fax that is being collected from the document.
    texts: Vec<String>,
    /// The number of the document's page with which the fax that is being collected begins.
    /// `pages` is the number of the document's pages that were made so far.
    first: u32,
    pages: u32,
    /// The maximum number of pages of one fax that is split off.
    max_pages: u32,
    to: &'a mut dyn Write,
}

/// A fax that was split off, as the parent process receives it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct CutOut {
    pub(super) first: u32,
    pub(super) pages: u32,
    pub(super) fields: FaxFields,
    pub(super) texts: Vec<String>,
    pub(super) file: Vec<u8>,
}

impl<'a> Cuts<'a> {
    pub(super) fn new(search: Search, max_pages: u32, to: &'a mut dyn Write) -> Self {
        let splitter = Splitter::new(search.mode);
        Self { search, splitter, texts: Vec::new(), first: 1, pages: 0, max_pages, to }
    }

    /// Processes the control fields that were found in the text of the document's next page, before
    /// that page is added to the file. A control field contains, for example, a fax number. If the
    /// fields begin another fax, the current fax is complete and is written to the output.
    pub(super) fn before_page(
        &mut self,
        file: &mut Builder,
        say: &mut dyn Write,
        read: Read,
    ) -> Result<(), Unfit> {
        let done = self.splitter.page(&read).map_err(|error| Unfit::field(&error))?;
        if let Some(fields) = done {
            self.hand_over(file, say, fields)?;
        } else if file.pages() >= self.max_pages {
            let (first, most) = (self.first, self.max_pages);
            let what = format!("the fax from page {first} on has more than {most} pages");
            return Err(Unfit::of(Failure::TooManyPages, what));
        }
        self.pages += 1;
        let room = MOST_TEXT.saturating_sub(self.texts.iter().map(String::len).sum());
        let mut text = read.lines.join("\n");
        text.truncate(text.floor_char_boundary(room));
        self.texts.push(text);
        Ok(())
    }

    /// Writes the last fax to the output. Returns the total number of pages of the document.
    pub(super) fn finish(mut self, file: &mut Builder, say: &mut dyn Write) -> Result<u32, Unfit> {
        let splitter = std::mem::replace(&mut self.splitter, Splitter::new(self.search.mode));
        self.hand_over(file, say, splitter.finish())?;
        Ok(self.pages)
    }

    fn hand_over(
        &mut self,
        file: &mut Builder,
        say: &mut dyn Write,
        fields: FaxFields,
    ) -> Result<(), Unfit> {
        let out = CutOut {
            first: self.first,
            pages: file.pages(),
            fields,
            texts: std::mem::take(&mut self.texts),
            file: std::mem::take(file).finish(),
        };
        self.first = self.pages + 1;
        // If the parent no longer listens, it will end this process anyway, so errors are ignored.
        let _ = writeln!(say, "{CUT} {}", out.first);
        out.write(self.to)
            .map_err(|error| Unfit::internal(format!("its pages cannot be written ({error})")))
    }
}

impl CutOut {
    fn write(&self, to: &mut dyn Write) -> std::io::Result<()> {
        let FaxFields { number, tag, priority, notify, found } = &self.fields;
        let found: Vec<Value> = found
            .iter()
            .map(|found| json!([found.page, found.field.name(), found.value]))
            .collect();
        let line = line_of(&json!({
            "first": self.first,
            "pages": self.pages,
            "number": number,
            "tag": tag,
            "priority": priority,
            "notify": notify,
            "found": found,
            "texts": self.texts,
            "bytes": self.file.len(),
        }));
        to.write_all(line.as_bytes())?;
        to.write_all(&self.file)?;
        to.flush()
    }

    /// Reads the next fax from the output of the child process; `None` at the end, or if the output
    /// is not valid.
    pub(super) fn read(from: &mut impl BufRead) -> Option<Self> {
        let value = read_line(from, LONGEST_LINE)?;
        let number = |name: &str| u32::try_from(value.get(name)?.as_u64()?).ok();
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let texts = |name: &str| -> Option<Vec<String>> {
            let texts = value.get(name)?.as_array()?.iter();
            texts.map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let found = |found: &Value| {
            Some(FoundField {
                page: u32::try_from(found.get(0)?.as_u64()?).ok()?,
                field: Field::from_name(found.get(1)?.as_str()?)?,
                value: found.get(2)?.as_str()?.to_owned(),
            })
        };
        let fields = FaxFields {
            number: text("number"),
            tag: text("tag"),
            priority: number("priority").and_then(|priority| u8::try_from(priority).ok()),
            notify: texts("notify")?,
            found: value.get("found")?.as_array()?.iter().map(found).collect::<Option<_>>()?,
        };
        let bytes = value.get("bytes")?.as_u64().filter(|bytes| *bytes <= MAX_BYTES)?;
        let mut file = Vec::new();
        from.take(bytes).read_to_end(&mut file).ok()?;
        let is_whole = file.len() as u64 == bytes;
        let (first, pages) = (number("first")?, number("pages")?);
        is_whole.then_some(Self { first, pages, fields, texts: texts("texts")?, file })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fax_is_read_as_it_was_written() {
        let found = FoundField { page: 7, field: Field::Notify, value: "a@b.de \n".into() };
        let fields = FaxFields {
            number: Some("+49 1".into()),
            tag: Some("Jos\u{e9} \"".into()),
            priority: Some(255),
            notify: vec!["a@b.de".into()],
            found: vec![found],
        };
        let texts = vec!["one\ntwo".to_owned(), String::new()];
        let out = CutOut { first: 7, pages: 2, fields, texts, file: b"\n\0II".to_vec() };
        let last = CutOut {
            first: 9,
            pages: 0,
            fields: FaxFields::default(),
            texts: Vec::new(),
            file: Vec::new(),
        };
        let mut bytes = Vec::new();
        out.write(&mut bytes).unwrap();
        last.write(&mut bytes).unwrap();
        let mut from = &bytes[..];
        assert_eq!(CutOut::read(&mut from), Some(out));
        assert_eq!(CutOut::read(&mut from), Some(last));
        assert_eq!(CutOut::read(&mut from), None);
        assert_eq!(CutOut::read(&mut &bytes[..bytes.len() / 2]), None);
    }
}
