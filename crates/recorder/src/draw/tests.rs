//! Properties of every drawing, checked with calls of several kinds.

use super::*;
use crate::examined::At;
use crate::talk::{Talk, damaged};
use ferrofax_ground::ladder::Rung;
use ferrofax_signal::modem::Rate;

const ABOUT: About<'_> = About {
    when: "22 November 2026, 21:40:12",
    number: "+49 551 123456 <&>",
    device: "a device with quite a long name of its own, as some have",
    verdict: "The line lost sound on the way to us, most likely in the network of the provider, and \
              what was lost cost the remote fax machine its patience. Ask the provider for T.38, or have the \
              jitter buffer of the trunk made longer, and try again at a lower speed, such as 9600; \
              and here is more than there is room for, so that it has to end in the middle of things.",
    language: Language::English,
};

/// The extent of letters above and below their base line, relative to the size of the letters.
const OVER: f64 = 0.74;
const UNDER: f64 = 0.18;

/// All texts, each with its rectangle: left, top, right, bottom.
fn texts(drawing: &Drawing) -> Vec<([f64; 4], &str)> {
    let text = |shape: &'_ Shape| match shape {
        Shape::Text { at: [x, y], size, width, .. } => {
            Some([*x, y - OVER * size, x + width, y + UNDER * size])
        }
        _ => None,
    };
    let words = |shape: &'_ Shape| matches!(shape, Shape::Text { .. });
    let places = drawing.0.iter().filter_map(text);
    let named = drawing.0.iter().filter(|shape| words(shape)).map(|shape| match shape {
        Shape::Text { text, .. } => text.as_str(),
        _ => "",
    });
    places.zip(named).collect()
}

fn is_tidy(drawing: &Drawing) {
    let texts = texts(drawing);
    assert!(texts.len() > 15);
    for (at, ([left, top, right, bottom], text)) in texts.iter().enumerate() {
        let is_on_it = *left >= 10.0 && *right <= 200.0 && *top >= 8.0 && *bottom <= 292.0;
        assert!(is_on_it, "{text:?} stands beyond the sheet: {left} {top} {right} {bottom}");
        for (other, with) in &texts[at + 1..] {
            let apart = other[0] >= right - 0.05
                || *left >= other[2] - 0.05
                || other[1] >= bottom - 0.05
                || *top >= other[3] - 0.05;
            assert!(apart, "{text:?} and {with:?} cover each other");
        }
    }
}

/// Checks that none of our own texts is cut because there is too little room.
fn has_room(drawing: &Drawing, seen: &Seen, language: Language) {
    let words = Words::of(language);
    let is_ours = |text: &&str| {
        let start = text.trim_end_matches('…').trim_end();
        Text::ALL.iter().any(|name| words.text(*name).starts_with(start))
            || [words.text(Text::level_and_packets), words.text(Text::noise_scale)]
                .iter()
                .any(|lines| lines.lines().any(|line| line.starts_with(start)))
    };
    let cut: Vec<_> = texts(drawing)
        .into_iter()
        .map(|(_, text)| text)
        .filter(|text| text.ends_with('…') && !text.starts_with('…') && is_ours(text))
        .collect();
    assert!(cut.is_empty(), "{} {:?}: {cut:?}", language.code(), seen.examined.outcome);
}

fn seen(talk: &Talk, answerer: bool) -> Seen {
    let tapes = talk.run();
    Seen::of(if answerer { &tapes.answerer } else { &tapes.caller }).unwrap()
}

#[test]
fn no_text_covers_another() {
    let talks = [
        Talk::default(),
        Talk { to_t38_after: Some(120), ..Talk::default() },
        Talk { ecm: false, pages: 5, noise: 300, lost: vec![700, 900], ..Talk::default() },
        Talk { hangs_up_at: Some(60), ..Talk::default() },
        Talk { hangs_up_at: Some(800), ..Talk::default() },
        Talk { noise: 3000, pages: 1, ..Talk::default() },
    ];
    for talk in talks {
        for answerer in [false, true] {
            let seen = seen(&talk, answerer);
            is_tidy(&Drawing::of_seen(&seen, &ABOUT));
            for language in Language::ALL {
                let drawing = Drawing::of_seen(&seen, &About { language, ..About::default() });
                is_tidy(&drawing);
                has_room(&drawing, &seen, language);
            }
        }
    }
}

/// One call, repeated until it lasts half an hour.
#[test]
fn a_long_call_has_room_on_the_sheet() {
    let mut seen = seen(&Talk { pages: 9, rows: 30, ..Talk::default() }, true);
    let call = &mut seen.examined;
    let (once, ladder, lines) = (call.lasted_ms, call.ladder.clone(), call.lines.clone());
    call.lasted_ms = 0;
    call.ladder.clear();
    call.lines.clear();
    while call.lasted_ms < 30 * 60_000 {
        let late = |rung: &Rung| Rung { at_ms: rung.at_ms + call.lasted_ms, ..rung.clone() };
        call.ladder.extend(ladder.iter().map(late));
        let late = |line: &At<_>| At { at_ms: line.at_ms + call.lasted_ms, ..line.clone() };
        call.lines.extend(lines.iter().map(late));
        call.lasted_ms += once;
    }
    let drawing = Drawing::of_seen(&seen, &ABOUT);
    is_tidy(&drawing);
    assert!(
        texts(&drawing)
            .iter()
            .any(|(_, text)| text.contains("more messages are not shown"))
    );
    assert!(drawing.svg().len() < 2_000_000);
}

#[test]
fn both_forms_of_a_drawing_are_whole() {
    let drawing = Drawing::of(&Talk::default().run().answerer, &ABOUT).unwrap();
    let svg = drawing.svg();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("+49 551 123456 &lt;&amp;&gt;") && svg.contains("data:image/png;base64,"));
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    let png = image::load_from_memory(&drawing.png()).unwrap().to_rgb8();
    assert_eq!(png.dimensions(), (1653, 2338));
    assert_eq!(png.get_pixel(2, 2).0, [255, 255, 255]);
    let green = Ink::GOOD;
    assert_eq!(png.get_pixel(104, 120).0, [green.0, green.1, green.2], "the mark at its head");
}

#[test]
fn the_worst_moment_is_the_noisy_one() {
    let clean = seen(&Talk { noise: 0, ..Talk::default() }, true).worst.unwrap();
    assert_eq!((clean.rate, clean.points.len()), (Rate::V17At14400, 128));
    assert!(clean.error < 1e-3, "{}", clean.error);
    let noisy = seen(&Talk { noise: 300, ..Talk::default() }, true).worst.unwrap();
    assert!(noisy.error > 3.0 * clean.error, "{} {}", noisy.error, clean.error);
    assert!(seen(&Talk::default(), false).worst.is_none(), "the caller hears no image");
}

#[test]
fn a_damaged_tape_makes_a_drawing_or_a_sentence() {
    for tape in damaged(&Talk::default().run().answerer, 12) {
        if let Ok(drawing) = Drawing::of(&tape, &ABOUT) {
            is_tidy(&drawing);
        }
    }
}
