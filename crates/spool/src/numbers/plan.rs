//! The check of a number against the international numbering plan (ITU-T E.164), as far as this is
//! possible without the plan of each country. It knows the lengths of the country codes, the codes
//! after which a number may begin with 0, and the least and greatest number of digits.

use super::{NumberError, NumberRules};

/// Country codes of two digits. 1 and 7 are codes of one digit; all others have three.
const CODES_OF_TWO: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95",
];

/// Another country code of two digits: Iran.
const IRAN: &str = "98";

/// Country codes after which a number may begin with 0. These are Italy and the two states inside
/// it, five countries of Africa that have no prefix for national calls, and codes that belong to no
/// country (freephone, satellites, networks).
const ZERO_STAYS: [&str; 17] = [
    "39", "378", "379", "225", "226", "229", "241", "242", "800", "808", "870", "878", "881",
    "882", "883", "888", "979",
];

/// The greatest number of digits including the country code (E.164 §6.2.1).
const MOST_DIGITS: usize = 15;

/// The least number of digits after a country code, and of a number that is dialled without one.
const LEAST_DIGITS: usize = 3;

/// Returns the country code with which these digits begin, or `None` if there are fewer digits than
/// the code has.
pub(super) fn country_code(digits: &str) -> Option<&str> {
    let length = match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(two) if two == IRAN || CODES_OF_TWO.contains(&two) => 2,
        _ => 3,
    };
    digits.get(..length)
}

/// Whether a number may begin with 0 after this country code.
pub(super) fn keeps_zero(code: &str, rules: &NumberRules) -> bool {
    // For the administrator's own country, the settings decide.
    let is_home = code == rules.country;
    ZERO_STAYS.contains(&code) || (is_home && !rules.national.starts_with('0'))
}

/// Checks that a number can exist.
///
/// # Errors
/// No subscriber can have this number.
pub(super) fn check(
    written: &str,
    plain: &str,
    canonical: &str,
    rules: &NumberRules,
) -> Result<(), NumberError> {
    // Digits with `*` or `#` are a code for the exchange, which is not checked here.
    if plain.contains(['*', '#']) {
        return Ok(());
    }
    if is_prefix_alone(plain, rules) {
        return Err(wrong(written, "it is only a prefix, without a number"));
    }
    match canonical.strip_prefix('+') {
        Some(digits) => check_international(written, plain, digits, rules),
        None if plain.len() <= rules.internal_digits || canonical.len() >= LEAST_DIGITS => Ok(()),
        None => Err(wrong(written, "it is too short")),
    }
}

fn check_international(
    written: &str,
    plain: &str,
    digits: &str,
    rules: &NumberRules,
) -> Result<(), NumberError> {
    if let Some(rest) = digits.strip_prefix('0') {
        let rest = rest.trim_start_matches('0');
        let text = format!(
            "no country code begins with 0; 0{rest} is a national number, +{rest} an international one"
        );
        return Err(wrong(written, text));
    }
    let (code, national) = match digits
        .strip_prefix(rules.country.as_str())
        .filter(|_| !rules.country.is_empty())
    {
        Some(national) => (rules.country.as_str(), national),
        None => country_code(digits).map_or((digits, ""), |code| digits.split_at(code.len())),
    };
    if national.starts_with('0') && !keeps_zero(code, rules) {
        let right = national.trim_start_matches('0');
        let text = if plain.starts_with('+') {
            format!("after +{code}, a number does not begin with 0; write +{code}{right}")
        } else {
            format!("it means +{code}{national}, and after +{code} a number does not begin with 0")
        };
        return Err(wrong(written, text));
    }
    if national.len() < LEAST_DIGITS {
        return Err(wrong(
            written,
            format!("it is too short: after +{code}, a number has at least {LEAST_DIGITS} digits"),
        ));
    }
    // In the own country, the code of a carrier may precede the number.
    if code != rules.country && digits.len() > MOST_DIGITS {
        return Err(wrong(
            written,
            format!(
                "it is too long: with its country code, a number has at most {MOST_DIGITS} digits"
            ),
        ));
    }
    Ok(())
}

/// Whether this is only a prefix: `0`, `00`, or one of these after the digits for an outside line.
fn is_prefix_alone(plain: &str, rules: &NumberRules) -> bool {
    let behind = plain.strip_prefix(rules.outside.as_str()).unwrap_or(plain);
    let prefixes = [rules.international.as_str(), rules.national.as_str()];
    behind.is_empty() || prefixes.iter().any(|prefix| plain == *prefix || behind == *prefix)
}

fn wrong(written: &str, why: impl Into<String>) -> NumberError {
    NumberError::NotInThePlan { number: written.trim().to_owned(), why: why.into() }
}
