//! Reads the local part of a fax address, which is the part before the `@`. Fax servers, their
//! manuals and the RFCs describe several forms of a local part that contains the fax number. These
//! are examples:
//!
//! ```text
//! +499912700619                           the number alone, with separators
//! FAX=+499912700619/T33S=1387             RFC 3192, and with `fax=` Ricoh, Oki and others
//! Jane_Doe/Company/FAX=+499912700619      names before the number
//! 09912700619/to=John_Doe/co=Doe/cp=on    keys after the number, `_` for a blank
//! /FN=09912700619/NA=John Doe/            keys in any order
//! 09912700619^COMPANY=Doe^NOCOVER         keys and flags after ^
//! [FAX:John Doe@+49 (991) 2700619]        Outlook's one-off address …
//! IMCEAFAX-John+20Doe+40+2B499912700619   … and the form into which Exchange converts it
//! ```
//!
//! If the domain contains the fax number, the local part is the recipient's name (`name` or
//! `name/company/department`). Keys may follow after slashes: `Jane_Doe/T33S=1387`.

use super::name::{Local, of_person, of_value};
use super::number::{self, checked};
use super::{AddressError, Addressee};
use ferrofax_spool::wish::Wish;

/// The meaning of a key in a local part, such as `FAX` in `FAX=09912700619`. Several products use
/// different keys with one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Number,
    Sub,
    Recipient,
    /// The key in the mail address says whether the fax gets a cover page: `on`, `yes`, `off`,
    /// `no`.
    Cover,
    /// The key in the mail address sets this option of the fax job.
    Wish(Wish),
    /// The key is accepted and ignored: it is meant for postal delivery, or has no use for a fax
    /// (postal elements of RFC 2846).
    Nothing,
    /// The key is rejected: it would change what is dialled, or choose another machine (RFC 3191
    /// §3.3: ISUB, POSTD).
    NotObeyed,
}

const KEYS: &[(&str, Meaning)] = &[
    ("FAX", Meaning::Number),
    ("FN", Meaning::Number),
    ("NUMBER", Meaning::Number),
    ("T33S", Meaning::Sub),
    ("SUB", Meaning::Sub),
    ("TO", Meaning::Recipient),
    ("NAME", Meaning::Recipient),
    ("NA", Meaning::Recipient),
    ("NM", Meaning::Recipient),
    ("ATTN", Meaning::Recipient),
    ("CO", Meaning::Wish(Wish::Company)),
    ("COMPANY", Meaning::Wish(Wish::Company)),
    ("ORG", Meaning::Wish(Wish::Company)),
    ("DEPARTMENT", Meaning::Wish(Wish::Department)),
    ("DEPT", Meaning::Wish(Wish::Department)),
    ("OFNA", Meaning::Wish(Wish::Department)),
    ("FR", Meaning::Wish(Wish::Sender)),
    ("FROM", Meaning::Wish(Wish::Sender)),
    ("CP", Meaning::Cover),
    ("COVER", Meaning::Cover),
    ("TAG", Meaning::Wish(Wish::Tag)),
    ("BILLING", Meaning::Wish(Wish::Tag)),
    ("PRIORITY", Meaning::Wish(Wish::Priority)),
    ("TRIES", Meaning::Wish(Wish::Tries)),
    ("RETRIES", Meaning::Wish(Wish::Tries)),
    ("AT", Meaning::Wish(Wish::At)),
    ("RESOLUTION", Meaning::Wish(Wish::Resolution)),
    ("COLOUR", Meaning::Wish(Wish::Colour)),
    ("COLOR", Meaning::Wish(Wish::Colour)),
    ("OFNO", Meaning::Nothing),
    ("STR", Meaning::Nothing),
    ("ADDR", Meaning::Nothing),
    ("ADDU", Meaning::Nothing),
    ("ADDL", Meaning::Nothing),
    ("POB", Meaning::Nothing),
    ("ZIP", Meaning::Nothing),
    ("CITY", Meaning::Nothing),
    ("ISUB", Meaning::NotObeyed),
    ("POSTD", Meaning::NotObeyed),
];

/// The flags that decide about the cover page in a fax address such as `0991^NOCOVER`. Each flag
/// has the value (`no` or `yes`) that it gives to the option for the cover page.
const FLAGS: &[(&str, &str)] = &[("NOCOVER", "no"), ("COVER", "yes")];

/// Keywords without a value that are accepted and change nothing, because Ferrofax always does what
/// they ask for: it fits pages to the recipient's paper, and adds no prefix to the number.
const DONE_ANYWAY: [&str; 4] = ["A4", "LETTER", "LEGAL", "NOPREFIX"];

/// Reads a local part that contains the fax number, and returns the number, the recipient and the
/// fax options.
pub(super) fn with_number(local: &Local) -> Result<Addressee, AddressError> {
    let text = local.text.trim();
    if let Some(inner) = one_off(text) {
        return inner;
    }
    let is_grouped = |sign: char| sign == '/' || number::is_of_number(sign) || sign == '+';
    let mut reading = Reading::default();
    if text.contains('^') {
        reading.carets(text)?;
    } else if text.contains(['=', '/']) && !text.chars().all(is_grouped) {
        reading.slashes(text, true)?;
    } else {
        reading.number(text)?;
    }
    reading.finished(text)
}

/// Reads a local part that names the recipient. The fax number is known already, from the domain.
pub(super) fn beside_number(local: &Local, written: &str) -> Result<Addressee, AddressError> {
    let mut reading = Reading::default();
    reading.number(written)?;
    if local.quoted {
        reading.addressee.recipient = of_person(&local.text, true);
    } else {
        let before = reading.clone();
        match reading.slashes(&local.text, false) {
            Ok(()) => {}
            // Everything is accepted as a name, since the names of bounce addresses may have
            // any characters.
            Err(AddressError::UnknownWord(_)) => {
                reading = before;
                reading.addressee.recipient = of_person(&local.text, false);
            }
            Err(error) => return Err(error),
        }
    }
    reading.finished(written)
}

/// Reads the forms in which Outlook and Exchange write a fax number instead of a mail address:
/// `[FAX:…]` and `IMCEAFAX-…`. `None` if the local part has another form.
fn one_off(text: &str) -> Option<Result<Addressee, AddressError>> {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = match bracketed {
        Some(inner) => without_beginning(inner, "FAX:")?.to_owned(),
        None => decapsulated(without_beginning(text, "IMCEAFAX-")?),
    };
    let (name, written) = match inner.rsplit_once('@') {
        Some((name, written)) => (of_value(name), written),
        None => (None, inner.as_str()),
    };
    Some(checked(written).map(|number| Addressee {
        number,
        recipient: name,
        ..Addressee::default()
    }))
}

fn without_beginning<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(beginning.len())?;
    head.eq_ignore_ascii_case(beginning).then_some(rest)
}

/// Decodes the part after `IMCEAFAX-` in a mail address that Exchange writes. `+` and two
/// hexadecimal digits encode a character that a mail address must not have, and `_` encodes a `/`.
fn decapsulated(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let code = rest
            .get(1..3)
            .filter(|_| sign == '+')
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        let mut buffer = [0; 4];
        match (sign, code) {
            (_, Some(code)) => bytes.push(code),
            ('_', None) => bytes.push(b'/'),
            _ => bytes.extend_from_slice(sign.encode_utf8(&mut buffer).as_bytes()),
        }
        rest = &rest[if code.is_some() { 3 } else { sign.len_utf8() }..];
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[derive(Clone, Debug, Default)]
struct Reading {
    addressee: Addressee,
    /// The words of the local part (the text before the `@`) that have no key, such as the
    /// recipient's name and company.
    names: Vec<String>,
}

impl Reading {
    /// Reads the local part of a fax address, if it has the form
    /// `name/company/department/KEY=value`. If `may_lead` is set, the first part can be the fax
    /// number.
    fn slashes(&mut self, text: &str, may_lead: bool) -> Result<(), AddressError> {
        for (index, part) in text.split('/').filter(|part| !part.is_empty()).enumerate() {
            match part.split_once('=') {
                Some((key, value)) => self.word(key, value)?,
                None if may_lead && index == 0 && checked(part).is_ok() => self.number(part)?,
                None => self.names.push(part.to_owned()),
            }
        }
        Ok(())
    }

    /// Reads the local part of a fax address, if it has the form `number^KEY=value^FLAG`.
    fn carets(&mut self, text: &str) -> Result<(), AddressError> {
        let mut parts = text.split('^');
        self.number(parts.next().unwrap_or_default())?;
        for part in parts.filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some((key, value)) => self.word(key, value)?,
                None => self.flag(part)?,
            }
        }
        Ok(())
    }

    fn flag(&mut self, text: &str) -> Result<(), AddressError> {
        if let Some((_, cover)) = FLAGS.iter().find(|(flag, _)| flag.eq_ignore_ascii_case(text)) {
            self.wish(Wish::Cover, Some((*cover).to_owned()));
        } else if !DONE_ANYWAY.iter().any(|flag| flag.eq_ignore_ascii_case(text)) {
            return Err(AddressError::UnknownWord(text.to_owned()));
        }
        Ok(())
    }

    fn word(&mut self, key: &str, value: &str) -> Result<(), AddressError> {
        let meaning = KEYS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(key))
            .map(|(_, meaning)| *meaning);
        match meaning.ok_or_else(|| AddressError::UnknownWord(key.to_owned()))? {
            Meaning::Number => self.number(value)?,
            Meaning::Sub => self.addressee.sub = Some(number::sub(value)?),
            Meaning::Recipient => {
                self.addressee.recipient =
                    of_value(value).or_else(|| self.addressee.recipient.take())
            }
            Meaning::Cover => {
                let cover =
                    ferrofax_basics::value::yes_no(value).map(|yes| if yes { "yes" } else { "no" });
                // `cp=` with the name of a cover page also requests a cover page.
                self.wish(Wish::Cover, Some(cover.unwrap_or("yes").to_owned()));
            }
            Meaning::Wish(wish) => self.wish(wish, of_value(value)),
            Meaning::Nothing => {}
            Meaning::NotObeyed => return Err(AddressError::NotObeyed(key.to_ascii_uppercase())),
        }
        Ok(())
    }

    fn number(&mut self, written: &str) -> Result<(), AddressError> {
        // Within a number, a slash only separates digits.
        let number = checked(&written.replace('/', " ")).map(|_| written.trim().to_owned())?;
        match self.addressee.number.as_str() {
            "" => self.addressee.number = number,
            known if known == number => {}
            known => return Err(AddressError::TwoNumbers(known.to_owned(), number)),
        }
        Ok(())
    }

    /// Sets an option of the fax job. If the mail address names an option twice, the first value is
    /// used.
    fn wish(&mut self, wish: Wish, value: Option<String>) {
        if let Some(value) = value {
            self.addressee.wishes.add(wish, value);
        }
    }

    fn finished(mut self, text: &str) -> Result<Addressee, AddressError> {
        if self.addressee.number.is_empty() {
            return Err(AddressError::NoNumber(text.to_owned()));
        }
        let mut names = std::mem::take(&mut self.names).into_iter();
        if let Some(name) = names.next().and_then(|name| of_person(&name, false)) {
            self.addressee.recipient.get_or_insert(name);
        }
        for wish in [Wish::Company, Wish::Department] {
            let value = names.next().and_then(|name| of_value(&name));
            self.wish(wish, value);
        }
        Ok(self.addressee)
    }
}
