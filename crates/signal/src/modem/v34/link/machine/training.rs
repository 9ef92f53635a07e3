//! Phases 2 and 3, for the first time and again (ITU-T V.34 clauses 12.2, 12.3, 12.4.3.1, 12.7).

use super::Link;
use crate::modem::v34::link::event::{Cause, LinkEvent};
use crate::modem::v34::link::page_in::{PageIn, PageNews};
use crate::modem::v34::link::stage::Stage;
use crate::modem::v34::link::terms::Role;
use crate::modem::v34::link::timers;
use crate::modem::v34::points::Points;
use crate::modem::v34::primary::signals::Trn;
use crate::modem::v34::primary::transmitter::PrimaryTransmitter;
use crate::modem::v34::probing::{Chosen, Outcome, Phase2};
use crate::modem::v34::symbol_rate::DataRate;
use crate::time::Millis;

impl Link {
    /// Phase 2 may have come to its end.
    pub(super) fn take_outcome(&mut self) {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Probing { phase2, since } => match phase2.outcome() {
                None => self.stage = Stage::Probing { phase2, since },
                Some(Outcome::Failed(cause)) => self.fail(Cause::Probing(*cause)),
                Some(Outcome::Chosen(chosen)) => {
                    let chosen = chosen.clone();
                    self.begin_training(chosen, phase2, since);
                }
            },
            stage => self.stage = stage,
        }
    }

    /// 12.3, phase 2 having begun at `since`.
    fn begin_training(&mut self, chosen: Box<Chosen>, phase2: Box<Phase2>, since: u64) {
        let infoh = chosen.infoh;
        let infoh_end = since + chosen.infoh_end;
        self.report.probed = Some(chosen);
        self.events.push_back(LinkEvent::Probed);
        self.trainings += 1;
        self.control.set_changed();
        self.stage = match self.terms.role {
            Role::Source => {
                let points = if infoh.trn_has_16_points { Points::Sixteen } else { Points::Four };
                let symbols = infoh.symbol_rate.trn_symbols(infoh.trn_units);
                let begins = infoh_end + timers::SILENCE.samples();
                Stage::SendTraining {
                    silence: begins.saturating_sub(self.said) as usize,
                    transmitter: Box::new(PrimaryTransmitter::training(
                        &infoh.primary(),
                        Trn::new(self.terms.side, points),
                        symbols,
                        self.terms.level_dbm0,
                    )),
                }
            }
            Role::Recipient => {
                let mut page_in = Box::new(PageIn::new(&infoh));
                page_in.expect_training(self.terms.side.far());
                self.page_in = Some(page_in);
                let patience = timers::S.samples() + timers::S_TO_PP.samples();
                Stage::ExpectTraining { phase2, deadline: infoh_end + patience, heard: false }
            }
        };
        self.prepare_mph();
    }

    pub(super) fn take_training(&mut self, news: PageNews) {
        let Stage::ExpectTraining { deadline, heard, .. } = &mut self.stage else { return };
        match news {
            PageNews::Heard => {
                // TRN is waited for to its end, whatever comes of it.
                *heard = true;
                let units =
                    self.report.probed.as_deref().map_or(0, |chosen| chosen.infoh.trn_units);
                let trn = Millis(35 * u32::from(units) + timers::AFTER_TRN.0);
                *deadline = self.now + trn.samples();
            }
            PageNews::Trained(quality) => {
                self.report.training = Some(quality);
                self.prepare_mph();
                self.events.push_back(LinkEvent::Trained(quality));
                self.begin_control();
            }
            PageNews::Missed | PageNews::Bits(_) | PageNews::Ended(_) => {}
        }
    }

    /// No S, or no TRN that could be used: INFOh is said again (12.3.3).
    pub(super) fn watch_training(&mut self) {
        let Stage::ExpectTraining { deadline, heard, .. } = self.stage else { return };
        if self.now < deadline {
            return;
        }
        let again = self
            .report
            .probed
            .as_deref()
            .filter(|_| self.trainings < timers::TRAININGS)
            .and_then(|chosen| Phase2::recipient_for_infoh_again(&self.terms.probing(), chosen));
        match again {
            Some(phase2) => {
                self.report.trained_again += 1;
                self.stage = Stage::Probing { phase2: Box::new(phase2), since: self.now };
            }
            None => self.fail(if heard { Cause::TrainingFailed } else { Cause::NoTraining }),
        }
    }

    /// The far end wants the line probed anew (12.7), or says INFOh again (12.4.3.1).
    pub(super) fn hear_tone(&mut self, block: &[i16]) {
        self.tone.push(block);
        let is_page = matches!(self.stage, Stage::Page { .. });
        let is_heard = self.tone.held_ms() >= timers::TONE_MS;
        if !is_heard || !is_page && !matches!(self.stage, Stage::Control) {
            return;
        }
        if is_page {
            self.leave_page(true);
            self.probe_again();
        } else if self.control.is_up() {
            self.events.push_back(LinkEvent::ControlDown);
            self.probe_again();
        } else if self.control.is_unanswered() && self.trainings == 0 {
            // It wants so since before a page, which it has not taken.
            self.probe_again();
        } else if self.terms.role == Role::Source
            && self.control.is_unanswered()
            && let Some(chosen) = self.report.probed.as_deref()
        {
            if self.trainings > timers::TRAININGS {
                return self.fail(Cause::TrainingFailed);
            }
            let phase2 = Phase2::source_for_infoh_again(&self.terms.probing(), chosen.far);
            self.report.trained_again += 1;
            self.control.stop();
            self.stage = Stage::Probing { phase2: Box::new(phase2), since: self.now };
        }
    }

    pub(super) fn probe_again(&mut self) {
        let Some(chosen) = self.report.probed.as_deref() else { return };
        let settings = self.terms.probing();
        let phase2 = match self.terms.role {
            Role::Source => Phase2::retrain_source(&settings, chosen.far),
            Role::Recipient => Phase2::retrain_recipient(&settings, chosen.far),
        };
        self.report.line_retrains += 1;
        self.borne = DataRate::MIN;
        self.trainings = 0;
        self.control.stop();
        self.stage = Stage::Probing { phase2: Box::new(phase2), since: self.now };
    }
}
