//! The reference of `gateway.toml`: each table with its keys, their values and defaults. It is made
//! from the declarations of the keys by which the file is read (crate `ferrofax_gateway_toml`).

use super::sample;
use ferrofax_gateway_toml::{Row, Values};

/// A table of gateway.toml, in the form from which the reference manual of the settings is made.
pub struct TableReference {
    /// The name of the table as in gateway.toml, for example `[mail]`; empty for the keys before
    /// all tables.
    pub name: &'static str,
    /// A sentence on the purpose of this table of gateway.toml.
    pub purpose: &'static str,
    /// The keys that this table of gateway.toml may contain.
    pub keys: Vec<KeyReference>,
    /// Whether this table of gateway.toml accepts the keys of `[limits]`.
    pub has_limits: bool,
}

/// A key of gateway.toml, in the form from which the reference manual of the settings is made.
pub struct KeyReference {
    /// The name of this key in gateway.toml.
    pub name: &'static str,
    /// The permitted values of the key, described in words. Words to choose from are in back
    /// quotes.
    pub values: String,
    /// The default value of the key, as it would be written in gateway.toml; empty if there is
    /// none.
    pub default: &'static str,
    /// A text on the purpose of this key in gateway.toml.
    pub help: &'static str,
}

impl KeyReference {
    fn of(row: &Row) -> Self {
        let values = match &row.values {
            Values::Words(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            Values::Other(words) => (*words).to_owned(),
            number @ Values::Number(_) => number.limits().unwrap_or_else(|| "number".to_owned()),
        };
        Self { name: row.name, values, default: row.default, help: row.help }
    }
}

/// Tables of gateway.toml that accept the keys of `[limits]`.
const LIMITED: [&str; 6] =
    ["[command_line]", "[drop]", "[class.NAME]", "[[user]]", "[[network]]", "[[device]]"];

/// All tables of gateway.toml: first those about the rights to send, then the others.
#[must_use]
pub fn reference() -> Vec<TableReference> {
    let table = |name, purpose, rows: Vec<&Row>| TableReference {
        name,
        purpose,
        keys: rows.into_iter().map(KeyReference::of).collect(),
        has_limits: LIMITED.contains(&name),
    };
    let people = ferrofax_rights::tables();
    let others = sample::tables();
    let people = people
        .iter()
        .map(|(name, purpose, rows)| table(name, purpose, rows.iter().collect()));
    let others = others
        .iter()
        .map(|one| table(one.name, one.purpose(), one.modules.iter().flatten().collect()));
    let (above, rest): (Vec<_>, Vec<_>) = people.chain(others).partition(|one| one.name.is_empty());
    above.into_iter().chain(rest).collect()
}
