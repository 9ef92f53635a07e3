//! Whole faxes that begin by V.8, on our side, on spandsp's plain terminal's, and on both of ours:
//! each arrives as it does without, and as soon.

use ferrofax::call::{AnswerConfig, OriginateConfig, V8Offer};
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::Status;
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::{CALLER, Case, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;
use ferrofax_kit::wire::Wire;

/// When a call was set up: the last DIS before the first DCS, ms; and when it was over.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Times {
    dis_s: f64,
    end_s: f64,
}

fn page() -> Bitmap {
    pages::page(Content::Text, 1728, 300, 8)
}

/// The seconds at which a line of a trace was written.
fn seconds(rung: &str) -> f64 {
    let text: String = rung
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    text.parse().unwrap_or_else(|_| panic!("no time: {rung}"))
}

fn dis_s(trace: &[String]) -> f64 {
    let dcs = trace.iter().position(|rung| rung.contains("DCS")).expect("DCS was said");
    let dis = trace[..dcs].iter().rev().find(|rung| rung.contains("DIS"));
    seconds(dis.expect("DIS was said"))
}

fn originate(v8: V8Offer) -> OriginateConfig {
    OriginateConfig { ident: CALLER.into(), v8, ..OriginateConfig::default() }
}

fn answer(v8: V8Offer) -> AnswerConfig {
    AnswerConfig { v8, ..answer_config() }
}

fn lines() -> Vec<(&'static str, LineSettings)> {
    let noise = LineSettings {
        gain_db: -10.0,
        noise_dbm0: Some(-55.0),
        skew_ppm: 50.0,
        ..LineSettings::a_law()
    };
    let late = LineSettings { delay_blocks: 15, ..LineSettings::mu_law() };
    let lossy = LineSettings { loss: 0.01, seed: 5, ..LineSettings::a_law() };
    vec![
        ("A-law", LineSettings::a_law()),
        ("noise, 50 ppm", noise),
        ("300 ms late", late),
        ("1 % lost", lossy),
    ]
}

#[test]
fn between_two_of_ours_each_of_the_four_arrives_as_soon() {
    use V8Offer::{Modems, Nothing};
    for (name, line) in lines() {
        let mut plain = None;
        for (calls, answers) in
            [(Nothing, Nothing), (Modems, Nothing), (Nothing, Modems), (Modems, Modems)]
        {
            let sent = [page()];
            let mut caller = Calling::sending(originate(calls), &sent, Resolution::Fine);
            let mut answerer = Answering::new(answer(answers));
            let run = Wire::new(&line).run(&mut caller, &mut answerer);
            let came: Vec<_> = answerer.pages.iter().map(|page| &page.bitmap).collect();
            assert_eq!(came, [&sent[0]], "{name}, {calls:?}, {answers:?}: {:#?}", caller.trace);
            let ended = caller.outcome.map(|outcome| outcome.status);
            assert_eq!(ended, Some(Status::Received), "{name}, {calls:?}, {answers:?}");
            let times = Times { dis_s: dis_s(&caller.trace), end_s: run.line_s };
            println!("{name}: caller {calls:?}, answerer {answers:?}: {times:?}");
            let plain: Times = *plain.get_or_insert(times);
            // What is lost differs from call to call.
            if line.loss == 0.0 {
                assert!(times.dis_s <= plain.dis_s + 0.1, "{name}: {times:?}, {plain:?}");
                assert!(times.end_s <= plain.end_s + 0.2, "{name}: {times:?}, {plain:?}");
            }
        }
    }
}

#[test]
fn from_spandsp_a_fax_arrives_as_without() {
    let case = Case {
        rate: Rate::V17At14400,
        ecm: true,
        coding: Coding::Mmr,
        resolution: Resolution::Fine,
    };
    for (name, line) in lines().into_iter().take(3) {
        let times = [V8Offer::Nothing, V8Offer::Modems].map(|v8| {
            let (_folder, sender) = case.sender_of(&[page()]);
            let (mut caller, mut answerer) = (sender.start(), Answering::new(answer(v8)));
            let run = Wire::new(&line).run(&mut caller, &mut answerer);
            case.check(&[page()], &answerer, &caller.finish())
                .unwrap_or_else(|fault| panic!("{name}, {v8:?}: {fault}"));
            let times = Times { dis_s: dis_s(&answerer.trace), end_s: run.line_s };
            println!("{name}: spandsp calls, we answer with {v8:?}: {times:?}");
            times
        });
        let [without, with] = times;
        assert!(with.dis_s <= without.dis_s + 0.1 && with.end_s <= without.end_s + 0.2, "{name}");
    }
}

#[test]
fn to_spandsp_a_fax_arrives_as_without() {
    for (name, line) in lines().into_iter().take(3) {
        let times = [V8Offer::Nothing, V8Offer::Modems].map(|v8| {
            let folder = tempfile::tempdir().expect("a folder for the page");
            let mut caller = Calling::sending(originate(v8), &[page()], Resolution::Fine);
            let mut answerer = SpFax::receiving(&folder.path().join("received.tif")).start();
            let run = Wire::new(&line).run(&mut caller, &mut answerer);
            let theirs = answerer.finish();
            assert!(theirs.ok && theirs.pages == 1, "{name}, {v8:?}: {}", theirs.log);
            let ended = caller.outcome.map(|outcome| outcome.status);
            assert_eq!(ended, Some(Status::Received), "{name}, {v8:?}");
            let times = Times { dis_s: dis_s(&caller.trace), end_s: run.line_s };
            println!("{name}: we call with {v8:?}, spandsp answers: {times:?}");
            times
        });
        let [without, with] = times;
        assert!(with.dis_s <= without.dis_s + 0.1 && with.end_s <= without.end_s + 0.2, "{name}");
    }
}
