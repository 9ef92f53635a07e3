//! Reads the values of options in ferrofax.conf and in `FaxDevice`. An invalid value is rejected
//! with an example of a correct value.

use super::SettingError;
use super::modems::FASTEST;
use ferrofax_basics::value::is_mail_address;
use ferrofax_engine::call::AskT38;
use ferrofax_ground::t4::Coding;

pub(in crate::service) use ferrofax_spool::value::{number, yes_no};

/// The caller id that is shown to a called machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerId {
    /// The telephone number that is shown to the called machine; empty if none is shown.
    pub number: String,
    /// The name that is shown to the called machine; empty if none is shown.
    pub name: String,
}

/// Whether a call may switch to T.38.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum T38Use {
    /// `no`: the call uses audio alone, and requests of the remote end for T.38 are refused.
    No,
    /// `passive`: the call switches to T.38 only if the remote end asks for it.
    Passive,
    /// `yes`: the call may also switch to T.38 at our request, if the channel supports it.
    #[default]
    Yes,
}

impl T38Use {
    /// Reads a value of the setting `t38`: `no`, `passive` or `yes`.
    pub fn read(word: &str) -> Result<Self, SettingError> {
        let word = word.to_ascii_lowercase();
        match (word.as_str(), yes_no(&word)) {
            ("passive", _) => Ok(Self::Passive),
            ("audio", _) | (_, Ok(false)) => Ok(Self::No),
            (_, Ok(true)) => Ok(Self::Yes),
            (_, Err(_)) => Err(SettingError::NotAT38Use(word)),
        }
    }

    /// Returns this value as the word that is written in the setting `t38`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Passive => "passive",
            Self::Yes => "yes",
        }
    }

    /// The moment of a call at which the fax engine asks the remote end to switch to T.38,
    /// according to this value of `t38`.
    pub(in crate::service) const fn ask(self) -> AskT38 {
        match self {
            Self::No | Self::Passive => AskT38::Never,
            Self::Yes => AskT38::AtFlags,
        }
    }
}

/// The value of `record`: the calls whose recordings are kept on the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordCalls {
    /// `none`: calls are not recorded.
    None,
    /// `failed`: a recording is kept if the call failed, or if the fax is not complete.
    #[default]
    Failed,
    /// `all`: the recordings of all calls are kept.
    All,
}

impl RecordCalls {
    /// Reads a value of the setting `record`: `none`, `failed` or `all`.
    pub fn read(word: &str) -> Result<Self, SettingError> {
        [Self::None, Self::Failed, Self::All]
            .into_iter()
            .find(|known| known.word().eq_ignore_ascii_case(word))
            .ok_or_else(|| SettingError::NotARecord(word.to_owned()))
    }

    /// Returns this value as the word that is written in the setting `record`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Failed => "failed",
            Self::All => "all",
        }
    }
}

/// The value of `durable`: the place where a received page must be stored before it is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durable {
    /// `local`: the page must be on this machine's disk.
    #[default]
    Local,
    /// `shared`: a received page must be in the shared database as well as on this machine's disk
    /// before it is confirmed.
    Shared,
}

impl Durable {
    /// Reads a value of the setting `durable`: `local` or `shared`.
    pub fn read(word: &str) -> Result<Self, SettingError> {
        [Self::Local, Self::Shared]
            .into_iter()
            .find(|known| known.word().eq_ignore_ascii_case(word))
            .ok_or_else(|| SettingError::NotADurable(word.to_owned()))
    }

    /// Returns this value as the word that is written in the setting `durable`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Shared => "shared",
        }
    }
}

/// Reads one of the rates of our modems, in bit/s. Rates above 14,400 are those of V.34.
pub(in crate::service) fn rate(value: &str) -> Result<u32, SettingError> {
    let is_one = |bps: &u32| (2400..=FASTEST).contains(bps) && bps.is_multiple_of(2400);
    value
        .parse()
        .ok()
        .filter(is_one)
        .ok_or_else(|| SettingError::NotARate(value.to_owned()))
}

/// Reads a list of page codings: `jbig,mmr,mr,mh`.
pub(in crate::service) fn codings(value: &str) -> Result<Vec<Coding>, SettingError> {
    let mut codings = Vec::new();
    for word in words(value) {
        codings.push(match word.to_ascii_lowercase().as_str() {
            "mh" => Coding::Mh,
            "mr" => Coding::Mr,
            "mmr" => Coding::Mmr,
            "jbig" => Coding::Jbig,
            _ => return Err(SettingError::NotACoding(word.to_owned())),
        });
    }
    // T.30 table 2: every receiver accepts one-dimensional coding.
    if codings.contains(&Coding::Mh) {
        Ok(codings)
    } else {
        Err(SettingError::WithoutMh(value.to_owned()))
    }
}

/// Reads the identification that is sent as CSI: up to twenty digits, `+` and blanks (T.30
/// §5.3.6.2.4).
pub(in crate::service) fn ident(value: &str) -> Result<String, SettingError> {
    if value.len() > 20 {
        return Err(SettingError::IdentTooLong(value.to_owned()));
    }
    match value.chars().find(|c| !matches!(c, '0'..='9' | '+' | ' ' | '*' | '#')) {
        None => Ok(value.to_owned()),
        Some(found) => Err(SettingError::NotInIdent { text: value.to_owned(), found }),
    }
}

/// Reads a password (PWD) that a fax machine can send; `None` if it is empty.
pub(in crate::service) fn password(value: &str) -> Result<Option<String>, SettingError> {
    Ok(ferrofax_spool::value::fax_address(value)?)
}

/// Writes a list of page codings as [`codings`] reads it.
pub(in crate::service) fn coding_names(codings: &[Coding]) -> String {
    let names = codings.iter().map(|coding| match coding {
        Coding::Mh => "mh",
        Coding::Mr => "mr",
        Coding::Mmr => "mmr",
        Coding::Jbig => "jbig",
        Coding::Jpeg => "jpeg",
        Coding::T43 => "t43",
    });
    names.collect::<Vec<_>>().join(",")
}

/// Reads the value of a setting that may become part of a dial string: a word of letters, digits,
/// `_`, `.` and `-`.
pub(in crate::service) fn plain_word(value: &str) -> Result<String, SettingError> {
    match value.chars().find(|c| !(c.is_ascii_alphanumeric() || "_.-".contains(*c))) {
        None => Ok(value.to_owned()),
        Some(found) => Err(SettingError::NotInPlainWord { text: value.to_owned(), found }),
    }
}

/// Reads a caller id as Asterisk writes it: `"Name" <number>`, `Name <number>`, or a number alone.
pub(in crate::service) fn caller_id(value: &str) -> Result<CallerId, SettingError> {
    let (name, number) = match value.split_once('<') {
        Some((name, rest)) => {
            let number = rest
                .strip_suffix('>')
                .ok_or_else(|| SettingError::CallerUnclosed(value.to_owned()))?;
            (name.trim().trim_matches('"').to_owned(), number.trim())
        }
        None => (String::new(), value),
    };
    match number.chars().find(|c| !(c.is_ascii_digit() || "+*#".contains(*c))) {
        None => Ok(CallerId { number: number.to_owned(), name }),
        Some(found) => Err(SettingError::NotInCaller(found)),
    }
}

/// Splits a text into words, which are separated by commas, `+`, `|` or blanks.
pub(in crate::service) fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', '+', '|', ' ']).filter(|word| !word.is_empty())
}

/// Reads an address that mail can be sent to: `local@domain`.
pub(in crate::service) fn mailbox(value: &str) -> Result<String, SettingError> {
    if is_mail_address(value) {
        Ok(value.to_owned())
    } else {
        Err(SettingError::NotAMailbox(value.to_owned()))
    }
}

/// Reads a list of printers' names, as `office+archive`. A name that is repeated counts once.
pub(in crate::service) fn printers(value: &str) -> Result<Vec<String>, SettingError> {
    let mut names: Vec<String> = Vec::new();
    for name in words(value) {
        let is_name = !name.starts_with('-')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if !is_name {
            return Err(SettingError::NotAPrinter(name.to_owned()));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() { Err(SettingError::NoPrinter) } else { Ok(names) }
}

/// Reads a time zone by its IANA name.
pub(in crate::service) fn time_zone(value: &str) -> Result<String, SettingError> {
    ferrofax_basics::zone::named(value)?;
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_would_be_right() {
        assert_eq!(number("200", 0, 255), Ok(200));
        assert_eq!(number("x", 1, 9).unwrap_err().to_string(), "'x' is not a number from 1 to 9");
        assert!(yes_no("maybe").is_err());
        assert!(codings("mmr").unwrap_err().to_string().contains("mh"));
        assert!(ident("+49 991 12345").is_ok());
        assert!(ident("Carol").is_err());
        let shown = |text: &str| caller_id(text).map(|caller| (caller.name, caller.number));
        assert_eq!(shown("\"Carol's\" <+4999>"), Ok(("Carol's".into(), "+4999".into())));
        assert_eq!(shown("4999"), Ok((String::new(), "4999".into())));
        assert!(shown("Carol <4999").is_err() && shown("Carol").is_err());
        assert!(mailbox("alice").unwrap_err().to_string().contains("'alice'"));
        assert!(
            mailbox("alice @example.com")
                .unwrap_err()
                .to_string()
                .starts_with("'…om' is not an e-mail address")
        );
        assert!(mailbox("alice@example.com").is_ok());
        let zone = time_zone("Mars/Olympus").unwrap_err().to_string();
        assert_eq!(
            zone,
            "'Mars/Olympus' is not a time zone of this machine; example: Europe/Berlin"
        );
    }

    #[test]
    fn the_rates_are_those_of_our_modems() {
        for bps in ["2400", "7200", "14400", "16800", "28800", "33600"] {
            assert_eq!(rate(bps).map(|bps| bps.to_string()), Ok(bps.to_owned()));
        }
        for text in ["", "0", "9601", "28801", "36000", "-2400", "fast"] {
            assert_eq!(rate(text), Err(SettingError::NotARate(text.to_owned())));
        }
    }

    #[test]
    fn the_words_of_which_calls_are_recorded() {
        for record in [RecordCalls::None, RecordCalls::Failed, RecordCalls::All] {
            assert_eq!(RecordCalls::read(&record.word().to_uppercase()), Ok(record));
        }
        let error = RecordCalls::read("some").unwrap_err().to_string();
        assert_eq!(error, "'some' is not one of failed, all and none");
    }

    #[test]
    fn the_words_of_the_use_of_t38() {
        for (word, meant) in [
            ("yes", T38Use::Yes),
            ("on", T38Use::Yes),
            ("passive", T38Use::Passive),
            ("no", T38Use::No),
            ("audio", T38Use::No),
        ] {
            assert_eq!(T38Use::read(word), Ok(meant));
        }
        let error = T38Use::read("Perhaps").unwrap_err().to_string();
        assert_eq!(error, "'perhaps' is not one of yes, passive and no");
        assert_eq!(T38Use::read(T38Use::default().word()), Ok(T38Use::Yes));
    }
}
