//! Received faxes are sorted by rules on their words, codes and callers (docs/sorting.md).
//!
//! Read in this order: `settings` (`[sorting]` and each `[[rule]]`), `pattern` and `phrase` (how a text
//! fits), `answers` (the jobs that a fax answers), and `documents` (the documents of a fax). Then read
//! `decision` (the decision for a fax) and `sorter` (the part of `ferrofax serve` that carries it out).

mod answers;
mod decision;
mod documents;
mod pattern;
mod phrase;
mod settings;
mod sorter;

pub(crate) use decision::Decision;
use decision::decide;
pub(crate) use decision::has_doubt;
pub(crate) use documents::{Documents, documents, part};
pub(crate) use settings::{KEYS, RULE_KEYS};
pub use settings::{RuleSettings, SortingSettings};
pub(crate) use sorter::{Sorter, as_received, corrections_of, decided, text_of};
