//! The interface of a fax session to its channel, which `bridge` implements: frames in both
//! directions, and the result at the end.

use ferrofax_engine::call::T38Terms;
use ferrofax_engine::call::playout::HeardFrame;

/// A frame, packet or event that a fax session gets from its channel. Times are in milliseconds of
/// the channel's steady clock.
#[derive(Debug)]
pub enum FromLine<'a> {
    /// A frame of audio from the channel, with its time.
    Voice(u64, HeardFrame<'a>),
    /// An IFP packet (a packet of T.38): its time, the sequence number of its datagram, and its
    /// bytes.
    Packet(u64, u16, &'a [u8]),
    /// The channel has switched to T.38: the time, and the T.38 terms.
    Switch(u64, T38Terms),
    /// The channel was hung up.
    HangUp,
}

/// The time at which a block of audio must be sent to the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// The audio must be sent at once.
    Now,
    /// The audio may be sent with the next frame that comes, a few milliseconds later.
    WithNext,
}

/// The PBX's channel, as a fax session uses it. Only one worker thread uses a channel at a time.
pub trait FaxLine: Send {
    /// The present time by the channel's steady clock, in milliseconds.
    fn now_ms(&self) -> u64;
    /// Takes the next frame or event that has come from the channel, if there is one.
    fn take(&mut self) -> Option<FromLine<'_>>;
    /// Sends 20 ms of audio to the channel, at once or with the next frame that comes from the
    /// channel. If the audio waits for that frame, the PBX's thread need not be woken for the
    /// audio.
    fn put_voice(&mut self, block: &[i16; 160], when: When);
    /// Sends an IFP packet (a packet of T.38) to the channel.
    fn put_packet(&mut self, ifp: &[u8]);
    /// Allows the channel to hold back received frames for `ms` milliseconds and to hand them over
    /// together. With 0, each frame is handed over at once.
    fn gather(&mut self, ms: u32);
    /// Shows the PBX that the fax session is alive, without sending anything.
    fn keep_alive(&mut self);
    /// Reports to the PBX that a V.21 preamble was heard, so the call is a fax.
    fn heard_v21(&mut self);
    /// Reports to the PBX that the fax session is over. It is called only once in a session.
    fn over(&mut self, result: &SessionResult);
    /// Reports to the PBX the facts that are known so far about a T.38 gateway, such as its pages
    /// and its rate.
    fn note(&mut self, result: &SessionResult);
    /// Logs a step of the fax session, for users who switched on the logging of all steps.
    fn log(&mut self, text: &str);
}

/// The result of a fax session: the fields of `FAXOPT` and the variables of the channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionResult {
    /// The value of the channel's variable `FAXSTATUS`: true for `SUCCESS`, false for `FAILED`.
    pub success: bool,
    /// The value of the channel's variable `FAXERROR`; empty if there is no error.
    pub error: String,
    /// The value of the channel's variable `FAXSTATUSSTRING`: the result of the session in words.
    pub text: String,
    /// The value of the channel's variable `REMOTESTATIONID`: the station ID that the remote fax
    /// machine has sent.
    pub far_ident: String,
    /// The value of the channel's variable `FAXPAGES`: the number of pages that were sent or
    /// received.
    pub pages: u32,
    /// The value of the channel's variable `FAXBITRATE`, in bit/s; 0 if no rate was negotiated.
    pub bit_rate: u32,
    /// The value of the channel's variable `FAXRESOLUTION`, as `204x196`; empty if none was
    /// negotiated.
    pub resolution: String,
    /// Whether the fax session uses error correction (ECM).
    pub ecm: bool,
}
