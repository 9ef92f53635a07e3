//! Reads JSON answers of servers, and writes documents in JSON. Only the named fields of an answer
//! are kept in memory, because a value in memory can have many times the size of its text.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The value of a JSON text: of objects, only these fields. A list is null.
///
/// # Errors
/// The text is no JSON.
pub(super) fn value_of(text: &[u8], fields: &[&str]) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Fields(fields).deserialize(&mut reader)?;
    reader.end().map(|()| value)
}

/// Passes each entry of a list to `take`, one after the other, as [`value_of`] reads it. The text is
/// the list itself, or an object whose field `results` is the list.
///
/// # Errors
/// The text is no JSON, or has no such list.
pub(super) fn each(
    text: &[u8],
    fields: &[&str],
    take: &mut dyn FnMut(&Value),
) -> Result<(), serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    Entries { fields, take }.deserialize(&mut reader)?;
    reader.end()
}

/// A JSON object with a document in Base64 as its last field. A document may be large, so it is not
/// copied on the way.
pub(super) fn with_document(object: &str, field: &str, document: Vec<u8>) -> String {
    let mut text = String::with_capacity(object.len() + document.len().div_ceil(3) * 4 + 64);
    text.push_str(object.strip_suffix('}').unwrap_or(object));
    text.push_str(",\"");
    text.push_str(field);
    text.push_str("\":\"");
    STANDARD.encode_string(document, &mut text);
    text.push_str("\"}");
    text
}

/// Reads a value. Of objects, it keeps these fields.
struct Fields<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Null)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut kept = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            if self.0.contains(&&*name) {
                kept.insert(name, object.next_value_seed(Fields(self.0))?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(kept.into())
    }
}

/// Reads a list, and passes on its entries with these fields.
struct Entries<'a> {
    fields: &'a [&'a str],
    take: &'a mut dyn FnMut(&Value),
}

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element_seed(Fields(self.fields))? {
            (self.take)(&entry);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut has_list = false;
        while let Some(name) = object.next_key::<String>()? {
            if name == "results" {
                let entries = Entries { fields: self.fields, take: &mut *self.take };
                object.next_value_seed(entries)?;
                has_list = true;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        if has_list { Ok(()) } else { Err(A::Error::missing_field("results")) }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use hyper::HeaderMap;
    use serde_json::json;

    use super::super::{fhir, paperless, server};
    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_network::outward::Answered;

    #[test]
    fn only_the_named_fields_are_kept() {
        let text = json!({"a": {"b": [1, {"a": 2}], "c": 3, "a": "x"}, "d": [4], "b": 1.5});
        let kept = value_of(text.to_string().as_bytes(), &["a", "b"]).unwrap();
        assert_eq!(kept, json!({"a": {"a": "x", "b": null}, "b": 1.5}));
        assert_eq!(value_of(b"\"task\"", &[]).unwrap(), "task");
        assert!(value_of(b"[1] 2", &[]).is_err());
        let entries = |text: &str| {
            let mut all = Vec::new();
            each(text.as_bytes(), &["a"], &mut |entry| all.push(entry.clone())).map(|()| all)
        };
        assert_eq!(entries("[{\"a\": 1, \"b\": 2}, 3]").unwrap(), [json!({"a": 1}), json!(3)]);
        assert_eq!(entries("{\"n\": 1, \"results\": [{}]}").unwrap(), [json!({})]);
        assert!(entries("{\"n\": [1]}").is_err() && entries("7").is_err());
    }

    /// The test runs itself with 16 MiB of memory. All values of one of the answers need more.
    #[test]
    fn large_answers_need_little_memory() {
        const IS_LIMITED: &str = "FERROFAX_TEST_IS_LIMITED";
        if std::env::var_os(IS_LIMITED).is_none() {
            let name = "filing::json::tests::large_answers_need_little_memory";
            let done = Command::new("sh")
                .args(["-c", "ulimit -d 16384 && exec \"$0\" --exact \"$1\""])
                .arg(std::env::current_exe().unwrap())
                .arg(name)
                .env(IS_LIMITED, "")
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stdout);
            assert!(done.status.success() && said.contains("1 passed"), "{done:?}");
            return;
        }
        let answer = |text: &str, end: &str| {
            let mut body = text.repeat((2 << 20) / text.len());
            body.truncate(body.len() - 1);
            body.insert(0, '[');
            body += end;
            Answered { status: 400, headers: HeaderMap::new(), body: body.into() }
        };
        let mut shown = Vec::new();
        for text in ["0,", "{},", "{\"status\":[0,0,0,0,0,0,0,0]},"] {
            let answered = answer(text, "]");
            assert_eq!(
                paperless::state_of(&answered.body, "a", UnixMs(0)).unwrap(),
                paperless::Task::Unknown
            );
            assert!(!fhir::is_resource(&answered, "a"));
            shown.push(server::trouble(&answered, "a question"));
        }
        shown.push(server::trouble(&answer("a ", ""), "a question"));
        for trouble in shown {
            assert!(trouble.to_string().chars().count() < 300, "{trouble}");
        }
    }
}
