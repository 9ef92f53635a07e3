//! A fax from spandsp to our engine: what is sent, how, and whether it arrived.

use ferrofax::call::AnswerConfig;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::Status;

use super::answering::Answering;
use super::pages;
use super::peer::{PeerResult, SpFax};
use super::wire::Wire;

/// Whom spandsp says it is, and whom we do.
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
    /// The terminal that sends so.
    pub fn sender(&self, file: &std::path::Path) -> SpFax {
        let codings = match self.coding {
            Coding::Mh => "mh",
            Coding::Mr => "mh,mr",
            Coding::Mmr => "mh,mr,mmr",
            Coding::Jbig | Coding::Jpeg | Coding::T43 => unreachable!("0.0.6 has neither"),
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

    /// The terminal that sends so, ready to send these pages, which are read when it starts.
    pub fn sender_of(&self, sent: &[Bitmap]) -> (tempfile::TempDir, SpFax) {
        let folder = tempfile::tempdir().expect("a folder for the pages");
        let file = folder.path().join("sent.tif");
        pages::write_tiff(&file, sent, self.resolution);
        let sender = self.sender(&file);
        (folder, sender)
    }

    /// Sends the pages from spandsp to us.
    pub fn send(&self, sent: &[Bitmap], wire: &mut Wire) -> (Answering, PeerResult) {
        let mut answerer = Answering::new(answer_config());
        let theirs = self.send_to(sent, wire, &mut answerer);
        (answerer, theirs)
    }

    /// Sends the pages from spandsp to this call of ours.
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

    /// That everything arrived as it was sent, pixel by pixel; otherwise all that is
    /// wrong with both sides' account.
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
            outcome => faults.push(format!("our outcome is {outcome:?}")),
        }
        if !theirs.ok || theirs.pages != sent.len() as u32 {
            faults.push(format!("spandsp says '{}' after {} pages", theirs.text, theirs.pages));
        }
        if ours.pages.len() != sent.len() {
            faults.push(format!("{} pages came", ours.pages.len()));
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
                    "page {} came by {got:?}, complete: {}",
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

    /// The faults and what both sides say of the call.
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

/// How we answer.
pub fn answer_config() -> AnswerConfig {
    AnswerConfig { ident: ANSWERER.into(), ..AnswerConfig::default() }
}

/// Sends each of these cases, and tells all that failed. `send` gives the seconds of line
/// time that one took.
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
