//! Whole faxes in colours arrive octet by octet between two of ours, with error correction alone;
//! who takes no colours gets black and white in the same call, and what was not offered is not
//! taken. By packets: `t38/colours.rs`.

use crate::jbig_calls::is_good;
use ferrofax::call::{AnswerConfig, OriginateConfig, PageToSend, ReceivedPage, V8Offer};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, Resolution, colour};
use ferrofax::t30::outcome::Status;
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::{Calling, to_send};
use ferrofax_kit::colours;
use ferrofax_kit::faxing::{CALLER, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::t43::{self, Order};
use ferrofax_kit::wire::Wire;
use std::sync::Arc;

pub(crate) fn answering() -> AnswerConfig {
    AnswerConfig { codings: with_colours(), ..answer_config() }
}

pub(crate) fn calling(rate: Rate) -> OriginateConfig {
    OriginateConfig {
        ident: CALLER.into(),
        rates: vec![rate],
        codings: with_colours(),
        ..OriginateConfig::default()
    }
}

fn with_colours() -> Vec<Coding> {
    [vec![Coding::Mh, Coding::Mr, Coding::Mmr], Coding::OF_COLOURS.to_vec()].concat()
}

/// Pages of one document, each in black and white and in these colours.
pub(crate) fn coloured(all: &[Option<Vec<u8>>]) -> Vec<PageToSend> {
    let seeds = 0..all.len() as u64;
    let bitmaps: Vec<_> = seeds.map(|seed| pages::page(Content::Text, 1728, 200, seed)).collect();
    let pages = to_send(&bitmaps, Resolution::Fine).into_iter().zip(all);
    pages
        .map(|(page, colour)| PageToSend { colour: colour.clone().map(Arc::new), ..page })
        .collect()
}

/// What came, beside what was to go: octets where both have colours, else rows.
pub(crate) fn came(
    sent: &[PageToSend],
    pages: &[ReceivedPage],
    trace: &[String],
    in_colours: bool,
) {
    let told = trace.join("\n");
    assert_eq!(pages.len(), sent.len(), "{told}");
    for (sent, came) in sent.iter().zip(pages) {
        assert!(came.complete && came.ecm, "{told}");
        match &sent.colour {
            Some(octets) if in_colours => {
                let coding = colour::coding(octets).expect("it is one of them");
                assert_eq!((came.coding, came.resolution), (coding, Resolution::R200));
                // Where it ends is said by itself; else zeros that fill the last frame follow.
                let came_so = came.colour.as_deref().unwrap_or_default();
                let rest = came_so.strip_prefix(&octets[..]).expect("octet by octet");
                let has_end = colour::end(octets).is_some();
                assert!(rest.is_empty() || !has_end && rest.len() < 256, "{told}");
                assert!(rest.iter().all(|octet| *octet == 0), "{told}");
                assert!(came.quality.rows > 1 && came.bitmap.rows() == 0);
            }
            _ => {
                assert_eq!((came.coding, came.resolution), (Coding::Mmr, Resolution::Fine));
                assert_eq!(pages::difference(&sent.bitmap, &came.bitmap), None, "{told}");
                assert_eq!(came.colour, None);
            }
        }
    }
}

fn send(
    caller: OriginateConfig,
    answerer: AnswerConfig,
    sent: &[PageToSend],
) -> (Calling, Answering) {
    let mut caller = Calling::new(caller, sent.to_vec());
    let mut answerer = Answering::new(answerer);
    let mut wire = Wire::new(&LineSettings::mu_law());
    wire.max_s = 3600.0;
    wire.run(&mut caller, &mut answerer);
    (caller, answerer)
}

#[test]
fn colours_and_greys_arrive_octet_by_octet_and_black_and_white_between_them() {
    let sent = coloured(&[
        Some(colours::page(1728, 300, 200)),
        None,
        Some(colours::grey_page(1728, 200, 200)),
        Some(colours::page(1728, 120, 200)),
    ]);
    for rate in [Rate::V17At14400, Rate::V29At9600] {
        let (caller, answerer) = send(calling(rate), answering(), &sent);
        came(&sent, &answerer.pages, &answerer.trace, true);
        assert!(is_good(caller.outcome.as_ref(), 4), "{}", caller.trace.join("\n"));
        let codings: Vec<_> = caller.negotiated.iter().map(|how| how.coding).collect();
        assert_eq!(codings, [Coding::Jpeg, Coding::Mmr, Coding::Jpeg]);
        assert!(!answerer.trace.iter().any(|rung| rung.contains("in colours")), "nothing is wrong");
    }
}

#[test]
fn pages_without_loss_arrive_octet_by_octet_beside_those_of_jpeg() {
    let of_fields = t43::colours_of_fields();
    let sent = coloured(&[
        Some(t43::palette_page((1728, 300), 3, &of_fields, Order::ByStripe, t43::fields)),
        None,
        Some(colours::page(1728, 120, 200)),
        Some(t43::lab_page(1728, 64, Order::ByPlane, colours::colour_at)),
        Some(t43::bits_page(1728, 200, t43::kind::CMYK, t43::fields)),
    ]);
    let (caller, answerer) = send(calling(Rate::V17At14400), answering(), &sent);
    came(&sent, &answerer.pages, &answerer.trace, true);
    assert!(is_good(caller.outcome.as_ref(), 5), "{}", caller.trace.join("\n"));
    let codings: Vec<_> = caller.negotiated.iter().map(|how| how.coding).collect();
    assert_eq!(codings, [Coding::T43, Coding::Mmr, Coding::Jpeg, Coding::T43]);
    assert!(!answerer.trace.iter().any(|rung| rung.contains("in colours")), "nothing is wrong");
}

#[test]
fn a_page_without_loss_of_many_blocks_arrives_over_v34() {
    let mixed = |x: u32, y: u32| {
        let all = x.wrapping_mul(2_654_435) ^ y.wrapping_mul(40_503);
        all.wrapping_mul(0x9E37_79B1) >> 28
    };
    let colours: Vec<_> = (0..16).map(|number| [number * 16, 128, 96]).collect();
    let page = t43::palette_page((1728, 160), 4, &colours, Order::ByStripe, mixed);
    let sent = coloured(&[Some(page)]);
    let octets = sent[0].colour.as_ref().map_or(0, |octets| octets.len());
    assert!(octets > 65_536, "{octets}");
    let caller = OriginateConfig { v8: V8Offer::V34, ..calling(Rate::V17At14400) };
    let answerer = AnswerConfig { v8: V8Offer::V34, ..answering() };
    let (caller, answerer) = send(caller, answerer, &sent);
    came(&sent, &answerer.pages, &answerer.trace, true);
    assert!(is_good(caller.outcome.as_ref(), 1), "{}", caller.trace.join("\n"));
}

#[test]
fn who_has_jpeg_alone_gets_pages_without_loss_in_black_and_white() {
    let without_loss = t43::grey_page(1728, 100, colours::colour_at);
    let sent = coloured(&[Some(without_loss), Some(colours::page(1728, 100, 200))]);
    let codings = vec![Coding::Mh, Coding::Mr, Coding::Mmr, Coding::Jpeg];
    let jpeg_alone = AnswerConfig { codings, ..answering() };
    let (caller, answerer) = send(calling(Rate::V17At14400), jpeg_alone, &sent);
    assert!(is_good(caller.outcome.as_ref(), 2), "{}", caller.trace.join("\n"));
    came(&sent[..1], &answerer.pages[..1], &answerer.trace, false);
    came(&sent[1..], &answerer.pages[1..], &answerer.trace, true);
}

#[test]
fn a_page_without_loss_that_is_broken_is_named_and_kept_and_confirmed() {
    let good = t43::grey_page(1728, 200, colours::colour_at);
    let sent = coloured(&[Some(good[..good.len() / 3].to_vec()), Some(good.clone())]);
    let (caller, answerer) = send(calling(Rate::V17At14400), answering(), &sent);
    came(&sent, &answerer.pages, &answerer.trace, true);
    assert!(is_good(caller.outcome.as_ref(), 2), "{}", caller.trace.join("\n"));
    let told = answerer.trace.join("\n");
    assert!(told.contains("bit planes, or parts of them, are missing"), "{told}");
    assert!(answerer.pages[0].quality.cut_off && !answerer.pages[1].quality.cut_off);
}

/// A page of some hundred thousand octets: more than one block.
#[test]
fn a_page_in_colours_of_many_blocks_arrives_over_v34() {
    let sent = coloured(&[Some(colours::noise(1728, 400))]);
    let octets = sent[0].colour.as_ref().map_or(0, |octets| octets.len());
    assert!(octets > 2 * 65_536, "{octets}");
    let caller = OriginateConfig { v8: V8Offer::V34, ..calling(Rate::V17At14400) };
    let answerer = AnswerConfig { v8: V8Offer::V34, ..answering() };
    let (caller, answerer) = send(caller, answerer, &sent);
    came(&sent, &answerer.pages, &answerer.trace, true);
    assert!(is_good(caller.outcome.as_ref(), 1), "{}", caller.trace.join("\n"));
    assert_eq!(answerer.pages[0].rate.bps(), 33_600);
}

#[test]
fn who_takes_no_colours_gets_black_and_white_in_the_same_call() {
    let sent =
        coloured(&[Some(colours::page(1728, 200, 200)), Some(colours::page(1728, 100, 200))]);
    let plain = AnswerConfig { codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr], ..answering() };
    let wishes_none = OriginateConfig {
        codings: vec![Coding::Mh, Coding::Mr, Coding::Mmr],
        ..calling(Rate::V17At14400)
    };
    for (caller, answerer) in [(calling(Rate::V17At14400), plain), (wishes_none, answering())] {
        let (caller, answerer) = send(caller, answerer, &sent);
        came(&sent, &answerer.pages, &answerer.trace, false);
        assert!(is_good(caller.outcome.as_ref(), 2), "{}", caller.trace.join("\n"));
    }
}

#[test]
fn without_error_correction_there_are_no_colours() {
    let sent = coloured(&[Some(colours::page(1728, 100, 200))]);
    let without = AnswerConfig { ecm: false, ..answering() };
    let (caller, answerer) = send(calling(Rate::V17At14400), without, &sent);
    assert!(is_good(caller.outcome.as_ref(), 1), "{}", caller.trace.join("\n"));
    assert_eq!((answerer.pages[0].coding, answerer.pages[0].ecm), (Coding::Mr, false));
}

/// What is broken at the sender comes as it is, is told of and confirmed: it would be the same
/// again. What is no JPEG at all is kept for who can read it.
#[test]
fn what_is_broken_is_named_and_kept_and_confirmed() {
    let good = colours::page(1728, 200, 200);
    let end = good.len() - 2;
    let mut black = good.clone();
    // SOS and what follows it.
    let scan = good.windows(2).position(|pair| pair == [0xFF, 0xDA]).expect("it has a scan");
    black.truncate(scan);
    for (octets, named) in [
        (good[..end].to_vec(), "its end (EOI) is missing"),
        (good[..end / 3].to_vec(), "its end (EOI) is missing"),
        (black, "its end (EOI) is missing"),
    ] {
        let sent = coloured(&[Some(octets), Some(good.clone())]);
        let (caller, answerer) = send(calling(Rate::V17At14400), answering(), &sent);
        came(&sent, &answerer.pages, &answerer.trace, true);
        assert!(is_good(caller.outcome.as_ref(), 2), "{}", caller.trace.join("\n"));
        assert!(answerer.trace.iter().any(|rung| rung.contains(named)), "{:?}", answerer.trace);
        assert!(answerer.pages[0].quality.cut_off && !answerer.pages[1].quality.cut_off);
    }
}

#[test]
fn a_call_that_breaks_off_leaves_the_octets_that_came() {
    let sent = coloured(&[Some(colours::noise(1728, 400))]);
    let octets = sent[0].colour.clone().expect("it has colours");
    let mut caller = Calling::new(calling(Rate::V17At14400), sent).hanging_up_at(50 * 70);
    let mut answerer = Answering::new(answering()).hanging_up_at(50 * 70);
    Wire::new(&LineSettings::mu_law()).run(&mut caller, &mut answerer);
    let outcome = answerer.outcome.expect("an outcome");
    assert_eq!(outcome.status, Status::Incomplete, "{outcome:?}");
    let [page] = &answerer.pages[..] else { panic!("{}", answerer.trace.join("\n")) };
    let came = page.colour.as_ref().expect("it came in colours");
    assert!(!page.complete && came.len() > 20_000 && came.len() < octets.len());
    assert!(octets.starts_with(came));
}
