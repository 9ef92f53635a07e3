//! The rules for the data of a user that an administrator enters: name, addresses, role, password.

use super::PeopleError;
use crate::settings::Role;
use ferrofax_basics::value::is_mail_address;

/// The greatest number of characters of a user name.
const LONGEST_NAME: usize = 64;

/// The greatest number of mail addresses of a user. The next constant is the greatest number of
/// groups of a user.
pub(super) const MOST_ADDRESSES: usize = 20;
pub(super) const MOST_GROUPS: usize = 50;

/// The greatest number of characters of a password. Longer passwords would only take time to check.
const LONGEST_PASSWORD: usize = 200;

/// Whether this is a valid name for a user in users.toml. Only a few characters are allowed, so
/// that no two names look the same.
pub(super) fn is_name(name: &str) -> bool {
    let is_letter = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit();
    name.chars().next().is_some_and(is_letter)
        && name.len() <= LONGEST_NAME
        && name.chars().all(|sign| is_letter(sign) || matches!(sign, '.' | '-' | '_'))
}

/// The role with this name in the settings.
pub(super) fn role_named(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.name() == name)
}

/// The mail addresses in a text, with commas or blanks between them.
pub(super) fn addresses(text: &str) -> Result<Vec<String>, PeopleError> {
    let words = text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|word| !word.is_empty());
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let address = word.to_lowercase();
        if !is_mail_address(&address) {
            return Err(PeopleError::Address(word.chars().take(254).collect()));
        }
        if !found.contains(&address) {
            found.push(address);
            if found.len() > MOST_ADDRESSES {
                return Err(PeopleError::Addresses);
            }
        }
    }
    Ok(found)
}

/// Checks a new password, which the user has entered twice.
pub(super) fn password(new: &str, again: &str) -> Result<(), PeopleError> {
    use ferrofax_network::asker::password::SHORTEST;
    match new.chars().count() {
        length if length < SHORTEST => Err(PeopleError::Short),
        length if length > LONGEST_PASSWORD => Err(PeopleError::Long),
        _ if new != again => Err(PeopleError::Differ),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_plain_letters_so_that_no_two_look_the_same() {
        for name in ["dora", "dora.m", "7", "a-b_c"] {
            assert!(is_name(name), "{name}");
        }
        let long = "a".repeat(LONGEST_NAME + 1);
        for name in ["", "Dora", "dоra", "dora ", ".dora", "dora@x", "a\nb", "a\"b", &long] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn addresses_are_read_one_by_one() {
        assert_eq!(addresses("A@x.org, b@x.org\na@x.org").unwrap(), ["a@x.org", "b@x.org"]);
        assert!(addresses(" ").unwrap().is_empty());
        assert!(matches!(addresses("a@x.org b"), Err(PeopleError::Address(it)) if it == "b"));
        let many: Vec<String> = (0..=MOST_ADDRESSES).map(|at| format!("{at}@x.org")).collect();
        assert!(matches!(addresses(&many.join(" ")), Err(PeopleError::Addresses)));
    }

    #[test]
    fn a_password_is_long_enough_and_entered_twice() {
        assert!(password("12345678", "12345678").is_ok());
        assert!(matches!(password("1234567", "1234567"), Err(PeopleError::Short)));
        assert!(matches!(password("12345678", "12345679"), Err(PeopleError::Differ)));
        let long = "a".repeat(LONGEST_PASSWORD + 1);
        assert!(matches!(password(&long, &long), Err(PeopleError::Long)));
    }
}
