//! Draws a call as a picture, for one sheet of A4. It shows the result, the level and the frames of
//! both sides, how well the modems received each other, losses, and the pages.
//!
//! The picture is made for people who see one for the first time, so everything has its name beside
//! it. The parts are shapes in mm (`shapes`). SVG and PNG are written from the same list of shapes,
//! so both show the same picture.
//!
//! From the top: `head` (who, when, the result), then `lanes` over one time axis (levels, signal to
//! noise, clocks, losses). Below, on the left: `ladder` (the steps of the conversation). On the
//! right: `eye` (the constellation at its worst moment) and `pages`.

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

use crate::words::{Text, Words};
use ferrofax_engine::call::TapeError;
use ferrofax_languages::Language;
use seen::Seen;
use shapes::{Canvas, HEIGHT, Ink, Letters, Shape, Stands};

/// The left and the right edge of the drawing, in mm.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 198.0;

/// Facts about a call that are not in its recording. All of them may be empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct About<'a> {
    /// The time of the call, as it is shown.
    pub when: &'a str,
    /// The phone number of the remote fax machine, which called or was called.
    pub number: &'a str,
    /// The name of our fax device.
    pub device: &'a str,
    /// The fault and the advice, in one or two sentences. If this is empty, the most important
    /// finding in the recording is shown ([`Verdict`](crate::explain::Verdict)).
    pub verdict: &'a str,
    /// The language of the drawing. Messages of the fax machines are in English in every language.
    pub language: Language,
}

/// A drawn call.
#[derive(Clone, Debug)]
pub struct Drawing(Vec<Shape>);

impl Drawing {
    /// Draws the call in this recording. A recording that is cut off is drawn up to its end.
    ///
    /// # Errors
    /// `tape` is no call recording, or is damaged.
    pub fn of(tape: &[u8], about: &About<'_>) -> Result<Self, TapeError> {
        Ok(Self::of_seen(&Seen::of(tape)?, about))
    }

    fn of_seen(seen: &Seen, about: &About<'_>) -> Self {
        let mut canvas = Canvas::new();
        let words = Words::of(about.language);
        head::draw(&mut canvas, &seen.examined, about, words);
        lanes::draw(&mut canvas, &seen.examined, words);
        ladder::draw(&mut canvas, &seen.examined.ladder, words);
        let has_eye = seen.worst.as_ref().is_some_and(|moment| {
            eye::draw(&mut canvas, moment, words);
            true
        });
        pages::draw(&mut canvas, seen, has_eye, words);
        foot(&mut canvas, seen, words);
        Self(canvas.shapes)
    }

    /// The drawing as SVG.
    pub fn svg(&self) -> String {
        svg::write(&self.0)
    }

    /// The drawing as PNG, with 200 pixels an inch.
    pub fn png(&self) -> Vec<u8> {
        png::write(&self.0)
    }
}

fn foot(canvas: &mut Canvas, seen: &Seen, words: Words) {
    let y = HEIGHT - 8.0;
    let letters = Letters::grey(2.1);
    let made = words.text(match (seen.examined.differs_at_ms, seen.examined.is_whole) {
        (None, true) => Text::same_and_whole,
        (None, false) => Text::same_and_cut,
        (Some(_), true) => Text::other_and_whole,
        (Some(_), false) => Text::other_and_cut,
    });
    canvas.text([LEFT, y], Stands::Left, &made, letters, 140.0);
    let by = format!("Ferrofax {}", seen.examined.made_by);
    canvas.text([RIGHT, y], Stands::Right, &by, letters, 44.0);
}

/// Draws the title above a part.
fn title(canvas: &mut Canvas, [x, y]: [f64; 2], text: &str, beside: &str, room: f64) {
    let width = canvas.text([x, y], Stands::Left, text, Letters::bold(3.0), room);
    let at = [x + width + 1.6, y];
    canvas.text(at, Stands::Left, beside, Letters::grey(2.3), room - width - 1.6);
}

/// A time as minutes and seconds, or as seconds if `whole_ms` is below two minutes.
fn clock(ms: u64, whole_ms: u64) -> String {
    let seconds = ms / 1000;
    if whole_ms < 120_000 {
        format!("{seconds} s")
    } else {
        format!("{}:{:02}", seconds / 60, seconds % 60)
    }
}

/// The colour for a result: good, bad, or unknown.
const fn mark(is_good: Option<bool>) -> Ink {
    match is_good {
        Some(true) => Ink::GOOD,
        Some(false) => Ink::BAD,
        None => Ink::SAID,
    }
}
