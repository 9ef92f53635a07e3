//! What is made of records by itself: `[calls]` of gateway.toml.

use crate::keys::{Key, Kind};

/// `[calls]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallSettings {
    /// `explain`: reports of faxes that were not sent say what the records of their calls show.
    pub explain: bool,
    /// `draw`: they have a drawing of the call with them.
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
