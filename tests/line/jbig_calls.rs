//! Whole faxes in JBIG arrive pixel by pixel between two of ours, with error correction alone;
//! who has no JBIG takes no harm where it is offered. By packets: `t38/jbig.rs`.

use ferrofax::call::{AnswerConfig, OriginateConfig, ReceivedPage};
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, PageWidth, Resolution};
use ferrofax::t30::outcome::{Cause, Outcome, Status};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::{ANSWERER, CALLER, Case, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;
use ferrofax_kit::wire::Wire;

pub(crate) fn answering() -> AnswerConfig {
    AnswerConfig { codings: Coding::ALL.to_vec(), ..answer_config() }
}

pub(crate) fn calling(rate: Rate) -> OriginateConfig {
    OriginateConfig {
        ident: CALLER.into(),
        rates: vec![rate],
        codings: Coding::ALL.to_vec(),
        ..OriginateConfig::default()
    }
}

/// One of each kind.
pub(crate) fn some_pages(width: u32, rows: u32) -> Vec<Bitmap> {
    [Content::Text, Content::Grey, Content::Drawing, Content::Blank]
        .into_iter()
        .zip(1..)
        .map(|(content, seed)| pages::page(content, width, rows, seed))
        .collect()
}

pub(crate) fn came_whole(sent: &[Bitmap], came: &[ReceivedPage], coding: Coding, trace: &[String]) {
    let trace = trace.join("\n");
    assert_eq!(came.len(), sent.len(), "{trace}");
    for (sent, came) in sent.iter().zip(came) {
        assert_eq!((came.coding, came.complete, came.quality.bad_rows), (coding, true, 0));
        assert_eq!(pages::difference(sent, &came.bitmap), None, "{trace}");
    }
}

pub(crate) fn is_good(outcome: Option<&Outcome>, pages: usize) -> bool {
    outcome.is_some_and(|outcome| {
        outcome.cause == Cause::Ok
            && outcome.status == Status::Received
            && outcome.pages == pages as u32
    })
}

/// Sends the pages between two of ours, and gives the time that it took.
fn send(
    caller: OriginateConfig,
    answerer: AnswerConfig,
    sent: &[Bitmap],
    resolution: Resolution,
    coding: Coding,
) -> f64 {
    let mut caller = Calling::sending(caller, sent, resolution);
    let mut answerer = Answering::new(answerer);
    let mut wire = Wire::new(&LineSettings::mu_law());
    wire.max_s = 3600.0;
    let run = wire.run(&mut caller, &mut answerer);
    came_whole(sent, &answerer.pages, coding, &answerer.trace);
    assert!(is_good(caller.outcome.as_ref(), sent.len()), "{}", caller.trace.join("\n"));
    assert!(
        caller
            .negotiated
            .iter()
            .all(|how| how.coding == coding && how.ecm == (coding != Coding::Mr))
    );
    run.line_s
}

#[test]
fn jbig_arrives_between_two_of_ours_and_sooner_than_mmr() {
    for (rate, resolution, width) in [
        (Rate::V17At14400, Resolution::Fine, PageWidth::A4),
        (Rate::V29At9600, Resolution::Standard, PageWidth::B4),
        (Rate::V17At9600, Resolution::R300, PageWidth::A3),
    ] {
        let sent = some_pages(width.pixels(resolution), 300);
        let by = |codings: Vec<Coding>, coding| {
            let caller = OriginateConfig { codings, ..calling(rate) };
            send(caller, answering(), &sent, resolution, coding)
        };
        let jbig = by(Coding::ALL.to_vec(), Coding::Jbig);
        let mmr = by(vec![Coding::Mh, Coding::Mr, Coding::Mmr], Coding::Mmr);
        println!("{rate}, {resolution}, {width}: {jbig:.1} s in JBIG, {mmr:.1} s in MMR");
        assert!(jbig < mmr, "{rate}: {jbig} s in JBIG, {mmr} s in MMR");
    }
}

#[test]
fn jbig_is_spoken_with_error_correction_alone_and_where_both_name_it() {
    let sent = [pages::page(Content::Text, 1728, 120, 1)];
    let rate = Rate::V17At14400;
    let without = AnswerConfig { ecm: false, ..answering() };
    send(calling(rate), without, &sent, Resolution::Fine, Coding::Mr);
    // Neither names it by itself.
    send(calling(rate), answer_config(), &sent, Resolution::Fine, Coding::Mmr);
    let plain = OriginateConfig { rates: vec![rate], ..OriginateConfig::default() };
    send(plain, answering(), &sent, Resolution::Fine, Coding::Mmr);
}

/// More than one block with ECM: an A3 page in dots that JBIG can't foresee.
#[test]
fn a_jbig_page_of_many_blocks_arrives() {
    let mut page = Bitmap::white(1728, 700);
    let mut register = 1_u64;
    for y in 0..700 {
        for x in 0..1728 {
            register ^= register << 13;
            register ^= register >> 7;
            register ^= register << 17;
            page.set(x, y, register & 3 == 0);
        }
    }
    send(calling(Rate::V17At14400), answering(), &[page], Resolution::Fine, Coding::Jbig);
}

/// spandsp 0.0.6 knows the names of T.85's bits and has no codec: it is offered JBIG, and what
/// both have is spoken.
#[test]
fn who_has_no_jbig_speaks_mmr_with_who_offers_it() {
    let (rate, resolution) = (Rate::V17At14400, Resolution::Fine);
    let sent = some_pages(1728, 150);
    let wire = || Wire::new(&LineSettings::a_law());
    let case = Case { rate, ecm: true, coding: Coding::Mmr, resolution };
    let mut ours = Answering::new(answering());
    let theirs = case.send_to(&sent, &mut wire(), &mut ours);
    case.check(&sent, &ours, &theirs).unwrap_or_else(|fault| panic!("{fault}"));

    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("received.tif");
    let mut caller = Calling::sending(calling(rate), &sent, resolution);
    let mut answerer = SpFax::receiving(&file).arg("--ident").arg(ANSWERER).arg("--trace").start();
    wire().run(&mut caller, &mut answerer);
    let theirs = answerer.finish();
    assert!(theirs.ok, "{}", theirs.log);
    assert!(is_good(caller.outcome.as_ref(), sent.len()), "{}", caller.trace.join("\n"));
    assert!(caller.negotiated.iter().all(|how| how.coding == Coding::Mmr));
    let came = tiff::read(&file).expect("spandsp has written a file");
    let came: Vec<Bitmap> =
        came.iter().map(|page| page.bitmap().expect("a page of spandsp's")).collect();
    assert_eq!(came.len(), sent.len());
    for (sent, came) in sent.iter().zip(&came) {
        assert_eq!(pages::difference(sent, came), None, "{}", theirs.log);
    }
}
