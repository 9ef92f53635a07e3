//! What the service needs of the PBX. `bridge` implements these; tests fake them.

use super::config::{Context, RawConfig};
use super::trunk::trunk;
pub use ferrofax_basics::clock::Clocks;
pub use ferrofax_engine::call::T38Terms;
pub use ferrofax_engine::call::playout::HeardFrame;

/// The PBX as a whole, with its clocks.
pub trait Host: Clocks {
    /// Sends an AMI event to whoever listens. Values hold no line breaks.
    fn manager_event(&self, event: &str, fields: &[(&str, String)]);

    /// Places a call and returns at once. What comes of it is told once: by
    /// `Service::begin_send` when it was answered, else by `Service::call_failed`.
    ///
    /// # Errors
    /// [`PlaceError`]: no call was placed, and nothing more is told of this one.
    fn place_call(&self, call: &PlaceCall) -> Result<(), PlaceError> {
        Err(PlaceError::Refused(format!("this host places no calls, so not {} either", call.token)))
    }

    /// Whether the PBX has loaded all that calls go through. Before, none is placed.
    fn is_ready(&self) -> bool {
        true
    }

    /// A context of the dialplan, without those that it includes. None: there is no such.
    fn context(&self, _name: &str) -> Option<Context> {
        None
    }

    /// What a text of the dialplan, with variables and functions, reads as outside of any call.
    fn expand(&self, _text: &str) -> String {
        String::new()
    }

    /// One of the PBX's own configuration files. None: it is not there, or can't be read.
    fn config(&self, _file: &'static str) -> Option<RawConfig> {
        None
    }

    /// The PBX's version.
    fn version(&self) -> String {
        String::new()
    }

    /// A placed call is no longer wanted: if it still rings, it is hung up, and
    /// `Service::call_failed` tells so.
    fn give_up_call(&self, _token: i64) {}
}

/// A call to be placed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceCall {
    /// The call's number, to be told again when it is answered or has failed.
    pub token: i64,
    /// Technology and address, as `Local/0991123@fax-outbound` or `PJSIP/0991123@trunk`.
    pub dial: String,
    /// The number that the called side is shown; empty: the channel's own.
    pub caller_number: String,
    /// The name that it is shown.
    pub caller_name: String,
    /// The account code; empty: none.
    pub account: String,
    /// How long it may ring, milliseconds.
    pub timeout_ms: u32,
    /// What is sent by tones once it is answered; empty: nothing.
    pub post_dial: String,
    /// Channel variables, each with its value; inherited by the channels behind a Local one.
    pub variables: Vec<(String, String)>,
}

/// Why no call was placed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// What is to be dialled names no technology that the PBX has.
    #[error("'{0}' can't be dialled: Local/number@context or PJSIP/number@endpoint would be right")]
    DialString(String),
    /// The PBX places no call now; the reason is its own.
    #[error("the PBX places no call now: {0}")]
    Refused(String),
}

/// One channel, at the two moments when the service may touch it: before the call is
/// answered and after it has ended.
pub trait CallHost {
    /// Sets a channel variable.
    fn set_variable(&mut self, name: &str, value: &str);
    /// Reads a channel variable or function.
    fn variable(&self, name: &str) -> Option<String>;
    /// Sets the user field of the call's CDR.
    fn set_cdr_user_field(&mut self, value: &str);
}

/// What is known of a call: before it is answered if it came to us, when it was answered
/// if we placed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallInfo {
    /// Asterisk's channel name.
    pub channel: String,
    /// The name of the channel through which the call comes into the PBX or leaves it: this
    /// one, or one behind a Local channel. Empty: that can't be known.
    pub outer_channel: String,
    /// Asterisk's unique id of the channel.
    pub unique_id: String,
    /// The context of the dialplan in which `FaxDevice` runs.
    pub context: String,
    /// The extension in which it runs.
    pub exten: String,
    /// The number that was dialled (DNID), empty if the line did not tell.
    pub called: String,
    /// The caller's number, empty if withheld.
    pub caller_number: String,
    /// The caller's name, empty if withheld.
    pub caller_name: String,
}

impl CallInfo {
    /// The trunk that the call goes by; none: that can't be known.
    pub(in crate::service) fn trunk(&self) -> Option<String> {
        trunk(&self.outer_channel)
    }
}

/// How a placed call ended that was not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFailure {
    /// The channel's cause (Q.850); 0 where it did not say.
    pub hangup_cause: u16,
    /// The dialling's word (`BUSY`, `NOANSWER`, `CONGESTION`, `CHANUNAVAIL` …), empty where
    /// there is none.
    pub status: String,
    /// As [`CallInfo::outer_channel`].
    pub outer_channel: String,
}

impl CallFailure {
    /// As [`CallInfo::trunk`].
    pub(in crate::service) fn trunk(&self) -> Option<String> {
        trunk(&self.outer_channel)
    }
}

/// What a channel tells of T.38, with the remote end's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum T38Told {
    /// The remote end wants it, and waits for an answer.
    Requested(T38Terms),
    /// The line is T.38 from now on, whoever wanted it.
    Negotiated(T38Terms),
    /// What we asked for was refused.
    Refused,
    /// The line is audio again.
    Terminated,
    /// What we asked for can't be had on this channel.
    Unavailable,
}

/// What a channel is to do about T.38, on our terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct T38Wish {
    /// Whether we ask, agree, refuse or go back to audio.
    pub action: T38Action,
    /// What we take.
    pub terms: T38Terms,
}

/// See [`T38Wish`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum T38Action {
    /// Ask the remote end for it.
    Ask,
    /// Take what the remote end asked for.
    Accept,
    /// Refuse it.
    Refuse,
    /// Go back to audio.
    End,
}
