//! Whole faxes by T.38 on a good network, in every pairing: what arrives is what was
//! sent, pixel by pixel.

use crate::t38::network::{self, Network};
use crate::t38::spandsp::SpT38;
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, RateManagement, T38Terms};
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Coding, Resolution};
use ferrofax::t30::outcome::Status;
use ferrofax_kit::pages::{self, Content};

/// Who talks to whom: the sender first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pair {
    Ours,
    OursToSpandsp,
    SpandspToOurs,
    Spandsp,
}

/// How a fax is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case {
    pub pair: Pair,
    pub rate: Rate,
    pub ecm: bool,
    pub terms: T38Terms,
    pub network: Network,
}

impl Case {
    pub(crate) fn new(pair: Pair, rate: Rate, ecm: bool) -> Self {
        let terms = T38Terms { max_ifp: 400, ..T38Terms::default() };
        Self { pair, rate, ecm, terms, network: Network::default() }
    }

    /// Sends the pages. An error tells all that is wrong.
    pub(crate) fn send(&self, sent: &[Bitmap]) -> Result<f64, String> {
        self.send_with_account(sent).map(|(seconds, _)| seconds)
    }

    /// The same, with what our terminals noted.
    pub(crate) fn send_with_account(&self, sent: &[Bitmap]) -> Result<(f64, String), String> {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("from.tif"), folder.path().join("to.tif"));
        pages::write_tiff(&from, sent, Resolution::Standard);
        let options = self.options();
        let mut options: Vec<&str> = options.iter().map(String::as_str).collect();
        if std::env::var_os("T38_TRACE").is_some() {
            options.push("--trace");
        }
        let max_s = 200 + 120 * sent.len() as u64;
        let mut our_caller = Ours::calling(self.originate(), sent, self.terms);
        let mut our_answerer = Ours::answering(self.answer(), self.terms);
        let (seconds, said) = match self.pair {
            Pair::Ours => {
                (network::run(&mut our_caller, &mut our_answerer, self.network, max_s), Vec::new())
            }
            Pair::OursToSpandsp => {
                let mut theirs = SpT38::receiving(&to, &options);
                let seconds = network::run(&mut our_caller, &mut theirs, self.network, max_s);
                (seconds, vec![theirs.finish()])
            }
            Pair::SpandspToOurs => {
                let mut theirs = SpT38::sending(&from, &options);
                let seconds = network::run(&mut theirs, &mut our_answerer, self.network, max_s);
                (seconds, vec![theirs.finish()])
            }
            Pair::Spandsp => {
                let (mut a, mut b) =
                    (SpT38::sending(&from, &options), SpT38::receiving(&to, &options));
                let seconds = network::run(&mut a, &mut b, self.network, max_s);
                (seconds, vec![a.finish(), b.finish()])
            }
        };
        let mut faults = Vec::new();
        faults.extend(
            said.iter()
                .filter(|theirs| !theirs.ok)
                .map(|theirs| format!("spandsp: {}", theirs.log)),
        );
        let mut ours = Vec::new();
        if matches!(self.pair, Pair::Ours | Pair::OursToSpandsp) {
            ours.push(&our_caller);
        }
        if matches!(self.pair, Pair::Ours | Pair::SpandspToOurs) {
            ours.push(&our_answerer);
        }
        for ours in ours {
            if ours.outcome.is_none_or(|outcome| outcome.status != Status::Received) {
                faults.push(format!("{:?}\n    {}", ours.outcome, ours.trace.join("\n    ")));
            }
        }
        let got: Vec<Bitmap> = if matches!(self.pair, Pair::Ours | Pair::SpandspToOurs) {
            our_answerer.pages.iter().map(|page| page.bitmap.clone()).collect()
        } else {
            tiff::read(&to).map_or_else(
                |_| Vec::new(),
                |pages| pages.iter().filter_map(|page| page.bitmap().ok()).collect(),
            )
        };
        if got.len() != sent.len() {
            faults.push(format!("{} of {} pages came", got.len(), sent.len()));
        }
        for (sent, got) in sent.iter().zip(&got).filter(|_| self.can_be_whole()) {
            faults.extend(pages::difference(sent, got));
        }
        let ours = [&our_caller.trace, &our_answerer.trace].map(|trace| trace.join("\n    "));
        let account = format!("caller:\n    {}\n  answerer:\n    {}", ours[0], ours[1]);
        if faults.is_empty() {
            return Ok((seconds, account));
        }
        faults.extend(said.iter().filter(|theirs| theirs.ok).map(|theirs| theirs.log.clone()));
        Err(format!("{self:?} after {seconds} s:\n  {}\n  {account}", faults.join("\n  ")))
    }

    /// Without ECM and redundancy nobody can help it that a page lacks what the network took.
    fn can_be_whole(&self) -> bool {
        let Network { loss, late, redundancy, .. } = self.network;
        self.ecm || redundancy > 0 || (loss == 0.0 && late == 0.0)
    }

    fn options(&self) -> Vec<String> {
        let modems = match self.rate {
            Rate::V27ter2400 | Rate::V27ter4800 => "v27ter",
            Rate::V29At7200 | Rate::V29At9600 => "v29",
            _ => "v17",
        };
        let mut options = vec![
            if self.ecm { "--ecm" } else { "--no-ecm" }.to_owned(),
            "--modems".to_owned(),
            modems.to_owned(),
            "--max-rate".to_owned(),
            self.rate.bps().to_string(),
            "--version".to_owned(),
            self.terms.version.to_string(),
            "--max-ifp".to_owned(),
            self.terms.max_ifp.to_string(),
        ];
        if self.terms.rate_management == RateManagement::Local {
            options.push("--local-check".to_owned());
        }
        options
    }

    fn originate(&self) -> OriginateConfig {
        let codings = vec![Coding::Mh, Coding::Mr, Coding::Mmr];
        OriginateConfig {
            ident: "+1 555 0199".into(),
            rates: vec![self.rate],
            ecm: self.ecm,
            codings,
            ..OriginateConfig::default()
        }
    }

    fn answer(&self) -> AnswerConfig {
        AnswerConfig { ident: "+49 555 0100".into(), ecm: self.ecm, ..AnswerConfig::default() }
    }
}

/// Pages that take a few seconds each.
pub(crate) fn some_pages(count: u64) -> Vec<Bitmap> {
    (1..=count).map(|seed| pages::page(Content::Text, 1728, 500, seed)).collect()
}

#[test]
fn every_rate_brings_the_page_whole_between_two_of_ours() {
    for rate in Rate::ALL {
        for ecm in [false, true] {
            Case::new(Pair::Ours, rate, ecm)
                .send(&some_pages(1))
                .unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

#[test]
fn every_rate_brings_the_page_whole_from_and_to_spandsp() {
    for pair in [Pair::OursToSpandsp, Pair::SpandspToOurs] {
        for rate in Rate::ALL {
            for ecm in [false, true] {
                let seconds = Case::new(pair, rate, ecm)
                    .send(&some_pages(1))
                    .unwrap_or_else(|why| panic!("{why}"));
                println!("{pair:?}, {rate}, ECM {ecm}: {seconds} s");
            }
        }
    }
}

#[test]
fn three_pages_come_in_every_pairing_version_size_and_rate_management() {
    for pair in [Pair::Ours, Pair::OursToSpandsp, Pair::SpandspToOurs] {
        for (version, max_ifp, rate_management, ecm) in [
            (0, 60, RateManagement::Transferred, true),
            (1, 100, RateManagement::Transferred, false),
            (2, 400, RateManagement::Local, true),
            (3, 1200, RateManagement::Local, false),
            (3, 20, RateManagement::Transferred, true),
        ] {
            // spandsp's terminal waits for the check whatever was agreed.
            let local = rate_management == RateManagement::Local;
            let rate_management = if local && pair == Pair::OursToSpandsp {
                RateManagement::Transferred
            } else {
                rate_management
            };
            let mut case = Case::new(pair, Rate::V17At14400, ecm);
            case.terms = T38Terms { version, max_ifp, rate_management, ..case.terms };
            case.send(&some_pages(3)).unwrap_or_else(|why| panic!("{why}"));
        }
    }
}

/// Thirty pages, both ways.
#[test]
#[ignore = "takes a while: the long test of T.38"]
fn thirty_pages_come_both_ways() {
    for pair in [Pair::Ours, Pair::OursToSpandsp, Pair::SpandspToOurs] {
        for ecm in [false, true] {
            for rate in [Rate::V17At14400, Rate::V29At9600, Rate::V27ter2400] {
                let seconds = Case::new(pair, rate, ecm)
                    .send(&some_pages(30))
                    .unwrap_or_else(|why| panic!("{why}"));
                println!("{pair:?}, {rate}, ECM {ecm}: {seconds} s");
            }
        }
    }
}
