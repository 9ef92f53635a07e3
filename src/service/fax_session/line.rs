//! The channel's end of a session, as `bridge` gives it: frames to and fro, and the words
//! at the end.

use ferrofax_engine::call::T38Terms;
use ferrofax_engine::call::playout::HeardFrame;

/// What comes from the channel, each at its moment (ms of the line's steady clock).
#[derive(Debug)]
pub enum FromLine<'a> {
    /// Audio.
    Voice(u64, HeardFrame<'a>),
    /// An IFP packet with its datagram's number.
    Packet(u64, u16, &'a [u8]),
    /// From now on the line is T.38.
    Switch(u64, T38Terms),
    /// The channel is gone.
    HangUp,
}

/// When something is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// With the next frame that comes, a few milliseconds later.
    WithNext,
}

/// The channel's end. One worker uses it at a time.
pub trait FaxLine: Send {
    /// A steady clock, ms.
    fn now_ms(&self) -> u64;
    /// What has come next, if anything has.
    fn take(&mut self) -> Option<FromLine<'_>>;
    /// Says 20 ms of audio: now, or with the next frame that comes, which spares the PBX
    /// a waking of its own.
    fn put_voice(&mut self, block: &[i16; 160], when: When);
    /// Says an IFP packet.
    fn put_packet(&mut self, ifp: &[u8]);
    /// Frames may come so much late, some at a time; 0: each at once.
    fn gather(&mut self, ms: u32);
    /// Says nothing, so that it is seen that the session lives.
    fn keep_alive(&mut self);
    /// A V.21 preamble was heard.
    fn heard_v21(&mut self);
    /// The session is over; told once.
    fn over(&mut self, result: &SessionResult);
    /// What is known so far of a gateway.
    fn note(&mut self, result: &SessionResult);
    /// A step, for whoever wants to see each.
    fn log(&mut self, text: &str);
}

/// What came of a session: the fields of `FAXOPT` and the channel's variables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionResult {
    /// `FAXSTATUS` is `SUCCESS`, else `FAILED`.
    pub success: bool,
    /// `FAXERROR`, empty where there is none.
    pub error: String,
    /// `FAXSTATUSSTRING`.
    pub text: String,
    /// `REMOTESTATIONID`.
    pub far_ident: String,
    /// `FAXPAGES`.
    pub pages: u32,
    /// `FAXBITRATE`; 0 if none was agreed upon.
    pub bit_rate: u32,
    /// `FAXRESOLUTION`, as 204x196; empty if none was.
    pub resolution: String,
    /// Error correction is used.
    pub ecm: bool,
}
