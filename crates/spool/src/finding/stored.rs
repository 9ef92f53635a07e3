//! The stored form of findings: names, values as JSON objects, and English sentences.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::text::{self, Words};
use super::{Finding, Fix, Observation};

const NAME: &str = "name";

/// Splits an observation, a fix, or one of their values into its name and its values, as the
/// database stores them.
pub(super) fn parts(of: &impl Serialize) -> (String, Map<String, Value>) {
    // None of these values can fail to be written as JSON.
    match serde_json::to_value(of) {
        Ok(Value::Object(values)) => parts_of(values),
        _ => Default::default(),
    }
}

/// Splits the JSON object of an observation or of a fix into its name (the field `name`) and its
/// other fields.
pub(super) fn parts_of(mut values: Map<String, Value>) -> (String, Map<String, Value>) {
    let name = values.remove(NAME);
    let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
    (name.to_owned(), values)
}

/// The columns of a finding in the database.
pub(crate) struct Columns {
    /// The observation as an English sentence.
    pub(crate) text: String,
    /// The fix as an English sentence; empty if there is none.
    pub(crate) mend: String,
    /// The observation's name, and its values as JSON.
    pub(crate) observation: (Option<String>, Option<String>),
    /// The fix's name, and its values as JSON.
    pub(crate) fix: (Option<String>, Option<String>),
}

/// Converts a finding to its columns.
pub(crate) fn columns(Finding { observation, fix, .. }: &Finding) -> Columns {
    let words = Words::english();
    Columns {
        text: words.text("", observation),
        mend: fix.as_ref().map(|fix| words.text(text::FIX, fix)).unwrap_or_default(),
        observation: written(Some(observation)),
        fix: written(fix.as_ref()),
    }
}

fn written(of: Option<&impl Serialize>) -> (Option<String>, Option<String>) {
    let parts = of.map(parts);
    parts.map(|(name, values)| (name, Value::Object(values).to_string())).unzip()
}

/// Reads the finding of a row. The sentences are used if an older version of Ferrofax wrote the
/// row, or a newer one wrote a name that this version does not know.
pub(crate) fn of_columns(what: String, is_well: bool, columns: Columns) -> Finding {
    let Columns { text, mend, observation, fix } = columns;
    Finding {
        what,
        is_well,
        observation: read(&observation).unwrap_or_else(|| of_text(text)),
        fix: read(&fix).or_else(|| (!mend.is_empty()).then_some(Fix::Text { text: mend })),
    }
}

fn read<T: DeserializeOwned>((name, values): &(Option<String>, Option<String>)) -> Option<T> {
    let values = values.as_deref().unwrap_or("{}");
    let mut values: Map<String, Value> = serde_json::from_str(values).ok()?;
    values.insert(NAME.to_owned(), name.as_deref()?.into());
    serde_json::from_value(Value::Object(values)).ok()
}

/// Reads the observation of an older version of Ferrofax from its sentence. A module version is
/// read as data, since versions are compared.
fn of_text(text: String) -> Observation {
    let versions = text.strip_prefix("Ferrofax ").and_then(|rest| rest.split_once(" in Asterisk "));
    match versions {
        Some((ferrofax, asterisk)) => Observation::ModuleVersion {
            ferrofax: ferrofax.to_owned(),
            asterisk: asterisk.to_owned(),
        },
        None => Observation::Text { text },
    }
}
