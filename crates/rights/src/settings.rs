//! The settings about permissions: users, networks, single devices, this machine's users, and
//! senders who neither log in nor send from a known network.

use std::collections::BTreeMap;

use super::limits::Limits;
use super::outside::OutsideSettings;
use super::values::{certificate, claim, name, own_address, place, some_device, some_text};
use crate::directory::LdapSettings;
use crate::openid::OpenIdSettings;
use ferrofax_basics::DeviceName;
use ferrofax_gateway_toml::{Kind, Secret, settings};
use ferrofax_network::asker::{Network, Voucher};

settings! {
    /// All settings on which decisions on permissions are based. By default nobody may send faxes,
    /// except by job files in the drop folder, and as root on the command line.
    pub struct RightsSettings {
        /// The `[[user]]` tables of gateway.toml.
        pub users: Vec<UserSettings>,
        /// The `[[network]]` tables of gateway.toml.
        pub networks: Vec<NetworkSettings>,
        /// The `[[device]]` tables of gateway.toml.
        pub devices: Vec<DeviceSettings>,
        /// The `[[group]]` tables of gateway.toml.
        pub groups: Vec<GroupSettings>,
        /// The limits that each `[class.NAME]` sets, by the name of the class.
        pub classes: BTreeMap<String, Limits>,
        /// `[limits]`: the limits of users without limits of their own.
        pub limits: Limits = Limits::of_everybody(),
        /// `[total]`: the limits on the faxes of all users together.
        pub total: Limits,
        /// `[drop]`: the permissions of faxes that are submitted as job files in the drop folder.
        pub drop: DropRight,
        /// `[command_line]`: the permissions of system users who send from the command line.
        pub command_line: CommandLineSettings,
        /// Keys of `[mail]`: the rules for verifying senders who neither log in nor send from a
        /// known network.
        pub outside: OutsideSettings,
        /// `[ldap]`: the settings of the directory of users.
        pub ldap: LdapSettings,
        /// `[[ldap.group]]`: the permissions of the directory's groups.
        pub ldap_groups: Vec<EntitledSettings>,
        /// `[openid]`: the settings of the OpenID provider, through which users log in.
        pub openid: OpenIdSettings,
        /// `[[openid.group]]`: the permissions of the OpenID provider's groups.
        pub openid_groups: Vec<EntitledSettings>,
    }

    /// The key of the table `[web]` that requires the second factor.
    pub SECOND_FACTOR_KEYS {
        /// The users who need a second factor at the login: the roles "user", "operator",
        /// "administrator" and "auditor", or "all". It applies to users with a password of
        /// gateway.toml or users.toml. []: each user decides.
        second_factor_for as "second_factor": Vec<Role> = [], own(Kind::List(|settings, said| {
            let roles = said.each(roles);
            settings.second_factor_for = roles.into_iter().flatten().collect();
        }));
    }

    /// The key of the table `[mail]` that decides whether mails marked as spam are rejected,
    /// dropped or faxed.
    pub SPAM_KEYS {
        /// Mails that a mail server in front of Ferrofax has marked with X-Spam-Flag: YES are
        /// rejected ("reject"), accepted and dropped ("ignore"), or faxed ("fax").
        spam: Spam = "reject", words(
            "reject" => Spam::Reject,
            "ignore" => Spam::Ignore,
            "fax" => Spam::Fax,
        );
    }
}

impl RightsSettings {
    /// Whether anybody can log in to the web interface: a user has a password, or a directory or an
    /// OpenID provider has the users.
    pub fn has_logins(&self) -> bool {
        let has_password = self.users.iter().any(|user| user.password.is_some());
        has_password || self.ldap.is_on() || self.openid.is_on()
    }

    /// The user whom another table of gateway.toml names, in capital or small letters.
    pub(super) fn user_named(&self, name: &str) -> Option<&UserSettings> {
        let name = name.to_lowercase();
        self.users.iter().find(|user| user.name.to_lowercase() == name)
    }
}

settings! {
    /// Keys of `[drop]`: the permissions of faxes that are submitted as job files in the drop
    /// folder.
    pub struct DropRight {
        /// The limits that apply to each owner of job files in the drop folder.
        pub limits: Limits,
    }

    /// The keys of `[drop]` about permissions to send faxes, without the keys for limits.
    pub DROP_KEYS {
        /// The name of a [[user]], whose rights apply to job files if no [[user]] names the file's
        /// owner in system_users. "": everybody who can write to the folder may send, each within
        /// the limits of [limits] or of this table.
        by as "as": Option<String> = "", text(name);
        /// The devices from which job files in the drop folder may send faxes. []: all devices.
        devices: Vec<DeviceName> = [], list;
    }
}

settings! {
    /// `[command_line]`: permissions of system users who run `ferrofax send` and are no `[[user]]`.
    pub struct CommandLineSettings {
        /// The limits of the users of this machine who may send from the command line.
        pub limits: Limits,
    }

    /// The keys of the section `[command_line]` of gateway.toml.
    pub COMMAND_LINE_KEYS {
        // Users of the system who may send from any device, like root and the spool's owner.
        administrators: Vec<String> = [], list;
    }
}

/// The handling of mails that are marked as spam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spam {
    /// A mail that is marked as spam is rejected.
    #[default]
    Reject,
    /// A mail that is marked as spam is accepted, but not faxed.
    Ignore,
    /// A mail that is marked as spam is faxed like any other mail.
    Fax,
}

settings! {
    /// A `[[user]]`: a person or machine that logs in, or that is recognised by its mail address.
    pub struct UserSettings {
        /// `name`: the name for the login, for lists and for the audit log.
        pub name: String,
        /// The limits that this `[[user]]` table sets.
        pub limits: Limits,
        /// The source that confirms the user's identity: gateway.toml (the settings), the
        /// directory, or the login provider.
        pub by: Voucher,
        /// The number that the spool has given to a user from the directory or login provider. A
        /// later user with the same name gets another number.
        pub who: Option<i64>,
        /// The names of the `[[group]]` tables to which the user belongs because of a group at the
        /// directory or login provider.
        pub groups: Vec<String>,
    }

    /// The keys of `[[user]]`, apart from the limits.
    pub(super) USER_KEYS {
        /// The user's password: the output of `ferrofax password`, or the plain password, which
        /// CRAM-MD5 needs.
        password: Option<Secret> = unset, secret;
        /// The output of `ferrofax password --digest NAME`, for the login by HTTP Digest at
        /// Ferrofax's network printer. It is not needed if `password` is a plain password.
        digest: Option<Secret> = unset, secret;
        /// The user's TLS certificates for the login at Ferrofax's network printer. Each is named
        /// by its SHA-256 fingerprint, its common name, or a mail address in it. They must be
        /// signed by an authority in client_ca.
        certificates as "certificate": Vec<String> = [], list(certificate);
        /// The user's own mail addresses. By default, they are the mailboxes of the user's device.
        addresses: Vec<String> = [], list(own_address);
        /// Mail addresses of other people in whose name the user may send.
        may_claim: Vec<String> = [], list(claim);
        /// The user's login names on this machine's operating system.
        system_users: Vec<String> = [], list;
        /// The user's device. By default, it is the device whose mailbox is the user's mail
        /// address.
        device: Option<DeviceName> = unset, text(some_device);
        /// The user's rights in the web interface and by the API.
        role: Role = "user", words(
            Role::User.name() => Role::User,
            Role::Desk.name() => Role::Desk,
            Role::Administrator.name() => Role::Administrator,
            Role::Auditor.name() => Role::Auditor,
        );
        /// Whether the user may delete received faxes that they see. Operators and administrators
        /// always may.
        may_delete: bool = false, flag;
        /// The class of limits ([class.NAME]) that applies to the user.
        class: Option<String> = unset, text(some_text);
    }
}

settings! {
    /// A `[[ldap.group]]` or an `[[openid.group]]`: the permissions of its members.
    pub struct EntitledSettings {
        /// `name`: the group's name at the directory or login provider; `*`: all users who can log
        /// in there.
        pub name: String,
    }

    /// The keys of `[[ldap.group]]` and `[[openid.group]]`, apart from the name.
    pub(super) ENTITLED_KEYS {
        /// The members' rights in the web interface and by the API, as the `role` of a [[user]].
        role: Role = "user", words(
            Role::User.name() => Role::User,
            Role::Desk.name() => Role::Desk,
            Role::Administrator.name() => Role::Administrator,
            Role::Auditor.name() => Role::Auditor,
        );
        /// The names of the [[group]] tables to which the members belong.
        groups: Vec<String> = [], list;
        /// Whether the members may delete received faxes that they see.
        may_delete: bool = false, flag;
        /// The class of limits ([class.NAME]) that applies to each member.
        class: Option<String> = unset, text(some_text);
    }
}

/// The role of a user, which decides which faxes and jobs the user may see and change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// The ordinary user: sees the faxes of their devices and groups, and manages their own jobs.
    #[default]
    User,
    /// The operator: manages all faxes and jobs of their devices and groups, including those of
    /// other users.
    Desk,
    /// The administrator: manages all faxes and jobs of all users.
    Administrator,
    /// The auditor: reads the audit log, but sees no faxes.
    Auditor,
}

impl Role {
    /// All roles that users can have.
    pub const ALL: [Self; 4] = [Self::User, Self::Desk, Self::Administrator, Self::Auditor];

    /// Whether users with this role manage the faxes of other users.
    pub(super) const fn deals_with_others(self) -> bool {
        matches!(self, Self::Desk | Self::Administrator)
    }

    /// The name of this role in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Desk => "operator",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }
}

settings! {
    /// A `[[group]]` of gateway.toml: users who share devices.
    pub struct GroupSettings {
        /// `name`: the name of the group.
        pub name: String,
        /// The file with the group: gateway.toml (the settings) or users.toml.
        pub by: Voucher,
    }

    /// The keys of each `[[group]]` table of gateway.toml.
    pub(super) GROUP_KEYS {
        /// The devices that the members of the group share.
        devices: Vec<DeviceName> = [], list;
        /// The members of the group: the names of their [[user]] tables.
        members: Vec<String> = [], list;
    }
}

settings! {
    /// A `[[network]]`: clients at the IP addresses of this table need no login.
    pub struct NetworkSettings {
        /// Whether the `[[network]]` has `address = "pipe"`. It then applies to mails that arrive
        /// by the program `ferrofax mail`, which everybody who can write to the spool may run.
        pub pipe: bool,
        /// The limits that this `[[network]]` table sets.
        pub limits: Limits,
    }

    /// The keys `address` and `name` of each `[[network]]` table of gateway.toml.
    pub(super) NETWORK_NAMES {
        /// The IP addresses of the network's clients. "pipe" means the program `ferrofax mail` on
        /// this machine.
        addresses as "address": Vec<Network> = unset, own(Kind::List(|network, said| {
            network.name = said.texts().join(",");
            let places = said.each(place);
            network.pipe = places.iter().any(Option::is_none);
            network.addresses = places.into_iter().flatten().collect();
        }));
        /// The name of the network for the audit log. By default, it is the value of `address`.
        name: String = unset, text;
    }

    /// The keys of `[[network]]` except `address`, `name` and the limits.
    pub(super) NETWORK_KEYS {
        /// The [[user]] who owns the faxes from this network. By default the network itself owns
        /// them, under its `name`.
        user: Option<String> = unset, text(some_text);
        /// The device from which this network's senders send if they have no device of their own.
        device: Option<DeviceName> = unset, text(some_device);
        /// Mail addresses of device owners in whose names the clients of the network may send.
        may_claim: Vec<String> = [], list(claim);
        /// The class of limits ([class.NAME]) that applies to the network.
        class: Option<String> = unset, text(some_text);
    }
}

settings! {
    /// A `[[device]]`: the limits of one device, for all its senders together.
    pub struct DeviceSettings {
        /// `name`: the device, as `2101` or `2101@context`.
        pub name: String,
        /// The limits that this `[[device]]` table sets.
        pub limits: Limits,
    }

    /// The key that `[[device]]` has in addition to `name` and the limits.
    pub(super) DEVICE_KEYS {
        /// The class of limits ([class.NAME]) that applies to the device. By default, it is the
        /// class that the device has in ferrofax.conf.
        class: Option<String> = unset, text(some_text);
    }
}

/// The reason why a text in the settings does not say who needs a second factor.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is no role; user, operator, administrator, auditor and all are")]
struct NoRole(String);

/// Reads a role, or `all` for all roles.
fn roles(text: &str) -> Result<Vec<Role>, NoRole> {
    if text == "all" {
        return Ok(Role::ALL.to_vec());
    }
    let role = Role::ALL.into_iter().find(|role| role.name() == text);
    role.map(|role| vec![role]).ok_or_else(|| NoRole(text.to_owned()))
}

impl GroupSettings {
    /// Whether this user is a member of this group. The group's `members` name only users of
    /// gateway.toml. For all other users, the field `groups` of the user names their groups.
    pub(super) fn has(&self, user: &UserSettings) -> bool {
        let is_same = |a: &String, b: &String| a.to_lowercase() == b.to_lowercase();
        match (self.by, user.by) {
            (Voucher::Settings, Voucher::Settings) => {
                self.members.iter().any(|member| is_same(member, &user.name))
            }
            // A directory cannot make anybody a member of a group of users.toml.
            (by, of) if by == Voucher::Settings || by == of => {
                user.groups.iter().any(|group| is_same(group, &self.name))
            }
            _ => false,
        }
    }
}
