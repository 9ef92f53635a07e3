//! Reads the tables on permissions: `[[user]]`, `[[group]]`, `[[network]]`, `[[device]]`,
//! `[class.NAME]`, `[limits]`, `[total]`, `[command_line]`, and those keys of `[drop]` that are
//! about permissions.

use std::collections::BTreeSet;

use super::limits::{LIMIT_KEYS, Limits};
use super::settings::{
    COMMAND_LINE_KEYS, DEVICE_KEYS, DROP_KEYS, DeviceSettings, ENTITLED_KEYS, EntitledSettings,
    GROUP_KEYS, GroupSettings, NETWORK_KEYS, NETWORK_NAMES, NetworkSettings, RightsSettings,
    USER_KEYS, UserSettings,
};
use super::values::some_text;
use ferrofax_gateway_toml::{Key, Kind, Row, Section, rows};
use ferrofax_network::asker::{digest, password};

/// The key `name`, which the tables `[[user]]` and `[[device]]` of gateway.toml have.
const NAME_KEY: &[Key<Option<String>>] = &[Key {
    name: "name",
    default: "",
    kind: Kind::Text(|name, said| said.read_one(name, some_text)),
    help: "The name in logins, lists and the audit log. For a [[device]], its extension: 2101 or \
           2101@context. For an [[ldap.group]] or [[openid.group]], the group's name there.",
}];

/// The limits that have no effect in the table of a device.
const BURSTS: &[&str] = &["without_number", "burst_jobs", "burst_refusals", "burst_minutes"];

/// The limits that have no effect in a network whose faxes belong to users.
const OF_USERS: &[&str] =
    &["calls", "without_number", "burst_jobs", "burst_refusals", "burst_minutes"];

/// A table of gateway.toml, as the reference manual of the settings lists it: the table's name, its
/// purpose, and its keys.
type TableOfRights = (&'static str, &'static str, Vec<Row>);

/// The tables of gateway.toml about permissions, for the reference manual of the settings. The keys
/// for limits, which most of these tables accept as well, are not listed here.
pub fn tables() -> Vec<TableOfRights> {
    let named = |keys: Vec<Row>| rows(NAME_KEY).into_iter().chain(keys).collect();
    let network = rows(NETWORK_NAMES).into_iter().chain(rows(NETWORK_KEYS)).collect();
    vec![
        (
            "[[user]]",
            "A user who can log in and send faxes. Each user has a table of their own.",
            named(rows(USER_KEYS)),
        ),
        (
            "[[group]]",
            "Users who share devices: each member sees the faxes of these devices and may \
             send from them.",
            named(rows(GROUP_KEYS)),
        ),
        (
            "[[network]]",
            "Machines that may send without a login, such as your mail server or a scanner.",
            network,
        ),
        (
            "[[device]]",
            "Limits on sending from one fax device, for all users of the device together.",
            named(rows(DEVICE_KEYS)),
        ),
        (
            "[class.NAME]",
            "A named set of limits on sending faxes. The limits apply to all users, networks, \
             devices and directory groups whose `class` is NAME.",
            Vec::new(),
        ),
        (
            "[[ldap.group]]",
            "The rights of the members of a directory group ([ldap]). The `name` is the group's \
             DN, the first part of the DN, or `*` for all users who can log in.",
            named(rows(ENTITLED_KEYS)),
        ),
        (
            "[[openid.group]]",
            "The rights of the members of a group of the OpenID Connect provider ([openid]).",
            named(rows(ENTITLED_KEYS)),
        ),
    ]
}

impl RightsSettings {
    /// Reads all tables of gateway.toml that are only about permissions.
    pub fn read(&mut self, file: &Section<'_, '_>) {
        if let Some(section) = file.section("limits", "[limits]") {
            self.limits = limits_alone(&section).over(&Limits::of_everybody());
        }
        if let Some(section) = file.section("total", "[total]") {
            self.total = limits_alone(&section);
        }
        if let Some(section) = file.section("class", "[class]") {
            let classes = section.named_sections().into_iter();
            self.classes = classes.map(|(name, section)| (name, limits_alone(&section))).collect();
        }
        if let Some(section) = file.section("command_line", "[command_line]") {
            section.read(COMMAND_LINE_KEYS, &mut self.command_line);
            self.command_line.limits = limits_alone(&section);
        }
        let users = self.read_users(file);
        self.read_groups(file, &users);
        self.read_networks(file, &users);
        self.read_devices(file);
        if let Some(section) = file.section("ldap", "[ldap]") {
            self.ldap.read(&section);
            self.ldap_groups = self.read_entitled(&section, "ldap", self.ldap.is_on());
            section.finish();
        }
        if let Some(section) = file.section("openid", "[openid]") {
            self.openid.read(&section);
            self.openid_groups = self.read_entitled(&section, "openid", self.openid.is_on());
            section.finish();
        }
    }

    /// Reads the tables `[[ldap.group]]` or `[[openid.group]]`. Their `groups` name `[[group]]`
    /// tables, which must have been read before.
    fn read_entitled(
        &self,
        door: &Section<'_, '_>,
        name: &str,
        is_on: bool,
    ) -> Vec<EntitledSettings> {
        let mut all = Vec::new();
        for mut section in door.sections("group") {
            let kind = format!("{name}.group");
            let Some(name) = named(&mut section, &kind, "fax-users") else { continue };
            let mut group = EntitledSettings { name, ..EntitledSettings::default() };
            section.read(ENTITLED_KEYS, &mut group);
            section.finish();
            for wanted in &group.groups {
                let is_it =
                    |known: &GroupSettings| known.name.to_lowercase() == wanted.to_lowercase();
                if !self.groups.iter().any(is_it) {
                    section.wrong("groups", format!("there is no [[group]] '{wanted}'"));
                }
            }
            self.knows_class(&section, group.class.as_deref());
            all.push(group);
        }
        if is_on && all.is_empty() {
            door.doubt("group", format!("without a [[{name}.group]] nobody can log in by it"));
        }
        all
    }

    /// Reads the `[[user]]` tables, and returns the users' names in small letters.
    fn read_users(&mut self, file: &Section<'_, '_>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for mut section in file.sections("user") {
            let Some(name) = named(&mut section, "user", "alice") else { continue };
            if !names.insert(name.to_lowercase()) {
                section.wrong("name", format!("there is another user '{name}'"));
            }
            let mut user = UserSettings { name, ..UserSettings::default() };
            section.read(USER_KEYS, &mut user);
            let unfit = user.password.as_ref().and_then(|kept| password::check(&kept.0).err());
            if let Some(why) = unfit {
                section.wrong("password", why);
            }
            let unfit = user.digest.as_ref().and_then(|kept| digest::check(&kept.0).err());
            if let Some(why) = unfit {
                section.wrong("digest", why);
            }
            let held = |other: &UserSettings, one: &String| {
                other.certificates.iter().any(|it| it.eq_ignore_ascii_case(one))
            };
            for other in &self.users {
                if user.certificates.iter().any(|one| held(other, one)) {
                    section.wrong("certificate", format!("it is that of '{}', too", other.name));
                }
            }
            user.limits = limits_alone(&section);
            self.knows_class(&section, user.class.as_deref());
            self.users.push(user);
        }
        names
    }

    fn read_groups(&mut self, file: &Section<'_, '_>, users: &BTreeSet<String>) {
        let mut names = BTreeSet::new();
        for mut section in file.sections("group") {
            let Some(name) = named(&mut section, "group", "sales") else { continue };
            if !names.insert(name.to_lowercase()) {
                section.wrong("name", format!("there is another group '{name}'"));
            }
            let mut group = GroupSettings { name, ..GroupSettings::default() };
            section.read(GROUP_KEYS, &mut group);
            for member in &group.members {
                knows_user(&section, "members", users, Some(member));
            }
            section.finish();
            self.groups.push(group);
        }
    }

    fn read_networks(&mut self, file: &Section<'_, '_>, users: &BTreeSet<String>) {
        for mut section in file.sections("network") {
            let mut network = NetworkSettings::default();
            section.read(NETWORK_NAMES, &mut network);
            if !section.has("address") {
                section
                    .wrong("address", "missing; example: 192.0.2.0/24; pipe means `ferrofax mail`");
                continue;
            }
            section.call(format!("[[network]] {}", network.name));
            section.read(NETWORK_KEYS, &mut network);
            network.limits = limits_alone(&section);
            let NetworkSettings { device, user, may_claim, .. } = &network;
            if device.is_none() && user.is_none() && may_claim.is_empty() {
                section.wrong(
                    "address",
                    "it may send from no device: device, user or may_claim is missing",
                );
            }
            if user.is_some() || device.is_none() {
                without_effect(&section, OF_USERS, "the faxes of this network belong to users");
            }
            knows_user(&section, "user", users, network.user.as_deref());
            self.knows_class(&section, network.class.as_deref());
            self.networks.push(network);
        }
    }

    fn read_devices(&mut self, file: &Section<'_, '_>) {
        let mut names = BTreeSet::new();
        for mut section in file.sections("device") {
            let Some(name) = named(&mut section, "device", "2101") else { continue };
            if !names.insert(name.clone()) {
                section.wrong("name", format!("there is another [[device]] '{name}'"));
            }
            let mut device = DeviceSettings { name, ..DeviceSettings::default() };
            section.read(DEVICE_KEYS, &mut device);
            device.limits = limits_alone(&section);
            let why = "calls are counted for each user, not for a device";
            without_effect(&section, &["calls"], why);
            without_effect(&section, BURSTS, "it applies to each user, not to a device");
            self.knows_class(&section, device.class.as_deref());
            self.devices.push(device);
        }
    }

    /// Reads the keys of the table `[drop]` about permissions. Its key `as` names a `[[user]]`, so
    /// the users must have been read before.
    pub fn read_drop(&mut self, section: &Section<'_, '_>) {
        section.read(DROP_KEYS, &mut self.drop);
        section.read(LIMIT_KEYS, &mut self.drop.limits);
        let users = self.users.iter().map(|user| user.name.to_lowercase()).collect();
        knows_user(section, "as", &users, self.drop.by.as_deref());
    }

    fn knows_class(&self, section: &Section<'_, '_>, class: Option<&str>) {
        if let Some(class) = class.filter(|class| !self.classes.contains_key(*class)) {
            section.wrong("class", format!("there is no [class.{class}]"));
        }
    }
}

fn knows_user(section: &Section<'_, '_>, key: &str, users: &BTreeSet<String>, named: Option<&str>) {
    if let Some(user) = named.filter(|user| !users.contains(&user.to_lowercase())) {
        section.wrong(key, format!("there is no [[user]] '{user}'"));
    }
}

/// Warns about those of these limits that a table of gateway.toml has, and that have no effect
/// there. `why` is the reason.
fn without_effect(section: &Section<'_, '_>, limits: &[&str], why: &str) {
    let instead = "write it in [[user]], [class.NAME] or [limits]";
    for limit in limits.iter().filter(|limit| section.has(limit)) {
        section.doubt(limit, format!("it has no effect here, because {why}; {instead}"));
    }
}

/// Reads the limits from a table of gateway.toml, and reports unknown keys of the table.
fn limits_alone(section: &Section<'_, '_>) -> Limits {
    let mut limits = Limits::default();
    section.read(LIMIT_KEYS, &mut limits);
    section.finish();
    limits
}

/// Reads the key `name` of a table such as `[[user]]`. Later error messages about this table
/// contain the name.
fn named(section: &mut Section<'_, '_>, kind: &str, example: &str) -> Option<String> {
    let mut found = None::<String>;
    section.read(NAME_KEY, &mut found);
    let name = found.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    match &name {
        Some(name) => section.call(format!("[[{kind}]] {name}")),
        None => section.wrong("name", format!("missing; example: name = \"{example}\"")),
    }
    name
}
