//! Scopes: what a key may be used for.

use std::fmt;

/// A scope of a key. It limits the key in addition to the rights of its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Scope {
    /// List and read received faxes.
    FaxesRead,
    /// Mark, claim, annotate, forward and delete received faxes.
    FaxesWrite,
    /// List and read jobs, and calls in progress.
    JobsRead,
    /// Send faxes, and change jobs.
    JobsWrite,
    /// Listen to the stream of changes.
    Events,
    /// List and change webhooks.
    Webhooks,
    /// Read the audit log.
    LogRead,
    /// Read the metrics of the service.
    Metrics,
    /// Change the user's own keys, sessions and language.
    Keys,
    /// The actions of administrators.
    Admin,
}

impl Scope {
    /// All scopes in one list.
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

    /// The scope's word, such as `faxes:read`.
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

    /// The scope with this word.
    pub(crate) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == word)
    }
}

/// Prints the scope's word.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
