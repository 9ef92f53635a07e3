//! Errors in gateway.toml, each with its line.

use std::cell::RefCell;
use std::fmt;

/// An error or a warning about gateway.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of gateway.toml that has the error, counted from 1.
    pub line: usize,
    /// The table and the key that have the error, for example `[mail] listen`.
    pub key: String,
    /// A text that describes the error in gateway.toml, and what a correct value is.
    pub text: String,
}

/// The errors and warnings that were found in gateway.toml so far.
pub(super) struct Problems<'t> {
    text: &'t str,
    found: RefCell<Vec<Problem>>,
    /// Warnings about values in gateway.toml that are valid, but probably do not have the effect
    /// that the administrator wants. Errors are stored separately.
    doubted: RefCell<Vec<Problem>>,
}

impl<'t> Problems<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, found: RefCell::default(), doubted: RefCell::default() }
    }

    /// Records an error at the byte `at` of gateway.toml.
    pub(super) fn note(&self, at: usize, key: impl Into<String>, text: impl Into<String>) {
        self.found.borrow_mut().push(self.problem(at, key, text));
    }

    /// Records a warning at the byte `at` of gateway.toml.
    pub(super) fn doubt(&self, at: usize, key: impl Into<String>, text: impl Into<String>) {
        self.doubted.borrow_mut().push(self.problem(at, key, text));
    }

    fn problem(&self, at: usize, key: impl Into<String>, text: impl Into<String>) -> Problem {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem { line, key: key.into(), text: text.into() }
    }

    /// Returns the errors and the warnings about gateway.toml, both in the order of lines.
    pub(super) fn into_inner(self) -> (Vec<Problem>, Vec<Problem>) {
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
