//! Chooses the paper on which a fax is printed.

use ferrofax_document::raster::Paper;

use crate::ipp::{Told, Value, member, number_of, text_of};

/// The length of an inch in hundredths of a millimetre, the unit of all lengths in this file.
const INCH: f64 = 2540.0;
/// The length of a millimetre in hundredths of a millimetre, the unit of all lengths in this file.
const MILLIMETRE: f64 = 100.0;

/// The part of a fax page's width or length that must fit on the paper so that the page counts as
/// complete. Fax machines scan a little more than the width of A4.
const WHOLE: f64 = 0.95;
/// The largest difference at which two lengths on paper count as equal, in hundredths of a
/// millimetre.
const SAME: f64 = 300.0;
/// The length of a fax page, in hundredths of a millimetre, above which the page is printed on
/// several sheets of paper. The paper for such a page is chosen only by the page's width.
const LONGEST: f64 = 40_000.0;
const A4_HEIGHT: f64 = 29_700.0;

/// The names of usual office papers (PWG 5101.1). Only these are considered among the papers that a
/// printer supports.
const OF_OFFICES: &[&str] = &[
    "iso_a4_210x297mm",
    "na_letter_8.5x11in",
    "na_legal_8.5x14in",
    "iso_a3_297x420mm",
    "jis_b4_257x364mm",
    "na_ledger_11x17in",
];

/// Chooses the paper for pages of this size, among the papers in the printer's trays. If the papers
/// in the trays are unknown, the papers that the printer supports are considered. A printer that
/// names none is assumed to have A4, without a name.
pub(super) fn choose(printer: Told<'_>, width: f64, height: f64) -> Paper {
    let height = if height > LONGEST { A4_HEIGHT } else { height };
    let usual = printer.text("media-default").unwrap_or_default();
    let ready = ready(printer);
    let papers = if ready.is_empty() { taken(printer) } else { ready };
    let scale = |paper: &Paper| {
        (f64::from(paper.width) / width).min(f64::from(paper.height) / height).min(1.0)
    };
    let rank = |paper: &Paper| {
        let size = scale(paper);
        let is_whole = size >= WHOLE;
        let is_same = (f64::from(paper.height) - height).abs() < SAME;
        // Papers that hold the whole page come first: among them the page's own size, then the
        // printer's default paper, then the smallest paper. If no paper holds the whole page, the
        // largest is chosen.
        let area = f64::from(paper.width) * f64::from(paper.height);
        (
            is_whole,
            is_whole && is_same,
            is_whole && paper.name == usual,
            if is_whole { -area } else { size },
        )
    };
    papers
        .into_iter()
        .max_by(|one, other| {
            rank(one).partial_cmp(&rank(other)).unwrap_or(std::cmp::Ordering::Equal)
        })
        .unwrap_or_else(|| Paper {
            name: String::new(),
            ..of_name("iso_a4_210x297mm").unwrap_or_default()
        })
}

/// Reads from the printer's description which papers are in its trays, with their margins if the
/// printer names them.
fn ready(printer: Told<'_>) -> Vec<Paper> {
    let mut papers: Vec<Paper> =
        printer.texts("media-ready").into_iter().filter_map(of_name).collect();
    for tray in printer.values("media-col-ready").filter_map(of_tray) {
        let same = |paper: &&mut Paper| (paper.width, paper.height) == (tray.width, tray.height);
        match papers.iter_mut().find(same) {
            Some(paper) => *paper = Paper { name: paper.name.clone(), ..tray },
            None if !tray.name.is_empty() => papers.push(tray),
            None => {}
        }
    }
    papers
}

fn taken(printer: Told<'_>) -> Vec<Paper> {
    let names = printer.texts("media-supported").into_iter();
    names.filter(|name| OF_OFFICES.contains(name)).filter_map(of_name).collect()
}

/// Reads the size in a paper's name (PWG 5101.1), such as `na_letter_8.5x11in`.
fn of_name(name: &str) -> Option<Paper> {
    if name.starts_with("custom_") {
        return None;
    }
    let size = name.rsplit('_').next()?;
    let (size, unit) = match (size.strip_suffix("mm"), size.strip_suffix("in")) {
        (Some(size), _) => (size, MILLIMETRE),
        (None, size) => (size?, INCH),
    };
    let (width, height) = size.split_once('x')?;
    let length = |text: &str| {
        let length = (text.parse::<f64>().ok()? * unit).round();
        is_paper(length).then_some(length as u32)
    };
    Some(Paper {
        name: name.to_owned(),
        width: length(width)?,
        height: length(height)?,
        ..Paper::default()
    })
}

/// Reads the paper of a tray from `media-col-ready` (PWG 5100.7).
fn of_tray(tray: &Value) -> Option<Paper> {
    let size = member(tray, "media-size")?;
    let number = |of: &Value, name: &str| member(of, name).and_then(number_of);
    let length = |name: &str| {
        let length = number(size, name)?;
        is_paper(f64::from(length)).then_some(length as u32)
    };
    let margin = |name: &str| number(tray, name).map_or(0, |margin| margin.clamp(0, 5_000) as u32);
    let name = member(tray, "media-size-name").and_then(text_of).unwrap_or_default();
    Some(Paper {
        name: name.to_owned(),
        width: length("x-dimension")?,
        height: length("y-dimension")?,
        left: margin("media-left-margin"),
        right: margin("media-right-margin"),
        top: margin("media-top-margin"),
        bottom: margin("media-bottom-margin"),
    })
}

/// Whether this length of a paper is plausible: from three centimetres to one metre.
fn is_paper(length: f64) -> bool {
    (3_000.0..=100_000.0).contains(&length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ipp::{Heard, Question, value};

    /// The name of the paper that is chosen for a printer with these attributes.
    fn chosen(attributes: &[(&str, &[&str])], width_mm: f64, height_mm: f64) -> String {
        // The encoding of a request is used as the printer's answer, since both have the same form.
        let question = attributes
            .iter()
            .fold(Question::new(0, "ipp://printer/"), |question, (name, words)| {
                question.of_job(name, value::keywords(words))
            });
        let heard = Heard::read(&question.to_bytes((2, 0))).unwrap();
        let told = heard.jobs().next().unwrap();
        choose(told, width_mm * 100.0, height_mm * 100.0).name
    }

    #[test]
    fn the_paper_is_that_of_the_page() {
        let all: &[(&str, &[&str])] = &[
            (
                "media-supported",
                &[
                    "iso_a4_210x297mm",
                    "na_letter_8.5x11in",
                    "na_legal_8.5x14in",
                    "iso_dl_110x220mm",
                ],
            ),
            ("media-default", &["iso_a4_210x297mm"]),
        ];
        for (height, name) in [
            (297.0, "iso_a4_210x297mm"),
            (280.0, "na_letter_8.5x11in"),
            (290.0, "iso_a4_210x297mm"),
            (355.0, "na_legal_8.5x14in"),
            (330.0, "na_legal_8.5x14in"),
            (100.0, "iso_a4_210x297mm"),
            (1200.0, "iso_a4_210x297mm"),
        ] {
            assert_eq!(chosen(all, 215.0, height), name, "{height}");
        }
        // Papers in the trays take precedence over other papers that the printer supports.
        let ready =
            [all, &[("media-ready", &["na_letter_8.5x11in", "na_number-10_4.125x9.5in"])]].concat();
        assert_eq!(chosen(&ready, 215.0, 297.0), "na_letter_8.5x11in");
        assert_eq!(chosen(&[("media-default", &["x"])], 215.0, 297.0), "");
    }

    #[test]
    fn a_size_is_read_in_its_name() {
        let letter = of_name("na_letter_8.5x11in").unwrap();
        assert_eq!((letter.width, letter.height), (21_590, 27_940));
        for none in ["", "letter", "custom_max_10x20in", "iso_a4_210x297", "a_0x297mm", "a_nanx1mm"]
        {
            assert_eq!(of_name(none), None, "{none}");
        }
    }
}
