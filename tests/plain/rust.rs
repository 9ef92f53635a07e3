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

/// What was found in a file.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) comments: Vec<Comment>,
    /// Strings with the lines where they begin.
    pub(crate) strings: Vec<(usize, String)>,
}

/// Reads a file, less its tests.
pub(crate) fn read(source: &str) -> Found {
    let source = source.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default();
    let mut found = Found::default();
    let (mut at, mut line) = (0, 1);
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
                found.strings.push((line, unescaped(text.trim_matches('"'))));
            }
            TokenKind::Literal { kind: LiteralKind::RawStr { .. }, .. } => {
                let words = text.trim_start_matches('r').trim_matches('#').trim_matches('"');
                found.strings.push((line, words.to_owned()));
            }
            _ => {}
        }
        at += token.len;
        line += text.matches('\n').count();
    }
    found
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
        for piece in &mut pieces {
            piece.about = about.unwrap_or_default().to_owned();
        }
        pieces
    };
    read(source).comments.iter().map(of_one).collect()
}

/// The strings of a file that read as sentences: three words or more, and no SQL or code.
pub(crate) fn messages(file: &str, source: &str) -> Vec<Piece> {
    let found = read(source).strings.into_iter();
    found
        .filter(|(_, text)| is_sentence(text))
        .map(|(line, text)| Piece::new(file, line, Kind::Prose, &text))
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
