//! A fax of some pages over a simulated line, by each pair of terminals.

use std::path::Path;

use ferrofax::call::OriginateConfig;
use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax::t30::outcome::{Outcome, Status};
use ferrofax::t30::v8::V8Offer;

use ferrofax_kit::answering::Answering;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::faxing::{ANSWERER, CALLER, answer_config};
use ferrofax_kit::line_model::LineSettings;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::{PeerResult, SpFax};
use ferrofax_kit::wire::{Echo, Wire};

/// Who sends to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pair {
    UsToSpandsp,
    SpandspToUs,
    UsToUs,
    SpandspToSpandsp,
}

impl Pair {
    pub(crate) const ALL: [Self; 4] =
        [Self::UsToSpandsp, Self::SpandspToUs, Self::UsToUs, Self::SpandspToSpandsp];

    /// The pairs that are asked for, or all.
    pub(crate) fn wanted() -> Vec<Self> {
        let wanted = std::env::var("FERROFAX_LINES_PAIRS").unwrap_or_default();
        let is_wanted = |pair: &Self| wanted.is_empty() || wanted.contains(&format!("{pair:?}"));
        Self::ALL.into_iter().filter(is_wanted).collect()
    }
}

/// Of which modems the fax may make use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modems {
    /// V.34 before V.17, where both ends are ours.
    V34,
    V17,
    V29,
    /// Where the sender is ours: DIS has one bit for both rates of V.29.
    V29At7200,
    V27ter,
}

impl Modems {
    pub(crate) fn from_environment() -> Self {
        match std::env::var("FERROFAX_LINES_MODEMS").as_deref() {
            Ok("v29") => Self::V29,
            Ok("v27ter") => Self::V27ter,
            Ok("v17") | Err(_) => Self::V17,
            Ok("v34") => Self::V34,
            Ok(other) => {
                panic!("FERROFAX_LINES_MODEMS is '{other}'; it can be v34, v17, v29 or v27ter")
            }
        }
    }

    const fn of_spandsp(self) -> &'static str {
        match self {
            Self::V34 | Self::V17 => "v17,v29,v27ter",
            Self::V29 | Self::V29At7200 => "v29,v27ter",
            Self::V27ter => "v27ter",
        }
    }

    fn rates(self) -> Vec<Rate> {
        let fastest = match self {
            Self::V34 | Self::V17 => Rate::V17At14400,
            Self::V29 => Rate::V29At9600,
            Self::V29At7200 => Rate::V29At7200,
            Self::V27ter => Rate::V27ter4800,
        };
        OriginateConfig::default()
            .rates
            .into_iter()
            .filter(|rate| *rate <= fastest)
            .collect()
    }

    fn v8(self) -> V8Offer {
        if self == Self::V34 { V8Offer::V34 } else { V8Offer::Nothing }
    }
}

/// What came of a call.
#[derive(Clone, Debug)]
pub(crate) struct Came {
    /// Both ends say so.
    pub(crate) well: bool,
    /// Pages that arrived pixel by pixel.
    pub(crate) exact: usize,
    /// Pages that the sender takes for sent, and that did not arrive so.
    pub(crate) wrong: usize,
    /// How long it took, in line seconds.
    pub(crate) line_s: f64,
    pub(crate) account: String,
}

/// Pages and how they are to go.
pub(crate) struct Fax {
    modems: Modems,
    ecm: bool,
    pub(crate) pages: Vec<Bitmap>,
    folder: tempfile::TempDir,
}

impl Fax {
    pub(crate) fn new(modems: Modems, ecm: bool, (count, rows): (u64, u32), seed: u64) -> Self {
        let pages: Vec<Bitmap> = (0..count)
            .map(|number| pages::page(Content::Text, 1728, rows, count * seed + number))
            .collect();
        let folder = tempfile::tempdir().expect("a folder for the pages");
        pages::write_tiff(&folder.path().join("sent.tif"), &pages, Resolution::Standard);
        Self { modems, ecm, pages, folder }
    }

    fn spandsp(&self, terminal: SpFax, ident: &str) -> SpFax {
        terminal
            .ecm(self.ecm)
            .modems(self.modems.of_spandsp())
            .arg("--ident")
            .arg(ident)
            .arg("--trace")
    }

    pub(crate) fn call(&self, pair: Pair, line: &LineSettings, echo: Option<Echo>) -> Came {
        let mut wire = Wire::new(line);
        (wire.echo, wire.caller_echo) = (echo, echo);
        self.call_over(pair, wire)
    }

    pub(crate) fn call_over(&self, pair: Pair, mut wire: Wire) -> Came {
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let file = self.folder.path().join(format!("received-{number}.tif"));
        wire.max_s = LONGEST_S;
        let our_caller = || {
            let config = OriginateConfig {
                ident: CALLER.into(),
                ecm: self.ecm,
                rates: self.modems.rates(),
                v8: self.modems.v8(),
                ..OriginateConfig::default()
            };
            Calling::sending(config, &self.pages, Resolution::Standard)
        };
        let our_answerer = || {
            let v8 = self.modems.v8();
            Answering::new(ferrofax::call::AnswerConfig { ecm: self.ecm, v8, ..answer_config() })
        };
        let their_caller = || {
            self.spandsp(SpFax::sending(&self.folder.path().join("sent.tif")), CALLER)
                .start()
        };
        let their_answerer = || self.spandsp(SpFax::receiving(&file), ANSWERER).start();

        let (run, sent, received) = match pair {
            Pair::UsToSpandsp => {
                let (mut caller, mut answerer) = (our_caller(), their_answerer());
                let run = wire.run(&mut caller, &mut answerer);
                (run, of_ours(&mut caller), of_theirs(answerer.finish(), &file))
            }
            Pair::SpandspToUs => {
                let (mut caller, mut answerer) = (their_caller(), our_answerer());
                let run = wire.run(&mut caller, &mut answerer);
                (run, of_their_caller(caller.finish()), of_our_answerer(&mut answerer))
            }
            Pair::UsToUs => {
                let (mut caller, mut answerer) = (our_caller(), our_answerer());
                let run = wire.run(&mut caller, &mut answerer);
                let (sent, received) = (of_ours(&mut caller), of_our_answerer(&mut answerer));
                // Whatever the line does, nothing is confirmed that did not come.
                let pages =
                    |outcome: &Option<Outcome>| outcome.as_ref().map_or(0, |outcome| outcome.pages);
                assert!(
                    pages(&caller.outcome) <= pages(&answerer.outcome),
                    "{}\n{}",
                    sent.account,
                    received.account
                );
                (run, sent, received)
            }
            Pair::SpandspToSpandsp => {
                let (mut caller, mut answerer) = (their_caller(), their_answerer());
                let run = wire.run(&mut caller, &mut answerer);
                (run, of_their_caller(caller.finish()), of_theirs(answerer.finish(), &file))
            }
        };
        let exact = self
            .pages
            .iter()
            .zip(&received.pages)
            .filter(|(sent, came)| sent == came)
            .count();
        let well = sent.well && received.well && received.pages.len() == self.pages.len();
        let confirmed = sent.confirmed.unwrap_or(if sent.well { self.pages.len() } else { 0 });
        let line_s = run.line_s;
        Came {
            well,
            exact,
            wrong: confirmed.saturating_sub(exact),
            line_s,
            account: format!("caller:\n{}\nanswerer:\n{}", sent.account, received.account),
        }
    }
}

struct Sent {
    well: bool,
    /// Pages that the caller takes for sent, if it is ours.
    confirmed: Option<usize>,
    account: String,
}

struct Received {
    well: bool,
    pages: Vec<Bitmap>,
    account: String,
}

fn of_ours(caller: &mut Calling) -> Sent {
    caller.hang_up();
    let outcome = caller.outcome.as_ref();
    Sent {
        well: outcome.is_some_and(|outcome| outcome.status == Status::Received),
        confirmed: Some(outcome.map_or(0, |outcome| outcome.pages as usize)),
        account: format!("{}\n{:?}", caller.trace.join("\n"), caller.outcome),
    }
}

fn of_our_answerer(answerer: &mut Answering) -> Received {
    answerer.hang_up();
    Received {
        well: answerer
            .outcome
            .as_ref()
            .is_some_and(|outcome| outcome.status == Status::Received),
        pages: answerer
            .pages
            .iter()
            .filter(|page| page.complete)
            .map(|page| page.bitmap.clone())
            .collect(),
        account: format!("{}\n{:?}", answerer.trace.join("\n"), answerer.outcome),
    }
}

fn of_their_caller(result: PeerResult) -> Sent {
    Sent { well: result.ok, confirmed: None, account: result.log }
}

fn of_theirs(result: PeerResult, file: &Path) -> Received {
    // What a broken call left behind may be no file at all.
    let pages = tiff::read(file).unwrap_or_default();
    let pages = pages.iter().filter_map(|page| page.bitmap().ok()).collect();
    Received { well: result.ok, pages, account: result.log }
}

/// The longest call in line seconds; three pages at 2400 bit/s take half of it.
const LONGEST_S: f64 = 900.0;
