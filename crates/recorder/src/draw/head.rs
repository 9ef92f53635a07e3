//! Draws the head of the picture: who called, when, and the result.

use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{About, LEFT, RIGHT, clock, mark};
use crate::examined::{Examined, PacketCounts, PageEvent};
use crate::explain::Verdict;
use crate::words::{Text, Words};
use ferrofax_engine::t30::outcome::{Outcome, Status};
use ferrofax_languages::Value;

/// The lower end of the head, in mm.
pub(super) const END: f64 = 53.0;

const TEXT: f64 = LEFT + 5.0;

/// The widths of the columns of facts, in mm.
const WIDTHS: [f64; 6] = [20.0, 20.0, 38.0, 32.0, 37.0, 37.0];

pub(super) fn draw(canvas: &mut Canvas, call: &Examined, about: &About<'_>, words: Words) {
    let outcome = call.outcome;
    let is_good = match outcome.map(|outcome| outcome.status) {
        Some(Status::Received) => Some(true),
        Some(Status::Incomplete) => None,
        Some(Status::Failed) | None => Some(false),
    };
    let headline = words.text(headline(call));
    canvas.text([TEXT, 17.0], Stands::Left, &headline, Letters::bold(5.4), 120.0);
    canvas.text([RIGHT, 17.0], Stands::Right, about.when, Letters::plain(3.2), 58.0);
    let who = who(call, about, words);
    canvas.text([TEXT, 23.2], Stands::Left, &who, Letters::grey(3.2), RIGHT - TEXT);
    let verdict = Verdict::of(call);
    let first = verdict.first();
    let verdict = match about.verdict {
        "" => format!("{} {}", first.sentence(words.language), first.advice_text(words.language)),
        given => given.to_owned(),
    };
    // A text with more than three lines gets smaller letters and one more line.
    let (verdict, room) = (verdict.trim(), RIGHT - TEXT);
    let is_long = canvas.line_count(verdict, Letters::plain(3.5), room) > 3;
    let (size, step, most) = if is_long { (2.9, 3.8, 4) } else { (3.5, 4.7, 3) };
    let letters = Letters::plain(size).ink(mark(is_good));
    let lines = canvas.paragraph([TEXT, 29.4], verdict, letters, room, (step, most));
    canvas.block([LEFT, 12.6, 2.4, 18.0 + step * (lines - 1) as f64], mark(is_good));
    facts(canvas, call, words);
}

fn headline(call: &Examined) -> Text {
    let Some(Outcome { status, .. }) = call.outcome else { return Text::call_without_end };
    match (call.gives(), call.takes(), status) {
        (true, true, Status::Received) => Text::sent_and_received,
        (true, true, Status::Incomplete) => Text::both_in_part,
        (true, true, Status::Failed) => Text::nothing_either_way,
        (false, _, Status::Received) => Text::received,
        (false, _, Status::Incomplete) => Text::received_in_part,
        (false, _, Status::Failed) => Text::not_received,
        (true, false, Status::Received) => Text::sent,
        (true, false, Status::Incomplete) => Text::sent_in_part,
        (true, false, Status::Failed) => Text::not_sent,
    }
}

fn who(call: &Examined, about: &About<'_>, words: Words) -> String {
    let far = call.far.ident.as_deref().map(str::trim).filter(|ident| !ident.is_empty());
    let texts = if call.calls() {
        (Text::to_unknown, Text::to_number, Text::to_number_named)
    } else {
        (Text::from_unknown, Text::from_number, Text::from_number_named)
    };
    let (unknown, number, named) = texts;
    let mut parts = vec![match (about.number, far) {
        ("", None) => words.text(unknown),
        ("", Some(it)) | (it, None) => words.with_one(number, "number", it),
        (it, Some(far)) => {
            words.with(named, &[("number", Value::Text(it)), ("ident", Value::Text(far))])
        }
    }];
    if !about.device.is_empty() {
        parts.push(words.with_one(Text::of_device, "device", about.device));
    }
    let ident = call.ident();
    if !ident.trim().is_empty() {
        parts.push(words.with_one(Text::we_are, "ident", ident.trim()));
    }
    parts.join("  ·  ")
}

/// Draws a row of names and values.
fn facts(canvas: &mut Canvas, call: &Examined, words: Words) {
    let facts = [
        (Text::duration, clock(call.lasted_ms, call.lasted_ms)),
        (Text::pages, pages(call, words)),
        (Text::transport, carrier(call, words)),
        (Text::rate, speed(call, words)),
        (Text::worst_noise, noise(call, words)),
        (Text::lost, lost(call, words)),
    ];
    canvas.block([LEFT, 41.5, RIGHT - LEFT, 10.0], Ink::PALE);
    let mut x = LEFT + 2.0;
    for ((name, value), width) in facts.iter().zip(WIDTHS) {
        let name = words.text(*name);
        canvas.text([x, 45.2], Stands::Left, &name, Letters::grey(2.3), width - 1.5);
        canvas.text([x, 49.7], Stands::Left, value, Letters::bold(2.9), width - 1.5);
        x += width;
    }
}

fn pages(call: &Examined, words: Words) -> String {
    let confirmed = call.outcome.map_or(0, |outcome| outcome.pages);
    let said = |event: &crate::examined::At<PageEvent>| event.what == PageEvent::Said;
    let gone = call.pages_gone.iter().filter(|page| page.events.iter().any(said));
    let begun = gone.count() + call.pages_came.len();
    if begun as u32 <= confirmed {
        return confirmed.to_string();
    }
    let confirmed = Value::Count(confirmed as usize);
    words.with(Text::pages_of, &[("confirmed", confirmed), ("begun", Value::Count(begun))])
}

fn carrier(call: &Examined, words: Words) -> String {
    let line = if call.was_t38() { "T.38".into() } else { words.text(Text::audio) };
    let Some(last) = call.negotiated.last() else { return line };
    let ecm = if last.what.ecm { Text::with_ecm } else { Text::without_ecm };
    words.with_one(ecm, "line", &line)
}

fn speed(call: &Examined, words: Words) -> String {
    let mut rates = call.negotiated.iter().map(|at| at.what.rate);
    match (rates.clone().next(), rates.next_back()) {
        (Some(first), Some(last)) if first.bps() != last.bps() => {
            format!("{} → {}", first.bps(), last.bps())
        }
        (_, Some(last)) => last.to_string(),
        _ => words.text(Text::no_rate),
    }
}

fn noise(call: &Examined, words: Words) -> String {
    let worst = call.lines.iter().map(|at| at.what.quality.snr_db).reduce(f32::min);
    worst.map_or_else(|| words.text(Text::not_measured), |worst| format!("{worst:.0} dB"))
}

fn lost(call: &Examined, words: Words) -> String {
    let packets = PacketCounts::of(&call.packets_heard).missing;
    let ms = call.lost_ms().to_string();
    let values = [("ms", Value::Text(&ms)), ("count", Value::Count(packets))];
    match (call.lost_ms(), packets) {
        (0, 0) => words.text(Text::nothing),
        (_, 0) => words.with(Text::lost_audio, &values),
        (0, _) => words.with(Text::lost_packets, &values),
        _ => words.with(Text::lost_both, &values),
    }
}
