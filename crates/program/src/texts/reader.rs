//! The language of a letter. It is the language that its reader has selected in the web interface,
//! else that of the reader's device, else that of the settings (`language` in ferrofax.conf). A
//! letter to the faxmaster or to a stranger is in the language of the settings.
//!
//! A letter does not wait until its language is known: if the spool cannot be read, the letter is
//! in English.

use ferrofax_basics::DeviceName;
use ferrofax_languages::Language;
use ferrofax_spool::Spool;

use super::Words;
use crate::rights::{Entrance, Rights};

/// The words for the faxmaster and for strangers.
pub(crate) fn of_settings(spool: &Spool) -> Words {
    Words::of(spool.devices().sending().unwrap_or_default().defaults.language)
}

/// The words for a user, who sends from this device.
pub(crate) fn of_user(spool: &Spool, rights: &Rights, user: &str, device: &DeviceName) -> Words {
    let language = chosen(spool, rights, user);
    language.map_or_else(|| of_device(spool, device), Words::of)
}

/// The words for the owners of a device.
pub(crate) fn of_device(spool: &Spool, device: &DeviceName) -> Words {
    let settings = spool.devices().sending().unwrap_or_default();
    let devices = spool.devices().list().unwrap_or_default();
    let of_it = devices.iter().find(|it| it.name() == *device);
    let defaults = of_it.map_or(settings.defaults.clone(), |it| settings.defaults_of(it));
    Words::of(defaults.language)
}

/// The language that a user has selected in the web interface. Somebody who cannot log in has
/// selected none.
fn chosen(spool: &Spool, rights: &Rights, user: &str) -> Option<Language> {
    let person = rights.person(user, Entrance::Page, None).ok()??;
    let code = spool.logins().language(&person.name, person.by.name()).ok()??;
    Language::of(&code)
}
