//! The telephone line of a fax call. It carries audio, or packets after a switch to T.38. This
//! module also connects a call's fax engine to its line.

mod channel_call;
mod leg;
mod lines;
mod packet_pace;
mod t38;
mod t38_memory;

pub use channel_call::{ChannelCall, Refusal};
pub use leg::Rest;

pub(super) use channel_call::{HasLeg, OneWay};
pub(super) use leg::{FRAME_SAMPLES, Leg, lost_frames};
pub(super) use lines::{Line, LineStatus, Lines};
pub(super) use packet_pace::PacketPace;
pub(super) use t38::{Switch, fastest, longest_ifp};
pub(super) use t38_memory::T38Memory;
