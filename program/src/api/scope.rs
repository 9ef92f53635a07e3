//! What a key may be used for.

use std::fmt;

/// What a key may be used for. What its user may do is decided besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// Received faxes are listed and read.
    FaxesRead,
    /// They are marked, claimed, noted, passed on and deleted.
    FaxesWrite,
    /// Jobs are listed and read, and what goes on.
    JobsRead,
    /// Faxes are sent, and jobs changed.
    JobsWrite,
    /// Changes are listened to as they come.
    Events,
    /// Who is told of changes is listed and changed.
    Webhooks,
    /// The log of decisions is read.
    LogRead,
    /// Figures are read.
    Metrics,
    /// What is the user's own is changed: keys, sessions, the language.
    Keys,
    /// What administrators do.
    Admin,
}

impl Scope {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::FaxesRead,
        Self::FaxesWrite,
        Self::JobsRead,
        Self::JobsWrite,
        Self::Events,
        Self::Webhooks,
        Self::LogRead,
        Self::Metrics,
        Self::Keys,
        Self::Admin,
    ];

    /// The word for it: `faxes:read`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::FaxesRead => "faxes:read",
            Self::FaxesWrite => "faxes:write",
            Self::JobsRead => "jobs:read",
            Self::JobsWrite => "jobs:write",
            Self::Events => "events",
            Self::Webhooks => "webhooks",
            Self::LogRead => "log:read",
            Self::Metrics => "metrics",
            Self::Keys => "keys",
            Self::Admin => "admin",
        }
    }

    /// The scope of this word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == word)
    }
}

/// `faxes:read`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
