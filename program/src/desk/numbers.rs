//! A number before something is sent to it: what it is, what it costs, whether one may.

use super::{Desk, DeskError, Person};
use crate::rights::{By, Denied};
use ferrofax_spool::DeviceName;
use ferrofax_spool::numbers::PriceClass;

/// What is known of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberCheck {
    /// As it was written.
    pub written: String,
    /// Its one form, `+…` where the country is known.
    pub canonical: String,
    /// What a call there costs.
    pub class: PriceClass,
    /// Why this person may not send there now; none: he may.
    pub refusal: Option<Denied>,
}

impl Desk {
    /// Looks at a number from this device; from the person's first, if none is named. Nothing
    /// is decided or counted by it.
    ///
    /// # Errors
    /// [`DeskError::Unfit`]: it is no number, and why; and others.
    pub fn check_number(
        &self,
        person: &Person,
        device: &str,
        written: &str,
    ) -> Result<NumberCheck, DeskError> {
        let rules = self.spool.sending()?.rules;
        let number = rules.read(written).map_err(|error| DeskError::Unfit(error.to_string()))?;
        let device =
            match device.trim() {
                "" => self.devices_to_send_from(person)?.into_iter().next(),
                named => Some(named.parse::<DeviceName>().map_err(|error| {
                    DeskError::Unfit(format!("'{named}' is no device: {error}"))
                })?),
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
