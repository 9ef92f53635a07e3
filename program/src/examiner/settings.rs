//! The settings of `[calls]` in gateway.toml: automatic use of call recordings.

use crate::keys::{Key, Kind};

/// The settings of `[calls]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallSettings {
    /// `explain`: whether reports on failed faxes explain the failure from the recordings of the
    /// calls.
    pub explain: bool,
    /// `draw`: whether reports on failed faxes include a drawing of the call.
    pub draw: bool,
}

/// The keys of `[calls]`.
pub(crate) const KEYS: &[Key<CallSettings>] = &[
    Key {
        name: "explain",
        default: "true",
        kind: Kind::Flag(|calls, yes| calls.explain = yes),
        help: "Whether the report of a failed call explains the fault that the call record shows, \
               and names the side that is most likely at fault. The report waits at most a minute \
               for the explanation.",
    },
    Key {
        name: "draw",
        default: "false",
        kind: Kind::Flag(|calls, yes| calls.draw = yes),
        help: "Whether the report also has a drawing of the call (PNG).",
    },
];

impl Default for CallSettings {
    fn default() -> Self {
        Self { explain: true, draw: false }
    }
}
