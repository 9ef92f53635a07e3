//! The errors of confining a process.

/// The reason why a process could not be confined. Such a process does no work.
#[derive(Debug, thiserror::Error)]
pub enum Unconfined {
    /// The kernel refused to set a limit of the process.
    #[error("its {what} cannot be limited ({text})")]
    Limit {
        /// The name of the resource whose limit could not be set, such as memory.
        what: &'static str,
        /// The error that the kernel returned when the limit was to be set.
        text: String,
    },
    /// The kernel refused the filter that restricts system calls. The text is the reason.
    #[error("its system calls cannot be filtered ({0})")]
    Filter(String),
    /// The kernel has no Landlock, or Landlock is switched off or failed. The text is the reason.
    #[error("its access to files cannot be limited, because this kernel has no Landlock ({0})")]
    Files(String),
}
