//! The options of an import from HylaFAX. They assign Ferrofax devices (extensions that answer fax
//! calls) to the modems, numbers and users of HylaFAX.

use std::collections::BTreeMap;
use std::str::FromStr;

use ferrofax_rights::UserSettings;

/// An assignment `NAME=DEVICE` on the command line of `ferrofax import`. It assigns a Ferrofax
/// device to NAME, which is a modem, a number or a user of HylaFAX.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    name: String,
    device: String,
}

/// The error for a text that is not an assignment `NAME=DEVICE`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is not NAME=DEVICE, as ttyIAX0=2101, 4999112101=2101 or alice=2102")]
pub struct BadName(String);

impl FromStr for Names {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let (name, device) = text.split_once('=').unwrap_or_default();
        let (name, device) = (name.trim().to_owned(), device.trim().to_owned());
        if name.is_empty() || device.is_empty() {
            Err(BadName(text.to_owned()))
        } else {
            Ok(Self { name, device })
        }
    }
}

/// The options with which a user starts an import from HylaFAX.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    names: BTreeMap<String, String>,
    device: Option<String>,
    /// Whether the imported jobs are sent at once. Otherwise they are held until a user releases
    /// them.
    pub release: bool,
    /// Whether the import only reports what it would do, without storing anything.
    pub dry_run: bool,
}

impl Wanted {
    /// Creates the options of an import from HylaFAX. `names` assigns Ferrofax devices to names in
    /// HylaFAX. A user in `users` keeps their own device, unless `names` assigns them another one.
    /// All other names get the device `device`.
    pub fn new(names: &[Names], device: Option<&str>, users: &[UserSettings]) -> Self {
        let own = users.iter().filter_map(|user| {
            let device = user.device.as_ref()?;
            Some((user.name.clone(), device.to_string()))
        });
        let said = names.iter().map(|one| (one.name.clone(), one.device.clone()));
        Self {
            names: own.chain(said).collect(),
            device: device.map(str::to_owned),
            ..Self::default()
        }
    }

    /// Returns the Ferrofax device for a HylaFAX job or fax. `names` contains names from HylaFAX to
    /// which a device may be assigned, such as the modem or a number. The first name with a device
    /// decides. If no name has a device, the result is the device of the option `--device`; `None`
    /// without this option.
    pub(super) fn device_of<'a>(&'a self, names: &[&str]) -> Option<&'a str> {
        names
            .iter()
            .filter(|name| !name.is_empty())
            .find_map(|name| self.names.get(*name))
            .or(self.device.as_ref())
            .map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_that_has_a_device_counts() {
        let names: Vec<Names> =
            ["ttyIAX0=2101", "alice = 2102"].map(|text| text.parse().unwrap()).into();
        let wanted = Wanted::new(&names, Some("2100"), &[]);
        assert_eq!(wanted.device_of(&["any", "alice", "ttyIAX0"]), Some("2102"));
        assert_eq!(wanted.device_of(&["", "bob"]), Some("2100"));
        assert_eq!(Wanted::new(&names, None, &[]).device_of(&["bob"]), None);
        for wrong in ["ttyIAX0", "=2101", "x="] {
            assert_eq!(wrong.parse::<Names>(), Err(BadName(wrong.to_owned())));
        }
    }
}
