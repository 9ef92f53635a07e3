//! The settings of the reading of received faxes: `[reading]` of gateway.toml.

use ferrofax_gateway_toml::{Unfit, settings};
use ferrofax_spool::DeviceName;

settings! {
    /// The settings of `[reading]`: words and codes on received faxes.
    pub struct TextSettings {}

    /// The keys of the section `[reading]` of gateway.toml.
    pub(crate) KEYS {
        /// Whether `ferrofax serve` reads the words and codes on received faxes after their calls.
        /// People then find faxes by words on their pages, and PDFs of faxes are searchable.
        enabled: bool = false, flag;
        /// The languages of the faxes, as Tesseract names them. Each must be installed
        /// (tesseract-ocr-deu). Several languages are joined by +, the most frequent first, and take
        /// longer.
        languages: String = "eng", text(languages);
        /// Other languages for the faxes of single devices: ["2101 = fra", "2102@sales = deu+eng"].
        device_languages: Vec<DeviceLanguages> = [], list(of_device);
        /// Only faxes of this many days are read, the newest first.
        days: u32 = 30, number(1..=36_500);
        /// The greatest number of pages of a fax that are read.
        most_pages: u32 = 100, number(1..=10_000);
    }
}

/// The languages of the faxes of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLanguages {
    /// The name of the device: its number, or its number and context (`2101@sales`).
    device: String,
    /// The languages, as Tesseract names them.
    languages: String,
}

impl TextSettings {
    /// The languages of the faxes of a device, as Tesseract names them.
    pub(super) fn languages_of(&self, device: &DeviceName) -> &str {
        let (whole, number) = (device.to_string(), &device.number);
        let of = |name: &str| self.device_languages.iter().find(|one| one.device == name);
        of(&whole).or_else(|| of(number)).map_or(&self.languages, |one| &one.languages)
    }

    /// All combinations of languages in the settings.
    pub(crate) fn all_languages(&self) -> impl Iterator<Item = &str> {
        let of_devices = self.device_languages.iter().map(|one| &*one.languages);
        [&*self.languages].into_iter().chain(of_devices)
    }
}

fn languages(text: &str) -> Result<String, Unfit> {
    // Tesseract gets the names as one argument, and makes file names of them.
    let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '/');
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(is_sign) && !name.starts_with(['-', '/']);
    if text.split('+').all(is_name) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Languages(text.to_owned()))
    }
}

fn of_device(text: &str) -> Result<DeviceLanguages, Unfit> {
    let unfit = || Unfit::DeviceLanguages(text.to_owned());
    let (device, of) = text.split_once('=').ok_or_else(unfit)?;
    let (device, of) = (device.trim(), of.trim());
    if device.is_empty() {
        return Err(unfit());
    }
    Ok(DeviceLanguages { device: device.to_owned(), languages: languages(of)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn read(text: &str) -> Result<TextSettings, String> {
        let settings = Settings::parse(&format!("[reading]\n{text}\n"));
        settings
            .map(|settings| settings.reading)
            .map_err(|problems| problems[0].to_string())
    }

    #[test]
    fn a_device_has_its_own_languages_or_those_of_all() {
        let settings =
            read("languages = \"deu\"\ndevice_languages = [\"2101 = fra\", \"2101@b=ita+fra\"]")
                .unwrap();
        let of = |name: &str| settings.languages_of(&name.parse().unwrap());
        assert_eq!([of("2101@a"), of("2101@b"), of("2102@a")], ["fra", "ita+fra", "deu"]);
    }

    #[test]
    fn wrong_languages_are_named() {
        for (text, wanted) in [
            ("languages = \"deu eng\"", "'deu eng' are no languages"),
            ("languages = \"../x\"", "'../x' are no languages"),
            ("languages = \"-l\"", "'-l' are no languages"),
            ("device_languages = [\"2101\"]", "'2101' is no device with its languages"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(wanted), "{error}");
        }
    }
}
