//! The rules in the settings `refuse` and `junk`. A rule in `refuse` selects callers whose calls
//! are hung up without an answer. A rule in `junk` selects received faxes that are stored as junk
//! (unwanted faxes). Rules are separated by commas; the first that matches applies.
//!
//! ```text
//! +49 991 12345    this number, in any form in which a network sends it
//! _0900X.          a pattern of digits as in the dialplan: X, Z, N, a dot at the end
//! hidden           callers that hide their number
//! ident:SHOP*      the remote fax machine's TSI; * is any text; case and blanks are ignored
//! black:60         at least this percentage of all pixels of the fax is black
//! blackpages:2     at least this many pages have 90 % black pixels or more
//! ```
//!
//! The rules `ident`, `black` and `blackpages` use facts that are known only after the fax was
//! received. So only the setting `junk` may contain them.

use super::SettingError;
use super::subaddress::Pattern;
use ferrofax_spool::numbers::{NumberRules, spelt};
use ferrofax_spool::value::number;

/// The rules in the setting `refuse`: they select callers whose calls are hung up without an
/// answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerRules(Vec<CallerRule>);

/// The rules by which a received fax counts as junk (`junk`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JunkRules(Vec<JunkRule>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct CallerRule {
    /// The rule about callers, as it is written in the setting `refuse` or `junk`.
    text: String,
    of: Callers,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Callers {
    Hidden,
    Number,
    Like(Pattern),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum JunkRule {
    Caller(CallerRule),
    /// A rule that matches if the remote fax machine's identification fits a pattern with
    /// asterisks. The values are the pattern as it was written, and its parts between the
    /// asterisks.
    Ident(String, Vec<String>),
    /// A rule that matches if all pages of the fax together have at least this percentage of black
    /// pixels.
    Black(u32),
    BlackPages(u32),
}

/// The facts about a received fax by which the rules in `junk` decide whether it is junk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suspect<'a> {
    /// The telephone number of the calling side; empty if it was hidden.
    pub calling: &'a str,
    /// The remote fax machine's identification.
    pub ident: &'a str,
    /// For each page, the number of black pixels and the number of all pixels.
    pub pages: &'a [(u64, u64)],
}

/// The percentage of black pixels from which a page counts as black.
const BLACK_PAGE_PERCENT: u64 = 90;

impl CallerRules {
    /// Reads the rules in the setting `refuse`, which are separated by commas. An empty text means
    /// that there are no rules.
    ///
    /// # Errors
    /// A rule has a fault. The error names the first such rule.
    pub fn read(text: &str) -> Result<Self, SettingError> {
        let of = |rule: &str| {
            caller_rule(rule).ok_or_else(|| SettingError::NotACallerRule(rule.to_owned()))
        };
        each(text).map(of).collect::<Result<_, _>>().map(Self)
    }

    /// Finds the first `refuse` rule that matches a caller. Returns the rule as it is written in
    /// the settings. `numbers` defines the forms in which a network may send the caller's number.
    pub fn fits(&self, calling: &str, numbers: &NumberRules) -> Option<&str> {
        self.0
            .iter()
            .find(|rule| rule.fits(calling, numbers))
            .map(|rule| rule.text.as_str())
    }
}

impl JunkRules {
    /// Reads the rules in the setting `junk`, which are separated by commas. An empty text means
    /// that there are no rules.
    ///
    /// # Errors
    /// A rule has a fault. The error names the first such rule.
    pub fn read(text: &str) -> Result<Self, SettingError> {
        each(text).map(junk_rule).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the setting `junk` has no rule. The black pixels of the pages then need not be
    /// counted.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Finds the first `junk` rule that matches a fax. Returns the rule as it is written in the
    /// settings.
    pub fn fits(&self, suspect: &Suspect<'_>, numbers: &NumberRules) -> Option<String> {
        self.0.iter().find(|rule| rule.fits(suspect, numbers)).map(JunkRule::text)
    }
}

fn each(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|rule| !rule.is_empty())
}

fn caller_rule(text: &str) -> Option<CallerRule> {
    let for_the_eye = |c: char| matches!(c, '+' | ' ' | '-' | '.' | '/' | '(' | ')');
    let of = match text {
        _ if text.eq_ignore_ascii_case("hidden") => Callers::Hidden,
        _ if text.starts_with('_') => Callers::Like(Pattern::read(text)?),
        _ if text.contains(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || for_the_eye(c)) =>
        {
            Callers::Number
        }
        _ => return None,
    };
    Some(CallerRule { text: text.to_owned(), of })
}

fn junk_rule(text: &str) -> Result<JunkRule, SettingError> {
    let wrong = || SettingError::NotAJunkRule(text.to_owned());
    let Some((what, of)) = text.split_once(':') else {
        return caller_rule(text).map(JunkRule::Caller).ok_or_else(wrong);
    };
    let of = of.trim();
    match what.trim().to_ascii_lowercase().as_str() {
        "ident" if !bare(of).replace('*', "").is_empty() => {
            let parts = bare(of).split('*').map(str::to_owned).collect();
            Ok(JunkRule::Ident(of.to_owned(), parts))
        }
        "black" => number(of, 1, 100).map(JunkRule::Black).map_err(|_| wrong()),
        "blackpages" => number(of, 1, 10_000).map(JunkRule::BlackPages).map_err(|_| wrong()),
        _ => Err(wrong()),
    }
}

/// Removes the blanks from a text, such as a station identification, and converts the text to lower
/// case.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

impl CallerRule {
    fn fits(&self, calling: &str, numbers: &NumberRules) -> bool {
        let digits: String = calling.chars().filter(char::is_ascii_digit).collect();
        match &self.of {
            Callers::Hidden => digits.is_empty(),
            Callers::Number => numbers.spellings(&self.text).contains(&spelt(calling)),
            Callers::Like(pattern) => {
                numbers.ways_with_prefix(calling).iter().any(|digits| pattern.fits(digits))
            }
        }
    }
}

impl JunkRule {
    fn fits(&self, suspect: &Suspect<'_>, numbers: &NumberRules) -> bool {
        match self {
            Self::Caller(rule) => rule.fits(suspect.calling, numbers),
            Self::Ident(_, parts) => is_like(&bare(suspect.ident), parts),
            Self::Black(percent) => {
                let sum =
                    |(black, all): (u64, u64), page: &(u64, u64)| (black + page.0, all + page.1);
                is_black(suspect.pages.iter().fold((0, 0), sum), u64::from(*percent))
            }
            Self::BlackPages(count) => {
                let black =
                    suspect.pages.iter().filter(|page| is_black(**page, BLACK_PAGE_PERCENT));
                black.count() >= *count as usize
            }
        }
    }

    /// The rule as it is written in the setting `junk`.
    fn text(&self) -> String {
        match self {
            Self::Caller(rule) => rule.text.clone(),
            Self::Ident(text, _) => format!("ident:{text}"),
            Self::Black(percent) => format!("black:{percent}"),
            Self::BlackPages(count) => format!("blackpages:{count}"),
        }
    }
}

fn is_black((black, all): (u64, u64), percent: u64) -> bool {
    all > 0 && black * 100 >= all * percent
}

/// Whether a text consists of these parts, with any text between them. The first part must be at
/// its beginning, and the last at its end.
fn is_like(text: &str, parts: &[String]) -> bool {
    let [first, middle @ .., last] = parts else {
        return parts.first().is_some_and(|only| only == text);
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
    for part in middle {
        let Some((_, behind)) = rest.split_once(part.as_str()) else { return false };
        rest = behind;
    }
    rest.ends_with(last.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn germany() -> NumberRules {
        NumberRules { country: "49".into(), area: "991".into(), ..NumberRules::default() }
    }

    fn fits(rules: &str, calling: &str) -> bool {
        CallerRules::read(rules).unwrap().fits(calling, &germany()).is_some()
    }

    #[test]
    fn a_caller_fits_by_his_number_a_pattern_or_by_hiding() {
        for calling in ["+4999112345", "0991 12345", "004999112345"] {
            assert!(fits("hidden, +49 (0)991 12345", calling), "{calling}");
            assert!(fits("_0991X.", calling) && fits("_4999112345", calling), "{calling}");
            assert!(!fits("hidden,_0900X.,+49 991 1234", calling), "{calling}");
        }
        // The pattern matches America and Austria, but not a caller with a mobile number or from
        // Kiel.
        assert!(!fits("_1X.,_43X.", "+49 171 1234567") && !fits("_43X.", "+49 431 234567"));
        for hidden in ["", "anonymous"] {
            assert!(fits("hidden", hidden) && !fits("+49 991 1,_X.", hidden));
        }
        assert!(!fits("", "+4999112345"));
        let rules = CallerRules::read("hidden, _0900X.").unwrap();
        assert_eq!(rules.fits("0900 123", &germany()), Some("_0900X."), "it is named");
    }

    #[test]
    fn a_fax_is_junk_by_its_caller_its_identification_or_its_black() {
        let rule = |rules: &str, ident: &str, pages: &[(u64, u64)]| {
            let suspect = Suspect { calling: "0991 12345", ident, pages };
            JunkRules::read(rules).unwrap().fits(&suspect, &germany())
        };
        assert_eq!(rule("+49 991 12345", "", &[]).as_deref(), Some("+49 991 12345"));
        assert_eq!(
            rule("ident:Sun * Ltd*", "SUN Travel LTD.", &[]).as_deref(),
            Some("ident:Sun * Ltd*")
        );
        assert_eq!(rule("ident:sun", "SUNNY", &[]), None);
        assert!(rule("ident:*1234", "+49 12 34", &[]).is_some());
        let pages = [(95, 100), (20, 100), (90, 100)];
        assert!(rule("black:60", "", &pages).is_some() && rule("black:70", "", &pages).is_none());
        assert!(rule("blackpages:2", "", &pages).is_some());
        assert!(rule("blackpages:3", "", &pages).is_none());
        assert_eq!(rule("black:1,blackpages:1,hidden", "", &[]), None, "without pages");
    }

    #[test]
    fn what_is_no_rule_is_named() {
        for wrong in ["shop", "_", "ident:x", "black:60", "0991x", "+"] {
            let error = CallerRules::read(wrong).unwrap_err().to_string();
            assert!(error.contains("no rule for callers"), "{error}");
        }
        for wrong in
            ["shop", "ident:", "ident: * ", "black:0", "black:101", "blackpages:x", "pages:2"]
        {
            let error = JunkRules::read(wrong).unwrap_err().to_string();
            assert!(error.contains("no rule for junk"), "{wrong}: {error}");
        }
    }
}
