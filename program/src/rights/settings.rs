//! The settings on permissions: users, networks, single devices, this machine and mails from
//! outside.

use std::collections::BTreeMap;

use super::limits::Limits;
use super::outside::OutsideSettings;
use crate::asker::{Network, Voucher};
use crate::directory::LdapSettings;
use crate::keys::Secret;
use crate::openid::OpenIdSettings;
use ferrofax_basics::DeviceName;

/// All settings on which decisions on permissions are based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightsSettings {
    /// The `[[user]]` tables of gateway.toml.
    pub users: Vec<UserSettings>,
    /// The `[[network]]` tables of gateway.toml.
    pub networks: Vec<NetworkSettings>,
    /// The `[[device]]` tables of gateway.toml.
    pub devices: Vec<DeviceSettings>,
    /// The `[[group]]` tables of gateway.toml.
    pub groups: Vec<GroupSettings>,
    /// The limits in each `[class.NAME]`.
    pub classes: BTreeMap<String, Limits>,
    /// `[limits]`: the limits of users without limits of their own.
    pub limits: Limits,
    /// `[total]`: the limits of all users together.
    pub total: Limits,
    /// `[drop]`: the permissions of job files in the drop folder.
    pub drop: DropRight,
    /// `[command_line]`: the permissions of system users who send from the command line.
    pub command_line: CommandLineSettings,
    /// Keys of `[mail]`: the rules by which senders from outside are verified.
    pub outside: OutsideSettings,
    /// `spam` of `[mail]`: what happens to mails that a front server calls spam (`X-Spam-Flag:
    /// YES`).
    pub spam: Spam,
    /// `[ldap]`: the settings of the directory of users.
    pub ldap: LdapSettings,
    /// `[[ldap.group]]`: the permissions of the directory's groups.
    pub ldap_groups: Vec<EntitledSettings>,
    /// `[openid]`: the settings of the login provider.
    pub openid: OpenIdSettings,
    /// `[[openid.group]]`: the permissions of the provider's groups.
    pub openid_groups: Vec<EntitledSettings>,
}

/// Keys of `[drop]`: the permissions of job files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DropRight {
    /// `as`: the `[[user]]` whose permissions job files have if their owner is no `[[user]]`.
    /// None: they have the permissions that this table gives.
    pub by: Option<String>,
    /// `devices`: the devices from which job files may send. Empty: all.
    pub devices: Vec<DeviceName>,
    /// The limits for each owner of job files.
    pub limits: Limits,
}

/// `[command_line]`: permissions of system users who run `ferrofax send` and are no `[[user]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLineSettings {
    /// `administrators`: users of the system who may send from any device, like root and the
    /// spool's owner.
    pub administrators: Vec<String>,
    /// The limits of these administrators.
    pub limits: Limits,
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

/// A `[[user]]`: a person or machine that logs in or is known by its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSettings {
    /// `name`: the name for the login, for lists and for the audit log.
    pub name: String,
    /// `password`: the hash that `ferrofax password` prints, or the plain password, which CRAM-MD5
    /// needs. None: the user cannot log in by a password.
    pub password: Option<Secret>,
    /// `digest`: the hash that `ferrofax password --digest` prints, for HTTP Digest.
    pub digest: Option<Secret>,
    /// `certificate`: the user's certificates, by fingerprint or by a name in them.
    pub certificates: Vec<String>,
    /// `addresses`: the user's own addresses. None: the mailboxes of the user's device.
    pub addresses: Vec<String>,
    /// `may_claim`: addresses in whose name an office machine may send, as `@example.com` or `*`.
    pub may_claim: Vec<String>,
    /// `device`: the sending device, `2101` or `2101@context`. None: the device that the
    /// address owns.
    pub device: Option<DeviceName>,
    /// `system_users`: users of this machine's operating system who are this user, in the drop
    /// folder and on the command line.
    pub system_users: Vec<String>,
    /// `role`: the role, which decides on the user's permissions in the web interface and the API.
    pub role: Role,
    /// `may_delete`: whether the user may delete the faxes that they see, independent of their
    /// role.
    pub may_delete: bool,
    /// `class`: the name of the class whose limits apply.
    pub class: Option<String>,
    /// The user's own limits.
    pub limits: Limits,
    /// The source of the user. Only users of the settings are in the file.
    pub by: Voucher,
    /// The user's id at the directory or provider.
    pub who: Option<i64>,
    /// The `[[group]]`s to which the user belongs by the directory or provider.
    pub groups: Vec<String>,
}

/// A `[[ldap.group]]` or an `[[openid.group]]`: the permissions of its members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntitledSettings {
    /// `name`: the group's name at the directory or provider; `*`: all users who can log in there.
    pub name: String,
    /// `role`: the role of the group's members.
    pub role: Role,
    /// `groups`: the `[[group]]`s of the settings to which the members belong.
    pub groups: Vec<String>,
    /// `may_delete`: whether the members may delete the faxes that they see.
    pub may_delete: bool,
    /// `class`: the name of the class whose limits apply to the members.
    pub class: Option<String>,
}

/// The role of a user: what they may do with faxes and jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sees the faxes of their devices and groups, and manages their own jobs.
    #[default]
    User,
    /// The operator: manages all faxes and jobs of their devices and groups, also those of
    /// other users.
    Desk,
    /// Manages all faxes and jobs.
    Administrator,
    /// Reads the audit log, but sees no faxes.
    Auditor,
}

impl Role {
    /// All roles that users can have.
    pub const ALL: [Self; 4] = [Self::User, Self::Desk, Self::Administrator, Self::Auditor];

    /// Whether the role manages the faxes of other users.
    pub(super) const fn deals_with_others(self) -> bool {
        matches!(self, Self::Desk | Self::Administrator)
    }

    /// The word for the role in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Desk => "operator",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }
}

/// A `[[group]]`: people who share devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupSettings {
    /// `name`: the name of the group.
    pub name: String,
    /// `devices`: the shared devices, as `2101` or `2101@context`.
    pub devices: Vec<DeviceName>,
    /// `members`: the names of the users in the group.
    pub members: Vec<String>,
}

/// A `[[network]]`: clients at these addresses need no login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// `name`: the network's name for the audit log; by default its address.
    pub name: String,
    /// `address`: the addresses of the network's clients, as 192.0.2.7, 192.0.2.0/24 and
    /// 2001:db8::/32.
    pub addresses: Vec<Network>,
    /// Set by `address = "pipe"`: this table is about the program `ferrofax mail`, which
    /// everybody who can write to the spool may run.
    pub pipe: bool,
    /// `user`: the `[[user]]` for whom the network's faxes are counted. None: the network itself is
    /// the sender.
    pub user: Option<String>,
    /// `device`: the device for senders that own none.
    pub device: Option<DeviceName>,
    /// `may_claim`: patterns of sender addresses, as `@example.com` or `*`. Clients of the network
    /// may send in the name of such an address, if its owner has a device.
    pub may_claim: Vec<String>,
    /// `class`: the name of the class whose limits apply.
    pub class: Option<String>,
    /// The network's own limits.
    pub limits: Limits,
}

/// A `[[device]]`: the limits of one device, for all its senders together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceSettings {
    /// `name`: the device, as `2101` or `2101@context`.
    pub name: String,
    /// `class`: the name of the class whose limits apply. None: the class of the device in the
    /// dialplan.
    pub class: Option<String>,
    /// The device's own limits.
    pub limits: Limits,
}

impl GroupSettings {
    /// Whether this user is a member, by the settings or by the directory or provider.
    pub(super) fn has(&self, user: &UserSettings) -> bool {
        let is_same = |a: &String, b: &String| a.to_lowercase() == b.to_lowercase();
        match user.by {
            Voucher::Settings => self.members.iter().any(|member| is_same(member, &user.name)),
            _ => user.groups.iter().any(|group| is_same(group, &self.name)),
        }
    }
}

impl Default for RightsSettings {
    /// The default settings: nobody may send faxes, except by the drop folder and as root on the
    /// command line.
    fn default() -> Self {
        Self {
            users: Vec::new(),
            networks: Vec::new(),
            devices: Vec::new(),
            groups: Vec::new(),
            classes: BTreeMap::new(),
            limits: Limits::of_everybody(),
            total: Limits::default(),
            drop: DropRight::default(),
            command_line: CommandLineSettings::default(),
            outside: OutsideSettings::default(),
            spam: Spam::default(),
            ldap: LdapSettings::default(),
            ldap_groups: Vec::new(),
            openid: OpenIdSettings::default(),
            openid_groups: Vec::new(),
        }
    }
}
