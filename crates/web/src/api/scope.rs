//! Scopes: the kinds of operations for which an API key may be used.

use std::fmt;

/// A scope of an API key. It limits the key in addition to the rights of its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Allows listing and reading received faxes.
    FaxesRead,
    /// Allows marking received faxes as read, and claiming, annotating, forwarding and deleting
    /// them.
    FaxesWrite,
    /// Allows listing and reading jobs, and calls in progress.
    JobsRead,
    /// Allows sending faxes, and changing jobs.
    JobsWrite,
    /// Allows listening to the stream of events about faxes and jobs.
    Events,
    /// Allows listing and changing webhooks.
    Webhooks,
    /// Allows reading the audit log.
    LogRead,
    /// Allows reading the metrics of the service.
    Metrics,
    /// Allows changing the user's own API keys, login sessions and language.
    Keys,
    /// Allows the actions of administrators.
    Admin,
}

impl Scope {
    /// All scopes in one list.
    pub const ALL: [Self; 10] = [
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
    pub const fn name(self) -> &'static str {
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

    /// The scope with this word; `None` if there is none.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == word)
    }
}

/// Prints the scope's word.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
