//! Names and groups in place of fax numbers. A recipient may be written as the name of a contact of
//! the address books. If the address books have exactly one number for the name, it is replaced by
//! the contact's name, company and number. A contact belongs to the groups that its note names,
//! such as `#suppliers`. A group is replaced by its contacts.

use std::collections::{BTreeMap, HashSet};

use super::{MOST_RECIPIENTS, Recipient};
use crate::contacts::own;
use crate::{Contact, Desk, DeskError, Person};
use ferrofax_rights::{By, Denied};
use ferrofax_spool::{BookOf, OF_HOUSE};

/// The greatest number of contacts that are offered in place of a name.
const MOST_OFFERED: u32 = 10;

/// The greatest number of names for which similar contacts are searched at once.
const MOST_SEARCHED: usize = 10;

/// The greatest number of digits of a contact's name that has no letters.
const LONGEST_NAME: usize = 6;

/// The greatest number of groups of one contact.
const MOST_GROUPS: usize = 10;

/// The recipients of a fax after names were replaced by contacts.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The recipients, in the notation of [`Recipient::all_in`].
    pub text: String,
    /// The names for which the address books have no number, or several numbers.
    pub unclear: Vec<Unclear>,
    /// The reason why the list of recipients is refused as a whole.
    pub refused: Option<String>,
    /// The number of recipients.
    count: usize,
}

/// A name for which the address books have no number, or several numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// The name as the user wrote it.
    pub written: String,
    /// Whether the offered contacts have exactly this name, but different numbers.
    pub is_of_several: bool,
    /// The contacts that the user may mean.
    pub contacts: Vec<Contact>,
}

/// The meaning of a text that stands for a recipient.
enum Meant<'a> {
    /// The text is a number, which is dialled.
    Number,
    /// The text is the name of one contact, or of a group with these contacts.
    Contacts(Vec<&'a Contact>),
    /// The text is a name that several contacts have (these), or none.
    Unclear(Vec<&'a Contact>),
}

/// The contacts that a person sees, with their positions by name and by group. Names and groups are
/// in lower case. Contacts with the same name and the same number have one position.
#[derive(Default)]
pub(crate) struct Names {
    contacts: Vec<Contact>,
    names: BTreeMap<String, Vec<usize>>,
    groups: BTreeMap<String, Vec<usize>>,
}

impl Desk {
    /// Replaces the names in a list of recipients by the contacts of the person's address books.
    /// A list that is too long is refused, and the refusal is in the audit log.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: a user with the role auditor sends no faxes.
    pub fn named(&self, person: &Person, text: &str) -> Result<Named, DeskError> {
        let named = self.named_to_show(person, text)?;
        if named.refused.is_some() {
            self.too_many(person, named.count);
        }
        Ok(named)
    }

    /// Like [`Self::named`], but for a list that is shown again: a refusal is not written to the
    /// audit log, which already has it. In a list that is too long, no name is replaced.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: a user with the role auditor sends no faxes.
    pub fn named_to_show(&self, person: &Person, text: &str) -> Result<Named, DeskError> {
        self.has_a_book(person, "recipients")?;
        let count = Recipient::all_in(text).len();
        if count > MOST_RECIPIENTS {
            return Ok(Named::too_many(text, count));
        }
        let (mut lines, mut unclear, mut names) = (Vec::new(), Vec::new(), None);
        for line in text.lines().map(str::trim) {
            let whole = match Recipient::in_brackets(line) {
                Some(Recipient { number, name, .. }) if name.is_empty() && has_name(&number) => {
                    Some(number)
                }
                None if !is_surely_a_number(line) => None,
                _ => {
                    lines.push(line.to_owned());
                    continue;
                }
            };
            let names = match &mut names {
                Some(names) => names,
                none => none.insert(self.names(person)?),
            };
            let parts = match &whole {
                Some(name) => vec![name.as_str()],
                None => names.parts(line),
            };
            for part in parts {
                match names.meant(part) {
                    Meant::Number => lines.push(part.to_owned()),
                    Meant::Contacts(those) => {
                        lines.extend(those.into_iter().map(|one| Recipient::from(one).line()));
                    }
                    Meant::Unclear(several) => {
                        let name = part.to_owned();
                        lines.push(Recipient { number: name, ..Recipient::default() }.line());
                        unclear.push(Unclear {
                            written: part.to_owned(),
                            is_of_several: !several.is_empty(),
                            contacts: several.into_iter().cloned().collect(),
                        });
                    }
                }
            }
        }
        let written = text;
        let text = lines.join("\n");
        let count = Recipient::all_in(&text).len();
        if count > MOST_RECIPIENTS {
            return Ok(Named::too_many(written, count));
        }
        for one in unclear.iter_mut().filter(|one| !one.is_of_several).take(MOST_SEARCHED) {
            one.contacts = self.similar(person, &one.written)?;
        }
        Ok(Named { text, unclear, refused: None, count })
    }

    /// The number of the only recipient that a text names, by this number or by the name of a
    /// contact.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the text is a name that does not stand for exactly one number.
    pub fn one_recipient(&self, person: &Person, text: &str) -> Result<String, DeskError> {
        let named = self.named(person, text)?;
        if let Some(one) = named.unclear.first() {
            let name = &one.written;
            let text = format!(
                "no contact of the address book with exactly one number has the name '{name}'; write a fax number"
            );
            self.rights.unfit(By::Person(person), "", name, &text);
            return Err(DeskError::Unfit(text));
        }
        match <[Recipient; 1]>::try_from(Recipient::all_in(&named.text)) {
            Ok([one]) => Ok(one.number),
            Err(_) => Ok(text.to_owned()),
        }
    }

    /// The contacts that a person may mean by a text in place of a number.
    pub fn similar(&self, person: &Person, written: &str) -> Result<Vec<Contact>, DeskError> {
        if !has_name(written) {
            return Ok(Vec::new());
        }
        self.contacts(person, written, 0, MOST_OFFERED)
    }

    /// Writes to the audit log that a list has too many recipients, and returns the reason for the
    /// refusal.
    pub(super) fn too_many(&self, person: &Person, count: usize) -> String {
        let text = too_many();
        let denied = Denied::forbidden("too-many-recipients", text.clone());
        _ = self.refused(person, "recipients", &[("recipients", &count.to_string())], denied);
        text
    }

    /// The contacts that a person sees, by their names and groups.
    pub(crate) fn names(&self, person: &Person) -> Result<Names, DeskError> {
        let [mut own, house] = [self.book(own(person))?, self.book(OF_HOUSE)?];
        own.extend(house);
        let rules = self.spool.devices().sending()?.rules;
        let canonical = |number: &str| match rules.read(number) {
            Ok(number) => number.canonical,
            Err(_) => digits(number),
        };
        Ok(Names::of_contacts(own, canonical))
    }

    fn book(&self, whose: BookOf<'_>) -> Result<Vec<Contact>, DeskError> {
        Ok(self.spool.numbers().book(whose)?)
    }
}

/// The reason for the refusal of a list with too many recipients.
pub fn too_many() -> String {
    format!("a fax can be sent to at most {MOST_RECIPIENTS} numbers at once")
}

impl Named {
    fn too_many(text: &str, count: usize) -> Self {
        let (text, refused) = (text.to_owned(), Some(too_many()));
        Self { text, refused, count, ..Self::default() }
    }
}

/// The groups that the note of a contact names, in lower case: its words that begin with `#`.
fn groups_in(note: &str) -> impl Iterator<Item = String> {
    let words = note.split([' ', ',', ';', '\t']);
    let groups = words.filter(|word| word.starts_with('#') && has_name(word));
    groups
        .take(MOST_GROUPS)
        .map(|word| word.trim_end_matches(['.', ':']).to_lowercase())
}

impl Names {
    /// Sorts contacts by their names and groups. `canonical` converts a number to the form in which
    /// two numbers can be compared.
    fn of_contacts(contacts: Vec<Contact>, canonical: impl Fn(&str) -> String) -> Self {
        let (mut names, mut groups): (BTreeMap<_, Vec<_>>, BTreeMap<_, Vec<_>>) =
            Default::default();
        let (mut named, mut grouped) = (HashSet::new(), HashSet::new());
        for (at, contact) in contacts.iter().enumerate() {
            let (name, number) = (contact.name.trim().to_lowercase(), canonical(&contact.number));
            for group in groups_in(&contact.note) {
                // Two contacts with one number are two recipients, who may have different names on
                // their cover pages.
                let member = (group.clone(), name.clone(), contact.company.clone(), number.clone());
                if grouped.insert(member) {
                    groups.entry(group).or_default().push(at);
                }
            }
            if named.insert((name.clone(), number)) {
                names.entry(name).or_default().push(at);
            }
        }
        Self { contacts, names, groups }
    }

    /// The contacts with this name, one for each of their numbers.
    fn of(&self, name: &str) -> Vec<&Contact> {
        self.at(self.names.get(&name.to_lowercase()))
    }

    /// Splits a line into its names and numbers. The name of a contact may contain a comma, and is
    /// then not split.
    fn parts<'a>(&self, line: &'a str) -> Vec<&'a str> {
        let is_name = |text: &str| !self.of(text).is_empty();
        if is_name(line) {
            return vec![line];
        }
        let pieces = line.split(';').map(str::trim);
        let parts = pieces.flat_map(|piece| {
            let separator = if is_name(piece) { ';' } else { ',' };
            piece.split(separator).map(str::trim)
        });
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// Finds out what a text in a list of recipients stands for.
    fn meant(&self, text: &str) -> Meant<'_> {
        let (named, members) = (self.of(text), self.group(text));
        match named.as_slice() {
            [] if !has_name(text) => Meant::Number,
            // The same digits may be dialled, or be the name of a contact, such as `4711`.
            [one] if !has_name(text) && digits(&one.number) == digits(text) => Meant::Number,
            _ if !has_name(text) => Meant::Unclear(named),
            _ if !members.is_empty() => Meant::Contacts(members),
            [_] => Meant::Contacts(named),
            _ => Meant::Unclear(named),
        }
    }

    /// The contacts of a group. Contacts that have the same name, company and number are returned
    /// once.
    fn group(&self, name: &str) -> Vec<&Contact> {
        self.at(self.groups.get(&name.to_lowercase()))
    }

    fn at(&self, places: Option<&Vec<usize>>) -> Vec<&Contact> {
        places.into_iter().flatten().filter_map(|at| self.contacts.get(*at)).collect()
    }

    /// The groups whose names begin with this text, each with the number of its contacts.
    pub(crate) fn groups(&self, beginning: &str) -> Vec<(String, usize)> {
        let groups = self.groups.iter().filter(|(name, _)| name.starts_with(beginning));
        groups.map(|(name, members)| (name.clone(), members.len())).collect()
    }
}

/// The recipient that a contact stands for.
impl From<&Contact> for Recipient {
    fn from(contact: &Contact) -> Self {
        let Contact { number, name, company, .. } = contact.clone();
        Self { number, name, company }
    }
}

/// The digits of a number. They are compared to find out whether two notations mean the same
/// number.
pub(crate) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn has_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Whether a line contains only numbers that are too long to be the name of a contact. A short
/// number such as `4711` may be a name.
fn is_surely_a_number(line: &str) -> bool {
    let is_long = |part: &str| digits(part).len() > LONGEST_NAME || digits(part).is_empty();
    !has_name(line) && line.split([',', ';']).all(is_long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_in_no_more_groups_than_it_may() {
        let groups = |note: &str| groups_in(note).collect::<Vec<_>>();
        assert_eq!(groups("#Mills, since #2019; pays\t#late."), ["#mills", "#late"]);
        assert_eq!(groups("no# group # ##"), [""; 0]);
        let many: String = (0..20).map(|number| format!("#g{number} ")).collect();
        assert_eq!(groups(&many).len(), MOST_GROUPS);
    }

    #[test]
    fn a_number_that_is_in_both_books_is_there_once() {
        let contact = |name: &str, number: &str, note: &str| Contact {
            name: name.into(),
            number: number.into(),
            note: note.into(),
            ..Contact::default()
        };
        let contacts = vec![
            contact("Ann ", "0991 1", "#mills"),
            contact("ann", "0991-1", "#MILLS"),
            contact("Ann", "0991 2", ""),
            contact("Bob", "0991 1", "#mills"),
        ];
        let names = Names::of_contacts(contacts, digits);
        let numbers = |found: Vec<&Contact>| -> Vec<String> {
            found.into_iter().map(|one| one.number.clone()).collect()
        };
        assert_eq!(numbers(names.of("ANN")), ["0991 1", "0991 2"]);
        assert_eq!(numbers(names.group("#Mills")), ["0991 1", "0991 1"]);
        assert_eq!(names.groups("#m"), [("#mills".to_owned(), 2)]);
    }

    #[test]
    fn a_name_with_a_comma_is_not_taken_for_two_names() {
        let contact = |name: &str, number: &str| Contact {
            name: name.into(),
            number: number.into(),
            ..Contact::default()
        };
        let contacts = vec![
            contact("Miller, Bob", "0991 1"),
            contact("Miller, Bob", "0991 2"),
            contact("Miller", "0991 3"),
            contact("Bob", "0991 4"),
            contact("4711", "0991 5"),
        ];
        let names = Names::of_contacts(contacts, digits);
        assert_eq!(names.parts("Miller, Bob"), ["Miller, Bob"]);
        assert_eq!(names.parts("miller, bob; 0991 7, 8"), ["miller, bob", "0991 7", "8"]);
        assert!(matches!(names.meant("Miller, Bob"), Meant::Unclear(_)));
        assert!(matches!(names.meant("4711"), Meant::Unclear(_)));
        assert!(matches!(names.meant("4712"), Meant::Number));
        assert!(matches!(names.meant("Bob"), Meant::Contacts(_)));
    }
}
