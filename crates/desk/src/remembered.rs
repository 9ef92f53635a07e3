//! The facts that Ferrofax remembers about called fax numbers, for administrators.

use super::{Desk, DeskError, Person};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Advice, Destination};

/// The facts that are remembered about a called fax number, and how the next call uses them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownNumber {
    /// The facts that are remembered about the fax number.
    pub known: Destination,
    /// The settings that the next call to the fax number takes from the remembered facts.
    pub advice: Vec<Advice>,
}

impl Desk {
    /// The fax numbers that were called last, with the facts that are remembered about them.
    pub fn known_numbers(
        &self,
        person: &Person,
        limit: u32,
        now: UnixMs,
    ) -> Result<Vec<KnownNumber>, DeskError> {
        self.keeps_house(person, "numbers")?;
        let memory = self.spool.devices().sending()?.memory;
        let known = self.spool.numbers().destinations(limit)?.into_iter();
        let with_advice = |known: Destination| -> Result<KnownNumber, DeskError> {
            let advice = self.spool.numbers().advice_for(&known.number, now, &memory)?;
            Ok(KnownNumber { known, advice })
        };
        known.map(with_advice).collect()
    }

    /// The facts remembered about one fax number, if any are remembered.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the text is not a fax number.
    pub fn known_number(
        &self,
        person: &Person,
        written: &str,
        now: UnixMs,
    ) -> Result<Option<KnownNumber>, DeskError> {
        self.keeps_house(person, "numbers")?;
        let memory = self.spool.devices().sending()?.memory;
        let number = self.one_form(written)?;
        let own = self.spool.numbers().destination(&number)?;
        let Some(known) =
            own.map_or_else(|| self.spool.numbers().known_elsewhere(&number), |it| Ok(Some(it)))?
        else {
            return Ok(None);
        };
        let advice = self.spool.numbers().advice_for(&number, now, &memory)?;
        Ok(Some(KnownNumber { known, advice }))
    }

    /// Deletes the facts that are remembered about a fax number. Returns false if none were
    /// remembered.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the text is not a fax number.
    pub fn forget_number(&self, person: &Person, written: &str) -> Result<bool, DeskError> {
        self.does(person, "number-forget", &[("number", written)])?;
        Ok(self.spool.numbers().forget_destination(&self.one_form(written)?)?)
    }

    fn one_form(&self, written: &str) -> Result<String, DeskError> {
        let number = self.spool.devices().sending()?.rules.read(written);
        number
            .map(|number| number.canonical)
            .map_err(|error| DeskError::Unfit(error.to_string()))
    }
}
