//! Markdown as pieces of text: what a reader sees of it, without code blocks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::text::{Kind, Piece};

/// All pieces of this text, whose first line is this line of the file.
pub(crate) fn pieces(file: &str, first_line: usize, text: &str) -> Vec<Piece> {
    let mut reader = Reader { file, first_line, text, ..Reader::default() };
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    for (event, range) in parser.into_offset_iter() {
        reader.take(&event, range.start);
    }
    reader.end();
    reader.found
}

#[derive(Default)]
struct Reader<'t> {
    file: &'t str,
    first_line: usize,
    text: &'t str,
    /// The piece that is being read, and where it begins.
    open: String,
    begins: Option<usize>,
    /// Inside a heading or a cell.
    is_short: bool,
    /// The last heading.
    heading: String,
    /// Inside a block of code, or HTML.
    is_code: bool,
    found: Vec<Piece>,
}

impl Reader<'_> {
    fn take(&mut self, event: &Event<'_>, at: usize) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_)) => {
                self.end();
                self.is_code = true;
            }
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_)) => {
                self.is_code = false;
            }
            Event::Start(Tag::Heading { .. } | Tag::TableCell) => {
                self.end();
                self.is_short = true;
            }
            Event::End(TagEnd::Heading(_)) => {
                self.heading = self.open.split_whitespace().collect::<Vec<_>>().join(" ");
                self.end();
                self.is_short = false;
            }
            Event::End(TagEnd::TableCell) => {
                self.end();
                self.is_short = false;
            }
            Event::Start(tag) if is_block(tag) => self.end(),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::List(_)) => self.end(),
            Event::Text(text) => self.add(text, at),
            Event::Code(code) => self.add(&format!("`{}`", code.replace('`', "'")), at),
            Event::SoftBreak | Event::HardBreak => self.add(" ", at),
            _ => {}
        }
    }

    fn add(&mut self, text: &str, at: usize) {
        if !self.is_code {
            self.begins.get_or_insert(at);
            self.open += text;
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.open);
        let Some(begins) = self.begins.take().filter(|_| !text.trim().is_empty()) else { return };
        let line = self.first_line + self.text[..begins].matches('\n').count();
        let kind = if self.is_short { Kind::Short } else { Kind::Prose };
        let piece = Piece::new(self.file, line, kind, &text);
        self.found.push(Piece { about: self.heading.clone(), ..piece });
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Paragraph | Tag::Item | Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_))
}
