//! Option values as Asterisk's users write them, for every part that reads settings. Each
//! part has its own words for what is wrong.

/// `yes`, `no` and their kin (Asterisk's `ast_true` and `ast_false`); none if it is neither.
pub fn yes_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "y" | "t" | "1" | "on" => Some(true),
        "no" | "false" | "n" | "f" | "0" | "off" => Some(false),
        _ => None,
    }
}

/// A whole number from `least` to `most`; none if it is not one.
pub fn number(text: &str, least: u32, most: u32) -> Option<u32> {
    text.parse().ok().filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asterisks_words_for_true_and_false_in_any_case() {
        assert_eq!(["Yes", "on", "1", "T"].map(yes_no), [Some(true); 4]);
        assert_eq!(["no", "OFF", "0", "f"].map(yes_no), [Some(false); 4]);
        assert_eq!(["", "perhaps", "2"].map(yes_no), [None; 3]);
    }

    #[test]
    fn a_number_outside_its_range_is_none() {
        let numbers = ["1", "9", "0", "10", "-1", "1.5", ""].map(|text| number(text, 1, 9));
        assert_eq!(numbers, [Some(1), Some(9), None, None, None, None, None]);
    }
}
