//! A fax from spandsp arrives pixel by pixel: every rate × ECM × coding × resolution,
//! one, three and thirty pages.
//!
//! A small set of the combinations runs always; the whole with `FERROFAX_WHOLE_MATRIX=1
//! cargo test --test line receive_from_spandsp -- --nocapture` (240 faxes, 30 hours of line,
//! some minutes).

use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, PageWidth, Resolution};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::faxing::{Case, all, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::Wire;

const RATES: [Rate; 8] = Rate::ALL;

fn is_whole() -> bool {
    std::env::var_os("FERROFAX_WHOLE_MATRIX").is_some()
}

/// Every combination that T.30 allows, with the number of its pages.
fn matrix() -> Vec<(Case, u32)> {
    let mut matrix = Vec::new();
    for rate in RATES {
        for (ecm, coding) in [
            (false, Coding::Mh),
            (false, Coding::Mr),
            (true, Coding::Mh),
            (true, Coding::Mr),
            // T.6 is for error-free lines only.
            (true, Coding::Mmr),
        ] {
            for resolution in [Resolution::Standard, Resolution::Fine] {
                for pages in [1, 3, 30] {
                    matrix.push((Case { rate, ecm, coding, resolution }, pages));
                }
            }
        }
    }
    matrix
}

/// The whole matrix, or a part of it in which each value of each dimension meets many of
/// the others.
fn cases() -> Vec<(Case, u32)> {
    let matrix = matrix();
    if is_whole() {
        return matrix;
    }
    matrix
        .into_iter()
        .filter(|(_, pages)| *pages < 30)
        .enumerate()
        .filter(|(n, _)| n % 7 == 0)
        .map(|(_, c)| c)
        .collect()
}

/// Different pages, as long as a letter in the whole matrix and shorter otherwise.
fn pages_of(case: Case, count: u32) -> Vec<Bitmap> {
    let full = if case.resolution == Resolution::Fine { 2290 } else { 1145 };
    let rows = if is_whole() { full } else { full / 3 };
    let contents = [Content::Text, Content::Drawing, Content::Blank];
    (0..count)
        .map(|number| pages::page(contents[number as usize % 3], 1728, rows, number.into()))
        .collect()
}

#[test]
fn every_combination_arrives_pixel_by_pixel() {
    all(&cases(), |(case, count)| {
        let sent = pages_of(case, count);
        let mut wire = Wire::new(&LineSettings::a_law());
        wire.max_s = 3.0 * 3600.0;
        let (ours, theirs) = case.send(&sent, &mut wire);
        case.check(&sent, &ours, &theirs)
            .map(|()| theirs.line_s)
            .map_err(|fault| format!("{count} pages: {fault}"))
    });
}

/// Every width and resolution. spandsp 0.0.6 knows no inches below 300 dpi: it sends such
/// pages as the like by millimetres.
#[test]
fn every_width_and_resolution_arrives() {
    use Resolution::{Fine, R200, R200x100, R200x400, R300, R400, Standard, Superfine, Ultrafine};
    let ways = [
        (false, Coding::Mh),
        (false, Coding::Mr),
        (true, Coding::Mh),
        (true, Coding::Mr),
        (true, Coding::Mmr),
    ];
    let rates = [Rate::V17At14400, Rate::V29At9600, Rate::V27ter4800];
    let resolutions = [
        (Standard, Standard),
        (Fine, Fine),
        (Superfine, Superfine),
        (Ultrafine, Ultrafine),
        (R300, R300),
        (R200x100, Standard),
        (R200, Fine),
        (R200x400, Superfine),
        (R400, Ultrafine),
    ];
    let all = PageWidth::ALL
        .into_iter()
        .flat_map(|width| resolutions.map(|(sent, comes)| (width, sent, comes)));
    for (number, (width, sent, comes)) in all.enumerate() {
        let (ecm, coding) = ways[number % ways.len()];
        let case = Case { rate: rates[number % rates.len()], ecm, coding, resolution: sent };
        let page = [pages::page(Content::Text, width.pixels(sent), 250, number as u64)];
        let (ours, theirs) = case.send(&page, &mut Wire::new(&LineSettings::mu_law()));
        Case { resolution: comes, ..case }
            .check(&page, &ours, &theirs)
            .unwrap_or_else(|fault| panic!("{width}: {fault}"));
        assert_eq!(ours.pages[0].width, width);
    }
}

/// Rows that are lost in a gap of the line are made up, counted and few, and the others
/// are as they were sent.
#[test]
fn damaged_rows_of_wide_and_fine_pages_are_concealed_and_counted() {
    for (width, resolution, coding) in [
        (PageWidth::B4, Resolution::Superfine, Coding::Mh),
        (PageWidth::A3, Resolution::R300, Coding::Mh),
        (PageWidth::A3, Resolution::Ultrafine, Coding::Mr),
    ] {
        let case = Case { rate: Rate::V29At9600, ecm: false, coding, resolution };
        let sent = [pages::page(Content::Text, width.pixels(resolution), 900, 7)];
        // Two gaps of 20 ms while the page goes: it begins after eleven seconds and takes
        // more than twelve.
        let line = LineSettings {
            lost_blocks: vec![800, 950].into_iter().collect(),
            ..LineSettings::a_law()
        };
        let (ours, theirs) = case.send(&sent, &mut Wire::with_lines(line, LineSettings::a_law()));
        let [page] = &ours.pages[..] else { panic!("{}", case.account(&[], &ours, &theirs)) };
        let (sent, got) = (&sent[0], &page.bitmap);
        let account = || case.account(&[format!("{:?}", page.quality)], &ours, &theirs);
        assert_eq!((got.width(), page.width, page.resolution), (sent.width(), width, resolution));
        assert!(
            theirs.ok && page.complete && page.quality.bad_rows > 0 && page.quality.bad_rows < 60,
            "{}",
            account()
        );
        assert!(got.rows().abs_diff(sent.rows()) < 10, "{} rows; {}", got.rows(), account());
        let same = (0..sent.rows().min(got.rows()))
            .take_while(|&row| sent.row(row) == got.row(row))
            .count() as u32;
        let same_from_the_end = (1..=sent.rows().min(got.rows()))
            .take_while(|&row| sent.row(sent.rows() - row) == got.row(got.rows() - row))
            .count() as u32;
        assert!(
            same > 100 && same_from_the_end > 100,
            "{same} and {same_from_the_end} are the same; {}",
            account()
        );
    }
}

#[test]
fn the_sub_address_and_the_sender_are_told() {
    let case = Case {
        rate: Rate::V29At9600,
        ecm: true,
        coding: Coding::Mmr,
        resolution: Resolution::Standard,
    };
    let sent = [pages::page(Content::Blank, 1728, 200, 1)];
    let (_folder, sender) = case.sender_of(&sent);
    let mut caller = sender.arg("--sub").arg("2101").arg("--sid").arg("4711 42").start();
    let mut answerer = Answering::new(answer_config());
    Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer);
    let theirs = caller.finish();
    case.check(&sent, &answerer, &theirs).unwrap();
    assert_eq!(answerer.ident.sub.as_deref(), Some("2101"));
    assert_eq!(answerer.ident.sid.as_deref(), Some("4711 42"));
}
