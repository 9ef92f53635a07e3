//! The settings of the number memory in `ferrofax.conf`.

use crate::value::{beginnings, conf_settings, number, yes_no};

conf_settings! {
    /// Whether the number memory is on, for how long it keeps facts, and for which fax numbers.
    pub struct MemorySettings {
        /// `number_memory`: whether facts about fax numbers are remembered.
        is_on: bool = true, "number_memory" => yes_no;
        /// `number_memory_days`: the number of days after which a learned fact is forgotten.
        days: u32 = 30, "number_memory_days" => |text| number(text, 1, 3650);
        /// `number_memory_without`: the beginnings of fax numbers that are not remembered.
        without: Vec<String> = Vec::new(), "number_memory_without" => beginnings;
    }
}

impl MemorySettings {
    /// Whether facts about this fax number, in its canonical form, are remembered.
    pub fn holds_for(&self, number: &str) -> bool {
        self.is_on
            && !number.is_empty()
            && !self.without.iter().any(|beginning| number.starts_with(beginning.as_str()))
    }
}
