//! The time axis of a call, from left to right.

use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{RIGHT, clock};

/// The left end of the axis, in mm; the names of the lanes are left of it.
pub(super) const FROM: f64 = 40.0;

/// The possible distances between marks, in seconds.
const STEPS: [u64; 15] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/// The greatest number of marks on the axis.
const MOST_MARKS: u64 = 14;

#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) whole_ms: u64,
}

impl Axis {
    pub(super) const fn new(lasted_ms: u64) -> Self {
        Self { whole_ms: if lasted_ms < 1000 { 1000 } else { lasted_ms } }
    }

    /// The position of a time, in mm.
    pub(super) fn x(self, ms: u64) -> f64 {
        FROM + (RIGHT - FROM) * (ms.min(self.whole_ms) as f64 / self.whole_ms as f64)
    }

    fn step_ms(self) -> u64 {
        let fits = |step: &&u64| self.whole_ms / (**step * 1000) <= MOST_MARKS;
        STEPS.iter().find(fits).map_or(self.whole_ms, |step| step * 1000)
    }

    /// Draws faint vertical lines through the lanes, one for each mark of the axis.
    pub(super) fn lines(self, canvas: &mut Canvas, top: f64, bottom: f64) {
        for ms in (0..=self.whole_ms).step_by(self.step_ms() as usize) {
            canvas.line(&[[self.x(ms), top], [self.x(ms), bottom]], 0.1, Ink::FAINT);
        }
    }

    /// Draws the axis with its marks and their times.
    pub(super) fn draw(self, canvas: &mut Canvas, y: f64) {
        canvas.line(&[[FROM, y], [RIGHT, y]], 0.25, Ink::GREY);
        for ms in (0..=self.whole_ms).step_by(self.step_ms() as usize) {
            let x = self.x(ms);
            canvas.line(&[[x, y], [x, y + 1.0]], 0.25, Ink::GREY);
            // The last mark may be at the right edge of the picture.
            let stands = if RIGHT - x < 4.0 { Stands::Right } else { Stands::Middle };
            let text = clock(ms, self.whole_ms);
            canvas.text([x, y + 3.6], stands, &text, Letters::grey(2.2), 12.0);
        }
    }
}
