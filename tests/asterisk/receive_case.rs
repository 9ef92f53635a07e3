//! One combination of the receive matrix: a fax from spandsp at a given rate, and all checks of the
//! result.
//!
//! Each combination has a device of its own. The options of the device enforce rate, ECM and
//! coding. The sender chooses the resolution and the pages.

use std::fmt;
use std::thread;
use std::time::Instant;

use ferrofax::modem::Rate;
use ferrofax::spool::FaxStatus;
use ferrofax::t4::{Bitmap, Coding, EncodeOptions, PageWidth, Resolution, encode};

use crate::exchange::{Delivery, Exchange, header, pages_in, resolutions_in};
use crate::formats;
use crate::pages::{self, Content};

/// How a fax is sent, and how many pages it has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Case {
    pub rate: Rate,
    pub ecm: bool,
    pub coding: Coding,
    pub resolution: Resolution,
    pub width: PageWidth,
    pub pages: u32,
    pub line: Line,
}

/// The kind of line of a fax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    Audio,
    /// T.38, over the trunk with this error correction of UDPTL.
    T38(Correction),
}

/// The error correction of UDPTL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    Redundancy,
    Fec,
    None,
}

impl Line {
    pub const REDUNDANT: Self = Self::T38(Correction::Redundancy);
    pub const FEC: Self = Self::T38(Correction::Fec);
    pub const BARE: Self = Self::T38(Correction::None);

    /// Returns the laboratory's trunk for this line. Audio uses the trunk of its audio codec.
    pub const fn trunk(self) -> Option<&'static str> {
        match self {
            Self::Audio => None,
            Self::T38(Correction::Redundancy) => Some("t38-redundancy"),
            Self::T38(Correction::Fec) => Some("t38-fec"),
            Self::T38(Correction::None) => Some("t38-none"),
        }
    }

    /// Returns the prefix of a number in our dialplan that selects this trunk.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Audio => "",
            Self::T38(Correction::Redundancy) => "11",
            Self::T38(Correction::Fec) => "12",
            Self::T38(Correction::None) => "13",
        }
    }

    /// The words by which a person picks it out.
    pub fn words(self) -> Vec<String> {
        match self.trunk() {
            None => vec!["audio".to_owned()],
            Some(trunk) => vec!["t38".to_owned(), trunk.to_owned()],
        }
    }

    /// Returns the value of `FAXMODE` for this line.
    pub const fn mode(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::T38(_) => "T38",
        }
    }
}

pub const RATES: [Rate; 8] = Rate::ALL;

/// Returns the name of a modem in the options of a device, and in the words of `make matrix`.
pub fn modem_of(rate: Rate) -> &'static str {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => "v27",
        Rate::V29At7200 | Rate::V29At9600 => "v29",
        Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => "v17",
    }
}

/// Returns the value of the device option with which a device receives or sends this coding.
pub fn codings_to(coding: Coding) -> &'static str {
    match coding {
        Coding::Mh => "mh",
        Coding::Mr => "mr+mh",
        Coding::Mmr => "mmr+mr+mh",
        Coding::Jbig => "jbig+mmr+mr+mh",
        Coding::Jpeg | Coding::T43 => unreachable!("black-and-white pages do not use this coding"),
    }
}

/// The combinations of ECM and coding. T.6 needs ECM.
pub const CODINGS: [(bool, Coding); 5] = [
    (false, Coding::Mh),
    (false, Coding::Mr),
    (true, Coding::Mh),
    (true, Coding::Mr),
    (true, Coding::Mmr),
];

pub const RESOLUTIONS: [Resolution; 3] =
    [Resolution::Standard, Resolution::Fine, Resolution::Superfine];

/// Returns an A4 fax by audio, with ECM.
pub const fn ecm(rate: Rate, coding: Coding, resolution: Resolution, pages: u32) -> Case {
    Case { rate, ecm: true, coding, resolution, width: PageWidth::A4, pages, line: Line::Audio }
}

/// Returns an A4 fax by audio, without ECM.
pub const fn no_ecm(rate: Rate, coding: Coding, resolution: Resolution, pages: u32) -> Case {
    Case { ecm: false, ..ecm(rate, coding, resolution, pages) }
}

/// Runs all these cases at the same time, and panics with the names of those that fail. `run` gets
/// the index and the case.
pub fn all_at_once<C: fmt::Display + Sync, T: Send>(
    cases: &[C],
    run: impl Fn(usize, &C) -> Result<T, String> + Sync,
) {
    let run = &run;
    let faults: Vec<String> = thread::scope(|scope| {
        let calls = cases.iter().enumerate().map(|(at, case)| scope.spawn(move || run(at, case)));
        let calls: Vec<_> = calls.collect();
        let faults = cases.iter().zip(calls).filter_map(|(case, call)| {
            let fault = call.join().expect("no panic in a call").err()?;
            Some(format!("{case}: {fault}"))
        });
        faults.collect()
    });
    let (failed, all) = (faults.len(), cases.len());
    assert!(faults.is_empty(), "{failed} of {all} failed:\n{}", faults.join("\n"));
}

impl Case {
    /// Returns the same case with this page width.
    pub const fn on(self, width: PageWidth) -> Self {
        Self { width, ..self }
    }

    /// Returns the same case over this line.
    pub const fn over(self, line: Line) -> Self {
        Self { line, ..self }
    }

    /// Returns all combinations that T.30 permits. The longest are first, so that none of them runs
    /// alone at the end.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for pages in [30, 3, 1] {
            for rate in RATES {
                for (ecm, coding) in CODINGS {
                    for resolution in RESOLUTIONS {
                        for line in [Line::Audio, Line::REDUNDANT] {
                            let width = PageWidth::A4;
                            all.push(Self { rate, ecm, coding, resolution, width, pages, line });
                        }
                    }
                }
            }
        }
        all.extend(Self::beyond().into_iter().filter(|case| case.sent_in().is_some()));
        // If the sender refuses to send a page, that does not depend on the rate or the coding.
        all.extend(Self::beyond().into_iter().filter(|case| {
            let way = (case.rate, case.coding, case.line);
            case.sent_in().is_none() && way == (Rate::V17At14400, Coding::Mmr, Line::Audio)
        }));
        all
    }

    /// Returns all widths and resolutions that only some machines support, at a rate of each modem
    /// and with each coding.
    pub fn beyond() -> Vec<Self> {
        let mut all = Vec::new();
        for rate in formats::RATES {
            for (ecm, coding) in CODINGS {
                for (width, resolution) in formats::all() {
                    let (pages, line) = (2, Line::Audio);
                    all.push(Self { rate, ecm, coding, resolution, width, pages, line });
                }
            }
        }
        all
    }

    /// Returns the resolution in which spandsp sends this page; `None` if it cannot send the page.
    pub fn sent_in(&self) -> Option<Resolution> {
        formats::as_spandsp_sends(self.width, self.resolution)
    }

    /// The words by which a person picks it out.
    pub fn words(&self) -> Vec<String> {
        let words = [
            self.rate.bps().to_string(),
            modem_of(self.rate).to_owned(),
            if self.ecm { "ecm" } else { "noecm" }.to_owned(),
            self.coding.to_string().to_lowercase(),
            formats::word(self.resolution).to_owned(),
            self.width.to_string().to_lowercase(),
            self.pages.to_string(),
        ];
        let beyond = formats::is_beyond(self.width, self.resolution).then(|| "beyond".to_owned());
        [words.to_vec(), self.line.words(), beyond.into_iter().collect()].concat()
    }

    /// Returns the devices of all combinations as lines of the dialplan. The formats of their mails
    /// differ, too.
    pub fn devices() -> Vec<String> {
        let mut lines = Vec::new();
        for rate in RATES {
            for (place, (ecm, coding)) in CODINGS.into_iter().enumerate() {
                let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                let case =
                    Self { rate, ecm, coding, resolution, width, pages: 1, line: Line::Audio };
                lines.push(format!(
                    "exten => {},1,FaxDevice({},{},e({})m({})r({})o({}))",
                    case.number(),
                    case.mailbox(),
                    ["pdf", "tiff"][place % 2],
                    if ecm { "yes" } else { "no" },
                    modem_of(rate),
                    rate.bps(),
                    codings_to(coding),
                ));
            }
        }
        lines
    }

    fn number(&self) -> String {
        let coding = CODINGS
            .iter()
            .position(|&coding| coding == (self.ecm, self.coding))
            .unwrap_or_default();
        // The number of the modem is needed because V.17 and V.29 share some rates.
        format!("3{}{}{coding}", &modem_of(self.rate)[1..], self.rate.bps() / 100)
    }

    fn mailbox(&self) -> String {
        format!("to{}@example.com", self.number())
    }

    /// Returns different pages without blank areas. A single page has the length of a letter. Pages
    /// are shorter if there are more of them or if the rate is lower, so that all faxes take about
    /// the same time.
    pub fn document(&self) -> Vec<Bitmap> {
        let letter = (297.0 / 25.4 * self.resolution.y_dpi()) as u32;
        let width = self.width.pixels(self.resolution);
        let contents = [Content::Text, Content::Drawing, Content::Blank, Content::Text];
        let page = |number: u32| {
            let (content, seed) = (contents[number as usize % contents.len()], u64::from(number));
            let whole = pages::page(content, width, letter, seed);
            let seconds = match self.pages {
                1 => return whole,
                2..=9 => 20,
                _ => 7,
            };
            let bits = 8 * encode(&whole, Coding::Mh, EncodeOptions::default()).len() as u64;
            let rows = u64::from(letter) * seconds * u64::from(self.rate.bps()) / bits;
            pages::page(
                content,
                width,
                u32::try_from(rows).unwrap_or(letter).clamp(100, letter),
                seed,
            )
        };
        (0..self.pages).map(page).collect()
    }

    /// Sends the fax, and checks all results. Returns the duration of the call in seconds, or all
    /// faults.
    pub fn run(&self, exchange: &Exchange, document: &[Bitmap]) -> Result<u64, String> {
        let began = Instant::now();
        let mails = usize::from(self.sent_in().is_some());
        let delivery =
            exchange.fax_by(self.line.trunk(), &self.number(), document, self.resolution, mails);
        let seconds = began.elapsed().as_secs();
        let faults = match self.sent_in() {
            Some(resolution) => self.wrong_in(&delivery, exchange, document, resolution),
            None => self.not_refused(&delivery),
        };
        if faults.is_empty() {
            Ok(seconds)
        } else {
            Err(format!("after {seconds} s: {}", faults.join("; ")))
        }
    }

    /// Returns the faults of a received fax, which must have this resolution.
    fn wrong_in(
        &self,
        delivery: &Delivery,
        exchange: &Exchange,
        document: &[Bitmap],
        resolution: Resolution,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        if delivery.report.said("FAXSTATUS") != "SUCCESS"
            || delivery.report.said("FAXPAGES") != self.pages.to_string()
            || delivery.report.said("FAXMODE") != self.line.mode()
        {
            faults.push(format!("the sender says {:?}", delivery.report));
        }
        match &delivery.mails[..] {
            [mail] => {
                if mail.to != self.mailbox()
                    || header(mail, "X-Ferrofax-Status") != Some("received")
                {
                    faults.push(format!(
                        "a mail to {}, {:?}",
                        mail.to,
                        header(mail, "X-Ferrofax-Status")
                    ));
                }
                match pages_in(mail) {
                    Ok(pages) => faults.extend(differences("mailed", document, &pages)),
                    Err(error) => faults.push(format!("the mail: {error}")),
                }
                let shown = resolutions_in(mail).unwrap_or_default();
                if shown != vec![Some(resolution); document.len()] {
                    faults.push(format!("mailed in {shown:?}"));
                }
                match exchange.filed(mail) {
                    Ok((fax, pages)) => {
                        faults.extend(differences("filed", document, &pages));
                        faults.extend(self.wrong_in_the_record(&fax, resolution));
                    }
                    Err(error) => faults.push(format!("the spool: {error}")),
                }
            }
            mails => faults.push(format!("{} mails arrived", mails.len())),
        }
        faults
    }

    /// Returns the faults of a case that spandsp must refuse to send: spandsp must report that, and
    /// no fax may arrive.
    fn not_refused(&self, delivery: &Delivery) -> Vec<String> {
        let refuses = delivery.report.said("FAXSTATUS") == "FAILED"
            && delivery.report.said("FAXPAGES") == "0";
        let reason = delivery.report.said("FAXSTATUSSTRING");
        let mut faults = Vec::new();
        if !refuses || !(reason.contains("resolution") || reason.contains("size of image")) {
            faults.push(format!("the sender says {:?}", delivery.report));
        }
        if !delivery.mails.is_empty() {
            faults.push(format!("{} mails arrived", delivery.mails.len()));
        }
        faults
    }

    /// Checks that the stored fax is complete, and that it has the rate and the coding of this
    /// case.
    fn wrong_in_the_record(
        &self,
        fax: &ferrofax::spool::ReceivedFax,
        resolution: Resolution,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        if fax.status != FaxStatus::Received {
            faults.push(format!("filed as {}, {:?}", fax.status.name(), fax.outcome_cause));
        }
        let trunk = format!("PJSIP/{}", self.line.trunk().unwrap_or("any"));
        if fax.trunk.as_ref() != Some(&trunk) {
            faults.push(format!("it arrived on trunk {:?}, not on {trunk}", fax.trunk));
        }
        for page in &fax.pages {
            let way = (page.rate_bps, page.ecm, page.coding);
            if way != (Some(self.rate.bps()), Some(self.ecm), Some(self.coding))
                || Resolution::from_dpi(page.x_dpi, page.y_dpi) != Some(resolution)
                || page.bad_rows != 0
                || !page.complete
                || !page.confirmed
            {
                faults.push(format!("page {} arrived in another way: {page:?}", page.number));
            }
        }
        faults
    }
}

/// The text in the result table.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rate, ecm, resolution) =
            (self.rate, if self.ecm { "ECM" } else { "no ECM" }, self.resolution);
        let pages = if self.pages == 1 { "page" } else { "pages" };
        write!(
            f,
            "{rate} {ecm} {} {} {resolution}, {} {pages}",
            self.coding, self.width, self.pages
        )?;
        self.line.trunk().map_or(Ok(()), |trunk| write!(f, " by {trunk}"))
    }
}

/// Returns the differences between sent and received pages.
pub fn differences(whose: &str, sent: &[Bitmap], received: &[Bitmap]) -> Vec<String> {
    let mut faults = Vec::new();
    if sent.len() != received.len() {
        faults.push(format!("{} pages of {} {whose}", received.len(), sent.len()));
    }
    for (number, (sent, received)) in sent.iter().zip(received).enumerate() {
        if let Some(difference) = pages::difference(sent, received) {
            faults.push(format!("page {} {whose}: {difference}", number + 1));
        }
    }
    faults
}
