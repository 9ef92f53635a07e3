//! The settings keys of the tables on permissions: `[[user]]`, `[[group]]`, `[[network]]`,
//! `[[device]]`, `[class.NAME]`, `[limits]`, `[total]`, `[command_line]`, and those keys of
//! `[drop]` and `[mail]` that are about permissions.

use std::collections::BTreeSet;
use std::convert::Infallible;

use super::limits::{LIMIT_KEYS, Limits};
use super::settings::{
    CommandLineSettings, DeviceSettings, DropRight, EntitledSettings, GroupSettings,
    NetworkSettings, RightsSettings, Role, Spam, UserSettings,
};
use crate::asker::{Network, NetworkError, certificate, digest, password};
use crate::keys::{Key, Kind, Row, Section, plain_text, rows};
use ferrofax_basics::DeviceName;
use ferrofax_basics::NoDeviceName;

/// The keys of `[drop]` on permissions.
pub(crate) const DROP_KEYS: &[Key<DropRight>] = &[
    Key {
        name: "as",
        default: r#""""#,
        kind: Kind::Text(|drop, said| said.read_one(&mut drop.by, name)),
        help: "The [[user]] whose rights job files have if their owner is in the system_users of \
               no user. \"\": everybody who can write to the folder may send, each within the \
               limits of [limits] or of this table.",
    },
    Key {
        name: "devices",
        default: "[]",
        kind: Kind::List(|drop, said| said.read(&mut drop.devices, str::parse::<DeviceName>)),
        help: "The devices from which job files may send faxes. []: all devices.",
    },
];

/// The keys of `[command_line]`.
pub(crate) const COMMAND_LINE_KEYS: &[Key<CommandLineSettings>] = &[Key {
    name: "administrators",
    default: "[]",
    kind: Kind::List(|line, said| said.read(&mut line.administrators, plain_text)),
    help: "",
}];

/// The key of `[mail]` on spam.
pub(crate) const SPAM_KEYS: &[Key<RightsSettings>] = &[Key {
    name: "spam",
    default: r#""reject""#,
    kind: Kind::Choice(&[
        ("reject", |rights| rights.spam = Spam::Reject),
        ("ignore", |rights| rights.spam = Spam::Ignore),
        ("fax", |rights| rights.spam = Spam::Fax),
    ]),
    help: "Mails that a mail server in front has marked with X-Spam-Flag: YES are rejected \
           (\"reject\"), accepted and dropped (\"ignore\"), or faxed (\"fax\").",
}];

/// The key `name` of a `[[user]]` and a `[[device]]`.
const NAME_KEY: &[Key<Option<String>>] = &[Key {
    name: "name",
    default: "",
    kind: Kind::Text(|name, said| said.read_one(name, some_text)),
    help: "The name for the login, the lists and the audit log. For a [[device]]: 2101 or \
           2101@context.",
}];

/// The keys of `[[user]]`, apart from the limits.
const USER_KEYS: &[Key<UserSettings>] = &[
    Key {
        name: "password",
        default: "",
        kind: Kind::Secret(|user, secret| user.password = Some(secret)),
        help: "The output of `ferrofax password`, or the plain password, which CRAM-MD5 needs.",
    },
    Key {
        name: "digest",
        default: "",
        kind: Kind::Secret(|user, secret| user.digest = Some(secret)),
        help: "The output of `ferrofax password --digest NAME`, for HTTP Digest at the printer. A \
               plain password also works there.",
    },
    Key {
        name: "certificate",
        default: "[]",
        kind: Kind::List(|user, said| said.read(&mut user.certificates, certificate)),
        help: "The user's certificates at the printer: SHA-256 fingerprint, common name, or a \
               mail address in them. They must be signed by an authority in client_ca.",
    },
    Key {
        name: "addresses",
        default: "[]",
        kind: Kind::List(|user, said| said.read(&mut user.addresses, own_address)),
        help: "The user's own mail addresses. By default, they are the mailboxes of the user's \
               device.",
    },
    Key {
        name: "may_claim",
        default: "[]",
        kind: Kind::List(|user, said| said.read(&mut user.may_claim, claim)),
        help: "Addresses of other people in whose name the user may send.",
    },
    Key {
        name: "system_users",
        default: "[]",
        kind: Kind::List(|user, said| said.read(&mut user.system_users, plain_text)),
        help: "Users of this machine's operating system who are this user.",
    },
    Key {
        name: "device",
        default: "",
        kind: Kind::Text(|user, said| said.read_one(&mut user.device, some_device)),
        help: "The user's device. By default, it is the device whose mailbox is the user's \
               address.",
    },
    Key {
        name: "role",
        default: r#""user""#,
        kind: Kind::Choice(&[
            (Role::User.name(), |user| user.role = Role::User),
            (Role::Desk.name(), |user| user.role = Role::Desk),
            (Role::Administrator.name(), |user| user.role = Role::Administrator),
            (Role::Auditor.name(), |user| user.role = Role::Auditor),
        ]),
        help: "The user's rights in the web interface and by the API.",
    },
    Key {
        name: "may_delete",
        default: "false",
        kind: Kind::Flag(|user, may| user.may_delete = may),
        help: "Whether the user may delete received faxes that they see. Operators and \
               administrators always may.",
    },
    Key {
        name: "class",
        default: "",
        kind: Kind::Text(|user, said| said.read_one(&mut user.class, some_text)),
        help: "The class of limits ([class.NAME]) that applies.",
    },
];

/// The keys that name a `[[network]]` and its addresses.
const NETWORK_NAMES: &[Key<NetworkSettings>] = &[
    Key {
        name: "address",
        default: "",
        kind: Kind::List(|network, said| {
            network.name = said.texts().join(",");
            let places = said.each(place);
            network.pipe = places.iter().any(Option::is_none);
            network.addresses = places.into_iter().flatten().collect();
        }),
        help: "The addresses of the network's clients. \"pipe\" is the program `ferrofax mail`.",
    },
    Key {
        name: "name",
        default: "",
        kind: Kind::Text(|network, said| said.read_one(&mut network.name, plain_text)),
        help: "The name of the network for the audit log. By default, it is the address.",
    },
];

/// The other keys of `[[network]]`, apart from the limits.
const NETWORK_KEYS: &[Key<NetworkSettings>] = &[
    Key {
        name: "user",
        default: "",
        kind: Kind::Text(|network, said| said.read_one(&mut network.user, some_text)),
        help: "The [[user]] who owns the faxes from this network. By default the network itself is \
               the sender.",
    },
    Key {
        name: "device",
        default: "",
        kind: Kind::Text(|network, said| said.read_one(&mut network.device, some_device)),
        help: "The device from which senders without a device of their own send.",
    },
    Key {
        name: "may_claim",
        default: "[]",
        kind: Kind::List(|network, said| said.read(&mut network.may_claim, claim)),
        help: "Owners of devices in whose names the network may send.",
    },
    Key {
        name: "class",
        default: "",
        kind: Kind::Text(|network, said| said.read_one(&mut network.class, some_text)),
        help: "The class of limits ([class.NAME]) that applies.",
    },
];

/// The keys of `[[group]]`.
const GROUP_KEYS: &[Key<GroupSettings>] = &[
    Key {
        name: "devices",
        default: "[]",
        kind: Kind::List(|group, said| said.read(&mut group.devices, str::parse::<DeviceName>)),
        help: "The devices that the members share.",
    },
    Key {
        name: "members",
        default: "[]",
        kind: Kind::List(|group, said| said.read(&mut group.members, plain_text)),
        help: "Names of [[user]]s.",
    },
];

/// The keys of `[[ldap.group]]` and `[[openid.group]]`, apart from the name.
const ENTITLED_KEYS: &[Key<EntitledSettings>] = &[
    Key {
        name: "role",
        default: r#""user""#,
        kind: Kind::Choice(&[
            (Role::User.name(), |group| group.role = Role::User),
            (Role::Desk.name(), |group| group.role = Role::Desk),
            (Role::Administrator.name(), |group| group.role = Role::Administrator),
            (Role::Auditor.name(), |group| group.role = Role::Auditor),
        ]),
        help: "The members' rights, as the `role` of a [[user]].",
    },
    Key {
        name: "groups",
        default: "[]",
        kind: Kind::List(|group, said| said.read(&mut group.groups, plain_text)),
        help: "The [[group]]s to which the members belong.",
    },
    Key {
        name: "may_delete",
        default: "false",
        kind: Kind::Flag(|group, may| group.may_delete = may),
        help: "Whether the members may delete received faxes that they see.",
    },
    Key {
        name: "class",
        default: "",
        kind: Kind::Text(|group, said| said.read_one(&mut group.class, some_text)),
        help: "The class of limits ([class.NAME]) that applies.",
    },
];

/// The key of `[[device]]`, apart from the limits.
const DEVICE_KEYS: &[Key<DeviceSettings>] = &[Key {
    name: "class",
    default: "",
    kind: Kind::Text(|device, said| said.read_one(&mut device.class, some_text)),
    help: "The class of limits ([class.NAME]) that applies. By default, it is the class that the \
           device has in ferrofax.conf.",
}];

/// A table of the file: its name, its purpose, and its keys.
type TableOfRights = (&'static str, &'static str, Vec<Row>);

/// The tables on permissions, without the limits that may also be set in them.
pub(crate) fn tables() -> Vec<TableOfRights> {
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
            "Machines that may send without a login, such as your mail server or an office machine.",
            network,
        ),
        (
            "[[device]]",
            "Limits of one fax device, for all its senders together.",
            named(rows(DEVICE_KEYS)),
        ),
        (
            "[class.NAME]",
            "A class of limits. The limits apply to all users, networks, devices and directory \
             groups whose `class` is NAME.",
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

/// The reason why a text is not accepted as an address.
#[derive(Debug, thiserror::Error)]
enum NoAddress {
    /// The text is no address of a user.
    #[error("'{0}' is not an e-mail address; name@example.com would be. For others, see may_claim")]
    Own(String),
    /// The text is no pattern of addresses for `may_claim`.
    #[error("'{0}' stands for no addresses; @example.com, name@example.com and * do")]
    Claim(String),
}

impl RightsSettings {
    /// Reads all tables of the file that are only about permissions.
    pub(crate) fn read(&mut self, file: &Section<'_, '_>) {
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

    /// Reads the groups of the directory and the provider; the groups of the settings are read
    /// before.
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

    /// Reads the users, and returns their names in small letters.
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
                section.wrong(
                    "address",
                    "missing; 192.0.2.0/24 would be one, pipe stands for `ferrofax mail`",
                );
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
            self.knows_class(&section, device.class.as_deref());
            self.devices.push(device);
        }
    }

    /// Reads the keys of `[drop]` on permissions; the users are read before.
    pub(crate) fn read_drop(&mut self, section: &Section<'_, '_>) {
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

/// Reads a table that contains only limits.
fn limits_alone(section: &Section<'_, '_>) -> Limits {
    let mut limits = Limits::default();
    section.read(LIMIT_KEYS, &mut limits);
    section.finish();
    limits
}

/// Reads the `name` of a table. Later error messages about this table contain the name.
fn named(section: &mut Section<'_, '_>, kind: &str, example: &str) -> Option<String> {
    let mut found = None::<String>;
    section.read(NAME_KEY, &mut found);
    let name = found.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    match &name {
        Some(name) => section.call(format!("[[{kind}]] {name}")),
        None => section.wrong("name", format!("missing; name = \"{example}\" would be one")),
    }
    name
}

/// Reads a text as a name; none if the text is empty.
fn name(text: &str) -> Result<Option<String>, Infallible> {
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn some_text(text: &str) -> Result<Option<String>, Infallible> {
    Ok(Some(text.to_owned()))
}

fn some_device(text: &str) -> Result<Option<DeviceName>, NoDeviceName> {
    text.parse().map(Some)
}

/// Reads a certificate's fingerprint or name, in the form in which it is compared.
fn certificate(text: &str) -> Result<String, Infallible> {
    Ok(certificate::called(text))
}

/// Reads a network address; none for the word `pipe`, which stands for the command `ferrofax mail`.
fn place(text: &str) -> Result<Option<Network>, NetworkError> {
    if text.eq_ignore_ascii_case("pipe") { Ok(None) } else { text.parse().map(Some) }
}

fn own_address(text: &str) -> Result<String, NoAddress> {
    match text.parse::<lettre::Address>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(NoAddress::Own(text.to_owned())),
    }
}

/// Reads a pattern of addresses in whose name a client may send: `*`, `@example.com`,
/// `name@example.com`.
fn claim(text: &str) -> Result<String, NoAddress> {
    let whole = if text.starts_with('@') { format!("x{text}") } else { text.to_owned() };
    match text == "*" || whole.parse::<lettre::Address>().is_ok() {
        true => Ok(text.to_owned()),
        false => Err(NoAddress::Claim(text.to_owned())),
    }
}
