//! What V.34 takes of the line's time: ten pages beside the shortest that the Recommendations
//! allow, and beside V.17.

use crate::send::{bits_behind, block};
use ferrofax::call::{AnswerConfig, OriginateConfig, V8Offer};
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::Status;
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::{CALLER, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::Wire;

const BPS: f64 = 33_600.0;
/// Symbols a second on the primary channel at that rate, and bits and symbols on the control channel,
/// where frames go twice as fast as MPh and E.
const SYMBOLS: f64 = 24_000.0 / 7.0;
const CONTROL_BPS: f64 = 1200.0;
const FRAMES_BPS: f64 = 2400.0;
const CONTROL_SYMBOLS: f64 = 600.0;

#[test]
fn ten_pages_take_little_more_than_their_floor_and_half_of_v17s_time() {
    let pages: Vec<Bitmap> =
        (0..10).map(|seed| pages::page(Content::Text, 1728, 1145, seed)).collect();
    let (v17, v34) = (line_s(&pages, V8Offer::Nothing), line_s(&pages, V8Offer::V34));
    let floor = floor_s(&pages);
    println!(
        "10 pages: V.17 {v17:.2} s, V.34 {v34:.2} s ({:.3} of it), floor {floor:.2} s ({:.3})",
        v34 / v17,
        v34 / floor
    );
    assert!(v34 <= 0.5 * v17);
    assert!(v34 <= 1.06 * floor);
}

#[test]
fn few_and_many_pages_come_in_every_coding() {
    for (coding, count) in
        [(Coding::Mh, 1), (Coding::Mr, 3), (Coding::Mmr, 3), (Coding::Jbig, 3), (Coding::Mmr, 30)]
    {
        let sent: Vec<Bitmap> =
            (0..count).map(|seed| pages::page(Content::Text, 1728, 120, seed)).collect();
        let (v8, codings) = (V8Offer::V34, vec![coding, Coding::Mh]);
        let config = OriginateConfig { v8, codings, ..OriginateConfig::default() };
        let mut caller = Calling::sending(config, &sent, Resolution::Fine);
        let codings = Coding::ALL.to_vec();
        let mut answerer = Answering::new(AnswerConfig { v8, codings, ..answer_config() });
        Wire::new(&LineSettings::mu_law()).run(&mut caller, &mut answerer);
        let told = || format!("{count} pages in {coding:?}: {}", caller.trace.join("\n"));
        assert_eq!(answerer.pages.len(), sent.len(), "{}", told());
        for (sent, came) in sent.iter().zip(&answerer.pages) {
            assert_eq!(pages::difference(sent, &came.bitmap), None, "{}", told());
            assert_eq!((came.coding, came.rate.bps()), (coding, 33_600), "{}", told());
        }
        assert_eq!(caller.outcome.as_ref().map(|it| it.pages), Some(sent.len() as u32));
    }
}

/// The line time of a fax between two of ours over A-law.
fn line_s(pages: &[Bitmap], v8: V8Offer) -> f64 {
    let config = OriginateConfig { ident: CALLER.into(), v8, ..OriginateConfig::default() };
    let mut caller = Calling::sending(config, pages, Resolution::Standard);
    let mut answerer = Answering::new(AnswerConfig { v8, ..answer_config() });
    let line_s = Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer).line_s;
    let outcome = caller.outcome.expect("an outcome");
    assert_eq!(outcome.status, Status::Received, "{}", caller.trace.join("\n"));
    if std::env::var_os("FERROFAX_TRACE").is_some() {
        println!("{}", caller.trace.join("\n"));
    }
    for (sent, came) in pages.iter().zip(&answerer.pages) {
        assert_eq!(pages::difference(sent, &came.bitmap), None);
    }
    line_s
}

/// What one end says has come to the other so much later: the line's packets are of 20 ms.
const TURN: f64 = 0.02;

/// The shortest that V.8, V.34 and T.30 Annex F allow for such a call, by modems that know what they
/// hear as soon as it is there.
fn floor_s(pages: &[Bitmap]) -> f64 {
    let frame = |fif: usize| vec![0xAA; 3 + fif];
    let said = |frames: &[Vec<u8>]| TURN + bits(frames) / FRAMES_BPS;
    // Silence, Te, two CM, two JM and CJ of three octets, silence (V.8 clause 8).
    let menu = (20.0 + 3.0 * 10.0) / 300.0;
    let v8 = 3.0 * TURN + 0.2 + 1.0 + 2.0 * menu + 2.0 * menu + 0.1 + 0.075;
    // INFO0, tone, reversal to reversal, tone, L1, as much of L2 as is read, tone, INFOh (V.34 12.2).
    let probing =
        4.0 * TURN + 49.0 / 600.0 + 0.05 + 0.04 + 0.01 + 0.16 + 0.42 + 0.025 + 51.0 / 600.0;
    // S, S̄ and PP before TRN and before each page (12.3.1, 12.5.1).
    let preamble = 0.07 + (128.0 + 16.0 + 288.0) / SYMBOLS;
    let training = preamble + 29.0 * 0.035;
    // PPh and ALT by the source, then by the recipient; MPh twice, for the second says that the first
    // was understood; E (12.4).
    let start = 2.0 * TURN
        + 2.0 * (32.0 + 16.0) / CONTROL_SYMBOLS
        + 2.0 * 88.0 / CONTROL_BPS
        + 20.0 / CONTROL_BPS;
    let phase_b = said(&[frame(20), frame(8)]) + said(&[frame(20), frame(6)]) + said(&[frame(0)]);
    // Sh, S̄h and ALT by the source, then by the recipient, and E (12.6).
    let again =
        2.0 * TURN + 0.07 + 2.0 * (24.0 + 8.0 + 16.0) / CONTROL_SYMBOLS + 20.0 / CONTROL_BPS;
    let page = |page: &Bitmap| {
        // Ones that turn the control channel off (12.6.3), B1, and ones that turn the primary one off.
        let image =
            2.0 * TURN + 40.0 / FRAMES_BPS + preamble + 0.04 + bits(&block(page)) / BPS + 0.035;
        image + again + said(&[frame(4)]) + said(&[frame(0)])
    };
    let pages: f64 = pages.iter().map(page).sum();
    v8 + probing + training + 0.07 + start + phase_b + pages + said(&[frame(0)])
}

/// Bits of these frames with two flags before and one between and after them (T.30 F.3.1.4).
fn bits(frames: &[Vec<u8>]) -> f64 {
    bits_behind(2, frames)
}
