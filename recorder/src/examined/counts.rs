//! How often this and that was in a call.

use super::SeenFrame;
use ferrofax_engine::t30::Input;
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_ground::ladder::Way;

/// Counts. `heard`: by us; `said`: by us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Frames heard with a right check sequence.
    pub frames_heard: usize,
    /// Frames heard with a wrong one.
    pub frames_damaged: usize,
    /// Frames said.
    pub frames_said: usize,
    /// Frames of partial pages heard.
    pub block_frames: usize,
    /// Trainings that came through.
    pub trained: usize,
    /// Carriers that nobody could train on.
    pub untrained: usize,
    /// FTT, said or heard.
    pub ftt: usize,
    /// CFR, said or heard.
    pub cfr: usize,
    /// PPR, said or heard.
    pub ppr: usize,
    /// RTN, said or heard.
    pub rtn: usize,
    /// RNR, said or heard.
    pub rnr: usize,
    /// MCF, said or heard.
    pub mcf: usize,
    /// DCS, said or heard.
    pub dcs: usize,
    /// DIS and DTC, said or heard.
    pub dis: usize,
    /// CRP, said or heard.
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
