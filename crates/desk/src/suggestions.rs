//! Suggestions for the recipients of a fax: contacts of the person's address books, and numbers to
//! which the person has sent faxes lately. Nobody gets suggestions from the contacts or jobs of
//! others.

use super::drafts::digits;
use super::{Desk, DeskError, Person, Recipient};
use ferrofax_basics::control_signs::blanked;
use ferrofax_spool::desk::FaxedNumber;

/// The greatest number of suggestions at a time.
const MOST: usize = 8;

/// Numbers are searched for in the person's newest jobs. This is the greatest number of jobs for
/// each state and for each name under which the person submits jobs.
const JOBS: u32 = 50;

/// The greatest number of characters of a text for which suggestions are made.
const LONGEST: usize = 100;

/// The least number of digits of a search text that is compared with only the digits of fax
/// numbers, so that blanks and hyphens in a number do not matter.
const DIGITS: usize = 3;

/// A suggested recipient of a fax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The suggested recipient.
    pub to: Recipient,
    /// The reason why the recipient is suggested.
    pub source: Source,
}

/// The reason why a recipient is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The recipient is a contact of an address book.
    Contact,
    /// The recipient is a group with this number of contacts. The name of the group is in the field
    /// `number` of the recipient.
    Group(usize),
    /// The person has sent a fax to this recipient lately.
    Job,
}

impl Desk {
    /// Suggests recipients whose name, company or number contains this text: contacts first, then
    /// numbers that were faxed lately. If the text is empty, suggests only numbers that were faxed
    /// lately. If it begins with `#`, suggests only groups.
    ///
    /// # Errors
    /// [`DeskError::Denied`]: a user with the role auditor sends no faxes.
    pub fn suggestions(
        &self,
        person: &Person,
        written: &str,
    ) -> Result<Vec<Suggestion>, DeskError> {
        self.has_a_book(person, "suggestions")?;
        let written = blanked(written).trim().to_lowercase();
        if written.chars().count() > LONGEST {
            return Ok(Vec::new());
        }
        if written.starts_with('#') {
            let groups = self.names(person)?.groups(&written).into_iter().take(MOST);
            return Ok(groups.map(|(name, count)| group(name, count)).collect());
        }
        let mut found: Vec<Suggestion> = Vec::new();
        if !written.is_empty() {
            let contacts = self.contacts(person, &written, 0, MOST as u32)?;
            let of_contact = |one| Suggestion { to: Recipient::from(one), source: Source::Contact };
            found.extend(contacts.iter().map(of_contact));
        }
        let own = self.sight(person)?.jobs(person);
        for one in self.spool.jobs().faxed_lately(&own, JOBS)? {
            if found.len() >= MOST {
                break;
            }
            let is_there = |known: &Suggestion| digits(&known.to.number) == digits(&one.number);
            if contains(&one, &written) && !found.iter().any(is_there) {
                let FaxedNumber { number, name, company } = one;
                found.push(Suggestion {
                    to: Recipient { number, name, company },
                    source: Source::Job,
                });
            }
        }
        self.with_names(person, &mut found)?;
        Ok(found)
    }

    /// Adds the names of contacts to suggested numbers without a name.
    fn with_names(&self, person: &Person, found: &mut [Suggestion]) -> Result<(), DeskError> {
        let nameless = found.iter().filter(|one| one.to.name.is_empty());
        let numbers: Vec<&str> = nameless.map(|one| one.to.number.as_str()).collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let names = self.names_of(person, &numbers)?;
        for one in found.iter_mut().filter(|one| one.to.name.is_empty()) {
            if let Some(name) = names.get(&one.to.number) {
                one.to.name.clone_from(name);
            }
        }
        Ok(())
    }
}

fn group(name: String, count: usize) -> Suggestion {
    let to = Recipient { number: name, ..Recipient::default() };
    Suggestion { to, source: Source::Group(count) }
}

/// Whether the name, the company or the number contains this text, which is in lower case.
fn contains(one: &FaxedNumber, written: &str) -> bool {
    let wanted = digits(written);
    let is_number = !written.chars().any(char::is_alphabetic) && wanted.len() >= DIGITS;
    let all = format!("{} {} {}", one.name, one.company, one.number).to_lowercase();
    all.contains(written) || (is_number && digits(&one.number).contains(&wanted))
}
