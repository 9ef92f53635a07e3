//! Draws the lanes of the picture, all over one time axis: the level and the frames of both sides,
//! signal to noise, the difference of the clocks, and losses.

use super::axis::{Axis, FROM};
use super::shapes::{Canvas, Ink, Letters, Point, Stands};
use super::{LEFT, RIGHT, head};
use crate::examined::{Examined, Fate, LEVEL_STEP_MS, Levels, Packet};
use crate::words::{Text, Words};
use ferrofax_ground::ladder::{Rung, Step, Way};
use ferrofax_signal::modem::Rate;

/// The lowest and the highest level that a lane shows, in dBm0.
const QUIET: f32 = -60.0;
const LOUD: f32 = 0.0;

/// The lowest and the highest signal-to-noise ratio that its lane shows, in dB.
const NOISY: f32 = 0.0;
const CLEAN: f32 = 50.0;

/// The number of columns in which a lane shows levels.
const COLUMNS: u64 = 640;

/// The width for a lane's name, in mm.
const NAME: f64 = FROM - LEFT - 8.5;

/// A lane: its top and its height, in mm.
#[derive(Clone, Copy)]
struct Lane {
    top: f64,
    height: f64,
}

impl Lane {
    const fn bottom(self) -> f64 {
        self.top + self.height
    }

    /// The vertical position of `value` in the lane, if `bottom` and `top` are the values at its
    /// edges.
    fn y(self, value: f32, bottom: f32, top: f32) -> f64 {
        let share = ((value - bottom) / (top - bottom)).clamp(0.0, 1.0);
        self.bottom() - self.height * f64::from(share)
    }

    /// Draws a line across the lane, with the value that it means to the left.
    fn scale(self, canvas: &mut Canvas, y: f64, text: &str) {
        canvas.line(&[[FROM, y], [RIGHT, y]], 0.1, Ink::FAINT);
        let at = [FROM - 1.0, y + 0.7];
        canvas.text(at, Stands::Right, text, Letters::grey(2.0), 8.0);
    }

    /// Writes the lane's name to its left, and the lines of `further` below the name.
    fn name(self, canvas: &mut Canvas, name: &str, ink: Ink, further: &str) {
        let at = [LEFT, self.top + 1.6];
        canvas.text(at, Stands::Left, name, Letters::bold(2.7).ink(ink), FROM - LEFT - 1.0);
        for (number, line) in further.lines().enumerate() {
            let at = [LEFT, self.top + 4.9 + 2.9 * number as f64];
            canvas.text(at, Stands::Left, line, Letters::grey(2.1), NAME);
        }
    }
}

pub(super) fn draw(canvas: &mut Canvas, call: &Examined, words: Words) {
    let axis = Axis::new(call.lasted_ms);
    let top = head::END + 9.0;
    let lane = |from: f64, height| Lane { top: top + from, height };
    let (heard, said) = (lane(0.0, 18.0), lane(25.0, 18.0));
    let (noise, clocks, losses) = (lane(49.0, 14.0), lane(68.0, 9.0), lane(81.0, 5.0));
    let bottom = losses.bottom() + 1.5;
    axis.lines(canvas, heard.top, bottom);
    packets(canvas, axis, heard, &call.packets_heard, Ink::HEARD);
    packets(canvas, axis, said, &call.packets_said, Ink::SAID);
    levels(canvas, axis, heard, &call.heard_level, Ink::HEARD);
    levels(canvas, axis, said, &call.said_level, Ink::SAID);
    let loudness = if call.was_t38() { Text::level_and_packets } else { Text::level };
    let loudness = words.text(loudness);
    heard.name(canvas, &words.text(Text::remote), Ink::HEARD, &loudness);
    said.name(canvas, "Ferrofax", Ink::SAID, &loudness);
    frames(canvas, axis, heard, (&call.ladder, Way::Heard), words);
    frames(canvas, axis, said, (&call.ladder, Way::Said), words);
    signal_to_noise(canvas, axis, noise, call, words);
    skew(canvas, axis, clocks, call, words);
    lost(canvas, axis, losses, call, words);
    axis.draw(canvas, bottom);
}

/// Draws the level as an area: the loudest level in each column.
fn levels(canvas: &mut Canvas, axis: Axis, lane: Lane, levels: &Levels, ink: Ink) {
    for level in [-20.0, -40.0] {
        let y = lane.y(level, QUIET, LOUD);
        lane.scale(canvas, y, &format!("{level:.0}").replace('-', "−"));
    }
    canvas.line(&[[FROM, lane.bottom()], [RIGHT, lane.bottom()]], 0.2, Ink::GREY);
    // A column without a level separates two areas.
    let mut area: Vec<Point> = Vec::new();
    for column in 0..=COLUMNS {
        let at = |column: u64| axis.whole_ms * column / COLUMNS;
        let (from, to) = (at(column), at(column + 1).max(at(column) + LEVEL_STEP_MS));
        let from = from / LEVEL_STEP_MS * LEVEL_STEP_MS;
        let loudest = levels.between(from, to).reduce(f32::max);
        match loudest.filter(|_| column < COLUMNS) {
            Some(level) => area.push([axis.x(at(column)), lane.y(level, QUIET, LOUD)]),
            None => close(canvas, lane, std::mem::take(&mut area), ink),
        }
    }
}

fn close(canvas: &mut Canvas, lane: Lane, mut area: Vec<Point>, ink: Ink) {
    let (Some(first), Some(last)) = (area.first().copied(), area.last().copied()) else { return };
    canvas.area(
        [&[[first[0], lane.bottom()]], &area[..], &[[last[0], lane.bottom()]]].concat(),
        ink.light(0.45),
    );
    area.dedup_by_key(|point| (point[0] * 20.0) as i64);
    canvas.line(&area, 0.18, ink);
}

/// Draws the number of bytes of the packets in each of 320 columns.
fn packets(canvas: &mut Canvas, axis: Axis, lane: Lane, packets: &[Packet], ink: Ink) {
    let mut octets = vec![0usize; 320];
    let columns = octets.len() as u64;
    for packet in packets {
        let column = packet.at_ms.min(axis.whole_ms) * (columns - 1) / axis.whole_ms;
        octets[column as usize] += packet.octets;
    }
    let most = octets.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = (RIGHT - FROM) / columns as f64;
    for (column, octets) in octets.iter().enumerate().filter(|(_, octets)| **octets > 0) {
        let height = (0.06 + 0.8 * (*octets as f64 / most).sqrt()) * lane.height;
        let x = FROM + width * column as f64;
        canvas.block([x, lane.bottom() - height, width, height], ink.light(0.4));
    }
}

/// Draws the names of frames above their times, as far as there is room. The last name is placed
/// first, so that the names before it cannot take its room.
fn frames(
    canvas: &mut Canvas,
    axis: Axis,
    lane: Lane,
    (ladder, way): (&[Rung], Way),
    words: Words,
) {
    let letters = Letters::plain(2.2);
    let rungs: Vec<_> = ladder.iter().filter(|rung| rung.way == way).collect();
    for rung in &rungs {
        let x = axis.x(rung.at_ms);
        canvas.line(&[[x, lane.top - 0.6], [x, lane.top + 1.0]], 0.2, Ink::BLACK);
    }
    let rungs: Vec<_> = rungs.into_iter().filter(|rung| !is_companion(&rung.step)).collect();
    let Some((last, before)) = rungs.split_last() else { return };
    let mut place = |rung: &Rung, free: f64, end: f64| {
        let word = words.short_step(&rung.step);
        let (x, width) = (axis.x(rung.at_ms), canvas.width(&word, letters));
        let left = (x - width / 2.0).clamp(FROM, (RIGHT - width).max(FROM));
        // A name far from its mark would seem to belong to another mark, so it may move only a
        // little.
        let left = if left < free && x + 0.4 >= free { free } else { left };
        (left >= free && left + width <= end).then(|| {
            canvas.text([left, lane.top - 1.3], Stands::Left, &word, letters, width + 0.5);
            [left, left + width]
        })
    };
    let end = place(last, FROM, RIGHT + 0.1).map_or(RIGHT, |[left, _]| left - BETWEEN);
    let mut free = FROM;
    for rung in before {
        if let Some([_, right]) = place(rung, free, end) {
            free = right + BETWEEN;
        }
    }
}

/// The space between names, in mm.
const BETWEEN: f64 = 1.3;

/// The names of frames that are sent directly before another frame (T.30 §5.3.6.1).
const COMPANIONS: [&str; 14] = [
    "NSF", "CSI", "TSI", "CIG", "NSS", "NSC", "SUB", "SID", "SEP", "PWD", "PSA", "IRA", "TSA",
    "CSA",
];

/// Whether a step is one of [`COMPANIONS`].
pub(super) fn is_companion(step: &Step) -> bool {
    step.frame().is_some_and(|frame| COMPANIONS.contains(&&*frame))
}

/// Draws the signal-to-noise ratio of each received signal, from its training to its end.
fn signal_to_noise(canvas: &mut Canvas, axis: Axis, lane: Lane, call: &Examined, words: Words) {
    let scale = words.text(Text::noise_scale);
    lane.name(canvas, &words.text(Text::noise), Ink::BLACK, &scale);
    if call.lines.is_empty() {
        return nothing(canvas, lane, &words.text(Text::no_signal));
    }
    for level in [10.0, 20.0, 30.0, 40.0] {
        lane.scale(canvas, lane.y(level, NOISY, CLEAN), &format!("{level:.0}"));
    }
    let mut free = FROM;
    for (from_ms, to_ms, rate, values) in stretches(call, |quality| quality.snr_db) {
        let (left, right) = (axis.x(from_ms), axis.x(to_ms).max(axis.x(from_ms) + 0.4));
        // Draws the ratio that the rate needs, then the measured one.
        let need = lane.y(needs_db(rate), NOISY, CLEAN);
        canvas.block([left, need, right - left, lane.bottom() - need], Ink::BAD.light(0.13));
        let worst = values.iter().copied().fold(f32::MAX, f32::min);
        let ink = if worst < needs_db(rate) { Ink::BAD } else { Ink::GOOD };
        let y = values.map(|value| lane.y(value, NOISY, CLEAN));
        canvas.line(&[[left, y[0]], [right, y[1]]], 0.7, ink);
        let name = rate.to_string();
        if canvas.width(&name, Letters::grey(2.0)) < right - left - 1.0 {
            let at = [(left + right) / 2.0, lane.bottom() - 0.9];
            canvas.text(at, Stands::Middle, &name, Letters::grey(2.0), right - left);
        }
        let letters = Letters::plain(2.1).ink(ink);
        let text = format!("{worst:.0}");
        let width = canvas.width(&text, letters);
        let at = ((left + right) / 2.0 - width / 2.0).clamp(FROM, RIGHT - width);
        if at >= free {
            canvas.text([at, y[0].min(y[1]) - 0.8], Stands::Left, &text, letters, 20.0);
            free = at + width + 1.0;
        }
    }
    canvas.line(&[[FROM, lane.bottom()], [RIGHT, lane.bottom()]], 0.2, Ink::GREY);
}

/// Draws the difference between the remote fax machine's sampling clock and ours, in ppm.
fn skew(canvas: &mut Canvas, axis: Axis, lane: Lane, call: &Examined, words: Words) {
    let scale = words.text(Text::clock_scale);
    lane.name(canvas, &words.text(Text::clock), Ink::BLACK, &scale);
    if call.lines.is_empty() {
        return nothing(canvas, lane, &words.text(Text::not_measured));
    }
    let all: Vec<_> = stretches(call, |quality| quality.skew_ppm).collect();
    let most = all
        .iter()
        .flat_map(|stretch| stretch.3)
        .fold(60.0f32, |most, ppm| most.max(ppm.abs()));
    let most = (most / 50.0).ceil() * 50.0;
    let scale =
        [(most, format!("+{most:.0}")), (0.0, "0".to_owned()), (-most, format!("−{most:.0}"))];
    for (level, text) in scale {
        lane.scale(canvas, lane.y(level, -most, most), &text);
    }
    for (from_ms, to_ms, _, values) in all {
        let (left, right) = (axis.x(from_ms), axis.x(to_ms).max(axis.x(from_ms) + 0.4));
        let y = values.map(|value| lane.y(value, -most, most));
        let ink = if values[1].abs() > 100.0 { Ink::BAD } else { Ink::BLACK };
        canvas.line(&[[left, y[0]], [right, y[1]]], 0.6, ink);
    }
}

/// Draws the times at which sound or packets were lost.
fn lost(canvas: &mut Canvas, axis: Axis, lane: Lane, call: &Examined, words: Words) {
    let below = words.text(Text::lost_where);
    lane.name(canvas, &words.text(Text::lost_lane), Ink::BLACK, &below);
    canvas.block([FROM, lane.top, RIGHT - FROM, lane.height], Ink::PALE);
    let gaps = call.gaps.iter().map(|gap| (gap.at_ms, gap.ms));
    let missing = call
        .packets_heard
        .iter()
        .filter(|packet| matches!(packet.fate, Fate::AfterMissing(_)));
    let all: Vec<_> = gaps.chain(missing.map(|packet| (packet.at_ms, 0))).collect();
    if all.is_empty() {
        return nothing(canvas, lane, &words.text(Text::nothing_lost));
    }
    for (at_ms, ms) in all {
        let (left, right) = (axis.x(at_ms), axis.x(at_ms + ms));
        canvas.block([left, lane.top, (right - left).max(0.25), lane.height], Ink::BAD);
    }
}

fn nothing(canvas: &mut Canvas, lane: Lane, text: &str) {
    let at = [FROM + 2.0, lane.top + lane.height / 2.0 + 0.8];
    canvas.text(at, Stands::Left, text, Letters::grey(2.3), RIGHT - FROM - 4.0);
}

/// The received signals with a measured value at their beginning and at their end. Each item is the
/// beginning, the end, the rate, and both values.
fn stretches(
    call: &Examined,
    value: impl Fn(&ferrofax_signal::modem::LineQuality) -> f32,
) -> impl Iterator<Item = (u64, u64, Rate, [f32; 2])> {
    let mut begun: Option<(u64, Rate, f32)> = None;
    let mut all = Vec::new();
    for report in &call.lines {
        // Signals of V.34 are left out: the ratio that they need depends on more than the rate.
        let Some(rate) = report.what.rate.image() else { continue };
        let found = value(&report.what.quality);
        let before = begun.take();
        if report.what.is_over {
            let (from, _, first) = before.unwrap_or((report.at_ms, rate, found));
            all.push((from, report.at_ms, rate, [first, found]));
        } else {
            all.extend(before.map(|(from, rate, first)| (from, report.at_ms, rate, [first; 2])));
            begun = Some((report.at_ms, rate, found));
        }
    }
    // The last signal has no report of its own end if the call ended before.
    all.extend(begun.map(|(from, rate, first)| (from, call.lasted_ms, rate, [first; 2])));
    all.into_iter()
}

/// The signal-to-noise ratio at the decision point that a rate needs, in dB. With this ratio,
/// theory gives about one wrong bit in ten thousand in white noise.
const fn needs_db(rate: Rate) -> f32 {
    match rate {
        Rate::V27ter2400 => 11.7,
        Rate::V27ter4800 => 17.0,
        Rate::V29At7200 => 15.8,
        Rate::V29At9600 => 19.8,
        Rate::V17At7200 => 11.6,
        Rate::V17At9600 => 15.1,
        Rate::V17At12000 => 18.1,
        Rate::V17At14400 => 21.3,
    }
}
