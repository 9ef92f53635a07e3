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
