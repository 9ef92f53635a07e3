//! Draws the constellation at the worst moment of the call: the received symbols, and the correct
//! points.

use super::ladder::{EDGE, TOP};
use super::seen::Moment;
use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{RIGHT, title};
use crate::words::{Text, Words};
use ferrofax_languages::Value;

/// The left edge and the side of the square, in mm.
const X: f64 = EDGE + 12.0;
const SIDE: f64 = 58.0;

/// The lower end of this part, in mm.
pub(super) const END: f64 = TOP + 3.0 + SIDE + 13.0;

/// The greatest value in each direction that is drawn; the mean square of the correct points is 1.
const REACH: f32 = 1.75;

pub(super) fn draw(canvas: &mut Canvas, moment: &Moment, words: Words) {
    let left = EDGE + 8.0;
    title(canvas, [left, TOP], &words.text(Text::worst_signal), "", RIGHT - left);
    let top = TOP + 3.0;
    canvas.block([X, top, SIDE, SIDE], Ink::PALE);
    let (middle, centre) = (X + SIDE / 2.0, top + SIDE / 2.0);
    canvas.line(&[[X, centre], [X + SIDE, centre]], 0.15, Ink::FAINT);
    canvas.line(&[[middle, top], [middle, top + SIDE]], 0.15, Ink::FAINT);
    let place = |[re, im]: [f32; 2]| {
        let part = |value: f32| f64::from((value / REACH).clamp(-0.99, 0.99)) * SIDE / 2.0;
        [middle + part(re), centre - part(im)]
    };
    canvas.dots(moment.seen.iter().map(|at| place(*at)).collect(), 0.32, Ink::HEARD.light(0.75));
    for point in &moment.points {
        let [x, y] = place(*point);
        let arm = if moment.points.len() > 32 { 0.5 } else { 0.9 };
        canvas.line(&[[x - arm, y], [x + arm, y]], 0.15, Ink::BLACK);
        canvas.line(&[[x, y - arm], [x, y + arm]], 0.15, Ink::BLACK);
    }
    let db = -10.0 * moment.error.max(1e-9).log10();
    let at = words.with(
        Text::worst_moment,
        &[
            ("rate", Value::Text(&moment.rate.to_string())),
            ("seconds", Value::Text(&words.seconds(moment.at_ms))),
            ("db", Value::Text(&format!("{db:.0}"))),
        ],
    );
    let y = top + SIDE + 3.4;
    canvas.text([left, y], Stands::Left, &at, Letters::plain(2.3), RIGHT - left);
    let what = words.text(Text::symbols);
    canvas.text([left, y + 3.1], Stands::Left, &what, Letters::grey(2.1), RIGHT - left);
}
