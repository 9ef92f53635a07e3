//! A fax from our engine arrives pixel by pixel, at spandsp and at ourselves: every rate
//! × ECM × coding × resolution, one and three pages.
//!
//! A small set of the combinations runs always; the whole with
//! `FERROFAX_WHOLE_MATRIX=1 cargo test --test line send:: -- --nocapture`.

use ferrofax::call::{AnswerConfig, OriginateConfig};
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, PageWidth, Resolution};
use ferrofax::t30::outcome::{Cause, Status};
use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::{ANSWERER, CALLER, all, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;
use ferrofax_kit::wire::Wire;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Case {
    rate: Rate,
    ecm: bool,
    coding: Coding,
    resolution: Resolution,
    width: PageWidth,
    pages: usize,
}

fn is_whole() -> bool {
    std::env::var_os("FERROFAX_WHOLE_MATRIX").is_some()
}

/// Every combination that T.30 allows; without the whole matrix, a part in which each
/// value meets many of the others.
fn cases(rates: &[Rate]) -> Vec<Case> {
    let mut cases = Vec::new();
    for &rate in rates {
        for (ecm, coding) in [
            (false, Coding::Mh),
            (false, Coding::Mr),
            (true, Coding::Mh),
            (true, Coding::Mr),
            (true, Coding::Mmr),
        ] {
            for resolution in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
                for pages in [1, 3] {
                    cases.push(Case { rate, ecm, coding, resolution, width: PageWidth::A4, pages });
                }
            }
        }
    }
    let every = if is_whole() { 1 } else { 11 };
    cases.into_iter().step_by(every).collect()
}

impl Case {
    fn sent(&self) -> Vec<Bitmap> {
        let full = match self.resolution {
            Resolution::Standard => 1145,
            Resolution::Fine => 2290,
            _ => 4580,
        };
        let width = self.width.pixels(self.resolution);
        // What is on a page with so many pixels more takes longer for nothing.
        let rows = if is_whole() { full } else { full.min(2290 * 1728 / width) / 4 };
        let contents = [Content::Text, Content::Drawing, Content::Blank];
        (0..self.pages)
            .map(|number| pages::page(contents[number % 3], width, rows, number as u64))
            .collect()
    }

    fn config(&self) -> OriginateConfig {
        let codings = match self.coding {
            Coding::Mh => vec![Coding::Mh],
            Coding::Mr => vec![Coding::Mh, Coding::Mr],
            Coding::Mmr => vec![Coding::Mh, Coding::Mr, Coding::Mmr],
            Coding::Jbig | Coding::Jpeg | Coding::T43 => Coding::ALL.to_vec(),
        };
        OriginateConfig {
            ident: CALLER.into(),
            ecm: self.ecm,
            rates: vec![self.rate],
            codings,
            ..OriginateConfig::default()
        }
    }

    /// What is wrong with our account of the call.
    fn faults(&self, ours: &Calling) -> Vec<String> {
        let mut faults = Vec::new();
        match &ours.outcome {
            Some(o)
                if o.status == Status::Received
                    && o.cause == Cause::Ok
                    && o.pages == self.pages as u32 => {}
            outcome => faults.push(format!("our outcome is {outcome:?}")),
        }
        let verdicts: Vec<String> = (0..self.pages).map(|index| format!("Mcf {index}")).collect();
        if ours.verdicts() != verdicts {
            faults.push(format!("the pages' story is {:?}", ours.story));
        }
        if ours.far.ident.as_deref() != Some(ANSWERER) {
            faults.push(format!("the far identification is {:?}", ours.far.ident));
        }
        for how in &ours.negotiated {
            let went = (how.rate, how.ecm, how.coding, how.resolution, how.width);
            if went != (self.rate.into(), self.ecm, self.coding, self.resolution, self.width) {
                faults.push(format!("a page went by {how:?}"));
            }
        }
        faults
    }

    fn differences(sent: &[Bitmap], received: &[Bitmap]) -> Vec<String> {
        let mut faults = Vec::new();
        if sent.len() != received.len() {
            faults.push(format!("{} of {} pages came", received.len(), sent.len()));
        }
        let pairs = sent.iter().zip(received).enumerate();
        faults.extend(pairs.filter_map(|(at, (s, r))| {
            pages::difference(s, r).map(|how| format!("page {at}: {how}"))
        }));
        faults
    }

    fn to_spandsp(self) -> Result<f64, String> {
        let folder = tempfile::tempdir().expect("a folder for the pages");
        let file = folder.path().join("received.tif");
        let sent = self.sent();
        let mut wire = Wire::new(&LineSettings::a_law());
        wire.max_s = 3.0 * 3600.0;
        let mut caller = Calling::sending(self.config(), &sent, self.resolution);
        let mut answerer =
            SpFax::receiving(&file).arg("--ident").arg(ANSWERER).arg("--trace").start();
        let run = wire.run(&mut caller, &mut answerer);
        let theirs = answerer.finish();
        let mut faults = self.faults(&caller);
        if !theirs.ok || theirs.pages != self.pages as u32 || theirs.far_ident != CALLER {
            faults.push(format!(
                "spandsp says '{}', {} pages, from {}",
                theirs.text, theirs.pages, theirs.far_ident
            ));
        }
        let received: Vec<Bitmap> = tiff::read(&file)
            .map(|pages| {
                pages.iter().map(|page| page.bitmap().expect("a page of spandsp's")).collect()
            })
            .unwrap_or_default();
        faults.extend(Self::differences(&sent, &received));
        if faults.is_empty() {
            return Ok(run.line_s);
        }
        let log: String = theirs.log.lines().map(|line| format!("    {line}\n")).collect();
        Err(format!(
            "{self:?}:\n  {}\n  ours:\n    {}\n  theirs:\n{log}",
            faults.join("\n  "),
            caller.trace.join("\n    ")
        ))
    }

    fn to_ourselves(self) -> Result<f64, String> {
        let sent = self.sent();
        let mut wire = Wire::new(&LineSettings::mu_law());
        wire.max_s = 3.0 * 3600.0;
        let mut caller = Calling::sending(self.config(), &sent, self.resolution);
        let mut answerer = Answering::new(answer_config());
        let run = wire.run(&mut caller, &mut answerer);
        let mut faults = self.faults(&caller);
        match &answerer.outcome {
            Some(o) if o.status == Status::Received && o.pages == self.pages as u32 => {}
            outcome => faults.push(format!("the receiver's outcome is {outcome:?}")),
        }
        let received: Vec<Bitmap> = answerer.pages.iter().map(|page| page.bitmap.clone()).collect();
        faults.extend(Self::differences(&sent, &received));
        if faults.is_empty() {
            return Ok(run.line_s);
        }
        let traces = [caller.trace.join("\n    "), answerer.trace.join("\n    ")];
        Err(format!(
            "{self:?}:\n  {}\n  sender:\n    {}\n  receiver:\n    {}",
            faults.join("\n  "),
            traces[0],
            traces[1]
        ))
    }
}

/// Every width in these resolutions; each with one of the rates, and one of the codings
/// with or without ECM.
fn sizes(resolutions: &[Resolution]) -> Vec<Case> {
    let ways = [
        (true, Coding::Mmr),
        (false, Coding::Mh),
        (true, Coding::Mr),
        (false, Coding::Mr),
        (true, Coding::Mh),
    ];
    let rates = [Rate::V17At14400, Rate::V29At9600, Rate::V27ter4800, Rate::V17At9600];
    let sizes = PageWidth::ALL
        .into_iter()
        .flat_map(|width| resolutions.iter().map(move |&one| (width, one)));
    let case = |(number, (width, resolution)): (usize, (PageWidth, Resolution))| {
        let (ecm, coding) = ways[number % ways.len()];
        Case { rate: rates[number % rates.len()], ecm, coding, resolution, width, pages: 1 }
    };
    sizes.enumerate().map(case).collect()
}

#[test]
fn every_combination_arrives_at_spandsp_pixel_by_pixel() {
    all(&cases(&OriginateConfig::default().rates), Case::to_spandsp);
}

#[test]
fn every_combination_arrives_at_ourselves_pixel_by_pixel() {
    all(&cases(&AnswerConfig::default().rates), Case::to_ourselves);
}

/// All that 0.0.6 can be set to: it knows inches at 300 dpi only.
#[test]
fn every_width_and_resolution_arrives_at_spandsp() {
    use Resolution::{Fine, R300, Standard, Superfine, Ultrafine};
    all(&sizes(&[Standard, Fine, Superfine, Ultrafine, R300]), Case::to_spandsp);
}

#[test]
fn every_width_and_resolution_arrives_at_ourselves() {
    all(&sizes(&Resolution::ALL), Case::to_ourselves);
}

/// Eight metres of paper.
#[test]
fn a_page_may_be_as_long_as_it_likes() {
    for (resolution, width, rows) in
        [(Resolution::Superfine, PageWidth::A4, 125_000), (Resolution::Fine, PageWidth::A3, 62_000)]
    {
        let mut page = Bitmap::white(width.pixels(resolution), rows);
        (0..rows)
            .step_by(997)
            .for_each(|row| (0..row % 700).for_each(|x| page.set(50 + x, row, true)));
        let mut caller =
            Calling::sending(OriginateConfig::default(), std::slice::from_ref(&page), resolution);
        let mut answerer = Answering::new(answer_config());
        let run = Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer);
        assert_eq!(
            caller.outcome.map(|outcome| outcome.cause),
            Some(Cause::Ok),
            "{}",
            caller.trace.join("\n")
        );
        let [got] = &answerer.pages[..] else { panic!("{} pages came", answerer.pages.len()) };
        assert_eq!(pages::difference(&page, &got.bitmap), None, "after {:.0} s", run.line_s);
        assert_eq!((got.resolution, got.width, got.quality.rows), (resolution, width, rows));
    }
}

/// The protocol's share of a long fax: the line time beside that of the coded data with
/// ECM's framing at the line rate and of the signals that must be, at their shortest.
#[test]
fn a_fax_of_ten_pages_takes_little_more_than_its_floor() {
    let pages: Vec<Bitmap> =
        (0..10).map(|seed| pages::page(Content::Text, 1728, 1145, seed)).collect();
    let folder = tempfile::tempdir().unwrap();
    let sent = folder.path().join("sent.tif");
    pages::write_tiff(&sent, &pages, Resolution::Standard);
    for (rate, modems) in [(Rate::V29At9600, "v29"), (Rate::V17At14400, "v17")] {
        let case = Case {
            rate,
            ecm: true,
            coding: Coding::Mmr,
            resolution: Resolution::Standard,
            width: PageWidth::A4,
            pages: 10,
        };
        let floor = floor_s(&pages, rate);
        let terminal = || {
            SpFax::receiving(&folder.path().join("received.tif"))
                .arg("--ident")
                .arg(ANSWERER)
                .start()
        };

        let mut caller = Calling::sending(case.config(), &pages, case.resolution);
        let mut answerer = terminal();
        let to_spandsp = Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer).line_s;
        assert_eq!(case.faults(&caller), [""; 0]);
        assert!(answerer.finish().ok);

        let (mut caller, mut answerer) =
            (SpFax::sending(&sent).modems(modems).codings("mh,mr,mmr").start(), terminal());
        let by_spandsp = Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer).line_s;
        assert!(caller.finish().ok && answerer.finish().ok);

        let share = |line_s: f64| format!("{line_s:.2} s ({:.4})", line_s / floor);
        println!(
            "10 pages at {rate} with ECM, floor {floor:.2} s: ours to spandsp {}, spandsp to spandsp {}",
            share(to_spandsp),
            share(by_spandsp)
        );
        if rate == Rate::V29At9600 {
            let mut caller = Calling::sending(case.config(), &pages, case.resolution);
            let mut answerer = Answering::new(answer_config());
            let to_us = Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer).line_s;
            println!("    ours to ours {}", share(to_us));
            assert!(to_us / floor < 1.03);
        }
        assert!(to_spandsp < by_spandsp);
    }
}

/// The shortest that T.30 allows for such a call by V.29 or V.17 with ECM, one block a page.
fn floor_s(pages: &[Bitmap], rate: Rate) -> f64 {
    let (pause, preamble, v21) = (0.055, 0.85, 300.0);
    let burst = |frames: &[Vec<u8>]| preamble + (bits(frames) - 8.0) / v21;
    let frame = |fif: usize| vec![0xAA; 3 + fif];
    // V.17 trains long before the check and short before a page.
    let (train, train_again) = if rate.bps() > 9600 { (1.393, 0.142) } else { (0.253, 0.253) };
    let dis = burst(&[frame(20), frame(8)]);
    let dcs = burst(&[frame(20), frame(6)]);
    let start =
        0.2 + 2.6 + pause + dis + pause + dcs + pause + train + 1.35 + pause + burst(&[frame(0)]);
    let page = |page: &Bitmap| {
        let image = train_again + 0.1 + bits(&block(page)) / f64::from(rate.bps());
        pause + image + pause + burst(&[frame(4)]) + pause + burst(&[frame(0)])
    };
    start + pages.iter().map(page).sum::<f64>() + pause + burst(&[frame(0)])
}

/// A page in MMR as the frames of one block, with the three RCP behind them (T.4 annex A).
pub(crate) fn block(page: &Bitmap) -> Vec<Vec<u8>> {
    let mut data = ferrofax::t4::encode(page, Coding::Mmr, ferrofax::t4::EncodeOptions::default());
    data.resize(data.len().div_ceil(256) * 256, 0);
    let mut frames: Vec<Vec<u8>> = data
        .chunks(256)
        .enumerate()
        .map(|(number, data)| [&[0xFF, 0x03, 0x06, number as u8], data].concat())
        .collect();
    frames.extend([vec![0xFF, 0x03, 0x86], vec![0xFF, 0x03, 0x86], vec![0xFF, 0x03, 0x86]]);
    frames
}

/// Bits of these frames with one flag before, between and after them.
fn bits(frames: &[Vec<u8>]) -> f64 {
    bits_behind(1, frames)
}

/// Bits of these frames with so many flags before them, and one between and after them.
pub(crate) fn bits_behind(flags: u32, frames: &[Vec<u8>]) -> f64 {
    let mut framer = ferrofax::hdlc::Framer::new(flags).with_flags_between(1).with_end_flags(1);
    frames.iter().for_each(|frame| framer.push_frame(frame));
    std::iter::from_fn(|| framer.next_bit()).count() as f64
}

/// spandsp 0.0.6 hears V.17's short training at some levels only. Where it does not, it
/// begins anew after the page, and gets it again by V.29.
#[test]
fn a_receiver_that_is_deaf_to_the_short_training_gets_the_fax_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("received.tif");
    let sent: Vec<Bitmap> =
        (0..2).map(|seed| pages::page(Content::Text, 1728, 300, seed)).collect();
    for tx_level_dbm0 in [-12.0, -24.0] {
        for ecm in [false, true] {
            let config = OriginateConfig { tx_level_dbm0, ecm, ..OriginateConfig::default() };
            let mut caller = Calling::sending(config, &sent, Resolution::Standard);
            let mut answerer = SpFax::receiving(&file).start();
            Wire::new(&LineSettings::a_law()).run(&mut caller, &mut answerer);
            let theirs = answerer.finish();
            let outcome = caller.outcome.expect("an outcome");
            assert_eq!(
                (outcome.status, theirs.pages),
                (Status::Received, 2),
                "{}",
                caller.trace.join("\n")
            );
        }
    }
}
