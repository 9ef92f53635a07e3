//! The file with the settings of the telephone lines and of the mail server.

use std::collections::BTreeMap;

use super::{ManagedError, changes, check};
use ferrofax_network::key;
use ferrofax_spool::value::{number, word_of};
use ferrofax_spool::{LINE_SETTINGS, MAIL_SETTINGS, SettingsText};

const HEAD: &str = "; The Ferrofax service writes this file. Change it in the web interface, at Administration.\n\n";

/// The words by which the settings choose the encryption of the connection to the mail server.
const TLS: [&str; 4] = ["none", "opportunistic", "required", "implicit"];

/// The channel technologies whose dial strings have the trunk after the number:
/// `PJSIP/${NUMBER}@trunk`.
const BEHIND: [&str; 3] = ["PJSIP", "SIP", "IAX2"];

/// The default trunk of `ferrofax.conf`, as a form shows it. No other trunk with `Local/` is
/// accepted, since another context of the dialplan could run any application.
const DEFAULT_TRUNK: &str = "Local/fax-outbound";

/// A part of the settings in this file. Each part has its own form in the web interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The settings of the telephone lines.
    Lines,
    /// The settings of the mail server.
    Mail,
}

/// The settings of the lines and of the mail server, by their names in `ferrofax.conf`. The debug
/// output has only the names, so it contains no password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Settings {
    pairs: BTreeMap<String, String>,
    /// A random text that gets a new value at each change of the file.
    revision: String,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.pairs.keys()).finish()
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
        let SettingsText { pairs, revision, unknown } = SettingsText::parse(text)?;
        match unknown.first() {
            Some((line, _)) => Err(*line),
            None => Ok(Self { pairs, revision }),
        }
    }

    /// Gives the settings a new random `revision`, which shows that they have changed.
    pub(super) fn revise(&mut self) {
        self.revision = key::fresh();
    }

    pub(super) fn written(&self) -> String {
        format!("{HEAD}{}", self.text().written())
    }

    /// The value of a setting as a form shows it; empty if it is not set. A password is not shown.
    pub fn shown(&self, name: &str) -> String {
        match name {
            "mailpassword" => String::new(),
            "dialstring" => trunk_of(self.get(name)),
            name => self.get(name).to_owned(),
        }
    }

    /// Whether the settings contain a password for the mail server.
    pub fn has_password(&self) -> bool {
        self.pairs.contains_key("mailpassword")
    }

    /// The fingerprint of the settings. The Asterisk module publishes the fingerprint of the
    /// settings that it has read, so that a comparison shows whether it has read the present ones.
    pub fn fingerprint(&self) -> String {
        self.text().fingerprint()
    }

    /// The differences from the settings `before`, for the audit log; without passwords.
    pub fn changes(&self, before: &Self) -> String {
        changes::between(&before.values(), &self.values())
    }

    fn values(&self) -> BTreeMap<&str, String> {
        self.pairs.iter().map(|(key, value)| (key.as_str(), value.clone())).collect()
    }

    fn text(&self) -> SettingsText {
        SettingsText {
            pairs: self.pairs.clone(),
            revision: self.revision.clone(),
            ..SettingsText::default()
        }
    }

    fn get(&self, name: &str) -> &str {
        self.pairs.get(name).map_or("", String::as_str)
    }

    /// Replaces the settings of one part by the values of a form. An empty value removes the
    /// setting, but an empty password keeps the stored one as long as the mail user is set.
    pub fn set(&mut self, part: Part, field: impl Fn(&str) -> String) -> Result<(), ManagedError> {
        let mut next = self.clone();
        for name in part.names() {
            let entered = field(name);
            // A password with blanks at its ends is refused; the blanks are not removed.
            let value = if *name == "mailpassword" { entered.as_str() } else { entered.trim() };
            let is_kept = *name == "mailpassword" && value.is_empty();
            if is_kept {
                continue;
            }
            if value.is_empty() {
                next.pairs.remove(*name);
            } else {
                next.pairs.insert((*name).to_owned(), checked(name, value)?);
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
            (Some(_), Some(_)) | (None, None) => Ok(()),
            _ => Err(ManagedError::BothLines),
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
            self.pairs.remove("mailpassword");
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

/// Makes the dial string for a trunk such as `PJSIP/provider`.
fn dial_string(trunk: &str) -> Result<String, ManagedError> {
    let wrong = || ManagedError::Trunk(check::shown(trunk));
    let (technology, name) = trunk.split_once('/').ok_or_else(wrong)?;
    if name.is_empty() || check::word(name).is_err() {
        return Err(wrong());
    }
    match technology {
        _ if trunk == DEFAULT_TRUNK => Ok(format!("Local/${{NUMBER}}@{name}")),
        "DAHDI" => Ok(format!("DAHDI/{name}/${{NUMBER}}")),
        _ if BEHIND.contains(&technology) => Ok(format!("{technology}/${{NUMBER}}@{name}")),
        _ => Err(wrong()),
    }
}

/// Returns the trunk in a dial string that [`dial_string`] has made.
fn trunk_of(dial_string: &str) -> String {
    dial_string.replace("/${NUMBER}@", "/").replace("/${NUMBER}", "")
}
