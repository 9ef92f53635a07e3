//! The faults of a setting or of a fax device's option, one sentence each. The sentence does not
//! name the configuration file or its line. The message that contains the sentence names them.

use super::dialling::retry_options;
use ferrofax_basics::zone::UnknownZone;
use ferrofax_document::header_line::TemplateError;
use ferrofax_ground::pii::Pii;
use ferrofax_spool::Format;
use ferrofax_spool::value::{Listed, ValueError, listed};

/// The reason why the value of a setting is rejected, with an example of a correct value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each variant has its sentence")]
pub enum SettingError {
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error(transparent)]
    Mail(#[from] ferrofax_delivery::SettingError),
    #[error(transparent)]
    HeaderLine(#[from] TemplateError),
    #[error("{0}; example: Europe/Berlin")]
    Zone(#[from] UnknownZone),
    #[error("option '{0}' is unknown here")]
    Unknown(String),
    #[error("'{text}' is not an absolute path; example: {right}")]
    NotAbsolute { text: String, right: &'static str },
    #[error(
        "'{0}' is not a fax rate; the rates are 2400, 4800 and so on in steps of 2400, up to 14400, or up to 33600 with v34"
    )]
    NotARate(String),
    #[error("'{0}' is not a modem; v34, v17, v29 and v27 are")]
    NotAModem(String),
    #[error("'{0}' names none of v17, v29 and v27, of which a call needs one, beside v34 too")]
    NoModem(String),
    #[error("'{0}' is not a page coding; mh, mr, mmr and jbig are")]
    NotACoding(String),
    #[error("'{0}' leaves out mh, which every fax receiver must take")]
    WithoutMh(String),
    #[error("'{0}' is not one of yes, passive and no")]
    NotAT38Use(String),
    #[error("'{0}' is not one of failed, all and none")]
    NotARecord(String),
    #[error("'{0}' is not one of local and shared")]
    NotADurable(String),
    #[error("'{0}' names no device for a subaddress; examples: 4711:2101, _47XX:2102, _X.:{{SUB}}")]
    NotASubaddressRule(String),
    #[error(
        "'{}' is no rule for callers; write a number, a pattern such as _0900X., or hidden", Pii(.0)
    )]
    NotACallerRule(String),
    #[error(
        "'{}' is no rule for junk; write a number, a pattern such as _0900X., hidden, ident:TEXT, black:60 or blackpages:2", Pii(.0)
    )]
    NotAJunkRule(String),
    #[error("'{}' is longer than the 20 characters that T.30 allows", Pii(.0))]
    IdentTooLong(String),
    #[error("'{found}' in '{}' can't be sent as fax identification; only digits, + and blanks can be sent", Pii(.text))]
    NotInIdent { text: String, found: char },
    #[error("'{found}' in '{text}' is none of letters, digits, '_', '.' and '-'")]
    NotInPlainWord { text: String, found: char },
    #[error("'{}' has no closing '>'", Pii(.0))]
    CallerUnclosed(String),
    #[error("'{0}' is not allowed in a caller's number; example: \"Name\" <+4999112345>")]
    NotInCaller(char),
    #[error("'{}' is not an e-mail address; example: name@example.com", address(.0))]
    NotAMailbox(String),
    #[error("'{0}' is no name of a printer: only letters, digits and - _ . are allowed")]
    NotAPrinter(String),
    #[error("no printer is named; example: P(office)")]
    NoPrinter,
    #[error("'{0}' is neither a number of days nor forever; example: 3650")]
    NotDays(String),
    #[error("there is no such class of failures; {} are", retry_options())]
    NotAFailure,
    #[error("'{0}' is neither no nor seconds, as 180, nor seconds and how often at most, as 180,3")]
    NotARetry(String),
    #[error("'{0}' is not technology/address; example: Local/${{NUMBER}}@fax-outbound")]
    NotADialString(String),
    #[error("'{0}' is not allowed in a dial string, which names one channel without options")]
    NotInDialString(char),
    #[error("'{0}' dials the same for everybody: neither ${{NUMBER}} nor ${{CANONICAL}} is in it")]
    DialsTheSame(String),
    #[error("'{0}' has no closing bracket")]
    NameUnclosed(String),
    #[error("${{{name}}} is unknown; {known} are known")]
    UnknownName { name: String, known: String },
    #[error("{name} holds '{found}', which can't be dialled")]
    Undiallable { name: String, found: char },
    #[error("no mailbox is given; example: FaxDevice(name@example.com)")]
    NoMailbox,
    #[error("format '{0}' is unknown; {known} are known", known = listed(Format::WORDS))]
    NotAFormat(String),
    #[error("option {0} needs a value in brackets")]
    NeedsValue(char),
    #[error("option {0} has no closing bracket")]
    OptionUnclosed(char),
    #[error(
        "option '{0}' is unknown; a, b, c, C, d, e, h, j, k, m, n, N, o, p, P, r, R, s, t, T, u, w, x and z are known"
    )]
    UnknownOption(char),
}

/// Masks a text that may be a mail address, because the messages about faulty settings are logged.
fn address(text: &str) -> String {
    if text.contains('@') { Pii(text).to_string() } else { text.to_owned() }
}
