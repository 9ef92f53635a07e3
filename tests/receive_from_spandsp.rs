//! A fax from spandsp arrives pixel by pixel: every rate × ECM × coding × resolution, one, three and thirty pages.
//!
//! A small set of the combinations runs always; the whole with
//! `FERROFAX_WHOLE_MATRIX=1 cargo test --test receive_from_spandsp -- --nocapture` (240 faxes, 30 hours of line, some minutes).

mod common;

use common::answering::Answering;
use common::faxing::{Case, answer_config};
use common::line_model::LineSettings;
use common::pages::{self, Content};
use common::wire::Wire;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};

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

/// The whole matrix, or a part of it in which each value of each dimension meets many of the others.
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
    (0..count).map(|number| pages::page(contents[number as usize % 3], 1728, rows, number.into())).collect()
}

#[test]
fn every_combination_arrives_pixel_by_pixel() {
    let cases = cases();
    let mut faults = Vec::new();
    for &(case, count) in &cases {
        let sent = pages_of(case, count);
        let mut wire = Wire::new(&LineSettings::a_law());
        wire.max_s = 3.0 * 3600.0;
        let (ours, theirs) = case.send(&sent, &mut wire);
        match case.check(&sent, &ours, &theirs) {
            Ok(()) => println!("{case:?}, {count} pages: {:.1} s", theirs.line_s),
            Err(fault) => {
                println!("{count} pages: {fault}");
                faults.push(format!("{case:?}, {count} pages"));
            }
        }
    }
    assert!(faults.is_empty(), "{} of {} failed:\n{}", faults.len(), cases.len(), faults.join("\n"));
}

/// The sizes beyond A4 and fine.
#[test]
fn wide_and_superfine_pages_arrive_too() {
    for (width, resolution) in [(2048, Resolution::Fine), (2432, Resolution::Standard), (1728, Resolution::Superfine)] {
        let case = Case { rate: Rate::V29At9600, ecm: true, coding: Coding::Mmr, resolution };
        let sent = [pages::page(Content::Text, width, 600, 1)];
        let (ours, theirs) = case.send(&sent, &mut Wire::new(&LineSettings::mu_law()));
        case.check(&sent, &ours, &theirs).unwrap();
    }
}

#[test]
fn the_sub_address_and_the_sender_are_told() {
    let case = Case { rate: Rate::V29At9600, ecm: true, coding: Coding::Mmr, resolution: Resolution::Standard };
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
