//! One combination of the send matrix: a fax that our PBX sends, and all checks of the result, here
//! and at the receiver.
//!
//! The number of the receiver determines its modems and its ECM. Each combination has a sending
//! device of its own, whose options enforce rate and coding. The receiver is spandsp in `world`, or
//! Ferrofax itself: then `world` sends the call back to one of our devices.

use std::fmt;
use std::time::{Duration, Instant};

use ferrofax::document::tiff;
use ferrofax::modem::Rate;
use ferrofax::spool::FaxStatus;
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax::t4::{Bitmap, Coding, PageWidth, Resolution};

use crate::formats;
use crate::receive_case::{CODINGS, Case, Line, RATES, codings_to, differences, ecm, modem_of};
use crate::sending_desk::{Arrival, SendingDesk};
use crate::watching::eventually;
use ferrofax_kit::spools;

/// The receiver of a fax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    Spandsp,
    Ourselves,
}

/// How a fax is sent, and its receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SendCase {
    pub way: Case,
    pub to: Receiver,
}

/// A fault of a sent fax.
#[derive(Clone, Debug, PartialEq)]
enum Fault {
    /// It was sent at a lower rate than intended.
    Slower(String),
    /// The received pages differ from the sent pages.
    Pages(String),
    /// Any other fault.
    Other(String),
}

pub const RESOLUTIONS: [Resolution; 3] =
    [Resolution::Standard, Resolution::Fine, Resolution::Superfine];

/// The longest time that a fax of the matrix may wait and take.
const LONGEST: Duration = Duration::from_secs(1800);

/// Returns a fax to spandsp in `world`.
pub const fn to_spandsp(way: Case) -> SendCase {
    SendCase { way, to: Receiver::Spandsp }
}

/// Returns a fax that `world` sends back to our PBX.
pub const fn to_ourselves(way: Case) -> SendCase {
    SendCase { way, to: Receiver::Ourselves }
}

impl SendCase {
    /// Returns all combinations that T.30 permits, to one receiver. The slowest are first.
    pub fn all(to: Receiver) -> Vec<Self> {
        let mut all = Vec::new();
        for rate in RATES {
            for (ecm, coding) in CODINGS {
                for resolution in RESOLUTIONS {
                    let (width, pages, line) = (PageWidth::A4, 2, Line::Audio);
                    all.push(Self {
                        way: Case { rate, ecm, coding, resolution, width, pages, line },
                        to,
                    });
                }
            }
        }
        // With T.38, the length of a fax matters: because of the sequence numbers of packets, and
        // of session refreshes.
        for pages in [30, 3, 1] {
            for rate in RATES {
                for (ecm, coding) in CODINGS {
                    let (resolution, width, line) =
                        (Resolution::Fine, PageWidth::A4, Line::REDUNDANT);
                    all.push(Self {
                        way: Case { rate, ecm, coding, resolution, width, pages, line },
                        to,
                    });
                }
            }
        }
        // The result of a page that spandsp does not support does not depend on the rate.
        let is_tried = |way: &Case| to == Receiver::Ourselves || way.rate == Rate::V17At14400;
        all.extend(Case::beyond().into_iter().filter(is_tried).map(|way| Self { way, to }));
        all
    }

    /// Returns the sending devices: one for each combination, so that the identification of the
    /// sender identifies each fax.
    pub fn devices(cases: &[Self]) -> Vec<String> {
        cases.iter().map(Self::device_line).collect()
    }

    /// Returns the devices that receive the faxes to Ferrofax itself.
    pub fn receivers() -> Vec<String> {
        vec!["exten => _29X!,1,FaxDevice(receiver@example.com,tiff)".to_owned()]
    }

    fn device_line(&self) -> String {
        format!(
            "exten => {},1,FaxDevice(sender@example.com,tiff,e({})m({})r({})o({})s({}))",
            self.device(),
            if self.way.ecm { "yes" } else { "no" },
            modem_of(self.way.rate),
            self.way.rate.bps(),
            codings_to(self.way.coding),
            self.ident(),
        )
    }

    /// Returns unique digits for this combination: modem, rate, ECM and coding, resolution,
    /// receiver, width if it is not that of A4, line, pages.
    fn serial(&self) -> String {
        let way = &self.way;
        let coding = CODINGS
            .iter()
            .position(|&coding| coding == (way.ecm, way.coding))
            .unwrap_or_default();
        let resolution = Resolution::ALL
            .iter()
            .position(|&one| one == way.resolution)
            .unwrap_or_default();
        let width = match way.width {
            PageWidth::A4 => "",
            PageWidth::B4 => "4",
            PageWidth::A3 => "3",
        };
        let rate = way.rate.bps() / 100;
        let line = match way.line {
            Line::Audio => String::new(),
            Line::T38(correction) => format!("{}{:02}", correction as u8, way.pages),
        };
        format!(
            "{}{rate:03}{coding}{resolution}{}{width}{line}",
            &modem_of(way.rate)[1..],
            self.to as u8
        )
    }

    fn device(&self) -> String {
        format!("8{}", self.serial())
    }

    fn ident(&self) -> String {
        format!("+49 {}", self.serial())
    }

    /// Returns the number of the receiver. Each fax has a number of its own, because faxes to the
    /// same number would wait for each other.
    fn number(&self) -> String {
        match self.to {
            Receiver::Ourselves => format!("29{}", self.serial()),
            Receiver::Spandsp => {
                let modem = match modem_of(self.way.rate) {
                    "v17" => 1,
                    "v29" => 9,
                    _ => 7,
                };
                format!("3{modem}{}{}", u8::from(self.way.ecm), self.serial())
            }
        }
    }

    /// The words by which a person picks it out.
    pub fn words(&self) -> Vec<String> {
        let mut words = self.way.words();
        words.push(if self.to == Receiver::Spandsp { "send" } else { "ourselves" }.to_owned());
        words
    }

    /// Sends the fax, and checks all results. Returns its duration in seconds, or all faults.
    ///
    /// If this machine stalls, a PBX misses packets of the other one. A missed packet in the
    /// training check lowers the rate, but the fax arrives completely. Without ECM, a missed packet
    /// can damage a row. Only a fax with such a fault is sent once more, with a message, and must
    /// then be correct.
    pub fn run(&self, desk: &SendingDesk) -> Result<u64, String> {
        let wrong = |seconds: u64, faults: &[Fault]| {
            let texts: Vec<&str> = faults.iter().map(Fault::text).collect();
            format!("after {seconds} s: {}", texts.join("; "))
        };
        let (seconds, faults) = self.run_once(desk, 0);
        if faults.is_empty() {
            return Ok(seconds);
        }
        let first = wrong(seconds, &faults);
        if !self.may_be_by_a_stall(&faults) {
            return Err(first);
        }
        println!("{self}: {first}; once more");
        match self.run_once(desk, 1) {
            (seconds, faults) if faults.is_empty() => Ok(seconds),
            (seconds, faults) => Err(format!("{first}; once more: {}", wrong(seconds, &faults))),
        }
    }

    /// Returns whether a stall of the machine can have caused all these faults.
    fn may_be_by_a_stall(&self, faults: &[Fault]) -> bool {
        let loses_rows = self.to == Receiver::Spandsp && !self.way.ecm;
        faults.iter().all(|fault| match fault {
            Fault::Slower(_) => true,
            Fault::Pages(_) => loses_rows,
            Fault::Other(_) => false,
        })
    }

    /// Sends the fax once. Returns its duration in seconds, and its faults. `before` is the number
    /// of earlier calls to this number.
    fn run_once(&self, desk: &SendingDesk, before: usize) -> (u64, Vec<Fault>) {
        let began = Instant::now();
        let document = self.way.document();
        let file = desk.document(&self.serial(), &document, self.way.resolution);
        let tries = |draft: &mut ferrofax::spool::submission::Draft| {
            draft.set(ferrofax::spool::wish::Wish::Tries, "1")
        };
        let number = format!("{}{}", self.way.line.prefix(), self.number());
        let id = desk.submit(&number, &self.device(), &file, tries);
        let job = desk.await_end(id, LONGEST);
        let mut faults = self.wrong_in_the_job(desk, &job);
        match self.to {
            Receiver::Spandsp => faults.extend(self.wrong_at_spandsp(desk, &document, before)),
            Receiver::Ourselves => faults.extend(self.wrong_at_ours(desk, &document, before)),
        }
        (began.elapsed().as_secs(), faults)
    }

    fn wrong_in_the_job(&self, desk: &SendingDesk, job: &Job) -> Vec<Fault> {
        let mut faults = Vec::new();
        if job.state != JobState::Done
            || job.pages_confirmed() != self.way.pages
            || (job.tries, job.dials) != (1, 1)
        {
            faults.push(Fault::Other(format!(
                "the job is {:?} with {} pages after {} tries: {:?} {:?} {}",
                job.state,
                job.pages_confirmed(),
                job.tries,
                job.failure,
                job.cause,
                job.text
            )));
        }
        let session = desk.session(job.id);
        let coding = session.coding.as_deref().map(str::to_uppercase);
        let (rate, how) = (session.rate_bps, (session.ecm, coding));
        let wanted = (Some(self.way.ecm), Some(self.way.coding.to_string().to_uppercase()));
        if how != wanted {
            faults.push(Fault::Other(format!("it was sent in another way: {how:?}")));
        }
        faults.extend(self.wrong_rate("it went at", rate));
        faults
    }

    fn wrong_rate(&self, what: &str, bps: Option<u32>) -> Option<Fault> {
        let wanted = self.way.rate.bps();
        match bps {
            Some(bps) if bps == wanted => None,
            Some(bps) if bps < wanted => Some(Fault::Slower(format!("{what} {bps} bit/s"))),
            bps => Some(Fault::Other(format!("{what} {bps:?} bit/s"))),
        }
    }

    fn wrong_at_spandsp(
        &self,
        desk: &SendingDesk,
        document: &[Bitmap],
        before: usize,
    ) -> Vec<Fault> {
        let arrivals = desk.arrivals(&self.number());
        let Some([arrival]) = arrivals.get(before..) else {
            return vec![Fault::Other(format!("{} calls arrived at the receiver", arrivals.len()))];
        };
        let mut faults = self.wrong_pages_there(document, arrival);
        let pages = self.way.pages.to_string();
        let ident = self.ident();
        let wanted = [
            ("FAXSTATUS", "SUCCESS"),
            ("FAXPAGES", &pages),
            ("REMOTESTATIONID", &ident),
            ("FAXMODE", self.way.line.mode()),
        ];
        if wanted.iter().any(|(key, value)| arrival.said(key) != *value) {
            faults.push(Fault::Other(format!("the receiver says {:?}", arrival.report)));
        }
        faults.extend(self.wrong_rate("there it came at", arrival.said("FAXBITRATE").parse().ok()));
        faults
    }

    /// Returns the faults of the received pages. They must equal the sent pages, or those converted
    /// for spandsp.
    fn wrong_pages_there(&self, document: &[Bitmap], arrival: &Arrival) -> Vec<Fault> {
        if !formats::is_beyond(self.way.width, self.way.resolution) {
            return Fault::of_pages("there", document, &arrival.pages);
        }
        let (fitted, resolutions): (Vec<_>, Vec<_>) =
            formats::as_spandsp_takes(document, self.way.resolution).into_iter().unzip();
        let mut faults = Fault::of_pages("fitted and there", &fitted, &arrival.pages);
        if arrival.resolutions != resolutions {
            let text = format!(
                "the receiver has the resolutions {:?}, not {resolutions:?}",
                arrival.resolutions
            );
            faults.push(Fault::Other(text));
        }
        faults
    }

    fn wrong_at_ours(&self, desk: &SendingDesk, document: &[Bitmap], before: usize) -> Vec<Fault> {
        let ident = self.ident();
        // The sender is finished at the last confirmation, but the receiver waits for DCN.
        let ended = || {
            let mut faxes = spools::faxes(&desk.spool);
            faxes.retain(|fax| fax.far_ident.as_ref() == Some(&ident));
            faxes.sort_by_key(|fax| fax.id);
            faxes.iter().all(|fax| fax.status != FaxStatus::Receiving).then_some(faxes)
        };
        let mine = eventually("the receiver is done", 60, ended);
        let Some([fax]) = mine.get(before..) else {
            return vec![Fault::Other(format!("{} faxes arrived here", mine.len()))];
        };
        let stored = desk.spool.faxes().document_path(fax.id).map_err(|error| error.to_string());
        let stored = stored.and_then(|path| tiff::read(&path).map_err(|error| error.to_string()));
        let mut faults = match stored {
            Ok(pages) => {
                let resolutions: Vec<_> = pages.iter().filter_map(|page| page.resolution).collect();
                let pages: Vec<_> = pages.iter().filter_map(|page| page.bitmap().ok()).collect();
                let mut faults = Fault::of_pages("here", document, &pages);
                if resolutions.len() != pages.len()
                    || resolutions.iter().any(|one| *one != self.way.resolution)
                {
                    faults.push(Fault::Other(format!(
                        "they are stored with the resolutions {resolutions:?}"
                    )));
                }
                faults
            }
            Err(error) => vec![Fault::Other(error)],
        };
        if fax.status != FaxStatus::Received
            || fax.pages.iter().any(|page| page.coding != Some(self.way.coding))
        {
            faults.push(Fault::Other(format!("it arrived in another way: {fax:?}")));
        }
        let rates = fax.pages.iter().map(|page| page.rate_bps);
        faults.extend(rates.filter_map(|rate| self.wrong_rate("a page came at", rate)));
        faults
    }
}

impl Fault {
    fn of_pages(whose: &str, sent: &[Bitmap], received: &[Bitmap]) -> Vec<Self> {
        differences(whose, sent, received).into_iter().map(Self::Pages).collect()
    }

    fn text(&self) -> &str {
        let (Self::Slower(text) | Self::Pages(text) | Self::Other(text)) = self;
        text
    }
}

/// The text in the result table.
impl fmt::Display for SendCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let to = if self.to == Receiver::Spandsp { "to spandsp" } else { "to ourselves" };
        write!(f, "{to}, {}", self.way)
    }
}

#[test]
fn a_fax_goes_once_more_for_what_a_stall_does_and_for_nothing_else() {
    let way = ecm(Rate::V27ter4800, Coding::Mmr, Resolution::Standard, 2);
    let case = to_spandsp(way);
    assert_eq!(case.wrong_rate("it went at", Some(4800)), None);
    let slower = case.wrong_rate("it went at", Some(2400)).expect("it did");
    assert!(case.may_be_by_a_stall(std::slice::from_ref(&slower)));
    let pages = Fault::Pages("a row".into());
    for other in [
        pages.clone(),
        Fault::Other("no answer".into()),
        case.wrong_rate("it went at", None).expect("it did"),
        case.wrong_rate("it went at", Some(9600)).expect("it did"),
    ] {
        assert!(!case.may_be_by_a_stall(&[slower.clone(), other.clone()]), "{other:?}");
    }
    let plain = SendCase { way: Case { ecm: false, ..way }, ..case };
    assert!(plain.may_be_by_a_stall(&[slower.clone(), pages.clone()]));
    let ours = SendCase { to: Receiver::Ourselves, ..plain };
    assert!(ours.may_be_by_a_stall(&[slower]) && !ours.may_be_by_a_stall(&[pages]));
}
