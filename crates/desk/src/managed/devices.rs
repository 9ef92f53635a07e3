//! The file with the devices: a context of the dialplan, with one line for each device.

use std::collections::BTreeMap;

use super::{ManagedError, changes, check};
use ferrofax_spool::Format;
use ferrofax_spool::sending::JobDefaults;
use ferrofax_spool::value::{one_of, priority};

/// The context of the dialplan to which the devices belong.
pub const CONTEXT: &str = "fax-devices";

const HEAD: &str = "; The Ferrofax service writes this file. Change it in the web interface, at Administration, Devices.\n\n";

/// The greatest number of mail addresses of a device. `LONGEST_ADDRESSES` is the greatest number of
/// their characters together, because Asterisk cuts off longer lines.
const MOST_ADDRESSES: usize = 20;
const LONGEST_ADDRESSES: usize = 1_500;

/// The options of a device: the letter of the option in the dialplan, and the name of the field in
/// the form.
pub const OPTIONS: [(char, &str); 13] = [
    ('n', "name"),
    ('s', "station_id"),
    ('c', "class"),
    ('P', "printers"),
    ('e', "ecm"),
    ('T', "t38"),
    ('k', "record"),
    ('z', "time_zone"),
    ('p', "priority"),
    ('N', "reports"),
    ('t', "header_text"),
    ('a', "account"),
    ('R', "retention"),
];

/// The words that are valid in the field `ecm` of the form. `T38` and `RECORD` are the words of the
/// fields `t38` and `record`.
const ECM: [&str; 2] = ["yes", "no"];
const T38: [&str; 3] = ["yes", "passive", "no"];
const RECORD: [&str; 3] = ["failed", "all", "none"];

/// The data of a device as an administrator enters it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceForm {
    /// The extension of the device in the dialplan.
    pub extension: String,
    /// Mail addresses, with commas or blanks between them.
    pub addresses: String,
    /// The name of the format in which faxes are mailed to the addresses; empty for the default.
    pub format: String,
    /// The values of the other options, by the names in [`OPTIONS`]. An empty value means that the
    /// option is not set.
    pub options: BTreeMap<&'static str, String>,
    /// Whether the device is switched off.
    pub is_off: bool,
}

/// A device with valid data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The extension of the device in the dialplan.
    pub extension: String,
    addresses: Vec<String>,
    format: Format,
    options: BTreeMap<&'static str, String>,
    is_off: bool,
}

impl DeviceForm {
    /// The data of a form whose fields have these values.
    pub fn of(field: impl Fn(&str) -> String) -> Self {
        Self {
            extension: field("extension"),
            addresses: field("addresses"),
            format: field("format"),
            options: OPTIONS.iter().map(|(_, name)| (*name, field(name))).collect(),
            is_off: !field("off").is_empty(),
        }
    }

    /// The value of the option `name` of the device; empty if it is not set.
    pub fn option(&self, name: &str) -> &str {
        self.options.get(name).map_or("", String::as_str)
    }
}

impl Device {
    /// Checks the data of a form, and makes a device of it.
    pub fn checked(form: &DeviceForm) -> Result<Self, ManagedError> {
        let format = form.format.trim();
        let mut options = BTreeMap::new();
        for (_, name) in OPTIONS {
            let value = form.option(name).trim();
            if value.is_empty() {
                continue;
            }
            // A list that contains only commas becomes empty here, so it is not set.
            let value = option(name, value)?;
            if !value.is_empty() {
                options.insert(name, value);
            }
        }
        Ok(Self {
            extension: check::extension(form.extension.trim())?,
            addresses: addresses(&form.addresses)?,
            format: if format.is_empty() { Format::default() } else { one_of(format)? },
            options,
            is_off: form.is_off,
        })
    }

    /// The data of this device, for a form.
    pub fn form(&self) -> DeviceForm {
        DeviceForm {
            extension: self.extension.clone(),
            addresses: self.addresses.join(", "),
            format: self.format.name().to_owned(),
            options: self.options.clone(),
            is_off: self.is_off,
        }
    }

    /// The arguments that the application `FaxDevice` has for this device in the dialplan.
    pub fn arguments(&self) -> String {
        let mut options = String::new();
        for (letter, name) in OPTIONS {
            if let Some(value) = self.options.get(name) {
                options.push_str(&format!("{letter}({value})"));
            }
        }
        if self.is_off {
            options.push('x');
        }
        let comma = if options.is_empty() { "" } else { "," };
        format!("{},{}{comma}{options}", self.addresses.join("&"), self.format.name())
    }

    /// The differences from the device `before`, for the audit log. `None`: the device is new, so
    /// all its values are listed.
    pub fn changes(&self, before: Option<&Self>) -> String {
        changes::between(&before.map(Self::values).unwrap_or_default(), &self.values())
    }

    /// The values that are removed with this device, for the audit log.
    pub fn values_removed(&self) -> String {
        changes::between(&self.values(), &BTreeMap::new())
    }

    fn values(&self) -> BTreeMap<&str, String> {
        let mut values: BTreeMap<&str, String> =
            self.options.iter().map(|(name, value)| (*name, value.clone())).collect();
        values.insert("addresses", self.addresses.join(", "));
        values.insert("format", self.format.name().to_owned());
        if self.is_off {
            values.insert("off", "yes".to_owned());
        }
        values
    }

    fn line(&self) -> String {
        format!("exten => {},1,FaxDevice({})", self.extension, self.arguments())
    }

    /// Reads a device from a line of the file. `None` if the service cannot have written the line.
    fn of_line(line: &str) -> Option<Self> {
        let (extension, rest) = line.strip_prefix("exten => ")?.split_once(",1,FaxDevice(")?;
        let mut parts = rest.strip_suffix(')')?.splitn(3, ',');
        let mut form = DeviceForm {
            extension: extension.to_owned(),
            addresses: parts.next()?.replace('&', ","),
            format: parts.next()?.to_owned(),
            ..DeviceForm::default()
        };
        let mut rest = parts.next().unwrap_or_default();
        while let Some(letter) = rest.chars().next() {
            let after = &rest[letter.len_utf8()..];
            if letter == 'x' && after.is_empty() {
                form.is_off = true;
                break;
            }
            let (value, more) = after.strip_prefix('(')?.split_once(')')?;
            let (_, name) = *OPTIONS.iter().find(|(known, _)| *known == letter)?;
            form.options.insert(name, value.to_owned());
            rest = more;
        }
        Self::checked(&form).ok().filter(|device| device.line() == line)
    }
}

/// Reads the devices from the text of the file. The error is the number of the first line that the
/// service cannot have written.
pub(super) fn parse(text: &str) -> Result<Vec<Device>, usize> {
    let mut devices: Vec<Device> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with(';') || line == format!("[{CONTEXT}]") {
            continue;
        }
        let device = Device::of_line(line).ok_or(at + 1)?;
        if devices.iter().any(|known| known.extension == device.extension) {
            return Err(at + 1);
        }
        devices.push(device);
    }
    Ok(devices)
}

/// The text of the file with these devices.
pub fn written(devices: &[Device]) -> String {
    let lines: String = devices.iter().map(|device| device.line() + "\n").collect();
    format!("{HEAD}[{CONTEXT}]\n{lines}")
}

fn addresses(text: &str) -> Result<Vec<String>, ManagedError> {
    let words = text.split([',', ';', ' ', '\n', '\r', '\t']).filter(|word| !word.is_empty());
    let mut found: Vec<String> = Vec::new();
    for word in words {
        let address = check::address(word)?;
        if !found.contains(&address) {
            found.push(address);
        }
        let length: usize = found.iter().map(String::len).sum();
        if found.len() > MOST_ADDRESSES || length > LONGEST_ADDRESSES {
            return Err(ManagedError::Addresses);
        }
    }
    if found.is_empty() { Err(ManagedError::Addresses) } else { Ok(found) }
}

fn option(name: &str, value: &str) -> Result<String, ManagedError> {
    match name {
        "name" | "header_text" => check::text(value),
        "station_id" => check::ident(value),
        "printers" => check::words(value),
        "ecm" => listed(value, &ECM),
        "t38" => listed(value, &T38),
        "record" => listed(value, &RECORD),
        "time_zone" => check::zone(value),
        "priority" => Ok(priority(value)?.to_string()),
        "reports" => {
            JobDefaults::default().set("notify", value)?;
            check::word(value)
        }
        _ => check::word(value),
    }
}

fn listed(value: &str, words: &[&str]) -> Result<String, ManagedError> {
    Ok(ferrofax_spool::value::word_of(value, words)?.to_owned())
}
