//! The result of replaying a recorded call.

use serde::{Deserialize, Serialize};

/// The result of replaying a recorded call, as the child returns it to its parent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Again {
    /// Whether the replayed call is identical to the recorded one, bit by bit.
    pub(crate) is_same: bool,
    /// A description for people, of a few lines: how the recorded and the replayed call ended, and
    /// whether they differ.
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
