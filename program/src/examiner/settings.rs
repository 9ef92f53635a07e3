//! The section `[calls]` of gateway.toml: automatic use of call recordings.

use crate::keys::{Key, Kind};

/// The section `[calls]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallSettings {
    /// `explain`: whether reports on failed faxes explain the failure from the recordings of their
    /// calls.
    pub explain: bool,
    /// `draw`: whether these reports include a drawing of the call.
    pub draw: bool,
}

/// The keys of `[calls]`.
pub(crate) const KEYS: &[Key<CallSettings>] = &[
    Key {
        name: "explain",
        default: "true",
        kind: Kind::Flag(|calls, yes| calls.explain = yes),
        help: "A report of a call that failed says what its record shows to have gone wrong, and \
               whose fault that most likely is. It waits for that, a minute at most.",
    },
    Key {
        name: "draw",
        default: "false",
        kind: Kind::Flag(|calls, yes| calls.draw = yes),
        help: "It has a drawing of the call with it (PNG), too.",
    },
];

impl Default for CallSettings {
    fn default() -> Self {
        Self { explain: true, draw: false }
    }
}
