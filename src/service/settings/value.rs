//! Option values as Asterisk's users write them, each parsed or refused with what would be right.

use ferrofax_engine::modem::Rate;
use ferrofax_engine::pii::Pii;
use ferrofax_engine::t4::Coding;
use ferrofax_spool::value;

/// Whom a called machine is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerId {
    /// The number; empty for none.
    pub number: String,
    /// The name; empty for none.
    pub name: String,
}

/// `yes`, `no` and their kin (Asterisk's `ast_true`).
pub(in crate::service) fn yes_no(value: &str) -> Result<bool, String> {
    value::yes_no(value).map_err(|error| error.to_string())
}

/// A whole number from `least` to `most`.
pub(in crate::service) fn number(value: &str, least: u32, most: u32) -> Result<u32, String> {
    value::number(value, least, most).map_err(|error| error.to_string())
}

/// One of res_fax's rates that our modems know.
pub(in crate::service) fn rate(value: &str) -> Result<u32, String> {
    match value {
        "2400" => Ok(2400),
        "4800" => Ok(4800),
        "7200" => Ok(7200),
        "9600" => Ok(9600),
        "12000" => Ok(12_000),
        "14400" => Ok(14_400),
        _ => Err(format!(
            "'{value}' is not a fax rate; one of 2400, 4800, 7200, 9600, 12000, 14400 would be"
        )),
    }
}

/// A list of modems, as in res_fax.conf: `v29,v27` (`v27ter` and `+` as separator are taken too).
pub(in crate::service) fn modems(value: &str) -> Result<Vec<Rate>, String> {
    let mut rates = Vec::new();
    for word in words(value) {
        match word.to_ascii_lowercase().as_str() {
            "v27" | "v27ter" => rates.extend([Rate::V27ter2400, Rate::V27ter4800]),
            "v29" => rates.extend([Rate::V29At7200, Rate::V29At9600]),
            "v17" => {
                rates.extend([Rate::V17At7200, Rate::V17At9600, Rate::V17At12000, Rate::V17At14400])
            }
            _ => return Err(format!("'{word}' is not a modem; v17, v29 and v27 are")),
        }
    }
    if rates.is_empty() {
        Err(format!("'{value}' names none of v17, v29 and v27"))
    } else {
        Ok(rates)
    }
}

/// A list of page codings: `mmr,mr,mh`.
pub(in crate::service) fn codings(value: &str) -> Result<Vec<Coding>, String> {
    let mut codings = Vec::new();
    for word in words(value) {
        codings.push(match word.to_ascii_lowercase().as_str() {
            "mh" => Coding::Mh,
            "mr" => Coding::Mr,
            "mmr" => Coding::Mmr,
            _ => return Err(format!("'{word}' is not a page coding; mh, mr and mmr are")),
        });
    }
    // T.30 table 2: every receiver takes one-dimensional coding.
    if codings.contains(&Coding::Mh) {
        Ok(codings)
    } else {
        Err(format!("'{value}' leaves out mh, which every fax receiver must take"))
    }
}

/// The identification that goes out as CSI: up to twenty digits, `+` and blanks (T.30 §5.3.6.2.4).
pub(in crate::service) fn ident(value: &str) -> Result<String, String> {
    if value.len() > 20 {
        return Err(format!("'{}' is longer than the 20 characters that T.30 allows", Pii(value)));
    }
    match value.chars().find(|c| !matches!(c, '0'..='9' | '+' | ' ' | '*' | '#')) {
        None => Ok(value.to_owned()),
        Some(bad) => Err(format!(
            "'{bad}' in '{}' can't be sent as fax identification; digits, + and blanks can",
            Pii(value)
        )),
    }
}

/// The names of [`modems`] for these rates.
pub(in crate::service) fn modem_names(rates: &[Rate]) -> String {
    let known = [("v17", Rate::V17At14400), ("v29", Rate::V29At9600), ("v27", Rate::V27ter4800)];
    let names = known.iter().filter(|(_, rate)| rates.contains(rate)).map(|(name, _)| *name);
    names.collect::<Vec<_>>().join(",")
}

/// The names of [`codings`] for these.
pub(in crate::service) fn coding_names(codings: &[Coding]) -> String {
    let names = codings.iter().map(|coding| match coding {
        Coding::Mh => "mh",
        Coding::Mr => "mr",
        Coding::Mmr => "mmr",
    });
    names.collect::<Vec<_>>().join(",")
}

/// A word that can stand in a dial string: letters, digits, `_`, `.` and `-`.
pub(in crate::service) fn plain_word(value: &str) -> Result<String, String> {
    match value.chars().find(|c| !(c.is_ascii_alphanumeric() || "_.-".contains(*c))) {
        None => Ok(value.to_owned()),
        Some(bad) => {
            Err(format!("'{bad}' in '{value}' is none of letters, digits, '_', '.' and '-'"))
        }
    }
}

/// A caller id as Asterisk writes it: `"Name" <number>`, `Name <number>`, or a number alone.
pub(in crate::service) fn caller_id(value: &str) -> Result<CallerId, String> {
    let (name, number) = match value.split_once('<') {
        Some((name, rest)) => {
            let number = rest
                .strip_suffix('>')
                .ok_or_else(|| format!("'{}' has no closing '>'", Pii(value)))?;
            (name.trim().trim_matches('"').to_owned(), number.trim())
        }
        None => (String::new(), value),
    };
    match number.chars().find(|c| !(c.is_ascii_digit() || "+*#".contains(*c))) {
        None => Ok(CallerId { number: number.to_owned(), name }),
        Some(bad) => Err(format!(
            "'{bad}' can't stand in a caller's number; \"Name\" <+4999112345> would be right"
        )),
    }
}

/// Words apart by comma, `+`, `|` or blank.
pub(in crate::service) fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', '+', '|', ' ']).filter(|word| !word.is_empty())
}

/// An address that mail can be sent to: `local@domain`.
pub(in crate::service) fn mailbox(value: &str) -> Result<String, String> {
    match value.parse::<lettre::Address>() {
        Ok(address) => Ok(address.to_string()),
        // Complaints are logged: what might be somebody's address is not shown whole.
        Err(_) if value.contains('@') => {
            Err(format!("'{}' is not an e-mail address; name@example.com would be", Pii(value)))
        }
        Err(_) => Err(format!("'{value}' is not an e-mail address; name@example.com would be")),
    }
}

/// Names of printers, each once: `office+archive`.
pub(in crate::service) fn printers(value: &str) -> Result<Vec<String>, String> {
    let mut names: Vec<String> = Vec::new();
    for name in words(value) {
        let is_name = !name.starts_with('-')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if !is_name {
            return Err(format!(
                "'{name}' is no name of a printer: letters, digits and - _ . make one"
            ));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        Err("no printer is named; P(office) would be right".to_owned())
    } else {
        Ok(names)
    }
}

/// A time zone by its IANA name.
pub(in crate::service) fn time_zone(value: &str) -> Result<String, String> {
    match ferrofax_basics::zone::named(value) {
        Ok(_) => Ok(value.to_owned()),
        Err(_) => {
            Err(format!("'{value}' is not a time zone of this machine; Europe/Berlin would be"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_would_be_right() {
        assert_eq!(number("200", 0, 255), Ok(200));
        assert_eq!(number("x", 1, 9).unwrap_err(), "'x' is not a number from 1 to 9");
        assert!(yes_no("maybe").is_err());
        assert!(modems("v29,v99").unwrap_err().contains("v99"));
        assert_eq!(modems("v27").unwrap(), [Rate::V27ter2400, Rate::V27ter4800]);
        assert!(codings("mmr").unwrap_err().contains("mh"));
        assert!(ident("+49 991 12345").is_ok());
        assert!(ident("Carol").is_err());
        let shown = |text: &str| caller_id(text).map(|caller| (caller.name, caller.number));
        assert_eq!(shown("\"Carol's\" <+4999>"), Ok(("Carol's".into(), "+4999".into())));
        assert_eq!(shown("4999"), Ok((String::new(), "4999".into())));
        assert!(shown("Carol <4999").is_err() && shown("Carol").is_err());
        assert_eq!(modem_names(&modems("v27,v17").unwrap()), "v17,v27");
        assert!(mailbox("alice").unwrap_err().contains("'alice'"));
        assert!(
            mailbox("alice @example.com")
                .unwrap_err()
                .starts_with("'…om' is not an e-mail address")
        );
        assert!(mailbox("alice@example.com").is_ok());
    }
}
