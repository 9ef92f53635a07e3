//! The file `users.toml` in the spool's folder: users and groups that administrators manage in the
//! web interface, invitations, and second factors. The Ferrofax service alone writes the file.
//!
//! The file is read without following links, and replaced as a whole. It has hashes of passwords
//! and the secrets of second factors, so only the spool's group can read it, as gateway.toml.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::groups::KeptGroup;
use super::names::{is_name, role_named};
use super::passkeys::Passkey;
use super::second::SecondFactor;
use crate::settings::{Role, UserSettings};
use ferrofax_basics::UnixMs;
use ferrofax_basics::value::is_mail_address;
use ferrofax_network::asker::password;
pub(super) use ferrofax_spool::USERS_FILE as FILE;
use ferrofax_spool::safe_file::{self, For, Share};

/// The greatest size of users.toml in bytes.
pub(super) const LARGEST: u64 = 8 << 20;

/// The comment at the beginning of users.toml.
const HEAD: &str = "# The Ferrofax service writes this file. Change it in the web interface, at Administration, Users.\n\n";

/// The content of users.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Kept {
    #[serde(rename = "user")]
    pub(super) users: Vec<KeptUser>,
    // If there are no groups, the file has no `group`, so that an earlier version of Ferrofax can
    // read it.
    #[serde(rename = "group", skip_serializing_if = "Vec::is_empty")]
    pub(super) groups: Vec<KeptGroup>,
    #[serde(rename = "invitation")]
    pub(super) invitations: Vec<Invitation>,
    #[serde(rename = "second_factor")]
    pub(super) factors: Vec<SecondFactor>,
    // If there are no passkeys, the file has no `passkey`, so that an earlier version of Ferrofax
    // can read it.
    #[serde(rename = "passkey", skip_serializing_if = "Vec::is_empty")]
    pub(super) passkeys: Vec<Passkey>,
}

/// A user in users.toml. The keys are the same as for a `[[user]]` in gateway.toml, and in addition
/// `id` and `groups`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptUser {
    pub(super) name: String,
    /// A random text that identifies the user. If the user is deleted, a later user with the same
    /// name gets another text.
    pub(super) id: String,
    /// The hash of the user's password. `None`: the user has not chosen a password yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
    #[serde(default)]
    pub(super) addresses: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) device: Option<String>,
    pub(super) role: String,
    /// The groups of `gateway.toml` to which the user belongs. The groups of `users.toml` are not
    /// listed here, because each of them has its own list of members.
    #[serde(default)]
    pub(super) groups: Vec<String>,
    #[serde(default)]
    pub(super) may_delete: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) class: Option<String>,
}

/// An invitation: a link by which a user chooses a password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Invitation {
    pub(super) user: String,
    /// The hash of the link's token. The token itself is only in the mail with the link, which is
    /// deleted after it was sent.
    pub(super) token: String,
    /// The time at which the link expires, in milliseconds since 1970.
    pub(super) until: i64,
}

impl Kept {
    pub(super) fn user(&self, name: &str) -> Option<&KeptUser> {
        self.users.iter().find(|user| user.name == name)
    }

    pub(super) fn user_mut(&mut self, name: &str) -> Option<&mut KeptUser> {
        self.users.iter_mut().find(|user| user.name == name)
    }

    /// The second factor of the user with this name from this source.
    pub(super) fn factor(&self, name: &str, by: &str) -> Option<&SecondFactor> {
        self.factors.iter().find(|factor| factor.is_of(name, by))
    }

    /// The passkeys of the user with this name from this source.
    pub(super) fn passkeys_of<'k>(
        &'k self,
        name: &'k str,
        by: &'k str,
    ) -> impl Iterator<Item = &'k Passkey> {
        self.passkeys.iter().filter(move |passkey| passkey.is_of(name, by))
    }

    /// Whether this user has a second factor: the codes of an app, or a passkey.
    pub(super) fn has_second(&self, name: &str, by: &str) -> bool {
        self.factor(name, by).is_some() || self.passkeys_of(name, by).next().is_some()
    }

    /// The texts by which the second factors of this user differ from any others.
    pub(crate) fn second_factors<'k>(
        &'k self,
        name: &'k str,
        by: &'k str,
    ) -> impl Iterator<Item = &'k str> {
        let passkeys = self.passkeys_of(name, by).map(|passkey| passkey.id.as_str());
        self.factor(name, by)
            .map(|factor| factor.secret.as_str())
            .into_iter()
            .chain(passkeys)
    }

    /// Removes expired invitations, and the group memberships and second factors of deleted users.
    pub(super) fn clean(&mut self, now: UnixMs) {
        let names: BTreeSet<&str> = self.users.iter().map(|user| user.name.as_str()).collect();
        self.invitations
            .retain(|it| names.contains(it.user.as_str()) && it.until > now.0);
        for group in &mut self.groups {
            group.members.retain(|member| names.contains(member.as_str()));
        }
        self.factors
            .retain(|it| it.by != super::BY.name() || names.contains(it.user.as_str()));
        self.passkeys
            .retain(|it| it.by != super::BY.name() || names.contains(it.user.as_str()));
    }

    /// The first fault in the content of users.toml, which could be parsed; `None` if there is
    /// none.
    fn fault(&self) -> Option<String> {
        let mut names = BTreeSet::new();
        for user in &self.users {
            let KeptUser { name, id, password: hash, role, device, addresses, .. } = user;
            let why = if !is_name(name) {
                "its name is not valid"
            } else if !names.insert(name.as_str()) {
                "there are two of that name"
            } else if id.is_empty() {
                "it has no id"
            } else if hash
                .as_ref()
                .is_some_and(|it| password::is_plain(it) || password::check(it).is_err())
            {
                "its password is not a hash"
            } else if role_named(role).is_none() {
                "its role is unknown"
            } else if device
                .as_ref()
                .is_some_and(|it| it.parse::<ferrofax_basics::DeviceName>().is_err())
            {
                "its device is not valid"
            } else if !addresses.iter().all(|it| is_mail_address(it)) {
                "one of its addresses is not valid"
            } else {
                continue;
            };
            return Some(format!("[[user]] '{}': {why}", name.escape_debug()));
        }
        let mut names = BTreeSet::new();
        for group in &self.groups {
            let is_second = !names.insert(group.name.as_str());
            let why = group.fault().or(is_second.then_some("there are two of that name"));
            if let Some(why) = why {
                return Some(format!("[[group]] '{}': {why}", group.name.escape_debug()));
            }
        }
        let of = |table: &str, user: &str| {
            Some(format!("[[{table}]] '{}' is not valid", user.escape_debug()))
        };
        if let Some(factor) = self.factors.iter().find(|it| !it.is_valid()) {
            return of("second_factor", &factor.user);
        }
        let passkey = self.passkeys.iter().find(|it| !it.is_valid())?;
        of("passkey", &passkey.user)
    }
}

impl KeptUser {
    pub(super) fn role(&self) -> Role {
        role_named(&self.role).unwrap_or_default()
    }

    /// Converts this user into the form that users of gateway.toml have. `who` is the number that
    /// the spool has given to the user. `groups` are the groups to which the user belongs.
    pub(super) fn settings(&self, who: i64, groups: Vec<String>) -> UserSettings {
        UserSettings {
            name: self.name.clone(),
            password: self.password.clone().map(ferrofax_gateway_toml::Secret),
            addresses: self.addresses.clone(),
            device: self.device.as_ref().and_then(|device| device.parse().ok()),
            role: self.role(),
            groups,
            may_delete: self.may_delete,
            class: self.class.clone(),
            by: super::BY,
            who: Some(who),
            ..UserSettings::default()
        }
    }
}

/// Reads users.toml. If the file does not exist, there are no users. The error says what is wrong;
/// it never contains text of the file, which has secrets.
pub(super) fn read(path: &Path) -> Result<Kept, String> {
    let file = match safe_file::open(path, For::Reading) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Kept::default()),
        Err(error) => return Err(error.to_string()),
    };
    let mut text = String::new();
    file.take(LARGEST + 1)
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    if text.len() as u64 > LARGEST {
        return Err("it is larger than 8 MB".to_owned());
    }
    let kept: Kept = toml::from_str(&text).map_err(|error| {
        let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or_default();
        format!("line {} is not valid", before.matches('\n').count() + 1)
    })?;
    kept.fault().map_or(Ok(kept), Err)
}

/// Replaces users.toml in one step: no reader sees a part of it.
pub(super) fn write(path: &Path, kept: &Kept) -> Result<(), String> {
    let text = toml::to_string(kept).map_err(|error| error.to_string())?;
    let text = format!("{HEAD}{text}");
    if text.len() as u64 > LARGEST {
        return Err("it would be larger than 8 MB".to_owned());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    safe_file::replace(path, text.as_bytes(), Share::GroupReads)
        .and_then(|()| safe_file::flush(folder))
        .map_err(|error| error.to_string())
}
