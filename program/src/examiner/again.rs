//! The result of running a recorded call again.

use serde::{Deserialize, Serialize};

/// The result, as the child returns it to its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Again {
    /// Whether the new result equals the recorded call to the bit.
    pub(crate) is_same: bool,
    /// The result in words, a few lines.
    pub(crate) text: String,
}

impl Again {
    pub(super) fn written(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    pub(super) fn read(made: &[u8]) -> Option<Self> {
        serde_json::from_slice(made).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_it_was_written() {
        let again = Again { is_same: true, text: "As it was.\n\"OK\"\n".into() };
        assert_eq!(Again::read(&again.written()), Some(again));
        assert_eq!(Again::read(b"{}"), None);
    }
}
