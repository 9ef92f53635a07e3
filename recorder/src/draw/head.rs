//! Draws the head: who called, when, and the result.

use super::shapes::{Canvas, Ink, Letters, Stands};
use super::{About, LEFT, RIGHT, clock, mark};
use crate::examined::{Examined, PacketCounts, PageEvent};
use crate::explain::{Finding, Verdict};
use ferrofax_engine::t30::outcome::{Outcome, Status};

/// The lower end of the head, in mm.
pub(super) const END: f64 = 53.0;

const TEXT: f64 = LEFT + 5.0;

/// The widths of the columns of facts, in mm.
const WIDTHS: [f64; 6] = [20.0, 20.0, 38.0, 32.0, 37.0, 37.0];

pub(super) fn draw(canvas: &mut Canvas, call: &Examined, about: &About<'_>) {
    let outcome = call.outcome;
    let is_good = match outcome.map(|outcome| outcome.status) {
        Some(Status::Received) => Some(true),
        Some(Status::Incomplete) => None,
        Some(Status::Failed) | None => Some(false),
    };
    canvas.text([TEXT, 17.0], Stands::Left, headline(call), Letters::bold(5.4), 120.0);
    canvas.text([RIGHT, 17.0], Stands::Right, about.when, Letters::plain(3.2), 58.0);
    canvas.text([TEXT, 23.2], Stands::Left, &who(call, about), Letters::grey(3.2), RIGHT - TEXT);
    let verdict = Verdict::of(call);
    let Finding { sentence, advice, .. } = verdict.first();
    let verdict = match about.verdict {
        "" => format!("{sentence} {advice}"),
        given => given.to_owned(),
    };
    let letters = Letters::plain(3.5).ink(mark(is_good));
    let lines = canvas.paragraph([TEXT, 29.4], verdict.trim(), letters, RIGHT - TEXT, (4.7, 3));
    canvas.block([LEFT, 12.6, 2.4, 18.0 + 4.7 * (lines - 1) as f64], mark(is_good));
    facts(canvas, call);
}

fn headline(call: &Examined) -> &'static str {
    let Some(Outcome { status, .. }) = call.outcome else { return "A call without its end" };
    match (call.gives(), call.takes(), status) {
        (true, true, Status::Received) => "Fax sent, and one received",
        (true, true, Status::Incomplete) => "Faxes both ways, in part",
        (true, true, Status::Failed) => "No fax went either way",
        (false, _, Status::Received) => "Fax received",
        (false, _, Status::Incomplete) => "Fax received in part",
        (false, _, Status::Failed) => "No fax received",
        (true, false, Status::Received) => "Fax sent",
        (true, false, Status::Incomplete) => "Fax sent in part",
        (true, false, Status::Failed) => "Fax not sent",
    }
}

fn who(call: &Examined, about: &About<'_>) -> String {
    let far = call.far.ident.as_deref().map(str::trim).filter(|ident| !ident.is_empty());
    let mut parts = Vec::new();
    let way = if call.calls() { "to" } else { "from" };
    match (about.number, far) {
        ("", None) => parts.push(format!("{way} a machine that did not say its number")),
        ("", Some(far)) => parts.push(format!("{way} {far}")),
        (number, None) => parts.push(format!("{way} {number}")),
        (number, Some(far)) => parts.push(format!("{way} {number}, which calls itself {far}")),
    }
    if !about.device.is_empty() {
        parts.push(format!("device {}", about.device));
    }
    if !call.ident().trim().is_empty() {
        parts.push(format!("we call ourselves {}", call.ident().trim()));
    }
    parts.join("  ·  ")
}

/// Draws a row of names and values.
fn facts(canvas: &mut Canvas, call: &Examined) {
    let pages = pages(call);
    let facts = [
        ("Lasted", clock(call.lasted_ms, call.lasted_ms)),
        ("Pages", pages),
        ("Carried by", carrier(call)),
        ("Speed", speed(call)),
        ("Worst signal to noise", noise(call)),
        ("Lost on the way", lost(call)),
    ];
    canvas.block([LEFT, 41.5, RIGHT - LEFT, 10.0], Ink::PALE);
    let mut x = LEFT + 2.0;
    for ((name, value), width) in facts.iter().zip(WIDTHS) {
        canvas.text([x, 45.2], Stands::Left, name, Letters::grey(2.3), width - 1.5);
        canvas.text([x, 49.7], Stands::Left, value, Letters::bold(2.9), width - 1.5);
        x += width;
    }
}

fn pages(call: &Examined) -> String {
    let confirmed = call.outcome.map_or(0, |outcome| outcome.pages);
    let said = |event: &crate::examined::At<PageEvent>| event.what == PageEvent::Said;
    let gone = call.pages_gone.iter().filter(|page| page.events.iter().any(said));
    let begun = gone.count() + call.pages_came.len();
    match begun as u32 {
        begun if begun > confirmed => format!("{confirmed} of {begun}"),
        _ => confirmed.to_string(),
    }
}

fn carrier(call: &Examined) -> String {
    let ecm = call
        .negotiated
        .last()
        .map_or("", |last| if last.what.ecm { ", with ECM" } else { ", no ECM" });
    let line = if call.was_t38() { "T.38" } else { "audio" };
    format!("{line}{ecm}")
}

fn speed(call: &Examined) -> String {
    let mut rates = call.negotiated.iter().map(|at| at.what.rate);
    match (rates.clone().next(), rates.next_back()) {
        (Some(first), Some(last)) if first.bps() != last.bps() => {
            format!("{} → {}", first.bps(), last.bps())
        }
        (_, Some(last)) => last.to_string(),
        _ => "none agreed on".into(),
    }
}

fn noise(call: &Examined) -> String {
    let worst = call.lines.iter().map(|at| at.what.quality.snr_db).reduce(f32::min);
    worst.map_or_else(|| "not measured".into(), |worst| format!("{worst:.0} dB"))
}

fn lost(call: &Examined) -> String {
    let packets = PacketCounts::of(&call.packets_heard).missing;
    match (call.lost_ms(), packets) {
        (0, 0) => "nothing".into(),
        (ms, 0) => format!("{ms} ms of sound"),
        (0, 1) => "1 packet".into(),
        (0, packets) => format!("{packets} packets"),
        (ms, packets) => format!("{ms} ms, {packets} packets"),
    }
}
