//! What people read of Rust files: doc comments, and the sentences in strings.

use rustc_lexer::{LiteralKind, TokenKind, tokenize};

use crate::markdown;
use crate::text::{Kind, Piece};

/// A doc comment.
pub(crate) struct Comment {
    /// Its first line in the file.
    pub(crate) line: usize,
    /// Its text, in Markdown.
    pub(crate) text: String,
}

/// A string.
pub(crate) struct Words {
    /// The line where it begins.
    pub(crate) line: usize,
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// Where a string is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// In `#[error(…)]`: the sentence of an error.
    Error,
    /// In another attribute.
    Attribute,
    /// In a statement that writes to the log, or in a message of a panic.
    Log,
    Elsewhere,
}

/// What was found in a file.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) comments: Vec<Comment>,
    pub(crate) strings: Vec<Words>,
}

/// Reads a file, less its tests.
pub(crate) fn read(source: &str) -> Found {
    let source = without_tests(source);
    let mut found = Found::default();
    let (mut at, mut line) = (0, 1);
    let mut around = Around::default();
    // The line on which the comment that is being read would go on.
    let mut goes_on_at = 0;
    for token in tokenize(source) {
        let text = &source[at..at + token.len];
        match token.kind {
            TokenKind::LineComment { doc_style: Some(_) } => {
                let words = text.get(3..).unwrap_or_default();
                let words = words.strip_prefix(' ').unwrap_or(words);
                match found.comments.last_mut().filter(|_| goes_on_at == line) {
                    Some(comment) => comment.text = format!("{}\n{words}", comment.text),
                    None => found.comments.push(Comment { line, text: words.to_owned() }),
                }
                goes_on_at = line + 1;
            }
            TokenKind::Literal { kind: LiteralKind::Str { .. }, .. } => {
                let words = text.strip_prefix('"').and_then(|words| words.strip_suffix('"'));
                let (text, place) = (unescaped(words.unwrap_or_default()), around.place());
                found.strings.push(Words { line, text, place });
            }
            TokenKind::Literal { kind: LiteralKind::RawStr { .. }, .. } => {
                let words = text.trim_start_matches('r').trim_matches('#').trim_matches('"');
                let (text, place) = (words.to_owned(), around.place());
                found.strings.push(Words { line, text, place });
            }
            _ => around.see(token.kind, text),
        }
        at += token.len;
        line += text.matches('\n').count();
    }
    found
}

/// The part of a file that stands before its module of tests. Tests in a file of their own end
/// nothing here.
fn without_tests(source: &str) -> &str {
    const TESTS: &str = "\n#[cfg(test)]\nmod ";
    let is_here = |at: &usize| {
        let line = source[at + TESTS.len()..].lines().next();
        line.is_some_and(|line| !line.ends_with(';'))
    };
    let at = source.match_indices(TESTS).map(|(at, _)| at).find(is_here);
    &source[..at.unwrap_or(source.len())]
}

/// The attribute or the statement that a token is in.
#[derive(Default)]
struct Around {
    /// The tokens before, without blanks: as many as tell what a bracket opens.
    last: [String; 4],
    /// The brackets that are open in it.
    depth: usize,
    inside: Option<Place>,
}

/// Functions and macros whose strings are for the log, or for those who look for a bug.
const LOGS: [&str; 9] =
    ["trace", "debug", "info", "warn", "error", "expect", "panic", "unreachable", "debug_assert"];

impl Around {
    fn place(&self) -> Place {
        self.inside.unwrap_or(Place::Elsewhere)
    }

    fn see(&mut self, kind: TokenKind, text: &str) {
        match kind {
            TokenKind::Whitespace
            | TokenKind::LineComment { .. }
            | TokenKind::BlockComment { .. } => return,
            TokenKind::OpenBracket | TokenKind::OpenParen if self.inside.is_some() => {
                self.depth += 1;
            }
            TokenKind::CloseBracket | TokenKind::CloseParen if self.inside.is_some() => {
                self.depth -= 1;
                self.inside = self.inside.filter(|_| self.depth > 0);
            }
            TokenKind::OpenBracket if matches!(&*self.last[3], "#" | "!") => {
                (self.inside, self.depth) = (Some(Place::Attribute), 1);
            }
            TokenKind::OpenParen => {
                let [_, _, name, mark] = &self.last;
                let name = if mark == "!" { name } else { mark };
                if LOGS.contains(&name.as_str()) {
                    (self.inside, self.depth) = (Some(Place::Log), 1);
                }
            }
            TokenKind::Ident
                if self.inside == Some(Place::Attribute) && self.depth == 1 && text == "error" =>
            {
                self.inside = Some(Place::Error);
            }
            _ => {}
        }
        self.last.rotate_left(1);
        text.clone_into(&mut self.last[3]);
    }
}

/// A string as it is at run time, but for rare signs.
fn unescaped(text: &str) -> String {
    let (mut out, mut signs) = (String::new(), text.chars().peekable());
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('n' | 't') => out.push(' '),
                // The string goes on at the next word.
                Some('\n') => while signs.next_if(|next| next.is_whitespace()).is_some() {},
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(sign),
        }
    }
    out
}

/// The doc comments of a file as pieces, each with the code that it is about.
pub(crate) fn comments(file: &str, source: &str) -> Vec<Vec<Piece>> {
    let lines: Vec<&str> = source.lines().collect();
    let of_one = |comment: &Comment| {
        let mut pieces = markdown::pieces(file, comment.line, &comment.text);
        let mut below = lines.iter().skip(comment.line - 1).map(|line| line.trim());
        let about = below.find(|line| !line.starts_with("//") && !line.starts_with("#["));
        let about = [opening(&lines, comment.line - 1), about].into_iter().flatten();
        let about = about.collect::<Vec<_>>().join(" … ");
        for piece in &mut pieces {
            piece.about.clone_from(&about);
        }
        pieces
    };
    read(source).comments.iter().map(of_one).collect()
}

/// The line that opens the type, trait or `impl` in which the line at this index stands. The pages
/// that `rustdoc` makes show it above the comment.
fn opening<'a>(lines: &[&'a str], at: usize) -> Option<&'a str> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let depth = indent(lines[at]);
    let above = lines[..at].iter().rev().find(|line| {
        let begin = line.trim_start();
        !begin.is_empty() && indent(line) < depth && !begin.starts_with(['/', '#', ')', '}'])
    });
    above.map(|line| line.trim())
}

/// The strings of a file that read as sentences: three words or more, and no SQL or code.
pub(crate) fn messages(file: &str, source: &str) -> Vec<Piece> {
    let found = read(source).strings.into_iter();
    found
        .filter(|words| is_sentence(&words.text))
        .map(|words| Piece::new(file, words.line, Kind::Prose, &words.text))
        .collect()
}

const SQL: [&str; 12] = [
    "SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "WITH", "PRAGMA", "BEGIN",
    "WHERE", "AND",
];

fn is_sentence(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_word = |word: &&&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        !word.is_empty() && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '-'))
    };
    let plain = words.iter().filter(is_word).count();
    let is_sql = words.first().is_some_and(|first| SQL.contains(first))
        || words
            .iter()
            .any(|word| matches!(*word, "FROM" | "SELECT" | "WHERE" | "INTEGER" | "NULL" | "?1"));
    plain >= 3 && plain * 2 > words.len() && !is_sql
}
