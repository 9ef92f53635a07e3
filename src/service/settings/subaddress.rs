//! Routes a fax to a device by the subaddress that its sender asks for (SUB, ITU-T T.30
//! §5.3.6.1.2): `subaddresses = 4711:2101,_47XX:2102,_X.:{SUB}`.
//!
//! The text before the colon is the subaddress, or a pattern as in the dialplan after `_`. The text
//! after the colon is the extension of a device, in the context of the called device or in the
//! context after an `@`. `{SUB}` in the text after the colon means the subaddress (a dialplan would
//! replace `${SUB}` itself). The first rule that matches applies.

use super::SettingError;
use ferrofax_basics::DeviceName;

const SUB: &str = "{SUB}";

/// The rules for routing faxes by subaddress, in the order in which they are tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubaddressRules(Vec<Rule>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    of: Pattern,
    exten: String,
    context: Option<String>,
}

/// Digits, or a pattern for digits as in the dialplan. They are compared with a subaddress or, in
/// the settings `refuse` and `junk`, with the caller's telephone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Digits without placeholders: the pattern matches only the same digits.
    Is(String),
    /// A pattern that matches one character for each element, as in the dialplan: X is any digit, Z
    /// is 1 to 9, N is 2 to 9, and others match themselves. With `more`, at least one further
    /// character must follow.
    Like { each: Vec<char>, more: bool },
}

impl SubaddressRules {
    /// Reads the rules in the setting `subaddresses`, which are separated by commas. An empty text
    /// means that there are no rules.
    ///
    /// # Errors
    /// A rule has a fault. The error names the first such rule.
    pub fn read(text: &str) -> Result<Self, SettingError> {
        let rules = text.split(',').map(str::trim).filter(|rule| !rule.is_empty());
        rules.map(rule).collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is no rule for routing faxes by subaddress.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Finds the device for a fax with the subaddress `sub`; the called device is in the context
    /// `called`. `None` if no rule matches.
    #[must_use]
    pub fn device(&self, sub: &str, called: &str) -> Option<DeviceName> {
        let sub: String = sub.chars().filter(|c| !c.is_whitespace()).collect();
        let rule = self.0.iter().find(|rule| rule.of.fits(&sub))?;
        let context = rule.context.as_deref().unwrap_or(called);
        Some(DeviceName::new(&rule.exten.replace(SUB, &sub), context))
    }
}

fn rule(text: &str) -> Result<Rule, SettingError> {
    let wrong = || SettingError::NotASubaddressRule(text.to_owned());
    let (of, device) = text.split_once(':').ok_or_else(wrong)?;
    let (exten, context) = match device.trim().split_once('@') {
        Some((exten, context)) => (exten, Some(context.to_owned())),
        None => (device.trim(), None),
    };
    if exten.is_empty() || context.as_deref() == Some("") || exten.replace(SUB, "").contains('$') {
        return Err(wrong());
    }
    let of = Pattern::read(of.trim()).ok_or_else(wrong)?;
    Ok(Rule { of, exten: exten.to_owned(), context })
}

impl Pattern {
    /// Reads digits (`*` and `#` count as digits), or a pattern after `_`; `None` if the text is
    /// neither.
    pub(super) fn read(text: &str) -> Option<Self> {
        let said = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
        let Some(pattern) = text.strip_prefix('_') else {
            return (!text.is_empty() && text.chars().all(said)).then(|| Self::Is(text.to_owned()));
        };
        let ends = pattern.strip_suffix('.');
        let each: Vec<char> =
            ends.unwrap_or(pattern).chars().map(|c| c.to_ascii_uppercase()).collect();
        let is_one = each.iter().all(|&c| said(c) || matches!(c, 'X' | 'Z' | 'N'));
        (is_one && !pattern.is_empty()).then_some(Self::Like { each, more: ends.is_some() })
    }

    pub(super) fn fits(&self, sub: &str) -> bool {
        match self {
            Self::Is(one) => one == sub,
            Self::Like { each, more } => {
                let length = sub.chars().count();
                // The dot stands for one character or more, as in the dialplan.
                let long_enough = if *more { length > each.len() } else { length == each.len() };
                long_enough && each.iter().zip(sub.chars()).all(|(&like, c)| is_like(like, c))
            }
        }
    }
}

/// Whether the character `c` matches the element `like` of a pattern: X is any digit, Z is 1 to 9,
/// N is 2 to 9, and others match themselves.
fn is_like(like: char, c: char) -> bool {
    match like {
        'X' => c.is_ascii_digit(),
        'Z' => ('1'..='9').contains(&c),
        'N' => ('2'..='9').contains(&c),
        same => same == c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_that_fits_holds() {
        let rules = SubaddressRules::read("4711:2101, _47XX:2102@sales ,_N.:{SUB},*1:9").unwrap();
        let device = |sub: &str| {
            rules
                .device(sub, "fax-devices")
                .map_or(String::new(), |device| device.to_string())
        };
        assert_eq!(device("4711"), "2101@fax-devices");
        assert_eq!(device(" 47 12"), "2102@sales");
        assert_eq!(device("47123"), "47123@fax-devices");
        assert_eq!(device("*1"), "9@fax-devices");
        for none in ["", "4", "1234", "*", "1", "#47"] {
            assert_eq!(device(none), "", "{none}");
        }
        assert_eq!(SubaddressRules::read("").unwrap(), SubaddressRules::default());
    }

    #[test]
    fn what_is_no_rule_is_named() {
        for wrong in ["4711", "47a1:2", ":2", "4711:", "_:2", "_[1-5]:2", "1:2@", "1:${SUB}"] {
            let error = SubaddressRules::read(wrong).unwrap_err().to_string();
            assert!(error.contains(wrong) && error.contains("4711:2101"), "{error}");
        }
    }
}
