//! How well rules sort faxes: papers for five desks ([`super::paperwork`]), sent over a simulated line
//! that clicks. They are in three resolutions, upright, upside down and askew. A quarter of the calls
//! has no error correction, and some calls have four papers with blank pages between them.
//!
//! `cargo test --release --features program --test program reading::desks -- --ignored --nocapture`;
//! it needs Ghostscript and the packages tesseract-ocr-deu, -fra and -spa, and takes some minutes.
//! PAPERS is another number of papers, and SEED another set of them.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::call::OriginateConfig;
use ferrofax::spool::desk::Deed;
use ferrofax::spool::{FaxId, NewPage, Spool};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::answer_config;
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::wire::Wire;
use ferrofax_kit::{received, spools};

use super::paperwork::{DESKS, Dice, Paper, RULES, TONGUES, Tongue};
use super::{Reading, askew, upside_down};
use crate::bench::Serving;

/// The share of papers, in percent, that must be at their desks.
const LEAST: usize = 99;

/// A fax of one paper, or of four with blank pages between them.
struct Call {
    tongue: &'static Tongue,
    papers: Vec<Paper>,
    resolution: Resolution,
    ecm: bool,
}

impl Call {
    fn random(dice: &mut Dice) -> Self {
        let tongue = &TONGUES[dice.roll(TONGUES.len())];
        let count = if dice.roll(12) == 0 { 4 } else { 1 };
        let resolution = match dice.roll(4) {
            0 => Resolution::Standard,
            1 => Resolution::Superfine,
            _ => Resolution::Fine,
        };
        let ecm = dice.roll(4) != 0;
        let papers = (0..count).map(|_| Paper::random(tongue, dice)).collect();
        Self { tongue, papers, resolution, ecm }
    }

    /// A word for tables.
    fn kind(&self) -> String {
        let ecm = if self.ecm { "ECM" } else { "no ECM" };
        let count = if self.papers.len() == 1 { "one paper" } else { "four papers" };
        format!("{:?}, {ecm}, {count}", self.resolution)
    }

    /// The pages as they are put into the fax machine.
    fn pages(&self, reading: &Reading, dice: &mut Dice) -> Vec<Bitmap> {
        let (y, rows) = match self.resolution {
            Resolution::Standard => (98, 1143),
            Resolution::Superfine => (391, 4573),
            _ => (196, 2287),
        };
        let mut pages = Vec::new();
        for paper in &self.papers {
            let page = reading.drawn_by_ghostscript(&paper.post_script, (204, y, rows));
            if !pages.is_empty() {
                pages.push(Bitmap::white(page.width(), page.rows()));
            }
            pages.push(match dice.roll(3) {
                0 => page,
                1 => upside_down(&page),
                _ => askew(&page, dice.roll(9) as f64 - 4.0, f64::from(y) / 204.0),
            });
        }
        pages
    }

    /// Sends the pages over the line, and stores what arrives.
    fn receive(&self, spool: &Spool, pages: &[Bitmap], seed: u64) -> FaxId {
        let config = OriginateConfig { ecm: self.ecm, ..OriginateConfig::default() };
        let mut caller = Calling::sending(config, pages, self.resolution);
        let mut answerer = Answering::new(answer_config());
        let line = LineSettings { impulses: 0.1, seed, ..LineSettings::a_law() };
        Wire::new(&line).run(&mut caller, &mut answerer);
        assert_eq!(answerer.pages.len(), pages.len(), "{}", caller.trace.join("\n"));
        let (now, receiving) = (UnixMs::now(), spool.receiving());
        let new = spools::call(self.tongue.device, "0991270061", now);
        let fax = receiving.begin_fax(&new).unwrap();
        for (number, page) in (1..).zip(&answerer.pages) {
            let (resolution, ecm, quality) = (self.resolution, self.ecm, page.quality);
            let new = received::page(number, page.bitmap.clone(), now);
            receiving
                .append_page(fax, &NewPage { resolution, ecm, quality, ..new })
                .unwrap();
        }
        receiving.finish_fax(fax, &received::whole(now)).unwrap();
        fax
    }
}

/// Where the papers of a kind of call are.
#[derive(Default)]
struct Score {
    right: usize,
    unsorted: usize,
    wrong: usize,
}

/// The decision about a fax: its number and the reason. A fax that is split has none.
fn decision(spool: &Spool, fax: FaxId) -> Option<(Deed, String)> {
    let events = spool.faxes().fax_events(fax).unwrap();
    let is_end = |what: Deed| matches!(what, Deed::Sorted | Deed::LeftUnsorted | Deed::Split);
    let end = events.into_iter().find(|event| is_end(event.what))?;
    Some((end.what, end.text))
}

/// The parts of a fax, from an event such as `18 (1), 19 (3)`.
fn parts(text: &str) -> Vec<FaxId> {
    let numbers = text.split(", ").filter_map(|part| part.split(" (").next()?.parse().ok());
    numbers.map(FaxId).collect()
}

#[test]
#[ignore = "some minutes; needs languages of Tesseract"]
fn papers_reach_their_desks_and_no_other() {
    let reading = Reading::new();
    let spool = &reading.0.spool;
    let here = DESKS.into_iter().chain(TONGUES.map(|tongue| tongue.device));
    let devices: Vec<_> =
        here.map(|name| spools::device(name, &format!("{name}@example.com"))).collect();
    spool.devices().publish_devices(&devices).unwrap();
    let sorted = TONGUES.map(|tongue| tongue.device.parse().unwrap());
    spool.fax_texts().sort_faxes_of(&sorted, 3_600_000, UnixMs::now()).unwrap();
    let number = |name: &str| std::env::var(name).ok()?.parse::<usize>().ok();
    let (count, seed) = (number("PAPERS").unwrap_or(300), number("SEED").unwrap_or(1));
    let mut dice = Dice(seed as u64);
    let mut calls = Vec::new();
    let mut papers = 0;
    while papers < count {
        let call = Call::random(&mut dice);
        papers += call.papers.len();
        let pages = call.pages(&reading, &mut dice);
        let fax = call.receive(spool, &pages, seed as u64 * 10_000 + calls.len() as u64);
        calls.push((fax, call));
    }
    let began = Instant::now();
    let config = reading.0.file("gateway.toml", RULES);
    let mut serve = reading.0.command();
    let serve = serve.arg("--config").arg(config).arg("serve").stderr(Stdio::null());
    let _serving = Serving(serve.spawn().unwrap());
    let await_decision = |fax: FaxId| loop {
        if let Some(decision) = decision(spool, fax) {
            break decision;
        }
        assert!(began.elapsed() < Duration::from_secs(3_500), "fax {fax} is not sorted");
        std::thread::sleep(Duration::from_millis(100));
    };
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    for (fax, call) in &calls {
        let score = scores.entry(call.kind()).or_default();
        let faxes = match await_decision(*fax) {
            (Deed::Split, text) => parts(&text),
            _ => vec![*fax; call.papers.len()],
        };
        assert_eq!(faxes.len(), call.papers.len(), "fax {fax} is split differently");
        for (part, paper) in faxes.into_iter().zip(&call.papers) {
            let (what, why) = await_decision(part);
            let device = spool.faxes().fax(part).unwrap().device.number;
            match (what, paper.desk) {
                (Deed::Sorted, Some(desk)) if desk == device => score.right += 1,
                (Deed::LeftUnsorted, None) => score.right += 1,
                (Deed::LeftUnsorted, Some(desk)) => {
                    score.unsorted += 1;
                    println!("unsorted, for {desk}: fax {part}, {}: {why}", call.tongue.name);
                }
                (_, desk) => {
                    score.wrong += 1;
                    println!(
                        "WRONG, for {desk:?}: fax {part}, {}: {device} {why}",
                        call.tongue.name
                    );
                }
            }
        }
    }
    let seconds = began.elapsed().as_secs_f64() / papers as f64;
    println!("\n{:34} {:>6} {:>9} {:>6}", "kind of call", "right", "unsorted", "wrong");
    for (kind, Score { right, unsorted, wrong }) in &scores {
        println!("{kind:34} {right:>6} {unsorted:>9} {wrong:>6}");
    }
    let right: usize = scores.values().map(|score| score.right).sum();
    println!("{right} of {papers} papers; {seconds:.2} s a paper");
    assert!(scores.values().all(|score| score.wrong == 0), "papers at a wrong desk");
    assert!(right * 100 >= papers * LEAST, "{right} of {papers}");
}
