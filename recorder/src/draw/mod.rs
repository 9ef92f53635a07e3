//! A call as a picture, for one sheet of A4: what came of it, how loud both sides were and
//! what they said, how well the modems heard each other, what was lost, and the pages.
//!
//! It is drawn for people who see one for the first time: everything has its name beside
//! it. The parts are shapes in mm (`shapes`); the same list is written as SVG and as PNG, so
//! that both are the same picture.
//!
//! From the top: `head` (who, when, what came of it), `lanes` over one axis of time (levels,
//! signal to noise, clocks, losses), then `ladder` (what was said) at the left, and at the
//! right `eye` (the constellation when it was worst) and `pages`.

mod axis;
mod eye;
mod head;
mod ladder;
mod lanes;
mod pages;
mod png;
mod seen;
mod shapes;
mod svg;
#[cfg(test)]
mod tests;

use ferrofax_engine::call::TapeError;
use seen::Seen;
use shapes::{Canvas, HEIGHT, Ink, Letters, Shape, Stands};

/// Left and right edge of all that is drawn, mm.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 198.0;

/// What is known of a call beside its record. All of it may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// When it was, for people.
    pub when: &'a str,
    /// Who was at the other end: the number that called, or was called.
    pub number: &'a str,
    /// Our device.
    pub device: &'a str,
    /// What went wrong and what to change: one or two sentences. Empty: what weighs most of
    /// what is found in the record ([`Verdict`](crate::explain::Verdict)).
    pub verdict: &'a str,
}

/// A drawn call.
#[derive(Clone, Debug)]
pub struct Drawing(Vec<Shape>);

impl Drawing {
    /// Draws the call that is on this tape. A tape that is cut off is drawn up to there.
    ///
    /// # Errors
    /// It is no tape, or a damaged one.
    pub fn of(tape: &[u8], about: &About<'_>) -> Result<Self, TapeError> {
        Ok(Self::of_seen(&Seen::of(tape)?, about))
    }

    fn of_seen(seen: &Seen, about: &About<'_>) -> Self {
        let mut canvas = Canvas::new();
        head::draw(&mut canvas, &seen.examined, about);
        lanes::draw(&mut canvas, &seen.examined);
        ladder::draw(&mut canvas, &seen.examined.ladder);
        let has_eye = seen.worst.as_ref().is_some_and(|moment| {
            eye::draw(&mut canvas, moment);
            true
        });
        pages::draw(&mut canvas, seen, has_eye);
        foot(&mut canvas, seen);
        Self(canvas.shapes)
    }

    /// As SVG.
    pub fn svg(&self) -> String {
        svg::write(&self.0)
    }

    /// As PNG, 200 pixels an inch.
    pub fn png(&self) -> Vec<u8> {
        png::write(&self.0)
    }
}

fn foot(canvas: &mut Canvas, seen: &Seen) {
    let y = HEIGHT - 8.0;
    let letters = Letters::grey(2.1);
    let kept = match seen.examined.is_whole {
        true => "The record is whole.",
        false => "The record ends before the call did.",
    };
    let same = match seen.examined.differs_at_ms {
        None => "Drawn from the call's record, which was run again and came out the same.",
        Some(_) => {
            "Drawn from the call's record, which did not come out the same when it was run again."
        }
    };
    let made = format!("{same} {kept}");
    canvas.text([LEFT, y], Stands::Left, &made, letters, 130.0);
    let by = format!("Ferrofax {}", seen.examined.made_by);
    canvas.text([RIGHT, y], Stands::Right, &by, letters, 50.0);
}

/// The title of a part, over it.
fn title(canvas: &mut Canvas, [x, y]: [f64; 2], text: &str, beside: &str, room: f64) {
    let width = canvas.text([x, y], Stands::Left, text, Letters::bold(3.0), room);
    let at = [x + width + 1.6, y];
    canvas.text(at, Stands::Left, beside, Letters::grey(2.3), room - width - 1.6);
}

/// Minutes and seconds of a time, as long as the whole is.
fn clock(ms: u64, whole_ms: u64) -> String {
    let seconds = ms / 1000;
    if whole_ms < 120_000 {
        format!("{seconds} s")
    } else {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}

/// A colour for how much is wrong.
const fn mark(is_good: Option<bool>) -> Ink {
    match is_good {
        Some(true) => Ink::GOOD,
        Some(false) => Ink::BAD,
        None => Ink::SAID,
    }
}
