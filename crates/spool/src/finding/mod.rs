//! The findings of checks, as data: the results of `ferrofax check`, of `ferrofax selftest` and of
//! the module's own checks, with the fixes for faults.
//!
//! A [`Finding`] has an [`Observation`] and, for a fault, a [`Fix`]. Each of the two is a name with
//! values. The spool stores the names and values, and the English sentences for older versions of
//! Ferrofax. [`Finding::text`] and [`Finding::fix_text`] make the sentences in a language, from the
//! texts in `languages`. Rows of an older version have only sentences, which are shown unchanged.

mod details;
mod fix;
mod observation;
mod stored;
#[cfg(test)]
mod tests;
mod text;

pub use details::{Access, Difference, NotInGroup, Outside, Receipt, Recipient, Route};
pub use fix::Fix;
pub use observation::Observation;
pub(crate) use stored::{Columns, columns, of_columns};

use ferrofax_languages::Language;
use serde_json::Value;

/// The result of one check: the state of the checked thing and, for a fault, the fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the checked thing.
    pub what: String,
    /// Whether the checked thing is in order.
    pub is_well: bool,
    /// The observation: the state of the thing that the check found.
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

    /// The sentence for the observation, in a language.
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

/// Declares an enum in which each variant is a name in kebab-case with values. Tests compare the
/// names and values with the texts of the languages.
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
