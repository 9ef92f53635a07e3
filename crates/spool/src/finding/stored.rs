//! How findings are stored: names, values as JSON objects, and the English sentences.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::text::{self, Words};
use super::{Finding, Fix, Observation};

const NAME: &str = "name";

/// The name and the values of an observation, of a fix, or of a value that has values itself.
pub(super) fn parts(of: &impl Serialize) -> (String, Map<String, Value>) {
    // None of these values can fail to be written as JSON.
    match serde_json::to_value(of) {
        Ok(Value::Object(values)) => parts_of(values),
        _ => Default::default(),
    }
}

/// The name and the values in an object.
pub(super) fn parts_of(mut values: Map<String, Value>) -> (String, Map<String, Value>) {
    let name = values.remove(NAME);
    let name = name.as_ref().and_then(Value::as_str).unwrap_or_default();
    (name.to_owned(), values)
}

/// A finding as columns.
pub(crate) struct Columns {
    /// The English sentence.
    pub(crate) text: String,
    /// The fix as an English sentence; empty if there is none.
    pub(crate) mend: String,
    /// The observation's name, and its values as JSON.
    pub(crate) observation: (Option<String>, Option<String>),
    /// The fix's name, and its values as JSON.
    pub(crate) fix: (Option<String>, Option<String>),
}

/// The columns of a finding.
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

/// The finding of a row. Its sentences count where an older version of Ferrofax wrote the row, or a
/// newer one wrote a name that is not known here.
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

/// The observation of an older version of Ferrofax. The version is read, since it is compared.
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
