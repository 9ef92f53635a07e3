//! What can be a number of the world's numbering plan (ITU-T E.164), as far as it is
//! known without each country's own: how long the countries' codes are, where a number
//! behind the code may begin with 0, how few and how many digits there are.

use super::{NumberError, NumberRules};

/// Countries' codes of two digits. 1 and 7 are codes of one digit; all others have three.
const CODES_OF_TWO: [&str; 43] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95",
];

/// Another one of two digits: Iran.
const IRAN: &str = "98";

/// Codes behind which a number may begin with 0: Italy and its neighbours inside, five
/// countries of Africa that have no prefix for calls at home, and what belongs to no
/// country (freephone, satellites, networks).
const ZERO_STAYS: [&str; 17] = [
    "39", "378", "379", "225", "226", "229", "241", "242", "800", "808", "870", "878", "881",
    "882", "883", "888", "979",
];

/// E.164 §6.2.1: at most so many digits, the country's code among them.
const MOST_DIGITS: usize = 15;

/// No number behind a country's code, and none that is dialled without one, is shorter.
const LEAST_DIGITS: usize = 3;

/// The country's code that these digits begin with; none if they are fewer.
pub(super) fn country_code(digits: &str) -> Option<&str> {
    let length = match digits.get(..2) {
        _ if digits.starts_with(['1', '7']) => 1,
        Some(two) if two == IRAN || CODES_OF_TWO.contains(&two) => 2,
        _ => 3,
    };
    digits.get(..length)
}

/// Whether a number may begin with 0 behind this country's code.
pub(super) fn keeps_zero(code: &str, rules: &NumberRules) -> bool {
    // What an administrator says of the own country holds.
    let is_home = code == rules.country;
    ZERO_STAYS.contains(&code) || (is_home && !rules.national.starts_with('0'))
}

/// # Errors
/// Nobody can have this number.
pub(super) fn check(
    written: &str,
    plain: &str,
    canonical: &str,
    rules: &NumberRules,
) -> Result<(), NumberError> {
    // What stands behind a code for the exchange is the exchange's business.
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
    // At home a carrier's code may stand before the number.
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

/// `0`, `00`, and an outside line before them.
fn is_prefix_alone(plain: &str, rules: &NumberRules) -> bool {
    let behind = plain.strip_prefix(rules.outside.as_str()).unwrap_or(plain);
    let prefixes = [rules.international.as_str(), rules.national.as_str()];
    behind.is_empty() || prefixes.iter().any(|prefix| plain == *prefix || behind == *prefix)
}

fn wrong(written: &str, why: impl Into<String>) -> NumberError {
    NumberError::NotInThePlan { number: written.trim().to_owned(), why: why.into() }
}
