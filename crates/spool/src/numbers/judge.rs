//! Decides whether a fax may be sent to a number. Each submission method asks this, with the
//! numbers that its own settings allow and block.
//!
//! These numbers are blocked (in the code: *closed*): numbers in other countries; premium-rate and
//! other special numbers (`dear`); numbers that `forbidden` names; and, if `only` is set, all
//! numbers that it does not name. `allowed` allows some of the blocked numbers again (*opens*
//! them): the setting with the longer matching beginning decides. So `allowed = ["+43"]` allows
//! Austria but not its 0900 numbers, which `["+43900"]` allows. A number that somebody's
//! `forbidden` names is allowed only by a longer beginning in the `allowed` of the same settings.
//!
//! A number is judged by every reading that a telephone exchange might make of its digits. So a
//! code for the exchange, a zero in the middle or a missing prefix can't hide a blocked number.

use super::{Number, NumberRules, dear};
use crate::value::words;

/// The numbers that one group of settings (of a user, for example) allows and blocks, as the
/// beginnings of canonical numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Openings<'a> {
    /// `allowed`: the beginnings that are allowed.
    pub allowed: &'a [String],
    /// `forbidden`: the beginnings that are blocked.
    pub forbidden: &'a [String],
    /// `only`: if this list is not empty, all numbers with other beginnings are blocked.
    pub only: &'a [String],
}

/// The reason why a number is blocked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// The settings forbid all numbers with this beginning.
    #[error("Faxes to {beginning}… are not allowed here")]
    Forbidden {
        /// The forbidden beginning.
        beginning: String,
    },
    /// `only` is set, and the number has none of its beginnings.
    #[error("Faxes may go to {}… only", only.join("…, "))]
    NotAmong {
        /// The beginnings that `only` names.
        only: Vec<String>,
    },
    /// The number has a country code, and the settings do not name the country of this system.
    #[error(
        "Faxes to numbers with a country's code, while ours (country_code) is not set, are not allowed here"
    )]
    CountryUnset,
    /// The number is in another country.
    #[error("Faxes to other countries are not allowed here")]
    Abroad,
    /// The number is a premium-rate number or another special number.
    #[error("Faxes to {beginning}… (special numbers) are not allowed here")]
    Dear {
        /// The beginning of the special numbers.
        beginning: String,
    },
}

impl Closed {
    /// The name of the rule, as it is written into the audit log.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Forbidden { .. } => "number-forbidden",
            Self::NotAmong { .. } => "number-only",
            Self::CountryUnset | Self::Abroad => "number-abroad",
            Self::Dear { .. } => "number-dear",
        }
    }
}

/// Checks that a fax may be sent to this number under all these settings together.
///
/// # Errors
/// The reason why the number is blocked.
pub fn judge(
    number: &Number,
    rules: &NumberRules,
    settings: &[Openings<'_>],
) -> Result<(), Closed> {
    let readings = readings(number, rules);
    // Numbers that one group of settings forbids, and does not allow by a longer beginning.
    for reading in &readings {
        for own in settings {
            let allowed = longest(own.allowed.iter(), reading).map_or(0, str::len);
            let forbidden = longest(own.forbidden.iter(), reading);
            if let Some(beginning) = forbidden.filter(|beginning| beginning.len() >= allowed) {
                return Err(Closed::Forbidden { beginning: beginning.to_owned() });
            }
        }
    }
    // Numbers that are not in a list of the only allowed beginnings.
    for own in settings.iter().filter(|own| !own.only.is_empty()) {
        if longest(own.only.iter(), &number.canonical).is_none() {
            return Err(Closed::NotAmong { only: own.only.to_vec() });
        }
    }
    // Numbers that are blocked for everybody until some settings allow them: special numbers, and
    // other countries.
    let closed = dear::closed(rules);
    for reading in &readings {
        let open =
            longest(settings.iter().flat_map(|own| own.allowed), reading).map_or(0, str::len);
        if let Some(beginning) =
            closed_beginning(reading, rules, &closed).filter(|beginning| beginning.len() > open)
        {
            return Err(match beginning {
                "+" if rules.country.is_empty() => Closed::CountryUnset,
                "+" => Closed::Abroad,
                dear => Closed::Dear { beginning: dear.to_owned() },
            });
        }
    }
    Ok(())
}

words! {
    /// The price class of a call to a number, as far as it can be seen from the digits.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum PriceClass {
        /// An extension of your organisation.
        Inside = "inside",
        /// In the area of your organisation.
        Local = "local",
        /// In the same country. If no country code is set, any number that is not written with a
        /// country code.
        National = "national",
        /// In another country.
        Abroad = "abroad",
        /// Premium-rate numbers, satellites, directory enquiries, emergency numbers and similar.
        Special = "special",
    }
}

impl PriceClass {
    /// The class of a number: the most expensive class among all readings of its digits that an
    /// exchange might use.
    pub fn of(number: &Number, rules: &NumberRules) -> Self {
        let closed = dear::closed(rules);
        let of_reading = |reading: &String| match closed_beginning(reading, rules, &closed) {
            Some("+") => Self::Abroad,
            Some(_) => Self::Special,
            None if is_extension(reading, rules) => Self::Inside,
            None => Self::National,
        };
        let dearest = readings(number, rules).iter().map(of_reading).max();
        let home = format!("+{}{}", rules.country, rules.area);
        match dearest.unwrap_or(Self::National) {
            Self::National if !rules.area.is_empty() && number.canonical.starts_with(&home) => {
                Self::Local
            }
            class => class,
        }
    }
}

/// The longest beginning of this reading that is blocked for everybody.
fn closed_beginning<'a>(
    reading: &'a str,
    rules: &NumberRules,
    closed: &'a [String],
) -> Option<&'a str> {
    if dear::is_emergency(reading) {
        return Some(reading);
    }
    if is_extension(reading, rules) {
        return None;
    }
    let dear = longest(closed.iter(), reading);
    let is_home = !rules.country.is_empty()
        && reading.strip_prefix('+').is_some_and(|it| it.starts_with(&rules.country));
    dear.or_else(|| (reading.starts_with('+') && !is_home).then_some("+"))
}

fn is_extension(reading: &str, rules: &NumberRules) -> bool {
    !reading.starts_with('+') && reading.len() <= rules.internal_digits
}

fn longest<'a>(beginnings: impl Iterator<Item = &'a String>, number: &str) -> Option<&'a str> {
    beginnings
        .map(String::as_str)
        .filter(|beginning| number.starts_with(beginning))
        .max_by_key(|it| it.len())
}

/// All the canonical numbers that an exchange might read from the digits.
fn readings(number: &Number, rules: &NumberRules) -> Vec<String> {
    let mut readings = vec![number.canonical.clone()];
    let mut add = |reading: String| {
        if !reading.is_empty() && !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    // The number may be behind a code for the exchange (*31#), or between several codes. Behind a
    // code, the exchange may not expect the prefix for an outside line again.
    let has_code = number.dialled.contains(['*', '#']);
    let inside = NumberRules { outside: String::new(), ..rules.clone() };
    for part in number.dialled.split(['*', '#']) {
        let Ok(read) = rules.read(part) else { continue };
        add(read.canonical);
        if let Some(read) = inside.read(part).ok().filter(|_| has_code) {
            add(read.canonical);
        }
        // The digits as they are dialled, because a service number has no country code.
        let digits = part.trim_start_matches('+');
        let behind = digits.strip_prefix(rules.outside.as_str()).unwrap_or(digits);
        if !part.starts_with('+') {
            add(behind.to_owned());
            // The country's numbers have no national prefix.
            if rules.national.is_empty()
                && !rules.country.is_empty()
                && !is_extension(behind, rules)
            {
                add(format!("+{}{behind}", rules.country));
            }
        }
    }
    // Readings of numbers as +49 (0)900 …, and of zeros before a country code.
    for index in 0..readings.len() {
        let Some(digits) = readings[index].strip_prefix('+') else { continue };
        let without_zeros = digits.trim_start_matches('0');
        let national = without_zeros.strip_prefix(rules.country.as_str()).unwrap_or(without_zeros);
        let inside = national.trim_start_matches('0');
        let found = [format!("+{without_zeros}"), format!("+{}{inside}", rules.country)];
        let [plain, at_home] = found;
        let is_home = !rules.country.is_empty() && without_zeros.starts_with(&rules.country);
        for reading in [Some(plain), is_home.then_some(at_home)].into_iter().flatten() {
            if !readings.contains(&reading) {
                readings.push(reading);
            }
        }
    }
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn germany() -> NumberRules {
        NumberRules {
            country: "49".into(),
            area: "991".into(),
            internal_digits: 4,
            forbidden: Vec::new(),
            ..NumberRules::default()
        }
    }

    /// The settings of one user or device.
    struct Own {
        allowed: Vec<String>,
        forbidden: Vec<String>,
        only: Vec<String>,
    }

    fn judged(written: &str, rules: &NumberRules, all: &[&Own]) -> Result<(), &'static str> {
        let settings: Vec<Openings<'_>> = all
            .iter()
            .map(|own| Openings {
                allowed: &own.allowed,
                forbidden: &own.forbidden,
                only: &own.only,
            })
            .collect();
        let number = rules.read(written).map_err(|_| "no-number")?;
        judge(&number, rules, &settings).map_err(|closed| closed.rule())
    }

    fn limits(allowed: &[&str], forbidden: &[&str], only: &[&str]) -> Own {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
        Own { allowed: texts(allowed), forbidden: texts(forbidden), only: texts(only) }
    }

    #[test]
    fn a_number_has_the_price_of_the_dearest_that_it_may_be_read_as() {
        let rules = germany();
        for (written, class) in [
            ("2101", PriceClass::Inside),
            ("0991 2700619", PriceClass::Local),
            ("+49 (0)991 2700619", PriceClass::Local),
            ("089 123456", PriceClass::National),
            ("+43 1 123456", PriceClass::Abroad),
            ("0900 1234567", PriceClass::Special),
            ("+43900123456", PriceClass::Abroad),
            ("+881 6123456", PriceClass::Special),
        ] {
            let number = rules.read(written).unwrap();
            assert_eq!(PriceClass::of(&number, &rules), class, "{written}");
        }
    }

    #[test]
    fn numbers_at_home_and_extensions_are_open_and_nothing_else_is() {
        let rules = germany();
        for open in ["0991 2700619", "+49 89 123456", "2700619", "2101", "0171 1234567"] {
            assert_eq!(judged(open, &rules, &[]), Ok(()), "{open}");
        }
        for (closed, rule) in [
            ("+43 1 23456", "number-abroad"),
            ("001 212 5550100", "number-abroad"),
            ("0900 1234567", "number-dear"),
            ("+49900 1", "number-dear"),
            ("0137 123456", "number-dear"),
            ("0180 5123456", "number-dear"),
            ("118 33", "number-dear"),
            ("11833", "number-dear"),
            ("0118 33", "number-dear"),
            ("110", "number-dear"),
            ("112", "number-dear"),
            ("010 33 0991 123456", "number-dear"),
            ("+881 6 1234567", "number-dear"),
            ("00870 1234567", "number-dear"),
            ("+979 1 2345678", "number-dear"),
        ] {
            assert_eq!(judged(closed, &rules, &[]), Err(rule), "{closed}");
        }
    }

    #[test]
    fn nothing_hides_a_number_that_is_closed() {
        let rules = NumberRules { extras: true, outside: "0".into(), ..germany() };
        for written in [
            "+49 (0)900 123456",
            "+490900123456",
            "0 0900 123456",
            "00049900123456",
            "*31#0900123456",
            "*31#00900123456",
            "0*31#0900123456",
            "+0049900123456",
            "#31#000439001234",
            "0 11833",
            "0112",
        ] {
            assert!(judged(written, &rules, &[]).is_err(), "{written}");
        }
        let world = limits(&["+"], &[], &[]);
        for written in ["+49 (0)900 123456", "+00881612345", "000881612345", "0*31#0900123456"] {
            assert!(judged(written, &rules, &[&world]).is_err(), "{written}");
        }
    }

    #[test]
    fn the_longer_beginning_counts() {
        let rules = germany();
        let austria = limits(&["+43"], &[], &[]);
        assert_eq!(judged("+43 1 23456", &rules, &[&austria]), Ok(()));
        assert_eq!(judged("+41 1 23456", &rules, &[&austria]), Err("number-abroad"));
        let world = limits(&["+"], &[], &[]);
        assert_eq!(judged("+43 1 23456", &rules, &[&world]), Ok(()));
        assert_eq!(
            judged("+881 6 123", &rules, &[&world]),
            Err("number-dear"),
            "the world is not the sky"
        );
        assert_eq!(judged("0900 123", &rules, &[&world]), Err("number-dear"));
        assert_eq!(judged("0900 123", &rules, &[&limits(&["+49900"], &[], &[])]), Ok(()));
        let but = limits(&["+4989123"], &["+4989"], &[]);
        assert_eq!(judged("089 1234", &rules, &[&but]), Ok(()));
        assert_eq!(judged("089 1299", &rules, &[&but]), Err("number-forbidden"));
    }

    #[test]
    fn one_who_forbids_is_not_overruled_by_another_who_allows() {
        let rules = germany();
        let (user, device) = (limits(&["+4312"], &[], &[]), limits(&[], &["+43"], &[]));
        assert_eq!(judged("+43 1 23456", &rules, &[&user]), Ok(()));
        assert_eq!(judged("+43 1 23456", &rules, &[&user, &device]), Err("number-forbidden"));
    }

    #[test]
    fn nothing_else_is_open_where_only_some_are() {
        let rules = germany();
        let only = limits(&[], &[], &["+4989", "21"]);
        assert_eq!(judged("089 123", &rules, &[&only]), Ok(()));
        assert_eq!(judged("2101", &rules, &[&only]), Ok(()));
        assert_eq!(judged("0991 123", &rules, &[&only]), Err("number-only"));
        let dear = limits(&[], &[], &["+49900"]);
        assert_eq!(
            judged("0900 1", &rules, &[&dear]),
            Err("number-dear"),
            "only closes, and opens nothing"
        );
    }

    #[test]
    fn without_a_country_abroad_is_what_is_written_so_and_dear_numbers_are_known_by_their_prefix() {
        let rules = NumberRules { forbidden: Vec::new(), ..NumberRules::default() };
        assert_eq!(judged("0991 123456", &rules, &[]), Ok(()));
        for closed in ["+49 991 1", "0043 1 1", "0900 1", "11833", "0137 1"] {
            assert!(judged(closed, &rules, &[]).is_err(), "{closed}");
        }
    }

    #[test]
    fn other_countries_plans_are_known() {
        let of = |country: &str, national: &str| NumberRules {
            country: country.into(),
            national: national.into(),
            forbidden: Vec::new(),
            ..NumberRules::default()
        };
        for (rules, open, closed) in [
            (of("43", "0"), "01 234567", "0930 123"),
            (of("41", "0"), "044 1234567", "0901 123"),
            (of("1", "1"), "1 212 5550100", "1 809 5550100"),
            (of("44", "0"), "020 71234567", "0909 8790000"),
            (of("39", ""), "06 1234567", "899 123456"),
            (of("34", ""), "911 234567", "806 123456"),
            (of("999", "0"), "01 234567", "0900 123"),
        ] {
            assert_eq!(
                judged(closed, &rules, &[]),
                Err("number-dear"),
                "{closed} in {}",
                rules.country
            );
            assert_eq!(judged(open, &rules, &[]), Ok(()), "{open} in {}", rules.country);
        }
    }
}
