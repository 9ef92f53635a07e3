//! The stored form of an event: its name, and its values as a JSON object.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::super::failure::Failure;
use super::super::ids::{FaxId, JobId};
use super::super::job_words::Origin;
use super::{Event, old};

const NAME: &str = "name";

impl Event {
    /// The name of the event, in kebab-case.
    pub fn name(&self) -> String {
        stored(self).0
    }

    /// The values of the event, each under the name of its field.
    pub fn values(&self) -> Value {
        Value::Object(parts(self).1)
    }
}

/// Splits an event, or a value of another enum that is stored like an event, into its name and its
/// values.
pub(crate) fn parts(of: &impl Serialize) -> (String, Map<String, Value>) {
    // No value of an event can fail to be written as JSON.
    let Ok(Value::Object(mut values)) = serde_json::to_value(of) else {
        return ("text".to_owned(), Map::new());
    };
    let name = values.remove(NAME).and_then(|name| name.as_str().map(str::to_owned));
    values.retain(|_, value| !value.is_null());
    (name.unwrap_or_default(), values)
}

/// Returns the two columns of an event: its name, and its values as JSON.
pub fn stored(event: &Event) -> (String, String) {
    let (name, values) = parts(event);
    (name, Value::Object(values).to_string())
}

/// Reads the event of a row of a job.
///
/// `text` is the English sentence of the event. Only the sentence is used if an older version of
/// Ferrofax wrote the row, or if a newer version wrote an event that is not known here. `is_end` is
/// true if the job has failed.
pub(crate) fn of_row(
    (name, values): (Option<&str>, Option<&str>),
    text: &str,
    is_end: bool,
) -> Event {
    name.and_then(|name| read(name, values.unwrap_or("{}")))
        .unwrap_or_else(|| old::event(text, is_end))
}

/// Reads the event by which a received fax ended, in the same way as [`of_row`] reads that of a
/// job.
pub(crate) fn of_fax_row((name, values): (Option<&str>, Option<&str>), text: &str) -> Event {
    name.and_then(|name| read(name, values.unwrap_or("{}")))
        .unwrap_or_else(|| old::fax(text))
}

fn read(name: &str, values: &str) -> Option<Event> {
    let mut values: Map<String, Value> = serde_json::from_str(values).ok()?;
    values.insert(NAME.to_owned(), name.into());
    serde_json::from_value(Value::Object(values)).ok()
}

/// Stores values of fixed lists by their names.
macro_rules! by_name {
    ($($list:ty),+) => {$(
        impl Serialize for $list {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> Deserialize<'de> for $list {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = String::deserialize(deserializer)?;
                Self::from_name(&name).ok_or_else(|| unknown(&name))
            }
        }
    )+};
}

by_name!(Failure, Origin);

/// Stores IDs of rows as numbers.
macro_rules! by_number {
    ($($id:ident),+) => {$(
        impl Serialize for $id {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl<'de> Deserialize<'de> for $id {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                i64::deserialize(deserializer).map($id)
            }
        }
    )+};
}

by_number!(FaxId, JobId);

fn unknown<E: serde::de::Error>(name: &str) -> E {
    E::custom(format!("unknown word {name}"))
}

/// Stores causes of T.30 sessions by their names.
pub(crate) mod cause {
    use ferrofax_ground::outcome::Cause;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        cause: &Cause,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(cause.name())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Cause, D::Error> {
        let name = String::deserialize(deserializer)?;
        Cause::from_name(&name).ok_or_else(|| super::unknown(&name))
    }
}
