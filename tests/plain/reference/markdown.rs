//! Markdown that reads well as a plain file, too.

use std::fmt::Write;

/// The longest line of prose.
const WIDTH: usize = 90;

/// A page under construction.
pub(super) struct Page(String);

impl Page {
    /// A page with its title, and the place that its text comes from.
    pub(super) fn new(title: &str, source: &str) -> Self {
        let mut page = Self(format!("# {title}\n"));
        page.say(&format!("`make reference` writes this page from {source}."));
        page
    }

    /// A paragraph.
    pub(super) fn say(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.0 += &format!("\n{}", wrapped(text, ""));
        }
    }

    /// An item of a list. The first one wants a blank line before it.
    pub(super) fn item(&mut self, text: &str, is_first: bool) {
        let blank = if is_first { "\n" } else { "" };
        let _ = write!(self.0, "{blank}- {}", wrapped(text, "  "));
    }

    /// A heading below the title: 2 is the first level.
    pub(super) fn heading(&mut self, level: usize, text: &str) {
        let _ = writeln!(self.0, "\n{} {text}", "#".repeat(level));
    }

    /// Lines as they are.
    pub(super) fn block(&mut self, lines: &str) {
        let _ = writeln!(self.0, "\n```text\n{}\n```", lines.trim_end());
    }

    /// A table. Cells are Markdown; a column that is empty in all rows is left out.
    pub(super) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let is_used = |at: usize| rows.iter().any(|row| !row[at].is_empty());
        let used: Vec<usize> = (0..head.len()).filter(|at| is_used(*at)).collect();
        if used.is_empty() {
            return;
        }
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        self.0 += "\n";
        self.0 += &line(used.iter().map(|at| head[*at].to_owned()).collect());
        self.0 += &line(used.iter().map(|_| "---".to_owned()).collect());
        for row in rows {
            self.0 += &line(used.iter().map(|at| row[*at].replace('|', "\\|")).collect());
        }
    }

    pub(super) fn text(self) -> String {
        self.0
    }
}

/// Words between which a line ends before it gets too long; lines behind the first begin so.
fn wrapped(text: &str, indent: &str) -> String {
    let (mut out, mut length) = (String::new(), indent.len());
    for word in &words(text) {
        let word_length = word.chars().count();
        if length > indent.len() && length + 1 + word_length > WIDTH {
            out += &format!("\n{indent}{word}");
            length = indent.len() + word_length;
        } else {
            let blank = if out.is_empty() { "" } else { " " };
            out += &format!("{blank}{word}");
            length += blank.len() + word_length;
        }
    }
    out + "\n"
}

/// The words of a text; code is one word.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut is_inside) = (Vec::<String>::new(), false);
    for word in text.split_whitespace() {
        match words.last_mut().filter(|_| is_inside) {
            Some(last) => *last += &format!(" {word}"),
            None => words.push(word.to_owned()),
        }
        is_inside ^= word.matches('`').count() % 2 == 1;
    }
    words
}

/// Text of a help as Markdown: signs of HTML are not taken for it.
pub(super) fn escaped(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => part.replace('<', "\\<").replace("](", "]\\("),
        _ => format!("`{part}`"),
    });
    parts.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Code, or nothing where there is none.
pub(super) fn code(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text => format!("`{text}`"),
    }
}
