//! Faxes from spandsp to our engine: the pages, how they are sent, and whether they arrive.

use ferrofax::call::AnswerConfig;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::Status;

use super::answering::Answering;
use super::pages;
use super::peer::{PeerResult, SpFax};
use super::wire::Wire;

/// The identifications of spandsp and of our engine.
pub const CALLER: &str = "+1 555 0199";
pub const ANSWERER: &str = "+49 555 0100";

/// How a fax is sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    pub rate: Rate,
    pub ecm: bool,
    pub coding: Coding,
    pub resolution: Resolution,
}

impl Case {
    /// Returns a terminal of spandsp that sends in this way.
    pub fn sender(&self, file: &std::path::Path) -> SpFax {
        let codings = match self.coding {
            Coding::Mh => "mh",
            Coding::Mr => "mh,mr",
            Coding::Mmr => "mh,mr,mmr",
            Coding::Jbig | Coding::Jpeg | Coding::T43 => {
                unreachable!("spandsp 0.0.6 does not support this coding")
            }
        };
        SpFax::sending(file)
            .modems(match self.rate {
                Rate::V27ter2400 | Rate::V27ter4800 => "v27ter",
                Rate::V29At7200 | Rate::V29At9600 => "v29",
                _ => "v17",
            })
            .max_rate(self.rate.bps())
            .codings(codings)
            .ecm(self.ecm)
            .arg("--ident")
            .arg(CALLER)
            .arg("--trace")
    }

    /// Returns a terminal of spandsp that sends these pages in this way. It reads the pages from
    /// the folder when it starts.
    pub fn sender_of(&self, sent: &[Bitmap]) -> (tempfile::TempDir, SpFax) {
        let folder = tempfile::tempdir().expect("a folder for the pages");
        let file = folder.path().join("sent.tif");
        pages::write_tiff(&file, sent, self.resolution);
        let sender = self.sender(&file);
        (folder, sender)
    }

    /// Sends the pages from spandsp to our engine.
    pub fn send(&self, sent: &[Bitmap], wire: &mut Wire) -> (Answering, PeerResult) {
        let mut answerer = Answering::new(answer_config());
        let theirs = self.send_to(sent, wire, &mut answerer);
        (answerer, theirs)
    }

    /// Sends the pages from spandsp to this call of our engine.
    pub fn send_to(
        &self,
        sent: &[Bitmap],
        wire: &mut Wire,
        answerer: &mut Answering,
    ) -> PeerResult {
        let (_folder, sender) = self.sender_of(sent);
        let mut caller = sender.start();
        wire.run(&mut caller, answerer);
        answerer.hang_up();
        caller.finish()
    }

    /// Checks that all pages arrived as they were sent, pixel by pixel. Otherwise returns all
    /// faults, and the logs of both terminals.
    pub fn check(
        &self,
        sent: &[Bitmap],
        ours: &Answering,
        theirs: &PeerResult,
    ) -> Result<(), String> {
        let mut faults = Vec::new();
        match &ours.outcome {
            Some(outcome)
                if outcome.status == Status::Received && outcome.pages == sent.len() as u32 => {}
            outcome => faults.push(format!("our result is {outcome:?}")),
        }
        if !theirs.ok || theirs.pages != sent.len() as u32 {
            faults.push(format!("spandsp reports '{}' after {} pages", theirs.text, theirs.pages));
        }
        if ours.pages.len() != sent.len() {
            faults.push(format!("{} pages arrived", ours.pages.len()));
        }
        for (sent, page) in sent.iter().zip(&ours.pages) {
            let got = Self {
                rate: page.rate.image().expect("no V.34 in these calls"),
                ecm: page.ecm,
                coding: page.coding,
                resolution: page.resolution,
            };
            if got != *self || !page.complete {
                faults.push(format!(
                    "page {} arrived with {got:?}, complete: {}",
                    page.number, page.complete
                ));
            }
            if let Some(difference) = pages::difference(sent, &page.bitmap) {
                faults.push(format!("page {}: {difference}; {:?}", page.number, page.quality));
            }
            if page.quality.bad_rows != 0 {
                faults.push(format!("page {}: {:?}", page.number, page.quality));
            }
        }
        if ours.ident.ident.as_deref() != Some(CALLER) || theirs.far_ident != ANSWERER {
            faults.push(format!(
                "the identifications are {:?} and {:?}",
                ours.ident.ident, theirs.far_ident
            ));
        }
        if faults.is_empty() { Ok(()) } else { Err(self.account(&faults, ours, theirs)) }
    }

    /// Returns the faults, and the logs of both terminals.
    pub fn account(&self, faults: &[String], ours: &Answering, theirs: &PeerResult) -> String {
        let log: String = theirs
            .log
            .lines()
            .filter(|line| !line.contains("FCD"))
            .map(|line| format!("    {line}\n"))
            .collect();
        let (faults, trace) = (faults.join("\n  "), ours.trace.join("\n    "));
        format!("{self:?}:\n  {faults}\n  ours:\n    {trace}\n  theirs:\n{log}")
    }
}

/// Returns the settings with which our engine answers.
pub fn answer_config() -> AnswerConfig {
    AnswerConfig { ident: ANSWERER.into(), ..AnswerConfig::default() }
}

/// Sends each of these cases with `send`, and prints all failures. `send` returns the line time of
/// a case in seconds.
pub fn all<C: Copy + std::fmt::Debug>(cases: &[C], send: impl Fn(C) -> Result<f64, String>) {
    let mut failed = Vec::new();
    for case in cases {
        match send(*case) {
            Ok(line_s) => println!("{case:?}: {line_s:.1} s"),
            Err(fault) => {
                println!("{fault}");
                failed.push(format!("{case:?}"));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} failed:\n{}",
        failed.len(),
        cases.len(),
        failed.join("\n")
    );
}
