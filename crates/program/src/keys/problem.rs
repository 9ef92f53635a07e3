//! Errors in gateway.toml, each with its line.

use std::cell::RefCell;
use std::fmt;

/// An error or a warning about gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file, from 1.
    pub line: usize,
    /// The table and the key, for example `[mail] listen`.
    pub key: String,
    /// A description of the error, and of a correct value.
    pub text: String,
}

/// All errors and warnings found so far.
pub(crate) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
    /// Warnings: values that are valid but probably do not do what is intended.
    doubted: RefCell<Vec<Problem>>,
}

impl<'t> Problems<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Self { text, found: RefCell::default(), doubted: RefCell::default() }
    }

    /// Records an error at this byte of the text.
    pub(crate) fn note(&self, at: usize, key: impl Into<String>, text: impl Into<String>) {
        self.found.borrow_mut().push(self.problem(at, key, text));
    }

    /// Records a warning at this byte of the text.
    pub(super) fn doubt(&self, at: usize, key: impl Into<String>, text: impl Into<String>) {
        self.doubted.borrow_mut().push(self.problem(at, key, text));
    }

    fn problem(&self, at: usize, key: impl Into<String>, text: impl Into<String>) -> Problem {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem { line, key: key.into(), text: text.into() }
    }

    /// The errors and the warnings, both in the order of lines.
    pub(crate) fn into_inner(self) -> (Vec<Problem>, Vec<Problem>) {
        let (mut found, mut doubted) = (self.found.into_inner(), self.doubted.into_inner());
        found.sort_by_key(|problem| problem.line);
        doubted.sort_by_key(|problem| problem.line);
        (found, doubted)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            "" => write!(f, "{}: {}", self.line, self.text),
            key => write!(f, "{}: {key}: {}", self.line, self.text),
        }
    }
}
