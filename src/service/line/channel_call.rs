//! A fax call, in the form in which the thread of its channel runs it. The form is the same for
//! calls that receive (`receive`) and calls that send (`send`).

use super::leg::{Leg, Rest};
use crate::service::host::{CallHost, HeardFrame, T38Told, T38Wish};
use crate::service::items::ItemError;
use ferrofax_engine::call::CallEvent;
use ferrofax_ground::ladder::Rung;

/// The reason why a call is refused. A caller who is refused is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// The value of the channel variable FAXERROR for the refused call.
    pub error: &'static str,
    /// The fault because of which the call is refused, with an example of what would be correct.
    pub text: String,
    /// The Q.850 cause for the hang-up: 17 user busy, 21 rejected, 38 network out of order.
    pub hangup_cause: u8,
}

/// One fax call, received or sent, owned by its channel's thread. If a call is dropped without
/// [`ChannelCall::finish`], its fax is stored as a fax that was ended by a bug.
pub struct ChannelCall(Box<dyn OneWay>);

impl ChannelCall {
    pub(in crate::service) fn new(call: impl OneWay + 'static) -> Self {
        Self(Box::new(call))
    }

    /// Takes an audio frame that came from the telephone line at the time `now_ms` (by a steady
    /// clock).
    pub fn frame(&mut self, now_ms: u64, frame: HeardFrame<'_>) {
        self.0.leg_mut().frame(now_ms, frame);
        self.0.advance();
    }

    /// Advances the time of the call to `now_ms`. If no frame or packet comes, the calling code
    /// must call `tick` after the time that `rest` returns.
    pub fn tick(&mut self, now_ms: u64) {
        self.0.leg_mut().tick(now_ms);
        self.0.advance();
    }

    /// The time to wait until the next `tick`, and the time for which the PBX's thread may collect
    /// received packets before it hands them to this call. Both times must be read again after each
    /// call of `frame`, `tick` and `packet`.
    pub fn rest(&self) -> Rest {
        self.0.leg().rest()
    }

    /// Takes the next 20 ms of audio from the call and copies them into `out`. If this returns
    /// true, the calling code must send `out` to the telephone line now; false means that there is
    /// nothing to send now. Call it after each `frame` and `tick`, until it returns false.
    pub fn take_speech(&mut self, out: &mut [i16; 160]) -> bool {
        self.0.leg_mut().take_speech(out)
    }

    /// Handles a message of the channel driver about T.38, for example that the remote end asks for
    /// T.38.
    pub fn t38_told(&mut self, now_ms: u64, told: T38Told) {
        self.0.leg_mut().t38_told(now_ms, told);
        self.0.advance();
    }

    /// Takes a T.38 packet that came from the telephone line; `sequence` is the number of its
    /// datagram.
    pub fn packet(&mut self, now_ms: u64, sequence: u16, ifp: &[u8]) {
        self.0.leg_mut().packet(now_ms, sequence, ifp);
        self.0.advance();
    }

    /// Takes from the call the next request about T.38, which must be passed to the channel. Call
    /// it after each `frame` and `tick`, until it returns `None`.
    pub fn take_t38_wish(&mut self) -> Option<T38Wish> {
        self.0.leg_mut().take_t38_wish()
    }

    /// Takes from the call the next T.38 packet, which must be sent to the telephone line now. Call
    /// it after each `frame` and `tick`, until it returns `None`.
    pub fn take_packet(&mut self) -> Option<Vec<u8>> {
        self.0.leg_mut().take_packet()
    }

    /// Notes that the remote end or the PBX has hung up.
    pub fn hung_up(&mut self) {
        self.0.leg_mut().hang_up();
        self.0.drain_events();
    }

    /// Whether everything was sent to the telephone line, so that the channel may be hung up.
    pub fn is_over(&self) -> bool {
        self.0.leg().is_over()
    }

    /// The value that the dialplan function `FERROFAX(item)` returns; `None` if there is no such
    /// item.
    pub fn item(&self, item: &str) -> Option<String> {
        self.0.item(item)
    }

    /// Sets an item of the dialplan function `FERROFAX(item)`, before the first frame.
    ///
    /// # Errors
    /// The reason why the item can't be set.
    pub fn set_item(&mut self, item: &str, value: &str) -> Result<(), ItemError> {
        self.0.set_item(item, value)
    }

    /// Stores the result of the call and sets the channel's result variables.
    pub fn finish(self, host: &mut dyn CallHost) {
        self.0.finish(host);
    }

    /// Whether this call waits for the result of another thread. A simulation must not advance its
    /// clock meanwhile.
    pub fn is_waiting(&self) -> bool {
        self.0.is_waiting()
    }
}

/// The functions of one fax call, which are implemented for calls that receive and for calls that
/// send.
pub(in crate::service) trait OneWay: HasLeg + Send {
    /// The value that the dialplan function `FERROFAX(item)` returns; see [`ChannelCall::item`].
    fn item(&self, item: &str) -> Option<String>;

    /// Sets an item of the dialplan function `FERROFAX(item)`; see [`ChannelCall::set_item`].
    fn set_item(&mut self, item: &str, value: &str) -> Result<(), ItemError>;

    /// Whether this call waits for the result of another thread, such as a prepared page; see
    /// [`ChannelCall::is_waiting`].
    fn is_waiting(&self) -> bool;

    /// Stores the result of the call; see [`ChannelCall::finish`].
    fn finish(self: Box<Self>, host: &mut dyn CallHost);
}

/// A call with a leg (a fax engine and its queues). The functions without a body are implemented
/// differently for calls that receive and calls that send. The functions with a body handle the
/// engine's events, and move audio and packets between the engine and the telephone line.
pub(in crate::service) trait HasLeg {
    /// Returns the call's leg: its fax engine, with the queues to and from the telephone line.
    fn leg(&self) -> &Leg;

    /// Returns the call's leg, so that the caller can change it. The leg is the call's fax engine
    /// with the queues to and from the telephone line.
    fn leg_mut(&mut self) -> &mut Leg;

    /// Returns the name by which log lines refer to this call.
    fn tag(&self) -> String;

    /// Takes the results of the other threads that work for this call. Also takes the frames that
    /// have come from the telephone line, unless other code hands them to the call.
    fn catch_up(&mut self);

    /// Handles an event that the call's fax engine has reported.
    fn happened(&mut self, event: CallEvent);

    /// Takes the new T.30 frames and notes of the call, which are stored with the call's fax or
    /// job.
    fn climbed(&mut self, rungs: Vec<Rung>);

    /// Logs a note about the telephone line: the call has switched to T.38 or to audio, or has not
    /// switched.
    fn line_told(&mut self, note: &str);

    /// Handles all events that the call's fax engine has reported.
    fn drain_events(&mut self) {
        let mut rungs = Vec::new();
        while let Some(event) = self.leg_mut().engine.poll_event() {
            if let CallEvent::Trace(rung) = event {
                log::debug!(target: "ferrofax::t30", "{}: {rung}", self.tag());
                rungs.push(rung);
                continue;
            }
            // The rungs so far are stored before the results of this event.
            self.climbed(std::mem::take(&mut rungs));
            self.happened(event);
        }
        self.climbed(rungs);
    }

    /// Hands all audio or packets that have come from the telephone line to the fax engine, and
    /// takes the same amount of audio from the engine.
    fn advance(&mut self) {
        self.catch_up();
        while self.leg_mut().step() {
            self.drain_events();
        }
        while let Some(note) = self.leg_mut().take_note() {
            self.line_told(&note);
        }
    }

    /// Logs the counts of the call's packets, with those that the network lost or delayed.
    fn log_losses(&self) {
        let losses = self.leg().losses();
        if losses.frames > 0 {
            log::info!("{}: {losses}", self.tag());
        }
        if let Some(packets) = self.leg().t38_stats() {
            log::info!("{}: {packets}", self.tag());
            if let Some(flood) = packets.flood() {
                log::warn!("{}: {flood}", self.tag());
            }
        }
    }
}
