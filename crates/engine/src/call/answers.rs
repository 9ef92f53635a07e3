//! The remote terminal's V.21 signal: how loud it comes, and how far above the noise. Who sends
//! learns nothing else of the line in sound.

use ferrofax_ground::sent_line::AnswerSignal;
use ferrofax_signal::modem::LineQuality;

/// The sums of all signals of a call in which a frame could be read. What was none, as an echo
/// of an image signal, tells nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Answers {
    /// A frame was read since the carrier came.
    is_read: bool,
    count: u32,
    level_dbm0: f32,
    snr_db: f32,
    /// The last one.
    last: Option<LineQuality>,
}

impl Answers {
    /// A carrier came.
    pub(super) const fn begin(&mut self) {
        self.is_read = false;
    }

    /// A frame was read.
    pub(super) const fn read(&mut self) {
        self.is_read = true;
    }

    /// The carrier went, and was like this.
    pub(super) fn end(&mut self, quality: &LineQuality) {
        if std::mem::take(&mut self.is_read) {
            self.count += 1;
            self.last = Some(*quality);
            self.level_dbm0 += quality.level_dbm0;
            self.snr_db += quality.snr_db.min(REPORTED_DB);
        }
    }

    /// The last one.
    pub(super) const fn last(&self) -> Option<LineQuality> {
        self.last
    }

    /// Their mean, if there were any.
    pub(super) fn mean(&self) -> Option<AnswerSignal> {
        let mean = |sum: f32| (sum / self.count as f32).round() as i32;
        (self.count > 0)
            .then(|| AnswerSignal { level_dbm0: mean(self.level_dbm0), snr_db: mean(self.snr_db) })
    }
}

/// Above this ratio of signal to noise nothing is wrong with the line, and reports tell no more.
const REPORTED_DB: f32 = 20.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_in_which_nothing_was_read_do_not_count() {
        let mut answers = Answers::default();
        assert_eq!(answers.mean(), None);
        for (level_dbm0, snr_db, is_read) in
            [(-20.0, 20.0, true), (-60.0, 0.0, false), (-23.0, 15.0, true)]
        {
            answers.begin();
            if is_read {
                answers.read();
            }
            answers.end(&LineQuality { level_dbm0, snr_db, ..LineQuality::default() });
        }
        assert_eq!(answers.mean(), Some(AnswerSignal { level_dbm0: -22, snr_db: 18 }));
    }
}
