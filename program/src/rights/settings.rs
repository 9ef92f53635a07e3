//! Who may send, and how much: users, networks, what holds for single devices, on this
//! machine and from outside.

use std::collections::BTreeMap;

use super::limits::Limits;
use super::outside::OutsideSettings;
use crate::asker::{Network, Voucher};
use crate::directory::LdapSettings;
use crate::keys::Secret;
use crate::openid::OpenIdSettings;
use ferrofax_basics::DeviceName;

/// All that rights are decided by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightsSettings {
    /// `[[user]]`.
    pub users: Vec<UserSettings>,
    /// `[[network]]`.
    pub networks: Vec<NetworkSettings>,
    /// `[[device]]`.
    pub devices: Vec<DeviceSettings>,
    /// `[[group]]`.
    pub groups: Vec<GroupSettings>,
    /// `[class.NAME]`.
    pub classes: BTreeMap<String, Limits>,
    /// `[limits]`: of each user who has no others.
    pub limits: Limits,
    /// `[total]`: of all users together.
    pub total: Limits,
    /// `[drop]`: the right of those who drop.
    pub drop: DropRight,
    /// `[command_line]`.
    pub command_line: CommandLineSettings,
    /// Keys of `[mail]`: by what senders from outside are proved.
    pub outside: OutsideSettings,
    /// `spam` of `[mail]`: what becomes of mails that a front server calls spam
    /// (`X-Spam-Flag: YES`).
    pub spam: Spam,
    /// `[ldap]`: the directory of the house.
    pub ldap: LdapSettings,
    /// `[[ldap.group]]`: what its groups may.
    pub ldap_groups: Vec<EntitledSettings>,
    /// `[openid]`: a provider of logins.
    pub openid: OpenIdSettings,
    /// `[[openid.group]]`: what its groups may.
    pub openid_groups: Vec<EntitledSettings>,
}

/// Keys of `[drop]`: whose right those use who drop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DropRight {
    /// `as`: the `[[user]]` whose right those use who are no `[[user]]` themselves. None:
    /// the folder's own.
    pub by: Option<String>,
    /// `devices`: those that can be sent from by the folder's own right. Empty: any.
    pub devices: Vec<DeviceName>,
    /// The limits of the folder's own right, for each dropper.
    pub limits: Limits,
}

/// `[command_line]`: `ferrofax send` of users who are no `[[user]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommandLineSettings {
    /// `administrators`: users of the system who may send from any device, besides root
    /// and the spool's owner.
    pub administrators: Vec<String>,
    /// Their limits.
    pub limits: Limits,
}

/// What becomes of spam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Spam {
    /// It is refused.
    #[default]
    Reject,
    /// It is taken and forgotten.
    Ignore,
    /// It is faxed.
    Fax,
}

/// A `[[user]]`: someone, or some machine, that logs in or is known by its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSettings {
    /// `name`: for the login, the lists and the audit log.
    pub name: String,
    /// `password`: what `ferrofax password` printed, or the password itself, which
    /// CRAM-MD5 needs. None: no login.
    pub password: Option<Secret>,
    /// `digest`: what `ferrofax password --digest` printed, by which HTTP Digest is proved.
    pub digest: Option<Secret>,
    /// `certificate`: the user's certificates, by fingerprint or by a name in them.
    pub certificates: Vec<String>,
    /// `addresses`: the user's own, as `alice@example.com`. None: the mailboxes of the
    /// user's device.
    pub addresses: Vec<String>,
    /// `may_claim`: addresses of others that it may send for, as `@example.com` or `*`:
    /// an office machine's.
    pub may_claim: Vec<String>,
    /// `device`: 2101, or 2101@context. None: the one that owns the address.
    pub device: Option<DeviceName>,
    /// `system_users`: users of this machine's system who are this one, in the drop
    /// folder and on the command line.
    pub system_users: Vec<String>,
    /// `role`: what the user may do at the web page and by the API.
    pub role: Role,
    /// `may_delete`: whether the user may delete the faxes that he sees, whatever his role is.
    pub may_delete: bool,
    /// `class`.
    pub class: Option<String>,
    /// The user's own limits.
    pub limits: Limits,
    /// Who says who he is; all others than the settings are in no file.
    pub by: Voucher,
    /// Who that is to whoever vouches for him, if it is not the settings.
    pub who: Option<i64>,
    /// The `[[group]]`s that others than the settings say he is in.
    pub groups: Vec<String>,
}

/// A `[[ldap.group]]` or an `[[openid.group]]`: what those may who are in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntitledSettings {
    /// `name`: as it is called there; `*`: all who can log in there.
    pub name: String,
    /// `role`.
    pub role: Role,
    /// `groups`: the `[[group]]`s of the settings that they are in.
    pub groups: Vec<String>,
    /// `may_delete`.
    pub may_delete: bool,
    /// `class`.
    pub class: Option<String>,
}

/// What a user may do with faxes and jobs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Sees the faxes of his devices and groups, and deals with his own jobs.
    #[default]
    User,
    /// Deals with all faxes and jobs of his devices and groups, those of others too.
    Desk,
    /// Deals with all there are.
    Administrator,
    /// Reads the log, and sees no fax.
    Auditor,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::User, Self::Desk, Self::Administrator, Self::Auditor];

    /// Whether the role deals with the faxes of others, too.
    pub(super) const fn deals_with_others(self) -> bool {
        matches!(self, Self::Desk | Self::Administrator)
    }

    /// The word in the settings.
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
    /// `name`.
    pub name: String,
    /// `devices`: 2101, or 2101@context.
    pub devices: Vec<DeviceName>,
    /// `members`: names of users.
    pub members: Vec<String>,
}

/// A `[[network]]`: whoever connects from there needs no login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// `name`, for the audit log; by default its address.
    pub name: String,
    /// `address`: where its clients are, as 192.0.2.7, 192.0.2.0/24 and 2001:db8::/32.
    pub addresses: Vec<Network>,
    /// `address = "pipe"`: the program `ferrofax mail`, which whoever may write the spool may run.
    pub pipe: bool,
    /// `user`: whose faxes these are, a `[[user]]`. None: the network itself is who sends.
    pub user: Option<String>,
    /// `device`: for senders that own none.
    pub device: Option<DeviceName>,
    /// `may_claim`: senders in whose name it may send, as `@example.com` or `*`, if they
    /// own a device.
    pub may_claim: Vec<String>,
    /// `class`.
    pub class: Option<String>,
    /// Its own limits.
    pub limits: Limits,
}

/// A `[[device]]`: limits of what is sent from one device, by whomever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceSettings {
    /// `name`: 2101, or 2101@context.
    pub name: String,
    /// `class`. None: the one that the device has in the dialplan.
    pub class: Option<String>,
    /// Its own limits.
    pub limits: Limits,
}

impl GroupSettings {
    /// Whether this user is a member: by the settings, or by whoever vouches for him.
    pub(super) fn has(&self, user: &UserSettings) -> bool {
        let is_same = |a: &String, b: &String| a.to_lowercase() == b.to_lowercase();
        match user.by {
            Voucher::Settings => self.members.iter().any(|member| is_same(member, &user.name)),
            _ => user.groups.iter().any(|group| is_same(group, &self.name)),
        }
    }
}

impl Default for RightsSettings {
    /// Nobody may send but by the drop folder, and by the command line of root.
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
