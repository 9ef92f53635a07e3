//! Finds the faxes and jobs of one person, who is given by a number or an e-mail address.

use super::legal_hold::digits;
use super::numbers::NumberRules;
use super::{FaxId, SpoolError};
use crate::Retention;
use crate::database::{self, params};
use crate::ids::JobId;

/// The person whose faxes and jobs are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonIs<'a> {
    /// The person who calls from this number, whose fax machine identifies itself by this number,
    /// or who is reached by it.
    Number(&'a str, &'a NumberRules),
    /// The person who gets faxes or reports at this e-mail address, or sends from this address.
    Address(&'a str),
}

/// ?1 is a list of numbers, each between commas. A number that begins with `+` is one number only,
/// and is not another spelling of a different number. Therefore a job is compared by its number as
/// written only if its canonical number does not begin with `+`.
const FAXES: &str = concat!(
    "SELECT id FROM faxes WHERE instr(?1, ',' || ",
    digits!("faxes", "calling"),
    " || ',') > 0 OR instr(?1, ',' || ",
    digits!("faxes", "far_ident"),
    " || ',') > 0 OR EXISTS (SELECT 1 FROM fax_mailboxes AS m WHERE m.fax = faxes.id AND lower(m.mailbox) = lower(?2))
     OR EXISTS (SELECT 1 FROM fax_links AS l WHERE l.fax = faxes.id AND lower(l.mailbox) = lower(?2)) ORDER BY id"
);
const JOBS: &str = concat!(
    "SELECT id FROM jobs WHERE instr(?1, ',' || ",
    digits!("jobs", "canonical"),
    " || ',') > 0 OR substr(canonical, 1, 1) <> '+' AND instr(?1, ',' || ",
    digits!("jobs", "number"),
    " || ',') > 0 OR lower(owner) = lower(?2)
     OR EXISTS (SELECT 1 FROM job_notify AS m WHERE m.job = jobs.id AND lower(m.mailbox) = lower(?2)) ORDER BY id"
);

impl Retention<'_> {
    /// The faxes and the jobs of a person, the oldest first.
    ///
    /// # Errors
    /// [`SpoolError::NoDigits`]
    pub fn of_person(&self, person: PersonIs<'_>) -> Result<(Vec<FaxId>, Vec<JobId>), SpoolError> {
        let (numbers, address) = match person {
            PersonIs::Number(number, rules) => (rules.spellings(number), None),
            PersonIs::Address(address) => (Vec::new(), Some(address)),
        };
        if let (PersonIs::Number(number, _), []) = (person, numbers.as_slice()) {
            return Err(SpoolError::NoDigits(number.to_owned()));
        }
        let between_commas = format!(",{},", numbers.join(","));
        // No person has a number without a digit.
        let numbers = if numbers.is_empty() { String::new() } else { between_commas };
        self.spool.read(|transaction| {
            let ids = |sql: &str| -> database::Result<Vec<i64>> {
                transaction.all(sql, params![numbers, address], |row| row.get(0))
            };
            let faxes = ids(FAXES)?.into_iter().map(FaxId).collect();
            Ok((faxes, ids(JOBS)?.into_iter().map(JobId).collect()))
        })
    }
}
