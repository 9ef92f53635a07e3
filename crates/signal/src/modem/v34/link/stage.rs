//! Where a link is.

use super::page_out::PageOut;
use crate::modem::v34::primary::transmitter::PrimaryTransmitter;
use crate::modem::v34::probing::Phase2;

/// Where a link is.
#[derive(Debug)]
pub(super) enum Stage {
    /// Phase 2 (12.2, 12.7), which began at a time.
    Probing { phase2: Box<Phase2>, since: u64 },
    /// A source's S, S̄, PP and TRN, after samples of silence (12.3.1).
    SendTraining { silence: usize, transmitter: Box<PrimaryTransmitter> },
    /// A recipient's part of it (12.3.2), by a time; whether PP was heard. Phase 2 still has the
    /// end of INFOh to say.
    ExpectTraining { phase2: Box<Phase2>, deadline: u64, heard: bool },
    /// The control channel (12.4, 12.6, 12.8).
    Control,
    /// A source has turned it off, and is silent before its page.
    Leave,
    /// A page is being sent (12.5.1).
    SendPage(Box<PageOut>),
    /// A page is awaited or comes (12.5.2), and is over by a time at the latest. Whether it is
    /// sure that the source has left the control channel for it.
    Page { deadline: u64, sure: bool },
    /// The control channel was turned off for good, and its last symbols go.
    Close,
    /// There is no link any more.
    Over,
}

/// What is wished for, until it has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    SendPage,
    ExpectPage,
    TurnOff { says_ones: bool },
}
