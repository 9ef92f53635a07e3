//! The file with the settings of the telephone lines and of the mail server.

use std::collections::BTreeMap;

use super::{ManagedError, check};
use ferrofax_spool::value::{number, word_of};
use ferrofax_spool::{LINE_SETTINGS, MAIL_SETTINGS, fingerprint, managed_settings};

const HEAD: &str = "; The Ferrofax service writes this file. Change it in the web interface, at Administration.\n\n";

/// The ways to encrypt the connection to the mail server.
const TLS: [&str; 4] = ["none", "opportunistic", "required", "implicit"];

/// The technologies whose trunks stand behind the number in a dial string.
const BEHIND: [&str; 4] = ["PJSIP", "SIP", "IAX2", "Local"];

/// A part of the settings, which is a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The telephone lines.
    Lines,
    /// The mail server.
    Mail,
}

/// The settings by their names in `ferrofax.conf`. The debug output has no password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Settings(BTreeMap<String, String>);

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Part {
    /// The names of the settings of this part.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Lines => &LINE_SETTINGS,
            Self::Mail => &MAIL_SETTINGS,
        }
    }
}

impl Settings {
    pub(super) fn parse(text: &str) -> Result<Self, usize> {
        managed_settings(text).map(Self)
    }

    pub(super) fn written(&self) -> String {
        let lines: String =
            self.0.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        format!("{HEAD}{lines}")
    }

    /// The value of a setting as a form shows it; empty if it is not set. A password is not shown.
    pub fn shown(&self, name: &str) -> String {
        match name {
            "mailpassword" => String::new(),
            "dialstring" => trunk_of(self.get(name)),
            name => self.get(name).to_owned(),
        }
    }

    /// Whether a password is stored.
    pub fn has_password(&self) -> bool {
        self.0.contains_key("mailpassword")
    }

    /// The fingerprint of the settings, as the module publishes it.
    pub fn fingerprint(&self) -> String {
        fingerprint(self.0.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Replaces the settings of one part by the values of a form. An empty value removes a setting,
    /// except that the password is kept.
    pub fn set(&mut self, part: Part, field: impl Fn(&str) -> String) -> Result<(), ManagedError> {
        let mut next = self.clone();
        for name in part.names() {
            let entered = field(name);
            // Blanks at the ends of a password are refused, not removed.
            let value = if *name == "mailpassword" { entered.as_str() } else { entered.trim() };
            let is_kept = *name == "mailpassword" && value.is_empty();
            if is_kept {
                continue;
            }
            if value.is_empty() {
                next.0.remove(*name);
            } else {
                next.0.insert((*name).to_owned(), checked(name, value)?);
            }
        }
        match part {
            Part::Lines => next.check_lines()?,
            Part::Mail => next.check_mail(self, !field("mailpassword").is_empty())?,
        }
        *self = next;
        Ok(())
    }

    fn check_lines(&self) -> Result<(), ManagedError> {
        let of = |name: &str| self.get(name).parse::<u32>().ok();
        match (of("inbound_lines"), of("max_lines")) {
            (Some(reserved), Some(all)) if reserved >= all => Err(ManagedError::Reserved),
            _ => Ok(()),
        }
    }

    fn check_mail(&mut self, before: &Self, is_new: bool) -> Result<(), ManagedError> {
        let connection = ["mailserver", "mailport", "mailtls", "mailuser"];
        if self.get("mailserver").is_empty() {
            let alone = connection[1..].iter().any(|name| !self.get(name).is_empty());
            if alone || is_new {
                return Err(ManagedError::Server(String::new()));
            }
        }
        if self.get("mailuser").is_empty() {
            if is_new {
                return Err(ManagedError::NoUser);
            }
            self.0.remove("mailpassword");
        }
        let is_same = connection.iter().all(|name| self.get(name) == before.get(name));
        if self.has_password() && !is_new && !is_same {
            return Err(ManagedError::PasswordAgain);
        }
        Ok(())
    }
}

fn checked(name: &str, value: &str) -> Result<String, ManagedError> {
    match name {
        "max_lines" => Ok(number(value, 1, 10_000)?.to_string()),
        "inbound_lines" => Ok(number(value, 0, 10_000)?.to_string()),
        "dialtimeout" => Ok(number(value, 5, 600)?.to_string()),
        "dialstring" => dial_string(value),
        "mailserver" => check::server(value),
        "mailport" => Ok(number(value, 1, 65_535)?.to_string()),
        "mailtls" => Ok(word_of(value, &TLS)?.to_owned()),
        "mailuser" | "mailpassword" => check::secret(value),
        "serveremail" | "faxmaster" => check::address(value),
        _ => check::digits(value),
    }
}

/// The dial string for a trunk such as `PJSIP/provider`.
fn dial_string(trunk: &str) -> Result<String, ManagedError> {
    let wrong = || ManagedError::Trunk(check::shown(trunk));
    let (technology, name) = trunk.split_once('/').ok_or_else(wrong)?;
    if name.is_empty() || check::word(name).is_err() {
        return Err(wrong());
    }
    match technology {
        "DAHDI" => Ok(format!("DAHDI/{name}/${{NUMBER}}")),
        _ if BEHIND.contains(&technology) => Ok(format!("{technology}/${{NUMBER}}@{name}")),
        _ => Err(wrong()),
    }
}

/// The trunk of a dial string that [`dial_string`] has made.
fn trunk_of(dial_string: &str) -> String {
    dial_string.replace("/${NUMBER}@", "/").replace("/${NUMBER}", "")
}
