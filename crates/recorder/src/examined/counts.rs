//! Counts of the frames and events of a call.

use super::SeenFrame;
use ferrofax_engine::t30::Input;
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_ground::ladder::Way;

/// The counts. "Heard" means heard by us, "said" said by us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames heard with a correct check sequence.
    pub frames_heard: usize,
    /// Frames heard with a wrong check sequence.
    pub frames_damaged: usize,
    /// Frames said by us.
    pub frames_said: usize,
    /// Frames of partial pages heard.
    pub block_frames: usize,
    /// Trainings that succeeded.
    pub trained: usize,
    /// Carriers on which training failed.
    pub untrained: usize,
    /// FTT frames, said or heard.
    pub ftt: usize,
    /// CFR frames, said or heard.
    pub cfr: usize,
    /// PPR frames, said or heard.
    pub ppr: usize,
    /// RTN frames, said or heard.
    pub rtn: usize,
    /// RNR frames, said or heard.
    pub rnr: usize,
    /// MCF frames, said or heard.
    pub mcf: usize,
    /// DCS frames, said or heard.
    pub dcs: usize,
    /// DIS and DTC frames, said or heard.
    pub dis: usize,
    /// CRP frames, said or heard.
    pub crp: usize,
    /// Pages that our own side could not store.
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
