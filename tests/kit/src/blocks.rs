//! Code blocks in the documents, and the pages that contain them.

use std::fs;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::programs::top;

/// A code block in a page.
#[derive(Debug)]
pub struct Block {
    /// The path of the page in the repository.
    pub page: String,
    /// The line of the page at which the code begins.
    pub line: usize,
    /// The word after the three back quotes; empty for an indented block.
    pub language: String,
    pub text: String,
}

impl Block {
    pub fn place(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }
}

/// Returns the code blocks of a page, in their order.
pub fn blocks_of(page: &str, text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_inside = false;
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES);
    for (event, range) in parser.into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let (language, fence) = match kind {
                    CodeBlockKind::Fenced(words) => (words.into_string(), 1),
                    CodeBlockKind::Indented => (String::new(), 0),
                };
                let line = text[..range.start].matches('\n').count() + 1 + fence;
                let (page, text) = (page.to_owned(), String::new());
                blocks.push(Block { page, line, language, text });
                is_inside = true;
            }
            Event::End(TagEnd::CodeBlock) => is_inside = false,
            Event::Text(words) if is_inside => {
                blocks.last_mut().expect("a code block has begun").text += &words;
            }
            _ => {}
        }
    }
    blocks
}

/// Returns README and each page in docs, with its text. The generated reference and the pages in
/// docs/internals are left out.
pub fn pages_to_follow() -> Vec<(String, String)> {
    let top = top();
    let entries = fs::read_dir(top.join("docs")).expect("the folder can be read").flatten();
    let mut pages: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".md"))
        .map(|name| format!("docs/{name}"))
        .collect();
    pages.push("README.md".to_owned());
    pages.sort();
    let read = |page: String| {
        let text = fs::read_to_string(top.join(&page)).expect("the file can be read");
        (page, text)
    };
    pages.into_iter().map(read).collect()
}
