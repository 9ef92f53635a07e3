//! What the service needs of the PBX. `bridge` implements these; tests fake them.

pub use crate::call::playout::HeardFrame;

/// The PBX as a whole.
pub trait Host: Send + Sync {
    /// Sends an AMI event to whoever listens. Values hold no line breaks.
    fn manager_event(&self, event: &str, fields: &[(&str, String)]);
}

/// One channel, at the two moments when the service may touch it: before the call is answered and after it has ended.
pub trait CallHost {
    /// Sets a channel variable.
    fn set_variable(&mut self, name: &str, value: &str);
    /// Reads a channel variable or function.
    fn variable(&self, name: &str) -> Option<String>;
    /// Sets the user field of the call's CDR.
    fn set_cdr_user_field(&mut self, value: &str);
}

/// What is known of a call before it is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallInfo {
    /// Asterisk's channel name.
    pub channel: String,
    /// Asterisk's unique id of the channel.
    pub unique_id: String,
    /// The dialplan context and extension in which `FaxDevice` runs.
    pub context: String,
    /// See `context`.
    pub exten: String,
    /// The number that was dialled (DNID), empty if the line did not tell.
    pub called: String,
    /// The caller's number, empty if withheld.
    pub caller_number: String,
    /// The caller's name, empty if withheld.
    pub caller_name: String,
}
