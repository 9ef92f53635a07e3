//! Counts of the frames and events of a call.

use super::SeenFrame;
use ferrofax_engine::t30::Input;
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_ground::ladder::Way;

/// The counts of the frames and events of a call. In the names, `heard` means received by our side,
/// and `said` means sent by our side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The number of frames received with a correct check sequence.
    pub frames_heard: usize,
    /// The number of frames received with a wrong check sequence, or that are not frames of T.30.
    pub frames_damaged: usize,
    /// The number of frames that we sent.
    pub frames_said: usize,
    /// The number of frames with page data that were received with error correction (ECM).
    pub block_frames: usize,
    /// The number of received signals on which the image modem trained.
    pub trained: usize,
    /// The number of received carriers on which the image modem failed to train.
    pub untrained: usize,
    /// The number of FTT frames, sent or received.
    pub ftt: usize,
    /// The number of CFR frames, sent or received.
    pub cfr: usize,
    /// The number of PPR frames, sent or received.
    pub ppr: usize,
    /// The number of RTN frames, sent or received.
    pub rtn: usize,
    /// The number of RNR frames, sent or received.
    pub rnr: usize,
    /// The number of MCF frames, sent or received.
    pub mcf: usize,
    /// The number of DCS frames, sent or received.
    pub dcs: usize,
    /// The number of DIS and DTC frames, sent or received.
    pub dis: usize,
    /// The number of CRP frames, sent or received.
    pub crp: usize,
    /// The number of received pages that our own side could not store.
    pub pages_not_stored: usize,
}

impl Counts {
    pub(super) const fn take(&mut self, input: &Input) {
        match input {
            Input::EcmFrame(_) => self.block_frames += 1,
            Input::ImageTrained(_) => self.trained += 1,
            Input::ImageTrainingFailed => self.untrained += 1,
            _ => {}
        }
    }

    pub(super) fn count(&mut self, frames: &[SeenFrame]) {
        for seen in frames {
            *match (seen.way, &seen.frame) {
                (Way::Said, _) => &mut self.frames_said,
                (_, None) => &mut self.frames_damaged,
                (_, Some(_)) => &mut self.frames_heard,
            } += 1;
            let of_its_kind = match seen.frame.as_ref().map(|frame| frame.fcf) {
                Some(Fcf::Ftt) => &mut self.ftt,
                Some(Fcf::Cfr) => &mut self.cfr,
                Some(Fcf::Ppr) => &mut self.ppr,
                Some(Fcf::Rtn) => &mut self.rtn,
                Some(Fcf::Rnr) => &mut self.rnr,
                Some(Fcf::Mcf) => &mut self.mcf,
                Some(Fcf::Dcs) => &mut self.dcs,
                Some(Fcf::Dis | Fcf::Dtc) => &mut self.dis,
                Some(Fcf::Crp) => &mut self.crp,
                _ => continue,
            };
            *of_its_kind += 1;
        }
    }
}
