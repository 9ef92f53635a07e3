//! Training and pages as the recipient takes them: samples to bits (ITU-T V.34 §12.3.2, §12.5.2).

use super::band_watch::BandWatch;
use super::timers;
use crate::dsp::complex::Complex;
use crate::dsp::level;
use crate::modem::v34::Side;
use crate::modem::v34::coding::{Decoder, FrameSearch, NoSuchRate, Parameters};
use crate::modem::v34::points::Points;
use crate::modem::v34::primary::foretelling::Foretold;
use crate::modem::v34::primary::receiver::{PointSink, PrimaryEvent, PrimaryReceiver};
use crate::modem::v34::primary::signals::Trn;
use crate::modem::v34::probing::info::Infoh;
use crate::modem::{Bits, LineQuality};

/// By so much what is heard may be below TRN and still be a signal, dB.
const QUIET_DB: f32 = 15.0;

/// Superframes in which no frames were found, after which the page may be over.
const LOST: u32 = 2;

/// What has happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PageNews {
    /// PP is on the line.
    Heard,
    /// TRN has ended and the line is known, or a page's points begin.
    Trained(LineQuality),
    /// What came could not be learned from.
    Missed,
    /// Bits of the page.
    Bits(Bits),
    /// The page's signal has ended.
    Ended(LineQuality),
}

/// The primary channel's receiver with what makes bits of its points.
#[derive(Debug)]
pub(super) struct PageIn {
    receiver: PrimaryReceiver,
    decoding: Option<Decoding>,
    infoh: Infoh,
    /// The level of TRN, dBm0.
    level_dbm0: f32,
    /// Samples since there was a signal.
    quiet: u64,
    /// Samples of a signal since a page is awaited whose beginning has not been found.
    unread: Option<u64>,
}

impl PageIn {
    /// For what INFOh has asked for.
    pub(super) fn new(infoh: &Infoh) -> Self {
        Self {
            receiver: PrimaryReceiver::new(&infoh.primary()),
            decoding: None,
            infoh: *infoh,
            level_dbm0: f32::NEG_INFINITY,
            quiet: 0,
            unread: None,
        }
    }

    /// Waits for phase 3's training by the modem at `source`.
    pub(super) fn expect_training(&mut self, source: Side) {
        let points = if self.infoh.trn_has_16_points { Points::Sixteen } else { Points::Four };
        let symbols = self.infoh.symbol_rate.trn_symbols(self.infoh.trn_units);
        self.receiver.expect_training(Trn::new(source, points), symbols);
    }

    /// Waits for a page.
    pub(super) fn expect_page(&mut self, parameters: &Parameters) -> Result<(), NoSuchRate> {
        self.decoding = Some(Decoding::new(parameters)?);
        self.receiver.expect_message();
        self.quiet = 0;
        self.unread = Some(0);
        Ok(())
    }

    /// A page's signal went: whether it comes again is measured ([`Self::listen`]), and no more, as it
    /// can't be read from its midst.
    pub(super) fn expect_rest(&mut self) {
        self.stop();
        self.unread = Some(0);
    }

    /// Hears `samples` behind a page.
    pub(super) fn listen(&mut self, samples: &[i16]) {
        self.measure(samples);
    }

    /// Waits for nothing.
    pub(super) fn stop(&mut self) {
        self.receiver.stop();
        self.decoding = None;
        self.unread = None;
    }

    /// Whether a signal has been there for longer than the beginning of a page takes, and no
    /// such beginning. True once for each page.
    pub(super) fn begins_to_be_missed(&mut self) -> bool {
        self.unread.take_if(|samples| *samples >= timers::UNREAD.samples()).is_some()
    }

    /// Whether there has been no signal for too long.
    pub(super) const fn is_quiet(&self) -> bool {
        self.quiet >= timers::QUIET.samples()
    }

    /// Whether what comes has made no sense for a while, or is another channel's signal.
    pub(super) fn is_lost(&self) -> bool {
        self.decoding.as_ref().is_some_and(Decoding::is_lost)
    }

    /// Whether what comes makes sense again after it was lost. True once each time.
    pub(super) fn is_found_again(&mut self) -> bool {
        self.decoding.as_mut().is_some_and(Decoding::take_found)
    }

    /// Its last frames showed that the page is over.
    pub(super) const fn note_end(&mut self) {
        if let Some(decoding) = &mut self.decoding {
            decoding.is_over = true;
        }
    }

    /// The page as it is received.
    pub(super) fn quality(&self) -> Option<LineQuality> {
        self.receiver.quality()
    }

    /// What could be foretold of TRN's errors.
    pub(super) const fn foretold(&self) -> Option<Foretold> {
        self.receiver.foretold()
    }

    /// Hears `samples`.
    pub(super) fn hear(&mut self, samples: &[i16], tell: &mut dyn FnMut(PageNews)) {
        self.measure(samples);
        self.receive(tell, |receiver, sink, told| receiver.push(samples, sink, told));
    }

    /// Time passes by `samples` that never came.
    pub(super) fn gap(&mut self, samples: usize, tell: &mut dyn FnMut(PageNews)) {
        self.quiet += samples as u64;
        self.receive(tell, |receiver, sink, told| receiver.gap(samples, sink, told));
    }

    fn receive(
        &mut self,
        tell: &mut dyn FnMut(PageNews),
        hear: impl FnOnce(&mut PrimaryReceiver, &mut dyn PointSink, &mut dyn FnMut(PrimaryEvent)),
    ) {
        let Self { receiver, decoding, level_dbm0, unread, .. } = self;
        let mut told = Vec::new();
        let mut bits = Vec::new();
        let mut sink = Sink { decoding: decoding.as_mut(), bits: &mut bits };
        hear(receiver, &mut sink, &mut |event| told.push(event));
        let has_ended = told.iter().any(|event| matches!(event, PrimaryEvent::Ended(_)));
        if has_ended && let Some(mut decoding) = decoding.take() {
            decoding.finish(&mut bits);
        }
        let (before, after): (Vec<_>, Vec<_>) =
            told.into_iter().partition(|event| !matches!(event, PrimaryEvent::Ended(_)));
        for event in before {
            tell(match event {
                PrimaryEvent::Heard => PageNews::Heard,
                PrimaryEvent::Trained(quality) => {
                    *unread = None;
                    *level_dbm0 = quality.level_dbm0;
                    PageNews::Trained(quality)
                }
                _ => {
                    *unread = None;
                    PageNews::Missed
                }
            });
        }
        bits.into_iter().for_each(|bits| tell(PageNews::Bits(bits)));
        for event in after {
            if let PrimaryEvent::Ended(quality) = event {
                tell(PageNews::Ended(quality));
            }
        }
    }

    fn measure(&mut self, samples: &[i16]) {
        let square: f32 = samples.iter().map(|&sample| f32::from(sample).powi(2)).sum();
        let heard = level::dbm0_of_mean_square(square / samples.len().max(1) as f32);
        let is_signal = heard >= self.level_dbm0 - QUIET_DB;
        if is_signal && let Some(unread) = &mut self.unread {
            *unread += samples.len() as u64;
        }
        self.quiet = if is_signal { 0 } else { self.quiet + samples.len() as u64 };
    }
}

/// From points to bits.
#[derive(Debug)]
struct Decoding {
    decoder: Decoder,
    /// Where the frames are out of step they are looked for.
    search: Option<FrameSearch>,
    band: BandWatch,
    parameters: Parameters,
    /// The frames were found after they had been lost for a while.
    is_found: bool,
    /// The page is over by its own frames.
    is_over: bool,
}

impl Decoding {
    fn new(parameters: &Parameters) -> Result<Self, NoSuchRate> {
        let decoder = Decoder::new(parameters)?;
        Ok(Self {
            decoder,
            search: None,
            band: BandWatch::default(),
            parameters: *parameters,
            is_found: false,
            is_over: false,
        })
    }

    fn is_lost(&self) -> bool {
        self.band.is_narrow() || self.search.as_ref().is_some_and(|search| search.tries() >= LOST)
    }

    fn take_found(&mut self) -> bool {
        std::mem::take(&mut self.is_found) && !self.is_over && !self.band.is_narrow()
    }

    fn push(&mut self, points: &mut [Complex], bits: &mut Vec<Bits>) {
        points.iter().for_each(|&point| self.band.push(point));
        let mut sink = |some: Bits| bits.push(some);
        let mut searched = 0;
        while let Some(search) = &mut self.search
            && let Some(&point) = points.get(searched)
        {
            searched += 1;
            if let Some(decoder) = search.push(point, &mut sink) {
                self.is_found |= search.tries() >= LOST;
                self.decoder = decoder;
                self.search = None;
            }
        }
        if self.search.is_none() {
            self.decoder.take(&mut points[searched..], &mut sink);
        }
        if self.search.is_none() && !self.decoder.is_in_step() {
            self.search = FrameSearch::new(&self.parameters).ok();
        }
    }

    fn lost(&mut self, points: usize, bits: &mut Vec<Bits>) {
        let mut sink = |some: Bits| bits.push(some);
        for _ in 0..points {
            self.decoder.push_lost(&mut sink);
        }
    }

    fn finish(&mut self, bits: &mut Vec<Bits>) {
        if self.search.is_none() {
            self.decoder.finish(&mut |some| bits.push(some));
        }
    }
}

/// Points on their way to the decoder.
struct Sink<'a> {
    decoding: Option<&'a mut Decoding>,
    bits: &'a mut Vec<Bits>,
}

impl PointSink for Sink<'_> {
    fn take(&mut self, points: &mut [Complex]) {
        if let Some(decoding) = &mut self.decoding {
            decoding.push(points, self.bits);
        }
    }

    fn lost(&mut self, points: usize) {
        if let Some(decoding) = &mut self.decoding {
            decoding.lost(points, self.bits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::RandomBits;
    use crate::modem::v34::coding::{Encoder, TrellisCode};
    use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

    #[test]
    fn a_page_that_was_lost_for_a_while_is_found_again_once() {
        let data_rate = DataRate::of_bps(33_600).expect("it is one");
        let parameters = Parameters::plain(SymbolRate::S3429, data_rate, TrellisCode::States16);
        let mut encoder = Encoder::new(&parameters).expect("it is carried");
        let mut source = RandomBits::new(5, usize::MAX);
        let mut sent: Vec<Complex> = (0..5000).map(|_| encoder.next_symbol(&mut source)).collect();
        let mut decoding = Decoding::new(&parameters).expect("it is carried");
        decoding.search = Some(FrameSearch::new(&parameters).expect("it is carried"));
        // Nothing comes for some superframes.
        for group in vec![Complex::ZERO; 5000].chunks_mut(8) {
            decoding.push(group, &mut Vec::new());
        }
        assert!(decoding.is_lost() && !decoding.take_found());
        for group in sent.chunks_mut(8) {
            decoding.push(group, &mut Vec::new());
        }
        assert!(!decoding.is_lost());
        assert_eq!([decoding.take_found(), decoding.take_found()], [true, false]);
    }

    #[test]
    fn points_are_known_wherever_a_symbol_of_four_dimensions_begins() {
        let data_rate = DataRate::of_bps(33_600).expect("it is one");
        let parameters = Parameters::plain(SymbolRate::S3429, data_rate, TrellisCode::States16);
        for missed in [1000, 1001] {
            let mut encoder = Encoder::new(&parameters).expect("it is carried");
            let mut source = RandomBits::new(5, usize::MAX);
            let sent: Vec<Complex> = (0..5000).map(|_| encoder.next_symbol(&mut source)).collect();
            let heard = &sent[missed..];
            let mut decoding = Decoding::new(&parameters).expect("it is carried");
            decoding.search = Some(FrameSearch::new(&parameters).expect("it is carried"));
            let mut taken = heard.to_vec();
            for group in taken.chunks_mut(8) {
                decoding.push(group, &mut Vec::new());
            }
            assert!(decoding.search.is_none(), "{missed} symbols missed");
            let is_wrong = |at: &usize| (taken[*at] - heard[*at]).norm_sqr() > 1e-6;
            assert_eq!((3000..heard.len()).filter(is_wrong).count(), 0, "{missed} symbols missed");
        }
    }
}
