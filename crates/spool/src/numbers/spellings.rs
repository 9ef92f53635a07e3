//! The forms in which a fax's record can contain one number. Networks report it with `+`, `00`, `0`
//! or with none of these. Fax machines identify themselves by it, and people write it.

use super::{NumberRules, plan};

/// The digits of a number and a leading `+`, as in [`NumberRules::spellings`]. No country code
/// begins with 0, so a `+` before 0 means nothing.
pub fn spelt(written: &str) -> String {
    let digits = |c: &char| c.is_ascii_digit();
    let begin = written.find(|c: char| c == '+' || c.is_ascii_digit()).unwrap_or(written.len());
    let number: String = written[begin..].chars().filter(digits).collect();
    let is_open = written[begin..].starts_with('+') && !number.starts_with('0');
    if is_open { format!("+{number}") } else { number }
}

impl NumberRules {
    /// All forms in which a fax's record can contain a number, without signs that only help the eye
    /// ([`spelt`]). A number that begins with `+` is exactly this number. Only a number without `+`
    /// may be a domestic one. Empty if the number has no digits.
    pub fn spellings(&self, written: &str) -> Vec<String> {
        let mut found = self.ways(written);
        let Some(canonical) = self.open_canonical(written) else {
            if !found.is_empty() && written.trim_start().starts_with('+') {
                found.push(spelt(written));
                found.sort();
            }
            return found;
        };
        if let Some(digits) = canonical.strip_prefix('+') {
            // `+49 (0)991 …`, which no network reports.
            let home = self.country.as_str();
            let code = if digits.starts_with(home) && !home.is_empty() {
                Some(home)
            } else {
                plan::country_code(digits)
            };
            if let Some(code) = code.filter(|code| !plan::keeps_zero(code, self)) {
                let zero = format!("{code}0{}", &digits[code.len()..]);
                found.extend([format!("+{zero}"), format!("{}{zero}", self.international), zero]);
            }
        }
        found.push(canonical);
        found.sort();
        found.dedup();
        found
    }

    /// The forms of [`Self::spellings`], and also the local form if the number is in our own area.
    /// This finds more rather than less, for faxes that are better kept than lost (legal holds).
    pub(crate) fn wide_spellings(&self, written: &str) -> Vec<String> {
        let mut found = self.spellings(written);
        let ours = format!("+{}{}", self.country, self.area);
        let canonical = self.open_canonical(written).unwrap_or_default();
        let local = canonical
            .strip_prefix(&ours)
            .filter(|_| !self.country.is_empty() && !self.area.is_empty());
        let local = local.filter(|local| local.len() > self.internal_digits.max(2));
        found.extend(local.map(str::to_owned));
        found.sort();
        found.dedup();
        found
    }

    /// The canonical form of a number even if faxes to it are forbidden: that number can still have
    /// called us.
    fn open_canonical(&self, written: &str) -> Option<String> {
        let open = Self { forbidden: Vec::new(), ..self.clone() };
        open.read(written).ok().map(|number| number.canonical)
    }

    /// The digits of a number with its prefix, in each form that networks, fax machines and people
    /// use. These forms are for patterns. The pattern `_43X.` must not fit a caller from Kiel (431
    /// without its zero), unless the network reports the number without the zero. Empty if the
    /// number has no digits.
    pub fn ways_with_prefix(&self, written: &str) -> Vec<String> {
        self.ways_by(written, false)
    }

    /// The forms of [`Self::ways_with_prefix`], and also the domestic form without its prefix.
    pub fn ways(&self, written: &str) -> Vec<String> {
        self.ways_by(written, true)
    }

    fn ways_by(&self, written: &str, is_bare: bool) -> Vec<String> {
        let plain: String = written.chars().filter(char::is_ascii_digit).collect();
        if plain.is_empty() {
            return Vec::new();
        }
        let mut found = vec![plain];
        if let Some(canonical) = self.open_canonical(written) {
            let digits = canonical.trim_start_matches('+');
            found.push(digits.to_owned());
            if canonical.starts_with('+') {
                found.push(format!("{}{digits}", self.international));
                let home = digits.strip_prefix(&self.country).filter(|_| !self.country.is_empty());
                if let Some(home) = home {
                    let with_prefix = Some(&self.national).filter(|prefix| !prefix.is_empty());
                    found.extend(with_prefix.map(|prefix| format!("{prefix}{home}")));
                    found.extend(is_bare.then(|| home.to_owned()));
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
            assert_eq!(rules.ways(written), all, "{written}");
        }
        assert_eq!(rules.ways("2700619").len(), all.len() + 1, "and as it was written");
        assert_eq!(rules.ways("+43 1 234567"), ["00431234567", "431234567"]);
        assert_eq!(rules.ways("anonymous"), [""; 0]);
        assert_eq!(rules.spellings("anonymous"), [""; 0]);
    }

    /// The number in Kiel without its prefix is the number in Vienna without its `+`.
    #[test]
    fn what_begins_with_plus_is_one_number_alone() {
        let rules = NumberRules { country: "49".into(), ..NumberRules::default() };
        let kiel = rules.spellings("+49 431 234567");
        for row in ["+49 431 234567", "0431/234567", "0049431234567", "431234567"] {
            assert!(kiel.contains(&spelt(row)), "{row}");
        }
        for row in ["+49 (0)431 234567", "+490431234567", "0049 (0)431 234567"] {
            assert!(kiel.contains(&spelt(row)), "{row}");
        }
        assert!(!kiel.contains(&spelt("+43 1 234567")), "{kiel:?}");
        assert!(!kiel.contains(&spelt("0043 1 234567")), "{kiel:?}");
        assert!(rules.spellings("+43 1 234567").contains(&spelt("+43 (0)1 234567")));
        assert_eq!(spelt("FAX +49 431-2"), "+494312");
        assert!(
            kiel.contains(&spelt("+0431 234567"))
                && kiel.contains(&spelt("FAX-NR +0049 431 234567"))
        );
        assert_eq!(
            rules.ways_with_prefix("+49 431 234567"),
            ["0049431234567", "0431234567", "49431234567"]
        );
        assert!(rules.ways_with_prefix("431234567").contains(&"431234567".to_owned()));
        assert_eq!(spelt("anonymous"), "");
    }

    #[test]
    fn within_its_area_a_number_is_said_without_it() {
        let rules = NumberRules {
            country: "49".into(),
            area: "991".into(),
            internal_digits: 4,
            ..NumberRules::default()
        };
        assert!(rules.wide_spellings("+49 991 12345").contains(&"12345".to_owned()));
        assert!(!rules.spellings("+49 991 12345").contains(&"12345".to_owned()));
        let short = rules.wide_spellings("+49 991 1234");
        assert!(!short.contains(&"1234".to_owned()), "that is an extension");
    }

    #[test]
    fn a_number_that_cannot_be_read_is_its_digits() {
        let rules = NumberRules::default();
        assert_eq!(rules.spellings("+49 0991 27"), ["+49099127", "49099127"]);
        assert_eq!(rules.spellings("+870 123456"), ["+870123456", "00870123456", "870123456"]);
    }
}
