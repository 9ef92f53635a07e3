//! Whether and for how long numbers are remembered, as `ferrofax.conf` says it.

use crate::value::{beginnings, conf_settings, number, yes_no};

conf_settings! {
    /// What is remembered of numbers.
    pub struct MemorySettings {
        /// `number_memory`: whether anything is.
        is_on: bool = true, "number_memory" => yes_no;
        /// `number_memory_days`: after how many days something learned is forgotten.
        days: u32 = 30, "number_memory_days" => |text| number(text, 1, 3650);
        /// `number_memory_without`: beginnings of numbers of which nothing is.
        without: Vec<String> = Vec::new(), "number_memory_without" => beginnings;
    }
}

impl MemorySettings {
    /// Whether anything is remembered of this number, in its one form.
    pub fn holds_for(&self, number: &str) -> bool {
        self.is_on
            && !number.is_empty()
            && !self.without.iter().any(|beginning| number.starts_with(beginning.as_str()))
    }
}
