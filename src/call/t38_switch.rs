//! The call goes over to packets, and back to audio.

use super::Call;
use crate::t38::{Stats, Terms};

impl Call {
    /// The line is T.38 from now on: what is heard comes by [`Call::hear_packet`], time by [`Call::pass_time`], and what is to be said
    /// is fetched by [`Call::poll_packet`]. At any moment: what was begun in audio and not finished is begun again. Audio that is
    /// still heard is passed over, and none is said.
    pub fn switch_to_t38(&mut self, terms: Terms) {
        let _ = terms;
    }

    /// The line is audio again. At any moment, as [`Call::switch_to_t38`]. Without effect on a call in audio.
    pub fn switch_to_audio(&mut self) {}

    /// The far end, or our own, will not have T.38: the call goes on in audio, and [`super::CallEvent::WantT38`] does not come again.
    pub fn t38_refused(&mut self) {}

    /// Whether the line is T.38.
    pub const fn is_t38(&self) -> bool {
        false
    }

    /// An IFP packet came, with the sequence number of its datagram where the transport has one. Any bytes are taken. In a call
    /// that is in audio it is passed over.
    pub fn hear_packet(&mut self, sequence: Option<u16>, ifp: &[u8]) {
        let _ = (sequence, ifp);
    }

    /// Time goes on in T.38 by so many samples (8 for a millisecond) of the owner's steady clock, whether packets come or not. To be
    /// called every 20 ms or more often. Without effect on a call in audio, whose time goes on by what is heard.
    pub fn pass_time(&mut self, samples: usize) {
        let _ = samples;
    }

    /// The next IFP packet to send now, as a datagram of its own: to be drained after each [`Call::pass_time`].
    pub fn poll_packet(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// What became of the packets; `None` if the call never was in T.38.
    pub const fn t38_stats(&self) -> Option<Stats> {
        None
    }
}
