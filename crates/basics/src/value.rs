//! Parses values of options in the form that users of Asterisk know, and checks mail addresses, for
//! every part that reads settings or what people enter. Each part has its own error messages.

/// Reads `yes`, `no` and the other words of Asterisk's `ast_true` and `ast_false`; `None` for any
/// other text.
pub fn yes_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "true" | "y" | "t" | "1" | "on" => Some(true),
        "no" | "false" | "n" | "f" | "0" | "off" => Some(false),
        _ => None,
    }
}

/// Reads a whole number from `least` to `most`; `None` if the text is not one.
pub fn number(text: &str, least: u32, most: u32) -> Option<u32> {
    text.parse().ok().filter(|number| (least..=most).contains(number))
}

/// The greatest length of a mail address in bytes. RFC 5321 §4.5.3.1.3 allows 256 bytes for an
/// address with its angle brackets.
const LONGEST_ADDRESS: usize = 254;

/// Whether a text is a mail address, `name@example.com`, to which a mail can be sent. The text must
/// not contain a display name or angle brackets.
pub fn is_mail_address(text: &str) -> bool {
    text.len() <= LONGEST_ADDRESS
        && !text.contains(char::is_control)
        && text.parse::<lettre::Address>().is_ok()
}

/// Whether a text is a mail address, or the part of one before the `@`, which the settings or a
/// mail server complete with a domain.
pub fn is_mailbox(text: &str) -> bool {
    is_mail_address(text) || (!text.contains('@') && is_mail_address(&format!("{text}@localhost")))
}

/// The number of characters to change, remove or insert to turn one word into the other
/// (Levenshtein distance).
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, sign) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, found) in other.iter().enumerate() {
            let changed = diagonal + usize::from(*found != sign);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
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

    #[test]
    fn a_mail_address_has_a_name_and_a_domain_and_nothing_around_them() {
        for address in [
            "name@example.com",
            "fax+in@example.com",
            "o'brien@example.com",
            "björn@müller.example",
            "alice@desk7",
            "alice@[192.0.2.1]",
            "\"Alice Example\"@example.com",
        ] {
            assert!(is_mail_address(address) && is_mailbox(address), "{address}");
        }
        for text in [
            "",
            "@example.com",
            "alice@",
            "user@@example.com",
            "a b@example.com",
            "a,b@example.com",
            "alice@example.com, bob@example.com",
            "alice@exam;ple.com",
            "alice@example.com\n[x]",
            "\"a\nb\"@example.com",
            "Alice <alice@example.com>",
            "<alice@example.com>",
            "print:office",
            " alice@example.com",
        ] {
            assert!(!is_mail_address(text) && !is_mailbox(text), "{text}");
        }
        assert!(!is_mail_address("alice") && is_mailbox("alice"));
    }

    #[test]
    fn a_mail_address_has_at_most_254_bytes() {
        let domain = format!("{}.example", vec!["a".repeat(60); 3].join("."));
        let name = |length: usize| format!("{}@{domain}", "n".repeat(length - domain.len() - 1));
        assert!(is_mail_address(&name(254)) && !is_mail_address(&name(255)));
    }

    #[test]
    fn words_are_as_far_apart_as_signs_have_to_be_changed() {
        for (one, other, apart) in [
            ("2101", "2101", 0),
            ("2101", "2110", 2),
            ("2101", "210", 1),
            ("", "21", 2),
            ("9", "2101", 4),
        ] {
            assert_eq!(distance(one, other), apart, "{one} {other}");
            assert_eq!(distance(other, one), apart, "{other} {one}");
        }
    }
}
