//! Audio that is not a fax: voices and music, with 8 kHz.

use std::f64::consts::TAU;

use crate::random::Random;

/// Returns a voice-like signal for tests of modems: syllables with a varying pitch and formants,
/// and pauses.
pub fn voice(seed: u64) -> impl FnMut(u64) -> f64 {
    let mut random = Random::new(seed);
    let (mut pitch_hz, mut loud, mut until, mut turn) = (120.0, 0.0, 0, 0.0);
    let mut heights = heights(pitch_hz, [500.0, 1500.0, 2500.0]);
    move |at| {
        if at >= until {
            until = at + 400 + u64::from(random.below(2400));
            loud = if random.below(4) == 0 { 0.0 } else { 1500.0 + random.part() * 6000.0 };
            pitch_hz = 90.0 + random.part() * 160.0;
            let formants = [
                250.0 + random.part() * 600.0,
                900.0 + random.part() * 1500.0,
                2300.0 + random.part() * 800.0,
            ];
            heights = self::heights(pitch_hz, formants);
        }
        turn += (pitch_hz + 6.0 * (at as f64 / 700.0).sin()) / 8000.0;
        harmonics(TAU * turn, &heights) * loud / 4.0
    }
}

/// Returns the level of each harmonic of a pitch, by its distance from the formants.
fn heights(pitch_hz: f64, formants_hz: [f64; 3]) -> [f64; 30] {
    std::array::from_fn(|below| {
        let hz = pitch_hz * (below + 1) as f64;
        let near = |formant: &f64| (-((hz - formant) / 120.0).powi(2)).exp();
        0.05 + formants_hz.iter().map(near).sum::<f64>()
    })
}

/// Returns the weighted sum of the sines of an angle's multiples, by sin (n + 1)a = 2 cos a · sin
/// na − sin (n − 1)a.
fn harmonics(angle: f64, heights: &[f64; 30]) -> f64 {
    let (mut below, mut sine, twice) = (0.0, angle.sin(), 2.0 * angle.cos());
    let mut sum = 0.0;
    for height in heights {
        sum += height * sine;
        (below, sine) = (sine, twice * sine - below);
    }
    sum
}

/// Returns chords, which change every third of a second.
pub fn music(seed: u64) -> impl FnMut(u64) -> f64 {
    let mut random = Random::new(seed);
    let mut notes = [0.0; 4];
    move |at| {
        if at % 2667 == 0 {
            notes = std::array::from_fn(|_| 130.8 * 2f64.powf(f64::from(random.below(48)) / 12.0));
        }
        let fade = 1.0 - (at % 2667) as f64 / 4000.0;
        notes.iter().map(|hz| (TAU * hz * at as f64 / 8000.0).sin()).sum::<f64>() * 3000.0 * fade
    }
}
