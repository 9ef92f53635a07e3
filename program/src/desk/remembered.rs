//! What is known of the numbers that faxes went to, for administrators.

use super::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Advice, Destination};

/// What is known of a number, and what the next call takes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownNumber {
    /// What is known.
    pub known: Destination,
    /// What the next call takes.
    pub advice: Vec<Advice>,
}

impl Desk {
    /// What is known of those numbers that were called last.
    ///
    /// # Errors
    /// [`DeskError::Denied`] and others.
    pub fn known_numbers(
        &self,
        person: &Person,
        limit: u32,
        now: UnixMs,
    ) -> Result<Vec<KnownNumber>, DeskError> {
        self.keeps_house(person, "numbers")?;
        let memory = self.spool.sending()?.memory;
        let known = self.spool.destinations(limit)?.into_iter();
        let with_advice = |known: Destination| -> Result<KnownNumber, DeskError> {
            let advice = self.spool.advice_for(&known.number, now, &memory)?;
            Ok(KnownNumber { known, advice })
        };
        known.map(with_advice).collect()
    }

    /// What is known of one number. None: nothing.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: it is no number; [`DeskError::Denied`] and others.
    pub fn known_number(
        &self,
        person: &Person,
        written: &str,
        now: UnixMs,
    ) -> Result<Option<KnownNumber>, DeskError> {
        self.keeps_house(person, "numbers")?;
        let memory = self.spool.sending()?.memory;
        let number = self.one_form(written)?;
        let own = self.spool.destination(&number)?;
        let Some(known) =
            own.map_or_else(|| self.spool.known_elsewhere(&number), |it| Ok(Some(it)))?
        else {
            return Ok(None);
        };
        let advice = self.spool.advice_for(&number, now, &memory)?;
        Ok(Some(KnownNumber { known, advice }))
    }

    /// Forgets what is known of a number. False: nothing was.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: it is no number; [`DeskError::Denied`] and others.
    pub fn forget_number(&self, person: &Person, written: &str) -> Result<bool, DeskError> {
        self.does(person, "number-forget", &[("number", written)])?;
        Ok(self.spool.forget_destination(&self.one_form(written)?)?)
    }

    fn one_form(&self, written: &str) -> Result<String, DeskError> {
        let number = self.spool.sending()?.rules.read(written);
        number
            .map(|number| number.canonical)
            .map_err(|error| DeskError::Unfit(error.to_string()))
    }
}
