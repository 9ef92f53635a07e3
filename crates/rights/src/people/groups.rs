//! The groups of users.toml. An administrator creates, changes and deletes them in the web
//! interface.
//!
//! A group names the devices that its members share, as a `[[group]]` of gateway.toml does. Its
//! members are users of users.toml. They are stored with the group. If gateway.toml gets a
//! `[[group]]` with the same name later, the group of users.toml has no effect, and nobody becomes
//! a member of the new one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::file::KeptUser;
use super::names::is_name;
use super::{BY, Kept, PeopleError};
use crate::book::Book;
use crate::person::Person;
use crate::sessions::Token;
use crate::settings::{GroupSettings, RightsSettings};
use crate::{Rights, Role};
use ferrofax_basics::DeviceName;
use ferrofax_network::asker::Voucher;

/// The greatest number of groups in users.toml, and of devices of a group.
pub(super) const MOST_KEPT_GROUPS: usize = 200;
pub(super) const MOST_DEVICES: usize = 500;

/// The number of characters of a version mark: the hash by which Ferrofax notices that somebody
/// else has changed a user or group since a form was shown.
const VERSION: usize = 16;

/// The maximum number of bytes of a list of names in the audit log, whose lines have at most 64
/// KiB.
const LONGEST_LISTED: usize = 16 << 10;

/// A group in users.toml.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptGroup {
    pub(super) name: String,
    #[serde(default)]
    pub(super) devices: Vec<String>,
    /// The names of the group's members, which are users of users.toml.
    #[serde(default)]
    pub(super) members: Vec<String>,
}

/// The data of a group, as an administrator enters it in a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupEntry {
    /// The name of the group as the administrator entered it.
    pub name: String,
    /// The devices that the members of the group share.
    pub devices: Vec<String>,
    /// The names of the members of the group.
    pub members: Vec<String>,
    /// The version mark of the group when it was shown to the administrator; empty for a new group.
    pub version: String,
}

impl KeptGroup {
    /// Checks a group of users.toml. Returns its fault; `None` if it has none.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let is_device = |device: &String| device.parse::<DeviceName>().is_ok();
        if !is_name(&self.name) {
            Some("its name is not valid")
        } else if self.devices.len() > MOST_DEVICES || !self.devices.iter().all(is_device) {
            Some("its devices are not valid")
        } else {
            None
        }
    }

    fn has(&self, user: &str) -> bool {
        self.members.iter().any(|member| member == user)
    }

    fn entry(&self) -> GroupEntry {
        let Self { name, devices, members } = self.clone();
        GroupEntry { name, devices, members, version: version(self) }
    }
}

/// Makes the version mark of a value, which differs after each change of the value. It is a hash,
/// so the value must not contain a secret.
pub(super) fn version(value: &impl Serialize) -> String {
    let text = toml::to_string(value).unwrap_or_default();
    Token::of(&text).hash().chars().take(VERSION).collect()
}

impl RightsSettings {
    /// Whether gateway.toml has a group with this name.
    pub(super) fn has_group(&self, name: &str) -> bool {
        let mut groups = self.groups.iter().filter(|group| group.by == Voucher::Settings);
        groups.any(|group| group.name.to_lowercase() == name.to_lowercase())
    }

    /// The groups to which a user of users.toml belongs: those of gateway.toml, and those of
    /// users.toml whose names gateway.toml does not have.
    pub(super) fn groups_of(&self, kept: &Kept, user: &KeptUser) -> Vec<String> {
        let of_settings = user.groups.iter().filter(|group| self.has_group(group));
        let own = kept.groups.iter().filter(|group| group.has(&user.name));
        let own = own.map(|group| &group.name).filter(|name| !self.has_group(name));
        of_settings.chain(own).cloned().collect()
    }

    /// Adds the groups of users.toml, except those whose names gateway.toml has. Returns the names
    /// of these exceptions.
    pub(super) fn add_groups(&mut self, kept: &Kept) -> Vec<String> {
        let users = self.users.iter().filter(|user| user.by == BY);
        let users: BTreeSet<String> = users.map(|user| user.name.clone()).collect();
        let mut refused = Vec::new();
        for group in &kept.groups {
            if self.has_group(&group.name) {
                refused.push(group.name.clone());
                continue;
            }
            let members = group.members.iter().filter(|member| users.contains(*member));
            self.groups.push(GroupSettings {
                name: group.name.clone(),
                by: BY,
                devices: group.devices.iter().filter_map(|device| device.parse().ok()).collect(),
                members: members.cloned().collect(),
            });
        }
        refused
    }
}

impl Kept {
    /// Makes a user a member of exactly these groups of users.toml. Groups whose names gateway.toml
    /// has are not changed.
    pub(super) fn join(&mut self, settings: &RightsSettings, user: &str, groups: &[String]) {
        for group in self.groups.iter_mut().filter(|group| !settings.has_group(&group.name)) {
            let is_in = groups.contains(&group.name);
            if is_in && !group.has(user) {
                group.members.push(user.to_owned());
            } else if !is_in {
                group.members.retain(|member| member != user);
            }
        }
    }
}

impl Rights {
    /// Returns the group of users.toml with this name, for the form in which it can be changed.
    pub fn group_entry(&self, name: &str) -> Option<GroupEntry> {
        let known = self.inner.people.now();
        let group = known.kept.groups.iter().find(|group| group.name == name)?;
        (!self.inner.settings.has_group(name)).then(|| group.entry())
    }

    /// The names of the users of users.toml, who can be members of its groups.
    pub fn possible_members(&self) -> Vec<String> {
        let known = self.inner.people.now();
        let mut names: Vec<String> =
            known.kept.users.iter().map(|user| user.name.clone()).collect();
        names.sort();
        names
    }

    /// Creates a group in users.toml.
    pub fn new_group(&self, by: &Person, entry: &GroupEntry) -> Result<(), PeopleError> {
        let name = entry.name.trim();
        let (devices, members) = differences(by, &KeptGroup::default(), entry);
        let about = [("group", name), ("devices", &*devices), ("members", &*members)];
        let book = self.inner.book()?;
        self.managed(by, "new-group", &about, |kept| {
            if !is_name(name) {
                return Err(PeopleError::GroupName);
            }
            let is_taken = kept.groups.iter().any(|group| group.name == name);
            if is_taken || self.inner.settings.has_group(name) {
                return Err(PeopleError::GroupTaken(name.to_owned()));
            }
            if kept.groups.len() >= MOST_KEPT_GROUPS {
                return Err(PeopleError::ManyGroups);
            }
            let new = KeptGroup { name: name.to_owned(), ..KeptGroup::default() };
            let new = fitted(&new, kept, &book, entry)?;
            kept.groups.push(new);
            Ok(())
        })
    }

    /// Changes the devices and the members of a group in users.toml, if nobody else has changed it.
    pub fn change_group(&self, by: &Person, entry: &GroupEntry) -> Result<(), PeopleError> {
        let known = self.inner.people.now();
        let before = known.kept.groups.iter().find(|group| group.name == entry.name);
        let (devices, members) = differences(by, &before.cloned().unwrap_or_default(), entry);
        let about = [("group", &*entry.name), ("devices", &*devices), ("members", &*members)];
        let book = self.inner.book()?;
        self.managed(by, "change-group", &about, |kept| {
            let at = self.managed_group(kept, entry)?;
            let new = fitted(&kept.groups[at], kept, &book, entry)?;
            kept.groups[at] = new;
            Ok(())
        })
    }

    /// Deletes a group from users.toml, if nobody else has changed it. Its members remain users.
    pub fn end_group(&self, by: &Person, entry: &GroupEntry) -> Result<(), PeopleError> {
        self.managed(by, "end-group", &[("group", &entry.name)], |kept| {
            let at = self.managed_group(kept, entry)?;
            kept.groups.remove(at);
            Ok(())
        })
    }

    /// Finds the position of a group in users.toml. It is an error if gateway.toml has a group with
    /// this name, if there is no such group, or if somebody else has changed it.
    fn managed_group(&self, kept: &Kept, entry: &GroupEntry) -> Result<usize, PeopleError> {
        let shown = || entry.name.chars().take(80).collect::<String>();
        if self.inner.settings.has_group(&entry.name) {
            return Err(PeopleError::InSettings(shown()));
        }
        let at = kept.groups.iter().position(|group| group.name == entry.name);
        let at = at.ok_or_else(|| PeopleError::NoGroup(shown()))?;
        let is_same = version(&kept.groups[at]) == entry.version;
        if is_same { Ok(at) } else { Err(PeopleError::Changed) }
    }
}

/// Checks the data of a group that an administrator entered, and returns them as users.toml stores
/// them. A device that the group has already is not checked: perhaps it no longer exists.
fn fitted(
    before: &KeptGroup,
    kept: &Kept,
    book: &Book,
    entry: &GroupEntry,
) -> Result<KeptGroup, PeopleError> {
    let devices: BTreeSet<&String> = entry.devices.iter().collect();
    let members: BTreeSet<&String> = entry.members.iter().collect();
    if devices.len() > MOST_DEVICES {
        return Err(PeopleError::GroupDevices);
    }
    let is_device = |name: &str| name.parse().is_ok_and(|name| book.named(&name).is_ok());
    let shown = |text: &String| text.chars().take(80).collect::<String>();
    let mut new_ones = devices.iter().filter(|device| !before.devices.contains(device));
    if let Some(other) = new_ones.find(|device| !is_device(device)) {
        return Err(PeopleError::Device(shown(other)));
    }
    if let Some(other) = members.iter().find(|member| kept.user(member).is_none()) {
        return Err(PeopleError::NoUser(shown(other)));
    }
    Ok(KeptGroup {
        name: before.name.clone(),
        devices: devices.into_iter().cloned().collect(),
        members: members.into_iter().cloned().collect(),
    })
}

/// The devices and the members that a change adds (`+2101`) and removes (`-2101`), for the audit
/// log. Both texts are empty if `by` is no administrator.
fn differences(by: &Person, before: &KeptGroup, entry: &GroupEntry) -> (String, String) {
    if by.role != Role::Administrator {
        return Default::default();
    }
    let between = |old: &[String], new: &[String]| {
        let [old, new] = [old, new].map(|those| those.iter().collect::<BTreeSet<_>>());
        let added = new.difference(&old).map(|it| format!("+{it}"));
        let removed = old.difference(&new).map(|it| format!("-{it}"));
        listed(&added.chain(removed).collect::<Vec<_>>())
    };
    (between(&before.devices, &entry.devices), between(&before.members, &entry.members))
}

/// Joins names to a text that fits into a line of the audit log. If there is no room for all names,
/// the text ends with the number of the others.
fn listed(names: &[String]) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().enumerate() {
        if text.len() + name.len() > LONGEST_LISTED {
            return format!("{text}({} more)", names.len() - at);
        }
        text.push_str(name);
        text.push(' ');
    }
    text.trim_end().to_owned()
}
