//! Whether and for how long numbers are remembered, as `ferrofax.conf` says it.

use crate::value::{self, ValueError};

/// What is remembered of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemorySettings {
    /// `number_memory`: whether anything is.
    pub is_on: bool,
    /// `number_memory_days`: after how many days something learned is forgotten.
    pub days: u32,
    /// `number_memory_without`: beginnings of numbers of which nothing is.
    pub without: Vec<String>,
}

impl Default for MemorySettings {
    fn default() -> Self {
        Self { is_on: true, days: 30, without: Vec::new() }
    }
}

impl MemorySettings {
    /// Sets an option by its name in `ferrofax.conf`. False: it is none of these.
    pub(crate) fn set(&mut self, key: &str, text: &str) -> Result<bool, ValueError> {
        match key {
            "number_memory" => self.is_on = value::yes_no(text)?,
            "number_memory_days" => self.days = value::number(text, 1, 3650)?,
            "number_memory_without" => self.without = value::beginnings(text)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// All options by their names, as [`Self::set`] reads them.
    pub(crate) fn pairs(&self) -> [(&'static str, String); 3] {
        [
            ("number_memory", if self.is_on { "yes" } else { "no" }.to_owned()),
            ("number_memory_days", self.days.to_string()),
            ("number_memory_without", self.without.join(",")),
        ]
    }

    /// Whether anything is remembered of this number, in its one form.
    pub fn holds_for(&self, number: &str) -> bool {
        self.is_on
            && !number.is_empty()
            && !self.without.iter().any(|beginning| number.starts_with(beginning.as_str()))
    }
}
