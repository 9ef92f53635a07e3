//! Describes a recorded call as a text for people.

use super::{Fault, Verdict, fields};
use crate::Examined;
use crate::examined::{Fate, Gap, PacketCounts, SeenFrame};
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_ground::pii::Pii;
use ferrofax_languages::Language;
use std::fmt::Write as _;

/// The explanation of a call as text: who called, the fault and the advice, the levels and losses,
/// the pages, and the ladder. The ladder is the list of the conversation's steps, with the fields
/// of each frame.
///
/// Numbers and names are hidden unless the administrator allows them to be shown.
pub fn show(call: &Examined) -> String {
    let mut text = String::new();
    // Writing to a text in memory cannot fail.
    _ = head(&mut text, call);
    _ = judge(&mut text, &Verdict::of(call));
    _ = sound(&mut text, call);
    _ = packets(&mut text, call);
    _ = pages(&mut text, call);
    _ = ladder(&mut text, call);
    text
}

type Written = std::fmt::Result;

fn head(text: &mut String, call: &Examined) -> Written {
    writeln!(text, "{}; {:.1} s, by {}.", role(call), seconds(call.lasted_ms), made_by(call))?;
    if !call.ident().is_empty() {
        writeln!(text, "Our ID:   {}", Pii(call.ident()))?;
    }
    if let Some(station) = station(call) {
        writeln!(text, "Their ID: {}", Pii(station))?;
    }
    match call.outcome {
        Some(outcome) => writeln!(
            text,
            "Outcome:  {:?} in phase {}: {}. {}",
            outcome.status,
            outcome.phase,
            pages_in_words(outcome.pages),
            outcome.cause.text()
        )?,
        None => writeln!(text, "Outcome:  the recording ends before the call does.")?,
    }
    if !call.is_whole {
        writeln!(text, "Cut off:  the recording ends in the middle of the call.")?;
    }
    if let Some(at_ms) = call.differs_at_ms {
        writeln!(
            text,
            "Differs:  the replay differs from the recording from {:.1} s on: this is not exactly the recorded call.",
            seconds(at_ms)
        )?;
    }
    Ok(())
}

fn role(call: &Examined) -> &'static str {
    match (call.calls(), call.gives(), call.takes()) {
        (true, true, true) => "We called, sent and fetched",
        (true, false, true) => "We called and fetched",
        (true, ..) => "We called and sent",
        (false, true, true) => "We answered and received, and were fetched from",
        (false, true, false) => "We answered, and were fetched from",
        (false, false, _) => "We answered and received",
    }
}

fn made_by(call: &Examined) -> String {
    if call.made_by.is_empty() { "Ferrofax".into() } else { format!("Ferrofax {}", call.made_by) }
}

/// The remote fax machine's identification, from TSI, CSI or CIG.
fn station(call: &Examined) -> Option<String> {
    use ferrofax_engine::t30::fcf::Fcf;
    use ferrofax_engine::t30::ident;
    let heard = call.frames.iter().filter(|seen| seen.way == Way::Heard);
    let frames = heard.filter_map(|seen| seen.frame.as_ref());
    frames
        .filter(|frame| matches!(frame.fcf, Fcf::Csi | Fcf::Tsi | Fcf::Cig))
        .find_map(|frame| ident::parse(&frame.fif))
}

fn judge(text: &mut String, verdict: &Verdict) -> Written {
    let first = verdict.first();
    writeln!(text, "\n{}", first.sentence(Language::English))?;
    writeln!(text, "Cause:    {}.", cause(first.fault))?;
    writeln!(text, "Change:   {}", first.advice_text(Language::English))?;
    for finding in &verdict.findings[1..] {
        writeln!(text, "Also:     {}", finding.sentence(Language::English))?;
    }
    Ok(())
}

/// The most likely cause of the trouble, in English.
const fn cause(fault: Fault) -> &'static str {
    match fault {
        Fault::Nobody => "none",
        Fault::Line => "most likely the telephone line",
        Fault::FarMachine => "most likely the remote fax machine",
        Fault::Network => "most likely the network",
        Fault::Us => "most likely this fax server",
    }
}

fn sound(text: &mut String, call: &Examined) -> Written {
    let measured = &call.measured;
    writeln!(text, "\nSound")?;
    let dbm0 = |level: Option<f32>| match level {
        Some(level) if level.is_finite() => format!("{level:.1} dBm0"),
        Some(_) => "none".into(),
        None => "not known".into(),
    };
    writeln!(
        text,
        "  level of the remote signal {}, of the noise {}",
        dbm0(measured.signal_dbm0),
        dbm0(measured.noise_dbm0)
    )?;
    match measured.echo {
        Some(echo) => writeln!(
            text,
            "  echo of our own signal: {} ms later, {:.0} dB weaker",
            echo.delay_ms, echo.loss_db
        )?,
        None => writeln!(text, "  no echo of our own signal")?,
    }
    // The image modem's reports.
    for line in call.lines.iter().filter(|line| line.what.is_over) {
        writeln!(text, "  {:8.2} {}", seconds(line.at_ms), line.what)?;
    }
    let of = |gaps: &[Gap]| -> Vec<String> {
        gaps.iter()
            .map(|gap| format!("{:.2} ({} ms)", seconds(gap.at_ms), gap.ms))
            .collect()
    };
    // First the stretches with a fault, then the single moments.
    listed(text, "lost", &of(&call.gaps))?;
    listed(text, "filled with silence", &of(&measured.holes))?;
    listed(text, "repeated", &of(&measured.repeats))?;
    let at = |times: &[u64]| -> Vec<String> {
        times.iter().map(|at_ms| format!("{:.2}", seconds(*at_ms))).collect()
    };
    listed(text, "samples dropped or inserted", &at(&measured.splices))?;
    listed(text, "clicks", &at(&measured.clicks))
}

/// Writes a line with the first 12 of these times.
fn listed(text: &mut String, name: &str, times: &[String]) -> Written {
    const MOST: usize = 12;
    if times.is_empty() {
        return Ok(());
    }
    let more = times.len().saturating_sub(MOST);
    let shown = times[..times.len() - more].join(", ");
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    writeln!(text, "  {name} at {shown}{rest} s")
}

fn packets(text: &mut String, call: &Examined) -> Written {
    if !call.was_t38() && call.t38_refused_ms.is_none() {
        return Ok(());
    }
    writeln!(text, "\nT.38")?;
    // The switches to T.38 and back, or the refusal of T.38.
    for switch in &call.switches {
        let to = switch.what.map_or_else(
            || "back to audio".into(),
            |terms| {
                format!(
                    "to T.38, version {}, at most {} bytes a packet",
                    terms.version, terms.max_ifp
                )
            },
        );
        writeln!(text, "  {:8.2} {to}", seconds(switch.at_ms))?;
    }
    if let Some(at_ms) = call.t38_refused_ms {
        writeln!(text, "  {:8.2} refused", seconds(at_ms))?;
    }
    let counts = PacketCounts::of(&call.packets_heard);
    writeln!(
        text,
        "  {} packets received, {} missing, {} twice, {} late; {} sent",
        counts.came,
        counts.missing,
        counts.again,
        counts.late,
        call.packets_said.len()
    )?;
    // The times of missing packets.
    let missing: Vec<String> = call
        .packets_heard
        .iter()
        .filter_map(|packet| match packet.fate {
            Fate::AfterMissing(missing) => {
                Some(format!("{:.2} ({missing})", seconds(packet.at_ms)))
            }
            _ => None,
        })
        .collect();
    listed(text, "missing", &missing)
}

fn pages(text: &mut String, call: &Examined) -> Written {
    if call.pages_came.is_empty() && call.pages_gone.is_empty() {
        return Ok(());
    }
    writeln!(text, "\nPages")?;
    for page in &call.pages_came {
        writeln!(
            text,
            "  {:8.2} page {}: {} rows, {} bad; {}, {}{}, {:?}{}",
            seconds(page.at_ms),
            page.number,
            page.quality.rows,
            page.quality.bad_rows,
            page.rate,
            page.coding,
            if page.ecm { " with error correction" } else { "" },
            page.resolution,
            if page.is_complete { "" } else { "; not complete" }
        )?;
    }
    for page in &call.pages_gone {
        for event in &page.events {
            writeln!(
                text,
                "  {:8.2} page {}: {}",
                seconds(event.at_ms),
                page.number,
                event.what.word()
            )?;
        }
    }
    Ok(())
}

fn ladder(text: &mut String, call: &Examined) -> Written {
    writeln!(text, "\nLadder (s; > sent, < received)")?;
    let mut frames: Vec<&SeenFrame> = call.frames.iter().collect();
    let mut taken_apart = Vec::new();
    for rung in &call.ladder {
        writeln!(text, "{rung}")?;
        let Some(at) = frames.iter().position(|seen| is_of(seen, rung)) else { continue };
        let Some(frame) = &frames.remove(at).frame else { continue };
        // The fields of a repeated frame are not shown again.
        let key = (rung.way, frame.fcf, &frame.fif);
        if taken_apart.contains(&key) {
            continue;
        }
        taken_apart.push(key);
        for (name, what) in fields(frame) {
            writeln!(text, "             {name}: {what}")?;
        }
    }
    Ok(())
}

/// The longest time from the decision to send a frame to the sending, in milliseconds.
const LONGEST_WAIT_MS: u64 = 2_000;

/// Whether this step of the ladder is about this frame.
fn is_of(seen: &SeenFrame, rung: &Rung) -> bool {
    // A frame that we send may wait for the line to be quiet, or for a page.
    let latest = rung.at_ms + if rung.way == Way::Said { LONGEST_WAIT_MS } else { 10 };
    let is_then = (rung.at_ms.saturating_sub(10)..=latest).contains(&seen.at_ms);
    let is_its_frame = |name: String| rung.step.frame().is_some_and(|step| step.starts_with(&name));
    seen.way == rung.way
        && is_then
        && seen.frame.as_ref().is_some_and(|frame| is_its_frame(frame.fcf.to_string()))
}

fn pages_in_words(pages: u32) -> String {
    if pages == 1 { "1 page".into() } else { format!("{pages} pages") }
}

fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial;

    #[test]
    fn a_call_is_shown_to_its_end() {
        let [caller, answerer] = trial::call(true, None).map(|tape| Examined::of(&tape).unwrap());
        let shown = show(&answerer);
        for part in [
            "We answered and received",
            "Their ID: …91",
            "Outcome:  Received in phase E: 2 pages.",
            "dB SNR",
            "lost at 14.00 (20 ms) s",
            "page 2: 60 rows, 0 bad; V.17 14400, MMR with error correction, Standard",
            "< DCS V.17 14400",
            "             rate: V.17 14400",
            "> DIS up to",
            "             can: receive",
            "follows: nothing (EOP)",
        ] {
            assert!(shown.contains(part), "{part:?} in\n{shown}");
        }
        assert!(show(&caller).contains("page 2: confirmed"), "{}", show(&caller));
    }

    #[test]
    fn a_call_by_packets_and_one_that_is_cut_off_are_shown() {
        let [_, answerer] = trial::call(true, Some(120));
        let shown = show(&Examined::of(&answerer).unwrap());
        assert!(shown.contains("packets received, 0 missing"), "{shown}");
        let cut = show(&Examined::of(&answerer[..answerer.len() / 2]).unwrap());
        assert!(cut.contains("Up to there, nothing is wrong"), "{cut}");
        assert!(
            cut.contains("Cut off:  the recording ends")
                && cut.contains("the recording ends before"),
            "{cut}"
        );
    }

    #[test]
    fn a_damaged_record_is_shown_or_refused() {
        let mut seed = 11u32;
        for tape in trial::call(true, Some(120)) {
            for _ in 0..60 {
                let mut damaged = tape.clone();
                for _ in 0..2 {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let at = (seed >> 8) as usize % damaged.len();
                    damaged[at] ^= 1 << (seed >> 29);
                }
                if let Ok(call) = Examined::of(&damaged) {
                    assert!(!show(&call).is_empty());
                }
            }
        }
    }
}
