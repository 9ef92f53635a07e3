//! Checks a fax number before a fax is sent to it: its form, its price, and whether this person may
//! call it.

use super::{Desk, DeskError, Person};
use ferrofax_rights::{By, Denied};
use ferrofax_spool::DeviceName;
use ferrofax_spool::numbers::PriceClass;

/// The result of checking a fax number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberCheck {
    /// The checked fax number as the user wrote it.
    pub written: String,
    /// The checked fax number in its canonical form: `+…` if the country is known.
    pub canonical: String,
    /// The price class of a call to this fax number.
    pub class: PriceClass,
    /// The reason why this person is not allowed to send to the fax number now; `None`: the person
    /// is allowed to.
    pub refusal: Option<Denied>,
}

impl Desk {
    /// Checks the form of a fax number, its price class, and whether this person is allowed to call
    /// it from this device or, if `device` is empty, from the person's first device. The check is
    /// not recorded and does not count towards limits.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: the text is not a fax number; the error says why.
    pub fn check_number(
        &self,
        person: &Person,
        device: &str,
        written: &str,
    ) -> Result<NumberCheck, DeskError> {
        let rules = self.spool.devices().sending()?.rules;
        let number = rules.read(written).map_err(|error| DeskError::Unfit(error.to_string()))?;
        let device = match device.trim() {
            "" => self.devices_to_send_from(person)?.into_iter().next(),
            named => Some(
                named
                    .parse::<DeviceName>()
                    .map_err(|error| DeskError::Unfit(error.to_string()))?,
            ),
        };
        let refusal = match &device {
            Some(device) => self.rights.outlook(By::Person(person), device, written).err(),
            None => return Err(DeskError::Unfit("you have no device to send from".to_owned())),
        };
        Ok(NumberCheck {
            written: written.trim().to_owned(),
            class: PriceClass::of(&number, &rules),
            canonical: number.canonical,
            refusal,
        })
    }
}
