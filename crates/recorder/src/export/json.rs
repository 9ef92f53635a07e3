//! Writes the examination of a call as JSON, for other programs.
//!
//! Times are milliseconds of line time since the call began. The JSON contains identifications as
//! the machines sent them, so it is as confidential as the recording.

use crate::examined::{At, Examined, Fate, Levels, PacketCounts};
use crate::explain::{Finding, Verdict};
use ferrofax_engine::call::LineReport;
use ferrofax_engine::t30::outcome::Outcome;
use ferrofax_ground::ladder::Rung;
use ferrofax_languages::Language;
use ferrofax_spool::call_steps;
use serde_json::{Map, Value, json};

/// Facts about a call that are not in its recording; empty ones are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// The identifier of the recording in Ferrofax.
    pub id: &'a str,
    /// The beginning of the call, in milliseconds since 1970.
    pub began_ms: Option<u64>,
}

/// The whole examination of a call, as the text of one JSON object.
pub fn json(call: &Examined, known: &Known<'_>) -> String {
    let mut all = Map::new();
    let mut put = |name: &str, value: Value| _ = all.insert(name.to_owned(), value);
    if !known.id.is_empty() {
        put("id", known.id.into());
    }
    if let Some(began_ms) = known.began_ms {
        put("began_unix_ms", began_ms.into());
    }
    put("role", if call.calls() { "calling" } else { "answering" }.into());
    put("record_is_whole", call.is_whole.into());
    put("lasted_ms", call.lasted_ms.into());
    put("our_ident", call.ident().into());
    put("far_ident", call.far.ident.as_deref().into());
    put("outcome", call.outcome.as_ref().map(outcome).into());
    put("findings", findings(call));
    put("negotiated", negotiated(call));
    put("ladder", ladder(call));
    put("lines", call.lines.iter().map(line).collect());
    put("levels", json!({ "heard": levels(&call.heard_level), "said": levels(&call.said_level) }));
    put("lost_sound", lost_sound(call));
    put("packets", packets(call));
    put("pages", pages(call));
    Value::Object(all).to_string()
}

fn outcome(outcome: &Outcome) -> Value {
    json!({
        "status": format!("{:?}", outcome.status).to_lowercase(),
        "phase": outcome.phase.to_string(),
        "cause": outcome.cause.name(),
        "text": outcome.cause.text(),
        "blame": format!("{:?}", outcome.cause.blame()).to_lowercase(),
        "pages": outcome.pages,
    })
}

/// The findings, ordered by weight, greatest first. Each has names and values, and sentences in
/// English.
fn findings(call: &Examined) -> Value {
    let one = |finding: &Finding| {
        let mut value = json!(finding);
        value["sentence"] = finding.sentence(Language::English).into();
        value["advice"] = finding.advice_text(Language::English).into();
        value
    };
    Verdict::of(call).findings.iter().map(one).collect()
}

fn negotiated(call: &Examined) -> Value {
    let one = |At { at_ms, what }: &At<ferrofax_engine::call::Negotiated>| {
        json!({
            "at_ms": at_ms,
            "modem": what.rate.to_string(),
            "bps": what.rate.bps(),
            "ecm": what.ecm,
            "coding": format!("{:?}", what.coding).to_lowercase(),
            "resolution": format!("{:?}", what.resolution).to_lowercase(),
            "width": format!("{:?}", what.width).to_lowercase(),
        })
    };
    call.negotiated.iter().map(one).collect()
}

fn ladder(call: &Examined) -> Value {
    let one = |Rung { at_ms, way, step }: &Rung| {
        json!({
            "at_ms": at_ms,
            "way": way.name(),
            "text": step.to_string(),
            "step": step.name(),
            "values": call_steps::values(step),
        })
    };
    call.ladder.iter().map(one).collect()
}

fn line(At { at_ms, what }: &At<LineReport>) -> Value {
    let quality = what.quality;
    json!({
        "at_ms": at_ms,
        "modem": what.rate.to_string(),
        "is_over": what.is_over,
        "snr_db": number(quality.snr_db),
        "level_dbm0": number(quality.level_dbm0),
        "offset_hz": number(quality.offset_hz),
        "skew_ppm": number(quality.skew_ppm),
        "distortion_db": number(quality.distortion_db),
        "relocks": quality.relocks,
    })
}

/// The levels in steps of a tenth of a second, each with the loudest level in the step; null if the
/// level is unknown in the whole step.
fn levels(levels: &Levels) -> Value {
    let loudest = |piece: &[Option<f32>]| piece.iter().copied().flatten().reduce(f32::max);
    let of = |piece: &[Option<f32>]| loudest(piece).map_or(Value::Null, number);
    json!({ "step_ms": 100, "dbm0": levels.dbm0.chunks(5).map(of).collect::<Vec<_>>() })
}

fn lost_sound(call: &Examined) -> Value {
    call.gaps
        .iter()
        .map(|gap| json!({ "at_ms": gap.at_ms, "ms": gap.ms }))
        .collect()
}

fn packets(call: &Examined) -> Value {
    let counts = PacketCounts::of(&call.packets_heard);
    let missing = call.packets_heard.iter().filter_map(|packet| match packet.fate {
        Fate::AfterMissing(missing) => Some(json!({ "at_ms": packet.at_ms, "packets": missing })),
        _ => None,
    });
    json!({
        "said": call.packets_said.len(),
        "heard": counts.came,
        "missing": counts.missing,
        "again": counts.again,
        "late": counts.late,
        "missing_before": missing.collect::<Vec<_>>(),
    })
}

fn pages(call: &Examined) -> Value {
    let came = call.pages_came.iter().map(|page| {
        json!({
            "number": page.number,
            "at_ms": page.at_ms,
            "way": "received",
            "rows": page.quality.rows,
            "bad_rows": page.quality.bad_rows,
            "is_complete": page.is_complete,
        })
    });
    let gone = call.pages_gone.iter().map(|page| {
        let event = |at: &At<crate::examined::PageEvent>| json!({ "at_ms": at.at_ms, "what": at.what.word() });
        json!({
            "number": page.number,
            "way": "sent",
            "events": page.events.iter().map(event).collect::<Vec<_>>(),
        })
    });
    came.chain(gone).collect()
}

/// A number, rounded to a hundredth; null if the number is not finite.
fn number(value: f32) -> Value {
    if value.is_finite() { json!((f64::from(value) * 100.0).round() / 100.0) } else { Value::Null }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::talk::{Talk, damaged};

    #[test]
    fn a_call_is_one_object_with_all_that_was_seen() {
        let talk = Talk { lost: vec![700], ..Talk::default() }.run();
        let call = Examined::of(&talk.answerer).unwrap();
        let known = Known { id: "7", began_ms: Some(1) };
        let read: Value = serde_json::from_str(&json(&call, &known)).unwrap();
        assert_eq!((&read["id"], &read["began_unix_ms"]), (&json!("7"), &json!(1)));
        let mut findings = read["findings"].as_array().unwrap().iter();
        let finding = findings.find(|finding| finding["name"] == "audio-lost").unwrap();
        assert_eq!((&finding["trouble"], &finding["fault"]), (&json!("loss"), &json!("network")));
        assert_eq!(finding["values"]["ms"], 20);
        assert_eq!(finding["advice_name"], "find-audio-loss");
        let sentence = finding["sentence"].as_str().unwrap();
        assert!(sentence.ends_with("missing (20 ms in one gap)."), "{sentence}");
        assert!(finding["advice"].as_str().unwrap().ends_with('.'));
        assert_eq!(read["outcome"]["cause"], "OK");
        assert_eq!(read["outcome"]["pages"], 2);
        assert_eq!(read["lost_sound"][0]["ms"], 20);
        assert_eq!(read["pages"].as_array().unwrap().len(), 2);
        assert!(read["ladder"].as_array().unwrap().len() > 10);
        assert!(read["lines"][0]["snr_db"].as_f64().unwrap() > 20.0);
        assert_eq!(read["levels"]["heard"]["step_ms"], 100);
    }

    #[test]
    fn a_damaged_tape_makes_an_object_or_a_sentence() {
        for tape in damaged(&Talk::default().run().caller, 30) {
            if let Ok(call) = Examined::of(&tape) {
                let text = json(&call, &Known::default());
                assert!(serde_json::from_str::<Value>(&text).is_ok());
            }
        }
    }
}
