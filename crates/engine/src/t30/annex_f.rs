//! T.30 Annex F: a call on V.34's half-duplex channels.
//!
//! The line is V.34's from V.8's agreement on ([`super::v8::is_v34`]) until it comes to nothing.
//! What differs from V.21 and the image modems, and where that is done:
//!
//! - There is no training check: CFR answers DCS, FTT is not used (F.3.2.1); `phase_b` of both
//!   sides.
//! - Error correction is mandatory (F.3), whatever DIS and DCS say of it. DCS says no rate: its
//!   bits 11–14 are 0 (table 2, note 33). DIS names the modems all the same, for the way back to
//!   V.21; its bit 6 is of no use here.
//! - The rate is agreed on by the modems (MPh), at each start of the control channel. CTC and CTR
//!   are not used (F.3.4.5, note 1): behind the fourth PPR the source goes on as before as long
//!   as anything comes through, and gives up by EOR when nothing does.
//! - Nothing is waited for before an answer: both directions of the control channel are there all
//!   the time. Nor does anything hold a timer, since flags never cease (F.3.2.3, note 2).
//! - T1 begins anew when V.8 is over and when the channels are there (F.3.2.3, note 1).
//!
//! - Where the pages are to go the other way (polling), the channels are turned off and V.8 is spoken
//!   once more, without ANSam, with the other call function (figures F.5-11 and F.5-12;
//!   [`super::Output::TurnRound`]). Who is to send says the ones that turn them off, once its page is
//!   there ([`Context::has_to_turn`](super::context::Context::has_to_turn)); who has said DTC, or DIS
//!   behind its own document, waits for them and repeats that meanwhile. Behind V.8 there is no
//!   DIS: TSI and DCS come at once.

use ferrofax_signal::modem::PageRate;
use ferrofax_signal::modem::v34::symbol_rate::DataRate;

/// Whether the line is V.34's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum V34 {
    /// It is not, and was not.
    #[default]
    Unused,
    /// It was agreed on, and starts up.
    Starting,
    /// Its channels are there; pages go at this rate.
    Up(DataRate),
    /// It came to nothing, and the call goes on without it.
    Lost,
}

impl V34 {
    /// Whether the line is V.34's, be it that it is just starting up.
    pub(super) const fn is_used(self) -> bool {
        matches!(self, Self::Starting | Self::Up(_))
    }

    /// The rate at which pages go, once it is known.
    pub(super) const fn rate(self) -> Option<PageRate> {
        match self {
            Self::Up(rate) => Some(PageRate::V34(rate)),
            Self::Unused | Self::Starting | Self::Lost => None,
        }
    }
}
