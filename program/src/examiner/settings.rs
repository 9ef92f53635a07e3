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
        help: "The report of a failed call says what the call record shows to have gone wrong, \
               and which side is most likely at fault. The report waits for this, a minute at \
               most.",
    },
    Key {
        name: "draw",
        default: "false",
        kind: Kind::Flag(|calls, yes| calls.draw = yes),
        help: "The report also has a drawing of the call (PNG).",
    },
];

impl Default for CallSettings {
    fn default() -> Self {
        Self { explain: true, draw: false }
    }
}
