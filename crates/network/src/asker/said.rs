//! The data that an LDAP directory or an OpenID provider supplies about a user who is not in the
//! settings.

/// The source that confirms a user's identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Voucher {
    /// The user is in the settings, in a `[[user]]` section of gateway.toml.
    #[default]
    Settings,
    /// The user is in the file users.toml, where an administrator manages the user in the web
    /// interface.
    Users,
    /// The user is in the LDAP directory of the section `[ldap]`.
    Ldap,
    /// The user logs in at the OpenID provider of the section `[openid]`.
    OpenId,
}

impl Voucher {
    /// All sources of users.
    pub const ALL: [Self; 4] = [Self::Settings, Self::Users, Self::Ldap, Self::OpenId];

    /// The name of this source (settings, LDAP or OpenID) in the spool and in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "password",
            Self::Users => "users",
            Self::Ldap => "ldap",
            Self::OpenId => "openid",
        }
    }

    /// The place where the users of this source are managed.
    pub fn place(self) -> &'static str {
        match self {
            Self::Settings => "gateway.toml",
            Self::Users => "users.toml",
            Self::Ldap => "LDAP",
            Self::OpenId => "OpenID",
        }
    }

    /// Finds the source (settings, LDAP or OpenID) by its name in the spool and in the audit log;
    /// `None` if no source has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// The data that an LDAP directory or an OpenID provider supplies about a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The source that knows the user.
    pub by: Voucher,
    /// The user's permanent id in the LDAP directory or at the OpenID provider.
    pub subject: String,
    /// The name by which the user logs in.
    pub name: String,
    /// The user's mail addresses.
    pub addresses: Vec<String>,
    /// The groups of which the user is a member.
    pub groups: Vec<String>,
    /// The user's device; empty if the user has none.
    pub device: String,
}
