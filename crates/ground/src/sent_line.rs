//! The quality of the line during a sent fax, as far as the sender can know it: how often the
//! remote fax machine could not read something, and how good the signal of its answers was.
//!
//! [`SentLine`] holds the figures. [`SentLine::grade`] sums them up in one word, and
//! [`SentLine::text`] in one or more sentences for people. [`fmt::Display`] writes all figures in
//! one line, for technicians. [`SentLine::emit`] and [`SentLine::parse`] write and read the stored
//! form.

use std::fmt::{self, Write as _};

/// The line quality figures of one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SentLine {
    /// The rate of the first training, in bit/s.
    pub first_bps: u32,
    /// The slowest rate at which we trained, or to which we changed (CTC), in bit/s.
    pub slowest_bps: u32,
    /// The number of training checks that the remote fax machine refused (FTT).
    pub trainings_refused: u32,
    /// The number of frames of partial pages that we sent, with repetitions counted each time. 0
    /// without ECM.
    pub frames: u32,
    /// The number of those frames that we sent because the remote fax machine had missed them
    /// (PPR).
    pub frames_again: u32,
    /// How often a page was sent again, because it was refused (RTN, PIN) or not noticed at all.
    pub pages_again: u32,
    /// How often a command was sent again, because the answer was missing or damaged, or asked for
    /// a repetition (CRP, DIS). RR does not count: we send it to learn whether the receiver is
    /// ready.
    pub commands_again: u32,
    /// The signal of the answers. `None` if no answer arrived as audio (T.38).
    pub answers: Option<AnswerSignal>,
}

/// The V.21 signal of the remote fax machine: the mean of its readable answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerSignal {
    /// The signal level at our end.
    pub level_dbm0: i32,
    /// The ratio of signal to noise, in dB. The receiver cannot measure more than 20.
    pub snr_db: i32,
}

/// The fault of the remote fax machine's signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignalFault {
    /// The signal level is low.
    Faint,
    /// The signal is not far above the noise.
    Noisy,
}

/// The grade of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineGrade {
    /// The line causes no noticeable delay.
    Good,
    /// The fax takes longer.
    Fair,
    /// The line makes it likely that the fax fails.
    Poor,
}

impl LineGrade {
    /// The name of the grade: `good`, `fair` or `poor`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        }
    }
}

impl fmt::Display for LineGrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl SentLine {
    /// Records that pages are sent at this rate from now on.
    pub fn trains_at(&mut self, bps: u32) {
        if self.first_bps == 0 {
            (self.first_bps, self.slowest_bps) = (bps, bps);
        }
        self.slowest_bps = self.slowest_bps.min(bps);
    }

    /// Whether a training was attempted. Before the first training there is nothing to report.
    pub const fn is_known(&self) -> bool {
        self.first_bps > 0
    }

    /// The grade of the line: that of the worst figure.
    pub fn grade(&self) -> LineGrade {
        // A page of 60 frames usually arrives at the first attempt if one frame in a hundred is
        // lost, and hardly ever if one in twenty is lost. Each further round costs five seconds. A
        // click damages one or two frames. A lost packet, after which the modem must synchronise
        // again, damages a few more. Neither makes the line of a short fax poor if it happens once.
        let frames = match (self.frames_again, self.frames_again.saturating_mul(100)) {
            (0..=2, _) => LineGrade::Good,
            (_, hundredfold) if hundredfold <= self.frames => LineGrade::Good,
            (3..=8, _) => LineGrade::Fair,
            (_, hundredfold) if hundredfold / 5 <= self.frames => LineGrade::Fair,
            _ => LineGrade::Poor,
        };
        // A training costs six seconds. The lower rate that follows makes every later page slower:
        // at half the rate the fax takes twice as long.
        let trainings = graded(self.trainings_refused, 0, 2);
        let rate = match self.slowest_bps {
            slowest if slowest >= self.first_bps => LineGrade::Good,
            slowest if slowest * 2 > self.first_bps => LineGrade::Fair,
            _ => LineGrade::Poor,
        };
        // A page costs half a minute or more. A page is given up after three refusals, and a
        // command after three times without an answer. A line that comes close to these limits
        // nearly failed. One repeated command is normal: the commands of the two machines may have
        // crossed each other.
        let pages = graded(self.pages_again, 0, 2);
        let commands = graded(self.commands_again, 1, 4);
        let answers = match self.fault_of_answers() {
            Some(_) => LineGrade::Fair,
            None => LineGrade::Good,
        };
        [frames, trainings, rate, pages, commands, answers]
            .into_iter()
            .fold(LineGrade::Good, Ord::max)
    }

    /// The fault of the signal of the answers, if any. T.30's receivers hear down to -43 dBm0. At
    /// 16 dB of signal to noise, V.29 at 9600 bit/s delivers pages with one bad row in fifty
    /// (measured on our simulated line). The answers show only the quality of the direction to us,
    /// so they alone never make a line poor.
    pub fn fault_of_answers(&self) -> Option<SignalFault> {
        match self.answers? {
            AnswerSignal { level_dbm0, .. } if level_dbm0 < -40 => Some(SignalFault::Faint),
            AnswerSignal { snr_db, .. } if snr_db < 17 => Some(SignalFault::Noisy),
            AnswerSignal { .. } => None,
        }
    }

    /// A text for people, to follow a label for the line: `good, 14400 bit/s.`, or `poor, slowed
    /// down from 14400 to 9600 bit/s. 38 of 512 frames were repeated.` Each sentence is independent
    /// of the others, so that each can be translated alone.
    pub fn text(&self) -> String {
        let (grade, first, slowest) = (self.grade(), self.first_bps, self.slowest_bps);
        let mut text = if first == slowest {
            format!("{grade}, {first} bit/s.")
        } else {
            format!("{grade}, slowed down from {first} to {slowest} bit/s.")
        };
        let mut say = |count: u32, one: &str, more: &str| {
            _ = match count {
                0 => Ok(()),
                1 => write!(text, " {one}."),
                count => write!(text, " {count} {more}."),
            };
        };
        let (one, more) = (
            format!("1 of {} frames was repeated", self.frames),
            format!("of {} frames were repeated", self.frames),
        );
        say(self.frames_again, &one, &more);
        say(self.trainings_refused, "1 training failed", "trainings failed");
        say(self.pages_again, "1 page was sent again", "pages were sent again");
        say(self.commands_again, "1 command was repeated", "commands were repeated");
        text += match self.fault_of_answers() {
            None => "",
            Some(SignalFault::Faint) => " The remote fax machine's signal was faint.",
            Some(SignalFault::Noisy) => " The remote fax machine's signal was noisy.",
        };
        text
    }

    /// The stored form: `first=14400 slowest=9600 ftt=1 frames=512 again=38 pages=0 commands=2
    /// level=-18 snr=20`.
    pub fn emit(&self) -> String {
        let mut text = format!(
            "first={} slowest={} ftt={} frames={} again={} pages={} commands={}",
            self.first_bps,
            self.slowest_bps,
            self.trainings_refused,
            self.frames,
            self.frames_again,
            self.pages_again,
            self.commands_again
        );
        if let Some(AnswerSignal { level_dbm0, snr_db }) = self.answers {
            _ = write!(text, " level={level_dbm0} snr={snr_db}");
        }
        text
    }

    /// Reads the text that [`Self::emit`] wrote. Unknown names are ignored, and missing figures are
    /// 0. `None` if the text reports no training.
    pub fn parse(text: &str) -> Option<Self> {
        let mut line = Self::default();
        let (mut level, mut snr) = (None, None);
        for (name, value) in text.split(' ').filter_map(|field| field.split_once('=')) {
            let count = value.parse().unwrap_or(0);
            match name {
                "first" => line.first_bps = count,
                "slowest" => line.slowest_bps = count,
                "ftt" => line.trainings_refused = count,
                "frames" => line.frames = count,
                "again" => line.frames_again = count,
                "pages" => line.pages_again = count,
                "commands" => line.commands_again = count,
                "level" => level = value.parse().ok(),
                "snr" => snr = value.parse().ok(),
                _ => {}
            }
        }
        let signal = level.zip(snr);
        line.answers = signal.map(|(level_dbm0, snr_db)| AnswerSignal { level_dbm0, snr_db });
        Some(line).filter(Self::is_known)
    }
}

/// The grade of a count: good up to `good`, fair up to `fair`, and otherwise poor.
const fn graded(count: u32, good: u32, fair: u32) -> LineGrade {
    match count {
        _ if count <= good => LineGrade::Good,
        _ if count <= fair => LineGrade::Fair,
        _ => LineGrade::Poor,
    }
}

/// Writes all figures as a line of text: `good: 14400 to 14400 bit/s, 0 FTT, 0 of 64 frames again,
/// 0 pages again, 0 commands again, answers at -18 dBm0, 20 dB SNR`.
impl fmt::Display for SentLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first_bps, slowest_bps, trainings_refused, .. } = self;
        let Self { frames, frames_again, pages_again, commands_again, .. } = self;
        write!(
            f,
            "{}: {first_bps} to {slowest_bps} bit/s, {trainings_refused} FTT, {frames_again} of {frames} frames \
             again, {pages_again} pages again, {commands_again} commands again",
            self.grade()
        )?;
        match self.answers {
            Some(AnswerSignal { level_dbm0, snr_db }) => {
                write!(f, ", answers at {level_dbm0} dBm0, {snr_db} dB SNR")
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> SentLine {
        let answers = Some(AnswerSignal { level_dbm0: -18, snr_db: 20 });
        SentLine {
            first_bps: 14_400,
            slowest_bps: 14_400,
            frames: 512,
            answers,
            ..SentLine::default()
        }
    }

    #[test]
    fn the_worst_of_the_figures_gives_the_word() {
        let of = |change: fn(&mut SentLine)| {
            let mut line = line();
            change(&mut line);
            line.grade()
        };
        use LineGrade::{Fair, Good, Poor};
        assert_eq!(of(|_| ()), Good);
        assert_eq!(of(|line| line.frames_again = 5), Good);
        assert_eq!(of(|line| line.frames_again = 6), Fair);
        assert_eq!(of(|line| line.frames_again = 26), Poor);
        assert_eq!(of(|line| (line.frames, line.frames_again) = (9, 2)), Good);
        assert_eq!(of(|line| (line.frames, line.frames_again) = (9, 3)), Fair);
        assert_eq!(of(|line| (line.frames, line.frames_again) = (99, 8)), Fair);
        assert_eq!(of(|line| (line.frames, line.frames_again) = (99, 9)), Poor);
        assert_eq!(of(|line| line.slowest_bps = 12_000), Fair);
        assert_eq!(of(|line| line.slowest_bps = 7200), Poor);
        assert_eq!(of(|line| line.trainings_refused = 1), Fair);
        assert_eq!(of(|line| line.trainings_refused = 3), Poor);
        assert_eq!(of(|line| line.pages_again = 1), Fair);
        assert_eq!(of(|line| line.pages_again = 3), Poor);
        assert_eq!(of(|line| line.commands_again = 1), Good);
        assert_eq!(of(|line| line.commands_again = 2), Fair);
        assert_eq!(of(|line| line.commands_again = 5), Poor);
        let faint = |line: &mut SentLine| {
            line.answers = Some(AnswerSignal { level_dbm0: -41, snr_db: 20 });
        };
        assert_eq!(of(faint), Fair);
        assert_eq!(of(|line| line.answers = None), Good);
        let noisy = |line: &mut SentLine| {
            line.answers = Some(AnswerSignal { level_dbm0: -18, snr_db: 16 });
        };
        assert_eq!(of(noisy), Fair);
    }

    #[test]
    fn it_is_told_in_sentences() {
        assert_eq!(line().text(), "good, 14400 bit/s.");
        let poor = SentLine { slowest_bps: 9600, frames_again: 38, ..line() };
        let text = "poor, slowed down from 14400 to 9600 bit/s. 38 of 512 frames were repeated.";
        assert_eq!(poor.text(), text);
        let ones = SentLine {
            trainings_refused: 1,
            frames_again: 1,
            pages_again: 1,
            commands_again: 1,
            ..line()
        };
        let text = "fair, 14400 bit/s. 1 of 512 frames was repeated. 1 training failed. \
                    1 page was sent again. 1 command was repeated.";
        assert_eq!(ones.text(), text);
        let of = |level_dbm0, snr_db| {
            let answers = Some(AnswerSignal { level_dbm0, snr_db });
            SentLine { answers, ..line() }.text()
        };
        let fair = "fair, 14400 bit/s. The remote fax machine's signal was";
        assert_eq!(of(-41, 20), format!("{fair} faint."));
        assert_eq!(of(-40, 16), format!("{fair} noisy."));
        assert_eq!(of(-40, 17), "good, 14400 bit/s.");
        let text = "good: 14400 to 14400 bit/s, 0 FTT, 0 of 512 frames again, 0 pages again, \
                    0 commands again, answers at -18 dBm0, 20 dB SNR";
        assert_eq!(line().to_string(), text);
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let all = SentLine {
            first_bps: 14_400,
            slowest_bps: 7200,
            trainings_refused: 1,
            frames: 2,
            frames_again: 3,
            pages_again: 4,
            commands_again: 5,
            answers: Some(AnswerSignal { level_dbm0: -40, snr_db: 6 }),
        };
        assert_eq!(SentLine::parse(&all.emit()), Some(all));
        let packets = SentLine { answers: None, ..all };
        assert_eq!(SentLine::parse(&packets.emit()), Some(packets));
        // Text of a later version, and invalid text.
        assert_eq!(SentLine::parse(&format!("{} echo=3", all.emit())), Some(all));
        for text in ["", "frames=3", "first=", "first=-1 x", "=", "first"] {
            assert_eq!(SentLine::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_rate_and_the_slowest_are_kept() {
        let mut line = SentLine::default();
        assert!(!line.is_known());
        [14_400, 9600, 12_000].into_iter().for_each(|bps| line.trains_at(bps));
        assert_eq!((line.first_bps, line.slowest_bps, line.is_known()), (14_400, 9600, true));
    }
}
