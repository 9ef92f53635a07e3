//! In which ways one number may stand with a fax: as a network says it (with `+`, `00`, `0` or
//! with none of these), as a machine calls itself, and as people write it.

use super::NumberRules;

impl NumberRules {
    /// The digits alone of a number in each way in which networks, machines and people say it.
    /// None: it has no digits.
    pub fn spellings(&self, written: &str) -> Vec<String> {
        let plain: String = written.chars().filter(char::is_ascii_digit).collect();
        if plain.is_empty() {
            return Vec::new();
        }
        let mut found = vec![plain];
        // A number that nobody may fax to can have called us all the same.
        let open = Self { forbidden: Vec::new(), ..self.clone() };
        if let Ok(number) = open.read(written) {
            let digits = number.canonical.trim_start_matches('+');
            found.push(digits.to_owned());
            if number.canonical.starts_with('+') {
                found.push(format!("{}{digits}", self.international));
                let home = digits.strip_prefix(&self.country).filter(|_| !self.country.is_empty());
                if let Some(home) = home {
                    found.extend([format!("{}{home}", self.national), home.to_owned()]);
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_home_stands_in_four_ways() {
        let rules =
            NumberRules { country: "49".into(), area: "991".into(), ..NumberRules::default() };
        let all = ["00499912700619", "09912700619", "499912700619", "9912700619"];
        for written in ["+49 991 2700619", "0991/2700619", "00499912700619"] {
            assert_eq!(rules.spellings(written), all, "{written}");
        }
        assert_eq!(rules.spellings("2700619").len(), all.len() + 1, "and as it was written");
        assert_eq!(rules.spellings("+43 1 234567"), ["00431234567", "431234567"]);
        assert_eq!(rules.spellings("anonymous"), [""; 0]);
    }

    #[test]
    fn a_number_that_cannot_be_read_is_its_digits() {
        let rules = NumberRules::default();
        assert_eq!(rules.spellings("+49 0991 27"), ["49099127"]);
        assert_eq!(rules.spellings("+870 123456"), ["00870123456", "870123456"]);
    }
}
