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

/// The result of one check of the installation: the state that the check found and, for a fault,
/// the way to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The name of the part of the installation that was checked, such as `sealing`.
    pub what: String,
    /// Whether the check found no fault.
    pub is_well: bool,
    /// The state that the check found.
    pub observation: Observation,
    /// The way to fix the fault; none if there is no fault, or if the observation already says how
    /// to fix it.
    pub fix: Option<Fix>,
}

impl Finding {
    /// The finding of a check that found no fault.
    pub fn well(what: &str, observation: Observation) -> Self {
        Self { what: what.to_owned(), is_well: true, observation, fix: None }
    }

    /// The finding of a check that found a fault.
    pub fn wrong(what: &str, observation: Observation, fix: impl Into<Option<Fix>>) -> Self {
        Self { what: what.to_owned(), is_well: false, observation, fix: fix.into() }
    }

    /// The sentence that describes the state that the check found, in this language.
    pub fn text(&self, language: Language) -> String {
        self.observation.text(language)
    }

    /// The sentence that tells the administrator how to fix the fault, in this language; empty if
    /// there is nothing to fix.
    pub fn fix_text(&self, language: Language) -> String {
        self.fix.as_ref().map(|fix| fix.text(language)).unwrap_or_default()
    }
}

impl Observation {
    /// The sentence that describes the state that the check found, in this language.
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
    /// The sentence that tells the administrator how to fix the fault, in this language.
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
    /// The description of the route, in this language.
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
