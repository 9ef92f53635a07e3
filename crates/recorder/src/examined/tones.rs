//! Classifies the received sound, to find what answered if there was no fax machine. The kinds are
//! silence, a tone of an exchange (such as the busy tone), a tone of a fax machine, and anything
//! else, such as speech.

/// The number of samples in a piece: 50 ms.
const PIECE: usize = 400;
/// The power below which there is silence: −48 dBm0, as a mean square.
const SOFT: f64 = 4_000.0;
/// The frequencies by which exchanges signal a busy line or an unreachable number, in Hz.
const TONES_HZ: [f64; 6] = [350.0, 400.0, 425.0, 440.0, 480.0, 620.0];
/// The frequencies of fax machines' tones, which are not speech either, in Hz.
const FAX_HZ: [f64; 3] = [1_100.0, 1_300.0, 2_100.0];

/// The number of pieces of 50 ms of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tones {
    /// The number of pieces with silence.
    pub silent: u32,
    /// The number of pieces with a tone of an exchange.
    pub exchange: u32,
    /// The number of times that a tone of an exchange began.
    pub begun: u32,
    /// The number of pieces with a tone of a fax machine.
    pub fax: u32,
    /// The number of all other pieces, such as those with speech.
    pub other: u32,
    piece: Vec<i16>,
    is_tone: bool,
}

impl Tones {
    pub(super) fn push(&mut self, _at: u64, samples: &[i16]) {
        for &sample in samples {
            self.piece.push(sample);
            if self.piece.len() == PIECE {
                self.judge();
                self.piece.clear();
            }
        }
    }

    fn judge(&mut self) {
        let power: f64 =
            self.piece.iter().map(|&it| f64::from(it).powi(2)).sum::<f64>() / PIECE as f64;
        let share =
            |of: &[f64]| of.iter().map(|hz| tone(&self.piece, *hz)).sum::<f64>() / power.max(1.0);
        let was_tone = std::mem::take(&mut self.is_tone);
        if power < SOFT {
            self.silent += 1;
        } else if share(&TONES_HZ) > 0.6 {
            self.exchange += 1;
            self.begun += u32::from(!was_tone);
            self.is_tone = true;
        } else if share(&FAX_HZ) > 0.6 {
            self.fax += 1;
        } else {
            self.other += 1;
        }
    }
}

/// The mean square of the part of `samples` at this frequency (G. Goertzel, 1958).
fn tone(samples: &[i16], hz: f64) -> f64 {
    let twice = 2.0 * (std::f64::consts::TAU * hz / 8_000.0).cos();
    let (mut last, mut before) = (0.0, 0.0);
    for &sample in samples {
        (last, before) = (f64::from(sample) + twice * last - before, last);
    }
    2.0 * (last * last + before * before - twice * last * before) / (samples.len() as f64).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_tone_is_told_from_silence_and_speech() {
        let mut tones = Tones::default();
        let tone = |at: usize, hz: f64| {
            ((at as f64 * std::f64::consts::TAU * hz / 8_000.0).sin() * 4_000.0) as i16
        };
        // The tone is on for 480 ms and off for 480 ms.
        let busy: Vec<i16> = (0..38_400)
            .map(|at| if at % 7_680 < 3_840 { tone(at, 425.0) } else { 0 })
            .collect();
        tones.push(0, &busy);
        assert!(tones.exchange > 40 && tones.silent > 40 && tones.begun == 5, "{tones:?}");
        let mut tones = Tones::default();
        let speech: Vec<i16> =
            (0..8_000).map(|at| tone(at, 150.0) / 2 + tone(at, 730.0) / 2).collect();
        tones.push(0, &speech);
        assert_eq!((tones.exchange, tones.other), (0, 20));
    }
}
