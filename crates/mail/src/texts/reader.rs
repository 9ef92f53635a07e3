//! The language of a mail. It is the language that the recipient has selected in the web interface.
//! If there is none, it is the language of the recipient's device, or else the setting `language`
//! in ferrofax.conf. A mail to the faxmaster or to an unknown person is in the language of the
//! settings.
//!
//! A mail does not wait until its language is known: if the spool cannot be read, the mail is in
//! English.

use ferrofax_basics::DeviceName;
use ferrofax_languages::Language;
use ferrofax_spool::Spool;

use super::Words;
use ferrofax_rights::{Entrance, Rights};

/// Returns the texts in the language of mails to the faxmaster and to unknown persons.
pub fn of_settings(spool: &Spool) -> Words {
    Words::of(spool.devices().sending().unwrap_or_default().defaults.language)
}

/// Returns the texts in the language of a user who sends from this device.
pub fn of_user(spool: &Spool, rights: &Rights, user: &str, device: &DeviceName) -> Words {
    let language = chosen(spool, rights, user);
    language.map_or_else(|| of_device(spool, device), Words::of)
}

/// Returns the texts in the language of a device's owners.
pub fn of_device(spool: &Spool, device: &DeviceName) -> Words {
    let settings = spool.devices().sending().unwrap_or_default();
    let devices = spool.devices().list().unwrap_or_default();
    let of_it = devices.iter().find(|it| it.name() == *device);
    let defaults = of_it.map_or(settings.defaults.clone(), |it| settings.defaults_of(it));
    Words::of(defaults.language)
}

/// The language that a user has selected in the web interface. `None` if the user has selected
/// none, or cannot log in.
fn chosen(spool: &Spool, rights: &Rights, user: &str) -> Option<Language> {
    let person = rights.person(user, Entrance::Page, None).ok()??;
    let code = spool.logins().language(&person.name, person.by.name()).ok()??;
    Language::of(&code)
}
