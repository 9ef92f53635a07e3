//! The settings of `[calls]` in gateway.toml: automatic use of call recordings.

use crate::keys::settings;

settings! {
    /// The settings of `[calls]`.
    #[derive(Copy)]
    pub struct CallSettings {}

    /// The keys of `[calls]`.
    pub(crate) KEYS {
        /// The report of a failed call says what the call record shows to have gone wrong, and
        /// which side is most likely at fault. The report waits for this, a minute at most.
        explain: bool = true, flag;
        /// The report also has a drawing of the call (PNG).
        draw: bool = false, flag;
    }
}
