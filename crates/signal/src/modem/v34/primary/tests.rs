//! The primary channel both ways, over impaired lines. Each test is named for the impairment.

use super::Settings;
use super::pre_emphasis::PreEmphasis;
use super::receiver::{PointSink, PrimaryEvent, PrimaryReceiver};
use super::signals::Trn;
use super::transmitter::PrimaryTransmitter;
use crate::dsp::biquad::Biquad;
use crate::dsp::complex::Complex;
use crate::modem::LineQuality;
use crate::modem::qam::test_line::{
    Random, add_echoes, add_noise, any_audio, companded, samples, skew,
};
use crate::modem::v34::Side;
use crate::modem::v34::points::Points;
use crate::modem::v34::symbol_rate::{CarrierChoice, SymbolRate};

const LEVEL_DBM0: f32 = -12.0;

/// Units of 35 ms of TRN in these tests.
const TRN_UNITS: u8 = 16;

/// All symbol rates with all their carriers.
fn every() -> impl Iterator<Item = Settings> {
    SymbolRate::ALL.into_iter().flat_map(|rate| {
        CarrierChoice::ALL
            .into_iter()
            .take(if rate.has_two_carriers() { 2 } else { 1 })
            .map(move |carrier| Settings::plain(rate, carrier))
    })
}

/// A square grid of points of mean square 1.
#[derive(Clone, Copy, Debug)]
struct Grid {
    side: u32,
}

impl Grid {
    /// Half the distance of neighbours.
    fn half_distance(self) -> f32 {
        (1.5 / (self.side * self.side - 1) as f32).sqrt()
    }

    fn random(self, random: &mut Random) -> Complex {
        let mut level = || (2 * (random.next() >> 8) % (2 * self.side)) as f32 - self.side as f32;
        let (re, im) = (level() + 1.0, level() + 1.0);
        Complex::new(re, im) * self.half_distance()
    }

    fn nearest(self, seen: Complex) -> Complex {
        let most = self.side as f32 - 1.0;
        let level = |x: f32| {
            let odd = 2.0 * (x / self.half_distance() / 2.0 - 0.5).round() + 1.0;
            odd.clamp(-most, most) * self.half_distance()
        };
        Complex::new(level(seen.re), level(seen.im))
    }

    /// Share of wrong decisions by theory in Gaussian noise at this SNR.
    fn theory(self, snr_db: f64) -> f64 {
        let distance = f64::from(self.half_distance());
        let sigma = (10f64.powf(-snr_db / 10.0) / 2.0).sqrt();
        let one = 2.0 * (1.0 - 1.0 / f64::from(self.side)) * tail(distance / sigma);
        1.0 - (1.0 - one) * (1.0 - one)
    }
}

/// The Gaussian tail probability, by its continued fraction beyond 3 and its series below.
fn tail(x: f64) -> f64 {
    let density = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if x > 3.0 {
        let fraction = (1..60).rev().fold(x, |below, k| x + f64::from(k) / below);
        density / fraction
    } else {
        let (mut sum, mut term) = (x, x);
        for k in 1..100 {
            term *= x * x / (2.0 * f64::from(k) + 1.0);
            sum += term;
        }
        0.5 - density * sum
    }
}

/// A training and then, after a pause, a message of random points.
fn burst(settings: &Settings, points: Points, grid: Grid, count: usize) -> Vec<f32> {
    let mut line = vec![0.0; 1200];
    let trn_symbols = settings.rate.trn_symbols(TRN_UNITS);
    let training = PrimaryTransmitter::training(
        settings,
        Trn::new(Side::Call, points),
        trn_symbols,
        LEVEL_DBM0,
    );
    send(training, &mut || None, &mut line);
    line.extend([0.0; 4000]);
    let mut random = Random(SEED);
    let mut left = count;
    let mut next = || {
        left = left.checked_sub(1)?;
        Some(grid.random(&mut random))
    };
    send(PrimaryTransmitter::message(settings, LEVEL_DBM0), &mut next, &mut line);
    line.extend([0.0; 1200]);
    line
}

const SEED: u64 = 29;

/// Adds a whole signal to what is on the line.
pub(super) fn send(
    mut transmitter: PrimaryTransmitter,
    points: &mut dyn FnMut() -> Option<Complex>,
    line: &mut Vec<f32>,
) {
    let mut block = [0; 160];
    loop {
        let mut points = &mut *points;
        let written = transmitter.pull(&mut points, &mut block);
        line.extend(block[..written].iter().map(|&sample| f32::from(sample)));
        if written < block.len() {
            return;
        }
    }
}

/// Takes points, knowing what was sent.
struct Judge {
    grid: Grid,
    random: Random,
    /// Points to skip before errors count.
    settle: usize,
    points: usize,
    count: usize,
    wrong: usize,
    error: f64,
}

impl Judge {
    fn new(grid: Grid, count: usize, settle: usize) -> Self {
        Self { grid, random: Random(SEED), settle, points: 0, count, wrong: 0, error: 0.0 }
    }

    fn judged(&self) -> f64 {
        (self.points.min(self.count) - self.settle) as f64
    }

    fn snr_db(&self) -> f64 {
        -10.0 * (self.error / self.judged()).log10()
    }

    fn wrong_share(&self) -> f64 {
        self.wrong as f64 / self.judged()
    }
}

impl PointSink for Judge {
    fn take(&mut self, points: &mut [Complex]) {
        points.iter_mut().for_each(|point| *point = self.judge(*point));
    }
}

impl Judge {
    fn judge(&mut self, point: Complex) -> Complex {
        let nearest = self.grid.nearest(point);
        if self.points < self.count {
            let sent = self.grid.random(&mut self.random);
            if self.points >= self.settle {
                self.wrong += usize::from((nearest - sent).norm_sqr() > 1e-6);
                self.error += f64::from((point - sent).norm_sqr());
            }
        }
        self.points += 1;
        nearest
    }
}

/// What came of a burst.
#[derive(Debug)]
struct Outcome {
    trained: Vec<LineQuality>,
    ended: Vec<LineQuality>,
    failed: usize,
    heard: usize,
}

fn hear(settings: &Settings, points: Points, line: &[i16], judge: &mut Judge) -> Outcome {
    let mut receiver = PrimaryReceiver::new(settings);
    let symbols = settings.rate.trn_symbols(TRN_UNITS);
    receiver.expect_training(Trn::new(Side::Call, points), symbols);
    let mut outcome = Outcome { trained: vec![], ended: vec![], failed: 0, heard: 0 };
    for block in line.chunks(160) {
        let mut trained = false;
        receiver.push(block, judge, &mut |event| match event {
            PrimaryEvent::Heard => outcome.heard += 1,
            PrimaryEvent::Trained(quality) => {
                trained = outcome.trained.is_empty();
                outcome.trained.push(quality);
            }
            PrimaryEvent::Failed => outcome.failed += 1,
            PrimaryEvent::Ended(quality) => outcome.ended.push(quality),
        });
        if trained {
            receiver.expect_message();
        }
    }
    outcome
}

/// What a decision sees of noise that is `snr_db` below the signal between 0 and 4 kHz.
fn at_decision(settings: &Settings, snr_db: f32) -> f64 {
    f64::from(snr_db) + 10.0 * (4000.0 / settings.rate.hz()).log10()
}

/// Sends a burst through `line` with noise `snr_db` below it, and looks at the message's
/// points. What the receiver may lose against the bound is `most_lost_db`.
#[track_caller]
fn assert_as_theory_has_it(
    settings: &Settings,
    grid: Grid,
    snr_db: f32,
    most_lost_db: f64,
    what: &str,
    through: impl Fn(&[f32]) -> Vec<f32>,
) {
    const COUNT: usize = 6000;
    let mut line = through(&burst(settings, Points::Four, grid, COUNT));
    add_noise(&mut line, LEVEL_DBM0 - snr_db, 11);
    let mut judge = Judge::new(grid, COUNT, 300);
    let outcome = hear(settings, Points::Four, &samples(&line), &mut judge);
    let place = format!("{settings:?}, {grid:?}, {what}: {outcome:?}");
    assert_eq!((outcome.trained.len(), outcome.ended.len()), (2, 1), "{place}");
    // What is not much louder than the noise ends later.
    let most = COUNT + if snr_db < 10.0 { 150 } else { 40 };
    assert!((COUNT..most).contains(&judge.points), "{} points: {place}", judge.points);
    let (snr, bound) = (judge.snr_db(), at_decision(settings, snr_db));
    assert!(snr > bound - most_lost_db, "{snr:.2} dB of {bound:.2}: {place}");
    let (least, most) = (grid.theory(snr + 1.0), grid.theory(snr - 1.0));
    let wrong = judge.wrong_share();
    assert!(
        (least..=most).contains(&wrong),
        "{wrong:.5} wrong and not {least:.5} to {most:.5} at {snr:.2} dB: {place}"
    );
    let told = f64::from(outcome.trained[0].snr_db);
    // The best equaliser in much noise makes points smaller, and so their errors.
    assert!((snr - 0.5..snr + 0.9).contains(&told), "{told:.2} dB told for {snr:.2}: {place}");
}

/// Constellations, and the noise at which about a symbol in a hundred is wrong.
fn grids(settings: &Settings) -> [(Grid, f32); 4] {
    [(2, 8.2), (4, 15.2), (8, 21.5), (16, 27.6)].map(|(side, needed)| {
        let snr_db = needed - 10.0 * (4000.0 / settings.rate.hz()).log10() as f32;
        (Grid { side }, snr_db)
    })
}

#[test]
fn a_clean_line() {
    for (number, settings) in every().enumerate() {
        let points = [Points::Four, Points::Sixteen][number % 2];
        let grid = Grid { side: 16 };
        let line = burst(&settings, points, grid, 1000);
        let mut judge = Judge::new(grid, 1000, 0);
        let outcome = hear(&settings, points, &samples(&line), &mut judge);
        assert_eq!((outcome.trained.len(), outcome.ended.len()), (2, 1), "{outcome:?}");
        assert_eq!((outcome.heard, outcome.failed, judge.wrong), (2, 0, 0), "{outcome:?}");
        for quality in outcome.trained.iter().chain(&outcome.ended) {
            assert!(quality.snr_db > 50.0, "{settings:?}: {outcome:?}");
            assert!((quality.level_dbm0 - LEVEL_DBM0).abs() < 0.3, "{settings:?}: {outcome:?}");
            assert!(
                quality.offset_hz.abs() < 0.01 && quality.skew_ppm.abs() < 3.0,
                "{settings:?}: {outcome:?}"
            );
            assert!(quality.distortion_db < 0.3, "{settings:?}: {outcome:?}");
        }
    }
}

#[test]
fn white_noise() {
    for (number, settings) in every().enumerate() {
        let (grid, snr_db) = grids(&settings)[number % 4];
        assert_as_theory_has_it(&settings, grid, snr_db, 0.3, "noise", <[f32]>::to_vec);
    }
    // Every constellation where the band is widest.
    let settings = Settings::plain(SymbolRate::S3429, CarrierChoice::Low);
    for (grid, snr_db) in grids(&settings) {
        assert_as_theory_has_it(&settings, grid, snr_db, 0.3, "noise", <[f32]>::to_vec);
    }
}

#[test]
fn carriers_7_hz_and_clocks_100_ppm_apart() {
    for (number, settings) in every().enumerate() {
        let (hz, ppm) = if number % 2 == 0 { (7.0, -100.0) } else { (-7.0, 100.0) };
        let (grid, snr_db) = grids(&settings)[3];
        assert_as_theory_has_it(&settings, grid, snr_db, 0.4, "offset", |line| {
            skew(&shifted(line, hz), ppm)
        });
    }
}

#[test]
fn the_offsets_are_told() {
    for settings in every().step_by(2) {
        let grid = Grid { side: 4 };
        let mut line = skew(&shifted(&burst(&settings, Points::Four, grid, 400), 5.0), 80.0);
        add_noise(&mut line, -45.0, 7);
        let outcome =
            hear(&settings, Points::Four, &samples(&line), &mut Judge::new(grid, 400, 100));
        // A fast clock moves the carrier as well.
        let hz = 5.0 + settings.rate.carrier_hz(settings.carrier) * 80e-6;
        for quality in &outcome.trained {
            assert!((f64::from(quality.offset_hz) - hz).abs() < 0.1, "{settings:?}: {outcome:?}");
            assert!((quality.skew_ppm - 80.0).abs() < 6.0, "{settings:?}: {outcome:?}");
        }
    }
}

#[test]
fn echoes_and_a_high_pass() {
    for (number, settings) in every().enumerate() {
        let (grid, snr_db) = grids(&settings)[3];
        if number % 2 == 0 {
            assert_as_theory_has_it(&settings, grid, snr_db, 1.0, "echoes", |line| {
                let mut line = line.to_vec();
                add_echoes(&mut line, &[(3, 0.3), (7, -0.15), (11, 0.08)]);
                line
            });
        } else {
            assert_as_theory_has_it(&settings, grid, snr_db, 0.5, "high-pass", |line| {
                let mut filter = Biquad::high_pass(250.0, 8000.0);
                line.iter().map(|&sample| filter.push(sample)).collect()
            });
        }
    }
}

#[test]
fn companding() {
    for settings in every() {
        for (law, what) in [(companded as fn(&[f32]) -> Vec<i16>, "µ-law"), (a_law, "A-law")] {
            let grid = Grid { side: 16 };
            let line = burst(&settings, Points::Four, grid, 1000);
            let mut judge = Judge::new(grid, 1000, 200);
            let outcome = hear(&settings, Points::Four, &law(&line), &mut judge);
            assert_eq!((outcome.trained.len(), judge.wrong), (2, 0), "{settings:?}: {outcome:?}");
            // What is rounded is some 37 dB down between 0 and 4 kHz.
            let bound = at_decision(&settings, 36.5);
            assert!(judge.snr_db() > bound, "{what}, {settings:?}: {:.2} dB", judge.snr_db());
        }
    }
}

#[test]
fn every_pre_emphasis_on_an_even_line() {
    for (number, pre_emphasis) in PreEmphasis::all().enumerate() {
        let rate = SymbolRate::ALL[number % 6];
        let carrier = CarrierChoice::ALL[number % 2];
        let settings =
            Settings { pre_emphasis, power_reduction_db: 3, ..Settings::plain(rate, carrier) };
        let grid = Grid { side: 16 };
        let mut line = burst(&settings, Points::Sixteen, grid, 1000);
        add_noise(&mut line, -55.0, 4);
        let mut judge = Judge::new(grid, 1000, 100);
        let outcome = hear(&settings, Points::Sixteen, &samples(&line), &mut judge);
        assert_eq!((outcome.trained.len(), judge.wrong), (2, 0), "{settings:?}: {outcome:?}");
        let level_dbm0 = outcome.trained[1].level_dbm0;
        assert!((level_dbm0 - LEVEL_DBM0 + 3.0).abs() < 0.5, "{settings:?}: {level_dbm0}");
    }
}

#[test]
fn any_cut_of_the_samples() {
    let settings = Settings::plain(SymbolRate::S3200, CarrierChoice::High);
    let grid = Grid { side: 8 };
    let mut line = burst(&settings, Points::Four, grid, 1500);
    add_noise(&mut line, -45.0, 1);
    let line = samples(&line);
    let hear_cut = |cut: usize| {
        let mut receiver = PrimaryReceiver::new(&settings);
        let symbols = settings.rate.trn_symbols(TRN_UNITS);
        receiver.expect_training(Trn::new(Side::Call, Points::Four), symbols);
        let mut heard = Recorder::default();
        // Between the signals is the pause in which the message begins to be awaited.
        let (training, message) = line.split_at(line.len() - 9000);
        for part in [training, message] {
            let mut events = Vec::new();
            for block in part.chunks(cut) {
                receiver.push(block, &mut heard, &mut |event| events.push(event));
            }
            heard.events.extend(events);
            receiver.expect_message();
        }
        heard
    };
    let whole = hear_cut(line.len());
    assert!(whole.points.len() >= 1500 && whole.events.len() == 5, "{:?}", whole.events);
    for cut in [1, 37, 160, 1001] {
        assert_eq!(hear_cut(cut), whole, "by {cut}");
    }
}

/// Keeps what it is told.
#[derive(Debug, Default, PartialEq)]
struct Recorder {
    points: Vec<Complex>,
    events: Vec<PrimaryEvent>,
}

impl PointSink for Recorder {
    fn take(&mut self, points: &mut [Complex]) {
        self.points.extend_from_slice(points);
        points.iter_mut().for_each(|point| *point = Grid { side: 8 }.nearest(*point));
    }
}

#[test]
fn a_lost_frame_in_a_message_costs_its_own_points_alone() {
    for settings in every().step_by(2) {
        let (grid, count) = (Grid { side: 16 }, 6000);
        let mut line = burst(&settings, Points::Four, grid, count);
        add_noise(&mut line, -50.0, 1);
        let line = samples(&line);
        let mut receiver = PrimaryReceiver::new(&settings);
        let symbols = settings.rate.trn_symbols(TRN_UNITS);
        receiver.expect_training(Trn::new(Side::Call, Points::Four), symbols);
        let mut judge = Judge::new(grid, count, 0);
        let (mut trained, lost) = (0, line.len() / 160 - 50);
        for (number, block) in line.chunks(160).enumerate() {
            let before = trained;
            let mut tell =
                |event| trained += usize::from(matches!(event, PrimaryEvent::Trained(_)));
            if number == lost {
                receiver.gap(block.len(), &mut judge, &mut tell);
            } else {
                receiver.push(block, &mut judge, &mut tell);
            }
            if (before, trained) == (0, 1) {
                receiver.expect_message();
            }
        }
        // 20 ms, and what the equaliser sees of them.
        let most = settings.rate.hz() * 0.02 + 60.0;
        assert!(trained == 2 && (judge.wrong as f64) < most, "{settings:?}: {}", judge.wrong);
    }
}

#[test]
fn a_dip_at_the_end_of_trn() {
    let settings = Settings::plain(SymbolRate::S3200, CarrierChoice::High);
    let grid = Grid { side: 8 };
    let line = burst(&settings, Points::Four, grid, 2000);
    let silence = line.windows(2000).skip(1200).position(|part| part.iter().all(|&x| x == 0.0));
    let end = 1200 + silence.expect("there is a pause behind it");
    for before in [40, 80, 120, 160, 240, 400] {
        let mut line = line.clone();
        line[end - before..][..120].iter_mut().for_each(|sample| *sample *= 0.01);
        let mut judge = Judge::new(grid, 2000, 300);
        let outcome = hear(&settings, Points::Four, &samples(&line), &mut judge);
        // It is learned from what is left, or not at all.
        let events = (outcome.trained.len() + outcome.failed, outcome.ended.len());
        assert!(events == (2, 1) || events == (1, 0), "{before}: {outcome:?}");
        assert!(events == (1, 0) || judge.wrong == 0, "{before}: {} wrong", judge.wrong);
    }
}

#[test]
fn any_audio_is_borne() {
    let settings = Settings::plain(SymbolRate::S3429, CarrierChoice::Low);
    let mut random = Random(8);
    let mut receiver = PrimaryReceiver::new(&settings);
    receiver.expect_training(Trn::new(Side::Answer, Points::Sixteen), 500);
    let mut judge = Judge::new(Grid { side: 4 }, 0, 0);
    let mut events = Vec::new();
    for second in 0..12u32 {
        let samples = any_audio(second, &mut random);
        receiver.push(&samples, &mut judge, &mut |event| events.push(event));
        if second == 5 {
            receiver.expect_message();
        }
    }
    assert!(events.is_empty(), "{events:?}");
}

/// Through A-law and back (ITU-T G.711), by its definition in 13 segments.
fn a_law(line: &[f32]) -> Vec<i16> {
    line.iter()
        .map(|&sample| {
            let magnitude = (sample.abs() as i32).min(32_767) >> 3;
            // 12 bits of magnitude, in steps of 2 up to 64 and twice as large from there on.
            let shift = 32 - (magnitude >> 5 | 1).leading_zeros();
            let middle = (magnitude >> shift << shift) + (1 << shift >> 1);
            (middle << 3) as i16 * if sample < 0.0 { -1 } else { 1 }
        })
        .collect()
}

/// Moves all frequencies by `hz`, by a Hilbert transformer of 255 taps.
fn shifted(line: &[f32], hz: f64) -> Vec<f32> {
    const HALF: usize = 127;
    let taps: Vec<f64> = (0..=2 * HALF)
        .map(|n| {
            let t = n as f64 - HALF as f64;
            let window = 0.5 + 0.5 * (std::f64::consts::PI * t / (HALF as f64 + 1.0)).cos();
            if n.abs_diff(HALF) % 2 == 1 { 2.0 / (std::f64::consts::PI * t) * window } else { 0.0 }
        })
        .collect();
    (0..line.len())
        .map(|n| {
            let quadrature: f64 = taps
                .iter()
                .enumerate()
                .filter_map(|(k, tap)| {
                    Some(tap * f64::from(*line.get((n + k).checked_sub(HALF)?)?))
                })
                .sum();
            let angle = std::f64::consts::TAU * hz * n as f64 / 8000.0;
            // The taps are mirrored in time, which turns the quadrature's sign.
            (f64::from(line[n]) * angle.cos() + quadrature * angle.sin()) as f32
        })
        .collect()
}
