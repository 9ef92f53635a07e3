//! The settings of `[calls]` in gateway.toml: whether the mail that reports a failed call explains
//! the fault and shows a drawing, both made from the call recording.

use ferrofax_gateway_toml::settings;

settings! {
    /// The settings of `[calls]` in gateway.toml, about the mails that report failed calls.
    #[derive(Copy)]
    pub struct CallSettings {}

    /// The keys that the section `[calls]` of gateway.toml accepts.
    pub KEYS {
        /// Whether the mail that reports a failed call explains the fault that the call recording
        /// shows, and names the side that is most likely at fault. The mail waits at most a minute
        /// for the explanation.
        explain: bool = true, flag;
        /// Whether the mail that reports a failed call also contains a drawing of the call (PNG),
        /// if the fault could be explained.
        draw: bool = false, flag;
    }
}
