//! The functions that the service needs from the PBX. `bridge` implements these traits; tests fake
//! them.

use super::config::{Context, RawConfig};
use super::trunk::trunk;
pub use ferrofax_basics::clock::Clocks;
pub use ferrofax_engine::call::T38Terms;
pub use ferrofax_engine::call::playout::HeardFrame;

/// The functions of the PBX as a whole that the service needs, and the PBX's clocks.
pub trait Host: Clocks {
    /// Sends an AMI event to all AMI clients that listen. Values contain no line breaks.
    fn manager_event(&self, event: &str, fields: &[(&str, String)]);

    /// Places a call and returns at once. The result is reported later, exactly once: by
    /// `Service::begin_send` if the call was answered, else by `Service::call_failed`. At the end of
    /// an answered call, `Service::call_gone` reports that its channel is hung up.
    ///
    /// # Errors
    /// [`PlaceError`]: no call was placed, and no result will be reported.
    fn place_call(&self, call: &PlaceCall) -> Result<(), PlaceError> {
        Err(PlaceError::Refused(format!("this host places no calls, so not {} either", call.token)))
    }

    /// Whether the PBX has loaded everything that calls need, and is not shutting down. While the PBX
    /// is not ready, the service places no calls, and leaves the published fax devices as they are.
    fn is_ready(&self) -> bool {
        true
    }

    /// Reads a context of the dialplan, without the contexts that it includes. `None` if there is
    /// no such context.
    fn context(&self, _name: &str) -> Option<Context> {
        None
    }

    /// Replaces the variables and functions in a text of the dialplan by their values, without a
    /// channel. Variables of a channel have no value there.
    fn expand(&self, _text: &str) -> String {
        String::new()
    }

    /// Reads one of the PBX's own configuration files. `None` if the file does not exist or can't
    /// be read.
    fn config(&self, _file: &'static str) -> Option<RawConfig> {
        None
    }

    /// The PBX's version.
    fn version(&self) -> String {
        String::new()
    }

    /// Gives up a placed call. If the call still rings, the call is hung up, and its end is
    /// reported by `Service::call_failed`.
    fn give_up_call(&self, _token: i64) {}
}

/// A call that the PBX is asked to place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceCall {
    /// The token of the call: the number by which the PBX reports that the call was answered or has
    /// failed.
    pub token: i64,
    /// The channel to dial, as technology and address: `Local/0991123@fax-outbound` or
    /// `PJSIP/0991123@trunk`.
    pub dial: String,
    /// The telephone number that is shown to the called side as the calling number. If it is empty,
    /// the channel's own number is shown.
    pub caller_number: String,
    /// The name that is shown to the called side as the name of the calling side.
    pub caller_name: String,
    /// The account code of the call for the CDR; empty if there is none.
    pub account: String,
    /// The longest time that the call may ring, in milliseconds.
    pub timeout_ms: u32,
    /// The DTMF tones to send once the call is answered; empty if there are none.
    pub post_dial: String,
    /// The channel variables to set on the new channel, each with its value. If the new channel is
    /// a Local channel, the channels that it leads to inherit these variables.
    pub variables: Vec<(String, String)>,
}

/// The reason why the PBX did not place the call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The dial string of the call names no channel technology that the PBX has.
    #[error("'{0}' can't be dialled: Local/number@context or PJSIP/number@endpoint would be right")]
    DialString(String),
    /// The PBX places no call at present, for the given reason.
    #[error("the PBX places no call now: {0}")]
    Refused(String),
}

/// One channel of the PBX. The service may use the channel at two moments: before the call is
/// answered, and after the call has ended.
pub trait CallHost {
    /// Sets a channel variable.
    fn set_variable(&mut self, name: &str, value: &str);
    /// Reads a channel variable or function.
    fn variable(&self, name: &str) -> Option<String>;
    /// Sets the user field of the call's CDR.
    fn set_cdr_user_field(&mut self, value: &str);
}

/// The facts that are known about a call. For a received call they are known before the call is
/// answered; for a placed call, when it is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallInfo {
    /// Asterisk's name for the channel.
    pub channel: String,
    /// The name of the channel by which the call comes into the PBX or leaves it: this channel or,
    /// if it is a Local channel, a channel that it leads to. Empty if the name can't be determined.
    pub outer_channel: String,
    /// Asterisk's unique id of the channel.
    pub unique_id: String,
    /// The context of the dialplan that runs `FaxDevice`.
    pub context: String,
    /// The extension that runs `FaxDevice`.
    pub exten: String,
    /// The number that was dialled (DNID); empty if the telephone line did not report the number.
    pub called: String,
    /// The telephone number of the calling side; empty if the network withholds it.
    pub caller_number: String,
    /// The name of the calling side; empty if the network withholds it.
    pub caller_name: String,
}

impl CallInfo {
    /// The trunk by which the call entered the PBX or leaves it; `None` if it can't be known.
    pub(in crate::service) fn trunk(&self) -> Option<String> {
        trunk(&self.outer_channel)
    }
}

/// The facts about the end of a placed call that was not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFailure {
    /// The channel's hangup cause (Q.850); 0 if there is none.
    pub hangup_cause: u16,
    /// The status with which Asterisk's dialling ended, such as `BUSY`, `NOANSWER`, `CONGESTION` or
    /// `CHANUNAVAIL`; empty if there is none.
    pub status: String,
    /// The channel through which the call leaves the PBX, as in [`CallInfo::outer_channel`].
    pub outer_channel: String,
}

impl CallFailure {
    /// The trunk by which the failed call was to leave the PBX; `None` if it can't be known.
    pub(in crate::service) fn trunk(&self) -> Option<String> {
        trunk(&self.outer_channel)
    }
}

/// A message of the channel driver about T.38, with the remote end's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum T38Told {
    /// The remote end asks for T.38 and waits for an answer.
    Requested(T38Terms),
    /// The telephone line carries T.38 from now on, no matter which side asked for it.
    Negotiated(T38Terms),
    /// The remote end refused our request for T.38.
    Refused,
    /// The telephone line has returned from T.38 to audio.
    Terminated,
    /// This channel does not support T.38, so our request for T.38 has no effect.
    Unavailable,
}

/// A request to the channel about T.38, with our terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct T38Wish {
    /// The request to the channel: ask the remote end for T.38, accept or refuse its request for
    /// T.38, or return to audio.
    pub action: T38Action,
    /// The T.38 terms that we offer or accept.
    pub terms: T38Terms,
}

/// The action that a [`T38Wish`] requests from the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum T38Action {
    /// Ask the remote end for T.38.
    Ask,
    /// Accept the remote end's request for T.38.
    Accept,
    /// Refuse the remote end's request for T.38.
    Refuse,
    /// Return the telephone line from T.38 to audio.
    End,
}
