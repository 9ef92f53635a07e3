//! Names and groups in place of fax numbers. A recipient may be written as the name of a contact of
//! the address books. The name is replaced by the contact's name, company and number, if exactly
//! one number has this name. A contact belongs to the groups that its note names: `#suppliers`.
//! A group is replaced by its contacts.

use std::collections::{BTreeMap, HashMap};

use super::{MOST_RECIPIENTS, Recipient};
use crate::desk::contacts::own;
use crate::desk::{Contact, Desk, DeskError, Person};
use crate::rights::Denied;
use ferrofax_spool::OF_HOUSE;

/// The greatest number of contacts that are offered in place of a name.
const MOST_OFFERED: u32 = 10;

/// The greatest number of names for which similar contacts are searched at once.
const MOST_SEARCHED: usize = 10;

/// The recipients of a fax after names were replaced by contacts.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The recipients, in the notation of [`Recipient::all_in`].
    pub text: String,
    /// The names that do not stand for exactly one number.
    pub unclear: Vec<Unclear>,
    /// The reason why the list of recipients is refused as a whole.
    pub refused: Option<String>,
}

/// A name that does not stand for exactly one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// The name as the user wrote it.
    pub written: String,
    /// Whether the offered contacts have exactly this name, but different numbers.
    pub is_of_several: bool,
    /// The contacts that the user may mean.
    pub contacts: Vec<Contact>,
}

/// The contacts that a person sees, by their names and by their groups, in lower case.
#[derive(Default)]
pub(in crate::desk) struct Names {
    names: HashMap<String, Vec<Contact>>,
    groups: BTreeMap<String, Vec<Contact>>,
}

impl Desk {
    /// Replaces the names in a list of recipients by the contacts of the person's address books.
    /// A list that is too long is refused, and nothing in it is searched.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: a user with the role auditor sends no faxes.
    pub fn named(&self, person: &Person, text: &str) -> Result<Named, DeskError> {
        self.has_a_book(person, "recipients")?;
        let count = Recipient::all_in(text).len();
        if count > MOST_RECIPIENTS {
            let refused = Some(self.too_many(person, count));
            return Ok(Named { text: text.to_owned(), refused, ..Named::default() });
        }
        let rules = self.spool.devices().sending()?.rules;
        let is_number = |text: &str| !has_name(text) || rules.read(text).is_ok();
        let (mut lines, mut unclear, mut names) = (Vec::new(), Vec::new(), None);
        for line in text.lines().map(str::trim) {
            if Recipient::in_brackets(line).is_some() || is_number(line) {
                lines.push(line.to_owned());
                continue;
            }
            let names = match &mut names {
                Some(names) => names,
                none => none.insert(self.names(person)?),
            };
            // The name of a contact may contain a comma.
            let parts = match names.of(line).is_empty() {
                true => line.split([',', ';']).map(str::trim).collect(),
                false => vec![line],
            };
            for part in parts {
                let members = names.group(part);
                match names.of(part) {
                    _ if is_number(part) => lines.push(part.to_owned()),
                    _ if !members.is_empty() => {
                        lines.extend(members.iter().map(|one| recipient(one).line()));
                    }
                    [one] => lines.push(recipient(one).line()),
                    several => {
                        lines.push(part.to_owned());
                        unclear.push(Unclear {
                            written: part.to_owned(),
                            is_of_several: !several.is_empty(),
                            contacts: several.to_vec(),
                        });
                    }
                }
            }
        }
        let text = lines.join("\n");
        let count = Recipient::all_in(&text).len();
        if count > MOST_RECIPIENTS {
            let refused = Some(self.too_many(person, count));
            return Ok(Named { text, refused, ..Named::default() });
        }
        for one in unclear.iter_mut().filter(|one| !one.is_of_several).take(MOST_SEARCHED) {
            one.contacts = self.similar(person, &one.written)?;
        }
        Ok(Named { text, unclear, refused: None })
    }

    /// The one recipient that a text names, by a number or by the name of a contact.
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
        let text = format!("a fax can be sent to at most {MOST_RECIPIENTS} numbers at once");
        let denied = Denied::forbidden("too-many-recipients", text.clone());
        _ = self.refused(person, "recipients", &[("recipients", &count.to_string())], denied);
        text
    }

    /// The contacts that a person sees, by their names and groups.
    pub(in crate::desk) fn names(&self, person: &Person) -> Result<Names, DeskError> {
        let mut all = Names::default();
        for book in [own(person), OF_HOUSE] {
            for contact in self.spool.numbers().book(book)? {
                for group in groups_in(&contact.note) {
                    once(all.groups.entry(group).or_default(), &contact);
                }
                once(all.names.entry(contact.name.trim().to_lowercase()).or_default(), &contact);
            }
        }
        Ok(all)
    }
}

/// Adds a contact, unless its number is there already.
fn once(all: &mut Vec<Contact>, contact: &Contact) {
    if !all.iter().any(|one| digits(&one.number) == digits(&contact.number)) {
        all.push(contact.clone());
    }
}

/// The groups that the note of a contact names, in lower case: its words that begin with `#`.
fn groups_in(note: &str) -> impl Iterator<Item = String> {
    let words = note.split([' ', ',', ';', '\t']);
    let groups = words.filter(|word| word.starts_with('#') && has_name(word));
    groups.map(|word| word.trim_end_matches(['.', ':']).to_lowercase())
}

impl Names {
    /// The contacts with this name, one for each of their numbers.
    fn of(&self, name: &str) -> &[Contact] {
        self.names.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The contacts of a group, one for each of their numbers.
    fn group(&self, name: &str) -> &[Contact] {
        self.groups.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The groups whose names begin with this text, each with the number of its contacts.
    pub(in crate::desk) fn groups(&self, beginning: &str) -> Vec<(String, usize)> {
        let groups = self.groups.iter().filter(|(name, _)| name.starts_with(beginning));
        groups.map(|(name, members)| (name.clone(), members.len())).collect()
    }
}

/// The recipient that a contact stands for.
pub(in crate::desk) fn recipient(contact: &Contact) -> Recipient {
    let Contact { number, name, company, .. } = contact.clone();
    Recipient { number, name, company }
}

/// The digits of a number, by which two notations of it are compared.
pub(in crate::desk) fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn has_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}
