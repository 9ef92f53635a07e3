//! Findings of checks, as data: what `ferrofax check`, `ferrofax selftest` and the module found,
//! and what fixes a fault.
//!
//! A [`Finding`] has an [`Observation`] and, for a fault, a [`Fix`]. Both are a name and values; the
//! spool stores them so, with the English sentences beside them for an older version of Ferrofax.
//! [`Finding::text`] and [`Finding::fix_text`] render them in a language, by the texts in `languages`.
//! Rows that an older version wrote have sentences alone, which are shown as they are.

mod fix;
mod observation;
mod stored;
#[cfg(test)]
mod tests;
mod text;

pub use fix::Fix;
pub use observation::{
    Access, Difference, NotInGroup, Observation, Outside, Receipt, Recipient, Route,
};
pub(crate) use stored::{Columns, columns, of_columns};

use ferrofax_languages::Language;
use serde_json::Value;

/// The result of one check: how it is and, for a fault, the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The checked thing, in a word.
    pub what: String,
    /// Whether the thing is in order.
    pub is_well: bool,
    /// The observation of the check.
    pub observation: Observation,
    /// The fix; none if nothing is to be fixed, or if the observation names it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding for a thing that is in order.
    pub fn well(what: &str, observation: Observation) -> Self {
        Self { what: what.to_owned(), is_well: true, observation, fix: None }
    }

    /// A finding for a thing that is not in order.
    pub fn wrong(what: &str, observation: Observation, fix: impl Into<Option<Fix>>) -> Self {
        Self { what: what.to_owned(), is_well: false, observation, fix: fix.into() }
    }

    /// The sentence for what was found, in a language.
    pub fn text(&self, language: Language) -> String {
        self.observation.text(language)
    }

    /// The sentence for the fix, in a language; empty if there is none.
    pub fn fix_text(&self, language: Language) -> String {
        self.fix.as_ref().map(|fix| fix.text(language)).unwrap_or_default()
    }
}

impl Observation {
    /// The sentence for the observation, in a language.
    pub fn text(&self, language: Language) -> String {
        text::Words::of(language).text("", self)
    }

    /// The name of the observation, in kebab-case.
    pub fn name(&self) -> String {
        stored::parts(self).0
    }

    /// The values of the observation, by their names.
    pub fn values(&self) -> Value {
        Value::Object(stored::parts(self).1)
    }
}

impl Fix {
    /// The sentence for the fix, in a language.
    pub fn text(&self, language: Language) -> String {
        text::Words::of(language).text(text::FIX, self)
    }

    /// The name of the fix, in kebab-case.
    pub fn name(&self) -> String {
        stored::parts(self).0
    }

    /// The values of the fix, by their names.
    pub fn values(&self) -> Value {
        Value::Object(stored::parts(self).1)
    }
}

impl Route {
    /// The words for the route, in a language.
    pub fn text(&self, language: Language) -> String {
        text::Words::of(language).text("route-", self)
    }
}

/// Declares an enum whose variants are a name in kebab-case with values. Tests compare the names and
/// values with the texts of the languages.
macro_rules! named_values {
    (
        $(#[$of_enum:meta])*
        pub enum $enum:ident {
            $($(#[$of_variant:meta])* $variant:ident $({
                $($(#[$of_value:meta])* $value:ident: $type:ty,)*
            })?,)*
        }
    ) => {
        $(#[$of_enum])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "name", rename_all = "kebab-case")]
        pub enum $enum {
            $($(#[$of_variant])* $variant $({
                $($(#[$of_value])* $value: $type,)*
            })?,)*
        }

        #[cfg(test)]
        impl $enum {
            /// Each variant with its values.
            pub(super) const SHAPES: &[(&str, &[&str])] =
                &[$((stringify!($variant), &[$($(stringify!($value),)*)?]),)*];
        }
    };
}

use named_values;
