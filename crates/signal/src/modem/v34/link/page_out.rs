//! A page as the source sends it: S, S̄, PP, B1, its bits, and ones (ITU-T V.34 §12.5.1, §12.5.3.1).

use super::timers;
use crate::dsp::complex::Complex;
use crate::modem::BitSource;
use crate::modem::v34::coding::{Encoder, NoSuchRate, Parameters};
use crate::modem::v34::primary::Settings;
use crate::modem::v34::primary::transmitter::{PointSource, PrimaryTransmitter};
use crate::time::SAMPLE_RATE_HZ;

/// The page that is being sent.
#[derive(Debug)]
pub(super) struct PageOut {
    transmitter: PrimaryTransmitter,
    encoder: Encoder,
    /// Symbols of ones to come when the page's bits are out.
    ones: usize,
}

impl PageOut {
    /// Begins with S.
    pub(super) fn new(
        settings: &Settings,
        parameters: &Parameters,
        level_dbm0: f32,
    ) -> Result<Self, NoSuchRate> {
        let seconds = timers::TURN_OFF.samples() as f64 / f64::from(SAMPLE_RATE_HZ);
        Ok(Self {
            transmitter: PrimaryTransmitter::message(settings, level_dbm0),
            encoder: Encoder::new(parameters)?,
            ones: (seconds * settings.rate.hz()).ceil() as usize,
        })
    }

    /// Fills `out`; fewer samples than asked only when the signal has ended.
    pub(super) fn pull(&mut self, bits: &mut dyn BitSource, out: &mut [i16]) -> usize {
        let Self { transmitter, encoder, ones } = self;
        transmitter.pull(&mut Points { encoder, ones, bits }, out)
    }
}

struct Points<'a> {
    encoder: &'a mut Encoder,
    ones: &'a mut usize,
    bits: &'a mut dyn BitSource,
}

impl PointSource for Points<'_> {
    fn next_point(&mut self) -> Option<Complex> {
        if self.encoder.is_dry() && self.encoder.is_between_frames() && *self.ones == 0 {
            return None;
        }
        if self.encoder.is_dry() {
            // Those of the frame that has the last bits are not many.
            *self.ones = self.ones.saturating_sub(1);
        }
        Some(self.encoder.next_symbol(self.bits))
    }

    fn next_points(&mut self, out: &mut [[f32; 2]]) -> usize {
        let mut done = 0;
        // While there are bits nothing else is to be asked for each point.
        while done < out.len() && !self.encoder.is_dry() {
            let count = self.encoder.next_of_frame(self.bits, &mut out[done..]);
            done += count;
            if self.encoder.is_dry() {
                // The first of them was said before that was known.
                *self.ones = self.ones.saturating_sub(count - 1);
            }
        }
        for place in &mut out[done..] {
            let Some(point) = self.next_point() else { return done };
            *place = [point.re, point.im];
            done += 1;
        }
        done
    }
}
