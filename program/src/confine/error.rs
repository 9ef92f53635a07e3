//! Why a process could not be confined.

/// Why a process could not be confined: it then does nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unconfined {
    /// The kernel refused a limit.
    #[error("its {what} cannot be limited ({text})")]
    Limit {
        /// What was to be limited.
        what: &'static str,
        /// The system's answer.
        text: String,
    },
    /// The kernel refused the filter.
    #[error("its system calls cannot be filtered ({0})")]
    Filter(String),
    /// The kernel has no Landlock, or it is switched off.
    #[error("its files cannot be limited, since this kernel has no Landlock ({0})")]
    Files(String),
}
