//! What others say of somebody who is no user of the settings: a directory of the house, or
//! a provider of logins.

/// Who says who somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Voucher {
    /// The settings: a `[[user]]`.
    #[default]
    Settings,
    /// The directory of `[ldap]`.
    Ldap,
    /// The provider of `[openid]`.
    OpenId,
}

impl Voucher {
    const ALL: [Self; 3] = [Self::Settings, Self::Ldap, Self::OpenId];

    /// The word in the spool and in the audit log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "password",
            Self::Ldap => "ldap",
            Self::OpenId => "openid",
        }
    }

    /// The one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// What was said of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) by: Voucher,
    /// What he is called for good there.
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) addresses: Vec<String>,
    pub(crate) groups: Vec<String>,
    /// His device; empty: none.
    pub(crate) device: String,
}
