//! A fax from our engine arrives pixel by pixel, at spandsp and at ourselves: every rate × ECM × coding × resolution, one
//! and three pages.
//!
//! A small set of the combinations runs always; the whole with
//! `FERROFAX_WHOLE_MATRIX=1 cargo test --test send -- --nocapture`.

mod common;

use common::answering::Answering;
use common::calling::Calling;
use common::faxing::{ANSWERER, CALLER, answer_config};
use common::line_model::LineSettings;
use common::pages::{self, Content};
use common::peer::SpFax;
use common::wire::Wire;
use ferrofax::call::{AnswerConfig, OriginateConfig};
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::{Cause, Status};

#[derive(Clone, Copy, Debug, PartialEq)]
struct Case {
    rate: Rate,
    ecm: bool,
    coding: Coding,
    resolution: Resolution,
    pages: usize,
}

fn is_whole() -> bool {
    std::env::var_os("FERROFAX_WHOLE_MATRIX").is_some()
}

/// Every combination that T.30 allows; without the whole matrix, a part in which each value meets many of the others.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for rate in AnswerConfig::default().rates {
        for (ecm, coding) in
            [(false, Coding::Mh), (false, Coding::Mr), (true, Coding::Mh), (true, Coding::Mr), (true, Coding::Mmr)]
        {
            for resolution in [Resolution::Standard, Resolution::Fine, Resolution::Superfine] {
                for pages in [1, 3] {
                    cases.push(Case { rate, ecm, coding, resolution, pages });
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
        let rows = if is_whole() { full } else { full / 4 };
        let contents = [Content::Text, Content::Drawing, Content::Blank];
        (0..self.pages).map(|number| pages::page(contents[number % 3], 1728, rows, number as u64)).collect()
    }

    fn config(&self) -> OriginateConfig {
        let codings = match self.coding {
            Coding::Mh => vec![Coding::Mh],
            Coding::Mr => vec![Coding::Mh, Coding::Mr],
            Coding::Mmr => vec![Coding::Mh, Coding::Mr, Coding::Mmr],
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
            Some(o) if o.status == Status::Received && o.cause == Cause::Ok && o.pages == self.pages as u32 => {}
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
            if (how.rate, how.ecm, how.coding, how.resolution) != (self.rate, self.ecm, self.coding, self.resolution) {
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
        faults.extend(pairs.filter_map(|(at, (s, r))| pages::difference(s, r).map(|how| format!("page {at}: {how}"))));
        faults
    }

    fn to_spandsp(&self) -> Result<f64, String> {
        let folder = tempfile::tempdir().expect("a folder for the pages");
        let file = folder.path().join("received.tif");
        let sent = self.sent();
        let mut wire = Wire::new(&LineSettings::a_law());
        wire.max_s = 3.0 * 3600.0;
        let mut caller = Calling::sending(self.config(), &sent, self.resolution);
        let mut answerer = SpFax::receiving(&file).arg("--ident").arg(ANSWERER).arg("--trace").start();
        let run = wire.run(&mut caller, &mut answerer);
        let theirs = answerer.finish();
        let mut faults = self.faults(&caller);
        if !theirs.ok || theirs.pages != self.pages as u32 || theirs.far_ident != CALLER {
            faults.push(format!("spandsp says '{}', {} pages, from {}", theirs.text, theirs.pages, theirs.far_ident));
        }
        let received: Vec<Bitmap> = tiff::read(&file)
            .map(|pages| pages.iter().map(|page| page.bitmap().expect("a page of spandsp's")).collect())
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

    fn to_ourselves(&self) -> Result<f64, String> {
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

fn all(send: impl Fn(&Case) -> Result<f64, String>) {
    let cases = cases();
    let mut failed = Vec::new();
    for case in &cases {
        match send(case) {
            Ok(line_s) => println!("{case:?}: {line_s:.1} s"),
            Err(fault) => {
                println!("{fault}");
                failed.push(format!("{case:?}"));
            }
        }
    }
    assert!(failed.is_empty(), "{} of {} failed:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn every_combination_arrives_at_spandsp_pixel_by_pixel() {
    all(Case::to_spandsp);
}

#[test]
fn every_combination_arrives_at_ourselves_pixel_by_pixel() {
    all(Case::to_ourselves);
}
