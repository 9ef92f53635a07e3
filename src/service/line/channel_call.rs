//! A fax call as its channel's thread drives it: the same for those that receive
//! (`receive`) and those that send (`send`).

use super::leg::{Leg, Rest};
use crate::service::host::{CallHost, HeardFrame, T38Told, T38Wish};
use crate::service::items::ItemError;
use ferrofax_engine::call::CallEvent;
use ferrofax_ground::ladder::Rung;

/// Why a call is not taken. The caller is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Refusal {
    /// FAXERROR's word.
    pub error: &'static str,
    /// What was wrong, and what would be right.
    pub text: String,
    /// Q.850 cause for the hang-up: 17 user busy, 21 rejected, 38 network out of order.
    pub hangup_cause: u8,
}

/// One fax call, whichever its way, owned by its channel's thread. Dropping it without
/// [`ChannelCall::finish`] files it as broken by a bug.
pub struct ChannelCall(Box<dyn OneWay>);

impl ChannelCall {
    pub(in crate::service) fn new(call: impl OneWay + 'static) -> Self {
        Self(Box::new(call))
    }

    /// An audio frame came from the line at `now_ms` of a steady clock.
    pub fn frame(&mut self, now_ms: u64, frame: HeardFrame<'_>) {
        self.0.leg_mut().frame(now_ms, frame);
        self.0.advance();
    }

    /// To be called after as long as `rest` says, if nothing came before.
    pub fn tick(&mut self, now_ms: u64) {
        self.0.leg_mut().tick(now_ms);
        self.0.advance();
    }

    /// How long the next tick has time, and packets. To be asked after each `frame`,
    /// `tick` and `packet`.
    pub fn rest(&self) -> Rest {
        self.0.leg().rest()
    }

    /// True: `out` is to be written to the line now. To be called after each `frame` and
    /// `tick` until it says false.
    pub fn take_speech(&mut self, out: &mut [i16; 160]) -> bool {
        self.0.leg_mut().take_speech(out)
    }

    /// The channel tells something of T.38.
    pub fn t38_told(&mut self, now_ms: u64, told: T38Told) {
        self.0.leg_mut().t38_told(now_ms, told);
        self.0.advance();
    }

    /// A packet of T.38 came from the line, of the datagram with this number.
    pub fn packet(&mut self, now_ms: u64, sequence: u16, ifp: &[u8]) {
        self.0.leg_mut().packet(now_ms, sequence, ifp);
        self.0.advance();
    }

    /// The next thing that the channel is to be told of T.38. To be asked as
    /// [`ChannelCall::take_speech`] is.
    pub fn take_t38_wish(&mut self) -> Option<T38Wish> {
        self.0.leg_mut().take_t38_wish()
    }

    /// The next packet of T.38 that is to be sent now. To be asked as
    /// [`ChannelCall::take_speech`] is.
    pub fn take_packet(&mut self) -> Option<Vec<u8>> {
        self.0.leg_mut().take_packet()
    }

    /// The remote end or the PBX has hung up.
    pub fn hung_up(&mut self) {
        self.0.leg_mut().hang_up();
        self.0.drain_events();
    }

    /// Everything is said; the channel may be hung up.
    pub fn is_over(&self) -> bool {
        self.0.leg().is_over()
    }

    /// What `FERROFAX(item)` reads; `None` if there is no such item.
    pub fn item(&self, item: &str) -> Option<String> {
        self.0.item(item)
    }

    /// What `Set(FERROFAX(item)=value)` sets, before the first frame.
    ///
    /// # Errors
    /// Why not.
    pub fn set_item(&mut self, item: &str, value: &str) -> Result<(), ItemError> {
        self.0.set_item(item, value)
    }

    /// Files what came of it and sets the channel's result variables.
    pub fn finish(self, host: &mut dyn CallHost) {
        self.0.finish(host);
    }

    /// True while another thread works for this call: a simulation in which time costs
    /// nothing lets none pass then.
    pub fn is_waiting(&self) -> bool {
        self.0.is_waiting()
    }
}

/// A call that receives, or one that sends.
pub(in crate::service) trait OneWay: HasLeg + Send {
    /// See [`ChannelCall::item`].
    fn item(&self, item: &str) -> Option<String>;

    /// See [`ChannelCall::set_item`].
    fn set_item(&mut self, item: &str, value: &str) -> Result<(), ItemError>;

    /// See [`ChannelCall::is_waiting`].
    fn is_waiting(&self) -> bool;

    /// See [`ChannelCall::finish`].
    fn finish(self: Box<Self>, host: &mut dyn CallHost);
}

/// What each kind of call does in its own manner while its leg goes on.
pub(in crate::service) trait HasLeg {
    /// Its line and its engine.
    fn leg(&self) -> &Leg;

    /// The same, to be worked on.
    fn leg_mut(&mut self) -> &mut Leg;

    /// What it is called in the log.
    fn tag(&self) -> String;

    /// Takes what has come meanwhile: what the threads that work for it have done and,
    /// where nobody brings that, what the line has.
    fn catch_up(&mut self);

    /// The engine tells something.
    fn happened(&mut self, event: CallEvent);

    /// Rungs of its ladder, if there are any, to be kept with its fax or job.
    fn climbed(&mut self, rungs: Vec<Rung>);

    /// The line has become T.38, or audio again, or stays what it is: a line for the log.
    fn line_told(&mut self, note: &str);

    /// Lets the engine tell what it has to tell.
    fn drain_events(&mut self) {
        let mut rungs = Vec::new();
        while let Some(event) = self.leg_mut().engine.poll_event() {
            if let CallEvent::Trace(rung) = event {
                log::debug!(target: "ferrofax::t30", "{}: {rung}", self.tag());
                rungs.push(rung);
                continue;
            }
            // What follows from it comes behind it.
            self.climbed(std::mem::take(&mut rungs));
            self.happened(event);
        }
        self.climbed(rungs);
    }

    /// Moves what the line brought through the engine, and as much speech back.
    fn advance(&mut self) {
        self.catch_up();
        while self.leg_mut().step() {
            self.drain_events();
        }
        while let Some(note) = self.leg_mut().take_note() {
            self.line_told(&note);
        }
    }

    /// What the network did to the call's packets, for the log.
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
