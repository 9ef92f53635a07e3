//! One call that sends, from the moment it was answered to its result variables.

use super::host::{CallHost, CallInfo, HeardFrame};
use super::{Refusal, Service};

/// One fax call that we placed, owned by its channel's thread. Dropping it without [`FaxSendCall::finish`] ends the try as
/// broken by a bug.
pub struct FaxSendCall {}

impl Service {
    /// A call that was placed has been answered.
    ///
    /// # Errors
    /// [`Refusal`]: the channel is to be hung up; nothing more need be told of the call.
    pub fn begin_send(&self, token: i64, info: CallInfo) -> Result<FaxSendCall, Refusal> {
        let text = format!("{}: no call {token} was placed", info.channel);
        Err(Refusal { error: "UNKNOWN_CALL", text, hangup_cause: 16 })
    }

    /// A call that was placed was not answered. `hangup_cause` is the channel's (Q.850; 0 where it did not say), `status` the
    /// dialling's word (`BUSY`, `NOANSWER`, `CONGESTION`, `CHANUNAVAIL` …), empty where there is none.
    pub fn call_failed(&self, token: i64, hangup_cause: u16, status: &str) {
        log::debug!("call {token} failed by {hangup_cause} {status}");
    }
}

impl FaxSendCall {
    /// An audio frame came from the line at `now_ms` of a steady clock.
    pub fn frame(&mut self, _now_ms: u64, _frame: HeardFrame<'_>) {}

    /// To be called at least every 20 ms.
    pub fn tick(&mut self, _now_ms: u64) {}

    /// True: `out` is to be written to the line now. To be called after each `frame` and `tick` until it says false.
    pub fn take_speech(&mut self, _out: &mut [i16; 160]) -> bool {
        false
    }

    /// The far end or the PBX has hung up.
    pub fn hung_up(&mut self) {}

    /// Everything is said; the channel may be hung up.
    pub fn is_over(&self) -> bool {
        true
    }

    /// The call's tag in log lines.
    pub fn tag(&self) -> String {
        String::new()
    }

    /// What `FERROFAX(item)` reads; `None` if there is no such item.
    pub fn item(&self, _item: &str) -> Option<String> {
        None
    }

    /// What `Set(FERROFAX(item)=value)` sets.
    ///
    /// # Errors
    /// Why not.
    pub fn set_item(&mut self, item: &str, _value: &str) -> Result<(), String> {
        Err(format!("'{item}' can't be set"))
    }

    /// Ends the try and sets the channel's result variables.
    pub fn finish(self, _host: &mut dyn CallHost) {}
}
