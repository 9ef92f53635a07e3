//! Pieces of text with their places, cut into sentences and words.

/// Stands for code inside a sentence: it counts as one word, and no rule is about it.
pub(crate) const CODE: char = '\u{1}';

/// Abbreviations whose dot ends no sentence.
const ABBREVIATIONS: [&str; 10] =
    ["e.g", "i.e", "etc", "vs", "no", "nos", "cf", "approx", "st", "resp"];

/// What sort of text a piece is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Paragraphs and items of lists: all figures count it.
    Prose,
    /// Headings, cells of tables, labels: too short to be counted in means.
    Short,
}

/// A paragraph, an item, a cell or the like.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// The file, from the top of the repository; or the command whose help it is.
    pub(crate) file: String,
    /// The line in the file; 0 where there is none.
    pub(crate) line: usize,
    pub(crate) kind: Kind,
    /// Its words. Code is [`CODE`], with the code itself in `code`.
    pub(crate) text: String,
    /// The code in it, in order.
    pub(crate) code: Vec<String>,
    /// What it describes: the line of code below a doc comment, the heading above a paragraph.
    pub(crate) about: String,
}

impl Piece {
    pub(crate) fn new(file: &str, line: usize, kind: Kind, text: &str) -> Self {
        let (text, code) = without_code(text);
        Self { file: file.to_owned(), line, kind, text, code, about: String::new() }
    }

    pub(crate) fn place(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{}:{line}", self.file),
        }
    }

    /// Its sentences. What is shown of them has the code in it.
    pub(crate) fn sentences(&self) -> Vec<Sentence> {
        let mut code = self.code.iter();
        let cut = sentences(&self.text).into_iter();
        cut.map(|text| {
            let shown = text.chars().map(|c| match c {
                CODE => format!("`{}`", code.next().map_or("", String::as_str)),
                c => c.to_string(),
            });
            Sentence { shown: shown.collect(), tokens: tokens(&text) }
        })
        .collect()
    }
}

/// A sentence as it is read, and in tokens.
pub(crate) struct Sentence {
    pub(crate) shown: String,
    /// Words in lower case, and signs of punctuation.
    pub(crate) tokens: Vec<String>,
}

impl Sentence {
    pub(crate) fn words(&self) -> usize {
        let is_word = |token: &&String| token.contains(|c: char| c == CODE || c.is_alphanumeric());
        self.tokens.iter().filter(is_word).count()
    }

    pub(crate) fn is_question(&self) -> bool {
        self.tokens.last().is_some_and(|last| last == "?")
    }
}

/// Takes code between back quotes out of a text.
fn without_code(text: &str) -> (String, Vec<String>) {
    let (mut out, mut code) = (String::new(), Vec::new());
    for (at, part) in text.split('`').enumerate() {
        match at % 2 {
            0 => out += part,
            _ => {
                out.push(CODE);
                code.push(part.to_owned());
            }
        }
    }
    (out.split_whitespace().collect::<Vec<_>>().join(" "), code)
}

/// Cuts behind `.`, `!` and `?` where a blank and something other than a small letter
/// follow.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut current = String::new();
    let words: Vec<&str> = text.split(' ').collect();
    for (at, word) in words.iter().enumerate() {
        if !current.is_empty() {
            current.push(' ');
        }
        current += word;
        let next = words.get(at + 1).and_then(|next| next.chars().find(|c| !is_bracket(*c)));
        if ends_a_sentence(word) && next.is_some_and(|c| !c.is_lowercase()) {
            found.push(std::mem::take(&mut current));
        }
    }
    if current.contains(|c: char| c == CODE || c.is_alphanumeric()) {
        found.push(current);
    }
    found
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '"' | '*' | '\u{201c}' | '\u{201d}')
}

fn ends_a_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(is_bracket);
    let Some(stem) = word.strip_suffix(['.', '!', '?']) else { return false };
    let stem = stem.trim_start_matches(is_bracket).to_lowercase();
    !(word.ends_with('.') && ABBREVIATIONS.contains(&stem.as_str()))
}

/// Words in lower case, and each sign of punctuation by itself.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.to_lowercase().split_whitespace() {
        let is_mark = |c: char| c.is_ascii_punctuation() && !matches!(c, '@' | '/' | '+' | '#');
        let before: String = word.chars().take_while(|c| is_mark(*c)).collect();
        let rest = &word[before.len()..];
        let inner = rest.trim_end_matches(is_mark);
        found.extend(before.chars().map(String::from));
        if !inner.is_empty() {
            found.push(inner.to_owned());
        }
        found.extend(rest[inner.len()..].chars().map(String::from));
    }
    found
}

/// The test of this file.
pub(crate) fn finds_sentences() {
    let text = "A fax (e.g. of T.38) is sent. `ferrofax send` prints its number. \
                Nothing else? It is 3.5 s. (See there.) 2 more";
    let piece = Piece::new("a.md", 1, Kind::Prose, text);
    let found = piece.sentences();
    let shown: Vec<&str> = found.iter().map(|one| one.shown.as_str()).collect();
    assert_eq!(
        shown,
        [
            "A fax (e.g. of T.38) is sent.",
            "`ferrofax send` prints its number.",
            "Nothing else?",
            "It is 3.5 s.",
            "(See there.)",
            "2 more",
        ]
    );
    let words: Vec<usize> = found.iter().map(Sentence::words).collect();
    assert_eq!(words, [7, 4, 2, 4, 2, 2]);
}
