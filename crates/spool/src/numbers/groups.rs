//! Writes a fax number in groups, for people to read.

use super::plan::country_code;

/// The least number of digits of a number that is written in groups. Shorter ones are read at once.
const LEAST: usize = 8;

/// Writes an international number as people do, in groups: `+49 991 270 0619`. The first group
/// is the country code. The length of area codes is different in each country, so that the other
/// digits are only divided into groups of three. A number in any other form is returned unchanged.
///
/// If somebody copies the number, it can still be dialled: blanks in numbers are ignored.
pub fn in_groups(number: &str) -> String {
    let digits = number
        .strip_prefix('+')
        .filter(|digits| digits.len() >= LEAST && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let Some(code) = digits.and_then(country_code) else { return number.to_owned() };
    let mut written = number[..=code.len()].to_owned();
    let mut rest = &number[code.len() + 1..];
    while !rest.is_empty() {
        // One digit alone is easily overlooked.
        let size = if rest.len() <= 4 { rest.len() } else { 3 };
        let (group, others) = rest.split_at(size);
        written.push(' ');
        written.push_str(group);
        rest = others;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::NumberRules;

    #[test]
    fn international_numbers_are_written_in_groups_and_others_as_they_are() {
        for (number, wanted) in [
            ("+499912700619", "+49 991 270 0619"),
            ("+4999123456", "+49 991 234 56"),
            ("+12125551234", "+1 212 555 1234"),
            ("+35312345678", "+353 123 456 78"),
            ("+49 991 2700619", "+49 991 2700619"),
            ("09912700619", "09912700619"),
            ("2102", "2102"),
            ("+4989123", "+4989123"),
            ("+4912", "+4912"),
            ("+49991<b>", "+49991<b>"),
            ("+", "+"),
            ("", ""),
        ] {
            assert_eq!(in_groups(number), wanted, "{number}");
        }
    }

    #[test]
    fn a_copied_number_is_the_same_number() {
        let rules = NumberRules { country: "49".into(), ..NumberRules::default() };
        for number in ["+499912700619", "+12125551234", "+35312345678", "+390612345678"] {
            let (typed, copied) = (rules.read(number), rules.read(&in_groups(number)));
            assert_eq!(typed.unwrap().canonical, copied.unwrap().canonical, "{number}");
        }
    }
}
