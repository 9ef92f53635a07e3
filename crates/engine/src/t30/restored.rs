//! Which frames may be believed of which bits were lost on the way and put back by the FCS.
//!
//! With other bits wrong as well a wrong frame may pass its check. Nothing that is asked for, and
//! not what a fax is to be like or who may have it, is believed then: it must be heard as it was
//! said. Of the rest only what has exactly the form that T.30 gives it; and of these only what is
//! awaited ([`Session::judge`](super::session::Session::judge)). A name may be odd.
//!
//! Of 50 000 frames each with bits lost in a row, and two others wrong, so many were put back as
//! something that nobody had said (`restored_tests.rs`). With one other bit wrong there were six
//! PPR with nine bits lost, none of which is believed, and no others:
//!
//! | | of a name that may be put back | of its form | and awaited |
//! | --- | --- | --- | --- |
//! | MCF, 7 bits lost | 0 | 0 | 0 |
//! | MCF, 9 bits lost | 24 | 9 | 3 |
//! | PPS, 7 bits lost | 38 | 32 | 1 |
//! | PPS, 9 bits lost | 123 | 98 | 3 |
//! | PPR, 7 bits lost | 10 | 10 | 8 |
//! | PPR, 9 bits lost | 34 | 33 | 27 |
//!
//! Nothing tells one map of a PPR from another. A wrong one costs frames that are said in vain,
//! and the next PPR asks for the right ones.

use super::ecm::{PartialPageEnd, next_of};
use super::fcf::Fcf;
use super::frame::Frame;
use super::ident;

impl Frame {
    /// Whether bits of such a frame may have been put back.
    pub(crate) fn may_be_restored(bytes: &[u8]) -> bool {
        let Some(frame) = Self::parse(bytes) else { return false };
        let (fif, is_last) = (&frame.fif, frame.is_final);
        match frame.fcf {
            Fcf::Csi | Fcf::Tsi | Fcf::Cig => !is_last && ident::is_plain(fif),
            Fcf::Nsf => !is_last,
            Fcf::Cfr
            | Fcf::Ftt
            | Fcf::Ctr
            | Fcf::Mcf
            | Fcf::Rtn
            | Fcf::Rtp
            | Fcf::Rnr
            | Fcf::Err => is_last && fif.is_empty(),
            Fcf::Eom | Fcf::Mps | Fcf::Eop | Fcf::Rr | Fcf::Dcn => is_last && fif.is_empty(),
            Fcf::Pps => is_last && fif.len() == 4 && PartialPageEnd::parse(fif).is_some(),
            Fcf::Eor => is_last && matches!(fif[..], [code] if next_of(code).is_some()),
            Fcf::Ppr => is_last && fif.len() == 32,
            _ => false,
        }
    }
}
