//! Fax numbers: converts the number that a user wrote to the canonical form (`+…`) and to the
//! number that is dialled. Two numbers with the same canonical form belong to the same receiver.
//!
//! The meaning of zeros differs from PBX to PBX, so each prefix is a setting of its own. The
//! prefixes are removed from the left: first the outside line (`outside_prefix`), then the
//! international or national prefix. With `outside_prefix = 0`, `009912700619` is the outside line
//! and the national number 0991 2700619. Without it, `009912700619` is an international number.
//! Ferrofax guesses nothing else. A text that can't be a number is refused, never trimmed.
//!
//! One zero is removed: the zero of `+49 (0)991 …`, which is dialled only within the country. A
//! number that no numbering plan of the world has (`+0…`, `+49 0…`, a prefix with nothing behind
//! it) is refused: see `plan`. Premium-rate numbers and numbers abroad are blocked for all users to
//! whom no setting allows them: see `judge` and `dear`. `groups` writes a number for people to
//! read.

mod dear;
mod groups;
mod judge;
mod plan;
mod spellings;

use super::value::{ValueError, beginnings, conf_settings, digits, number, one_of, words, yes_no};

pub use groups::in_groups;
pub use judge::{Closed, Openings, PriceClass, judge};
pub use spellings::spelt;

conf_settings! {
    /// The rules for fax numbers in `ferrofax.conf`.
    pub struct NumberRules {
        /// `country_code`: the code of our country, without `+`. Empty: national numbers have no
        /// canonical form but themselves.
        country: String = String::new(), "country_code" => country;
        /// `area_code`: the code of our area, without the national prefix. Empty: local numbers
        /// have no canonical form but themselves.
        area: String = String::new(), "area_code" => digits;
        /// `international_prefix`: the digits that stand for `+`.
        international: String = "00".to_owned(), "international_prefix" => digits;
        /// `national_prefix`: the digits before an area code.
        national: String = "0".to_owned(), "national_prefix" => digits;
        /// `outside_prefix`: the digits that users write to get an outside line. Empty: none.
        outside: String = String::new(), "outside_prefix" => digits;
        /// `internal_digits`: a number with at most this many digits is an extension of our PBX. 0:
        /// no number is an extension.
        internal_digits: usize = 0, "internal_digits" => internal_digits;
        /// `number_format`: the form in which numbers are dialled.
        format: NumberFormat = NumberFormat::AsIs, "number_format" => one_of;
        /// `dial_extras`: whether numbers may contain `*` and `#`.
        extras: bool = false, "dial_extras" => yes_no;
        /// `forbidden`: canonical beginnings of numbers to which no user may send faxes.
        forbidden: Vec<String> = DEAR.map(str::to_owned).to_vec(), "forbidden" => beginnings;
        /// `allowed`: canonical beginnings of premium-rate numbers and numbers abroad that are
        /// allowed to the PBX's own command line and AMI.
        allowed: Vec<String> = Vec::new(), "allowed" => beginnings;
    }
}

fn country(text: &str) -> Result<String, ValueError> {
    digits(text.strip_prefix('+').unwrap_or(text))
}

fn internal_digits(text: &str) -> Result<usize, ValueError> {
    number(text, 0, 20).map(|digits| digits as usize)
}

words! {
    /// The form in which a number is dialled.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum NumberFormat {
        /// The digits as the user wrote them.
        #[default]
        AsIs = "asis",
        /// The number with the national or the international prefix, and without the prefix for an
        /// outside line.
        National = "national",
        /// The number as `+` and digits.
        E164 = "e164",
    }
}

/// A number that the rules allow, in its two forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// The canonical form of this receiver's number: `+…`, or the digits alone if no country is
    /// known or the number is an extension.
    pub canonical: String,
    /// The digits that are dialled.
    pub dialled: String,
}

/// The reason why a number is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text has no digits.
    #[error("'{0}' has no digits")]
    Empty(String),
    /// The text has a character that no number has.
    #[error(
        "'{number}' is not a number: '{found}' can't be dialled; use digits, a leading + and the separators - . / ( )"
    )]
    NotANumber {
        /// The text as the user wrote it.
        number: String,
        /// The first character that no number has.
        found: char,
    },
    /// The number is too long for any telephone network. E.164 allows 15 digits; prefixes are added
    /// to them.
    #[error("'{0}' has more than 20 digits")]
    TooLong(String),
    /// No numbering plan has such a number.
    #[error("'{number}' is not a valid telephone number: {why}")]
    NotInThePlan {
        /// The text as the user wrote it.
        number: String,
        /// The fault of the number, and the right form.
        why: String,
    },
    /// The setting `forbidden` blocks the number.
    #[error("faxes to {prefix}… are blocked by the setting 'forbidden'")]
    Forbidden {
        /// The forbidden beginning.
        prefix: String,
    },
}

/// The greatest number of digits. E.164 allows 15; prefixes for lines and carriers are added to
/// them.
const MOST_DIGITS: usize = 20;

/// The default of `forbidden`: satellites and international premium-rate numbers (ITU-T E.164's
/// country codes 870, 881 to 883 and 979). The premium-rate numbers of a country itself differ from
/// country to country.
const DEAR: [&str; 5] = ["+870", "+881", "+882", "+883", "+979"];

impl NumberRules {
    /// Reads a number as a user wrote it.
    ///
    /// # Errors
    /// [`NumberError`]: the reason why the number is refused.
    pub fn read(&self, written: &str) -> Result<Number, NumberError> {
        let plain = plain(&self.without_inner_zero(written), self.extras)?;
        let canonical = self.canonical(&plain);
        plan::check(written, &plain, &canonical, self)?;
        if let Some(prefix) = self.forbidden_beginning(&canonical) {
            return Err(NumberError::Forbidden { prefix: prefix.clone() });
        }
        let dialled = self.dialled(&plain, &canonical);
        Ok(Number { canonical, dialled })
    }

    /// `+49 (0)991 …` without the zero. The zero is kept if anything but a country's code is before
    /// it (`(0)991`, `2700-(0)`), and for countries whose numbers begin with it (Italy).
    fn without_inner_zero(&self, written: &str) -> String {
        let whole = || written.to_owned();
        let Some((before, (bracketed, behind))) = written
            .split_once('(')
            .and_then(|(before, rest)| Some((before, rest.split_once(')')?)))
        else {
            return whole();
        };
        let Ok(plain) = plain(before, false) else { return whole() };
        let outside = strip(&plain, &self.outside).unwrap_or(&plain);
        let code = plain.strip_prefix('+').or_else(|| strip(outside, &self.international));
        let is_code =
            |code: &&str| plan::country_code(code) == Some(*code) && !plan::keeps_zero(code, self);
        match code.filter(is_code) {
            Some(_) if bracketed.trim() == "0" => format!("{before}{behind}"),
            _ => whole(),
        }
    }

    /// The forbidden beginning of a number. A code for the exchange (`*31#`) before a number does
    /// not hide the number.
    fn forbidden_beginning(&self, canonical: &str) -> Option<&String> {
        let behind_code = canonical.rsplit(['*', '#']).next().map(|rest| self.canonical(rest));
        let begins = |prefix: &&String| {
            let prefix = prefix.as_str();
            canonical.starts_with(prefix)
                || behind_code.as_ref().is_some_and(|number| number.starts_with(prefix))
        };
        self.forbidden.iter().find(begins)
    }

    fn canonical(&self, plain: &str) -> String {
        if plain.starts_with('+') || plain.len() <= self.internal_digits {
            return plain.to_owned();
        }
        let outside = strip(plain, &self.outside).unwrap_or(plain);
        if let Some(rest) = strip(outside, &self.international) {
            return format!("+{rest}");
        }
        if self.country.is_empty() {
            return outside.to_owned();
        }
        match strip(outside, &self.national) {
            Some(rest) => format!("+{}{rest}", self.country),
            None if !self.area.is_empty() => format!("+{}{}{outside}", self.country, self.area),
            None => outside.to_owned(),
        }
    }

    fn dialled(&self, plain: &str, canonical: &str) -> String {
        let Some(digits) =
            canonical.strip_prefix('+').filter(|_| self.format != NumberFormat::AsIs)
        else {
            return plain.to_owned();
        };
        match (self.format, digits.strip_prefix(self.country.as_str())) {
            (NumberFormat::National, Some(rest)) if !self.country.is_empty() => {
                format!("{}{rest}", self.national)
            }
            (NumberFormat::National, _) => format!("{}{digits}", self.international),
            _ => canonical.to_owned(),
        }
    }
}

/// The digits and a leading `+` of a text, without separators. `extras`: `*` and `#` are also
/// allowed.
///
/// # Errors
/// [`NumberError`]: the reason why the text can't be dialled.
pub fn plain(written: &str, extras: bool) -> Result<String, NumberError> {
    let mut plain = String::new();
    for found in written.trim().chars() {
        match found {
            '0'..='9' => plain.push(found),
            '*' | '#' if extras => plain.push(found),
            '+' if plain.is_empty() => plain.push(found),
            ' ' | '-' | '.' | '/' | '(' | ')' => {}
            _ => return Err(NumberError::NotANumber { number: written.to_owned(), found }),
        }
    }
    let signs = plain.trim_start_matches('+').len();
    match signs {
        _ if !plain.contains(|c: char| c.is_ascii_digit()) => {
            Err(NumberError::Empty(written.to_owned()))
        }
        1..=MOST_DIGITS => Ok(plain),
        _ => Err(NumberError::TooLong(written.to_owned())),
    }
}

fn strip<'a>(number: &'a str, prefix: &str) -> Option<&'a str> {
    if prefix.is_empty() {
        None
    } else {
        number.strip_prefix(prefix).filter(|rest| !rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn germany() -> NumberRules {
        NumberRules {
            country: "49".into(),
            area: "991".into(),
            internal_digits: 4,
            ..NumberRules::default()
        }
    }

    fn canonical(rules: &NumberRules, written: &str) -> String {
        rules.read(written).unwrap().canonical
    }

    #[test]
    fn each_form_of_a_number_is_the_same_receiver() {
        let rules = germany();
        for written in [
            "+499912700619",
            "00499912700619",
            "0991 2700619",
            "0991/2700-619",
            "(0991) 2700619",
            "2700619",
        ] {
            assert_eq!(canonical(&rules, written), "+499912700619", "{written}");
        }
        assert_eq!(canonical(&rules, "2101"), "2101", "an extension is itself");
    }

    /// One setting decides between two readings of the same digits.
    #[test]
    fn two_zeros_are_an_outside_line_and_a_national_number_or_an_international_one() {
        assert_eq!(canonical(&germany(), "009912700619"), "+9912700619");
        let outside = NumberRules { outside: "0".into(), ..germany() };
        assert_eq!(canonical(&outside, "009912700619"), "+499912700619");
        assert_eq!(canonical(&outside, "000499912700619"), "+499912700619");
        assert_eq!(
            outside.read("009912700619").unwrap().dialled,
            "009912700619",
            "dialled as it was written"
        );
    }

    #[test]
    fn is_dialled_in_the_form_that_the_trunk_wants() {
        let dialled = |format, written| {
            NumberRules { format, outside: "0".into(), ..germany() }
                .read(written)
                .unwrap()
                .dialled
        };
        assert_eq!(dialled(NumberFormat::National, "009912700619"), "09912700619");
        assert_eq!(dialled(NumberFormat::National, "+43123"), "0043123");
        assert_eq!(dialled(NumberFormat::E164, "009912700619"), "+499912700619");
        assert_eq!(dialled(NumberFormat::E164, "2101"), "2101");
    }

    #[test]
    fn what_is_no_number_is_refused_and_never_trimmed() {
        let rules = germany();
        for (written, words) in [
            ("", "no digits"),
            ("+", "no digits"),
            ("123@evil", "'@'"),
            ("0991&0992", "'&'"),
            ("12,3", "','"),
            ("0991p1", "'p'"),
            ("+1+2", "'+'"),
            ("123456789012345678901", "more than 20"),
        ] {
            let error = rules.read(written).unwrap_err().to_string();
            assert!(error.contains(words), "{written}: {error}");
        }
    }

    #[test]
    fn a_zero_in_brackets_is_left_out_behind_a_countrys_code_and_nowhere_else() {
        let rules = germany();
        let outside = NumberRules { outside: "0".into(), ..germany() };
        for (rules, written, expected, dialled) in [
            (&rules, "+49 (0)991 270061", "+49991270061", "+49991270061"),
            (&rules, "+49(0)991/270061", "+49991270061", "+49991270061"),
            (&rules, "+49 ( 0 ) 991 270061", "+49991270061", "+49991270061"),
            (&rules, "0049 (0)991 270061", "+49991270061", "0049991270061"),
            (&outside, "0 0049 (0)991 270061", "+49991270061", "00049991270061"),
            (&rules, "+44 (0)20 7946 0018", "+442079460018", "+442079460018"),
            (&rules, "+352 (0)26 123", "+35226123", "+35226123"),
            (&rules, "(0)991 270061", "+49991270061", "0991270061"),
            (&rules, "(0991) 270061", "+49991270061", "0991270061"),
            (&rules, "+49 991 2700(0)", "+4999127000", "+4999127000"),
            (&rules, "+39 (0)6 1234567", "+39061234567", "+39061234567"),
            (&rules, "+39 06 1234567", "+39061234567", "+39061234567"),
        ] {
            let number = rules.read(written).unwrap_or_else(|error| panic!("{written}: {error}"));
            assert_eq!(
                (number.canonical.as_str(), number.dialled.as_str()),
                (expected, dialled),
                "{written}"
            );
        }
    }

    #[test]
    fn what_no_plan_has_is_refused_with_what_is_wrong() {
        let (rules, no_country) = (germany(), NumberRules::default());
        let no_extensions = NumberRules { internal_digits: 0, ..germany() };
        let outside = NumberRules { outside: "0".into(), ..germany() };
        let america =
            NumberRules { country: "1".into(), national: "1".into(), ..NumberRules::default() };
        for (rules, written, words) in [
            (&rules, "0", "only a prefix"),
            (&rules, "00", "a prefix"),
            (&no_country, "0", "a prefix"),
            (&no_country, "00", "a prefix"),
            (&outside, "000", "a prefix"),
            (&outside, "00", "a prefix"),
            (&no_country, "1", "too short"),
            (&no_country, "12", "too short"),
            (&america, "1", "a prefix"),
            (&no_extensions, "01", "too short"),
            (&rules, "+4", "too short"),
            (&rules, "+49", "too short"),
            (&no_extensions, "0049", "too short"),
            (&rules, "+35", "too short"),
            (&rules, "+0991270061", "0991270061 is a national number"),
            (&rules, "000991270061", "no country code begins with 0"),
            (&rules, "+490991270061", "write +49991270061"),
            (&rules, "+49 0991 270061", "write +49991270061"),
            (&rules, "00490991270061", "a number does not begin with 0"),
            (&no_country, "+490991270061", "write +49991270061"),
            (&rules, "+43 0123456", "write +43123456"),
            (&rules, "+4312345678901234", "too long"),
        ] {
            let error = rules.read(written).map(|number| number.canonical).unwrap_err();
            assert!(matches!(error, NumberError::NotInThePlan { .. }), "{written}: {error}");
            assert!(error.to_string().contains(words), "{written}: {error}");
        }
        for (rules, written) in
            [(&rules, "1"), (&rules, "110"), (&no_country, "110"), (&no_country, "+80000123456")]
        {
            assert!(rules.read(written).is_ok(), "{written}");
        }
    }

    #[test]
    fn stars_and_hashes_are_dialled_only_where_that_is_allowed() {
        let error = germany().read("*31#0991270").unwrap_err().to_string();
        assert!(error.contains("'*'"), "{error}");
        let rules = NumberRules { extras: true, ..germany() };
        assert_eq!(rules.read("*31#0991270").unwrap().dialled, "*31#0991270");
        assert!(matches!(rules.read("*31#0088161234567"), Err(NumberError::Forbidden { .. })));
        assert!(rules.read("*#").is_err());
    }

    #[test]
    fn satellites_are_forbidden_unless_the_administrator_says_otherwise() {
        assert!(NumberRules::default().read("+881 6 1234567").is_err());
        let rules = NumberRules { forbidden: Vec::new(), ..NumberRules::default() };
        assert!(rules.read("+881 6 1234567").is_ok());
    }

    #[test]
    fn a_forbidden_beginning_is_found_in_any_form() {
        let rules = NumberRules { forbidden: vec!["+49900".into()], ..germany() };
        for written in ["0900 123456", "+49 900 123456", "0049900123456"] {
            assert_eq!(
                rules.read(written),
                Err(NumberError::Forbidden { prefix: "+49900".into() }),
                "{written}"
            );
        }
    }
}
