//! Reads the values of a request, which are JSON or text, into Rust types. An error names the field
//! that is wrong, and says in words of the API what would be right.

use std::fmt::{self, Display};
use std::vec;

use ferrofax_basics::value::distance;
use serde::de::value::StringDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde_json::Value;

/// The greatest number of characters of a wrong value that an error message repeats.
const SHOWN: usize = 60;

/// The kind of an error in a value of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The request has a field that does not exist.
    UnknownField,
    /// A field that is required is missing.
    MissingField,
    /// A field has a value that is not permitted.
    WrongValue,
}

/// An error in a value of a request.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) fault: Fault,
    /// A sentence that says which value or field would be correct.
    pub(super) text: String,
    /// The names of the fields around the wrong value, the innermost first.
    place: Vec<String>,
}

/// Reads a value of JSON.
pub(super) fn of_json<T: DeserializeOwned>(value: Value) -> Result<T, Wrong> {
    T::deserialize(Node::Json(value))
}

/// Reads the values of a query, which are texts with names. Texts with names such as `a[x]` and
/// `a[y]` are an object with the name `a`.
pub(super) fn of_texts<T: DeserializeOwned>(pairs: Vec<(String, String)>) -> Result<T, Wrong> {
    let mut fields: Vec<(String, Node)> = Vec::new();
    for (name, text) in pairs {
        let inner = name.strip_suffix(']').and_then(|name| name.split_once('['));
        let Some((outer, inner)) = inner else {
            fields.push((name, Node::Text(text)));
            continue;
        };
        let pair = (inner.to_owned(), text);
        let place = fields.iter_mut().find(|(name, node)| name == outer && node.is_object());
        match place {
            Some((_, Node::Texts(pairs))) => pairs.push(pair),
            _ => fields.push((outer.to_owned(), Node::Texts(vec![pair]))),
        }
    }
    T::deserialize(Pairs(fields))
}

impl Wrong {
    fn new(fault: Fault, text: impl Into<String>) -> Self {
        Self { fault, text: text.into(), place: Vec::new() }
    }

    fn wanted(wanted: &str) -> Self {
        Self::new(Fault::WrongValue, format!("The value must be {wanted}."))
    }

    fn within(mut self, name: impl Into<String>) -> Self {
        self.place.push(name.into());
        self
    }

    /// The place of the wrong value as a JSON pointer (RFC 6901): `/documents/0/fax`.
    pub(super) fn pointer(&self) -> String {
        let escaped = |name: &String| name.replace('~', "~0").replace('/', "~1");
        self.place.iter().rev().map(|name| format!("/{}", escaped(name))).collect()
    }

    /// The name of the outermost field around the wrong value.
    pub(super) fn parameter(&self) -> &str {
        self.place.last().map_or("", String::as_str)
    }
}

impl Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Wrong {}

/// Shortens a text of the request to at most [`SHOWN`] characters, for an error message.
fn shown(text: &str) -> String {
    text.chars().take(SHOWN).collect()
}

fn known(all: &[&str]) -> String {
    if all.is_empty() {
        "It has no fields.".to_owned()
    } else {
        format!("Known: {}.", all.join(", "))
    }
}

impl de::Error for Wrong {
    // The text `_` comes from a library and is not for users, so it is dropped.
    fn custom<T: Display>(_: T) -> Self {
        Self::new(Fault::WrongValue, "The value is not valid.")
    }

    fn unknown_variant(word: &str, all: &'static [&'static str]) -> Self {
        let text = format!("'{}' is unknown. {}", shown(word), known(all));
        Self::new(Fault::WrongValue, text)
    }

    fn unknown_field(name: &str, all: &'static [&'static str]) -> Self {
        let name = shown(name);
        let near = all.iter().min_by_key(|one| distance(&name, one));
        let near = near.filter(|one| distance(&name, one) <= 2);
        let text = match near {
            Some(near) => format!("There is no field '{name}'. Did you mean '{near}'?"),
            None => format!("There is no field '{name}'. {}", known(all)),
        };
        Self::new(Fault::UnknownField, text).within(name)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::new(Fault::MissingField, format!("The field '{name}' is required.")).within(name)
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::new(Fault::WrongValue, format!("'{name}' may be present only once.")).within(name)
    }
}

/// A value of a request.
#[derive(Clone, Debug)]
enum Node {
    Json(Value),
    /// A value of a query, which can also be a number or `true` or `false`.
    Text(String),
    /// The values of a query parameter that is an object, each with its name: `metadata[order]=17`.
    Texts(Vec<(String, String)>),
}

/// The fields of an object.
struct Pairs(Vec<(String, Node)>);

impl Node {
    const fn is_object(&self) -> bool {
        matches!(self, Self::Texts(_))
    }

    fn text(self) -> Result<String, Wrong> {
        match self {
            Self::Json(Value::String(text)) | Self::Text(text) => Ok(text),
            Self::Json(_) | Self::Texts(_) => Err(Wrong::wanted("a text")),
        }
    }

    fn whole(&self) -> Option<i128> {
        match self {
            Self::Json(Value::Number(number)) => {
                number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
            }
            Self::Json(_) | Self::Texts(_) => None,
            Self::Text(text) => text.parse().ok(),
        }
    }

    fn number<T: TryFrom<i128>>(&self, wanted: impl FnOnce() -> String) -> Result<T, Wrong> {
        let found = self.whole().and_then(|number| T::try_from(number).ok());
        found.ok_or_else(|| Wrong::wanted(&wanted()))
    }
}

macro_rules! numbers {
    ($($read:ident $visit:ident $Type:ty),+ $(,)?) => {
        $(fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            let wanted = || match <$Type>::BITS {
                64 => "a whole number".to_owned(),
                _ => format!("a whole number from {} to {}", <$Type>::MIN, <$Type>::MAX),
            };
            visitor.$visit(self.number::<$Type>(wanted)?)
        })+
    };
}

macro_rules! texts {
    ($($read:ident),+ $(,)?) => {
        $(fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            visitor.visit_string(self.text()?)
        })+
    };
}

impl<'de> Deserializer<'de> for Node {
    type Error = Wrong;

    numbers!(
        deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64,
    );
    texts!(
        deserialize_str,
        deserialize_string,
        deserialize_char,
        deserialize_identifier,
        deserialize_bytes,
        deserialize_byte_buf,
    );

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Null) => visitor.visit_unit(),
            Self::Json(Value::Bool(is)) => visitor.visit_bool(is),
            Self::Json(Value::Number(number)) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Self::Json(Value::Array(_)) => self.deserialize_seq(visitor),
            Self::Json(Value::Object(_)) => self.deserialize_map(visitor),
            Self::Json(Value::String(text)) | Self::Text(text) => visitor.visit_string(text),
            Self::Texts(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let found = match &self {
            Self::Json(value) => value.as_bool(),
            Self::Text(text) => text.parse().ok(),
            Self::Texts(_) => None,
        };
        visitor.visit_bool(found.ok_or_else(|| Wrong::wanted("true or false"))?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let found = match &self {
            Self::Json(value) => value.as_f64(),
            Self::Text(text) => text.parse().ok(),
            Self::Texts(_) => None,
        };
        visitor.visit_f64(found.ok_or_else(|| Wrong::wanted("a number"))?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Null) => visitor.visit_none(),
            node => visitor.visit_some(node),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Array(all)) => visitor.visit_seq(Items(0, all.into_iter())),
            _ => Err(Wrong::wanted("a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Json(Value::Object(all)) => {
                let pairs = all.into_iter().map(|(name, value)| (name, Self::Json(value)));
                Pairs(pairs.collect()).deserialize_any(visitor)
            }
            Self::Texts(pairs) => {
                let pairs = pairs.into_iter().map(|(name, text)| (name, Self::Text(text)));
                Pairs(pairs.collect()).deserialize_any(visitor)
            }
            _ => Err(Wrong::wanted("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_enum(StringDeserializer::<Wrong>::new(self.text()?))
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        self.deserialize_any(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        self.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The elements of a list, with the number of those that were read.
struct Items(usize, vec::IntoIter<Value>);

impl<'de> de::SeqAccess<'de> for Items {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Wrong> {
        let Some(value) = self.1.next() else { return Ok(None) };
        let read = seed.deserialize(Node::Json(value));
        let read = read.map_err(|wrong| wrong.within(self.0.to_string()));
        self.0 += 1;
        read.map(Some)
    }
}

impl<'de> Deserializer<'de> for Pairs {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_map(Fields { left: self.0.into_iter(), now: None })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// The fields of an object that are not read yet, and the field whose name was read last.
struct Fields {
    left: vec::IntoIter<(String, Node)>,
    now: Option<(String, Node)>,
}

impl<'de> de::MapAccess<'de> for Fields {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Wrong> {
        self.now = self.left.next();
        let Some((name, _)) = &self.now else { return Ok(None) };
        seed.deserialize(StringDeserializer::<Wrong>::new(name.clone())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let Some((name, node)) = self.now.take() else { return Err(de::Error::custom("")) };
        seed.deserialize(node).map_err(|wrong| wrong.within(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields, default)]
    struct Inner {
        fax: Option<i64>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        number: String,
        priority: Option<u8>,
        #[serde(default)]
        documents: Vec<Inner>,
        #[serde(default)]
        may_wait: bool,
    }

    fn wrong(value: Value) -> (Fault, String, String) {
        let wrong = of_json::<Outer>(value).unwrap_err();
        (wrong.fault, wrong.pointer(), wrong.text)
    }

    #[test]
    fn an_error_names_the_field_and_what_would_be_right() {
        for (value, fault, pointer, text) in [
            (json!({"numer": "1"}), Fault::UnknownField, "/numer", "Did you mean 'number'?"),
            (json!({"x/~y": 1}), Fault::UnknownField, "/x~1~0y", "Known: number, priority"),
            (json!({}), Fault::MissingField, "/number", "The field 'number' is required."),
            (json!({"number": 1}), Fault::WrongValue, "/number", "must be a text"),
            (
                json!({"number": "1", "priority": 256}),
                Fault::WrongValue,
                "/priority",
                "from 0 to 255",
            ),
            (
                json!({"number": "1", "priority": 1.5}),
                Fault::WrongValue,
                "/priority",
                "whole number",
            ),
            (
                json!({"number": "1", "may_wait": 1}),
                Fault::WrongValue,
                "/may_wait",
                "true or false",
            ),
            (json!({"number": "1", "documents": {}}), Fault::WrongValue, "/documents", "a list"),
            (
                json!({"number": "1", "documents": [{}, {"fax": "x"}]}),
                Fault::WrongValue,
                "/documents/1/fax",
                "whole number",
            ),
            (json!([]), Fault::WrongValue, "", "an object"),
        ] {
            let found = wrong(value.clone());
            assert_eq!((found.0, found.1.as_str()), (fault, pointer), "{value}");
            assert!(found.2.contains(text), "{value}: {}", found.2);
        }
    }

    #[test]
    fn texts_are_read_as_the_field_wants_them() {
        let text = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let read = of_texts::<Outer>(vec![
            text("number", "0991"),
            text("priority", "7"),
            text("may_wait", "true"),
        ]);
        let number = "0991".to_owned();
        let right = Outer { number, priority: Some(7), documents: Vec::new(), may_wait: true };
        assert_eq!(read.unwrap(), right);
        let wrong =
            of_texts::<Outer>(vec![text("number", "1"), text("priority", "x")]).unwrap_err();
        assert_eq!((wrong.parameter(), wrong.fault), ("priority", Fault::WrongValue));
        let twice = of_texts::<Outer>(vec![text("number", "1"), text("number", "2")]).unwrap_err();
        assert_eq!(twice.parameter(), "number");
    }
}
