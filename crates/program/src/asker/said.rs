//! The data that a directory or an OpenID provider supplies about a user who is not in the
//! settings.

/// The source that vouches for a user's identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Voucher {
    /// The settings: the user has a `[[user]]` section.
    #[default]
    Settings,
    /// The directory of `[ldap]`.
    Ldap,
    /// The OpenID provider of `[openid]`.
    OpenId,
}

impl Voucher {
    const ALL: [Self; 3] = [Self::Settings, Self::Ldap, Self::OpenId];

    /// The source's name in the spool and in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "password",
            Self::Ldap => "ldap",
            Self::OpenId => "openid",
        }
    }

    /// The source with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// The data that a directory or an OpenID provider supplies about a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) by: Voucher,
    /// The user's permanent id at the source.
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) addresses: Vec<String>,
    pub(crate) groups: Vec<String>,
    /// The user's device; empty if the user has none.
    pub(crate) device: String,
}
