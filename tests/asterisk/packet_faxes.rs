//! One fax by T.38 over a bad network, between Ferrofax and spandsp or between two spandsps:
//! whether it arrived correctly, and a log if not.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::submission::Draft;
use ferrofax::spool::wish::Wish;
use ferrofax::spool::{FaxQuery, FaxStatus};
use ferrofax::t4::{Bitmap, Resolution};

use crate::laboratory::{Asterisk, CallReport, Laboratory};
use crate::pages::{self, Content};
use crate::sending_desk::SendingDesk;
use crate::udptl_relay::{Correction, Trouble, UdptlRelay};

/// The sender and the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    FromSpandsp,
    ToSpandsp,
    SpandspAlone,
}

/// A fax to send.
#[derive(Clone, Copy, Debug)]
pub struct PacketFax {
    pub pair: Pair,
    pub correction: Correction,
    pub ecm: bool,
    pub trouble: Trouble,
    pub seed: u64,
    /// Four digits that are unique among the faxes of this pair in the stage.
    pub serial: u32,
}

/// The result of a fax.
#[derive(Clone, Debug, Default)]
pub struct Came {
    /// Whether both sides report success.
    pub arrived: bool,
    /// Whether the received page equals the sent page in all pixels.
    pub same: bool,
    /// The reports of both sides, and the fate of each datagram.
    pub account: String,
}

/// Two PBXs with a bad network between them.
pub struct Stage {
    place: Place,
    relay: UdptlRelay,
}

enum Place {
    Ours(SendingDesk),
    Spandsp(Laboratory),
}

/// How long a call may take, with all repetitions of T.30.
const LONGEST: Duration = Duration::from_secs(400);

impl Stage {
    /// Starts a stage with Ferrofax and spandsp.
    pub fn ours(name: &str, asterisk: Asterisk, lanes: u8) -> Self {
        let device = |ecm: bool| {
            let (word, digit) = if ecm { ("yes", 1) } else { ("no", 0) };
            [
                format!(
                    "exten => 85{digit},1,FaxDevice(sender@example.com,tiff,e({word})s(+49 85))"
                ),
                format!("exten => _29{digit}X!,1,FaxDevice(receiver@example.com,tiff,e({word}))"),
            ]
        };
        let lab = Laboratory::start_with(name, asterisk, &["--lanes", &lanes.to_string()]);
        let devices = [device(true), device(false)].concat();
        let desk = SendingDesk::start_in(lab, &devices, &["share_calls = no"]);
        let relay = UdptlRelay::start(&desk.lab, lanes);
        Self { place: Place::Ours(desk), relay }
    }

    /// Starts a stage with two spandsps.
    pub fn of_spandsp(name: &str, asterisk: Asterisk, lanes: u8) -> Self {
        let lab = Laboratory::of_spandsp_with(name, asterisk, &["--lanes", &lanes.to_string()]);
        let relay = UdptlRelay::start(&lab, lanes);
        Self { place: Place::Spandsp(lab), relay }
    }

    pub fn lab(&self) -> &Laboratory {
        match &self.place {
            Place::Ours(desk) => &desk.lab,
            Place::Spandsp(lab) => lab,
        }
    }

    /// Sends a fax on a lane. No other fax may use the lane at the same time.
    pub fn fax(&self, lane: u8, fax: &PacketFax) -> Came {
        self.relay.begin(lane, fax.correction, fax.trouble, fax.seed);
        let mut came = match (fax.pair, &self.place) {
            (Pair::FromSpandsp, Place::Ours(desk)) => fax.receive(desk, lane),
            (Pair::ToSpandsp, Place::Ours(desk)) => fax.send(desk, lane),
            (Pair::SpandspAlone, Place::Spandsp(lab)) => fax.alone(lab, lane),
            _ => Came {
                account: "this stage does not make such faxes".to_owned(),
                ..Came::default()
            },
        };
        came.account = format!("{fax:?}\n{}\n{}", came.account, self.relay.end(lane));
        came
    }
}

impl PacketFax {
    fn document(&self) -> Vec<Bitmap> {
        vec![pages::page(Content::Text, 1728, 1143, self.seed)]
    }

    fn trunk(&self, lane: u8) -> String {
        format!("relay-{}-{lane:02}", self.correction.word())
    }

    /// Sends a fax from spandsp in `world` to `number`. Each fax has a caller's number of its own,
    /// because Ferrofax remembers how earlier faxes of a number went.
    fn world_sends(
        &self,
        lab: &Laboratory,
        lane: u8,
        number: &str,
        ident: &str,
        document: &[Bitmap],
    ) -> CallReport {
        let file = lab.of("calls").join(format!("{number}.tif"));
        pages::write_tiff(&file, document, Resolution::Standard);
        let (trunk, from) = (self.trunk(lane), format!("4999{number}"));
        let ecm = if self.ecm { "yes" } else { "no" };
        let file = file.to_string_lossy();
        let options = [
            "--tiff", &file, "--to", number, "--from", &from, "--trunk", &trunk, "--ecm", ecm,
            "--ident", ident,
        ];
        lab.call("send", &options)
    }

    fn receive(&self, desk: &SendingDesk, lane: u8) -> Came {
        let document = self.document();
        let ident = format!("+49 1{:04}", self.serial);
        let number = format!("29{}{:04}", u8::from(self.ecm), self.serial);
        let report = self.world_sends(&desk.lab, lane, &number, &ident, &document);
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            let query = FaxQuery { limit: 10_000, ..FaxQuery::default() };
            let faxes = desk.spool.faxes().list(&query).unwrap_or_default();
            let mine = faxes
                .into_iter()
                .find(|fax| fax.called == number && fax.status != FaxStatus::Receiving);
            if mine.is_none() && Instant::now() < until {
                thread::sleep(Duration::from_millis(500));
                continue;
            }
            let stored =
                mine.as_ref().and_then(|fax| desk.spool.faxes().document_path(fax.id).ok());
            let received = mine.as_ref().is_some_and(|fax| fax.status == FaxStatus::Received);
            return Came {
                arrived: is_success(&report) && received,
                same: stored.is_some_and(|path| are_same(&document, &pages_of(&path))),
                account: format!("spandsp: {report:?}\nours: {mine:?}"),
            };
        }
    }

    fn send(&self, desk: &SendingDesk, lane: u8) -> Came {
        let document = self.document();
        let ecm = u8::from(self.ecm);
        let number = format!("31{ecm}{:04}", self.serial);
        let file = desk.document(&number, &document, Resolution::Standard);
        let prefix = if self.correction == Correction::Redundancy { 14 } else { 15 };
        let once = |draft: &mut Draft| draft.set(Wish::Tries, "1");
        let id =
            desk.submit(&format!("{prefix}{lane:02}{number}"), &format!("85{ecm}"), &file, once);
        let until = Instant::now() + LONGEST;
        let mut job = desk.job(id);
        while !matches!(job.state, JobState::Done | JobState::Failed) && Instant::now() < until {
            thread::sleep(Duration::from_millis(500));
            job = desk.job(id);
        }
        let arrivals = desk.arrivals(&number);
        let reports: Vec<_> = arrivals.iter().map(|arrival| &arrival.report).collect();
        Came {
            arrived: job.state == JobState::Done && reports.iter().any(|report| is_success(report)),
            same: arrivals.iter().any(|arrival| are_same(&document, &arrival.pages)),
            account: format!("spandsp: {reports:?}\nours: {job:?}"),
        }
    }

    fn alone(&self, lab: &Laboratory, lane: u8) -> Came {
        let document = self.document();
        let number = format!("29{}{:04}", u8::from(self.ecm), self.serial);
        let report = self.world_sends(lab, lane, &number, "+49 1", &document);
        let folder = lab.of("ours").join("fax");
        let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let of_number = |path: &std::path::PathBuf| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(&format!("{number}-")))
        };
        let stored: Vec<Vec<Bitmap>> =
            files.filter(of_number).map(|path| pages_of(&path)).collect();
        Came {
            arrived: is_success(&report) && stored.iter().any(|pages| !pages.is_empty()),
            same: stored.iter().any(|pages| are_same(&document, pages)),
            account: format!("the sender: {report:?}"),
        }
    }
}

/// Returns whether the report is a success by T.38.
fn is_success(report: &CallReport) -> bool {
    (report.said("FAXSTATUS"), report.said("FAXMODE")) == ("SUCCESS", "T38")
}

fn pages_of(path: &Path) -> Vec<Bitmap> {
    let pages = tiff::read(path).unwrap_or_default();
    pages.iter().filter_map(|page| page.bitmap().ok()).collect()
}

fn are_same(sent: &[Bitmap], received: &[Bitmap]) -> bool {
    sent.len() == received.len()
        && sent
            .iter()
            .zip(received)
            .all(|(sent, received)| pages::difference(sent, received).is_none())
}
