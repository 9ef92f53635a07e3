//! What a link tells.

use super::report::Rates;
use crate::modem::v34::probing;
use crate::modem::{Bits, LineQuality};

/// What a link tells, in the order in which it happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LinkEvent {
    /// Phase 2 is over: [`Report::probed`](super::Report) has what the line is like and what is
    /// sent with.
    Probed,
    /// A recipient has learned the line from TRN.
    Trained(LineQuality),
    /// The control channel is there both ways: from now on [`LinkEvent::ControlBits`] come, and
    /// control bits are asked for. At least two flags go before the first frame (T.30 F.3.1.4).
    ControlUp(Start, Rates),
    /// Bits of the control channel, descrambled, in line order.
    ControlBits(Bits),
    /// The control channel is not there any more: its bits have ended, in the midst of a frame
    /// maybe. [`LinkEvent::ControlUp`], a page or [`LinkEvent::TurnedOff`] follows, or
    /// [`LinkEvent::Failed`].
    ControlDown,
    /// A source asks for the page's bits from now on; to a recipient they come, behind B1.
    PageBegins,
    /// A page's signal is there, and its beginning was not heard or could not be learned from.
    /// `PageEnds` follows when it is over, or `PageBegins` after all.
    PageMissed,
    /// A page's bits, descrambled. Ones follow the last one (§12.5.3.1).
    PageBits(Bits),
    /// The page's signal is over, and what a recipient has found it to be like; nothing if its
    /// beginning was not heard. The control channel comes next by itself.
    PageEnds(Option<LineQuality>),
    /// Both ends are silent, as [`Link::turn_off`](super::Link::turn_off) wanted it. There is
    /// nothing more to come.
    TurnedOff,
    /// There is no link (any more), for this cause. The modem is silent.
    Failed(Cause),
}

/// How the control channel came up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Start {
    /// By PPh and MPh, the rates agreed on anew (§12.4).
    StartUp,
    /// By Sh, the rates being those of before (§12.6).
    Resync,
    /// By AC, PPh and MPh, one end having lost the other (§12.8).
    Retrain,
}

/// Why there is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Phase 2 came to nothing.
    #[error(transparent)]
    Probing(#[from] probing::Cause),
    /// After INFOh no S and PP came, however often it was said (§12.3.3).
    #[error("the source's training signal never came after INFOh")]
    NoTraining,
    /// TRN came, and the line could not be learned from it.
    #[error("the line could not be learned from the source's training signal")]
    TrainingFailed,
    /// No PPh came in answer to PPh, Sh or AC.
    #[error("the other modem's PPh never came")]
    NoPph,
    /// PPh, but no MPh behind it.
    #[error("the other modem's MPh never came")]
    NoMph,
    /// MPh with wrong CRC alone.
    #[error("the other modem's MPh came with a wrong CRC each time")]
    DamagedMph,
    /// MPh, or Sh, and no E.
    #[error("the other modem's E never came")]
    NoE,
    /// The two MPh have no data rate in common.
    #[error("the two modems have no V.34 data rate in common")]
    NoCommonRate,
    /// The far end goes on with the control channel after ones enough to turn it off.
    #[error("the other modem did not turn the control channel off")]
    NotTurnedOff,
}
