//! The DNS questions of the child process that checks a mail, and their answers, as lines of JSON.
//! Parent and child do not trust each other: the parent queries only well-formed names, and the
//! child checks the answers.

use serde_json::{Value, json};

/// A DNS question that the child process asks its parent while it checks a mail.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) kind: Kind,
    /// The DNS name to look up, with a dot at the end. Empty for [`Kind::Ptr`], which always asks
    /// for the name of the client's IP address.
    pub(super) name: String,
}

/// The kind of DNS records that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Txt,
    A,
    Aaaa,
    Mx,
    Ptr,
}

/// The parent's answer to a DNS question of the child process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The records that were found: TXT records as bytes, other records as text, such as
    /// `192.0.2.1` or `10 mail.example.com.`.
    Found(Vec<Vec<u8>>),
    /// The DNS name has no records of the requested kind.
    Nothing,
    /// The DNS servers have not answered the question in time.
    NotNow,
    /// The question has no valid DNS name, so no server was queried.
    NoName,
}

const KINDS: [(Kind, &str); 5] = [
    (Kind::Txt, "TXT"),
    (Kind::A, "A"),
    (Kind::Aaaa, "AAAA"),
    (Kind::Mx, "MX"),
    (Kind::Ptr, "PTR"),
];

/// The maximum length of a DNS name, in bytes. `LONGEST_LABEL` is the maximum length of one label
/// of the name (RFC 1035 §2.3.4).
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

impl Question {
    pub(super) fn value(&self) -> Value {
        let kind = KINDS.iter().find(|(kind, _)| *kind == self.kind).map(|(_, word)| *word);
        json!({"ask": kind, "name": self.name})
    }

    pub(super) fn of(value: &Value) -> Option<Self> {
        let word = value.get("ask")?.as_str()?;
        let kind = KINDS.iter().find(|(_, known)| *known == word)?.0;
        Some(Self { kind, name: value.get("name")?.as_str()?.to_owned() })
    }

    /// Whether the DNS name of this question may be queried: it has only ASCII characters without a
    /// special meaning.
    pub(super) fn has_name(&self) -> bool {
        let may_stand = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'"');
        let is_label = |label: &str| {
            (1..=LONGEST_LABEL).contains(&label.len()) && label.bytes().all(may_stand)
        };
        match (self.kind, self.name.strip_suffix('.')) {
            (Kind::Ptr, _) => self.name.is_empty(),
            (_, Some(name)) => name.len() <= LONGEST_NAME && name.split('.').all(is_label),
            (_, None) => false,
        }
    }
}

impl Answer {
    pub(super) fn value(&self) -> Value {
        match self {
            Self::Found(records) => {
                json!({"answer": "found", "records": records.iter().map(|it| text(it)).collect::<Vec<_>>()})
            }
            Self::Nothing => json!({"answer": "nothing"}),
            Self::NotNow => json!({"answer": "not now"}),
            Self::NoName => json!({"answer": "no name"}),
        }
    }

    pub(super) fn of(value: &Value) -> Option<Self> {
        match value.get("answer")?.as_str()? {
            "found" => value
                .get("records")?
                .as_array()?
                .iter()
                .map(octets)
                .collect::<Option<_>>()
                .map(Self::Found),
            "nothing" => Some(Self::Nothing),
            "not now" => Some(Self::NotNow),
            "no name" => Some(Self::NoName),
            _ => None,
        }
    }

    /// The records in the answer to a DNS question, as `read` converts them. Records that `read`
    /// does not accept are left out.
    pub(super) fn records<T>(&self, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
        let Self::Found(records) = self else { return Vec::new() };
        records
            .iter()
            .filter_map(|record| read(std::str::from_utf8(record).ok()?))
            .collect()
    }
}

/// Makes a text with one character for each byte: the character whose Unicode number is the value
/// of the byte.
fn text(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

fn octets(value: &Value) -> Option<Vec<u8>> {
    value.as_str()?.chars().map(|sign| u8::try_from(sign).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: Kind, name: &str) -> Question {
        Question { kind, name: name.into() }
    }

    #[test]
    fn what_is_said_is_heard() {
        for (kind, _) in KINDS {
            let question = question(kind, "a.example.");
            assert_eq!(Question::of(&question.value()), Some(question));
        }
        for answer in [
            Answer::Found(vec![(0..=255).collect(), Vec::new()]),
            Answer::Nothing,
            Answer::NotNow,
            Answer::NoName,
        ] {
            let line = answer.value().to_string();
            assert_eq!(Answer::of(&serde_json::from_str(&line).unwrap()), Some(answer));
        }
        for other in
            [json!({}), json!({"ask": "AXFR", "name": "a."}), json!({"ask": "A"}), json!(["ask"])]
        {
            assert_eq!((Question::of(&other), Answer::of(&other)), (None, None));
        }
    }

    #[test]
    fn a_name_is_put_if_it_has_the_form_of_one() {
        let longest = format!("{}{}.", format!("{}.", "a".repeat(63)).repeat(3), "a".repeat(61));
        for name in [
            "example.com.",
            "s._domainkey.example.com.",
            "bob+tag.1.0.2.192._spf.example.com.",
            "com.",
            &longest,
        ] {
            assert!(question(Kind::Txt, name).has_name(), "{name}");
        }
        let too_long = longest.replacen('a', "aa", 1);
        let long_label = format!("{}.example.", "a".repeat(64));
        for name in [
            "",
            ".",
            "..",
            "example.com",
            "a..b.",
            ".a.",
            "a b.",
            "a\n.",
            "m\u{fc}.",
            "a\\.b.",
            "\"a.",
            &too_long,
            &long_label,
        ] {
            assert!(!question(Kind::Mx, name).has_name(), "{name:?}");
        }
        assert!(
            question(Kind::Ptr, "").has_name()
                && !question(Kind::Ptr, "1.0.0.127.in-addr.arpa.").has_name()
        );
    }
}
